//! Taking one statement away on trial: whether anybody is answered otherwise.

use std::collections::{HashMap, HashSet};

use crate::engine::compiled::{Bits, Columns, Stand};
use crate::model::{
    Decision, Effect, EnterpriseProjectId, PermissionId, Principal, ProjectId, Scope, Statement,
};

use super::alike::{Bench, Missing};
use super::ground::Ground;

/// The columns with a statement, and those without.
pub(super) struct Trial<'a> {
    pub with: &'a Columns,
    pub without: &'a Columns,
    pub statement: &'a Statement,
    /// What it names.
    pub actions: &'a Bits,
    /// Whether its permission depends on others: then more may change than what it names.
    pub gated: bool,
}

impl Trial<'_> {
    /// Whether a principal is answered otherwise at a place.
    fn differs(&self, principal: Principal, stand: Stand, bench: &mut Bench) -> bool {
        // So many cells are asked sooner one by one than in two columns.
        const FEW: usize = 24;
        let denial = self.statement.effect == Effect::Deny;
        if self.gated || self.actions.iter().nth(FEW).is_some() {
            self.with.fill(principal, stand, &mut bench.with);
            self.without.fill(principal, stand, &mut bench.without);
            let touched = self.actions;
            return !bench.alike(Missing { touched, denial });
        }
        self.actions.iter().any(|action| {
            let [with, without] =
                [self.with, self.without].map(|columns| columns.cell(principal, action, stand));
            let stays = with == without || (denial && !may(with) && !may(without));
            !stays || with == Decision::Conditional
        })
    }
}

fn may(decision: Decision) -> bool {
    matches!(decision, Decision::Allow | Decision::Conditional)
}

/// Where what is granted in a scope can count: whatever else is asked there.
fn reached_by(ground: &Ground<'_>, scope: Scope) -> Vec<Stand> {
    let account = ground.account();
    let projects: Vec<Option<ProjectId>> = match scope {
        Scope::Project(project) => ground.with_below(project).map(Some).collect(),
        Scope::Subprojects(project) => ground.below(project).map(Some).collect(),
        Scope::Global | Scope::All | Scope::EnterpriseProject(_) => {
            let all = account.projects.ids().map(Some);
            std::iter::once(None).chain(all).collect()
        }
    };
    let seconds: Vec<Option<EnterpriseProjectId>> = match scope {
        Scope::EnterpriseProject(project) => vec![Some(project)],
        _ => {
            let all = account.enterprise_projects.ids().map(Some);
            std::iter::once(None).chain(all).collect()
        }
    };
    let stands = seconds.into_iter().flat_map(|enterprise_project| {
        projects.iter().map(move |project| Stand {
            project: *project,
            enterprise_project,
        })
    });
    stands.collect()
}

/// Whether anybody's answers differ with a statement and without it.
pub(super) fn matters(
    ground: &Ground<'_>,
    id: PermissionId,
    trial: &Trial<'_>,
    bench: &mut Bench,
) -> bool {
    let account = ground.account();
    let mut stands: HashMap<Scope, Vec<Stand>> = HashMap::new();
    let mut asked: HashSet<(Principal, Scope)> = HashSet::new();
    let mut differs = |principal: Principal, scope: Scope| {
        let stands = stands
            .entry(scope)
            .or_insert_with(|| reached_by(ground, scope));
        asked.insert((principal, scope))
            && stands
                .iter()
                .any(|stand| trial.differs(principal, *stand, bench))
    };
    let holders = ground.holders(id);
    if holders
        .iter()
        .any(|assignment| differs(assignment.subject, assignment.scope))
    {
        return true;
    }
    // What a group's own grants allow or deny in the place of an Allow, they do for every member; but what a group is
    // not allowed, its members may be through others.
    if trial.statement.effect == Effect::Allow && !trial.gated {
        return false;
    }
    holders.iter().any(|assignment| {
        let Principal::Group(group) = assignment.subject else {
            return false;
        };
        let mut members = account.group(group).members.iter();
        account.members_unread(group)
            || members.any(|user| differs(Principal::User(*user), assignment.scope))
    })
}
