//! XML as pushes have it: elements and text. Attributes and comments are passed over; a document type is refused,
//! and with it every entity but the five of XML itself. Nesting and number of elements are bounded, the length of
//! the whole by the receiver.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde_json::Value;

use super::element::Element;
use super::error::FormatError;
use crate::Secret;

/// How deep elements may nest.
const DEPTH: usize = 16;
/// How many there may be. The longest known message has about fifty.
const ELEMENTS: usize = 4096;

/// The root element of a message in XML, or what stands for it in JSON.
pub(super) fn parse(content: &[u8]) -> Result<Element, FormatError> {
    // Users' words are in here too: a broken character is no reason to lose an event.
    let text = String::from_utf8_lossy(content);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(FormatError::Empty);
    }
    if text.starts_with('{') { json(text) } else { xml(text) }
}

/// An element that is still open, and the text in it so far.
struct Open {
    element: Element,
    text: String,
}

impl Open {
    fn close(mut self) -> Element {
        // Between fields there is nothing but line breaks.
        if self.element.children.is_empty() {
            self.element.text = Secret::from(self.text);
        }
        self.element
    }
}

fn xml(text: &str) -> Result<Element, FormatError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut count = 0;
    loop {
        let malformed = FormatError::Xml { position: reader.buffer_position() };
        let event = reader.read_event().map_err(|_| FormatError::Xml { position: reader.error_position() })?;
        let started = matches!(&event, Event::Start(_));
        let text = match event {
            Event::Start(tag) | Event::Empty(tag) => {
                count += 1;
                if open.len() >= DEPTH || count > ELEMENTS {
                    return Err(FormatError::TooLarge);
                }
                if open.is_empty() && root.is_some() {
                    return Err(malformed);
                }
                let next = Open { element: Element::new(tag.name().as_ref()), text: String::new() };
                if started {
                    open.push(next);
                } else {
                    attach(next.close(), &mut open, &mut root);
                }
                continue;
            }
            Event::End(_) => {
                let closed = open.pop().ok_or(malformed)?.close();
                attach(closed, &mut open, &mut root);
                continue;
            }
            Event::Text(text) => text.xml10_content(),
            Event::CData(text) => text.xml10_content(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(character)) => character.to_string().into(),
                Ok(None) => resolve_predefined_entity(&reference).ok_or(FormatError::Entity)?.into(),
                Err(_) => return Err(malformed),
            },
            Event::DocType(_) => return Err(FormatError::DocumentType),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            Event::Eof if !open.is_empty() => return Err(FormatError::Unclosed),
            Event::Eof => return root.ok_or(malformed),
        };
        match open.last_mut() {
            Some(open) => open.text.push_str(&text),
            None if text.trim().is_empty() => {}
            None => return Err(malformed),
        }
    }
}

fn attach(closed: Element, open: &mut [Open], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.element.children.push(closed),
        None => *root = Some(closed),
    }
}

fn json(text: &str) -> Result<Element, FormatError> {
    let value: Value = serde_json::from_str(text).map_err(|error| FormatError::Json { line: error.line() })?;
    let mut parent = Element::default();
    add("json", value, &mut parent, 0, &mut 0)?;
    parent.children.pop().ok_or(FormatError::Empty)
}

