//! How many colours the terminal shows, and the one place where an ink becomes a style.

use ratatui::style::{Color, Style};

use super::palette::Ink;

/// The colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None at all: only bold, dim, underlined, reversed.
    None,
    /// The sixteen the user chose for the terminal.
    Sixteen,
    /// The 6×6×6 cube and the grey ramp.
    Cube,
    /// 24 bits.
    True,
}

impl Depth {
    /// What the environment promises: `NO_COLOR`, then `COLORTERM`, then `TERM`.
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        if set("NO_COLOR").is_some() || term.starts_with("vt") || term == "dumb" || term.is_empty()
        {
            return Self::None;
        }
        match set("COLORTERM").as_deref() {
            Some("truecolor" | "24bit") => Self::True,
            _ if term.ends_with("-direct") => Self::True,
            _ if term.contains("256color") => Self::Cube,
            _ => Self::Sixteen,
        }
    }

    /// The ink as this terminal can show it.
    pub fn apply(self, ink: Ink) -> Style {
        let style = match self {
            Self::None => return Style::new().add_modifier(ink.plain),
            Self::Sixteen => Style {
                fg: ink.fg.map(|c| c.ansi),
                bg: ink.bg.map(|c| c.ansi),
                ..Style::new()
            },
            Self::Cube => Style {
                fg: ink.fg.map(|c| cube(c.rgb)),
                bg: ink.bg.map(|c| cube(c.rgb)),
                ..Style::new()
            },
            Self::True => Style {
                fg: ink.fg.map(|c| rgb(c.rgb)),
                bg: ink.bg.map(|c| rgb(c.rgb)),
                ..Style::new()
            },
        };
        style.add_modifier(ink.modifier)
    }
}

fn channels(rgb: u32) -> (u8, u8, u8) {
    let [_, r, g, b] = rgb.to_be_bytes();
    (r, g, b)
}

fn rgb(value: u32) -> Color {
    let (r, g, b) = channels(value);
    Color::Rgb(r, g, b)
}

/// The nearest of the 216 cube colours and 24 greys.
fn cube(value: u32) -> Color {
    const STEPS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let (r, g, b) = channels(value);
    let nearest = |channel: u8| {
        (0u8..6)
            .zip(STEPS)
            .min_by_key(|(_, step)| (step - i32::from(channel)).abs())
            .unwrap_or((0, 0))
    };
    let ((ri, _), (gi, _), (bi, _)) = (nearest(r), nearest(g), nearest(b));
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let step = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or(23);
    // what is nearly grey stays grey: the cube would tint it
    if r.max(g).max(b) - r.min(g).min(b) < 32 && (8..=246).contains(&mean) {
        Color::Indexed(232 + step)
    } else {
        Color::Indexed(16 + 36 * ri + 6 * gi + bi)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides() {
        let of = |pairs: &'static [(&str, &str)]| {
            Depth::from_env(move |name| {
                pairs
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[("TERM", "xterm-256color")]), Depth::Cube);
        assert_eq!(
            of(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]),
            Depth::True
        );
        assert_eq!(
            of(&[
                ("TERM", "xterm-256color"),
                ("COLORTERM", "truecolor"),
                ("NO_COLOR", "1")
            ]),
            Depth::None
        );
        assert_eq!(of(&[("TERM", "xterm"), ("NO_COLOR", "")]), Depth::Sixteen);
        assert_eq!(of(&[("TERM", "vt100")]), Depth::None);
        assert_eq!(of(&[("TERM", "linux")]), Depth::Sixteen);
    }

    #[test]
    fn the_cube_is_near() {
        assert_eq!(cube(0xff0000), Color::Indexed(196));
        assert_eq!(cube(0x000000), Color::Indexed(16));
        assert_eq!(cube(0x303030), Color::Indexed(236));
    }
}
