//! Operations: what is called, with what, and what comes back.

use std::fmt;

use super::{Docs, Inbound, Pagination, TypeRef};

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
    /// The path, as the document writes it.
    pub path: String,
    /// What is called of it below the base URL, with `{name}` for each path parameter.
    pub target: String,
    /// What has to be given, in order.
    pub required: Vec<Argument>,
    /// What may be given, by name.
    pub optional: Vec<Argument>,
    /// Ways to give a body that is one value, a method for each; the first has the operation's own name.
    pub bodies: Vec<Body>,
    /// Whether the members that may be given are those of an object that is sent even without any.
    pub sends_empty_object: bool,
    /// The media type of a form of parts that has to be said: because there may be no part to begin the form with, or
    /// because it is another one than that of HTML forms.
    pub begins_form: Option<String>,
    /// What a success is.
    pub output: Outcome,
    /// What the body of a failure is; empty where none is described.
    pub error: Outcome,
    /// The statuses whose failures have such a body, where the type does not tell; nothing for all.
    pub failures: Option<Vec<Status>>,
    /// What the header `Accept` says, where it is not JSON.
    pub accept: Option<String>,
    /// The media types of its answers, where these are not in the form that the operation's first method gives.
    pub other_form: Vec<String>,
    /// The operation's own server.
    pub server: Option<String>,
    /// The type of the headers that answers have, a struct. Several operations may share it.
    pub headers: Option<TypeRef>,
    /// Alternatives of schemes that must be met together, as indices into the Api's schemes.
    pub security: Vec<Vec<usize>>,
    /// The redirections that are answers.
    pub redirects: Vec<Status>,
    /// How a failure shows in an answer whose status says success.
    pub in_band_error: Option<InBandError>,
    /// How the pages of a list are asked for, where its answer is one.
    pub pagination: Option<Pagination>,
    /// What the API sends on its own account, once the operation has been called.
    pub callbacks: Vec<Inbound>,
    /// Whether it may be repeated, where that differs from what its method says.
    pub idempotent: Option<bool>,
}

impl Operation {
    /// The types of everything that is sent.
    pub fn sent(&self) -> impl Iterator<Item = &TypeRef> {
        let arguments = self.required.iter().chain(&self.optional).map(|argument| &argument.ty);
        arguments.chain(self.bodies.iter().map(|body| &body.ty))
    }

    /// The same, to be changed.
    pub fn sent_mut(&mut self) -> impl Iterator<Item = &mut TypeRef> {
        let arguments = self.required.iter_mut().chain(&mut self.optional).map(|argument| &mut argument.ty);
        arguments.chain(self.bodies.iter_mut().map(|body| &mut body.ty))
    }

    /// The types of everything that comes back.
    pub fn received(&self) -> impl Iterator<Item = &TypeRef> {
        let headers = self.headers.iter();
        let items = self.pagination.iter().map(|pagination| &pagination.item);
        let callbacks = self.callbacks.iter().map(|callback| &callback.ty);
        [&self.output, &self.error].into_iter().flat_map(Outcome::types).chain(headers).chain(callbacks).chain(items)
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
    /// The one value it can have, so that nobody is asked for it: a string, a number or a boolean.
    pub constant: Option<serde_json::Value>,
}

impl Argument {
    /// One that always has the same value.
    pub fn fixed(wire: String, place: Place, value: serde_json::Value) -> Self {
        let ty = match &value {
            serde_json::Value::Bool(_) => TypeRef::Bool,
            serde_json::Value::Number(number) if number.is_f64() => TypeRef::Double,
            serde_json::Value::Number(number) if number.is_i64() => TypeRef::Int64,
            serde_json::Value::Number(_) => TypeRef::Uint64,
            serde_json::Value::Null => TypeRef::Any,
            _ => TypeRef::String,
        };
        Self { name: String::new(), wire, ty, place, docs: Docs::default(), constant: Some(value) }
    }
}

/// Where a value goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A template of the path.
    Path(Serialization),
    /// The query.
    Query(Serialization),
    /// A header.
    Header(Serialization),
    /// A cookie.
    Cookie(Serialization),
    /// A member of the JSON body.
    Member,
    /// A part of a multipart body, with its media type where the document says one.
    Part(Option<String>),
    /// A part of a multipart body, or several, laid out in a style.
    StyledPart(Serialization),
    /// A part of a multipart body that is a file, or several. The argument's type says nothing about it.
    File {
        /// Its media type, where the document says one.
        media_type: Option<String>,
        /// Whether there may be several.
        several: bool,
    },
    /// A header of the parts of this name in a multipart body.
    PartHeader(String, Serialization),
    /// Parts of a multipart body that the document does not name. The argument's type says nothing about it.
    OtherParts,
}

