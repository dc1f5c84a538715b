//! What files hold, read and parsed side by side: of a folder of answers that is most of the work. They are handed over in
//! their order, so that nothing depends on which was done first.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use super::problem::{Problem, Problems};
use super::text::{self, Document};
use super::{ImportError, read};

/// No more threads than this: beyond it, taking over what they read is what takes the time.
const MOST: usize = 4;

/// The values in a file.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub documents: Vec<Document>,
    /// What is broken in it.
    pub problems: Vec<Problem>,
    /// Why there is nothing in it at all.
    pub error: Option<ImportError>,
}

impl Parsed {
    /// What these bytes hold; `name` is what messages call them.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Self {
        let mut problems = Problems::new(name);
        let mut documents = Vec::new();
        let mut take = |document| documents.push(document);
        let read = read::inflated(name, bytes)
            .map(read::decoded)
            .and_then(|bytes| text::documents(name, &bytes, &mut problems, &mut take));
        Self {
            documents,
            problems: problems.into_list(),
            error: read.err(),
        }
    }

    fn of_file(path: &Path) -> Self {
        match read::file(path) {
            Ok(bytes) => Self::of(&path.to_string_lossy(), &bytes),
            Err(error) => Self {
                error: Some(error),
                ..Self::default()
            },
        }
    }
}

/// Hands over what each of these files holds, in their order.
pub(super) fn each(files: &[&PathBuf], mut take: impl FnMut(&Path, Parsed)) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(MOST).min(files.len());
    thread::scope(|scope| {
        // Each thread reads every so-manieth file, and is at most two ahead of being asked for it.
        let readers: Vec<_> = (0..threads)
            .map(|first| {
                let (sender, receiver) = mpsc::sync_channel(1);
                scope.spawn(move || {
                    for path in files.iter().skip(first).step_by(threads) {
                        if sender.send(Parsed::of_file(path)).is_err() {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        for (path, reader) in files.iter().zip(readers.iter().cycle()) {
            if let Ok(parsed) = reader.recv() {
                take(path, parsed);
            }
        }
    });
}
