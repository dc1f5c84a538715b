//! The bytes between two screens lead to the second, whatever the first was; and they are few.

use permlens::tui::layout::ViewId;
use permlens::tui::terminal::{Frames, Painted, Repertoire};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use crate::explorer::{Session, sample};

const SIZE: (u16, u16) = (24, 4);
const LARGE: (u16, u16) = (80, 24);

/// One stroke on a screen: where, what, in which style.
type Stroke = (u16, u16, &'static str, Style);

fn stroke((columns, rows): (u16, u16)) -> impl Strategy<Value = Stroke> {
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
    (0..columns, 0..rows, words, colour(), colour(), modifier).prop_map(
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
pub(crate) fn seen(parser: &vt100::Parser) -> Vec<(String, vt100::Color, vt100::Color, [bool; 4])> {
    let screen = parser.screen();
    let (rows, columns) = screen.size();
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
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

/// Shows one screen after the other; after each the terminal shows what it would have shown without those before.
fn follow(
    (columns, rows): (u16, u16),
    repertoire: Repertoire,
    screens: &[Vec<Stroke>],
) -> Result<(), TestCaseError> {
    let area = Rect::new(0, 0, columns, rows);
    let mut frames = Frames::new(area, repertoire);
    let mut followed = vt100::Parser::new(rows, columns, 0);
    for strokes in screens {
        followed.process(&frames.paint(paint(strokes)));
        let mut whole = vt100::Parser::new(rows, columns, 0);
        whole.process(&Frames::new(area, repertoire).paint(paint(strokes)));
        let cells = seen(&followed).into_iter().zip(seen(&whole));
        for (nth, (followed, whole)) in cells.enumerate() {
            prop_assert_eq!(followed, whole, "cell {}", nth);
        }
        let (followed, whole) = (followed.screen(), whole.screen());
        prop_assert!(
            followed.hide_cursor() || followed.cursor_position() == whole.cursor_position()
        );
        // and the whole is what was painted
        let mut buf = Buffer::empty(area);
        paint(strokes)(&mut buf);
        for (nth, cell) in buf.content.iter().enumerate() {
            let (column, row) = buf.pos_of(nth);
            let shown = whole.cell(row, column).map(vt100::Cell::contents);
            let covered = nth > 0 && buf.content[nth - 1].symbol().starts_with(['图', '像']);
            prop_assert!(
                covered || shown.is_some_and(|shown| shown.trim() == cell.symbol().trim()),
                "{nth} {cell:?} {shown:?}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lead_from_any_screen_to_any_other(
        screens in prop::collection::vec(prop::collection::vec(stroke(SIZE), 0..8), 1..5),
        plain in any::<bool>(),
    ) {
        follow(SIZE, if plain { Repertoire::Plain } else { Repertoire::Full }, &screens)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    /// Where much is new, the shortest of several ways is taken.
    #[test]
    fn lead_there_however_much_is_new(
        screens in prop::collection::vec(prop::collection::vec(stroke(LARGE), 20..160), 2..5),
        framed in any::<bool>(),
    ) {
        let frame = (0..LARGE.1).flat_map(|y| [0, 40, 79].map(|x| (x, y, "│", Style::new())));
        let frame: Vec<Stroke> = frame.filter(|_| framed).collect();
        let screens: Vec<_> = screens.into_iter().map(|strokes| [strokes, frame.clone()].concat()).collect();
        follow(LARGE, Repertoire::Full, &screens)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What a painter leaves as it is stays on screen, whatever else it changes.
    #[test]
    fn a_part_painted_over_is_all_that_changes(
        before in prop::collection::vec(stroke(SIZE), 0..8),
        over in prop::collection::vec(stroke(SIZE), 0..8),
        (x, y, width, height) in (0..SIZE.0, 0..SIZE.1, 1..SIZE.0, 1..SIZE.1),
    ) {
        let touched = Rect { x, y, width, height }.intersection(area());
        let part = |buf: &mut Buffer| {
            let mut all = Buffer::empty(area());
            paint(&over)(&mut all);
            for at in touched.positions() {
                buf[at] = all[at].clone();
            }
        };
        let mut frames = Frames::new(area(), Repertoire::Full);
        let mut followed = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        followed.process(&frames.paint(paint(&before)));
        let mut first = Buffer::empty(area());
        paint(&before)(&mut first);
        let mut wanted = first.clone();
        part(&mut wanted);
        followed.process(&frames.paint_over(|buf, shown| {
            assert_eq!(shown, Some(&first));
            assert_eq!(buf, &first);
            part(buf);
            Painted { cursor: None, touched }
        }));
        let mut whole = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        whole.process(&Frames::new(area(), Repertoire::Full).paint(|buf| {
            buf.clone_from(&wanted);
            None
        }));
        prop_assert_eq!(seen(&followed), seen(&whole));
        frames.paint_over(|buf, shown| {
            assert_eq!(shown, Some(&wanted));
            assert_eq!(buf, &wanted);
            Painted { cursor: None, touched }
        });
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
