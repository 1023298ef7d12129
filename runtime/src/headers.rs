//! The headers of answers, typed.

use http::HeaderMap;
use http::header::SET_COOKIE;

use crate::codec::{Decode, DecodeError};
use crate::json::{self, Json, Object};

/// What the text of a header stands for (OpenAPI 3.0.3, 4.7.21: style `simple`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// Itself.
    Scalar,
    /// A list: `a,b`, on one line or several.
    List,
    /// An object: `key,value`.
    Object,
    /// An object: `key=value`.
    Pairs,
    /// JSON.
    Json,
}

/// A struct of headers, which decodes from an object of their values.
pub trait Headers: Decode {
    /// The headers' names in small letters, and what they stand for.
    const SHAPES: &'static [(&'static str, Shape)];

    /// Reads them.
    ///
    /// # Errors
    /// One is not what the document says.
    fn read(headers: &HeaderMap) -> Result<Self, DecodeError> {
        Self::decode(&tree(headers, Self::SHAPES))
    }
}

fn tree(headers: &HeaderMap, shapes: &[(&'static str, Shape)]) -> Json<'static> {
    let mut object = Object::new();
    for (name, shape) in shapes {
        let lines: Vec<String> =
            headers.get_all(*name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
        if lines.is_empty() {
            continue;
        }
        // The one header whose lines cannot be joined (RFC 9110, 5.3): a date in it has a comma.
        let value = match *name == SET_COOKIE && *shape == Shape::List {
            true => Json::Array(lines.into_iter().map(|line| Json::String(line.into())).collect()),
            false => value(&lines.join(","), *shape),
        };
        object.push(((*name).into(), value));
    }
    Json::Object(object)
}

fn value(text: &str, shape: Shape) -> Json<'static> {
    let string = |text: &str| Json::String(text.trim().to_owned().into());
    let items = || split(text).into_iter().map(str::trim).filter(|item| !item.is_empty());
    match shape {
        Shape::Scalar => string(text),
        Shape::List => Json::Array(items().map(string).collect()),
        Shape::Object => {
            let items: Vec<&str> = items().collect();
            let pairs = items.chunks(2);
            Json::Object(
                pairs.map(|pair| (pair[0].to_owned().into(), string(pair.get(1).copied().unwrap_or("")))).collect(),
            )
        }
        Shape::Pairs => {
            let pairs = items().map(|item| item.split_once('=').unwrap_or((item, "")));
            Json::Object(pairs.map(|(name, value)| (name.to_owned().into(), string(value))).collect())
        }
        Shape::Json => {
            let mut scratch = String::new();
            json::parse(text.as_bytes(), &mut scratch).map(Json::into_owned).unwrap_or_else(|_| string(text))
        }
    }
}

/// The parts between commas, of which a quoted string may have some of its own (RFC 9110, 5.6.1 and 5.6.4).
fn split(text: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    let is_comma = |letter: char| {
        quoted ^= letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
        letter == ',' && !quoted
    };
    let parts: Vec<&str> = text.split(is_comma).collect();
    // A quote without its other half is a letter like any other.
    if quoted { text.split(',').collect() } else { parts }
}

/// Says what the headers of a struct stand for: `headers! { Limits { "x-rate-limit": Scalar } }`.
#[macro_export]
macro_rules! headers {
    ($type:ident { $($name:literal : $shape:ident),* $(,)? }) => {
        impl $crate::headers::Headers for $type {
            const SHAPES: &'static [(&'static str, $crate::headers::Shape)] =
                &[$(($name, $crate::headers::Shape::$shape)),*];
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_read_as_style_simple_writes_it() {
        let text = |json: Json<'_>| json.to_text();
        assert_eq!(text(value("a, b ,", Shape::List)), r#"["a","b"]"#);
        assert_eq!(text(value(r#""a,b", W/"c,\",d",e"#, Shape::List)), r#"["\"a,b\"","W/\"c,\\\",d\"","e"]"#);
        assert_eq!(text(value(r#"a"b,c"#, Shape::List)), r#"["a\"b","c"]"#);
        assert_eq!(text(value("R,100,G,200", Shape::Object)), r#"{"R":"100","G":"200"}"#);
        assert_eq!(text(value("R=100,G=200", Shape::Pairs)), r#"{"R":"100","G":"200"}"#);
        assert_eq!(text(value("[1, 2]", Shape::Json)), "[1,2]");
        assert_eq!(text(value("a, b", Shape::Scalar)), r#""a, b""#);
    }
}
