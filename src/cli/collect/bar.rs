//! How far a pull is: a bar that is drawn over on a terminal, a line a phase elsewhere.

use std::io::{self, IsTerminal, Write};

use crate::collect::progress::{Phase, Progress};

/// What tells how far it is.
#[derive(Debug)]
pub enum Bar {
    /// Nothing is told.
    Silent,
    /// A line for each phase that has ended.
    Lines(Option<Progress>),
    /// A bar, of so many columns.
    Drawn(usize),
}

impl Bar {
    /// What suits this call.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        if quiet {
            Self::Silent
        } else if io::stderr().is_terminal() {
            let columns = rustix::termios::tcgetwinsize(io::stderr()).map(|size| size.ws_col);
            Self::Drawn(usize::from(columns.unwrap_or(80)).clamp(20, 120))
        } else {
            Self::Lines(None)
        }
    }

    /// Tells it.
    pub fn show(&mut self, progress: &Progress, to: &mut dyn Write) {
        // A stream that is gone is found out when the end is told.
        let _ = match self {
            Self::Silent => Ok(()),
            Self::Drawn(columns) => {
                let line = drawn(progress, columns.saturating_sub(1));
                write!(to, "\r{line}\x1b[K").and_then(|()| to.flush())
            }
            Self::Lines(last) => {
                let ended = last.replace(progress.clone());
                match ended.filter(|ended| ended.phase != progress.phase && ended.total > 0) {
                    Some(ended) => writeln!(to, "{}", told(&ended)),
                    None => Ok(()),
                }
            }
        };
    }

    /// Makes room for other lines.
    pub fn end(&mut self, to: &mut dyn Write) {
        let _ = match self {
            Self::Silent => Ok(()),
            Self::Drawn(_) => write!(to, "\r\x1b[K"),
            Self::Lines(last) => match last.take().filter(|ended| ended.total > 0) {
                Some(ended) => writeln!(to, "{}", told(&ended)),
                None => Ok(()),
            },
        };
    }
}

/// A phase that has ended: `permlens: memberships: 12 of 12 lists; 61 users · 12 groups`.
fn told(progress: &Progress) -> String {
    let unread = match progress.unread {
        0 => String::new(),
        count => format!("; {count} not read so far"),
    };
    format!(
        "permlens: {}: {} of {} lists; {}{unread}",
        progress.phase.text(),
        progress.done,
        progress.total,
        progress.read()
    )
}

fn drawn(progress: &Progress, columns: usize) -> String {
    const WIDTH: usize = 20;
    let full = (progress.done * WIDTH)
        .checked_div(progress.total)
        .unwrap_or(0);
    let bar = if progress.phase == Phase::SignIn {
        String::new()
    } else {
        format!(
            " [{}{}] {}/{}",
            "#".repeat(full),
            "-".repeat(WIDTH - full),
            progress.done,
            progress.total
        )
    };
    let left = progress.time_left();
    let left = left.map_or_else(String::new, |left| format!(" · {left} left"));
    let unread = match progress.unread {
        0 => String::new(),
        count => format!(" · {count} not read"),
    };
    let read = progress.read();
    let gap = if read.is_empty() { "" } else { " · " };
    let line = format!("{}{bar}{left}{unread}{gap}{read}", progress.phase.text());
    line.chars().take(columns).collect()
}
