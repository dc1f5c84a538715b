//! What the explorer has to tell the log of itself, and showing the end of the log.
//!
//! INVARIANT: of the account only its source and the numbers of its objects are told.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Answer, Explorer};
use crate::log::{Log, Record};
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec};
use crate::tui::event::Ending;
use crate::tui::overlays::Overlay;
use crate::tui::overlays::reader::{Line, Reader};
use crate::tui::terminal;
use crate::tui::theme::{Depth, ThemeRole};
use crate::tui::widgets::Piece;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::text::Charset;

type Tasks = Vec<Task<Explorer>>;

/// The log as it was read.
#[derive(Debug, Clone)]
pub struct Read {
    path: PathBuf,
    /// Its last lines, or why they cannot be read.
    end: Result<String, String>,
    /// Why nothing can be added to it, if so.
    trouble: Option<String>,
}

/// The command.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "log.open", title: "Show the log", help: "Shows the end of the log and where it is: errors, files written, what took long.",
               contexts: &[K::Global], keys: &["f8"], hint: None, available: has_log, run: open },
    ]
}

fn has_log(app: &App<Explorer>) -> Availability {
    match app.shell.log.path() {
        Ok(_) => Availability::Yes,
        Err(silence) => Availability::No(silence.reason()),
    }
}

fn open(app: &mut App<Explorer>, _: Count) -> Tasks {
    let log = app.shell.log.clone();
    vec![app.ask("log", move || Answer::Logged(read(&log)))]
}

fn read(log: &Log) -> Read {
    Read {
        path: log.path().map(Path::to_owned).unwrap_or_default(),
        trouble: log.trouble().map(|error| error.to_string()),
        end: log.end().map_err(|error| error.to_string()),
    }
}

/// The log was read.
pub fn show(app: &mut App<Explorer>, read: Read) {
    let plain = |role, text: &str| Line::new(vec![Piece::new(role, text.to_owned())]);
    let mut lines = vec![plain(ThemeRole::Muted, &read.path.display().to_string())];
    if let Some(trouble) = &read.trouble {
        lines.push(plain(ThemeRole::Warning, trouble));
    }
    match &read.end {
        Ok(text) => lines.extend(text.lines().map(line)),
        // that nothing can be written says why there is nothing to be read
        Err(_) if read.trouble.is_some() => {}
        Err(why) => lines.push(plain(ThemeRole::Warning, why)),
    }
    let mut reader = Reader::new(Title::new("Log"), lines);
    reader.go(Motion::Last, 1);
    app.open(Overlay::Reader(Box::new(reader)));
}

/// A line as it is read best: the words as they matter, the time before them in the background.
fn line(text: &str) -> Line {
    let role = match text.split(' ').nth(1) {
        Some("error") => ThemeRole::Error,
        Some("warn") => ThemeRole::Warning,
        _ => ThemeRole::Text,
    };
    let (time, words) = text.split_once(' ').unwrap_or(("", text));
    Line::new(vec![
        Piece::new(ThemeRole::Muted, format!("{time} ")),
        Piece::new(role, words.to_owned()),
    ])
}

/// Which program opened what, and after how long.
pub fn opened(explorer: &Explorer, took: Duration) -> Record {
    let source = match &explorer.file {
        None => "the sample account".to_owned(),
        Some(file) => match std::path::absolute(file) {
            Ok(path) if file != "-" => path.display().to_string(),
            _ => file.clone(),
        },
    };
    let settings = explorer.world.engine().settings();
    let assumed: String = settings
        .changed()
        .map(|(name, value, _)| format!("; assumed {name}={value}"))
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let took = took.as_millis();
    let opened = format!("permlens {version} opened {source} in {took} ms");
    with_sizes(explorer, &opened, &assumed)
}

/// What was read from a cloud.
pub fn collected(explorer: &Explorer, cloud: &str) -> Record {
    with_sizes(explorer, &format!("collect: read {cloud}"), "")
}

/// Words with what the account consists of; a warning where not all of it could be taken over.
fn with_sizes(explorer: &Explorer, before: &str, after: &str) -> Record {
    let account = explorer.world.account();
    let sizes = [
        (account.users.len(), "users"),
        (account.groups.len(), "groups"),
        (account.agencies.len(), "agencies"),
        (account.projects.len(), "projects"),
        (account.permissions.len(), "permissions"),
        (account.assignments.len(), "assignments"),
    ];
    let sizes = sizes.map(|(count, of)| format!("{count} {of}")).join(", ");
    let words = format!("{before}: {sizes}{after}");
    match explorer.problems.len() {
        0 => Record::info(words),
        count => Record::warning(format!("{words}; {count} left out or incomplete")),
    }
}

/// What it is shown on.
pub fn terminal(
    var: impl Fn(&str) -> Option<String>,
    (depth, charset): (Depth, Charset),
) -> Record {
    let window = terminal::window();
    let name = var("TERM").unwrap_or_default();
    let colours = match depth {
        Depth::None => "no colours",
        Depth::Sixteen => "16 colours",
        Depth::Cube => "256 colours",
        Depth::True => "24-bit colours",
    };
    let letters = match charset {
        Charset::Unicode => "UTF-8",
        Charset::Ascii => "ASCII",
    };
    let way = match var("SSH_CONNECTION").or_else(|| var("SSH_TTY")) {
        Some(_) => "over SSH",
        None => "not over SSH",
    };
    let (width, height) = (window.width, window.height);
    Record::info(format!(
        "terminal {name:?}, {width}x{height}, {colours}, {letters}, {way}"
    ))
}

/// How it ended.
pub fn ended(ending: Ending) -> Record {
    match ending {
        Ending::Asked => Record::info(ending.to_string()),
        Ending::Signal(_) | Ending::Vanished => Record::warning(ending.to_string()),
    }
}
