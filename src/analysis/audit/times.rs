//! Points in time as the API writes them, without a clock; they are only ever compared with one another.

use time::format_description::well_known::Iso8601;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(OffsetDateTime);

impl Moment {
    /// Reads ISO 8601 (a time without a zone is UTC), or a date with a blank before the time, as some APIs write it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().replacen(' ', "T", 1);
        if let Ok(instant) = OffsetDateTime::parse(&text, &Iso8601::DEFAULT) {
            return Some(Self(instant));
        }
        if let Ok(instant) = PrimitiveDateTime::parse(&text, &Iso8601::DEFAULT) {
            return Some(Self(instant.assume_utc()));
        }
        let date = Date::parse(&text, format_description!("[year]-[month]-[day]")).ok()?;
        Some(Self(date.midnight().assume_utc()))
    }

    /// Whole days from `earlier` to this; negative if it is later.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).whole_days()
    }

    /// The date alone: `2026-11-20`.
    #[must_use]
    pub fn date(self) -> String {
        self.0.date().to_string()
    }
}
