//! Reading an account from its cloud without leaving the explorer: which cloud, how far it is, and then the account is
//! the one on screen, to be kept in a file or only looked at.
//!
//! INVARIANT: closing the message that says how far it is stops the pull; nothing of half a pull is shown.

mod fetch;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use serde_json::{Map, Value};

use super::{Answer, Explorer, Start, logging};
use crate::collect::clock::Cancel;
use crate::collect::clouds::{self, Environment, Files, Overrides};
use crate::collect::progress::{Phase, Progress};
use crate::collect::secret::Secret;
use crate::collect::sign_in::Question;
use crate::engine::Engine;
use crate::import::{LeftOut, export};
use crate::log::Record;
use crate::places;
use crate::tui::app::{App, Content, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::ask::Ask;
use crate::tui::overlays::message::Message;
use crate::tui::overlays::picker::{Choice, Picker, Purpose};
use crate::tui::theme::ThemeRole;

type Tasks = Vec<Task<Explorer>>;

/// The picker says by this that a cloud was chosen.
pub const CLOUD: Purpose = "cloud";
/// The question says by this that a password or passcode was given.
pub const SECRET: Purpose = "secret";
/// The question says by this that the name of a file for the snapshot was given.
pub const KEEP: Purpose = "keep-snapshot";

/// What one reads from and how to stop it; afterwards, what is to be kept.
#[derive(Debug, Default)]
pub struct Live {
    /// The clouds that the picker shows; the empty name is the environment.
    clouds: Vec<String>,
    /// The cloud that is being read.
    reading: Option<(String, Cancel)>,
    /// Who waits for a password or passcode; letting go of it says that there is none.
    asked: Option<Sender<Secret>>,
    /// What was read, and is not in a file yet.
    fetched: Option<Arc<Map<String, Value>>>,
}

/// An account that was read.
#[derive(Debug, Clone)]
pub struct Fetched {
    engine: Arc<Engine>,
    problems: Vec<LeftOut>,
    /// Those of them that are objects left out or incomplete.
    left_out: Vec<String>,
    snapshot: Arc<Map<String, Value>>,
}

/// What comes of it, from the worker and from the thread that reads.
#[derive(Debug, Clone)]
pub enum Told {
    /// The clouds that are configured here.
    Clouds(Result<Vec<String>, String>),
    /// How far it is.
    Progress(Progress),
    /// A password or passcode is wanted, and by whom.
    Asked(Question, Sender<Secret>),
    /// The account, or why there is none; and what the log is to hold of it.
    Fetched(Result<Fetched, String>, Vec<Record>),
    /// The snapshot was written, or why not.
    Kept(String, Result<u64, Unkept>),
}

/// Why the snapshot was not written.
#[derive(Debug, Clone)]
pub enum Unkept {
    /// There is a file of that name.
    Exists,
    /// It could not be.
    Failed(String),
}

/// The commands.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "collect.open", title: "Collect from a cloud", help: "Reads an account from its cloud, as clouds.yaml or the environment says; nothing there is changed.",
               contexts: &[K::Global], keys: &["f6"], hint: None, available: may_collect, run: open },
    ]
}

fn may_collect(app: &App<Explorer>) -> Availability {
    if app.content.restricted {
        return Availability::No("this session is restricted: it opens no connection");
    }
    Availability::when(
        app.content.live.reading.is_none(),
        "an account is being read; esc on what tells how far it is stops it",
    )
}

fn open(app: &mut App<Explorer>, _: Count) -> Tasks {
    vec![app.ask("clouds", || Answer::Live(Told::Clouds(known())))]
}

/// The entries of `clouds.yaml`, and the environment if it says where to ask.
fn known() -> Result<Vec<String>, String> {
    let environment = Environment::of_process();
    let files = Files::usual(&environment);
    let mut names = clouds::names(&files).map_err(|error| error.to_string())?;
    let alone = clouds::resolve(
        &Overrides::default(),
        &Files::within(&[], &Environment::default()),
        &environment,
    );
    if alone.is_ok() {
        names.push(String::new());
    }
    Ok(names)
}

