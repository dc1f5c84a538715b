//! The built-in themes: for every role an [`Ink`], which says the colour for every depth at once.

use ratatui::style::{Color, Modifier};

use super::ThemeRole as R;

/// The built-in themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeKind {
    /// Light text on a dark terminal.
    #[default]
    Dark,
    /// Dark text on a light terminal.
    Light,
    /// Only strong contrasts, on a dark terminal.
    HighContrast,
    /// Only strong contrasts, on a light terminal.
    HighContrastLight,
}

/// A colour, once exactly and once among the terminal's sixteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tint {
    /// 24 bits, `0xRRGGBB`.
    pub rgb: u32,
    /// The nearest in meaning of the sixteen.
    pub ansi: Color,
}

/// What a role looks like before the depth is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ink {
    /// The letters.
    pub fg: Option<Tint>,
    /// The ground.
    pub bg: Option<Tint>,
    /// Bold and the like, with colour.
    pub modifier: Modifier,
    /// Bold and the like, where there is no colour.
    pub plain: Modifier,
}

const fn ink(rgb: u32, ansi: Color) -> Ink {
    Ink {
        fg: Some(Tint { rgb, ansi }),
        bg: None,
        modifier: Modifier::empty(),
        plain: Modifier::empty(),
    }
}

impl Ink {
    const fn on(mut self, rgb: u32, ansi: Color) -> Self {
        self.bg = Some(Tint { rgb, ansi });
        self
    }
    const fn with(mut self, modifier: Modifier) -> Self {
        self.modifier = modifier;
        self.plain = modifier;
        self
    }
    const fn plain(mut self, modifier: Modifier) -> Self {
        self.plain = modifier;
        self
    }
}

const BOLD: Modifier = Modifier::BOLD;
const DIM: Modifier = Modifier::DIM;
const UNDER: Modifier = Modifier::UNDERLINED;
const REVERSED: Modifier = Modifier::REVERSED;

impl ThemeKind {
    /// Every built-in theme.
    pub const ALL: [Self; 4] = [
        Self::Dark,
        Self::Light,
        Self::HighContrast,
        Self::HighContrastLight,
    ];

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::HighContrastLight => "high-contrast-light",
        }
    }

    /// The ink of a role.
    pub fn ink(self, role: R) -> Ink {
        match self {
            Self::Dark => dark(role),
            Self::Light => light(role),
            Self::HighContrast => high_contrast(role, &BRIGHT),
            Self::HighContrastLight => high_contrast(role, &DEEP),
        }
    }
}

/// Calm: frames step back, the focused title and the letters of a decision step forward.
fn dark(role: R) -> Ink {
    match role {
        R::Text => ink(0xc9cfda, Color::Reset),
        R::Muted => ink(0x7d8799, Color::DarkGray).plain(DIM),
        R::Strong => ink(0xeef2f8, Color::White).with(BOLD),
        R::Title => ink(0x9aa5b8, Color::Gray),
        R::TitleFocused => ink(0x9ecbff, Color::LightCyan).with(BOLD),
        R::Count => ink(0x808a9c, Color::DarkGray).plain(DIM),
        R::Border => ink(0x3a4252, Color::DarkGray).plain(DIM),
        R::BorderFocused => ink(0x5f87b3, Color::Cyan),
        R::Selected => ink(0xf4f7fb, Color::White)
            .on(0x1f2f76, Color::Blue)
            .plain(REVERSED),
        R::SelectedUnfocused => ink(0xc9cfda, Color::White)
            .on(0x262d39, Color::Reset)
            .plain(BOLD),
        R::Crosshair => ink(0xc9cfda, Color::Reset).on(0x1f2631, Color::Reset),
        R::Marked => ink(0xd7a6e8, Color::LightMagenta).with(BOLD),
        R::Scrollbar => ink(0x626d80, Color::DarkGray),
        R::Match => ink(0xf2c879, Color::LightYellow).with(BOLD).plain(UNDER),
        R::Header => ink(0xc9cfda, Color::Reset),
        R::Tab => ink(0x7d8799, Color::DarkGray),
        R::TabCurrent => ink(0x9ecbff, Color::LightCyan)
            .with(BOLD)
            .plain(BOLD.union(UNDER)),
        R::Key => ink(0xdcb67a, Color::Yellow).plain(BOLD),
        R::Hint => ink(0x7d8799, Color::Gray),
        R::Label => ink(0x8d99ae, Color::Gray),
        R::Field => ink(0xeef2f8, Color::White),
        R::Placeholder => ink(0x7d8799, Color::DarkGray).plain(DIM),
        R::Allowed => ink(0x8ecf96, Color::Green),
        R::NotAllowed => ink(0x7d8799, Color::DarkGray).plain(DIM),
        R::Denied => ink(0xf0808c, Color::LightRed).with(BOLD),
        R::Conditional => ink(0xe5c47c, Color::Yellow),
        R::MissingDependency => ink(0xe8a06c, Color::LightYellow).with(BOLD),
        R::Silent => ink(0x657083, Color::DarkGray).plain(DIM),
        R::Partial => ink(0x7fb8dd, Color::Cyan),
        R::Published => ink(0x7d8799, Color::Gray),
        R::Predicted => ink(0xb8a1e3, Color::Magenta),
        R::Unknown => ink(0xd491c9, Color::LightMagenta),
        R::Gained => ink(0x77d7a5, Color::LightGreen).with(BOLD),
        R::Lost => ink(0xf0a08c, Color::LightRed).with(BOLD),
        R::Ok => ink(0x8ecf96, Color::Green),
        R::Warning => ink(0xe5b86c, Color::Yellow),
        R::Error => ink(0xf0808c, Color::LightRed).with(BOLD),
        R::Disabled => ink(0x6b7688, Color::DarkGray).plain(DIM),
    }
}

