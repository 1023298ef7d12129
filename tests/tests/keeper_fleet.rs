//! Three processes on one Redis server: one of them refreshes, whatever happens to the others.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use runtime::keeper::{RedisStore, Store as _, Swap, Write};
use tests::gateway::{Gateway, Kind, referee};
use tests::keeping::Setup;
use tests::tools;

/// A Redis server of this test alone, on a free port, that keeps nothing when it ends.
struct Redis {
    server: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Redis {
    fn start(program: &Path) -> Self {
        (0..5).find_map(|_| Self::try_start(program)).expect("a Redis server that starts")
    }

    /// `None` where another process has taken the port between the choice of it and the start.
    fn try_start(program: &Path) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("an address").port();
        let mut server = Command::new(program)
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--appendonly", "yes"])
            .args(["--appendfsync", "always", "--save", "", "--dir"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("a process");
        let begin = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if server.try_wait().expect("a process").is_some() {
                return None;
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "the Redis server does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self { server, url: format!("redis://127.0.0.1:{port}/"), _folder: folder })
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A process that keeps tokens.
struct Process {
    child: Child,
    input: ChildStdin,
    lines: mpsc::Receiver<String>,
}

impl Process {
    fn start(setup: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_keeper"))
            .arg(setup)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let (sender, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let input = child.stdin.take().expect("a pipe");
        let process = Self { child, input, lines };
        assert_eq!(process.line(), "ready");
        process
    }

    fn ask(&mut self, what: &str) {
        writeln!(self.input, "{what}").expect("a process that listens");
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(60)).expect("an answer")
    }

    /// Stops it, or lets it go on.
    fn signal(&self, signal: &str) {
        let status =
            Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().expect("the program kill");
        assert!(status.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A gateway, a Redis server and three processes, for accounts that have been authorized.
async fn fleet(accounts: Vec<String>, lease: u64) -> Option<(Gateway, Redis, [Process; 3], tempfile::TempDir, Setup)> {
    let program = tools::find("redis/bin/redis-server")?;
    let (gateway, redis) = (Gateway::start().await, Redis::start(&program));
    let mut setup = Setup::new(&gateway, &redis.url, accounts);
    (setup.lease, setup.answer) = (lease, lease / 2);
    setup.keepers().await.authorize_all(&gateway).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("setup.json");
    setup.write(&file);
    let processes = [(); 3].map(|()| Process::start(&file));
    Some((gateway, redis, processes, folder, setup))
}

#[tokio::test]
async fn a_store_in_redis_writes_only_what_its_writer_has_seen_and_under_the_last_lease() {
    let Some(program) = tools::find("redis/bin/redis-server") else { return };
    let redis = Redis::start(&program);
    let store = RedisStore::connect(&redis.url, "a:b").await.unwrap();
    let write = |key, expected, value| Write { key, expected, value, unfinished: false, lease: None };
    let swap = |write| store.swap(write);
    let Swap::Done(first) = swap(write("k", None, Some(b"1"))).await.unwrap() else { panic!("not written") };
    assert_eq!(swap(write("k", None, Some(b"2"))).await.unwrap(), Swap::Conflict);
    let Swap::Done(second) = swap(write("k", Some(first), Some(b"\0\xff{}"))).await.unwrap() else { panic!("no") };
    assert_eq!(swap(write("k", Some(first), Some(b"3"))).await.unwrap(), Swap::Conflict);
    let stored = store.load("k").await.unwrap().unwrap();
    assert_eq!((stored.version, &**stored.value), (second, &b"\0\xff{}"[..]));

    let held = store.acquire("k", Duration::from_secs(60)).await.unwrap().unwrap();
    assert!(store.acquire("k", Duration::from_secs(60)).await.unwrap().is_none());
    store.release(&held).await.unwrap();
    let lease = store.acquire("k", Duration::from_millis(50)).await.unwrap().unwrap();
    let next = loop {
        if let Some(next) = store.acquire("k", Duration::from_secs(60)).await.unwrap() {
            break next;
        }
    };
    assert!(next.fence > lease.fence);
    store.release(&lease).await.unwrap();
    let under = |lease| Write { lease: Some(lease), unfinished: true, ..write("k", Some(second), Some(b"4")) };
    assert_eq!(swap(under(&lease)).await.unwrap(), Swap::LeaseLost);
    let Swap::Done(third) = swap(under(&next)).await.unwrap() else { panic!("not written") };
    assert_eq!(store.unfinished().await.unwrap(), ["k"]);
    store.release(&next).await.unwrap();
    let after = store.acquire("k", Duration::from_secs(60)).await.unwrap().unwrap();
    assert!(after.fence > next.fence);

    for key in ["j", "l", "m/x"] {
        assert!(matches!(swap(write(key, None, Some(b"5"))).await.unwrap(), Swap::Done(_)));
    }
    assert_eq!(store.keys(None, 2).await.unwrap(), ["j", "k"]);
    assert_eq!(store.keys(Some("k"), 9).await.unwrap(), ["l", "m/x"]);
    assert!(matches!(swap(write("k", Some(third), None)).await.unwrap(), Swap::Done(_)));
    assert!(store.load("k").await.unwrap().is_none() && store.unfinished().await.unwrap().is_empty());
    assert_eq!(store.keys(None, 9).await.unwrap(), ["j", "l", "m/x"]);
}

#[tokio::test]
async fn an_address_of_redis_is_not_shown_and_a_server_that_is_not_there_is_told() {
    for (url, part) in [("redis://:hunter2@127.0.0.1:1/", "the Redis server failed"), ("http://hunter2", "address")] {
        let error = RedisStore::connect(url, "x").await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(part) && !shown.contains("hunter2"), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_the_fleet_refreshes_and_all_have_its_token() {
    let accounts: Vec<_> = (0..10)
        .flat_map(|number| {
            [format!("authorizer:wx{number}"), format!("merchant:app{number}"), format!("user:open{number}")]
        })
        .collect();
    let Some((gateway, _redis, mut processes, _folder, setup)) = fleet(accounts.clone(), 60_000).await else { return };
    for process in &mut processes {
        for account in &accounts {
            process.ask(account);
        }
    }
    let mut answers: Vec<Vec<String>> =
        processes.iter().map(|process| accounts.iter().map(|_| process.line()).collect()).collect();
    answers.iter_mut().for_each(|answers| answers.sort());
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    assert!(answers[0].iter().all(|answer| answer.starts_with("token ")), "{:?}", answers[0]);
    for account in &accounts {
        let (kind, name) = tests::keeping::refereed(account);
        let record = gateway.referee().record(kind, name);
        assert_eq!((record.refreshes, record.refusals), (1, 0), "{account}");
    }
    assert_eq!(gateway.referee().record(Kind::Component, &setup.component_appid).refreshes, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_paused_past_its_lease_and_let_go_changes_nothing() {
    let account = "authorizer:wx1";
    let Some((gateway, _redis, mut processes, _folder, setup)) = fleet(vec![account.to_owned()], 6_000).await else {
        return;
    };
    let asked = |gateway: &Gateway| {
        let is_one = |path: &str| path.ends_with("api_authorizer_token");
        gateway.requests().iter().filter(|recorded| is_one(recorded.request.path())).count()
    };
    // The platform gives the first one new tokens, and while the answer is on its way the process is stopped.
    gateway.referee().hold_answers(true);
    let [paused, second, third] = &mut processes;
    paused.ask(account);
    let begin = Instant::now();
    while asked(&gateway) == 0 {
        assert!(begin.elapsed() < Duration::from_secs(30), "the platform is not asked");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    paused.signal("-STOP");
    gateway.referee().hold_answers(false);

    // The others wait for the lease to end. One of them finds the refresh token used up, and in the list the new
    // one; the third takes what it got.
    second.ask(account);
    third.ask(account);
    let (second, third) = (second.line(), third.line());
    assert_eq!(second, third);
    let number = gateway.referee().record(Kind::Authorizer, "wx1").number;
    assert_eq!(second, format!("token {account} {}", referee::token("access", "wx1", number)));

    // The first one comes back with an answer that was good once.
    paused.signal("-CONT");
    assert_eq!(paused.line(), second, "it takes the newer one");
    let record = gateway.referee().record(Kind::Authorizer, "wx1");
    assert_eq!((record.number, record.refreshes, record.refusals, record.authorizations), (number, 2, 1, 1));
    let entry = setup.keepers().await.entry(account).await.unwrap();
    assert_eq!(entry.refresh.unwrap().token.expose(), referee::token("refresh", "wx1", number));
    assert!(entry.intent.is_none() && entry.dead.is_none());
    // And everything goes on.
    for process in &mut processes {
        process.ask(&format!("refresh {account}"));
        assert!(process.line().contains("token refresh authorizer:wx1 access@@@wx1@@@"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_during_a_refresh_leaves_its_lease_to_the_others() {
    let account = "authorizer:wx1";
    let Some((gateway, _redis, mut processes, _folder, _)) = fleet(vec![account.to_owned()], 6_000).await else {
        return;
    };
    gateway.referee().hold_answers(true);
    processes[0].ask(account);
    while gateway.referee().record(Kind::Authorizer, "wx1").refreshes == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    processes[0].child.kill().unwrap();
    gateway.referee().hold_answers(false);
    processes[1].ask(account);
    let number = gateway.referee().record(Kind::Authorizer, "wx1").number;
    assert_eq!(processes[1].line(), format!("token {account} {}", referee::token("access", "wx1", number + 1)));
    assert_eq!(gateway.referee().record(Kind::Authorizer, "wx1").authorizations, 1);
}
