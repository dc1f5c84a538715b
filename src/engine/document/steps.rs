//! Stepping over JSON text byte by byte: blanks, strings. What the values are is for `serde_json` to say.

/// A place in JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a> {
    /// The text.
    pub bytes: &'a [u8],
    /// How many bytes are behind.
    pub at: usize,
}

impl<'a> Steps<'a> {
    /// At the first value of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut steps = Self {
            bytes: text.as_bytes(),
            at: 0,
        };
        steps.blanks();
        steps
    }

    /// The byte here; `None` at the end.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Steps over blanks.
    pub fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Steps over a byte and the blanks behind it; `None` where another stands here.
    pub fn mark(&mut self, byte: u8) -> Option<()> {
        if self.peek()? != byte {
            return None;
        }
        self.at += 1;
        self.blanks();
        Some(())
    }

    /// Steps over a string and yields it with its quotes; `None` where none stands here, or it has no end.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return self.bytes.get(start..self.at);
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_at_its_own_quote() {
        let mut steps = Steps::new(r#"  "a\"b\\" , 1"#);
        assert_eq!(steps.string(), Some(&br#""a\"b\\""#[..]));
        steps.blanks();
        assert_eq!(steps.mark(b','), Some(()));
        assert_eq!((steps.peek(), steps.string()), (Some(b'1'), None));
        assert_eq!(Steps::new(r#""no end\""#).string(), None);
    }
}
