//! What the shell and its widgets look like, as text.

use permlens::tui::app::App;
use permlens::tui::chord::parse_sequence;
use permlens::tui::event::Msg;
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::demo::{self, Demo};

/// Presses the keys, then draws at this size; every key sees what was drawn before it, as in the loop.
fn screen(app: &mut App<Demo>, (columns, rows): (u16, u16), keys: &str) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let mut draw = |app: &mut App<Demo>| {
        terminal
            .draw(|frame| app.shell.drawn = app.draw(frame.buffer_mut()))
            .unwrap();
        terminal.backend().to_string()
    };
    let mut shown = draw(app);
    for chord in keys
        .split_whitespace()
        .flat_map(|key| parse_sequence(key).unwrap())
    {
        app.update(Msg::Key(chord));
        shown = draw(app);
    }
    shown
}

fn fresh() -> App<Demo> {
    demo::app(Theme::new(ThemeKind::Dark, Depth::None), Charset::Unicode)
}

#[test]
fn four_panes_at_120() {
    insta::assert_snapshot!(screen(&mut fresh(), (120, 24), "tab tab j l"));
}

#[test]
fn a_sheet_at_100() {
    insta::assert_snapshot!(screen(&mut fresh(), (100, 30), "j j j"));
}

#[test]
fn folded_at_80() {
    insta::assert_snapshot!(screen(&mut fresh(), (80, 24), "tab tab"));
    insta::assert_snapshot!(
        "folded_at_80_evaluator",
        screen(&mut fresh(), (80, 24), "shift-tab")
    );
}

#[test]
fn many_columns_are_numbered_and_scroll() {
    let mut app = fresh();
    app.content.set_columns(30);
    insta::assert_snapshot!(screen(&mut app, (80, 16), "tab tab alt-1 2 l j"));
}

#[test]
fn names_that_try_something() {
    insta::assert_snapshot!(screen(&mut fresh(), (40, 16), "j j j j j"));
}

#[test]
fn ascii_only() {
    let mut app = demo::app(Theme::new(ThemeKind::Dark, Depth::None), Charset::Ascii);
    insta::assert_snapshot!(screen(&mut app, (100, 20), "G"));
}

#[test]
fn help_at_80() {
    insta::assert_snapshot!(screen(&mut fresh(), (80, 24), "?"));
}

#[test]
fn palette_at_80() {
    insta::assert_snapshot!(screen(&mut fresh(), (80, 24), ": v i e w"));
}

#[test]
fn a_filter_being_typed() {
    insta::assert_snapshot!(screen(&mut fresh(), (80, 16), "/ i m a g"));
}
