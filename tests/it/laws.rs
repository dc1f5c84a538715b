//! Laws of the engine, tried on random accounts. The first is the most valuable test there is:
//! the compiled path and the explaining path are independent code and must never disagree.

use std::sync::Arc;

use permlens::engine::compiled::{Columns, Decisions, Stand};
use permlens::model::{
    AgencyId, Decision, EnterpriseProjectId, GroupId, Principal, ProjectId, TableId, UserId,
};
use proptest::prelude::*;

use crate::random::{ACTIONS, GROUPS, PROJECTS, USERS, account, engine};

pub fn principals() -> impl Iterator<Item = Principal> {
    (0..USERS)
        .map(|at| Principal::User(UserId::from_index(at)))
        .chain((0..GROUPS).map(|at| Principal::Group(GroupId::from_index(at))))
        .chain([Principal::Agency(AgencyId::from_index(0))])
}

pub fn stands() -> impl Iterator<Item = Stand> {
    let enterprise = [None, Some(EnterpriseProjectId::from_index(0))];
    (0..PROJECTS).flat_map(move |at| {
        enterprise.map(|enterprise_project| Stand {
            project: Some(ProjectId::from_index(at)),
            enterprise_project,
        })
    })
}

fn read(columns: &Columns, decisions: &Decisions, action: &str) -> Option<Decision> {
    let id = columns.universe().find(action)?;
    Some(if decisions.allow.contains(id) {
        Decision::Allow
    } else if decisions.explicit.contains(id) {
        Decision::ExplicitDeny
    } else if decisions.conditional.contains(id) {
        Decision::Conditional
    } else {
        Decision::ImplicitDeny
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_compiled_path_agrees_with_the_explaining_path(account in account()) {
        let engine = engine(account);
        let columns = Columns::new(Arc::clone(&engine));
        for principal in principals() {
            for stand in stands() {
                let decisions = columns.principal(principal, stand);
                for action in ACTIONS {
                    let Some(fast) = read(&columns, &decisions, action) else { continue };
                    let request = engine.question(principal, action, stand);
                    let trace = engine.explain(&request);
                    prop_assert_eq!(fast, trace.decision, "{:?} {} {:?}", principal, action, stand);
                    prop_assert_eq!(engine.decide(&request), trace.decision);
                }
            }
        }
        for (permission, _) in engine.account().permissions.iter() {
            let stand = Stand { project: Some(ProjectId::from_index(0)), enterprise_project: None };
            let decisions = columns.permission(permission, stand.project);
            for action in ACTIONS {
                let Some(fast) = read(&columns, &decisions, action) else { continue };
                let anyone = Principal::Group(GroupId::from_index(0));
                let request = engine.question(anyone, action, stand);
                let alone = engine.explain_permission(permission, &request).decision;
                prop_assert_eq!(fast, alone, "{} alone, {}", engine.account().permission(permission).display_name, action);
            }
        }
    }
}
