//! What holds wherever one is: the mouse points, every command runs, no walk ends badly.

use permlens::tui::command::{Count, Table};
use permlens::tui::event::{Mouse, MouseKind, Msg};
use permlens::tui::explorer::Explorer;
use permlens::tui::layout::PaneId;
use proptest::prelude::*;

use super::Session;

#[test]
fn the_mouse_points_at_cells_and_fields() {
    let mut session = Session::new((120, 40));
    let cell = |session: &Session, text: &str| {
        let row = session
            .shown
            .lines()
            .position(|line| line.contains(text))
            .unwrap();
        u16::try_from(row).unwrap()
    };
    let press = |x, y| {
        Msg::Mouse(Mouse {
            kind: MouseKind::Press,
            x,
            y,
        })
    };
    let y = cell(&session, "Deleting images");
    session.send(press(76, y));
    assert_eq!(session.app.focus(), PaneId::Matrix);
    session.tells(&["no-image-delete alone: D"]);
    session.send(press(95, 2));
    assert_eq!(session.app.focus(), PaneId::Evaluator);
    session.send(press(95, 2));
    session.keys("\"hanna").shows(&["hanna may"]);
}

#[test]
fn every_command_runs_at_every_size() {
    for size in [(80, 24), (40, 10), (200, 50), (1, 1)] {
        for pane in 0..4 {
            let mut session = Session::new(size);
            for spec in Table::<Explorer>::new().specs() {
                session.send(Msg::Run(spec.name, Count(Some(3))));
                session.send(Msg::Run("overlay.close", Count::default()));
                session.send(Msg::Run("field.leave", Count::default()));
                session.send(Msg::Run("filter.cancel", Count::default()));
                session.send(Msg::Run("view.access", Count::default()));
                session.app.set_focus(
                    [
                        PaneId::Groups,
                        PaneId::Attached,
                        PaneId::Matrix,
                        PaneId::Evaluator,
                    ][pane],
                );
            }
        }
    }
}

/// A step of the random walk.
#[derive(Debug, Clone)]
enum Step {
    Run(usize, u32),
    Key(String),
    Paste(String),
    Resize(u16, u16),
    Press(u16, u16),
    Wheel(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let keys = [
        "j",
        "k",
        "h",
        "l",
        "G",
        "g g",
        "enter",
        "esc",
        "tab",
        "/",
        "i",
        "m",
        "s",
        "down",
        "up",
        "backspace",
        "ctrl-u",
        "r",
        "c",
        "u",
        "p",
        "space",
        "x",
        "f",
        "o",
        ":",
        "?",
    ];
    prop_oneof![
        4 => (0usize..80, 1u32..9).prop_map(|(command, count)| Step::Run(command, count)),
        6 => (0..keys.len()).prop_map(move |at| Step::Key(keys[at].to_owned())),
        1 => ".{0,12}".prop_map(Step::Paste),
        1 => (1u16..220, 1u16..60).prop_map(|(x, y)| Step::Resize(x, y)),
        1 => (0u16..220, 0u16..60).prop_map(|(x, y)| Step::Press(x, y)),
        1 => (0u16..220, 0u16..60).prop_map(|(x, y)| Step::Wheel(x, y)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_walk_ends_in_a_panic(steps in proptest::collection::vec(step(), 0..60)) {
        let mut session = Session::new((120, 40));
        let names: Vec<_> = Table::<Explorer>::new().specs().iter().map(|spec| spec.name).collect();
        for step in steps {
            match step {
                Step::Run(command, count) => {
                    session.send(Msg::Run(names[command % names.len()], Count(Some(count))));
                }
                Step::Key(keys) => {
                    session.keys(&keys);
                }
                Step::Paste(text) => session.send(Msg::Paste(text)),
                Step::Resize(columns, rows) => {
                    session.size = (columns, rows);
                    session.send(Msg::Resize);
                }
                Step::Press(x, y) => session.send(Msg::Mouse(Mouse { kind: MouseKind::Press, x, y })),
                Step::Wheel(x, y) => session.send(Msg::Mouse(Mouse { kind: MouseKind::WheelDown, x, y })),
            }
        }
    }
}
