//! What was found, as lines, JSON and Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::table;

/// What became of a document.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Row {
    pub(super) document: String,
    pub(super) operations: usize,
    pub(super) skipped: usize,
    /// Seconds for all of it.
    pub(super) seconds: f64,
    /// Seconds to compile the crate and its program.
    pub(super) build_seconds: f64,
    /// Calls, and those whose request the validator accepts.
    requests: Figure,
    /// Calls, and those whose bytes are what the other serializer says.
    bytes: Figure,
    /// Values, and those that were read and written back.
    answers: Figure,
    /// Of these, the ones that differ in a documented way.
    normalised: usize,
    /// Values that came from the faker and not from the sampler.
    faked: usize,
    /// Answers of every status, and those that became what they had to become.
    failures: Figure,
    /// Versions of the tools.
    versions: BTreeMap<String, String>,
    /// Everything that is not right.
    exceptions: Vec<Exception>,
    /// Why there are no figures.
    broken: Option<String>,
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
struct Figure {
    right: usize,
    total: usize,
}

/// Something that is not right.
#[derive(Debug, Deserialize, Serialize)]
struct Exception {
    /// `requests`, `bytes`, `answers` or `failures`.
    part: String,
    /// Whose fault it is: `ours`, `document` or `tool`.
    class: String,
    /// What kind of fault.
    kind: String,
    /// How often.
    count: usize,
    /// Where: an operation, and a place in it.
    place: String,
    /// What is wrong.
    what: String,
    /// What was sent or read.
    given: String,
    /// What came of it.
    got: String,
    /// Why it is the document's or the tool's fault, where a rule says so.
    #[serde(default)]
    reason: String,
}

impl Row {
    /// One that came to nothing.
    pub(super) fn broken(document: &str, why: String) -> Self {
        Self { document: document.to_owned(), broken: Some(why), ..Self::default() }
    }

    /// Whether nothing in it is the generator's or the runtime's fault.
    pub(super) fn is_sound(&self) -> bool {
        self.broken.is_none() && self.count("ours") == 0
    }

    /// How many exceptions are of a class.
    fn count(&self, class: &str) -> usize {
        self.exceptions.iter().filter(|exception| exception.class == class).map(|exception| exception.count).sum()
    }

    /// The figures on one line.
    pub(super) fn line(&self) -> String {
        match &self.broken {
            Some(why) => format!("broken: {why}"),
            None => format!(
                "requests {}, bytes {}, answers {}, failures {}; {} ours, {} the document's, {} the tools'; {:.0} s",
                self.requests.text(),
                self.bytes.text(),
                self.answers.text(),
                self.failures.text(),
                self.count("ours"),
                self.count("document"),
                self.count("tool"),
                self.seconds
            ),
        }
    }

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.document.clone(), self.operations.to_string(), self.skipped.to_string()];
        cells.extend([self.requests, self.bytes, self.answers].map(Figure::text));
        cells.push(self.normalised.to_string());
        cells.push(self.failures.text());
        cells.extend(["ours", "document", "tool"].map(|class| self.count(class).to_string()));
        if self.broken.is_some() {
            cells.splice(3.., std::iter::once("broken".to_owned()).chain(vec![String::new(); 7]));
        }
        cells
    }
}

impl Figure {
    fn text(self) -> String {
        format!("{}/{}", self.right, self.total)
    }

    fn sum(figures: impl Iterator<Item = Self>) -> Self {
        figures.fold(Self::default(), |sum, figure| Self {
            right: sum.right + figure.right,
            total: sum.total + figure.total,
        })
    }

    /// In per cent, rounded down: what is not all is never 100.
    fn percent(self) -> String {
        if self.total == 0 {
            return "-".to_owned();
        }
        let hundredths = self.right * 10_000 / self.total;
        format!("{}.{:02} %", hundredths / 100, hundredths % 100)
    }
}

const HEAD: [&str; 11] = [
    "document",
    "operations",
    "skipped",
    "requests",
    "bytes",
    "answers",
    "normalised",
    "failures",
    "ours",
    "document's",
    "tools'",
];

/// The table of all documents, with sums.
fn cells(rows: &[Row]) -> Vec<Vec<String>> {
    let mut cells = vec![HEAD.map(str::to_owned).to_vec()];
    cells.extend(rows.iter().map(Row::cells));
    let figures: [fn(&Row) -> Figure; 4] = [|row| row.requests, |row| row.bytes, |row| row.answers, |row| row.failures];
    let sums = figures.map(|of| Figure::sum(rows.iter().map(of)));
    let count = |of: &dyn Fn(&Row) -> usize| rows.iter().map(of).sum::<usize>().to_string();
    let mut sum = vec![format!("{} documents", rows.len()), count(&|row| row.operations), count(&|row| row.skipped)];
    sum.extend(sums[..3].iter().map(|figure| figure.text()));
    sum.push(count(&|row| row.normalised));
    sum.push(sums[3].text());
    sum.extend(["ours", "document", "tool"].map(|class| count(&|row| row.count(class))));
    cells.push(sum);
    let mut percent = vec![String::new(); 3];
    percent.extend(sums[..3].iter().map(|figure| figure.percent()));
    percent.extend([String::new(), sums[3].percent()]);
    cells.push(percent);
    cells
}