/// A cloud was chosen: reading begins.
pub fn chosen(app: &mut App<Explorer>, index: usize) -> Tasks {
    let Some(name) = app.content.live.clouds.get(index).cloned() else {
        return Vec::new();
    };
    let cancel = Cancel::default();
    app.content.live.reading = Some((name.clone(), cancel.clone()));
    app.note(Record::info(format!("collect: reads {}", called(&name))));
    show(app, &Progress::new());
    let settings = app.content.world.engine().settings();
    vec![app.errand("collect", move |tell| {
        fetch::fetch(name, settings, cancel, &mut |told| tell(Answer::Live(told)));
    })]
}

/// Something came of it.
pub fn told(app: &mut App<Explorer>, told: Told) -> Tasks {
    match told {
        Told::Clouds(Ok(names)) if names.is_empty() => message(
            app,
            "No cloud is configured",
            "There is no clouds.yaml here, in ~/.config/openstack or in /etc/openstack, and neither OS_AUTH_URL nor \
             HW_ACCESS_KEY is set.\n`permlens collect --help` tells what may stand there.",
        ),
        Told::Clouds(Ok(names)) => {
            let choices = names.iter().map(|name| Choice {
                text: called(name).to_owned(),
                detail: if name.is_empty() {
                    "OS_*, HW_*".to_owned()
                } else {
                    "clouds.yaml".to_owned()
                },
                also: Vec::new(),
            });
            let picker = Picker::new(CLOUD, "Collect from", choices.collect(), 0);
            app.content.live.clouds = names;
            app.open(Overlay::Picker(Box::new(picker)));
        }
        Told::Clouds(Err(why)) => {
            app.note(Record::error(format!("collect: {why}")));
            message(app, "No cloud can be chosen", &why);
        }
        Told::Progress(progress) => {
            if is_shown(app) {
                show(app, &progress);
            }
        }
        Told::Asked(question, to) => {
            // Whoever closed the message wants to hear no more.
            if is_shown(app) {
                app.content.live.asked = Some(to);
                app.open(Overlay::Ask(Box::new(secret(&question))));
            }
        }
        Told::Fetched(outcome, records) => return fetched(app, outcome, records),
        Told::Kept(name, Ok(bytes)) => {
            app.content.live.fetched = None;
            let words = format!("{name}: {bytes} bytes written");
            app.note(Record::info(format!("collect: {words}")));
            app.say(words);
            app.content.file = Some(name);
        }
        Told::Kept(name, Err(why)) => {
            let asked = question(&name);
            let asked = match why {
                Unkept::Exists => asked.noted(format!("{name} exists: enter again replaces it")),
                Unkept::Failed(why) => {
                    app.note(Record::error(format!("collect: {name}: {why}")));
                    asked.failed(why)
                }
            };
            app.open(Overlay::Ask(Box::new(asked)));
        }
    }
    Vec::new()
}

fn fetched(
    app: &mut App<Explorer>,
    outcome: Result<Fetched, String>,
    records: Vec<Record>,
) -> Tasks {
    let (title, shown) = (title(app), is_shown(app));
    app.shell.overlays.retain(|overlay| !is(overlay, &title));
    let reading = app.content.live.reading.take();
    let Some((name, cancel)) = reading else {
        return Vec::new();
    };
    if cancel.is_set() || !shown {
        app.note(Record::info("collect: stopped by the user"));
        app.say("stopped; nothing of what was read is kept".to_owned());
        return Vec::new();
    }
    for record in records {
        app.note(record);
    }
    match outcome {
        Err(why) => {
            message(app, "Nothing was collected", &why);
            Vec::new()
        }
        Ok(fetched) => {
            let called = called(&name);
            let name = if name.is_empty() { "account" } else { &name };
            let file = format!("{}.json", file_stem(name));
            let theme_chosen = app.content.theme_chosen;
            app.content = Explorer::new(Start {
                source: Some(file.clone()),
                problems: fetched.problems,
                left_out: fetched.left_out,
                ..Start::new(fetched.engine)
            });
            app.content.theme_chosen = theme_chosen;
            app.note(logging::collected(&app.content, called));
            app.content.live.fetched = Some(fetched.snapshot);
            let tasks = Explorer::started(app);
            app.open(Overlay::Ask(Box::new(question(&file))));
            tasks
        }
    }
}

/// What a cloud is called; the empty name is the environment.
fn called(name: &str) -> &str {
    match name {
        "" => "the environment",
        name => name,
    }
}

/// A name that a file may have.
fn file_stem(name: &str) -> String {
    let fitting = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    name.chars()
        .map(|letter| if fitting(letter) { letter } else { '-' })
        .collect()
}

