//! The rules, each against a platform of our own that rotates and refuses as the real ones do (`platform`), a
//! store that fails on demand (`faulty`), and a clock that is set by hand.

mod faulty;
mod platform;
mod rules;
mod together;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;
use faulty::Faulty;
use platform::Platform;

/// A clock that stands still until it is set.
#[derive(Clone, Debug)]
pub(super) struct TestClock(Arc<Mutex<Now>>);

impl TestClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Now { wall: 1_700_000_000_000, monotonic: Duration::ZERO })))
    }

    fn pass(&self, seconds: u64) {
        let mut now = self.0.lock().unwrap();
        now.wall += i64::try_from(seconds).unwrap() * 1000;
        now.monotonic += Duration::from_secs(seconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        *self.0.lock().unwrap()
    }
}

fn key(account: &str) -> Key {
    Key::new("test", "app", "account", &[account])
}

/// A keeper with one account, `a`, whose token has not been asked for yet.
struct Setting {
    keeper: Keeper,
    platform: Platform,
    clock: TestClock,
    store: Arc<Faulty>,
}

impl Setting {
    async fn new() -> Self {
        let setting = Self::without_accounts();
        setting.authorize("a").await;
        setting
    }

    fn without_accounts() -> Self {
        let (platform, clock, store) = (Platform::default(), TestClock::new(), Arc::new(Faulty::default()));
        let keeper = Self::keeper(&platform, &clock, &store);
        Self { keeper, platform, clock, store }
    }

    fn keeper(platform: &Platform, clock: &TestClock, store: &Arc<Faulty>) -> Keeper {
        let builder = Keeper::builder().store(Arc::clone(store)).clock(clock.clone());
        builder.lease(Duration::from_secs(60), Duration::from_secs(30)).build(platform.clone()).unwrap()
    }

    /// Another process on the same store.
    fn another(&self) -> Keeper {
        Self::keeper(&self.platform, &self.clock, &self.store)
    }

    /// The account authorizes the application.
    async fn authorize(&self, account: &str) {
        let refresh = self.platform.grant(account);
        self.keeper.put(&key(account), Grant::new().refresh(refresh, None)).await.unwrap();
    }

    async fn token(&self) -> Result<String, KeeperError> {
        self.keeper.token(&key("a")).await.map(|token| token.expose().to_owned())
    }

    async fn entry(&self) -> Entry {
        self.keeper.entry(&key("a")).await.unwrap().unwrap()
    }
}
