//! Who can: the listing says of everyone what a check of it would, and each path is one that lets.

use std::collections::BTreeSet;
use std::sync::Arc;

use permlens::analysis::who_can::{self, Asked, Hindrance, Kinds, Ways, Where};
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::{Columns, Stand};
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::{
    Change, Decision, Effect, EnterpriseProjectId, NearMissReason, Principal, ServiceLevel, TableId,
};
use permlens::report;
use proptest::prelude::*;

use crate::laws::principals;
use crate::laws_fast::wide;
use crate::program::permlens;
use crate::random::{ACTIONS, engine};

/// Tables and files name whom the explorer names: a blank name gives way to the id.
#[test]
fn a_name_that_cannot_be_seen_is_its_id_in_every_form_for_people() {
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u-17", "name": " ", "enabled": true}],
        "groups": [{"id": "g-42", "name": "\u{2003}"}],
        "memberships": [{"user": {"id": "u-17"}, "group": {"id": "g-42"}}],
        "role_assignments": [{
            "group": {"id": "g-42"}, "role": {"display_name": "Security Administrator"},
            "scope": {"domain": {"id": "d1"}},
        }],
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("account.json");
    std::fs::write(&file, account.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let asked = [
        "who-can",
        "iam:permissions:grantRoleToGroup",
        "--kinds",
        "users,groups",
    ];
    let found = [
        "query",
        "can(iam:permissions:grantRoleToGroup)",
        "--kinds",
        "users,groups",
    ];
    for question in [asked, found] {
        for format in ["table", "csv"] {
            let ended =
                permlens(&[&question[..], &["--account", file, "--format", format]].concat());
            for row in ["(no name) u-17", "(no name) g-42"] {
                let starts = |line: &str| line.trim_start().starts_with(row);
                assert!(
                    ended.out.lines().any(starts),
                    "{row}: {}{}",
                    ended.out,
                    ended.err
                );
            }
        }
    }
    let shown = permlens(&["show", "user", "u-17", "--account", file]);
    assert!(shown.out.contains("(no name) g-42"), "{}", shown.out);
}

const KINDS: [Kinds; 3] = [Kinds::Users, Kinds::Groups, Kinds::Agencies];

/// The most permissive check of a principal over the projects of a place.
fn checked(engine: &Engine, principal: Principal, action: &str, place: &Where) -> Decision {
    let global = engine.catalogue().facts(action).level == ServiceLevel::Global;
    let each = place.projects.iter().copied().map(Some);
    let projects: Vec<_> = if global { vec![None] } else { each.collect() };
    projects
        .iter()
        .map(|project| {
            let stand = Stand {
                project: *project,
                enterprise_project: place.enterprise_project,
            };
            engine.decide(&engine.question(principal, action, stand))
        })
        .max_by_key(|decision| match decision {
            Decision::ExplicitDeny => 0,
            Decision::ImplicitDeny => 1,
            Decision::Conditional => 2,
            Decision::Allow => 3,
        })
        .expect("there are projects")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn the_listing_says_what_checks_say(account in wide(), inside in any::<bool>()) {
        let columns = Columns::new(engine(account));
        let engine = columns.engine();
        let place = Where {
            enterprise_project: inside.then(|| EnterpriseProjectId::from_index(0)),
            ..Where::anywhere(engine)
        };
        for action in ACTIONS {
            let asked = Asked::parse(&columns, action).expect("an action");
            let listed = who_can::decisions(&columns, &asked, &place, &KINDS);
            prop_assert_eq!(listed.len(), principals().count());
            for (principal, decision) in listed {
                let expected = checked(engine, principal, action, &place);
                prop_assert_eq!(decision, expected, "{:?} {}", principal, action);
                let able = who_can::able(&columns, &asked, &place, (principal, decision));
                let may = matches!(decision, Decision::Allow | Decision::Conditional);
                let by_statement = able.reason.text() == "statement";
                prop_assert!(may || able.paths.is_empty(), "{:?} {}", principal, action);
                // whoever may under a condition is told which, at a glance and in full
                let ways = Ways::new(&columns, &asked, &place);
                let open = decision == Decision::Conditional;
                prop_assert_eq!(!able.hinges.is_empty(), open, "{:?} {}", principal, action);
                for hinges in [able.hinges, ways.hinges(principal)].iter().filter(|_| open) {
                    let account = columns.engine().account();
                    prop_assert!(!report::hinge_words(account, hinges).is_empty());
                    prop_assert!(!report::hinge_lines(account, hinges).is_empty());
                }
                prop_assert!(!(may && by_statement && able.paths.is_empty()), "{:?} {}", principal, action);
                let would = who_can::would(&columns, &asked, &place, [principal], 9);
                prop_assert!(would.len() <= 1);
            }
        }
    }

    /// The paths are those that explaining every action in every project tells of, and no other.
    #[test]
    fn the_paths_are_those_of_the_traces(account in wide(), wildcard in any::<bool>()) {
        let columns = Columns::new(engine(account));
        let engine = columns.engine();
        let place = Where::anywhere(engine);
        let asked = if wildcard { "ims:*:*" } else { ACTIONS[0] };
        let asked = Asked::parse(&columns, asked).expect("a question");
        let ways = Ways::new(&columns, &asked, &place);
        for one in who_can::decisions(&columns, &asked, &place, &KINDS) {
            let mut told = BTreeSet::new();
            for action in asked.ways.iter().flatten() {
                let global = engine.catalogue().facts(action).level == ServiceLevel::Global;
                let each = place.projects.iter().copied().map(Some);
                let projects: Vec<_> = if global { vec![None] } else { each.collect() };
                for project in projects {
                    let stand = Stand { project, enterprise_project: None };
                    let trace = engine.explain(&engine.question(one.0, action, stand));
                    if matches!(trace.decision, Decision::ExplicitDeny | Decision::ImplicitDeny) {
                        continue;
                    }
                    for cause in trace.because.iter().filter(|cause| cause.effect == Effect::Allow) {
                        told.insert((format!("{:?} {:?}", cause.grant, cause.statement), action.clone(), project));
                    }
                }
            }
            let mut listed = BTreeSet::new();
            let able = ways.able(one);
            for path in &able.paths {
                let cause = format!("{:?} {:?}", path.cause.grant, path.cause.statement);
                for action in &path.actions {
                    let spoken = told.iter().filter(|(known, about, _)| *known == cause && about == action);
                    listed.extend(spoken.cloned());
                }
                let projects: BTreeSet<_> = path.projects.iter().copied().collect();
                let about = listed.iter().filter(|(known, _, _)| *known == cause);
                let expected: BTreeSet<_> = about.filter_map(|(_, _, project)| *project).collect();
                prop_assert_eq!(projects, expected);
            }
            prop_assert_eq!(listed, told, "{:?}", one.0);
        }
    }

    /// Whoever is said to be kept out by one thing is let in when it goes.
    #[test]
    fn who_is_disabled_would_if_enabled(account in wide()) {
        let columns = Columns::new(engine(account));
        let engine = columns.engine();
        let place = Where::anywhere(engine);
        let asked = Asked::parse(&columns, ACTIONS[0]).expect("an action");
        for one in who_can::would(&columns, &asked, &place, principals(), 99) {
            let Hindrance::Near(near) = &one.but else { continue };
            if near.reason != NearMissReason::Disabled {
                continue;
            }
            let mut stands = place.projects.iter().map(|project| Stand { project: Some(*project), enterprise_project: None });
            let would = stands.any(|stand| {
                let request = engine.question(one.principal, &one.action, stand);
                let after = engine.decide_after(&request, &Change::Enable);
                matches!(after, Decision::Allow | Decision::Conditional)
            });
            prop_assert!(would);
        }
    }

    /// A wildcard is any of its actions.
    #[test]
    fn a_wildcard_is_any_of_what_it_matches(account in wide()) {
        let columns = Columns::new(engine(account));
        let engine = columns.engine();
        let place = Where::anywhere(engine);
        let asked = Asked::parse(&columns, "ims:images:*").expect("a wildcard");
        prop_assert!(asked.ways.len() > 3);
        for (principal, decision) in who_can::decisions(&columns, &asked, &place, &KINDS) {
            let any = asked.ways.iter().map(|way| checked(engine, principal, &way[0], &place));
            let may = any.clone().any(|one| one == Decision::Allow);
            let might = any.clone().any(|one| one == Decision::Conditional);
            prop_assert_eq!(decision == Decision::Allow, may);
            prop_assert_eq!(decision == Decision::Conditional, !may && might);
        }
    }
}

fn sample() -> Columns {
    let imported = import::sample(Catalogue::embedded()).unwrap();
    Columns::new(Arc::new(Engine::new(
        Catalogue::embedded(),
        Arc::new(imported.account),
        Settings::default(),
    )))
}

#[test]
fn what_is_typed_is_understood_or_refused_with_advice() {
    let columns = sample();
    let ways = |text| Asked::parse(&columns, text).unwrap().ways;
    assert_eq!(ways(" ims:images:delete "), [["ims:images:delete"]]);
    assert_eq!(ways("Deleting images"), [["ims:images:delete"]]);
    assert_eq!(ways("DELETE /v2/images/abc"), [["ims:images:delete"]]);
    assert_eq!(ways("nosuch:thing:do"), [["nosuch:thing:do"]]);
    assert!(ways("nosuch:*:*").is_empty());
    assert!(ways("iam:users:create*").contains(&vec!["iam:users:createUser".to_owned()]));
    let refused = |text| Asked::parse(&columns, text).unwrap_err().to_string();
    assert!(refused("Deleting imgs").contains("\"Deleting images\""));
    assert!(refused("BREW /coffee").starts_with("no published API is BREW /coffee"));
    assert!(refused("  ").starts_with("say what"));
}

#[test]
fn the_json_names_every_path() {
    let answer = permlens(&[
        "who-can",
        "ims:images:delete",
        "--project",
        "eu-nl",
        "--only",
        "conditional",
        "--format",
        "json",
    ]);
    assert_eq!(answer.status, 0);
    let found = answer.json();
    let alice = found
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["principal"]["name"] == "alice")
        .expect("alice may under a condition");
    assert_eq!(alice["decision"], "conditional");
    let path = &alice["paths"][0];
    assert_eq!(path["group"], "shop-team");
    assert_eq!(path["permission"], "mfa-only");
    assert_eq!(path["statement"], 0);
    assert_eq!(path["scope"]["project"], "eu-nl");
    assert_eq!(path["if_keys"], serde_json::json!(["g:MFAPresent"]));
}

