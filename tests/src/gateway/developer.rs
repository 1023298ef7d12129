//! What a developer has from the two platforms before the first call: keys, certificates, ids and codes.
//! The tokens and codes are the samples of the platforms' documentation; keys are made per process.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};

use super::keys::KEYS;

/// An application of the Alipay Open Platform. Not `Debug`: it holds private keys.
pub struct AlipayApp {
    /// The application's id.
    pub app_id: &'static str,
    /// The application's private key, PKCS#8 in PEM.
    pub app_private_key: String,
    /// The same key, PKCS#8 in base64 without header lines.
    pub app_private_key_base64: String,
    /// The same key, PKCS#1 in PEM.
    pub app_private_key_pkcs1: String,
    /// The same key, PKCS#1 in base64 without header lines.
    pub app_private_key_pkcs1_base64: String,
    /// The application's public key in PEM: what the developer uploads, and sometimes configures by mistake.
    pub app_public_key: String,
    /// Key mode: Alipay's public key in PEM.
    pub alipay_public_key: String,
    /// Key mode: the same key in base64 without header lines.
    pub alipay_public_key_base64: String,
    /// Certificate mode: the application's certificate, PEM.
    pub app_certificate: &'static str,
    /// Certificate mode: Alipay's certificate, a chain in PEM, leaf first.
    pub alipay_certificate: &'static str,
    /// Certificate mode: the root certificates in PEM; SM2, RSA, ECDSA, RSA.
    pub root_certificates: &'static str,
    /// The SN of [`app_certificate`](Self::app_certificate).
    pub app_certificate_sn: &'static str,
    /// The SN of the leaf of [`alipay_certificate`](Self::alipay_certificate).
    pub alipay_certificate_sn: &'static str,
    /// The SN of [`root_certificates`](Self::root_certificates).
    pub root_certificates_sn: &'static str,
    /// The application's AES key, base64 of 16 bytes.
    pub aes_key: &'static str,
    /// A code for `alipay.open.auth.token.app`; every gateway takes it once.
    pub app_auth_code: &'static str,
    /// A refresh token for `alipay.open.auth.token.app`.
    pub app_refresh_token: &'static str,
    /// The app auth token that `alipay.open.auth.token.app` answers.
    pub app_auth_token: &'static str,
    /// A code for `alipay.system.oauth.token`; every gateway takes it once.
    pub auth_code: &'static str,
    /// A refresh token for `alipay.system.oauth.token`.
    pub refresh_token: &'static str,
}

pub(crate) static ALIPAY: LazyLock<AlipayApp> = LazyLock::new(|| {
    let keys = &*KEYS;
    let pem = "a PEM text";
    let pkcs8 = keys.app.to_pkcs8_der().expect("a key");
    let pkcs1 = keys.app.to_pkcs1_der().expect("a key");
    let alipay = keys.alipay.to_public_key();
    AlipayApp {
        app_id: "2021000000000001",
        app_private_key: keys.app.to_pkcs8_pem(LineEnding::LF).expect(pem).to_string(),
        app_private_key_base64: STANDARD.encode(pkcs8.as_bytes()),
        app_private_key_pkcs1: keys.app.to_pkcs1_pem(LineEnding::LF).expect(pem).to_string(),
        app_private_key_pkcs1_base64: STANDARD.encode(pkcs1.as_bytes()),
        app_public_key: keys.app.to_public_key().to_public_key_pem(LineEnding::LF).expect(pem),
        alipay_public_key: alipay.to_public_key_pem(LineEnding::LF).expect(pem),
        alipay_public_key_base64: STANDARD.encode(alipay.to_public_key_der().expect("a key").as_bytes()),
        app_certificate: &keys.app_certificate.pem,
        alipay_certificate: &keys.alipay_certificate.pem,
        root_certificates: &keys.root_certificates.pem,
        app_certificate_sn: &keys.app_certificate.sn,
        alipay_certificate_sn: &keys.alipay_certificate.sn,
        root_certificates_sn: &keys.root_certificates.sn,
        aes_key: "aYA0GP8JEW+D7/UFaskCWA==",
        app_auth_code: "1cc19911172e4f8aaa509c8fb5d12F56",
        app_refresh_token: "201509BBdcba1e3347de4e75ba3fed2c9abebE36",
        app_auth_token: "201509BBeff9351ad1874306903e96b91d248A36",
        auth_code: "4b203fe6c11548bcabd8da5bb087a83b",
        refresh_token: "201208134b203fe6c11548bcabd8da5bb087a83b",
    }
});

