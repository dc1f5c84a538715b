//! Accepting a finding: a reason and a day, written into the file of accepted findings.

use super::super::{Answer, Explorer};
use crate::accepted::{self, Accepted};
use crate::analysis::audit::{Acceptance, Moment};
use crate::log::Record;
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::ask::Ask;
use crate::tui::overlays::picker::Purpose;

type Tasks = Vec<Task<Explorer>>;

/// The question says by this that a reason was given.
pub const ACCEPT: Purpose = "accept-finding";

pub(super) fn can_accept(app: &App<Explorer>) -> Availability {
    if app.content.restricted {
        return Availability::No("this session is restricted: it writes no file");
    }
    let findings = &app.content.findings;
    match findings.list.selected() {
        None => Availability::No("no finding is selected"),
        Some(finding) => Availability::when(
            findings.acceptance(finding).is_none(),
            "it is accepted already: take it out of the file to have it back",
        ),
    }
}

fn question(text: &str) -> Ask {
    let hint = "the reason; \u{201c}until 2027-01-31\u{201d} at its end has it expire";
    Ask::new(ACCEPT, ("Accept it because", hint), text, Vec::new())
}

pub(super) fn ask(app: &mut App<Explorer>, _: Count) -> Tasks {
    app.open(Overlay::Ask(Box::new(question(""))));
    Vec::new()
}

/// The reason, and the day that it ends with.
fn understood(text: &str) -> Result<(String, Option<Moment>), &'static str> {
    let text = text.trim();
    let (reason, expires) = match text.rsplit_once("until ") {
        Some((reason, day)) if day.trim().starts_with(|first: char| first.is_ascii_digit()) => {
            let day = Moment::read(day).ok_or("after until a day is expected, like 2027-01-31")?;
            (reason.trim().trim_end_matches([',', ';']), Some(day))
        }
        _ => (text, None),
    };
    if reason.is_empty() {
        return Err("whoever reads the file will want to know why");
    }
    Ok((reason.to_owned(), expires))
}

/// A reason was given.
pub fn named(app: &mut App<Explorer>, (text, _): (&str, bool)) -> Tasks {
    let again = |app: &mut App<Explorer>, note: &str| {
        let question = question(text).noted(note.to_owned());
        app.open(Overlay::Ask(Box::new(question)));
        Vec::new()
    };
    let (reason, expires) = match understood(text) {
        Ok(understood) => understood,
        Err(note) => return again(app, note),
    };
    let findings = &app.content.findings;
    let Some(finding) = findings.list.selected() else {
        return Vec::new();
    };
    let row = Acceptance {
        rule: finding.rule.id.to_owned(),
        subject: Some(finding.id(findings.world.account())),
        reason,
        expires,
    };
    if !row.holds(findings.now) {
        return again(app, "that day is past when the account was read");
    }
    let (path, title) = (findings.accepted.path.clone(), finding.title.clone());
    vec![app.ask("accept", move || {
        let written = accepted::add(&path, &row, &title).and_then(|()| accepted::named(&path));
        Answer::Accepted(written.map_err(|error| error.to_string()))
    })]
}

/// The worker wrote it, or did not.
pub fn written(app: &mut App<Explorer>, written: Result<Accepted, String>) -> Tasks {
    match written {
        Ok(accepted) => {
            let words = format!("accepted in {}", accepted.path.display());
            app.note(Record::info(format!("accept: a finding is {words}")));
            app.say(words);
            app.content.findings.accept(accepted);
        }
        Err(why) => app.complain("accept", why),
    }
    Vec::new()
}
