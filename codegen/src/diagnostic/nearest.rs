//! "Did you mean …?"

use std::cell::Cell;

use strsim::osa_distance;

/// Names with more bytes are compared with nothing: it costs the product of the lengths, and nobody mistypes them.
const LONG: usize = 256;

/// What looking for names may cost in one run, in pairs of letters that are compared: about a second. A document with
/// thousands of names that nobody knows, each to be held against thousands, gets suggestions for the first of them.
const EFFORT: usize = 300_000_000;

/// Looking at a name costs this much, compared or not.
const LOOK: usize = 16;

/// What is left of the effort that a run may spend on suggestions.
#[derive(Debug)]
pub struct Suggestions {
    left: Cell<usize>,
}

impl Default for Suggestions {
    fn default() -> Self {
        Self { left: Cell::new(EFFORT) }
    }
}

impl Suggestions {
    /// As [`nearest`]; nothing once the effort is spent.
    pub fn nearest<'a>(&self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        nearest_within(name, candidates, &self.left)
    }
}

/// The candidate most like a name, if one is so alike that it may be what was meant. Of several the first. For few
/// candidates, or few names; [`Suggestions`] bounds what many cost.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within(name, candidates, &Cell::new(usize::MAX))
}

fn nearest_within<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    effort: &Cell<usize>,
) -> Option<&'a str> {
    if name.len() > LONG {
        return None;
    }
    let lower = name.to_lowercase();
    let length = lower.chars().count();
    // A third of the letters may be wrong: `schema` is `schemas`, but `get` is not `put`.
    let limit = length / 3;
    candidates
        .into_iter()
        .take_while(|_| {
            let left = effort.get().checked_sub(LOOK);
            effort.set(left.unwrap_or_default());
            left.is_some()
        })
        .filter_map(|candidate| {
            // Comparing costs the product of the lengths: leave out what cannot be near.
            let bytes = candidate.len();
            if bytes > LONG || bytes < length.saturating_sub(limit) || bytes > (length + limit) * 4 {
                return None;
            }
            let candidate_lower = candidate.to_lowercase();
            if candidate_lower.chars().count().abs_diff(length) > limit {
                return None;
            }
            effort.set(effort.get().saturating_sub(length * candidate_lower.len()));
            let distance = osa_distance(&lower, &candidate_lower);
            (distance <= limit).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{Suggestions, nearest};

    #[test]
    fn slips_of_the_keyboard_are_found() {
        for (name, meant) in [
            ("schema", "schemas"),
            ("prameters", "parameters"),
            ("reqiured", "required"),
            ("operationid", "operationId"),
            ("querry", "query"),
        ] {
            assert_eq!(nearest(name, ["responses", "get", meant]), Some(meant));
        }
    }

    #[test]
    fn what_is_not_alike_is_not_suggested() {
        assert_eq!(nearest("get", ["put", "head"]), None);
        assert_eq!(nearest("", ["a"]), None);
        assert_eq!(nearest("Pet", ["User", "Order"]), None);
    }

    #[test]
    fn what_suggestions_cost_has_an_end() {
        let suggestions = Suggestions::default();
        let names: Vec<String> = (0..20_000).map(|number| format!("Schema{number}")).collect();
        let near = |name: &str| suggestions.nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        let found = names.iter().filter(|name| near(&format!("{name}s")).is_some()).count();
        assert!(found > 50 && found < 1000, "{found}");
        let long = "x".repeat(1 << 20);
        assert_eq!(nearest(&format!("{long}s"), [long.as_str()]), None);
    }

    #[test]
    fn the_nearest_wins() {
        assert_eq!(nearest("Userss", ["User", "Users"]), Some("Users"));
    }
}
