//! Types: structs, open enums, unions, and how they refer to each other.

use super::{Docs, HeaderShape};
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
    /// Whether the document gives the name itself, with `x-rust-name`.
    pub name_is_given: bool,
    /// Where its schema stands.
    pub location: Location,
    /// What it is.
    pub docs: Docs,
    /// Which way it travels.
    pub usage: Usage,
    /// Whether there is something to check before it is sent.
    pub is_validated: bool,
    /// The type that it is the sent form of, if values of that can be converted into it.
    pub converts_from: Option<TypeId>,
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
    /// Alternatives, of which a value is one.
    Union(Union),
    /// Objects, of which a value may be several at once: `anyOf`. A variant is a field here.
    Overlap(Vec<Variant>),
    /// Another type under a name of its own, because it contains itself through lists or maps alone.
    Alias(TypeRef),
    /// Values of any of several enums. It has no name, and is written out wherever it is used.
    Lists(Vec<TypeRef>),
    /// A struct that leaves the type of one member open, with the type that the member has here.
    Applied {
        /// The struct.
        whole: TypeRef,
        /// The type of the member.
        argument: TypeRef,
    },
}

/// An object.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// Its members, in document order.
    pub fields: Vec<Field>,
    /// Members without a field: they are only ever sent, and always have this value.
    pub constants: Vec<(String, serde_json::Value)>,
    /// The member whose value leads to the object, where it is described inside the one union that it belongs to: no
    /// other value can come in it.
    pub tag: Option<String>,
    /// What members that the document does not name are, where they are kept.
    pub rest: Option<Box<Field>>,
    /// What the alternatives demand of its members that it stands for: a value meets all that one of them says.
    pub any_of: Vec<Vec<(String, Limits)>>,
    /// The member whose type differs from use to use: the struct is generic over it.
    pub parameter: Option<usize>,
    /// Where alternatives became this one struct because they differ in the values of one member: the first of them, if
    /// it is described elsewhere, and the member.
    pub folded: Option<(TypeRef, usize)>,
    /// Where the members are the headers of answers: how the text of each is read.
    pub headers: Option<Vec<HeaderShape>>,
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
    /// The only value that the document lists for it: a string, a number, a boolean, or `null`. It may be `null` besides
    /// where its type may.
    pub constant: Option<serde_json::Value>,
    /// Which ways it travels, of those that its object does.
    pub access: Access,
    /// What the document demands of its value, which `validate` checks.
    pub limits: Option<Box<Limits>>,
    /// How else it may stand in an answer.
    pub readings: Vec<Reading>,
    /// What it is.
    pub docs: Docs,
}

/// How a member may stand in an answer, beside what the schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Under another name.
    Also(String),
    /// Without a name of its own: its members among those of the object that it belongs to.
    Unwrapped,
    /// As an empty string where it is absent.
    EmptyIsAbsent,
}

impl Struct {
    /// Whether a member is the one whose value leads to the object.
    pub fn is_tag(&self, field: &Field) -> bool {
        self.tag.as_ref() == Some(&field.wire)
    }
}

impl Field {
    /// Whether the field holds nothing where the member is absent.
    pub fn is_optional(&self, usage: Usage) -> bool {
        !self.required || self.access != Access::Both && usage.sent && usage.received
    }

    /// Whether its owner's constructor asks for it.
    pub fn is_asked_for(&self) -> bool {
        self.required && self.access != Access::Read && self.fixed().is_none()
    }

    /// The value that is sent without anybody giving it: the only one that a member may have which has to be there.
    pub fn fixed(&self) -> Option<&serde_json::Value> {
        let is_free = !self.required || self.access == Access::Read || matches!(self.ty, TypeRef::Nullable(_));
        self.constant.as_ref().filter(|_| !is_free)
    }
}

/// Which ways a member travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Wherever its object does.
    #[default]
    Both,
    /// `readOnly`: in answers alone.
    Read,
    /// `writeOnly`: in requests alone.
    Write,
}

/// What the document demands of a value, beyond its type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// How few characters, items or members there may be.
    pub least: Option<u64>,
    /// How many.
    pub most: Option<u64>,
    /// The lowest number, and whether the number itself is too low.
    pub minimum: Option<(serde_json::Number, bool)>,
    /// The highest number, and whether the number itself is too high.
    pub maximum: Option<(serde_json::Number, bool)>,
    /// What the number has to be a multiple of.
    pub multiple_of: Option<serde_json::Number>,
    /// A regular expression that is found in the text.
    pub pattern: Option<String>,
    /// No item stands twice.
    pub unique: bool,
    /// What is demanded of each item of a list, or of each value of a map.
    pub items: Option<Box<Limits>>,
    /// Demands of which one has to be met.
    pub any_of: Vec<Limits>,
}

impl Limits {
    /// True if nothing is demanded.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether there is a pattern among them.
    pub fn has_pattern(&self) -> bool {
        self.pattern.is_some()
            || self.items.as_ref().is_some_and(|items| items.has_pattern())
            || self.any_of.iter().any(Self::has_pattern)
    }
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
    /// Numbers with fractions, or values of several types.
    Json,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// The name of its variant.
    pub name: String,
    /// The value: as the enum's base says.
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
    /// By what each variant looks like.
    Content,
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
    /// The tag that the union writes, because the type of the variant does not, or may write another.
    pub written_tag: Option<serde_json::Value>,
    /// Whether it holds what has no tag, or one that nobody knows.
    pub otherwise: bool,
    /// Whether it is described inside the union, so that its type belongs to the union alone.
    pub inline: bool,
    /// What its values look like, where content decides.
    pub looks: Vec<Look>,
    /// What the document demands of it, where it has no type of its own.
    pub limits: Option<Box<Limits>>,
    /// Its type.
    pub ty: TypeRef,
    /// What it is.
    pub docs: Docs,
}

