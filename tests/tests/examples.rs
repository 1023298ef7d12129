//! The examples of `generated` run against the gateway double.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tests::gateway::{Gateway, Grant, Message};

/// The built example, which cargo puts beside the tests.
fn example(name: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().expect("the test's own path");
    path.pop();
    path.pop();
    path.extend(["examples", name]);
    path.set_extension(std::env::consts::EXE_EXTENSION);
    assert!(path.exists(), "{} has not been built: run `cargo xtask test`", path.display());
    Command::new(path)
}

fn alipay(gateway: &Gateway, folder: &tempfile::TempDir, name: &str) -> Command {
    let app = gateway.alipay();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    };
    let mut command = example(name);
    command
        .env("ALIPAY_URL", gateway.url())
        .env("ALIPAY_APP_ID", app.app_id)
        .env("ALIPAY_APP_PRIVATE_KEY", file("app.pem", &app.app_private_key))
        .env("ALIPAY_PUBLIC_KEY", file("alipay.pem", &app.alipay_public_key));
    command
}

async fn run(mut command: Command) -> (bool, String) {
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output().expect("a program")).await.expect("its output");
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

#[tokio::test]
async fn alipay_app_token() {
    let (gateway, folder) = (Gateway::start().await, tempfile::tempdir().unwrap());
    let code = gateway.issue_alipay_code();
    let command = || {
        let mut command = alipay(&gateway, &folder, "alipay_app_token");
        command.args(["code", &code]);
        command
    };
    let (success, text) = run(command()).await;
    assert!(success && text.contains("2013121100055554: a token"), "{text}");
    let (success, text) = run(command()).await;
    assert!(!success && text.contains("the code was used before"), "{text}");
}

#[tokio::test]
async fn alipay_user_token() {
    let (gateway, folder) = (Gateway::start().await, tempfile::tempdir().unwrap());
    let mut command = alipay(&gateway, &folder, "alipay_user_token");
    command
        .args(["refresh", gateway.alipay().refresh_token])
        .env("ALIPAY_APP_AUTH_TOKEN", gateway.alipay().app_auth_token);
    let (success, text) = run(command).await;
    assert!(success && text.contains("a token for Some(3600) s"), "{text}");
    assert_eq!(gateway.requests()[0].request.header("alipay-app-auth-token"), Some(gateway.alipay().app_auth_token));
}

#[tokio::test]
async fn alipay_merchant() {
    let (gateway, folder) = (Gateway::start().await, tempfile::tempdir().unwrap());
    let mut command = alipay(&gateway, &folder, "alipay_merchant");
    command.args(["pages/index", "x=1", "desk 12"]).env("ALIPAY_APP_AUTH_TOKEN", gateway.alipay().app_auth_token);
    let (success, text) = run(command).await;
    assert!(success && text.contains("covers 3 operations") && text.contains("http://mmtcdp"), "{text}");
    assert_eq!(gateway.requests()[1].request.header("alipay-app-auth-token"), Some(gateway.alipay().app_auth_token));
}

#[tokio::test]
async fn alipay_authorize() {
    let start = || {
        let mut command = example("alipay_authorize");
        command.env("ALIPAY_APP_ID", "2021000000000001");
        command
    };
    let mut command = start();
    command.arg("https://example.com/back").env("ALIPAY_SANDBOX", "1");
    let (success, text) = run(command).await;
    assert!(success && text.contains("https://openauth-sandbox.dl.alipaydev.com/oauth2/appToAppAuth.htm?"), "{text}");
    let state = text.lines().last().unwrap().rsplit(' ').next().unwrap().to_owned();
    let back = format!("https://example.com/back?state={state}&app_auth_code=1cc19911172e4f8aaa509c8fb5d12F56");
    for (state, expected) in [(state.as_str(), "a code of 32 characters"), ("another", "not the one of this session")] {
        let mut command = start();
        command.args([&back, state]);
        let (_, text) = run(command).await;
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn alipay_notifications() {
    let (gateway, folder) = (Gateway::start().await, tempfile::tempdir().unwrap());
    let mut command = alipay(&gateway, &folder, "alipay_notifications");
    let mut server = command.env("LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).spawn().expect("a server");
    let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    let mut line = move || lines.next().expect("a line").expect("a text");
    let url = line().rsplit(' ').next().expect("an address").to_owned();
    let body = Message::app_authorization_cancelled().body();
    let post = |body: String| {
        let request = reqwest::Client::new().post(&url).header("content-type", "application/x-www-form-urlencoded");
        async move {
            let answer = request.body(body).send().await.expect("an answer");
            (answer.status().as_u16(), answer.text().await.expect("a text"))
        }
    };
    assert_eq!(post(body.clone()).await, (200, "success".to_owned()));
    assert!(line().starts_with("2013121100055554 has taken its authorization back"));
    assert_eq!(post(body.replace("2013121100055554", "2013121100055555")).await, (400, "fail".to_owned()));
    assert!(line().starts_with("refused: the signature holds by neither rule"));
    server.kill().expect("the server ends");
    server.wait().expect("the server has ended");
}

#[tokio::test]
async fn wechat_query_auth() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let mut command = example("wechat_query_auth");
    command
        .env("WECHAT_URL", gateway.url())
        .env("WECHAT_COMPONENT_APPID", wechat.component_appid)
        .env("WECHAT_COMPONENT_ACCESS_TOKEN", wechat.component_access_token)
        .arg(gateway.issue_wechat_code(Grant::Documented));
    let (success, text) = run(command).await;
    assert!(success && text.contains(&format!("{} granted", wechat.authorizer_appid)), "{text}");
}

#[tokio::test]
async fn blocking() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let mut command = example("blocking");
    command
        .env("WECHAT_URL", gateway.url())
        .env("WECHAT_COMPONENT_APPID", wechat.component_appid)
        .env("WECHAT_COMPONENT_ACCESS_TOKEN", wechat.component_access_token)
        .arg(gateway.issue_wechat_code(Grant::Documented));
    let (success, text) = run(command).await;
    assert!(success && text.contains(&format!("{} granted", wechat.authorizer_appid)), "{text}");
}

#[tokio::test]
async fn wechat_flow() {
    let gateway = Gateway::start().await;
    let wechat = gateway.wechat();
    let command = |ticket: &str| {
        let mut command = example("wechat_flow");
        command
            .env("WECHAT_URL", gateway.url())
            .env("WECHAT_COMPONENT_APPID", wechat.component_appid)
            .env("WECHAT_COMPONENT_APPSECRET", wechat.component_appsecret)
            .env("WECHAT_VERIFY_TICKET", ticket);
        command
    };
    let (success, text) = run(command(wechat.component_verify_ticket)).await;
    assert!(success && text.contains(&format!("code for 600 s: {}", wechat.pre_auth_code)), "{text}");

    let mut with_code = command(wechat.component_verify_ticket);
    with_code.arg(wechat.authorization_code);
    let (success, text) = run(with_code).await;
    let appid = wechat.authorizer_appid;
    assert!(success && text.contains(&format!("{appid} granted 3 permission sets")), "{text}");
    assert!(text.contains(&format!("a token of {appid} for 7200 s")) && text.contains("0 calls a day"), "{text}");

    let (success, text) = run(command("ticket@@@old")).await;
    assert!(!success && text.contains("pushing of tickets: ok") && text.contains("the next push"), "{text}");
}
