//! What the platform remembers.

use std::collections::{BTreeMap, HashMap};

use super::{Caller, ReturnCode};
use crate::gateway::developer::WECHAT;

/// What `api_query_auth` answers to a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The documented sample.
    Documented,
    /// An account without API permission: no tokens and no lifetime.
    WithoutPermission,
    /// With an empty refresh token, as users have seen.
    EmptyRefreshToken,
    /// With `confirm_info` beside permission sets, which no document mentions and users have seen.
    WithConfirmInfo,
    /// Without the outer `authorization_info`, as users have seen.
    Flat,
}

/// What kind of account has authorized the component, and in what shape the platform tells about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// The documented official account.
    Official,
    /// The documented mini program.
    MiniProgram,
    /// An official account in the shape of older answers: `appid`, and `qrcode_url` outside.
    Older,
}

/// A token that is replaced by and by: the one that is valid, and those that were.
pub(super) struct Token {
    pub(super) valid: String,
    expired: Vec<String>,
}

impl Token {
    fn new(valid: &str) -> Self {
        Self { valid: valid.to_owned(), expired: Vec::new() }
    }

    /// Ends its life and begins that of the next one.
    pub(super) fn expire(&mut self, kind: &str) {
        let successor = format!("{kind}@@@{}", uuid::Uuid::new_v4().simple());
        self.expired.push(std::mem::replace(&mut self.valid, successor));
    }

    /// Whether it is the valid one, or was.
    pub(super) fn check(&self, token: &str, expired: ReturnCode) -> Option<Result<(), ReturnCode>> {
        if token == self.valid {
            return Some(Ok(()));
        }
        self.expired.iter().any(|old| old == token).then_some(Err(expired))
    }
}

/// An account that has authorized the component.
pub(super) struct Account {
    pub(super) kind: AccountKind,
    pub(super) access_token: Token,
    pub(super) refresh_token: Token,
    pub(super) options: BTreeMap<String, String>,
    /// How often its counters have been set back this month.
    pub(super) cleared: u32,
}

impl Account {
    fn new(kind: AccountKind, access_token: &str, refresh_token: &str) -> Self {
        let options = ["location_report", "voice_recognize", "customer_service"];
        Self {
            kind,
            access_token: Token::new(access_token),
            refresh_token: Token::new(refresh_token),
            options: options.map(|name| (name.to_owned(), "1".to_owned())).into(),
            cleared: 0,
        }
    }
}

impl Account {
    /// The one of the documented samples.
    fn documented() -> Self {
        Self::new(AccountKind::Official, WECHAT.authorizer_access_token, WECHAT.authorizer_refresh_token)
    }
}

/// Tickets, codes, tokens, accounts.
pub(crate) struct State {
    /// Whether tickets are pushed.
    pub(super) pushes: bool,
    pub(super) ticket: Token,
    pub(super) component: Token,
    /// Authorization codes, where a used one has no grant any more.
    pub(super) codes: HashMap<String, Option<Grant>>,
    pub(super) accounts: BTreeMap<String, Account>,
    /// Whether a refresh token is replaced whenever it is used.
    pub(super) rotates: bool,
    /// Codes of users who log in, where a used one is false.
    pub(super) user_codes: HashMap<String, bool>,
    pub(super) user: Token,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            pushes: false,
            ticket: Token::new(WECHAT.component_verify_ticket),
            component: Token::new(WECHAT.component_access_token),
            codes: HashMap::from([(WECHAT.authorization_code.to_owned(), Some(Grant::Documented))]),
            accounts: BTreeMap::from([(WECHAT.authorizer_appid.to_owned(), Account::documented())]),
            rotates: false,
            user_codes: HashMap::from([(WECHAT.user_code.to_owned(), true)]),
            user: Token::new(WECHAT.user_access_token),
        }
    }

    pub(crate) fn issue_code(&mut self, grant: Grant) -> String {
        let code = format!("queryauthcode@@@{}", uuid::Uuid::new_v4().simple());
        self.codes.insert(code.clone(), Some(grant));
        code
    }

    pub(crate) fn issue_user_code(&mut self) -> String {
        let code = format!("usercode{}", uuid::Uuid::new_v4().simple());
        self.user_codes.insert(code.clone(), true);
        code
    }

    pub(crate) fn authorize(&mut self, appid: &str, kind: AccountKind) -> String {
        let token = |kind: &str| format!("{kind}@@@{}", uuid::Uuid::new_v4().simple());
        let refresh_token = token("refreshtoken");
        self.accounts.insert(appid.to_owned(), Account::new(kind, &token("authorizer"), &refresh_token));
        refresh_token
    }

    pub(crate) fn withdraw(&mut self, appid: &str) {
        self.accounts.remove(appid);
    }

    pub(crate) fn rotate(&mut self) {
        self.rotates = true;
    }

    pub(crate) fn expire_component(&mut self) {
        self.component.expire("component");
    }

    pub(crate) fn expire_account(&mut self, appid: &str) {
        if let Some(account) = self.accounts.get_mut(appid) {
            account.access_token.expire("authorizer");
        }
    }

    pub(crate) fn expire_ticket(&mut self) -> String {
        self.ticket.expire("ticket");
        self.ticket.valid.clone()
    }

    /// The ticket that is valid.
    pub(crate) fn ticket(&self) -> &str {
        &self.ticket.valid
    }

    /// Lets the documented account authorize the component, unless it has already.
    pub(crate) fn authorize_documented(&mut self) {
        self.accounts.entry(WECHAT.authorizer_appid.to_owned()).or_insert_with(Account::documented);
    }

    pub(super) fn account(&mut self, appid: &str) -> Result<&mut Account, ReturnCode> {
        self.accounts.get_mut(appid).ok_or((61003, "component is not authorized by this account"))
    }

    /// Whose token this is.
    pub(super) fn caller(&self, token: &str) -> Result<Caller, ReturnCode> {
        let expired = (42001, "access_token expired");
        let accounts =
            self.accounts.iter().map(|(appid, account)| (&account.access_token, Caller::Account(appid.clone())));
        let tokens = [(&self.component, Caller::Component), (&self.user, Caller::User)].into_iter().chain(accounts);
        for (known, caller) in tokens {
            if let Some(checked) = known.check(token, expired) {
                return checked.map(|()| caller);
            }
        }
        Err((40001, "invalid credential, access_token is invalid or not latest"))
    }
}
