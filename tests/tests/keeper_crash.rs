//! A process that is killed during refreshes, again and again: nothing is lost that can be had back, what cannot is
//! told at once, and no token was handed out whose refresh token is not in the store.
//!
//! The gateway double is the referee: it ends the old refresh token with every refresh.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use runtime::keeper::{Entry, Store as _};
use tests::gateway::{Gateway, Kind, referee};
use tests::keeping::{Setup, refereed};

/// How often the process is killed.
const KILLS: usize = 250;

/// The number of the refresh token that is stored for each account.
async fn stored(setup: &Setup) -> HashMap<String, u64> {
    let store = setup.open_store().await;
    let mut numbers = HashMap::new();
    for account in &setup.accounts {
        let stored = store.load(setup.key(account).as_str()).await.expect("a store").expect("an entry");
        let entry: Entry = serde_json::from_slice(&stored.value).expect("an entry");
        let refresh = entry.refresh.expect("a refresh token");
        numbers.insert(account.clone(), referee::parse(refresh.token.expose()).expect("a token of ours").1);
    }
    numbers
}

/// What a process said until it was killed, `after` it had said that it is ready and so many `lines` more.
fn run_and_kill(mut child: Child, more: usize, after: Duration) -> Vec<String> {
    let mut lines = Vec::new();
    let mut output = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let mut left = None;
    for line in output.by_ref() {
        left = if line == "ready" { Some(more) } else { left.map(|left| left - 1) };
        lines.push(line);
        if left == Some(0) {
            break;
        }
    }
    std::thread::sleep(after);
    child.kill().expect("a process to kill");
    child.wait().expect("its end");
    lines.extend(output);
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_during_refreshes_loses_nothing_that_can_be_had_back() {
    let gateway = Gateway::start().await;
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("tokens.redb");
    let accounts = ["authorizer:wx", "merchant:app", "user:open"];
    let accounts = accounts.iter().flat_map(|kind| (0..4).map(move |number| format!("{kind}{number}")));
    let setup = Setup::new(&gateway, store.to_str().unwrap(), accounts.collect());
    let file = folder.path().join("setup.json");
    setup.write(&file);
    setup.keepers().await.authorize_all(&gateway).await;

    let (mut handed_out, mut lost) = (0_usize, HashMap::<String, u64>::new());
    for round in 0..KILLS {
        let child = Command::new(env!("CARGO_BIN_EXE_keeper"))
            .arg(&file)
            .arg("storm")
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let random = uuid::Uuid::new_v4().as_u128();
        let (more, after) = ((random % 16) as usize, Duration::from_micros((random >> 64) as u64 % 20_000));
        let lines = tokio::task::spawn_blocking(move || run_and_kill(child, more, after)).await.unwrap();
        assert!(lines.iter().any(|line| line == "ready"), "round {round}: it did not start: {lines:?}");
        let numbers = stored(&setup).await;
        for line in &lines {
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next()) {
                (Some("token"), Some(account), Some(token)) => {
                    // The last line may have been cut by the kill.
                    let Some((name, number)) = referee::parse(token) else { continue };
                    assert_eq!(refereed(account).1, name);
                    assert!(number <= numbers[account], "round {round}: {token} was handed out, and not stored");
                    handed_out += 1;
                }
                (Some("lost"), Some(account), None) => *lost.entry(account.to_owned()).or_default() += 1,
                (Some("error"), ..) => panic!("round {round}: {line}"),
                _ => {}
            }
        }
    }

    let keepers = setup.keepers().await;
    for account in keepers.recover().await {
        *lost.entry(account.clone()).or_default() += 1;
        keepers.authorize_again(&account).await;
    }
    let mut summary = HashMap::<Kind, (u64, u64, u64)>::new();
    for account in &setup.accounts {
        let (kind, name) = refereed(account);
        let record = gateway.referee().record(kind, name);
        let lost = lost.get(account).copied().unwrap_or_default();
        match kind {
            // A new authorization for each time that an answer was lost, and never for another reason.
            Kind::User => assert_eq!((record.refusals, record.authorizations), (lost, 1 + lost), "{account}"),
            _ => assert_eq!((lost, record.authorizations), (0, 1), "{account}"),
        }
        let token = keepers.token(account).await.unwrap();
        let (_, number) = referee::parse(&token).unwrap();
        assert_eq!(number, record.number, "{account}: the token that is kept is the current one");
        assert_eq!(keepers.refresh(account).await.map(|_| ()).map_err(|error| error.to_string()), Ok(()), "{account}");
        let sum = summary.entry(kind).or_default();
        *sum = (sum.0 + record.refreshes, sum.1 + record.refusals, sum.2 + lost);
    }
    assert!(handed_out > KILLS, "{handed_out} tokens were handed out");
    eprintln!("{KILLS} kills, {handed_out} tokens handed out; refreshes, refusals, losses: {summary:?}");
}
