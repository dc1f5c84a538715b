//! A few threads that read lists side by side. The thread that looks on gets each list when it is done, and may stop them
//! at any time.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::import::answers::Answer;
use crate::import::answers::calls::Call;

use super::pages::{Kind, Listing, Walked, walk};
use super::session::{Halt, Host, Session};

/// So many refusals of one kind of request without a single answer, and the rest of them is not asked.
const ENOUGH: usize = 3;

/// A list to be read, and the call of the table it is made from: jobs of one call fare alike.
#[derive(Clone, Debug)]
pub struct Job {
    /// The list.
    pub listing: Listing,
    /// The call.
    pub call: &'static Call,
}

/// A job that is done, or given up.
#[derive(Debug)]
pub struct Done {
    /// The job.
    pub job: Job,
    /// Its answers; an error's answer is one.
    pub answers: Vec<Answer>,
    /// Why it stopped in the middle.
    pub halt: Option<Halt>,
    /// Whether there is more, and the service does not say how to get it.
    pub cut: bool,
}

impl Done {
    /// A job, and what came of it.
    #[must_use]
    pub fn new(job: Job, walked: Walked) -> Self {
        Self {
            job,
            answers: walked.answers,
            halt: walked.halt,
            cut: walked.cut,
        }
    }

    /// One that was not done, for this reason; the status is that of a refusal, or 0 where nobody refused.
    #[must_use]
    pub fn undone(job: Job, status: u16, why: &str) -> Self {
        let answers = vec![job.listing.unanswered(status, why)];
        Self {
            job,
            answers,
            halt: None,
            cut: false,
        }
    }

    /// Whether it is all there: every answer a good one, and the last one the last.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.cut
            && self
                .answers
                .iter()
                .all(|answer| (200..300).contains(&answer.status))
    }

    /// The status of the answer that is not good.
    #[must_use]
    pub fn refusal(&self) -> Option<u16> {
        let statuses = self.answers.iter().map(|answer| answer.status);
        statuses
            .into_iter()
            .find(|status| !(200..300).contains(status))
    }
}

/// What the threads share.
struct Shared {
    waiting: Mutex<VecDeque<(usize, Job)>>,
    /// By the path of the call: how often it was refused, and how, until there is an answer.
    refused: Mutex<HashMap<&'static str, Option<(usize, u16)>>>,
    kind: Kind,
}

/// Reads all these lists, at most `hands` at a time, and hands each over when it is done. Returns why it stopped early, if
/// it did; what is left then is handed over unanswered.
pub fn work(
    session: &Arc<Session>,
    kind: Kind,
    jobs: Vec<Job>,
    hands: usize,
    each: &mut dyn FnMut(Done),
) -> Option<Halt> {
    const LOOK: Duration = Duration::from_millis(50);
    /// So often is looked for a thread that does not notice that it is to stop: in a name's resolution, say.
    const PATIENCE: usize = 40;
    // INVARIANT: a job leaves this list when it is handed over, so that each is handed over once.
    let mut open: BTreeMap<usize, Job> = jobs.into_iter().enumerate().collect();
    let shared = Arc::new(Shared {
        waiting: Mutex::new(open.iter().map(|(at, job)| (*at, job.clone())).collect()),
        refused: Mutex::new(HashMap::new()),
        kind,
    });
    let (sender, receiver) = mpsc::channel();
    for _ in 0..hands.clamp(1, open.len().max(1)) {
        let (session, shared, sender) = (Arc::clone(session), Arc::clone(&shared), sender.clone());
        std::thread::spawn(move || {
            while let Some((at, job)) = next(&shared) {
                let done = carry_out(&session, &shared, job);
                if sender.send((at, done)).is_err() {
                    return;
                }
            }
        });
    }
    drop(sender);
    let mut stopped = None;
    let mut patience = PATIENCE;
    while !open.is_empty() && patience > 0 {
        match receiver.recv_timeout(LOOK) {
            Ok((at, done)) => {
                if stopped.is_none()
                    && let Some(halt) = done.halt.clone().filter(|halt| ends_all(halt, &done.job))
                {
                    stopped = Some(halt);
                    leave(&shared);
                }
                if open.remove(&at).is_some() {
                    each(done);
                }
            }
            Err(RecvTimeoutError::Timeout) if session.cancel().is_set() => {
                if stopped.is_none() {
                    stopped = Some(Halt::Cancelled);
                    leave(&shared);
                    session.shut_down();
                }
                patience -= 1;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    for job in open.into_values() {
        each(Done::undone(job, 0, "not asked: the pull was stopped"));
    }
    stopped
}

/// Whether there is no point in going on: without the service of enterprise projects there is.
fn ends_all(halt: &Halt, job: &Job) -> bool {
    match halt {
        Halt::Cancelled | Halt::Expired => true,
        Halt::Broken(_) => job.listing.host == Host::Identity,
        Halt::NoHost => false,
    }
}

fn next(shared: &Shared) -> Option<(usize, Job)> {
    locked(&shared.waiting).pop_front()
}

/// Nobody begins another job.
fn leave(shared: &Shared) {
    locked(&shared.waiting).clear();
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry_out(session: &Session, shared: &Shared, job: Job) -> Done {
    let before = locked(&shared.refused).get(job.call.path).copied();
    if let Some(Some((count, status))) = before
        && count >= ENOUGH
    {
        return Done::undone(job, status, "not asked: all others like it were refused");
    }
    let walked = walk(session, shared.kind, &job.listing);
    let done = Done::new(job, walked);
    let mut refused = locked(&shared.refused);
    let so_far = refused.entry(done.job.call.path).or_insert(Some((0, 0)));
    match done.refusal() {
        None => *so_far = None,
        Some(status @ (401 | 403 | 404 | 405 | 501)) => {
            *so_far = so_far.map(|(count, _)| (count + 1, status));
        }
        Some(_) => {}
    }
    drop(refused);
    done
}
