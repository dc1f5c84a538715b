//! The worker thread: questions that take time are answered there, the newest of each topic only.
//!
//! INVARIANT: an answer carries the revision of its question; one that was overtaken is never looked at. That is the
//! whole of cancellation.

use std::collections::HashMap;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};
use std::{io, thread};

use super::Msg;
use crate::log::{Log, Record};

/// What takes longer is worth a line in the log.
const LONG: Duration = Duration::from_millis(500);

/// What questions are about: a newer one of the same topic overtakes the older.
pub type Topic = &'static str;

/// Which question of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// What it is about.
    pub topic: Topic,
    /// The how-manieth.
    pub number: u64,
}

/// The current revision of every topic.
#[derive(Debug, Clone, Default)]
pub struct Revisions(HashMap<Topic, u64>);

impl Revisions {
    /// A new question: every earlier one of the topic is overtaken.
    pub fn next(&mut self, topic: Topic) -> Revision {
        let number = self.0.entry(topic).or_default();
        *number += 1;
        Revision {
            topic,
            number: *number,
        }
    }

    /// Whether no newer question was asked.
    pub fn is_current(&self, revision: Revision) -> bool {
        self.0.get(revision.topic) == Some(&revision.number)
    }
}

/// A question: what to compute, and which it is.
pub struct Job<A> {
    /// Which question.
    pub revision: Revision,
    /// Computes the answer, on the worker.
    pub work: Box<dyn FnOnce() -> A + Send>,
}

impl<A> std::fmt::Debug for Job<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job")
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// Does something, and hands over what it has to tell.
pub type Run<A> = dyn FnOnce(&mut dyn FnMut(A)) + Send;

/// Something that takes so long that it has a thread of its own, and tells more than once how it goes.
pub struct Errand<A> {
    /// Which question it answers.
    pub revision: Revision,
    /// Runs it; what it hands over comes as [`Msg::Done`].
    pub run: Box<Run<A>>,
}

/// Notes what takes long.
#[derive(Debug, Clone)]
pub struct Watch {
    /// Where.
    pub log: Log,
    /// How long is long.
    pub long: Duration,
}

impl Watch {
    /// Notes in this log what one would wait for.
    pub fn over(log: &Log) -> Self {
        let (log, long) = (log.clone(), LONG);
        Self { log, long }
    }

    fn time<T>(&self, topic: Topic, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        let took = began.elapsed();
        if took >= self.long {
            let seconds = took.as_secs_f64();
            self.log
                .write(&Record::info(format!("{topic}: took {seconds:.3} s")));
        }
        done
    }
}

/// A handle on the worker thread.
#[derive(Debug)]
pub struct Worker<A> {
    jobs: Sender<Job<A>>,
    messages: Sender<Msg<A>>,
    watch: Watch,
}

impl<A: Send + 'static> Worker<A> {
    /// Starts the thread.
    pub fn start(messages: Sender<Msg<A>>, watch: Watch) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job<A>>();
        let back = messages.clone();
        let watching = watch.clone();
        thread::Builder::new()
            .name("worker".into())
            .spawn(move || {
                while let Ok(first) = queue.recv() {
                    let mut waiting = vec![first];
                    waiting.extend(queue.try_iter());
                    while !waiting.is_empty() {
                        let job = waiting.remove(0);
                        waiting.extend(queue.try_iter());
                        let overtaken = waiting
                            .iter()
                            .any(|later| later.revision.topic == job.revision.topic);
                        if overtaken {
                            continue;
                        }
                        let answer = watching.time(job.revision.topic, job.work);
                        if messages.send(Msg::Done(job.revision, answer)).is_err() {
                            return;
                        }
                    }
                }
            })?;
        Ok(Self {
            jobs,
            messages: back,
            watch,
        })
    }

    /// Sends somebody on an errand, on a thread of its own: the worker goes on answering.
    pub fn send_off(&self, errand: Errand<A>) -> io::Result<()> {
        let (messages, watch) = (self.messages.clone(), self.watch.clone());
        let named = thread::Builder::new().name("errand".into());
        named.spawn(move || {
            let tell = &mut |answer| {
                // nobody is there to hear it any more when the program is ending
                let _ = messages.send(Msg::Done(errand.revision, answer));
            };
            watch.time(errand.revision.topic, || (errand.run)(tell));
        })?;
        Ok(())
    }

    /// Asks; the answer comes as [`Msg::Done`].
    pub fn ask(&self, job: Job<A>) {
        // the worker lives as long as the process; a failed send means that it is ending
        let _ = self.jobs.send(job);
    }
}
