//! What an operation is: data that the generator writes down once per operation.

use std::borrow::Cow;

use http::{Method, StatusCode};

use crate::payload::Payload;
use crate::security::Scheme;

/// An operation of an API as a type: what it is called with, what it answers, how it fails.
pub trait Operation {
    /// What a success is.
    type Output: Payload;
    /// What the body of a failure is.
    type Error: Payload;
    /// Where and how it is called.
    const ENDPOINT: Endpoint;
}

/// Where and how an operation is called.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The operation's id in its document; error messages and spans carry it.
    pub id: Cow<'static, str>,
    /// The HTTP method, where it is one of those that every library knows.
    method: Method,
    /// The HTTP method, where it is another one.
    extension: Option<&'static str>,
    /// The path below the base URL, with `{name}` for each path parameter.
    pub path: Cow<'static, str>,
    /// Alternatives of security schemes that must be met together; empty means none.
    pub security: &'static [&'static [Scheme]],
    /// What the operation answers, for the header `Accept`.
    pub accept: &'static str,
    /// Its own server: an absolute URL, or a path below that of the client.
    pub server: Option<&'static str>,
    /// The redirections that are answers, as a document writes them: `303`, `3XX`, with commas between. None is followed.
    pub redirects: &'static str,
    /// The statuses for which the body of a failure is described: `404, 5XX`. `None` is every status.
    pub failures: Option<&'static str>,
    /// How a failure shows in an answer whose status says success.
    pub in_band_error: Option<InBandError>,
    /// Whether repeating the call is as good as making it once.
    pub idempotent: bool,
}

impl Endpoint {
    /// An operation without security, whose method tells whether it may be repeated (RFC 9110, 9.2.2).
    #[must_use]
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        let idempotent = matches!(
            method,
            Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS | Method::TRACE | Method::QUERY
        );
        Self {
            id: Cow::Borrowed(id),
            method,
            extension: None,
            path: Cow::Borrowed(path),
            security: &[],
            accept: "application/json",
            server: None,
            redirects: "",
            failures: None,
            in_band_error: None,
            idempotent,
        }
    }

    /// An operation with a method of another name (`COPY`, `PURGE`), which is not repeated unless
    /// [`idempotent`](Self::idempotent) says so.
    ///
    /// # Panics
    /// The name is no token (RFC 9110, 5.6.2): in a constant, at compile time.
    #[must_use]
    pub const fn extension(id: &'static str, method: &'static str, path: &'static str) -> Self {
        assert!(is_token(method.as_bytes()), "a method is a token of RFC 9110, 5.6.2");
        let mut endpoint = Self::new(id, Method::POST, path);
        endpoint.extension = Some(method);
        endpoint
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        let extension = self.extension.and_then(|name| Method::from_bytes(name.as_bytes()).ok());
        extension.unwrap_or_else(|| self.method.clone())
    }

    /// With these alternatives of security schemes.
    #[must_use]
    pub const fn secured(mut self, security: &'static [&'static [Scheme]]) -> Self {
        self.security = security;
        self
    }

    /// With answers of these media types.
    #[must_use]
    pub const fn accepts(mut self, media_types: &'static str) -> Self {
        self.accept = media_types;
        self
    }

    /// With a server of its own.
    #[must_use]
    pub const fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// With redirections that are answers: `303`, `3XX`, with commas between.
    #[must_use]
    pub const fn redirects(mut self, statuses: &'static str) -> Self {
        self.redirects = statuses;
        self
    }

    /// With bodies of failures for these statuses alone: `404, 5XX`.
    #[must_use]
    pub const fn failures(mut self, statuses: &'static str) -> Self {
        self.failures = Some(statuses);
        self
    }

    /// With failures inside answers whose status says success.
    #[must_use]
    pub const fn in_band_error(mut self, rule: InBandError) -> Self {
        self.in_band_error = Some(rule);
        self
    }

    /// Whether repeating the call is as good as making it once, whatever its method says.
    #[must_use]
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Whether a redirection with this status is an answer.
    pub(crate) fn describes_redirect(&self, status: StatusCode) -> bool {
        is_listed(self.redirects, status)
    }

    /// Whether the body of a failure with this status is described.
    pub(crate) fn describes_failure(&self, status: StatusCode) -> bool {
        self.failures.is_none_or(|statuses| is_listed(statuses, status))
    }
}

/// Whether a status is among those of a list: by its three digits, or by the first one with `XX` after it.
fn is_listed(statuses: &str, status: StatusCode) -> bool {
    let own = status.as_str();
    statuses.split(',').map(str::trim).any(|listed| match listed.strip_suffix("XX") {
        Some(first) => own.get(..1) == Some(first),
        None => listed == own,
    })
}

const fn is_token(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        let mark = matches!(
            text[at],
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        );
        if !mark && !text[at].is_ascii_alphanumeric() {
            return false;
        }
        at += 1;
    }
    !text.is_empty()
}

/// A failure inside an answer whose status says success: a member of the body whose value is not among
/// those of a success. An answer without the member is a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InBandError {
    /// The member of the body, such as `errcode`.
    pub property: &'static str,
    /// The texts of the values that mean success, such as `0`.
    pub success: &'static [&'static str],
}

/// Defines the types that stand for operations.
///
/// ```
/// runtime::operations! {
///     GetPet = GET "/pets/{id}" as "getPet" -> Result<String, runtime::Value> accepts("text/plain");
///     PurgePets = "PURGE" "/pets" as "purgePets" -> Result<(), runtime::Value>;
/// }
///
/// assert_eq!(<GetPet as runtime::Operation>::ENDPOINT.path, "/pets/{id}");
/// assert_eq!(<PurgePets as runtime::Operation>::ENDPOINT.method().as_str(), "PURGE");
/// ```
///
/// What stands behind the types are functions of [`Endpoint`](crate::Endpoint).
#[macro_export]
macro_rules! operations {
    ($($name:ident = $method:tt $path:literal as $id:literal -> Result<$output:ty, $error:ty> $($step:ident($($argument:expr),*))*;)*) => {
        $(
            /// An operation, as a type.
            #[allow(missing_debug_implementations, reason = "there is never a value of it")]
            pub struct $name {}

            impl $crate::Operation for $name {
                type Output = $output;
                type Error = $error;
                const ENDPOINT: $crate::Endpoint = $crate::__endpoint!($method, $id, $path)$(.$step($($argument),*))*;
            }
        )*
    };
}

/// A method that is known by its name, or the text of another one.
#[doc(hidden)]
#[macro_export]
macro_rules! __endpoint {
    ($method:ident, $id:literal, $path:literal) => {
        $crate::Endpoint::new($id, $crate::Method::$method, $path)
    };
    ($method:literal, $id:literal, $path:literal) => {
        $crate::Endpoint::extension($id, $method, $path)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_listed_by_its_digits_or_by_its_range() {
        let listed = |statuses, status| is_listed(statuses, StatusCode::from_u16(status).unwrap());
        assert!(listed("404, 5XX", 404) && listed("404, 5XX", 500) && listed("404, 5XX", 599) && listed("3XX", 303));
        assert!(!listed("404, 5XX", 400) && !listed("404, 5XX", 405) && !listed("", 200) && !listed("XX", 200));
    }
}
