//! Alternatives: which one a tree is.

use std::borrow::Cow;

use super::{Decode, DecodeError, Encode, Look};
use crate::Value;
use crate::json::Json;

/// What JSON type an alternative has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// Whether the value has this type.
    #[must_use]
    pub fn fits(self, json: &Json<'_>) -> bool {
        match json {
            Json::Null => false,
            Json::Bool(_) => self == Self::Boolean,
            // `1.0` and `1e3` are integers to JSON Schema.
            Json::Number(number) => self == Self::Number || self == Self::Integer && number.is_integer(),
            Json::String(_) | Json::Secret(_) => self == Self::String,
            Json::Array(_) => self == Self::Array,
            Json::Object(_) => self == Self::Object,
        }
    }
}

/// The text of the tag that tells the alternatives apart.
#[must_use]
pub fn tag<'t>(json: &'t Json<'_>, name: &str) -> Option<Cow<'t, str>> {
    json.get(name).and_then(Json::scalar_text)
}

/// How an alternative is read.
type Read<T> = fn(&Json<'_>) -> Result<T, DecodeError>;

/// An alternative: what it looks like, and how it is read.
type Alternative<'t, T> = (&'t [Look], Read<T>);

/// The alternative that a value looks most like, of those that it can be read as; the first of several.
///
/// # Errors
/// It is none of them, and `unknown` does not keep it.
pub fn choose<T>(
    json: &Json<'_>,
    alternatives: &[Alternative<'_, T>],
    unknown: Option<fn(Value) -> T>,
) -> Result<T, DecodeError> {
    let likeness = |looks: &[Look]| looks.iter().filter_map(|look| look.likeness(json)).max();
    let mut candidates: Vec<(i64, usize)> = alternatives
        .iter()
        .enumerate()
        .filter_map(|(index, (looks, _))| likeness(looks).map(|likeness| (likeness, index)))
        .collect();
    candidates.sort_by_key(|&(likeness, index)| (std::cmp::Reverse(likeness), index));
    let mut refused: Vec<&[Look]> = Vec::new();
    for (_, index) in candidates {
        let (looks, decode) = alternatives[index];
        match decode(json) {
            Ok(value) if !loses_members(json, &[looks], &refused) => return Ok(value),
            _ => refused.push(looks),
        }
    }
    unknown.map(|unknown| unknown(json.to_value())).ok_or_else(DecodeError::no_alternative)
}

/// Whether what was read lacks a member that another alternative knows, which could not be read: whatever has only
/// optional members reads every object, and would drop what is in it.
fn loses_members(json: &Json<'_>, read: &[&[Look]], refused: &[&[Look]]) -> bool {
    let Json::Object(members) = json else {
        return false;
    };
    let is_known = |alternatives: &[&[Look]], name: &str| {
        alternatives.iter().flat_map(|looks| looks.iter()).any(|look| look.keeps(json, name))
    };
    members.iter().any(|(name, _)| is_known(refused, name) && !is_known(read, name))
}

/// The alternative that keeps most of a value, where its tag is absent, or does not lead to an alternative that it can
/// be read as. None that would be written with another tag is meant.
///
/// # Errors
/// It can be read as none; `error` says why the alternative of its tag was refused.
pub fn untagged<T: Encode>(
    json: &Json<'_>,
    tag: &str,
    error: Option<DecodeError>,
    alternatives: &[Read<T>],
) -> Result<T, DecodeError> {
    let tag = json.get(tag).filter(|value| !matches!(value, Json::Null)).map(|value| (tag, value));
    let mut best: Option<(usize, T)> = None;
    for value in alternatives.iter().filter_map(|decode| decode(json).ok()) {
        let written = value.encode();
        if tag.is_some_and(|(name, value)| written.get(name) != Some(value)) {
            continue;
        }
        let kept = match json {
            Json::Object(members) => members.iter().filter(|(name, value)| written.get(name) == Some(value)).count(),
            _ => 0,
        };
        drop(written);
        if best.as_ref().is_none_or(|(most, _)| kept > *most) {
            best = Some((kept, value));
        }
    }
    best.map(|(_, value)| value).ok_or_else(|| error.unwrap_or_else(DecodeError::no_alternative))
}

/// Reads one of several alternatives, which a text of another form than it has is not.
///
/// # Errors
/// It has another shape, or another form.
pub fn alternative<T: Decode>(json: &Json<'_>) -> Result<T, DecodeError> {
    let value = T::decode(json)?;
    if value.is_well_formed() { Ok(value) } else { Err(DecodeError::value("the text has another form")) }
}

/// What a value is of several things that it may be at once.
#[derive(Debug)]
pub struct Parts<'t, 'a> {
    json: &'t Json<'a>,
    read: Vec<&'static [Look]>,
    refused: Vec<&'static [Look]>,
}

impl<'t, 'a> Parts<'t, 'a> {
    /// Nothing has been read of it yet.
    #[must_use]
    pub fn of(json: &'t Json<'a>) -> Self {
        Self { json, read: Vec::new(), refused: Vec::new() }
    }

    /// The next of them, if the value is that.
    pub fn next<T: Decode>(&mut self, looks: &'static [Look]) -> Option<T> {
        let part = looks.iter().any(|look| look.fits(self.json)).then(|| alternative(self.json).ok()).flatten();
        let part = part.filter(|part: &T| !part.is_unknown());
        if part.is_some() { &mut self.read } else { &mut self.refused }.push(looks);
        part
    }

    /// The value as it came, where it is none of them, or where those that it is would drop what another knows.
    #[must_use]
    pub fn unknown(&self) -> Option<Value> {
        let is_unknown = self.read.is_empty() || loses_members(self.json, &self.read, &self.refused);
        is_unknown.then(|| self.json.to_value())
    }
}

/// The members of several objects in one. Each object knows some of what came, so that what two of them have of one
/// member is merged in its turn; where they contradict each other, the first counts.
#[must_use]
pub fn merged<'a, const N: usize>(parts: [Option<Json<'a>>; N]) -> Json<'a> {
    let whole = parts.into_iter().flatten().reduce(|mut whole, part| {
        merge(&mut whole, part);
        whole
    });
    whole.unwrap_or_else(|| Json::Object(Vec::new()))
}

