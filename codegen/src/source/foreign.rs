//! Files that are no text of YAML or JSON at all, though they have the name of one.

use crate::diagnostic::Code;

/// What a file is instead of a document, and the way out; nothing where it may be one.
pub(super) fn found(bytes: &[u8]) -> Option<(Code, &'static str, &'static str)> {
    let utf16 = (Code::NotUtf8, "the file is UTF-16, and not UTF-8", "save it as UTF-8: `iconv -f UTF-16 -t UTF-8`");
    let page = "perhaps a page that shows the document has been saved, or that there is none: get the document itself";
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()));
    match bytes {
        // With a byte order mark; without one, an ASCII character is half a character of UTF-16.
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0x7f, ..] | [1..=0x7f, 0, ..] => Some(utf16),
        [0x1f, 0x8b, ..] => {
            Some((Code::NotUtf8, "the file is compressed with gzip", "unpack it: `gzip -dc api.yaml.gz > api.yaml`"))
        }
        [b'P', b'K', 3, 4, ..] => Some((Code::NotUtf8, "the file is a ZIP archive", "unpack it: `unzip`")),
        _ if begins("<!doctype html") || begins("<html") => {
            Some((Code::InvalidYaml, "the file is a page of HTML", page))
        }
        _ if begins("<?xml") => Some((Code::InvalidYaml, "the file is XML", "get the document as YAML or JSON")),
        _ if begins("version https://git-lfs.github.com/") => Some((
            Code::UnreadableFile,
            "the file is a pointer of Git LFS, and not the file that it stands for",
            "get the file: `git lfs pull`",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_named() {
        let cases: [(&[u8], Option<&str>); 12] = [
            (b"openapi: 3.0.3", None),
            (b"{}", None),
            (b"", None),
            (b"<", None),
            (b"\xff\xfeo\0", Some("UTF-16")),
            (b"\xfe\xff\0o", Some("UTF-16")),
            (b"o\0p\0", Some("UTF-16")),
            (b"\x1f\x8b\x08", Some("gzip")),
            (b"PK\x03\x04", Some("ZIP")),
            (b"\xef\xbb\xbf\n<!DOCTYPE html>", Some("HTML")),
            (b"<?xml version='1.0'?>", Some("XML")),
            (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", Some("Git LFS")),
        ];
        for (bytes, part) in cases {
            let message = found(bytes).map(|(_, message, _)| message);
            assert_eq!(message.is_some(), part.is_some(), "{message:?}");
            assert!(message.unwrap_or_default().contains(part.unwrap_or_default()), "{message:?}");
        }
    }
}
