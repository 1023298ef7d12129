//! Keepers of both platforms against the gateway double: clients name an account, and nothing else.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use generated::{alipay, wechat};
use runtime::alipay::{User, V3};
use runtime::keeper::{Event, KeeperError, MemoryStore, Reason, RefreshErrorKind};
use runtime::wechat::Pushed;
use runtime::wechat::push::{Query, Receiver};
use runtime::{Error, Method, Retry, Secret};
use tests::gateway::{Gateway, Kind, Misbehaviour, Push};
use tests::keeping::{Keepers, Setup};

const PATH: &str = "/wxa/getwxadevinfo";

/// A gateway, and keepers with these accounts on a store in memory.
async fn setting(accounts: &[&str]) -> (Gateway, Keepers) {
    let gateway = Gateway::start().await;
    let accounts = accounts.iter().map(|account| (*account).to_owned()).collect();
    let setup = Setup::new(&gateway, "", accounts);
    let keepers = setup.keepers_on(Arc::new(MemoryStore::new()));
    keepers.authorize_all(&gateway).await;
    (gateway, keepers)
}

fn wechat_client(gateway: &Gateway, keepers: &Keepers) -> wechat::Client {
    wechat::Client::builder()
        .base_url(gateway.url())
        .credentials(keepers.wechat.credentials())
        .retry(Retry::never())
        .build()
        .expect("a client")
}

fn alipay_client(gateway: &Gateway, keepers: &Keepers) -> alipay::Client {
    let app = gateway.alipay();
    let keys = alipay::Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).expect("keys");
    let protocol = keepers.alipay.protocol(V3::new(keys));
    alipay::Client::builder()
        .base_url(gateway.url())
        .protocol(protocol)
        .retry(Retry::never())
        .build()
        .expect("a client")
}

/// The paths of all requests, and how often each was asked for.
fn asked(gateway: &Gateway, path: &str) -> usize {
    gateway.requests().iter().filter(|recorded| recorded.request.path().ends_with(path)).count()
}

#[tokio::test]
async fn a_call_of_wechat_names_the_account_and_gets_its_token() {
    let (gateway, keepers) = setting(&["authorizer:wx1", "authorizer:wx2"]).await;
    let client = wechat_client(&gateway, &keepers);
    client.get_api_quota(PATH).on_behalf_of("wx1").await.unwrap();
    client.get_api_quota(PATH).on_behalf_of("wx2").await.unwrap();
    client.get_api_quota(PATH).on_behalf_of("wx1").await.unwrap();
    let tokens: Vec<_> = gateway
        .requests()
        .iter()
        .filter(|recorded| recorded.request.path().ends_with("/quota/get"))
        .map(|recorded| recorded.request.query("access_token").unwrap())
        .collect();
    assert_eq!(tokens, ["access@@@wx1@@@2", "access@@@wx2@@@2", "access@@@wx1@@@2"]);
    assert_eq!((asked(&gateway, "api_component_token"), asked(&gateway, "api_authorizer_token")), (1, 2));
    // A call of the component's own takes the component's token.
    client.create_pre_auth_code(gateway.referee().component_appid()).await.unwrap();
    let last = gateway.requests().pop().unwrap().request;
    let component = format!("access@@@{}@@@1", gateway.referee().component_appid());
    assert_eq!(last.query("access_token"), Some(component));
}

