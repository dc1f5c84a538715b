//! The work behind the screen: an account is read on a thread of its own, which tells how far it is, and asks.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};

use super::{Fetched, Told};
use crate::catalogue::Catalogue;
use crate::collect::clock::{Cancel, MachineClock};
use crate::collect::clouds::Overrides;
use crate::collect::error::CollectError;
use crate::collect::http::Proxies;
use crate::collect::patience::Patience;
use crate::collect::pull::Wishes;
use crate::collect::secret::Secret;
use crate::collect::session::{Halt, Means};
use crate::collect::sign_in::Question;
use crate::collect::{collect, configured};
use crate::engine::{Engine, Settings};
use crate::import::{self, ImportError, LeftOut, export};
use crate::log::Record;

/// So many calls that failed are named.
const FIRST: usize = 20;

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
enum Unread {
    /// There was no pull.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// It ended in the middle.
    #[error(transparent)]
    Halted(#[from] Halt),
    /// What came makes no snapshot.
    #[error(transparent)]
    Written(#[from] io::Error),
    /// What came makes no account.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl Unread {
    /// What the log is to hold of it.
    fn record(&self) -> Record {
        let words = match self {
            Self::Collect(error) => error.without_message(),
            other => other.to_string(),
        };
        Record::error(format!("collect: {words}"))
    }
}

/// Reads the account of a cloud and opens it; all that comes of it is told.
pub(super) fn fetch(name: String, settings: Settings, cancel: Cancel, tell: &mut dyn FnMut(Told)) {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (fetched, records) = match read(&name, settings, cancel, &sender) {
            Ok((fetched, failures)) => (Ok(fetched), failures),
            Err(error) => (Err(error.to_string()), vec![error.record()]),
        };
        // Where nobody listens any more, the program has ended.
        let _ = sender.send(Told::Fetched(fetched, records));
    });
    for told in receiver {
        tell(told);
    }
}

/// Asks whoever sits before the screen, and waits; nothing where the question is closed.
fn ask(question: &Question, listener: &Sender<Told>) -> Option<Secret> {
    let (to, from) = mpsc::channel();
    listener.send(Told::Asked(question.clone(), to)).ok()?;
    from.recv().ok()
}

fn read(
    name: &str,
    settings: Settings,
    cancel: Cancel,
    listener: &Sender<Told>,
) -> Result<(Fetched, Vec<Record>), Unread> {
    let overrides = Overrides {
        cloud: (!name.is_empty()).then(|| name.to_owned()),
        ..Overrides::default()
    };
    let cloud = configured(&overrides)?;
    let proxies = Proxies::from(|name| std::env::var(name).ok());
    let asking = listener.clone();
    let means = Means {
        clock: Arc::new(MachineClock),
        cancel,
        patience: Patience::default(),
        ask: Box::new(move |question| ask(question, &asking)),
    };
    let mut watch = |progress: &_| {
        let _ = listener.send(Told::Progress(Clone::clone(progress)));
    };
    let collected = collect(cloud, &proxies, means, &Wishes::default(), &mut watch)?;
    if let Some(halt) = collected.stopped {
        return Err(halt.into());
    }
    let mut bytes = Vec::new();
    export::write_fields(&collected.snapshot, &mut bytes)?;
    let imported = import::from_slice("what was collected", &bytes, Catalogue::embedded())?;
    let record = |words| Record::warning(format!("collect: {words}"));
    let failures = collected.failures(FIRST).into_iter().map(record).collect();
    let odd = collected.problems.iter().chain(&imported.problems);
    let unread = imported.account.unread.iter().map(LeftOut::from);
    let fetched = Fetched {
        problems: odd.clone().map(LeftOut::from).chain(unread).collect(),
        left_out: odd.map(ToString::to_string).collect(),
        engine: Arc::new(Engine::new(
            Catalogue::embedded(),
            Arc::new(imported.account),
            settings,
        )),
        snapshot: Arc::new(collected.snapshot),
    };
    Ok((fetched, failures))
}
