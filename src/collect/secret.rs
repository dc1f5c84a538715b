//! A text that nobody is to see: a password, a token, a secret key.
//!
//! INVARIANT: it is shown by no formatting, compared by nothing, and wiped when dropped. Only [`Secret::reveal`] gives it
//! away, so that `reveal` is the one word to look for. The HTTP and TLS crates copy what is sent; those copies are theirs.

use std::fmt;

use zeroize::Zeroizing;

/// A text that nobody is to see.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text over; no other copy should be left.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the one place that sends it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Takes it out of what somebody else wrote, who may have repeated it: as it is, and as JSON spells it within a text, or
    /// within a text within a text.
    pub fn erase_from(&self, bytes: &mut Vec<u8>) {
        /// What is shorter stands in any text.
        const SHORTEST: usize = 4;
        const INSTEAD: &[u8] = b"(secret)";
        let mut spelling = self.0.clone();
        for _ in 0..3 {
            let wanted = spelling.as_bytes();
            if wanted.len() < SHORTEST {
                return;
            }
            let mut from = 0;
            let mut found = || {
                let rest = bytes.get(from..)?;
                let at = rest
                    .windows(wanted.len())
                    .position(|window| window == wanted)?;
                bytes.splice(from + at..from + at + wanted.len(), INSTEAD.iter().copied());
                from += at + INSTEAD.len();
                Some(())
            };
            while found().is_some() {}
            let quoted = Zeroizing::new(serde_json::Value::from(spelling.as_str()).to_string());
            let inside = quoted.strip_prefix('"').unwrap_or(&quoted);
            let inside = inside.strip_suffix('"').unwrap_or(inside);
            if inside == spelling.as_str() {
                return;
            }
            spelling = Zeroizing::new(inside.to_owned());
        }
    }

    /// Whether there is nothing to hide.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}
