//! A content for trying the shell: groups, attachments, a matrix and a verdict, none of it computed.

use std::borrow::Cow;

use permlens::tui::app::{App, Content, Ctx, Pane, PaneDrawn, Spot, Task};
use permlens::tui::command::Spec;
use permlens::tui::event::Revision;
use permlens::tui::keymap::Overrides;
use permlens::tui::layout::{PaneId, ViewId};
use permlens::tui::theme::{Theme, ThemeRole};
use permlens::tui::widgets::Piece;
use permlens::tui::widgets::frame::Title;
use permlens::tui::widgets::grid::{self, GridCell, GridSource, GridState, RowLabel};
use permlens::tui::widgets::motion::Motion;
use permlens::tui::widgets::rows::{Row, Rows, RowsState};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Four panes of fixed content.
pub struct Demo {
    groups: List,
    attached: List,
    matrix: Matrix,
    verdict: List,
    /// What the worker breaks over instead of answering.
    pub breaks: Option<&'static str>,
}

/// A row: text, role, columns at the right.
type Line = (String, ThemeRole, Vec<(ThemeRole, String)>);
/// The same, as written below.
type Written<'a> = (&'a str, ThemeRole, &'a [(ThemeRole, &'a str)]);

/// Rows in a window.
pub struct List {
    pub name: &'static str,
    pub rows: Vec<Line>,
    pub widths: Vec<u16>,
    pub state: RowsState,
    pub filter: String,
}

impl List {
    fn shown(&self) -> Vec<usize> {
        (0..self.rows.len())
            .filter(|at| self.rows[*at].0.contains(&self.filter))
            .collect()
    }
}

impl Pane for List {
    fn title(&self) -> Title<'_> {
        Title::new(self.name).count(self.rows.len())
    }
    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let shown = self.shown();
        let rows = Rows {
            len: shown.len(),
            state: &self.state,
            columns: &self.widths,
            text: None,
            focus: ctx.focus,
            empty: "nothing",
        };
        let spots = rows.draw(area, buf, ctx.theme, |at| {
            let (text, role, columns) = &self.rows[shown[at]];
            let mut row = Row::new(text.as_str()).role(*role);
            for (role, text) in columns {
                row = row.column(*role, text.as_str());
            }
            row
        });
        PaneDrawn::listed(area, spots)
    }
    fn folded(&self) -> Vec<Piece<'_>> {
        let at = self.state.cursor.at();
        vec![
            Piece::new(ThemeRole::Strong, self.rows[at].0.clone()),
            Piece::new(
                ThemeRole::Muted,
                format!("  ({}/{})", at + 1, self.rows.len()),
            ),
        ]
    }
    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let len = self.shown().len();
        self.state.go(motion, len, page.0)
    }
    fn filter(&self) -> Option<&str> {
        Some(&self.filter)
    }
    fn set_filter(&mut self, text: &str) {
        self.filter = text.to_owned();
        let len = self.shown().len();
        self.state.cursor.keep_within(len);
    }
    fn copied(&self) -> Option<String> {
        Some(self.rows[self.state.cursor.at()].0.clone())
    }
}

pub struct Matrix {
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    pub state: GridState,
}

impl GridSource for Matrix {
    fn size(&self) -> (usize, usize) {
        (self.rows.len(), self.columns.len())
    }
    fn row(&self, row: usize) -> RowLabel<'_> {
        RowLabel {
            text: Cow::Borrowed(&self.rows[row]),
            role: ThemeRole::Text,
            indent: 0,
        }
    }
    fn column(&self, column: usize) -> Cow<'_, str> {
        Cow::Borrowed(&self.columns[column])
    }
    fn cell(&self, row: usize, column: usize) -> GridCell {
        let (letter, role) = match (row * 7 + column * 5) % 11 {
            0 => ('D', ThemeRole::Denied),
            1 => ('C', ThemeRole::Conditional),
            2 => ('!', ThemeRole::MissingDependency),
            3 | 4 => ('x', ThemeRole::NotAllowed),
            5 => ('·', ThemeRole::Silent),
            6 => ('~', ThemeRole::Partial),
            _ => ('Y', ThemeRole::Allowed),
        };
        let mut cell = GridCell::new(letter, role);
        cell.before = (row == 3 && column == 1).then_some(('+', ThemeRole::Gained));
        cell.after = (row % 5 == 2).then_some(('°', ThemeRole::Predicted));
        cell
    }
}

impl Pane for Matrix {
    fn title(&self) -> Title<'_> {
        Title::new("Matrix: operations × attached").summary(vec![
            Piece::new(ThemeRole::Allowed, "Y 9"),
            Piece::new(ThemeRole::NotAllowed, "  x 2"),
            Piece::new(ThemeRole::Denied, "  D 1"),
        ])
    }
    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let drawn = grid::draw(area, buf, ctx.theme, (self, self.state, ctx.focus));
        let cells = drawn
            .cells
            .into_iter()
            .map(|(row, column, area)| (Spot::Cell(row, column), area));
        PaneDrawn {
            page: drawn.page,
            spots: cells.collect(),
            cursor: None,
        }
    }
    fn folded(&self) -> Vec<Piece<'_>> {
        vec![Piece::new(
            ThemeRole::Text,
            self.rows[self.state.row.at()].as_str(),
        )]
    }
    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let size = self.size();
        self.state.go(motion, size, page)
    }
    fn point(&mut self, spot: Spot) -> bool {
        let Spot::Cell(row, column) = spot else {
            return false;
        };
        let size = self.size();
        let down = self.state.go(Motion::To(row), size, (1, 1));
        self.state.column.go(Motion::To(column), size.1, 1) || down
    }
}

