//! The way back: from every kind of jump one returns to what one left, its cursor, folds, filters and cards.

use permlens::tui::layout::{PaneId, ViewId};

use crate::explorer::Session;

/// What is on screen but for the way back itself and the footer.
fn seen(session: &Session) -> String {
    let mut lines: Vec<&str> = session.shown.lines().collect();
    lines.pop();
    lines[1..].join("\n")
}

fn same(wanted: &str, found: &str, what: &str) {
    assert!(wanted == found, "{what}\nwas\n{wanted}\nis\n{found}");
}

/// Goes away by `jump` and comes back by `[`, then forward and back again: all must look as before.
fn returns(way: &str, jump: &str) {
    let mut session = Session::new((160, 45));
    session.keys(way);
    let before = seen(&session);
    session.keys(jump);
    let there = seen(&session);
    assert!(before != there, "{way} | {jump} leads nowhere:\n{there}");
    session.keys("[");
    same(&before, &seen(&session), &format!("back: {way} | {jump}"));
    session.keys("alt-right");
    same(&there, &seen(&session), &format!("forward: {way} | {jump}"));
    session.keys("alt-left");
    same(
        &before,
        &seen(&session),
        &format!("back again: {way} | {jump}"),
    );
}

#[test]
fn the_access_view_comes_back_as_it_was() {
    // a filter in each pane, columns of users, the cursor inside, a folded category
    let compared = "/ \"a enter j tab j tab c c / \"del enter l l l";
    let folded = "tab tab r j space j j l";
    let services = "tab tab r r j j enter j j j j";
    let arranged = "tab tab r S j j t T d l";
    let edited = "tab tab tab j enter ctrl-u \"iam:users:createUser enter j j";
    let under = "tab tab C \"mfapresent space \"true enter l j";
    let pinned = "tab tab j v k l tab j j j";
    let ways = [compared, folded, services, arranged, edited, under, pinned];
    let jumps = [
        "ctrl-k \"mehmet enter",
        "ctrl-k \"eu-nl enter",
        "ctrl-k \"ims:images:export enter",
        "W",
    ];
    for jump in jumps {
        returns(compared, jump);
    }
    for (way, jump) in ways.iter().zip(jumps.iter().cycle()) {
        returns(way, jump);
    }
    // two steps there, through another view
    for jump in ["2 i \"ims:images:list enter enter", "4 enter"] {
        let mut session = Session::new((160, 45));
        session.keys(compared);
        let before = seen(&session);
        session.keys(jump).keys("[ [ [");
        assert_eq!(session.app.shell.view, ViewId::Access);
        same(&before, &seen(&session), jump);
    }
}

#[test]
fn the_other_views_come_back_as_they_were() {
    let who = "2 i \"ims:images:list enter u d / \"a enter j";
    for jump in [
        "enter",
        "ctrl-k \"mehmet enter",
        "i \"iam:users:createUser enter",
        "3",
    ] {
        returns(who, jump);
    }
    let catalogue = "3 j j enter j j j j";
    for jump in ["W", "ctrl-k \"ims:images:export enter", "1"] {
        returns(catalogue, jump);
    }
    returns("3 r / \"image enter j tab j j", "1");
    returns("4 / \"grant enter j j", "enter");
    returns("4 a G k k", "1");
}

#[test]
fn cards_come_back_with_the_place_they_lay_over() {
    // the card of a group, the card of its second member, and from there to the Access view
    returns("j o G k k k enter", "enter");
    // through a card to who can
    returns("ctrl-k \"ims:images:export enter o j j j j j j", "enter");
}

#[test]
fn a_document_is_a_card_among_others() {
    let mut session = Session::new((160, 45));
    session.keys("tab j enter");
    session.shows(&[
        "› Attached to group image-ops @ eu-de",
        "› What it is, and who else has it",
        "IMS Administrator  ✗ missing",
    ]);
    // what it depends on, and an action that it names, lead on; back is the same line
    let follow = |session: &mut Session, wanted: &str| {
        for _ in 0..40 {
            session.keys("enter");
            if session.shown.contains(wanted) {
                return;
            }
            session.keys("j");
        }
        panic!("{wanted} was not come to:\n{}", session.shown);
    };
    session.keys("j j j j j j j j j");
    follow(
        &mut session,
        "permission Server Administrator › IMS Administrator",
    );
    session.keys("[ enter");
    session.shows(&["permission Server Administrator › IMS Administrator"]);
    session.keys("[ j j");
    follow(&mut session, "action Server Administrator › ecs:");
    session.keys("backspace enter");
    session.shows(&["action Server Administrator › ecs:"]);
    session.keys("esc k enter");
    session.shows(&["IMS FullAccess", "› Attached to group image-ops"]);
    follow(&mut session, "group IMS FullAccess › image-ops");
    session.keys("[ j");
    follow(&mut session, "permission IMS FullAccess › IMS FullAccess");
    session.keys("[");
    session.shows(&["› What it is, and who else has it"]);
    session.keys("[").shows(&["no card led to this one"]);
    session.keys("esc");
    assert_eq!(session.app.focus(), PaneId::Attached);
    assert!(session.app.shell.overlays.is_empty());
}

#[test]
fn who_can_begins_with_whom_one_came_from() {
    let mut session = Session::new((160, 45));
    session.keys("tab tab c c l l l W");
    session.shows(&["▌carol", "user carol may"]);
    // from the evaluator it is the evaluator's question
    session.keys("1 tab j enter ctrl-u \"iam:users:createUser enter W");
    session.shows(&["May do  iam:users:createUser"]);
}

#[test]
fn numbers_before_a_motion_count_though_digits_show_views() {
    let mut session = Session::new((120, 40));
    session.keys("alt-5 j").shows(&["▌developers"]);
    session.keys("alt-1 2 j").shows(&["▌contractors"]);
    session.keys("6 k").shows(&["▌platform"]);
    assert_eq!(session.app.shell.view, ViewId::Access);
}
