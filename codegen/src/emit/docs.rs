//! From text of a document to rustdoc that is safe: CommonMark stays, and nothing in it can link to an item,
//! run as a test, become HTML or end the comment.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Docs};

/// The attributes that document an item: text, aliases, deprecation.
pub(super) fn attributes(docs: &Docs, extra: &[String], item: &str) -> TokenStream {
    let lines = lines(docs, extra);
    let texts = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    let aliases = aliases(docs, item);
    let deprecated = docs.deprecated.then(|| quote!(#[deprecated]));
    quote!(#(#[doc = #texts])* #(#[doc(alias = #aliases)])* #deprecated)
}

/// The same as text, for what is laid out by hand.
pub(super) fn comment(docs: &Docs, fallback: &str) -> String {
    let mut lines = lines(docs, &[]);
    if lines.is_empty() {
        lines.push(fallback.to_owned());
    }
    lines.iter().map(|line| if line.is_empty() { "///\n".to_owned() } else { format!("/// {line}\n") }).collect()
}

/// What rustdoc's search is told: no alias twice, none that is the item's own name or that rustdoc refuses.
pub(super) fn aliases(docs: &Docs, item: &str) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    for alias in &docs.aliases {
        let alias = alias.trim();
        let refused =
            alias.is_empty() || alias == item || alias.contains(|c: char| c == '"' || c == '\'' || c.is_whitespace());
        if !refused && !aliases.iter().any(|other| other == alias) {
            aliases.push(alias.to_owned());
        }
    }
    aliases
}

/// The lines of an item's documentation.
pub(super) fn lines(docs: &Docs, extra: &[String]) -> Vec<String> {
    let mut paragraphs: Vec<Vec<String>> = Vec::new();
    for text in [&docs.summary, &docs.description].into_iter().flatten() {
        let text = safe(text);
        if !text.is_empty() && !paragraphs.contains(&text) {
            paragraphs.push(text);
        }
    }
    let notes = docs.notes.iter().map(|(label, value)| format!("{label}: {}", code(value)));
    let notes: Vec<String> = notes.collect();
    if !notes.is_empty() {
        paragraphs.push(vec![notes.join("; ")]);
    }
    paragraphs.extend(extra.iter().map(|line| vec![line.clone()]));
    if let Some(url) = docs.link.as_deref().filter(|url| is_url(url)) {
        paragraphs.push(vec![format!("See <{url}>.")]);
    }
    paragraphs.join(&String::new()).iter().flat_map(|line| wrapped(line)).collect()
}

/// A value as code, cut where nobody would read on.
fn code(value: &str) -> String {
    const LENGTH: usize = 160;
    let mut text: String =
        value.chars().filter_map(visible).map(|c| if c == '`' { '\'' } else { c }).take(LENGTH + 1).collect();
    if text.chars().count() > LENGTH {
        text.pop();
        text.push('\u{2026}');
    }
    // Code must not begin or end with white space only.
    if text.trim().is_empty() { "`\"\"`".to_owned() } else { format!("`{text}`") }
}

/// A line of prose as lines of at most `WIDTH` characters. A break never lets a line begin with what would
/// make it a heading, a list or a quotation.
fn wrapped(line: &str) -> Vec<String> {
    const WIDTH: usize = 100;
    let mut lines = vec![String::new()];
    let mut column = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        let plain = word.starts_with(|c: char| c.is_alphabetic() || "`(\"'".contains(c));
        if let Some(last) = lines.last_mut().filter(|_| column == 0 || column + 1 + length <= WIDTH || !plain) {
            if column > 0 {
                last.push(' ');
                column += 1;
            }
            last.push_str(word);
            column += length;
        } else {
            lines.push(word.to_owned());
            column = length;
        }
    }
    lines
}

/// Documentation at the head of a document's module.
pub(super) fn module(docs: &Docs, document: &str) -> Vec<String> {
    let text = lines(docs, &[]);
    if text.is_empty() {
        vec![format!("From `{document}`.")]
    } else {
        [text, vec![String::new(), format!("From `{document}`.")]].concat()
    }
}

/// Documentation at the head of a client's module: what its documents are about.
pub(super) fn client(api: &Api) -> Vec<String> {
    let mut lines = vec![format!("The client of `{}`, made from these documents:", api.name), String::new()];
    for module in api.modules.iter().filter(|module| !module.operations.is_empty()) {
        let title = safe(module.docs.summary.as_deref().unwrap_or(&module.name)).join(" ");
        lines.push(format!("- {title} (`{}`)", module.document));
    }
    lines
}

/// Documentation at the head of the crate.
pub(super) fn root(apis: &[Api], feature_per_client: bool) -> Vec<String> {
    let behind = if feature_per_client {
        "Each client is a module behind a cargo feature of the same name:"
    } else {
        "Each client is a module:"
    };
    let mut lines =
        ["Typed clients, written by codegen from OpenAPI documents.", "", behind, ""].map(str::to_owned).to_vec();
    for api in apis {
        let count = api.modules.iter().map(|module| module.operations.len()).sum::<usize>();
        lines.push(format!("- `{}`, with {count} operation{}", api.name, if count == 1 { "" } else { "s" }));
    }
    if feature_per_client {
        let serde =
            "The feature `serde` lets serde read and write every model. Secrets are written in clear then: seal";
        lines.extend(["", serde, "what you store."].map(str::to_owned));
    }
    lines
}

/// A description as lines of rustdoc.
pub(super) fn safe(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        let line: String = line.trim().chars().filter_map(visible).collect();
        if line.starts_with("```") || line.starts_with("~~~") {
            fenced = !fenced;
            // Anything else would be compiled as a test.
            lines.push(if fenced { "```text".to_owned() } else { "```".to_owned() });
        } else if fenced {
            lines.push(line);
        } else {
            lines.push(prose(&line));
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Drops what is invisible or turns text around; a tab is a space.
fn visible(character: char) -> Option<char> {
    match character {
        '\t' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        control if control.is_control() => None,
        other => Some(other),
    }
}

/// Escapes what rustdoc would take for HTML or for a link to an item, outside of code; addresses become links.
fn prose(line: &str) -> String {
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    let mut code = false;
    while let Some(character) = rest.chars().next() {
        if !code && (rest.starts_with("http://") || rest.starts_with("https://")) {
            let end = rest
                .find(|c: char| c.is_whitespace() || "<>\"'`()[]{}|\\^，。、；）".contains(c))
                .unwrap_or(rest.len());
            let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
            text.push_str(&format!("<{url}>"));
            rest = &rest[url.len()..];
            continue;
        }
        match character {
            '`' if balanced => {
                code = !code;
                text.push('`');
            }
            '`' => text.push_str("\\`"),
            '<' | '>' | '[' | ']' if !code => {
                text.push('\\');
                text.push(character);
            }
            other => text.push(other),
        }
        rest = &rest[character.len_utf8()..];
    }
    text
}

fn is_url(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && text.chars().all(|c| c.is_ascii_graphic() && !"<>\"`\\^{}|".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_and_links_to_items_become_text() {
        assert_eq!(safe("<b>bold</b> [Vec] `a<b>[c]`"), ["\\<b\\>bold\\</b\\> \\[Vec\\] `a<b>[c]`"]);
        assert_eq!(safe("an odd ` tick"), ["an odd \\` tick"]);
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(safe("see https://a.example/b?c=d."), ["see <https://a.example/b?c=d>."]);
    }

    #[test]
    fn code_never_becomes_a_test() {
        assert_eq!(safe("```\npanic!()\n```\n    indented"), ["```text", "panic!()", "```", "indented"]);
        assert_eq!(safe("```rust"), ["```text", "```"]);
    }

    #[test]
    fn what_is_invisible_is_dropped() {
        assert_eq!(safe("a\u{202e}b\u{0}c\td\r\ne"), ["abc d", "e"]);
    }

    #[test]
    fn an_alias_that_rustdoc_refuses_is_dropped() {
        let docs = Docs { aliases: vec!["a b".into(), "x".into(), "own".into(), "x".into()], ..Docs::default() };
        assert_eq!(aliases(&docs, "own"), ["x"]);
    }
}
