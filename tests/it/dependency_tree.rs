//! The tree of roles above a document: who writes the documents may let all roles depend on all, or on the next without
//! an end. Keys in, screen out.

use permlens::catalogue::Catalogue;
use permlens::import;
use permlens::tui::explorer::Start;
use serde_json::{Value, json};

use crate::dependencies::role;
use crate::explorer::Session;
use crate::random::engine;

/// The document of the first of these roles, of which a group holds all but `unheld`, on a screen that shows it whole.
fn first_document(roles: &[Value], unheld: &[usize], height: u16) -> Session {
    let held = roles.iter().enumerate();
    let held = held.filter(|(at, _)| !unheld.contains(at));
    let grants: Vec<Value> = held
        .map(|(_, role)| {
            json!({"group": {"id": "g1"}, "role": {"id": role["id"]},
                   "scope": {"project": {"id": "p1"}}, "is_inherited": false})
        })
        .collect();
    let snapshot = json!({"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "groups": [{"id": "g1", "name": "ops"}], "projects": [{"id": "p1", "name": "eu-de"}],
        "roles": roles, "role_assignments": grants});
    let source = snapshot.to_string();
    let imported = import::from_slice("case", source.as_bytes(), Catalogue::embedded());
    let start = Start::new(engine(imported.unwrap().account));
    let mut session = Session::open(start, (120, height));
    session.keys("tab enter");
    session
}

fn needing(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> Vec<Value> {
    let named = |at: usize| format!("role{at:04}");
    (0..count)
        .map(|at| {
            let needs: Vec<String> = needs(at).into_iter().map(named).collect();
            role(at, &named(at), "ims:images:list", &needs)
        })
        .collect()
}

#[test]
fn roles_that_all_depend_on_each_other_are_drawn_once_each() {
    const COUNT: usize = 30;
    let others = |at: usize| (0..COUNT).filter(|other| *other != at).collect();
    let mut session = first_document(&needing(COUNT, others), &[], 1_000);
    session.shows(&[
        "Depends on, for",
        "role0029  ✓ present  depends on more, as above",
        "role0000  ✓ present  a circle: this is the role itself",
    ]);
    // each of the thirty names the twenty-nine others once
    assert_eq!(
        session.shown.matches("✓ present").count(),
        COUNT * (COUNT - 1)
    );
    session.hides("missing");
}

#[test]
fn a_long_chain_is_drawn_some_way_down() {
    let chain = needing(5_000, |at| vec![at + 1]);
    let mut session = first_document(&chain, &[], 60);
    session.shows(&[
        "└ role0001  ✓ present",
        "└ role0009  ✓ present  depends on more: open it",
    ]);
    session.hides("role0010");
}

#[test]
fn what_is_below_a_missing_role_is_told_again_where_it_is_held() {
    // the first needs one that nobody holds and one that is held; both need the third, which needs the fourth
    let roles = needing(5, |at| match at {
        0 => vec![1, 2],
        1 | 2 => vec![3],
        3 => vec![4],
        _ => Vec::new(),
    });
    let mut session = first_document(&roles, &[1], 60);
    session.shows(&[
        "role0001  ✗ missing",
        "role0002  ✓ present",
        "└ role0004  ✓ present",
    ]);
    assert_eq!(
        session.shown.matches("└ role0004").count(),
        2,
        "{}",
        session.shown
    );
}
