//! What documents say about things.

use openapiv3::{ExternalDocumentation, Parameter};

use crate::api::Docs;

/// Documentation with only a description.
pub(crate) fn described(description: Option<&String>) -> Docs {
    Docs { description: description.cloned(), ..Docs::default() }
}

pub(crate) fn of_operation(operation: &openapiv3::Operation, aliases: Vec<String>) -> Docs {
    Docs {
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        aliases,
        deprecated: operation.deprecated,
        link: link(operation.external_docs.as_ref()),
        ..Docs::default()
    }
}

pub(crate) fn of_parameter(parameter: &Parameter) -> Docs {
    let data = parameter.parameter_data_ref();
    Docs { description: data.description.clone(), deprecated: data.deprecated.unwrap_or_default(), ..Docs::default() }
}

fn link(docs: Option<&ExternalDocumentation>) -> Option<String> {
    docs.map(|docs| docs.url.clone())
}
