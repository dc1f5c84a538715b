//! The paths of one principal as a tree: through what, by which statement, where, and if what. Where nobody may, who
//! nearly may.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::who_can::{Able, Asked, Path, Would};
use crate::model::{Basis, Decision, Via};
use crate::report::{hindrance, hinge_lines, path_words, settled};
use crate::tui::app::{Ctx, Pane, PaneDrawn};
use crate::tui::explorer::world::World;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::wrap::wrap;
use crate::tui::widgets::{Piece, put, put_pieces};

/// A line of the tree: the branch before it, what it means, its text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    branch: &'static str,
    role: ThemeRole,
    text: String,
}

fn line(branch: &'static str, role: ThemeRole, text: impl Into<String>) -> Line {
    Line {
        branch,
        role,
        text: text.into(),
    }
}

/// The pane.
#[derive(Debug)]
pub struct Paths {
    world: World,
    title: String,
    lines: Vec<Line>,
    top: Cursor,
}

impl Paths {
    /// Nothing to tell yet.
    pub fn new(world: World) -> Self {
        let mut pane = Self {
            world,
            title: String::new(),
            lines: Vec::new(),
            top: Cursor::default(),
        };
        pane.show(None, "", (None, &[]));
        pane
    }

    /// Tells of a principal, or of those who nearly may.
    pub fn show(
        &mut self,
        asked: Option<&Asked>,
        asked_where: &str,
        (able, would): (Option<Able>, &[Would]),
    ) {
        self.top = Cursor::default();
        let (title, lines) = match (asked, able) {
            (None, _) => ("Paths".to_owned(), purpose()),
            (Some(asked), Some(able)) => {
                let who = self.world.principal_text(able.principal);
                let may = match able.decision {
                    Decision::Conditional => "may, if",
                    _ => "may",
                };
                let head = format!("{who} {may}: {} {asked_where}", asked.label);
                let mut lines = vec![line("", ThemeRole::Strong, head)];
                for hinge in hinge_lines(self.world.account(), &able.hinges) {
                    lines.push(line("", ThemeRole::Conditional, format!("  if {hinge}")));
                }
                match able.paths.as_slice() {
                    [] => lines.push(line("└ ", ThemeRole::Allowed, settled(able.reason))),
                    paths => self.tree(paths, asked.ways.iter().flatten().count() > 1, &mut lines),
                }
                let count = able.paths.len();
                let title = match count {
                    0 => "Paths".to_owned(),
                    count => format!("Paths {count}"),
                };
                (title, lines)
            }
            (Some(_), None) if !would.is_empty() => {
                ("Who nearly may".to_owned(), self.nearly(asked_where, would))
            }
            (Some(_), None) => ("Paths".to_owned(), Vec::new()),
        };
        self.title = title;
        self.lines = lines;
    }

    /// Paths under what they lead through.
    fn tree(&self, paths: &[Path], many: bool, lines: &mut Vec<Line>) {
        let account = self.world.account();
        let mut ways: Vec<Via> = paths.iter().map(|path| path.cause.grant.via).collect();
        ways.dedup();
        let mut seen: Vec<Via> = Vec::new();
        for via in ways {
            if seen.contains(&via) {
                continue;
            }
            seen.push(via);
            lines.push(line("", ThemeRole::Text, ""));
            lines.push(match via {
                Via::Group(id) => line(
                    "",
                    ThemeRole::Header,
                    format!("via group {}", account.group(id).shown()),
                ),
                Via::Direct => line("", ThemeRole::Header, "granted directly"),
            });
            let own: Vec<&Path> = paths
                .iter()
                .filter(|path| path.cause.grant.via == via)
                .collect();
            for (at, path) in own.iter().enumerate() {
                let last = at + 1 == own.len();
                // what the only path hangs on is what the answer does
                let hangs = match paths.len() {
                    1 => Vec::new(),
                    _ => self.hangs_on(path),
                };
                self.path(path, &hangs, (last, many), lines);
            }
        }
    }

    /// What a path needs, and what takes it back.
    fn hangs_on(&self, path: &Path) -> Vec<String> {
        let (own, taken_back) = path_words(self.world.account(), path);
        // unknown content is told beside the place
        let own = own.filter(|_| path.cause.statement.is_some());
        let own = own.map(|own| format!("if {own}"));
        own.into_iter().chain(taken_back).collect()
    }

