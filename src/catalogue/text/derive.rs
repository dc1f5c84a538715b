//! What an action is, from the rows of the tables that name it: rows of its own service first.
//! An action can be granted somewhere when any of its rows can (section 7.2 of the specification).

use super::super::{Action, ApiRow, BeyondRows, Catalogue, DependentAction};
use crate::model::{ActionId, ApiId};

/// Fills the actions of an indexed catalogue from its rows and from what is said beyond them.
pub(super) fn derive_actions(catalogue: &mut Catalogue) {
    let (mut own, mut foreign): (Vec<(ActionId, ApiId)>, Vec<_>) = (Vec::new(), Vec::new());
    for (api, row) in catalogue.apis.iter() {
        let conditional = row.conditional_actions.iter();
        let not_all = conditional.filter(|name| !row.actions.contains(name));
        for name in row.actions.iter().chain(not_all) {
            let Some(id) = catalogue.find_action(name) else {
                continue; // a pattern such as `cci:*:*`
            };
            let action = catalogue.actions.get(id);
            if action.service == row.service {
                own.push((id, api));
            } else if action.defined {
                foreign.push((id, api));
            }
        }
    }
    for (id, api) in own.into_iter().chain(foreign) {
        let row = catalogue.apis.get(api);
        add_row(catalogue.actions.get_mut(id), api, row);
    }
    for id in catalogue.actions.ids() {
        let action = catalogue.actions.get_mut(id);
        if let Some(beyond) = action.beyond_rows.take() {
            add_beyond(action, &beyond);
            action.beyond_rows = Some(beyond);
        }
        action.label = action.labels.first().copied().unwrap_or_default();
        action.category = action.categories.first().copied().unwrap_or_default();
    }
}

fn add_row(action: &mut Action, api: ApiId, row: &ApiRow) {
    action.apis.push(api);
    add(&mut action.labels, row.label);
    add(&mut action.categories, row.category);
    add(&mut action.documents, row.document);
    for needed in &row.depends_on {
        add_needed(action, *needed);
    }
    any(&mut action.iam_project, row.iam_project);
    any(&mut action.enterprise_project, row.enterprise_project);
}

fn add_beyond(action: &mut Action, beyond: &BeyondRows) {
    for label in &beyond.labels {
        add(&mut action.labels, label);
    }
    for category in &beyond.categories {
        add(&mut action.categories, category);
    }
    for document in &beyond.documents {
        add(&mut action.documents, *document);
    }
    for needed in &beyond.depends_on {
        add_needed(action, *needed);
    }
    any(&mut action.iam_project, beyond.grants.iam_project);
    any(
        &mut action.enterprise_project,
        beyond.grants.enterprise_project,
    );
    any(&mut action.instance_level, beyond.grants.instance_level);
}

fn add_needed(action: &mut Action, needed: DependentAction) {
    let itself = needed.pattern.eq_ignore_ascii_case(action.name);
    if !itself
        && !action
            .depends_on
            .iter()
            .any(|known| known.pattern == needed.pattern)
    {
        action.depends_on.push(needed);
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

/// Yes where any says yes, no where one says no and none yes.
fn any(known: &mut Option<bool>, more: Option<bool>) {
    if let Some(more) = more {
        *known = Some(more || *known == Some(true));
    }
}
