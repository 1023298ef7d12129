//! What documents say about things.

use openapiv3::{ExternalDocumentation, Parameter, SchemaData};

use crate::api::Docs;

/// Documentation with only a description.
pub(crate) fn described(description: Option<&String>) -> Docs {
    Docs { description: description.cloned(), ..Docs::default() }
}

pub(crate) fn of_schema(data: &SchemaData, aliases: Vec<String>) -> Docs {
    Docs {
        summary: data.title.clone(),
        description: data.description.clone(),
        aliases,
        deprecated: data.deprecated,
        link: link(data.external_docs.as_ref()),
    }
}

pub(crate) fn of_operation(operation: &openapiv3::Operation, aliases: Vec<String>) -> Docs {
    Docs {
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        aliases,
        deprecated: operation.deprecated,
        link: link(operation.external_docs.as_ref()),
    }
}

pub(crate) fn of_parameter(parameter: &Parameter) -> Docs {
    let data = parameter.parameter_data_ref();
    Docs { description: data.description.clone(), deprecated: data.deprecated.unwrap_or_default(), ..Docs::default() }
}

fn link(docs: Option<&ExternalDocumentation>) -> Option<String> {
    docs.map(|docs| docs.url.clone())
}
