//! Maps that keep their order and where their keys stand.

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
    /// The entries' numbers sorted by key; empty in small maps.
    sorted: Box<[u32]>,
}

impl Map {
    /// Builds a map. Of entries with one key the first stays; the others are returned, each after the one that stayed.
    pub(crate) fn build(mut entries: Vec<(Key, Node)>) -> (Self, Vec<(Span, Key)>) {
        let repeated = repeated(&entries);
        let mut duplicates = Vec::new();
        if !repeated.is_empty() {
            for &(first, again) in &repeated {
                duplicates.push((entries[first].0.span, entries[again].0.clone()));
            }
            let mut again = repeated.iter().map(|&(_, again)| again).peekable();
            let mut number = 0;
            entries.retain(|_| {
                number += 1;
                again.next_if_eq(&(number - 1)).is_none()
            });
        }
        let sorted = if entries.len() > SCAN { sorted(&entries).into_boxed_slice() } else { Box::default() };
        let content = Box::new(Content { entries: entries.into_boxed_slice(), sorted });
        (Self { content }, duplicates)
    }

    fn find(&self, key: &str) -> Option<&(Key, Node)> {
        let Content { entries, sorted } = &*self.content;
        if sorted.is_empty() {
            return entries.iter().find(|(k, _)| &*k.text == key);
        }
        sorted
            .binary_search_by(|&number| (*entries[number as usize].0.text).cmp(key))
            .ok()
            .map(|at| &entries[sorted[at] as usize])
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.find(key).map(|(_, node)| node)
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let Content { entries, sorted } = &mut *self.content;
        if sorted.is_empty() {
            return entries.iter_mut().find(|(k, _)| &*k.text == key).map(|(_, node)| node);
        }
        let at = sorted.binary_search_by(|&number| (*entries[number as usize].0.text).cmp(key)).ok()?;
        entries.get_mut(sorted[at] as usize).map(|(_, node)| node)
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
        self.find(key).map(|(key, _)| key.span)
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

fn sorted(entries: &[(Key, Node)]) -> Vec<u32> {
    let mut sorted: Vec<u32> = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
    // By number within one key: the first in the source stays the first.
    sorted.sort_unstable_by(|&a, &b| {
        let key = |number: u32| &*entries[number as usize].0.text;
        key(a).cmp(key(b)).then(a.cmp(&b))
    });
    sorted
}

/// Pairs of entry numbers with one key: the first of them, and a later one; in the order of the later ones.
fn repeated(entries: &[(Key, Node)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    if entries.len() <= SCAN {
        for (again, (key, _)) in entries.iter().enumerate() {
            if let Some(first) = entries[..again].iter().position(|(k, _)| k.text == key.text) {
                pairs.push((first, again));
            }
        }
    } else {
        let sorted = sorted(entries);
        let mut first = 0;
        for at in 1..sorted.len() {
            let text = |at: usize| &entries[sorted[at] as usize].0.text;
            if text(first) == text(at) {
                pairs.push((sorted[first] as usize, sorted[at] as usize));
            } else {
                first = at;
            }
        }
        pairs.sort_unstable_by_key(|&(_, again)| again);
    }
    pairs
}
