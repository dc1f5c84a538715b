//! The order in which memberships are written.

use std::collections::VecDeque;

use crate::model::{Account, GroupId, TableId, UserId};

/// Memberships in an order that gives back both the order of each group's members and of each user's groups: one is
/// written when it comes next for its group and for its user.
pub(super) fn memberships(account: &Account) -> Vec<(GroupId, UserId)> {
    let mut order = Vec::new();
    let mut members: Vec<_> = account
        .groups
        .rows()
        .iter()
        .map(|row| row.members.iter().peekable())
        .collect();
    let mut groups: Vec<_> = account
        .users
        .rows()
        .iter()
        .map(|row| row.groups.iter().peekable())
        .collect();
    let mut waiting: VecDeque<GroupId> = account.groups.ids().collect();
    while let Some(group) = waiting.pop_front() {
        let Some(next_members) = members.get_mut(group.index()) else {
            continue;
        };
        while let Some(user) = next_members.peek().copied().copied() {
            let Some(next_groups) = groups.get_mut(user.index()) else {
                break;
            };
            if next_groups.peek().copied() != Some(&group) {
                break;
            }
            order.push((group, user));
            next_members.next();
            next_groups.next();
            waiting.extend(next_groups.peek().copied());
        }
    }
    // Orders that no list of memberships could have given, as after edits: the group's order decides.
    for (group, rest) in account.groups.ids().zip(members) {
        order.extend(rest.map(|user| (group, *user)));
    }
    order
}
