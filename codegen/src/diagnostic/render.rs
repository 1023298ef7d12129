//! Diagnostics for people, drawn by `annotate-snippets`.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::value::short;
use super::{Diagnostic, Diagnostics, Severity};
use crate::source::{Sources, Span};

/// Lines with more characters are cut. A minified file is a single line of megabytes.
const LONG: usize = 160;

/// How many characters of a cut line are shown before the place, of it, and after it.
const CONTEXT: usize = 60;

impl Diagnostics {
    /// Every diagnostic with its source line and a caret, by file and position, with an empty line between them. With
    /// `color`, ANSI escape codes are used.
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let renderer = renderer(color);
        let mut text = String::new();
        for diagnostic in self.sorted() {
            rendered(&mut text, &renderer, group(diagnostic, sources));
        }
        text
    }
}

pub(super) fn renderer(color: bool) -> Renderer {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    // Long lines are cut here: the renderer looks at the whole of what it is given, for every diagnostic again.
    renderer.term_width(4 * LONG)
}

/// Adds a diagnostic, with an empty line before it where there is something already.
pub(super) fn rendered(text: &mut String, renderer: &Renderer, group: Group<'_>) {
    if !text.is_empty() {
        text.push('\n');
    }
    for line in renderer.render(&[group]).lines().filter(|line| !is_joint(line)) {
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// Whether a line only joins the place to an excerpt, which the renderer takes for that of another file because the
/// place has been given apart from it.
fn is_joint(line: &str) -> bool {
    let mut rest = line;
    let mut bare = String::new();
    // A style begins with an escape and ends with `m`.
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    bare.push_str(rest);
    bare.trim() == ":::"
}

pub(super) fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

pub(super) fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Group<'a> {
    let mut elements = place(sources, diagnostic.span, AnnotationKind::Primary, diagnostic.label.as_deref());
    for (span, label) in &diagnostic.related {
        elements.extend(place(sources, *span, AnnotationKind::Context, Some(label)));
    }
    if !diagnostic.pointer.is_root() {
        let at = short(format!("#{}", diagnostic.pointer));
        elements.push(Level::NOTE.with_name("at").message(at).into());
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(&**help).into());
    }
    level(diagnostic.severity).primary_title(&*diagnostic.message).id(diagnostic.code.id()).elements(elements)
}

fn place<'a>(sources: &'a Sources, span: Span, kind: AnnotationKind, label: Option<&'a str>) -> Vec<Element<'a>> {
    let position = sources.position(span);
    let origin = Origin::path(position.file).line(position.line).char_column(position.column);
    if sources.text(span.file).is_empty() {
        return vec![origin.into()];
    }
    let excerpt = Excerpt::new(sources, span);
    let snippet =
        Snippet::source(excerpt.text).line_start(position.line).annotation(kind.span(excerpt.marked).label(label));
    if excerpt.cut {
        // The renderer would count the column from the cut.
        vec![origin.into(), snippet.into()]
    } else {
        vec![snippet.path(position.file).into()]
    }
}

/// The part of a line around a place.
struct Excerpt {
    text: String,
    /// The bytes of `text` to underline.
    marked: Range<usize>,
    /// Whether the line is longer.
    cut: bool,
}

impl Excerpt {
    fn new(sources: &Sources, span: Span) -> Self {
        let text = sources.text(span.file);
        let line_start = sources.line_start(span);
        // Of a line of megabytes, no more is looked at than could be shown: it may have a thousand such places.
        let place = (span.start as usize).clamp(line_start, text.len());
        let from = boundary_from(text, line_start.max(place.saturating_sub(8 * LONG)));
        let to = boundary_from(text, place.saturating_add(8 * LONG).min(text.len()));
        let line = text[from..to].split(['\n', '\r']).next().unwrap_or_default();
        // Of what goes on over several lines, the first is enough.
        let start = (place - from).min(line.len());
        let end = (span.end as usize).saturating_sub(from).clamp(start, line.len());
        if from == line_start && line.chars().nth(LONG).is_none() {
            return Self { text: line.to_owned(), marked: start..end, cut: false };
        }
        let before = Cut::before(line.get(..start).unwrap_or_default());
        let marked = Cut::after(line.get(start..end).unwrap_or_default());
        let after =
            if marked.cut { Cut { text: "", cut: false } } else { Cut::after(line.get(end..).unwrap_or_default()) };
        let mut text = String::new();
        if before.cut {
            text.push('…');
        }
        text.push_str(before.text);
        let start = text.len();
        text.push_str(marked.text);
        let end = text.len();
        text.push_str(after.text);
        if marked.cut || after.cut {
            text.push('…');
        }
        Self { text, marked: start..end, cut: true }
    }
}

/// The first boundary between characters that is no nearer to the beginning.
fn boundary_from(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// A piece of a line, and whether something was cut off.
struct Cut<'a> {
    text: &'a str,
    cut: bool,
}

impl<'a> Cut<'a> {
    fn before(text: &'a str) -> Self {
        match text.char_indices().rev().nth(CONTEXT - 1) {
            Some((at, _)) if at > 0 => Self { text: &text[at..], cut: true },
            _ => Self { text, cut: false },
        }
    }

    fn after(text: &'a str) -> Self {
        match text.char_indices().nth(CONTEXT) {
            Some((at, _)) => Self { text: &text[..at], cut: true },
            None => Self { text, cut: false },
        }
    }
}
