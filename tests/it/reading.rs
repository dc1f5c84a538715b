//! Sessions inside what is read: finding text in documents and cards, and asking about what stands under the cursor.

use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::style::Modifier;

use crate::explorer::{Session, sample};

/// The line of the screen that the cursor of what is read is on.
fn under_the_cursor(session: &Session) -> String {
    let buf = &session.painted;
    let reversed = |y: u16| {
        let cells = (0..buf.area.width).map(|x| &buf[(x, y)]);
        cells
            .filter(|cell| cell.modifier.contains(Modifier::REVERSED))
            .count()
    };
    let y = (0..buf.area.height).max_by_key(|y| reversed(*y)).unwrap();
    let cells = (0..buf.area.width).map(|x| buf[(x, y)].symbol());
    cells.collect()
}

#[test]
fn text_is_found_in_a_document_and_n_goes_on() {
    let mut session = Session::new((120, 40));
    // Server Administrator names three services in one statement
    session.keys("tab j enter /");
    session.shows(&["/text to be found"]);
    session.keys("\"ADMINISTRATOR");
    session.shows(&["/ADMINISTRATOR  1 of ", "/ADMINISTRATOR"]);
    let first = under_the_cursor(&session);
    assert!(first.contains("Administrator"), "{first}");
    session.keys("enter n");
    let second = under_the_cursor(&session);
    assert!(
        second.contains("Administrator") && second != first,
        "{second}\n{}",
        session.shown
    );
    session.shows(&["/ADMINISTRATOR  2 of ", "n next", "N previous"]);
    session.keys("N").shows(&["/ADMINISTRATOR  1 of "]);
    assert_eq!(under_the_cursor(&session), first);
    // round the end, and that is said
    session
        .keys("N")
        .shows(&["before the first comes the last again"]);
    session
        .keys("n")
        .shows(&["after the last comes the first again"]);
    assert_eq!(under_the_cursor(&session), first);
    // the first esc takes the marks away, the second closes
    session.keys("esc").hides("/ADMINISTRATOR");
    session.shows(&["esc close"]);
    session.keys("esc");
    assert!(session.app.shell.overlays.is_empty());
}

#[test]
fn what_is_found_is_marked_wherever_it_stands() {
    let mut session = Session::new((120, 40));
    session.keys("tab enter / \"ims: enter");
    // the first line of the screen has underlined names of its own
    let cells = session.painted.content.iter().skip(120);
    let marked = cells.filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
    let marked: String = marked.map(|cell| cell.symbol()).collect();
    // in the title and in the document, and nothing else
    assert_eq!(marked.replace("ims:", "").trim(), "/", "{marked}");
    assert!(marked.matches("ims:").count() > 1, "{marked}");
}

#[test]
fn a_folded_line_opens_where_it_has_what_is_looked_for() {
    let mut session = Session::new((120, 40));
    session.keys("tab enter").hides("ims:images:delete");
    session.keys("/ \"images:del");
    session.shows(&["▾", "ims:images:delete", "1 of 1"]);
    assert!(under_the_cursor(&session).contains("ims:images:delete"));
    // what opened for it closes when it is not wanted after all
    session.keys("esc").hides("ims:images:delete");
    session.shows(&["13 actions", "esc close"]);
}

#[test]
fn what_is_in_no_line_says_so_and_moves_nothing() {
    let mut session = Session::new((80, 24));
    session.keys("tab enter j j");
    let before = under_the_cursor(&session);
    session
        .keys("/ \"zebra")
        .shows(&["/zebra  in no line", "/zebra"]);
    assert_eq!(under_the_cursor(&session), before);
    session
        .keys("enter n")
        .shows(&["no line has what is looked for"]);
    session.keys("esc esc tab enter");
    assert!(session.app.shell.overlays.is_empty());
}

#[test]
fn cards_and_lists_of_problems_are_searched_too_and_a_link_comes_back_to_it() {
    let mut session = Session::new((120, 40));
    session.keys("o / \"carol").shows(&["1 of 1"]);
    session
        .keys("enter enter")
        .shows(&["user image-ops › carol"]);
    session.keys("[").shows(&["/carol  1 of 1"]);
    session.keys("q");
    let mut start = sample();
    start.remarks = vec!["one thing".to_owned(), "another thing".to_owned()];
    let mut session = Session::open(start, (120, 40));
    session.keys("! / \"another");
    session.shows(&["1 of 1"]);
}

#[test]
fn finding_at_every_size() {
    for (width, height) in [(80, 24), (120, 40), (200, 50)] {
        let mut session = Session::new((width, height));
        session.keys("tab enter / \"images:");
        insta::assert_snapshot!(format!("finding_{width}x{height}"), session.shown);
    }
    let look = (Theme::new(ThemeKind::Dark, Depth::None), Charset::Ascii);
    let mut session = Session::look(sample(), (80, 24), look);
    session.keys("tab enter / \"images: enter n");
    insta::assert_snapshot!("finding_ascii", session.shown);
}
