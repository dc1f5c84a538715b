//! The answer told: verdict, sentence, and the lines of the story in the order they help.
//!
//! INVARIANT: words carry the meaning, roles repeat it in colour.

use super::api::Called;
use super::{Evaluator, FollowedRow};
use crate::model::{Decision, Lack, Trace};
use crate::report::{self, Tag};
use crate::tui::explorer::matrix::{basis_text, mark_role};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::signs;

/// More of what nearly counted is shown on demand only.
const NEARLY: usize = 3;
/// The word of the line that stands for the rest.
const MORE: &str = "more";

/// How much of what nearly counted is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Nearly {
    /// The first of it.
    #[default]
    First,
    /// All of it.
    All,
}

/// One line of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryLine {
    /// The word it starts with; may be empty.
    pub word: &'static str,
    /// What that word means.
    pub role: ThemeRole,
    /// What it says.
    pub text: String,
    /// How deep it stands below the line that it belongs to.
    pub depth: usize,
    /// Which of the flips it is.
    pub flip: Option<usize>,
}

impl StoryLine {
    /// A line of the first level.
    pub fn new(word: &'static str, role: ThemeRole, text: impl Into<String>) -> Self {
        Self {
            word,
            role,
            text: text.into(),
            depth: 0,
            flip: None,
        }
    }

    /// The same, below the line before it.
    fn below(self) -> Self {
        Self { depth: 1, ..self }
    }
}

/// The dependencies that are not met, by who needs them.
fn needed(trace: &Trace) -> Vec<StoryLine> {
    let mut lines: Vec<StoryLine> = Vec::new();
    let mut last = None;
    for lack in &trace.missing_dependencies {
        let (kind, does) = match lack.kind {
            Lack::Role => ("the role", "depends on"),
            Lack::Action => ("", "calls on the way"),
        };
        if last != Some((&lack.needed_by, lack.kind)) {
            last = Some((&lack.needed_by, lack.kind));
            lines.push(StoryLine::new(
                Tag::Needs.word(),
                tag_role(Tag::Needs),
                format!("what {kind} {} {does}:", lack.needed_by).replace("  ", " "),
            ));
        }
        lines.push(StoryLine::new("✗", ThemeRole::MissingDependency, lack.name.clone()).below());
    }
    lines
}

/// The decision, told at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What it means to the eye.
    pub role: ThemeRole,
    /// The word.
    pub word: &'static str,
    /// What is wrong with it nevertheless: "3 actions it needs are not".
    pub but: Option<String>,
    /// The whole sentence.
    pub sentence: String,
}

impl Verdict {
    /// The word, and that there is more to it.
    pub fn brief(&self) -> String {
        let but = if self.but.is_some() { ", but …" } else { "" };
        format!("{}{but}", self.word)
    }

    /// The word, and what is wrong with it nevertheless.
    pub fn headline(&self) -> String {
        match &self.but {
            Some(but) => format!("{}, but {but}", self.word),
            None => self.word.to_owned(),
        }
    }
}

/// What an allowed action needs and is not allowed.
fn lacking(trace: &Trace) -> Option<String> {
    if trace.decision != Decision::Allow {
        return None;
    }
    let count = |kind| {
        let lacks = trace.missing_dependencies.iter();
        lacks.filter(|lack| lack.kind == kind).count()
    };
    match (count(Lack::Action), count(Lack::Role)) {
        (0, 0) => None,
        (0, 1) => Some("a role it depends on is missing".to_owned()),
        (0, roles) => Some(format!("{roles} roles it depends on are missing")),
        (1, _) => Some("1 action it needs is not".to_owned()),
        (actions, _) => Some(format!("{actions} actions it needs are not")),
    }
}

/// What a decision means to the eye.
pub fn decision_role(decision: Decision) -> ThemeRole {
    match decision {
        Decision::Allow => ThemeRole::Allowed,
        Decision::ExplicitDeny => ThemeRole::Denied,
        Decision::ImplicitDeny => ThemeRole::NotAllowed,
        Decision::Conditional => ThemeRole::Conditional,
    }
}

/// The letter that a cell shows for a decision.
fn decision_letter(decision: Decision) -> char {
    match decision {
        Decision::Allow => 'Y',
        Decision::ExplicitDeny => 'D',
        Decision::ImplicitDeny => 'x',
        Decision::Conditional => 'C',
    }
}

fn tag_role(tag: Tag) -> ThemeRole {
    match tag {
        Tag::Allow => ThemeRole::Allowed,
        Tag::Deny => ThemeRole::Denied,
        Tag::If => ThemeRole::Conditional,
        Tag::Needs => ThemeRole::MissingDependency,
        Tag::Flip => ThemeRole::Gained,
        Tag::Head | Tag::Else | Tag::Near | Tag::Note => ThemeRole::Label,
    }
}

