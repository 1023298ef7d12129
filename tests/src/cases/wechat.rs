//! The cases of WeChat's operations.

use std::time::Duration;

use generated::runtime::protocol::BoxFuture;
use generated::runtime::{Retry, Secret, Verification};
use generated::wechat::{CallbackCheckAction, CallbackCheckOperator, Client, Credentials, OptionName};

use super::{Case, End, Outcome, PATIENCE, prepare};
use crate::gateway::{Framing, Gateway, Grant, Misbehaviour, WechatComponent};

/// A client of the gateway with every token, that takes 64 KiB.
pub fn client(gateway: &Gateway) -> Client {
    client_with_timeout(gateway, PATIENCE)
}

fn client_with_timeout(gateway: &Gateway, timeout: Duration) -> Client {
    let wechat = gateway.wechat();
    let credentials = Credentials::component_access_token(Secret::from(wechat.component_access_token))
        .and(Credentials::authorizer_access_token(Secret::from(wechat.authorizer_access_token)))
        .and(Credentials::user_access_token(Secret::from(wechat.user_access_token)));
    Client::builder()
        .base_url(gateway.url())
        .credentials(credentials)
        .timeout(timeout)
        .largest_answer(64 << 10)
        .retry(Retry::default().waits(Duration::from_millis(1), Duration::from_millis(5)))
        .build()
        .expect("a client")
}

/// An operation, and what it is called with.
pub struct Operation {
    /// Its id in the document.
    pub id: &'static str,
    /// Whether it is made again when nobody knows if it arrived.
    pub idempotent: bool,
    call: fn(&Client, &Gateway, Grant) -> BoxFuture<'static, Outcome>,
}

impl Operation {
    /// Calls it.
    pub async fn call(&self, client: &Client, gateway: &Gateway, grant: Grant) -> Outcome {
        (self.call)(client, gateway, grant).await
    }
}

/// `id, once or repeated, client, gateway, grant => call`
macro_rules! operations {
    ($($id:literal, $repeats:literal, |$client:ident, $gateway:ident, $grant:ident| $call:expr;)*) => {
        &[$(Operation {
            id: $id,
            idempotent: $repeats,
            call: |$client, $gateway, $grant| {
                let call = $call;
                Box::pin(async move { Outcome::of(call.send().await) })
            },
        }),*]
    };
}

/// The sample of the documentation, as every gateway has it.
const SAMPLE: &WechatComponent = Gateway::WECHAT;

