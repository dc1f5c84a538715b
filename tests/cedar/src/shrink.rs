//! From a disagreement to a small one: whatever can be left out while the two still disagree is left out.

use std::fmt;
use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::Engine;
use permlens::model::{
    ActionClause, Document, Permission, Principal, ResourceClause, Table, TableId,
};

use crate::contest::{Disagreement, agree};
use crate::oracle::{Oracle, world};
use crate::reading::Reading;
use crate::translate::Domain;

impl Disagreement {
    /// The same disagreement with as little around it as a greedy search leaves.
    #[must_use]
    pub fn shrunk(mut self) -> Self {
        while let Some(smaller) = self.candidates().into_iter().find_map(Self::judged) {
            self = smaller;
        }
        self
    }

    /// Asks both again, without any mistake; `None` where they agree.
    #[must_use]
    pub fn judged(self) -> Option<Self> {
        let asked = self.asked();
        (!agree(&asked.question, asked.engine, asked.cedar)).then_some(asked)
    }

    /// Asks both again, without any mistake, whether they agree or not.
    #[must_use]
    pub fn asked(self) -> Self {
        let domain = Domain::of(&self.account, [&self.request]);
        let reading = Reading {
            settings: self.settings,
            mistake: None,
        };
        let cedar = Oracle::new(world(&self.account, reading), &domain).decide(&self.request);
        let account = Arc::new(self.account.clone());
        let engine =
            Engine::new(Catalogue::embedded(), account, self.settings).decide(&self.question);
        Self {
            engine,
            cedar,
            ..self
        }
    }

    /// The same with one thing less.
    fn candidates(&self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut push = |change: &dyn Fn(&mut Self)| {
            let mut changed = self.clone();
            change(&mut changed);
            found.push(changed);
        };
        if self.account.scps.is_some() {
            push(&|case| case.account.scps = None);
        }
        for at in 0..self.account.assignments.len() {
            push(&|case| case.account.assignments = without(&self.account.assignments, at));
        }
        for at in 0..self.account.identity_attachments.len() {
            push(&|case| {
                case.account.identity_attachments.remove(at);
            });
        }
        for at in 0..self.account.scps.iter().flatten().count() {
            for smaller in self
                .account
                .scps
                .iter()
                .flatten()
                .nth(at)
                .map(smaller)
                .iter()
                .flatten()
            {
                push(&|case| {
                    if let Some(control) =
                        case.account.scps.as_mut().and_then(|all| all.get_mut(at))
                    {
                        smaller.clone_into(control);
                    }
                });
            }
        }
        for (id, permission) in self.account.permissions.iter() {
            for smaller in permission.document.iter().flat_map(smaller) {
                push(&|case| {
                    case.account.permissions.get_mut(id).document = Some(smaller.clone());
                });
            }
        }
        for (key, _) in self.request.context.iter() {
            push(&|case| {
                case.request.context.remove(key);
                case.question.context.remove(key);
            });
        }
        if self.request.enterprise_project.is_some() {
            push(&|case| {
                case.request.enterprise_project = None;
                case.question.enterprise_project = None;
            });
        }
        found
    }
}

fn without<I: TableId, T: Clone>(table: &Table<I, T>, at: usize) -> Table<I, T> {
    let rows = table.rows().iter().enumerate();
    rows.filter(|(index, _)| *index != at)
        .map(|(_, row)| row.clone())
        .collect()
}

/// A document with one statement, one test, one pattern or one dependency less.
fn smaller(document: &Document) -> Vec<Document> {
    let mut found = Vec::new();
    let mut push = |change: &dyn Fn(&mut Document)| {
        let mut changed = document.clone();
        change(&mut changed);
        found.push(changed);
    };
    for at in 0..document.depends.len() {
        push(&|document| drop(document.depends.remove(at)));
    }
    for (at, statement) in document.statements.iter().enumerate() {
        push(&|document| drop(document.statements.remove(at)));
        for test in 0..statement.conditions.len() {
            push(&|document| drop(document.statements[at].conditions.remove(test)));
            for value in 0..statement.conditions[test].values.len() {
                push(&|document| {
                    document.statements[at].conditions[test]
                        .values
                        .remove(value);
                });
            }
        }
        if statement.resources != ResourceClause::All {
            push(&|document| document.statements[at].resources = ResourceClause::All);
        }
        let patterns = statement.actions.patterns().len();
        for pattern in 0..(if patterns > 1 { patterns } else { 0 }) {
            push(&|document| match &mut document.statements[at].actions {
                ActionClause::Any(patterns) | ActionClause::NoneOf(patterns) => {
                    patterns.remove(pattern);
                }
            });
        }
    }
    found
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "permlens: {:?}, Cedar: {:?}, {:?}",
            self.engine, self.cedar, self.settings
        )?;
        writeln!(f, "  {:?}", self.request)?;
        if self.question != self.request {
            writeln!(f, "  of which permlens was told {:?}", self.question)?;
        }
        if let Principal::User(id) = self.request.principal {
            writeln!(f, "  its groups: {:?}", self.account.user(id).groups)?;
        }
        for row in self.account.assignments.rows() {
            write!(f, "  {:?} in {:?}: ", row.subject, row.scope)?;
            show(f, self.account.permission(row.permission))?;
        }
        for (subject, permission) in &self.account.identity_attachments {
            write!(f, "  {subject:?}: ")?;
            show(f, self.account.permission(*permission))?;
        }
        for control in self.account.scps.iter().flatten() {
            writeln!(f, "  service control: {:?}", control.statements)?;
        }
        Ok(())
    }
}

fn show(f: &mut fmt::Formatter<'_>, permission: &Permission) -> fmt::Result {
    let name = &permission.display_name;
    match &permission.document {
        Some(document) => writeln!(
            f,
            "{name:?} {} {:?} depends on {:?}",
            document.version.text(),
            document.statements,
            document.depends
        ),
        None => writeln!(f, "{name:?}, of unknown content"),
    }
}
