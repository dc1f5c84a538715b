//! The parts of the README that the program writes: the moving picture and the list of keys.
//! `UPDATE_README=1 cargo test --test it readme` writes them anew; without it a difference is a failure.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::Principal;
use permlens::tui::app::{App, Content, Task};
use permlens::tui::chord::{parse_sequence, sequence_text};
use permlens::tui::command::{KeyContext, Table};
use permlens::tui::event::Msg;
use permlens::tui::explorer::{self, Explorer, Start};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::film::{Scene, film};

const SIZE: (u16, u16) = (140, 34);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a file with what it should hold, or writes it.
fn committed(path: &Path, expected: &str) {
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == expected,
        "{} is not what the program writes; UPDATE_README=1 cargo test --test it readme writes it",
        path.display()
    );
}

/// The tour: the keys pressed one after the other, what they are good for, and how long it takes to read, in seconds.
const TOUR: &[(&str, &str, usize)] = &[
    (
        "",
        "What does image-ops have, what does it expand to, and why is this cell a D?",
        7,
    ),
    (
        "left",
        "Each move of the cursor is answered: who, through what, and what would turn it",
        5,
    ),
    (
        "o",
        "A cell's card: what it is, the statements behind it, and who else",
        5,
    ),
    ("esc W j", "Everyone who may do it, with every path", 5),
    ("ctrl-k a l i c", "Jump to anything by its name", 3),
    (
        "enter",
        "alice, what she holds, and what follows from it",
        4,
    ),
    ("tab c c", "Users side by side: the auditor's matrix", 4),
    (
        "r d",
        "Actions in place of operations, and only those in which they differ",
        4,
    ),
    (
        "4 home j",
        "What is risky or broken, with its evidence and its fix",
        6,
    ),
];

/// The sample account's screens on the tour, which begins at the cell that is worth a picture.
fn tour() -> Vec<Scene> {
    let catalogue = Catalogue::embedded();
    let account = import::sample(catalogue).unwrap().account;
    let group = account.find_group("image-ops").unwrap();
    let project = account.find_project("eu-de").unwrap();
    let engine = Engine::new(catalogue, Arc::new(account), Settings::default());
    let start = Start {
        principal: Some(Principal::Group(group)),
        project: Some(project),
        ..Start::new(Arc::new(engine))
    };
    let look = (Theme::new(ThemeKind::Dark, Depth::True), Charset::Unicode);
    let mut app = explorer::app(start, look).unwrap();
    let waiting = Explorer::started(&mut app);
    let mut screen = settled(&mut app, waiting);
    let mut press = |keys: &str| -> (Vec<String>, Buffer) {
        let mut caps = Vec::new();
        for key in parse_sequence(keys).unwrap_or_default() {
            caps.push(sequence_text(&[key]));
            let waiting = app.update(Msg::Key(key)).tasks;
            screen = settled(&mut app, waiting);
        }
        (caps, screen.clone())
    };
    press("tab tab j right right");
    let scene = |(keys, says, seconds): &(&str, &'static str, usize)| {
        let (keys, screen) = press(keys);
        Scene {
            screen,
            keys,
            says,
            seconds: *seconds,
        }
    };
    TOUR.iter().map(scene).collect()
}

/// The screen once all that waits is done.
fn settled(app: &mut App<Explorer>, mut waiting: Vec<Task<Explorer>>) -> Buffer {
    let mut screen = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    loop {
        screen.reset();
        app.shell.drawn = app.draw(&mut screen);
        let Some(task) = waiting.pop() else {
            return screen;
        };
        if let Task::Compute(job) = task {
            let answer = (job.work)();
            waiting.extend(app.update(Msg::Done(job.revision, answer)).tasks);
        }
    }
}

#[test]
fn the_picture_is_the_program_s_own() {
    committed(&root().join("assets/tour.svg"), &film(&tour()));
}

/// The keys, context by context, as Markdown.
fn keys() -> String {
    let table = Table::<Explorer>::new();
    let mut contexts: Vec<KeyContext> = Vec::new();
    for spec in table.specs() {
        for context in spec.contexts {
            if !contexts.contains(context) && !spec.keys.is_empty() {
                contexts.push(*context);
            }
        }
    }
    let mut text = String::new();
    for context in contexts {
        writeln!(
            text,
            "\n**{}**\n\n| key | what it does |\n| --- | --- |",
            context.title()
        )
        .unwrap();
        for spec in table.specs() {
            if spec.keys.is_empty() || !spec.contexts.contains(&context) {
                continue;
            }
            let keys: Vec<String> = spec
                .keys
                .iter()
                .map(|keys| {
                    let shown = sequence_text(&parse_sequence(keys).unwrap());
                    format!("`{}`", shown.replace('|', "\\|"))
                })
                .collect();
            writeln!(text, "| {} | {} |", keys.join(" "), spec.help).unwrap();
        }
    }
    text
}

#[test]
fn the_list_of_keys_is_the_command_table() {
    let path: PathBuf = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme
        .split_once("<!-- keys -->\n")
        .expect("the mark is there");
    let (_, after) = rest
        .split_once("<!-- /keys -->")
        .expect("the closing mark is there");
    let expected = format!("{before}<!-- keys -->\n{}\n<!-- /keys -->{after}", keys());
    committed(&path, &expected);
}
