//! Random accounts for the laws: small enough to try everything, mixed enough to try every rule.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::content::system_content;
use permlens::engine::document::parse;
use permlens::engine::{Engine, Settings};
use permlens::model::{
    Account, Agency, AgencyId, Assignment, Basis, Domain, EnterpriseProject, EnterpriseProjectId,
    Extra, Group, GroupId, Permission, PermissionId, PermissionKind, Principal, Project, ProjectId,
    Provenance, Scope, TableId, User, UserId,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

pub const USERS: usize = 4;
pub const GROUPS: usize = 4;
pub const PROJECTS: usize = 4;

/// Actions that random documents and requests speak of.
pub const ACTIONS: [&str; 16] = [
    "ims:images:list",
    "ims:images:delete",
    "ims:images:get",
    "ims:serverImages:create",
    "ecs:cloudServers:create",
    "ecs:servers:list",
    "ecs:servers:stop",
    "evs:volumes:get",
    "obs:bucket:ListBucket",
    "obs:object:PutObject",
    "iam:users:createUser",
    "iam:agencies:assume",
    "dns:zone:create",
    "vpc:ports:create",
    "nosuch:thing:do",
    "kms:cmk:list",
];

const PATTERNS: [&str; 22] = [
    "*",
    "*:*:*",
    "*:*:get*",
    "*:*:List*",
    "ims:*:*",
    "ims:images:*",
    "IMS:images:delete",
    "ims:*:list",
    "ecs:*:*",
    "ecs:servers:*",
    "ecs:*:st*p",
    "evs:*:get*",
    "obs:*:*",
    "obs:bucket:*",
    "iam:*:*",
    "identity:*",
    "identity:assume role",
    "iam:users:create*",
    "dns:*",
    "nosuch:thing:do",
    "kms:cmk:list",
    "v*c:p*:*e",
];

const SYSTEM: [&str; 13] = [
    "Tenant Administrator",
    "Tenant Guest",
    "Server Administrator",
    "IMS Administrator",
    "IMS FullAccess",
    "DNS Administrator",
    "VPC Administrator",
    "Agent Operator",
    "Security Administrator",
    "CCE Administrator",
    "SWR Administrator",
    "OBS Buckets Viewer",
    "ECS CommonOperations",
];

fn condition() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(json!({"Bool": {"g:MFAPresent": ["true"]}}))),
        1 => Just(Some(json!({"StringEquals": {"g:UserName": ["user-1", "user-2"]}}))),
        1 => Just(Some(json!({"StringNotEquals": {"g:UserName": ["user-0"]}}))),
        1 => Just(Some(json!({"StringMatch": {"g:ProjectName": ["eu-de*"]}}))),
        1 => Just(Some(json!({"StringEqualsIfExists": {"g:ServiceName": ["ims", "obs"]}}))),
        1 => Just(Some(json!({"NoSuchOperator": {"g:UserId": ["u"]}}))),
        1 => Just(Some(json!({"StringEquals": {"g:UserName": ["${g:UserName}"]}}))),
        1 => Just(Some(json!({"StringEquals": {"g:UserName": ["${g:SourceIp}"]}}))),
        1 => Just(Some(json!({"IpAddress": {"g:SourceIp": ["10.0.0.0/8"]}}))),
        1 => Just(Some(json!({"NumberLessThan": {"g:MFAAge": ["300"]}, "Bool": {"g:MFAPresent": ["true"]}}))),
        1 => Just(Some(json!({"DateGreaterThan": {"g:CurrentTime": ["2026-01-01"]}}))),
        1 => Just(Some(json!({"ForAnyValue:StringMatch": {"g:TagKeys": ["team-*"]}}))),
        1 => Just(Some(json!({"Null": {"g:TagKeys": ["true"]}}))),
    ]
}

fn resource() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        6 => Just(None),
        1 => Just(Some(json!(["*"]))),
        1 => Just(Some(json!(["obs:*:*:bucket:*"]))),
        1 => Just(Some(json!(["obs:*:*:*:*"]))),
        1 => Just(Some(json!(["obs:*:*:object:${g:UserName}/*"]))),
        1 => Just(Some(json!({"uri": ["/iam/agencies/handover"]}))),
    ]
}

/// A statement of any dialect.
pub fn statement() -> impl Strategy<Value = Value> {
    let actions = vec(select(PATTERNS.as_slice()), 1..4);
    let effect = prop_oneof![3 => Just("Allow"), 1 => Just("Deny")];
    let key = prop_oneof![12 => Just("Action"), 1 => Just("NotAction")];
    (effect, key, actions, condition(), resource()).prop_map(
        |(effect, key, actions, condition, resource)| {
            let mut statement = json!({"Effect": effect});
            statement[key] = json!(actions);
            if let Some(condition) = condition {
                statement["Condition"] = condition;
            }
            if let Some(resource) = resource {
                statement["Resource"] = resource;
            }
            statement
        },
    )
}

