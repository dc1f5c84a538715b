//! Cedar deciding the requests that `benches/engine.rs -- count` decides, to count instructions: the same account with
//! 20 attached policies, the same requests, nothing left to translate.
//!
//! `valgrind --tool=callgrind target/release/count 2000`, less the same with 1000, is what a thousand decisions cost.

#[path = "../../../../benches/support/mod.rs"]
#[allow(dead_code, reason = "the benches use all of it")]
mod support;

use std::hint::black_box;

use permlens::model::{
    Cause, Context, Decision, Mode, PermissionId, Principal, ProjectId, Request, TableId, UserId,
};
use permlens_cedar::oracle::{Oracle, Prepared, world};
use permlens_cedar::reading::Reading;
use permlens_cedar::translate::Domain;

fn main() {
    let times: usize = std::env::args()
        .nth(1)
        .and_then(|word| word.parse().ok())
        .expect("how many decisions");
    let engine = support::large::single(20);
    let actions = engine.catalogue().actions.rows().iter().step_by(37);
    let asked = actions.map(|action| Request {
        principal: Principal::User(UserId::from_index(0)),
        action: action.name.to_owned(),
        facts: engine.catalogue().facts(action.name),
        project: Some(ProjectId::from_index(0)),
        enterprise_project: None,
        resource: None,
        context: Context::default(),
        mode: Mode::Strict,
    });
    // Those whose answer nothing conditional touches, as in the bench.
    let requests: Vec<Request> = asked
        .filter(|request| {
            let general = Request {
                mode: Mode::General,
                ..request.clone()
            };
            let trace = engine.explain(&general);
            trace.because.iter().all(Cause::certain) && trace.decision != Decision::Conditional
        })
        .collect();
    // Cedar looks at every policy it is given, so it is given the attached ones alone.
    let mut account = engine.account().clone();
    let attached: Vec<PermissionId> = account
        .assignments
        .rows()
        .iter()
        .map(|row| row.permission)
        .collect();
    let others: Vec<PermissionId> = account
        .permissions
        .ids()
        .filter(|id| !attached.contains(id))
        .collect();
    for id in others {
        account.permissions.get_mut(id).document = None;
    }
    let reading = Reading {
        settings: engine.settings(),
        mistake: None,
    };
    let oracle = Oracle::new(world(&account, reading), &Domain::of(&account, &requests));
    let prepared: Vec<Prepared> = requests
        .iter()
        .map(|request| oracle.prepared(request))
        .collect();
    for (request, prepared) in requests.iter().zip(&prepared) {
        let allowed = engine.decide(request) == Decision::Allow;
        assert_eq!(oracle.authorized(prepared), allowed, "{request:?}");
    }
    for at in 0..times {
        black_box(oracle.authorized(&prepared[at % prepared.len()]));
    }
}
