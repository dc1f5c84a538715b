//! Queries: what is read, what is refused and where, and that the algebra is that of single checks.

use permlens::analysis::query::{Mood, Query, Term, begins, evaluate, parse};
use permlens::analysis::who_can::{Kinds, Where};
use permlens::engine::Engine;
use permlens::engine::compiled::{Columns, Stand};
use permlens::model::{Decision, GroupId, Principal, ServiceLevel, TableId, UserId};
use proptest::prelude::*;
use proptest::sample::select;

use crate::laws_fast::wide;
use crate::random::{ACTIONS, GROUPS, USERS, engine};

#[test]
fn what_is_written_is_read() {
    let read =
        parse("can(iam:*:create*) and not in(group:\"a, b\") or only-via(group: x)").unwrap();
    let Query::Or(left, right) = read else {
        panic!("or binds least")
    };
    assert_eq!(*right, Query::Term(Term::OnlyVia("x".to_owned())));
    let Query::And(left, right) = *left else {
        panic!("and binds closer")
    };
    let what = "iam:*:create*".to_owned();
    let (mood, project) = (Mood::Can, None);
    assert_eq!(
        *left,
        Query::Term(Term::Access {
            mood,
            what,
            project
        })
    );
    let inside = Query::Term(Term::In("a, b".to_owned()));
    assert_eq!(*right, Query::Not(Box::new(inside)));
    let placed = parse("( CONDITIONAL ( DELETE /v2/images/abc , project : eu-de ) )").unwrap();
    let (mood, what) = (Mood::Conditional, "DELETE /v2/images/abc".to_owned());
    let project = Some("eu-de".to_owned());
    assert_eq!(
        placed,
        Query::Term(Term::Access {
            mood,
            what,
            project
        })
    );
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let terms = "can(…), can-all(…), conditional(…), denied(…), in(group:…), via(group:…), only-via(group:…), user(…), not or (";
    for (text, message) in [
        ("", format!("column 1: expected {terms}, found the end")),
        (
            "can(a:b:c",
            "column 10: expected ), found the end".to_owned(),
        ),
        (
            "can()",
            "column 5: expected an action, a wildcard, an API call or an operation, found \")\""
                .to_owned(),
        ),
        (
            "can(a:b:c) can(d:e:f)",
            "column 12: expected and, or, or the end, found \"can(d:e:f)\"".to_owned(),
        ),
        (
            "in(admins)",
            "column 4: expected group:NAME, found \"admins)\"".to_owned(),
        ),
        (
            "can(a:b:c, eu-de)",
            "column 12: expected project: NAME, found \"eu-de)\"".to_owned(),
        ),
        (
            "not may(x)",
            format!("column 5: expected {terms}, found \"may(x)\""),
        ),
        (
            "(can(a:b:c)",
            "column 12: expected and, or, or ), found the end".to_owned(),
        ),
        (
            "user(\"é",
            "column 7: expected a closing quote, found \"é\"".to_owned(),
        ),
    ] {
        assert_eq!(parse(text).unwrap_err().to_string(), message, "{text}");
    }
    let deep = format!("{}can(a:b:c)", "(".repeat(5_000));
    assert!(
        parse(&deep)
            .unwrap_err()
            .to_string()
            .contains("fewer levels")
    );
}

/// The decisions of a principal about an action, project by project.
fn checks(engine: &Engine, principal: Principal, action: &str) -> Vec<Decision> {
    let global = engine.catalogue().facts(action).level == ServiceLevel::Global;
    let each = engine.account().working_projects().map(Some);
    let projects: Vec<_> = if global { vec![None] } else { each.collect() };
    projects
        .into_iter()
        .map(|project| {
            let stand = Stand {
                project,
                enterprise_project: None,
            };
            engine.decide(&engine.question(principal, action, stand))
        })
        .collect()
}

fn holds(engine: &Engine, query: &Query, principal: Principal) -> bool {
    match query {
        Query::And(a, b) => holds(engine, a, principal) && holds(engine, b, principal),
        Query::Or(a, b) => holds(engine, a, principal) || holds(engine, b, principal),
        Query::Not(inner) => !holds(engine, inner, principal),
        Query::Term(Term::Access { mood, what, .. }) => {
            let found = checks(engine, principal, what);
            let is = |wanted| found.contains(&wanted);
            match mood {
                Mood::Can | Mood::CanAll => is(Decision::Allow),
                Mood::Conditional => is(Decision::Conditional) && !is(Decision::Allow),
                Mood::Denied => found.iter().all(|one| *one == Decision::ExplicitDeny),
            }
        }
        Query::Term(Term::In(group)) => {
            let Principal::User(user) = principal else {
                return false;
            };
            let groups = engine.account().user(user).groups.iter();
            groups
                .into_iter()
                .any(|id| engine.account().group(*id).name == *group)
        }
        Query::Term(_) => unreachable!("not generated"),
    }
}

