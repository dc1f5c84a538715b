//! The table of commands, the keys, and what no text may do.

use std::collections::HashSet;

use permlens::tui::app::bindables;
use permlens::tui::chord::parse_sequence;
use permlens::tui::command::{Count, KeyContext, Table};
use permlens::tui::event::{Mouse, MouseKind, Msg};
use permlens::tui::explorer::Explorer;
use permlens::tui::keymap::{Keymap, Overrides, parse_overrides};
use permlens::tui::layout::{PaneId, ViewId};
use permlens::tui::theme::Theme;
use permlens::tui::widgets::text::{Charset, clean, sweep, truncate, truncate_middle, width};
use permlens::tui::widgets::{field::Field, put};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::demo::{self, Demo};
use super::explorer::Session;

#[test]
fn names_are_unique_and_dotted() {
    let table = Table::<Demo>::new();
    let mut seen = HashSet::new();
    for spec in table.specs() {
        assert!(seen.insert(spec.name), "{} is there twice", spec.name);
        let plain = |c: char| c.is_ascii_lowercase() || c == '.' || c == '-';
        assert!(
            spec.name.contains('.') && spec.name.chars().all(plain),
            "{}",
            spec.name
        );
    }
}

#[test]
fn titles_are_fragments_and_help_is_a_sentence() {
    for spec in Table::<Demo>::new().specs() {
        assert!(
            !spec.title.ends_with('.') && spec.title.starts_with(char::is_uppercase),
            "{}",
            spec.name
        );
        assert!(
            spec.help.ends_with('.') && spec.help.starts_with(char::is_uppercase),
            "{}",
            spec.name
        );
        assert!(!spec.contexts.is_empty(), "{}", spec.name);
    }
}

#[test]
fn no_keys_mean_two_things() {
    let keymap = Keymap::new(&bindables(&Table::<Demo>::new()), &Overrides::default()).unwrap();
    for (one, other) in keymap.conflicts() {
        // in one context two commands may share a key if they are never available together; that is said here
        let excused = [
            ("filter.clear", "overlay.close"),
            ("find.clear", "overlay.close"),
        ];
        assert!(
            excused.contains(&(one.command, other.command)),
            "{one:?} {other:?}"
        );
    }
}

#[test]
fn overlap_is_mutual() {
    let contexts = [
        KeyContext::Always,
        KeyContext::Global,
        KeyContext::List,
        KeyContext::View(ViewId::Access),
        KeyContext::Pane(PaneId::Matrix),
        KeyContext::PaneOf(ViewId::Findings, PaneId::List),
        KeyContext::Field,
        KeyContext::Help,
        KeyContext::Palette,
    ];
    for a in contexts {
        for b in contexts {
            assert_eq!(a.overlaps(b), b.overlaps(a), "{a:?} {b:?}");
        }
    }
}

#[test]
fn no_two_headings_are_the_same() {
    let table = Table::<Explorer>::new();
    let contexts: HashSet<KeyContext> = table
        .specs()
        .iter()
        .flat_map(|spec| spec.contexts)
        .copied()
        .collect();
    let mut seen = HashSet::new();
    for context in contexts {
        assert!(seen.insert(context.title()), "{context:?}");
    }
}

#[test]
fn what_works_here_stands_under_the_place_that_is_here() {
    let mut app = Session::new((120, 40)).app;
    for view in ViewId::ALL {
        app.show_view(view);
        let live = app.contexts();
        for entry in app.entries() {
            assert_eq!(
                entry.live,
                live.contains(&entry.context),
                "{} in {view:?}",
                entry.name
            );
        }
    }
}

#[test]
fn the_help_shows_all_the_keys() {
    for size in [(80, 24), (120, 40)] {
        let mut session = Session::new(size);
        session.keys("?");
        let mut pages = String::new();
        for _ in 0..20 {
            pages.push_str(&session.shown);
            session.keys("pagedown");
        }
        let help = pages.lines().filter(|line| line.contains("ctrl-w"));
        let help: String = help.collect();
        for keys in ["+  ctrl-w +", "ctrl-w >", "-  ctrl-w -", "ctrl-w <"] {
            assert!(help.contains(keys), "no {keys:?} in\n{pages}");
        }
        assert!(!pages.contains("ctrl-w …") && !pages.contains("ctr…"));
    }
}

