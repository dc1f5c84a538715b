//! Random accounts: four users in some of four groups, permissions of every dialect, every scope.

use permlens::catalogue::{Catalogue, SystemKind};
use permlens::engine::content::system_content;
use permlens::engine::document::parse;
use permlens::model::{
    Account, Agency, AgencyId, Assignment, Basis, Document, Domain, EnterpriseProject,
    EnterpriseProjectId, Extra, Group, GroupId, Permission, PermissionId, PermissionKind,
    Principal, Project, ProjectId, Provenance, Scope, TableId, User, UserId, Version,
};
use serde_json::json;

use super::dice::Dice;
use super::document::{Style, control, document};
use super::words::SYSTEM;

/// A random account.
#[must_use]
pub fn account(dice: &mut Dice) -> Account {
    let mut account = world();
    memberships(dice, &mut account);
    let style = *dice.pick(&[
        Style::Mixed,
        Style::Mixed,
        Style::Resources,
        Style::Conditions,
    ]);
    permissions(dice, style, &mut account);
    // Where a decision shall turn on one clause, few grants stand beside each other.
    let grants = match style {
        Style::Mixed => 8..=20,
        Style::Resources | Style::Conditions => 4..=8,
    };
    for _ in 0..dice.within(grants) {
        let at = dice.below(account.permissions.len());
        account.assignments.push(Assignment {
            subject: subject(dice),
            permission: PermissionId::from_index(at),
            scope: scope(dice),
        });
    }
    for _ in 0..(if dice.percent(40) {
        dice.within(1..=3)
    } else {
        0
    }) {
        let document = document(dice, style, Version::Identity, &[]);
        let name = format!("identity-{}", account.permissions.len());
        let row = permission(name, PermissionKind::IdentityPolicy, document);
        let id = account.permissions.push(row);
        account.identity_attachments.push((subject(dice), id));
    }
    account.scps = dice.percent(35).then(|| {
        let count = if dice.percent(4) {
            0
        } else {
            dice.within(1..=2)
        };
        dice.many(count, |dice| {
            let wide = dice.percent(70);
            control(dice, wide)
        })
    });
    match dice.below(12) {
        0 => account.users.get_mut(UserId::from_index(0)).owner = true,
        1 => account.users.get_mut(UserId::from_index(1)).enabled = false,
        2 => account.groups.get_mut(GroupId::from_index(0)).name = "admin".to_owned(),
        _ => {}
    }
    account
}

fn memberships(dice: &mut Dice, account: &mut Account) {
    for user in account.users.ids() {
        for group in account.groups.ids() {
            if dice.percent(40) {
                account.users.get_mut(user).groups.push(group);
                account.groups.get_mut(group).members.push(user);
            }
        }
    }
}

fn permissions(dice: &mut Dice, style: Style, account: &mut Account) {
    for at in 0..dice.within(4..=8) {
        let version = if dice.percent(30) {
            Version::Role
        } else {
            Version::Policy
        };
        // Roles that depend on each other, and on system-defined ones.
        let depends = match dice.percent(if version == Version::Role { 40 } else { 5 }) {
            true => {
                let count = dice.within(1..=2);
                dice.many(count, |dice| match dice.percent(70) {
                    true => format!("Custom-{}", dice.below(6)),
                    false => (*dice.pick(&["Tenant Guest", "Tenant Guest", "Guest"])).to_owned(),
                })
            }
            false => Vec::new(),
        };
        let content = document(dice, style, version, &depends);
        // Two of the same name now and then, and one that is called like a system-defined one.
        let name = match dice.below(100) {
            0..15 => "custom-0".to_owned(),
            15..20 => "Guest".to_owned(),
            _ => format!("custom-{at}"),
        };
        let mut row = permission(name, PermissionKind::Custom, content);
        if dice.percent(25) {
            row.catalog = "OBS".to_owned();
        } else if dice.percent(25) {
            row.extra.insert("type".to_owned(), json!("AX"));
        }
        account.permissions.push(row);
    }
    if style != Style::Mixed {
        return;
    }
    // What most dependencies need, and some more.
    let more = dice.within(1..=5);
    let needed = SYSTEM[..2].to_vec();
    for name in [needed, dice.many(more, |dice| *dice.pick(&SYSTEM))].concat() {
        let row = system(dice, name);
        account.permissions.push(row);
    }
}

