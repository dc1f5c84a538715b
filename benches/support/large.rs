//! Accounts of any size, the same for the same size: users in a few groups each, groups with a few grants each,
//! custom policies of every kind and the system-defined permissions that depend on each other.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::content::system_content;
use permlens::engine::document::parse;
use permlens::engine::{Engine, Settings};
use permlens::model::{
    Account, Assignment, Basis, EnterpriseProject, EnterpriseProjectId, Extra, Group, GroupId,
    Permission, PermissionId, PermissionKind, Principal, Project, ProjectId, Provenance, Scope,
    TableId, User, UserId,
};
use serde_json::{Value, json};

/// How large.
#[derive(Clone, Copy)]
pub struct Size {
    pub users: usize,
    pub groups: usize,
    pub policies: usize,
    /// Actions that documents name beside those of the catalogue fill up to this many.
    pub actions: usize,
    /// Of a thousand statements, how many ask who the user is.
    pub personal: usize,
}

/// A small generator of numbers: the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }

    fn of_thousand(&mut self, many: usize) -> bool {
        self.roll(1000) < many
    }
}

fn pattern(dice: &mut Dice, names: &[String]) -> String {
    let name = &names[dice.roll(names.len())];
    let parts: Vec<&str> = name.split(':').collect();
    let [service, kind, operation] = parts[..] else {
        return name.clone();
    };
    let verb = operation.get(..3).unwrap_or(operation);
    match dice.roll(100) {
        0..5 => format!("{service}:*:*"),
        5..20 => format!("{service}:*:get*"),
        20..30 => format!("{service}:*:list*"),
        30..50 => format!("{service}:{kind}:*"),
        50..60 => format!("{service}:{kind}:{verb}*"),
        60 => format!("*:*:{verb}*"),
        _ => name.clone(),
    }
}

fn statement(dice: &mut Dice, names: &[String], personal: usize) -> Value {
    let actions: Vec<String> = (0..2 + dice.roll(6))
        .map(|_| pattern(dice, names))
        .collect();
    let effect = if dice.of_thousand(100) {
        "Deny"
    } else {
        "Allow"
    };
    let mut statement = json!({"Effect": effect, "Action": actions});
    if dice.of_thousand(personal) {
        statement["Condition"] = json!({"StringEquals": {"g:UserName": ["user-1", "user-2"]}});
    } else if dice.of_thousand(60) {
        statement["Condition"] = json!({"Bool": {"g:MFAPresent": ["true"]}});
    } else if dice.of_thousand(40) {
        statement["Resource"] = json!(["obs:*:*:bucket:logs*"]);
    }
    statement
}

fn custom(at: usize, statements: Vec<Value>) -> Permission {
    let source = json!({"Version": "1.1", "Statement": statements});
    permission(
        format!("custom-{at}"),
        PermissionKind::Custom,
        parse(&source).ok().map(|(it, _)| it),
    )
}

fn permission(
    name: String,
    kind: PermissionKind,
    document: Option<permlens::model::Document>,
) -> Permission {
    Permission {
        id: name.clone(),
        name: name.clone(),
        display_name: name,
        catalog: "CUSTOMED".to_owned(),
        kind,
        provenance: Provenance::Snapshot,
        basis: if document.is_some() {
            Basis::Imported
        } else {
            Basis::Unknown
        },
        document,
        extra: Extra::new(),
    }
}

/// The system-defined permissions that take part in dependencies, then others: `many` in all.
fn system(many: usize) -> Vec<Permission> {
    let catalogue = Catalogue::embedded();
    let mut names: Vec<&str> = Vec::new();
    for entry in &catalogue.overlay {
        names.push(entry.role);
        names.extend(&entry.requires);
    }
    names.extend(catalogue.permissions.rows().iter().map(|row| row.name));
    let mut found: Vec<Permission> = Vec::new();
    for name in names {
        let known = found.iter().any(|row| row.display_name == name);
        if found.len() < many
            && !known
            && let Some(id) = catalogue.find_permission(name)
        {
            let (document, basis) = system_content(catalogue, id);
            let row = catalogue.permissions.get(id);
            let catalog = row
                .service
                .map_or("BASE", |service| catalogue.services.get(service).short);
            found.push(Permission {
                catalog: catalog.to_owned(),
                provenance: Provenance::Catalogue(id),
                basis,
                ..permission(name.to_owned(), PermissionKind::SystemRole, document)
            });
        }
    }
    found
}

