//! The checker of `cargo xtask conform` (`tests/tools/conform`) accepts what is right and refuses what is wrong. Its
//! tests are written in Python, as it is.

use std::process::Command;

use tests::tools::{find, workspace};

#[test]
fn the_checker_tells_right_from_wrong() {
    let Some(python) = find("python/bin/python") else {
        return;
    };
    let output = Command::new(python)
        .args(["-B", "-m", "unittest", "--verbose", "test_checker"])
        .current_dir(workspace().join("tests/tools/conform"))
        .output()
        .expect("Python starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("a_refused_body_is_kept"), "{told}");
}
