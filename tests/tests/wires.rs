//! One operation, three wires: the same typed method gives the same typed answer, and fails with the same typed
//! error, whichever way it goes.

#![allow(clippy::unwrap_used, reason = "the lint's exception for tests does not reach their helpers")]

use std::fmt::Debug;

use generated::alipay::{
    AppToken, AppTokenErrorCode, AppTokenGrant, Client, CommonErrorCode, Qrcode, QrcodeSize, UserToken,
    UserTokenErrorCode, UserTokenGrant,
};
use generated::runtime::Verification;
use tests::cases::{ALIPAY_SAMPLES, AlipaySample, End, Mode, Outcome, WIRES, Wire, alipay_client_over};
use tests::gateway::{Gateway, Misbehaviour};

/// What `call` gives over every wire, each with a gateway and a client of its own.
async fn over_all<T>(call: impl AsyncFn(Client, &Gateway) -> T) -> Vec<(Wire, T)> {
    let mut results = Vec::new();
    for wire in WIRES {
        let gateway = Gateway::start().await;
        let client = alipay_client_over(wire, &gateway, Mode::Keys);
        results.push((wire, call(client, &gateway).await));
    }
    results
}

fn assert_same<T: Debug + PartialEq>(results: &[(Wire, T)]) {
    let (_, expected) = &results[0];
    for (wire, result) in results {
        assert_eq!(result, expected, "{wire:?}");
    }
    assert_eq!(results.len(), 4);
}

/// The five calls of `cloud.*`, all on behalf of a merchant.
async fn cloud_calls(client: Client, gateway: &Gateway) -> ([UserToken; 2], [AppToken; 2], Qrcode) {
    let app = gateway.alipay();
    let user = async |grant| client.exchange_user_token(grant).app_auth_token(app.app_auth_token).await.unwrap();
    let merchant = async |grant| client.exchange_app_token(grant).await.unwrap();
    let qrcode = client
        .create_qrcode("pages/index", "x=1&y=中", "desk 12")
        .size(QrcodeSize::Large)
        .app_auth_token(app.app_auth_token);
    (
        [
            user(UserTokenGrant::authorization_code(app.auth_code)).await,
            user(UserTokenGrant::refresh_token(app.refresh_token)).await,
        ],
        [
            merchant(AppTokenGrant::authorization_code(app.app_auth_code)).await,
            merchant(AppTokenGrant::refresh_token(app.app_refresh_token)).await,
        ],
        qrcode.await.unwrap(),
    )
}

#[tokio::test]
async fn the_calls_of_mini_programs_give_the_same_typed_answers() {
    let results = over_all(cloud_calls).await;
    assert_same(&results);
    let (_, ([user, _], [merchant, _], qrcode)) = &results[0];
    assert_eq!((user.expires_in, user.user_id.as_deref()), (Some(3600), Some("2088102150477652")));
    assert_eq!(merchant.tokens.as_ref().unwrap()[0].auth_app_id, "2013121100055554");
    assert!(qrcode.qr_code_url.starts_with("http"));
}

#[tokio::test]
async fn the_merchants_token_arrives_over_every_wire() {
    for wire in WIRES {
        let gateway = Gateway::start().await;
        let client = alipay_client_over(wire, &gateway, Mode::Keys);
        let token = gateway.alipay().app_auth_token;
        client.create_qrcode("p", "q", "d").app_auth_token(token).await.unwrap();
        let signed = gateway.requests().pop().unwrap().string_to_sign.unwrap();
        assert!(signed.contains(token), "{wire:?}: {signed}");
    }
}

#[tokio::test]
async fn failures_give_the_same_typed_errors() {
    let results = over_all(async |client, gateway| {
        let app = gateway.alipay();
        client.exchange_app_token(AppTokenGrant::authorization_code(app.app_auth_code)).await.unwrap();
        let used = client.exchange_app_token(AppTokenGrant::authorization_code(app.app_auth_code));
        let unknown = client.exchange_user_token(UserTokenGrant::authorization_code("unknown"));
        let used = used.await.unwrap_err();
        let unknown = unknown.await.unwrap_err();
        gateway.misbehave(Misbehaviour::api_error(401, "invalid-app-auth-token", "无效的应用授权令牌"));
        let common = client.exchange_app_token(AppTokenGrant::refresh_token("x")).await.unwrap_err();
        gateway.misbehave(Misbehaviour::api_error(400, "isp.unknow-error", "未知错误"));
        let own = client.exchange_user_token(UserTokenGrant::refresh_token("x")).await.unwrap_err();
        let app_error = |error: &runtime::Error<generated::alipay::AppTokenError>| {
            let api = error.api().expect("an API error");
            let body = api.body().expect("a typed body");
            (body.code.clone(), body.message.clone(), api.code.clone(), api.hint.clone())
        };
        let user_error = |error: &runtime::Error<generated::alipay::UserTokenError>| {
            let api = error.api().expect("an API error");
            let body = api.body().expect("a typed body");
            (body.code.clone(), body.message.clone(), api.code.clone())
        };
        (app_error(&used), user_error(&unknown), app_error(&common), user_error(&own))
    })
    .await;
    assert_same(&results);
    let (_, (used, unknown, common, own)) = &results[0];
    assert_eq!(used.0, AppTokenErrorCode::AuthCodeNotValid);
    assert_eq!(unknown.0, UserTokenErrorCode::CodeInvalid);
    assert_eq!((&common.0, common.1.as_str()), (&CommonErrorCode::InvalidAppAuthToken.into(), "无效的应用授权令牌"));
    assert_eq!(own.0, UserTokenErrorCode::PlatformUnknownError);
}

#[tokio::test]
async fn every_operation_of_the_family_gives_the_same_answer() {
    for operation in ALIPAY_SAMPLES {
        let results = over_all(async |client, gateway| operation.call(&client, gateway).await).await;
        let value = |outcome: &Outcome| outcome.shown[1].clone();
        let (_, expected) = &results[0];
        assert_eq!(expected.end, End::Success(Verification::Verified), "{operation:?}: {expected:?}");
        for (wire, outcome) in &results {
            match (wire, operation) {
                // The serverless service takes no files.
                (Wire::Page | Wire::CloudFunction, AlipaySample::UploadFile) => {
                    assert_eq!(outcome.end, End::Other, "{wire:?}");
                    assert!(outcome.shown.concat().contains("over another wire"), "{outcome:?}");
                }
                (Wire::Page | Wire::CloudFunction, _) => {
                    assert_eq!(outcome.end, End::Success(Verification::None), "{wire:?} {operation:?}: {outcome:?}");
                    assert_eq!(value(outcome), value(expected), "{wire:?}");
                }
                _ => {
                    assert_eq!(outcome.end, expected.end, "{wire:?} {operation:?}: {outcome:?}");
                    assert_eq!(value(outcome), value(expected), "{wire:?}");
                }
            }
        }
    }
}
