//! Overrides for which OpenAPI has no word: names of fields, and traits to derive.

use std::collections::BTreeMap;

use crate::api::{Api, Kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Location, Span};

/// What is still to be done when the types are there. Types are found by the places of their schemas.
#[derive(Clone, Debug, Default)]
pub(crate) struct Late {
    names: Vec<(Location, String, String)>,
    derives: BTreeMap<Location, (Vec<String>, Span)>,
    /// Whether the names of operations leave out what their ids repeat of path and method.
    pub(crate) shortens_operation_names: bool,
}

impl Late {
    /// Gives a property of a schema another name in Rust.
    pub(super) fn rename(&mut self, schema: Location, property: &str, name: &str) -> Result<(), String> {
        if syn::parse_str::<syn::Ident>(name).is_err() {
            return Err(format!("an identifier of Rust, and `{name}` is none"));
        }
        self.names.push((schema, property.to_owned(), name.to_owned()));
        Ok(())
    }

    /// Derives further traits for the type of a schema.
    pub(super) fn derive(&mut self, schema: Location, traits: Vec<String>, span: Span) {
        self.derives.insert(schema, (traits, span));
    }

    /// Carries out what is left. What is about a type that nobody uses has no effect.
    pub(crate) fn apply(&self, api: &mut Api, diagnostics: &mut Diagnostics) {
        for (schema, property, name) in &self.names {
            for (_, ty) in api.types.iter_mut().filter(|(_, ty)| ty.location == *schema) {
                if let Kind::Struct(object) = &mut ty.kind
                    && let Some(field) = object.fields.iter_mut().find(|field| field.wire == *property)
                {
                    field.name.clone_from(name);
                }
            }
        }
        for (schema, (traits, span)) in &self.derives {
            for (_, ty) in api.types.iter().filter(|(_, ty)| ty.location == *schema) {
                let mut traits = traits.clone();
                if ty.kind.is_open() {
                    if traits.iter().any(|name| name == "Default") {
                        let message = format!("`{}` is an enum of values, none of which is its default", ty.name);
                        diagnostics.push(Diagnostic::new(
                            Code::InvalidOverride,
                            *span,
                            schema.pointer.clone(),
                            message,
                        ));
                    }
                    traits.retain(|name| !["Copy", "Default", "Eq"].contains(&name.as_str())); // it has the others
                }
                if matches!(ty.kind, Kind::Lists(_) | Kind::Applied { .. }) {
                    // It is a name for another type, which has its own traits.
                    traits.clear();
                }
                if !traits.is_empty() {
                    api.derives.insert(ty.name.clone(), traits);
                }
            }
        }
    }
}
