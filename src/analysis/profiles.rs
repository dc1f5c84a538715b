//! Users whom the same reaches in the same way: whatever is asked, the answer and its reason are the same for all of
//! them, so that a report says it once.

use std::collections::HashMap;

use crate::engine::Engine;
use crate::model::{
    ActionClause, Document, Grant, GroupId, PermissionId, Principal, ResourceClause, Statement,
    TableId, UserId,
};

/// Users of the same access, in the account's order; never empty.
pub type Profile = Vec<UserId>;

/// What decides about a user. Groups that give nothing are left out.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    owner: bool,
    enabled: bool,
    groups: Vec<GroupId>,
    own: Vec<Grant>,
    /// The user itself, where a document may speak of it by name.
    named: Option<UserId>,
}

/// The users of the account by what reaches them, in the order of the first of each.
#[must_use]
pub fn profiles(engine: &Engine) -> Vec<Profile> {
    let account = engine.account();
    let personal: Vec<bool> = account
        .permissions
        .rows()
        .iter()
        .map(|permission| permission.document.as_ref().is_some_and(speaks_of_users))
        .collect();
    let controlled = account.scps.iter().flatten().any(speaks_of_users);
    let is_personal = |id: PermissionId| personal.get(id.index()).copied().unwrap_or_default();
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut profiles: Vec<Profile> = Vec::new();
    for id in account.users.ids() {
        let user = account.user(id);
        let principal = Principal::User(id);
        let identity = engine.grants().identity(account, principal);
        let reaching = engine.grants().reaching(account, principal);
        let mut reached = reaching.iter().chain(&identity);
        let named = controlled || reached.any(|grant| is_personal(grant.permission));
        let gives = |group: &GroupId| {
            account.group(*group).is_admin()
                || !engine.grants().own(Principal::Group(*group)).is_empty()
        };
        let mut groups: Vec<GroupId> = user.groups.clone();
        groups.retain(gives);
        groups.sort_unstable();
        let mut own = engine.grants().own(principal).to_vec();
        own.extend(identity);
        // Nothing that an owner or a disabled user holds counts.
        let settled = user.owner || !user.enabled;
        let key = Key {
            owner: user.owner,
            enabled: user.enabled,
            groups: if settled { Vec::new() } else { groups },
            own: if settled { Vec::new() } else { own },
            named: (named && !settled).then_some(id),
        };
        let place = *places.entry(key).or_insert(profiles.len());
        match profiles.get_mut(place) {
            Some(profile) => profile.push(id),
            None => profiles.push(vec![id]),
        }
    }
    profiles
}

/// Whether a document may tell one user from another: by a condition key that the user fills, or by a variable.
fn speaks_of_users(document: &Document) -> bool {
    document.statements.iter().any(statement_speaks)
}

fn statement_speaks(statement: &Statement) -> bool {
    let variable = |text: &String| text.contains("${");
    let tests = statement.conditions.iter().any(|test| {
        test.key.to_lowercase().starts_with("g:user")
            || variable(&test.key)
            || test.values.iter().any(variable)
    });
    let resources = match &statement.resources {
        ResourceClause::Any(patterns)
        | ResourceClause::NoneOf(patterns)
        | ResourceClause::Agencies(patterns) => patterns.iter().any(variable),
        ResourceClause::All => false,
    };
    let actions = match &statement.actions {
        ActionClause::Any(patterns) | ActionClause::NoneOf(patterns) => {
            patterns.iter().any(variable)
        }
    };
    tests || resources || actions
}
