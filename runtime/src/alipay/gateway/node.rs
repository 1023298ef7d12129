//! Finds the part of an answer that is signed. It is verified as it stands on the wire, white space included,
//! so nothing is parsed here: the text is walked over, aware of strings and escapes, and its members are cut out.
//!
//! It is more lenient than a parser: strings may hold raw control characters and bytes that are not UTF-8.

/// A member of a JSON object: its name and its value, both as they stand in the text.
type Member<'b> = (&'b [u8], &'b [u8]);

/// The members of the JSON object that a text is; `None` where it is something else.
pub(super) fn members(text: &[u8]) -> Option<Vec<Member<'_>>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut members = Vec::new();
    let mut at = expect(text, white_space(text, 0), b'{')?;
    at = white_space(text, at);
    if text.get(at) != Some(&b'}') {
        loop {
            let end = string(text, at)?;
            let name = &text[at + 1..end - 1];
            let begin = white_space(text, expect(text, white_space(text, end), b':')?);
            let end = value(text, begin)?;
            members.push((name, &text[begin..end]));
            at = white_space(text, end);
            match text.get(at)? {
                b',' => at = white_space(text, at + 1),
                b'}' => break,
                _ => return None,
            }
        }
    }
    (white_space(text, at + 1) == text.len()).then_some(members)
}

/// The member of a name. Where it stands twice the first one is taken, by everybody who asks here.
pub(super) fn member<'b>(members: &[Member<'b>], name: &str) -> Option<&'b [u8]> {
    members.iter().find(|(other, _)| *other == name.as_bytes()).map(|(_, value)| *value)
}

fn white_space(text: &[u8], at: usize) -> usize {
    let rest = &text[at.min(text.len())..];
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

fn expect(text: &[u8], at: usize, byte: u8) -> Option<usize> {
    (text.get(at) == Some(&byte)).then_some(at + 1)
}

/// The end of the string that begins here.
fn string(text: &[u8], at: usize) -> Option<usize> {
    let mut at = expect(text, at, b'"')?;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The end of the value that begins here.
fn value(text: &[u8], begin: usize) -> Option<usize> {
    match text.get(begin)? {
        b'"' => string(text, begin),
        b'{' | b'[' => {
            let (mut at, mut depth) = (begin, 0_usize);
            loop {
                match text.get(at)? {
                    b'"' => {
                        at = string(text, at)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => {
            let scalar = text[begin..].iter().take_while(|byte| !b",}] \t\r\n".contains(byte)).count();
            (scalar > 0).then_some(begin + scalar)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<(String, String)>> {
        let text_of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Some(members(text.as_bytes())?.into_iter().map(|(name, value)| (text_of(name), text_of(value))).collect())
    }

    #[test]
    fn members_are_cut_out_as_they_stand() {
        let found = of(" { \"a\" : { \"x\\\"}\" : [ 1 ] } , \"b\":\"]\\\\\",\"c\": null}\n").unwrap();
        let expected = [("a", "{ \"x\\\"}\" : [ 1 ] }"), ("b", "\"]\\\\\""), ("c", "null")];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(of("{}"), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_object_or_ends_too_early_or_too_late_is_none() {
        for text in [
            "",
            "[]",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":}",
            "{\"a\":{\"b\":1}",
            "{\"a\":1,}",
            "{\"a\":\"",
            "{\"a\":1}x",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(members(b"{\"a\":\"\\"), None);
    }

    #[test]
    fn deep_nesting_is_walked_over() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(of(&deep).unwrap()[0].1.len(), 200_000);
    }

    #[test]
    fn the_first_of_two_members_of_a_name_is_the_one() {
        let text = b"{\"a\":1,\"a\":2}";
        assert_eq!(member(&members(text).unwrap(), "a"), Some(&b"1"[..]));
    }
}
