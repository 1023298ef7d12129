//! Clients of programs without async: no runtime is there but the one that `wait` brings.

use generated::runtime::{Error, Secret, blocking};
use generated::{alipay, wechat};
use tests::gateway::{Gateway, Grant, Misbehaviour};

/// A double, and what has to live as long as it: the double is asynchronous, its callers here are not.
struct Double {
    gateway: Gateway,
    _server: tokio::runtime::Runtime,
}

impl Double {
    fn start() -> Self {
        let server =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        Self { gateway: server.block_on(Gateway::start()), _server: server }
    }

    fn alipay(&self) -> alipay::Client {
        let app = self.gateway.alipay();
        let credentials =
            alipay::Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).expect("keys");
        alipay::Client::builder().base_url(self.gateway.url()).credentials(credentials).build().expect("a client")
    }
}

fn refresh(double: &Double) -> alipay::Call<alipay::ExchangeAppToken> {
    let token = double.gateway.alipay().app_refresh_token;
    double.alipay().exchange_app_token(alipay::AppTokenGrant::refresh_token(token))
}

#[test]
fn a_call_is_made_and_waited_for() {
    let double = Double::start();
    let token = refresh(&double).wait().unwrap();
    assert!(token.tokens.is_some());
    assert!(double.gateway.requests()[0].verified());
}

#[test]
fn what_came_beside_the_value_is_there_too() {
    let double = Double::start();
    let response = refresh(&double).wait_response().unwrap();
    assert_eq!(response.status, 200);
    assert!(response.request_id.is_some());
}

#[test]
fn failures_are_those_of_an_awaited_call() {
    let double = Double::start();
    double.gateway.misbehave(Misbehaviour::api_error(400, "AUTH_CODE_NOT_VALID", "no"));
    let error = refresh(&double).wait().unwrap_err();
    assert!(error.body().is_some_and(|body| body.code == alipay::AppTokenErrorCode::AuthCodeNotValid), "{error}");

    double.gateway.misbehave(Misbehaviour::NeverAnswer);
    let error = refresh(&double).timeout(std::time::Duration::from_millis(200)).wait().unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
}

#[test]
fn many_threads_share_a_client() {
    let double = Double::start();
    let client = wechat::Client::builder()
        .base_url(double.gateway.url())
        .credentials(wechat::Credentials::component_access_token(Secret::from(
            double.gateway.wechat().component_access_token,
        )))
        .build()
        .unwrap();
    let appid = double.gateway.wechat().component_appid;
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let code = double.gateway.issue_wechat_code(Grant::Documented);
            let client = client.clone();
            scope.spawn(move || client.query_auth(appid, code).wait().unwrap());
        }
    });
    assert_eq!(double.gateway.requests().len(), 8);
}

#[tokio::test]
async fn a_thread_that_runs_tasks_can_wait_too() {
    let double = tokio::task::spawn_blocking(Double::start).await.unwrap();
    assert!(refresh(&double).wait().is_ok());
    assert_eq!(blocking::wait(async { 1 }), Ok(1));
    // A runtime cannot be dropped where tasks run.
    tokio::task::spawn_blocking(move || drop(double)).await.unwrap();
}
