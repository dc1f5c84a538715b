//! Roles to styles. Code names what a thing means ([`ThemeRole`]), never a colour.
//!
//! INVARIANT: the mapping is total, and the colour depth is applied here and nowhere else. Letters carry every meaning;
//! colour repeats it, so that a theme without any colour loses nothing.

pub mod background;
mod depth;
mod own;
mod palette;
mod role;

pub use depth::Depth;
pub use own::{OwnTheme, ThemeError};
pub use palette::{Ink, ThemeKind};
pub use role::ThemeRole;

use ratatui::style::Style;

/// One theme at one colour depth: a style for every role.
#[derive(Debug, Clone)]
pub struct Theme {
    name: String,
    kind: ThemeKind,
    depth: Depth,
    styles: Vec<Style>,
}

impl Theme {
    /// Builds all styles once; drawing only looks them up.
    pub fn new(kind: ThemeKind, depth: Depth) -> Self {
        Self::of(kind.name().to_owned(), kind, depth, |role| kind.ink(role))
    }

    /// A theme of the user's.
    pub fn own(name: String, theme: &OwnTheme, depth: Depth) -> Self {
        Self::of(name, theme.parent, depth, |role| theme.ink(role))
    }

    fn of(name: String, kind: ThemeKind, depth: Depth, ink: impl Fn(ThemeRole) -> Ink) -> Self {
        let styles = ThemeRole::ALL
            .iter()
            .map(|role| depth.apply(ink(*role)))
            .collect();
        Self {
            name,
            kind,
            depth,
            styles,
        }
    }

    /// Its name in settings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The style of a role.
    pub fn style(&self, role: ThemeRole) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Which built-in theme this is, or begins from.
    pub fn kind(&self) -> ThemeKind {
        self.kind
    }

    /// The colour depth it was built for.
    pub fn depth(&self) -> Depth {
        self.depth
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(ThemeKind::Dark, Depth::True)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Color, Modifier};

    #[test]
    fn roles_are_their_own_index() {
        for (at, role) in ThemeRole::ALL.iter().enumerate() {
            assert_eq!(at, *role as usize);
        }
    }

    #[test]
    fn without_colour_no_style_has_one() {
        for kind in ThemeKind::ALL {
            let theme = Theme::new(kind, Depth::None);
            for role in ThemeRole::ALL {
                let style = theme.style(role);
                assert!(style.fg.is_none_or(|c| c == Color::Reset), "{role:?}");
                assert!(style.bg.is_none_or(|c| c == Color::Reset), "{role:?}");
            }
            assert!(
                theme
                    .style(ThemeRole::Selected)
                    .add_modifier
                    .contains(Modifier::REVERSED)
            );
        }
    }
}