#[test]
fn an_answer_that_was_left_out_is_not_nobody() {
    let asked = |what: &str, only: &str| {
        let answer = permlens(&["who-can", what, "--only", only]);
        assert_eq!(answer.status, 1);
        answer.err
    };
    let said = asked("obs:bucket:PutBucketPolicy", "conditional");
    assert_eq!(
        said,
        "permlens: nobody may obs:bucket:PutBucketPolicy under a condition only; 7 may for certain\n"
    );
}

#[test]
fn a_name_that_nothing_knows_is_answered_and_told() {
    for call in [
        ["who-can", "ims:images:delte"],
        ["query", "can(ims:images:delte)"],
    ] {
        let answer = permlens(&call);
        assert_eq!(answer.status, 0);
        let said = answer.err;
        let told = "permlens: ims:images:delte matches no action of the catalogue; the nearest are ims:images:delete";
        assert!(said.contains(told), "{said}");
    }
}

#[test]
fn nobody_is_an_answer_with_its_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("account.json");
    let snapshot = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "projects": [{"id": "p1", "name": "eu-de", "parent_id": "d1"}, {"id": "p2", "name": "eu-nl", "parent_id": "d1"}],
        "users": [{"id": "u1", "name": "anna"}, {"id": "u2", "name": "bert"}, {"id": "u3", "name": "carl"}],
        "groups": [{"id": "g1", "name": "here"}, {"id": "g2", "name": "there"}],
        "memberships": [
            {"group": {"id": "g1"}, "user": {"id": "u1"}},
            {"group": {"id": "g2"}, "user": {"id": "u2"}},
        ],
        "roles": [
            {"id": "r1", "display_name": "images", "name": "c1", "domain_id": "d1",
             "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:*:*"]}]}},
            {"id": "r2", "display_name": "freeze", "name": "c2", "domain_id": "d1",
             "policy": {"Version": "1.1", "Statement": [{"Effect": "Deny", "Action": ["ims:images:delete"]}]}},
        ],
        "role_assignments": [
            {"group": {"id": "g1"}, "role": {"id": "r1"}, "scope": {"project": {"id": "p1"}}},
            {"group": {"id": "g1"}, "role": {"id": "r2"}, "scope": {"project": {"id": "p1"}}},
            {"group": {"id": "g2"}, "role": {"id": "r1"}, "scope": {"project": {"id": "p2"}}},
        ],
    });
    std::fs::write(&file, snapshot.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let asked = [
        "who-can",
        "ims:images:delete",
        "--project",
        "eu-de",
        "-a",
        file,
    ];
    let answer = permlens(&asked);
    assert_eq!(answer.status, 1);
    assert!(answer.out.is_empty());
    assert_eq!(
        answer.err,
        "permlens: nobody may ims:images:delete\n  \
         anna, but for ims:images:delete: freeze #1 denies it (eu-de)\n  \
         bert, but for ims:images:delete: images #1 ims:*:*: granted in eu-nl, asked in project eu-de \
         (via there @ eu-nl)\n"
    );
    let json = permlens(&[&asked[..], &["--format", "json"]].concat());
    assert_eq!((json.status, json.out.trim()), (1, "[]"));
    let csv = permlens(&[&asked[..], &["--format", "csv"]].concat());
    assert!(csv.out.starts_with("Principal,Kind,Decision,"));
    let groups = permlens(&[
        "who-can",
        "ims:images:delete",
        "-a",
        file,
        "--kinds",
        "groups",
    ]);
    let listed = groups.out;
    assert!(
        listed
            .lines()
            .nth(1)
            .is_some_and(|line| line.starts_with("there")),
        "{listed}"
    );
}

