//! Typed values out of a tree: a serde deserializer over [`Node`].

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserializer, forward_to_deserialize_any};

use super::{Key, Node, Span, Value};

/// Reads a typed value from a node and what is below it.
///
/// # Errors
///
/// What does not fit, and where: the innermost node known. Below a `#[serde(flatten)]` or an untagged enum, which serde
/// copies before it looks at them, that is the node which has the flattened field.
pub fn from_node<T: DeserializeOwned + Send>(node: &Node) -> Result<T, DeError> {
    let read = || T::deserialize(De(node));
    let result = if node.depth() <= DEPTH_ON_ANY_STACK {
        read()
    } else {
        let failed = |_| de::Error::custom("cannot read a value this deep: there is no memory for a thread");
        std::thread::scope(|scope| {
            std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, read)
                .map_err(failed)
                .and_then(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    };
    result.map_err(|error| DeError { span: error.span.unwrap_or(node.span), message: error.message })
}

/// Types with flattened fields, such as `openapiv3::Schema`, take some 40 kB of stack for every level of the tree when
/// they are compiled without optimisation; a thread has 2 MB unless it asks for more.
const DEPTH_ON_ANY_STACK: usize = 24;

const STACK: usize = super::MAX_DEPTH * (128 << 10);

/// A node is not what the type asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeError {
    /// What was expected and found, in serde's words.
    pub message: String,
    /// The innermost node known.
    pub span: Span,
}

impl fmt::Display for DeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DeError {}

/// An error on its way up, which gets its place from the first node it passes.
#[derive(Debug)]
struct Error {
    message: String,
    span: Option<Span>,
}

impl Error {
    fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), span: None }
    }
}

/// A node as serde sees it.
#[derive(Clone, Copy)]
struct De<'de>(&'de Node);

impl<'de> Deserializer<'de> for De<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(bool) => visitor.visit_bool(*bool),
            Value::Number(number) => number.deserialize_any(visitor).map_err(de::Error::custom),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::List(list) => visitor.visit_seq(Elements(list.iter())),
            Value::Map(map) => visitor.visit_map(Entries { entries: map.iter(), value: None }),
        }
        .map_err(|error: Error| error.at(self.0.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.0.value {
            Value::String(text) => visitor.visit_enum(Variant { name: text, value: None }),
            Value::Map(map) if map.len() == 1 => match map.iter().next() {
                Some((key, value)) => visitor.visit_enum(Variant { name: &key.text, value: Some(value) }),
                None => Err(de::Error::custom("expected a variant")),
            },
            _ => Err(de::Error::custom(format!("expected a string or a map with one key, found {}", self.0.kind()))),
        }
        .map_err(|error: Error| error.at(self.0.span))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

struct Elements<'de>(std::slice::Iter<'de, Node>);

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|node| seed.deserialize(De(node)).map_err(|error| error.at(node.span))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Entries<'de, I> {
    entries: I,
    value: Option<&'de Node>,
}

impl<'de, I: Iterator<Item = (&'de Key, &'de Node)>> MapAccess<'de> for Entries<'de, I> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, node)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(node);
        let text: StrDeserializer<'_, Error> = (&*key.text).into_deserializer();
        seed.deserialize(text).map(Some).map_err(|error| error.at(key.span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Some(node) => seed.deserialize(De(node)).map_err(|error| error.at(node.span)),
            None => Err(de::Error::custom("a value was asked for before its key")),
        }
    }
}

struct Variant<'de> {
    name: &'de str,
    value: Option<&'de Node>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> Variant<'de> {
    fn content(self) -> Result<&'de Node, Error> {
        self.value.ok_or_else(|| de::Error::custom("expected a map with one key, found a string"))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.value {
            None => Ok(()),
            Some(node) => Err(Error::at(de::Error::custom("expected a string, found a map"), node.span)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let node = self.content()?;
        seed.deserialize(De(node)).map_err(|error| error.at(node.span))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        De(self.content()?).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        De(self.content()?).deserialize_any(visitor)
    }
}
