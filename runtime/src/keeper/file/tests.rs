//! The file outlives the process, belongs to one at a time, and damage to it is told.

use super::*;
use crate::keeper::Version;

fn write<'a>(key: &'a str, expected: Option<Version>, value: &'a [u8]) -> Write<'a> {
    Write { key, expected, value: Some(value), unfinished: false, lease: None }
}

async fn put(store: &FileStore, key: &str, value: &[u8]) -> Version {
    let expected = store.load(key).await.unwrap().map(|stored| stored.version);
    match store.swap(write(key, expected, value)).await.unwrap() {
        Swap::Done(version) => version,
        other => panic!("{other:?}"),
    }
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.redb");
    (folder, path)
}

#[tokio::test]
async fn values_are_there_again_after_closing() {
    let (_folder, path) = place();
    {
        let store = FileStore::create(&path).unwrap();
        put(&store, "a", b"1").await;
        put(&store, "a", b"2").await;
        let _ = store.swap(Write { unfinished: true, ..write("b", None, b"3") }).await.unwrap();
    }
    let store = FileStore::open(&path).unwrap();
    assert_eq!(&**store.load("a").await.unwrap().unwrap().value, b"2");
    assert_eq!(store.keys(None, 10).await.unwrap(), ["a", "b"]);
    assert_eq!(store.keys(Some("a"), 10).await.unwrap(), ["b"]);
    assert_eq!(store.unfinished().await.unwrap(), ["b"]);
    assert!(store.load("c").await.unwrap().is_none());
}

#[tokio::test]
async fn a_write_counts_only_on_what_its_writer_has_seen_and_under_the_last_lease() {
    let (_folder, path) = place();
    let store = FileStore::create(&path).unwrap();
    let first = put(&store, "a", b"1").await;
    put(&store, "a", b"2").await;
    assert_eq!(store.swap(write("a", Some(first), b"late")).await.unwrap(), Swap::Conflict);
    assert_eq!(store.swap(write("a", None, b"late")).await.unwrap(), Swap::Conflict);
    let lease = store.acquire("a", Duration::from_millis(1)).await.unwrap().unwrap();
    std::thread::sleep(Duration::from_millis(5));
    let next = store.acquire("a", Duration::from_secs(60)).await.unwrap().unwrap();
    assert!(next.fence > lease.fence && store.acquire("a", Duration::from_secs(1)).await.unwrap().is_none());
    let version = store.load("a").await.unwrap().map(|stored| stored.version);
    let under = |lease| Write { lease: Some(lease), ..write("a", version, b"3") };
    assert_eq!(store.swap(under(&lease)).await.unwrap(), Swap::LeaseLost);
    assert!(matches!(store.swap(under(&next)).await.unwrap(), Swap::Done(_)));
}

#[test]
fn a_store_is_opened_by_one_at_a_time_made_once_and_never_in_place_of_nothing() {
    let (_folder, path) = place();
    assert_eq!(FileStore::open(&path).unwrap_err().kind, StoreErrorKind::Missing);
    assert!(!path.exists());
    let store = FileStore::open_or_create(&path).unwrap();
    let error = FileStore::open(&path).unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::InUse, "{error}");
    assert_eq!(FileStore::create(&path).unwrap_err().kind, StoreErrorKind::Missing);
    drop(store);
    FileStore::open_or_create(&path).unwrap();
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
}

/// A closed store with a few hundred entries.
async fn filled(path: &Path) -> Vec<u8> {
    {
        let store = FileStore::create(path).unwrap();
        let writes = (0..300).map(|number| {
            let store = &store;
            async move { put(store, &format!("key/{number:04}"), format!("value {number}").repeat(20).as_bytes()).await }
        });
        for write in writes {
            write.await;
        }
    }
    std::fs::read(path).unwrap()
}

/// Opens a damaged file: an error, or all that was in it.
async fn opened(path: &Path, bytes: &[u8]) -> Result<usize, StoreError> {
    std::fs::write(path, bytes).unwrap();
    let store = FileStore::open(path)?;
    let keys = store.keys(None, 1000).await?;
    for key in &keys {
        let value = store.load(key).await?.map(|stored| stored.value);
        let number: u32 = key["key/".len()..].parse().unwrap();
        assert_eq!(&**value.unwrap(), format!("value {number}").repeat(20).as_bytes(), "{key}");
    }
    Ok(keys.len())
}

#[tokio::test]
async fn a_truncated_file_is_a_clear_error_and_never_an_empty_store() {
    let (_folder, path) = place();
    let whole = filled(&path).await;
    for length in [0, 1, 100, 512, 4095, 4096, 8192, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        let error = opened(&path, &whole[..length]).await.expect_err(&format!("{length} bytes"));
        assert_eq!(error.kind, StoreErrorKind::Corrupt, "{length} bytes: {error}");
        assert!(error.to_string().contains("tokens.redb"), "{error}");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), length as u64, "nothing is written");
    }
    assert_eq!(opened(&path, &whole).await.unwrap(), 300);
}

#[tokio::test]
async fn a_flipped_bit_is_a_clear_error_or_has_changed_nothing() {
    let (_folder, path) = place();
    let whole = filled(&path).await;
    let step = whole.len() / 150;
    let mut told = 0;
    for at in (0..whole.len()).step_by(step).chain(0..96) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        match opened(&path, &damaged).await {
            // Free space, and what the file says about itself beside its content, may be flipped without harm.
            Ok(keys) => assert!(keys >= 299, "byte {at}: {keys} of 300 keys"),
            Err(error) => {
                assert!(error.kind == StoreErrorKind::Corrupt || error.kind == StoreErrorKind::Unavailable, "{error}");
                told += 1;
            }
        }
    }
    assert!(told > 10, "{told} told");
}

#[tokio::test]
async fn something_else_is_not_taken_for_a_store() {
    let (_folder, path) = place();
    std::fs::write(&path, "a text").unwrap();
    assert_eq!(FileStore::open(&path).unwrap_err().kind, StoreErrorKind::Corrupt);
    assert_eq!(std::fs::read(&path).unwrap(), b"a text");
    std::fs::remove_file(&path).unwrap();
    drop(Database::create(&path).unwrap());
    let error = FileStore::open(&path).unwrap_err();
    assert!(error.to_string().contains("of something else"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_that_come_together_are_one_commit_and_none_is_lost() {
    let (_folder, path) = place();
    let store = Arc::new(FileStore::create(&path).unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..500 {
        let store = Arc::clone(&store);
        tasks.spawn(async move { put(&store, &format!("k{number}"), b"v").await });
    }
    while let Some(outcome) = tasks.join_next().await {
        outcome.unwrap();
    }
    drop(store);
    assert_eq!(FileStore::open(&path).unwrap().keys(None, 1000).await.unwrap().len(), 500);
}
