//! Sessions of the Catalogue view, of cards that lead from thing to thing, of the jump list, and of the way back.

use permlens::tui::layout::ViewId;

use crate::explorer::{Session, sample};

#[test]
fn the_catalogue_is_a_tree_that_opens_and_finds() {
    let mut session = Session::new((120, 40));
    session
        .keys("3")
        .shows(&["Services and actions", "▸ aom", "▸ cce"]);
    // it opens where one comes from
    session.keys("enter").shows(&["▾ ims"]);
    session.keys("enter").shows(&["▸ ims"]);
    session.keys("k").shows(&["service iam"]);
    session.keys("1 3").shows(&["service iam"]);
    session.keys("/ \"ims:images:del enter").shows(&[
        "ims:images:delete",
        "Deleting an Image",
        "Granted by",
    ]);
    session.keys("tab j j j j j j j enter");
    assert_eq!(session.app.shell.view, ViewId::WhoCan, "{}", session.shown);
    session.shows(&["May do  ims:images:delete"]);
}

#[test]
fn every_list_of_the_catalogue_tells_of_its_things() {
    let mut session = Session::new((160, 50));
    session
        .keys("3 r / \"deleting space \"images enter")
        .shows(&["Operations", "Published letters", "ims:images:delete"]);
    session
        .keys("r / \"DELETE space \"/v2/images/{image_id} enter")
        .shows(&["APIs", "Calls", "Action needed"]);
    session
        .keys("r / \"no-image-delete enter")
        .shows(&["Permissions", "Assigned to", "image-ops"]);
    session.keys("r").shows(&["Services and actions"]);
}

#[test]
fn an_operation_of_which_no_action_is_known_lists_none() {
    let mut session = Session::new((160, 50));
    session
        .keys("3 r / \"creating space \"threshold space \"rule enter")
        .shows(&[
            "No document says which actions it needs",
            "Published letters",
        ])
        .hides("needed together");
    // nor is a permission filed anywhere that nobody described
    session
        .keys("esc esc r r / ctrl-u \"legacy-ops-tool enter")
        .shows(&["legacy-ops-tool", "unknown"])
        .hides("unknown,");
}

#[test]
fn cards_lead_from_thing_to_thing_and_back() {
    let mut session = Session::new((120, 40));
    session
        .keys("o")
        .shows(&["group image-ops", "Members 4", "IMS FullAccess  @ eu-de"]);
    session
        .keys("G k k k enter")
        .shows(&["user image-ops › alice", "Groups"]);
    session
        .keys("j j j enter")
        .shows(&["group image-ops › alice › image-ops"]);
    session.keys("[").shows(&["user image-ops › alice"]);
    session.keys("[ [").shows(&["group image-ops", "Members 4"]);
    session.keys("esc").hides("Members 4");
}

#[test]
fn the_card_of_an_action_names_the_condition_keys_tested_for_it() {
    let mut session = Session::new((120, 90));
    session
        .keys("ctrl-k \"ims:images:delete enter")
        .shows(&["Condition keys are tested by", "mfa-only  g:MFAPresent"]);
    // the statement is about images, not about their quota
    session
        .keys("ctrl-k \"ims:quotas:get enter")
        .shows(&["Querying the Image Q"])
        .hides("mfa-only");
}

#[test]
fn a_cell_says_what_it_is_why_and_who_else() {
    let mut session = Session::new((160, 50));
    session.keys("tab tab j l l o").shows(&[
        "cell",
        "Letter              D  denied",
        "› Row                 Deleting images",
        "› Column              permission no-image-delete",
        "› Deny  no-image-delete #1  ims:images:delete*",
        "› Who can do this?",
    ]);
    session
        .keys("j enter")
        .shows(&["permission cell › no-image-delete", "Assigned to"]);
    session.keys("[ j j j j enter");
    session.shows(&["cell › no-image-delete", "\"Deny\""]);
    session.keys("[ G enter");
    session.shows(&["May do  Deleting images"]);
    // a user's cell leads to the user and to what lets them
    session.keys("1 esc c c l o").shows(&[
        "› Column              user alice",
        "› Deny  no-image-delete #1",
        "›   via group image-ops @ eu-de",
    ]);
    // where the evaluator keeps another question, the card does not take its answer for the cell's
    session.keys("esc v j o").shows(&[
        "› Row                 Querying images",
        "the evaluator keeps another question",
    ]);
}

#[test]
fn paths_and_evidence_lead_on() {
    let mut session = Session::new((160, 50));
    session.keys("2 i \"ims:images:list enter j tab o").shows(&[
        "paths",
        "› user alice",
        "›   via group image-ops",
    ]);
    session.keys("j j j enter").shows(&["paths › IMS"]);
    session
        .keys("esc 4 tab o")
        .shows(&["finding", "Evidence", "› group automation"]);
    session.keys("enter").shows(&["group finding › automation"]);
}

#[test]
fn what_is_read_is_copied() {
    use permlens::tui::overlays::Overlay;
    let mut session = Session::new((120, 40));
    session.keys("tab j j enter");
    let copied = |session: &Session| match session.app.shell.overlays.last() {
        Some(Overlay::Reader(reader)) => reader.copied().unwrap(),
        _ => panic!("nothing is read:\n{}", session.shown),
    };
    let document: serde_json::Value = serde_json::from_str(&copied(&session)).unwrap();
    assert_eq!(document["Statement"][0]["Effect"], "Deny");
    session.keys("y").shows(&["copied"]);
    session.keys("esc shift-tab o j j j");
    assert_eq!(copied(&session), "IMS FullAccess  @ eu-de");
}

