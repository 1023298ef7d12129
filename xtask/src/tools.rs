//! The tools of others that the tests run: installed into a folder of their own from pinned lists,
//! and only again when a list has changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, bail};

use crate::print::{self, Spinner};

/// A kind of tools: where its lists lie, and how they are installed.
pub struct ToolSet {
    /// Name of its folder, both of the lists and of what is installed.
    pub name: &'static str,
    /// The programs without one of which nothing can be installed.
    needs: &'static [&'static str],
    /// The files that say what to install.
    lists: &'static [&'static str],
    install: fn(&Path) -> anyhow::Result<()>,
}

/// The tool sets of this workspace.
pub const ALL: [ToolSet; 3] = [
    ToolSet {
        name: "node",
        needs: &["npm"],
        lists: &["package.json", "package-lock.json", ".npmrc"],
        install: install_node,
    },
    ToolSet { name: "python", needs: &["python3"], lists: &["requirements.txt"], install: install_python },
    ToolSet { name: "redis", needs: &["redis-server", "apt-get"], lists: &["packages.txt"], install: install_redis },
];

/// Holds what was installed, written once all is there.
const STAMP: &str = ".installed";

impl ToolSet {
    /// Installs the set from its lists in `lists` into `tools`, unless it is there already. A machine
    /// without the program for it, or without network, can still run the other tests: that is said,
    /// not returned as an error.
    ///
    /// # Errors
    ///
    /// When the lists cannot be read, or the folder of the tools cannot be cleared.
    pub fn ensure(&self, lists: &Path, tools: &Path) -> anyhow::Result<()> {
        let folder = tools.join(self.name);
        let stamp = self.stamp(&lists.join(self.name), &folder)?;
        if fs::read_to_string(folder.join(STAMP)).is_ok_and(|old| old == stamp) {
            return Ok(());
        }
        remove(&folder)?;
        if !self.needs.iter().any(|program| starts(program)) {
            print::note(format_args!(
                "{} is not installed: the tests that need {} tools are skipped",
                self.needs.join(" or "),
                self.name
            ));
            return Ok(());
        }
        let spinner = Spinner::start();
        spinner.show(&format!("installing the {} tools of the tests", self.name));
        let installed = self
            .copy_lists(&lists.join(self.name), &folder)
            .and_then(|()| (self.install)(&folder))
            .and_then(|()| Ok(fs::write(folder.join(STAMP), stamp)?));
        drop(spinner);
        if let Err(error) = installed {
            // Half a set would make tests fail that should be skipped.
            remove(&folder)?;
            print::error(&error);
            print::note(format_args!("the tests that need {} tools are skipped", self.name));
        }
        Ok(())
    }

    /// What the set is made of: its lists, and its place, for what is installed knows its own path.
    fn stamp(&self, lists: &Path, folder: &Path) -> anyhow::Result<String> {
        let mut stamp = format!("{}\n", folder.display());
        for name in self.lists {
            let list = lists.join(name);
            let text = fs::read_to_string(&list);
            stamp += &text.with_context(|| format!("cannot read {}", list.display()))?;
        }
        Ok(stamp)
    }

    fn copy_lists(&self, lists: &Path, folder: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(folder)?;
        for name in self.lists {
            fs::copy(lists.join(name), folder.join(name))
                .with_context(|| format!("cannot copy {name} to {}", folder.display()))?;
        }
        Ok(())
    }
}

fn install_node(folder: &Path) -> anyhow::Result<()> {
    // None of the packages needs a script of its own to be installed, and none is to run one.
    run(Command::new("npm").args(["ci", "--ignore-scripts"]).current_dir(folder))
}

