//! Everything on screen: the terminal, the loop, and the shell that the views are put on.
//!
//! Start reading at [`app`]: `update` is where state changes, `draw` where it is shown. The loop here only carries
//! messages in, tasks out and frames to the terminal.
//!
//! INVARIANT: the loop blocks on one channel; it draws only if something changed, at most about sixty times a second (a
//! key and the worker's answer to it may follow at once), and after everything that waited was taken.

pub mod app;
pub mod chord;
pub mod clipboard;
pub mod command;
pub mod event;
pub mod explorer;
pub mod keymap;
pub mod layout;
pub mod overlays;
pub mod own;
pub mod rush;
pub mod terminal;
pub mod theme;
pub mod widgets;

use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::log::{Log, Record};
use app::{App, Content, Task};
use event::{Ending, Input, Msg, Watch, Worker};
use rush::Rush;
use terminal::{Guard, TerminalError};

/// The shortest time in which two frames are drawn. Not between two: what a key changes is shown at once, and what the
/// worker finds out about it a moment later too.
const TWO_FRAMES: Duration = Duration::from_millis(32);
/// How long a frame waits for the worker's answer to what changed it. Most answers take less: one frame then, not two.
const ANSWER: Duration = Duration::from_millis(2);

/// Shows the app until it ends; returns it, so that what should be remembered can be.
pub fn run<C: Content>(mut app: App<C>) -> Result<(App<C>, Ending), TerminalError> {
    let (to, messages) = mpsc::channel();
    let log = app.shell.log.clone();
    let mut guard = Guard::take(&log)?;
    terminal::watch(&to, &log)?;
    let input = Input::start(to.clone())?;
    let worker = Worker::start(to, Watch::over(&log))?;
    app.shell.can_suspend = terminal::can_suspend();
    let term = std::env::var("TERM").unwrap_or_default();
    // the answer tells the background, and how far away the terminal is
    let asks =
        app.shell.theme.depth() != theme::Depth::None && theme::background::understands(&term);
    if asks && guard.send(theme::background::QUESTION).is_err() {
        return Ok((app, Ending::Vanished));
    }
    let mut session = Loop {
        guard: &mut guard,
        input,
        worker,
        deadline: None,
        asked: None,
        rush: Rush::default(),
        changed: true,
        stale: false,
        log: &log,
    };
    let tasks = app.started();
    let ending = match session.perform(tasks) {
        ControlFlow::Break(ending) => Ok(ending),
        ControlFlow::Continue(()) => session.turn(&mut app, &messages),
    };
    // a terminal that cannot be written to any more is gone: that is an ending, not an error
    Ok((app, ending.unwrap_or_else(|error| lost(&log, &error))))
}

struct Loop<'a, C: Content> {
    guard: &'a mut Guard,
    input: Input,
    worker: Worker<C::Answer>,
    deadline: Option<Instant>,
    asked: Option<Instant>,
    rush: Rush,
    changed: bool,
    stale: bool,
    log: &'a Log,
}

