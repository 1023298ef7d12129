//! The tree.

use serde_json::Number;

use super::{Map, Span};

/// A value of a file, and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The text it was read from. A map or list in YAML's block style ends with its last entry.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node is. The types are those of JSON, whichever language the file is written in.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`, or nothing at all where YAML expects a value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number: exact as `u64` or `i64` where it is one, `f64` otherwise.
    Number(Number),
    /// Text. YAML's `.inf` and `.nan`, for which JSON has no number, are their text.
    String(Box<str>),
    /// A list (a sequence in YAML, an array in JSON).
    List(Vec<Node>),
    /// A map (a mapping in YAML, an object in JSON).
    Map(Map),
}

impl Node {
    /// The member `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Where the key of a member stands, if this is a map that has it.
    pub fn get_key_span(&self, key: &str) -> Option<Span> {
        self.as_map()?.get_key_span(key)
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The map, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The elements, if this is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(bool) => Some(bool),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, if this is an integer from 0 to `u64::MAX`.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The number, if this is an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The number, if this is one, rounded where an integer has more than 53 bits.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.as_f64()
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// How many lists and maps stand inside each other here, this one included; at most [`MAX_DEPTH`](super::MAX_DEPTH).
    pub fn depth(&self) -> usize {
        match &self.value {
            Value::List(list) => 1 + list.iter().map(Node::depth).max().unwrap_or(0),
            Value::Map(map) => 1 + map.iter().map(|(_, node)| node.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// What this is, with its article, for messages: `a list`, `a string`.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number) if number.is_f64() => "a number",
            Value::Number(_) => "an integer",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The value without its positions.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(bool) => Json::Bool(*bool),
            Value::Number(number) => Json::Number(number.clone()),
            Value::String(text) => Json::String(text.to_string()),
            Value::List(list) => list.iter().map(Node::to_json).collect(),
            Value::Map(map) => map.iter().map(|(key, node)| (key.text.to_string(), node.to_json())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_small_because_documents_have_a_hundred_thousand() {
        assert!(size_of::<Value>() <= 24, "{}", size_of::<Value>());
        assert!(size_of::<Node>() <= 40, "{}", size_of::<Node>());
    }
}
