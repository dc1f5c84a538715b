//! From a JSON pointer to the line of the text: diagnostics speak of the file that its author has open.
//! One pass without recursion; text that is not JSON yields `None`, never a wrong panic.

use super::steps::Steps;

/// The line (from 1) at which the value of `pointer` starts in the JSON text `text`.
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let mut scanner = Scanner {
        steps: Steps::new(text),
    };
    for token in pointer.split('/').skip(1) {
        scanner.descend(&token.replace("~1", "/").replace("~0", "~"))?;
    }
    scanner.steps.peek()?;
    let before = scanner.steps.bytes.get(..scanner.steps.at)?;
    Some(1 + before.iter().filter(|byte| **byte == b'\n').count())
}

/// Reads over JSON text; it stands at the start of a value between calls.
struct Scanner<'a> {
    steps: Steps<'a>,
}

impl Scanner<'_> {
    /// Goes to the member or element `token` of the value here.
    fn descend(&mut self, token: &str) -> Option<()> {
        match self.steps.peek()? {
            b'{' => self.member(token),
            b'[' => self.element(token.parse().ok()?),
            _ => None,
        }
    }

    /// Of equal keys the last one counts, as for the parser.
    fn member(&mut self, wanted: &str) -> Option<()> {
        let mut found = None;
        self.steps.at += 1;
        loop {
            self.steps.blanks();
            if self.steps.peek()? == b'}' {
                break;
            }
            let key = self.steps.string()?;
            self.steps.blanks();
            self.steps.mark(b':')?;
            if serde_json::from_slice::<String>(key).ok()? == wanted {
                found = Some(self.steps.at);
            }
            self.skip()?;
            if !self.comma()? {
                break;
            }
        }
        self.steps.at = found?;
        Some(())
    }

    fn element(&mut self, wanted: usize) -> Option<()> {
        self.steps.at += 1;
        for _ in 0..wanted {
            self.steps.blanks();
            self.skip()?;
            if !self.comma()? {
                return None;
            }
        }
        self.steps.blanks();
        (self.steps.peek()? != b']').then_some(())
    }

    /// Whether another member or element follows; steps over the comma.
    fn comma(&mut self) -> Option<bool> {
        self.steps.blanks();
        let another = self.steps.peek()? == b',';
        if another {
            self.steps.at += 1;
        }
        Some(another)
    }

    /// Steps over a value; brackets are counted, not matched, since the text was parsed before.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.steps.peek()? {
                b'"' => {
                    self.steps.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.steps.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.steps.at += 1;
                }
                byte if byte == b',' || byte == b':' || byte.is_ascii_whitespace() => {
                    self.steps.at += 1;
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
            .steps
            .peek()
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !b",:]}[{\"".contains(&byte))
        {
            self.steps.at += 1;
        }
    }
}
