//! Operations drawn at random, the same ones for the same number.

use codegen::{Choice, Output};
use sha2::{Digest as _, Sha256};

/// The choice of `count` operations, those that were left out among them; no choice where there are no more than that.
pub(super) fn operations(output: &Output, count: usize, seed: u64) -> Choice {
    let modules = output.apis.iter().flat_map(|api| &api.modules);
    let generated = modules.flat_map(|module| &module.operations).map(|operation| operation.id.clone());
    let ids: Vec<String> = generated.chain(output.skipped.iter().map(|skipped| skipped.id.clone())).collect();
    Choice { operations: drawn(ids, count, seed), ..Choice::default() }
}

fn drawn(mut ids: Vec<String>, count: usize, seed: u64) -> Vec<String> {
    if ids.len() <= count {
        return Vec::new();
    }
    // By a hash, so that what is drawn does not depend on the order of the document.
    ids.sort_by_cached_key(|id| Sha256::new().chain_update(seed.to_le_bytes()).chain_update(id).finalize().to_vec());
    ids.truncate(count);
    ids
}

#[cfg(test)]
mod tests {
    use super::drawn;

    fn ids(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_same_operations_are_drawn_in_any_order_of_the_document() {
        let first = drawn(ids(&["a", "b", "c", "d", "e"]), 2, 7);
        let second = drawn(ids(&["e", "c", "a", "d", "b"]), 2, 7);
        assert_eq!(first, second);
        assert_eq!(first.len(), 2);
    }

    #[test]
    fn another_number_draws_other_operations() {
        let many: Vec<String> = (0..100).map(|number| format!("operation {number}")).collect();
        assert_ne!(drawn(many.clone(), 10, 1), drawn(many, 10, 2));
    }

    #[test]
    fn nothing_is_chosen_where_all_are_wanted() {
        assert!(drawn(ids(&["a", "b"]), 2, 1).is_empty());
    }
}
