//! The commands of the pages in `docs/` are run as they stand there.
//!
//! A block marked `sh` has to succeed, one marked `sh fails` has to fail at its last command, and blocks of a page
//! share their variables. `cargo` is replaced by what it would have built: programs of this workspace are built
//! already, and a double of the gateways is there, so that `cargo xtask mock` need not be started.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::gateway::Gateway;
use tests::tools::{system, workspace};

/// A block of commands of a page.
#[derive(Debug, PartialEq)]
struct Block {
    line: usize,
    fails: bool,
    commands: String,
}

/// The blocks of a page that are to be run.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut fenced = false;
    for (number, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) if !fenced => {
                fenced = true;
                let fails = info.trim() == "sh fails";
                if fails || info.trim() == "sh" {
                    open = Some(Block { line: number + 2, fails, commands: String::new() });
                }
            }
            (Some(_), _) => {
                fenced = false;
                blocks.extend(open.take());
            }
            (None, Some(block)) => {
                block.commands.push_str(line);
                block.commands.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Pages that show commands which other tests run: those of the command line in `tests/cli`.
const ELSEWHERE: [&str; 1] = ["overrides.md"];

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            pages.extend(self::pages(&path));
        } else if name.ends_with(".md") && !ELSEWHERE.contains(&&*name) {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

/// What stands for cargo: a script that knows where the built programs are.
const CARGO: &str = r#"#!/usr/bin/env bash
set -eu
case "$1 ${2-}" in
    "xtask mock") echo "the double of this test is used" ;;
    "run -p")
        while [ "$1" != --example ]; do shift; done
        program=$BUILT/examples/$2
        [ -x "$program" ] || { echo "$program has not been built: run \`cargo xtask test\`" >&2; exit 1; }
        shift 2
        if [ "${1-}" = -- ]; then shift; fi
        exec "$program" "$@"
        ;;
    *)
        echo "the pages run no such command as: cargo $*" >&2
        exit 1
        ;;
esac
"#;

/// The folder of built programs, above that of the tests.
fn built() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    test.parent().and_then(Path::parent).expect("target/debug").to_owned()
}

/// A folder to run a page in: with the keys where `cargo xtask mock` writes them.
fn desk(gateway: &Gateway) -> tempfile::TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    let keys = desk.path().join("target/mock");
    gateway.write_keys(&keys).expect("keys");
    let programs = desk.path().join("bin");
    fs::create_dir(&programs).expect("a folder");
    let cargo = programs.join("cargo");
    fs::write(&cargo, CARGO).expect("a script");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("a script that can be run");
    }
    desk
}

/// Runs the commands of a page and fails the test where one does what the page does not say.
async fn follow(page: &Path) {
    let text = fs::read_to_string(page).expect("a page");
    let blocks = blocks(&text);
    if blocks.is_empty() {
        return;
    }
    let gateway = Gateway::start().await;
    let desk = desk(&gateway);
    // What a block exports is there for the next one.
    let state = desk.path().join("variables");
    fs::write(&state, "").expect("a file");
    for block in blocks {
        let commands = block.commands.replace("http://127.0.0.1:8787", gateway.url());
        let script = format!("set -e\nsource {0}\ntrap 'export -p > {0}' EXIT\n{commands}", state.display());
        let path = std::env::var_os("PATH").unwrap_or_default();
        let search = std::env::join_paths([desk.path().join("bin")].into_iter().chain(std::env::split_paths(&path)));
        let mut command = Command::new("bash");
        command
            .arg("-c")
            .arg(script)
            .current_dir(desk.path())
            .env("PATH", search.expect("folders"))
            .env("BUILT", built());
        let output = tokio::task::spawn_blocking(move || command.output().expect("bash")).await.expect("its output");
        let place = format!("{}:{}", page.display(), block.line);
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.success(), !block.fails, "{place}\n{told}");
        assert!(!told.contains("the pages run no such command"), "{place}\n{told}");
        assert!(!told.contains("No such file or directory"), "{place}\n{told}");
    }
}

#[tokio::test]
async fn every_command_of_the_pages_does_what_the_page_says() {
    if ["bash", "curl", "openssl"].iter().any(|program| system(program).is_none()) {
        return;
    }
    let pages = pages(&workspace().join("docs"));
    assert!(pages.iter().any(|page| page.ends_with("alipay-first-call.md")), "{pages:?}");
    for page in pages {
        follow(&page).await;
    }
}

#[test]
fn blocks_are_found_by_their_marks() {
    let page = "a\n```sh\nx\ny\n```\n```text\n```\n```sh fails\nz\n```\n```rust\nsh\n```\n";
    let block = |line, fails, commands: &str| Block { line, fails, commands: commands.to_owned() };
    assert_eq!(blocks(page), [block(3, false, "x\ny\n"), block(9, true, "z\n")]);
}
