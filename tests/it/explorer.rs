//! Sessions of the explorer on the sample account: keys in, screen out, as text.

mod evaluator;
mod everywhere;
mod opening;

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import::{self};
use permlens::model::Principal;
use permlens::tui::app::{App, Content, Pane, Task, bindables};
use permlens::tui::chord::parse_sequence;
use permlens::tui::command::Table;
use permlens::tui::event::{Mouse, MouseKind, Msg};
use permlens::tui::explorer::{self, Explorer, Start};
use permlens::tui::keymap::{Keymap, Overrides};
use permlens::tui::layout::{PaneId, ViewId};
use permlens::tui::theme::{Depth, Theme, ThemeKind};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The explorer on the sample account, at a size, with a worker that answers at once.
pub(crate) struct Session {
    pub(crate) app: App<Explorer>,
    size: (u16, u16),
    pub(crate) painted: Buffer,
    pub(crate) shown: String,
}

pub(crate) fn sample() -> Start {
    let catalogue = Catalogue::embedded();
    let account = import::sample(catalogue).unwrap().account;
    Start::new(Arc::new(Engine::new(
        catalogue,
        Arc::new(account),
        Settings::default(),
    )))
}

impl Session {
    pub(crate) fn new(size: (u16, u16)) -> Self {
        Self::open(sample(), size)
    }

    pub(crate) fn open(start: Start, size: (u16, u16)) -> Self {
        let look = (Theme::new(ThemeKind::Dark, Depth::None), Charset::Unicode);
        Self::look(start, size, look)
    }

    pub(crate) fn look(start: Start, size: (u16, u16), look: (Theme, Charset)) -> Self {
        let mut session = Self {
            app: explorer::app(start, look).unwrap(),
            size,
            painted: Buffer::default(),
            shown: String::new(),
        };
        let tasks = Explorer::started(&mut session.app);
        session.work(tasks);
        session.draw();
        session
    }

    fn draw(&mut self) {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buf = Buffer::empty(area);
        self.app.shell.drawn = self.app.draw(&mut buf);
        self.shown = area
            .rows()
            .map(|row| {
                let cells = row
                    .columns()
                    .map(|at| buf[(at.x, at.y)].symbol().to_owned());
                cells.collect::<String>().trim_end().to_owned() + "\n"
            })
            .collect();
        self.painted = buf;
    }

    fn work(&mut self, tasks: Vec<Task<Explorer>>) {
        for task in tasks {
            if let Task::Compute(job) = task {
                let answer = (job.work)();
                let more = self.app.update(Msg::Done(job.revision, answer));
                self.work(more.tasks);
            }
        }
    }

    pub(crate) fn send(&mut self, message: Msg<explorer::Answer>) {
        let updated = self.app.update(message);
        self.work(updated.tasks);
        self.draw();
    }

    /// Presses keys; `"text` types text.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            match key.strip_prefix('"') {
                Some(text) => {
                    for c in text.chars() {
                        let chord = parse_sequence(&c.to_string()).unwrap()[0];
                        self.send(Msg::Key(chord));
                    }
                }
                None => {
                    for chord in parse_sequence(key).unwrap() {
                        self.send(Msg::Key(chord));
                    }
                }
            }
        }
        self
    }

    /// What the evaluator tells, not broken into rows: what `y` copies there.
    pub(crate) fn told(&self) -> String {
        let pane = self.app.content.pane(ViewId::Access, PaneId::Evaluator);
        pane.and_then(Pane::copied).unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn tells(&mut self, texts: &[&str]) -> &mut Self {
        let told = self.told();
        for text in texts {
            assert!(
                told.contains(text),
                "no {text:?} in\n{told}\n{}",
                self.shown
            );
        }
        self
    }

    #[track_caller]
    pub(crate) fn shows(&mut self, texts: &[&str]) -> &mut Self {
        for text in texts {
            assert!(self.shown.contains(text), "no {text:?} in\n{}", self.shown);
        }
        self
    }

    #[track_caller]
    pub(crate) fn hides(&mut self, text: &str) -> &mut Self {
        assert!(!self.shown.contains(text), "{text:?} in\n{}", self.shown);
        self
    }
}