impl<C: Content> Loop<'_, C> {
    fn turn(
        &mut self,
        app: &mut App<C>,
        messages: &Receiver<Msg<C::Answer>>,
    ) -> std::io::Result<Ending> {
        // the last frame and the one before
        let (mut last, mut before): (Option<Instant>, Option<Instant>) = (None, None);
        loop {
            if self.changed {
                self.changed = false;
                if std::mem::take(&mut self.stale) {
                    self.guard.refresh();
                }
                let mut laid = None;
                let holds = self.rush.holds((app.shell.view, app.focus()));
                self.guard.draw(|buf, shown| {
                    let drawn = app.draw_over(buf, shown.filter(|_| holds));
                    let painted = drawn.painted();
                    laid = Some(drawn);
                    painted
                })?;
                if let Some(laid) = laid {
                    if laid.touched == laid.area {
                        self.rush.shown();
                    }
                    app.shell.drawn = laid;
                }
                before = last.replace(Instant::now());
            }
            let mut next = self.wait(messages);
            loop {
                match next {
                    None => break,
                    Some(message) => {
                        if let ControlFlow::Break(ending) = self.take(app, message)? {
                            return Ok(ending);
                        }
                    }
                }
                // what comes before the next frame is due belongs to it
                let paced = left(before, TWO_FRAMES);
                // what the worker answers is not drawn in a hurry
                let asked = self.asked.filter(|_| !self.rush.hurries());
                let due = paced.max(left(asked, ANSWER));
                next = if due.is_zero() || !self.changed {
                    messages.try_recv().ok()
                } else {
                    messages.recv_timeout(due).ok()
                };
            }
        }
    }

    /// The next message, however long it takes.
    fn wait(&mut self, messages: &Receiver<Msg<C::Answer>>) -> Option<Msg<C::Answer>> {
        let due = [self.deadline, self.rush.owed()];
        let Some(due) = due.into_iter().flatten().min() else {
            return messages.recv().ok();
        };
        match messages.recv_timeout(due.saturating_duration_since(Instant::now())) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) if self.rush.owed() == Some(due) => {
                self.rush.rest();
                self.changed = true;
                None
            }
            Err(RecvTimeoutError::Timeout) => {
                self.deadline = None;
                Some(Msg::Deadline)
            }
            Err(RecvTimeoutError::Disconnected) => Some(Msg::Quit(Ending::Vanished)),
        }
    }

    fn take(
        &mut self,
        app: &mut App<C>,
        message: Msg<C::Answer>,
    ) -> std::io::Result<ControlFlow<Ending>> {
        let mut answers = false;
        match message {
            Msg::Resumed => {
                self.guard.retake()?;
                self.changed = true;
                return Ok(ControlFlow::Continue(()));
            }
            Msg::Resize => {
                self.stale = true;
                self.changed = true;
            }
            Msg::Done(..) => {
                self.asked = None;
                answers = true;
            }
            Msg::Key(_) | Msg::Mouse(_) | Msg::Together(_) => self.rush.press(Instant::now()),
            Msg::Away(time) => self.rush.answered(time),
            Msg::Quit(ending) => return Ok(ControlFlow::Break(ending)),
            _ => {}
        }
        let updated = app.update(message);
        // what was found out about a row that is passed by is shown when the hand rests
        let later = answers && self.rush.owed().is_some();
        self.changed |= updated.changed && !later;
        Ok(self.perform(updated.tasks))
    }

    fn perform(&mut self, tasks: Vec<Task<C>>) -> ControlFlow<Ending> {
        for task in tasks {
            let done = match task {
                Task::Quit(ending) => return ControlFlow::Break(ending),
                Task::Compute(job) => {
                    self.worker.ask(job);
                    self.asked = Some(Instant::now());
                    Ok(())
                }
                Task::SendOff(errand) => self.worker.send_off(errand),
                Task::Wake(after) => {
                    self.deadline = Some(Instant::now() + after);
                    Ok(())
                }
                Task::Copy(text) => self.guard.send(&clipboard::osc52(&text)),
                Task::Redraw => {
                    self.stale = true;
                    self.changed = true;
                    Ok(())
                }
                Task::Suspend => self.guard.suspend(),
                Task::Log(record) => {
                    self.log.write(&record);
                    Ok(())
                }
                Task::Lend(program) => self.lend(program),
            };
            if let Err(error) = done {
                return ControlFlow::Break(lost(self.log, &error));
            }
        }
        ControlFlow::Continue(())
    }

    /// Another program has the terminal and the keys until it ends.
    fn lend(&mut self, program: Box<dyn FnOnce() + Send>) -> std::io::Result<()> {
        self.input.pause()?;
        self.guard.lend();
        program();
        self.guard.retake()?;
        self.input.resume();
        self.changed = true;
        Ok(())
    }
}

/// The terminal is gone, or the system has no thread to spare.
fn lost(log: &Log, error: &std::io::Error) -> Ending {
    log.write(&Record::error(format!(
        "the explorer cannot go on: {error}"
    )));
    Ending::Vanished
}

/// What is left of a time that began then, if it did.
fn left(since: Option<Instant>, time: Duration) -> Duration {
    since.map_or(Duration::ZERO, |at| time.saturating_sub(at.elapsed()))
}
