//! The input thread: what the terminal sends in, messages out.
//!
//! INVARIANT: it asks the kernel before it reads, so it can be woken, paused, and told that the terminal is gone; it sleeps
//! unless something came or what came is incomplete.

use std::io::{PipeReader, PipeWriter, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use rustix::event::{PollFd, PollFlags, Timespec};

use super::decoder::{Decoder, Told};
use super::{Ending, Msg};

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
    /// Starts reading, just before the terminal is asked something.
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
    Silent,
    Gone,
}

fn read<A>(gate: &Gate, mut woken: PipeReader, messages: &Sender<Msg<A>>) {
    let mut decoder = Decoder::default();
    // as much as the kernel ever holds
    let mut bytes = [0; 4096];
    let mut told = Vec::new();
    let mut asked = Some(Instant::now());
    loop {
        gate.wait_while_paused();
        match wait(&woken, decoder.patience()) {
            Ready::Gone => {
                let _ = messages.send(Msg::Quit(Ending::Vanished));
                return;
            }
            Ready::Woken => {
                let _ = woken.read(&mut [0; 1]);
            }
            Ready::Silent => decoder.silence(&mut told),
            Ready::Keys => match rustix::io::read(io::stdin(), &mut bytes) {
                // end of file, which the kernel may tell before it tells of the hang-up
                Ok(0) | Err(rustix::io::Errno::IO) => {
                    let _ = messages.send(Msg::Quit(Ending::Vanished));
                    return;
                }
                Ok(count) => decoder.feed(bytes.get(..count).unwrap_or_default(), &mut told),
                Err(_) => {}
            },
        }
        let answers = told.iter().any(|told| matches!(told, Told::Answer(_)));
        // the clock is read here: the loop may be busy with its first frame
        if let Some(asked) = asked.take_if(|_| answers) {
            let _ = messages.send(Msg::Away(asked.elapsed()));
        }
        let mut told: Vec<Msg<A>> = told.drain(..).map(Msg::from).collect();
        let sent = match told.len() {
            0 => Ok(()),
            1 => told
                .drain(..)
                .try_for_each(|message| messages.send(message)),
            // one by one they would be shown as far as they got when the loop woke
            _ => messages.send(Msg::Together(told)),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Sleeps until something comes; no longer than this, if something is incomplete.
fn wait(woken: &PipeReader, patience: Option<Duration>) -> Ready {
    let stdin = io::stdin();
    let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
    loop {
        let mut fds = [
            PollFd::new(&stdin, PollFlags::IN),
            PollFd::new(woken, PollFlags::IN),
        ];
        match rustix::event::poll(&mut fds, patience.as_ref()) {
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return Ready::Gone,
            Ok(0) => return Ready::Silent,
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
