//! How often and how long a request is tried again: what the server asks for, or else twice as long each time.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// How much is borne.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often a request is made at most.
    pub tries: u32,
    /// How long the first pause is, where the server names none.
    pub first: Duration,
    /// No pause is longer; a server that asks for more is taken at its word as refusing.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 6,
            first: Duration::from_secs(1),
            longest: Duration::from_secs(120),
        }
    }
}

impl Patience {
    /// How long to pause after so many tries; nothing when it is enough.
    #[must_use]
    pub fn pause(
        &self,
        tries: u32,
        retry_after: Option<&str>,
        now: OffsetDateTime,
    ) -> Option<Duration> {
        if tries >= self.tries {
            return None;
        }
        let doubled = self.first * 2_u32.saturating_pow(tries.saturating_sub(1)).min(1 << 10);
        let pause = match retry_after.and_then(|text| after(text, now)) {
            Some(asked) => asked,
            None => doubled.min(self.longest),
        };
        (pause <= self.longest).then_some(pause)
    }
}

/// Whether an answer may be another one soon.
#[must_use]
pub fn is_passing(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

/// `Retry-After`: seconds, or a date.
fn after(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = OffsetDateTime::parse(&text.replace("GMT", "+0000"), &Rfc2822).ok()?;
    Some(Duration::try_from(at - now).unwrap_or_default())
}
