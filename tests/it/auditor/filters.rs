//! The filter line of the matrix: queries and sets.

use crate::explorer::Session;

#[test]
fn a_query_in_the_filter_keeps_those_of_whom_it_is_true() {
    let mut session = Session::new((120, 40));
    session.keys("tab tab c c");
    session.keys("/ \"delet space \"can(ims:images:delete) space \"and space \"not space \"in(group:image-admins) enter");
    session.shows(&["no group is called"]);
    session.keys("/ ctrl-u \"delet space \"can(ims:images:delete) space \"and space \"not space \"user(m*) enter");
    session
        .shows(&["Deleting images", "hanna"])
        .hides("mehmet")
        .hides("Querying images");
    session.keys("/ ctrl-u \"can(ims:images:delete enter");
    session.shows(&["filter: column 22: expected )", "Querying images"]);
    session.keys("/ ctrl-u \"can(ims:images:delete) space \"and space \"via(group:ops) enter");
    session.shows(&["no group is called"]);
    session.keys("c c c / ctrl-u \"can(ims:images:delete) enter");
    session.shows(&["filter: a query keeps users, groups and agencies"]);
}

#[test]
fn set_filters_keep_rows_and_columns() {
    let mut session = Session::new((200, 50));
    session.keys("tab tab c c");
    session.shows(&["operations × users", "alice", "erin", "Querying images"]);
    session.keys("/ \"can:ims:images:delete enter");
    session.shows(&["mehmet", "hanna"]).hides("erin");
    session.keys("/ ctrl-u \"via:shop-team enter");
    session.shows(&["rosa", "alice"]).hides("mehmet");
    session.keys("/ ctrl-u \"via:shop-team space \"not:ims:images:list enter");
    session.hides("alice ");
    session.keys("/ ctrl-u \"via:image-ops space \"is:D enter");
    session.shows(&["Deleting images"]).hides("Querying images");
    session.keys("/ ctrl-u \"via:nowhere enter");
    session.shows(&["no group is called"]);
    session.keys("/ ctrl-u \"is:Q enter");
    session.shows(&["is no letter of a cell"]);
    session.keys("esc").shows(&["erin", "Querying images"]);
    session.keys("c c c / ctrl-u \"deny:ims:images:delete enter");
    session
        .shows(&["× attached"])
        .hides("Server Administrator  role");
}
