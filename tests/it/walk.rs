//! Random walks on random accounts, from the bytes that a terminal sends to the bytes that it gets: nothing panics, after
//! every step the terminal shows what was painted, and once the hand rests that is all of the state, however fast the
//! keys came and however late the answers.

use std::time::{Duration, Instant};

use permlens::tui::app::{App, Content, Task};
use permlens::tui::command::{Count, Table};
use permlens::tui::event::decoder::Decoder;
use permlens::tui::event::{Job, Msg};
use permlens::tui::explorer::{self, Explorer, Start};
use permlens::tui::rush::Rush;
use permlens::tui::terminal::{Frames, Painted, Repertoire};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::{Charset, width};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::frames::seen;
use super::random;

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    /// The terminal sends this.
    Sent(Vec<u8>),
    /// Nothing is sent for a while.
    Silence,
    /// A command is chosen, by its place in the table.
    Command(usize, u32),
    /// The window gets another size.
    Size(u16, u16),
}

/// When it happens.
#[derive(Debug, Clone, Copy)]
enum Pace {
    /// The hand rested before.
    Tapped,
    /// Right after the last.
    Rushed,
    /// The same, and the worker takes its time.
    Ahead,
}

/// A key held down for a while, or one thing.
fn burst() -> impl Strategy<Value = Vec<(Step, Pace)>> {
    let held = prop::sample::select(vec![
        "j",
        "k",
        "l",
        "h",
        "\x1b[B",
        "\x1b[6~",
        "\x04",
        "\x15",
        "\x1b[<65;30;12M",
    ]);
    let pace = || prop_oneof![2 => Just(Pace::Rushed), 1 => Just(Pace::Ahead)];
    prop_oneof![
        2 => step().prop_map(|step| vec![(step, Pace::Tapped)]),
        1 => (step(), pace()).prop_map(|one| vec![one]),
        1 => (held, pace(), 2_usize..6)
            .prop_map(|(key, pace, times)| vec![(Step::Sent(key.as_bytes().to_vec()), pace); times]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let keys = [
        "j", "k", "l", "h", "G", "gg", "\t", "\r", "\x1b", " ", "/", ":", "?", "u", "r", "c", "p",
        "s", "x", "i", "o", "1", "2", "3", "4", "5", "12j", "\x1b[A", "\x1b[B", "\x1b[C",
        "\x1b[5~", "\x1b[Z", "\x7f", "\x0c", "\x0e", "\x10", "\x04",
    ];
    let key = prop::sample::select(keys.to_vec()).prop_map(|key| key.as_bytes().to_vec());
    let paste = ".{0,20}".prop_map(|text| format!("\x1b[200~{text}\x1b[201~").into_bytes());
    let click = (
        1u16..200,
        1u16..60,
        prop::sample::select(vec![0, 32, 64, 65]),
    )
        .prop_map(|(x, y, button)| format!("\x1b[<{button};{x};{y}M").into_bytes());
    let noise = prop::collection::vec(any::<u8>(), 0..8);
    prop_oneof![
        8 => prop_oneof![6 => key, 1 => paste, 1 => click, 1 => noise].prop_map(Step::Sent),
        1 => Just(Step::Silence),
        3 => (any::<usize>(), 1u32..9).prop_map(|(nth, count)| Step::Command(nth, count)),
        1 => (1u16..220, 1u16..60).prop_map(|(columns, rows)| Step::Size(columns, rows)),
        1 => prop::sample::select(vec![(1, 1), (80, 24), (200, 50)]).prop_map(|(x, y)| Step::Size(x, y)),
    ]
}

/// Whether the emulator and the tables of this day give the character the same columns.
fn agreed(c: char) -> bool {
    matches!(c, '\0'..='\u{36f}' | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{25ff}' | '\u{4e00}'..='\u{9fff}')
        || ['✓', '✗', '›', '‹', '…', '°'].contains(&c)
}

/// The explorer, and a terminal that shows what it sends.
struct Walk {
    app: App<Explorer>,
    decoder: Decoder,
    frames: Frames,
    repertoire: Repertoire,
    terminal: vt100::Parser,
    size: (u16, u16),
    rush: Rush,
    now: Instant,
    /// The worker answers later.
    ahead: bool,
    asked: Vec<Job<explorer::Answer>>,
}

impl Walk {
    fn new(start: Start, repertoire: Repertoire) -> Self {
        let size = (120, 40);
        let look = (Theme::new(ThemeKind::Dark, Depth::Cube), Charset::Unicode);
        let mut walk = Self {
            app: explorer::app(start, look).unwrap(),
            decoder: Decoder::default(),
            frames: Frames::new(Rect::new(0, 0, size.0, size.1), repertoire),
            repertoire,
            terminal: vt100::Parser::new(size.1, size.0, 0),
            size,
            rush: Rush::default(),
            now: Instant::now(),
            ahead: false,
            asked: Vec::new(),
        };
        let tasks = Explorer::started(&mut walk.app);
        walk.work(tasks);
        walk
    }

    fn area(&self) -> Rect {
        Rect::new(0, 0, self.size.0, self.size.1)
    }

    fn work(&mut self, tasks: Vec<Task<Explorer>>) {
        for task in tasks {
            match task {
                Task::Compute(job) => self.asked.push(job),
                // ending, stopping and the clipboard are the terminal's business
                Task::Redraw => self.frames.forget(self.area()),
                _ => {}
            }
        }
        while !self.ahead && !self.asked.is_empty() {
            let job = self.asked.remove(0);
            let answer = (job.work)();
            self.update(Msg::Done(job.revision, answer));
        }
    }

    fn update(&mut self, message: Msg<explorer::Answer>) {
        let tasks = self.app.update(message).tasks;
        self.work(tasks);
    }

    fn take(&mut self, step: Step, names: &[&'static str]) {
        let mut told = Vec::new();
        match step {
            Step::Sent(bytes) => {
                self.rush.press(self.now);
                self.decoder.feed(&bytes, &mut told);
            }
            Step::Silence => self.decoder.silence(&mut told),
            Step::Command(nth, count) => {
                self.rush.press(self.now);
                self.update(Msg::Run(names[nth % names.len()], Count(Some(count))));
            }
            Step::Size(columns, rows) => {
                self.size = (columns, rows);
                self.terminal.screen_mut().set_size(rows, columns);
                self.frames.forget(self.area());
                self.update(Msg::Resize);
            }
        }
        self.update(Msg::Together(told.into_iter().map(Msg::from).collect()));
    }

    /// Something happens, and a frame shows it.
    fn go(
        &mut self,
        (step, pace): (Step, Pace),
        names: &[&'static str],
    ) -> Result<(), TestCaseError> {
        if let Pace::Tapped = pace {
            self.rest()?;
            self.now += Duration::from_secs(1);
        }
        self.now += Duration::from_millis(10);
        self.ahead = matches!(pace, Pace::Ahead);
        self.take(step, names);
        prop_assert!(!self.app.contexts().is_empty());
        self.draw()
    }

    /// The hand rests and the worker is done: everything is shown, as by a terminal that never saw another frame.
    fn rest(&mut self) -> Result<(), TestCaseError> {
        self.ahead = false;
        self.work(Vec::new());
        self.rush.rest();
        self.draw()?;
        let mut cursor = None;
        let mut whole = vt100::Parser::new(self.size.1, self.size.0, 0);
        let bytes = Frames::new(self.area(), self.repertoire).paint(|buf| {
            cursor = self.app.draw(buf).cursor;
            ask_for_unknown(buf);
            cursor
        });
        whole.process(&bytes);
        let cells = seen(&self.terminal).into_iter().zip(seen(&whole));
        for (nth, (shown, whole)) in cells.enumerate() {
            prop_assert_eq!(shown, whole, "cell {}", nth);
        }
        Ok(())
    }

    /// Draws a frame; the terminal must show it, and keep what was not drawn.
    fn draw(&mut self) -> Result<(), TestCaseError> {
        let area = self.area();
        let holds = self.rush.holds((self.app.shell.view, self.app.focus()));
        let mut painted = Buffer::empty(area);
        let mut drawn = None;
        let mut strayed = None;
        let bytes = self.frames.paint_over(|buf, shown| {
            let laid = self.app.draw_over(buf, shown.filter(|_| holds));
            ask_for_unknown(buf);
            strayed = shown.and_then(|shown| {
                let outside = |at: &Position| !laid.touched.contains(*at);
                area.positions()
                    .filter(outside)
                    .find(|at| buf[*at] != shown[*at])
            });
            painted.clone_from(buf);
            let (cursor, touched) = (laid.cursor, laid.touched);
            drawn = Some(laid);
            Painted { cursor, touched }
        });
        let drawn = drawn.unwrap();
        prop_assert_eq!(strayed, None, "painted outside {:?}", drawn.touched);
        if drawn.touched == area {
            self.rush.shown();
        } else {
            prop_assert!(self.rush.owed().is_some(), "the rest never follows");
        }
        let cursor = drawn.cursor;
        if let Some(cursor) = cursor {
            prop_assert!(area.contains(cursor), "{cursor:?}");
        }
        for (pane, place, _) in &drawn.panes {
            prop_assert_eq!(place.intersection(area), *place, "{:?}", pane);
        }
        self.app.shell.drawn = drawn;
        self.terminal.process(&bytes);
        let screen = self.terminal.screen();
        for (y, line) in (0..).zip(painted.content.chunks(usize::from(self.size.0))) {
            let mut covered = 0;
            for (x, cell) in (0..).zip(line) {
                if covered > 0 {
                    covered -= 1;
                    continue;
                }
                covered = width(cell.symbol()).saturating_sub(1);
                let shown = screen.cell(y, x).map_or("", vt100::Cell::contents);
                prop_assert_eq!(shown.trim(), cell.symbol().trim(), "{},{}", x, y);
            }
        }
        let (row, column) = screen.cursor_position();
        let seen = (!screen.hide_cursor()).then(|| Position::new(column, row));
        prop_assert_eq!(seen, cursor);
        Ok(())
    }
}

/// How wide some characters are, the emulator does not know: it gets a question mark.
fn ask_for_unknown(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if !cell.symbol().chars().all(agreed) {
            cell.set_symbol("?");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_terminal_shows_what_was_painted(
        account in random::account(),
        plain in any::<bool>(),
        far in any::<bool>(),
        bursts in prop::collection::vec(burst(), 0..24),
    ) {
        let repertoire = if plain { Repertoire::Plain } else { Repertoire::Full };
        let names: Vec<_> = Table::<Explorer>::new().specs().iter().map(|spec| spec.name).collect();
        // whoever presses anything, types names of files too
        let start = Start { restricted: true, ..Start::new(random::engine(account)) };
        let mut walk = Walk::new(start, repertoire);
        walk.rush.answered(Duration::from_millis(if far { 100 } else { 1 }));
        walk.draw()?;
        for one in bursts.into_iter().flatten() {
            walk.go(one, &names)?;
        }
        walk.rest()?;
    }
}
