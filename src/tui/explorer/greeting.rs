//! What is said on opening: once a few keys, and each time what could not be used of the user's own files.

use super::Explorer;
use crate::tui::app::App;
use crate::tui::command::CommandName;
use crate::tui::overlays::message::{Line, Message};
use crate::tui::own::Wrong;
use crate::tui::theme::ThemeRole as R;

/// The commands that lead to all others, and what the greeting says of them.
const FIRST: [(CommandName, &str); 4] = [
    (
        "help.open",
        "lists the keys, those that work where you are first",
    ),
    ("palette.open", "finds a command by its name"),
    (
        "jump.open",
        "finds any user, group, permission, action or API",
    ),
    ("pane.next", "goes to the next pane"),
];

/// For whoever opens it for the first time.
pub fn welcome(app: &App<Explorer>) -> Message {
    let entries = app.entries();
    let key = |command| {
        let entry = entries.iter().find(|entry| entry.name == command);
        let key = entry.and_then(|entry| entry.keys.first());
        key.map_or("", String::as_str)
    };
    let mut lines = Vec::new();
    if app.content.file.is_none() {
        lines.push(Line::new(
            R::Text,
            format!(
                "This is a sample account. `permlens FILE` opens your own; {} reads one from its cloud.",
                key("collect.open")
            ),
        ));
        lines.push(Line::new(R::Text, ""));
    }
    let first = FIRST.iter().map(|(command, does)| (key(command), does));
    lines.extend(
        first
            .filter(|(key, _)| !key.is_empty())
            .map(|(key, does)| Line::key(key, *does)),
    );
    lines.push(Line::new(R::Text, ""));
    lines.push(Line::new(
        R::Muted,
        "esc closes this; it is not shown again",
    ));
    Message::of("Welcome", lines)
}

/// What is wrong with the user's own files, each file above its mistakes.
pub fn settings(wrong: &[Wrong]) -> Message {
    let mut lines = Vec::new();
    for (nth, mistakes) in wrong
        .chunk_by(|one, other| one.file == other.file)
        .enumerate()
    {
        if nth > 0 {
            lines.push(Line::new(R::Text, ""));
        }
        let file = mistakes.first().map(|mistake| mistake.file.as_str());
        lines.push(Line::new(R::Strong, file.unwrap_or_default()));
        let told = mistakes.iter().flat_map(|mistake| mistake.what.lines());
        lines.extend(told.map(|line| Line::new(R::Warning, line)));
    }
    Message::of("Your settings", lines)
}