#[tokio::test]
async fn a_lost_refresh_token_is_found_in_the_list_while_a_call_waits_and_the_call_is_made_once_more() {
    let accounts: Vec<_> = (0..20).map(|number| format!("authorizer:wx{number:02}")).collect();
    let accounts: Vec<_> = accounts.iter().map(String::as_str).collect();
    let (gateway, keepers) = setting(&accounts).await;
    let client = wechat_client(&gateway, &keepers);
    client.get_api_quota(PATH).on_behalf_of("wx17").await.unwrap();
    // The account authorizes anew, and the push about it is lost: both of its tokens are void.
    gateway.referee().authorize(Kind::Authorizer, "wx17");
    let mut events = keepers.wechat.tokens().subscribe();
    client.get_api_quota(PATH).on_behalf_of("wx17").await.unwrap();
    assert_eq!(asked(&gateway, "/quota/get"), 3, "40001, and once more");
    assert_eq!(asked(&gateway, "api_get_authorizer_list"), 3, "the account is on the third page");
    assert!(matches!(events.next().await, Some(Event::Recovered { .. })));
    assert!(matches!(events.next().await, Some(Event::Refreshed { .. })));
    assert_eq!(gateway.referee().record(Kind::Authorizer, "wx17").refusals, 1);
}

#[tokio::test]
async fn a_token_that_is_never_taken_is_replaced_once_and_the_call_repeated_once() {
    let (gateway, keepers) = setting(&["authorizer:never", "merchant:never"]).await;
    let client = wechat_client(&gateway, &keepers);
    for _ in 0..10 {
        let error = client.get_api_quota(PATH).on_behalf_of("never").await.unwrap_err();
        assert_eq!(error.body().unwrap().errcode.value(), 40001);
    }
    assert_eq!((asked(&gateway, "/quota/get"), asked(&gateway, "api_authorizer_token")), (11, 2));
    let client = alipay_client(&gateway, &keepers);
    for _ in 0..10 {
        let error = client.raw(Method::POST, "/v3/some/operation").on_behalf_of("never").await.unwrap_err();
        assert!(error.to_string().contains("invalid-app-auth-token"), "{error}");
    }
    assert_eq!((asked(&gateway, "/some/operation"), asked(&gateway, "/token/app")), (11, 2));
}

#[tokio::test]
async fn a_component_token_that_has_been_replaced_elsewhere_is_replaced_here() {
    let (gateway, keepers) = setting(&["authorizer:wx1"]).await;
    keepers.wechat.authorizer_token("wx1").await.unwrap();
    // Another program asks for one with the same ticket.
    let other = Setup::new(&gateway, "", Vec::new()).keepers_on(Arc::new(MemoryStore::new()));
    other.authorize_all(&gateway).await;
    other.wechat.component_token().await.unwrap();
    // Below a refresh, which is a call as well.
    keepers.refresh("authorizer:wx1").await.unwrap();
    assert_eq!((asked(&gateway, "api_authorizer_token"), asked(&gateway, "api_component_token")), (3, 3));
    let refreshes = gateway.referee().record(Kind::Authorizer, "wx1").refreshes;
    assert_eq!(refreshes, 2);
}

#[tokio::test]
async fn a_wrong_secret_does_not_loop() {
    let gateway = Gateway::start().await;
    let mut setup = Setup::new(&gateway, "", vec!["authorizer:wx1".to_owned()]);
    setup.component_appsecret = "another".to_owned();
    let keepers = setup.keepers_on(Arc::new(MemoryStore::new()));
    keepers.authorize_all(&gateway).await;
    let client = wechat_client(&gateway, &keepers);
    for _ in 0..20 {
        let error = client.get_api_quota(PATH).on_behalf_of("wx1").await.unwrap_err();
        assert!(matches!(error, Error::Request { .. }) && error.to_string().contains("40001"), "{error}");
    }
    assert_eq!(gateway.requests().len(), 1, "the platform was asked once");
}

