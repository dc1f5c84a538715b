//! The input thread: terminal events in, messages out.
//!
//! INVARIANT: it asks the kernel before it asks the terminal library, so it can be woken, paused, and told that the
//! terminal is gone; the library's reader can do none of these and turns for ever on end of file.

use std::io::{PipeReader, PipeWriter, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};

use crossterm::event::{self, Event, MouseButton, MouseEvent, MouseEventKind};
use rustix::event::{PollFd, PollFlags};

use super::{Ending, Mouse, MouseKind, Msg};
use crate::tui::chord::Chord;

/// A handle on the input thread. Dropping it lets the thread end with the process.
#[derive(Debug)]
pub struct Input {
    gate: Arc<Gate>,
    wake: PipeWriter,
}

#[derive(Debug, Default)]
struct Gate {
    paused: AtomicBool,
    turned: Condvar,
    lock: Mutex<()>,
}

impl Gate {
    fn wait_while_paused(&self) {
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        while self.paused.load(Ordering::SeqCst) {
            guard = self
                .turned
                .wait(guard)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Input {
    /// Starts reading.
    pub fn start<A: Send + 'static>(messages: Sender<Msg<A>>) -> io::Result<Self> {
        let (woken, wake) = io::pipe()?;
        let gate = Arc::new(Gate::default());
        let theirs = Arc::clone(&gate);
        thread::Builder::new()
            .name("input".into())
            .spawn(move || read(&theirs, woken, &messages))?;
        Ok(Self { gate, wake })
    }

    /// Leaves the keys to another program until [`Input::resume`].
    pub fn pause(&mut self) -> io::Result<()> {
        self.gate.paused.store(true, Ordering::SeqCst);
        self.wake.write_all(b"p")
    }

    /// Takes the keys again.
    pub fn resume(&self) {
        let _guard = self
            .gate
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        self.gate.paused.store(false, Ordering::SeqCst);
        self.gate.turned.notify_all();
    }
}

/// What the kernel said about the terminal.
enum Ready {
    Keys,
    Woken,
    Gone,
}

fn read<A>(gate: &Gate, mut woken: PipeReader, messages: &Sender<Msg<A>>) {
    loop {
        gate.wait_while_paused();
        match wait(&woken) {
            Ready::Gone => {
                let _ = messages.send(Msg::Quit(Ending::Vanished));
                return;
            }
            Ready::Woken => {
                let _ = woken.read(&mut [0; 1]);
            }
            Ready::Keys => {
                if drain(messages).is_err() {
                    return;
                }
            }
        }
    }
}

fn wait(woken: &PipeReader) -> Ready {
    let stdin = io::stdin();
    loop {
        let mut fds = [
            PollFd::new(&stdin, PollFlags::IN),
            PollFd::new(woken, PollFlags::IN),
        ];
        match rustix::event::poll(&mut fds, None) {
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return Ready::Gone,
            Ok(_) => {}
        }
        let [terminal, pipe] = fds.map(|fd| fd.revents());
        if terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Ready::Gone;
        }
        if !pipe.is_empty() {
            return Ready::Woken;
        }
        if terminal.contains(PollFlags::IN) {
            return Ready::Keys;
        }
    }
}

/// The receiver is gone: the program is ending.
struct Ended;

/// Takes everything the library has. It looks at the terminal only when something new arrives there, so what a long
/// burst left behind is waited for a little instead of asked for in a circle.
fn drain<A>(messages: &Sender<Msg<A>>) -> Result<(), Ended> {
    let mut patience = Duration::from_millis(25);
    while event::poll(patience).unwrap_or(false) {
        patience = Duration::ZERO;
        if let Ok(event) = event::read()
            && let Some(message) = translate(event)
        {
            messages.send(message).map_err(|_| Ended)?;
        }
    }
    Ok(())
}

fn translate<A>(event: Event) -> Option<Msg<A>> {
    match event {
        Event::Key(key) => Chord::from_event(key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Mouse(MouseEvent {
            kind, column, row, ..
        }) => {
            let kind = match kind {
                MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
                MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
                MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
                MouseEventKind::ScrollUp => MouseKind::WheelUp,
                MouseEventKind::ScrollDown => MouseKind::WheelDown,
                _ => return None,
            };
            Some(Msg::Mouse(Mouse {
                kind,
                x: column,
                y: row,
            }))
        }
        // a new size comes from the signal itself; the library tells of it only beside the next key
        Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}
