//! Whether somebody is answered alike with and without something, everywhere it could matter.
//!
//! Two columns of equal letters are not yet alike: where both say "conditional", what goes may have been one of the
//! ways to fulfil the condition. So it must have nothing to say about such an action.

use std::collections::BTreeSet;

use crate::engine::compiled::{Bits, Columns, Desk, Stand};
use crate::model::{EnterpriseProjectId, GroupId, Principal, ProjectId, Scope, Statement, Version};

use super::ground::Ground;

/// What is left out between two columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missing<'a> {
    /// The actions that it speaks of.
    pub touched: &'a Bits,
    /// Whether it only denies: then a denial need not stay an explicit one.
    pub denial: bool,
}

/// Columns with something and without it.
pub(super) struct Bench {
    pub with: Desk,
    pub without: Desk,
}

impl Bench {
    pub fn new(columns: &Columns) -> Self {
        let desk = Desk::new(columns.universe().len());
        Self {
            with: desk.clone(),
            without: desk,
        }
    }

    /// Whether the two columns say the same, whatever a request leaves open.
    pub fn alike(&self, missing: Missing<'_>) -> bool {
        let (with, without) = (&self.with.decisions, &self.without.decisions);
        with.allow == without.allow
            && with.conditional == without.conditional
            && (missing.denial || with.explicit == without.explicit)
            && !with.conditional.meets(missing.touched)
    }
}

impl Ground<'_> {
    /// The places where what these subjects hold may come to something else than anywhere, those of one project first.
    pub fn places(&self, subjects: &[Principal]) -> Vec<Stand> {
        let account = self.account();
        let mut projects: BTreeSet<ProjectId> = BTreeSet::new();
        let mut seconds: BTreeSet<EnterpriseProjectId> = BTreeSet::new();
        // A service control policy may ask for the project.
        let mut everywhere = account.scps.is_some();
        for subject in subjects {
            for grant in self.own(*subject) {
                match grant.scope {
                    Scope::Project(project) => {
                        projects.extend(self.with_below(project));
                    }
                    Scope::Subprojects(project) => projects.extend(self.below(project)),
                    Scope::EnterpriseProject(project) => {
                        seconds.insert(project);
                    }
                    Scope::Global | Scope::All => {}
                }
                everywhere |= self
                    .columns
                    .compiled(grant.permission)
                    .is_some_and(|compiled| compiled.aside.iter().any(|it| it.hangs.project));
            }
        }
        if everywhere {
            projects.extend(account.projects.ids());
        }
        let projects = || projects.iter().copied().map(Some).chain([None]);
        let seconds = std::iter::once(None).chain(seconds.into_iter().map(Some));
        seconds
            .flat_map(|enterprise_project| {
                projects().map(move |project| Stand {
                    project,
                    enterprise_project,
                })
            })
            .collect()
    }

    /// Whether a statement names something that the catalogue does not know: nobody can say what goes without it.
    pub fn is_beyond(&self, statement: &Statement, version: Version) -> bool {
        let universe = self.columns.universe();
        let mut patterns = statement.actions.patterns().iter();
        patterns.any(|pattern| universe.matching(pattern, version).is_empty())
    }

    /// A project and those in it, to which a grant on it may reach.
    pub fn with_below(&self, project: ProjectId) -> impl Iterator<Item = ProjectId> {
        std::iter::once(project).chain(self.below(project))
    }

    /// The projects in a project.
    pub fn below(&self, parent: ProjectId) -> impl Iterator<Item = ProjectId> {
        let projects = self.account().projects.iter();
        projects
            .filter(move |(_, project)| project.parent == Some(parent))
            .map(|(id, _)| id)
    }

    /// Whose grants reach a principal.
    pub fn asking(&self, principal: Principal) -> Vec<Principal> {
        match principal {
            Principal::User(id) => Self::reaching(&self.account().user(id).groups, principal),
            Principal::Group(_) | Principal::Agency(_) => vec![principal],
        }
    }

    /// Whose grants reach a principal, if these are its groups.
    pub fn reaching(groups: &[GroupId], principal: Principal) -> Vec<Principal> {
        let groups = groups.iter().map(|group| Principal::Group(*group));
        groups.chain([principal]).collect()
    }
}
