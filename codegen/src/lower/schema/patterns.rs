//! Which patterns the runtime can check.

use std::collections::HashMap;

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
    /// Whether they can be checked.
    known: HashMap<String, bool>,
    large: usize,
}

impl Patterns {
    /// Whether the runtime can check a pattern.
    pub(super) fn can_be_checked(&mut self, pattern: &str) -> bool {
        if let Some(known) = self.known.get(pattern) {
            return *known;
        }
        let compiles = |limit| RegexBuilder::new(pattern).size_limit(limit).build();
        let can = match compiles(USUAL) {
            Ok(_) => true,
            Err(Error::CompiledTooBig(_)) if self.large < MOST_LARGE => {
                self.large += 1;
                compiles(LARGEST).is_ok()
            }
            Err(_) => false,
        };
        self.known.insert(pattern.to_owned(), can);
        can
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_patterns_are_tried_up_to_a_number() {
        let mut patterns = Patterns::default();
        assert!(patterns.can_be_checked("^[a-z]+$"));
        assert!(!patterns.can_be_checked("(?!a)b"));
        let large = |number: usize| format!("a{number}[\\w]{{60}}");
        assert!((0..MOST_LARGE).all(|number| patterns.can_be_checked(&large(number))));
        assert!(!patterns.can_be_checked(&large(MOST_LARGE)));
        assert!(patterns.can_be_checked(&large(0)), "what has been tried is known");
    }
}
