//! Signals and the end of the terminal, as messages; and the way out for when nobody reads messages any more.
//!
//! INVARIANT: 100 ms after a signal that ends us, or after the terminal vanished, the process is gone and the terminal,
//! if there is one, is back: even if the loop is stuck in a write to a stalled line, or the input thread turns in circles.

use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};
use std::{io, thread};

use rustix::event::{PollFd, PollFlags};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::log::{Log, Record};
use crate::tui::event::{Ending, Msg};

/// How long the loop may take to end by itself.
const PATIENCE: Duration = Duration::from_millis(60);
/// How long the last writes may take after that.
const LAST_WRITE: Duration = Duration::from_millis(20);

/// Starts both watchers.
pub fn watch<A: Send + 'static>(messages: &Sender<Msg<A>>, log: &Log) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGTSTP, SIGWINCH])?;
    let (to, notes) = (messages.clone(), log.clone());
    thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                let message = match signal {
                    SIGCONT => Msg::Resumed,
                    SIGTSTP => Msg::Suspend,
                    SIGWINCH => Msg::Resize,
                    _ => {
                        end((&to, notes), Ending::Signal(signal));
                        return;
                    }
                };
                if to.send(message).is_err() {
                    return;
                }
            }
        })?;
    let (to, notes) = (messages.clone(), log.clone());
    thread::Builder::new()
        .name("hangup".into())
        .spawn(move || {
            if vanished() {
                end((&to, notes), Ending::Vanished);
            }
        })?;
    Ok(())
}

/// Sleeps until the terminal is gone; asks for no event, so nothing else ever wakes it.
fn vanished() -> bool {
    let stdin = io::stdin();
    loop {
        let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
        match rustix::event::poll(&mut fds, None) {
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) => return true,
        }
    }
}

/// Asks the loop to end, and ends the process if it does not.
fn end<A>((messages, log): (&Sender<Msg<A>>, Log), ending: Ending) {
    let _ = messages.send(Msg::Quit(ending));
    thread::sleep(PATIENCE);
    let (sent, done) = mpsc::channel();
    let noted = sent.clone();
    let waited = PATIENCE.as_millis();
    let late = format!("{ending}, and it did not end by itself within {waited} ms");
    // in threads of their own: a stalled line may never take the bytes, a stalled disk never the words
    let _ = thread::Builder::new().spawn(move || {
        super::restore();
        let _ = sent.send(());
    });
    let _ = thread::Builder::new().spawn(move || {
        log.write(&Record::error(late));
        let _ = noted.send(());
    });
    let until = Instant::now() + LAST_WRITE;
    for _ in 0..2 {
        let _ = done.recv_timeout(until.saturating_duration_since(Instant::now()));
    }
    std::process::exit(i32::from(ending.status()));
}

/// Whether a shell waits that can bring us back. Without job control (a forced command, a container's first process) we
/// are in the process group of the session's leader, and stopped would mean stopped for good.
pub fn can_suspend() -> bool {
    rustix::process::getsid(None).is_ok_and(|session| session != rustix::process::getpgrp())
}
