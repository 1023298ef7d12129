//! What types, fields and values would like to be called, and who gets a name that several want.

use std::collections::HashSet;

use super::key::{Key, is_component};
use super::with_extensions;
use crate::lower::{Lowering, words};
use crate::source::{Location, Node};

/// A name before it is one of Rust.
pub(super) struct Wanted {
    pub(super) text: String,
    /// `x-rust-name` says so.
    pub(super) is_given: bool,
}

/// The name of a type: given by the document, that of its component, that of its place, or the hint.
pub(super) fn wanted(lowering: &mut Lowering<'_>, key: &Key, hint: &str) -> Wanted {
    // What was put together of several schemas is named by who did so.
    let [place] = key.parts.as_slice() else {
        return Wanted { text: hint.to_owned(), is_given: false };
    };
    // On a property the extension names the field.
    let is_property = place.pointer.parent().is_some_and(|parent| parent.last().as_deref() == Some("properties"));
    if !is_property && let Some(text) = given(lowering, place, words::Kind::Type) {
        return Wanted { text, is_given: true };
    }
    let text = if key.spent.is_empty() { placed(lowering, place) } else { None };
    Wanted { text: text.unwrap_or_else(|| hint.to_owned()), is_given: false }
}

/// `x-rust-name`, if it is there and can be used.
pub(super) fn given(lowering: &mut Lowering<'_>, at: &Location, kind: words::Kind) -> Option<String> {
    lowering.sources.node(at)?.get("x-rust-name")?;
    with_extensions(lowering, at, |extensions, lowering| extensions.rust_name(lowering, kind).ok().flatten())
}

/// A name made of the place of a schema that others can refer to: it does not depend on who does.
fn placed(lowering: &Lowering<'_>, at: &Location) -> Option<String> {
    if is_component(at) {
        return at.pointer.last().map(|name| name.into_owned());
    }
    let mut here = Location::root(at.file);
    let mut tokens = at.pointer.tokens();
    let mut next = |here: &mut Location| {
        let token = tokens.next()?;
        *here = here.child(&token);
        Some(token.into_owned())
    };
    let stem = || Some(lowering.sources.path(at.file).file_stem()?.to_string_lossy().into_owned());
    // What a file that is a schema has inside is named as it is inside of a component.
    let mut inside = None;
    let mut name = match next(&mut here).as_deref() {
        // A file that is nothing but a schema.
        None => stem()?,
        Some(key) if SCHEMAS_WITHIN.contains(&key) && is_schema(lowering.sources.root(at.file)) => {
            inside = Some(key.to_owned());
            stem()?
        }
        Some("components") => {
            let section = next(&mut here)?;
            let name = next(&mut here)?;
            if section != "schemas" {
                // A parameter, a body, a response: its schema is called like it.
                while next(&mut here)? != "schema" {}
            }
            name
        }
        Some("paths" | "webhooks") => return None,
        Some(key) if key.starts_with("x-") => return None,
        // A file of schemas that is no document.
        Some(key) => key.to_owned(),
    };
    while let Some(token) = inside.take().or_else(|| next(&mut here)) {
        let part = match token.as_str() {
            "items" => "item".to_owned(),
            "additionalProperties" => "value".to_owned(),
            "x-upgraded-items" => "rest".to_owned(),
            // The properties of a part are the properties of the whole.
            "allOf" => {
                next(&mut here)?;
                continue;
            }
            "oneOf" | "anyOf" | "prefixItems" => {
                let index = next(&mut here)?;
                label(lowering, &here, index.parse().unwrap_or(0))
            }
            _ => next(&mut here)?,
        };
        name.push('_');
        name.push_str(&part);
    }
    Some(name)
}

/// The fields of a schema that have schemas in them.
const SCHEMAS_WITHIN: [&str; 7] = ["properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf", "$defs"];

/// Whether the root of a file is a schema itself, and not a map of schemas by their names.
fn is_schema(root: &Node) -> bool {
    let has = |key: &str, is: fn(&Node) -> bool| root.get(key).is_some_and(is);
    has("type", |node| node.as_str().is_some())
        || has("$id", |node| node.as_str().is_some())
        || ["allOf", "oneOf", "anyOf"].iter().any(|key| has(key, |node| node.as_list().is_some()))
        || has("properties", |node| node.get("type").is_none_or(|inner| inner.as_str().is_none()))
}

