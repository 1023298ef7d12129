//! WeChat's API security mode: requests are verified and decrypted before the platform sees them, answers encrypted
//! and signed, on RustCrypto.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pss::{Signature, SigningKey, VerifyingKey};
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _, Verifier as _};
use rsa::{RsaPrivateKey, RsaPublicKey, rand_core::OsRng};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::Handled;
use super::answer::Answer;
use super::developer::{ALIPAY, WECHAT};
use super::keys::KEYS;
use super::misbehaviour::Misbehaviour;
use super::request::Request;

/// What a developer has of security mode. Not `Debug`: it holds keys.
pub struct WechatSecurity {
    /// The developer's private key, PKCS#8 in PEM.
    pub private_key: &'static str,
    /// The symmetric key, base64 of 32 bytes.
    pub symmetric_key: &'static str,
    /// Its serial number.
    pub symmetric_serial: &'static str,
    /// The platform's certificate, PEM.
    pub platform_certificate: &'static str,
    /// Its serial number in the console.
    pub platform_serial: &'static str,
}

pub(crate) static SECURITY: LazyLock<WechatSecurity> = LazyLock::new(|| WechatSecurity {
    private_key: &ALIPAY.app_private_key,
    symmetric_key: "otUpngOjU+nVQaWJIC3D/yMLV17RKaP6t4Ot9tbnzLY=",
    symmetric_serial: "fa05fe1e5bcc79b81ad5ad4b58acf787",
    platform_certificate: ALIPAY.alipay_certificate,
    platform_serial: "79ba700ea147819f640941bceb38b1d1",
});

/// The address by which the platform knows itself, whatever the double's port.
const OWN_ADDRESS: &str = "https://api.weixin.qq.com";

/// A request that was opened.
struct Opened {
    request: Request,
    content: Vec<u8>,
    string_to_sign: String,
    url_path: String,
}

/// Hands a request to the platform; one in security mode opened, and the answer to it sealed.
pub(super) fn around(
    request: &Request,
    faults: &[Misbehaviour],
    platform: impl FnOnce(&Request) -> Handled,
) -> Handled {
    if !request.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("wechatmp-")) {
        return platform(request);
    }
    match open(request) {
        Err((errcode, errmsg)) => Handled {
            answer: Answer::return_code(&json!(errcode), errmsg),
            string_to_sign: None,
            plaintext: None,
            refusal: Some(errcode.to_string()),
        },
        Ok(opened) => {
            let mut handled = platform(&opened.request);
            if handled.answer.from_platform {
                seal(&mut handled.answer, &opened.url_path, faults);
            }
            handled.string_to_sign = Some(opened.string_to_sign);
            handled.plaintext = Some(opened.content);
            handled
        }
    }
}

fn open(request: &Request) -> Result<Opened, (i32, &'static str)> {
    let header = |name, code, message| request.header(name).ok_or((code, message));
    let timestamp = header("Wechatmp-TimeStamp", 40231, "missing timestamp")?;
    let signature = header("Wechatmp-Signature", 40232, "missing signature")?;
    let app_id = header("Wechatmp-Appid", 40233, "missing appid")?;
    if app_id != WECHAT.component_appid {
        return Err((40237, "appid does not match the token"));
    }
    let sent: u64 = timestamp.parse().map_err(|_| (40231, "missing timestamp"))?;
    if sent.abs_diff(now()) > 300 {
        return Err((40240, "timestamp expired"));
    }
    let body = String::from_utf8_lossy(&request.body);
    let host = format!("http://{}", request.header("host").unwrap_or_default());
    let addresses = [host.as_str(), OWN_ADDRESS].map(|address| format!("{address}{}", request.path()));
    let key = KEYS.app.to_public_key();
    let signed = |url_path: &String| format!("{url_path}\n{app_id}\n{timestamp}\n{body}");
    let url_path = addresses
        .into_iter()
        .find(|url_path| verify(&key, &signed(url_path), signature))
        .ok_or((40234, "invalid signature"))?;
    let aad = format!("{url_path}|{app_id}|{timestamp}|{}", SECURITY.symmetric_serial);
    let content = decrypt(SECURITY.symmetric_key, &aad, &body).ok_or((40235, "invalid encryption"))?;
    let mut fields: Map<String, Value> = serde_json::from_slice(&content).map_err(|_| (40235, "invalid encryption"))?;
    let mut proof = |name: &str| fields.remove(name).unwrap_or_default();
    let nonce = proof("_n");
    if proof("_appid") != app_id || proof("_timestamp") != sent || nonce.as_str().is_none_or(str::is_empty) {
        return Err((40235, "invalid encryption"));
    }
    let opened = Request { body: Value::from(fields).to_string().into_bytes(), ..request.clone() };
    Ok(Opened { request: opened, content, string_to_sign: signed(&url_path), url_path })
}

