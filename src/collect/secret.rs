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