#[test]
fn users_may_free_the_digits_for_counts() {
    let commands = bindables(&Table::<Demo>::new());
    let text = "view.access = []\nview.who-can = \"ctrl-x 2\"\n";
    assert!(parse_overrides(text, &commands).is_ok());
}

#[test]
fn every_command_runs_at_every_size() {
    for (columns, rows) in [(80, 24), (40, 10), (160, 50), (1, 1)] {
        for spec in Table::<Demo>::new().specs() {
            let mut app = demo::app(Theme::default(), Charset::Unicode);
            let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
            app.shell.drawn = app.draw(&mut buf);
            app.update(Msg::Run(spec.name, Count(Some(7))));
            app.draw(&mut buf);
        }
    }
}

#[test]
fn a_disabled_command_says_why() {
    let mut app = demo::app(Theme::default(), Charset::Unicode);
    app.update(Msg::Run("app.suspend", Count::default()));
    let mut buf = Buffer::empty(Rect::new(0, 0, 100, 20));
    app.draw(&mut buf);
    let last: String = (0..100).map(|x| buf[(x, 19)].symbol()).collect();
    assert!(last.contains("no shell to return to"), "{last}");
}

#[test]
fn the_mouse_points_and_turns() {
    let mut app = demo::app(Theme::default(), Charset::Unicode);
    let mut buf = Buffer::empty(Rect::new(0, 0, 120, 40));
    app.shell.drawn = app.draw(&mut buf);
    app.update(Msg::Mouse(Mouse {
        kind: MouseKind::Press,
        x: 40,
        y: 4,
    }));
    assert_eq!(app.focus(), PaneId::Attached);
    let (_, tab) = app.shell.drawn.tabs[3];
    app.update(Msg::Mouse(Mouse {
        kind: MouseKind::Press,
        x: tab.x,
        y: tab.y,
    }));
    assert_eq!(app.shell.view, ViewId::Findings);
}

/// Text that tries: controls, escapes, directions, joiners, wide and combining characters.
fn wild() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\u{1b}[2J".to_owned()),
        Just("\u{9b}31m".to_owned()),
        Just("\u{202e}\u{2066}".to_owned()),
        Just("\r\n\t\u{7}\u{7f}".to_owned()),
        Just("e\u{301}\u{200b}数据👩‍💻".to_owned()),
        any::<char>().prop_map(String::from),
        "[a-z:*-]{0,12}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn steers(text: &str) -> bool {
    text.chars().any(|c| {
        c.is_control()
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    })
}

proptest! {
    #[test]
    fn no_text_steers_the_terminal(text in wild(), columns in 0u16..40) {
        prop_assert!(!steers(&clean(&text)));
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, 1));
        put(&mut buf, (0, 0), columns, (&text, Default::default()));
        for charset in [Charset::Unicode, Charset::Ascii] {
            let area = buf.area;
            sweep(&mut buf, area, charset);
            for cell in &buf.content {
                prop_assert!(!steers(cell.symbol()));
                prop_assert!(charset == Charset::Unicode || cell.symbol().is_ascii());
            }
        }
    }

    #[test]
    fn what_is_cut_fits(text in wild(), columns in 0usize..40) {
        prop_assert!(width(&truncate(&clean(&text), columns)) <= columns);
        prop_assert!(width(&truncate_middle(&clean(&text), columns)) <= columns);
    }

    #[test]
    fn a_field_survives_any_editing(steps in proptest::collection::vec((wild(), 0usize..14), 0..20)) {
        let keys = ["left", "right", "home", "end", "backspace", "delete", "ctrl-w", "ctrl-u", "ctrl-k", "ctrl-left",
                    "ctrl-right", "alt-d", "x", "enter"];
        let mut field = Field::default();
        for (text, key) in steps {
            field.insert(&text);
            field.handle(parse_sequence(keys[key]).unwrap()[0]);
            prop_assert!(!field.text().chars().any(char::is_control));
            let mut buf = Buffer::empty(Rect::new(0, 0, 9, 1));
            let cursor = field.draw(buf.area, &mut buf, &Theme::default(), "").unwrap();
            prop_assert!(cursor.x < 9);
        }
    }
}