#[test]
fn a_conditional_answer_names_what_it_hangs_on() {
    let asked = |rest: &[&str]| {
        let call = ["who-can", "ims:images:delete", "--project", "eu-nl"];
        permlens(&[&call, rest].concat())
    };
    let table = asked(&[]).out;
    let row = |name: &str| {
        let mut rows = table.lines().filter(|line| line.starts_with(name));
        let row = rows.next_back().expect("a row").trim_end();
        row.to_owned()
    };
    assert!(row("alice").ends_with("g:MFAPresent = true"), "{table}");
    assert!(row("sven").ends_with("content unknown"), "{table}");
    let taken_back = "unless legacy-ops-tool denies it (content unknown)";
    assert!(row("hanna").ends_with(taken_back), "{table}");
    let json = asked(&["--format", "json"]).json();
    let of = |name: &str| {
        let all = json.as_array().unwrap().iter();
        let mut named = all.filter(|one| one["principal"]["name"] == name);
        named.next().unwrap()["if"].clone()
    };
    assert_eq!(
        of("alice"),
        serde_json::json!([{
            "effect": "Allow", "permission": "mfa-only", "statement": 0,
            "key": "g:MFAPresent", "operator": "Bool", "values": ["true"],
        }])
    );
    assert_eq!(
        of("hanna"),
        serde_json::json!([{
            "effect": "Deny", "permission": "legacy-ops-tool", "statement": null, "content": "unknown",
        }])
    );
    assert!(of("clara").is_null(), "what is certain hangs on nothing");
}

