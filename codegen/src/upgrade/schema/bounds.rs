//! Exclusive bounds, which are flags in 3.0: JSON Schema 2020-12 validation, section 6.2.

use std::cmp::Ordering;

use serde_json::Number;

use super::super::fields::Fields;
use crate::source::Node;

pub(super) fn rewrite(schema: &mut Fields) {
    bound(schema, "minimum", "exclusiveMinimum", Ordering::Greater);
    bound(schema, "maximum", "exclusiveMaximum", Ordering::Less);
}

/// Of an inclusive and an exclusive bound, the one that lets fewer values pass stays.
fn bound(schema: &mut Fields, inclusive: &str, exclusive: &str, narrower: Ordering) {
    let Some(limit) = schema.get(exclusive).and_then(Node::as_number).cloned() else { return };
    let wide = schema.get(inclusive).and_then(Node::as_number);
    // At the same number, the exclusive one is narrower.
    let decides = wide.is_none_or(|wide| matches!(compare(&limit, wide), order if order == narrower || order.is_eq()));
    let Some(span) = schema.get(exclusive).map(|node| node.span) else { return };
    if decides {
        let value = crate::source::Value::Number(limit);
        if schema.has(inclusive) {
            schema.set(inclusive, Node { span, value });
            schema.flag(exclusive, span);
        } else {
            schema.rename(exclusive, inclusive);
            schema.flag(exclusive, span);
        }
    } else {
        schema.take(exclusive);
    }
}

/// Two numbers, exactly where both are whole.
pub(crate) fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().unwrap_or_default().total_cmp(&b.as_f64().unwrap_or_default()),
    }
}
