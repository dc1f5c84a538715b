//! Circumstances of the question: what they change in the matrix, and a question that is held fast.

use permlens::analysis::matrix::{Column, Matrix, Projects, Question, Rows, rows, user_columns};
use permlens::engine::compiled::{Columns, Stand};
use permlens::model::{Context, ContextValue, Decision, Mark, Request};
use permlens::tui::explorer::Start;

use crate::explorer::{Session, sample};

#[test]
fn a_circumstance_answers_the_matrix_too() {
    let mut session = Session::new((200, 50));
    // alice in eu-nl is let in by a policy that wants a second factor
    session
        .keys("p \"eu-nl enter u / \"alice enter c tab tab j")
        .tells(&["CONDITIONAL"])
        .shows(&["C"]);
    session
        .keys("C \"MFAPresent space \"true enter")
        .shows(&["under g:MFAPresent = true"])
        .tells(&["ALLOWED"]);
    // sliding goes through the values and round to the open question
    session
        .keys("tab j j j j j l")
        .shows(&["under g:MFAPresent = false"])
        .tells(&["NOT ALLOWED"])
        .keys("l")
        .hides("under g:MFA")
        .tells(&["CONDITIONAL"])
        .keys("l")
        .shows(&["under g:MFAPresent absent"])
        .tells(&["NOT ALLOWED"])
        .keys("l")
        .shows(&["under g:MFAPresent = true"])
        .tells(&["ALLOWED"]);
    session.keys("f").tells(&["CONDITIONAL"]);
    session.hides("under g:MFA");
}

#[test]
fn a_pinned_question_stays_while_the_cursor_moves_on() {
    let mut session = Session::new((160, 50));
    session
        .keys("tab tab j v")
        .shows(&["pinned"])
        .tells(&["ims:images:delete"])
        .keys("j j shift-tab shift-tab j")
        .shows(&["Attached to image-audit", "pinned"])
        .tells(&["image-ops may not ims:images:delete"])
        .keys("f")
        .tells(&["image-audit may"])
        .hides("pinned");
}

#[test]
fn a_change_of_the_question_is_taken_up_and_one_of_the_account_is_not() {
    let mut session = Session::new((160, 50));
    session
        .keys("p \"eu-nl enter u / \"alice enter c tab tab j tab")
        .tells(&["set g:MFAPresent=true"]);
    session.keys("G");
    // the change is a line of the story: up to it
    for _ in 0..20 {
        session.keys("k enter");
        if session.told().starts_with("ALLOWED") {
            break;
        }
        session.keys("esc");
    }
    session.tells(&["ALLOWED"]).shows(&["g:MFAPresent"]);
    let mut session = Session::new((160, 50));
    session.keys("tab tab j tab G");
    for _ in 0..20 {
        session.keys("k enter");
        if session.shown.contains("no such change can be staged yet") {
            break;
        }
        session.keys("esc");
    }
    session
        .shows(&["no such change can be staged yet: "])
        .tells(&["DENIED"]);
}

#[test]
fn a_matrix_under_circumstances_says_what_the_engine_says() {
    let start: Start = sample();
    let engine = start.engine;
    let catalogue = engine.catalogue();
    let account = engine.account();
    let columns = std::sync::Arc::new(Columns::new(std::sync::Arc::clone(&engine)));
    let services: Vec<_> = ["ims", "ecs", "obs", "iam"]
        .iter()
        .filter_map(|code| catalogue.find_service(code))
        .collect();
    let value = |text: &str| ContextValue::Values(vec![text.to_owned()]);
    let mut contexts: Vec<Context> = Vec::new();
    for (key, value) in [
        ("g:MFAPresent", value("true")),
        ("g:MFAPresent", value("false")),
        ("g:MFAPresent", ContextValue::Absent),
        ("g:SourceIp", value("10.0.0.1")),
        ("g:UserName", value("alice")),
        ("g:CurrentTime", value("2030-01-01T00:00:00Z")),
    ] {
        let mut context = Context::default();
        context.insert(key, value);
        contexts.push(context);
    }
    let mut changed = 0;
    for project in account.region_projects() {
        let question = Question {
            rows: rows(catalogue, Rows::Actions, &services),
            columns: user_columns(account),
            projects: Projects::One(project),
            enterprise_project: None,
        };
        let open = Matrix::new(columns.clone(), question);
        let stand = Stand {
            project: Some(project),
            enterprise_project: None,
        };
        for context in &contexts {
            let under = open.clone().under(context);
            for column in open.columns() {
                let Column::Principal(principal) = *column else {
                    continue;
                };
                let (before, after) = (open.cells(column), under.cells(column));
                changed += usize::from(before != after);
                for (row, cell) in open.rows().iter().zip(after) {
                    let request = Request {
                        context: context.clone(),
                        ..engine.question(principal, &row.label, stand)
                    };
                    let marks: &[Mark] = match engine.decide(&request) {
                        Decision::Allow => &[Mark::Allowed, Mark::MissingDependency],
                        Decision::ExplicitDeny => &[Mark::Denied],
                        Decision::ImplicitDeny => &[Mark::NotAllowed],
                        Decision::Conditional => &[Mark::Conditional],
                    };
                    assert!(marks.contains(&cell.mark), "{request:?}: {cell:?}");
                }
            }
        }
    }
    assert!(changed > 0, "the circumstances change something");
}