fn question(name: &str) -> Ask {
    let hint = "esc only looks at it: nothing is written then";
    Ask::new(KEEP, ("Keep the snapshot in", hint), name, vec!["json"])
}

fn secret(question: &Question) -> Ask {
    let title = match question {
        Question::Password(user) => format!("Password of {user}"),
        Question::Passcode(user) => format!("Passcode of {user}'s second factor"),
    };
    let hint = "it is sent to sign in and kept nowhere; esc stops";
    Ask::hidden(SECRET, (&title, hint))
}

/// A password or passcode was given.
pub fn given(app: &mut App<Explorer>, text: &str) -> Tasks {
    let to = app.content.live.asked.take();
    if let Some(to) = to.filter(|_| !text.is_empty()) {
        // Who does not wait any more was stopped.
        let _ = to.send(Secret::from(text));
    }
    Vec::new()
}

/// A name for the snapshot was given; `replace` if it was said that such a file exists.
pub fn named(app: &mut App<Explorer>, (name, replace): (&str, bool)) -> Tasks {
    let name = name.trim().to_owned();
    let Some(snapshot) = app.content.live.fetched.clone() else {
        return Vec::new();
    };
    vec![app.ask("keep", move || {
        let kept = keep(Path::new(&name), &snapshot, replace);
        Answer::Live(Told::Kept(name, kept))
    })]
}

fn keep(path: &Path, snapshot: &Map<String, Value>, replace: bool) -> Result<u64, Unkept> {
    if !replace && path.exists() {
        return Err(Unkept::Exists);
    }
    let write = |file: &mut dyn Write| export::write_fields(snapshot, file);
    places::write_with(path, write).map_err(|error| Unkept::Failed(error.into_io().to_string()))
}

/// Something that lay over the view was closed: if it was what says how far a pull is, or what it asked, the pull is to
/// stop.
pub fn closed(app: &mut App<Explorer>) {
    let asks = |overlay: &Overlay| matches!(overlay, Overlay::Ask(ask) if ask.purpose() == SECRET);
    if app.content.live.asked.is_some() && !app.shell.overlays.iter().any(asks) {
        app.content.live.asked = None;
        let title = title(app);
        app.shell.overlays.retain(|overlay| !is(overlay, &title));
    }
    if !is_shown(app)
        && let Some((_, cancel)) = &app.content.live.reading
    {
        cancel.set();
    }
}

fn is_shown(app: &App<Explorer>) -> bool {
    let title = title(app);
    app.shell.overlays.iter().any(|overlay| is(overlay, &title))
}

/// What the message that says how far it is is called.
fn title(app: &App<Explorer>) -> String {
    let name = app
        .content
        .live
        .reading
        .as_ref()
        .map(|(name, _)| name.as_str());
    match name {
        None | Some("") => "Collecting".to_owned(),
        Some(name) => format!("Collecting from {name}"),
    }
}

fn is(overlay: &Overlay, title: &str) -> bool {
    matches!(overlay, Overlay::Message(message) if message.title() == title)
}

/// Says how far it is, in the message that is open for it.
fn show(app: &mut App<Explorer>, progress: &Progress) {
    const WIDTH: usize = 40;
    let mut lines = vec![progress.phase.text().to_owned()];
    if progress.phase != Phase::SignIn {
        let full = (progress.done * WIDTH)
            .checked_div(progress.total)
            .unwrap_or(0);
        let left = progress.time_left();
        let left = left.map_or_else(String::new, |left| format!(", {left} left"));
        lines.push(format!(
            "[{}{}] {} of {}{left}",
            "#".repeat(full),
            "-".repeat(WIDTH.saturating_sub(full)),
            progress.done,
            progress.total
        ));
        lines.push(progress.read());
    }
    if progress.unread > 0 {
        lines.push(format!("{} not read so far", progress.unread));
    }
    lines.push(String::new());
    lines.push("esc stops it: nothing is kept".to_owned());
    let title = title(app);
    let message = Message::new(title.as_str(), ThemeRole::Text, &lines.join("\n"));
    let open = app
        .shell
        .overlays
        .iter_mut()
        .find(|overlay| is(overlay, &title));
    match open {
        Some(overlay) => *overlay = Overlay::Message(message),
        None => app.open(Overlay::Message(message)),
    }
}

fn message(app: &mut App<Explorer>, title: &str, text: &str) {
    app.open(Overlay::Message(Message::new(title, ThemeRole::Text, text)));
}
