//! The cases of WeChat's operation.

use std::time::Duration;

use generated::runtime::{Retry, Secret, Verification};
use generated::wechat::{Client, Credentials};

use super::{Case, End, Outcome, prepare};
use crate::gateway::{Framing, Gateway, Grant, Misbehaviour};

/// A client of the gateway that waits half a second and takes 64 KiB.
pub fn client(gateway: &Gateway) -> Client {
    let token = Secret::from(gateway.wechat().component_access_token);
    Client::builder()
        .base_url(gateway.url())
        .credentials(Credentials::component_access_token(token))
        .timeout(Duration::from_millis(500))
        .largest_answer(64 << 10)
        .retry(Retry::default().waits(Duration::from_millis(1), Duration::from_millis(5)))
        .build()
        .expect("a client")
}

impl Case<Grant> {
    /// Runs the case.
    pub async fn run(&self) -> Outcome {
        let gateway = Gateway::start().await;
        let client = client(&gateway);
        let code = gateway.issue_wechat_code(self.mode);
        prepare(&gateway, self.faults);
        Outcome::of(client.query_auth(gateway.wechat().component_appid, code).send().await)
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
    case("HTML in place of JSON, status 502", Full, || vec![M::Html { status: 502 }], || End::NotJson),
    case("an empty body", Full, || vec![M::EmptyBody], || End::Empty),
    case("numbers as strings", Full, || vec![M::NumbersAsStrings], SUCCESS),
    case("unknown fields", Full, || vec![M::UnknownFields], SUCCESS),
    case("unknown permission sets", Full, || vec![M::UnknownEnumValues], SUCCESS),
    case("control characters in strings", Full, || vec![M::ControlCharacters], SUCCESS),
    case("bytes that are not UTF-8", Full, || vec![M::InvalidUtf8], SUCCESS),
    case("a redirect", Full, || vec![M::Redirect { location: "http://127.0.0.1:1/".into() }], || End::Redirect),
];