/// What the values of an alternative look like.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// Anything.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer,
    /// Any number.
    Number,
    /// A string.
    String,
    /// A string of a certain form.
    Formatted,
    /// One of these values; others may come.
    Listed(Vec<serde_json::Value>),
    /// A list of what looks like one of these.
    List(Vec<Look>),
    /// An object of any members that look like one of these.
    Map(Vec<Look>),
    /// An object.
    Object {
        /// Members that have to be there.
        required: Vec<String>,
        /// Members that have one of these values wherever they are there.
        constants: Vec<(String, Vec<serde_json::Value>)>,
        /// Further members that it knows.
        known: Vec<String>,
        /// Whether it keeps members that it does not know.
        open: bool,
        /// What members look like, where that alone tells it from others.
        inner: Vec<(String, Vec<Look>)>,
    },
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// `i128`, for integers of which nothing says that they fit 64 bits.
    Int128,
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
    /// A type of the runtime or of a library, for a format.
    Format(Format),
    /// A list.
    List(Box<TypeRef>),
    /// An object whose members are all of one type.
    Map(Box<TypeRef>),
    /// JSON inside a string.
    JsonText(Box<TypeRef>),
    /// A value or `null`.
    Nullable(Box<TypeRef>),
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
            Self::List(inner) | Self::Map(inner) | Self::JsonText(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }

    /// The same or `null`. What is JSON of any shape may be `null` anyway.
    #[must_use]
    pub fn or_null(self) -> Self {
        match self {
            Self::Nullable(_) | Self::Any | Self::Unit => self,
            other => Self::Nullable(Box::new(other)),
        }
    }

    /// What a value of the type holds without any indirection.
    pub fn held(&self) -> &Self {
        match self {
            Self::Nullable(inner) | Self::JsonText(inner) => inner.held(),
            other => other,
        }
    }

    /// The same, to be changed.
    pub fn held_mut(&mut self) -> &mut Self {
        match self {
            Self::Nullable(inner) | Self::JsonText(inner) => inner.held_mut(),
            other => other,
        }
    }

    /// Whether its values are integers, of more than 16 bits where they have a width.
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Int32 | Self::Int64 | Self::Uint64 | Self::Int128)
    }

    /// The same without `null`.
    pub fn not_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }
}

/// A form of values that has a type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `i8`
    Int8,
    /// `i16`
    Int16,
    /// `u8`
    Uint8,
    /// `u16`
    Uint16,
    /// `u32`
    Uint32,
    /// Bytes, base64 on the wire (RFC 4648 section 4).
    Bytes,
    /// A decimal number that keeps its digits.
    Decimal,
    /// RFC 9562.
    Uuid,
    /// An IPv4 or IPv6 address.
    Ip,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// RFC 3339 `full-date`.
    Date(Library),
    /// RFC 3339 `date-time`.
    DateTime(Library),
    /// RFC 3339 `partial-time` or `full-time`.
    Time,
    /// ISO 8601 duration.
    Duration,
}

/// A library for dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Library {
    /// `jiff`: moments are in UTC.
    Jiff,
    /// `chrono`: moments keep their offset.
    Chrono,
    /// `time`: moments keep their offset.
    Time,
}

impl Library {
    /// Its name, which is that of the runtime's feature and module.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jiff => "jiff",
            Self::Chrono => "chrono",
            Self::Time => "time",
        }
    }
}

impl Kind {
    /// Whether its values are those that the document lists, and any other.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Enum(_) | Self::Lists(_))
    }

    /// The types that its members, alternatives or values are of.
    pub fn parts(&self) -> Vec<&TypeRef> {
        match self {
            Self::Struct(object) => object.fields.iter().chain(object.rest.as_deref()).map(|field| &field.ty).collect(),
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Overlap(parts) => parts.iter().map(|part| &part.ty).collect(),
            Self::Alias(ty) => vec![ty],
            Self::Enum(_) => Vec::new(),
            Self::Lists(lists) => lists.iter().collect(),
            Self::Applied { whole, argument } => vec![whole, argument],
        }
    }

    /// The same, to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut TypeRef> {
        match self {
            Self::Struct(object) => {
                object.fields.iter_mut().chain(object.rest.as_deref_mut()).map(|field| &mut field.ty).collect()
            }
            Self::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Self::Overlap(parts) => parts.iter_mut().map(|part| &mut part.ty).collect(),
            Self::Alias(ty) => vec![ty],
            Self::Enum(_) => Vec::new(),
            Self::Lists(lists) => lists.iter_mut().collect(),
            Self::Applied { whole, argument } => vec![whole, argument],
        }
    }
}

impl Format {
    /// What an alternative of this form is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int8 | Self::Int16 | Self::Uint8 | Self::Uint16 | Self::Uint32 => "Integer",
            Self::Bytes => "Bytes",
            Self::Decimal => "Decimal",
            Self::Uuid => "Uuid",
            Self::Ip | Self::Ipv4 | Self::Ipv6 => "Address",
            Self::Date(_) => "Date",
            Self::DateTime(_) => "DateTime",
            Self::Time => "Time",
            Self::Duration => "Duration",
        }
    }
}
