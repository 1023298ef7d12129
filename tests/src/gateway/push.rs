//! What WeChat pushes: messages to an address of the developer's, encrypted and signed as the platform does it, on
//! RustCrypto, so that the runtime's cryptography (another library) never checks itself.

use std::time::{SystemTime, UNIX_EPOCH};

use aes::Aes256;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyIvInit as _};
use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha1::{Digest as _, Sha1};

use super::Gateway;
use super::developer::WECHAT;
use super::security::{SECURITY, WechatSecurity};
use super::wechat::{Grant, State};

/// What a developer enters in the console, for pushes.
pub struct WechatPush {
    /// The token that signatures are made with.
    pub token: &'static str,
    /// The EncodingAESKey.
    pub encoding_aes_key: &'static str,
    /// The one before it.
    pub previous_encoding_aes_key: &'static str,
}

pub(crate) const PUSH: WechatPush = WechatPush {
    token: "spamtest",
    encoding_aes_key: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    previous_encoding_aes_key: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
};

/// A message with all that is needed to push it. Every part can be changed before it is sealed.
#[derive(Clone)]
pub struct Push {
    /// The message.
    pub content: String,
    /// The appid that it is encrypted for, and that the envelope names.
    pub app_id: String,
    /// The token.
    pub token: String,
    /// The EncodingAESKey.
    pub encoding_aes_key: String,
    /// Seconds since the Unix epoch.
    pub timestamp: String,
    /// The nonce.
    pub nonce: String,
    /// The randomness in front of the content.
    pub random: [u8; 16],
    /// Whether the envelope is JSON.
    pub json: bool,
}

impl Push {
    /// A message in XML, pushed now with the developer's current key.
    #[must_use]
    pub fn new(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            app_id: WECHAT.component_appid.into(),
            token: PUSH.token.into(),
            encoding_aes_key: PUSH.encoding_aes_key.into(),
            timestamp: now().to_string(),
            nonce: uuid::Uuid::new_v4().as_u128().to_string()[..10].to_owned(),
            random: *uuid::Uuid::new_v4().as_bytes(),
            json: false,
        }
    }

    /// A notice of this type (`InfoType`), with these elements of its own.
    #[must_use]
    pub fn notice(info_type: &str, elements: &str) -> Self {
        Self::new(format!(
            "<xml><AppId><![CDATA[{}]]></AppId><CreateTime>{}</CreateTime><InfoType><![CDATA[{info_type}]]></InfoType>\
             {elements}</xml>",
            WECHAT.component_appid,
            now()
        ))
    }

    /// `component_verify_ticket`.
    #[must_use]
    pub fn ticket(ticket: &str) -> Self {
        let element = format!("<ComponentVerifyTicket><![CDATA[{ticket}]]></ComponentVerifyTicket>");
        Self::notice("component_verify_ticket", &element)
    }

    /// `authorized`, or what has the same fields: `updateauthorized`.
    #[must_use]
    pub fn authorization(info_type: &str, authorizer_appid: &str, code: &str) -> Self {
        let expires = now() + 3600;
        let elements = format!(
            "<AuthorizerAppid><![CDATA[{authorizer_appid}]]></AuthorizerAppid>\
             <AuthorizationCode><![CDATA[{code}]]></AuthorizationCode>\
             <AuthorizationCodeExpiredTime>{expires}</AuthorizationCodeExpiredTime>\
             <PreAuthCode><![CDATA[preauthcode@@@sample]]></PreAuthCode>"
        );
        Self::notice(info_type, &elements)
    }

    /// `unauthorized`.
    #[must_use]
    pub fn unauthorized(authorizer_appid: &str) -> Self {
        Self::notice("unauthorized", &format!("<AuthorizerAppid>{authorizer_appid}</AuthorizerAppid>"))
    }

    /// What the platform pushes about itself or an account: `ticket` (the valid one), `authorized` and
    /// `updateauthorized` (with a fresh code), `unauthorized` (after which the account's tokens are void).
    pub(super) fn about(platform: &mut State, notice: &str) -> Option<Self> {
        let authorizer_appid = WECHAT.authorizer_appid;
        Some(match notice {
            "ticket" => Self::ticket(platform.ticket()),
            "authorized" | "updateauthorized" => {
                platform.authorize_documented();
                Self::authorization(notice, authorizer_appid, &platform.issue_code(Grant::Documented))
            }
            "unauthorized" => {
                platform.withdraw(authorizer_appid);
                Self::unauthorized(authorizer_appid)
            }
            _ => return None,
        })
    }

    /// The query and the body that are posted.
    #[must_use]
    pub fn seal(&self) -> (String, String) {
        let encrypt = encrypt(&self.encoding_aes_key, self.random, self.content.as_bytes(), &self.app_id);
        let Self { token, timestamp, nonce, app_id, .. } = self;
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("signature", &signature(&[token, timestamp, nonce]))
            .append_pair("timestamp", timestamp)
            .append_pair("nonce", nonce)
            .append_pair("encrypt_type", "aes")
            .append_pair("msg_signature", &signature(&[token, timestamp, nonce, &encrypt]))
            .finish();
        let body = if self.json {
            serde_json::json!({"AppId": app_id, "Encrypt": encrypt}).to_string()
        } else {
            format!("<xml><AppId><![CDATA[{app_id}]]></AppId><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>")
        };
        (query, body)
    }

    /// Posts it to an address; the status and the body of the answer.
    ///
    /// # Panics
    ///
    /// When nobody answers there.
    pub async fn send(&self, url: &str) -> (u16, String) {
        self.try_send(url).await.expect("an answer to a push")
    }

    /// The same where it is no mistake if nobody answers.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub async fn try_send(&self, url: &str) -> Result<(u16, String), reqwest::Error> {
        let (query, body) = self.seal();
        let separator = if url.contains('?') { '&' } else { '?' };
        let client = reqwest::Client::builder().no_proxy().build()?;
        let request = client.post(format!("{url}{separator}{query}")).header("content-type", "text/xml").body(body);
        let response = request.send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }
}

