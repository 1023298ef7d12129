//! What holds when several ask at once: tasks of one process, and processes on one store.

use tokio::task::JoinSet;

use super::platform::Next;
use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callers_of_a_hundred_accounts_are_a_hundred_refreshes() {
    let s = Setting::without_accounts();
    for account in 0..100 {
        s.authorize(&account.to_string()).await;
    }
    for round in 1..=2 {
        let mut tasks = JoinSet::new();
        for caller in 0..1000 {
            let keeper = s.keeper.clone();
            tasks.spawn(async move {
                let account = (caller % 100).to_string();
                (keeper.token(&key(&account)).await.unwrap(), account)
            });
        }
        while let Some(outcome) = tasks.join_next().await {
            let (token, account) = outcome.unwrap();
            assert_eq!(token.expose(), format!("access-{account}-{round}"));
        }
        assert_eq!(s.platform.calls(), round * 100);
        s.clock.pass(7200);
    }
}

#[tokio::test]
async fn a_thousand_calls_that_are_refused_with_one_token_are_one_refresh() {
    let s = Setting::new().await;
    let token = s.keeper.token(&key("a")).await.unwrap();
    let mut tasks = JoinSet::new();
    for _ in 0..1000 {
        let (keeper, token) = (s.keeper.clone(), token.clone());
        tasks.spawn(async move { keeper.refused(&key("a"), &token).await });
    }
    while let Some(worth_it) = tasks.join_next().await {
        assert!(worth_it.unwrap());
    }
    assert_eq!((s.token().await.unwrap().as_str(), s.platform.calls()), ("access-a-2", 2));
}

#[tokio::test]
async fn a_caller_who_gives_up_does_not_stop_the_refresh() {
    let s = Setting::new().await;
    s.platform.hold_back();
    let keeper = s.keeper.clone();
    let caller = tokio::spawn(async move { keeper.token(&key("a")).await });
    s.platform.asked(1).await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    s.platform.let_through(1);
    while s.keeper.in_memory(&key("a")).is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-1".into());
    assert_eq!(s.platform.calls(), 1);
}

#[tokio::test]
async fn an_answer_to_a_question_from_before_an_authorization_does_not_replace_it() {
    let s = Setting::new().await;
    s.platform.hold_back();
    let keeper = s.keeper.clone();
    let caller = tokio::spawn(async move { keeper.token(&key("a")).await });
    s.platform.asked(1).await;
    s.platform.grant("a");
    let grant = Grant::new().access("granted", None).refresh(s.platform.grant("a"), None);
    s.keeper.put(&key("a"), grant).await.unwrap();
    s.platform.let_through(1);
    assert_eq!(caller.await.unwrap().unwrap().expose(), "granted");
    assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-3".into());
    assert_eq!(s.token().await.unwrap(), "granted");
}

#[tokio::test]
async fn an_account_removed_during_a_refresh_stays_removed() {
    let s = Setting::new().await;
    s.platform.hold_back();
    let keeper = s.keeper.clone();
    let caller = tokio::spawn(async move { keeper.token(&key("a")).await });
    s.platform.asked(1).await;
    s.keeper.remove(&key("a"), None).await.unwrap();
    s.platform.let_through(1);
    assert!(matches!(caller.await.unwrap(), Err(KeeperError::Unknown { .. })));
    assert!(s.keeper.in_memory(&key("a")).is_none() && s.keeper.entry(&key("a")).await.unwrap().is_none());
}

#[tokio::test]
async fn of_two_processes_one_refreshes_and_the_other_takes_what_it_got() {
    let s = Setting::new().await;
    let other = s.another();
    let (first, second) = (key("a"), key("a"));
    let (first, second) = tokio::join!(s.keeper.token(&first), other.token(&second));
    assert_eq!((first.unwrap().expose(), second.unwrap().expose()), ("access-a-1", "access-a-1"));
    assert_eq!(s.platform.calls(), 1);
    // One replaces a refused token; the other is refused with it, and finds the new one in the store.
    let old = s.keeper.in_memory(&key("a")).unwrap();
    assert!(s.keeper.refused(&key("a"), &old).await && other.refused(&key("a"), &old).await);
    assert_eq!(other.in_memory(&key("a")).unwrap().expose(), "access-a-2");
    assert_eq!(s.platform.calls(), 2);
}

#[tokio::test]
async fn the_late_answer_of_a_process_whose_lease_has_passed_on_does_not_replace_the_newer_one() {
    let s = Setting::new().await;
    s.platform.hold_back();
    let first = s.keeper.clone();
    let first = tokio::spawn(async move { first.token(&key("a")).await });
    s.platform.asked(1).await;
    // Another process had the lease after it, refreshed, and stored what it got.
    let mut newer = s.entry().await;
    newer.generation += 1;
    newer.set_access(&"newer".into(), None, s.clock.now().wall);
    newer.set_refresh(Some(&"newer-refresh".into()), None, s.clock.now().wall);
    overwrite(&s, &newer).await;
    s.platform.let_through(1);
    assert_eq!(first.await.unwrap().unwrap().expose(), "newer");
    assert_eq!(s.entry().await.refresh.unwrap().token, "newer-refresh".into());
}

#[tokio::test]
async fn the_late_answer_counts_while_the_next_process_has_none_yet() {
    let s = Setting::new().await;
    s.platform.hold_back();
    let first = s.keeper.clone();
    let first = tokio::spawn(async move { first.token(&key("a")).await });
    s.platform.asked(1).await;
    // Another process has the lease, and has begun: the refresh token it holds is used up by now.
    let mut begun = s.entry().await;
    begun.intent = Some(Intent { fence: 99, began_at: s.clock.now().wall });
    overwrite(&s, &begun).await;
    s.platform.let_through(1);
    assert_eq!(first.await.unwrap().unwrap().expose(), "access-a-1");
    assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-1".into());
}

#[tokio::test]
async fn a_process_that_is_refused_because_another_was_faster_takes_what_that_one_got() {
    let s = Setting::new().await;
    s.platform.hold_back();
    s.platform.next(Next::Fail(RefreshErrorKind::RefreshToken));
    let first = s.keeper.clone();
    let first = tokio::spawn(async move { first.token(&key("a")).await });
    s.platform.asked(1).await;
    let mut newer = s.entry().await;
    newer.generation += 1;
    newer.set_access(&"newer".into(), None, s.clock.now().wall);
    overwrite(&s, &newer).await;
    s.platform.let_through(1);
    assert_eq!(first.await.unwrap().unwrap().expose(), "newer");
}

pub(super) async fn overwrite(s: &Setting, entry: &Entry) {
    let place = key("a");
    let stored = s.store.load(place.as_str()).await.unwrap().unwrap();
    let write = Write {
        key: place.as_str(),
        expected: Some(stored.version),
        value: Some(&entry.to_bytes()),
        unfinished: entry.intent.is_some(),
        lease: None,
    };
    assert!(matches!(s.store.swap(write).await.unwrap(), Swap::Done(_)));
}
