//! A document's place in an account: what is called as it is, who carries it and whether it acts there, and which of the
//! names it speaks of the account has.

use std::sync::Arc;

use crate::analysis::audit::{self, Options, Severity, Subject as Found};
use crate::engine::Engine;
use crate::engine::compiled::Columns;
use crate::engine::document::quote;
use crate::model::{
    Account, Assignment, Base, Basis, Document, Permission, PermissionId, PermissionKind,
    ResourceClause, Scope, Version,
};

use super::bench::{Bench, Part, Remark, statement_at, token};

/// The rules of the audit about the place of a permission.
const RULES: [&str; 6] = ["L01", "L02", "L04", "L05", "L06", "L09"];

/// An account that documents belong into.
#[derive(Debug)]
pub struct Home {
    engine: Arc<Engine>,
}

/// The permissions of the account that a file of this name would be.
fn namesakes<'a>(
    account: &'a Account,
    name: &'a str,
) -> impl Iterator<Item = (PermissionId, &'a Permission)> {
    let permissions = account.permissions.iter();
    permissions.filter(move |(_, one)| {
        one.display_name.eq_ignore_ascii_case(name) || one.name.eq_ignore_ascii_case(name)
    })
}

/// Who holds the account's policy of this name, and where; `None` if it has none.
#[must_use]
pub fn carriers(account: &Account, name: &str) -> Option<Vec<Assignment>> {
    let own = own(account, name)?;
    let assigned = account.assignments.rows().iter().copied();
    let attached = account.identity_attachments.iter();
    let attached = attached.map(|(subject, permission)| Assignment {
        subject: *subject,
        permission: *permission,
        scope: Scope::All,
    });
    let all = assigned.chain(attached);
    Some(all.filter(|one| one.permission == own).collect())
}

fn own(account: &Account, name: &str) -> Option<PermissionId> {
    let mut own = namesakes(account, name).filter(|(_, one)| one.kind.is_own());
    own.next().map(|(id, _)| id)
}

/// Whether both are of the same kind of policy: one of 5.0 is kept apart from the others.
fn alike(one: &Document, other: &Document) -> bool {
    (one.version == Version::Identity) == (other.version == Version::Identity)
}

/// Whether a document could be written in the place of the account's.
fn replaceable(account: &Account, id: PermissionId, document: &Document) -> bool {
    let there = account.permission(id).document.as_ref();
    there.is_none_or(|there| alike(there, document))
}