/// The report for a terminal.
pub(super) fn lines(rows: &[Row]) -> Vec<String> {
    let mut lines = table::lines(&cells(rows));
    for row in rows.iter().filter(|row| row.broken.is_some() || !row.exceptions.is_empty()) {
        lines.push(format!("\n{}", row.document));
        lines.extend(row.broken.iter().map(|why| format!("  broken: {why}")));
        for exception in &row.exceptions {
            lines.push(format!(
                "  [{}] {} {} ×{} {}: {}",
                exception.class, exception.part, exception.kind, exception.count, exception.place, exception.what
            ));
            for (name, text) in [("given", &exception.given), ("got", &exception.got)] {
                if !text.is_empty() {
                    lines.push(format!("      {name} {text}"));
                }
            }
        }
    }
    lines
}

/// The report as Markdown.
pub(super) fn markdown(rows: &[Row]) -> String {
    let mut text = String::new();
    let cells = cells(rows);
    for (at, row) in cells.iter().enumerate() {
        let mut row = row.clone();
        row.resize(HEAD.len(), String::new());
        // A string takes what is written into it.
        let _ = writeln!(text, "| {} |", row.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "));
        if at == 0 {
            let _ = writeln!(text, "|---|{}", "---:|".repeat(HEAD.len() - 1));
        }
    }
    let mut kinds: BTreeMap<(&str, &str, &str), (usize, Vec<&str>)> = BTreeMap::new();
    for row in rows {
        for exception in &row.exceptions {
            // The reason, where there is one, is what a reader wants to know.
            let told = if exception.reason.is_empty() { &exception.kind } else { &exception.reason };
            let entry = kinds.entry((&exception.class, &exception.part, told)).or_default();
            entry.0 += exception.count;
            if entry.1.last() != Some(&row.document.as_str()) {
                entry.1.push(&row.document);
            }
        }
    }
    text.push_str("\n| whose | part | what | times | documents |\n|---|---|---|---:|---|\n");
    for ((class, part, kind), (count, documents)) in kinds {
        let _ = writeln!(text, "| {class} | {part} | {} | {count} | {} |", escaped(kind), documents.join(", "));
    }
    for row in rows.iter().filter(|row| row.broken.is_some() || !row.exceptions.is_empty()) {
        let _ = writeln!(text, "\n### {}\n", row.document);
        if let Some(why) = &row.broken {
            let _ = writeln!(text, "broken: {}", escaped(why));
        }
        for exception in &row.exceptions {
            let Exception { part, class, kind, count, place, what, .. } = exception;
            let _ = writeln!(text, "- {class}, {part}, {kind}, {count} times: `{place}`: {}", escaped(what));
        }
    }
    text
}

/// Text in one cell of a table.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exception(class: &str) -> Exception {
        Exception {
            part: "requests".to_owned(),
            class: class.to_owned(),
            kind: "refused".to_owned(),
            count: 2,
            place: "get /a|b".to_owned(),
            what: "x".to_owned(),
            given: String::new(),
            got: String::new(),
            reason: String::new(),
        }
    }

    #[test]
    fn only_what_is_ours_makes_a_document_unsound() {
        let row = |class: &str| Row { exceptions: vec![exception(class)], ..Row::default() };
        assert!(row("document").is_sound() && row("tool").is_sound());
        assert!(!row("ours").is_sound());
        assert!(!Row::broken("a.yaml", "no".to_owned()).is_sound());
    }

    #[test]
    fn what_is_not_all_is_not_a_hundred_per_cent() {
        assert_eq!(Figure { right: 99_999, total: 100_000 }.percent(), "99.99 %");
        assert_eq!(Figure { right: 3, total: 3 }.percent(), "100.00 %");
        assert_eq!(Figure::default().percent(), "-");
    }

    #[test]
    fn markdown_counts_kinds_over_documents() {
        let rows = ["a.yaml", "b.yaml"].map(|document| Row {
            document: document.to_owned(),
            exceptions: vec![exception("tool")],
            ..Row::default()
        });
        let text = markdown(&rows);
        assert!(text.contains("| tool | requests | refused | 4 | a.yaml, b.yaml |"), "{text}");
    }
}