fn query() -> impl Strategy<Value = Query> {
    let moods = vec![Mood::Can, Mood::CanAll, Mood::Conditional, Mood::Denied];
    let access = (select(moods), select(ACTIONS.to_vec())).prop_map(|(mood, action)| {
        let (what, project) = (action.to_owned(), None);
        Query::Term(Term::Access {
            mood,
            what,
            project,
        })
    });
    let member = (0..GROUPS).prop_map(|at| Query::Term(Term::In(format!("group-{at}"))));
    let leaf = prop_oneof![3 => access, 1 => member];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let both = (inner.clone(), inner.clone());
        prop_oneof![
            both.clone()
                .prop_map(|(a, b)| Query::And(Box::new(a), Box::new(b))),
            both.prop_map(|(a, b)| Query::Or(Box::new(a), Box::new(b))),
            inner.prop_map(|one| Query::Not(Box::new(one))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_algebra_is_that_of_single_checks(account in wide(), query in query()) {
        // The group admin may be called otherwise than the queries do.
        let names = (0..GROUPS).map(|at| &account.group(GroupId::from_index(at)).name);
        prop_assume!(names.into_iter().enumerate().all(|(at, name)| *name == format!("group-{at}")));
        let columns = Columns::new(engine(account));
        let engine = columns.engine();
        let place = Where::anywhere(engine);
        let found = evaluate(&columns, &query, &place, &[Kinds::Users]).unwrap();
        let found: Vec<Principal> = found.into_iter().map(|one| one.principal).collect();
        let users = (0..USERS).map(|at| Principal::User(UserId::from_index(at)));
        let expected: Vec<Principal> = users.filter(|user| holds(engine, &query, *user)).collect();
        prop_assert_eq!(found, expected, "{:?}", query);
    }

    #[test]
    fn no_text_is_too_odd_to_be_refused(text in "[a-z():,\" *-]{0,60}|\\PC{0,40}") {
        let _ = parse(&text);
    }
}

#[test]
fn a_query_is_found_behind_other_words() {
    let split = |text: &'static str| begins(text).map(|at| text.split_at(at));
    assert_eq!(split("deleting images"), None);
    assert_eq!(split("can delete"), None);
    assert_eq!(split("can:ims:*:* via:ops"), None);
    assert_eq!(split("can(a)"), Some(("", "can(a)")));
    assert_eq!(
        split("delet  can(a) or b"),
        Some(("delet", "  can(a) or b"))
    );
    assert_eq!(
        split("cannot not (can(a))"),
        Some(("cannot", " not (can(a))"))
    );
    assert_eq!(
        split("not this ((in(group:x)))"),
        Some(("not this", " ((in(group:x)))"))
    );
    assert_eq!(
        split("NOT NOT Only-Via(group:x)"),
        Some(("", "NOT NOT Only-Via(group:x)"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whoever is denied something is shown every statement that denies it, in each project that is asked.
    #[test]
    fn what_denies_is_told(account in wide()) {
        let columns = Columns::new(engine(account));
        let engine = columns.engine();
        let place = Where::anywhere(engine);
        for action in ACTIONS {
            let query = parse(&format!("denied({action})")).unwrap();
            for found in evaluate(&columns, &query, &place, &[Kinds::Users, Kinds::Groups]).unwrap() {
                let global = engine.catalogue().facts(action).level == ServiceLevel::Global;
                let each = place.projects.iter().copied().map(Some);
                let projects: Vec<_> = if global { vec![None] } else { each.collect() };
                let mut told: Vec<String> = Vec::new();
                for project in projects {
                    let stand = Stand { project, enterprise_project: None };
                    let trace = engine.explain(&engine.question(found.principal, action, stand));
                    prop_assert_eq!(trace.decision, Decision::ExplicitDeny);
                    told.extend(trace.because.iter().map(|cause| format!("{:?} {:?}", cause.grant, cause.statement)));
                }
                told.sort();
                told.dedup();
                let [(_, able)] = found.because.as_slice() else { panic!("one term") };
                let mut shown: Vec<String> = able
                    .paths
                    .iter()
                    .map(|path| format!("{:?} {:?}", path.cause.grant, path.cause.statement))
                    .collect();
                shown.sort();
                prop_assert_eq!(shown, told);
            }
        }
    }
}
