//! What the crates of the workspace may and may not pull in.

use std::process::Command;

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
