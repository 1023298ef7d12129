//! Operations: what is called, with what, and what comes back.

use super::{Docs, TypeRef};

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its id in the document.
    pub id: String,
    /// The name of its method.
    pub method_name: String,
    /// The name of the type that stands for it.
    pub type_name: String,
    /// What it does.
    pub docs: Docs,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path below the base URL, with `{name}` for each path parameter.
    pub path: String,
    /// What has to be given, in order.
    pub required: Vec<Argument>,
    /// What may be given, by name.
    pub optional: Vec<Argument>,
    /// A body that is given as one value.
    pub body: Option<Body>,
    /// Whether the members that may be given are those of an object that is sent even without any.
    pub sends_empty_object: bool,
    /// What a success is.
    pub output: TypeRef,
    /// What the body of a failure is.
    pub error: TypeRef,
    /// Alternatives of schemes that must be met together, as indices into the Api's schemes.
    pub security: Vec<Vec<usize>>,
    /// How a failure shows in an answer whose status says success.
    pub in_band_error: Option<InBandError>,
    /// Whether it may be repeated, where that differs from what its method says.
    pub idempotent: Option<bool>,
}

impl Operation {
    /// The types of everything that is sent.
    pub fn sent(&self) -> impl Iterator<Item = &TypeRef> {
        let arguments = self.required.iter().chain(&self.optional).map(|argument| &argument.ty);
        arguments.chain(self.body.iter().map(|body| &body.ty))
    }

    /// The types of everything that comes back.
    pub fn received(&self) -> impl Iterator<Item = &TypeRef> {
        [&self.output, &self.error].into_iter()
    }

    /// All of them.
    pub fn types(&self) -> impl Iterator<Item = &TypeRef> {
        self.sent().chain(self.received())
    }
}

/// A value that a caller gives.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its name in Rust.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its type.
    pub ty: TypeRef,
    /// Where it goes.
    pub place: Place,
    /// What it is.
    pub docs: Docs,
}

/// Where a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A template of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A member of the JSON body.
    Member,
}

/// A body that is given as one value.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its name in Rust.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// Its media type, which is sent as it stands.
    pub media_type: String,
    /// Whether it may be left out.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
}

/// A failure inside an answer whose status says success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InBandError {
    /// The member of the body that tells.
    pub property: String,
    /// The texts of its values that mean success.
    pub success: Vec<String>,
}

/// A security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// The name of its constant.
    pub constant: String,
    /// Where its credential goes.
    pub place: SchemePlace,
    /// What it is.
    pub docs: Docs,
}

/// Where a credential goes, with the name it goes under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemePlace {
    /// A parameter of the query.
    Query(String),
    /// A header.
    Header(String),
    /// A cookie.
    Cookie(String),
    /// HTTP basic authentication.
    Basic,
    /// A bearer token.
    Bearer,
    /// An HTTP scheme that the protocol computes.
    Protocol(String),
}
