//! The help: every command, those that work here first, the others after them, the disabled ones with their reason.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Entry, boxed};
use crate::tui::layout::centred;
use crate::tui::theme::{Theme, ThemeRole};
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::{Piece, put, text};

/// One line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Blank,
    Section(&'static str),
    Command(Entry),
}

/// The help and how far it is scrolled.
#[derive(Debug)]
pub struct Help {
    lines: Vec<Line>,
    top: Cursor,
}

impl Help {
    /// Sorts the commands into sections: live contexts first, in the order of the table otherwise.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        let (live, rest): (Vec<Entry>, Vec<Entry>) = entries
            .into_iter()
            .filter(|entry| !entry.keys.is_empty())
            .partition(|entry| entry.live);
        for group in [live, rest] {
            let mut contexts = Vec::new();
            for entry in &group {
                if !contexts.contains(&entry.context) {
                    contexts.push(entry.context);
                }
            }
            for context in contexts {
                if !lines.is_empty() {
                    lines.push(Line::Blank);
                }
                lines.push(Line::Section(context.title()));
                lines.extend(
                    group
                        .iter()
                        .filter(|entry| entry.context == context)
                        .cloned()
                        .map(Line::Command),
                );
            }
        }
        Self {
            lines,
            top: Cursor::default(),
        }
    }

    /// Scrolls: the first visible line is what moves.
    pub fn go(&mut self, motion: Motion, page: usize) {
        let last_top = self.lines.len().saturating_sub(page.max(1)) + 1;
        self.top.go(motion, last_top, page);
    }

    /// Draws it; returns the number of visible lines.
    pub fn draw(&self, window: Rect, buf: &mut Buffer, theme: &Theme) -> usize {
        let height = u16::try_from(self.lines.len())
            .unwrap_or(u16::MAX)
            .saturating_add(2);
        let area = centred(
            window,
            100.min(window.width),
            height.min(window.height.saturating_sub(2).max(3)),
        );
        let title = Title::new("Keys and commands").summary(vec![
            Piece::new(ThemeRole::Key, "esc"),
            Piece::new(ThemeRole::Hint, " close"),
        ]);
        let inner = boxed(area, buf, theme, &title);
        let page = usize::from(inner.height);
        let top = self.top.at().min(self.lines.len().saturating_sub(page));
        for (line, row) in self.lines.iter().skip(top).zip(inner.rows()) {
            draw_line(
                line,
                Rect {
                    width: row.width.saturating_sub(1),
                    ..row
                },
                buf,
                theme,
            );
        }
        scrollbar(inner, buf, theme, (top, self.lines.len()));
        page
    }
}

fn draw_line(line: &Line, row: Rect, buf: &mut Buffer, theme: &Theme) {
    let left = row.x + 1;
    match line {
        Line::Blank => {}
        Line::Section(name) => {
            put(
                buf,
                (left, row.y),
                row.right(),
                (name, theme.style(ThemeRole::TitleFocused)),
            );
        }
        Line::Command(entry) => {
            let role = |usual| {
                if entry.reason.is_some() {
                    ThemeRole::Disabled
                } else {
                    usual
                }
            };
            let (keys, title) = (left + 1, left + 19);
            let sentence = if row.width > 72 {
                title + 27
            } else {
                row.right()
            };
            let text = text::truncate(&entry.keys.join("  "), 17).into_owned();
            put(
                buf,
                (keys, row.y),
                row.right(),
                (&text, theme.style(role(ThemeRole::Key))),
            );
            put(
                buf,
                (title, row.y),
                sentence.min(row.right()),
                (entry.title, theme.style(role(ThemeRole::Text))),
            );
            let last = entry.reason.unwrap_or(entry.help);
            put(
                buf,
                (sentence, row.y),
                row.right(),
                (last, theme.style(role(ThemeRole::Muted))),
            );
        }
    }
}
