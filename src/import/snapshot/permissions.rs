//! Permissions: the role objects of the snapshot, then what assignments refer to beyond them.
//! A role object wins over the embedded permission of its name; a reference to neither is kept, with unknown content.

use std::collections::HashMap;

use serde_json::Value;

use crate::catalogue::{Catalogue, SystemKind};
use crate::engine::content::system_content;
use crate::engine::document::{Place, parse};
use crate::model::{
    Account, Basis, Document, Permission, PermissionId, PermissionKind, Provenance,
    SystemPermissionId,
};

use super::super::fields::{self, Fields, LEFT_OUT};
use super::super::problem::Problems;
use super::super::reference::{Found, Names, Reference};
use super::super::system::SystemNames;
use super::duplicate;

/// The permissions of an account that is being read.
#[derive(Debug)]
pub(super) struct Permissions<'c> {
    system: SystemNames<'c>,
    /// Role objects by id and display name.
    roles: Names<PermissionId>,
    /// Role objects by internal name, which counts only where no display name is meant.
    internal: Names<PermissionId>,
    /// Rows made for what the embedded catalogue knows.
    embedded: HashMap<SystemPermissionId, PermissionId>,
    /// Ids given with references that the catalogue resolved, and whatever could not be resolved.
    others: Names<PermissionId>,
}

impl<'c> Permissions<'c> {
    pub(super) fn new(system: SystemNames<'c>) -> Self {
        Self {
            system,
            roles: Names::default(),
            internal: Names::default(),
            embedded: HashMap::new(),
            others: Names::default(),
        }
    }

    pub(super) fn roles(
        &mut self,
        fields: &mut Fields,
        account: &mut Account,
        problems: &mut Problems,
    ) {
        fields::each(fields, "roles", problems, |fields, place, problems| {
            let role = self.role(fields, place, problems)?;
            let row = account.permissions.push(role);
            let role = account.permissions.get(row);
            self.roles.row(&role.id, &role.display_name, row);
            self.internal.name(&role.name, row);
            Some(())
        });
    }

    fn role(
        &mut self,
        mut fields: Fields,
        place: &Place<'_>,
        problems: &mut Problems,
    ) -> Option<Permission> {
        let name = fields::optional(&mut fields, "name", place, problems).unwrap_or_default();
        let display_name = fields::optional(&mut fields, "display_name", place, problems)
            .filter(|shown| !shown.is_empty())
            .unwrap_or_else(|| name.clone());
        let id = fields::optional(&mut fields, "id", place, problems)
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| display_name.clone());
        if display_name.is_empty() {
            let key = place.key("display_name");
            problems.wrong(&key, "a name or display_name", None, LEFT_OUT);
            return None;
        }
        if self.roles.has(&id) {
            duplicate(&id, place, problems);
            return None;
        }
        let catalog = fields::optional(&mut fields, "catalog", place, problems).unwrap_or_default();
        let kind = kind(&fields, &catalog);
        let (document, basis) = match fields.shift_remove("policy") {
            None | Some(Value::Null) => self.known(kind, &display_name, &name),
            Some(policy) => content("policy", policy, &mut fields, (place, problems)),
        };
        Some(Permission {
            id,
            name,
            display_name,
            catalog,
            kind,
            provenance: Provenance::Snapshot,
            basis,
            document,
            extra: fields,
        })
    }

    /// The embedded content of a role object without a policy.
    fn known(
        &mut self,
        kind: PermissionKind,
        display_name: &str,
        name: &str,
    ) -> (Option<Document>, Basis) {
        if !kind.is_system() {
            return (None, Basis::Unknown);
        }
        match self.system.find(&Reference::named(display_name, name)) {
            Some(id) => system_content(self.system.catalogue(), id),
            None => (None, Basis::Unknown),
        }
    }

    /// The permission a reference leads to. It always leads to one, unless several have that name.
    pub(super) fn resolve(
        &mut self,
        reference: &Reference<'_>,
        account: &mut Account,
    ) -> Found<PermissionId> {
        for found in [self.roles.find(reference), self.internal.find(reference)] {
            if found != Found::None {
                return found;
            }
        }
        if let Some(id) = self.system.find(reference) {
            return self.embedded(id, reference, account);
        }
        // Ids win: two unknown ids are two permissions, whatever they are called.
        let known = match &reference.id {
            Some(id) => self.others.by_id(id),
            None => reference
                .words()
                .find_map(|word| match self.others.by_name(word) {
                    Found::One(row) => Some(row),
                    Found::Several | Found::None => None,
                }),
        };
        Found::One(known.unwrap_or_else(|| self.missing(reference, account)))
    }

    /// Adds every system-defined permission that nothing referred to: it could be attached.
    pub(super) fn complete(&mut self, account: &mut Account) {
        let catalogue = self.system.catalogue();
        for (id, system) in catalogue.permissions.iter() {
            self.embedded(id, &Reference::named(system.name, ""), account);
        }
    }

    fn embedded(
        &mut self,
        id: SystemPermissionId,
        reference: &Reference<'_>,
        account: &mut Account,
    ) -> Found<PermissionId> {
        let catalogue = self.system.catalogue();
        let system = catalogue.permissions.get(id);
        // An old or internal name may still mean a role object of the snapshot.
        let found = self.roles.by_name(system.name);
        if found != Found::None {
            return found;
        }
        if let Some(row) = self.embedded.get(&id) {
            return Found::One(*row);
        }
        let (document, basis) = system_content(catalogue, id);
        let row = account.permissions.push(Permission {
            id: written(reference),
            name: reference.name.as_deref().unwrap_or_default().to_owned(),
            display_name: system.name.to_owned(),
            catalog: catalog(catalogue, id),
            kind: match system.kind {
                SystemKind::Role => PermissionKind::SystemRole,
                SystemKind::Policy => PermissionKind::SystemPolicy,
            },
            provenance: Provenance::Catalogue(id),
            basis,
            document,
            extra: Fields::new(),
        });
        self.embedded.insert(id, row);
        if let Some(id) = &reference.id {
            self.others.add(id, row);
        }
        Found::One(row)
    }

    fn missing(&mut self, reference: &Reference<'_>, account: &mut Account) -> PermissionId {
        let mut permission = missing(reference);
        // A name that is another's id must not become one.
        if reference.id.is_none() && self.roles.has(&permission.id) {
            permission.id = format!("the role called {}", permission.id);
        }
        let row = account.permissions.push(permission);
        let permission = account.permissions.get(row);
        self.others.add(&permission.id, row);
        for name in [&permission.display_name, &permission.name] {
            if self.others.by_name(name) == Found::None {
                self.others.name(name, row);
            }
        }
        row
    }
}