#[tokio::test]
async fn without_a_ticket_the_error_says_what_to_do_and_the_ticket_ends_the_wait() {
    let gateway = Gateway::start().await;
    let setup = Setup::new(&gateway, "", Vec::new());
    let keepers = setup.keepers_on(Arc::new(MemoryStore::new()));
    let error = keepers.wechat.component_token().await.unwrap_err();
    let waiting = matches!(&error, KeeperError::Refresh { source, .. } if source.kind == RefreshErrorKind::Waiting);
    assert!(waiting && error.to_string().contains("startPushTicket"), "{error}");
    keepers.wechat.ticket_arrived(setup.ticket.as_str(), SystemTime::now()).await.unwrap();
    keepers.wechat.component_token().await.unwrap();
    // A push that comes late does not replace the ticket.
    let early = SystemTime::now() - Duration::from_secs(1200);
    keepers.wechat.ticket_arrived("an older one", early).await.unwrap();
    keepers.wechat.tokens().refresh(&keepers.component_key()).await.unwrap();
}

#[tokio::test]
async fn a_call_of_alipay_names_the_merchant_on_whichever_operation() {
    let (gateway, keepers) = setting(&["merchant:2021001"]).await;
    let client = alipay_client(&gateway, &keepers);
    let answer = client.raw(Method::POST, "/v3/some/operation").on_behalf_of("2021001").await.unwrap();
    assert_eq!(answer["of"], "2021001");
    let request = gateway.requests().pop().unwrap();
    assert!(request.verified(), "the token is signed: {:?}", request.refusal);
    assert_eq!(request.request.header("alipay-app-auth-token"), Some("access@@@2021001@@@2"));
    // For itself the application sends none.
    client.raw(Method::POST, "/v3/some/operation").await.unwrap();
    assert_eq!(gateway.requests().pop().unwrap().request.header("alipay-app-auth-token"), None);
}

#[tokio::test]
async fn a_call_on_behalf_of_somebody_is_never_made_for_oneself_instead() {
    let (gateway, keepers) = setting(&[]).await;
    let unknown = wechat_client(&gateway, &keepers).get_api_quota(PATH).on_behalf_of("wx9").await.unwrap_err();
    assert!(unknown.to_string().contains("no token is kept for wechat/"), "{unknown}");
    let unknown = alipay_client(&gateway, &keepers).raw(Method::GET, "/v3/x").on_behalf_of("1").await.unwrap_err();
    assert!(unknown.to_string().contains("no token is kept for alipay/"), "{unknown}");

    let app = gateway.alipay();
    let keys = alipay::Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).unwrap();
    let plain = alipay::Client::builder().base_url(gateway.url()).credentials(keys).build().unwrap();
    let error = plain.raw(Method::GET, "/v3/x").on_behalf_of("1").await.unwrap_err();
    assert!(error.to_string().contains("build the client with the credentials of a keeper"), "{error}");
    let token = wechat::Credentials::component_access_token(Secret::from("x"));
    let plain = wechat::Client::builder().base_url(gateway.url()).credentials(token).build().unwrap();
    let error = plain.get_api_quota(PATH).on_behalf_of("wx1").await.unwrap_err();
    assert!(error.to_string().contains("build the client with the credentials of a keeper"), "{error}");
    assert!(gateway.requests().is_empty());
}

#[tokio::test]
async fn authorizations_are_exchanged_and_withdrawals_remove() {
    let (gateway, keepers) = setting(&[]).await;
    let now = SystemTime::now();
    assert_eq!(keepers.wechat.authorized("code@@@wx5", None, None).await.unwrap(), "wx5");
    assert_eq!(keepers.wechat.authorized("code@@@wx6", Some("wx6"), Some(now)).await.unwrap(), "wx6");
    assert_eq!(keepers.token("authorizer:wx6").await.unwrap(), "access@@@wx6@@@1");
    assert_eq!(keepers.alipay.authorized("code@@@app5").await.unwrap(), ["app5"]);
    assert_eq!(keepers.token("merchant:app5").await.unwrap(), "access@@@app5@@@1");
    let user = keepers.alipay.user_authorized("code@@@u5", &["auth_user", "auth_base"], Some("app5")).await;
    assert!(user.is_err(), "the double takes no token of the merchant there: {user:?}");
    let user = keepers.alipay.user_authorized("code@@@u5", &["auth_user", "auth_base"], None).await.unwrap();
    assert_eq!(user, User::new("u5", &["auth_base", "auth_user"]));
    assert_eq!(keepers.alipay.user_token(&user).await.unwrap().expose(), "access@@@u5@@@1");
    assert_eq!(asked(&gateway, "api_authorizer_token"), 0, "the first tokens came with the codes");

    let later = now + Duration::from_secs(60);
    assert!(keepers.wechat.unauthorized("wx6", later).await.unwrap());
    assert!(!keepers.wechat.unauthorized("wx6", later).await.unwrap());
    assert!(keepers.alipay.unauthorized("app5", later).await.unwrap());
    assert!(keepers.alipay.user_unauthorized(&user, later).await.unwrap());
    for account in ["authorizer:wx6", "merchant:app5", "user:u5"] {
        assert!(matches!(keepers.token(account).await, Err(KeeperError::Unknown { .. })), "{account}");
    }
}