/// A space of the serverless service. Not `Debug`: it holds a secret. Cloud functions sign with the application's
/// private key.
pub struct Space {
    /// Its id.
    pub id: &'static str,
    /// What pages sign with.
    pub client_secret: &'static str,
}

pub(crate) const SPACE: Space = Space { id: "space-1", client_secret: "c2VjcmV0LWtleS0wMDAwMQ==" };

/// A third-party platform ("component") of the WeChat Open Platform. Not `Debug`: it holds secrets.
pub struct WechatComponent {
    /// The component's appid.
    pub component_appid: &'static str,
    /// The component's secret.
    pub component_appsecret: &'static str,
    /// The latest ticket that was pushed.
    pub component_verify_ticket: &'static str,
    /// A token that component calls accept.
    pub component_access_token: &'static str,
    /// A code for `api_query_auth`; every gateway takes it once.
    pub authorization_code: &'static str,
    /// The account that authorizes the component.
    pub authorizer_appid: &'static str,
    /// The token to act for that account, which component calls refuse with 61014.
    pub authorizer_access_token: &'static str,
    /// The token to refresh it with.
    pub authorizer_refresh_token: &'static str,
    /// The secret of that account itself, for tokens that its owner gets.
    pub account_appsecret: &'static str,
    /// The code that every gateway gives for the authorization page.
    pub pre_auth_code: &'static str,
    /// The code of a user who logs in to that account; every gateway takes it once.
    pub user_code: &'static str,
    /// The user's id within the account.
    pub openid: &'static str,
    /// The user's token.
    pub user_access_token: &'static str,
    /// The token to refresh it with.
    pub user_refresh_token: &'static str,
    /// The key of a login in a mini program.
    pub session_key: &'static str,
}

pub(crate) const WECHAT: WechatComponent = WechatComponent {
    component_appid: "wx134c8103faa5a59e",
    component_appsecret: "28c223a63f7de0d5a1b2c3d4e5f60718",
    component_verify_ticket: "ticket@@@1aBcDeFgHiJkLmNoPqRsTuVwXyZ",
    component_access_token: "61W3mEpU66027wgNZ_MhGHNQDHnFATkDa9-2llqrMBjUwxRSNPbVsMmyD-yq8wZETSoE5NQgecigDrSHkPtIYA",
    authorization_code: "queryauthcode@@@Cx_Dk6qiBE0Dmx4EmlT3oRfArPvwSQ",
    authorizer_appid: "wxf8b4f85f3a794e77",
    authorizer_access_token: "QXjUqNqfYVH0yBE1iI_7vuN_9gQbpjfK7hYwJ3P7xOa88a89-Aga5x1NMYJyB8G2yKt1KCl0nPC3W9GJzw0Zzq_dBxc8pxIGUNi_bFes0qM",
    authorizer_refresh_token: "dTo-YCXPL4llX-u1W1pPpnp8Hgm4wpJtlR6iV0doKdY",
    account_appsecret: "5f1c0b2a3e4d5968778695a4b3c2d1e0",
    pre_auth_code: "preauthcode@@@Cx_Dk6qiBE0Dmx4EmlT3oRfArPvwSQ-oa3NL_fwHM7VI08r52wazoZX2Rhpz1dEw",
    user_code: "061Xn2Ga1b2c3d4e5f6g7h8i9j0kLmNo",
    openid: "oLVPpjqs9BhvzwPj5A-vTYAX3GLc",
    user_access_token: "57_useraccesstoken_Qw8kPz3LmXv",
    user_refresh_token: "57_userrefreshtoken_Rt5nBc7HjYe",
    session_key: "tiihtNczf5v6AKRyjwEUhQ==",
};