fn install_python(folder: &Path) -> anyhow::Result<()> {
    let venv = || run(Command::new("python3").args(["-m", "venv"]).arg(folder));
    if let Err(error) = venv() {
        // Debian keeps a part of Python's own library in a package of its own.
        if !is_root() || !starts("apt-get") {
            return Err(error.context("on Debian, `apt-get install python3-venv` may help"));
        }
        run(Command::new("apt-get").args(["update", "--quiet"]))?;
        run(Command::new("apt-get").args(["install", "--yes", "--quiet", "python3-venv"]))?;
        venv()?;
    }
    let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--requirement"];
    let python = folder.join("bin").join("python");
    run(Command::new(python).args(pip).arg(folder.join("requirements.txt")))
}

/// The server that the machine has, or Debian's, under a name that the tests find.
fn install_redis(folder: &Path) -> anyhow::Result<()> {
    if !starts("redis-server") {
        if !is_root() {
            bail!("redis-server is not installed, and only root can install it");
        }
        let packages = fs::read_to_string(folder.join("packages.txt"))?;
        run(Command::new("apt-get").args(["update", "--quiet"]))?;
        run(Command::new("apt-get").args(["install", "--yes", "--quiet"]).args(packages.split_whitespace()))?;
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let server = std::env::split_paths(&paths).map(|path| path.join("redis-server")).find(|path| path.exists());
    let server = server.context("redis-server was installed, and cannot be found")?;
    fs::create_dir_all(folder.join("bin"))?;
    fs::copy(&server, folder.join("bin/redis-server")).with_context(|| format!("cannot copy {}", server.display()))?;
    Ok(())
}

/// Runs a command without a word, but tells all it printed when it fails.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let name = format!("{:?}", command.get_program());
    let Output { status, stdout, stderr } = command.output().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        let printed = [stdout, stderr].concat();
        bail!("{name} failed ({status}):\n{}", String::from_utf8_lossy(&printed).trim_end());
    }
    Ok(())
}

fn starts(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot delete {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Where the tools are installed: beside what Cargo builds, so that `cargo clean` removes them too.
pub fn folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target)).join("tools")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A set whose installation counts how often it ran, in a file that outlives the folder.
    fn set(needs: &'static [&'static str], install: fn(&Path) -> anyhow::Result<()>) -> ToolSet {
        ToolSet { name: "kind", needs, lists: &["list.txt"], install }
    }

    fn count(folder: &Path) -> anyhow::Result<()> {
        let log = folder.parent().unwrap().join("log");
        let before = fs::read_to_string(&log).unwrap_or_default();
        Ok(fs::write(log, before + &fs::read_to_string(folder.join("list.txt"))?)?)
    }

    fn places(list: &str) -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (lists, tools) = (folder.path().join("lists"), folder.path().join("tools"));
        fs::create_dir_all(lists.join("kind")).unwrap();
        fs::write(lists.join("kind/list.txt"), list).unwrap();
        (folder, lists, tools)
    }

    #[test]
    fn tools_are_installed_again_only_when_a_list_changed() {
        let (_folder, lists, tools) = places("one,");
        let set = set(&["cargo"], count);
        set.ensure(&lists, &tools).unwrap();
        set.ensure(&lists, &tools).unwrap();
        fs::write(lists.join("kind/list.txt"), "two,").unwrap();
        set.ensure(&lists, &tools).unwrap();
        set.ensure(&lists, &tools).unwrap();
        assert_eq!(fs::read_to_string(tools.join("log")).unwrap(), "one,two,");
    }

    #[test]
    fn a_failed_installation_leaves_nothing_and_does_not_stop_the_run() {
        let (_folder, lists, tools) = places("one,");
        set(&["cargo"], |_| bail!("no network")).ensure(&lists, &tools).unwrap();
        assert!(!tools.join("kind").exists());
    }

    #[test]
    fn a_machine_without_the_program_goes_on() {
        let (_folder, lists, tools) = places("one,");
        set(&["no-such-program-anywhere"], count).ensure(&lists, &tools).unwrap();
        assert!(!tools.join("log").exists());
    }

    #[test]
    fn a_failing_command_tells_what_it_printed() {
        let error = run(Command::new("cargo").arg("no-such-subcommand")).unwrap_err();
        assert!(error.to_string().contains("no such command"), "{error}");
    }
}