#[test]
fn the_access_view_at_every_size() {
    for (name, size) in [
        ("access_80x24", (80, 24)),
        ("access_100x30", (100, 30)),
        ("access_120x40", (120, 40)),
        ("access_200x50", (200, 50)),
        ("access_40x10", (40, 10)),
    ] {
        let mut session = Session::new(size);
        session.keys("tab tab j l l");
        insta::assert_snapshot!(name, session.shown);
    }
}

#[test]
fn a_group_fills_everything_at_once() {
    Session::new((160, 50))
        .shows(&[
            "Attached to image-ops",
            "group image-ops",
            "no-image-delete",
        ])
        .keys("j")
        .shows(&[
            "Attached to image-audit",
            "group image-audit",
            "audit-ReadOnlyAccess",
        ])
        .hides("no-image-delete");
}

#[test]
fn the_cell_under_the_cursor_is_explained() {
    let mut session = Session::new((160, 50));
    session
        .keys("tab tab j")
        .shows(&["DENIED", "ims:images:delete"])
        .tells(&["IMS FullAccess alone: Y, as published"]);
    session.keys("l l").tells(&[
        "no-image-delete alone: D, computed, through ims:images:delete*",
        "detach no-image-delete from image-ops",
    ]);
}

#[test]
fn moving_in_the_attachments_moves_the_column_and_back() {
    let mut session = Session::new((160, 50));
    session.keys("tab j j").tells(&["no-image-delete alone: ·"]);
    session
        .keys("tab h")
        .tells(&["Server Administrator alone: x"]);
    session.shows(&["▌Server Administrator"]);
}

#[test]
fn a_heading_explains_itself() {
    let mut session = Session::new((160, 50));
    session.keys("r tab tab space").tells(&[
        "Image Management is a heading over",
        "In the column IMS FullAccess",
    ]);
    session.keys("space j").tells(&["image-ops may"]);
}

#[test]
fn columns_that_do_not_count_here_are_marked() {
    Session::new((200, 50))
        .keys("/ \"server enter")
        .shows(&["not here", "( ) not here"]);
}

#[test]
fn the_places_in_the_header_open_their_lists() {
    for (text, title) in [("eu-de ▼", "╭ Project "), ("ims ▼", "╭ Service ")] {
        let mut session = Session::new((120, 40));
        let first = session.shown.lines().next().unwrap().to_owned();
        let at = first.find(text).unwrap();
        let x = u16::try_from(first[..at].chars().count()).unwrap();
        session.send(Msg::Mouse(Mouse {
            kind: MouseKind::Press,
            x: x + 1,
            y: 0,
        }));
        session.shows(&[title]);
    }
}

#[test]
fn no_list_opens_scrolled_past_its_first_rows() {
    Session::new((80, 24)).shows(&["│ admin "]);
    Session::new((160, 50))
        .keys("r")
        .shows(&["▾ Image Management"]);
}

#[test]
fn places_are_chosen_from_lists() {
    let mut session = Session::new((120, 40));
    session
        .keys("p")
        .shows(&["any project", "subproject of eu-de"])
        .keys("\"nl enter")
        .shows(&["eu-nl ▼"]);
    session
        .keys("s \"ecs enter")
        .shows(&["ecs ▼", "Matrix: operations"]);
    session.keys("P \"logi enter").shows(&["logistics ▼"]);
    session.keys("p g g ctrl-u enter").hides("eu-nl ▼");
}

