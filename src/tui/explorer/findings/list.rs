//! The list: findings under the headings of their severities.
//!
//! INVARIANT: the cursor never rests on a heading while there is a finding to rest on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::audit::{Finding, Moment, Severity, Subject};
use crate::model::Principal;
use crate::tui::app::{Ctx, Export, Pane, PaneDrawn};
use crate::tui::explorer::world::World;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;
use crate::tui::widgets::frame::Title;
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::{Row, Rows, RowsState};

/// A row on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Heading(Severity, usize),
    /// What is folded away, or was.
    Fold(Fold, usize),
    Finding(usize),
}

/// So many severities are counted where not all have room.
const WORST: usize = 3;

/// Why a finding is not among those of its severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// It is about what a system-defined permission contains, which is not the account's to mend.
    Published,
    /// Somebody accepted it.
    Accepted,
}

impl Fold {
    const ALL: [Self; 2] = [Self::Published, Self::Accepted];

    fn text(self) -> &'static str {
        match self {
            Self::Published => "about the content of system-defined permissions",
            Self::Accepted => "accepted",
        }
    }
}

/// Whether a finding is folded away, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aside {
    /// It is not.
    No,
    /// It is about what system-defined permissions say.
    Published,
    /// It was accepted, for this reason.
    Accepted(String),
}

impl Aside {
    fn fold(&self) -> Option<Fold> {
        match self {
            Self::No => None,
            Self::Published => Some(Fold::Published),
            Self::Accepted(_) => Some(Fold::Accepted),
        }
    }

    /// Why it was accepted, if it was.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Accepted(reason) => Some(reason),
            Self::No | Self::Published => None,
        }
    }
}

/// The pane.
#[derive(Debug)]
pub struct List {
    pub(super) world: World,
    /// `None` until the worker has answered.
    findings: Option<Vec<Finding>>,
    /// Beside each finding, whether and why it is folded away.
    pub(super) folds: Vec<Aside>,
    /// Whether what is folded away is shown.
    pub(super) unfolded: bool,
    /// What the filter looks through, folded, beside each finding.
    pub(super) words: Vec<String>,
    shown: Vec<Entry>,
    pub(super) filter: String,
    /// When ages were judged.
    pub(super) now: Option<Moment>,
    rows: RowsState,
    /// Whose first finding the cursor goes to, once there are any.
    wanted: Option<Principal>,
}

/// How a severity looks.
pub fn role(severity: Severity) -> ThemeRole {
    match severity {
        Severity::Critical | Severity::High => ThemeRole::Error,
        Severity::Medium | Severity::Warn => ThemeRole::Warning,
        Severity::Low | Severity::Info => ThemeRole::Muted,
    }
}

impl List {
    /// An empty list.
    pub fn new(world: World, now: Option<Moment>) -> Self {
        Self {
            world,
            now,
            findings: None,
            folds: Vec::new(),
            unfolded: false,
            words: Vec::new(),
            shown: Vec::new(),
            filter: String::new(),
            rows: RowsState::default(),
            wanted: None,
        }
    }

    /// Puts the cursor on the first finding about somebody once it is listed, if there is one.
    pub fn want(&mut self, principal: Principal) {
        self.wanted = Some(principal);
    }

    /// These were found; those of the same places in `folds` are folded away.
    pub fn set(&mut self, findings: Vec<Finding>, folds: Vec<Aside>) {
        self.folds = folds;
        let account = self.world.account();
        self.words = findings
            .iter()
            .map(|finding| {
                format!(
                    "{} {} {} {}",
                    finding.severity.text(),
                    finding.rule.id,
                    finding.title,
                    finding.subject.text(account)
                )
                .to_lowercase()
            })
            .collect();
        self.findings = Some(findings);
        self.lay_out();
        if let Some(principal) = self.wanted.take() {
            self.go_to(principal);
        }
    }

    fn go_to(&mut self, principal: Principal) {
        let about = |entry: &Entry| {
            let Entry::Finding(at) = entry else {
                return false;
            };
            let subject = self.all().get(*at).map(|finding| &finding.subject);
            matches!(
                subject,
                Some(Subject::Principal(who) | Subject::Assignment(who, ..)) if *who == principal
            )
        };
        if let Some(row) = self.shown.iter().position(about) {
            self.rows.go(Motion::To(row), self.shown.len(), 1);
        }
    }

    /// The filter, what is unfolded and the cursor, to come back with the place.
    pub fn kept(&self) -> (String, bool, RowsState) {
        (self.filter.clone(), self.unfolded, self.rows.clone())
    }

