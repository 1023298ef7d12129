//! Maps that keep their order and where their keys stand.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Node, Span};

/// Up to this many entries a scan of the keys is as fast as a search, and costs no memory.
const SCAN: usize = 8;

/// A key of a map.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key. What is no string in YAML (`200:`, `true:`) is its text as written.
    pub text: Box<str>,
    /// Where the key stands.
    pub span: Span,
}

/// A map in the order of its source, with unique keys.
#[derive(Clone, Debug, Default)]
pub struct Map {
    // Boxed: a `Value` stays three words, whatever its variant.
    content: Box<Content>,
}

#[derive(Clone, Debug, Default)]
struct Content {
    entries: Box<[(Key, Node)]>,
    /// The entries' numbers by key; none in small maps.
    index: Option<HashMap<Box<str>, usize>>,
}

impl Map {
    /// Builds a map. Of entries with one key the first stays; the others are returned, each after the one that stayed.
    pub(crate) fn build(entries: Vec<(Key, Node)>) -> (Self, Vec<(Span, Key)>) {
        let mut index = (entries.len() > SCAN).then(|| HashMap::with_capacity(entries.len()));
        let mut kept: Vec<(Key, Node)> = Vec::with_capacity(entries.len());
        let mut duplicates = Vec::new();
        for (key, node) in entries {
            let first = match &mut index {
                None => kept.iter().position(|(first, _)| first.text == key.text),
                Some(index) => match index.entry(key.text.clone()) {
                    Entry::Occupied(first) => Some(*first.get()),
                    Entry::Vacant(place) => {
                        place.insert(kept.len());
                        None
                    }
                },
            };
            match first {
                Some(first) => duplicates.push((kept[first].0.span, key)),
                None => kept.push((key, node)),
            }
        }
        let content = Box::new(Content { entries: kept.into_boxed_slice(), index });
        (Self { content }, duplicates)
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.content.index {
            None => self.content.entries.iter().position(|(k, _)| &*k.text == key),
            Some(index) => index.get(key).copied(),
        }
    }

    /// An entry and its number.
    pub(super) fn find(&self, key: &str) -> Option<(usize, &Key, &Node)> {
        let number = self.position(key)?;
        let (key, node) = &self.content.entries[number];
        Some((number, key, node))
    }

    /// The value of the entry with a number.
    pub(super) fn nth(&self, number: usize) -> Option<&Node> {
        self.content.entries.get(number).map(|(_, node)| node)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.find(key).map(|(_, _, node)| node)
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.position(key).map(|at| &mut self.content.entries[at].1)
    }

    /// Keys, and values to be changed, in the order of the source.
    pub(crate) fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&Key, &mut Node)> {
        self.content.entries.iter_mut().map(|(key, node)| (&*key, node))
    }

    /// The entries in the order of the source; [`build`](Self::build) makes a map of them again.
    pub(crate) fn into_entries(self) -> Vec<(Key, Node)> {
        self.content.entries.into_vec()
    }

    /// Where a key stands.
    pub fn get_key_span(&self, key: &str) -> Option<Span> {
        self.find(key).map(|(_, key, _)| key.span)
    }

    /// Whether the key is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Keys and values in the order of the source.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Node)> + Clone {
        self.content.entries.iter().map(|(key, node)| (key, node))
    }

    /// The keys in the order of the source.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.content.entries.iter().map(|(key, _)| &*key.text)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.content.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.content.entries.is_empty()
    }
}