impl Gateway {
    /// What a WeChat developer enters in the console to receive pushes.
    #[must_use]
    pub fn wechat_push(&self) -> &'static WechatPush {
        &PUSH
    }

    /// What a WeChat developer has of API security mode.
    #[must_use]
    pub fn wechat_security(&self) -> &'static WechatSecurity {
        &SECURITY
    }

    /// Pushes the valid verify ticket to an address, encrypted, as WeChat does every ten minutes; the status and the
    /// body of the answer. [`Push`] makes other messages.
    ///
    /// # Panics
    ///
    /// When nobody answers there.
    pub async fn push_ticket(&self, url: &str) -> (u16, String) {
        self.push("ticket", url).await
    }

    /// Pushes that the account has authorized the component, with a fresh code for `api_query_auth`.
    ///
    /// # Panics
    ///
    /// When nobody answers there.
    pub async fn push_authorized(&self, url: &str) -> (u16, String) {
        self.push("authorized", url).await
    }

    /// Withdraws the account's authorization, and pushes that.
    ///
    /// # Panics
    ///
    /// When nobody answers there.
    pub async fn push_unauthorized(&self, url: &str) -> (u16, String) {
        self.push("unauthorized", url).await
    }

    async fn push(&self, notice: &str, url: &str) -> (u16, String) {
        let push = Push::about(&mut self.state.wechat.state(), notice);
        push.expect("a notice that is known").send(url).await
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// Signature of the pieces, the token among them.
#[must_use]
pub fn signature(pieces: &[&str]) -> String {
    let mut pieces = pieces.to_vec();
    pieces.sort_unstable();
    Sha1::digest(pieces.concat()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn key(text: &str) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone);
    GeneralPurpose::new(&ALPHABET, config).decode(text).expect("an EncodingAESKey")
}

/// The ciphertext of a message in base64.
///
/// # Panics
///
/// When the key is none.
#[must_use]
pub fn encrypt(encoding_aes_key: &str, random: [u8; 16], content: &[u8], app_id: &str) -> String {
    let key = key(encoding_aes_key);
    let length = u32::try_from(content.len()).expect("a message").to_be_bytes();
    let mut plain = [&random[..], &length, content, app_id.as_bytes()].concat();
    let padding = 32 - plain.len() % 32;
    plain.extend(vec![u8::try_from(padding).expect("at most 32"); padding]);
    let cipher = cbc::Encryptor::<Aes256>::new_from_slices(&key, &key[..16]).expect("a key of 32 bytes");
    STANDARD.encode(cipher.encrypt_padded_vec_mut::<NoPadding>(&plain))
}

/// The message and the appid of a ciphertext.
///
/// # Panics
///
/// When it is not one of this key.
#[must_use]
pub fn decrypt(encoding_aes_key: &str, encrypt: &str) -> (String, String) {
    let key = key(encoding_aes_key);
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&key, &key[..16]).expect("a key of 32 bytes");
    let bytes = STANDARD.decode(encrypt).expect("base64");
    let plain = cipher.decrypt_padded_vec_mut::<NoPadding>(&bytes).expect("whole blocks");
    let padding = usize::from(*plain.last().expect("padding"));
    let length = u32::from_be_bytes(plain[16..20].try_into().expect("a length")) as usize;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    (text(&plain[20..20 + length]), text(&plain[20 + length..plain.len() - padding]))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The double encrypts and signs as the recorded messages were.
    #[test]
    fn the_double_makes_the_recorded_messages_byte_for_byte() {
        let vectors: Value = serde_json::from_str(include_str!("../../vectors/wechat-crypto.json")).unwrap();
        let mut encrypted = 0;
        for case in vectors["messages"].as_array().unwrap() {
            let text = |name: &str| case[name].as_str();
            let (Some(random), Some(plain)) = (text("random"), text("plain")) else { continue };
            let (key, app_id) = (text("encoding_aes_key").unwrap(), text("app_id").unwrap());
            let random = random.as_bytes().try_into().unwrap();
            assert_eq!(encrypt(key, random, plain.as_bytes(), app_id), text("encrypt").unwrap(), "{}", case["name"]);
            assert_eq!(decrypt(key, text("encrypt").unwrap()), (plain.to_owned(), app_id.to_owned()));
            if let Some(expected) = text("msg_signature") {
                let pieces = ["token", "timestamp", "nonce", "encrypt"].map(|name| text(name).unwrap());
                assert_eq!(signature(&pieces), expected, "{}", case["name"]);
            }
            encrypted += 1;
        }
        assert_eq!(encrypted, 19, "the messages with a ciphertext");
    }
}
