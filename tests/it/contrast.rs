//! Whether what the built-in themes paint can be read: the contrast of every role, as the web's accessibility rules
//! (WCAG 2) measure it, on the grounds that terminals have.

use permlens::tui::theme::{Depth, Theme, ThemeKind, ThemeRole as R};
use ratatui::style::Color;

/// The darkest or lightest ground, and the one that many terminals have in its place.
fn grounds(kind: ThemeKind) -> [u32; 2] {
    match kind {
        ThemeKind::Dark | ThemeKind::HighContrast => [0x000000, 0x1e1e1e],
        ThemeKind::Light | ThemeKind::HighContrastLight => [0xffffff, 0xfafafa],
    }
}

fn rgb(color: Color) -> Option<u32> {
    const STEPS: [u32; 6] = [0, 95, 135, 175, 215, 255];
    let of = |r: u32, g: u32, b: u32| Some(r << 16 | g << 8 | b);
    match color {
        Color::Rgb(r, g, b) => of(r.into(), g.into(), b.into()),
        Color::Indexed(grey @ 232..) => {
            let part = 8 + 10 * (u32::from(grey) - 232);
            of(part, part, part)
        }
        Color::Indexed(cube @ 16..) => {
            let cube = usize::from(cube) - 16;
            of(STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6])
        }
        _ => None,
    }
}

fn luminance(rgb: u32) -> f64 {
    let part = |shift: u32| {
        let part = f64::from(rgb >> shift & 0xff) / 255.0;
        if part <= 0.03928 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// What is asked of a role; frames only set apart, and nothing is read from them.
fn asked(kind: ThemeKind, role: R) -> f64 {
    let high = matches!(kind, ThemeKind::HighContrast | ThemeKind::HighContrastLight);
    match role {
        R::Border if !high => 1.0,
        R::Silent | R::Scrollbar | R::BorderFocused | R::Disabled if !high => 3.0,
        _ if high => 7.0,
        _ => 4.5,
    }
}

#[test]
fn every_role_can_be_read_on_the_grounds_that_terminals_have() {
    let mut poor = Vec::new();
    for kind in ThemeKind::ALL {
        for depth in [Depth::True, Depth::Cube] {
            let theme = Theme::new(kind, depth);
            for role in R::ALL {
                let style = theme.style(role);
                // what has no colour of its own has the terminal's
                let Some(ink) = style.fg.and_then(rgb) else {
                    continue;
                };
                let own = style.bg.and_then(rgb);
                let grounds = own.map_or(grounds(kind).to_vec(), |own| vec![own]);
                for ground in grounds {
                    let ratio = contrast(ink, ground);
                    if ratio < asked(kind, role) {
                        poor.push(format!(
                            "{} {depth:?} {role:?}: {ratio:.2} on {ground:06x}",
                            kind.name()
                        ));
                    }
                }
            }
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

/// On the cursor's own ground the letters keep their colour; the cube of 216 colours has few pale and few deep grounds.
#[test]
fn decisions_can_be_read_under_the_cursor() {
    let letters = [
        R::Allowed,
        R::Denied,
        R::Conditional,
        R::MissingDependency,
        R::Partial,
        R::Gained,
        R::Lost,
        R::Predicted,
        R::Unknown,
        R::Key,
    ];
    let mut poor = Vec::new();
    for kind in [ThemeKind::Dark, ThemeKind::Light] {
        for (depth, asked) in [(Depth::True, 4.0), (Depth::Cube, 3.0)] {
            let theme = Theme::new(kind, depth);
            for ground in [R::Selected, R::SelectedUnfocused, R::Crosshair] {
                let Some(on) = theme.style(ground).bg.and_then(rgb) else {
                    continue;
                };
                for role in letters {
                    let ratio = theme
                        .style(role)
                        .fg
                        .and_then(rgb)
                        .map(|ink| contrast(ink, on));
                    if ratio.is_none_or(|ratio| ratio < asked) {
                        poor.push(format!(
                            "{} {depth:?} {role:?} on {ground:?}: {ratio:.2?}",
                            kind.name()
                        ));
                    }
                }
            }
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

/// Of the sixteen, some are the ground of a light terminal, or nearly, whatever palette it has; others of a dark one.
#[test]
fn of_sixteen_colours_none_is_nearly_the_ground() {
    for kind in ThemeKind::ALL {
        let lost: &[Color] = match kind {
            ThemeKind::Dark | ThemeKind::HighContrast => &[Color::Black, Color::Blue],
            ThemeKind::Light | ThemeKind::HighContrastLight => &[
                Color::White,
                Color::Gray,
                Color::Yellow,
                Color::Cyan,
                Color::LightYellow,
                Color::LightGreen,
                Color::LightCyan,
            ],
        };
        let theme = Theme::new(kind, Depth::Sixteen);
        for role in R::ALL {
            let style = theme.style(role);
            if let (Some(ink), None | Some(Color::Reset)) = (style.fg, style.bg) {
                assert!(!lost.contains(&ink), "{} {role:?}: {ink:?}", kind.name());
            }
        }
    }
}
