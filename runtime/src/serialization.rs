//! How the value of a parameter becomes text (OpenAPI 3.0.3, 4.7.12.3 and 4.7.12.4; RFC 6570).
//!
//! A value is expanded into pieces: names, values, and the marks between them. Where it goes decides how
//! names and values are escaped; a mark stays as it is.

use std::borrow::Cow;

use crate::form;
use crate::json::{Json, mask};

/// How a value is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `a,b`: paths and headers.
    Simple,
    /// `.a.b`: paths.
    Label,
    /// `;name=a;name=b`: paths.
    Matrix,
    /// `name=a&name=b`: queries, cookies and forms.
    Form,
    /// `name=a%20b`: queries.
    SpaceDelimited,
    /// `name=a%7Cb`: queries.
    PipeDelimited,
    /// `name%5Bkey%5D=value`: queries and forms.
    DeepObject,
    /// `key=value&…` without a name: the whole query (OpenAPI 3.2.0, 4.12.3).
    Querystring,
    /// `name=value` with nothing escaped: cookies (OpenAPI 3.2.0, 4.12.3).
    Cookie,
}

/// How a parameter is written, as its document says. The constants have the default of their style for
/// everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serialization {
    style: Style,
    explode: bool,
    reserved: bool,
    empty: bool,
    content: Content,
}

/// What the text of a value is, where its style does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// As the style has it.
    Styled,
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
}

impl Serialization {
    /// `a,b`, and for an object `key,value`.
    pub const SIMPLE: Self = Self::new(Style::Simple, false);
    /// `.a,b`.
    pub const LABEL: Self = Self::new(Style::Label, false);
    /// `;name=a,b`.
    pub const MATRIX: Self = Self::new(Style::Matrix, false);
    /// `name=a&name=b`, and for an object `key=value&…`.
    pub const FORM: Self = Self::new(Style::Form, true);
    /// `name=a%20b`.
    pub const SPACE_DELIMITED: Self = Self::new(Style::SpaceDelimited, false);
    /// `name=a%7Cb`.
    pub const PIPE_DELIMITED: Self = Self::new(Style::PipeDelimited, false);
    /// `name%5Bkey%5D=value`, at any depth; items of lists by their index.
    pub const DEEP_OBJECT: Self = Self::new(Style::DeepObject, true);
    /// `key=value&…`: the members of an object are the whole query, as they would be a form. A list repeats its
    /// name, and an object is JSON. With [`json`](Self::json) the query is the JSON of the value.
    pub const QUERYSTRING: Self = Self::new(Style::Querystring, true);
    /// `name=a; name=b`, as a cookie has it: nothing is escaped, so that a value that would end the cookie is refused.
    pub const COOKIE: Self = Self::new(Style::Cookie, true);

    const fn new(style: Style, explode: bool) -> Self {
        Self { style, explode, reserved: false, empty: false, content: Content::Styled }
    }

    /// Whether every item of a list and every member of an object stands for itself.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// `allowReserved`: the reserved characters of RFC 3986, 2.2, and triplets that are encoded already, stay
    /// as they are. Only `#` is still encoded, which would end the query.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// `allowEmptyValue`: an empty list or object is sent as a name without a value instead of not at all.
    #[must_use]
    pub const fn allow_empty(mut self) -> Self {
        self.empty = true;
        self
    }

    /// `content: application/json`: the text is JSON whatever the value is.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.content = Content::Json;
        self
    }

    /// `content: application/x-www-form-urlencoded`: the text of an object is a form.
    #[must_use]
    pub const fn form(mut self) -> Self {
        self.content = Content::Form;
        self
    }

    /// Whether a list is one text with commas in it.
    #[cfg(feature = "alipay")]
    pub(crate) const fn has_commas(self) -> bool {
        matches!(self.style, Style::Simple | Style::Form) && !self.explode && matches!(self.content, Content::Styled)
    }

    /// Whether nothing is escaped at all.
    pub(crate) const fn is_raw(self) -> bool {
        matches!(self.style, Style::Cookie)
    }

    pub(crate) const fn keeps_reserved(self) -> bool {
        self.reserved
    }
}

