//! The parts of the README that the program writes: the picture of the Access view and the list of keys.
//! `UPDATE_README=1 cargo test --test it readme` writes them anew; without it a difference is a failure.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::Principal;
use permlens::tui::app::{Content, Task};
use permlens::tui::chord::{parse_sequence, sequence_text};
use permlens::tui::command::{KeyContext, Table};
use permlens::tui::event::Msg;
use permlens::tui::explorer::{self, Explorer, Start};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

const SIZE: (u16, u16) = (140, 34);
/// The size of a character cell in the picture.
const CELL: (u16, u16) = (9, 19);
const BACKGROUND: &str = "#101216";
const FOREGROUND: &str = "#d8dce4";

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

/// The Access view of the sample account, with the cell that is worth a picture under the cursor.
fn screen() -> Buffer {
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
    let mut waiting: Vec<Task<Explorer>> = Explorer::started(&mut app);
    let mut keys = parse_sequence("tab tab j right right").unwrap().into_iter();
    let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    loop {
        while let Some(task) = waiting.pop() {
            if let Task::Compute(job) = task {
                let answer = (job.work)();
                waiting.extend(app.update(Msg::Done(job.revision, answer)).tasks);
            }
        }
        buffer.reset();
        app.shell.drawn = app.draw(&mut buffer);
        match keys.next() {
            Some(key) => waiting = app.update(Msg::Key(key)).tasks,
            None => return buffer,
        }
    }
}

fn colour(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset => otherwise.to_owned(),
        other => panic!("the truecolor theme uses {other}"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The buffer as SVG: runs of cells of one look, placed on the grid.
fn svg(buffer: &Buffer) -> String {
    let (width, height) = (SIZE.0 * CELL.0 + 24, SIZE.1 * CELL.1 + 24);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    );
    for y in 0..SIZE.1 {
        let mut x = 0;
        while x < SIZE.0 {
            let first = &buffer[(x, y)];
            let same = |at: u16| {
                let cell = &buffer[(at, y)];
                (cell.fg, cell.bg, cell.modifier) == (first.fg, first.bg, first.modifier)
            };
            let end = (x..SIZE.0).find(|at| !same(*at)).unwrap_or(SIZE.0);
            let text: String = (x..end).map(|at| buffer[(at, y)].symbol()).collect();
            let (mut fg, mut bg) = (colour(first.fg, FOREGROUND), colour(first.bg, BACKGROUND));
            if first.modifier.contains(Modifier::REVERSED) {
                std::mem::swap(&mut fg, &mut bg);
            }
            let (left, top) = (12 + x * CELL.0, 12 + y * CELL.1);
            let span = (end - x) * CELL.0;
            if bg != BACKGROUND {
                let high = CELL.1;
                writeln!(
                    svg,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{span}\" height=\"{high}\" fill=\"{bg}\"/>"
                )
                .unwrap();
            }
            if !text.trim().is_empty() {
                let bold = if first.modifier.contains(Modifier::BOLD) {
                    " font-weight=\"bold\""
                } else {
                    ""
                };
                let base = top + 14;
                writeln!(
                    svg,
                    "<text x=\"{left}\" y=\"{base}\" textLength=\"{span}\" fill=\"{fg}\"{bold} \
                     xml:space=\"preserve\">{}</text>",
                    escaped(&text)
                )
                .unwrap();
            }
            x = end;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
fn the_picture_is_the_program_s_own() {
    committed(&root().join("assets/access-view.svg"), &svg(&screen()));
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
