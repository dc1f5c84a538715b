//! What is asked in the evaluator, and what it answers.

use permlens::model::Principal;
use permlens::tui::event::Msg;
use permlens::tui::explorer::Start;

use super::{Session, sample};

#[test]
fn every_keystroke_is_an_answer() {
    let mut session = Session::new((160, 50));
    session
        .keys("tab tab j l l tab enter \"han")
        .shows(&["user hanna", "hanna may "])
        .keys("enter")
        .shows(&["user hanna", "edited", "ALLOWED"]);
    // the row moves on, whoever asks stays
    session
        .keys("shift-tab k")
        .shows(&["user hanna", "ims:serverImages:create"]);
    session
        .keys("f")
        .shows(&["group image-ops"])
        .hides("edited");
}

#[test]
fn leaving_a_field_takes_back_what_was_typed() {
    Session::new((160, 50))
        .keys("shift-tab enter \"alice")
        .shows(&["alice may"])
        .keys("esc")
        .shows(&["group image-ops"])
        .hides("edited");
}

#[test]
fn an_api_call_is_asked_like_an_action() {
    let mut session = Session::new((160, 50));
    session
        .keys("shift-tab j enter ctrl-u")
        .send(Msg::Paste("DELETE /v2/images/0b1c".to_owned()));
    session
        .shows(&["DENIED"])
        .tells(&[
            "api    DELETE /v2/images/{image_id} (IMS: ",
            "ims:images:delete",
        ])
        .keys("ctrl-u");
    session.send(Msg::Paste("GET /v9/nothing/of/the/kind".to_owned()));
    session.shows(&["No published API fits"]);
    // without a permission, and said so
    session
        .keys("ctrl-u")
        .send(Msg::Paste("GET /v2/schemas/images".to_owned()));
    session.shows(&["ALLOWED", "it needs no permission"]);
}

#[test]
fn a_field_that_says_nothing_is_not_offered_to_be_left_open() {
    let mut session = Session::new((160, 50));
    session.keys("shift-tab").hides("x unset");
    session
        .keys("x")
        .shows(&["this field says nothing that could be left open"]);
    // the project does, the resource does not yet
    session.keys("j j").shows(&["x unset"]);
    session.keys("j j").hides("x unset");
    session
        .keys("enter \"ims:*:*:image:abc enter")
        .shows(&["x unset"])
        .tells(&["on ims:*:*:image:abc"]);
}

#[test]
fn what_is_typed_stays_what_it_is() {
    let mut session = Session::new((160, 50));
    session
        .keys("shift-tab j enter \"garbage enter")
        .shows(&["garbage", "edited"])
        .tells(&["\"garbage\" is not an action"]);
    session
        .keys("enter \"ims:images:* enter")
        .tells(&["\"ims:images:*\" is not an action"]);
    // of the right form, but nothing names it: an answer, with a word beside it
    session.keys("enter \"ims:images:delet enter").tells(&[
        "unknown to the catalogue; nearest: ims:images:delete",
        "image-ops may ims:images:delet in",
    ]);
    // a name in other letters is that name; the list is taken from where one went to it
    session
        .keys("enter \"IMS:images:LIST enter")
        .tells(&["may ims:images:list"]);
    session
        .keys("enter \"ims:images:del down enter")
        .tells(&["may not ims:images:delete"]);
}

#[test]
fn scattered_letters_are_not_suggested_beside_words() {
    let mut session = Session::new((120, 40));
    session
        .keys("shift-tab j enter \"ims space \"del")
        .shows(&["ims:images:delete"])
        .hides("ims:images:get ");
}

#[test]
fn a_name_that_names_nothing_is_said_to() {
    let mut session = Session::new((160, 50));
    session
        .keys("shift-tab enter \"zebra enter")
        .shows(&["nobody is called \"zebra\"", "zebra"])
        .keys("esc")
        .shows(&["group image-ops"]);
    session
        .keys("j j enter \"zebra enter")
        .shows(&["no project is called \"zebra\""])
        .keys("ctrl-u \"eu-nl enter")
        .shows(&["edited"]);
}

#[test]
fn a_pasted_refusal_fills_the_fields() {
    let mut session = Session::new((160, 50));
    session.keys("shift-tab j enter");
    session.send(Msg::Paste(
        "{\"error\": {\"code\": 403, \"message\": \"User alice is not authorized to perform: ims:images:delete\"}}\n"
            .to_owned(),
    ));
    session
        .keys("enter")
        .tells(&[
            "alice may not ims:images:delete",
            "found  action ims:images:delete",
        ])
        .tells(&["lacks  the text names no project: asked in eu-de"])
        .keys("shift-tab j")
        .hides("lacks  the text");
    assert!(!session.told().contains("lacks  the text"));
}

#[test]
fn the_decision_stays_in_sight_while_a_field_is_edited() {
    for size in [(80, 24), (120, 40), (160, 50)] {
        let mut session = Session::new(size);
        session.keys("tab tab j tab enter");
        let title = session
            .shown
            .lines()
            .find(|line| line.contains("Evaluator"));
        assert!(title.unwrap().contains(" DENIED "), "{}", session.shown);
    }
}

#[test]
fn what_is_allowed_and_lacks_something_says_so_first() {
    Session::new((80, 24)).shows(&["ALLOWED, but 8 actions it needs are not", " more│"]);
}

#[test]
fn only_the_keys_that_matter_are_asked() {
    let mut session = Session::new((160, 50));
    session.hides("g:MFAPresent");
    // alice in eu-nl is let in by a policy that wants a second factor
    session
        .keys("p \"eu-nl enter shift-tab enter \"alice enter")
        .keys("j enter ctrl-u \"ims:images:delete enter")
        .shows(&["CONDITIONAL", "g:MFAPresent", "unset"]);
    session
        .keys("j j j j enter \"true enter")
        .shows(&["ALLOWED", "true"]);
    session.keys("x").shows(&["CONDITIONAL", "unset"]);
    session
        .keys("enter \"absent enter")
        .shows(&["NOT ALLOWED", "absent"]);
}

#[test]
fn a_long_story_is_folded() {
    let start = Start {
        principal: sample()
            .engine
            .account()
            .find_user("alice")
            .ok()
            .map(Principal::User),
        ..sample()
    };
    let mut session = Session::open(start, (160, 50));
    session
        .keys("p \"eu-nl enter tab tab j tab G")
        .tells(&["more that nearly counted", "flip"])
        .keys("enter");
    assert!(!session.told().contains("more that nearly counted"));
}
