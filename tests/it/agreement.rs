//! Who-can, queries, the matrix and single checks answer alike on random accounts; the terms about groups, names and
//! projects are those of code of their own over the explaining path.

use std::collections::BTreeSet;
use std::sync::Arc;

use permlens::analysis::matrix::{Column, Matrix, Projects, Question, Rows, rows};
use permlens::analysis::query::{Mood, Query, Term, evaluate, parse};
use permlens::analysis::who_can::{self, Asked, Kinds, Where};
use permlens::catalogue::Catalogue;
use permlens::engine::Engine;
use permlens::engine::compiled::{Columns, Stand};
use permlens::model::{
    Account, Decision, Effect, GroupId, Mark, Principal, ProjectId, ServiceLevel, TableId, Trace,
    Via,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::laws::principals;
use crate::laws_fast::wide;
use crate::random::{ACTIONS, GROUPS, engine};

const PROJECTS: [&str; 4] = ["eu-de", "eu-de_dev", "eu-nl", "MOS"];

/// What the explaining path says of an action, in the named project or wherever it can be asked.
fn traces(
    engine: &Engine,
    principal: Principal,
    action: &str,
    named: Option<ProjectId>,
) -> Vec<Trace> {
    let global = engine.catalogue().facts(action).level == ServiceLevel::Global;
    let projects: Vec<Option<ProjectId>> = match named {
        Some(project) => vec![Some(project)],
        None if global => vec![None],
        None => engine.account().working_projects().map(Some).collect(),
    };
    let ask = |project| {
        let stand = Stand {
            project,
            enterprise_project: None,
        };
        engine.explain(&engine.question(principal, action, stand))
    };
    projects.into_iter().map(ask).collect()
}

fn most_permissive(traces: &[Trace]) -> Decision {
    let rank = |decision: &Decision| match decision {
        Decision::ExplicitDeny => 0,
        Decision::ImplicitDeny => 1,
        Decision::Conditional => 2,
        Decision::Allow => 3,
    };
    traces
        .iter()
        .map(|trace| trace.decision)
        .max_by_key(rank)
        .unwrap()
}

/// A query, decided for one principal.
struct Naive<'a> {
    engine: &'a Engine,
    query: &'a Query,
    principal: Principal,
}

impl Naive<'_> {
    fn account(&self) -> &Account {
        self.engine.account()
    }

    fn traces(&self, term: &Term) -> Option<(Mood, Vec<Trace>)> {
        let Term::Access {
            mood,
            what,
            project,
        } = term
        else {
            return None;
        };
        let named = project
            .as_deref()
            .map(|name| self.account().find_project(name).unwrap());
        Some((*mood, traces(self.engine, self.principal, what, named)))
    }

    fn access(&self, term: &Term) -> bool {
        let Some((mood, traces)) = self.traces(term) else {
            return false;
        };
        let best = most_permissive(&traces);
        match mood {
            Mood::Can | Mood::CanAll => best == Decision::Allow,
            Mood::Conditional => best == Decision::Conditional,
            Mood::Denied => best == Decision::ExplicitDeny,
        }
    }

    /// Every access term, wherever it stands.
    fn terms<'q>(query: &'q Query, into: &mut Vec<&'q Term>) {
        match query {
            Query::And(a, b) | Query::Or(a, b) => {
                Self::terms(a, into);
                Self::terms(b, into);
            }
            Query::Not(inner) => Self::terms(inner, into),
            Query::Term(term) => into.push(term),
        }
    }

    /// Through what whatever is asked and true is had.
    fn ways(&self) -> BTreeSet<Option<GroupId>> {
        let mut terms = Vec::new();
        Self::terms(self.query, &mut terms);
        let mut ways = BTreeSet::new();
        for term in terms.into_iter().filter(|term| self.access(term)) {
            let (mood, traces) = self.traces(term).unwrap();
            let may =
                |trace: &&Trace| matches!(trace.decision, Decision::Allow | Decision::Conditional);
            for trace in traces.iter().filter(may).filter(|_| mood != Mood::Denied) {
                for cause in trace
                    .because
                    .iter()
                    .filter(|cause| cause.effect == Effect::Allow)
                {
                    ways.insert(match cause.grant.via {
                        Via::Group(group) => Some(group),
                        Via::Direct => None,
                    });
                }
            }
        }
        ways
    }

    fn holds(&self, query: &Query) -> bool {
        match query {
            Query::And(a, b) => self.holds(a) && self.holds(b),
            Query::Or(a, b) => self.holds(a) || self.holds(b),
            Query::Not(inner) => !self.holds(inner),
            Query::Term(term) => match term {
                Term::Access { .. } => self.access(term),
                Term::In(name) => {
                    let group = self.account().find_group(name).unwrap();
                    let members = &self.account().group(group).members;
                    matches!(self.principal, Principal::User(id) if members.contains(&id))
                }
                Term::Via(name) => {
                    let group = self.account().find_group(name).unwrap();
                    self.ways().contains(&Some(group))
                }
                Term::OnlyVia(name) => {
                    let group = self.account().find_group(name).unwrap();
                    self.ways() == BTreeSet::from([Some(group)])
                }
                Term::User(pattern) => {
                    let name = self.account().principal_name(self.principal);
                    match pattern.split_once('*') {
                        Some((start, end)) => {
                            name.len() >= start.len() + end.len()
                                && name.starts_with(start)
                                && name.ends_with(end)
                        }
                        None => name == pattern,
                    }
                }
            },
        }
    }
}