/// A part of an expanded value.
pub(crate) enum Piece<'j> {
    /// What stands between names and values; it is never escaped.
    Mark(&'static str),
    /// A name.
    Name(Cow<'j, str>),
    /// A value.
    Value(Leaf<'j>),
}

/// The text of a value, as it is sent and as it may be shown.
pub(crate) struct Leaf<'j> {
    pub(crate) sent: Cow<'j, str>,
    /// Where it differs, because there is a secret in it.
    pub(crate) shown: Option<String>,
}

/// The text of a value. Lists and objects that stand where their style has no place for them are JSON.
pub(crate) fn leaf<'j>(value: &'j Json<'_>) -> Leaf<'j> {
    match (value, value.scalar_text()) {
        (Json::Secret(secret), _) => Leaf { sent: secret.expose().into(), shown: Some(mask(secret.expose())) },
        (_, Some(sent)) => Leaf { sent, shown: None },
        (_, None) => json_leaf(value),
    }
}

fn json_leaf(value: &Json<'_>) -> Leaf<'static> {
    let (sent, shown) = (value.to_text(), value.to_masked_text());
    let shown = (sent != shown).then_some(shown);
    Leaf { sent: sent.into(), shown }
}

fn form_leaf(value: &Json<'_>) -> Leaf<'static> {
    let (sent, shown) = form::encode(value, &[]);
    let shown = (sent != shown).then_some(shown);
    Leaf { sent: sent.into(), shown }
}

/// A value laid out: one list of pieces, or, where the style has pairs, one for each pair. None at all where
/// there is nothing to send.
pub(crate) fn expand<'j>(name: &'j str, value: &'j Json<'_>, how: Serialization) -> Vec<Vec<Piece<'j>>> {
    let text = match how.content {
        Content::Json => Some(json_leaf(value)),
        Content::Form if matches!(value, Json::Object(_)) => Some(form_leaf(value)),
        _ => None,
    };
    if let Some(text) = text.map(Piece::Value) {
        return vec![match how.style {
            Style::Simple | Style::Querystring => vec![text],
            Style::Label => vec![Piece::Mark("."), text],
            Style::Matrix => vec![Piece::Mark(";"), Piece::Name(name.into()), Piece::Mark("="), text],
            _ => vec![Piece::Name(name.into()), Piece::Mark("="), text],
        }];
    }
    if is_empty(value) {
        let named = !matches!(how.style, Style::Simple | Style::Label | Style::Matrix | Style::Querystring);
        return match how.empty && named {
            true => vec![vec![Piece::Name(name.into()), Piece::Mark("=")]],
            false => Vec::new(),
        };
    }
    match how.style {
        Style::Simple => vec![joined(value, ",", how.explode)],
        Style::Label => {
            let mut pieces = vec![Piece::Mark(".")];
            pieces.extend(joined(value, if how.explode { "." } else { "," }, how.explode));
            vec![pieces]
        }
        Style::Matrix => vec![matrix(name, value, how.explode)],
        Style::Form | Style::Cookie => pairs(name, value, ",", how.explode),
        Style::Querystring => members(value).iter().flat_map(|(name, value)| member(name, value)).collect(),
        Style::SpaceDelimited => pairs(name, value, "%20", how.explode),
        Style::PipeDelimited => pairs(name, value, "%7C", how.explode),
        Style::DeepObject => {
            let mut pairs = Vec::new();
            deep(name.into(), value, &mut pairs);
            pairs
        }
    }
}

fn members<'v, 'j>(value: &'v Json<'j>) -> &'v [(Cow<'j, str>, Json<'j>)] {
    if let Json::Object(members) = value { members } else { &[] }
}

/// A member of a form.
fn member<'j>(name: &'j str, value: &'j Json<'_>) -> Vec<Vec<Piece<'j>>> {
    let is_object = matches!(value, Json::Object(_));
    expand(name, value, if is_object { Serialization::FORM.json() } else { Serialization::FORM })
}

