//! The bytes that are signed and verified.
//!
//! Everything here is a plain value: time, nonce, target and body come from the caller, and must be the ones
//! that go over the wire, byte for byte. Vendor pages: <https://opendocs.alipay.com/open-v3/>.

use std::fmt;

use bytes::Bytes;
use http::Method;
use zeroize::Zeroizing;

use crate::Secret;
use crate::json::mask;

/// The scheme of the `Authorization` header.
const SCHEME: &str = "ALIPAY-SHA256withRSA";

/// The fields of the `Authorization` header that are signed, in the order of the vendor's own clients:
/// `app_id=…[,app_cert_sn=…],nonce=…,timestamp=…`. Displays as that text.
#[derive(Debug, Clone, Copy)]
pub struct AuthString<'a> {
    /// The application's id.
    pub app_id: &'a str,
    /// SN of the application certificate; certificate mode only.
    pub app_cert_sn: Option<&'a str>,
    /// A text never used before, a UUID by custom.
    pub nonce: &'a str,
    /// Milliseconds since the Unix epoch.
    pub timestamp: u64,
}

impl fmt::Display for AuthString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "app_id={}", self.app_id)?;
        if let Some(sn) = self.app_cert_sn {
            write!(f, ",app_cert_sn={sn}")?;
        }
        write!(f, ",nonce={},timestamp={}", self.nonce, self.timestamp)
    }
}

/// What a request's signature covers: five pieces, or six with an app auth token, each followed by a line
/// feed.
#[derive(Clone)]
pub struct StringToSign {
    /// An [`AuthString`] as text; the gateway verifies over it as received.
    pub auth_string: String,
    /// The HTTP method.
    pub method: Method,
    /// Path and, after `?`, the query, exactly as sent; no host.
    pub request_target: String,
    /// The body as sent, hence ciphertext when content is encrypted; of a multipart body only the part
    /// named `data`. Empty if there is none.
    pub body: Bytes,
    /// The value of the header `alipay-app-auth-token`, if it is sent.
    pub app_auth_token: Option<Secret>,
}

impl StringToSign {
    /// The bytes to sign. They hold tokens in clear, so they are wiped on drop.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let token = self.app_auth_token.as_ref().map(|token| token.expose().as_bytes());
        self.lines(self.request_target.as_bytes(), &self.body, token)
    }

    /// The same for people, to compare with what the platform says it verified: the app auth token is
    /// replaced by its length; target and body are the caller's, who knows which of their values are secret.
    pub fn masked(&self, request_target: &str, body: &str) -> String {
        let token = self.app_auth_token.as_ref().map(|token| mask(token.expose()));
        let lines = self.lines(request_target.as_bytes(), body.as_bytes(), token.as_deref().map(str::as_bytes));
        String::from_utf8_lossy(&lines).into_owned()
    }

    fn lines(&self, request_target: &[u8], body: &[u8], token: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
        let pieces = [self.auth_string.as_bytes(), self.method.as_str().as_bytes(), request_target, body];
        lines(pieces.into_iter().chain(token))
    }
}

impl fmt::Debug for StringToSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.request_target.split('?').next();
        f.debug_struct("StringToSign")
            .field("auth_string", &self.auth_string)
            .field("method", &self.method)
            .field("path", &path.unwrap_or_default())
            .field("body_bytes", &self.body.len())
            .field("app_auth_token", &self.app_auth_token)
            .finish()
    }
}

/// What a response's signature covers: three pieces, each followed by a line feed.
#[derive(Clone, Copy)]
pub struct StringToVerify<'a> {
    /// Header `alipay-timestamp`, as received.
    pub timestamp: &'a str,
    /// Header `alipay-nonce`, as received.
    pub nonce: &'a str,
    /// The body as received, before decryption and decoding.
    pub body: &'a [u8],
}

impl StringToVerify<'_> {
    /// The bytes to verify. They may hold tokens in clear, so they are wiped on drop.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        lines([self.timestamp.as_bytes(), self.nonce.as_bytes(), self.body].into_iter())
    }
}

impl fmt::Debug for StringToVerify<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StringToVerify")
            .field("timestamp", &self.timestamp)
            .field("nonce", &self.nonce)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Joins pieces with a line feed after each. The room is reserved at once, since a buffer that grows leaves
/// unwiped copies behind.
fn lines<'a>(pieces: impl Iterator<Item = &'a [u8]> + Clone) -> Zeroizing<Vec<u8>> {
    let length = pieces.clone().map(|piece| piece.len() + 1).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    for piece in pieces {
        bytes.extend_from_slice(piece);
        bytes.push(b'\n');
    }
    bytes
}

/// The value of the `Authorization` header: scheme, auth string and signature (base64).
pub fn authorization(auth_string: &str, signature: &str) -> String {
    format!("{SCHEME} {auth_string},sign={signature}")
}

#[cfg(test)]
mod tests {
    use super::{AuthString, Bytes, Method, Secret, StringToSign, StringToVerify};

    fn string_to_sign() -> StringToSign {
        let auth = AuthString { app_id: "2021", app_cert_sn: Some("ab"), nonce: "n", timestamp: 7 };
        StringToSign {
            auth_string: auth.to_string(),
            method: Method::GET,
            request_target: "/v3/x?auth_token=hidden1".to_owned(),
            body: Bytes::from_static(b"hidden2"),
            app_auth_token: Some(Secret::from("hidden3")),
        }
    }

    #[test]
    fn pieces_stand_in_their_order_each_with_a_line_feed() {
        let mut string = string_to_sign();
        let start = "app_id=2021,app_cert_sn=ab,nonce=n,timestamp=7\nGET\n/v3/x?auth_token=hidden1\n";
        assert_eq!(string.to_bytes().as_slice(), format!("{start}hidden2\nhidden3\n").as_bytes());
        string.app_auth_token = None;
        string.body = Bytes::new();
        assert_eq!(string.to_bytes().as_slice(), format!("{start}\n").as_bytes());
    }

    #[test]
    fn the_masked_form_keeps_the_shape_and_hides_the_secrets() {
        assert_eq!(
            string_to_sign().masked("/v3/x?auth_token=***", "{}"),
            "app_id=2021,app_cert_sn=ab,nonce=n,timestamp=7\nGET\n/v3/x?auth_token=***\n{}\n[secret, 7 bytes]\n"
        );
    }

    #[test]
    fn debug_output_shows_neither_query_nor_body_nor_token() {
        let verified = StringToVerify { timestamp: "1", nonce: "2", body: b"hidden4" };
        let printed = format!("{:?} {verified:?}", string_to_sign());
        assert!(!printed.contains("hidden"), "{printed}");
        assert!(printed.contains("/v3/x"), "{printed}");
    }
}
