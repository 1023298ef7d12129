//! Which path is called how, and what it does.

use super::state::State;
use super::{Call, Ran, account, authorizer, component, login, quota};

/// Whose token a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    Component,
    /// The component's, under its long name alone, since the short one is the user's here.
    ComponentAtLogin,
    Account,
    Either,
    User,
}

/// A path of the platform.
pub(super) struct Route {
    path: &'static str,
    pub(super) method: &'static str,
    pub(super) needs: Needs,
    /// What has to be there.
    pub(super) fields: &'static [&'static str],
    pub(super) run: fn(&mut State, &Call) -> Ran,
}

/// The route of a path.
pub(super) fn find(path: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.path == path)
}

const fn post(
    path: &'static str,
    needs: Needs,
    fields: &'static [&'static str],
    run: fn(&mut State, &Call) -> Ran,
) -> Route {
    Route { path, method: "POST", needs, fields, run }
}

const fn get(
    path: &'static str,
    needs: Needs,
    fields: &'static [&'static str],
    run: fn(&mut State, &Call) -> Ran,
) -> Route {
    Route { path, method: "GET", needs, fields, run }
}

const ACCOUNT: &[&str] = &["component_appid", "authorizer_appid"];
const LOGIN: &[&str] = &["appid", "grant_type", "component_appid"];

use Needs::{Account, Component, ComponentAtLogin, Either, Nothing, User};

static ROUTES: &[Route] = &[
    post(
        "/cgi-bin/component/api_start_push_ticket",
        Nothing,
        &["component_appid", "component_secret"],
        component::start_push_ticket,
    ),
    post(
        "/cgi-bin/component/api_component_token",
        Nothing,
        &["component_appid", "component_appsecret", "component_verify_ticket"],
        component::token,
    ),
    post("/cgi-bin/component/api_create_preauthcode", Component, &["component_appid"], component::pre_auth_code),
    post(
        "/cgi-bin/component/api_query_auth",
        Component,
        &["component_appid", "authorization_code"],
        authorizer::query_auth,
    ),
    post(
        "/cgi-bin/component/api_authorizer_token",
        Component,
        &["component_appid", "authorizer_appid", "authorizer_refresh_token"],
        authorizer::token,
    ),
    post(
        "/cgi-bin/component/api_get_authorizer_list",
        Component,
        &["component_appid", "offset", "count"],
        authorizer::list,
    ),
    post("/cgi-bin/component/api_get_authorizer_info", Component, ACCOUNT, authorizer::info),
    post("/cgi-bin/component/api_get_authorizer_option", Component, ACCOUNT, authorizer::option),
    post("/cgi-bin/component/api_set_authorizer_option", Component, ACCOUNT, authorizer::set_option),
    post("/cgi-bin/component/get_authorizer_option", Either, &["option_name"], authorizer::option),
    post("/cgi-bin/component/set_authorizer_option", Either, &["option_name", "option_value"], authorizer::set_option),
    post("/cgi-bin/component/clear_quota/v2", Nothing, &["component_appid", "appsecret"], quota::clear_by_component),
    post("/cgi-bin/clear_quota", Either, &["appid"], quota::clear),
    post("/cgi-bin/clear_quota/v2", Nothing, &["appid", "appsecret"], quota::clear_by_secret),
    post("/cgi-bin/openapi/quota/clear", Either, &["cgi_path"], quota::clear_path),
    post("/cgi-bin/openapi/quota/get", Either, &["cgi_path"], quota::of_path),
    post("/cgi-bin/openapi/rid/get", Either, &["rid"], quota::rid),
    get("/cgi-bin/get_api_domain_ip", Either, &[], quota::addresses),
    get("/cgi-bin/getcallbackip", Either, &[], quota::addresses),
    post("/cgi-bin/callback/check", Either, &["action", "check_operator"], quota::check_callback),
    post("/cgi-bin/stable_token", Nothing, &["grant_type", "appid", "secret"], account::stable_token),
    get("/cgi-bin/token", Nothing, &["grant_type", "appid", "secret"], account::token),
    get("/cgi-bin/user/info", Account, &["openid"], account::user),
    get("/sns/oauth2/component/access_token", ComponentAtLogin, LOGIN, login::token),
    get("/sns/oauth2/component/refresh_token", ComponentAtLogin, LOGIN, login::refresh),
    get("/sns/oauth2/refresh_token", Nothing, &["appid", "grant_type", "refresh_token"], login::refresh),
    get("/sns/userinfo", User, &["openid"], login::user),
    get("/sns/component/jscode2session", ComponentAtLogin, LOGIN, login::mini_program),
];

/// Every path.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|route| route.path)
}