fn is_empty(value: &Json<'_>) -> bool {
    match value {
        Json::Array(items) => items.is_empty(),
        Json::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The members of an exploded object, one after the other. A member that is a list has its name before each item, as it
/// would have on its own: neither RFC 6570 nor OpenAPI says what is below the first level, and this is what most servers
/// read back (Spring's `Pageable`, for example).
fn exploded<'v, 'j>(members: &'v [(Cow<'j, str>, Json<'j>)]) -> impl Iterator<Item = (&'v str, &'v Json<'j>)> {
    members.iter().flat_map(|(name, value)| {
        let (items, one) = match value {
            Json::Array(items) => (items.as_slice(), None),
            other => (&[][..], Some(other)),
        };
        items.iter().chain(one).map(move |value| (name.as_ref(), value))
    })
}

/// Items, or names and values, with a mark between them.
fn joined<'j>(value: &'j Json<'_>, between: &'static str, explode: bool) -> Vec<Piece<'j>> {
    let mut pieces = Vec::new();
    match value {
        Json::Array(items) => {
            for item in items {
                pieces.extend([Piece::Value(leaf(item)), Piece::Mark(between)]);
            }
            pieces.pop();
        }
        Json::Object(members) if explode => {
            for (name, value) in exploded(members) {
                pieces.extend([Piece::Name(name.into()), Piece::Mark("=")]);
                pieces.extend([Piece::Value(leaf(value)), Piece::Mark(between)]);
            }
            pieces.pop();
        }
        Json::Object(members) => {
            for (name, value) in members {
                pieces.extend([Piece::Name(name.as_ref().into()), Piece::Mark(between)]);
                pieces.extend([Piece::Value(leaf(value)), Piece::Mark(between)]);
            }
            pieces.pop();
        }
        scalar => pieces.push(Piece::Value(leaf(scalar))),
    }
    pieces
}

fn matrix<'j>(name: &'j str, value: &'j Json<'_>, explode: bool) -> Vec<Piece<'j>> {
    let mut pieces = Vec::new();
    let mut one = |name: &'j str, leaf: Leaf<'j>| {
        pieces.extend([Piece::Mark(";"), Piece::Name(name.into())]);
        // RFC 6570, 3.2.7: an empty value has no equals sign.
        if !leaf.sent.is_empty() {
            pieces.extend([Piece::Mark("="), Piece::Value(leaf)]);
        }
    };
    match value {
        Json::Array(items) if explode => items.iter().for_each(|item| one(name, leaf(item))),
        Json::Object(members) if explode => exploded(members).for_each(|(name, value)| one(name, leaf(value))),
        Json::Array(_) | Json::Object(_) => {
            pieces.extend([Piece::Mark(";"), Piece::Name(name.into()), Piece::Mark("=")]);
            pieces.extend(joined(value, ",", false));
        }
        scalar => one(name, leaf(scalar)),
    }
    pieces
}

fn pair<'j>(name: impl Into<Cow<'j, str>>, value: &'j Json<'_>) -> Vec<Piece<'j>> {
    vec![Piece::Name(name.into()), Piece::Mark("="), Piece::Value(leaf(value))]
}

fn pairs<'j>(name: &'j str, value: &'j Json<'_>, between: &'static str, explode: bool) -> Vec<Vec<Piece<'j>>> {
    match value {
        Json::Array(items) if explode => items.iter().map(|item| pair(name, item)).collect(),
        Json::Object(members) if explode => exploded(members).map(|(name, value)| pair(name, value)).collect(),
        other => {
            let mut pieces = vec![Piece::Name(name.into()), Piece::Mark("=")];
            pieces.extend(joined(other, between, false));
            vec![pieces]
        }
    }
}

