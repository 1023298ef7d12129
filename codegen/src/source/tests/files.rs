//! Files on disk.

use std::fs;
use std::path::Path;

use crate::diagnostic::Code;
use crate::source::Sources;

#[test]
fn a_file_is_read_once_however_its_path_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.yaml");
    fs::write(&path, "a: 1\n").expect("a file");
    fs::create_dir(folder.path().join("sub")).expect("a folder");
    let mut sources = Sources::new();
    let file = sources.load(&path).expect("a file");
    let again = sources.load(&folder.path().join("sub/.././api.yaml")).expect("a file");
    assert_eq!(file, again);
    assert_eq!(sources.files().len(), 1);
    assert_eq!(sources.path(file), path);
}

#[test]
fn a_file_that_cannot_be_read_says_so_every_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sources = Sources::new();
    for (path, cause) in
        [(folder.path().join("none.yaml"), "there is no such file"), (folder.path().into(), "it is a folder")]
    {
        let error = sources.load(&path).expect_err("nothing to read");
        assert_eq!(error.code, Code::UnreadableFile);
        assert!(error.message.ends_with(cause), "{}", error.message);
        assert_eq!(sources.load(&path), Err(error));
    }
}

#[test]
fn of_a_file_that_is_not_there_the_nearest_name_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("pets.yaml"), "a: 1\n").expect("a file");
    let mut sources = Sources::new();
    let error = sources.load(&folder.path().join("pets.yml")).expect_err("nothing to read");
    assert_eq!(error.help.as_deref(), Some("did you mean `pets.yaml`, which is in the same folder?"));
    let error = sources.load(&folder.path().join("unlike")).expect_err("nothing to read");
    assert_eq!(error.help, None);
}

#[test]
fn an_address_is_not_fetched() {
    let error = Sources::new().load(Path::new("https://example.com/api.yaml")).unwrap_err();
    assert_eq!(error.help.as_deref(), Some("nothing is fetched: download it, and give the file"));
}

#[test]
fn bytes_that_are_not_utf_8_are_shown_in_their_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.yaml");
    fs::write(&path, b"a: 1\nb: caf\xe9\n").expect("a file");
    let mut sources = Sources::new();
    let error = sources.load(&path).expect_err("not UTF-8");
    assert_eq!(error.code, Code::NotUtf8);
    let position = sources.position(error.span);
    assert_eq!((position.line, position.column), (2, 7));
}