#[test]
fn rows_and_columns_go_round() {
    let mut session = Session::new((160, 50));
    session
        .keys("r")
        .shows(&["actions × attached", "▾ Image Management"])
        .keys("tab tab space")
        .shows(&["▸ Image Management"])
        .keys("r")
        .shows(&["services × attached"])
        .keys("r c")
        .shows(&["operations × all that reaches image-ops"])
        .keys("c")
        .shows(&["operations × users", "/40"])
        .keys("c")
        .shows(&["operations × groups"])
        .keys("c")
        .shows(&["operations × system permissions", "IMS Administrator"])
        .keys("c")
        .shows(&["operations × attached"]);
}

#[test]
fn users_and_agencies_are_listed_too() {
    let mut session = Session::new((160, 50));
    session
        .keys("u")
        .shows(&["Users 40", "owner", "disabled"])
        .keys("/ \"alice enter")
        .shows(&["Attached to alice", "image-ops", "Users 1", "of 40 /alice"])
        .keys("esc")
        .shows(&["Users 40", "Attached to alice"])
        .keys("u")
        .shows(&["Agencies 2", "partner-managed", "Tenant Administrator"]);
}

#[test]
fn a_document_marks_what_decides() {
    let mut session = Session::new((120, 40));
    session
        .keys("tab tab j l l shift-tab enter")
        .shows(&[
            "no-image-delete",
            "●",
            "\"Deny\"",
            "decides the current cell",
        ])
        .keys("q tab h D")
        .shows(&["IMS Administrator  ✗ missing", "\"ecs:*:*\",  66 actions"]);
}

#[test]
fn a_wildcard_opens_to_its_actions() {
    let mut session = Session::new((120, 40));
    session
        .keys("tab enter")
        .shows(&["\"ims:*:*\",  13 actions"])
        .keys("j j j j j j j j j j j j j j enter")
        .shows(&["▾         \"ims:*:*\",", "ims:images:list"])
        .keys("enter")
        .shows(&["▸         \"ims:*:*\","])
        .keys("esc")
        .hides("13 actions");
}

#[test]
fn what_does_not_count_here_says_so() {
    Session::new((160, 50))
        .keys("/ \"server enter")
        .shows(&["eu-de_prod", "not here", "unknown"]);
}

#[test]
fn a_start_opens_where_it_is_told() {
    let start = Start {
        action: Some("ecs:cloudServers:deleteServers".to_owned()),
        ..sample()
    };
    Session::open(start, (160, 50)).shows(&["ecs ▼", "ecs:cloudServers:deleteServers", "▌"]);
}

#[test]
fn the_view_of_changes_says_what_it_is_for() {
    let mut session = Session::new((80, 24));
    session.keys("5").shows(&[
        "What would this change?",
        "this view is empty",
        "Until then",
    ]);
    session.keys("tab j k / r c 1").shows(&["Matrix"]);
    // and its help promises no more than it does
    let table = Table::<Explorer>::new();
    let help = table.get("view.changes").unwrap().help;
    assert!(help.contains("none can be staged yet"), "{help}");
    Session::new((200, 50))
        .keys("5")
        .shows(&["permlens check --explain"]);
}

#[test]
fn findings_are_listed_filtered_and_gone_to() {
    let mut session = Session::new((120, 40));
    session.keys("4").shows(&[
        "critical",
        "R01  group automation can grant roles",
        "Evidence",
    ]);
    session
        .keys("/ L 0 9 enter")
        .shows(&["/L09", "VPC ReadOnlyAccess on group server-ops", "why"]);
    session
        .keys("enter")
        .shows(&["Attached to server-ops", "eu-de_prod"]);
    session.keys("4 esc g g").shows(&["R01  group automation"]);
}

