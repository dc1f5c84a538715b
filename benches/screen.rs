//! `cargo bench --bench screen`: what a key costs on an account of 10,000 users and 2,000 policies, beside drawing the
//! same frame once more. Nothing is asserted: figures belong to the machine that prints them, ratios less so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    missing_docs,
    reason = "a bench stops at the first thing that is wrong, and prints"
)]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::tui::app::{App, Task};
use permlens::tui::chord::parse_sequence;
use permlens::tui::event::Msg;
use permlens::tui::explorer::{self, Explorer, Start};
use permlens::tui::terminal::{Frames, Repertoire};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use support::clock::once;
use support::large::{self, Size};

const SCREEN: Rect = Rect {
    x: 0,
    y: 0,
    width: 200,
    height: 50,
};

fn draw(app: &mut App<Explorer>) -> Duration {
    let begun = Instant::now();
    let mut buf = Buffer::empty(SCREEN);
    app.shell.drawn = app.draw(&mut buf);
    begun.elapsed()
}

/// A key, what the worker has to do for it, and the frame.
fn key(app: &mut App<Explorer>, keys: &str) -> Duration {
    let begun = Instant::now();
    for chord in parse_sequence(keys).unwrap() {
        let mut tasks = app.update(Msg::Key(chord)).tasks;
        while let Some(task) = tasks.pop() {
            if let Task::Compute(job) = task {
                let answer = (job.work)();
                tasks.extend(app.update(Msg::Done(job.revision, answer)).tasks);
            }
        }
    }
    draw(app);
    begun.elapsed()
}

/// What a row costs in a pane of the sample account that these keys lead to, part by part, tapped and with the key held
/// down: half of the presses take less.
fn rows(pane: &str, keys: &[&str]) {
    let catalogue = Catalogue::embedded();
    let account = import::sample(catalogue).unwrap().account;
    let engine = Arc::new(Engine::new(
        catalogue,
        Arc::new(account),
        Settings::default(),
    ));
    let look = (Theme::new(ThemeKind::Dark, Depth::Cube), Charset::Unicode);
    let mut app = explorer::app(Start::new(engine), look).unwrap();
    let mut frames = Frames::new(SCREEN, Repertoire::Full);
    for keys in keys {
        key(&mut app, keys);
    }
    let mut parts: [Vec<Duration>; 4] = Default::default();
    let mut size = 0;
    for nth in 0..400 {
        let held = nth % 2 == 1;
        let chord = parse_sequence(if nth % 20 < 10 { "j" } else { "k" }).unwrap()[0];
        let (update, tasks) = once(|| app.update(Msg::Key(chord)).tasks);
        let (answer, ()) = once(|| {
            for task in tasks {
                if let Task::Compute(job) = task {
                    let answer = (job.work)();
                    app.update(Msg::Done(job.revision, answer));
                }
            }
        });
        let mut drawn = None;
        let (frame, bytes) = once(|| {
            frames.paint_over(|buf, shown| {
                let laid = app.draw_over(buf, shown.filter(|_| held));
                let painted = laid.painted();
                drawn = Some(laid);
                painted
            })
        });
        app.shell.drawn = drawn.unwrap();
        let at = if held { 3 } else { 2 };
        parts[0].push(update);
        parts[1].push(answer);
        parts[at].push(frame);
        size = if held { bytes.len() } else { size };
    }
    let names = ["update", "the worker's answer", "frame", "frame in a rush"];
    for (name, part) in names.iter().zip(&mut parts) {
        part.sort();
        println!(
            "a row of the {pane}: {name:<20} {:.2?}",
            part[part.len() / 2]
        );
    }
    println!("a row of the {pane}: in a rush {size} bytes");
}

fn main() {
    rows("groups", &[]);
    rows("matrix", &["tab", "tab", "r"]);
    let engine = large::engine(Size {
        users: 10_000,
        groups: 1_000,
        policies: 2_000,
        actions: 5_000,
        personal: 0,
    });
    let look = (Theme::new(ThemeKind::Dark, Depth::True), Charset::Unicode);
    let begun = Instant::now();
    let mut app = explorer::app(Start::new(engine), look).unwrap();
    println!("opened in {:.2?}", begun.elapsed());
    draw(&mut app);
    let yardstick = (0..20).map(|_| draw(&mut app)).min().unwrap();
    println!("the frame once more {yardstick:.2?}");
    for (what, keys) in [
        ("next group", &["j", "j", "j"][..]),
        ("open the jump list", &["ctrl-k"]),
        ("type in it", &["u", "s", "e", "r", "-", "7", "7"]),
        ("take it", &["enter"]),
        ("who can, from the cell", &["W"]),
        ("the catalogue", &["3"]),
        ("find in it", &["/", "d", "e", "l", "e", "t", "e", "enter"]),
        ("back", &["["]),
    ] {
        let each: Vec<Duration> = keys.iter().map(|keys| key(&mut app, keys)).collect();
        let slowest = each.iter().max().unwrap();
        println!(
            "{what:<26} at most {slowest:>10.2?}   {:.1} x the frame",
            slowest.as_secs_f64() / yardstick.as_secs_f64()
        );
    }
}
