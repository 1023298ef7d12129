//! Overrides: a small file that corrects what a document says, or what the generator makes of it.
//!
//! `docs/overrides.md` describes the file. [`apply`] checks every entry, carries out on the tree what a document could
//! have said itself (requiredness, types, names of types, operations and parameters), and returns the [`Late`] ones,
//! which OpenAPI has no word for: they are carried out on the Api. An entry that matches nothing is an error.

mod entry;
mod find;
mod late;
mod operation_names;

#[cfg(test)]
mod tests;

use std::path::Path;

pub(crate) use late::Late;
pub(crate) use operation_names::shorten;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::lower::ListedOperation;
use crate::source::{FileId, Key, Location, Node, Sources};
use entry::Kind;

/// The lists of a file of overrides, and what the keys in each name.
const LISTS: [(&str, Kind); 4] = [
    ("schemas", Kind::Schema),
    ("properties", Kind::Property),
    ("operations", Kind::Operation),
    ("pointers", Kind::Pointer),
];

/// The key that takes repetitions out of the names of operations.
const OPERATION_NAMES: &str = "operation_names";

/// Applies the overrides at `path` to a document. Every entry that cannot be carried out is reported, and left out.
pub(crate) fn apply(
    sources: &mut Sources,
    document: FileId,
    listed: &[ListedOperation],
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Late {
    let mut late = Late::default();
    let file = match sources.load(path) {
        Ok(file) => file,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return late;
        }
    };
    diagnostics.extend(sources.problems().filter(|problem| problem.span.file == file).cloned());
    let root = Location::root(file);
    let Some(lists) = sources.root(file).as_map().cloned() else {
        let message = format!("overrides are a map, found {}", sources.root(file).kind());
        diagnostics.push(Diagnostic::at(sources, Code::InvalidOverride, &root, message).help(known_lists()));
        return late;
    };
    for (list, entries) in lists.iter() {
        let at = root.child(&list.text);
        if &*list.text == OPERATION_NAMES {
            match entries.as_str() {
                Some("short") => late.shortens_operation_names = true,
                _ => {
                    let message = format!("`{OPERATION_NAMES}` must be `short`");
                    let help = "leave it out for operations to have the names that their ids make";
                    diagnostics.push(Diagnostic::at(sources, Code::InvalidOverride, &at, message).help(help));
                }
            }
            continue;
        }
        let Some((_, kind)) = LISTS.iter().find(|(name, _)| *name == &*list.text) else {
            let message = format!("`{}` is no list of overrides", list.text);
            let diagnostic = Diagnostic::at_key(sources, Code::InvalidOverride, &at, message);
            diagnostics.push(match nearest(&list.text, LISTS.iter().map(|(name, _)| *name).chain([OPERATION_NAMES])) {
                Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                None => diagnostic.help(known_lists()),
            });
            continue;
        };
        let Some(entries) = entries.as_map() else {
            let message = format!("`{}` must be a map, found {}", list.text, entries.kind());
            diagnostics.push(Diagnostic::at(sources, Code::InvalidOverride, &at, message));
            continue;
        };
        for (key, entry) in entries.iter() {
            let place = at.child(&key.text);
            if let Err(problem) = one(sources, document, listed, *kind, key, entry, &place, &mut late) {
                diagnostics.push(problem);
            }
        }
    }
    late
}

#[expect(clippy::too_many_arguments, reason = "it is one step of a loop")]
fn one(
    sources: &mut Sources,
    document: FileId,
    listed: &[ListedOperation],
    kind: Kind,
    key: &Key,
    entry: &Node,
    place: &Location,
    late: &mut Late,
) -> Result<(), Diagnostic> {
    let found = match kind {
        Kind::Schema => find::schema(sources, document, &key.text),
        Kind::Property => find::property(sources, document, &key.text),
        Kind::Operation => find::operation(listed, &key.text),
        Kind::Pointer => find::pointer(sources, document, &key.text),
    };
    let target = found.map_err(|suggestion| {
        let message = format!("the document has no {} `{}`", kind.noun(), key.text);
        let diagnostic = Diagnostic::at_key(sources, Code::UnmatchedOverride, place, message);
        match suggestion {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic.help("correct the name, or take the entry away if it is no longer needed"),
        }
    })?;
    entry::carry_out(sources, kind, &target, entry, place, late)
}

fn known_lists() -> String {
    format!("there are {} and `{OPERATION_NAMES}`", LISTS.map(|(name, _)| format!("`{name}`")).join(", "))
}
