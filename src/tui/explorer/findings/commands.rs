//! What can be done with a finding: go where it is, accept it, see what is folded away.

use super::accept;
use crate::analysis::audit::{Evidence, Spot};
use crate::model::{PermissionId, Principal, Scope};
use crate::tui::app::{App, Task};
use crate::tui::command::{Availability, Count, KeyContext as K, Spec};
use crate::tui::explorer::cards::commands::{leave, open_document};
use crate::tui::explorer::{Explorer, Moved, ask_flips};
use crate::tui::layout::{PaneId, ViewId};

const FINDINGS: &[K] = &[K::View(ViewId::Findings)];

/// The commands of this view.
#[rustfmt::skip] // one line a field reads as a table
pub fn specs() -> Vec<Spec<Explorer>> {
    vec![
        Spec { name: "findings.go", title: "Go to the place", help: "Shows what the finding is about: the user, group or agency with its attachments, or the document.",
               contexts: FINDINGS, keys: &["enter"], hint: Some("go there"), available: has_place, run: go },
        Spec { name: "findings.accept", title: "Accept this finding", help: "Asks why and until when, and writes it into the file of accepted findings.",
               contexts: FINDINGS, keys: &["x"], hint: Some("accept"), available: accept::can_accept, run: accept::ask },
        Spec { name: "findings.fold", title: "Show or fold away", help: "Shows what was accepted and what is about system-defined permissions, or folds it away.",
               contexts: FINDINGS, keys: &["a"], hint: Some("all"), available: has_folds, run: fold },
    ]
}

fn has_place(app: &App<Explorer>) -> Availability {
    match app.content.findings.list.selected() {
        None => Availability::No("no finding is selected"),
        Some(finding) => Availability::when(
            finding.spot().is_some(),
            "this is about the account as a whole",
        ),
    }
}

fn has_folds(app: &App<Explorer>) -> Availability {
    let folds = app.content.findings.list.has_folds();
    Availability::when(folds, "nothing is folded away")
}

fn fold(app: &mut App<Explorer>, _: Count) -> Vec<Task<Explorer>> {
    app.content.findings.list.fold();
    app.content.findings.follow();
    Vec::new()
}

fn go(app: &mut App<Explorer>, _: Count) -> Vec<Task<Explorer>> {
    let Some(finding) = app.content.findings.list.selected() else {
        return Vec::new();
    };
    match finding.spot() {
        Some(Spot::Principal(principal, permission)) => {
            let scope = finding.evidence.iter().find_map(|evidence| match evidence {
                Evidence::Path(path)
                    if path.holder == principal && Some(path.permission) == permission =>
                {
                    Some(path.scope)
                }
                _ => None,
            });
            let mut tasks = leave(app, ViewId::Access);
            tasks.extend(attachment(app, principal, permission.zip(scope)));
            tasks
        }
        Some(Spot::Permission(permission)) => open_document(app, permission, None),
        None => Vec::new(),
    }
}

/// Selects a principal and, where one is meant, an attachment, in the place where it counts.
fn attachment(
    app: &mut App<Explorer>,
    principal: Principal,
    attached: Option<(PermissionId, Scope)>,
) -> Vec<Task<Explorer>> {
    let content = &mut app.content;
    content.principals.select(principal);
    match attached.map(|(_, scope)| scope) {
        Some(Scope::Project(project)) => content.place.project = Some(project),
        Some(Scope::EnterpriseProject(project)) => {
            content.place.enterprise_project = Some(project);
        }
        _ => {}
    }
    content.follow(Moved::Place);
    if let Some((permission, _)) = attached {
        content.attached.select(permission);
        content.follow(Moved::Attachment);
        app.set_focus(PaneId::Attached);
    } else {
        app.set_focus(PaneId::Groups);
    }
    ask_flips(app)
}
