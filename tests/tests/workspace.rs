//! What the crates of the workspace may and may not pull in.

use std::process::Command;

use tests::tools::workspace;

/// The packages that a package is built from, with these features.
fn packages(package: &str, features: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p}", "--edges", "normal,build"])
        .args(["--package", package, "--no-default-features", "--features", features])
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_task_runner_and_the_generator_compile_no_http_client_and_no_async_runtime() {
    let packages = packages("xtask", "");
    assert!(packages.iter().any(|name| name == "codegen"));
    for heavy in ["reqwest", "tokio", "hyper", "rustls", "aws-lc-rs", "runtime"] {
        assert!(!packages.iter().any(|name| name == heavy), "xtask pulls {heavy} in");
    }
}

#[test]
fn the_generator_and_the_runtime_do_not_know_each_other() {
    assert!(!packages("codegen", "").iter().any(|name| name == "runtime"));
    assert!(!packages("runtime", "").iter().any(|name| name == "codegen"));
}

#[test]
fn one_platform_does_not_compile_what_only_the_other_needs() {
    let only_alipay = ["md-5", "x509-parser"];
    let (alipay, wechat) = (packages("generated", "alipay"), packages("generated", "wechat"));
    for package in only_alipay {
        assert!(alipay.iter().any(|name| name == package), "{package}");
        assert!(!wechat.iter().any(|name| name == package), "wechat pulls {package} in");
    }
}

#[test]
fn the_table_of_peers_names_every_pinned_client_with_its_version() {
    let read = |path: &str| std::fs::read_to_string(workspace().join(path)).expect(path);
    let table = read("docs/peers.md");
    let node: serde_json::Value = serde_json::from_str(&read("tests/tools/node/package.json")).expect("JSON");
    let node = node["dependencies"].as_object().expect("dependencies").clone();
    let node = node.into_iter().map(|(name, version)| (name, version.as_str().expect("a version").to_owned()));
    // What the Python tools need in turn stands behind a comment of its own.
    let python = read("tests/tools/python/requirements.txt");
    let wanted = python.lines().skip_while(|line| line.starts_with('#')).take_while(|line| !line.starts_with('#'));
    let python = wanted
        .filter_map(|line| line.split_once("=="))
        .map(|(name, version)| (name.split('[').next().unwrap_or(name).to_owned(), version.to_owned()));
    for (name, version) in node.chain(python) {
        let row = table.lines().find(|line| line.contains(&format!("`{name}`")));
        assert!(row.is_some_and(|row| row.contains(&version)), "docs/peers.md does not say {name} {version}: {row:?}");
    }
}

#[test]
fn a_client_alone_pulls_in_no_store_and_each_store_only_its_own_library() {
    let has = |packages: &[String], name: &str| packages.iter().any(|package| package == name);
    for features in ["alipay,wechat", "alipay,wechat,keeper"] {
        let packages = packages("runtime", features);
        assert!(!has(&packages, "redb") && !has(&packages, "redis"), "{features}");
    }
    let (file, redis) = (packages("runtime", "store-file"), packages("runtime", "store-redis"));
    assert!(has(&file, "redb") && !has(&file, "redis"));
    assert!(has(&redis, "redis") && !has(&redis, "redb"));
}
