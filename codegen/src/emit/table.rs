//! Calls of the runtime's macros: one entry after the other, wrapped like a paragraph, or one a line.

use std::fmt::Write as _;

use super::text::{filled, wrapped};

/// A call of a macro of the runtime: `runtime::headers! { Limits { "x-rate-limit": Scalar } }`.
pub(crate) struct Table {
    macro_name: &'static str,
    head: String,
    groups: Vec<Group>,
}

struct Group {
    /// What stands in front of the braces.
    opening: String,
    entries: Vec<String>,
    lines: bool,
}

impl Table {
    /// A call with this text in front of its first braces.
    pub(crate) fn new(macro_name: &'static str, head: impl Into<String>) -> Self {
        Self { macro_name, head: head.into(), groups: Vec::new() }
    }

    /// Adds entries in braces, as many on a line as fit.
    pub(crate) fn wrapped(mut self, opening: &str, entries: Vec<String>) -> Self {
        self.groups.push(Group { opening: opening.to_owned(), entries, lines: false });
        self
    }

    /// Adds entries in braces, each on lines of its own.
    pub(crate) fn listed(mut self, opening: &str, entries: Vec<String>) -> Self {
        self.groups.push(Group { opening: opening.to_owned(), entries, lines: true });
        self
    }

    /// Adds text behind the last braces.
    pub(crate) fn tail(mut self, text: &str) -> Self {
        self.groups.push(Group { opening: text.to_owned(), entries: Vec::new(), lines: false });
        self
    }

    /// The call as text: on one line, or wrapped like a paragraph; entries that are listed have lines of their own.
    pub(crate) fn text(&self) -> String {
        if self.groups.iter().any(|group| group.lines) {
            return self.in_lines();
        }
        let mut words = vec![format!("runtime::{}!", self.macro_name), "{".to_owned(), self.head.clone()];
        for group in &self.groups {
            if !group.opening.is_empty() {
                words.push(group.opening.clone());
            }
            if group.entries.is_empty() && !group.opening.is_empty() {
                continue;
            }
            if group.entries.is_empty() {
                words.push("{}".to_owned());
                continue;
            }
            words.push("{".to_owned());
            words.extend(with_commas(&group.entries));
            words.push("}".to_owned());
        }
        words.push("}".to_owned());
        filled(&words, 4) + "\n"
    }

    fn in_lines(&self) -> String {
        let mut text = format!("runtime::{}! {{\n    {}", self.macro_name, self.head);
        for group in &self.groups {
            if !group.opening.is_empty() {
                let _ = write!(text, " {}", group.opening);
                if group.entries.is_empty() {
                    continue;
                }
            }
            text.push_str(" {");
            text.push_str(&if group.lines { listed(&group.entries) } else { wrapped(&group.entries, 8) });
            text.push_str("\n    }");
        }
        text.push_str("\n}\n");
        text
    }
}

/// Entries with a comma between them.
fn with_commas(entries: &[String]) -> impl Iterator<Item = String> {
    let last = entries.len().saturating_sub(1);
    entries.iter().enumerate().map(move |(index, entry)| if index < last { format!("{entry},") } else { entry.clone() })
}

/// A scalar of JSON as a literal of Rust.
pub(super) fn literal(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Number(number) if number.is_i64() => format!("{number}i64"),
        Value::Number(number) if number.is_u64() => format!("{number}u64"),
        Value::Null => "runtime::Value::Null".to_owned(),
        Value::Number(number) => number.as_f64().map_or_else(|| "0f64".to_owned(), |float| format!("{float:?}f64")),
        other => other.to_string(),
    }
}

fn listed(entries: &[String]) -> String {
    entries.iter().map(|entry| format!("\n        {},", entry.replace('\n', "\n        "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::text::WIDTH;

    #[test]
    fn a_short_table_stays_on_one_line() {
        let table = Table::new("received", "Pet").wrapped("", vec!["name".into(), "kind = \"type\"".into()]);
        assert_eq!(table.text(), "runtime::received! { Pet { name, kind = \"type\" } }\n");
        assert_eq!(Table::new("received", "Pet").wrapped("", vec![]).text(), "runtime::received! { Pet {} }\n");
    }

    #[test]
    fn a_long_table_is_wrapped() {
        let entries = (0..20).map(|index| format!("field_number_{index}")).collect();
        let text = Table::new("sent", "Pet").wrapped("", entries).text();
        assert!(text.starts_with("runtime::sent! { Pet { field_number_0, field_number_1,"), "{text}");
        assert!(text.contains("\n    field_number_"), "{text}");
        assert!(text.lines().all(|line| line.len() <= WIDTH));
        assert!(text.ends_with("_19 } }\n"), "{text}");
    }
}
