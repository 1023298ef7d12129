use proptest::prelude::*;
use url::Url;

use super::*;
use crate::Open;

const APP_ID: &str = "2021000000000001";

fn query(url: &Url) -> Vec<(String, String)> {
    url.query_pairs().into_owned().collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_page_of_a_user_has_scopes_address_and_state() {
    let page = UserAuthorization::new(APP_ID, "https://example.com/back?shop=1&x=ä")
        .scopes([Scope::AuthUser, Scope::AuthBase])
        .state(&State::from("st=1&x"))
        .url()
        .unwrap();
    assert_eq!(
        page.as_str(),
        "https://openauth.alipay.com/oauth2/publicAppAuthorize.htm?app_id=2021000000000001\
         &scope=auth_user%2Cauth_base&redirect_uri=https%3A%2F%2Fexample.com%2Fback%3Fshop%3D1%26x%3D%25C3%25A4\
         &state=st%3D1%26x"
    );
    let plain = UserAuthorization::new(APP_ID, "https://example.com/").environment(Environment::Sandbox).url().unwrap();
    assert_eq!(plain.host_str(), Some("openauth-sandbox.dl.alipaydev.com"));
    assert_eq!(
        query(&plain),
        pairs(&[("app_id", APP_ID), ("scope", "auth_base"), ("redirect_uri", "https://example.com/")])
    );
}

#[test]
fn the_page_of_a_merchant_carries_own_parameters_in_the_address_it_leads_back_to() {
    let page = AppAuthorization::new(APP_ID, "https://example.com/merchants?a=1")
        .parameter("shop", "12 & 13")
        .state(&State::from("s"))
        .url()
        .unwrap();
    assert_eq!((page.host_str(), page.path()), (Some("openauth.alipay.com"), "/oauth2/appToAppAuth.htm"));
    let back = query(&page).pop().unwrap().1;
    let back = Url::parse(&back).unwrap();
    assert_eq!(query(&back), pairs(&[("a", "1"), ("shop", "12 & 13"), ("state", "s")]));
    let plain = AppAuthorization::new(APP_ID, "https://example.com/merchants").url().unwrap();
    assert_eq!(query(&plain)[1].1, "https://example.com/merchants", "as it is configured");
}

#[test]
fn what_makes_no_address_is_told() {
    let user = |redirect: &str| UserAuthorization::new(APP_ID, redirect);
    assert!(matches!(user("/callback").url(), Err(PageError::RedirectUri(_))));
    assert!(matches!(AppAuthorization::new(APP_ID, "").url(), Err(PageError::RedirectUri(_))));
    assert!(matches!(user("https://example.com/").pages("nowhere").url(), Err(PageError::Pages(_))));
    let elsewhere = user("https://example.com/").pages("https://openauth.alipaydev.com/oauth2/").url().unwrap();
    assert_eq!(elsewhere.host_str(), Some("openauth.alipaydev.com"));
    assert_eq!(user("https://example.com/").scopes([] as [Scope; 0]).url(), Err(PageError::NoScope));
    assert_eq!(user("https://example.com/").scopes(["a,b"]).url(), Err(PageError::Scope));
}

#[test]
fn a_user_comes_back_with_a_code_and_what_was_granted() {
    let address = "https://example.com/back?shop=1&auth_code=4b203fe6c11548bcabd8da5bb087a83b&app_id=2021000000000001\
                   &source=alipay_wallet&scope=auth_user%2Cauth_new&state=s1#top";
    let query = address.split_once('?').unwrap().1;
    for text in [address, query, &format!("?{query}")] {
        let Callback::User(granted) = Callback::parse(text).unwrap() else { panic!("{text}") };
        assert_eq!(granted.auth_code.expose(), "4b203fe6c11548bcabd8da5bb087a83b");
        assert_eq!(granted.scopes[0], Scope::AuthUser);
        assert_eq!(granted.scopes[1..], [Open::from("auth_new")]);
        assert_eq!((granted.app_id.as_deref(), granted.source.as_deref()), (Some(APP_ID), Some("alipay_wallet")));
        assert_eq!(granted.other["shop"], "1");
        let shown = format!("{granted:?}");
        assert!(!shown.contains("4b203") && !shown.contains("s1"), "{shown}");
    }
}

#[test]
fn a_merchant_comes_back_with_a_code() {
    let callback = Callback::parse("app_id=2013121100055554&app_auth_code=1cc19911172e4f8aaa509c8fb5d12F56").unwrap();
    let Callback::App(granted) = &callback else { panic!("{callback:?}") };
    assert_eq!(granted.app_auth_code.expose(), "1cc19911172e4f8aaa509c8fb5d12F56");
    assert_eq!((callback.state(), granted.app_id.as_deref()), (None, Some("2013121100055554")));
}

#[test]
fn a_refusal_says_why() {
    let callback = Callback::parse("?error=access_denied&error_description=no%20thanks&state=s").unwrap();
    let Callback::Refused(refused) = callback.checked(&State::from("s")).unwrap() else { panic!("refused") };
    assert_eq!((refused.error.as_str(), refused.description.as_deref()), ("access_denied", Some("no thanks")));
}

#[test]
fn what_is_no_callback_or_was_changed_is_refused() {
    assert_eq!(Callback::parse("https://example.com/back"), Err(CallbackError::NoCode));
    assert_eq!(Callback::parse("auth_code=&state=s"), Err(CallbackError::NoCode));
    assert_eq!(Callback::parse("auth_code=a&auth_code=b"), Err(CallbackError::Twice));
    assert_eq!(Callback::parse("auth_code=a&app_auth_code=b"), Err(CallbackError::Twice));
    assert_eq!(Callback::parse("auth_code=a&state=s&state=t"), Err(CallbackError::Twice));
}

#[test]
fn only_the_state_of_the_session_will_do() {
    let state = State::random();
    assert_ne!(state, State::random());
    assert_eq!(state.expose().len(), 32);
    let callback = || Callback::parse(&format!("auth_code=a&state={}", state.expose())).unwrap();
    assert!(callback().checked(&state).is_ok());
    assert_eq!(callback().checked(&State::random()), Err(CallbackError::State));
    let without = Callback::parse("auth_code=a").unwrap();
    assert_eq!(without.checked(&state), Err(CallbackError::State));
    assert_eq!(Callback::parse("auth_code=a&state=").unwrap().checked(&State::from("")), Err(CallbackError::State));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}") {
        let _ = Callback::parse(&text);
    }

    #[test]
    fn what_goes_into_an_address_comes_back(state in "\\PC{1,40}", shop in "\\PC{0,20}") {
        let page = AppAuthorization::new(APP_ID, "https://example.com/back")
            .parameter("shop", shop.as_str())
            .state(&State::from(state.as_str()))
            .url()
            .unwrap();
        let back = format!("{}&app_auth_code=c", query(&page)[1].1);
        let Callback::App(granted) = Callback::parse(&back).unwrap() else { panic!("{back}") };
        prop_assert_eq!(granted.state, Some(State::from(state)));
        prop_assert_eq!(&granted.other["shop"], &shop);
    }
}