/// Adds a JSON value as a field; a list as one field for each of its items.
fn add(name: &str, value: Value, parent: &mut Element, depth: usize, count: &mut usize) -> Result<(), FormatError> {
    *count += 1;
    if depth > DEPTH || *count > ELEMENTS {
        return Err(FormatError::TooLarge);
    }
    let mut element = Element::new(name);
    match value {
        Value::Array(items) => {
            return items.into_iter().try_for_each(|item| add(name, item, parent, depth + 1, count));
        }
        Value::Object(members) => {
            for (name, value) in members {
                add(&name, value, &mut element, depth + 1, count)?;
            }
        }
        Value::Null => {}
        Value::String(text) => element.text = Secret::from(text),
        Value::Bool(_) | Value::Number(_) => element.text = Secret::from(value.to_string()),
    }
    parent.children.push(element);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field<'a>(root: &'a Element, name: &str) -> &'a str {
        root.text_of(name).unwrap_or_else(|| panic!("no {name} in {root:?}"))
    }

    #[test]
    fn text_comes_in_clear_in_cdata_and_by_reference() {
        let root = parse(
            "\u{feff}<?xml version=\"1.0\"?>\n<xml>\n<a>1</a><b><![CDATA[<x>&amp;]]></b><c>&lt;&#20013;&#x6587;&amp;</c>\
             <d/><e><![CDATA[a]]]]><![CDATA[>b]]> </e><!-- <f>no</f> --></xml>\n"
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(root.name(), "xml");
        assert_eq!(["a", "b", "c", "d", "e"].map(|name| field(&root, name)), ["1", "<x>&amp;", "<中文&", "", "a]]>b "]);
        assert!(root.child("f").is_none() && root.text().is_empty());
    }

    #[test]
    fn fields_nest_and_repeat() {
        let root = parse(b"<xml><info>\n <code>91</code>\n <name>n</name></info><item>1</item><item>2</item></xml>");
        let root = root.unwrap();
        assert_eq!(field(root.child("info").unwrap(), "code"), "91");
        assert_eq!(root.child("info").unwrap().text(), "");
        assert_eq!(root.children().iter().filter(|child| child.name() == "item").count(), 2);
    }

    #[test]
    fn json_has_the_same_form() {
        let root = parse(br#" {"ToUserName":"gh","n":17,"b":true,"o":{"p":"q"},"l":["x","y"],"z":null}"#).unwrap();
        assert_eq!(["ToUserName", "n", "b", "l", "z"].map(|name| field(&root, name)), ["gh", "17", "true", "x", ""]);
        assert_eq!(field(root.child("o").unwrap(), "p"), "q");
        assert_eq!(root.children().len(), 7);
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        let doctype = br#"<!DOCTYPE foo [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><xml><a>&xxe;</a></xml>"#;
        assert_eq!(parse(doctype), Err(FormatError::DocumentType));
        assert_eq!(parse(b"<xml><a>&xxe;</a></xml>"), Err(FormatError::Entity));
    }

    #[test]
    fn what_is_not_one_whole_element_is_refused() {
        for text in
            ["<xml><a>1</b></xml>", "<xml></xml><xml></xml>", "<xml></xml>text", "text", "<xml>&#0;</xml>", "<x"]
        {
            assert!(
                matches!(parse(text.as_bytes()), Err(FormatError::Xml { .. })),
                "{text}: {:?}",
                parse(text.as_bytes())
            );
        }
        assert_eq!(parse(b"<xml><AppId>some_appid</AppId><xml>"), Err(FormatError::Unclosed));
        assert_eq!(parse(b" \n"), Err(FormatError::Empty));
        assert_eq!(parse(b"{\n\"a\":"), Err(FormatError::Json { line: 2 }));
    }

    #[test]
    fn nesting_and_number_are_bounded() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(nested(DEPTH).as_bytes()).is_ok());
        assert_eq!(parse(nested(DEPTH + 1).as_bytes()), Err(FormatError::TooLarge));
        assert_eq!(parse(nested(100_000).as_bytes()), Err(FormatError::TooLarge));
        assert_eq!(parse(format!("<a>{}</a>", "<b/>".repeat(ELEMENTS)).as_bytes()), Err(FormatError::TooLarge));
        let nested = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
        assert_eq!(parse(nested.as_bytes()), Err(FormatError::TooLarge));
        assert_eq!(parse(format!("{{\"a\":[{}1]}}", "1,".repeat(ELEMENTS)).as_bytes()), Err(FormatError::TooLarge));
    }

    #[test]
    fn debug_output_shows_names_only() {
        let root = parse(b"<xml><Ticket>hidden</Ticket><info><code>hidden</code></info></xml>").unwrap();
        assert_eq!(format!("{root:?}"), "xml {Ticket, info {code}}");
    }
}
