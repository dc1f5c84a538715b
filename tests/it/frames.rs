//! The bytes between two screens lead to the second, whatever the first was; and they are few.

use permlens::tui::layout::ViewId;
use permlens::tui::terminal::{Frames, Repertoire};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use crate::explorer::{Session, sample};

const SIZE: (u16, u16) = (24, 4);

/// One stroke on a screen: where, what, in which style.
type Stroke = (u16, u16, &'static str, Style);

fn stroke() -> impl Strategy<Value = Stroke> {
    let words = prop_oneof![
        4 => Just("permission"), 4 => Just("a"), 2 => Just("            "), 1 => Just("图像"), 1 => Just("x图"),
        1 => Just("│──│"), 1 => Just("e\u{301}"), 1 => Just(" ")
    ];
    let colour = || {
        prop_oneof![
            Just(Color::Reset),
            Just(Color::Red),
            Just(Color::LightBlue),
            Just(Color::Indexed(238)),
            Just(Color::Rgb(1, 2, 3))
        ]
    };
    let modifier = prop_oneof![
        3 => Just(Modifier::empty()), 1 => Just(Modifier::BOLD), 1 => Just(Modifier::DIM),
        1 => Just(Modifier::BOLD | Modifier::ITALIC), 1 => Just(Modifier::REVERSED), 1 => Just(Modifier::UNDERLINED)
    ];
    (0..SIZE.0, 0..SIZE.1, words, colour(), colour(), modifier).prop_map(
        |(x, y, word, fg, bg, modifier)| {
            // no stroke adds to what is below: the emulator has no letter both bold and dim
            let alone = Style::new().remove_modifier(Modifier::all());
            let style = alone.fg(fg).bg(bg).add_modifier(modifier);
            (x, y, word, style)
        },
    )
}

fn paint(strokes: &[Stroke]) -> impl FnOnce(&mut Buffer) -> Option<Position> + '_ {
    move |buf| {
        for (x, y, word, style) in strokes {
            buf.set_string(*x, *y, word, *style);
        }
        strokes.first().map(|(x, y, ..)| Position::new(*x, *y))
    }
}

/// What one would see: each cell's letter and looks; of a blank only what is seen of it.
fn seen(parser: &vt100::Parser) -> Vec<(String, vt100::Color, vt100::Color, [bool; 4])> {
    let screen = parser.screen();
    let cells = (0..SIZE.1).flat_map(|row| (0..SIZE.0).map(move |column| (row, column)));
    cells
        .filter_map(|(row, column)| screen.cell(row, column))
        .map(|cell| {
            let text = cell.contents().trim().to_owned();
            let (line, turned) = (cell.underline(), cell.inverse());
            if text.is_empty() && !line && !turned {
                let none = vt100::Color::Default;
                return (text, none, cell.bgcolor(), [false; 4]);
            }
            let looks = [cell.bold(), cell.dim(), line, turned];
            (text, cell.fgcolor(), cell.bgcolor(), looks)
        })
        .collect()
}

fn area() -> Rect {
    Rect::new(0, 0, SIZE.0, SIZE.1)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lead_from_any_screen_to_any_other(
        screens in prop::collection::vec(prop::collection::vec(stroke(), 0..8), 1..5),
        plain in any::<bool>(),
    ) {
        let repertoire = if plain { Repertoire::Plain } else { Repertoire::Full };
        let mut frames = Frames::new(area(), repertoire);
        let mut followed = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        for strokes in &screens {
            followed.process(&frames.paint(paint(strokes)));
            let mut whole = vt100::Parser::new(SIZE.1, SIZE.0, 0);
            whole.process(&Frames::new(area(), repertoire).paint(paint(strokes)));
            for (nth, (followed, whole)) in seen(&followed).into_iter().zip(seen(&whole)).enumerate() {
                prop_assert_eq!(followed, whole, "cell {}", nth);
            }
            prop_assert_eq!(
                followed.screen().hide_cursor() || followed.screen().cursor_position() == whole.screen().cursor_position(),
                true
            );
            // and the whole is what was painted
            let mut buf = Buffer::empty(area());
            paint(strokes)(&mut buf);
            for (nth, (text, ..)) in seen(&whole).iter().enumerate() {
                let cell = &buf.content[nth];
                let covered = nth > 0 && buf.content[nth - 1].symbol().starts_with(['图', '像']);
                prop_assert!(covered || cell.symbol().trim() == text, "{} {:?} {:?}", nth, cell, text);
            }
        }
    }
}

#[test]
fn nothing_new_costs_nothing() {
    let mut frames = Frames::new(area(), Repertoire::Full);
    let strokes: &[Stroke] = &[(2, 1, "permission", Style::new().fg(Color::Red))];
    assert!(!frames.paint(paint(strokes)).is_empty());
    assert_eq!(frames.paint(paint(strokes)), b"");
    frames.forget(area());
    assert!(!frames.paint(paint(strokes)).is_empty());
}

#[test]
fn no_control_character_gets_through() {
    let mut frames = Frames::new(area(), Repertoire::Full);
    let bytes = frames.paint(|buf| {
        buf[(0, 0)].set_symbol("\x1b]0;title\x07");
        None
    });
    assert!(!bytes.contains(&7));
}

#[test]
fn a_plain_terminal_gets_what_it_knows() {
    for term in ["vt100", "vt220", "ansi", ""] {
        assert_eq!(Repertoire::of(term), Repertoire::Plain, "{term}");
    }
    let mut frames = Frames::new(area(), Repertoire::of("vt100"));
    let strokes: &[Stroke] = &[
        (0, 0, "one", Style::new()),
        (20, 0, "two", Style::new()),
        (20, 1, "x", Style::new()),
    ];
    let mut bytes = frames.paint(paint(strokes));
    bytes.extend(frames.paint(paint(&[])));
    let text = String::from_utf8(bytes).unwrap();
    let finals: Vec<char> = text
        .split("\x1b[")
        .skip(1)
        .filter_map(|part| part.chars().find(char::is_ascii_alphabetic))
        .collect();
    assert!(
        finals.iter().all(|last| "mHCDJKhl".contains(*last)),
        "{text:?}"
    );
}

/// What the views look like, at a size, in 256 colours.
fn views(size: (u16, u16)) -> Vec<(ViewId, Buffer)> {
    let look = (Theme::new(ThemeKind::Dark, Depth::Cube), Charset::Unicode);
    let mut session = Session::look(sample(), size, look);
    let mut seen = Vec::new();
    for (number, view) in (1..).zip(ViewId::ALL) {
        session.keys(&i32::to_string(&number));
        assert_eq!(session.app.shell.view, view);
        seen.push((view, session.painted.clone()));
    }
    seen
}

#[test]
fn another_view_costs_little() {
    let views = views((200, 50));
    for (from, was) in &views {
        for (to, is) in &views {
            let mut frames = Frames::new(was.area, Repertoire::Full);
            let mut show = |screen: &Buffer| {
                let bytes = frames.paint(|buf| {
                    buf.clone_from(screen);
                    None
                });
                bytes.len()
            };
            show(was);
            let change = show(is);
            assert!(change <= 6_000, "{from:?} → {to:?}: {change} bytes");
        }
    }
}
