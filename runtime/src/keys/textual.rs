//! The text around a key or certificate: PEM (RFC 7468) or bare base64, and what can be wrong with it.
//!
//! Alipay's tools hand out bare base64 without header lines, openssl writes PEM, and both pass through
//! e-mails, environment variables and consoles. That is why this reads leniently (any white space, a
//! missing `=`) and reports the place of what it cannot read.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why the text of a key or certificate cannot be read. No part of the text is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextualEncodingError {
    /// Nothing but white space.
    #[error("the text is empty; pass the contents of the file, as PEM or as base64")]
    Empty,
    /// The name of a file in place of its contents.
    #[error("this looks like the name of a file; read the file and pass its contents")]
    FileName,
    /// Line breaks that arrived as the two characters `\` and `n`.
    #[error(
        "the text holds a backslash followed by n where a line should end: it was escaped once too \
         often on its way through an environment variable or a configuration file; replace them with \
         real line breaks"
    )]
    EscapedLineBreaks,
    /// A character that base64 does not have.
    #[error(
        "the character at line {line}, column {column} is not base64; copy the text again, without \
         quotes, comments or ellipses"
    )]
    Base64 {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1 in characters.
        column: usize,
    },
    /// A PEM block without its last line.
    #[error(
        "the block that begins in line {line} has no matching END line: the text was cut short; copy \
         all of it, from -----BEGIN to the dashes after END"
    )]
    MissingEnd {
        /// Line of the BEGIN line, counted from 1.
        line: usize,
    },
    /// A PEM block without its first line.
    #[error("there is an END line without a BEGIN line: the beginning of the text is missing; copy all of it")]
    MissingBegin,
    /// The encoding is readable and stops too early.
    #[error("the text was cut short: its last characters are missing; copy all of it")]
    CutShort,
}

/// One decoded PEM block, or the whole of a bare base64 text.
pub(crate) struct Block {
    /// RFC 1421 `Proc-Type: 4,ENCRYPTED`, the older way to protect a key; `der` is empty then.
    pub encrypted: bool,
    pub der: Zeroizing<Vec<u8>>,
}

/// All blocks of a text, at least one, in their order. Text outside of blocks is skipped, as RFC 7468
/// section 2 allows; the labels are not believed, since people write them by hand.
pub(crate) fn blocks(text: &str) -> Result<Vec<Block>, TextualEncodingError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(TextualEncodingError::Empty);
    }
    // Before the backslash is looked for: C:\new\key.pem holds one followed by n too.
    if names_a_file(text) {
        return Err(TextualEncodingError::FileName);
    }
    if text.contains("\\n") {
        return Err(TextualEncodingError::EscapedLineBreaks);
    }
    if !text.contains(BEGIN) {
        if text.contains("-----END ") {
            return Err(TextualEncodingError::MissingBegin);
        }
        return Ok(vec![Block { encrypted: false, der: decode(text, 0, text)? }]);
    }

    let mut blocks = Vec::new();
    let mut rest = 0;
    while let Some(begin) = find(text, BEGIN, rest) {
        let missing_end = || TextualEncodingError::MissingEnd { line: position(text, begin).0 };
        let label_start = begin + BEGIN.len();
        let label_end = find(text, DASHES, label_start).ok_or_else(missing_end)?;
        let end_line = format!("-----END {}{DASHES}", &text[label_start..label_end]);
        let body_start = label_end + DASHES.len();
        let body_end = find(text, &end_line, body_start).ok_or_else(missing_end)?;
        let body = &text[body_start..body_end];
        // The END line that was found belongs to a later block of the same label.
        if body.contains(BEGIN) {
            return Err(missing_end());
        }
        let encrypted = body.contains("Proc-Type:") && body.contains("ENCRYPTED");
        let der = if encrypted { Zeroizing::default() } else { decode(text, body_start, body)? };
        blocks.push(Block { encrypted, der });
        rest = body_end + end_line.len();
    }
    Ok(blocks)
}

fn find(text: &str, pattern: &str, from: usize) -> Option<usize> {
    text[from..].find(pattern).map(|at| at + from)
}

fn names_a_file(text: &str) -> bool {
    const EXTENSIONS: [&str; 8] = [".pem", ".key", ".txt", ".crt", ".cer", ".der", ".pub", ".csr"];
    let name = text.trim().to_ascii_lowercase();
    !text.contains(BEGIN) && EXTENSIONS.iter().any(|extension| name.ends_with(extension))
}

