//! The way to the node that was looked at last.

use super::pointer::Tokens;
use super::{FileId, Location, Node, Value};

/// How the node that was looked at last was reached. The next one is near it as a rule, so that most of the way is
/// known: without this, a fifth of the time goes into finding keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    file: FileId,
    text: String,
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    /// Where the token ends in the text.
    end: usize,
    /// The number of the member within its map or list.
    member: usize,
}

impl Trail {
    /// Forgets the way, which changes with the tree.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.steps.clear();
    }

    /// The node at a location in the file with this root; `None` if the pointer leads nowhere.
    pub(super) fn follow<'n>(&mut self, root: &'n Node, location: &Location) -> Option<&'n Node> {
        let text = location.pointer.as_str();
        let shared = if self.file == location.file { shared(&self.text, text) } else { 0 };
        let is_token = |step: &&Step| step.end <= shared && matches!(text.as_bytes().get(step.end), None | Some(b'/'));
        let known = self.steps.iter().take_while(is_token).count();
        self.steps.truncate(known);
        let known = self.steps.last().map_or(0, |step| step.end);
        self.file = location.file;
        self.text.truncate(known);
        let mut node = root;
        for step in &self.steps {
            node = node.member(step.member)?;
        }
        let mut tokens = Tokens::of(&text[known..]);
        while let Some(token) = tokens.next() {
            let (member, next) = node.find(&token)?;
            let end = text.len() - tokens.rest().len();
            self.text.push_str(&text[self.text.len()..end]);
            self.steps.push(Step { end, member });
            node = next;
        }
        Some(node)
    }
}

/// How many bytes two texts begin with in common.
fn shared(a: &str, b: &str) -> usize {
    // Sixteen at a time, which the compiler compares in one step.
    let (a_chunks, b_chunks) = (a.as_bytes().chunks_exact(16), b.as_bytes().chunks_exact(16));
    let chunks = a_chunks.zip(b_chunks).take_while(|(a, b)| a == b).count() * 16;
    chunks + a.bytes().skip(chunks).zip(b.bytes().skip(chunks)).take_while(|(a, b)| a == b).count()
}

impl Node {
    fn member(&self, number: usize) -> Option<&Self> {
        match &self.value {
            Value::Map(map) => map.nth(number),
            Value::List(list) => list.get(number),
            _ => None,
        }
    }

    /// One step along a JSON pointer, RFC 6901 section 4: what is there, and its number.
    pub(super) fn find(&self, token: &str) -> Option<(usize, &Self)> {
        match &self.value {
            Value::Map(map) => map.find(token).map(|(number, _, node)| (number, node)),
            Value::List(list) => {
                let number = super::files::index(token)?;
                list.get(number).map(|node| (number, node))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Location, Pointer, Sources};

    #[test]
    fn a_node_is_found_whichever_was_looked_at_before() {
        let mut sources = Sources::new();
        let text = "a: {b: [x, {c/d: y}], bc: z, '': {'': w}}\nab: v\n";
        let file = sources.add("a.yaml", text).unwrap();
        let all = [
            ("", None),
            ("/a", None),
            ("/ab", Some("v")),
            ("/a/b/0", Some("x")),
            ("/a/b/1/c~1d", Some("y")),
            ("/a/b/1/c", None),
            ("/a/b/01", None),
            ("/a/bc", Some("z")),
            ("/a//", Some("w")),
            ("/b", None),
        ];
        for (before, _) in all {
            for (pointer, value) in all {
                let at = |text: &str| Location::new(file, Pointer::parse(text).unwrap());
                sources.node(&at(before));
                assert_eq!(
                    sources.node(&at(pointer)).and_then(|node| node.as_str()),
                    value,
                    "{pointer} after {before}"
                );
            }
        }
    }

    #[test]
    fn what_has_changed_is_looked_for_again() {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", "{a: {x: 1, y: two}, b: {y: three}}").unwrap();
        let at = |text: &str| Location::new(file, Pointer::parse(text).unwrap());
        assert_eq!(sources.node(&at("/a/y")).and_then(|node| node.as_str()), Some("two"));
        let other = sources.node(&at("/b")).unwrap().clone();
        *sources.node_mut(&at("/a")).unwrap() = other;
        assert_eq!(sources.node(&at("/a/y")).and_then(|node| node.as_str()), Some("three"));
        assert!(sources.node(&at("/a/x")).is_none());
    }
}
