//! The work behind the screen: an account is read on a thread of its own, which tells how far it is, and asks.

use std::sync::Arc;
use std::sync::mpsc::{self, Sender};

use super::{Fetched, Told};
use crate::catalogue::Catalogue;
use crate::collect::clock::{Cancel, MachineClock};
use crate::collect::clouds::Overrides;
use crate::collect::http::Proxies;
use crate::collect::patience::Patience;
use crate::collect::pull::Wishes;
use crate::collect::secret::Secret;
use crate::collect::session::Means;
use crate::collect::sign_in::Question;
use crate::collect::{collect, configured};
use crate::engine::{Engine, Settings};
use crate::import::{self, LeftOut, export};

/// Reads the account of a cloud and opens it; all that comes of it is told.
pub(super) fn fetch(name: String, settings: Settings, cancel: Cancel, tell: &mut dyn FnMut(Told)) {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let fetched = read(&name, settings, cancel, &sender);
        // Where nobody listens any more, the program has ended.
        let _ = sender.send(Told::Fetched(fetched));
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
) -> Result<Fetched, String> {
    let overrides = Overrides {
        cloud: (!name.is_empty()).then(|| name.to_owned()),
        ..Overrides::default()
    };
    let cloud = configured(&overrides).map_err(|error| error.to_string())?;
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
    let collected = collect(cloud, &proxies, means, &Wishes::default(), &mut watch)
        .map_err(|error| error.to_string())?;
    if let Some(halt) = collected.stopped {
        return Err(halt.to_string());
    }
    let mut bytes = Vec::new();
    export::write_fields(&collected.snapshot, &mut bytes).map_err(|error| error.to_string())?;
    let imported = import::from_slice("what was collected", &bytes, Catalogue::embedded())
        .map_err(|error| error.to_string())?;
    let odd = collected.problems.iter().chain(&imported.problems);
    let unread = imported.account.unread.iter().map(LeftOut::from);
    Ok(Fetched {
        problems: odd.clone().map(LeftOut::from).chain(unread).collect(),
        left_out: odd.map(ToString::to_string).collect(),
        engine: Arc::new(Engine::new(
            Catalogue::embedded(),
            Arc::new(imported.account),
            settings,
        )),
        snapshot: Arc::new(collected.snapshot),
    })
}
