//! The examples of `generated` run against the gateway double.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tests::gateway::{Gateway, Grant, Message, Push};

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

/// An example that serves until it is dropped, and what it prints.
struct Server {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a program");
        let (sender, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        std::thread::spawn(move || output.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        Self { child, lines }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(60)).expect("a line")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("a running program");
        self.child.wait().expect("its end");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wechat_push() {
    let gateway = Gateway::start().await;
    let (wechat, console) = (gateway.wechat(), gateway.wechat_push());
    let mut command = example("wechat_push");
    command
        .env("WECHAT_COMPONENT_APPID", wechat.component_appid)
        .env("WECHAT_TOKEN", console.token)
        .env("WECHAT_ENCODING_AES_KEY", console.encoding_aes_key)
        .env("WECHAT_PREVIOUS_AES_KEY", console.previous_encoding_aes_key)
        .arg("127.0.0.1:0");
    let server = Server::start(command);
    let url = server.line().split_once("listening on ").expect("an address").1.to_owned();
    let success = (200, "success".to_owned());
    assert_eq!(gateway.push_ticket(&url).await, success);
    assert_eq!(server.line(), format!("a ticket of {} characters", wechat.component_verify_ticket.len()));
    assert_eq!(gateway.push_authorized(&url).await, success);
    assert_eq!(server.line(), format!("{} has authorized the platform", wechat.authorizer_appid));
    assert_eq!(gateway.push_unauthorized(&url).await, success);
    assert_eq!(server.line(), format!("{} has taken it back", wechat.authorizer_appid));
    // As `cargo xtask mock` is asked to.
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = |path: &str| client.post(format!("{}/double/push/{path}", gateway.url())).send();
    assert_eq!(ask(&format!("updateauthorized?to={url}")).await.unwrap().status(), 200);
    assert_eq!(server.line(), format!("{} has changed its authorization", wechat.authorizer_appid));
    assert_eq!(ask("ticket").await.unwrap().status(), 400);
    let older = Push {
        encoding_aes_key: console.previous_encoding_aes_key.into(),
        ..Push::new("<xml><InfoType>notify_third_fasteregister</InfoType></xml>")
    };
    assert_eq!(older.send(&url).await, success);
    assert!(server.line().contains("notify_third_fasteregister"));
    let forged = Push { token: "guessed".into(), ..Push::ticket("ticket@@@forged") };
    assert_eq!(forged.send(&url).await, (401, String::new()));
    let stale = Push { timestamp: "1413192605".into(), ..Push::ticket("ticket@@@stale") };
    assert_eq!(stale.send(&url).await, (500, String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn wechat_authorization() {
    let gateway = Gateway::start().await;
    let (wechat, console) = (gateway.wechat(), gateway.wechat_push());
    let mut command = example("wechat_authorization");
    command
        .env("WECHAT_URL", gateway.url())
        .env("WECHAT_COMPONENT_APPID", wechat.component_appid)
        .env("WECHAT_COMPONENT_APPSECRET", wechat.component_appsecret)
        .env("WECHAT_TOKEN", console.token)
        .env("WECHAT_ENCODING_AES_KEY", console.encoding_aes_key)
        .arg("127.0.0.1:0");
    let server = Server::start(command);
    let url = server.line().split_once("listening on ").expect("an address").1.to_owned();
    let redirects = reqwest::redirect::Policy::none();
    let browser = reqwest::Client::builder().no_proxy().redirect(redirects).build().unwrap();
    let open = |address: String| browser.get(address).send();

    let early = open(format!("{url}/authorize")).await.unwrap();
    assert_eq!((early.status().as_u16(), early.text().await.unwrap().contains("no ticket yet")), (503, true));
    assert_eq!(gateway.push_ticket(&format!("{url}/wechat/events")).await, (200, "success".to_owned()));
    assert_eq!(server.line(), "a ticket arrived");

    let page = open(format!("{url}/authorize")).await.unwrap();
    assert_eq!(page.status(), 303);
    let page = reqwest::Url::parse(page.headers()["location"].to_str().unwrap()).unwrap();
    assert_eq!((page.host_str(), page.path()), (Some("mp.weixin.qq.com"), "/cgi-bin/componentloginpage"));
    let parameter = |name: &str| page.query_pairs().find(|(other, _)| other == name).unwrap().1.into_owned();
    assert_eq!(parameter("component_appid"), wechat.component_appid);
    assert_eq!(parameter("pre_auth_code"), wechat.pre_auth_code);

    // What the page does when the owner agrees.
    let back = format!("{}?auth_code={}&expires_in=600", parameter("redirect_uri"), wechat.authorization_code);
    let answer = open(back).await.unwrap();
    assert_eq!(answer.text().await.unwrap(), format!("acting for {} from now on", wechat.authorizer_appid));
    assert_eq!(server.line(), format!("{}: a token for 7200 s", wechat.authorizer_appid));
    assert!(gateway.requests().iter().all(tests::gateway::Recorded::verified));
}