    /// As it was.
    pub fn restore(&mut self, (filter, unfolded, rows): &(String, bool, RowsState)) {
        self.filter.clone_from(filter);
        self.unfolded = *unfolded;
        self.lay_out();
        self.rows.clone_from(rows);
        self.rows.cursor.keep_within(self.shown.len());
    }

    /// The findings, to be sorted anew.
    pub fn take(&mut self) -> Option<Vec<Finding>> {
        self.findings.take()
    }

    pub(super) fn all(&self) -> &[Finding] {
        self.findings.as_deref().unwrap_or_default()
    }

    /// Shows what is folded away, or folds it away.
    pub fn fold(&mut self) {
        self.unfold(!self.unfolded);
    }

    /// Whether what was folded away at first is shown.
    pub fn is_unfolded(&self) -> bool {
        self.unfolded
    }

    /// Shows what is folded away at first, or does not.
    pub fn unfold(&mut self, unfolded: bool) {
        self.unfolded = unfolded;
        self.lay_out();
    }

    /// Whether anything is folded away, or could be.
    pub fn has_folds(&self) -> bool {
        self.folds.iter().any(|aside| *aside != Aside::No)
    }

    /// The words of the filter.
    pub(super) fn wanted(&self) -> Vec<String> {
        let words = self.filter.split_whitespace();
        words.map(str::to_lowercase).collect()
    }

    /// Whether a finding has all of these words.
    pub(super) fn hits(words: &[String], at: usize, wanted: &[String]) -> bool {
        let words = words.get(at).map_or("", String::as_str);
        wanted.iter().all(|wanted| words.contains(wanted.as_str()))
    }

    fn lay_out(&mut self) {
        let kept = match self.shown.get(self.rows.cursor.at()) {
            Some(Entry::Finding(at)) => Some(*at),
            _ => None,
        };
        let wanted = self.wanted();
        let hits = |at: &usize| Self::hits(&self.words, *at, &wanted);
        let fold = |at: &usize| self.folds.get(*at).and_then(Aside::fold);
        let (found, aside): (Vec<usize>, Vec<usize>) = (0..self.all().len())
            .filter(hits)
            .partition(|at| fold(at).is_none());
        let mut shown = Vec::new();
        for severity in Severity::ALL {
            let of = |at: &&usize| {
                let finding = self.all().get(**at);
                finding.is_some_and(|finding| finding.severity == severity)
            };
            let count = found.iter().filter(of).count();
            if count > 0 {
                shown.push(Entry::Heading(severity, count));
                shown.extend(found.iter().filter(of).map(|at| Entry::Finding(*at)));
            }
        }
        // Whoever looks for something finds it wherever it is.
        let open = self.unfolded || !wanted.is_empty();
        for kind in Fold::ALL {
            let of = |at: &&usize| fold(at) == Some(kind);
            let count = aside.iter().filter(of).count();
            if count > 0 {
                shown.push(Entry::Fold(kind, count));
                let below = aside.iter().filter(of).filter(|_| open);
                shown.extend(below.map(|at| Entry::Finding(*at)));
            }
        }
        self.shown = shown;
        self.rows.marks.clear();
        let row = self
            .shown
            .iter()
            .position(|entry| kept.is_some_and(|at| *entry == Entry::Finding(at)));
        let hidden = kept.filter(|at| self.unfolded || hits(at));
        // What was folded away under the cursor leaves it where it is; what a filter hides sends it to the first.
        let row = row.or(hidden.map(|_| self.rows.cursor.at())).unwrap_or(0);
        self.rows.go(Motion::To(row), self.shown.len(), 1);
        self.rows.cursor.keep_within(self.shown.len());
        // However high the window is: the heading above the first stays in it.
        self.off_heading(Motion::Down(1), usize::MAX);
    }

    /// Goes on from a heading, the way it was going; back where there is nothing further.
    fn off_heading(&mut self, motion: Motion, page: usize) {
        let on = |list: &Self| {
            let entry = list.shown.get(list.rows.cursor.at());
            matches!(entry, Some(Entry::Heading(..) | Entry::Fold(..)))
        };
        let up = matches!(
            motion,
            Motion::Up(_) | Motion::HalfUp | Motion::PageUp(_) | Motion::Last
        );
        let len = self.shown.len();
        if on(self) {
            let step = if up { Motion::Up(1) } else { Motion::Down(1) };
            self.rows.go(step, len, page);
        }
        if on(self) {
            self.rows.go(Motion::Down(1), len, page);
        }
        // The last rows may be of folds alone.
        while on(self) && self.rows.cursor.at() > 0 {
            self.rows.go(Motion::Up(1), len, page);
        }
    }

