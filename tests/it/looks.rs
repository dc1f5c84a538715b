//! Every view as it is painted: its letters at three sizes, in ASCII too; its colours in every kind of theme and without.

use std::collections::BTreeMap;
use std::fmt::Write;

use permlens::tui::layout::ViewId;
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::explorer::{Session, sample};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

/// The keys that lead to each view with something in it.
const VIEWS: [(ViewId, &str, &str); 5] = [
    (ViewId::Access, "access", "tab tab"),
    (ViewId::WhoCan, "who-can", "2 i \"ims:images:delete enter j"),
    (ViewId::Catalogue, "catalogue", "3 / \"ims enter esc"),
    (ViewId::Findings, "findings", "4 j j"),
    (ViewId::Changes, "changes", "5"),
];

fn show(keys: &str, size: (u16, u16), look: (Theme, Charset)) -> Session {
    let mut session = Session::look(sample(), size, look);
    session.keys(keys);
    session
}

fn plain(charset: Charset) -> (Theme, Charset) {
    (Theme::new(ThemeKind::Dark, Depth::None), charset)
}

#[test]
fn every_view_at_every_size() {
    for (view, name, keys) in VIEWS {
        for (width, height) in SIZES {
            let session = show(keys, (width, height), plain(Charset::Unicode));
            assert_eq!(session.app.shell.view, view);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), session.shown);
        }
    }
}

#[test]
fn every_view_in_ascii() {
    for (_, name, keys) in VIEWS {
        for (width, height) in SIZES {
            let session = show(keys, (width, height), plain(Charset::Ascii));
            assert!(session.shown.is_ascii(), "{name}");
            insta::assert_snapshot!(format!("{name}_{width}x{height}_ascii"), session.shown);
        }
    }
}

/// The cursor and what folds have signs of their own, in ASCII too.
#[test]
fn the_cursor_looks_like_no_fold() {
    let (unicode, ascii) = (plain(Charset::Unicode), plain(Charset::Ascii));
    for (keys, look, rows) in [
        ("3", &unicode, ["▌▸ ims", " ▸ iam"]),
        ("3 enter", &unicode, ["▌▾ ims", " ▸ iam"]),
        ("tab tab r r", &unicode, ["▌▸ AOM", " ▸ APIG"]),
        ("3", &ascii, [">+ ims", " + iam"]),
        ("3 enter", &ascii, [">- ims", " + iam"]),
    ] {
        show(keys, (120, 40), look.clone()).shows(&rows);
    }
}

/// What does not count here is dim in its list, and still read under the cursor.
#[test]
fn a_dim_row_is_read_under_the_cursor() {
    let look = (Theme::new(ThemeKind::Dark, Depth::True), Charset::Unicode);
    let session = show("u / \"hanna enter tab", (200, 50), look);
    let buf = &session.painted;
    let begins = |(x, y): &(u16, u16)| {
        let row = (*x..buf.area.width).map(|x| buf[(x, *y)].symbol());
        row.collect::<String>().starts_with("▌ECS CommonOperations")
    };
    let cells = (0..buf.area.height).flat_map(|y| (0..buf.area.width).map(move |x| (x, y)));
    let (x, y) = cells.into_iter().find(begins).unwrap();
    assert_eq!(buf[(x + 1, y)].fg, buf[(x, y)].fg);
    assert_ne!(buf[(x + 1, y + 1)].fg, buf[(x, y)].fg);
}

/// What a cell's ink looks like, in words.
fn ink(cell: &Cell) -> String {
    let mut words = Vec::new();
    let on_blank = Modifier::UNDERLINED | Modifier::REVERSED;
    let empty = cell.symbol().trim().is_empty();
    if cell.fg != Color::Reset && !empty {
        words.push(format!("{}", cell.fg));
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {}", cell.bg));
    }
    let modifier = if empty {
        cell.modifier & on_blank
    } else {
        cell.modifier
    };
    words.extend(modifier.iter_names().map(|(name, _)| name.to_lowercase()));
    words.join(" ")
}

/// One letter for each ink, the plain one a dot; then what the letters mean, with how many cells have it.
fn inks(buf: &Buffer) -> String {
    let mut letters: Vec<String> = vec![String::new()];
    let mut cells: BTreeMap<usize, usize> = BTreeMap::new();
    let mut text = String::new();
    for line in buf.content.chunks(usize::from(buf.area.width)) {
        for cell in line {
            let ink = ink(cell);
            let at = letters.iter().position(|known| *known == ink);
            let at = at.unwrap_or_else(|| {
                letters.push(ink);
                letters.len() - 1
            });
            *cells.entry(at).or_default() += 1;
            text.push(char::from(
                b".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at],
            ));
        }
        let end = text.trim_end_matches('.').len();
        text.truncate(end);
        text.push('\n');
    }
    for (at, ink) in letters.iter().enumerate().skip(1) {
        let letter = char::from(b".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]);
        let _ = writeln!(text, "{letter} = {ink} ({} cells)", cells[&at]);
    }
    text
}

#[test]
fn every_view_in_every_colour() {
    let looks = [
        ("dark", ThemeKind::Dark, Depth::Cube),
        ("light", ThemeKind::Light, Depth::Cube),
        ("contrast", ThemeKind::HighContrast, Depth::Sixteen),
        ("no-colour", ThemeKind::Dark, Depth::None),
    ];
    for (_, name, keys) in VIEWS {
        for (look, kind, depth) in looks {
            let theme = Theme::new(kind, depth);
            let session = show(keys, (120, 40), (theme, Charset::Unicode));
            let inks = inks(&session.painted);
            if depth == Depth::None {
                let colours = session.painted.content.iter();
                let mut colours = colours.flat_map(|cell| [cell.fg, cell.bg]);
                assert!(colours.all(|colour| colour == Color::Reset), "{name}");
            }
            insta::assert_snapshot!(format!("{name}_{look}"), inks);
        }
    }
}

#[test]
fn the_cursor_of_what_is_read_is_seen_without_colour() {
    for keys in ["tab enter j", "o"] {
        let session = show(keys, (80, 24), plain(Charset::Unicode));
        let cells = session.painted.content.iter();
        let reversed = cells.filter(|cell| cell.modifier.contains(Modifier::REVERSED));
        assert!(reversed.count() >= 60, "{keys}: {}", session.shown);
    }
}
