//! The examples of `generated` run against the gateway double.

use std::path::PathBuf;
use std::process::{Command, Output};

use tests::gateway::{Gateway, Grant};

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