impl Content for Demo {
    type Answer = String;
    fn commands() -> Vec<Spec<Self>> {
        Vec::new()
    }
    fn header(&self) -> Vec<Piece<'_>> {
        vec![
            Piece::new(ThemeRole::Strong, "sample-corp"),
            Piece::new(ThemeRole::Muted, " · "),
            Piece::new(ThemeRole::Header, "eu-de ▼"),
            Piece::new(ThemeRole::Muted, " · "),
            Piece::new(ThemeRole::Header, "ims ▼"),
        ]
    }
    fn pane(&self, view: ViewId, pane: PaneId) -> Option<&dyn Pane> {
        Some(match (view, pane) {
            (ViewId::Access, PaneId::Groups) | (_, PaneId::List) => &self.groups,
            (ViewId::Access, PaneId::Attached) => &self.attached,
            (ViewId::Access, PaneId::Matrix) => &self.matrix,
            _ => &self.verdict,
        })
    }
    fn pane_mut(&mut self, view: ViewId, pane: PaneId) -> Option<&mut dyn Pane> {
        Some(match (view, pane) {
            (ViewId::Access, PaneId::Groups) | (_, PaneId::List) => &mut self.groups,
            (ViewId::Access, PaneId::Attached) => &mut self.attached,
            (ViewId::Access, PaneId::Matrix) => &mut self.matrix,
            _ => &mut self.verdict,
        })
    }
    fn touched(app: &mut App<Self>, pane: PaneId) -> Vec<Task<Self>> {
        let breaks = app.content.breaks;
        vec![app.ask("verdict", move || match breaks {
            Some(words) => panic!("{words}"),
            None => format!("{pane:?}"),
        })]
    }
    fn answered(app: &mut App<Self>, _: Revision, answer: String) -> Vec<Task<Self>> {
        app.content.verdict.rows[6].0 = format!("after {answer}");
        Vec::new()
    }
}

pub fn app(theme: Theme, charset: Charset) -> App<Demo> {
    let text = ThemeRole::Text;
    let list = |name, rows: &[Written<'_>], widths: &[u16]| List {
        name,
        rows: rows
            .iter()
            .map(|(text, role, columns)| {
                (
                    (*text).to_owned(),
                    *role,
                    columns
                        .iter()
                        .map(|(role, text)| (*role, (*text).to_owned()))
                        .collect(),
                )
            })
            .collect(),
        widths: widths.to_vec(),
        state: RowsState::default(),
        filter: String::new(),
    };
    let muted = ThemeRole::Muted;
    let mut groups: Vec<Written<'_>> = vec![
        ("image-ops", text, &[(ThemeRole::Muted, "4 users")]),
        ("image-audit", text, &[(ThemeRole::Muted, "7")]),
        ("net-admins", text, &[(ThemeRole::Muted, "2")]),
        ("数据管理员 data", text, &[(ThemeRole::Muted, "3")]),
        ("cafe\u{301}-ops", text, &[(ThemeRole::Muted, "1")]),
        (
            "evil\u{1b}[31m\u{202e}name",
            text,
            &[(ThemeRole::Muted, "0")],
        ),
    ];
    let more: Vec<String> = (0..60).map(|n| format!("team-{n:02}")).collect();
    groups.extend(
        more.iter()
            .map(|name| (name.as_str(), text, &[(ThemeRole::Muted, "5")][..])),
    );
    let content = Demo {
        groups: list("Groups", &groups, &[7]),
        attached: list(
            "Attached to image-ops",
            &[
                (
                    "IMS FullAccess",
                    text,
                    &[(muted, "policy"), (muted, "eu-de"), (muted, "")],
                ),
                (
                    "Server Administrator",
                    text,
                    &[
                        (muted, "role"),
                        (muted, "eu-de"),
                        (ThemeRole::Warning, "! deps"),
                    ],
                ),
                (
                    "no-image-delete",
                    text,
                    &[(muted, "custom"), (muted, "eu-de"), (muted, "")],
                ),
            ],
            &[7, 6, 6],
        ),
        matrix: Matrix {
            rows: [
                "Creating images",
                "Deleting images",
                "Querying images",
                "Updating image information",
            ]
            .into_iter()
            .map(str::to_owned)
            .chain((0..40).map(|n| format!("Operation number {n}")))
            .collect(),
            columns: ["IMS FullAccess", "Server Administrator", "no-image-delete"]
                .map(str::to_owned)
                .to_vec(),
            state: GridState::default(),
        },
        verdict: list(
            "Evaluator",
            &[
                ("Principal  user alice", text, &[]),
                ("Action     ims:images:delete", text, &[]),
                ("Project    eu-de", text, &[]),
                ("", text, &[]),
                ("DENIED  explicit deny", ThemeRole::Denied, &[]),
                (" no-image-delete, statement 1", text, &[]),
                (" via image-ops, project eu-de", ThemeRole::Muted, &[]),
                ("would otherwise be allowed by", ThemeRole::Muted, &[]),
                (" IMS FullAccess, statement 1", text, &[]),
            ],
            &[],
        ),
        breaks: None,
    };
    App::new(content, (theme, charset), &Overrides::default()).unwrap()
}

impl Demo {
    pub fn set_columns(&mut self, count: usize) {
        self.matrix.columns = (0..count)
            .map(|n| format!("permission-with-a-name-{n}"))
            .collect();
    }
}