fn light(role: R) -> Ink {
    match role {
        R::Text => ink(0x2d3540, Color::Reset),
        R::Muted => ink(0x5f6a79, Color::DarkGray).plain(DIM),
        R::Strong => ink(0x11161d, Color::Black).with(BOLD),
        R::Title => ink(0x55606f, Color::DarkGray),
        R::TitleFocused => ink(0x0b5cad, Color::Blue).with(BOLD),
        R::Count => ink(0x626d7b, Color::DarkGray).plain(DIM),
        R::Border => ink(0xb4bdc9, Color::DarkGray).plain(DIM),
        R::BorderFocused => ink(0x3f7fc0, Color::Blue),
        R::Selected => ink(0x0d1a2b, Color::White)
            .on(0xcfe3f8, Color::Blue)
            .plain(REVERSED),
        R::SelectedUnfocused => ink(0x2d3540, Color::Black)
            .on(0xe7ecf2, Color::Gray)
            .plain(BOLD),
        R::Crosshair => ink(0x2d3540, Color::Reset).on(0xf1f4f8, Color::Reset),
        R::Marked => ink(0x8a3fa8, Color::Magenta).with(BOLD),
        R::Scrollbar => ink(0x828d9b, Color::DarkGray),
        R::Match => ink(0x9a5b00, Color::Red).with(BOLD).plain(UNDER),
        R::Header => ink(0x2d3540, Color::Reset),
        R::Tab => ink(0x5f6a79, Color::DarkGray),
        R::TabCurrent => ink(0x0b5cad, Color::Blue)
            .with(BOLD)
            .plain(BOLD.union(UNDER)),
        R::Key => ink(0x8a5a00, Color::Blue).plain(BOLD),
        R::Hint => ink(0x5f6a79, Color::DarkGray),
        R::Label => ink(0x55606f, Color::DarkGray),
        R::Field => ink(0x11161d, Color::Black),
        R::Placeholder => ink(0x626d7b, Color::DarkGray).plain(DIM),
        R::Allowed => ink(0x1a7526, Color::Green),
        R::NotAllowed => ink(0x626d7b, Color::DarkGray).plain(DIM),
        R::Denied => ink(0xb81a26, Color::Red).with(BOLD),
        R::Conditional => ink(0x855c00, Color::Magenta),
        R::MissingDependency => ink(0xa84c16, Color::Magenta).with(BOLD),
        R::Silent => ink(0x828d9b, Color::DarkGray).plain(DIM),
        R::Partial => ink(0x1b6e9e, Color::Blue),
        R::Published => ink(0x5f6a79, Color::DarkGray),
        R::Predicted => ink(0x6b46b5, Color::Blue),
        R::Unknown => ink(0x962a86, Color::Magenta),
        R::Gained => ink(0x0a6a2c, Color::Green).with(BOLD),
        R::Lost => ink(0xb0402b, Color::Red).with(BOLD),
        R::Ok => ink(0x1a7526, Color::Green),
        R::Warning => ink(0x855c00, Color::Red),
        R::Error => ink(0xb81a26, Color::Red).with(BOLD),
        R::Disabled => ink(0x7d8897, Color::DarkGray).plain(DIM),
    }
}

/// The few hues of a high contrast.
struct Hues {
    focus: Ink,
    key: Ink,
    yes: Ink,
    no: Ink,
    perhaps: Ink,
    part: Ink,
    unsure: Ink,
}

/// For a dark terminal.
const BRIGHT: Hues = Hues {
    focus: ink(0xffff00, Color::LightYellow),
    key: ink(0x00ffff, Color::LightCyan),
    yes: ink(0x00ff5f, Color::LightGreen),
    no: ink(0xff8787, Color::LightRed),
    perhaps: ink(0xffd700, Color::LightYellow),
    part: ink(0x5fd7ff, Color::LightCyan),
    unsure: ink(0xff87ff, Color::LightMagenta),
};

/// For a light terminal.
const DEEP: Hues = Hues {
    focus: ink(0x0000af, Color::Blue),
    key: ink(0x00005f, Color::Blue),
    yes: ink(0x005f00, Color::Reset),
    no: ink(0xaf0000, Color::Red),
    perhaps: ink(0x5f00af, Color::Magenta),
    part: ink(0x005f5f, Color::Blue),
    unsure: ink(0x87005f, Color::Magenta),
};

/// Nothing is dimmed; what is less important is merely not bold.
fn high_contrast(role: R, hues: &Hues) -> Ink {
    let plain = Ink::default();
    match role {
        R::Strong | R::Title | R::Count | R::Marked | R::Label => plain.with(BOLD),
        R::TitleFocused | R::TabCurrent => hues.focus.with(BOLD.union(UNDER)),
        R::BorderFocused => hues.focus,
        R::Selected => plain.with(REVERSED.union(BOLD)),
        R::SelectedUnfocused => plain.with(BOLD.union(UNDER)),
        R::Match => plain.with(BOLD.union(UNDER)),
        R::Key => hues.key.with(BOLD),
        R::Allowed | R::Ok | R::Gained => hues.yes.with(BOLD),
        R::Denied | R::Error | R::Lost => hues.no.with(BOLD),
        R::Conditional | R::Warning | R::MissingDependency => hues.perhaps.with(BOLD),
        R::Partial => hues.part.with(BOLD),
        R::Predicted | R::Unknown => hues.unsure.with(BOLD),
        R::Text
        | R::Muted
        | R::Border
        | R::Crosshair
        | R::Scrollbar
        | R::Header
        | R::Tab
        | R::Hint
        | R::Field
        | R::Placeholder
        | R::NotAllowed
        | R::Silent
        | R::Published
        | R::Disabled => plain,
    }
}
