//! What the explorer says of the account it opens, and of what could not be read of it.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import::{self, LeftOut};
use permlens::tui::explorer::Start;
use permlens::tui::layout::ViewId;

use super::{Session, sample};

#[test]
fn every_view_says_that_the_named_action_is_unknown() {
    let named = |view, action: &str| {
        let start = Start {
            view: Some(view),
            action: Some(action.to_owned()),
            ..sample()
        };
        Session::open(start, (120, 40))
    };
    let told = ["unknown to the catalogue; nearest: ims:images:delete"];
    named(ViewId::Access, "ims:images:delet").tells(&told);
    for view in [ViewId::WhoCan, ViewId::Catalogue] {
        named(view, "ims:images:delet").shows(&told);
        named(view, "ims:images:delete").hides("unknown to");
    }
    // what is a question to another view is nothing that this one can show
    named(ViewId::Catalogue, "ims:*:*").shows(&["ims:*:*: no action of the catalogue"]);
    named(ViewId::WhoCan, "ims:*:*").hides("no action");
}

fn left_out(text: &str) -> LeftOut {
    LeftOut {
        of: "/home/ann/accounts/acme.json".to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_source_is_named_once_over_its_problems() {
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"name": "ann"}, {"id": "u1"}],
        "groups": [{"id": "g1", "name": "ops"}],
        "unread": [{"what": "memberships", "group": {"id": "g1"}, "call": "GET /v3/groups/g1/users", "reason": "403 Forbidden"}],
    });
    let catalogue = Catalogue::embedded();
    let text = account.to_string();
    let imported = import::from_slice("far/away/acme.json", text.as_bytes(), catalogue).unwrap();
    let problems = imported.problems.iter().map(LeftOut::from);
    let unread = imported.account.unread.iter().map(LeftOut::from);
    let start = Start {
        problems: problems.chain(unread).collect(),
        ..sample()
    };
    let mut session = Session::open(start, (120, 40));
    session.keys("!").shows(&[
        "Left out or incomplete 3",
        "$.users[0].id: expected",
        "$.users[1].name: expected",
        "Not read",
        "GET /v3/groups/g1/users",
    ]);
    assert_eq!(
        session.shown.matches("far/away/acme.json").count(),
        1,
        "{}",
        session.shown
    );
}

#[test]
fn problems_of_the_import_can_be_read() {
    let start = Start {
        problems: vec![left_out("groups[3]: no id")],
        ..sample()
    };
    Session::open(start, (80, 24))
        .shows(&["!1", "1 object of the account left out"])
        .keys("!")
        .shows(&["groups[3]: no id"]);
    // What is to be known about it is there too, and is no object that was left out.
    let start = Start {
        problems: vec![left_out("groups[3]: no id")],
        remarks: vec!["x.tfstate is a part of an account".to_owned()],
        ..sample()
    };
    Session::open(start, (80, 24))
        .shows(&["!1", "x.tfstate is a part of an account"])
        .keys("!")
        .shows(&[
            "Left out or incomplete 1",
            "x.tfstate is a part",
            "/home/ann/accounts/acme.json",
            "groups[3]: no id",
        ]);
    let start = Start {
        remarks: vec!["x.tfstate is a part of an account".to_owned()],
        ..sample()
    };
    let mut session = Session::open(start, (80, 24));
    session.shows(&[" !"]).hides("!1");
    session
        .keys("!")
        .shows(&["About this account", "x.tfstate is a part"]);
}

/// What stands in a name's place finds what it stands for.
#[test]
fn the_stand_in_of_a_name_is_a_reference() {
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u-17", "name": " ", "enabled": true}],
    });
    let bytes = account.to_string();
    let imported = import::from_slice("a", bytes.as_bytes(), Catalogue::embedded()).unwrap();
    let account = imported.account;
    let id = account.find_user("u-17").unwrap();
    assert_eq!(account.user(id).shown(), "(no name) u-17");
    assert_eq!(account.find_user(&account.user(id).shown()), Ok(id));
}

#[test]
fn an_account_of_one_owner_says_what_it_is() {
    let catalogue = Catalogue::embedded();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "root", "enabled": true, "is_domain_owner": true}],
    });
    let imported = import::from_slice("a", account.to_string().as_bytes(), catalogue).unwrap();
    let engine = Engine::new(catalogue, Arc::new(imported.account), Settings::default());
    let mut session = Session::open(Start::new(Arc::new(engine)), (120, 40));
    session
        .shows(&[
            "Users 1",
            "root",
            "nothing, and the owner may do everything",
        ])
        .hides("u agencies")
        .hides("nothing reaches");
    session
        .keys("u")
        .shows(&["Users 1", "the account has no principals of another kind"]);
}

#[test]
fn what_was_not_read_is_not_shown_as_none() {
    let catalogue = Catalogue::embedded();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "ann", "enabled": true}],
        "groups": [{"id": "g1", "name": "ops"}, {"id": "g2", "name": "dev"}],
        "unread": [{"what": "memberships", "group": {"id": "g1"}, "call": "GET /v3/groups/g1/users", "reason": "403 Forbidden"}],
    });
    let imported = import::from_slice("a", account.to_string().as_bytes(), catalogue).unwrap();
    let engine = Engine::new(catalogue, Arc::new(imported.account), Settings::default());
    let mut session = Session::open(Start::new(Arc::new(engine)), (120, 40));
    session.shows(&["? users", "0 users"]);
    session.keys("u").shows(&["ann", "not read: "]);
}
