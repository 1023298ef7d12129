//! A platform that gives a token for the current refresh token of an account, and with it the next one.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::Secret;
use crate::keeper::{Entry, Fresh, Keeper, Key, RefreshError, RefreshErrorKind, Refresher};
use crate::protocol::BoxFuture;

#[derive(Clone)]
pub(super) struct Platform(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    /// A permit for each answer, once answers are held back.
    gate: Semaphore,
}

#[derive(Default)]
struct State {
    /// The refresh token that counts, and how many there have been.
    accounts: HashMap<String, (String, u64)>,
    calls: usize,
    next: VecDeque<Next>,
    listed: bool,
    held_back: bool,
}

/// What comes in place of the usual answer.
pub(super) enum Next {
    Fail(RefreshErrorKind),
    /// The answer carries this as the new refresh token, and the old one goes on.
    RefreshToken(Option<Secret>),
    /// The platform gives tokens, and the answer is lost on the way.
    LoseAnswer,
}

impl Default for Platform {
    fn default() -> Self {
        Self(Arc::new(Shared { state: Mutex::default(), gate: Semaphore::new(0) }))
    }
}

impl Platform {
    /// The refresh token of a new authorization.
    pub(super) fn grant(&self, account: &str) -> String {
        let mut state = self.0.state.lock().unwrap();
        let number = state.accounts.get(account).map_or(0, |(_, number)| number + 1);
        let token = format!("refresh-{account}-{number}");
        state.accounts.insert(account.to_owned(), (token.clone(), number));
        token
    }

    pub(super) fn calls(&self) -> usize {
        self.0.state.lock().unwrap().calls
    }

    pub(super) fn next(&self, next: Next) {
        self.0.state.lock().unwrap().next.push_back(next);
    }

    /// Lost refresh tokens can be found again.
    pub(super) fn lists(&self) {
        self.0.state.lock().unwrap().listed = true;
    }

    /// Answers wait until they are let through.
    pub(super) fn hold_back(&self) {
        self.0.state.lock().unwrap().held_back = true;
    }

    pub(super) fn let_through(&self, answers: usize) {
        self.0.gate.add_permits(answers);
    }

    /// Waits until this many questions have been asked.
    pub(super) async fn asked(&self, calls: usize) {
        while self.calls() < calls {
            tokio::task::yield_now().await;
        }
    }

    fn answer(&self, account: &str, given: &str) -> Result<Fresh, RefreshError> {
        let mut state = self.0.state.lock().unwrap();
        let next = state.next.pop_front();
        if let Some(Next::Fail(kind)) = next {
            return Err(RefreshError::new(kind, "code", "no"));
        }
        let Some((current, number)) = state.accounts.get_mut(account).filter(|(current, _)| current == given) else {
            return Err(RefreshError::new(RefreshErrorKind::RefreshToken, "used-up", "the refresh token is used up"));
        };
        *number += 1;
        let fresh = Fresh::new(format!("access-{account}-{number}"), Some(Duration::from_secs(7200)));
        if let Some(Next::RefreshToken(token)) = next {
            return Ok(fresh.refresh_token(token, None));
        }
        *current = format!("refresh-{account}-{number}");
        if let Some(Next::LoseAnswer) = next {
            return Err(RefreshError::new(RefreshErrorKind::Unavailable, "broken", "broken").may_have_arrived(true));
        }
        Ok(fresh.refresh_token(Some(current.as_str().into()), None))
    }
}

impl Refresher for Platform {
    fn is_for(&self, key: &Key) -> bool {
        key.platform() == "test"
    }

    fn refresh<'a>(
        &'a self,
        _: &'a Keeper,
        key: &'a Key,
        held: &'a Entry,
    ) -> BoxFuture<'a, Result<Fresh, RefreshError>> {
        Box::pin(async move {
            let held_back = {
                let mut state = self.0.state.lock().unwrap();
                state.calls += 1;
                state.held_back
            };
            let account = key.account().unwrap().into_owned();
            let given = held.refresh.as_ref().map_or("", |refresh| refresh.token.expose());
            let answer = self.answer(&account, given);
            if held_back {
                self.0.gate.acquire().await.unwrap().forget();
            }
            tokio::task::yield_now().await;
            answer
        })
    }

    fn recover<'a>(
        &'a self,
        _: &'a Keeper,
        key: &'a Key,
        _: &'a Entry,
    ) -> BoxFuture<'a, Result<Option<Secret>, RefreshError>> {
        let state = self.0.state.lock().unwrap();
        let account = key.account().unwrap().into_owned();
        let token = state.accounts.get(&account).filter(|_| state.listed).map(|(token, _)| token.as_str().into());
        Box::pin(std::future::ready(Ok(token)))
    }
}
