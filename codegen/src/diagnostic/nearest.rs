//! "Did you mean …?"

use strsim::osa_distance;

/// The candidate most like a name, if one is so alike that it may be what was meant. Of several the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let length = lower.chars().count();
    // A third of the letters may be wrong: `schema` is `schemas`, but `get` is not `put`.
    let limit = length / 3;
    candidates
        .into_iter()
        .filter_map(|candidate| {
            // Comparing costs the product of the lengths: leave out what cannot be near.
            let bytes = candidate.len();
            if bytes < length.saturating_sub(limit) || bytes > (length + limit) * 4 {
                return None;
            }
            let candidate_lower = candidate.to_lowercase();
            if candidate_lower.chars().count().abs_diff(length) > limit {
                return None;
            }
            let distance = osa_distance(&lower, &candidate_lower);
            (distance <= limit).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
    fn the_nearest_wins() {
        assert_eq!(nearest("Userss", ["User", "Users"]), Some("Users"));
    }
}
