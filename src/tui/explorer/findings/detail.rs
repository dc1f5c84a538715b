//! What a finding means: what was found, why it matters, the evidence as a tree, and the fix.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::list::role;
use crate::analysis::audit::{Acceptance, Evidence, Finding, Moment};
use crate::model::Principal;
use crate::tui::app::{Ctx, Pane, PaneDrawn};
use crate::tui::explorer::world::World;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::{Cursor, Motion};
use crate::tui::widgets::rows::scrollbar;
use crate::tui::widgets::wrap::wrap;
use crate::tui::widgets::{Piece, put};

/// The pane.
#[derive(Debug)]
pub struct Detail {
    world: World,
    finding: Option<Finding>,
    /// What accepts it.
    acceptance: Option<Acceptance>,
    top: Cursor,
    /// How many rows the text took when last drawn: how far one can scroll.
    rows: Cell<usize>,
}

/// A line before it is wrapped: what leads it, what leads the rows after it, its words.
struct Told {
    lead: String,
    then: String,
    role: ThemeRole,
    words: String,
}

impl Told {
    fn new(role: ThemeRole, words: impl Into<String>) -> Self {
        Self {
            lead: String::new(),
            then: String::new(),
            role,
            words: words.into(),
        }
    }

    fn led(lead: &str, then: &str, role: ThemeRole, words: impl Into<String>) -> Self {
        Self {
            lead: lead.to_owned(),
            then: then.to_owned(),
            role,
            words: words.into(),
        }
    }
}

impl Detail {
    /// About nothing.
    pub fn new(world: World) -> Self {
        Self {
            world,
            finding: None,
            acceptance: None,
            top: Cursor::default(),
            rows: Cell::new(0),
        }
    }

    /// About this finding.
    pub fn show(&mut self, shown: Option<(Finding, Option<Acceptance>)>) {
        let (finding, acceptance) = shown.unzip();
        self.acceptance = acceptance.flatten();
        if self.finding != finding {
            self.top = Cursor::default();
        }
        self.finding = finding;
    }

    fn told(&self) -> Vec<Told> {
        use ThemeRole::{Label, Strong, Text};
        let Some(finding) = &self.finding else {
            return Vec::new();
        };
        let rule = finding.rule;
        let blank = || Told::new(Text, "");
        let mut told = vec![
            Told::new(Strong, finding.title.as_str()),
            Told::new(
                role(finding.severity),
                format!("{} · {} · {}", finding.severity.text(), rule.id, rule.title),
            ),
            blank(),
            Told::led("what  ", "      ", Text, rule.what),
            Told::led("why   ", "      ", Text, rule.why),
            Told::led("basis ", "      ", ThemeRole::Muted, rule.basis),
            Told::led("fix   ", "      ", ThemeRole::Ok, finding.fix.as_str()),
            blank(),
        ];
        if let Some(acceptance) = &self.acceptance {
            let until = acceptance.expires.map(Moment::date);
            let until = until.map_or_else(String::new, |day| format!(" until {day}"));
            let words = format!("accepted{until}: {}", acceptance.reason);
            told.push(Told::new(Label, words));
            told.push(blank());
        }
        told.push(Told::new(Label, "Evidence"));
        told.extend(self.evidence(finding));
        told
    }

    /// Paths as a tree: whoever holds a permission once, what it holds below.
    fn evidence(&self, finding: &Finding) -> Vec<Told> {
        let account = self.world.account();
        // Holders in the order they come, each with its paths; facts by themselves.
        let mut trees: Vec<(Option<Principal>, Vec<String>)> = Vec::new();
        for evidence in &finding.evidence {
            match evidence {
                Evidence::Fact(fact) => trees.push((None, vec![fact.clone()])),
                Evidence::Path(path) => {
                    let statement = match (path.statement, &path.pattern) {
                        (Some(at), Some(pattern)) => format!(" #{}  {pattern}", at + 1),
                        (Some(at), None) => format!(" #{}", at + 1),
                        (None, _) => String::new(),
                    };
                    let name = &account.permission(path.permission).shown();
                    let scope = account.scope_name(path.scope);
                    let line = format!("{name}{statement}  @ {scope}");
                    let known = trees
                        .iter_mut()
                        .find(|(holder, _)| *holder == Some(path.holder));
                    match known {
                        Some((_, lines)) => lines.push(line),
                        None => trees.push((Some(path.holder), vec![line])),
                    }
                }
            }
        }
        let mut told = Vec::new();
        let trunks = trees.len();
        for (at, (holder, lines)) in trees.into_iter().enumerate() {
            let last = at + 1 == trunks;
            let (lead, then) = if last {
                ("└ ", "  ")
            } else {
                ("├ ", "│ ")
            };
            let Some(holder) = holder else {
                let words = lines.into_iter().next().unwrap_or_default();
                told.push(Told::led(lead, then, ThemeRole::Text, words));
                continue;
            };
            let name = account.principal_shown(holder);
            let words = format!("{} {name}", holder.kind());
            told.push(Told::led(lead, then, ThemeRole::Strong, words));
            let leaves = lines.len();
            for (leaf, line) in lines.into_iter().enumerate() {
                let end = leaf + 1 == leaves;
                let lead = format!("{then}{}", if end { "└ " } else { "├ " });
                let then = format!("{then}{}", if end { "  " } else { "│ " });
                told.push(Told::led(&lead, &then, ThemeRole::Text, line));
            }
        }
        if told.is_empty() {
            let place = "the account itself";
            told.push(Told::led("└ ", "  ", ThemeRole::Text, place));
        }
        told
    }
}

impl Pane for Detail {
    fn title(&self) -> Title<'_> {
        match &self.finding {
            Some(finding) => Title::new(finding.rule.id),
            None => Title::new("Finding"),
        }
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let area = area.intersection(buf.area);
        let room = usize::from(area.width.saturating_sub(3));
        let mut shown: Vec<(String, String, ThemeRole)> = Vec::new();
        for told in self.told() {
            let width = room.saturating_sub(told.lead.chars().count());
            for (at, row) in wrap(&told.words, width.max(8)).into_iter().enumerate() {
                let lead = if at == 0 { &told.lead } else { &told.then };
                shown.push((lead.clone(), row, told.role));
            }
        }
        self.rows.set(shown.len());
        let page = usize::from(area.height);
        let top = self.top.at().min(shown.len().saturating_sub(page));
        for ((lead, words, role), row) in shown.iter().skip(top).zip(area.rows()) {
            let style = ctx.theme.style(ThemeRole::Muted);
            let x = put(buf, (row.x + 1, row.y), row.right(), (lead, style));
            put(
                buf,
                (x, row.y),
                row.right(),
                (words, ctx.theme.style(*role)),
            );
        }
        scrollbar(area, buf, ctx.theme, (top, shown.len()));
        PaneDrawn {
            page: (area.height.into(), 1),
            ..PaneDrawn::default()
        }
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        match &self.finding {
            Some(finding) => vec![Piece::new(ThemeRole::Text, finding.fix.as_str())],
            None => Vec::new(),
        }
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let last_top = self.rows.get().saturating_sub(page.0.max(1)) + 1;
        self.top.go(motion, last_top, page.0);
        false
    }

    fn copied(&self) -> Option<String> {
        self.finding.as_ref().map(|finding| finding.fix.clone())
    }
}
