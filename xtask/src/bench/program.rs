//! A small program that uses two operations of a generated crate, built for release.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::measure::{Measure, measured};
use crate::scratch::Workspace;

/// What the program took, and how large it is.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub(super) struct Program {
    /// Building the crate and the program, what they depend on built before.
    build: Measure,
    /// The size of the executable, not stripped.
    bytes: u64,
}

impl Program {
    /// Seconds, those of processor time, and MiB, for a table.
    pub(super) fn cells(self) -> [String; 3] {
        #[expect(clippy::cast_precision_loss, reason = "a figure with two digits after the point")]
        let mebibytes = self.bytes as f64 / f64::from(1 << 20);
        let [seconds, cpu] = [self.build.seconds, self.build.cpu_seconds].map(|seconds| format!("{seconds:.1}"));
        [seconds, cpu, format!("{mebibytes:.2}")]
    }
}

/// How a generator's client is made and called.
pub(super) struct Style {
    /// Where its methods stand, below the crate.
    pub(super) sources: &'static str,
    /// What a method begins with.
    pub(super) method: &'static str,
    /// What stands behind its arguments.
    pub(super) arrow: &'static str,
    /// An expression that makes a client, where `krate` stands for the crate.
    pub(super) client: &'static str,
}

/// Builds a program with the two operations of the crate `name` that need least; `None` if it has not two that can be
/// called with words and numbers alone.
pub(super) fn built(
    workspace: &Workspace,
    name: &str,
    style: &Style,
    scratch: &Path,
) -> anyhow::Result<Option<Program>> {
    let folder = workspace.crate_folder(name);
    let mut calls = Vec::new();
    gather(&folder.join(style.sources), style, &mut calls);
    calls.sort_by_key(|call| (call.matches(',').count() + usize::from(!call.ends_with("()")), call.clone()));
    let [first, second, ..] = calls.as_slice() else {
        return Ok(None);
    };
    let program = format!("{name}-program");
    let krate = name.replace('-', "_");
    let source = format!(
        "//! Two operations of a generated crate.\n\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n    \
         let client = {};\n    println!(\"{{}}\", client.{first}.await.is_ok());\n    println!(\"{{}}\", \
         client.{second}.await.is_ok());\n}}\n",
        style.client.replace("krate", &krate)
    );
    let manifest = format!(
        "[package]\nname = \"{program}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         {name} = {{ path = \"../{name}\" }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    let own = workspace.crate_folder(&program);
    fs::create_dir_all(own.join("src")).with_context(|| format!("cannot create {}", own.display()))?;
    fs::write(own.join("Cargo.toml"), manifest).context("cannot write the program's manifest")?;
    fs::write(own.join("src/main.rs"), source).context("cannot write the program")?;
    let mut build = workspace.cargo(&["build", "--release", "--quiet", "--package", &program]);
    // Once for what they depend on, once for themselves.
    let output = build.output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("the program of {name} cannot be built:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    for path in [own.join("src/main.rs"), folder.join("src/lib.rs")] {
        super::touch(&path)?;
    }
    let (build, _) = measured(&build, scratch)?;
    let executable = workspace.target().join("release").join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    let bytes = fs::metadata(&executable).with_context(|| format!("cannot read {}", executable.display()))?.len();
    Ok(Some(Program { build, bytes }))
}

/// The calls that can be written without anything of the crate, in all sources below a folder.
fn gather(folder: &Path, style: &Style, calls: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            gather(&path, style, calls);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let methods = text.split(style.method).skip(1).filter_map(|rest| rest.split('{').next());
            calls.extend(methods.filter_map(|signature| call(signature, style)));
        }
    }
}

/// `get_me()`, from what stands between `fn` and the body.
fn call(signature: &str, style: &Style) -> Option<String> {
    let signature = signature.split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, rest) = signature.split_once('(')?;
    let (arguments, _) = rest.split_once(style.arrow)?;
    let mut arguments = arguments.trim_end_matches([' ', ',']).trim_start().split(", ");
    (arguments.next()? == "&self").then_some(())?;
    let values: Option<Vec<&str>> = arguments.map(|argument| value(argument.split_once(": ")?.1)).collect();
    Some(format!("{name}({})", values?.join(", ")))
}

fn value(ty: &str) -> Option<&'static str> {
    Some(match ty {
        "impl Into<String>" | "impl AsRef<str>" | "&str" | "impl Into<runtime::Secret>" => "\"x\"",
        "Option<impl AsRef<str>>" => "None::<&str>",
        "i32" | "i64" | "u32" | "u64" | "impl Into<i128>" => "1",
        "f32" | "f64" => "1.0",
        "bool" => "true",
        "Option<i32>" | "Option<i64>" | "Option<f64>" | "Option<bool>" => "None",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_methods_with_plain_arguments_are_called() {
        let style = Style { sources: "", method: "pub fn ", arrow: ") -> Call<", client: "" };
        assert_eq!(call("get_me(&self) -> Call<GetMe> ", &style).as_deref(), Some("get_me()"));
        let long =
            "get(\n        &self,\n        id: impl Into<String>,\n        page: impl Into<i128>,\n    ) -> Call<Get> ";
        assert_eq!(call(long, &style).as_deref(), Some("get(\"x\", 1)"));
        assert_eq!(call("add(&self, pet: Pet) -> Call<Add> ", &style), None);
        assert_eq!(call("new(name: i64) -> Self ", &style), None);
    }
}
