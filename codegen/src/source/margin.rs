//! Lines that are indented too little for the letter of YAML.
//!
//! What is in quotes or brackets may go on over several lines, which have to be indented more than the key that they
//! belong to (YAML 1.2 sections 7.3 and 7.4). libyaml, and what is built on it, never asked for that, so that documents
//! have keys and certificates at the margin. Indentation has no meaning within quotes and brackets: the lines are given
//! as much as they need, and positions are those of the text as it was.

use std::borrow::Cow;
use std::ops::Range;

/// How much may be read again, in bytes, beyond eight times the text. Each repair needs one more reading; that is
/// bounded, and beyond it the text is refused as it is.
const MORE: usize = 64 << 20;

/// How much a text may grow by, in bytes, beyond four times itself.
const GROWTH: usize = 16 << 20;

/// A text with more indentation than it was written with.
pub(super) struct Margin<'a> {
    written: &'a str,
    text: Cow<'a, str>,
    /// Where spaces were put in, by their place in the text as written, in order: how many.
    inserted: Vec<(usize, usize)>,
    /// The same by their place in the text: where the spaces begin, and how many there are up to their end.
    shifts: Vec<(usize, usize)>,
    read: usize,
}

/// What the scanner stopped at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The quote that opens a text some of whose lines are indented too little.
    Quote,
    /// A line within quotes or brackets that is indented too little, or with a tab.
    Line,
}

impl Stop {
    /// The stop that the scanner describes, if indentation is the cause.
    pub(super) fn of(info: &str) -> Option<Self> {
        match info {
            "invalid indentation in quoted scalar" => Some(Self::Quote),
            "invalid indentation" | "invalid indentation in flow construct" | "tab cannot be used as indentation" => {
                Some(Self::Line)
            }
            _ => None,
        }
    }
}

impl<'a> Margin<'a> {
    pub(super) fn new(written: &'a str) -> Self {
        Self { written, text: Cow::Borrowed(written), inserted: Vec::new(), shifts: Vec::new(), read: 0 }
    }

    /// The text with the indentation that it needs.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The place in the text as written of a place in the text.
    pub(super) fn written(&self, at: usize) -> usize {
        let after = self.shifts.partition_point(|(place, _)| *place < at);
        let Some((place, more)) = after.checked_sub(1).map(|last| self.shifts[last]) else { return at };
        // What was put in is where the line begins.
        let line = place - after.checked_sub(2).map_or(0, |before| self.shifts[before].1);
        at.saturating_sub(more).max(line)
    }

    /// Indents what the scanner stopped at, which is at this place of the text as written, more than `indent`; what is
    /// in brackets up to the end of those that are open at `bracket`. Gives the range of the text whose lines it is, or
    /// nothing if nothing can be done.
    pub(super) fn indent(
        &mut self,
        stop: Stop,
        at: usize,
        bracket: Option<usize>,
        indent: usize,
    ) -> Option<Range<usize>> {
        self.read = self.read.saturating_add(self.written.len());
        if self.read > MORE.saturating_add(self.written.len().saturating_mul(8)) {
            return None;
        }
        let (ranges, first) = match (stop, bracket) {
            (Stop::Quote, _) => {
                let length = quoted(&self.written[at..])?;
                let whole = &self.written[at..at + length];
                // The same text, in another example, needs the same.
                let again = self.written[at + length..].match_indices(whole).map(|(start, _)| at + length + start);
                (
                    std::iter::once(at).chain(again).map(|start| (start, start + length)).collect::<Vec<_>>(),
                    at..at + length,
                )
            }
            (Stop::Line, Some(bracket)) if bracket < at => {
                let end = bracket + bracketed(&self.written[bracket..])?;
                (vec![(bracket, end)], bracket..end)
            }
            (Stop::Line, _) => {
                let line = self.written[..at].rfind('\n').unwrap_or_default();
                (vec![(line, at)], at..at)
            }
        };
        let mut lines: Vec<usize> = Vec::new();
        for (start, end) in ranges {
            let breaks = self.written[start..end].match_indices('\n').map(|(at, _)| start + at + 1);
            lines.extend(breaks.filter(|line| self.is_little(*line, indent)));
        }
        let known = |line: &usize| self.inserted.binary_search_by_key(line, |(place, _)| *place).is_ok();
        lines.retain(|line| !known(line));
        let grown: usize = self.inserted.iter().map(|(_, count)| count).sum();
        let growth = lines.len().saturating_mul(indent + 1).saturating_add(grown);
        if lines.is_empty() || growth > GROWTH.saturating_add(self.written.len().saturating_mul(4)) {
            return None;
        }
        self.inserted.extend(lines.iter().map(|line| (*line, indent + 1)));
        self.inserted.sort_unstable();
        self.text = Cow::Owned(self.indented());
        let mut more = 0;
        let shifts = self.inserted.iter().map(|(place, count)| {
            let begin = place + more;
            more += count;
            (begin, more)
        });
        self.shifts = shifts.collect();
        Some(first)
    }

    /// Whether a line has something in it, and is indented no more than this, with spaces.
    fn is_little(&self, line: usize, indent: usize) -> bool {
        let rest = &self.written[line..];
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        spaces <= indent && !rest[spaces..].trim_start_matches('\r').starts_with('\n')
    }

    fn indented(&self) -> String {
        let mut text = String::with_capacity(self.written.len() * 2);
        let mut from = 0;
        for (place, count) in &self.inserted {
            text.push_str(&self.written[from..*place]);
            text.extend(std::iter::repeat_n(' ', *count));
            from = *place;
        }
        text.push_str(&self.written[from..]);
        text
    }
}

/// How long the quoted text at the beginning is, with its quotes; nothing if it does not end.
fn quoted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            byte if *byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if *byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// How long what is in the brackets at the beginning is; nothing if they are not closed.
fn bracketed(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    let mut before = b' ';
    while let Some(&byte) = bytes.get(at) {
        let starts = matches!(before, b' ' | b'\n' | b'\t' | b'[' | b'{' | b',' | b':');
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' | b'\'' if starts => at += quoted(&text[at..]).map_or(0, |length| length - 1),
            b'#' if matches!(before, b' ' | b'\n' | b'\t') => {
                at += text[at..].find('\n').unwrap_or(text.len() - at).saturating_sub(1);
            }
            _ => {}
        }
        before = byte;
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_text_as_written() {
        let mut margin = Margin::new("a:\n  b: \"x\ny\n\nz\"\nc: d");
        assert_eq!(margin.indent(Stop::Quote, 8, None, 3), Some(8..16));
        assert_eq!(margin.text(), "a:\n  b: \"x\n    y\n\n    z\"\nc: d");
        for (at, letter) in margin.text().char_indices().filter(|(_, letter)| *letter != ' ') {
            assert_eq!(margin.written[margin.written(at)..].chars().next(), Some(letter), "{at}");
        }
        assert_eq!(margin.written(margin.text().len()), margin.written.len());
        assert_eq!(margin.indent(Stop::Quote, 8, None, 3), None, "once is enough");
    }

    #[test]
    fn the_end_of_quotes_and_brackets_is_found() {
        assert_eq!(quoted(r#""a\"b" c"#), Some(6));
        assert_eq!(quoted("'it''s' c"), Some(7));
        assert_eq!(quoted("'a"), None);
        assert_eq!(quoted("\"a\\"), None);
        assert_eq!(bracketed("[a, {b: ']'}, # ]\n c] d"), Some(21));
        assert_eq!(bracketed("[it's, b] c"), Some(9));
        assert_eq!(bracketed("[a"), None);
    }
}
