//! A certificate of Alipay that nobody has configured: downloaded, checked up to the root, and used, while the
//! program runs.

use generated::alipay::{AppTokenGrant, Client, Credentials};
use generated::runtime::alipay::{
    CertificateDownload, Event, Gateway as OlderGateway, Notification, NotificationError,
};
use generated::runtime::{Error, Retry, Verification};
use tests::gateway::{Gateway, Message, Misbehaviour};

fn credentials(gateway: &Gateway) -> Credentials {
    let app = gateway.alipay();
    Credentials::certificates(
        app.app_id,
        &app.app_private_key,
        app.app_certificate,
        app.alipay_certificate,
        app.root_certificates,
    )
    .expect("certificates")
}

fn downloading(gateway: &Gateway) -> Credentials {
    let credentials = credentials(gateway);
    let download = CertificateDownload::new(&credentials, gateway.url()).expect("an address");
    credentials.with_certificate_source(download)
}

fn client(gateway: &Gateway, credentials: Credentials) -> Client {
    Client::builder().base_url(gateway.url()).credentials(credentials).retry(Retry::never()).build().expect("a client")
}

/// How many certificates the gateway was asked for.
fn downloads(gateway: &Gateway) -> usize {
    let requests = gateway.requests();
    let downloads = requests.iter().filter(|recorded| recorded.request.target.contains("alipaycert.download"));
    assert!(downloads.clone().all(|recorded| recorded.verified()), "downloads are signed");
    downloads.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_downloaded_once_however_many_answers_name_it() {
    let gateway = Gateway::start().await;
    let client = client(&gateway, downloading(&gateway));
    let grant = || AppTokenGrant::refresh_token(gateway.alipay().app_refresh_token);
    client.exchange_app_token(grant()).await.unwrap();
    assert_eq!(downloads(&gateway), 0);

    gateway.misbehave_always([Misbehaviour::RenewedCertificate]);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let call = client.exchange_app_token(grant());
            tokio::spawn(async move { call.send().await.map(|answer| answer.verification) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), Verification::Verified);
    }
    assert_eq!(downloads(&gateway), 1);

    // The old one is still good.
    gateway.misbehave_always([]);
    client.exchange_app_token(grant()).await.unwrap();
    assert_eq!(downloads(&gateway), 1);
}

#[tokio::test]
async fn the_older_gateway_learns_it_too() {
    let gateway = Gateway::start().await;
    let protocol = OlderGateway::new(downloading(&gateway));
    let client = Client::builder().base_url(gateway.url()).protocol(protocol).build().unwrap();
    gateway.misbehave_always([Misbehaviour::RenewedCertificate]);
    for _ in 0..2 {
        let grant = AppTokenGrant::refresh_token(gateway.alipay().app_refresh_token);
        let answer = client.exchange_app_token(grant).send().await.unwrap();
        assert_eq!(answer.verification, Verification::Verified);
    }
    assert_eq!(downloads(&gateway), 1);
}

#[tokio::test]
async fn without_a_way_to_download_the_answer_is_refused_and_the_way_out_is_told() {
    let gateway = Gateway::start().await;
    gateway.misbehave_always([Misbehaviour::RenewedCertificate]);
    let client = client(&gateway, credentials(&gateway));
    let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
    assert!(matches!(error, Error::Signature { .. }), "{error}");
    assert!(error.to_string().contains("with_certificate_source"), "{error}");
    assert_eq!(downloads(&gateway), 0);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_had_is_asked_for_once_and_the_cause_is_told() {
    let gateway = Gateway::start().await;
    gateway.misbehave_always([Misbehaviour::UnknownCertificate]);
    let client = client(&gateway, downloading(&gateway));
    for _ in 0..3 {
        let error = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
        assert!(matches!(error, Error::Signature { .. }), "{error}");
        assert!(error.to_string().contains("could not be downloaded"), "{error}");
    }
    assert_eq!(downloads(&gateway), 1);
}

#[tokio::test]
async fn a_new_key_under_an_old_name_is_not_believed() {
    let gateway = Gateway::start().await;
    gateway.misbehave(Misbehaviour::StrangersKey);
    let error = client(&gateway, downloading(&gateway))
        .exchange_app_token(AppTokenGrant::refresh_token("x"))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Signature { .. }), "{error}");
    assert_eq!(downloads(&gateway), 0);
}

#[tokio::test]
async fn a_message_signed_with_the_renewed_certificate_is_received() {
    let gateway = Gateway::start().await;
    let credentials = downloading(&gateway);
    let body = Message::app_authorization_cancelled().renewed().body();
    let early = Notification::verify(&credentials, body.as_bytes());
    assert!(matches!(early, Err(NotificationError::UnknownCertificate(_))), "{early:?}");
    let message = Notification::receive(&credentials, body.as_bytes()).await.unwrap();
    assert!(
        matches!(message.event(), Event::AppAuthorizationCancelled { auth_app_id, .. } if auth_app_id == "2013121100055554")
    );
    assert!(Notification::verify(&credentials, body.as_bytes()).is_ok(), "it is known from then on");
    assert_eq!(downloads(&gateway), 1);

    let payment = Message::new(&[("trade_status", "TRADE_SUCCESS"), ("empty", "")]).of_payment().renewed().body();
    assert_eq!(Notification::receive(&credentials, payment.as_bytes()).await.unwrap().get("empty"), Some(""));
    let changed = body.replace("2013121100055554", "2013121100055555");
    let refused = Notification::receive(&credentials, changed.as_bytes()).await;
    assert!(matches!(refused, Err(NotificationError::Mismatch { .. })), "{refused:?}");
}
