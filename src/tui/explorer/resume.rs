//! Going on where the last session of the same account was left.
//!
//! INVARIANT: what the call names is never overruled, and what the account no longer has is passed over.

mod arranged;

use super::world::Place;
use super::{Explorer, Moved, Start};
use crate::model::{Account, Principal};
use crate::tui::app::{App, Content, Pane};
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::own::{AskedIn, Left};

/// What tells an account from others: its id, and the file it was read from; two of the same name are two.
fn told_apart(account: &Account, file: Option<&str>) -> String {
    format!("{} {}", account.domain.id, file.unwrap_or("the sample"))
}

/// Opens where `left` was, if the call names no place of its own.
pub fn resume(start: &mut Start, left: &Left) {
    let named = start.principal.is_some()
        || start.project.is_some()
        || start.enterprise_project.is_some()
        || start.service.is_some()
        || start.action.is_some()
        || start.view.is_some();
    if named || left.account != told_apart(start.engine.account(), start.source.as_deref()) {
        return;
    }
    let pane = |view: ViewId, number: usize| {
        number
            .checked_sub(1)
            .and_then(|at| view.panes().get(at))
            .copied()
    };
    let filter = |(number, at, text): &(usize, usize, String)| {
        let view = view(*number)?;
        Some((view, pane(view, *at)?, text.clone()))
    };
    start.filters = left.filters.iter().filter_map(filter).collect();
    let engine = start.engine.clone();
    let account = engine.account();
    start.view = view(left.view);
    start.focus = start.view.and_then(|view| pane(view, left.pane));
    start.principal = left
        .principal
        .as_ref()
        .and_then(|(kind, name)| arranged::principal(account, kind, name));
    let project = left.project.as_ref();
    start.project = project.and_then(|name| account.find_project(name).ok());
    let inside = left.enterprise_project.as_ref();
    start.enterprise_project = inside.and_then(|name| account.find_enterprise_project(name).ok());
    let service = left.service.as_ref();
    start.service = service.and_then(|code| engine.catalogue().find_service(code));
    start.left = Some(left.clone());
}

/// Shows the panes as they were left; before their filters are set, for these hang on it.
pub fn go_on(explorer: &mut Explorer, left: &Left) {
    if left.project.is_none() {
        explorer.place.project = None;
    }
    arranged::restore(explorer, &left.arranged);
    explorer.matrix.show_as(&left.rows, &left.columns);
    explorer.follow(Moved::Place);
    if !left.question.is_empty() {
        let own = left.asked_in.as_ref();
        let own = own.and_then(|own| asked_in(explorer.world.account(), explorer.place, own));
        explorer.who.list.elsewhere = own;
        let context = explorer.evaluator.context();
        explorer
            .who
            .ask(&left.question, own.unwrap_or(explorer.place), context);
    }
}

/// A question's own place; nothing if the account no longer has all of it.
fn asked_in(account: &Account, here: Place, own: &AskedIn) -> Option<Place> {
    let project = own.project.as_ref().map(|name| account.find_project(name));
    let inside = own.enterprise_project.as_ref();
    let inside = inside.map(|name| account.find_enterprise_project(name));
    Some(Place {
        project: project.transpose().ok()?,
        enterprise_project: inside.transpose().ok()?,
        ..here
    })
}

/// The view of a number.
fn view(number: usize) -> Option<ViewId> {
    number
        .checked_sub(1)
        .and_then(|at| ViewId::ALL.get(at))
        .copied()
}

/// Where the explorer is now.
pub fn left(app: &App<Explorer>) -> Left {
    let explorer = &app.content;
    let account = explorer.world.account();
    let catalogue = explorer.world.catalogue();
    let name = |principal: Principal| match principal {
        Principal::User(id) => account.user(id).name.as_str().to_owned(),
        Principal::Group(id) => account.group(id).name.as_str().to_owned(),
        Principal::Agency(id) => account.agencies.get(id).name.as_str().to_owned(),
    };
    let project = |place: Place| {
        let project = place.project.map(|id| account.project(id));
        project.map(|project| project.name.as_str().to_owned())
    };
    let enterprise_project = |place: Place| {
        let inside = place.enterprise_project;
        inside.map(|id| account.enterprise_projects.get(id).name.clone())
    };
    Left {
        account: told_apart(account, explorer.file.as_deref()),
        view: app.shell.view as usize + 1,
        pane: number(app.shell.view.panes(), app.focus()),
        filters: filters(explorer),
        principal: explorer
            .principals
            .selected()
            .map(|principal| (principal.kind().to_owned(), name(principal))),
        project: project(explorer.place),
        enterprise_project: enterprise_project(explorer.place),
        service: explorer
            .place
            .service
            .map(|id| catalogue.services.get(id).code.to_owned()),
        rows: explorer.matrix.rows_title().to_owned(),
        columns: explorer.matrix.across().title().to_owned(),
        question: explorer.who.list.text().to_owned(),
        arranged: arranged::left(explorer),
        asked_in: explorer.who.list.elsewhere.map(|own| AskedIn {
            project: project(own),
            enterprise_project: enterprise_project(own),
        }),
    }
}

/// Places are counted from one.
fn number(panes: &[PaneId], pane: PaneId) -> usize {
    panes.iter().position(|other| *other == pane).unwrap_or(0) + 1
}

/// What is filtered now.
fn filters(explorer: &Explorer) -> Vec<(usize, usize, String)> {
    let mut filters = Vec::new();
    for (nth, view) in (1..).zip(ViewId::ALL) {
        for pane in view.panes() {
            let filter = explorer.pane(view, *pane).and_then(Pane::filter);
            if let Some(text) = filter.filter(|text| !text.is_empty()) {
                filters.push((nth, number(view.panes(), *pane), text.to_owned()));
            }
        }
    }
    filters
}
