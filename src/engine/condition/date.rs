//! Comparison of two instants, written as ISO 8601 (section 3.2).

use std::cmp::Ordering;

use time::format_description::well_known::Iso8601;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

/// How `left` stands to `right`; `None` when one of them is not a date.
pub fn compare(left: &str, right: &str) -> Option<Ordering> {
    Some(parse(left)?.cmp(&parse(right)?))
}

/// An instant; a date alone is its midnight, a time without a zone is UTC.
fn parse(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    if let Ok(instant) = OffsetDateTime::parse(text, &Iso8601::DEFAULT) {
        return Some(instant);
    }
    if let Ok(instant) = PrimitiveDateTime::parse(text, &Iso8601::DEFAULT) {
        return Some(instant.assume_utc());
    }
    let date = Date::parse(text, format_description!("[year]-[month]-[day]")).ok()?;
    Some(date.midnight().assume_utc())
}
