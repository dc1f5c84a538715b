//! What an edit of the account leaves standing: only what it touches is compiled again.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use crate::model::{Context, Document, PermissionId, Principal, TableId};

use super::super::Engine;
use super::column::Columns;
use super::permission::{Compiled, Compiler, outright};
use super::universe::named_outright;

/// What changed in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edit {
    /// What is granted or attached to a principal, or the principal itself.
    Principal(Principal),
    /// A permission's content or name.
    Permission(PermissionId),
    /// Who is in which group, who is enabled.
    Membership,
}

impl Columns {
    /// The columns of an account that differs from this one's by `edits` only.
    ///
    /// INVARIANT: equal to [`Columns::new`] of the same engine, whatever was kept. An edit that adds or
    /// removes rows, or that moves what everything else stands on, compiles everything again.
    #[must_use]
    pub fn edited(&self, engine: Arc<Engine>, edits: &[Edit]) -> Self {
        if !self.same_ground(&engine, edits) {
            return Self::new(engine).under(&self.context);
        }
        let mut columns = Self {
            engine,
            universe: Arc::clone(&self.universe),
            compiled: Arc::clone(&self.compiled),
            control: self.control.clone(),
            props: Arc::clone(&self.props),
            members: self.members.clone(),
            shelf: self.shelf.clone(),
            context: self.context.clone(),
        };
        let mut touched: Vec<Principal> = Vec::new();
        for edit in edits {
            match edit {
                Edit::Principal(subject) => touched.push(*subject),
                Edit::Membership => columns.members = OnceLock::new(),
                Edit::Permission(permission) => {
                    columns.recompile(*permission);
                    columns.shelf.forget_gates();
                    touched.extend(columns.holders(|known| known == *permission));
                }
            }
        }
        if touched.iter().any(|it| !matches!(it, Principal::Group(_))) {
            // They also list who has grants of its own.
            columns.members = OnceLock::new();
        }
        columns.shelf.forget(&columns.engine, &touched);
        columns
    }

    /// The columns as they would be without some statements of a permission's document.
    ///
    /// INVARIANT: equal to [`Columns::new`] of an account whose document lacks them, but for actions that only they name.
    #[must_use]
    pub fn without_statements(&self, permission: PermissionId, gone: &[usize]) -> Self {
        let mut columns = self.clone();
        let mut shortened = self.engine.account().permission(permission).clone();
        let Some(document) = &mut shortened.document else {
            return columns;
        };
        let mut kept = Vec::new();
        let mut at = 0;
        document.statements.retain(|_| {
            let stays = !gone.contains(&at);
            if stays {
                kept.push(at);
            }
            at += 1;
            stays
        });
        let mut compiled = self.compiler().permission(&shortened);
        // They are looked up in the document as the account has it.
        for aside in &mut compiled.aside {
            aside.statement = kept.get(aside.statement).copied().unwrap_or(at);
        }
        columns.replace(permission, compiled);
        columns.shelf.forget_gates();
        columns
            .shelf
            .forget(&self.engine, &self.holders(|known| known == permission));
        columns
    }

    fn compiler(&self) -> Compiler<'_> {
        Compiler::new(&self.engine, &self.universe).under(&self.context)
    }

    /// The columns of the same account under circumstances: what is said about condition keys. Only what tests any is
    /// compiled again.
    #[must_use]
    pub fn under(&self, context: &Context) -> Self {
        let mut columns = self.clone();
        if self.context == *context {
            return columns;
        }
        columns.context.clone_from(context);
        let account = self.engine.account();
        let hangs = |document: &Document| !document.statements.iter().all(outright);
        let touched: HashSet<PermissionId> = account
            .permissions
            .iter()
            .filter(|(_, permission)| permission.document.as_ref().is_some_and(hangs))
            .map(|(id, _)| id)
            .collect();
        let mut compiler = columns.compiler();
        let compiled = account.permissions.iter().zip(self.compiled.iter());
        let compiled: Arc<[Arc<Compiled>]> = compiled
            .map(|((id, permission), known)| match touched.contains(&id) {
                true => Arc::new(compiler.permission(permission)),
                false => Arc::clone(known),
            })
            .collect();
        let control = compiler.control(account);
        columns.compiled = compiled;
        columns.control = control;
        columns.shelf.forget_gates();
        let holders = self.holders(|permission| touched.contains(&permission));
        columns.shelf.forget(&self.engine, &holders);
        columns
    }

    fn replace(&mut self, permission: PermissionId, compiled: Compiled) {
        let mut all = self.compiled.to_vec();
        if let Some(slot) = all.get_mut(permission.index()) {
            *slot = Arc::new(compiled);
        }
        self.compiled = all.into();
    }

    /// Whether tables, actions, names and control policies are what they were.
    fn same_ground(&self, engine: &Engine, edits: &[Edit]) -> bool {
        let (old, new) = (self.engine.account(), engine.account());
        let sizes = |account: &crate::model::Account| {
            [
                account.permissions.len(),
                account.users.len(),
                account.groups.len(),
                account.projects.len(),
                account.enterprise_projects.len(),
                account.agencies.len(),
            ]
        };
        sizes(old) == sizes(new)
            && self.engine.settings() == engine.settings()
            && old.scps == new.scps
            && old.unreadable_scps == new.unreadable_scps
            && old.domain.name == new.domain.name
            && edits.iter().all(|edit| {
                let Edit::Permission(permission) = edit else {
                    return true;
                };
                let (old, new) = (old.permission(*permission), new.permission(*permission));
                let needs = |document: &Option<Document>| {
                    document.as_ref().map(|document| document.depends.clone())
                };
                let names = |document: &Option<Document>| -> Vec<String> {
                    let names = document.iter().flat_map(named_outright);
                    let mut unknown: Vec<String> = names
                        .filter(|name| engine.catalogue().find_action(name).is_none())
                        .map(std::borrow::Cow::into_owned)
                        .collect();
                    unknown.sort();
                    unknown.dedup();
                    unknown
                };
                old.display_name == new.display_name
                    && needs(&old.document).unwrap_or_default()
                        == needs(&new.document).unwrap_or_default()
                    && names(&old.document) == names(&new.document)
            })
    }

    fn recompile(&mut self, permission: PermissionId) {
        let compiled = self
            .compiler()
            .permission(self.engine.account().permission(permission));
        self.replace(permission, compiled);
    }

    /// The subjects that any of some permissions is granted or attached to.
    fn holders(&self, wanted: impl Fn(PermissionId) -> bool) -> Vec<Principal> {
        let account = self.engine.account();
        let assigned = account.assignments.rows().iter();
        let assigned = assigned
            .filter(|assignment| wanted(assignment.permission))
            .map(|assignment| assignment.subject);
        let attached = account.identity_attachments.iter();
        let attached = attached
            .filter(|(_, attached)| wanted(*attached))
            .map(|(subject, _)| *subject);
        let mut holders: Vec<Principal> = assigned.chain(attached).collect();
        holders.sort_unstable();
        holders.dedup();
        holders
    }
}