#[test]
fn the_findings_open_on_whom_the_call_names() {
    let mut sample = sample();
    let account = sample.engine.account();
    let ben = Principal::User(account.find_user("ben").unwrap());
    let group = Principal::Group(account.find_group("helpdesk").unwrap());
    sample.view = Some(ViewId::Findings);
    for (principal, subject) in [(ben, "user ben"), (group, "group helpdesk")] {
        let mut start = sample.clone();
        start.principal = Some(principal);
        let mut session = Session::open(start, (120, 40));
        let row = session.shown.lines().find(|line| line.contains('▌'));
        assert!(
            row.is_some_and(|row| row.contains(subject)),
            "{}",
            session.shown
        );
        // it stays where it is moved to
        session.keys("g g");
        let row = session.shown.lines().find(|line| line.contains('▌'));
        assert!(
            row.is_some_and(|row| !row.contains(subject)),
            "{}",
            session.shown
        );
    }
}

#[test]
fn keys_mean_one_thing() {
    let table = Table::<Explorer>::new();
    let keymap = Keymap::new(&bindables(&table), &Overrides::default()).unwrap();
    // never available together: the filter line and a field being edited, an overlay and a filter that is set
    let excused = [
        ("filter.clear", "overlay.close"),
        ("find.clear", "overlay.close"),
        ("filter.accept", "field.accept"),
        ("filter.cancel", "field.leave"),
        ("evaluator.edit", "field.accept"),
        ("evaluator.edit", "evaluator.tell-all"),
        ("evaluator.tell-all", "field.accept"),
        // the cursor of the evaluator is on a field, on the line of more, or on a change
        ("evaluator.edit", "evaluator.flip"),
        ("evaluator.tell-all", "evaluator.flip"),
        ("field.accept", "evaluator.flip"),
        // the cursor of the matrix is on a heading, or it is not
        ("matrix.why", "matrix.open"),
    ];
    for (one, other) in keymap.conflicts() {
        assert!(
            excused.contains(&(one.command, other.command)),
            "{one:?} {other:?}"
        );
    }
}

#[test]
fn a_name_that_cannot_be_seen_gives_way_to_the_id() {
    let catalogue = Catalogue::embedded();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u-17", "name": "\u{2003} \u{2800}", "enabled": true}],
        "groups": [{"id": "g-42", "name": "   "}, {"id": "g2", "name": "dev"}],
    });
    let imported = import::from_slice("a", account.to_string().as_bytes(), catalogue).unwrap();
    let engine = Engine::new(catalogue, Arc::new(imported.account), Settings::default());
    let mut session = Session::open(Start::new(Arc::new(engine)), (120, 40));
    session.shows(&["▌(no name) g-42", "Attached to (no name) g-42"]);
    session.keys("c c").shows(&["(no name) u-17"]);
    session
        .keys("/ \"g-42 enter")
        .shows(&["(no name) g-42"])
        .hides("dev ");
    session.keys("esc u").shows(&["▌(no name) u-17"]);
    session.keys("o").shows(&["(no name) u-17"]);
    // in the story of an answer and in the findings too
    session
        .keys("esc tab tab tab")
        .shows(&["(no name) u-17 may not"]);
    session
        .keys("4")
        .shows(&["user (no name) u-17 is in no group"]);
}

#[test]
fn the_next_kind_is_one_that_there_is() {
    let catalogue = Catalogue::embedded();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "groups": [{"id": "g1", "name": "ops"}],
        "agencies": [{"id": "a1", "name": "backup", "trust_domain_name": "op_svc"}],
    });
    let imported = import::from_slice("a", account.to_string().as_bytes(), catalogue).unwrap();
    let engine = Engine::new(catalogue, Arc::new(imported.account), Settings::default());
    let mut session = Session::open(Start::new(Arc::new(engine)), (120, 40));
    session.shows(&["Groups 1", "u agencies"]);
    session.keys("u").shows(&["Agencies 1", "u groups"]);
}

#[test]
fn actions_of_the_service_are_suggested_first() {
    let mut session = Session::open(sample(), (100, 30));
    session
        .keys("tab tab tab j enter")
        .shows(&["▌ims:dataImages:create"])
        .hides("aom:alarm:list");
    session
        .keys("\"aom:alarm")
        .shows(&["Action      aom:alarm", "aom:alarm:list"]);
}
