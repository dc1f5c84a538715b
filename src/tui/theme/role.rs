//! What a piece of the screen means; the words every drawing function uses instead of colours.

/// The meaning of a piece of text or frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "the names are the documentation; groups are commented"
)]
pub enum ThemeRole {
    // text
    Text,
    Muted,
    Strong,
    // frames
    Title,
    TitleFocused,
    Count,
    Border,
    BorderFocused,
    // lists
    Selected,
    SelectedUnfocused,
    Crosshair,
    Marked,
    Scrollbar,
    Match,
    // header, footer, tabs, fields
    Header,
    Tab,
    TabCurrent,
    Key,
    Hint,
    Label,
    Field,
    Placeholder,
    // the letters of a matrix
    Allowed,
    NotAllowed,
    Denied,
    Conditional,
    MissingDependency,
    Silent,
    Partial,
    // where a word comes from
    Published,
    Predicted,
    Unknown,
    // what-if
    Gained,
    Lost,
    // messages
    Ok,
    Warning,
    Error,
    Disabled,
}

impl ThemeRole {
    /// Its name in theme files: `not-allowed`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// Every role, in the order of its discriminant.
    pub const ALL: [Self; 38] = [
        Self::Text,
        Self::Muted,
        Self::Strong,
        Self::Title,
        Self::TitleFocused,
        Self::Count,
        Self::Border,
        Self::BorderFocused,
        Self::Selected,
        Self::SelectedUnfocused,
        Self::Crosshair,
        Self::Marked,
        Self::Scrollbar,
        Self::Match,
        Self::Header,
        Self::Tab,
        Self::TabCurrent,
        Self::Key,
        Self::Hint,
        Self::Label,
        Self::Field,
        Self::Placeholder,
        Self::Allowed,
        Self::NotAllowed,
        Self::Denied,
        Self::Conditional,
        Self::MissingDependency,
        Self::Silent,
        Self::Partial,
        Self::Published,
        Self::Predicted,
        Self::Unknown,
        Self::Gained,
        Self::Lost,
        Self::Ok,
        Self::Warning,
        Self::Error,
        Self::Disabled,
    ];
}
