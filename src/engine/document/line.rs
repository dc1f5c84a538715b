//! From a JSON pointer to the line of the text: diagnostics speak of the file that its author has open.
//! One pass without recursion; text that is not JSON yields `None`, never a wrong panic.

/// The line (from 1) at which the value of `pointer` starts in the JSON text `text`.
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
    };
    scanner.blanks();
    for token in pointer.split('/').skip(1) {
        scanner.descend(&token.replace("~1", "/").replace("~0", "~"))?;
    }
    scanner.peek()?;
    let before = scanner.bytes.get(..scanner.at)?;
    Some(1 + before.iter().filter(|byte| **byte == b'\n').count())
}

/// Reads over JSON text; `at` stands at the start of a value between calls.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes to the member or element `token` of the value here.
    fn descend(&mut self, token: &str) -> Option<()> {
        match self.peek()? {
            b'{' => self.member(token),
            b'[' => self.element(token.parse().ok()?),
            _ => None,
        }
    }

    /// Of equal keys the last one counts, as for the parser.
    fn member(&mut self, wanted: &str) -> Option<()> {
        let mut found = None;
        self.at += 1;
        loop {
            self.blanks();
            if self.peek()? == b'}' {
                break;
            }
            let key = self.string()?;
            self.blanks();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            self.blanks();
            if serde_json::from_slice::<String>(key).ok()? == wanted {
                found = Some(self.at);
            }
            self.skip()?;
            if !self.comma()? {
                break;
            }
        }
        self.at = found?;
        Some(())
    }

    fn element(&mut self, wanted: usize) -> Option<()> {
        self.at += 1;
        for _ in 0..wanted {
            self.blanks();
            self.skip()?;
            if !self.comma()? {
                return None;
            }
        }
        self.blanks();
        (self.peek()? != b']').then_some(())
    }

    /// Whether another member or element follows; steps over the comma.
    fn comma(&mut self) -> Option<bool> {
        self.blanks();
        let another = self.peek()? == b',';
        if another {
            self.at += 1;
        }
        Some(another)
    }

    /// Steps over a string and yields it with its quotes.
    fn string(&mut self) -> Option<&'a [u8]> {
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

    /// Steps over a value; brackets are counted, not matched, since the text was parsed before.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                byte if byte == b',' || byte == b':' || byte.is_ascii_whitespace() => {
                    self.at += 1;
                    continue;
                }
                _ => self.literal(),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn literal(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !b",:]}[{\"".contains(&byte))
        {
            self.at += 1;
        }
    }
}
