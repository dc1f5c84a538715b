//! What was folded and opened, and which columns were picked, from one session to the next.
//!
//! INVARIANT: nothing is taken over that the account and the catalogue do not have by now, and never more than [`MOST`] of
//! a kind.

use std::collections::BTreeSet;

use crate::analysis::matrix::Column;
use crate::catalogue::Catalogue;
use crate::model::{Account, Principal, ServiceId};
use crate::tui::explorer::Explorer;
use crate::tui::own::Arranged;

/// So many of a kind are remembered; nobody folds more by hand.
const MOST: usize = 200;
/// No longer text is remembered.
const LONGEST: usize = 256;

/// A category of a service.
type Category = (ServiceId, &'static str);

/// How it is now.
pub fn left(explorer: &Explorer) -> Arranged {
    let account = explorer.world.account();
    let catalogue = explorer.world.catalogue();
    let code = |id: &ServiceId| catalogue.services.get(*id).code.to_owned();
    let codes = |ids: &BTreeSet<ServiceId>| ids.iter().map(code).take(MOST).collect();
    let categories = |of: &BTreeSet<Category>| {
        let named = of.iter().map(|(id, name)| (code(id), (*name).to_owned()));
        let short = named.filter(|(_, name)| name.len() <= LONGEST);
        short.take(MOST).collect()
    };
    let (folded, opened) = explorer.matrix.folds_left();
    let (open, closed) = explorer.catalogue.list.folds_left();
    let picked = explorer.matrix.picked().iter();
    let picked = picked.filter_map(|column| reference(account, *column));
    Arranged {
        folded: categories(folded),
        opened: codes(opened),
        picked: picked.take(MOST).collect(),
        section: explorer.catalogue.list.section().word().to_owned(),
        catalogue_open: codes(&open),
        catalogue_folded: categories(&closed),
        findings_open: explorer.findings.list.is_unfolded(),
    }
}

/// As it was left; before the rows and columns are chosen, for these hang on it.
pub fn restore(explorer: &mut Explorer, left: &Arranged) {
    let world = explorer.world.clone();
    let (account, catalogue) = (world.account(), world.catalogue());
    let services = |codes: &[String]| {
        let known = codes.iter().take(MOST);
        let known = known.filter_map(|code| catalogue.find_service(code));
        known.collect::<BTreeSet<ServiceId>>()
    };
    let categories = |named: &[(String, String)]| {
        let named = named.iter().take(MOST);
        let known = named.filter_map(|(code, name)| category(catalogue, code, name));
        known.collect::<BTreeSet<Category>>()
    };
    let mut picked: Vec<Column> = Vec::new();
    for (kind, name) in left.picked.iter().take(MOST) {
        let column = column(account, kind, name).filter(|column| !picked.contains(column));
        picked.extend(column);
    }
    let folds = (categories(&left.folded), services(&left.opened));
    explorer.matrix.arrange_as(folds, picked);
    // a session of before knew nothing of the catalogue's lists
    if !left.section.is_empty() {
        let open = services(&left.catalogue_open);
        let closed = categories(&left.catalogue_folded);
        let (list, service) = (&mut explorer.catalogue.list, explorer.place.service);
        list.arrange_as(&left.section, (open, closed), service);
        explorer.catalogue.tell();
    }
    explorer.findings.list.unfold(left.findings_open);
}

/// The category of this name, where the service has it by now.
fn category(catalogue: &Catalogue, code: &str, name: &str) -> Option<Category> {
    let service = catalogue.find_service(code)?;
    let of_actions = catalogue.actions_of(service);
    let mut of_actions = of_actions.map(|id| catalogue.actions.get(id).category);
    let of_operations = catalogue.operations.rows().iter();
    let mut of_operations = of_operations
        .filter(|row| row.service == service)
        .map(|row| row.category);
    let same = |category: &&'static str| *category == name;
    let found = of_actions.find(same).or_else(|| of_operations.find(same))?;
    Some((service, found))
}

/// What is meant by a name of this kind.
pub fn principal(account: &Account, kind: &str, name: &str) -> Option<Principal> {
    [
        account.find_user(name).ok().map(Principal::User),
        account.find_group(name).ok().map(Principal::Group),
        account.find_agency(name).ok().map(Principal::Agency),
    ]
    .into_iter()
    .flatten()
    .find(|principal| principal.kind() == kind)
}

fn column(account: &Account, kind: &str, name: &str) -> Option<Column> {
    match kind {
        PERMISSION => account.find_permission(name).ok().map(Column::Permission),
        _ => principal(account, kind, name).map(Column::Principal),
    }
}

/// What a column is called that is none of a principal.
const PERMISSION: &str = "permission";

/// Kind and name of a column: of its names and its id the first that means nothing else.
fn reference(account: &Account, wanted: Column) -> Option<(String, String)> {
    let (kind, names) = match wanted {
        Column::Permission(id) => {
            let row = account.permission(id);
            (PERMISSION, [&row.display_name, &row.name, &row.id])
        }
        Column::Principal(who) => {
            let (name, id) = match who {
                Principal::User(id) => (&account.user(id).name, &account.user(id).id),
                Principal::Group(id) => (&account.group(id).name, &account.group(id).id),
                Principal::Agency(id) => {
                    let row = account.agencies.get(id);
                    (&row.name, &row.id)
                }
            };
            (who.kind(), [name, name, id])
        }
    };
    let means_it =
        |name: &&&String| name.len() <= LONGEST && column(account, kind, name) == Some(wanted);
    let name = names.iter().find(means_it)?;
    Some((kind.to_owned(), (*name).clone()))
}
