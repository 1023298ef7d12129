//! Diagnostics for machines.

use serde::Serialize;
use serde_json::Value;

use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Sources, Span};

#[derive(Serialize)]
struct Record<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    pointer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

impl Diagnostics {
    /// A list of objects with `code`, `severity`, `message`, `file`, `line`, `column`, `pointer` and, where there is
    /// one, `label`, `help` and `related`; in the order of [`sorted`](Self::sorted). Lines and columns count from 1,
    /// columns in characters.
    pub fn to_json(&self, sources: &Sources) -> Value {
        self.sorted()
            .into_iter()
            .map(|diagnostic| serde_json::to_value(record(diagnostic, sources)).unwrap_or_default())
            .collect()
    }
}

fn record<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Record<'a> {
    Record {
        code: diagnostic.code.id(),
        severity: diagnostic.severity,
        message: &diagnostic.message,
        place: place(sources, diagnostic.span),
        pointer: diagnostic.pointer.as_str(),
        label: diagnostic.label.as_deref(),
        help: diagnostic.help.as_deref(),
        related: diagnostic
            .related
            .iter()
            .map(|(span, message)| Related { place: place(sources, *span), message })
            .collect(),
    }
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let position = sources.position(span);
    Place { file: position.file, line: position.line, column: position.column }
}
