//! Patterns. Without the feature `patterns` none is checked, and no engine for them is compiled.

/// Whether the pattern is found in the text; true for a pattern that cannot be checked.
#[cfg(feature = "patterns")]
pub(super) fn is_found(pattern: &'static str, text: &str) -> bool {
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex, PoisonError};

    use regex::Regex;

    /// Each pattern is compiled once.
    static COMPILED: LazyLock<Mutex<HashMap<&'static str, Option<Regex>>>> = LazyLock::new(Mutex::default);

    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled.entry(pattern).or_insert_with(|| Regex::new(pattern).ok()).clone();
    drop(compiled);
    regex.is_none_or(|regex| regex.is_match(text))
}

#[cfg(not(feature = "patterns"))]
pub(super) fn is_found(_: &'static str, _: &str) -> bool {
    true
}