/// Decodes `body`, which starts at byte `start` of `text`.
fn decode(text: &str, start: usize, body: &str) -> Result<Zeroizing<Vec<u8>>, TextualEncodingError> {
    let mut symbols = Zeroizing::new(String::with_capacity(body.len()));
    symbols.extend(body.chars().filter(|c| !c.is_whitespace()));
    match BASE64.decode(symbols.as_bytes()) {
        Ok(der) if der.is_empty() => Err(TextualEncodingError::CutShort),
        Ok(der) => Ok(Zeroizing::new(der)),
        Err(base64::DecodeError::InvalidByte(offset, _)) => {
            let (line, column) = position(text, start + offset_in(body, offset));
            Err(TextualEncodingError::Base64 { line, column })
        }
        Err(_) => Err(TextualEncodingError::CutShort),
    }
}

/// Where byte `offset` of the text without white space stands in the text with it.
fn offset_in(body: &str, offset: usize) -> usize {
    let mut seen = 0;
    for (at, c) in body.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        seen += c.len_utf8();
        if seen > offset {
            return at;
        }
    }
    body.len()
}

/// Line and column, both from 1, of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::{TextualEncodingError, blocks};

    fn ders(text: &str) -> Vec<Vec<u8>> {
        blocks(text).unwrap().iter().map(|block| block.der.to_vec()).collect()
    }

    fn error(text: &str) -> TextualEncodingError {
        blocks(text).err().unwrap()
    }

    #[test]
    fn pem_and_bare_base64_give_the_same_bytes_however_the_lines_are_broken() {
        for text in [
            "-----BEGIN X-----\nYWJj\nZGU=\n-----END X-----\n",
            "-----BEGIN X-----\r\nYWJj\r\nZGU=\r\n-----END X-----",
            "-----BEGIN X----- YWJj ZGU= -----END X-----",
            "\u{feff}Bag Attributes\n-----BEGIN X-----\nYWJjZGU=\n-----END X-----",
            "YWJjZGU=",
            " YWJj\n\tZGU\n",
        ] {
            assert_eq!(ders(text), [b"abcde"], "{text:?}");
        }
    }

    #[test]
    fn all_blocks_are_found_in_their_order() {
        let text = "-----BEGIN A-----\nYQ==\n-----END A-----\ntext\n-----BEGIN A-----\nYg==\n-----END A-----";
        assert_eq!(ders(text), [b"a", b"b"]);
    }

    #[test]
    fn a_bad_character_is_reported_at_its_place_in_the_whole_text() {
        let text = "-----BEGIN X-----\nYWJj\nZG*l\n-----END X-----";
        assert_eq!(error(text), TextualEncodingError::Base64 { line: 3, column: 3 });
        assert_eq!(error("YW Jj\n  Z…GU"), TextualEncodingError::Base64 { line: 2, column: 4 });
    }

    #[test]
    fn a_cut_text_is_told_from_a_wrong_one() {
        assert_eq!(error("\n-----BEGIN X-----\nYWJj"), TextualEncodingError::MissingEnd { line: 2 });
        assert_eq!(error("-----BEGIN X"), TextualEncodingError::MissingEnd { line: 1 });
        assert_eq!(
            error("-----BEGIN A-----\nYQ==\n-----BEGIN A-----\nYg==\n-----END A-----"),
            TextualEncodingError::MissingEnd { line: 1 }
        );
        assert_eq!(error("YWJj\n-----END X-----"), TextualEncodingError::MissingBegin);
        assert_eq!(error("YWJjZ"), TextualEncodingError::CutShort);
        assert_eq!(error("-----BEGIN X-----\n-----END X-----"), TextualEncodingError::CutShort);
    }

    #[test]
    fn usual_mistakes_of_configuration_are_named() {
        assert_eq!(error(" \n\t"), TextualEncodingError::Empty);
        for name in ["keys/app_private.PEM", r"C:\new\key.pem"] {
            assert_eq!(error(name), TextualEncodingError::FileName);
        }
        assert_eq!(error("-----BEGIN X-----\\nYWJj\\n-----END X-----"), TextualEncodingError::EscapedLineBreaks);
    }

    #[test]
    fn a_password_protected_block_is_marked() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nYWJj\n-----END RSA PRIVATE KEY-----";
        assert!(blocks(text).unwrap()[0].encrypted);
    }
}