#[test]
fn under_circumstances_everyone_is_listed_as_a_check_of_them_says() {
    let told = [
        vec!["--context", "g:MFAPresent=true"],
        vec!["--absent", "g:MFAPresent"],
        vec![
            "--context",
            "g:CurrentTime=2026-11-21T00:00:00Z",
            "--context",
            "g:MFAPresent=false",
        ],
    ];
    let mut counts = BTreeSet::new();
    for circumstances in told {
        let call = [
            "who-can",
            "ims:images:delete",
            "--project",
            "eu-nl",
            "--format",
            "json",
        ];
        let listed = permlens(&[&call[..], &circumstances].concat()).json();
        let listed = listed.as_array().unwrap();
        counts.insert(listed.len());
        for user in ["alice", "nina", "sven", "hanna", "clara", "hugo", "carol"] {
            let call = ["check", "--user", user, "--action", "ims:images:delete"];
            let rest = ["--project", "eu-nl", "--format", "json"];
            let checked = permlens(&[&call[..], &rest, &circumstances].concat()).json();
            let found = listed.iter().find(|one| one["principal"]["name"] == user);
            match checked["decision"].as_str() {
                Some("allow" | "conditional") => {
                    assert_eq!(found.unwrap()["decision"], checked["decision"], "{user}");
                }
                _ => assert!(found.is_none(), "{user} {circumstances:?}"),
            }
        }
    }
    assert!(counts.len() > 1, "{counts:?}");
    let wrong = permlens(&["who-can", "ims:images:delete", "--context", "mfa"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("expected KEY=VALUE"), "{}", wrong.err);
}

#[test]
fn a_key_that_is_stated_absent_is_a_key() {
    for wrong in ["", "  ", "g:MFAPresent=true"] {
        let refused = permlens(&["who-can", "ims:images:list", "--absent", wrong]);
        assert_eq!(refused.status, 2, "{wrong:?}");
        assert!(
            refused.err.contains("expected KEY alone"),
            "{}",
            refused.err
        );
    }
}
