//! Alipay's operations through the serverless service (`cloud.*`), as a page and as a cloud function, against the
//! double.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use generated::alipay::{AppTokenGrant, CommonErrorCode, UserTokenErrorCode, UserTokenGrant};
use generated::runtime::{Error, Method, Secret, Value, Verification};
use tests::cases::{ALIPAY, ALIPAY_OPERATIONS, Case, End, Mode, Wire, alipay_client_over, page_client};
use tests::gateway::{Gateway, Misbehaviour};

/// Without signatures and encryption of answers there is nothing in them that could be wrong.
fn concerns_signatures(case: &Case<Mode>) -> bool {
    case.mode != Mode::Keys || ["sign", "tamper", "order"].iter().any(|word| case.name.contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_ends_as_it_does_over_v3_but_for_signatures() {
    let mut wrong = Vec::new();
    let cases = || ALIPAY.iter().filter(|case| !concerns_signatures(case) && !case.is_of_v3_alone());
    for wire in [Wire::Page, Wire::CloudFunction] {
        for case in cases() {
            for operation in ALIPAY_OPERATIONS {
                let outcome = case.run_over(wire, operation).await;
                let expected = match (case.end)() {
                    End::Success(_) => End::Success(Verification::None),
                    End::Api(code, _) => End::Api(code, Verification::None),
                    end => end,
                };
                if outcome.end != expected {
                    wrong.push(format!("{} / {wire:?} / {operation:?}: {expected:?} expected, {outcome:?}", case.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases().count() > 15, "{}", cases().count());
}

#[tokio::test]
async fn what_a_page_sends_is_what_the_service_wants() {
    let gateway = Gateway::start().await;
    let (client, codes) = page_client(&gateway, 1);
    let app = gateway.alipay();
    let call = client.exchange_user_token(UserTokenGrant::refresh_token(app.refresh_token));
    call.app_auth_token(app.app_auth_token).await.unwrap();
    client.exchange_app_token(AppTokenGrant::refresh_token(app.app_refresh_token)).await.unwrap();
    let requests = gateway.requests();
    assert!(requests.iter().all(|recorded| recorded.verified() && recorded.request.path() == "/client"));
    assert_eq!((requests.len(), codes.taken()), (3, 1), "a token is fetched once");
    let body: Value = serde_json::from_slice(&requests[1].request.body).unwrap();
    assert_eq!(
        body["params"],
        format!(
            r#"{{"functionTarget":"alipay-openapi","functionArgs":{{"method":"alipay.system.oauth.token","params":{{"$config":{{"appAuthToken":"{}"}},"grant_type":"refresh_token","refresh_token":"{}"}}}}}}"#,
            app.app_auth_token, app.refresh_token
        )
    );
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_is_made_again() {
    let gateway = Gateway::start().await;
    let (client, codes) = page_client(&gateway, 2);
    let refresh = || client.exchange_user_token(UserTokenGrant::refresh_token(gateway.alipay().refresh_token));
    refresh().await.unwrap();
    gateway.expire_space_tokens();
    refresh().await.unwrap();
    let refused: Vec<_> = gateway.requests().into_iter().map(|recorded| recorded.refusal).collect();
    assert_eq!(refused, [None, None, Some("GATEWAY_INVALID_TOKEN".into()), None, None]);
    assert_eq!(codes.taken(), 2);

    // The codes have run out: that is told, and nothing is tried for ever.
    gateway.expire_space_tokens();
    let error = refresh().await.unwrap_err();
    assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("no more codes"), "{error}");
    assert_eq!(gateway.requests().len(), 6);
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error_of_the_api() {
    let gateway = Gateway::start().await;
    let (client, _) = page_client(&gateway, 5);
    let answer = r#"{"success":false,"error":{"code":"GATEWAY_INVALID_TOKEN","message":"token"}}"#;
    gateway.misbehave_always([Misbehaviour::Refused(answer.as_bytes().to_vec())]);
    let call = client.exchange_user_token(UserTokenGrant::refresh_token("x"));
    let error = call.await.unwrap_err();
    assert_eq!(error.body().unwrap().code.as_str(), "GATEWAY_INVALID_TOKEN");
    assert!(error.to_string().contains("neither the token nor the new one"), "{error}");
    assert_eq!(gateway.requests().len(), 4, "twice a token, twice the call");
}

#[tokio::test]
async fn many_calls_at_once_fetch_one_token() {
    let gateway = Gateway::start().await;
    let (client, codes) = page_client(&gateway, 50);
    let token = gateway.alipay().refresh_token;
    let done = Arc::new(AtomicUsize::new(0));
    let calls = (0..50).map(|_| {
        let (client, done) = (client.clone(), Arc::clone(&done));
        tokio::spawn(async move {
            client.exchange_user_token(UserTokenGrant::refresh_token(token)).await.unwrap();
            done.fetch_add(1, Ordering::Relaxed);
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    assert_eq!((done.load(Ordering::Relaxed), codes.taken(), gateway.requests().len()), (50, 1, 51));
}

#[tokio::test]
async fn a_code_that_the_service_refuses_is_told_without_the_code() {
    let gateway = Gateway::start().await;
    let serverless = runtime::alipay::Serverless::page(
        gateway.space().id,
        gateway.space().client_secret,
        gateway.alipay().app_id,
        Secret::from("never-issued"),
    );
    let client = generated::alipay::Client::builder().base_url(gateway.url()).protocol(serverless).build().unwrap();
    let error = client.exchange_user_token(UserTokenGrant::refresh_token("x")).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("AuthorizeFailed") && !text.contains("never-issued"), "{text}");
}

#[tokio::test]
async fn answers_in_either_spelling_are_read() {
    for (wire, fault) in [(Wire::CloudFunction, vec![]), (Wire::CloudFunction, vec![Misbehaviour::SnakeCase])] {
        let gateway = Gateway::start().await;
        gateway.misbehave_with(fault);
        let client = alipay_client_over(wire, &gateway, Mode::Keys);
        let grant = UserTokenGrant::refresh_token(gateway.alipay().refresh_token);
        let token = client.exchange_user_token(grant).await.unwrap();
        assert_eq!((token.expires_in, token.re_expires_in), (Some(3600), Some(3600)));
        assert!(token.refresh_token.is_some() && token.union_id.is_some());
    }
}

#[tokio::test]
async fn errors_are_the_operations_own() {
    let gateway = Gateway::start().await;
    let client = alipay_client_over(Wire::CloudFunction, &gateway, Mode::Keys);
    let error = client.exchange_user_token(UserTokenGrant::authorization_code("unknown")).await.unwrap_err();
    let api = error.api().expect("an API error");
    assert_eq!(api.body().unwrap().code, UserTokenErrorCode::CodeInvalid);
    assert_eq!(api.verification, Verification::None);
    let call = client.exchange_user_token(UserTokenGrant::refresh_token("x")).app_auth_token("unknown");
    assert_eq!(call.await.unwrap_err().body().unwrap().code, CommonErrorCode::InvalidAppAuthToken);
}

#[tokio::test]
async fn a_call_that_no_document_describes_goes_the_same_way() {
    let gateway = Gateway::start().await;
    let client = alipay_client_over(Wire::CloudFunction, &gateway, Mode::Keys);
    let body = Value::from_iter([("date", "20230102")]);
    client.raw(Method::POST, "/v3/alipay/user/deloauth/detail/query").json(&body).await.unwrap();
    let recorded = &gateway.requests()[0];
    assert!(
        recorded.verified()
            && recorded.string_to_sign.as_deref().unwrap().contains("alipay.user.deloauth.detail.query")
    );
}
