//! What both platforms share: delivery, plans of misbehaviour, the record.

use std::time::{Duration, Instant};

use reqwest::{Client, Response};
use serde_json::Value;

use super::{Framing, Gateway, Misbehaviour};

/// An unsigned call, which is refused with 401 and good enough to look at delivery.
async fn call(gateway: &Gateway) -> reqwest::Result<Response> {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none());
    client.build()?.get(format!("{}/v3/x", gateway.url())).send().await
}

/// Whether something is still waiting after a while. It cannot be wrong on a slow machine: what never ends does not
/// end there either.
async fn never(waiting: impl Future) -> bool {
    tokio::time::timeout(Duration::from_millis(200), waiting).await.is_err()
}

/// A WeChat call that succeeds, and so takes a substitute.
async fn component(gateway: &Gateway) -> Response {
    let wechat = gateway.wechat();
    let url = format!(
        "{}/cgi-bin/component/api_create_preauthcode?access_token={}",
        gateway.url(),
        wechat.component_access_token
    );
    let request = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap().post(url);
    request.body(format!(r#"{{"component_appid":"{}"}}"#, wechat.component_appid)).send().await.unwrap()
}

#[tokio::test]
async fn misbehaviour_is_planned_per_request_or_for_all() {
    let gateway = Gateway::start().await;
    let status = async || component(&gateway).await.status().as_u16();
    gateway.misbehave(Misbehaviour::Unavailable);
    gateway.misbehave(Misbehaviour::Unavailable);
    assert_eq!([status().await, status().await, status().await], [503, 503, 200]);
    gateway.misbehave_always([Misbehaviour::Html { status: 502 }]);
    assert_eq!([status().await, status().await], [502, 502]);
    gateway.misbehave_always([]);
    assert_eq!(status().await, 200);
    assert_eq!(
        gateway.requests().iter().map(|recorded| recorded.status).collect::<Vec<_>>(),
        [503, 503, 200, 502, 502, 200]
    );
}

#[tokio::test]
async fn what_stands_in_front_of_a_platform_answers_without_its_headers() {
    let gateway = Gateway::start().await;
    for (fault, status, header) in [
        (Misbehaviour::Html { status: 200 }, 200, None),
        (Misbehaviour::RateLimited { retry_after: 7 }, 429, Some(("retry-after", "7"))),
        (Misbehaviour::Redirect { location: "/elsewhere".into() }, 302, Some(("location", "/elsewhere"))),
    ] {
        gateway.misbehave(fault);
        let response = component(&gateway).await;
        assert_eq!(response.status().as_u16(), status);
        if let Some((name, value)) = header {
            assert_eq!(response.headers()[name], value);
        }
        assert!(!response.headers().contains_key("alipay-trace-id"));
        assert!(response.text().await.unwrap().starts_with("<html>"));
    }
}

#[tokio::test]
async fn connections_break_where_they_are_told_to() {
    let gateway = Gateway::start().await;
    gateway.misbehave(Misbehaviour::HangUp);
    assert!(call(&gateway).await.is_err());
    assert!(gateway.requests().is_empty(), "nothing was read");

    gateway.misbehave(Misbehaviour::CutBeforeHead);
    assert!(call(&gateway).await.is_err());
    assert_eq!(gateway.requests().len(), 1);

    gateway.misbehave(Misbehaviour::CutInBody);
    let cut = call(&gateway).await.unwrap();
    assert_eq!(cut.status(), 401);
    assert!(cut.bytes().await.is_err());

    gateway.misbehave(Misbehaviour::NeverAnswer);
    assert!(never(call(&gateway)).await);

    gateway.misbehave(Misbehaviour::Delay(Duration::from_millis(200)));
    let start = Instant::now();
    assert_eq!(call(&gateway).await.unwrap().status(), 401);
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn an_oversized_body_tells_its_length_truly_not_at_all_or_falsely() {
    let gateway = Gateway::start().await;
    let oversized = |framing| Misbehaviour::Oversized { bytes: 300_000, framing };
    for (framing, told) in [(Framing::ContentLength, true), (Framing::Chunked, false)] {
        gateway.misbehave(oversized(framing));
        let response = call(&gateway).await.unwrap();
        assert_eq!(response.headers().contains_key("content-length"), told);
        let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(body["padding"].as_str().unwrap().len(), 300_000);
    }
    gateway.misbehave(oversized(Framing::Claimed));
    let response = call(&gateway).await.unwrap();
    assert_eq!(response.content_length(), Some(300_014));
    assert!(never(response.bytes()).await);
}

#[tokio::test]
async fn dropping_a_gateway_closes_its_port_and_connections() {
    let gateway = Gateway::start().await;
    let url = gateway.url().to_owned();
    gateway.misbehave(Misbehaviour::NeverAnswer);
    let waiting = tokio::spawn(reqwest::get(url.clone()));
    while gateway.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(gateway);
    assert!(waiting.await.unwrap().is_err());
    assert!(reqwest::get(url).await.unwrap_err().is_connect());
}
