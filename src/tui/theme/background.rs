//! Is the terminal's background light? The question is asked once and never waited for; an answer, when one comes,
//! chooses between the built-in light and dark theme, unless the user chose one.

/// What asks for the colour of the background.
pub const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// Whether a terminal of this name understands the question; others might print it.
#[must_use]
pub fn understands(term: &str) -> bool {
    let name = term.split('-').next().unwrap_or_default();
    !name.is_empty()
        && ![
            "dumb", "linux", "ansi", "cons25", "vt52", "vt100", "vt102", "vt220", "vt320",
        ]
        .contains(&name)
}

/// Whether an answer (`11;rgb:ffff/ffff/ffff`) tells of a light background; `None` for any other text.
#[must_use]
pub fn is_light(answer: &str) -> Option<bool> {
    let colour = answer.strip_prefix("11;")?;
    let parts = colour
        .strip_prefix("rgb:")
        .or(colour.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(part);
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    // The eye's weights; half of full brightness divides.
    Some(0.299 * red + 0.587 * green + 0.114 * blue > 0.5)
}

/// One to four hexadecimal digits, as a part of the whole.
fn part(digits: &str) -> Option<f32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    let value = u16::from_str_radix(digits, 16).ok()?;
    let whole = match digits.len() {
        1 => 0xf,
        2 => 0xff,
        3 => 0xfff,
        _ => 0xffff_u16,
    };
    Some(f32::from(value) / f32::from(whole))
}