/// `name[key][0]`: neither RFC 6570 nor OpenAPI says what is below the first level. This is what PHP and qs read back as
/// it was, whatever the items are; with `name[key][]`, objects in lists would run into one another.
fn deep<'j>(name: String, value: &'j Json<'_>, pairs: &mut Vec<Vec<Piece<'j>>>) {
    match value {
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| deep(format!("{name}[{index}]"), item, pairs));
        }
        Json::Object(members) => {
            members.iter().for_each(|(key, value)| deep(format!("{name}[{key}]"), value, pairs));
        }
        scalar => pairs.push(pair(name, scalar)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn text(json: &str, how: Serialization) -> String {
        let mut scratch = String::new();
        let value = parse(json.as_bytes(), &mut scratch).unwrap();
        let pairs = expand("color", &value, how);
        let pairs: Vec<String> = pairs
            .iter()
            .map(|pieces| {
                let text = |piece: &Piece<'_>| match piece {
                    Piece::Mark(mark) => (*mark).to_owned(),
                    Piece::Name(name) => name.to_string(),
                    Piece::Value(leaf) => leaf.sent.to_string(),
                };
                pieces.iter().map(text).collect()
            })
            .collect();
        pairs.join("&")
    }

    /// The table of OpenAPI 3.0.3, 4.7.12.4, with `label` of RFC 6570.
    #[test]
    fn every_style_is_that_of_the_specification() {
        let (string, list, object) = (r#""blue""#, r#"["blue","black"]"#, r#"{"R":100,"G":200}"#);
        let table = [
            (Serialization::SIMPLE, ["blue", "blue,black", "R,100,G,200"]),
            (Serialization::SIMPLE.explode(true), ["blue", "blue,black", "R=100,G=200"]),
            (Serialization::LABEL, [".blue", ".blue,black", ".R,100,G,200"]),
            (Serialization::LABEL.explode(true), [".blue", ".blue.black", ".R=100.G=200"]),
            (Serialization::MATRIX, [";color=blue", ";color=blue,black", ";color=R,100,G,200"]),
            (Serialization::MATRIX.explode(true), [";color=blue", ";color=blue;color=black", ";R=100;G=200"]),
            (Serialization::FORM, ["color=blue", "color=blue&color=black", "R=100&G=200"]),
            (Serialization::FORM.explode(false), ["color=blue", "color=blue,black", "color=R,100,G,200"]),
            (Serialization::SPACE_DELIMITED, ["color=blue", "color=blue%20black", "color=R%20100%20G%20200"]),
            (Serialization::PIPE_DELIMITED, ["color=blue", "color=blue%7Cblack", "color=R%7C100%7CG%7C200"]),
            (Serialization::DEEP_OBJECT, ["color=blue", "color[0]=blue&color[1]=black", "color[R]=100&color[G]=200"]),
            (
                Serialization::FORM.json(),
                [r#"color="blue""#, r#"color=["blue","black"]"#, r#"color={"R":100,"G":200}"#],
            ),
        ];
        for (how, expected) in table {
            assert_eq!([string, list, object].map(|json| text(json, how)), expected, "{how:?}");
        }
    }

    #[test]
    fn what_is_empty_leaves_no_trace_unless_the_document_allows_it() {
        assert_eq!(text(r#""""#, Serialization::MATRIX), ";color");
        assert_eq!(text("[]", Serialization::FORM), "");
        assert_eq!(text("[]", Serialization::FORM.explode(false).allow_empty()), "color=");
        assert_eq!(text(r#""""#, Serialization::FORM), "color=");
    }

    #[test]
    fn lists_in_exploded_objects_repeat_their_name() {
        let object = r#"{"page":0,"sort":["a,desc","b"],"none":[],"last":true}"#;
        let table = [
            (Serialization::FORM, "page=0&sort=a,desc&sort=b&last=true"),
            (Serialization::COOKIE, "page=0&sort=a,desc&sort=b&last=true"),
            (Serialization::QUERYSTRING, "page=0&sort=a,desc&sort=b&last=true"),
            (Serialization::SPACE_DELIMITED.explode(true), "page=0&sort=a,desc&sort=b&last=true"),
            (Serialization::SIMPLE.explode(true), "page=0,sort=a,desc,sort=b,last=true"),
            (Serialization::LABEL.explode(true), ".page=0.sort=a,desc.sort=b.last=true"),
            (Serialization::MATRIX.explode(true), ";page=0;sort=a,desc;sort=b;last=true"),
            (Serialization::DEEP_OBJECT, "color[page]=0&color[sort][0]=a,desc&color[sort][1]=b&color[last]=true"),
        ];
        for (how, expected) in table {
            assert_eq!(text(object, how), expected, "{how:?}");
        }
        assert_eq!(text(r#"{"a":[{"b":1}],"c":{"d":2}}"#, Serialization::FORM), r#"a={"b":1}&c={"d":2}"#);
        assert_eq!(text(r#"{"none":[]}"#, Serialization::FORM), "");
    }

    #[test]
    fn the_content_of_a_value_can_be_a_form() {
        assert_eq!(text(r#"{"a":"b c","d":[1,2]}"#, Serialization::FORM.form()), "color=a=b+c&d=1&d=2");
        assert_eq!(text(r#""plain""#, Serialization::FORM.form()), "color=plain");
    }

    #[test]
    fn what_has_no_place_in_a_style_is_json() {
        assert_eq!(text(r#"[{"a":1},2]"#, Serialization::FORM), r#"color={"a":1}&color=2"#);
        assert_eq!(text(r#"{"a":{"b":[{"c":1}]}}"#, Serialization::DEEP_OBJECT), "color[a][b][0][c]=1");
    }
}
