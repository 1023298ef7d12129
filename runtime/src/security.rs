//! Security schemes (OpenAPI 3.0.3, 4.7.27) as data, and how a credential is put into a request.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::Secret;

/// What the value of a cookie cannot have (RFC 6265, 4.1.1). Everything else stays: a server may not decode.
const NO_COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// A security scheme of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Its name in the document, under which a credential is looked up.
    pub name: &'static str,
    /// Where the credential goes.
    pub place: Place,
}

/// Where a credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A parameter of the query, by name.
    Query(&'static str),
    /// A header, by name.
    Header(&'static str),
    /// A cookie, by name.
    Cookie(&'static str),
    /// `Authorization: Basic`, the credential being `user:password` (RFC 7617).
    Basic,
    /// `Authorization: Bearer` (RFC 6750).
    Bearer,
    /// `Authorization` with a scheme that the API's protocol computes, by name.
    Protocol(&'static str),
}

impl Scheme {
    /// An API key in the query.
    #[must_use]
    pub const fn query(name: &'static str, parameter: &'static str) -> Self {
        Self { name, place: Place::Query(parameter) }
    }

    /// An API key in a header.
    #[must_use]
    pub const fn header(name: &'static str, header: &'static str) -> Self {
        Self { name, place: Place::Header(header) }
    }

    /// An API key in a cookie.
    #[must_use]
    pub const fn cookie(name: &'static str, cookie: &'static str) -> Self {
        Self { name, place: Place::Cookie(cookie) }
    }

    /// HTTP basic authentication.
    #[must_use]
    pub const fn basic(name: &'static str) -> Self {
        Self { name, place: Place::Basic }
    }

    /// A bearer token; also that of an OAuth 2 flow (RFC 6749) and of OpenID Connect.
    #[must_use]
    pub const fn bearer(name: &'static str) -> Self {
        Self { name, place: Place::Bearer }
    }

    /// An HTTP authentication scheme that the API's protocol implements.
    #[must_use]
    pub const fn protocol(name: &'static str, scheme: &'static str) -> Self {
        Self { name, place: Place::Protocol(scheme) }
    }
}

/// A credential in its place: name and value of what is added.
pub(crate) enum Applied {
    Query(&'static str, Secret),
    Header(&'static str, Secret),
    /// `name=value`.
    Cookie(Secret),
}

impl Place {
    /// Where the credential goes and in what form; nothing for a scheme that a protocol computes.
    pub(crate) fn apply(self, credential: &Secret) -> Option<Applied> {
        let text = credential.expose();
        Some(match self {
            Self::Query(parameter) => Applied::Query(parameter, credential.clone()),
            Self::Header(header) => Applied::Header(header, credential.clone()),
            Self::Cookie(cookie) => {
                Applied::Cookie(format!("{cookie}={}", utf8_percent_encode(text, NO_COOKIE)).into())
            }
            Self::Basic => Applied::Header("authorization", format!("Basic {}", BASE64_STANDARD.encode(text)).into()),
            Self::Bearer => Applied::Header("authorization", format!("Bearer {text}").into()),
            Self::Protocol(_) => return None,
        })
    }
}