/// A permission of the account's own, by its name and content.
#[must_use]
pub fn permission(name: String, kind: PermissionKind, document: Document) -> Permission {
    Permission {
        id: name.clone(),
        name: name.clone(),
        display_name: name,
        catalog: "CUSTOMED".to_owned(),
        kind,
        provenance: Provenance::Snapshot,
        basis: Basis::Imported,
        document: Some(document),
        extra: Extra::new(),
    }
}

/// A system-defined permission, mostly with the content that the catalogue has for it; sometimes as a snapshot brings it,
/// with dependencies of its own, and sometimes by the name that another cloud gives it.
fn system(dice: &mut Dice, name: &str) -> Permission {
    let catalogue = Catalogue::embedded();
    let id = catalogue.find_permission(name).expect("a published name");
    let row = catalogue.permissions.get(id);
    let (document, basis) = system_content(catalogue, id);
    let kind = match row.kind {
        SystemKind::Role => PermissionKind::SystemRole,
        SystemKind::Policy => PermissionKind::SystemPolicy,
    };
    let mut document = document.expect("content that is known");
    let published = row.content.as_ref();
    let read = |json: &str| parse(&serde_json::from_str(json).ok()?).ok();
    let (mut provenance, mut basis) = (Provenance::Catalogue(id), basis);
    if let (true, Some((imported, _))) = (
        dice.percent(25),
        published.and_then(|content| read(content.json)),
    ) {
        (document, provenance, basis) = (imported, Provenance::Snapshot, Basis::Imported);
    }
    let name = match catalogue.display_name_variants(name) {
        [] => name,
        elsewhere if dice.percent(40) => dice.pick(elsewhere),
        _ => name,
    };
    Permission {
        catalog: row
            .service
            .map_or("BASE", |service| catalogue.services.get(service).short)
            .to_owned(),
        provenance,
        basis,
        ..permission(name.to_owned(), kind, document)
    }
}

fn subject(dice: &mut Dice) -> Principal {
    match dice.below(10) {
        0..7 => Principal::Group(GroupId::from_index(dice.below(4))),
        7..9 => Principal::User(UserId::from_index(dice.below(4))),
        _ => Principal::Agency(AgencyId::from_index(0)),
    }
}

fn scope(dice: &mut Dice) -> Scope {
    match dice.below(20) {
        0..3 => Scope::Global,
        3..9 => Scope::All,
        9..13 => Scope::Project(ProjectId::from_index(dice.below(4))),
        13 => Scope::Subprojects(ProjectId::from_index(0)),
        _ => Scope::EnterpriseProject(EnterpriseProjectId::from_index(dice.below(2))),
    }
}

/// The world of every account: users, groups, projects, an agency; no permission yet.
#[must_use]
pub fn world() -> Account {
    let mut account = Account {
        domain: Domain {
            id: "d1".to_owned(),
            name: "acme".to_owned(),
            extra: Extra::new(),
        },
        ..Account::default()
    };
    for (at, name) in ["user-0", "User-1", "user-2", "user*3"]
        .into_iter()
        .enumerate()
    {
        account.users.push(User {
            id: format!("u{at}"),
            name: name.to_owned(),
            enabled: true,
            owner: false,
            groups: Vec::new(),
            extra: Extra::new(),
        });
        account.groups.push(Group {
            id: format!("g{at}"),
            name: format!("group-{at}"),
            description: String::new(),
            members: Vec::new(),
            extra: Extra::new(),
        });
    }
    let region = ProjectId::from_index(0);
    for (name, parent) in [
        ("eu-de", None),
        ("eu-de_dev", Some(region)),
        ("eu-nl", None),
        ("MOS", None),
    ] {
        account.projects.push(Project {
            id: format!("p-{name}"),
            name: name.to_owned(),
            parent,
            enabled: true,
            extra: Extra::new(),
        });
    }
    for name in ["default", "retail"] {
        account.enterprise_projects.push(EnterpriseProject {
            id: name.to_owned(),
            name: name.to_owned(),
            extra: Extra::new(),
        });
    }
    account.agencies.push(Agency {
        id: "a0".to_owned(),
        name: "handover".to_owned(),
        trusted: "other".to_owned(),
        duration: None,
        extra: Extra::new(),
    });
    account
}
