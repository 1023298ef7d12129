//! The double as a program, as a developer uses it: credentials are read off what it prints.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use generated::alipay::{AppTokenErrorCode, AppTokenGrant, Client, Credentials};
use generated::runtime::Error;
use serde_json::Value;

/// The running program, ended with the test.
struct Mock {
    program: Child,
    told: Vec<String>,
    keys: tempfile::TempDir,
}

impl Mock {
    fn start(arguments: &[&str]) -> Self {
        let keys = tempfile::tempdir().expect("the program runs");
        let mut program = Command::new(env!("CARGO_BIN_EXE_mock"))
            .args(["--port", "0", "--keys"])
            .arg(keys.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let lines = BufReader::new(program.stdout.take().expect("the program runs"))
            .lines()
            .map(|line| line.expect("the program runs"));
        let mut told = Vec::new();
        for line in lines {
            let last = line.starts_with("More codes");
            told.push(line);
            if last {
                break;
            }
        }
        Self { program, told, keys }
    }

    /// The first value with this label.
    fn value(&self, label: &str) -> &str {
        let line = self.told.iter().find(|line| line.trim_start().starts_with(label)).expect("the program runs");
        line.split_whitespace().last().expect("the program runs")
    }

    fn url(&self) -> &str {
        self.value("base URL")
    }

    fn client(&self) -> Client {
        let read = |name: &str| std::fs::read_to_string(self.keys.path().join(name)).expect("the program runs");
        let credentials =
            Credentials::keys(self.value("app id"), &read("app_private_key.pem"), &read("alipay_public_key.pem"));
        Client::builder()
            .base_url(self.url())
            .credentials(credentials.expect("the program runs"))
            .build()
            .expect("the program runs")
    }

    async fn post(&self, path: &str) -> (u16, String) {
        let answer =
            reqwest::Client::new().post(format!("{}{path}", self.url())).send().await.expect("the program runs");
        (answer.status().as_u16(), answer.text().await.expect("the program runs"))
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[tokio::test]
async fn what_it_prints_is_enough_for_a_first_call() {
    let mock = Mock::start(&[]);
    let code = mock.value("app_auth_code").to_owned();
    let token = mock.client().exchange_app_token(AppTokenGrant::authorization_code(code.clone())).await.unwrap();
    assert!(token.tokens.is_some());

    // A code works once, as it would at the platform; more are to be had.
    let error = mock.client().exchange_app_token(AppTokenGrant::authorization_code(code)).await.unwrap_err();
    assert!(error.body().is_some_and(|body| body.code == AppTokenErrorCode::AuthCodeNotValid), "{error}");
    let (_, fresh) = mock.post("/double/codes/alipay").await;
    let fresh: Value = serde_json::from_str(&fresh).unwrap();
    let grant = AppTokenGrant::authorization_code(fresh["code"].as_str().unwrap());
    assert!(mock.client().exchange_app_token(grant).await.is_ok());
}

#[tokio::test]
async fn it_misbehaves_when_told_to_and_says_what_arrived() {
    let mock = Mock::start(&[]);
    let grant = || AppTokenGrant::refresh_token(mock.value("app_refresh_token"));
    assert_eq!(mock.post("/double/misbehave?next=wrong-signature").await.0, 200);
    let error = mock.client().exchange_app_token(grant()).await.unwrap_err();
    assert!(matches!(error, Error::Signature { .. }), "{error}");
    assert!(mock.client().exchange_app_token(grant()).await.is_ok());

    let (status, why) = mock.post("/double/misbehave?next=nonsense").await;
    assert!(status == 400 && why.contains("wrong-signature"), "{why}");

    let arrived = reqwest::get(format!("{}/double/requests", mock.url())).await.unwrap().text().await.unwrap();
    let arrived: Vec<Value> = serde_json::from_str(&arrived).unwrap();
    assert_eq!(arrived.len(), 2);
    assert!(arrived[0]["string_to_sign"].as_str().unwrap().contains("POST\n/v3/alipay/open/auth/token/app\n"));
}

#[tokio::test]
async fn misbehaviour_on_the_command_line_lasts() {
    let mock = Mock::start(&["--misbehave", "alipay-error=APP_NOT_ISV"]);
    for _ in 0..2 {
        let grant = AppTokenGrant::refresh_token(mock.value("app_refresh_token"));
        let error = mock.client().exchange_app_token(grant).await.unwrap_err();
        assert!(error.body().is_some_and(|body| body.code == AppTokenErrorCode::AppNotIsv), "{error}");
    }
}

#[test]
fn a_name_that_is_none_and_a_port_that_is_taken_are_said() {
    let output = Command::new(env!("CARGO_BIN_EXE_mock")).args(["--misbehave", "wrong"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && text.contains("there is no misbehaviour"), "{text}");

    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_mock")).args(["--port", &port]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && text.contains(&format!("port {port} of 127.0.0.1 cannot be used")), "{text}");
}
