//! Operations: each is lowered whole or left out.

use openapiv3::Operation as OperationObject;
use serde_json::Value;

use super::document::Document;
use super::extensions::Extensions;
use super::responses::Other;
use super::{
    Lowering, Skipped, arguments, docs, headers, inbound, pagination, responses, schema, security, servers, words,
};
use crate::api::{Docs, InBandError, Module, Operation, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Map, Node, Sources, Value as NodeValue, Version};

/// The methods that are fields of a path item; `query` is one since OpenAPI 3.2.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// The operations of a path item: the method of each as it is sent, and where it stands.
pub(crate) fn of_item(sources: &Sources, item: &Location) -> Vec<(String, Location)> {
    let is_3_2 = sources.version(item.file) >= Some(Version::V3_2);
    let fields = METHODS.into_iter().filter(|method| *method != "query" || is_3_2);
    let mut operations: Vec<(String, Location)> =
        fields.map(|method| (method.to_uppercase(), item.child(method))).collect();
    // OpenAPI 3.2.0, 4.9.
    let additional = item.child("additionalOperations");
    if let Some(map) = sources.node(&additional).and_then(Node::as_map).filter(|_| is_3_2) {
        operations.extend(map.keys().map(|method| (method.to_owned(), additional.child(method))));
    }
    operations.retain(|(_, at)| sources.node(at).is_some_and(|node| !node.is_null()));
    operations
}

/// Whether an additional operation has a method of its own, and one that HTTP allows (RFC 9110, 5.6.2).
fn check_method(lowering: &mut Lowering<'_>, method: &str, at: &Location) -> Result<(), Skipped> {
    let is_additional = at.pointer.parent().and_then(|parent| parent.last().map(|key| key == "additionalOperations"));
    if is_additional != Some(true) {
        return Ok(());
    }
    let (message, help) = if METHODS.iter().any(|known| known.eq_ignore_ascii_case(method)) {
        let field = method.to_ascii_lowercase();
        (
            format!("`{method}` is a field of the path item, and no additional operation"),
            format!("write `{field}` there"),
        )
    } else if method.is_empty()
        || !method.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    {
        (format!("`{method}` is no HTTP method"), "name it with letters, digits and hyphens".to_owned())
    } else {
        return Ok(());
    };
    let diagnostic = Diagnostic::at_key(lowering.sources, Code::InvalidValue, at, message).help(help);
    Err(lowering.report(diagnostic))
}

/// A module per document, with the operations that can be generated.
pub(crate) fn modules(lowering: &mut Lowering<'_>, documents: &[Document], schemes: &security::Schemes) -> Vec<Module> {
    documents
        .iter()
        .map(|document| Module {
            name: document.name.clone(),
            document: lowering.sources.name(document.file).to_owned(),
            docs: Docs {
                summary: Some(document.info.title.clone()),
                ..docs::described(document.info.description.as_ref())
            },
            operations: operations(lowering, document, schemes),
            webhooks: inbound::webhooks(lowering, document),
            types: Vec::new(),
        })
        .collect()
}

fn operations(lowering: &mut Lowering<'_>, document: &Document, schemes: &security::Schemes) -> Vec<Operation> {
    let paths = Location::root(document.file).child("paths");
    let templates: Vec<String> = keys(lowering, &paths).into_iter().filter(|path| !path.starts_with("x-")).collect();
    let mut operations = Vec::new();
    for template in templates {
        let Ok(item) = lowering.resolve(&paths.child(&template)) else {
            // Its operations can be seen all the same, and are named.
            for (method, _) in of_item(lowering.sources, &paths.child(&template)) {
                lowering.leave_out(&method, &template);
            }
            continue;
        };
        for (method, at) in of_item(lowering.sources, &item) {
            let sound = check_method(lowering, &method, &at).and_then(|()| lowering.resolve(&at));
            let Ok(at) = sound else {
                lowering.leave_out(&method, &template);
                continue;
            };
            if !lowering.is_chosen(&at) {
                continue;
            }
            let checkpoint = lowering.checkpoint();
            match operation(lowering, document, schemes, &template, &method, (&item, &at)) {
                Ok(lowered) => {
                    for operation in lowered {
                        lowering.operation_places.push(at.clone());
                        operations.push(operation);
                    }
                }
                Err(Skipped) => {
                    lowering.roll_back(&checkpoint);
                    lowering.leave_out(&method, &template);
                }
            }
        }
    }
    operations
}

/// What stands for the id of an operation without one.
pub(crate) fn id_of(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_ascii_lowercase())
}

