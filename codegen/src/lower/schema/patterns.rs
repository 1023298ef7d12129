//! Regular expressions of a document, which are those of ECMAScript (JSON Schema 2020-12 core, section 6.4), as those of
//! the crate `regex`, which the runtime checks them with.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Chars;

use regex::{Error, RegexBuilder};

/// What most patterns need when they are compiled, in bytes.
const USUAL: usize = 1 << 18;

/// What the runtime allows, which is the default of `regex`.
const LARGEST: usize = 10 << 20;

/// How many patterns are tried that need more than usual: each costs 50 ms.
const MOST_LARGE: usize = 100;

/// Patterns that have been tried.
#[derive(Default)]
pub(super) struct Patterns {
    /// The same for the runtime, where it can check them.
    known: HashMap<String, Option<String>>,
    large: usize,
}

impl Patterns {
    /// The same pattern for the runtime; nothing for one that it cannot check.
    pub(super) fn checkable(&mut self, pattern: &str) -> Option<String> {
        if let Some(known) = self.known.get(pattern) {
            return known.clone();
        }
        let checkable = translated(pattern).filter(|text| self.compiles(text));
        self.known.insert(pattern.to_owned(), checkable.clone());
        checkable
    }

    fn compiles(&mut self, pattern: &str) -> bool {
        let compiles = |limit| RegexBuilder::new(pattern).size_limit(limit).build();
        match compiles(USUAL) {
            Ok(_) => true,
            Err(Error::CompiledTooBig(_)) if self.large < MOST_LARGE => {
                self.large += 1;
                compiles(LARGEST).is_ok()
            }
            Err(_) => false,
        }
    }
}

/// The same pattern in the words of the runtime; nothing for one that it has no words for.
fn translated(pattern: &str) -> Option<String> {
    let mut rest = pattern.chars().peekable();
    let mut text = String::with_capacity(pattern.len());
    while let Some(character) = rest.next() {
        match character {
            '\\' => escape(&mut rest, false, &mut text)?,
            '[' => class(&mut rest, &mut text)?,
            // Anywhere else it is the character itself.
            '{' if !is_repetition(&rest) => text.push_str("\\{"),
            other => text.push(other),
        }
    }
    Some(text)
}

/// A set of characters, after its bracket. In ECMAScript it has no sets inside, and no `&&` that intersects.
fn class(rest: &mut Peekable<Chars<'_>>, text: &mut String) -> Option<()> {
    let is_negated = rest.next_if_eq(&'^').is_some();
    if rest.next_if_eq(&']').is_some() {
        text.push_str(if is_negated { r"[\s\S]" } else { r"[^\s\S]" });
        return Some(());
    }
    text.push_str(if is_negated { "[^" } else { "[" });
    loop {
        match rest.next()? {
            ']' => break,
            '\\' => escape(rest, true, text)?,
            special @ ('[' | '&' | '~') => text.extend(['\\', special]),
            '-' if text.ends_with('[') || text.ends_with("[^") => text.push_str("\\-"),
            // A range up to a hyphen.
            '-' if rest.next_if_eq(&'-').is_some() => text.push_str("-\\-"),
            other => text.push(other),
        }
    }
    text.push(']');
    Some(())
}

/// An escape sequence, after its backslash.
fn escape(rest: &mut Peekable<Chars<'_>>, in_class: bool, text: &mut String) -> Option<()> {
    let character = rest.next()?;
    match character {
        // These are of ASCII in ECMAScript, and of Unicode in Rust.
        'd' => text.push_str(if in_class { "0-9" } else { "[0-9]" }),
        'D' => text.push_str("[^0-9]"),
        'w' => text.push_str(if in_class { "0-9A-Za-z_" } else { "[0-9A-Za-z_]" }),
        'W' => text.push_str("[^0-9A-Za-z_]"),
        'b' if in_class => text.push_str("\\x08"),
        'b' => text.push_str("(?-u:\\b)"),
        'c' => {
            let letter = rest.next().filter(char::is_ascii_alphabetic)?;
            text.push_str(&format!("\\x{:02x}", letter as u32 % 32));
        }
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => text.push_str("\\x00"),
        'u' if rest.peek() != Some(&'{') => {
            let mut unit = four_digits(rest)?;
            if (0xd800..0xdc00).contains(&unit) {
                (rest.next()?, rest.next()?).eq(&('\\', 'u')).then_some(())?;
                let low = four_digits(rest).filter(|low| (0xdc00..0xe000).contains(low))?;
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            }
            text.push_str(&format!("\\u{{{unit:x}}}"));
        }
        'p' | 'P' | 'u' => {
            text.extend(['\\', character]);
            for inside in rest.by_ref() {
                text.push(inside);
                if inside == '}' {
                    break;
                }
            }
        }
        // Words begin and end here for Rust.
        '<' | '>' => text.push(character),
        other => text.extend(['\\', other]),
    }
    Some(())
}

