//! One call of an operation with its values, before a protocol turns it into HTTP.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::codec::Encode;
use crate::error::RequestError;
use crate::form::Encodings;
use crate::json::Json;
use crate::multipart::Form;
use crate::operation::Endpoint;
use crate::rest;
use crate::serialization::{Serialization, expand};
use crate::upload::Upload;

/// An operation and the values it is called with. Generated methods fill it, protocols read it.
#[derive(Debug)]
pub struct Request {
    /// The operation.
    pub endpoint: Endpoint,
    /// Values of the path's templates.
    pub path: Vec<Parameter>,
    /// Parameters of the query, in the order they were set.
    pub query: Vec<Parameter>,
    /// Header parameters of the document.
    pub headers: Vec<Parameter>,
    /// Cookie parameters of the document.
    pub cookies: Vec<Parameter>,
    /// The body.
    pub body: Body,
    /// What the caller asked for beyond the document.
    pub options: Options,
}

/// A parameter with its value.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: Json<'static>,
    /// How the value becomes text.
    pub serialization: Serialization,
}

impl Parameter {
    /// The value for a wire on which parameters are a set of JSON values and not texts of their own: what the
    /// document writes as one text with commas is that text there too.
    #[cfg(feature = "alipay")]
    pub(crate) fn for_a_set(&self) -> Cow<'_, Json<'static>> {
        let Json::Array(items) = &self.value else {
            return Cow::Borrowed(&self.value);
        };
        let texts: Option<Vec<_>> = items.iter().map(Json::scalar_text).collect();
        match texts.filter(|_| self.serialization.has_commas()) {
            None => Cow::Borrowed(&self.value),
            Some(texts) => {
                let text = Json::String(texts.join(",").into());
                let secret = items.iter().any(|item| matches!(item, Json::Secret(_)));
                Cow::Owned(if secret { text.concealed() } else { text })
            }
        }
    }
}

/// The body of a request.
#[derive(Debug, Default)]
pub enum Body {
    /// None at all.
    #[default]
    None,
    /// JSON, sent with this content type.
    Json {
        /// `application/json`, or a type ending in `+json`; for a range (`application/*+json`) the caller may choose
        /// one with the header, and `application/json` is sent otherwise.
        media_type: &'static str,
        /// The value.
        value: Json<'static>,
    },
    /// Text as it is.
    Text {
        /// The content type; for a range (`text/*`) the caller may choose one with the header, and `text/plain` is sent
        /// otherwise.
        media_type: &'static str,
        /// A scalar, whose text is sent.
        value: Json<'static>,
    },
    /// A form of names and values.
    Form {
        /// `application/x-www-form-urlencoded`.
        media_type: &'static str,
        /// An object.
        value: Json<'static>,
        /// How its members are written.
        encodings: Encodings,
    },
    /// A form with files.
    Multipart {
        /// `multipart/form-data`, or another type whose parts have the same form.
        media_type: &'static str,
        /// Its parts.
        form: Form,
    },
    /// Content that is not looked at.
    Upload {
        /// The content type; where it is a range (`image/*`), or one behind another type (`image/png, image/*`), the
        /// upload may say its own.
        media_type: &'static str,
        /// The content.
        upload: Upload,
    },
}

impl Body {
    /// Whether its content type is for the caller to choose.
    pub(crate) fn leaves_type_open(&self) -> bool {
        match self {
            Self::Json { media_type, .. } | Self::Text { media_type, .. } | Self::Upload { media_type, .. } => {
                rest::is_open(media_type)
            }
            Self::None | Self::Form { .. } | Self::Multipart { .. } => false,
        }
    }

    /// Whether it can be sent again.
    pub(crate) fn is_repeatable(&self) -> bool {
        match self {
            Self::Multipart { form, .. } => form.is_repeatable(),
            Self::Upload { upload, .. } => upload.is_repeatable(),
            Self::None | Self::Json { .. } | Self::Text { .. } | Self::Form { .. } => true,
        }
    }
}

