//! Which lists are read, in how many pages, and what stands in for those that are refused.

use permlens::catalogue::Catalogue;
use permlens::collect::address::Base;
use permlens::engine::compiled::Stand;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::model::{Decision, Principal};
use serde_json::{Value, json};
use std::sync::Arc;

use super::double::{Double, Told};
use super::world::{self, FILLING, HELD};
use super::{Run, listed, unread};
use permlens::collect::snapshot::Collected;

/// Opens a snapshot the way `permlens FILE` does.
fn opened(collected: &Collected) -> import::Imported {
    let bytes = Value::Object(collected.snapshot.clone()).to_string();
    import::from_slice("collected", bytes.as_bytes(), Catalogue::embedded()).unwrap()
}

fn decision(collected: &Collected, user: &str, action: &str, project: &str) -> Decision {
    let engine = Engine::new(
        Catalogue::embedded(),
        Arc::new(opened(collected).account),
        Settings::default(),
    );
    let account = engine.account();
    let user = Principal::User(account.find_user(user).unwrap());
    let stand = Stand {
        project: Some(account.find_project(project).unwrap()),
        enterprise_project: None,
    };
    engine
        .explain(&engine.question(user, action, stand))
        .decision
}

#[test]
fn a_family_account_is_read_whole() {
    let double = Double::start(world::family());
    let collected = Run::by_password(&double).go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
    assert_eq!(collected.problems, []);
    assert!(collected.stopped.is_none());
    let counts = [
        "users",
        "groups",
        "memberships",
        "projects",
        "enterprise_projects",
        "agencies",
    ];
    assert_eq!(counts.map(|key| collected.count(key)), [7, 3, 5, 3, 3, 3]);
    assert_eq!(collected.count("roles"), FILLING + 3);
    assert_eq!(collected.count("role_assignments"), 8 + 3 * HELD);
    assert_eq!(collected.count("identity_policies"), 4);
    assert_eq!(collected.count("identity_policy_attachments"), 1);
    assert_eq!(
        collected.snapshot["domain"],
        json!({"id": "d1", "name": "acme"})
    );
    assert_eq!(collected.snapshot["collected_at"], "2026-11-21T08:15:00Z");
    assert_eq!(
        collected.snapshot["source"],
        format!("collect {}", double.url())
    );
    let owner = collected.snapshot["users"].as_array().unwrap();
    let owner = owner.iter().find(|user| user["id"] == "u1").unwrap();
    assert_eq!(owner["is_domain_owner"], true);
    assert_eq!(opened(&collected).problems, []);
}

#[test]
fn decisions_come_out_as_the_cloud_holds_them() {
    let double = Double::start(world::family());
    let collected = Run::by_password(&double).go().unwrap();
    let ask = |user, action, project| decision(&collected, user, action, project);
    assert_eq!(ask("bob", "ims:images:list", "eu-de"), Decision::Allow);
    assert_eq!(
        ask("bob", "ims:images:delete", "eu-de"),
        Decision::ExplicitDeny
    );
    assert_eq!(
        ask("carol", "ims:images:list", "eu-nl"),
        Decision::ImplicitDeny
    );
    // Held on all projects.
    assert_eq!(ask("erin", "ims:images:list", "eu-nl"), Decision::Allow);
    // Held on an enterprise project only; and an identity policy.
    assert_eq!(
        ask("frank", "ims:images:get", "eu-de"),
        Decision::ImplicitDeny
    );
    assert_eq!(ask("dan", "ims:images:list", "eu-de"), Decision::Allow);
    // The account's owner.
    assert_eq!(ask("alice", "ims:images:delete", "eu-nl"), Decision::Allow);
}

#[test]
fn only_reading_requests_are_made_and_the_fast_path_is_taken() {
    let double = Double::start(world::family());
    Run::by_password(&double).go().unwrap();
    let lines = double.lines();
    let other: Vec<&String> = lines
        .iter()
        .filter(|line| !line.starts_with("GET "))
        .collect();
    assert_eq!(other, ["POST /v3/auth/tokens"]);
    assert_eq!(double.count("GET /v3/projects/p1/groups"), 0);
    // 120 assignments in projects, 50 a page.
    let pages = lines.iter().filter(|line| line.contains("scope=project"));
    assert_eq!(pages.count(), 3);
    // 311 system permissions, 300 a page, the number asked for though it is what one gets anyway.
    assert_eq!(double.count("GET /v3/roles?page=1&per_page=300"), 1);
    assert_eq!(double.count("GET /v3/roles?page=2&per_page=300"), 1);
    assert_eq!(double.count("GET /v3/roles"), 2);
}