#[tokio::test]
async fn all_accounts_can_be_had_from_the_list() {
    let (gateway, keepers) = setting(&["authorizer:wx0"]).await;
    for number in 1..30 {
        gateway.referee().authorize(Kind::Authorizer, &format!("wx{number}"));
    }
    assert_eq!(keepers.wechat.recover_from_list().await.unwrap(), 29);
    assert_eq!(keepers.wechat.recover_from_list().await.unwrap(), 0);
    assert_eq!(keepers.token("authorizer:wx29").await.unwrap(), "access@@@wx29@@@2");
}

#[tokio::test]
async fn a_user_whose_refresh_token_is_used_up_has_to_authorize_again() {
    let (gateway, keepers) = setting(&["user:u1"]).await;
    gateway.referee().authorize(Kind::User, "u1");
    let mut events = keepers.alipay.tokens().subscribe();
    let error = keepers.token("user:u1").await.unwrap_err();
    let refused = |reason: &Reason| *reason == Reason::Refused("isv.refreshed-token-invalid".into());
    assert!(matches!(&error, KeeperError::MustReauthorize { reason, .. } if refused(reason)), "{error}");
    assert!(matches!(events.next().await, Some(Event::MustReauthorize { reason, .. }) if refused(&reason)));
    keepers.authorize_again("user:u1").await;
    assert_eq!(keepers.token("user:u1").await.unwrap(), "access@@@u1@@@3");
}