fn four_digits(rest: &mut Peekable<Chars<'_>>) -> Option<u32> {
    (0..4).try_fold(0, |unit, _| Some(unit * 16 + rest.next()?.to_digit(16)?))
}

/// Whether a brace has a number after it: `{2}`, `{2,}`, `{2,4}`.
fn is_repetition(rest: &Peekable<Chars<'_>>) -> bool {
    let inside: String = rest.clone().take_while(|character| *character != '}').take(24).collect();
    let is_closed = rest.clone().nth(inside.chars().count()) == Some('}');
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
    is_closed && !least.is_empty() && number(least) && number(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_patterns_are_tried_up_to_a_number() {
        let mut patterns = Patterns::default();
        assert!(patterns.checkable("^[a-z]+$").is_some());
        assert!(patterns.checkable("(?!a)b").is_none());
        let large = |number: usize| format!("a{number}[\\p{{L}}]{{60}}");
        assert!((0..MOST_LARGE).all(|number| patterns.checkable(&large(number)).is_some()));
        assert!(patterns.checkable(&large(MOST_LARGE)).is_none());
        assert!(patterns.checkable(&large(0)).is_some(), "what has been tried is known");
    }

    /// Whether a pattern of a document is found in a text; nothing where it cannot be checked.
    fn found(pattern: &str, text: &str) -> Option<bool> {
        Patterns::default()
            .checkable(pattern)
            .map(|pattern| regex::Regex::new(&pattern).expect("a pattern").is_match(text))
    }

    #[test]
    fn classes_of_characters_are_of_ascii() {
        assert_eq!(found(r"^\d{3}$", "123"), Some(true));
        assert_eq!(found(r"^\d{3}$", "١٢٣"), Some(false));
        assert_eq!(found(r"^\w+$", "é"), Some(false));
        assert_eq!(found(r"^[\w.-]+$", "a.b-c_9"), Some(true));
        assert_eq!(found(r"^[^\d]\D\W$", "aa!"), Some(true));
        assert_eq!(found(r"^[\D]$", "1"), Some(false));
        assert_eq!(found(r"\bé", "é"), Some(false), "no letter of ASCII, so that no word begins");
    }

    #[test]
    fn sets_have_no_sets_inside() {
        assert_eq!(found("^[a&&b]+$", "a&b"), Some(true));
        assert_eq!(found("^[[a]+$", "[a"), Some(true));
        assert_eq!(found("^[a~~b]$", "~"), Some(true));
        assert_eq!(found("^[!--]$", "+"), Some(true));
        assert_eq!(found("^[+--/]$", ","), Some(true));
        assert_eq!(found("^[--/]$", "."), Some(true));
        assert_eq!(found("^[^--/]$", "."), Some(false));
        assert_eq!(found(r"^[^]$", "\n"), Some(true));
        assert_eq!(found("[]", "a"), Some(false));
        assert_eq!(found(r"^[\b]$", "\u{8}"), Some(true));
    }

    #[test]
    fn escapes_are_those_of_ecmascript() {
        assert_eq!(found(r"^\u00e9\x41\/\-\cA\0$", "éA/-\u{1}\0"), Some(true));
        assert_eq!(found(r"^\ud83d\ude00$", "😀"), Some(true));
        assert_eq!(found(r"^\<a\>$", "<a>"), Some(true));
        assert_eq!(found(r"^\p{L}+$", "é"), Some(true));
        assert_eq!(found(r"^\u{1f600}$", "😀"), Some(true));
    }

    #[test]
    fn braces_that_repeat_nothing_are_characters() {
        assert_eq!(found("^{a}$", "{a}"), Some(true));
        assert_eq!(found("^{{a}}$", "{{a}}"), Some(true));
        assert_eq!(found("^a{,2}$", "a{,2}"), Some(true));
        assert_eq!(found("^a{2,3}$", "aaa"), Some(true));
        assert_eq!(found("^a{2,}b{1}$", "aab"), Some(true));
    }

    #[test]
    fn what_rust_has_no_words_for_is_not_checked() {
        for pattern in ["(?=a)", "(?<!a)", r"(a)\1", "(", "[a", r"\ud83d", r"\c", "\\"] {
            assert_eq!(Patterns::default().checkable(pattern), None, "{pattern}");
        }
    }
}