#[test]
fn every_way_of_paging_ends_with_everything() {
    let whole = Run::by_password(&Double::start(world::family()))
        .go()
        .unwrap();
    for cap in [1, 2, 7] {
        let mut world = world::family();
        world.cap = cap;
        let double = Double::start(world);
        let collected = Run::by_password(&double).go().unwrap();
        assert_eq!(
            unread(&collected),
            Vec::<String>::new(),
            "at most {cap} a page"
        );
        for key in [
            "projects",
            "enterprise_projects",
            "agencies",
            "roles",
            "role_assignments",
            "identity_policies",
        ] {
            assert_eq!(
                listed(&collected, key),
                listed(&whole, key),
                "{key}, at most {cap} a page"
            );
        }
        assert!(double.count("GET /v1.0/enterprise-projects?offset=1&") == usize::from(cap == 1));
        assert!(double.count("GET /v5/policies?limit=200&marker=") >= 3 / cap);
    }
}

#[test]
fn links_are_followed_on_a_plain_keystone_and_never_to_another_host() {
    let mut world = world::upstream();
    world.cap = 2;
    let double = Double::start(world);
    let collected = Run::by_password(&double).go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
    let counts = ["users", "groups", "memberships", "projects", "roles"];
    assert_eq!(
        counts.map(|key| collected.count(key)),
        [7, 3, 5, 3, FILLING + 3]
    );
    // What is in enterprise projects and held by agencies is not there.
    assert_eq!(collected.count("role_assignments"), 4 + 3 * HELD);
    assert_eq!(double.count("GET /v3/users?domain_id=d1&limit=500"), 1);
    assert_eq!(double.count("GET /v3/users?"), 4);
    assert_eq!(double.count("GET /v5"), 0);
    let inherited = listed(&collected, "role_assignments");
    assert_eq!(
        inherited
            .iter()
            .filter(|text| text.contains("inherited"))
            .count(),
        1
    );
}

#[test]
fn a_refused_listing_of_assignments_is_read_one_by_one() {
    let whole = Run::by_password(&Double::start(world::family()))
        .go()
        .unwrap();
    let refused = world::family().forbid("/v3.0/OS-PERMISSION/role-assignments");
    // An older cloud answers in HTML that it has no such thing.
    let missing = world::family().without("/v3.0/OS-PERMISSION/role-assignments");
    for world in [refused, missing] {
        let double = Double::start(world);
        let collected = Run::by_password(&double).go().unwrap();
        assert_eq!(unread(&collected), Vec::<String>::new());
        assert_eq!(pairs(&collected), pairs(&whole));
        assert_eq!(double.count("GET /v3/projects/p1/groups/g1/roles"), 1);
        assert_eq!(double.count("GET /v3/OS-INHERIT/domains/d1/groups/"), 3);
    }
}

/// Assignments without the words that only one of the two ways has.
fn pairs(collected: &Collected) -> Vec<String> {
    let list = collected.snapshot["role_assignments"].as_array().unwrap();
    let mut texts: Vec<String> = list
        .iter()
        .map(|one| {
            let inherited = one["is_inherited"] == true;
            format!(
                "{} {} {} {} {} {inherited}",
                one["group"], one["user"], one["agency"], one["role"]["id"], one["scope"]
            )
        })
        .collect();
    texts.sort();
    texts.dedup();
    texts
}

#[test]
fn one_scope_that_is_refused_is_read_one_by_one_and_the_others_at_once() {
    let double = Double::start(world::family().forbid("scope=project"));
    let collected = Run::by_password(&double).go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
    assert_eq!(collected.count("role_assignments"), 8 + 3 * HELD);
    assert_eq!(double.count("GET /v3/domains/d1/groups"), 0);
    // Three groups and three agencies in three projects.
    let one_by_one = double
        .lines()
        .iter()
        .filter(|line| line.contains("/projects/p"))
        .count();
    assert_eq!(one_by_one, 18);
}

#[test]
fn what_was_refused_is_unread_and_never_no() {
    let world = world::family()
        .forbid("/v3.0/OS-PERMISSION/role-assignments")
        .forbid("/projects/p2/groups/g1/")
        .forbid("/v3/groups/g2/users");
    let collected = Run::by_password(&Double::start(world)).go().unwrap();
    let unread = unread(&collected);
    assert_eq!(unread.len(), 2, "{unread:#?}");
    assert!(
        unread
            .iter()
            .any(|one| one.starts_with("GET /v3/projects/p2/groups/g1/roles: 403 ")),
        "{unread:#?}"
    );
    assert!(
        unread
            .iter()
            .any(|one| one.starts_with("GET /v3/groups/g2/users: 403 ")),
        "{unread:#?}"
    );
    // bob is in g1: what it holds in eu-nl is not known. Everybody may be in g2.
    assert_eq!(
        decision(&collected, "bob", "ims:images:list", "eu-nl"),
        Decision::Conditional
    );
    assert_eq!(
        decision(&collected, "frank", "iam:users:listUsers", "eu-nl"),
        Decision::Conditional
    );
}

