//! The cells of a matrix with their reasons in words. Most cells share a few reasons, so each is kept once.

use std::collections::HashMap;

use super::story::{Line, Tag, story};
use crate::analysis::matrix::{CellBasis, Column, Matrix, Projects, Row, Why};
use crate::model::{Account, Decision, Mark, NearMissReason, Reason, Trace};

/// Above this many cells a page has letters without reasons: each reason is worked out by the explaining path.
pub const MOST_REASONS: usize = 60_000;

/// As many statements that nearly counted are worth reading.
const NEAR: usize = 4;

/// As many actions are named in one line.
const NAMED: usize = 4;

/// A letter, and the position of its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The letter.
    pub mark: Mark,
    /// Which of the reasons; `None` where none was worked out.
    pub reason: Option<usize>,
}

/// Columns of cells, and the reasons they share.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// Column by column, each in the order of the rows.
    pub cells: Vec<Vec<Told>>,
    /// Each reason once, in the order in which they are first needed.
    pub reasons: Vec<Vec<Line>>,
}

impl Reasons {
    /// Letters and reasons of a whole matrix; letters alone where it is too large.
    #[must_use]
    pub fn of(matrix: &Matrix) -> Self {
        let explained = matrix.rows().len() * matrix.columns().len() <= MOST_REASONS;
        let mut told = Self::default();
        let mut known: HashMap<Vec<Line>, usize> = HashMap::new();
        for column in matrix.columns() {
            let cells = if explained {
                let whys = matrix.whys(column);
                let rows = matrix.rows().iter().zip(&whys);
                rows.map(|(row, why)| {
                    let lines = reason(matrix, column, row, why);
                    let next = known.len();
                    let at = *known.entry(lines).or_insert_with_key(|lines| {
                        told.reasons.push(lines.clone());
                        next
                    });
                    Told {
                        mark: why.cell.mark,
                        reason: Some(at),
                    }
                })
                .collect()
            } else {
                let cells = matrix.cells(column).into_iter();
                cells
                    .map(|cell| Told {
                        mark: cell.mark,
                        reason: None,
                    })
                    .collect()
            };
            told.cells.push(cells);
        }
        told
    }
}

/// Why a cell shows its letter, in lines that name neither its row nor its column, so that others may share them.
#[must_use]
pub fn reason(matrix: &Matrix, column: &Column, row: &Row, why: &Why) -> Vec<Line> {
    let account = matrix.engine().account();
    let mut lines = Vec::new();
    let mut note = |text: String| {
        lines.push(Line {
            tag: Tag::Note,
            text,
        });
    };
    if let Some(text) = settled(why) {
        note(text.to_owned());
        return lines;
    }
    if let (Projects::Any(any), Some(project)) = (matrix.projects(), why.project)
        && any.len() > 1
        && !matches!(why.cell.mark, Mark::NotAllowed | Mark::Denied)
    {
        let name = &account.project(project).shown();
        note(format!("in {name}; no other project gives more"));
    }
    let linked = !row.actions.is_empty();
    if !linked {
        note(unlinked(why).to_owned());
    } else if why.cell.basis == CellBasis::Published {
        note("the letter is that of the published operations table".to_owned());
    }
    let parts = parts(matrix, account, why);
    let alone = parts.len() == 1 && !row.is_whole_service();
    let all: usize = why.alike.iter().sum();
    for part in parts {
        if !alone {
            lines.push(Line {
                tag: Tag::Head,
                text: part.about(row, all),
            });
        }
        if part.lines.is_empty() {
            let text = match (column, part.decision) {
                (_, Decision::Allow) => "allowed",
                (Column::Permission(_), _) => "none of its statements allows it",
                (Column::Principal(_), _) => "nothing that is granted allows it",
            };
            lines.push(Line {
                tag: Tag::Note,
                text: text.to_owned(),
            });
        }
        lines.extend(part.lines);
    }
    let rests = match why.cell.basis {
        CellBasis::Computed | CellBasis::Published => return lines,
        CellBasis::EarlierName => "rests on content published for an earlier name",
        CellBasis::Convention => "rests on content predicted from a name",
        CellBasis::Unknown if !linked => return lines,
        CellBasis::Unknown => "hangs on content that is not known",
    };
    lines.push(Line {
        tag: Tag::Note,
        text: rests.to_owned(),
    });
    lines
}

/// Actions of one story.
struct Part<'a> {
    lines: Vec<Line>,
    decision: Decision,
    actions: Vec<&'a str>,
    /// How many actions came out so; more than are named for a whole service.
    count: usize,
}

impl Part<'_> {
    fn about(&self, row: &Row, all: usize) -> String {
        let named: Vec<&str> = self.actions.iter().take(NAMED).copied().collect();
        let named = named.join(", ");
        if row.is_whole_service() {
            let word = match self.decision {
                Decision::Allow => "allowed",
                Decision::Conditional => "conditional",
                Decision::ExplicitDeny => "denied",
                Decision::ImplicitDeny => "not allowed",
            };
            return format!("{} of {all} actions {word}, such as {named}:", self.count);
        }
        match self.actions.len().checked_sub(NAMED) {
            Some(more @ 1..) => format!("{named} and {more} more:"),
            _ => format!("{named}:"),
        }
    }
}

/// The stories that differ, each with its actions.
fn parts<'a>(matrix: &'a Matrix, account: &Account, why: &Why) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for ((action, trace), alike) in why.told.iter().zip(&why.alike) {
        let lines = told(account, trace);
        let name = matrix.action_name(*action);
        let same = |part: &&mut Part<'_>| part.lines == lines && part.decision == trace.decision;
        if let Some(part) = parts.iter_mut().find(same) {
            part.actions.push(name);
            part.count += alike;
        } else {
            parts.push(Part {
                lines,
                decision: trace.decision,
                actions: vec![name],
                count: *alike,
            });
        }
    }
    parts
}

/// The story without what would turn the decision, and without patterns that merely stop short.
fn told(account: &Account, trace: &Trace) -> Vec<Line> {
    let mut trace = trace.clone();
    trace.flips.clear();
    trace
        .near_misses
        .retain(|near| near.reason != NearMissReason::Action);
    let more = trace.near_misses.len().saturating_sub(NEAR);
    trace.near_misses.truncate(NEAR);
    let mut lines = story(account, &trace);
    if more > 0 {
        lines.push(Line {
            tag: Tag::Near,
            text: format!("and {more} more that nearly count"),
        });
    }
    lines
}

/// What needs no statement.
fn settled(why: &Why) -> Option<&'static str> {
    let (_, first) = why.told.first()?;
    let same = why
        .told
        .iter()
        .all(|(_, trace)| trace.reason == first.reason);
    let text = match first.reason {
        Reason::AccountOwner => "the account owner may do everything",
        Reason::AdminGroup => "a member of the group admin, which may do everything",
        Reason::Disabled => "disabled: a disabled user may do nothing",
        Reason::NoPermissionNeeded => "it needs no permission",
        _ => return None,
    };
    same.then_some(text)
}

/// What is said of a row that no document links to actions.
fn unlinked(why: &Why) -> &'static str {
    match (why.cell.basis, why.cell.mark) {
        (CellBasis::Published, _) => {
            "as the published operations table has it; no document links the operation to actions"
        }
        (_, Mark::Conditional) => "no document says which actions of the service it needs",
        _ => "no document says which actions of the service it needs, but all of them agree",
    }
}
