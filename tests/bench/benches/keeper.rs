//! What the token keeper costs: a token from memory, accounts in memory, a file with very many of them.

#![allow(clippy::print_stdout, reason = "figures that are no averages are printed")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use runtime::keeper::{Entry, FileStore, Fresh, Grant, Keeper, Key, RefreshError, RefreshErrorKind, Refresher};
use runtime::protocol::BoxFuture;
use tokio::runtime::Runtime;

/// Accounts that are held in memory.
const IN_MEMORY: usize = 10_000;
/// Accounts that a file holds.
const IN_FILE: usize = 100_000;

/// A platform that is never asked, because all tokens are good for longer than the benchmark takes.
struct Nobody;

impl Refresher for Nobody {
    fn refresh<'a>(&'a self, _: &'a Keeper, _: &'a Key, _: &'a Entry) -> BoxFuture<'a, Result<Fresh, RefreshError>> {
        let error = RefreshError::new(RefreshErrorKind::Unavailable, "none", "there is no platform here");
        Box::pin(std::future::ready(Err(error)))
    }

    fn is_for(&self, _: &Key) -> bool {
        true
    }
}

fn key(index: usize) -> Key {
    Key::new("wechat", "wx134c8103faa5a59e", "authorizer", &[&format!("wxf8b4f85f3a{index:06}")])
}

fn grant(index: usize) -> Grant {
    let token =
        |kind: &str| format!("{kind}-{index:06}-QXjUqNqfYVH0yBE1iI_7vuN_9gQbpjfK7hYwJ3P7xOa88a89-Aga5x1NMYJyB8G2yKt1");
    Grant::new().access(token("access"), Some(Duration::from_secs(7200))).refresh(token("refresh"), None)
}

async fn fill(keeper: &Keeper, accounts: usize) {
    // Together, as a store may write them together.
    let mut puts = tokio::task::JoinSet::new();
    for index in 0..accounts {
        let keeper = keeper.clone();
        puts.spawn(async move { keeper.put(&key(index), grant(index)).await.expect("a store") });
        if puts.len() >= 1024 {
            puts.join_next().await;
        }
    }
    puts.join_all().await;
}

/// The memory of this process, in bytes (Linux); nothing elsewhere.
fn resident() -> Option<usize> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    pages.split_whitespace().nth(1)?.parse::<usize>().ok().map(|pages| pages * 4096)
}

fn memory(criterion: &mut Criterion, threads: &Runtime) {
    let keeper = Keeper::builder().build(Nobody).expect("a keeper");
    let before = resident();
    threads.block_on(fill(&keeper, IN_MEMORY));
    if let (Some(before), Some(after)) = (before, resident()) {
        let kib = after.saturating_sub(before) / 1024;
        println!("{IN_MEMORY} accounts in memory, store and cache: {kib} KiB, {} bytes each", kib * 1024 / IN_MEMORY);
    }
    let keys: Vec<_> = (0..IN_MEMORY).map(key).collect();
    let mut group = criterion.benchmark_group("token from memory");
    group.bench_function("of one account", |bencher| {
        bencher.to_async(threads).iter(|| async { black_box(keeper.token(&keys[0]).await.expect("a token")) });
    });
    let mut turn = 0;
    group.bench_function("of 10,000 accounts in turn", |bencher| {
        bencher.to_async(threads).iter(|| {
            // A step that has no factor in common with their number meets all of them, far from each other.
            turn = (turn + 7919) % IN_MEMORY;
            let (keeper, key) = (&keeper, &keys[turn]);
            async move { black_box(keeper.token(key).await.expect("a token")) }
        });
    });
    group.finish();
}

fn file(threads: &Runtime) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tokens.redb");
    let open = || {
        let store = FileStore::open_or_create(&path).expect("a store");
        Keeper::builder().store(store).build(Nobody).expect("a keeper")
    };
    let keeper = open();
    let began = Instant::now();
    threads.block_on(fill(&keeper, IN_FILE));
    println!("{IN_FILE} authorizations stored durably in {:.2?}", began.elapsed());
    drop(keeper);
    // Tasks that still hold the store end with their runtime's next turn.
    threads.block_on(tokio::task::yield_now());

    let size = std::fs::metadata(&path).expect("a file").len();
    let began = Instant::now();
    let keeper = open();
    println!("opened and checked a file of {} MB with {IN_FILE} accounts in {:.2?}", size / 1_000_000, began.elapsed());
    let began = Instant::now();
    threads.block_on(async {
        for index in (0..IN_FILE).step_by(100) {
            keeper.token(&key(index)).await.expect("a token");
        }
    });
    println!("a first token from the file: {:.2?}", began.elapsed() / u32::try_from(IN_FILE / 100).expect("few"));
}

fn main() {
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    let mut criterion = Criterion::default().configure_from_args();
    memory(&mut criterion, &threads);
    file(&threads);
    criterion.final_summary();
}
