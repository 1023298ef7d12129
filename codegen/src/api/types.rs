//! Types: structs, open enums, unions, and how they refer to each other.

use super::Docs;
use crate::source::Location;

/// Every type of an Api.
#[derive(Clone, Debug, Default)]
pub struct Types(Vec<Type>);

/// The number of a type among the [`Types`] it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(usize);

impl TypeId {
    /// Counted from 0, without gaps.
    pub fn index(self) -> usize {
        self.0
    }
}

impl Types {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a type.
    pub fn add(&mut self, ty: Type) -> TypeId {
        self.0.push(ty);
        TypeId(self.0.len() - 1)
    }

    /// Forgets every type from the `len`th on.
    pub fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    /// Every type with its id.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &Type)> {
        self.0.iter().enumerate().map(|(index, ty)| (TypeId(index), ty))
    }

    /// Every type, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (TypeId, &mut Type)> {
        self.0.iter_mut().enumerate().map(|(index, ty)| (TypeId(index), ty))
    }
}

impl std::ops::Index<TypeId> for Types {
    type Output = Type;

    fn index(&self, id: TypeId) -> &Type {
        &self.0[id.0]
    }
}

impl std::ops::IndexMut<TypeId> for Types {
    fn index_mut(&mut self, id: TypeId) -> &mut Type {
        &mut self.0[id.0]
    }
}

/// A type that is written out.
#[derive(Clone, Debug)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// Where its schema stands.
    pub location: Location,
    /// What it is.
    pub docs: Docs,
    /// Which way it travels.
    pub usage: Usage,
    /// What it is made of.
    pub kind: Kind,
}

/// Which way a type travels: code for the other way need not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// It is part of a request.
    pub sent: bool,
    /// It is part of an answer.
    pub received: bool,
}

impl Usage {
    /// True if it travels at all; otherwise nobody needs it.
    pub fn is_any(self) -> bool {
        self.sent || self.received
    }
}

/// What a type is made of.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Members.
    Struct(Struct),
    /// Values.
    Enum(Enum),
    /// Alternatives.
    Union(Union),
}

/// An object.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// Its members, in document order.
    pub fields: Vec<Field>,
    /// Members that always have one value: name and text.
    pub constants: Vec<(String, String)>,
    /// What members that the document does not name are, where they are kept.
    pub rest: Option<Field>,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in Rust.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its type, not counting that it may be absent.
    pub ty: TypeRef,
    /// Whether it has to be there.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
}

/// Values that the document lists, and any other.
#[derive(Clone, Debug)]
pub struct Enum {
    /// What the values are.
    pub base: Base,
    /// The values, in document order.
    pub values: Vec<Value>,
}

/// What the values of an enum are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Strings.
    String,
    /// Integers.
    Integer,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// The name of its variant.
    pub name: String,
    /// The value: a string or an integer, as the enum's base says.
    pub value: serde_json::Value,
    /// What it means.
    pub docs: Docs,
}

/// Alternatives.
#[derive(Clone, Debug)]
pub struct Union {
    /// How they are told apart.
    pub by: Alternatives,
    /// The alternatives, in document order.
    pub variants: Vec<Variant>,
}

/// How alternatives are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alternatives {
    /// By the value of a member, which stands in each variant's `key`.
    Tag(String),
    /// By their JSON type, whose name in the runtime stands in each variant's `key`.
    JsonType,
}

/// An alternative.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The name of its variant.
    pub name: String,
    /// The name of the function that makes it of its members.
    pub constructor: String,
    /// What tells it apart.
    pub key: String,
    /// Its type.
    pub ty: TypeRef,
    /// What it is.
    pub docs: Docs,
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeRef {
    /// No content.
    Unit,
    /// `bool`
    Bool,
    /// `i32`
    Int32,
    /// `i64`
    Int64,
    /// `u64`
    Uint64,
    /// `f32`
    Float,
    /// `f64`
    Double,
    /// `String`
    String,
    /// The runtime's `Secret`.
    Secret,
    /// JSON of any shape.
    Any,
    /// A list.
    List(Box<TypeRef>),
    /// An object whose members are all of one type.
    Map(Box<TypeRef>),
    /// A type that is written out.
    Named(TypeId),
    /// The same on the heap, where a type would contain itself.
    Boxed(TypeId),
}

impl TypeRef {
    /// The type that is written out somewhere inside, if there is one.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) | Self::Boxed(id) => Some(*id),
            Self::List(inner) | Self::Map(inner) => inner.named(),
            _ => None,
        }
    }
}

impl Kind {
    /// The types that its members, alternatives or values are of.
    pub fn parts(&self) -> Vec<&TypeRef> {
        match self {
            Self::Struct(object) => object.fields.iter().chain(&object.rest).map(|field| &field.ty).collect(),
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Enum(_) => Vec::new(),
        }
    }
}
