//! The Api: what an API is once everything about it has been decided. Data only.
//!
//! Lowering makes it and emission walks over it. Every reference is resolved, every name is chosen, every
//! schema has its Rust type; nothing here refers to OpenAPI any more.

use std::collections::BTreeMap;

mod docs;
mod inbound;
mod operation;
mod pagination;
mod types;

pub use docs::Docs;
pub use inbound::Inbound;
pub use operation::{
    Argument, Body, BodyFormat, HeaderShape, InBandError, Operation, Outcome, Payload, Place, Scheme, SchemePlace,
    Serialization, Status, StatusVariant, Style,
};
pub use pagination::{NextPage, PageArgument, Pagination};
pub use types::{
    Access, Alternatives, Base, Enum, Field, Format, Kind, Library, Limits, Look, Reading, Struct, Type, TypeId,
    TypeRef, Types, Union, Usage, Value, Variant,
};

/// The protocol of an Api that names none.
pub const REST: &str = "rest";

/// A client and everything it needs: what becomes one module of a crate.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The name of the module, and of the folder it is written to.
    pub name: String,
    /// The module of the runtime that implements the API's protocol.
    pub protocol: String,
    /// Base URLs; the first is the default.
    pub servers: Vec<Server>,
    /// Security schemes that operations ask for.
    pub schemes: Vec<Scheme>,
    /// Parts of the module, one per document.
    pub modules: Vec<Module>,
    /// Every type, found by its id.
    pub types: Types,
    /// Operations that could not be lowered.
    pub left_out: Vec<LeftOut>,
    /// By the name of a type, the traits of the standard library that it derives beside those of every type.
    pub derives: BTreeMap<String, Vec<String>>,
}

/// An operation that the document has and the client has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The HTTP method, in capitals.
    pub method: String,
    /// Its path.
    pub path: String,
    /// The message of the diagnostic that tells why.
    pub reason: String,
}

impl Api {
    /// The members that have to be sent and are never received, of a type that what is received is converted into.
    pub fn missing<'a>(&'a self, ty: &'a Type) -> impl Iterator<Item = &'a Field> {
        let fields = |kind: &'a Kind| match kind {
            Kind::Struct(object) => object.fields.as_slice(),
            _ => &[],
        };
        let received = ty.converts_from.map_or(&[][..], |id| fields(&self.types[id].kind));
        let is_received = |field: &&Field| received.iter().any(|other| other.wire == field.wire);
        fields(&ty.kind).iter().filter(move |field| field.required && !is_received(field))
    }
}

/// A base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The name of its constant.
    pub name: String,
    /// The address, with `{name}` for each variable.
    pub url: String,
    /// Its variables.
    pub variables: Vec<ServerVariable>,
    /// What it is for.
    pub docs: Docs,
}

/// A part of a base URL that a caller may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// What it is unless chosen.
    pub default: String,
    /// What may be chosen; anything where there is nothing.
    pub values: Vec<String>,
}

impl Module {
    /// What webhooks bring, and the callbacks of its operations.
    pub fn inbounds(&self) -> impl Iterator<Item = &Inbound> {
        self.operations.iter().flat_map(|operation| &operation.callbacks).chain(&self.webhooks)
    }

    /// Whether it has neither operations nor webhooks.
    pub fn is_of_types_alone(&self) -> bool {
        self.operations.is_empty() && self.webhooks.is_empty()
    }

    /// The types that its operations and webhooks name.
    pub fn named(&self) -> impl Iterator<Item = &TypeRef> {
        let webhooks = self.webhooks.iter().map(|webhook| &webhook.ty);
        self.operations.iter().flat_map(Operation::types).chain(webhooks)
    }
}

/// What comes from one document.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// The document, as its path is shown.
    pub document: String,
    /// What it is about.
    pub docs: Docs,
    /// Operations in document order.
    pub operations: Vec<Operation>,
    /// Webhooks in document order.
    pub webhooks: Vec<Inbound>,
    /// Types in the order of their first use.
    pub types: Vec<TypeId>,
}