    fn path(
        &self,
        path: &Path,
        hangs: &[String],
        (last, many): (bool, bool),
        lines: &mut Vec<Line>,
    ) {
        let account = self.world.account();
        let cause = &path.cause;
        let (branch, below) = if last {
            ("└ ", "  ")
        } else {
            ("├ ", "│ ")
        };
        let name = &account.permission(cause.grant.permission).shown();
        let statement = cause.statement.map(|index| format!(" #{}", index + 1));
        let role = if cause.certain() {
            ThemeRole::Allowed
        } else {
            ThemeRole::Conditional
        };
        lines.push(line(
            branch,
            role,
            format!("{name}{}  {}", statement.unwrap_or_default(), cause.pattern),
        ));
        let mut place = format!("@ {}", account.scope_name(cause.grant.scope));
        if path.projects.len() > 1 {
            place.push_str(&format!(", in {} projects", path.projects.len()));
        }
        let (role, basis) = match cause.basis {
            Basis::Imported | Basis::Published => (ThemeRole::Muted, ""),
            Basis::EarlierName => (ThemeRole::Published, ", content of an earlier name"),
            Basis::Convention => (ThemeRole::Predicted, ", content predicted"),
            Basis::Unknown => (ThemeRole::Unknown, ", content unknown"),
        };
        lines.push(line(below, role, format!("  {place}{basis}")));
        for told in hangs {
            let told = format!("  {told}");
            lines.push(line(below, ThemeRole::Conditional, told));
        }
        if many {
            lines.push(line(
                below,
                ThemeRole::Muted,
                format!("  for {}", path.actions.join(", ")),
            ));
        }
    }

    fn nearly(&self, asked_where: &str, would: &[Would]) -> Vec<Line> {
        let account = self.world.account();
        let head = "Nobody may; these would, but for one thing:";
        let mut lines = vec![
            line("", ThemeRole::Strong, head),
            line("", ThemeRole::Muted, asked_where),
        ];
        for one in would {
            lines.push(line("", ThemeRole::Text, ""));
            lines.push(line(
                "",
                ThemeRole::Header,
                self.world.principal_text(one.principal),
            ));
            let why = format!("{}: {}", one.action, hindrance(account, &one.but));
            lines.push(line("└ ", ThemeRole::Text, why));
        }
        lines
    }

    /// The lines as rows of this width: what wraps goes on under its own branch.
    fn rows(&self, width: usize) -> Vec<(String, ThemeRole, String)> {
        let mut rows = Vec::new();
        for one in &self.lines {
            let indent = one.text.len() - one.text.trim_start().len();
            let room = width.saturating_sub(one.branch.chars().count() + indent);
            let pieces = wrap(one.text.trim_start(), room.max(8));
            let below = match one.branch {
                "├ " => "│ ",
                "└ " => "  ",
                same => same,
            };
            if pieces.is_empty() {
                rows.push((one.branch.to_owned(), one.role, String::new()));
            }
            for (at, piece) in pieces.into_iter().enumerate() {
                let branch = if at == 0 { one.branch } else { below };
                rows.push((format!("{branch}{:indent$}", ""), one.role, piece));
            }
        }
        rows
    }
}

/// What the view is for, before anything is asked.
fn purpose() -> Vec<Line> {
    let text = |role, words: &str| line("", role, words);
    vec![
        text(ThemeRole::Strong, "Who may do this?"),
        text(ThemeRole::Text, ""),
        text(
            ThemeRole::Text,
            "An action, a wildcard, an API call or an operation in; everyone out who may, with every path that leads there: \
             group, permission, statement, scope, condition.",
        ),
        text(ThemeRole::Text, ""),
        text(ThemeRole::Key, "  ims:images:delete"),
        text(ThemeRole::Key, "  iam:*:create*"),
        text(ThemeRole::Key, "  DELETE /v2/images/abc"),
        text(ThemeRole::Key, "  Deleting images"),
        text(ThemeRole::Text, ""),
        text(
            ThemeRole::Text,
            "W asks about the cell under the cursor, from the Access view.",
        ),
    ]
}

impl Pane for Paths {
    fn title(&self) -> Title<'_> {
        Title::new(self.title.as_str())
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let rows = self.rows(usize::from(area.width.saturating_sub(2)));
        let page = usize::from(area.height);
        let top = self.top.at().min(rows.len().saturating_sub(page));
        for ((branch, role, words), row) in rows.iter().skip(top).zip(area.rows()) {
            let x = put(
                buf,
                (row.x + 1, row.y),
                row.right(),
                (branch, ctx.theme.style(ThemeRole::Muted)),
            );
            let rest = Rect {
                x,
                width: row.right().saturating_sub(x),
                ..row
            };
            put_pieces(buf, rest, ctx.theme, &[Piece::new(*role, words.as_str())]);
        }
        scrollbar(area, buf, ctx.theme, (top, rows.len()));
        PaneDrawn {
            page: (area.height.into(), 1),
            ..PaneDrawn::default()
        }
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        Vec::new()
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        // wrapped rows are known to the drawing only: a few more than there are lines do no harm
        self.top.go(motion, self.lines.len() * 2, page.0);
        false
    }

    fn copied(&self) -> Option<String> {
        let lines = self.lines.iter();
        Some(
            lines
                .map(|line| format!("{}{}\n", line.branch, line.text))
                .collect(),
        )
    }
}