#[test]
fn anything_can_be_jumped_to() {
    let mut session = Session::new((120, 40));
    session.keys("ctrl-k \"mehmet enter");
    assert_eq!(session.app.shell.view, ViewId::Access);
    session.shows(&["user mehmet"]);
    session.keys("ctrl-k \"ims:images:export enter");
    assert_eq!(session.app.shell.view, ViewId::Catalogue);
    session.shows(&["action ims:images:export"]);
    session
        .keys("ctrl-k \"mfa-only enter")
        .shows(&["permission mfa-only", "Assigned to"]);
    session.keys("esc ctrl-k \"eu-nl enter").shows(&["eu-nl ▼"]);
}

#[test]
fn back_and_forward_go_through_where_one_was() {
    let mut session = Session::new((120, 40));
    session.keys("W 3").shows(&["[ Who can Creating images"]);
    session
        .keys("[")
        .shows(&["May do  Creating images", "[ Access image-ops"]);
    session.keys("[");
    assert_eq!(session.app.shell.view, ViewId::Access);
    session.keys("] ]");
    assert_eq!(session.app.shell.view, ViewId::Catalogue);
    session
        .keys("]")
        .shows(&["there is no place after this one"]);
}

#[test]
fn back_returns_to_what_the_catalogue_showed() {
    let mut session = Session::new((120, 40));
    session.keys("ctrl-k \"ims:images:export enter ctrl-k \"ims:images:delete enter");
    session.shows(&["action ims:images:delete"]);
    session.keys("[").shows(&["action ims:images:export"]);
    session.keys("[");
    assert_eq!(session.app.shell.view, ViewId::Access);
    session
        .keys("[")
        .shows(&["there is no place before this one"]);
}

#[test]
fn a_call_opens_any_view_at_its_place() {
    let named = |view, action: &str| {
        let mut start = sample();
        start.view = Some(view);
        start.action = Some(action.to_owned());
        Session::open(start, (120, 40))
    };
    named(ViewId::Catalogue, "ims:images:export").shows(&["action ims:images:export", "▾ ims"]);
    named(ViewId::WhoCan, "ims:images:list").shows(&["May do  ims:images:list", "Users"]);
    named(ViewId::Access, "ims:images:export").shows(&["ims:images:export"]);
    let mut start = sample();
    let carol = start.engine.account().find_user("carol").unwrap();
    start.principal = Some(permlens::model::Principal::User(carol));
    start.view = Some(ViewId::WhoCan);
    start.action = Some("ims:images:list".to_owned());
    Session::open(start, (120, 40)).shows(&["▌carol", "user carol may: ims:images:list"]);
    let mut start = sample();
    start.view = Some(ViewId::Catalogue);
    start.service = start.engine.catalogue().find_service("obs");
    Session::open(start, (120, 40)).shows(&["▾ obs", "service obs"]);
}

#[test]
fn the_screens_at_every_size() {
    for (width, height) in [(80, 24), (120, 40), (200, 50)] {
        let mut session = Session::new((width, height));
        session.keys("o");
        insta::assert_snapshot!(format!("card_{width}x{height}"), session.shown);
        session.keys("esc ctrl-k \"image");
        insta::assert_snapshot!(format!("jump_{width}x{height}"), session.shown);
        session.keys("esc 3 / \"ims:images:del enter");
        insta::assert_snapshot!(format!("catalogue_{width}x{height}"), session.shown);
    }
}

#[test]
fn the_jump_list_finds_by_id_label_and_other_calls() {
    let mut session = Session::new((120, 40));
    let account = sample().engine.account().clone();
    let user = &account.users.rows()[3];
    session
        .keys(&format!("ctrl-k \"{}", user.id))
        .shows(&[&user.name]);
    session.keys("enter");
    session.shows(&[&format!("Attached to {}", user.name)]);
    // a label leads to its action, though the name says nothing of it
    session.keys("ctrl-k \"replicating");
    session.shows(&["Replicating an Image Within a Region", "ims:images:copy"]);
    session.keys("esc");
    let project = &account.enterprise_projects.rows()[0].name;
    session.keys(&format!("ctrl-k \"{project}"));
    session.shows(&["enterprise project"]);
}

#[test]
fn a_finding_opens_the_card_of_what_it_is_about() {
    let mut session = Session::new((120, 40));
    session.keys("4 o");
    session.shows(&["group automation", "Members"]);
}

#[test]
fn where_one_came_from_leaves_room_for_the_views() {
    let mut session = Session::new((120, 40));
    session.keys("3 / \"ims:images:del enter 4").shows(&[
        "[ Catalogue ims:images:delete",
        "1 Access  2 Who  3 Cat  4 Find  5 Chg",
    ]);
    let mut small = Session::new((80, 24));
    small
        .keys("3 / \"ims:images:del enter 4")
        .shows(&["1 Access  2 Who  3 Cat  4 Find  5 Chg"]);
}

#[test]
fn a_service_opened_by_name_shows_what_is_below_it() {
    let mut start = sample();
    start.view = Some(ViewId::Catalogue);
    start.service = start.engine.catalogue().find_service("ims");
    Session::open(start, (80, 24)).shows(&["▾ ims", "ims:images:create"]);
}