fn scope(dice: &mut Dice) -> Scope {
    match dice.roll(100) {
        0..40 => Scope::All,
        40..55 => Scope::Global,
        55..80 => Scope::Project(ProjectId::from_index(dice.roll(8))),
        80..85 => Scope::Subprojects(ProjectId::from_index(dice.roll(4))),
        _ => Scope::EnterpriseProject(EnterpriseProjectId::from_index(dice.roll(4))),
    }
}

/// The account of a size, and its engine.
pub fn engine(size: Size) -> Arc<Engine> {
    let account = account(size);
    Arc::new(Engine::new(
        Catalogue::embedded(),
        Arc::new(account),
        Settings::default(),
    ))
}

pub fn account(size: Size) -> Account {
    let mut dice = Dice(20_260_101);
    let mut names: Vec<String> = Catalogue::embedded()
        .actions
        .rows()
        .iter()
        .map(|row| row.name.to_owned())
        .collect();
    let catalogued = names.len();
    while names.len() < size.actions {
        names.push(format!(
            "svc{}:thing{}:do{}",
            names.len() % 17,
            names.len() % 53,
            names.len()
        ));
    }
    let mut account = Account::default();
    for (name, parent) in [
        ("r0", None),
        ("r1", None),
        ("r2", None),
        ("MOS", None),
        ("r0_a", Some(0)),
        ("r0_b", Some(0)),
        ("r1_a", Some(1)),
        ("r2_a", Some(2)),
    ] {
        account.projects.push(Project {
            id: name.to_owned(),
            name: name.to_owned(),
            parent: parent.map(ProjectId::from_index),
            enabled: true,
            extra: Extra::new(),
        });
    }
    for name in ["0", "retail", "lab", "core"] {
        account.enterprise_projects.push(EnterpriseProject {
            id: name.to_owned(),
            name: name.to_owned(),
            extra: Extra::new(),
        });
    }
    for row in system((size.policies / 20).min(100)) {
        account.permissions.push(row);
    }
    let mut rest =
        names[catalogued.min(names.len())..].chunks(names.len().div_ceil(size.policies).max(4));
    for at in account.permissions.len()..size.policies {
        let mut statements: Vec<Value> = (0..1 + dice.roll(3))
            .map(|_| statement(&mut dice, &names, size.personal))
            .collect();
        // What no catalogue knows is named by some policy, so that there are as many actions as asked for.
        if let Some(names) = rest.next() {
            statements.push(json!({"Effect": "Allow", "Action": names}));
        }
        account.permissions.push(custom(at, statements));
    }
    for at in 0..size.groups {
        account.groups.push(Group {
            id: format!("g{at}"),
            name: format!("group-{at}"),
            description: String::new(),
            members: Vec::new(),
            extra: Extra::new(),
        });
        for _ in 0..4 + dice.roll(8) {
            account.assignments.push(Assignment {
                subject: Principal::Group(GroupId::from_index(at)),
                permission: PermissionId::from_index(dice.roll(size.policies)),
                scope: scope(&mut dice),
            });
        }
    }
    for at in 0..size.users {
        let id = UserId::from_index(at);
        let mut groups: Vec<GroupId> = Vec::new();
        for _ in 0..1 + dice.roll(5) {
            let group = GroupId::from_index(dice.roll(size.groups));
            if !groups.contains(&group) {
                groups.push(group);
                account.groups.get_mut(group).members.push(id);
            }
        }
        account.users.push(User {
            id: format!("u{at}"),
            name: format!("user-{at}"),
            enabled: !dice.of_thousand(5),
            owner: false,
            groups,
            extra: Extra::new(),
        });
        if dice.of_thousand(50) {
            account.assignments.push(Assignment {
                subject: Principal::User(id),
                permission: PermissionId::from_index(dice.roll(size.policies)),
                scope: scope(&mut dice),
            });
        }
    }
    account
}

/// One user in one group with this many policies, for single decisions.
pub fn single(policies: usize) -> Arc<Engine> {
    let mut account = account(Size {
        users: 1,
        groups: 1,
        policies: 2000,
        actions: 0,
        personal: 0,
    });
    let rows = account.permissions.rows().iter().enumerate();
    let custom: Vec<usize> = rows
        .filter(|(_, row)| row.kind == PermissionKind::Custom)
        .map(|(at, _)| at)
        .collect();
    account.assignments = custom
        .iter()
        .take(policies)
        .map(|at| Assignment {
            subject: Principal::Group(GroupId::from_index(0)),
            permission: PermissionId::from_index(*at),
            scope: Scope::All,
        })
        .collect();
    let user = account.users.get_mut(UserId::from_index(0));
    user.groups = vec![GroupId::from_index(0)];
    user.enabled = true;
    Arc::new(Engine::new(
        Catalogue::embedded(),
        Arc::new(account),
        Settings::default(),
    ))
}
