//! Line and column of a byte, without a walk from the beginning of the file or of the line: a minified document is a
//! single line of megabytes, with a place in it for each of thousands of diagnostics.

/// What is known of every block of this many bytes.
const BLOCK: usize = 1024;

/// What stands before the blocks of a text.
#[derive(Debug)]
pub(super) struct Places {
    blocks: Vec<Block>,
}

/// What stands before a block.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    lines: u32,
    characters: u32,
    /// The offset of the first byte of the line in which the block begins.
    line_start: u32,
}

impl Places {
    pub(super) fn new(text: &str) -> Self {
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut block = Block::default();
        for at in (0..=text.len()).step_by(BLOCK) {
            blocks.push(block);
            block.advance(text.as_bytes(), at, at + BLOCK);
        }
        Self { blocks }
    }

    /// The line of a byte, counted from 0.
    pub(super) fn line(&self, text: &str, byte: usize) -> usize {
        self.at(text, byte).lines as usize
    }

    /// The first byte of the line of a byte.
    pub(super) fn line_start(&self, text: &str, byte: usize) -> usize {
        self.at(text, byte).line_start as usize
    }

    /// How many characters stand between the beginning of the line and a byte.
    pub(super) fn column(&self, text: &str, byte: usize) -> usize {
        let here = self.at(text, byte);
        (here.characters - self.at(text, here.line_start as usize).characters) as usize
    }

    /// What stands before a byte.
    fn at(&self, text: &str, byte: usize) -> Block {
        let byte = byte.min(text.len());
        let number = byte / BLOCK;
        let mut here = self.blocks.get(number).copied().unwrap_or_default();
        here.advance(text.as_bytes(), number * BLOCK, byte);
        here
    }
}

impl Block {
    /// Takes in the bytes `from..to` that follow.
    fn advance(&mut self, bytes: &[u8], from: usize, to: usize) {
        // Files are too small to overflow: they are refused beyond 256 MiB.
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for at in from..to.min(bytes.len()) {
            let breaks = match bytes[at] {
                b'\n' => true,
                // Alone it breaks a line, too (YAML 1.2 section 5.4).
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if breaks {
                self.lines += 1;
                self.line_start = offset(at + 1);
            }
            let continues = bytes[at] & 0b1100_0000 == 0b1000_0000;
            self.characters += u32::from(!continues);
        }
    }
}

impl Default for Places {
    fn default() -> Self {
        Self::new("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_those_that_a_walk_finds() {
        let long = "aé世😀".repeat(BLOCK);
        let texts = [
            "",
            "plain",
            "a\nb\r\nc\rd\n",
            &long,
            &format!("{long}\n{long}"),
            &"é\n".repeat(BLOCK),
            &"\r\n".repeat(BLOCK),
        ];
        for text in texts {
            let places = Places::new(text);
            let (mut line, mut column, mut start) = (0, 0, 0);
            let mut characters = text.char_indices().peekable();
            while let Some((at, character)) = characters.next() {
                let found = (places.line(text, at), places.column(text, at), places.line_start(text, at));
                assert_eq!(found, (line, column, start), "{at}");
                let next = characters.peek().map(|(_, next)| *next);
                column += 1;
                if character == '\n' || character == '\r' && next != Some('\n') {
                    (line, column, start) = (line + 1, 0, at + 1);
                }
            }
            assert_eq!((places.line(text, usize::MAX), places.column(text, usize::MAX)), (line, column));
        }
    }
}