fn merge<'a>(whole: &mut Json<'a>, part: Json<'a>) {
    match (whole, part) {
        (Json::Object(members), Json::Object(more)) => {
            for (name, value) in more {
                match members.iter_mut().find(|(other, _)| *other == name) {
                    Some((_, known)) => merge(known, value),
                    None => members.push((name, value)),
                }
            }
        }
        (Json::Array(items), Json::Array(more)) => {
            let mut more = more.into_iter();
            items.iter_mut().zip(more.by_ref()).for_each(|(item, value)| merge(item, value));
            items.extend(more);
        }
        (whole @ Json::Null, part) => *whole = part,
        _ => {}
    }
}

impl Json<'_> {
    /// The same object with its tag: the type of an alternative need not know it.
    #[doc(hidden)]
    #[must_use]
    pub fn tagged(self, name: &'static str, value: &'static str) -> Self {
        self.with_tag(name, Json::from(value))
    }

    /// The same with a tag that is a number or a boolean, written as JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn tagged_json(self, name: &'static str, value: &'static str) -> Self {
        let tag = value.parse::<bool>().map(Json::from).or_else(|_| value.parse::<i64>().map(Json::from));
        let tag = tag.or_else(|_| value.parse::<f64>().map(Json::from));
        self.with_tag(name, tag.unwrap_or_else(|_| Json::from(value)))
    }

    fn with_tag(mut self, name: &'static str, tag: Json<'static>) -> Self {
        if let Json::Object(members) = &mut self {
            match members.iter_mut().find(|(other, _)| other == name) {
                Some((_, found)) => *found = tag,
                None => members.insert(0, (Cow::Borrowed(name), tag)),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Easy {
        role: String,
    }
    crate::exchanged! { Easy(role: impl Into<String>) { "type" = "message", role } }

    #[derive(Debug, PartialEq)]
    struct Said {
        words: String,
    }
    crate::exchanged! { Said(words: impl Into<String>) { "type" = "message", words } }

    #[derive(Debug, PartialEq)]
    struct Filter {
        must: Option<String>,
    }
    crate::exchanged! { Filter { ?must: String } }

    #[derive(Debug, PartialEq)]
    enum Item {
        Easy(Easy),
        Said(Said),
        Filter(Filter),
    }

    // As it is written for what is only sent, and read where it was stored.
    crate::exchanged! { Item by "type" { "message" => Easy, "said" => Said, "filter" => Filter tagged } }

    #[derive(Debug, PartialEq)]
    enum Either {
        Said(Said),
        Filter(Filter),
    }

    crate::exchanged! {
        Either by content {
            Said: [Look::Object(&["words"], &[("type", &[&"message"])], &[])],
            Filter: [Look::Object(&[], &[], &["must"])],
        }
    }

    fn read<T: Decode>(text: &str) -> Result<T, DecodeError> {
        T::decode(&crate::json::parse(text.as_bytes(), &mut String::new()).expect("JSON"))
    }

    #[test]
    fn without_an_unknown_variant_the_first_alternative_that_fits_is_read_where_the_tag_does_not_lead_to_one() {
        assert_eq!(read::<Item>(r#"{"type":"message","role":"user"}"#), Ok(Item::Easy(Easy::new("user"))));
        assert_eq!(read::<Item>(r#"{"type":"message","words":"hello"}"#), Ok(Item::Said(Said::new("hello"))));
        assert_eq!(read::<Item>(r#"{"words":"hello"}"#), Ok(Item::Said(Said::new("hello"))));
        let filter = read::<Item>(r#"{"must":"x"}"#).expect("the last alternative");
        assert_eq!(filter.encode().to_text(), r#"{"type":"filter","must":"x"}"#);
        assert_eq!(read::<Item>("[1]"), Err(DecodeError::no_alternative()));
        // It would be written with another tag.
        assert_eq!(read::<Item>(r#"{"type":"refusal","must":"x"}"#), Err(DecodeError::no_alternative()));
    }

    #[test]
    fn an_alternative_that_would_drop_what_another_knows_is_not_chosen() {
        assert_eq!(read::<Either>(r#"{"must":"x"}"#), Ok(Either::Filter(Filter::new().must("x"))));
        assert_eq!(read::<Either>(r#"{"words":[1]}"#), Err(DecodeError::no_alternative()));
        // Nobody knows the member, so that nothing is lost that the document describes.
        assert_eq!(read::<Either>(r#"{"other":[1]}"#), Ok(Either::Filter(Filter::new())));
    }
}
