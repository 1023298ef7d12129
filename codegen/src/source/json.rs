//! JSON (RFC 8259) to a tree.

use jsonc_parser::ast::{ObjectProp, Value as Ast};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde_json::Number;

use super::yaml::{duplicate_key, empty, too_deep, too_long};
use super::{FileId, Key, MAX_DEPTH, MAX_KEYS, Map, Node, Pointer, Span, Value};
use crate::diagnostic::{Code, Diagnostic};

/// RFC 8259 and no more: what a document needs beyond it, the next reader of the document does not understand.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON file. Duplicate keys are reported beside the tree; whatever else is wrong ends the reading.
pub(super) fn parse(file: FileId, text: &str) -> Result<(Node, Vec<Diagnostic>), Diagnostic> {
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let parsed = parse_to_ast(text, &collect, &STRICT).map_err(|error| {
        let span = span(file, error.range());
        match error.kind() {
            ParseErrorKind::NestingDepthExceeded => too_deep(span),
            kind => syntax_error(span, &kind.to_string()),
        }
    })?;
    let Some(ast) = parsed.value else {
        return Err(empty(file));
    };
    let mut reader = Reader { file, path: Vec::new(), keys: 0, problems: Vec::new() };
    let root = reader.node(ast)?;
    Ok((root, reader.problems))
}

fn syntax_error(span: Span, cause: &str) -> Diagnostic {
    let mut cause = cause.to_owned();
    if let Some(first) = cause.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let help = [
        ("trailing commas", "take the comma away: nothing follows it"),
        ("comments", "take it away, or put it into a `description` or an `x-comment`"),
        ("single-quoted", "write double quotes"),
        ("expected comma", "put a comma between this and what follows"),
        ("expected colon", "put a colon between the key and its value"),
        ("unterminated", "this is not closed: if the file ends here, it may be a part of a file"),
        ("unexpected end", "the file may be a part of a file: a bracket or a brace is not closed"),
    ];
    let help = help.into_iter().find(|(part, _)| cause.contains(part)).map(|(_, help)| help);
    let diagnostic = Diagnostic::new(Code::InvalidJson, span, Pointer::root(), format!("not valid JSON: {cause}"));
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn span(file: FileId, range: Range) -> Span {
    Span::new(file, range.start, range.end)
}

struct Reader {
    file: FileId,
    path: Vec<String>,
    /// How many bytes its keys have.
    keys: usize,
    problems: Vec<Diagnostic>,
}

impl Reader {
    /// Recurses along the file, which the parser has refused if it is nested deeper than 512.
    fn node(&mut self, ast: Ast<'_>) -> Result<Node, Diagnostic> {
        let span = span(self.file, ast.range());
        if self.path.len() >= MAX_DEPTH && matches!(ast, Ast::Array(_) | Ast::Object(_)) {
            return Err(too_deep(Span { end: span.start + 1, ..span }));
        }
        let value = match ast {
            Ast::NullKeyword(_) => Value::Null,
            Ast::BooleanLit(literal) => Value::Bool(literal.value),
            Ast::StringLit(literal) => Value::String(literal.value.into()),
            Ast::NumberLit(literal) => {
                let number: Result<Number, _> = literal.value.parse();
                Value::Number(number.map_err(|_| syntax_error(span, "the number is too large"))?)
            }
            Ast::Array(array) => {
                let mut list = Vec::with_capacity(array.elements.len());
                for (index, element) in array.elements.into_iter().enumerate() {
                    self.path.push(index.to_string());
                    list.push(self.node(element)?);
                    self.path.pop();
                }
                Value::List(list)
            }
            Ast::Object(object) => Value::Map(self.map(object.properties)?),
        };
        Ok(Node { span, value })
    }

    fn map(&mut self, properties: Vec<ObjectProp<'_>>) -> Result<Map, Diagnostic> {
        let mut entries = Vec::with_capacity(properties.len());
        for property in properties {
            let key = Key { text: property.name.as_str().into(), span: span(self.file, property.name.range()) };
            self.keys += key.text.len();
            if self.keys > MAX_KEYS {
                return Err(too_long(key.span));
            }
            self.path.push(key.text.to_string());
            let node = self.node(property.value)?;
            self.path.pop();
            self.keys -= key.text.len();
            entries.push((key, node));
        }
        let (map, duplicates) = Map::build(entries);
        if !duplicates.is_empty() {
            let pointer = Pointer::from_tokens(&self.path);
            for (first, again) in duplicates {
                self.problems.push(duplicate_key(&pointer, first, &again));
            }
        }
        Ok(map)
    }
}
