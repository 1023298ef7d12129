//! The parts of a multipart body, read by hand: what a signature covers are raw bytes.

use crate::gateway::request::Request;

/// One part.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) is_file: bool,
    pub(super) content: Vec<u8>,
}

/// The parts of a multipart body; `None` where the body is something else.
pub(super) fn parts(request: &Request) -> Option<Vec<Part>> {
    let content_type = request.header("content-type").filter(|value| value.starts_with("multipart/form-data"))?;
    let boundary = content_type.split_once("boundary=")?.1.trim_matches('"');
    // Latin-1, one character per byte, so that files of any content survive the search.
    let text: String = request.body.iter().copied().map(char::from).collect();
    let part = |part: &str| {
        let (head, content) = part.split_once("\r\n\r\n")?;
        let name = head.split_once(" name=\"")?.1.split_once('"')?.0.to_owned();
        let content = content.strip_suffix("\r\n").unwrap_or(content);
        let content = content.chars().filter_map(|character| u8::try_from(character).ok()).collect();
        Some(Part { name, is_file: head.contains("filename="), content })
    };
    Some(text.split(&format!("--{boundary}")).filter_map(part).collect())
}
