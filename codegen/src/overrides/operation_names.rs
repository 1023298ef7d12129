//! Operation ids that repeat their path and method, as frameworks make them: FastAPI's `read_flow_flows__id__get` of
//! `GET /flows/{id}` is `read_flow`.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::{ListedOperation, words};
use crate::overlay::set;
use crate::source::{Location, Node, Sources, Value};

/// Gives every operation whose id ends with its path and method a name without them. An operation that has a name of
/// its own (`x-rust-name`, or an override) keeps it.
///
/// The name depends on the operation alone, so that it stays when others come. One that another operation has too is
/// an error: which of them would get it must not depend on their order.
pub(crate) fn shorten(sources: &mut Sources, listed: &[ListedOperation], diagnostics: &mut Diagnostics) {
    let mut owners: HashMap<String, &Location> = HashMap::new();
    let mut short = Vec::new();
    for operation in listed {
        let node = sources.node(&operation.at);
        let explicit = node.and_then(|node| node.get("x-rust-name")).and_then(Node::as_str);
        let id = node.and_then(|node| node.get("operationId")).and_then(|id| Some((id.as_str()?, id.span)));
        match (explicit, id) {
            (Some(name), _) => _ = owners.entry(name.to_owned()).or_insert(&operation.at),
            (None, Some((id, span))) => match shortened(id, &operation.path, &operation.method) {
                Some(name) => short.push((operation, name, span)),
                None => _ = owners.entry(words::snake(id)).or_insert(&operation.at),
            },
            (None, None) => {}
        }
    }
    for (operation, name, span) in short {
        if let Some(other) = owners.get(&name) {
            let message = format!("two operations would have the name `{name}`");
            let related = sources.span(other);
            let help = format!(
                "give one of them a name of its own in a file of overrides: `operations: {{{}: {{name: …}}}}`",
                operation.id
            );
            let place = operation.at.child("operationId");
            diagnostics.push(
                Diagnostic::at(sources, Code::NameTaken, &place, message)
                    .related(related, "the first of them")
                    .help(help),
            );
            continue;
        }
        owners.insert(name.clone(), &operation.at);
        if let Some(node) = sources.node_mut(&operation.at) {
            set(node, "x-rust-name", span, Node { span, value: Value::String(name.into()) });
        }
    }
}

/// An id without the path and the method at its end, if something is left of it.
fn shortened(id: &str, path: &str, method: &str) -> Option<String> {
    let (id, mut end) = (words::words(id), words::words(path));
    end.push(method.to_lowercase());
    let rest = id.strip_suffix(end.as_slice())?;
    (!rest.is_empty()).then(|| rest.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_loses_the_path_and_the_method_at_its_end() {
        let name = |id, path, method| shortened(id, path, method);
        assert_eq!(name("read_flow_flows__id__get", "/flows/{id}", "GET").as_deref(), Some("read_flow"));
        assert_eq!(name("list_users_api_v1_users_get", "/api/v1/users", "GET").as_deref(), Some("list_users"));
        assert_eq!(name("read_item_itemId__get", "/{itemId}", "GET").as_deref(), Some("read_item"));
        assert_eq!(name("root__get", "/", "GET").as_deref(), Some("root"));
        // Nothing would be left, or it is not the operation's own path and method.
        assert_eq!(name("flows__id__get", "/flows/{id}", "GET"), None);
        assert_eq!(name("read_flow_flows__id__get", "/flows/{id}", "POST"), None);
        assert_eq!(name("read_flow_flows_get", "/flows/{id}", "GET"), None);
        assert_eq!(name("getPet", "/pets/{id}", "GET"), None);
    }
}