impl Evaluator {
    /// The decision in one word, what it means, and the sentence that goes with it.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        let (request, trace) = self
            .answer
            .request
            .as_ref()
            .zip(self.answer.trace.as_ref())?;
        let line = report::headline(self.world.account(), request, trace);
        let word = report::verdict(trace.decision);
        let sentence = line.strip_prefix(word).unwrap_or(&line).trim().to_owned();
        let but = lacking(trace);
        Some(Verdict {
            role: match but {
                Some(_) => ThemeRole::MissingDependency,
                None => decision_role(trace.decision),
            },
            word,
            but,
            sentence,
        })
    }

    /// The story, most decisive first.
    pub(super) fn lines(&self) -> Vec<StoryLine> {
        let mut lines = Vec::new();
        let account = self.world.account();
        if let Some(doubt) = self.answer.standing.doubt() {
            lines.push(StoryLine::new("note", ThemeRole::Warning, doubt));
        }
        lines.extend(self.heard.iter().flat_map(|heard| heard.lines.clone()));
        let row = self.followed.row.as_ref();
        if let Some(row) = row.filter(|row| row.permission.is_some() && self.is_about(row)) {
            lines.push(self.cell_line(row));
        }
        if let Some(Called::Known { api, others, .. }) = &self.answer.called {
            let also = match others {
                0 => String::new(),
                1 => "; another fits as well".to_owned(),
                others => format!("; {others} others fit as well"),
            };
            lines.push(StoryLine::new(
                "api",
                ThemeRole::Label,
                format!("{api}{also}"),
            ));
        }
        if let (Some(request), true) = (&self.answer.request, self.answer.projects > 1) {
            let name = request
                .project
                .map_or("no project".into(), |id| account.project(id).shown());
            lines.push(StoryLine::new(
                "where",
                ThemeRole::Label,
                format!(
                    "the most permissive of {} projects: {name}",
                    self.answer.projects
                ),
            ));
        }
        let Some(trace) = &self.answer.trace else {
            return lines;
        };
        if !self.answer.needed.is_empty() {
            let label = match self.answer.called {
                Some(_) => "the call",
                None => row.map_or("", |row| row.label.as_str()),
            };
            lines.push(StoryLine::new(
                "all of",
                ThemeRole::Label,
                format!("{label} needs {} actions:", self.answer.needed.len()),
            ));
            lines.extend(self.answer.needed.iter().map(|(action, decision)| {
                StoryLine::new(
                    match decision_letter(*decision) {
                        'Y' => "Y",
                        'D' => "D",
                        'C' => "C",
                        _ => "x",
                    },
                    decision_role(*decision),
                    action.clone(),
                )
                .below()
            }));
        }
        let told = report::story(account, trace)
            .into_iter()
            .map(|line| StoryLine::new(line.tag.word(), tag_role(line.tag), line.text));
        // what is missing is a list, not a sentence for each
        let (needs, told): (Vec<StoryLine>, Vec<StoryLine>) =
            told.partition(|line| line.word == Tag::Needs.word());
        let (nearly, told): (Vec<StoryLine>, Vec<StoryLine>) = told
            .into_iter()
            .partition(|line| line.word == Tag::Near.word());
        lines.extend(told);
        let flips = self.flips.iter().enumerate().map(|(nth, flip)| {
            let becomes = report::verdict(flip.becomes).to_lowercase();
            let text = format!("{} → {becomes}", flip.change);
            let line = StoryLine::new(Tag::Flip.word(), tag_role(Tag::Flip), text);
            StoryLine {
                flip: Some(nth),
                ..line
            }
        });
        let needs = if needs.is_empty() {
            Vec::new()
        } else {
            needed(trace)
        };
        // what is allowed and lacks something comes first, else what would help
        if trace.decision == Decision::Allow {
            lines.extend(needs);
            lines.extend(flips);
        } else {
            lines.extend(flips);
            lines.extend(needs);
        }
        let hidden = match self.nearly {
            Nearly::First => nearly.len().saturating_sub(NEARLY),
            Nearly::All => 0,
        };
        // one more line is no longer than saying that there is one
        let hidden = if hidden == 1 { 0 } else { hidden };
        let shown = nearly.len() - hidden;
        lines.extend(nearly.into_iter().take(shown));
        if hidden > 0 {
            lines.push(StoryLine::new(
                MORE,
                ThemeRole::Key,
                format!("{} {hidden} more that nearly counted", signs::CLOSED),
            ));
        }
        lines
    }

    /// Whether the cursor is on the line that stands for more.
    pub fn on_more(&self) -> bool {
        self.line_under_cursor()
            .is_some_and(|line| line.word == MORE)
    }

    /// The line of the story that the cursor is on.
    pub(super) fn line_under_cursor(&self) -> Option<StoryLine> {
        let at = self.cursor.at().checked_sub(self.fields().len())?;
        self.lines().into_iter().nth(at)
    }

    /// Tells all of what nearly counted, until the next answer.
    pub fn tell_all(&mut self) {
        self.nearly = Nearly::All;
    }

    /// Whether the fields still ask about the row under the cursor.
    fn is_about(&self, row: &FollowedRow) -> bool {
        let followed = &self.followed;
        let elsewhere = self.asked.principal != followed.principal
            || self.asked.project != followed.project
            || self.asked.enterprise_project != followed.enterprise_project;
        if elsewhere {
            return false;
        }
        row.actions.is_empty()
            || row
                .actions
                .iter()
                .any(|action| action.eq_ignore_ascii_case(&self.asked.action))
    }

    /// What the column's permission alone gives.
    fn cell_line(&self, row: &FollowedRow) -> StoryLine {
        let name = row
            .permission
            .map_or("".into(), |id| self.world.account().permission(id).shown());
        let patterns: Vec<&str> = self
            .answer
            .alone
            .iter()
            .flat_map(|(_, trace)| &trace.because)
            .map(|cause| cause.pattern.as_str())
            .collect();
        let through = match patterns.as_slice() {
            [] => String::new(),
            [one] => format!(", through {one}"),
            [first, rest @ ..] => format!(", through {first} and {} more", rest.len()),
        };
        StoryLine::new(
            "cell",
            mark_role(row.cell.mark),
            format!(
                "{name} alone: {}, {}{through}",
                row.cell.mark.letter(),
                basis_text(row.cell.basis)
            ),
        )
    }
}
