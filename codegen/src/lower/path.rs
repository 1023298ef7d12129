//! The template of a path and its parameters, which have to agree (OpenAPI 3.0.3, 4.7.8.2 and 4.7.12).
//!
//! Where they do not, there is mostly one thing that can be meant: a parameter that is spelt in another way is found, a
//! place without a parameter is filled with a text, and a parameter without a place is not sent.

use std::collections::{HashMap, HashSet};

use openapiv3::{Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, ReferenceOr, Schema};

use super::parameters::Found;
use super::{Lowering, Skipped};
use crate::api::{Argument, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Location;

/// What is called of a path; `{name}` is where the parameter `name` goes.
#[derive(Debug, Default)]
pub(crate) struct Path(String);

impl Path {
    /// Brings the template of a path and the parameters of an operation together.
    pub(crate) fn of(
        lowering: &mut Lowering<'_>,
        template: &str,
        found: &mut Vec<Found>,
        item: &Location,
        operation: &Location,
    ) -> Result<Self, Skipped> {
        // A fragment tells operations of one path apart, and is never sent (RFC 3986, 3.5).
        let template = template.split('#').next().unwrap_or_default();
        let mut agreement = Agreement::new(lowering, item, operation, found);
        agreement.report_queries(template);
        let mut pieces = pieces(template);
        agreement.find(&mut pieces);
        pieces = agreement.find_colons(pieces);
        agreement.supply(&mut pieces)?;
        agreement.take_away();
        let slash = if template.starts_with('/') { "" } else { "/" };
        Ok(Self(pieces.iter().fold(slash.to_owned(), |path, piece| match piece {
            Piece::Text(text) => path + text,
            Piece::Hole(name) => path + "{" + name + "}",
        })))
    }

    /// The path as it is sent. What is a parameter of the query is sent as such, and not as a part of the path too.
    pub(crate) fn target<'a>(&self, arguments: impl Iterator<Item = &'a Argument>) -> String {
        let Some((path, query)) = self.0.split_once('?') else {
            return self.0.clone();
        };
        let names: Vec<&str> = arguments
            .filter(|argument| matches!(argument.place, Place::Query(_)))
            .map(|argument| &*argument.wire)
            .collect();
        let pairs: Vec<&str> = query.split('&').filter(|pair| !names.iter().any(|name| is_pair(pair, name))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

/// Whether this is the name of a parameter with its place: `page={page}`.
fn is_pair(pair: &str, name: &str) -> bool {
    pair.split_once('=') == Some((name, &format!("{{{name}}}")))
}

/// A piece of a template.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    /// The place of a parameter, by what is between the braces.
    Hole(String),
}

/// A template in pieces. Frameworks put patterns into their braces, which may have braces themselves; a brace that is
/// not closed ends with its segment.
fn pieces(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        let mut depth = 1usize;
        let closing = after.char_indices().find(|(_, letter)| {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let (end, next) = match closing {
            Some((at, _)) => (at, at + 1),
            None => {
                let end = after.find(['/', '?', '&', '{']).unwrap_or(after.len());
                (end, end)
            }
        };
        pieces.push(Piece::Text(text.to_owned()));
        pieces.push(Piece::Hole(after[..end].to_owned()));
        rest = &after[next..];
    }
    pieces.push(Piece::Text(rest.to_owned()));
    pieces
}

/// The name in a place as frameworks write it: `{id:int}`, `{id=items/*}`, `{*rest}`, `{key+}`, `{id?}`.
fn bare(hole: &str) -> &str {
    let name = hole.split([':', '=']).next().unwrap_or_default();
    name.trim().trim_start_matches('*').trim_end_matches(['*', '+', '?']).trim()
}

/// What is left of a name without case and punctuation.
fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A template and the parameters of one of its operations, while they are brought together.
struct Agreement<'a, 's> {
    lowering: &'a mut Lowering<'s>,
    item: &'a Location,
    operation: &'a Location,
    found: &'a mut Vec<Found>,
    /// The places of parameters of the query.
    queries: HashSet<String>,
    /// The path parameters that have no place yet, and where they are described.
    unplaced: HashMap<String, Location>,
}

impl<'a, 's> Agreement<'a, 's> {
    fn new(
        lowering: &'a mut Lowering<'s>,
        item: &'a Location,
        operation: &'a Location,
        found: &'a mut Vec<Found>,
    ) -> Self {
        let declared = found.iter().filter(|(parameter, _)| matches!(parameter, Parameter::Path { .. }));
        let unplaced = declared.map(|(parameter, at)| (parameter.parameter_data_ref().name.clone(), at.clone()));
        Self { unplaced: unplaced.collect(), queries: HashSet::new(), lowering, item, operation, found }
    }

    /// Finds the parameters of the query that are in the template as well.
    fn report_queries(&mut self, template: &str) {
        let query = template.split_once('?').map_or("", |(_, query)| query);
        let names: HashSet<&str> = self
            .found
            .iter()
            .filter(|(parameter, _)| matches!(parameter, Parameter::Query { .. }))
            .map(|(parameter, _)| parameter.parameter_data_ref().name.as_str())
            .collect();
        let is_parameter = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| names.contains(name));
        let pairs: Vec<&str> = query.split('&').filter(is_parameter).collect();
        for pair in pairs {
            let wire = pair.split_once('=').map_or("", |(name, _)| name);
            if is_pair(pair, wire) {
                self.queries.insert(wire.to_owned());
                let message = format!("`{pair}` is in the path, and `{wire}` is a parameter of the query");
                self.mended(&message, "it is sent once, as the parameter says: leave it out of the path");
            }
        }
    }

    /// Finds the parameter of each place, however it is spelt.
    fn find(&mut self, pieces: &mut [Piece]) {
        let is_used: HashSet<&str> = pieces
            .iter()
            .filter_map(|piece| if let Piece::Hole(name) = piece { Some(&**name) } else { None })
            .collect();
        let spellings: HashMap<String, String> = self
            .unplaced
            .keys()
            .filter(|name| !is_used.contains(name.as_str()))
            .map(|name| (letters(name), name.clone()))
            .collect();
        let declared: HashSet<String> = self.unplaced.keys().cloned().collect();
        for piece in pieces {
            let Piece::Hole(hole) = piece else { continue };
            if declared.contains(hole) || self.queries.contains(hole) {
                self.unplaced.remove(hole);
                continue;
            }
            let name = bare(hole);
            let known = declared.get(name).or_else(|| spellings.get(&letters(name)));
            if let Some(known) = known {
                let message = format!("the path has `{{{hole}}}`, and the parameter is called `{known}`");
                self.mended(&message, &format!("it is read as `{{{known}}}`"));
                self.unplaced.remove(known);
                hole.clone_from(known);
            }
        }
    }

    /// Finds the places of parameters that are written with a colon: `/users/:id`.
    fn find_colons(&mut self, pieces: Vec<Piece>) -> Vec<Piece> {
        let mut found = Vec::new();
        for piece in pieces {
            let Piece::Text(text) = &piece else {
                found.push(piece);
                continue;
            };
            let mut before = String::new();
            for segment in text.split_inclusive('/') {
                let (name, slash) = segment.strip_suffix('/').map_or((segment, ""), |name| (name, "/"));
                let name = name.strip_prefix(':').filter(|name| self.unplaced.remove(*name).is_some());
                match name {
                    Some(name) => {
                        let message = format!("the path has `:{name}`, and `{name}` is a parameter of the path");
                        self.mended(&message, &format!("it is read as `{{{name}}}`"));
                        found.extend([Piece::Text(std::mem::take(&mut before)), Piece::Hole(name.to_owned())]);
                        before.push_str(slash);
                    }
                    None => before.push_str(segment),
                }
            }
            found.push(Piece::Text(before));
        }
        found
    }

    /// Adds a parameter for each place that has none.
    fn supply(&mut self, pieces: &mut [Piece]) -> Result<(), Skipped> {
        let mut known: HashSet<String> = self.queries.clone();
        let declared = self.found.iter().filter(|(parameter, _)| matches!(parameter, Parameter::Path { .. }));
        known.extend(declared.map(|(parameter, _)| parameter.parameter_data_ref().name.clone()));
        for piece in pieces {
            let Piece::Hole(hole) = piece else { continue };
            if known.contains(hole) {
                continue;
            }
            let name = bare(hole).to_owned();
            if name.is_empty() {
                let message = format!("the path has `{{{hole}}}`, a place for a parameter without a name");
                let diagnostic = Diagnostic::at_key(self.lowering.sources, Code::PathParameter, self.item, message)
                    .help("name it, `{id}`, and describe the parameter `{name: id, in: path, required: true, …}`");
                return Err(self.lowering.report(diagnostic));
            }
            if known.insert(name.clone()) {
                let message = format!("the path has `{{{hole}}}`, and no path parameter of that name is declared");
                let help = format!(
                    "it is read as a text: add the parameter `{{name: {name}, in: path, required: true, schema: {{type: \
                     string}}}}`"
                );
                self.mended(&message, &help);
                let at = self.operation.child("parameters").child(&name);
                self.found.push((text(&name), at));
            }
            *hole = name;
        }
        Ok(())
    }

    /// Takes the path parameters away that have no place.
    fn take_away(&mut self) {
        if self.unplaced.is_empty() {
            return;
        }
        let Self { unplaced, lowering, .. } = self;
        self.found.retain(|(parameter, at)| {
            let wire = &parameter.parameter_data_ref().name;
            let stays = !matches!(parameter, Parameter::Path { .. }) || !unplaced.contains_key(wire);
            if !stays {
                let message = format!("the path parameter `{wire}` is declared, and the path has no `{{{wire}}}`");
                let diagnostic = Diagnostic::at(lowering.sources, Code::Mended, at, message).help(format!(
                    "it is not sent: put `{{{wire}}}` into the path, take the parameter away, or say where else it goes"
                ));
                lowering.report(diagnostic);
            }
            stays
        });
    }

    /// Reports how the path is read.
    fn mended(&mut self, message: &str, help: &str) {
        let diagnostic = Diagnostic::at_key(self.lowering.sources, Code::Mended, self.item, message)
            .related(self.lowering.sources.key_span(self.operation), "of this operation")
            .help(help);
        self.lowering.report(diagnostic);
    }
}

/// A path parameter of which only the name is known.
fn text(name: &str) -> Parameter {
    Parameter::Path {
        parameter_data: ParameterData {
            name: name.to_owned(),
            description: None,
            required: true,
            deprecated: None,
            format: ParameterSchemaOrContent::Schema(ReferenceOr::Item(Schema {
                schema_data: Default::default(),
                schema_kind: openapiv3::SchemaKind::Any(Default::default()),
            })),
            example: None,
            examples: Default::default(),
            explode: None,
            extensions: Default::default(),
        },
        style: PathStyle::Simple,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(template: &str) -> Vec<String> {
        let pieces = pieces(template).into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Hole(hole) => format!("<{hole}>"),
        });
        pieces.filter(|text| !text.is_empty()).collect()
    }

    #[test]
    fn a_template_is_cut_at_its_braces() {
        assert_eq!(shown("/a/{b}.{c}/d"), ["/a/", "<b>", ".", "<c>", "/d"]);
        assert_eq!(shown("/{id:[0-9]{3}}/x"), ["/", "<id:[0-9]{3}>", "/x"]);
        assert_eq!(shown("/{id/x{y"), ["/", "<id>", "/x", "<y>"]);
        assert_eq!(shown("/a}/{}"), ["/a}/", "<>"]);
        assert_eq!(shown(""), Vec::<String>::new());
    }

    #[test]
    fn the_name_in_a_place_is_found_in_the_ways_of_frameworks() {
        for hole in ["id", "id:int", "id: [0-9]+", "id=items/*", "*id", "id+", "id*", "id?", " id "] {
            assert_eq!(bare(hole), "id", "{hole}");
        }
        assert_eq!(bare("a-b.c"), "a-b.c");
        assert_eq!(bare("*"), "");
    }
}