/// Every operation.
pub const OPERATIONS: &[Operation] = operations! {
    "startPushTicket", true, |client, _g, _x| {
        client.start_push_ticket(SAMPLE.component_appid, SAMPLE.component_appsecret)
    };
    "getComponentAccessToken", false, |client, _g, _x| {
        let secret = SAMPLE.component_appsecret;
        client.get_component_access_token(SAMPLE.component_appid, secret, SAMPLE.component_verify_ticket)
    };
    "getPreAuthCode", false, |client, _g, _x| client.create_pre_auth_code(SAMPLE.component_appid);
    "getAuthorizerRefreshToken", false, |client, gateway, grant| {
        client.query_auth(SAMPLE.component_appid, gateway.issue_wechat_code(grant))
    };
    "getAuthorizerAccessToken", false, |client, _g, _x| {
        let refresh_token = SAMPLE.authorizer_refresh_token;
        client.get_authorizer_access_token(SAMPLE.component_appid, SAMPLE.authorizer_appid, refresh_token)
    };
    "getAuthorizerList", true, |client, _g, _x| client.get_authorizer_list(SAMPLE.component_appid, 0, 500);
    "getAuthorizerInfo", true, |client, _g, _x| {
        client.get_authorizer_info(SAMPLE.component_appid, SAMPLE.authorizer_appid)
    };
    "getAuthorizerOptionInfo", true, |client, _g, _x| client.get_authorizer_option(OptionName::VoiceRecognize);
    "setAuthorizerOptionInfo", true, |client, _g, _x| client.set_authorizer_option(OptionName::VoiceRecognize, "0");
    "api_get_authorizer_option", true, |client, _g, _x| {
        let name = OptionName::LocationReport;
        client.api_get_authorizer_option(SAMPLE.component_appid, SAMPLE.authorizer_appid, name)
    };
    "api_set_authorizer_option", true, |client, _g, _x| {
        let name = OptionName::LocationReport;
        client.api_set_authorizer_option(SAMPLE.component_appid, SAMPLE.authorizer_appid, name, "2")
    };
    "clearQuota", false, |client, _g, _x| client.clear_quota(SAMPLE.authorizer_appid);
    "clearQuotaByAppSecret", false, |client, _g, _x| {
        client.clear_quota_by_app_secret(SAMPLE.authorizer_appid, SAMPLE.account_appsecret)
    };
    "clearComponentQuotaByAppSecret", false, |client, _g, _x| {
        client.clear_component_quota_by_app_secret(SAMPLE.component_appid, SAMPLE.component_appsecret)
    };
    "clearApiQuota", false, |client, _g, _x| client.clear_api_quota("/wxa/gettemplatedraftlist");
    "getApiQuota", true, |client, _g, _x| client.get_api_quota("/wxa/gettemplatedraftlist");
    "getRidInfo", true, |client, _g, _x| client.get_rid_info("61725984-6126f6f9-040f19c4");
    "getApiDomainIp", true, |client, _g, _x| client.get_api_domain_ip();
    "getCallbackIp", true, |client, _g, _x| client.get_callback_ip();
    "callbackCheck", true, |client, _g, _x| {
        client.check_callback(CallbackCheckAction::All, CallbackCheckOperator::Default)
    };
    "getStableAccessToken", false, |client, _g, _x| {
        client.get_stable_access_token(SAMPLE.authorizer_appid, SAMPLE.account_appsecret)
    };
    "getAccessToken", false, |client, _g, _x| {
        client.get_access_token(SAMPLE.authorizer_appid, SAMPLE.account_appsecret)
    };
    "componentOauth2AccessToken", false, |client, gateway, _x| {
        let code = gateway.issue_wechat_user_code();
        client.exchange_user_code(SAMPLE.authorizer_appid, code, SAMPLE.component_appid)
    };
    "componentOauth2RefreshToken", true, |client, _g, _x| {
        client.refresh_user_token(SAMPLE.authorizer_appid, SAMPLE.component_appid, SAMPLE.user_refresh_token)
    };
    "oauth2RefreshToken", true, |client, _g, _x| {
        client.refresh_own_user_token(SAMPLE.authorizer_appid, SAMPLE.user_refresh_token)
    };
    "snsUserinfo", true, |client, _g, _x| client.get_user_info(SAMPLE.openid);
    "thirdpartyCode2Session", false, |client, gateway, _x| {
        let code = gateway.issue_wechat_user_code();
        client.exchange_mini_program_code(SAMPLE.authorizer_appid, code, SAMPLE.component_appid)
    };
};

impl Case<Grant> {
    /// Runs the case with every operation, one after the other.
    pub async fn run(&self) -> Vec<(&'static Operation, Outcome)> {
        let gateway = Gateway::start().await;
        let client = client_with_timeout(&gateway, self.timeout());
        let mut outcomes = Vec::new();
        for operation in OPERATIONS {
            prepare(&gateway, self.faults);
            outcomes.push((operation, operation.call(&client, &gateway, self.mode).await));
        }
        outcomes
    }

    /// How the call of an operation has to end: what passes by is not seen where it is made again.
    pub fn end_of(&self, operation: &Operation) -> End {
        let passes_by = |fault: &M| matches!(fault, M::CutBeforeHead | M::CutInBody | M::Html { status: 502 });
        if operation.idempotent && (self.faults)().iter().any(passes_by) { SUCCESS() } else { (self.end)() }
    }
}