/// A query as one types it.
fn typed(query: &Query) -> String {
    match query {
        Query::And(a, b) => format!("({}) and ({})", typed(a), typed(b)),
        Query::Or(a, b) => format!("({}) or ({})", typed(a), typed(b)),
        Query::Not(inner) => format!("not ({})", typed(inner)),
        Query::Term(Term::Access {
            mood,
            what,
            project,
        }) => {
            let name = match mood {
                Mood::Can => "can",
                Mood::CanAll => "can-all",
                Mood::Conditional => "conditional",
                Mood::Denied => "denied",
            };
            let project = project
                .as_ref()
                .map_or_else(String::new, |name| format!(", project: {name}"));
            format!("{name}({what}{project})")
        }
        Query::Term(Term::In(name)) => format!("in(group:{name})"),
        Query::Term(Term::Via(name)) => format!("via(group:{name})"),
        Query::Term(Term::OnlyVia(name)) => format!("only-via(group:{name})"),
        Query::Term(Term::User(name)) => format!("user({name})"),
    }
}

fn query() -> impl Strategy<Value = Query> {
    let moods = vec![Mood::Can, Mood::CanAll, Mood::Conditional, Mood::Denied];
    let project = proptest::option::of(select(PROJECTS.to_vec()));
    let access =
        (select(moods), select(ACTIONS.to_vec()), project).prop_map(|(mood, action, project)| {
            Query::Term(Term::Access {
                mood,
                what: action.to_owned(),
                project: project.map(str::to_owned),
            })
        });
    let group = || (0..GROUPS).prop_map(|at| format!("group-{at}"));
    let user = select(vec!["user-1", "user-*", "*-2", "u*r-3", "nobody"]);
    let leaf = prop_oneof![
        6 => access.clone(),
        1 => group().prop_map(|name| Query::Term(Term::In(name))),
        2 => group().prop_map(|name| Query::Term(Term::Via(name))),
        2 => group().prop_map(|name| Query::Term(Term::OnlyVia(name))),
        1 => user.prop_map(|name| Query::Term(Term::User(name.to_owned()))),
    ];
    let any = leaf.prop_recursive(3, 8, 2, |inner| {
        let both = (inner.clone(), inner.clone());
        prop_oneof![
            both.clone()
                .prop_map(|(a, b)| Query::And(Box::new(a), Box::new(b))),
            both.prop_map(|(a, b)| Query::Or(Box::new(a), Box::new(b))),
            inner.prop_map(|one| Query::Not(Box::new(one))),
        ]
    });
    // A way leads somewhere: something is asked for in each.
    let can = (select(ACTIONS.to_vec()), any).prop_map(|(action, rest)| {
        let (mood, what, project) = (Mood::Can, action.to_owned(), None);
        let can = Query::Term(Term::Access {
            mood,
            what,
            project,
        });
        Query::Or(
            Box::new(Query::And(Box::new(can.clone()), Box::new(rest.clone()))),
            Box::new(rest),
        )
    });
    can.boxed()
}

