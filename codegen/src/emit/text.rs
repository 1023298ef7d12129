//! Types as text, and text laid out by hand: much as `rustfmt` would, with fewer lines.

use crate::api::{Format, Kind, TypeRef, Types};

/// The widest line.
pub(super) const WIDTH: usize = 130;

/// A type as it is written.
pub(super) fn type_text(types: &Types, ty: &TypeRef) -> String {
    let inside = |inner: &TypeRef| type_text(types, inner);
    match ty {
        TypeRef::Unit => "()".to_owned(),
        TypeRef::Bool => "bool".to_owned(),
        TypeRef::Int32 => "i32".to_owned(),
        TypeRef::Int64 => "i64".to_owned(),
        TypeRef::Uint64 => "u64".to_owned(),
        TypeRef::Int128 => "i128".to_owned(),
        TypeRef::Float => "f32".to_owned(),
        TypeRef::Double => "f64".to_owned(),
        TypeRef::String => "String".to_owned(),
        TypeRef::Secret => "runtime::Secret".to_owned(),
        TypeRef::Any => "runtime::Value".to_owned(),
        TypeRef::Format(format) => format_text(*format),
        TypeRef::JsonText(inner) => format!("runtime::formats::JsonText<{}>", inside(inner)),
        TypeRef::Nullable(inner) => format!("Option<{}>", inside(inner)),
        TypeRef::List(item) => format!("Vec<{}>", inside(item)),
        TypeRef::Map(value) => format!("std::collections::BTreeMap<String, {}>", inside(value)),
        TypeRef::Named(id) => match &types[*id].kind {
            Kind::Enum(_) => format!("runtime::Open<{}>", types[*id].name),
            Kind::Lists(lists) => format!("runtime::Open<{}>", either(types, lists)),
            _ => types[*id].name.clone(),
        },
        TypeRef::Boxed(id) => format!("Box<{}>", types[*id].name),
    }
}

/// What the runtime makes of several enums.
fn either(types: &Types, lists: &[TypeRef]) -> String {
    let mut names = lists.iter().rev().filter_map(|list| Some(types[list.named()?].name.clone()));
    let last = names.next().unwrap_or_default();
    names.fold(last, |others, name| format!("runtime::Either<{name}, {others}>"))
}

fn format_text(format: Format) -> String {
    match format {
        Format::Int8 => "i8",
        Format::Int16 => "i16",
        Format::Uint8 => "u8",
        Format::Uint16 => "u16",
        Format::Uint32 => "u32",
        Format::Bytes => "runtime::formats::Bytes",
        Format::Decimal => "runtime::formats::Decimal",
        Format::Uuid => "runtime::formats::Uuid",
        Format::Ip => "std::net::IpAddr",
        Format::Ipv4 => "std::net::Ipv4Addr",
        Format::Ipv6 => "std::net::Ipv6Addr",
        Format::Date(library) => return format!("runtime::formats::{}::Date", library.name()),
        Format::DateTime(library) => return format!("runtime::formats::{}::DateTime", library.name()),
        Format::Time => "runtime::formats::Time",
        Format::Duration => "runtime::formats::Duration",
    }
    .to_owned()
}

/// A type as it is taken from a caller: text and JSON in any form, integers of any width, bytes, dates and what is inside a text as
/// themselves, a listed value as what may be any other too, anything else as it is.
pub(super) fn taken_text(types: &Types, ty: &TypeRef) -> String {
    let text = type_text(types, ty);
    if is_converted(types, ty) { format!("impl Into<{text}>") } else { text }
}

/// Whether a value of the type is made of what a caller gives.
pub(super) fn is_converted(types: &Types, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::String | TypeRef::Secret | TypeRef::Int128 | TypeRef::Any | TypeRef::JsonText(_) => true,
        TypeRef::Format(format) => matches!(format, Format::Bytes | Format::Date(_) | Format::DateTime(_)),
        TypeRef::Named(id) => types[*id].kind.is_open(),
        _ => false,
    }
}

/// A string as a literal of Rust.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// Text with every line that is not empty moved to the right.
pub(super) fn indented(text: &str, by: usize) -> String {
    let space = " ".repeat(by);
    let mut indented = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        if !line.is_empty() {
            indented.push_str(&space);
            indented.push_str(line);
        }
        indented.push('\n');
    }
    indented
}

/// Entries as a paragraph, a comma between them, in lines that begin at this column.
pub(super) fn wrapped(entries: &[String], at: usize) -> String {
    let mut text = String::new();
    let mut column = WIDTH;
    for (index, entry) in entries.iter().enumerate() {
        let comma = if index + 1 < entries.len() { "," } else { "" };
        let width = entry.chars().count() + 1 + comma.len();
        if column + width > WIDTH {
            text.push('\n');
            text.push_str(&" ".repeat(at - 1));
            column = at - 1;
        }
        text.push(' ');
        text.push_str(entry);
        text.push_str(comma);
        column += width;
    }
    text
}

/// Words with a space between them, in lines that are moved to the right but for the first.
pub(super) fn filled(words: &[String], by: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in words {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            text.push('\n');
            text.push_str(&" ".repeat(by));
            column = by;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text
}

/// A function on one line, if it fits.
pub(super) fn function(head: &str, body: &str, at: usize) -> String {
    let is_short = !head.contains('\n') && head.chars().count() + body.chars().count() + 3 <= WIDTH;
    if is_short && !body.contains('\n') {
        format!("{head} {body} }}\n")
    } else {
        let space = " ".repeat(at);
        format!("{head}\n{space}    {body}\n{space}}}\n")
    }
}

/// The implementation of `From` for a type that holds another.
pub(super) fn conversion(of: &str, into: &str, value: &str) -> String {
    let body = function(&format!("    fn from(value: {of}) -> Self {{"), value, 4);
    format!("impl From<{of}> for {into} {{\n{body}}}\n")
}

/// The head of a function, ending in a brace; its arguments on a line, or lines, of their own where they do not fit.
pub(super) fn head(name: &str, arguments: &[String], returns: &str, at: usize) -> String {
    let space = " ".repeat(at);
    let one_line = format!("{space}pub fn {name}({}) -> {returns} {{", arguments.join(", "));
    if one_line.chars().count() <= WIDTH {
        return one_line;
    }
    let together = format!("{space}    {},", arguments.join(", "));
    if together.chars().count() <= WIDTH {
        return format!("{space}pub fn {name}(\n{together}\n{space}) -> {returns} {{");
    }
    let arguments: String = arguments.iter().map(|argument| format!("{space}    {argument},\n")).collect();
    format!("{space}pub fn {name}(\n{arguments}{space}) -> {returns} {{")
}

/// A chain of calls, each on a line of its own where they do not fit on one.
pub(super) fn chain(receiver: &str, calls: &[String], at: usize) -> String {
    let one_line = format!("{receiver}{}", calls.concat());
    if at + one_line.chars().count() <= WIDTH {
        return one_line;
    }
    let space = " ".repeat(at + 4);
    let mut text = receiver.to_owned();
    for call in calls {
        text.extend(["\n", &space, call]);
    }
    text
}
