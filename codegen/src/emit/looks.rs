//! What alternatives look like, as expressions of the runtime's `Look`.

use super::table::literal;
use crate::api::Look;

/// Several looks, each of which will do: `[Look::STRING, Look::object(&["id"], &[], &["name"])]`.
pub(super) fn list(looks: &[Look]) -> String {
    let looks: Vec<String> = looks.iter().map(look).collect();
    format!("[{}]", looks.join(", "))
}

fn look(look: &Look) -> String {
    match look {
        Look::Any => "Look::ANY".to_owned(),
        Look::Null => "Look::NULL".to_owned(),
        Look::Boolean => "Look::BOOLEAN".to_owned(),
        Look::Integer => "Look::INTEGER".to_owned(),
        Look::Number => "Look::NUMBER".to_owned(),
        Look::String => "Look::STRING".to_owned(),
        Look::Formatted => "Look::FORMATTED".to_owned(),
        Look::Listed(values) => format!("Look::listed({})", constants(values)),
        Look::List(items) => format!("Look::list(&{})", list(items)),
        Look::Object { required, constants: fixed, known } => {
            let fixed: Vec<String> =
                fixed.iter().map(|(name, values)| format!("({name:?}, {})", constants(values))).collect();
            format!("Look::object(&{required:?}, &[{}], &{known:?})", fixed.join(", "))
        }
    }
}

fn constants(values: &[serde_json::Value]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("&{}", literal(value))).collect();
    format!("&[{}]", values.join(", "))
}