/// Encrypts and signs, unless told otherwise.
fn seal(answer: &mut Answer, url_path: &str, faults: &[Misbehaviour]) {
    let told = |fault: fn(&Misbehaviour) -> bool| faults.iter().any(fault);
    if told(|fault| matches!(fault, Misbehaviour::MissingSignature)) {
        return;
    }
    let mut signed = now();
    if told(|fault| matches!(fault, Misbehaviour::StaleAnswer)) {
        signed -= 301;
    }
    let stranger = told(|fault| matches!(fault, Misbehaviour::AnswerToAnother));
    let app_id = if stranger { WECHAT.authorizer_appid } else { WECHAT.component_appid };
    let contradicts = told(|fault| matches!(fault, Misbehaviour::ContradictoryAnswer));
    let timestamp = signed + u64::from(contradicts);
    if !told(|fault| matches!(fault, Misbehaviour::Unencrypted)) {
        let head =
            format!(r#"{{"_n":"{}","_appid":"{app_id}","_timestamp":{timestamp},"#, uuid::Uuid::new_v4().simple());
        let content = [head.as_bytes(), answer.body.strip_prefix(b"{").unwrap_or(b"}")].concat();
        let aad = format!("{url_path}|{app_id}|{signed}|{}", SECURITY.symmetric_serial);
        answer.body = encrypt(SECURITY.symmetric_key, &aad, &content).into_bytes();
    }
    if told(|fault| matches!(fault, Misbehaviour::GarbageCiphertext)) {
        answer.body = r#"{"iv":"AAAAAAAAAAAAAAAA","data":"AAAA","authtag":"AAAAAAAAAAAAAAAAAAAAAA=="}"#.into();
    }
    let string = format!("{url_path}\n{app_id}\n{signed}\n{}", String::from_utf8_lossy(&answer.body));
    let by = |key: &RsaPrivateKey| sign(key, &string);
    let (own, other) = (SECURITY.platform_serial, "0000700ea147819f640941bceb38b1d1");
    let mut headers = vec![("Wechatmp-Appid", app_id.to_owned()), ("Wechatmp-TimeStamp", signed.to_string())];
    let mut signature = |serial: &str, signature: String| {
        headers.extend([("Wechatmp-Serial", serial.to_owned()), ("Wechatmp-Signature", signature)]);
    };
    if told(|fault| matches!(fault, Misbehaviour::WrongSignature)) {
        signature(own, sign(&KEYS.alipay, "something else"));
    } else if told(|fault| matches!(fault, Misbehaviour::StrangersKey)) {
        signature(own, by(&KEYS.stranger));
    } else if told(|fault| matches!(fault, Misbehaviour::UnknownCertificate)) {
        signature(other, by(&KEYS.stranger));
    } else if told(|fault| matches!(fault, Misbehaviour::CertificateChange)) {
        signature(other, by(&KEYS.stranger));
        headers.extend([
            ("wechatmp-serial-deprecated", own.to_owned()),
            ("wechatmp-signature-deprecated", by(&KEYS.alipay)),
        ]);
    } else {
        signature(own, by(&KEYS.alipay));
    }
    answer.headers.extend(headers);
    if told(|fault| matches!(fault, Misbehaviour::TamperedBody)) {
        let text = String::from_utf8_lossy(&answer.body).replacen("\"iv\"", "\"iv\" ", 1);
        answer.body = text.into_bytes();
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

fn sign(key: &RsaPrivateKey, message: &str) -> String {
    let key = SigningKey::<Sha256>::new_with_salt_len(key.clone(), 32);
    STANDARD.encode(key.sign_with_rng(&mut OsRng, message.as_bytes()).to_bytes())
}

fn verify(key: &RsaPublicKey, message: &str, signature: &str) -> bool {
    let signature = STANDARD.decode(signature).ok().and_then(|bytes| Signature::try_from(bytes.as_slice()).ok());
    signature.is_some_and(|signature| {
        VerifyingKey::<Sha256>::new_with_salt_len(key.clone(), 32).verify(message.as_bytes(), &signature).is_ok()
    })
}

fn cipher(key: &str) -> Aes256Gcm {
    Aes256Gcm::new_from_slice(&STANDARD.decode(key).expect("base64")).expect("a key of 32 bytes")
}

fn encrypt(key: &str, aad: &str, content: &[u8]) -> String {
    let iv = &uuid::Uuid::new_v4().into_bytes()[..12];
    let payload = Payload { msg: content, aad: aad.as_bytes() };
    let sealed = cipher(key).encrypt(Nonce::from_slice(iv), payload).expect("a ciphertext");
    let (data, tag) = sealed.split_at(sealed.len() - 16);
    let [iv, data, tag] = [iv, data, tag].map(|bytes| STANDARD.encode(bytes));
    format!(r#"{{"iv":"{iv}","data":"{data}","authtag":"{tag}"}}"#)
}

fn decrypt(key: &str, aad: &str, body: &str) -> Option<Vec<u8>> {
    let body: Value = serde_json::from_str(body).ok()?;
    let bytes = |name: &str| STANDARD.decode(body[name].as_str()?).ok();
    let (iv, data, tag) = (bytes("iv")?, bytes("data")?, bytes("authtag")?);
    let msg = [data, tag].concat();
    let nonce = (iv.len() == 12).then(|| Nonce::from_slice(&iv))?;
    cipher(key).decrypt(nonce, Payload { msg: &msg, aad: aad.as_bytes() }).ok()
}

#[cfg(test)]
mod tests {
    use rsa::pkcs8::DecodePublicKey as _;

    use super::*;

    /// The platform's own request and answer, with the algorithms of the double.
    #[test]
    fn the_documented_examples_verify_and_decrypt() {
        let vectors: Value = serde_json::from_str(include_str!("../../vectors/wechat-crypto.json")).unwrap();
        let vectors = &vectors["api_security"];
        let text = |case: &str, name: &str| vectors[case][name].as_str().unwrap().to_owned();
        let key = RsaPublicKey::from_public_key_pem(&text("request", "public_key")).unwrap();
        let signature = text("request", "signature");
        assert!(verify(&key, &text("request", "string_to_sign"), &signature));
        let wrong = vectors["negative"][0]["string_to_sign"].as_str().unwrap();
        assert!(!verify(&key, wrong, &signature), "the serial number of the key is no part of it");
        for case in ["request", "response"] {
            let content = decrypt(&text(case, "sym_key_base64"), &text(case, "aad"), &text(case, "body")).unwrap();
            assert_eq!(String::from_utf8(content).unwrap(), text(case, "plain"));
        }
    }
}
