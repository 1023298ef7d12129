//! Characters counted, bytes wanted.

/// Translates the parser's offsets, which count characters, to bytes.
pub(super) struct Offsets<'a> {
    text: &'a str,
    /// The byte offset of every 32nd character; empty where a character is a byte.
    marks: Vec<u32>,
}

const STRIDE: usize = 32;

impl<'a> Offsets<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        };
        Self { text, marks }
    }

    pub(super) fn byte(&self, character: usize) -> usize {
        if self.marks.is_empty() {
            return character.min(self.text.len());
        }
        let Some(&mark) = self.marks.get(character / STRIDE) else {
            return self.text.len();
        };
        let mark = mark as usize;
        self.text[mark..].char_indices().nth(character % STRIDE).map_or(self.text.len(), |(at, _)| mark + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_whatever_their_width() {
        for text in ["", "plain", &"aé世😀".repeat(50)] {
            let offsets = Offsets::new(text);
            for (number, (at, _)) in text.char_indices().enumerate() {
                assert_eq!(offsets.byte(number), at);
            }
            assert_eq!(offsets.byte(text.chars().count()), text.len());
            assert_eq!(offsets.byte(usize::MAX), text.len());
        }
    }
}