/// What a caller may set on any call.
#[derive(Default)]
pub struct Options {
    /// Headers that no document mentions. They do not replace what the protocol sets.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// How long the call may take, repetitions included, instead of the client's timeout.
    pub timeout: Option<Duration>,
    /// On whose behalf the call is made, where the client has a token for each account.
    pub account: Option<String>,
    /// Credentials of this call alone, which come before those of the client.
    pub credentials: rest::Credentials,
    /// The whole address, where an answer has given it, in place of what path and query make.
    pub(crate) address: Option<url::Url>,
    /// Why the call cannot be made: found while it was built, reported when it is awaited.
    pub(crate) invalid: Option<RequestError>,
}

/// Names without values: a header may be a token.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("timeout", &self.timeout)
            .field("account", &self.account)
            .field("credentials", &self.credentials)
            .finish()
    }
}

impl Request {
    /// A request without any values.
    #[must_use]
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: Body::None,
            options: Options::default(),
        }
    }

    /// Sets a value of the path.
    pub fn path<T: Encode>(&mut self, name: &'static str, value: impl Into<T>) {
        self.path_as(name, Serialization::SIMPLE, value);
    }

    /// Sets a value of the path in a style of its own.
    pub fn path_as<T: Encode>(&mut self, name: &'static str, how: Serialization, value: impl Into<T>) {
        self.path.extend(Parameter::new(name, how, &value.into()));
    }

    /// Sets a parameter of the query, unless its value is absent.
    pub fn query<T: Encode>(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<T>) {
        self.query_as(name, Serialization::FORM, value);
    }

    /// Sets a parameter of the query in a style of its own.
    pub fn query_as<T: Encode>(&mut self, name: impl Into<Cow<'static, str>>, how: Serialization, value: impl Into<T>) {
        self.query.extend(Parameter::new(name, how, &value.into()));
    }

    /// Sets a header parameter, unless its value is absent.
    pub fn header<T: Encode>(&mut self, name: &'static str, value: impl Into<T>) {
        self.header_as(name, Serialization::SIMPLE, value);
    }

    /// Sets a header parameter in a style of its own.
    pub fn header_as<T: Encode>(&mut self, name: &'static str, how: Serialization, value: impl Into<T>) {
        self.headers.retain(|parameter| parameter.name != name);
        self.headers.extend(Parameter::new(name, how, &value.into()));
    }

    /// Sets a cookie parameter, unless its value is absent.
    pub fn cookie<T: Encode>(&mut self, name: &'static str, how: Serialization, value: impl Into<T>) {
        self.cookies.retain(|parameter| parameter.name != name);
        self.cookies.extend(Parameter::new(name, how, &value.into()));
    }

    /// Sets a JSON body, unless its value is absent.
    pub fn json<T: Encode>(&mut self, media_type: &'static str, value: &T) {
        if !value.is_absent() {
            self.body = Body::Json { media_type, value: value.encode().into_owned() };
        }
    }

    /// Sets a body of text, unless its value is absent.
    pub fn text<T: Encode>(&mut self, media_type: &'static str, value: &T) {
        if !value.is_absent() {
            self.body = Body::Text { media_type, value: value.encode().into_owned() };
        }
    }

    /// Sets a form of names and values, unless its value is absent.
    pub fn form<T: Encode>(&mut self, media_type: &'static str, encodings: Encodings, value: &T) {
        if !value.is_absent() {
            self.body = Body::Form { media_type, value: value.encode().into_owned(), encodings };
        }
    }

    /// Sets a body that is sent as it is.
    pub fn upload(&mut self, media_type: &'static str, upload: Option<Upload>) {
        if let Some(upload) = upload {
            self.body = Body::Upload { media_type, upload };
        }
    }

    /// Sets a form of parts.
    pub fn multipart(&mut self, media_type: &'static str, form: Option<Form>) {
        if let Some(form) = form {
            self.body = Body::Multipart { media_type, form };
        }
    }

    /// Adds a value to a form of parts, unless it is absent.
    pub fn part<T: Encode>(&mut self, name: &'static str, media_type: Option<&'static str>, value: impl Into<T>) {
        let value: T = value.into();
        if !value.is_absent() {
            self.parts(|form| form.value(name, media_type, &value.encode()));
        }
    }

    /// Adds a value to a form of parts in a style of its own, unless it is absent.
    pub fn part_as<T: Encode>(&mut self, name: &'static str, how: Serialization, value: impl Into<T>) {
        let value: T = value.into();
        if !value.is_absent() {
            self.parts(|form| form.styled(name, how, &value.encode()));
        }
    }

    /// Adds a file to a form of parts.
    pub fn file(&mut self, name: &'static str, media_type: Option<&'static str>, file: impl Into<Upload>) {
        self.parts(|form| form.upload(name, media_type, file.into()));
    }

    /// Sets a header of the parts of this name, unless its value is absent.
    pub fn part_header<T: Encode>(
        &mut self,
        part: &str,
        header: &'static str,
        how: Serialization,
        value: impl Into<T>,
    ) {
        let Some(parameter) = Parameter::new(header, how, &value.into()) else { return };
        if let [pieces] = expand(header, &parameter.value, how).as_slice() {
            let text = rest::text(pieces, str::to_owned);
            self.parts(|form| form.add_header(part, header, text));
        }
    }

    /// Adds the parts of another form to a form of parts.
    pub fn other_parts(&mut self, other: Form) {
        self.parts(|form| form.append(other));
    }

    fn parts(&mut self, add: impl FnOnce(&mut Form)) {
        if matches!(self.body, Body::None) {
            self.body = Body::Multipart { media_type: "multipart/form-data", form: Form::new() };
        }
        match &mut self.body {
            Body::Multipart { form, .. } => add(form),
            _ => self.refuse(RequestError::Protocol(
                "the call has a body of another media type, which has no parts: set either of them".to_owned(),
            )),
        }
    }

    /// Sets a JSON body that no document describes. Which of its strings are secret is not known, so none is
    /// shown.
    pub fn undescribed_json(&mut self, value: &crate::Value) {
        let value = Json::from_value(value).into_owned().concealed();
        self.body = Body::Json { media_type: "application/json", value };
    }

    /// Sets a member of a JSON body whose members are arguments of the method.
    pub fn member<T: Encode>(&mut self, name: &'static str, value: impl Into<T>) {
        let value: T = value.into();
        if value.is_absent() {
            return;
        }
        let member = (Cow::Borrowed(name), value.encode().into_owned());
        if let Body::Json { value: Json::Object(members), .. } = &mut self.body {
            members.retain(|(key, _)| key != name);
            members.push(member);
        } else {
            self.body = Body::Json { media_type: "application/json", value: Json::Object(vec![member]) };
        }
    }

    /// Adds a header that no document mentions.
    pub fn extra_header(&mut self, name: &str, value: &str) {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes())) {
            (Ok(header), Ok(_)) if describes_connection(&header) => {
                self.refuse(RequestError::ConnectionHeader { name: name.to_owned() });
            }
            (Ok(header), Ok(mut content)) => {
                content.set_sensitive(true);
                self.options.headers.push((header, content));
            }
            _ => self.refuse(RequestError::Header { name: name.to_owned() }),
        }
    }

    /// Remembers why the call cannot be made; the first reason counts.
    pub(crate) fn refuse(&mut self, error: RequestError) {
        self.options.invalid.get_or_insert(error);
    }
}

/// Whether a header describes the connection, or where a message ends on it (RFC 9110, 7.6.1 and 8.6).
fn describes_connection(name: &HeaderName) -> bool {
    use http::header::{CONNECTION, CONTENT_LENGTH, TE, TRAILER, TRANSFER_ENCODING, UPGRADE};
    [CONNECTION, CONTENT_LENGTH, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
        || ["keep-alive", "proxy-connection"].contains(&name.as_str())
}

impl Parameter {
    /// Nothing where the value is absent.
    fn new(name: impl Into<Cow<'static, str>>, serialization: Serialization, value: &impl Encode) -> Option<Self> {
        (!value.is_absent()).then(|| Self { name: name.into(), value: value.encode().into_owned(), serialization })
    }
}