    /// The finding under the cursor.
    pub fn selected(&self) -> Option<&Finding> {
        match self.shown.get(self.rows.cursor.at())? {
            Entry::Finding(at) => self.all().get(*at),
            Entry::Heading(..) | Entry::Fold(..) => None,
        }
    }

    fn matches(&self) -> usize {
        let findings = self.shown.iter();
        findings
            .filter(|entry| matches!(entry, Entry::Finding(_)))
            .count()
    }

    fn row(&self, at: usize) -> Row<'_> {
        match self.shown.get(at) {
            Some(Entry::Heading(severity, count)) => {
                Row::new(format!("{} {count}", severity.text())).role(role(*severity))
            }
            Some(Entry::Fold(fold, count)) => {
                let hidden = if self.unfolded || !self.filter.is_empty() {
                    ""
                } else {
                    ", folded away"
                };
                Row::new(format!("{} {count}{hidden}", fold.text())).role(ThemeRole::Muted)
            }
            Some(Entry::Finding(at)) => match self.all().get(*at) {
                Some(finding) => {
                    Row::new(format!("{}  {}", finding.rule.id, finding.title)).indent(2)
                }
                None => Row::new(""),
            },
            None => Row::new(""),
        }
    }
}

impl Pane for List {
    fn title(&self) -> Title<'_> {
        let title = Title::new("Findings");
        if self.findings.is_none() {
            return title;
        }
        let mut summary = Vec::new();
        if self.filter.is_empty() {
            for severity in Severity::ALL {
                let count = self
                    .all()
                    .iter()
                    .zip(&self.folds)
                    .filter(|(finding, fold)| finding.severity == severity && **fold == Aside::No)
                    .count();
                if count > 0 {
                    let gap = if summary.is_empty() { "" } else { "  " };
                    let text = format!("{gap}{} {count}", severity.text());
                    summary.push(Piece::new(role(severity), text));
                }
            }
        } else {
            let of = format!("of {} ", self.all().len());
            summary.push(Piece::new(ThemeRole::Muted, of));
            summary.push(Piece::new(ThemeRole::Match, format!("/{}", self.filter)));
        }
        // where not all have room, the worst
        let brief = summary.iter().take(WORST).cloned().collect();
        title.count(self.matches()).summary(summary).brief(brief)
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> PaneDrawn {
        let rows = Rows {
            len: self.shown.len(),
            state: &self.rows,
            columns: &[],
            text: None,
            focus: ctx.focus,
            empty: match (&self.findings, self.filter.is_empty()) {
                (None, _) => "looking …",
                (Some(_), true) => "nothing found: no rule has anything to say",
                (Some(_), false) => "no finding matches; esc shows all",
            },
        };
        let spots = rows.draw(area, buf, ctx.theme, |at| self.row(at));
        PaneDrawn::listed(area, spots)
    }

    fn folded(&self) -> Vec<Piece<'_>> {
        match self.selected() {
            Some(finding) => vec![
                Piece::new(role(finding.severity), finding.severity.text()),
                Piece::new(ThemeRole::Strong, format!("  {} ", finding.rule.id)),
                Piece::new(ThemeRole::Text, finding.title.as_str()),
            ],
            None => vec![Piece::new(ThemeRole::Placeholder, "none")],
        }
    }

    fn go(&mut self, motion: Motion, page: (usize, usize)) -> bool {
        let before = self.rows.cursor.at();
        self.rows.go(motion, self.shown.len(), page.0);
        self.off_heading(motion, page.0);
        before != self.rows.cursor.at()
    }

    fn filter(&self) -> Option<&str> {
        Some(&self.filter)
    }

    fn set_filter(&mut self, text: &str) {
        text.clone_into(&mut self.filter);
        self.lay_out();
    }

    fn exported(&self) -> Option<Export> {
        Some(self.export())
    }

    fn mark(&mut self) -> bool {
        if self.selected().is_some() {
            self.rows.toggle_mark();
        }
        true
    }

    fn copied(&self) -> Option<String> {
        self.rows.marked_or_here(|at| match self.shown.get(at)? {
            Entry::Finding(at) => {
                let finding = self.all().get(*at)?;
                Some(format!("{} {}", finding.rule.id, finding.title))
            }
            Entry::Heading(..) | Entry::Fold(..) => None,
        })
    }
}