/// Reads an operation without its callbacks: OpenAPI's model has no place for references to them, and the types of
/// what they bring are made from the document itself.
pub(crate) fn read(lowering: &mut Lowering<'_>, at: &Location) -> Result<OperationObject, Skipped> {
    const KEY: &str = "callbacks";
    let Some((node, map)) = lowering.sources.node(at).and_then(|node| Some((node, node.as_map()?))) else {
        return lowering.read(at);
    };
    if !map.contains_key(KEY) {
        return lowering.read(at);
    }
    let others = map.iter().filter(|(key, _)| &*key.text != KEY);
    let others = others.map(|(key, node)| (key.clone(), node.clone())).collect();
    let without = Node { span: node.span, value: NodeValue::Map(Map::build(others).0) };
    lowering.read_node(&without, at)
}

/// An operation of a path item, and one more for each other form in which its answer may come.
fn operation(
    lowering: &mut Lowering<'_>,
    document: &Document,
    schemes: &security::Schemes,
    template: &str,
    method: &str,
    (item, at): (&Location, &Location),
) -> Result<Vec<Operation>, Skipped> {
    let object = read(lowering, at)?;
    let extensions = Extensions { values: &object.extensions, at };
    let id = object.operation_id.clone().unwrap_or_else(|| id_of(method, template));
    let method_name = extensions.rust_name(lowering, words::Kind::Value)?.unwrap_or_else(|| words::snake(&id));
    let mut aliases = extensions.texts(lowering, "x-doc-aliases")?;
    aliases.insert(0, id.clone());

    // What can fail comes before the types, which would have to be made again for the next operation.
    responses::sound(lowering, &object, at)?;
    let arguments = arguments::of(lowering, &object, template, item, at, &method_name)?;
    let (in_band_error, in_band_schema) = in_band_error(lowering, document, &extensions, &method_name)?;
    let outcomes = responses::of(lowering, &object, &method_name, method, in_band_schema, at)?;
    let pagination = pagination::of(lowering, &extensions, &arguments, &outcomes.output)?;
    let operation = Operation {
        type_name: words::pascal(method_name.trim_start_matches("r#")),
        docs: docs::of_operation(&object, aliases),
        method: method.to_owned(),
        path: template.to_owned(),
        target: arguments.path.target(arguments.required.iter().chain(&arguments.optional)),
        required: arguments.required,
        optional: arguments.optional,
        bodies: arguments.bodies,
        sends_empty_object: arguments.sends_empty_object,
        begins_form: arguments.begins_form,
        output: outcomes.output,
        error: outcomes.error,
        failures: outcomes.failures,
        accept: outcomes.accept,
        other_form: Vec::new(),
        server: servers::of_operation(lowering, document, item, at),
        redirects: outcomes.redirects,
        headers: headers::of(lowering, &outcomes.places, &method_name, at)?,
        security: security::requirements(lowering, at, schemes),
        in_band_error,
        pagination,
        callbacks: inbound::callbacks(lowering, at),
        idempotent: extensions.flag(lowering, "x-idempotent")?,
        id,
        method_name,
    };
    let others = outcomes.others.into_iter().map(|other| {
        let method_name = format!("{}_{}", operation.method_name.trim_start_matches("r#"), other.suffix);
        let Other { output, accept, media_types: other_form, .. } = other;
        Operation {
            output,
            method_name,
            accept,
            other_form,
            pagination: None,
            callbacks: Vec::new(),
            ..operation.clone()
        }
    });
    let others: Vec<Operation> = others.collect();
    Ok(std::iter::once(operation).chain(others).collect())
}

/// `x-in-band-error`, of the operation or of its document: the rule, and the type of the failure.
fn in_band_error(
    lowering: &mut Lowering<'_>,
    document: &Document,
    operation: &Extensions<'_>,
    method_name: &str,
) -> Result<(Option<InBandError>, Option<TypeRef>), Skipped> {
    const KEY: &str = "x-in-band-error";
    let root = Location::root(document.file);
    let own = operation.values.contains_key(KEY);
    let extensions =
        if own { Extensions { ..*operation } } else { Extensions { values: &document.extensions, at: &root } };
    let Some(value) = extensions.values.get(KEY) else {
        return Ok((None, None));
    };
    let property = value.get("property").and_then(Value::as_str);
    let success = value.get("success").and_then(Value::as_array);
    let (Some(property), Some(success)) = (property, success) else {
        let why = "it has to be an object with `property`, a name, and `success`, a list of values";
        return Err(extensions.wrong(lowering, KEY, why));
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let rule = InBandError { property: property.to_owned(), success: success.iter().map(text).collect() };
    let at = extensions.at.child(KEY).child("schema");
    if lowering.sources.node(&at).is_none() {
        return Ok((Some(rule), None));
    }
    let error =
        schema::at(lowering, &at, &if own { format!("{method_name}_error") } else { "in_band_error".to_owned() })?;
    Ok((Some(rule), Some(error)))
}

/// The keys of a map; none where there is none.
pub(crate) fn keys(lowering: &Lowering<'_>, at: &Location) -> Vec<String> {
    let map = lowering.sources.node(at).and_then(Node::as_map);
    map.map(|map| map.keys().map(str::to_owned).collect()).unwrap_or_default()
}
