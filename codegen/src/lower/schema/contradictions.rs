//! Formats that the document's own values do not have.
//!
//! A type for a format has no room for other values, so that an answer fails for them. Where an example, a default or a
//! limit shows that the document does not mean its format, the type is the one without it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Number, Value as Json};

use super::Shape;
use crate::api::{Format, TypeRef};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::Lowering;

/// The type of a scalar schema, or a wider one where the document itself has values that the type does not hold.
pub(super) fn held(lowering: &mut Lowering<'_>, ty: TypeRef, shape: &Shape) -> TypeRef {
    let Some(format) = shape.format.as_deref() else {
        return ty;
    };
    let limits = [("minimum", &shape.limits.minimum), ("maximum", &shape.limits.maximum)];
    let limits = limits.into_iter().filter_map(|(key, limit)| {
        let (limit, _) = limit.as_ref()?;
        is_integer(&ty).then(|| (key, Json::Number(limit.clone())))
    });
    let samples = shape.samples.iter().map(|(at, key, sample)| (at, *key, sample.clone()));
    let limits = limits.filter_map(|(key, limit)| Some((shape.format_at.as_ref()?, key, limit)));
    let Some((at, key, sample)) = samples.chain(limits).find(|(_, _, sample)| !holds(&ty, sample)) else {
        return ty;
    };
    let wider = match &sample {
        Json::Number(number) if is_integer(&ty) => wider(number),
        Json::Number(_) => TypeRef::Double,
        _ => TypeRef::String,
    };
    let what = if wider == TypeRef::String { "text" } else { "a wider number" };
    let message = format!("the {key} is not a value of the format `{format}`");
    let place = if lowering.sources.node(&at.child(key)).is_some() { at.child(key) } else { at.clone() };
    let diagnostic = Diagnostic::at(lowering.sources, Code::ContradictedFormat, &place, message)
        .help(format!("the type is {what}; put either of them right to get the type of the format"));
    lowering.report(diagnostic);
    wider
}

fn is_integer(ty: &TypeRef) -> bool {
    bounds(ty).is_some()
}

/// The integer type for what a narrower one has no room for.
fn wider(number: &Number) -> TypeRef {
    if number.is_u64() && !number.is_i64() { TypeRef::Uint64 } else { TypeRef::Int64 }
}

/// Whether a type holds a value. What is of another JSON type altogether says nothing about the format.
fn holds(ty: &TypeRef, sample: &Json) -> bool {
    match sample {
        Json::String(text) => match ty {
            TypeRef::Format(Format::Uuid) => is_uuid(text),
            TypeRef::Format(Format::Ip) => text.parse::<IpAddr>().is_ok(),
            TypeRef::Format(Format::Ipv4) => text.parse::<Ipv4Addr>().is_ok(),
            TypeRef::Format(Format::Ipv6) => text.parse::<Ipv6Addr>().is_ok(),
            TypeRef::Format(Format::Bytes) => is_base64(text),
            TypeRef::Format(Format::Decimal) => text.parse::<f64>().is_ok_and(f64::is_finite),
            _ => true,
        },
        Json::Number(number) => match (bounds(ty), number.as_i128(), number.as_f64()) {
            (Some((least, most)), Some(number), _) => (least..=most).contains(&number),
            (None, _, Some(float)) if *ty == TypeRef::Float => float.abs() <= f64::from(f32::MAX),
            _ => true,
        },
        _ => true,
    }
}

/// The least and the greatest value of an integer type.
fn bounds(ty: &TypeRef) -> Option<(i128, i128)> {
    Some(match ty {
        TypeRef::Int32 => (i32::MIN.into(), i32::MAX.into()),
        TypeRef::Int64 => (i64::MIN.into(), i64::MAX.into()),
        TypeRef::Uint64 => (0, u64::MAX.into()),
        TypeRef::Format(Format::Int8) => (i8::MIN.into(), i8::MAX.into()),
        TypeRef::Format(Format::Int16) => (i16::MIN.into(), i16::MAX.into()),
        TypeRef::Format(Format::Uint8) => (0, u8::MAX.into()),
        TypeRef::Format(Format::Uint16) => (0, u16::MAX.into()),
        TypeRef::Format(Format::Uint32) => (0, u32::MAX.into()),
        _ => return None,
    })
}

/// As the crate `uuid` reads them: with hyphens or without, in braces, as a URN.
fn is_uuid(text: &str) -> bool {
    let inside = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let inside = inside.strip_prefix('{').and_then(|inside| inside.strip_suffix('}')).unwrap_or(inside);
    let parts: Vec<usize> = inside.split('-').map(str::len).collect();
    let has_form = matches!(parts.as_slice(), [32] | [8, 4, 4, 4, 12]);
    has_form && inside.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// As the runtime reads it: in either alphabet, with padding or without, with line breaks.
fn is_base64(text: &str) -> bool {
    let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let digits = packed.strip_suffix(b"==").or_else(|| packed.strip_suffix(b"=")).unwrap_or(&packed);
    digits.len() % 4 != 1 && digits.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_those_that_the_runtime_reads() {
        for uuid in [
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "67E5504410B1426F9247BB680E5FE0C8",
            "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
            "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
        ] {
            assert!(is_uuid(uuid), "{uuid}");
        }
        for text in ["", "string", "67e55044-10b1-426f-9247", "67e55044-10b1-426f-9247-bb680e5fe0cg"] {
            assert!(!is_uuid(text), "{text}");
        }
        for text in ["", "+/8=", "-_8", "QUJD\r\nREVG", "string"] {
            assert!(is_base64(text), "{text}");
        }
        for text in ["Hello, world!", "A", "AAAAA"] {
            assert!(!is_base64(text), "{text}");
        }
    }

    #[test]
    fn a_width_holds_what_it_has_room_for() {
        let fits = |ty: TypeRef, sample: Json| holds(&ty, &sample);
        assert!(fits(TypeRef::Int32, 2_147_483_647.into()) && !fits(TypeRef::Int32, 2_147_483_648_i64.into()));
        assert!(!fits(TypeRef::Format(Format::Uint8), (-1).into()));
        assert!(fits(TypeRef::Float, 3e38.into()) && !fits(TypeRef::Float, 1e39.into()));
        assert!(fits(TypeRef::Int32, "x".into()), "which says nothing about its width");
    }
}
