//! What holds for one process.

use std::time::UNIX_EPOCH;

use super::platform::Next;
use super::together::overwrite;
use super::*;
use crate::Secret;

fn seconds(wall: i64) -> std::time::SystemTime {
    UNIX_EPOCH + Duration::from_millis(wall.try_into().unwrap())
}

/// All that has happened.
fn events(subscription: &mut Subscription) -> Vec<Event> {
    std::iter::from_fn(|| subscription.try_next()).collect()
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_then_comes_from_memory() {
    let s = Setting::new().await;
    assert_eq!(s.token().await.unwrap(), "access-a-1");
    assert_eq!(s.token().await.unwrap(), "access-a-1");
    assert_eq!(s.keeper.in_memory(&key("a")).unwrap().expose(), "access-a-1");
    assert_eq!(s.platform.calls(), 1);
}

#[tokio::test]
async fn a_token_that_ends_soon_is_handed_out_while_the_next_one_is_asked_for() {
    let s = Setting::new().await;
    s.token().await.unwrap();
    s.clock.pass(7200 - 299);
    assert_eq!(s.token().await.unwrap(), "access-a-1");
    s.platform.asked(2).await;
    while s.token().await.unwrap() == "access-a-1" {
        tokio::task::yield_now().await;
    }
    assert_eq!((s.token().await.unwrap().as_str(), s.platform.calls()), ("access-a-2", 2));
}

#[tokio::test]
async fn a_token_that_has_ended_is_not_handed_out() {
    let s = Setting::new().await;
    s.token().await.unwrap();
    s.clock.pass(7200);
    assert!(s.keeper.in_memory(&key("a")).is_none());
    assert_eq!(s.token().await.unwrap(), "access-a-2");
}

#[tokio::test]
async fn a_new_token_is_handed_out_only_after_its_refresh_token_is_stored() {
    let s = Setting::new().await;
    s.store.fail_commits(2);
    assert_eq!(s.token().await.unwrap(), "access-a-1", "the store came to itself in time");
    assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-1".into());

    s.clock.pass(7200);
    s.store.fail_commits(100);
    let error = s.token().await.unwrap_err();
    assert!(matches!(error, KeeperError::Store { .. }) && error.to_string().contains("the disk is full"), "{error}");
    assert!(s.keeper.in_memory(&key("a")).is_none());

    // The answer is still there: it is stored, and not asked for again.
    s.store.fail_commits(0);
    assert_eq!((s.token().await.unwrap().as_str(), s.platform.calls()), ("access-a-2", 2));
    assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-2".into());
}

#[tokio::test]
async fn after_a_crash_between_answer_and_commit_what_is_lost_is_told_at_once() {
    let s = Setting::new().await;
    s.store.fail_commits(100);
    s.token().await.unwrap_err();
    s.store.fail_commits(0);
    // The process, and the answer in its memory, are gone.
    let next = s.another();
    let mut subscription = next.subscribe();
    let swept = next.recover().await.unwrap();
    assert_eq!(swept.must_reauthorize, [(key("a"), Reason::AnswerLost("used-up".into()))]);
    assert!(matches!(events(&mut subscription)[..], [Event::MustReauthorize { .. }]));
    let calls = s.platform.calls();
    let error = next.token(&key("a")).await.unwrap_err();
    assert!(error.to_string().contains("the answer to a refresh was lost"), "{error}");
    assert_eq!(s.platform.calls(), calls, "the platform is not asked again");
    assert!(next.recover().await.unwrap().must_reauthorize.is_empty(), "it is finished");
}

#[tokio::test]
async fn after_a_crash_before_the_platform_was_asked_nothing_is_lost() {
    let s = Setting::new().await;
    s.keeper.token(&key("a")).await.unwrap();
    let mut begun = s.entry().await;
    begun.intent = Some(Intent { fence: 0, began_at: 0 });
    overwrite(&s, &begun).await;
    let swept = s.another().recover().await.unwrap();
    assert_eq!(swept.refreshed, [key("a")]);
    assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-2".into());
}

#[tokio::test]
async fn an_answer_lost_on_the_way_is_had_back_from_the_list_where_there_is_one() {
    let s = Setting::new().await;
    s.platform.next(Next::LoseAnswer);
    let error = s.token().await.unwrap_err();
    assert!(matches!(&error, KeeperError::Refresh { source, .. } if source.may_have_arrived), "{error}");
    assert_eq!(s.store.unfinished().await.unwrap(), [key("a").as_str()]);
    s.platform.lists();
    s.clock.pass(2);
    let mut subscription = s.keeper.subscribe();
    assert_eq!(s.token().await.unwrap(), "access-a-2");
    let events = events(&mut subscription);
    assert!(matches!(events[..], [Event::Recovered { .. }, Event::Refreshed { .. }]), "{events:?}");
    assert!(s.store.unfinished().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refresh_token_that_the_list_has_not_either_is_given_up_at_once() {
    let s = Setting::new().await;
    s.platform.lists();
    s.platform.next(Next::Fail(RefreshErrorKind::RefreshToken));
    let error = s.token().await.unwrap_err();
    assert!(matches!(error, KeeperError::MustReauthorize { reason: Reason::Refused(_), .. }), "{error}");
    assert_eq!(s.platform.calls(), 1);
    assert!(s.entry().await.refresh.is_some(), "it is kept all the same");
    // The platform was wrong, say because another one was asked.
    assert_eq!(s.keeper.retry(&key("a")).await.unwrap().expose(), "access-a-1");
}

#[tokio::test]
async fn a_token_goes_on_to_its_end_though_no_other_can_be_had() {
    let s = Setting::new().await;
    s.token().await.unwrap();
    s.platform.next(Next::Fail(RefreshErrorKind::RefreshToken));
    s.clock.pass(7000);
    let mut subscription = s.keeper.subscribe();
    s.token().await.unwrap();
    assert!(matches!(subscription.next().await, Some(Event::MustReauthorize { .. })), "it is told at once");
    assert_eq!(s.token().await.unwrap(), "access-a-1");
    assert_eq!(s.another().token(&key("a")).await.unwrap().expose(), "access-a-1");
    s.clock.pass(200);
    assert!(matches!(s.token().await, Err(KeeperError::MustReauthorize { .. })));
    assert_eq!(s.platform.calls(), 2);
}

#[tokio::test]
async fn an_absent_or_empty_refresh_token_does_not_replace_a_good_one() {
    let s = Setting::new().await;
    for token in [None, Some(Secret::default())] {
        s.platform.next(Next::RefreshToken(token));
        s.keeper.refresh(&key("a")).await.unwrap();
        assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-0".into());
    }
    s.keeper.put(&key("a"), Grant::new().refresh("", None)).await.unwrap();
    assert_eq!(s.token().await.unwrap(), "access-a-3");
    assert_eq!(s.entry().await.refresh.unwrap().token, "refresh-a-3".into());
}

#[tokio::test]
async fn a_refused_token_is_dropped_only_if_it_is_still_the_current_one() {
    let s = Setting::new().await;
    let first = s.keeper.token(&key("a")).await.unwrap();
    assert!(s.keeper.refused(&key("a"), &first).await);
    assert_eq!((s.token().await.unwrap().as_str(), s.platform.calls()), ("access-a-2", 2));
    // A call that took longer is refused with the same token.
    assert!(s.keeper.refused(&key("a"), &first).await, "there is another one");
    assert_eq!((s.token().await.unwrap().as_str(), s.platform.calls()), ("access-a-2", 2));
}

#[tokio::test]
async fn a_cause_that_new_tokens_do_not_remove_does_not_loop() {
    let s = Setting::new().await;
    let mut worth_it = 0;
    for _ in 0..100 {
        let token = s.keeper.token(&key("a")).await.unwrap();
        worth_it += u32::from(s.keeper.refused(&key("a"), &token).await);
    }
    assert_eq!((worth_it, s.platform.calls()), (1, 2));
    s.clock.pass(6);
    let token = s.keeper.token(&key("a")).await.unwrap();
    assert!(s.keeper.refused(&key("a"), &token).await, "after a while it is tried again");
}

#[tokio::test]
async fn the_platform_is_left_alone_after_a_failure_longer_each_time() {
    for (kind, wait) in [
        (RefreshErrorKind::Limited, 60),
        (RefreshErrorKind::Configuration, 30),
        (RefreshErrorKind::Waiting, 10),
        (RefreshErrorKind::Unavailable, 1),
    ] {
        let s = Setting::new().await;
        let mut calls = 0;
        for wait in [wait, wait * 2] {
            s.platform.next(Next::Fail(kind));
            for _ in 0..20 {
                let error = s.token().await.unwrap_err();
                assert!(matches!(&error, KeeperError::Refresh { source, .. } if source.kind == kind), "{error}");
            }
            calls += 1;
            s.clock.pass(wait - 1);
            s.token().await.unwrap_err();
            assert_eq!(s.platform.calls(), calls, "{kind:?}");
            s.clock.pass(1);
        }
        assert_eq!(s.token().await.unwrap(), "access-a-1");
    }
}

#[tokio::test]
async fn what_was_waited_for_ends_the_wait() {
    let s = Setting::new().await;
    s.platform.next(Next::Fail(RefreshErrorKind::Waiting));
    s.token().await.unwrap_err();
    s.keeper.wake();
    assert_eq!(s.token().await.unwrap(), "access-a-1");
}

#[tokio::test]
async fn during_a_failure_the_current_token_goes_on_and_its_end_is_told_ahead() {
    let s = Setting::new().await;
    s.token().await.unwrap();
    s.clock.pass(7000);
    s.platform.next(Next::Fail(RefreshErrorKind::Limited));
    let mut subscription = s.keeper.subscribe();
    assert_eq!(s.token().await.unwrap(), "access-a-1");
    assert!(matches!(subscription.next().await, Some(Event::RefreshFailed { .. })));
    let Some(Event::AboutToExpire { left, .. }) = subscription.next().await else { panic!("no event") };
    assert_eq!(left, Duration::from_secs(200));
    for _ in 0..20 {
        assert_eq!(s.token().await.unwrap(), "access-a-1");
    }
    assert_eq!(s.platform.calls(), 2);
}

#[tokio::test]
async fn a_withdrawal_removes_and_one_from_before_the_authorization_does_not() {
    let s = Setting::without_accounts();
    let granted = s.clock.now().wall;
    let grant = Grant::new().refresh(s.platform.grant("a"), None).granted_at(seconds(granted));
    s.keeper.put(&key("a"), grant).await.unwrap();
    s.token().await.unwrap();
    assert!(!s.keeper.remove(&key("a"), Some(granted - 1)).await.unwrap());
    assert_eq!(s.token().await.unwrap(), "access-a-1");
    assert!(s.keeper.remove(&key("a"), Some(granted + 1)).await.unwrap());
    assert!(matches!(s.token().await, Err(KeeperError::Unknown { .. })));
    assert!(s.keeper.in_memory(&key("a")).is_none() && s.keeper.entry(&key("a")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_withdrawal_that_the_platform_tells_is_the_end_of_the_token() {
    let s = Setting::new().await;
    let token = s.keeper.token(&key("a")).await.unwrap();
    s.platform.next(Next::Fail(RefreshErrorKind::Withdrawn));
    assert!(!s.keeper.refused(&key("a"), &token).await);
    assert!(matches!(s.token().await, Err(KeeperError::MustReauthorize { reason: Reason::Withdrawn(_), .. })));
}

#[tokio::test]
async fn an_authorization_replaces_what_was_kept_and_an_older_one_does_not() {
    let s = Setting::new().await;
    s.platform.next(Next::Fail(RefreshErrorKind::RefreshToken));
    s.token().await.unwrap_err();
    let now = s.clock.now().wall;
    let grant = |refresh: String, at| Grant::new().refresh(refresh, None).granted_at(seconds(at));
    let put = s.keeper.put(&key("a"), grant(s.platform.grant("a"), now)).await.unwrap();
    assert_eq!((put, s.token().await.unwrap().as_str()), (Put::Stored, "access-a-2"));
    let late = s.keeper.put(&key("a"), grant("of an older push".into(), now - 1000)).await.unwrap();
    assert_eq!((late, s.entry().await.refresh.unwrap().token), (Put::Older, "refresh-a-2".into()));
}

#[tokio::test]
async fn names_that_nobody_has_authorized_leave_nothing_in_memory() {
    let s = Setting::without_accounts();
    for number in 0..100 {
        assert!(matches!(s.keeper.token(&key(&number.to_string())).await, Err(KeeperError::Unknown { .. })));
    }
    assert!(format!("{:?}", s.keeper).contains("in_memory: 0"));
    assert_eq!(s.platform.calls(), 0);
}

#[tokio::test]
async fn a_sweep_refreshes_what_ends_soon_used_or_not() {
    let s = Setting::without_accounts();
    let day = Duration::from_secs(24 * 3600);
    for (account, life) in [("short", Some(day)), ("long", Some(100 * day)), ("endless", None)] {
        let grant = Grant::new().access("given", None).refresh(s.platform.grant(account), life);
        s.keeper.put(&key(account), grant).await.unwrap();
    }
    let next = s.another();
    assert!(next.sweep().await.unwrap().refreshed.is_empty());
    s.clock.pass(23 * 3600);
    assert_eq!(next.sweep().await.unwrap().refreshed, [key("short")]);
    s.clock.pass(94 * 24 * 3600);
    // The new token of the first is not in use any more, but still in memory.
    let mut refreshed = next.sweep().await.unwrap().refreshed;
    refreshed.sort();
    assert_eq!(refreshed, [key("long"), key("short")]);
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_is_told() {
    let s = Setting::without_accounts();
    for (value, part) in [("[]", "it is no entry"), ("S1sealed", "wrap the store with Sealed")] {
        let place = key(value);
        let write = Write {
            key: place.as_str(),
            expected: None,
            value: Some(value.as_bytes()),
            unfinished: false,
            lease: None,
        };
        assert!(matches!(s.store.swap(write).await.unwrap(), Swap::Done(_)));
        let error = s.keeper.token(&key(value)).await.unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[tokio::test]
async fn nothing_that_can_be_shown_holds_a_token() {
    let s = Setting::new().await;
    let mut subscription = s.keeper.subscribe();
    s.token().await.unwrap();
    s.platform.next(Next::Fail(RefreshErrorKind::Limited));
    s.clock.pass(7200);
    let error = s.token().await.unwrap_err();
    let stored = s.store.load(key("a").as_str()).await.unwrap().unwrap();
    let shown = format!(
        "{:?} {:?} {} {error:?} {error} {:?} {stored:?}",
        s.keeper,
        s.entry().await,
        s.entry().await,
        events(&mut subscription)
    );
    assert!(shown.contains("[secret]") && !shown.contains("access-a") && !shown.contains("refresh-a"), "{shown}");
}