fn custom() -> impl Strategy<Value = Permission> {
    let version = prop_oneof![1 => Just("1.0"), 4 => Just("1.1")];
    let content = prop_oneof![
        8 => vec(statement(), 1..4).prop_map(Some),
        1 => Just(None),
    ];
    (version, content).prop_map(|(version, content)| {
        let document = content.map(|statements| {
            let source = json!({"Version": version, "Statement": statements});
            parse(&source).expect("random documents parse").0
        });
        Permission {
            id: String::new(),
            name: String::new(),
            display_name: String::new(),
            catalog: "CUSTOMED".to_owned(),
            kind: PermissionKind::Custom,
            provenance: Provenance::Snapshot,
            basis: if document.is_some() {
                Basis::Imported
            } else {
                Basis::Unknown
            },
            document,
            extra: Extra::new(),
        }
    })
}

fn system(name: &str) -> Permission {
    let catalogue = Catalogue::embedded();
    let id = catalogue.find_permission(name).expect(name);
    let (document, basis) = system_content(catalogue, id);
    let row = catalogue.permissions.get(id);
    Permission {
        id: name.to_owned(),
        name: name.to_owned(),
        display_name: name.to_owned(),
        catalog: row
            .service
            .map_or("BASE", |service| catalogue.services.get(service).short)
            .to_owned(),
        kind: PermissionKind::SystemRole,
        provenance: Provenance::Catalogue(id),
        basis,
        document,
        extra: Extra::new(),
    }
}

pub fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        2 => Just(Scope::Global),
        3 => Just(Scope::All),
        4 => (0..PROJECTS).prop_map(|at| Scope::Project(ProjectId::from_index(at))),
        1 => Just(Scope::Subprojects(ProjectId::from_index(0))),
        2 => (0..2usize)
            .prop_map(|at| Scope::EnterpriseProject(EnterpriseProjectId::from_index(at))),
    ]
}

pub fn subject() -> impl Strategy<Value = Principal> {
    prop_oneof![
        6 => (0..GROUPS).prop_map(|at| Principal::Group(GroupId::from_index(at))),
        1 => (0..USERS).prop_map(|at| Principal::User(UserId::from_index(at))),
        1 => Just(Principal::Agency(AgencyId::from_index(0))),
    ]
}

/// A random account: four users in some of four groups, custom and system permissions, every scope.
pub fn account() -> impl Strategy<Value = Account> {
    let permissions = (vec(custom(), 1..6), Just(SYSTEM.map(system).to_vec()));
    permissions
        .prop_flat_map(|(mut custom, system)| {
            for (at, permission) in custom.iter_mut().enumerate() {
                permission.id = format!("custom-{at}");
                permission.name = permission.id.clone();
                permission.display_name = permission.id.clone();
            }
            custom.extend(system);
            let count = custom.len();
            let assignment =
                (subject(), 0..count, scope()).prop_map(|(subject, at, scope)| Assignment {
                    subject,
                    permission: PermissionId::from_index(at),
                    scope,
                });
            let memberships = vec((0..USERS, 0..GROUPS), 0..8);
            (Just(custom), vec(assignment, 0..12), memberships, 0..20u8)
        })
        .prop_map(|(permissions, assignments, memberships, special)| {
            let mut account = world();
            for permission in permissions {
                account.permissions.push(permission);
            }
            for assignment in assignments {
                account.assignments.push(assignment);
            }
            for (user, group) in memberships {
                let (user, group) = (UserId::from_index(user), GroupId::from_index(group));
                if !account.user(user).groups.contains(&group) {
                    account.users.get_mut(user).groups.push(group);
                    account.groups.get_mut(group).members.push(user);
                }
            }
            match special {
                0 => account.users.get_mut(UserId::from_index(0)).owner = true,
                1 => account.users.get_mut(UserId::from_index(1)).enabled = false,
                2 => account.groups.get_mut(GroupId::from_index(0)).name = "admin".to_owned(),
                _ => {}
            }
            account
        })
}

fn world() -> Account {
    let mut account = Account {
        domain: Domain {
            id: "d1".to_owned(),
            name: "acme".to_owned(),
            extra: Extra::new(),
        },
        ..Account::default()
    };
    for at in 0..USERS {
        account.users.push(User {
            id: format!("u{at}"),
            name: format!("user-{at}"),
            enabled: true,
            owner: false,
            groups: Vec::new(),
            extra: Extra::new(),
        });
    }
    for at in 0..GROUPS {
        account.groups.push(Group {
            id: format!("g{at}"),
            name: format!("group-{at}"),
            description: String::new(),
            members: Vec::new(),
            extra: Extra::new(),
        });
    }
    for (name, parent) in [
        ("eu-de", None),
        ("eu-de_dev", Some(ProjectId::from_index(0))),
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

/// The engine over a random account, with the default readings.
pub fn engine(account: Account) -> Arc<Engine> {
    Arc::new(Engine::new(
        Catalogue::embedded(),
        Arc::new(account),
        Settings::default(),
    ))
}