/// What an alternative without a name is called: by its title, or its number from 1.
pub(super) fn label(lowering: &Lowering<'_>, at: &Location, index: usize) -> String {
    let title = lowering.sources.node(at).and_then(|node| node.get("title")).and_then(Node::as_str);
    title
        .filter(|title| title.len() <= 40 && title.chars().any(char::is_alphanumeric))
        .map_or_else(|| (index + 1).to_string(), str::to_owned)
}

/// Gives each of several things its name. Every thing says what it would like to be called and under what
/// text of the document it is known; texts are distinct.
///
/// Where several want a name, the text that is spelt like it gets it, or else the first in the order of the
/// texts, whatever their order in the document. The others get a suffix that is made of nothing but their own
/// text, so that a name stays when siblings come and go: `Lower` or `Upper` where the case of the letters tells
/// them apart, four hexadecimal digits otherwise.
pub(crate) fn distinct(
    wants: &[(String, String)],
    is_taken: impl Fn(&str) -> bool,
    join: impl Fn(&str, &str) -> String,
) -> Vec<String> {
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|&index| {
        let (name, text) = &wants[index];
        (name.trim_start_matches("r#") != text, text)
    });
    let mut used: HashSet<String> = HashSet::new();
    let mut names = vec![String::new(); wants.len()];
    for index in order {
        let (name, text) = &wants[index];
        let cased = |is: fn(&char) -> bool| text.chars().filter(|c| c.is_alphabetic()).all(|c| is(&c));
        let case = match () {
            () if cased(|c| !c.is_uppercase()) => "lower",
            () if cased(|c| !c.is_lowercase()) => "upper",
            () => "mixed",
        };
        let candidates = [name.clone(), join(name, case), join(name, &digest(text))];
        let numbered = (2..).map(|number| join(name, &format!("{}{number}", digest(text))));
        let free =
            candidates.into_iter().chain(numbered).find(|candidate| !used.contains(candidate) && !is_taken(candidate));
        names[index] = free.unwrap_or_else(|| name.clone());
        used.insert(names[index].clone());
    }
    names
}

/// Four hexadecimal digits of a text (FNV-1a), with a letter in front.
pub(crate) fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("x{:04x}", (hash >> 16) ^ (hash & 0xffff))
}

/// Names for variants, of which `Unknown` is always there already.
pub(super) fn of_variants(mut wants: Vec<(String, String)>) -> Vec<String> {
    for (name, _) in wants.iter_mut().filter(|(name, _)| name == "Unknown") {
        name.push_str("Value");
    }
    distinct(&wants, |_| false, join_pascal)
}

/// A suffix in the style of types and variants.
pub(crate) fn join_pascal(name: &str, suffix: &str) -> String {
    format!("{}{}", name.trim_start_matches("r#").trim_end_matches('_'), words::pascal(suffix))
}

/// A suffix in the style of fields.
pub(super) fn join_snake(name: &str, suffix: &str) -> String {
    format!("{}_{suffix}", name.trim_start_matches("r#").trim_end_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        let wants: Vec<_> = texts.iter().map(|text| (words::pascal(text), (*text).to_owned())).collect();
        of_variants(wants)
    }

    #[test]
    fn names_do_not_depend_on_the_order_of_the_document() {
        let one = names(&["a", "A", "b"]);
        assert_eq!(one, ["ALower", "A", "B"]);
        let mut two = names(&["b", "A", "a"]);
        two.reverse();
        assert_eq!(one, two);
    }

    #[test]
    fn a_name_that_is_taken_is_avoided() {
        assert_eq!(names(&["unknown"]), ["UnknownValue"]);
        let three = names(&["a b", "a-b", "a_b"]);
        assert_eq!(three[0], "AB");
        assert!(three[1] != three[2] && three[1..].iter().all(|name| name.starts_with("AB")), "{three:?}");
    }
}