/// What is referred to and found nowhere.
pub(super) fn missing(reference: &Reference<'_>) -> Permission {
    Permission {
        id: written(reference),
        name: reference.name.as_deref().unwrap_or_default().to_owned(),
        display_name: reference.words().next().unwrap_or_default().to_owned(),
        catalog: String::new(),
        kind: PermissionKind::Unresolved,
        provenance: Provenance::Missing,
        basis: Basis::Unknown,
        document: None,
        extra: Fields::new(),
    }
}

/// The id, or the reference as written when there is none.
fn written(reference: &Reference<'_>) -> String {
    let word = reference.id.as_deref().or_else(|| reference.words().next());
    word.unwrap_or_default().to_owned()
}

fn catalog(catalogue: &Catalogue, id: SystemPermissionId) -> String {
    match catalogue.permissions.get(id).service {
        Some(service) => catalogue.services.get(service).short.to_owned(),
        None => "BASE".to_owned(),
    }
}

/// Section 0: what a role object is.
fn kind(fields: &Fields, catalog: &str) -> PermissionKind {
    let given = |value: &Value| !value.is_null() && value.as_str() != Some("");
    if fields.get("domain_id").is_some_and(given) || catalog.eq_ignore_ascii_case("CUSTOMED") {
        PermissionKind::Custom
    } else if fields.get("flag").and_then(Value::as_str) == Some("fine_grained") {
        PermissionKind::SystemPolicy
    } else {
        PermissionKind::SystemRole
    }
}

/// The content of an object. What cannot be evaluated stays in its `extra`, so that it is written back.
pub(super) fn content(
    key: &'static str,
    value: Value,
    fields: &mut Fields,
    (place, problems): (&Place<'_>, &mut Problems),
) -> (Option<Document>, Basis) {
    match parse(&value) {
        Ok((document, _)) => (Some(document), Basis::Imported),
        Err(error) => {
            let path = place.key(key).path_below(&error.pointer);
            let advice = "its content counts as unknown";
            problems.at_path(path, error.expected, error.found, advice);
            fields.insert(key.to_owned(), value);
            (None, Basis::Unknown)
        }
    }
}
