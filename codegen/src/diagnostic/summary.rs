//! What there is to say, by kind: a document that makes one mistake in a thousand places is told of it once.

use std::collections::HashMap;

use annotate_snippets::{Group, Level, Origin};

use super::render::{group, level, rendered, renderer};
use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::Sources;

/// How many kinds of one code are shown with their source line.
const WHOLE: usize = 5;

/// How many more are named, with their first place.
const NAMED: usize = 20;

/// How many further places of a kind are named by their lines.
const LINES: usize = 5;

/// Diagnostics by kind, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The text, for a terminal.
    pub text: String,
    /// How many diagnostics are not shown with their source line.
    pub hidden: usize,
}

/// Warnings or notes that say the same of several places.
struct Kind<'d> {
    first: &'d Diagnostic,
    others: Vec<&'d Diagnostic>,
}

impl Diagnostics {
    /// Every error, and every kind of warning and note with its first place and the number of the others. What says the
    /// same, with the same code, is of one kind. Of a code with many kinds, the first are shown as [`render`] does, some
    /// more by their messages, and the rest by their number.
    ///
    /// [`render`]: Self::render
    pub fn summary(&self, sources: &Sources, color: bool) -> Summary {
        let mut kinds: Vec<Kind<'_>> = Vec::new();
        let mut known: HashMap<(Code, Severity, &str), usize> = HashMap::new();
        for diagnostic in self.sorted() {
            let key = (diagnostic.code, diagnostic.severity, diagnostic.message.as_str());
            match known.get(&key) {
                Some(kind) if diagnostic.severity != Severity::Error => kinds[*kind].others.push(diagnostic),
                _ => {
                    known.insert(key, kinds.len());
                    kinds.push(Kind { first: diagnostic, others: Vec::new() });
                }
            }
        }
        let renderer = renderer(color);
        let mut summary = Summary { text: String::new(), hidden: 0 };
        let mut shown: HashMap<Code, usize> = HashMap::new();
        let mut left: Vec<(Code, Severity, usize)> = Vec::new();
        for kind in &kinds {
            let Kind { first, others } = kind;
            let shown = shown.entry(first.code).or_default();
            *shown += usize::from(first.severity != Severity::Error);
            summary.hidden += others.len() + usize::from(*shown > WHOLE);
            if *shown > WHOLE + NAMED {
                match left.iter_mut().find(|(code, ..)| *code == first.code) {
                    Some((.., count)) => *count += 1 + others.len(),
                    None => left.push((first.code, first.severity, 1 + others.len())),
                }
                continue;
            }
            let group = if *shown > WHOLE { named(kind, sources) } else { group(first, sources) };
            rendered(
                &mut summary.text,
                &renderer,
                match further(kind, sources) {
                    Some(text) => group.element(Level::NOTE.no_name().message(text)),
                    None => group,
                },
            );
        }
        for (code, severity, count) in left {
            let title = format!("{count} more of this kind: {}", code.title());
            let group = Group::with_title(level(severity).primary_title(title).id(code.id()));
            rendered(&mut summary.text, &renderer, group);
        }
        summary
    }
}

/// A kind by its message, with its first place.
fn named<'d>(kind: &Kind<'d>, sources: &'d Sources) -> Group<'d> {
    let first = kind.first;
    let position = sources.position(first.span);
    let origin = Origin::path(position.file).line(position.line).char_column(position.column);
    level(first.severity).primary_title(&*first.message).id(first.code.id()).element(origin)
}

/// Where else a kind is.
fn further(kind: &Kind<'_>, sources: &Sources) -> Option<String> {
    let count = kind.others.len();
    let place = |diagnostic: &&Diagnostic| {
        let position = sources.position(diagnostic.span);
        let is_same = diagnostic.span.file == kind.first.span.file;
        let file = if is_same { String::new() } else { format!("{}:", position.file) };
        format!("{file}{}:{}", position.line, position.column)
    };
    let places: Vec<String> = kind.others.iter().take(LINES).map(place).collect();
    let more = if count > LINES { ", …" } else { "" };
    let word = if count == 1 { "place" } else { "places" };
    (count > 0).then(|| format!("and in {count} more {word}: {}{more}", places.join(", ")))
}
