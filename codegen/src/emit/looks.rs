//! What alternatives look like, as expressions of the runtime's `Look`.

use super::table::literal;
use crate::api::Look;

/// Several looks, each of which will do: `[Look::String, Look::Object(&["id"], &[], &["name"])]`.
pub(super) fn list(looks: &[Look]) -> String {
    let looks: Vec<String> = looks.iter().map(look).collect();
    format!("[{}]", looks.join(", "))
}

fn look(look: &Look) -> String {
    match look {
        Look::Any => "Look::Any".to_owned(),
        Look::Null => "Look::Null".to_owned(),
        Look::Boolean => "Look::Boolean".to_owned(),
        Look::Integer => "Look::Integer".to_owned(),
        Look::Number => "Look::Number".to_owned(),
        Look::String => "Look::String".to_owned(),
        Look::Formatted => "Look::Formatted".to_owned(),
        Look::Listed(values) => format!("Look::Listed({})", constants(values)),
        Look::List(items) => format!("Look::List(&{})", list(items)),
        Look::Map(values) => format!("Look::Map(&{})", list(values)),
        Look::Object { required, constants: fixed, known, open, inner } => {
            let fixed: Vec<String> =
                fixed.iter().map(|(name, values)| format!("({name:?}, {})", constants(values))).collect();
            let mut text = format!("Look::Object(&{required:?}, &[{}], &{known:?})", fixed.join(", "));
            if *open {
                text = format!("Look::Open(&{text})");
            }
            if !inner.is_empty() {
                let inner: Vec<String> =
                    inner.iter().map(|(name, looks)| format!("({name:?}, &{})", list(looks))).collect();
                text = format!("Look::Deep(&{text}, &[{}])", inner.join(", "));
            }
            text
        }
    }
}

fn constants(values: &[serde_json::Value]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("&{}", literal(value))).collect();
    format!("&[{}]", values.join(", "))
}
