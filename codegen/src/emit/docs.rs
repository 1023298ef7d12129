//! What is said about things: the attributes and comments that document them.

use super::markdown::{code, safe};
use crate::api::{Api, Docs};
use crate::render::features::{ON, PASSED_ON};

/// What documents an item: text, aliases, deprecation. Nothing for what nothing is said about.
pub(super) fn text(docs: &Docs, extra: &[String], item: &str) -> String {
    text_or(docs, extra, item, "")
}

/// The same; `fallback` is said where nothing else is.
pub(super) fn text_or(docs: &Docs, extra: &[String], item: &str, fallback: &str) -> String {
    let mut text = String::new();
    let mut lines = lines(docs, extra);
    if lines.is_empty() && !fallback.is_empty() {
        lines.push(fallback.to_owned());
    }
    for line in lines {
        text.push_str(if line.is_empty() { "///" } else { "/// " });
        text.push_str(&line);
        text.push('\n');
    }
    for alias in aliases(docs, item) {
        text.push_str(&format!("#[doc(alias = {alias:?})]\n"));
    }
    if docs.deprecated {
        text.push_str("#[deprecated]\n");
    }
    text
}

/// What rustdoc's search is told: no alias twice, none that is the item's own name or that rustdoc refuses.
pub(super) fn aliases(docs: &Docs, item: &str) -> Vec<String> {
    let item = item.trim_start_matches("r#");
    let mut aliases: Vec<String> = Vec::new();
    for alias in &docs.aliases {
        let alias = alias.trim();
        let refused = is_same_name(alias, item)
            || alias.is_empty()
            || alias.contains(|c: char| c == '"' || c == '\'' || c.is_whitespace());
        if !refused && !aliases.iter().any(|other| other == alias) {
            aliases.push(alias.to_owned());
        }
    }
    aliases
}

/// Whether what stands below the line belongs to its paragraph.
fn is_prose(line: &str) -> bool {
    line.starts_with(|first: char| first.is_alphabetic() || first == '`') && !line.starts_with("```")
}

/// Whether one finds the item under its own name as well.
fn is_same_name(alias: &str, item: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(alias) == letters(item)
}

/// The lines of an item's documentation.
pub(super) fn lines(docs: &Docs, extra: &[String]) -> Vec<String> {
    let mut paragraphs: Vec<Vec<String>> = Vec::new();
    let summary = docs.summary.as_deref().filter(|summary| {
        // What the description begins with need not be said before it.
        let begins = |text: &String| text.trim_start().starts_with(summary.trim().trim_end_matches(['.', '。']));
        !docs.description.as_ref().is_some_and(begins)
    });
    for text in [summary, docs.description.as_deref()].into_iter().flatten() {
        let text = safe(text);
        if !text.is_empty() && !paragraphs.contains(&text) {
            paragraphs.push(text);
        }
    }
    let notes: Vec<String> = docs.notes.iter().map(|(label, value)| format!("{label}: {}", shortened(value))).collect();
    if !notes.is_empty() {
        paragraphs.push(vec![notes.join("; ")]);
    }
    for line in extra {
        match paragraphs.last_mut().filter(|paragraph| paragraph.last().is_some_and(|last| is_prose(last))) {
            Some(paragraph) => {
                // A line of its own (CommonMark 6.7), without an empty one before it: there is one for every operation.
                if let Some(last) = paragraph.last_mut() {
                    last.push('\\');
                }
                paragraph.push(line.clone());
            }
            None => paragraphs.push(vec![line.clone()]),
        }
    }
    if let Some(url) = docs.link.as_deref().filter(|url| is_url(url)) {
        paragraphs.push(vec![format!("See <{url}>.")]);
    }
    paragraphs.join(&String::new())
}

/// A value as code, cut where nobody would read on.
fn shortened(value: &str) -> String {
    const LENGTH: usize = 160;
    match value.char_indices().nth(LENGTH) {
        Some((end, _)) => code(&format!("{}\u{2026}", &value[..end])),
        None => code(value),
    }
}

/// Documentation at the head of a document's module.
pub(super) fn module(docs: &Docs, document: &str) -> Vec<String> {
    let text = lines(docs, &[]);
    if document.is_empty() {
        text
    } else if text.is_empty() {
        vec![format!("From {}.", code(document))]
    } else {
        [text, vec![String::new(), format!("From {}.", code(document))]].concat()
    }
}

/// Documentation at the head of a client's module: what its documents are about.
pub(super) fn client(api: &Api) -> Vec<String> {
    let mut lines = vec![format!("The client of `{}`, made from these documents:", api.name), String::new()];
    for module in api.modules.iter().filter(|module| !module.operations.is_empty()) {
        let title = safe(module.docs.summary.as_deref().unwrap_or(&module.name)).join(" ");
        lines.push(format!("- {title} ({})", code(&module.document)));
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
    lines.extend(apis.iter().map(|api| format!("- `{}`", api.name)));
    if feature_per_client {
        let listed = |features: &[(&str, &str)]| -> Vec<String> {
            features.iter().map(|(name, does)| format!("- `{name}` {does}")).collect()
        };
        lines.extend(["", "Further features, off unless asked for:", ""].map(str::to_owned));
        lines.extend(listed(&PASSED_ON));
        lines.extend(["", "On, unless `default-features = false` switches it off:", ""].map(str::to_owned));
        lines.extend(listed(&ON));
    }
    lines
}

fn is_url(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://"))
        && text.chars().all(|c| c.is_ascii_graphic() && !"<>\"`\\^{}|".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_that_rustdoc_refuses_is_dropped() {
        let docs = Docs { aliases: vec!["a b".into(), "x".into(), "own".into(), "x".into()], ..Docs::default() };
        assert_eq!(aliases(&docs, "own"), ["x"]);
    }
}