impl Home {
    /// The account of this engine.
    #[must_use]
    pub fn new(engine: Arc<Engine>) -> Self {
        Self { engine }
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &Account {
        self.engine.account()
    }

    pub(super) fn judge(&self, bench: &mut Bench<'_>, document: &Document, name: &str) {
        let account = self.account();
        self.taken(bench, document, name);
        if let Some(id) = own(account, name).filter(|id| replaceable(account, *id, document)) {
            self.carried(bench, document, id);
        }
        // Where the account could not be read whole, what is not there may be there.
        if account.unread.is_empty() {
            depends(bench, document, account);
            asked(bench, document, account);
        }
    }

    fn taken(&self, bench: &mut Bench<'_>, document: &Document, name: &str) {
        let account = self.account();
        let system = namesakes(account, name).find(|(_, one)| one.kind.is_system());
        if let Some((_, one)) = system {
            let kind = one.kind.text();
            let message = format!("a system-defined {kind} is called {} already", quote(name));
            bench.add(Remark::new("G16", Severity::Warn, "", message));
        }
        let own: Vec<&Permission> = namesakes(account, name)
            .map(|(_, one)| one)
            .filter(|one| one.kind.is_own())
            .collect();
        if own.len() > 1 {
            let message = format!(
                "{} policies of the account are called {}",
                own.len(),
                quote(name)
            );
            bench.add(Remark::new("G16", Severity::Warn, "", message));
        }
        let there = own.first().and_then(|one| one.document.as_ref());
        if let Some(there) = there.filter(|there| !alike(there, document)) {
            let message = format!(
                "the account's {} is of version {}, this is of version {}: one cannot replace the other",
                quote(name),
                there.version.text(),
                document.version.text()
            );
            bench.add(Remark::new("G16", Severity::Warn, "/Version", message));
        }
    }

    /// What the audit would say of the policy of this name, were it what the text says.
    fn carried(&self, bench: &mut Bench<'_>, document: &Document, id: PermissionId) {
        let mut account = self.account().clone();
        let permission = account.permissions.get_mut(id);
        permission.document = Some(document.clone());
        permission.basis = Basis::Imported;
        let engine = Engine::new(
            self.engine.catalogue(),
            Arc::new(account),
            self.engine.settings(),
        );
        let columns = Columns::new(Arc::new(engine));
        let found = audit::audit(&columns, Options::default(), &|rule| {
            RULES.contains(&rule.id)
        });
        for finding in found {
            let about = match finding.subject {
                Found::Permission(one) | Found::Assignment(_, one, _) => one == id,
                Found::Principal(_) | Found::Account => false,
            };
            if about {
                let account = columns.engine().account();
                let message = match finding.subject {
                    Found::Assignment(..) => {
                        let at = finding.subject.text(account);
                        if finding.title.contains(&at) {
                            finding.title.clone()
                        } else {
                            format!("{}: {at}", finding.title)
                        }
                    }
                    _ => finding.title.clone(),
                };
                let message = crate::engine::document::escaped(&message);
                let remark = Remark::new(finding.rule.id, finding.severity, "", message);
                bench.add(remark.help(finding.fix));
            }
        }
    }
}

/// Dependencies that nothing is called as.
fn depends(bench: &mut Bench<'_>, document: &Document, account: &Account) {
    for (index, wanted) in document.depends.iter().enumerate() {
        let known = |one: &Permission| {
            let named = [&one.display_name, &one.name, &one.id];
            one.kind != PermissionKind::Unresolved
                && named.iter().any(|name| name.eq_ignore_ascii_case(wanted))
        };
        if !account.permissions.rows().iter().any(known) {
            let message = format!("the account has no permission called {}", quote(wanted));
            let place = match bench.value.pointer("/Depends") {
                Some(serde_json::Value::Array(_)) => format!("/Depends/{index}"),
                _ => "/Depends".to_owned(),
            };
            bench.add(Remark::new("G17", Severity::Warn, place, message));
        }
    }
}

/// Agencies, projects, users and enterprise projects that a document asks for by name.
fn asked(bench: &mut Bench<'_>, document: &Document, account: &Account) {
    let literal = |text: &str| !text.contains(['*', '?', '$']);
    for (index, statement) in document.statements.iter().enumerate() {
        let place = statement_at(bench.value, index);
        if let ResourceClause::Agencies(uris) = &statement.resources {
            for (at, uri) in uris.iter().enumerate() {
                let Some(name) = uri
                    .strip_prefix("/iam/agencies/")
                    .filter(|name| literal(name))
                else {
                    continue;
                };
                let rows = account.agencies.rows();
                if !rows.iter().any(|one| one.id == name || one.name == name) {
                    let list = format!("{place}/Resource/uri");
                    let place = match bench.value.pointer(&list) {
                        Some(serde_json::Value::Array(_)) => format!("{list}/{at}"),
                        _ => list,
                    };
                    let message = format!("the account has no agency called {}", quote(name));
                    bench.add(Remark::new("G17", Severity::Warn, place, message));
                }
            }
        }
        for test in &statement.conditions {
            let exact = test.operator.is_some_and(|operator| {
                matches!(
                    operator.base,
                    Base::StringEquals | Base::StringEqualsIgnoreCase
                )
            });
            if !exact {
                continue;
            }
            for (at, value) in test
                .values
                .iter()
                .enumerate()
                .filter(|(_, value)| literal(value))
            {
                let Some(kind) = missing(account, &test.key, value) else {
                    continue;
                };
                let list = format!(
                    "{place}/Condition/{}/{}",
                    token(&test.operator_text),
                    token(&test.key)
                );
                let place = match bench.value.pointer(&list) {
                    Some(serde_json::Value::Array(_)) => format!("{list}/{at}"),
                    _ => list,
                };
                let message = format!("the account has no {kind} {}", quote(value));
                bench.add(Remark::new("G17", Severity::Warn, place, message).on(Part::Value));
            }
        }
    }
}

/// What the account lacks, if the key names such things.
fn missing(account: &Account, key: &str, value: &str) -> Option<&'static str> {
    let (there, kind) = match key.to_lowercase().as_str() {
        "g:projectname" => {
            let mut rows = account.projects.rows().iter();
            (
                rows.any(|one| one.name.eq_ignore_ascii_case(value)),
                "project called",
            )
        }
        "g:username" => {
            let mut rows = account.users.rows().iter();
            (
                rows.any(|one| one.name.eq_ignore_ascii_case(value)),
                "user called",
            )
        }
        "g:enterpriseprojectid" => {
            let mut rows = account.enterprise_projects.rows().iter();
            (
                value == "0" || rows.any(|one| one.id == value),
                "enterprise project with the id",
            )
        }
        _ => return None,
    };
    (!there).then_some(kind)
}
