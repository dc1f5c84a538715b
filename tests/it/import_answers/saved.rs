//! The saved answers that the tests read, and what is asked of the accounts that come of them.

use std::fs;

use permlens::catalogue::Catalogue;
use permlens::import::{self, ImportError, Imported};
use permlens::model::{Account, Provenance};
use serde_json::{Value, json};

use crate::import::unchanged_by_a_round_trip;

pub const HOST: &str = "https://iam.example.org";

/// A folder of files.
pub struct Folder(pub tempfile::TempDir);

impl Folder {
    pub fn of(files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    pub fn open(&self) -> Imported {
        self.try_open().unwrap()
    }

    pub fn try_open(&self) -> Result<Imported, ImportError> {
        import::open(self.0.path(), Catalogue::embedded())
    }
}

pub fn open(files: &[(&str, String)]) -> Imported {
    let imported = Folder::of(files).open();
    unchanged_by_a_round_trip(&imported.account);
    imported
}

pub fn read(name: &str, text: &str) -> Imported {
    let imported = import::from_slice(name, text.as_bytes(), Catalogue::embedded()).unwrap();
    unchanged_by_a_round_trip(&imported.account);
    imported
}

/// Everything that the answers said, by names: `group in ops: mara`, `ops holds readers in eu-de`.
pub fn facts(account: &Account) -> Vec<String> {
    let mut facts = Vec::new();
    for group in account.groups.rows() {
        for user in &group.members {
            facts.push(format!("{} is in {}", account.user(*user).name, group.name));
        }
    }
    for row in account.assignments.rows() {
        let permission = account.permission(row.permission);
        if permission.provenance != Provenance::Unread {
            facts.push(format!(
                "{} holds {} in {}",
                account.principal_name(row.subject),
                permission.display_name,
                account.scope_name(row.scope)
            ));
        }
    }
    for (subject, policy) in &account.identity_attachments {
        let policy = &account.permission(*policy).display_name;
        facts.push(format!("{} has {policy}", account.principal_name(*subject)));
    }
    facts.sort();
    facts
}

/// `what of whom: call (reason)` of everything unread.
pub fn unread(imported: &Imported) -> Vec<String> {
    let entries = imported.account.unread.iter();
    entries
        .map(|entry| {
            format!(
                "{} {}: {} ({})",
                entry.what, entry.of, entry.call, entry.reason
            )
        })
        .collect()
}

pub fn problems(imported: &Imported) -> String {
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    problems.join("\n")
}

pub fn link(path: &str) -> Value {
    json!({"self": format!("{HOST}{path}"), "previous": null, "next": null})
}

pub fn user(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "domain_id": "d1", "enabled": true, "pwd_status": true, "password_expires_at": null})
}

pub fn group(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "domain_id": "d1", "description": "", "create_time": 1_536_293_929_624_u64})
}

pub fn role(id: &str, name: &str) -> Value {
    json!({"id": id, "name": format!("custom_{id}"), "display_name": name, "catalog": "CUSTOMED", "type": "XA",
        "domain_id": "d1", "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:images:list"]}]}})
}

pub fn users() -> String {
    json!({"users": [user("u1", "mara"), user("u2", "joel")], "links": link("/v3/users")})
        .to_string()
}

pub fn groups() -> String {
    json!({"groups": [group("g1", "ops"), group("g2", "readers")], "links": link("/v3/groups")})
        .to_string()
}

pub fn members(group: &str, users: &[(&str, &str)]) -> String {
    let users: Vec<Value> = users.iter().map(|(id, name)| user(id, name)).collect();
    json!({"users": users, "links": link(&format!("/v3/groups/{group}/users"))}).to_string()
}

pub fn projects() -> String {
    json!({"projects": [
        {"id": "p1", "name": "eu-de", "domain_id": "d1", "parent_id": "d1", "is_domain": false, "enabled": true},
        {"id": "p2", "name": "eu-de_shop", "domain_id": "d1", "parent_id": "p1", "is_domain": false, "enabled": true}],
        "links": link("/v3/projects")})
    .to_string()
}

pub fn roles() -> String {
    json!({"roles": [role("r1", "list images"), role("r2", "see images")], "links": link("/v3.0/OS-ROLE/roles"),
        "total_number": 2})
    .to_string()
}

pub fn assignments() -> String {
    json!({"role_assignments": [
        {"group": {"id": "g1"}, "role": {"id": "r1"}, "scope": {"domain": {"id": "d1"}}, "is_inherited": true},
        {"group": {"id": "g2"}, "role": {"id": "r2"}, "scope": {"project": {"id": "p2"}}, "is_inherited": false},
        {"agency": {"id": "a1"}, "role": {"id": "r2"}, "scope": {"enterprise_project": {"id": "e1"}}}], "total_num": 3})
    .to_string()
}

/// A whole account of the family, one file an answer.
pub fn whole() -> Vec<(&'static str, String)> {
    let system = json!({"roles": [], "links": link("/v3/roles")}).to_string();
    let agencies = json!({"agencies": [{"id": "a1", "name": "build", "domain_id": "d1",
        "trust_domain_id": "d9", "trust_domain_name": "partner", "duration": "FOREVER"}]});
    let eps = json!({"enterprise_projects": [{"id": "e1", "name": "retail", "status": 1}], "total_count": 1});
    vec![
        ("a.json", users()),
        ("b.json", groups()),
        ("c.json", members("g1", &[("u1", "mara")])),
        ("d.json", members("g2", &[("u1", "mara"), ("u2", "joel")])),
        ("e.json", projects()),
        ("f.json", system),
        ("g.json", roles()),
        ("h.json", assignments()),
        ("i.json", agencies.to_string()),
        ("j.json", eps.to_string()),
    ]
}

pub const WHOLE: [&str; 6] = [
    "build holds see images in enterprise project retail",
    "joel is in readers",
    "mara is in ops",
    "mara is in readers",
    "ops holds list images in all resources",
    "readers holds see images in eu-de_shop",
];
