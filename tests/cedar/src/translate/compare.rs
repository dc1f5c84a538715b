//! One base comparison (section 3.2) of a request's value with a value of the document.
//! What does not parse has no attribute, on either side, and compares as false.

use std::net::IpAddr;

use permlens::model::Base;

use super::With;
use super::glyph::{self, Glyph};
use super::syntax::{all, like, quoted, truth};
use super::variable::Alternative;
use crate::reading::{Mistake, Reading};

/// Whether `member`, a Cedar expression for a record of one value, compares true with any reading
/// of the document's value.
pub fn compare(base: Base, member: &str, value: &Alternative, with: With<'_>) -> String {
    let alphabet = with.domain.characters();
    let text = glyph::text(&value.glyphs);
    let any_run = [Glyph::Star];
    // Wildcards count in two operators only; elsewhere a star is a star.
    let plain: Vec<Glyph> = glyph::plain(&text.to_lowercase()).collect();
    let date = |operator: &str| date(member, operator, instant(&text, with.reading));
    let compared = match base {
        Base::StringEquals => format!("({member}.text == {})", quoted(&text)),
        Base::StringEqualsIgnoreCase => {
            format!("({member}.lower == {})", quoted(&text.to_lowercase()))
        }
        Base::StringMatch => like(&format!("{member}.text"), &value.glyphs, alphabet),
        Base::StringLike => {
            let wild = value.glyphs.iter().any(|g| !matches!(g, Glyph::Char(_)));
            let glyphs = match wild {
                true => value.glyphs.clone(),
                false => [&any_run, value.glyphs.as_slice(), &any_run].concat(),
            };
            like(&format!("{member}.text"), &glyphs, alphabet)
        }
        Base::StringStartWith => {
            let glyphs = [plain.as_slice(), &any_run].concat();
            like(&format!("{member}.lower"), &glyphs, alphabet)
        }
        Base::StringEndWith => {
            let glyphs = [&any_run, plain.as_slice()].concat();
            like(&format!("{member}.lower"), &glyphs, alphabet)
        }
        Base::NumberEquals => number(member, "==", &text),
        Base::NumberLessThan => number(member, "lessThan", &text),
        Base::NumberLessThanEquals => number(member, "lessThanOrEqual", &text),
        Base::NumberGreaterThan => number(member, "greaterThan", &text),
        Base::NumberGreaterThanEquals => number(member, "greaterThanOrEqual", &text),
        Base::DateEquals => date("=="),
        Base::DateLessThan => date("<"),
        Base::DateLessThanEquals => date("<="),
        Base::DateGreaterThan => date(">"),
        Base::DateGreaterThanEquals => date(">="),
        Base::Bool => boolean(&text).map_or_else(
            || truth(false),
            |wanted| format!("({member} has flag && {member}.flag == {wanted})"),
        ),
        Base::IpAddress => block(&text).map_or_else(
            || truth(false),
            |block| {
                format!(
                    "({member} has address && {member}.address.isInRange(ip({})))",
                    quoted(&block)
                )
            },
        ),
        Base::Null => unreachable!("Null compares nothing"),
    };
    all([value.when.clone(), compared])
}

fn number(member: &str, operator: &str, text: &str) -> String {
    let Some(number) = decimal(text) else {
        return truth(false);
    };
    let compared = match operator {
        "==" => format!("{member}.number == decimal({})", quoted(&number)),
        method => format!("{member}.number.{method}(decimal({}))", quoted(&number)),
    };
    format!("({member} has number && {compared})")
}

fn date(member: &str, operator: &str, instant: Option<String>) -> String {
    instant.map_or_else(
        || truth(false),
        |instant| {
            format!(
                "({member} has instant && {member}.instant {operator} datetime({}))",
                quoted(&instant)
            )
        },
    )
}

/// A decimal number as Cedar writes it: digits, a point, one to four digits.
pub fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    assert!(
        whole.len() < 15 && fraction.len() <= 4,
        "{text} is beyond Cedar's decimals"
    );
    Some(format!("{sign}{whole}.{fraction}"))
}

/// An instant as Cedar writes it; a day is its midnight, an offset has no colon.
pub fn instant(text: &str, reading: Reading) -> Option<String> {
    if reading.makes(Mistake::NumbersAreDates) && decimal(text).is_some() {
        return Some("1970-01-01".to_owned());
    }
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    match shape.as_str() {
        "0000-00-00" | "0000-00-00T00:00:00Z" | "0000-00-00T00:00:00.000Z" => Some(text.to_owned()),
        "0000-00-00T00:00:00+00:00" | "0000-00-00T00:00:00-00:00" => {
            let (time, minutes) = text.rsplit_once(':')?;
            Some(format!("{time}{minutes}"))
        }
        _ => None,
    }
}

/// A truth value, whatever its case.
pub fn boolean(text: &str) -> Option<bool> {
    text.to_lowercase().parse().ok()
}

/// An address, without a block's length.
pub fn address(text: &str) -> Option<String> {
    text.parse::<IpAddr>()
        .ok()
        .map(|address| address.to_string())
}

/// An address or a block of them.
fn block(text: &str) -> Option<String> {
    let (network, length) = text
        .split_once('/')
        .map_or((text, None), |(n, l)| (n, Some(l)));
    let address: IpAddr = network.parse().ok()?;
    let width = if address.is_ipv4() { 32 } else { 128 };
    match length {
        None => Some(address.to_string()),
        Some(length) => {
            let length: u8 = length.parse().ok()?;
            (length <= width).then(|| format!("{address}/{length}"))
        }
    }
}
