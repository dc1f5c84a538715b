//! A program in a real terminal: portable-pty carries the bytes, vt100 says what one would see.
//!
//! It waits for what the screen shows, until one deadline for the whole session, and never sleeps blindly.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long a whole session may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// What came from the program.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
    leaving: bool,
}

/// A running program and its terminal.
pub struct Session {
    seen: Arc<(Mutex<Seen>, Condvar)>,
    writer: Box<dyn Write + Send>,
    master: Option<Box<dyn MasterPty + Send>>,
    child: Box<dyn Child + Send + Sync>,
    deadline: Instant,
}

/// A home of its own for one program, in which the explorer was opened before: nothing is greeted, nothing resumed, and
/// what it writes is in nobody's way.
fn home() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let nth = COUNT.fetch_add(1, Ordering::Relaxed);
    let home = format!(
        "{}/home-{}-{nth}",
        env!("CARGO_TARGET_TMPDIR"),
        std::process::id()
    );
    let state = format!("{home}/.local/state/permlens");
    std::fs::create_dir_all(&state).expect("a folder for the test");
    std::fs::write(format!("{state}/session.json"), "{\"greeted\": true}").expect("a session");
    home
}

/// A command with a plain environment: only what a test says, so that the machine's settings change nothing.
pub fn command(program: &str, env: &[(&str, &str)]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.env_clear();
    let home = home();
    for (name, value) in [
        ("TERM", "xterm-256color"),
        ("LANG", "C.UTF-8"),
        ("PATH", "/usr/bin:/bin"),
        ("HOME", home.as_str()),
    ] {
        command.env(name, value);
    }
    for (name, value) in env {
        command.env(name, value);
    }
    command
}

/// The program itself.
pub fn permlens(args: &[&str], env: &[(&str, &str)]) -> CommandBuilder {
    let mut command = command(env!("CARGO_BIN_EXE_permlens"), env);
    command.args(args);
    command
}

fn size((columns, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Session {
    /// Starts a command in a terminal of this many columns and rows.
    pub fn start(command: CommandBuilder, (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system()
            .openpty(size((columns, rows)))
            .expect("a pseudo-terminal");
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let seen = Seen {
            // a terminal that does not know its size has one all the same
            parser: vt100::Parser::new(rows.max(1), columns.max(1), 0),
            bytes: Vec::new(),
            ended: false,
            leaving: false,
        };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let theirs = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let count = reader.read(&mut buffer).unwrap_or(0);
                let (lock, news) = &*theirs;
                let mut seen = lock.lock().unwrap();
                seen.parser.process(&buffer[..count]);
                seen.bytes.extend_from_slice(&buffer[..count]);
                if count == 0 || seen.leaving {
                    drop(reader);
                    seen.ended = true;
                    news.notify_all();
                    return;
                }
                news.notify_all();
            }
        });
        Self {
            seen,
            writer,
            master: Some(pair.master),
            child,
            deadline: Instant::now() + DEADLINE,
        }
    }

    /// Waits until what is seen satisfies the condition; fails with the screen when the session's time is up.
    fn wait(&self, what: &str, done: impl Fn(&Seen) -> bool) {
        let (lock, news) = &*self.seen;
        let mut seen = lock.lock().unwrap();
        while !done(&seen) {
            let left = self.deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !seen.ended,
                "waited for {what}:\n{}",
                seen.parser.screen().contents()
            );
            seen = news.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the screen shows this text.
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |seen| seen.parser.screen().contents().contains(text));
    }

    /// Waits until the screen does not show this text any more.
    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("no {text}"), |seen| {
            !seen.parser.screen().contents().contains(text)
        });
    }

    /// Sends bytes as if typed.
    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Changes the size of the window.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.seen
            .0
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(rows, columns);
        self.master
            .as_ref()
            .unwrap()
            .resize(size((columns, rows)))
            .unwrap();
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.seen.0.lock().unwrap().parser.screen().contents()
    }

    /// Whether any cell on the screen has a colour.
    pub fn has_colour(&self) -> bool {
        let seen = self.seen.0.lock().unwrap();
        let screen = seen.parser.screen();
        let (rows, columns) = screen.size();
        let plain = |color| color == vt100::Color::Default;
        (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .filter_map(|(row, column)| screen.cell(row, column))
            .any(|cell| !plain(cell.fgcolor()) || !plain(cell.bgcolor()))
    }

    /// Everything the program has sent.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().bytes.clone()
    }

    /// Whether the terminal is as a shell expects it: main screen, cursor, no mouse reports, no bracketed paste.
    pub fn is_put_back(&self) -> bool {
        let seen = self.seen.0.lock().unwrap();
        let screen = seen.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Takes the terminal away, as a closed window does. `probe` must make the program send something: our reader holds
    /// the terminal too, and only wakes for that.
    pub fn hang_up(&mut self, probe: &str) {
        self.seen.0.lock().unwrap().leaving = true;
        self.send(probe);
        let (lock, news) = &*self.seen;
        let left = self.deadline.saturating_duration_since(Instant::now());
        drop(
            news.wait_timeout_while(lock.lock().unwrap(), left, |seen| !seen.ended)
                .unwrap(),
        );
        self.writer = Box::new(std::io::sink());
        self.master = None;
    }

    /// Waits for the end of the program and of its output.
    pub fn wait_end(&mut self) -> ExitStatus {
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let (lock, news) = &*self.seen;
                let seen = lock.lock().unwrap();
                let left = self.deadline.saturating_duration_since(Instant::now());
                let _seen = news
                    .wait_timeout_while(seen, left, |seen| !seen.ended && self.master.is_some())
                    .unwrap();
                return status;
            }
            assert!(
                Instant::now() < self.deadline,
                "the program does not end:\n{}",
                self.screen()
            );
            std::thread::yield_now();
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