const fn case(name: &'static str, mode: Grant, faults: fn() -> Vec<Misbehaviour>, end: fn() -> End) -> Case<Grant> {
    Case { name, mode, faults, end }
}

const SUCCESS: fn() -> End = || End::Success(Verification::None);

fn code(code: &str) -> End {
    End::Api(code.to_owned(), Verification::None)
}

use Grant::Documented as Full;
use Misbehaviour as M;

/// The document says that `errmsg` is text. The list has the secret of the sample in it.
const OF_ANOTHER_SHAPE: &str = r#"{"errcode":-1,"errmsg":["refreshtoken@@@HKJ"]}"#;

/// What can happen to a call of WeChat.
pub const CASES: &[Case<Grant>] = &[
    case("success", Full, Vec::new, SUCCESS),
    case("errcode 0 beside a success", Full, || vec![M::SuccessCode(0.into())], SUCCESS),
    case("errcode 0 as a string beside a success", Full, || vec![M::SuccessCode("0".into())], SUCCESS),
    case("errcode -1", Full, || vec![M::return_code(-1, "system error")], || code("-1")),
    case("errcode 40001", Full, || vec![M::return_code(40001, "invalid credential")], || code("40001")),
    case("errcode 40013", Full, || vec![M::return_code(40013, "invalid appid")], || code("40013")),
    case("an unknown errcode", Full, || vec![M::return_code(99999, "new")], || code("99999")),
    case("errcode as a string", Full, || vec![M::return_code("40029", "invalid code")], || code("40029")),
    case("plain text as content type", Full, || vec![M::ContentType("text/plain".into())], SUCCESS),
    case(
        "an error as GBK HTML by its content type",
        Full,
        || vec![M::return_code(40013, "invalid appid"), M::ContentType("text/html;charset=gbk".into())],
        || code("40013"),
    ),
    case("no answer in time", Full, || vec![M::NeverAnswer], || End::Timeout),
    case("a connection cut before the head", Full, || vec![M::CutBeforeHead], || End::Broken),
    case("a connection cut in the body", Full, || vec![M::CutInBody], || End::Broken),
    case(
        "an oversized body",
        Full,
        || vec![M::Oversized { bytes: 1 << 20, framing: Framing::Chunked }],
        || End::TooLarge,
    ),
    case("HTML in place of JSON, status 200", Full, || vec![M::Html { status: 200 }], || End::NotJson),
    case("HTML in place of JSON, status 502", Full, || vec![M::Html { status: 502 }], || code("")),
    case(
        "an error whose members have other types than the document says",
        Full,
        || vec![M::Failure { status: 500, body: OF_ANOTHER_SHAPE.into() }],
        || code("-1"),
    ),
    case(
        "an error in a success whose members have other types than the document says",
        Full,
        || vec![M::Failure { status: 200, body: OF_ANOTHER_SHAPE.into() }],
        || code("-1"),
    ),
    case("an error without a body", Full, || vec![M::Failure { status: 500, body: Vec::new() }], || code("")),
    case("an empty body", Full, || vec![M::EmptyBody], || End::Empty),
    case(
        "an empty body that says it is GBK HTML, as for a bad appid",
        Full,
        || vec![M::EmptyBody, M::ContentType("text/html; charset=gbk".into())],
        || End::Empty,
    ),
    case("numbers as strings", Full, || vec![M::NumbersAsStrings], SUCCESS),
    case("unknown fields", Full, || vec![M::UnknownFields], SUCCESS),
    case("unknown permission sets", Full, || vec![M::UnknownEnumValues], SUCCESS),
    case("control characters in strings", Full, || vec![M::ControlCharacters], SUCCESS),
    case("bytes that are not UTF-8", Full, || vec![M::InvalidUtf8], SUCCESS),
    case("a compressed body", Full, || vec![M::Gzip], SUCCESS),
    case("a redirect", Full, || vec![M::Redirect { location: "http://127.0.0.1:1/".into() }], || End::Redirect),
];