#[tokio::test]
async fn a_limit_on_calls_is_respected() {
    let (gateway, keepers) = setting(&["merchant:m1"]).await;
    gateway.misbehave(Misbehaviour::api_error(403, "app-call-limited", "too many"));
    for _ in 0..20 {
        let error = keepers.token("merchant:m1").await.unwrap_err();
        assert!(
            matches!(&error, KeeperError::Refresh { source, .. } if source.kind == RefreshErrorKind::Limited),
            "{error}"
        );
    }
    assert_eq!(gateway.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callers_of_a_hundred_accounts_are_a_hundred_refreshes() {
    let accounts: Vec<_> = (0..100).map(|number| format!("authorizer:wx{number}")).collect();
    let accounts: Vec<_> = accounts.iter().map(String::as_str).collect();
    let (gateway, keepers) = setting(&accounts).await;
    let mut tasks = tokio::task::JoinSet::new();
    for caller in 0..1000 {
        let (keepers, account) = (keepers.clone(), accounts[caller % 100].to_owned());
        tasks.spawn(async move { (keepers.token(&account).await.unwrap(), account) });
    }
    while let Some(outcome) = tasks.join_next().await {
        let (token, account) = outcome.unwrap();
        assert_eq!(token, format!("access@@@{}@@@2", account.trim_start_matches("authorizer:")));
    }
    assert_eq!((asked(&gateway, "api_component_token"), asked(&gateway, "api_authorizer_token")), (1, 100));
}

#[tokio::test]
async fn pushes_are_taken_over_as_they_come() {
    let gateway = Gateway::start().await;
    let setup = Setup::new(&gateway, "", Vec::new());
    let keepers = setup.keepers_on(Arc::new(MemoryStore::new()));
    let (platform, keys) = (gateway.referee().component_appid(), gateway.wechat_push());
    let receiver = Receiver::new(platform, keys.token, keys.encoding_aes_key).unwrap();
    let open = |mut push: Push| {
        push.app_id = platform.to_owned();
        push.content = push.content.replace(gateway.wechat().component_appid, platform);
        let (query, body) = push.seal();
        receiver.open(&Query::parse(&query), body.as_bytes()).unwrap()
    };

    let ticket = open(Push::ticket(&setup.ticket));
    assert_eq!(keepers.wechat.pushed(&ticket).await.unwrap(), Pushed::Ticket);
    keepers.wechat.component_token().await.unwrap();

    let authorized = open(Push::authorization("authorized", "wx7", "code@@@wx7"));
    assert_eq!(keepers.wechat.pushed(&authorized).await.unwrap(), Pushed::Authorized("wx7".to_owned()));
    assert_eq!(keepers.token("authorizer:wx7").await.unwrap(), "access@@@wx7@@@1");
    // What is granted has changed: the code of that push brings other tokens, and the ones before are void.
    let updated = open(Push::authorization("updateauthorized", "wx7", "code@@@wx7"));
    assert_eq!(keepers.wechat.pushed(&updated).await.unwrap(), Pushed::Authorized("wx7".to_owned()));
    let client = wechat_client(&gateway, &keepers);
    client.get_api_quota(PATH).on_behalf_of("wx7").await.unwrap();

    let withdrawn = open(Push::unauthorized("wx7"));
    assert_eq!(keepers.wechat.pushed(&withdrawn).await.unwrap(), Pushed::Unauthorized("wx7".to_owned()));
    let error = client.get_api_quota(PATH).on_behalf_of("wx7").await.unwrap_err();
    assert!(error.to_string().contains("no token is kept for wechat/"), "{error}");

    let other = open(Push::notice("notify_third_fasteregister", ""));
    assert_eq!(keepers.wechat.pushed(&other).await.unwrap(), Pushed::Other);
}

#[tokio::test]
async fn a_limit_of_wechat_is_not_asked_against() {
    for limit in [45009, 45011] {
        let (gateway, keepers) = setting(&["authorizer:wx1"]).await;
        keepers.wechat.component_token().await.unwrap();
        let before = gateway.requests().len();
        gateway.misbehave(Misbehaviour::return_code(limit, "reach max api limit"));
        for _ in 0..10 {
            let error = keepers.wechat.authorizer_token("wx1").await.unwrap_err();
            let limited =
                matches!(&error, KeeperError::Refresh { source, .. } if source.kind == RefreshErrorKind::Limited);
            assert!(limited && error.to_string().contains(&limit.to_string()), "{error}");
        }
        assert_eq!(gateway.requests().len() - before, 1, "the platform was asked once");
    }
}

#[tokio::test]
async fn the_older_gateway_takes_a_merchants_token_from_the_keeper_too() {
    let (gateway, keepers) = setting(&["merchant:2021001"]).await;
    let app = gateway.alipay();
    let keys = alipay::Credentials::keys(app.app_id, &app.app_private_key, &app.alipay_public_key).unwrap();
    let protocol = keepers.alipay.protocol(runtime::alipay::Gateway::new(keys));
    let client = alipay::Client::builder().base_url(gateway.url()).protocol(protocol).build().unwrap();
    client.create_qrcode("pages/index", "x=1", "desk 12").on_behalf_of("2021001").await.unwrap();
    let request = gateway.requests().pop().unwrap();
    assert!(request.verified(), "{:?}", request.refusal);
    assert_eq!(request.request.query("app_auth_token").as_deref(), Some("access@@@2021001@@@2"));
}