/// The groups are called as the queries call them, and nobody may do everything for being who it is.
fn usual(account: &Account) -> bool {
    let named = account
        .groups
        .rows()
        .iter()
        .enumerate()
        .all(|(at, group)| group.name == format!("group-{at}"));
    named && account.users.rows().iter().all(|user| !user.owner)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_query_is_what_its_terms_are_one_by_one(account in wide(), query in query()) {
        prop_assume!(usual(&account));
        let columns = Columns::new(engine(account));
        let engine = columns.engine();
        let read = parse(&typed(&query)).unwrap();
        prop_assert_eq!(&read, &query);
        let place = Where::anywhere(engine);
        let kinds = [Kinds::Users, Kinds::Groups, Kinds::Agencies];
        let found = evaluate(&columns, &read, &place, &kinds).unwrap();
        let found: Vec<Principal> = found.into_iter().map(|one| one.principal).collect();
        let holds = |principal: &Principal| {
            let naive = Naive { engine, query: &query, principal: *principal };
            naive.holds(&query)
        };
        let expected: BTreeSet<Principal> = principals().filter(holds).collect();
        let said: BTreeSet<Principal> = found.iter().copied().collect();
        prop_assert_eq!(said.len(), found.len());
        prop_assert_eq!(said, expected, "{}", typed(&query));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_matrix_the_listing_and_the_query_say_the_same(account in wide(), named in proptest::option::of(0..4_usize)) {
        let columns = Arc::new(Columns::new(engine(account)));
        let engine = columns.engine();
        let catalogue = Catalogue::embedded();
        let named = named.map(ProjectId::from_index);
        let place = match named {
            Some(project) => Where { projects: vec![project], named: true, enterprise_project: None },
            None => Where::anywhere(engine),
        };
        let asked: Vec<_> = rows(catalogue, Rows::Actions, &[])
            .into_iter()
            .filter(|row| ACTIONS.contains(&row.label.as_str()))
            .collect();
        prop_assert!(asked.len() > 8);
        let principals: Vec<Principal> = principals().collect();
        let question = Question {
            rows: asked,
            columns: principals.iter().copied().map(Column::Principal).collect(),
            projects: named.map_or_else(|| Projects::any(engine), Projects::One),
            enterprise_project: None,
        };
        let matrix = Matrix::new(Arc::clone(&columns), question);
        for (principal, column) in principals.iter().zip(matrix.columns()) {
            for (row, cell) in matrix.rows().iter().zip(matrix.cells(column)) {
                let action = row.label.as_str();
                let expected = most_permissive(&traces(engine, *principal, action, named));
                let letter = match cell.mark {
                    Mark::Allowed | Mark::MissingDependency => Decision::Allow,
                    Mark::Denied => Decision::ExplicitDeny,
                    Mark::Conditional => Decision::Conditional,
                    _ => Decision::ImplicitDeny,
                };
                prop_assert_eq!(letter, expected, "{:?} {}", principal, action);
                let listed = who_can::decisions(&columns, &Asked::parse(&columns, action).unwrap(), &place, &[
                    Kinds::Users, Kinds::Groups, Kinds::Agencies,
                ]);
                let listed = listed.into_iter().find(|(one, _)| one == principal).unwrap().1;
                prop_assert_eq!(listed, expected, "{:?} {}", principal, action);
            }
        }
    }
}

#[test]
fn every_kind_of_term_is_true_of_somebody_and_false_of_others() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [[0_usize; 2]; 5];
    for _ in 0..60 {
        let account = wide().new_tree(&mut runner).unwrap().current();
        if !usual(&account) {
            continue;
        }
        let engine = engine(account);
        let access = |project: Option<&str>| {
            Query::Term(Term::Access {
                mood: Mood::Can,
                what: ACTIONS[0].to_owned(),
                project: project.map(str::to_owned),
            })
        };
        let group = || "group-1".to_owned();
        let terms = [
            access(Some("eu-nl")),
            Query::Term(Term::In(group())),
            Query::Term(Term::Via(group())),
            Query::Term(Term::OnlyVia(group())),
            Query::Term(Term::User("user-*".to_owned())),
        ];
        for (count, term) in counts.iter_mut().zip(terms) {
            let query = Query::And(Box::new(term), Box::new(Query::Not(Box::new(access(None)))));
            for principal in principals() {
                let naive = Naive {
                    engine: &engine,
                    query: &query,
                    principal,
                };
                let Query::And(term, _) = &query else {
                    unreachable!("it was made one");
                };
                count[usize::from(naive.holds(term))] += 1;
            }
        }
    }
    assert!(
        counts.as_flattened().iter().all(|count| *count > 5),
        "{counts:?}"
    );
}
