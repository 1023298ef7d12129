//! Keywords that stay, and that nothing reads.

use super::super::fields::Fields;
use super::super::walk::Walk;
use crate::diagnostic::Code;

/// Keywords without which the type is another one, and what becomes of it.
const CHANGES: &[(&str, &str)] = &[
    ("if", "what `then` and `else` say of the value is not part of the type"),
    ("dependentSchemas", "what its schemas say of the value is not part of the type"),
    (
        "patternProperties",
        "properties that match its patterns are untyped; `additionalProperties: false` would type them",
    ),
];

/// Keywords that only forbid values.
const CONSTRAINTS: &[&str] =
    &["contains", "propertyNames", "dependentRequired", "unevaluatedItems", "unevaluatedProperties"];

/// Says what of a schema is not read.
pub(super) fn report(walk: &mut Walk<'_>, schema: &Fields) {
    for (key, node) in schema.iter() {
        let name = &*key.text;
        // `unevaluatedProperties: {…}` gives properties a type.
        let typed = name == "unevaluatedProperties" && node.as_map().is_some();
        if let Some((_, help)) = CHANGES.iter().find(|(keyword, _)| *keyword == name) {
            walk.report(Code::IgnoredKeyword, key, format!("`{name}` is ignored"), help);
        } else if typed {
            let help = "properties that are not named are untyped; `additionalProperties` would type them";
            walk.report(Code::IgnoredKeyword, key, format!("`{name}` is ignored"), help);
        } else if CONSTRAINTS.contains(&name) && (name == "contains" || node.as_bool() != Some(true)) {
            walk.report(
                Code::UncheckedKeyword,
                key,
                format!("`{name}` is not checked"),
                "the type is the same without it",
            );
        }
    }
}
