//! No token, code or key can be seen: not in what values and errors print, not in what `tracing` records.

use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use tests::cases::{
    ALIPAY, ALIPAY_OPERATIONS, ALIPAY_SAMPLES, AlipayOperation, Mode, WECHAT, WIRES, alipay_client, alipay_client_over,
    wechat_client,
};
use tests::gateway::{Gateway, Kind};
use tests::keeping::Setup;
use tracing_subscriber::fmt::MakeWriter;

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// What must never be seen: everything in the samples and the credentials that opens a door.
fn secrets(gateway: &Gateway) -> Vec<String> {
    let (alipay, wechat) = (gateway.alipay(), gateway.wechat());
    let mut secrets: Vec<String> = [
        alipay.app_auth_code,
        alipay.app_refresh_token,
        alipay.app_auth_token,
        alipay.auth_code,
        alipay.refresh_token,
        alipay.aes_key,
        // Of the documented answers.
        "20120823ac6ffaa4d2d84e7384bf983531473993",
        "20120823ac6ffdsdf2d84e7384bf983531473993",
        gateway.space().client_secret,
        wechat.component_access_token,
        wechat.component_appsecret,
        wechat.authorization_code,
        wechat.authorizer_access_token,
        wechat.authorizer_refresh_token,
        wechat.component_verify_ticket,
        wechat.account_appsecret,
        wechat.pre_auth_code,
        wechat.user_access_token,
        wechat.user_refresh_token,
        wechat.session_key,
    ]
    .map(str::to_owned)
    .to_vec();
    // Any line of the private key.
    secrets.extend(alipay.app_private_key.lines().filter(|line| !line.starts_with('-')).map(str::to_owned));
    secrets
}

#[test]
fn nothing_that_can_be_printed_or_logged_holds_a_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    // Also what libraries below say through the `log` crate.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tracing_log::LogTracer::init().unwrap();

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (mut shown, mut secrets) = (String::new(), Vec::new());
    runtime.block_on(async {
        let gateway = Gateway::start().await;
        secrets = self::secrets(&gateway);
        for mode in [Mode::Keys, Mode::Certificates, Mode::Encrypted] {
            let client = alipay_client(&gateway, mode);
            for wire in WIRES {
                let _ = writeln!(shown, "{:?}", alipay_client_over(wire, &gateway, mode));
            }
            let call = client.exchange_app_token(generated::alipay::AppTokenGrant::refresh_token(
                gateway.alipay().app_refresh_token,
            ));
            let _ = writeln!(shown, "{client:?} {client:#?} {call:?}");
        }
        let client = wechat_client(&gateway);
        let call = client.query_auth(gateway.wechat().component_appid, gateway.wechat().authorization_code);
        let _ = writeln!(shown, "{client:?} {client:#?} {call:?}");
        for case in ALIPAY {
            for operation in ALIPAY_OPERATIONS {
                shown.push_str(&case.run(operation).await.shown.join("\n"));
            }
            for wire in WIRES {
                let outcome = case.run_over(wire, AlipayOperation::UserTokenByCode).await;
                shown.push_str(&outcome.shown.join("\n"));
            }
            for operation in ALIPAY_SAMPLES {
                let outcome = case.run_sample(operation).await;
                shown.push_str(&outcome.map(|outcome| outcome.shown.join("\n")).unwrap_or_default());
            }
        }
        for case in WECHAT {
            case.run().await.iter().for_each(|(_, outcome)| shown.push_str(&outcome.shown.join("\n")));
        }
        keep_tokens(&gateway, &mut shown).await;
        secrets.extend(["access@@@", "refresh@@@", "code@@@"].map(str::to_owned));
    });
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(
        log.contains("alipay.open.auth.token.app") && log.contains("getAuthorizerRefreshToken"),
        "calls are traced"
    );
    assert!(log.contains("a new token is stored"), "refreshes are traced");
    assert!(shown.contains("[secret]"), "secrets are printed as such");
    for secret in secrets {
        assert!(!secret.is_empty());
        assert!(!shown.contains(&secret), "{secret} is printed: {}", around(&shown, &secret));
        assert!(!log.contains(&secret), "{secret} is logged: {}", around(&log, &secret));
    }
}

/// What a keeper says when all is well, and when nothing is.
async fn keep_tokens(gateway: &Gateway, shown: &mut String) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("tokens.redb");
    let accounts = ["authorizer:wx1", "merchant:app1", "user:u1", "user:u2"].map(str::to_owned).to_vec();
    let keepers = Setup::new(gateway, store.to_str().expect("a path"), accounts.clone()).keepers().await;
    let mut events = [keepers.wechat.tokens().subscribe(), keepers.alipay.tokens().subscribe()];
    keepers.authorize_all(gateway).await;
    gateway.referee().authorize(Kind::Authorizer, "wx1");
    gateway.referee().authorize(Kind::User, "u2");
    for account in &accounts {
        let outcome = keepers.token(account).await.map(|_| "a token");
        let entry = keepers.entry(account).await;
        let _ = writeln!(shown, "{outcome:?} {entry:?}");
    }
    keepers.authorize_again("user:u2").await;
    let error = keepers.wechat.authorized("code@@wrong", None, None).await.expect_err("a wrong code");
    let _ = writeln!(shown, "{:?} {:?} {error:?} {error}", keepers.wechat, keepers.alipay);
    for events in &mut events {
        while let Some(event) = events.try_next() {
            let _ = writeln!(shown, "{event:?}");
        }
    }
}

fn around<'t>(text: &'t str, needle: &str) -> &'t str {
    let at = text.find(needle).unwrap_or_default();
    let start = text[..at].char_indices().rev().nth(200).map_or(0, |(index, _)| index);
    &text[start..at]
}
