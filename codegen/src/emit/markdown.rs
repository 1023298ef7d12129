//! From text of a document to rustdoc that is safe: CommonMark stays, and nothing in it can link to an item,
//! run as a test, become HTML or end the comment.

/// Text as code in a line of rustdoc, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c == '`' { '\'' } else { c }).filter_map(visible).collect();
    if text.trim().is_empty() { "(empty)".to_owned() } else { format!("`{text}`") }
}

/// A description as lines of rustdoc.
pub(super) fn safe(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut fenced = false;
    // Where the text of a list's entry begins: what belongs to the entry is indented as far.
    let mut indentation = 0;
    for line in text.lines() {
        let line = only_visible(line.trim());
        if is_fence(&line) {
            fenced = !fenced;
            indentation = 0;
            // Anything else would be compiled as a test.
            lines.push(if fenced { "```text".to_owned() } else { "```".to_owned() });
        } else if fenced {
            lines.push(line);
        } else {
            match marker(&line) {
                Some(marker) => {
                    indentation = marker.len();
                    wrap(&mut lines, marker, &prose(&line[marker.len()..]), indentation);
                }
                None if line.is_empty() => {
                    indentation = 0;
                    lines.push(line);
                }
                None if line.starts_with(['|', '#']) => {
                    indentation = 0;
                    lines.push(prose(&line));
                }
                None => wrap(&mut lines, &" ".repeat(indentation), &prose(&line), indentation),
            }
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// A line that begins or ends a block of code (CommonMark 0.31, 4.5): behind it there is no further backtick.
fn is_fence(line: &str) -> bool {
    line.starts_with("~~~") || line.strip_prefix("```").is_some_and(|rest| !rest.trim_start_matches('`').contains('`'))
}

/// What makes a line an entry of a list: `- `, `12. `.
fn marker(line: &str) -> Option<&str> {
    let digits = line.find(|c: char| !c.is_ascii_digit())?;
    let sign = line[digits..].starts_with(if digits == 0 { &['-', '*', '+'][..] } else { &['.', ')'][..] });
    (sign && digits < 10 && line[digits + 1..].starts_with(' ')).then(|| &line[..digits + 2])
}

/// Adds prose behind `start`, in lines of at most `WIDTH` characters. A break never lets a line begin with what
/// would make it a heading, a list, a quotation or a block of code.
fn wrap(lines: &mut Vec<String>, start: &str, text: &str, indentation: usize) {
    const WIDTH: usize = 100;
    let mut line = start.to_owned();
    let (mut column, mut empty) = (start.len(), true);
    for word in text.split(' ') {
        let length = word.chars().count();
        let plain = word.starts_with(|c: char| c.is_alphabetic() || "`(\"'<".contains(c)) && !word.starts_with("```");
        if empty || column + 1 + length <= WIDTH || !plain {
            if !empty {
                line.push(' ');
                column += 1;
            }
            line.push_str(word);
            column += length;
        } else {
            lines.push(std::mem::replace(&mut line, " ".repeat(indentation) + word));
            column = indentation + length;
        }
        empty = false;
    }
    lines.push(line);
}

/// The text without what is invisible.
fn only_visible(text: &str) -> String {
    // Most lines have nothing else, and need not be decoded.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain { text.to_owned() } else { text.chars().filter_map(visible).collect() }
}

/// Drops what is invisible or turns text around; a tab is a space.
fn visible(character: char) -> Option<char> {
    match character {
        '\t' => Some(' '),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        control if control.is_control() => None,
        other => Some(other),
    }
}

/// Escapes what rustdoc would take for HTML or for a link to an item, outside of code; addresses become links.
fn prose(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    loop {
        let plain = rest.bytes().position(|byte| b"h`\\<>[]".contains(&byte)).unwrap_or(rest.len());
        text.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some(character) = rest.chars().next() else {
            break;
        };
        let length = match character {
            'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
                let url = address(rest);
                text.push_str(&format!("<{url}>"));
                url.len()
            }
            '`' => match code_span(rest) {
                Some(code) => {
                    text.push_str(code);
                    code.len()
                }
                None => {
                    let ticks = rest.len() - rest.trim_start_matches('`').len();
                    text.push_str(&"\\`".repeat(ticks));
                    ticks
                }
            },
            // What its author has escaped stays escaped.
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                text.push_str(&rest[..2]);
                2
            }
            '<' | '>' | '[' | ']' => {
                text.push('\\');
                text.push(character);
                1
            }
            other => {
                text.push(other);
                other.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    text
}

/// The code at the start of a text that begins with backticks: up to as many backticks (CommonMark 0.31, 6.1).
fn code_span(text: &str) -> Option<&str> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let mut at = ticks;
    while let Some(start) = text[at..].find('`').map(|found| at + found) {
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        at = start + run;
        if run == ticks {
            return Some(&text[..at]);
        }
    }
    None
}

/// The address at the start of a text.
fn address(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"'`()[]{}|\\^，。、；）".contains(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_and_links_to_items_become_text() {
        assert_eq!(safe("<b>bold</b> [Vec] `a<b>[c]`"), ["\\<b\\>bold\\</b\\> \\[Vec\\] `a<b>[c]`"]);
        assert_eq!(safe("an odd ` tick"), ["an odd \\` tick"]);
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(safe("see https://a.example/b?c=d."), ["see <https://a.example/b?c=d>."]);
    }

    #[test]
    fn code_never_becomes_a_test() {
        assert_eq!(safe("```\npanic!()\n```\n    indented"), ["```text", "panic!()", "```", "indented"]);
        assert_eq!(safe("```rust"), ["```text", "```"]);
    }

    #[test]
    fn only_whole_code_is_code() {
        assert_eq!(safe("`` a ` [b] `` [c] ` [d]"), ["`` a ` [b] `` \\[c\\] \\` \\[d\\]"]);
        assert_eq!(safe(r"\[a\] \` [b] `[c]`"), [r"\[a\] \` \[b\] `[c]`"]);
        assert_eq!(code("a`\n*/b"), "`a'*/b`");
    }

    #[test]
    fn a_broken_line_stays_what_it_is() {
        let long = "word ".repeat(30);
        assert!(safe(&format!("- {long}"))[1].starts_with("  word"));
        assert!(safe(&format!("12. {long}"))[1].starts_with("    word"));
        assert_eq!(safe(&format!("| {long} |")).len(), 1);
        assert_eq!(safe(&format!("```\n{long}\n```")).len(), 3);
        assert_eq!(safe("- one\ngoes on\n\nafter"), ["- one", "  goes on", "", "after"]);
        let broken = safe(&format!("{long} ``` # 1. - `code`"));
        assert!(broken.iter().all(|line| line.starts_with("word")), "{broken:?}");
    }

    #[test]
    fn what_is_invisible_is_dropped() {
        assert_eq!(safe("a\u{202e}b\u{0}c\td\r\ne"), ["abc d", "e"]);
    }
}