#[test]
fn where_nothing_may_be_read_one_refusal_says_it_and_is_not_repeated() {
    let world = world::family()
        .forbid("/v3.0/OS-PERMISSION")
        .forbid("/groups/")
        .forbid("/agencies/");
    let double = Double::start(world);
    let mut run = Run::by_password(&double);
    run.wishes.hands = 1;
    let collected = run.go().unwrap();
    let unread = unread(&collected);
    assert!(
        unread
            .iter()
            .any(|one| one.contains("/OS-PERMISSION/role-assignments")),
        "{unread:#?}"
    );
    assert_eq!(
        decision(&collected, "carol", "ims:images:list", "eu-nl"),
        Decision::Conditional
    );
    // Three refusals of a kind are enough.
    assert_eq!(
        double.count("GET /v3/projects/p"),
        3,
        "{:#?}",
        double.lines()
    );
}

#[test]
fn an_enterprise_project_service_that_is_not_there_is_unread_and_nothing_else_suffers() {
    let world = world::family().without("/v1.0/enterprise-projects");
    let collected = Run::by_password(&Double::start(world)).go().unwrap();
    let unread = unread(&collected);
    assert_eq!(unread.len(), 1, "{unread:#?}");
    assert!(
        unread[0].starts_with("GET /v1.0/enterprise-projects"),
        "{unread:#?}"
    );
    assert_eq!(collected.count("role_assignments"), 8 + 3 * HELD);
}

#[test]
fn an_enterprise_project_service_that_nobody_answers_for_stops_nothing() {
    let double = Double::start(world::family());
    let mut run = Run::by_password(&double);
    // A port that was free a moment ago.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    run.cloud.enterprise_projects = Some(Base::parse(&url).unwrap());
    let collected = run.go().unwrap();
    assert!(collected.stopped.is_none());
    let unread = unread(&collected);
    assert_eq!(unread.len(), 1, "{unread:#?}");
    assert!(
        unread[0].starts_with("GET /v1.0/enterprise-projects: 127.0.0.1"),
        "{unread:#?}"
    );
    assert_eq!(collected.count("role_assignments"), 8 + 3 * HELD);

    // Nor one that does not take the token, which is still good here.
    double.fault("GET /v1.0", 1, Told::error(401, "not here"));
    let (url, token) = (double.url(), double.token(usize::MAX));
    let run = Run::new(&[
        ("OS_AUTH_URL", &url),
        ("OS_TOKEN", &token),
        ("OS_EPS_ENDPOINT_OVERRIDE", &url),
    ]);
    let collected = run.go().unwrap();
    assert!(collected.stopped.is_none());
    assert_eq!(
        self::unread(&collected),
        ["GET /v1.0/enterprise-projects: 401 not here"]
    );
}

#[test]
fn a_later_page_that_fails_leaves_a_mark() {
    let mut world = world::family();
    world.cap = 2;
    let double = Double::start(world);
    double.fault(
        "GET /v3/projects?page=2",
        1,
        Told::error(403, "not this page"),
    );
    let collected = Run::by_password(&double).go().unwrap();
    let unread = unread(&collected);
    assert_eq!(unread.len(), 1, "{unread:#?}");
    assert!(unread[0].contains("/v3/projects"), "{unread:#?}");
    assert!(unread[0].contains("403 not this page"), "{unread:#?}");
}

#[test]
fn beyond_the_limit_of_requests_it_is_marked_unread() {
    let double = Double::start(world::family());
    let mut run = Run::by_password(&double);
    run.wishes.most = 2;
    let collected = run.go().unwrap();
    let unread = unread(&collected);
    assert!(
        unread
            .iter()
            .any(|one| one.ends_with("not asked: more requests than --max-requests")),
        "{unread:#?}"
    );
    assert!(double.count("GET /v3/groups/") <= 2);
}

#[test]
fn without_identity_policies_of_the_new_kind_nothing_is_missed() {
    let world = world::family().without("/v5").without("/v3.0/OS-USER");
    let collected = Run::by_password(&Double::start(world)).go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
}
