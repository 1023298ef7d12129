//! The `x-` extensions that the generator knows, each read in one place. `specs/README.md` says what they mean.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Lowering, Skipped, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Location;

/// The extensions of one object.
pub(crate) struct Extensions<'e> {
    pub(crate) values: &'e IndexMap<String, Value>,
    /// The object they stand in.
    pub(crate) at: &'e Location,
}

impl Extensions<'_> {
    /// `x-rust-name`: the identifier to use in Rust, for a name of this kind.
    pub(crate) fn rust_name(&self, lowering: &mut Lowering<'_>, kind: words::Kind) -> Result<Option<String>, Skipped> {
        let Some(name) = self.text(lowering, "x-rust-name")? else {
            return Ok(None);
        };
        match kind.objection(&name) {
            None => Ok(Some(name)),
            Some(why) => Err(self.wrong(lowering, "x-rust-name", &why)),
        }
    }

    /// An extension whose value is text.
    pub(crate) fn text(&self, lowering: &mut Lowering<'_>, key: &str) -> Result<Option<String>, Skipped> {
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(lowering, key, "it has to be a string")),
        }
    }

    /// An extension whose value is true or false.
    pub(crate) fn flag(&self, lowering: &mut Lowering<'_>, key: &str) -> Result<Option<bool>, Skipped> {
        match self.values.get(key) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.wrong(lowering, key, "it has to be true or false")),
        }
    }

    /// An extension whose value is a list of strings; nothing where it is absent.
    pub(crate) fn texts(&self, lowering: &mut Lowering<'_>, key: &str) -> Result<Vec<String>, Skipped> {
        let texts = match self.values.get(key) {
            None => Some(Vec::new()),
            Some(Value::Array(items)) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            Some(_) => None,
        };
        texts.ok_or_else(|| self.wrong(lowering, key, "it has to be a list of strings"))
    }

    /// Reports an extension whose value does not fit.
    pub(crate) fn wrong(&self, lowering: &mut Lowering<'_>, key: &str, why: &str) -> Skipped {
        let diagnostic =
            Diagnostic::at(lowering.sources, Code::InvalidExtension, &self.at.child(key), format!("`{key}`: {why}"))
                .help(format!("what `{key}` may say is told in `specs/README.md`"));
        lowering.report(diagnostic)
    }
}