impl Place {
    /// Whether it belongs to a multipart body.
    pub fn is_of_form(&self) -> bool {
        matches!(
            self,
            Self::Part(_) | Self::StyledPart(_) | Self::File { .. } | Self::PartHeader(..) | Self::OtherParts
        )
    }
}

/// How a value is written (OpenAPI 3.0.3, 4.7.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serialization {
    /// How it is laid out.
    pub style: Style,
    /// Whether items and members stand for themselves.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether an empty list is sent.
    pub allow_empty: bool,
    /// Whether the text is JSON.
    pub json: bool,
    /// Whether the text of an object is `application/x-www-form-urlencoded`.
    pub form: bool,
}

/// How a value is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a`
    Matrix,
    /// `name=a`
    Form,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a%7Cb`
    PipeDelimited,
    /// `name[key]=a`
    DeepObject,
    /// `key=a`, the whole query
    Querystring,
    /// `name=a`, not escaped
    Cookie,
}

impl Serialization {
    /// A style with its defaults.
    pub fn of(style: Style) -> Self {
        let explode = matches!(style, Style::Form | Style::DeepObject | Style::Querystring | Style::Cookie);
        Self { style, explode, allow_reserved: false, allow_empty: false, json: false, form: false }
    }
}

/// A body that is given as one value.
#[derive(Clone, Debug)]
pub struct Body {
    /// The name of the method that takes it.
    pub method_name: String,
    /// Its name in Rust.
    pub name: String,
    /// Its type, where it is one of the document's.
    pub ty: TypeRef,
    /// How it is sent.
    pub format: BodyFormat,
    /// Its media type, which is sent as it stands.
    pub media_type: String,
    /// Whether it may be left out.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
}

/// How a body is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyFormat {
    /// As JSON.
    Json,
    /// As text.
    Text,
    /// As a form, with the members that are written in a way of their own.
    Form(Vec<(String, Serialization)>),
    /// As bytes that nobody looks at.
    Upload,
    /// As a form whose parts the caller puts together.
    Multipart,
    /// As a form whose parts are arguments, where there are other ways to give a body. There is no value.
    Parts,
}

/// What comes back.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The same whatever the status.
    One(Payload),
    /// An enum of what it can be.
    ByStatus {
        /// The enum's name.
        name: String,
        /// Its variants, in the order in which they are tried.
        variants: Vec<StatusVariant>,
    },
}

impl Outcome {
    /// The types in it.
    pub fn types(&self) -> impl Iterator<Item = &TypeRef> {
        let payloads = match self {
            Self::One(payload) => vec![payload],
            Self::ByStatus { variants, .. } => variants.iter().map(|variant| &variant.payload).collect(),
        };
        payloads.into_iter().filter_map(|payload| match payload {
            Payload::Json(ty) | Payload::JsonOrText(ty) | Payload::Events(ty) | Payload::Items(ty) => Some(ty),
            Payload::Empty | Payload::Text | Payload::Bytes => None,
        })
    }
}

/// What comes back with a status.
#[derive(Clone, Debug)]
pub struct StatusVariant {
    /// The name of its variant.
    pub name: String,
    /// The status.
    pub status: Status,
    /// What it is.
    pub payload: Payload,
    /// What it means.
    pub docs: Docs,
}

/// A key of `responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A hundred of them, by their first digit.
    Range(u16),
    /// Every other one.
    Default,
}

/// As a key of `responses`: `404`, `4XX`, `default`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(first) => write!(f, "{first}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// How a body that comes back is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Not at all.
    Empty,
    /// As JSON.
    Json(TypeRef),
    /// As text.
    Text,
    /// As JSON or as text, whichever comes: a scalar.
    JsonOrText(TypeRef),
    /// As a stream of bytes.
    Bytes,
    /// As a stream of events.
    Events(TypeRef),
    /// As a stream of values.
    Items(TypeRef),
}

/// What the text of a header stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderShape {
    /// Itself.
    Scalar,
    /// A list.
    List,
    /// An object, of `key,value` or, with explode, of `key=value`.
    Object {
        /// Whether it is the latter.
        explode: bool,
    },
    /// JSON.
    Json,
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
    /// The name of what makes a credential for it.
    pub method: String,
    /// Where a client's own id and secret are exchanged for its token.
    pub token_url: Option<String>,
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
