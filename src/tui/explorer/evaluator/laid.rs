//! What stands in which row of the evaluator: fields, decision, and the story as a tree.

use super::Evaluator;
use super::api::Called;
use super::said::Standing;
use super::telling::StoryLine;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::text;
use crate::tui::widgets::wrap::wrap;

/// Columns before the text of a story line, without the branch of the tree.
pub(super) const WORD: usize = 6;

/// One row on screen.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    Field(usize),
    Blank,
    Verdict(ThemeRole, String),
    Sentence(ThemeRole, String),
    /// A row of a line of the story.
    Story(Told),
}

impl Evaluator {
    /// Fields and decision, which stay; then the story, which scrolls.
    pub(super) fn shown(&self, width: usize) -> (Vec<Shown>, Vec<Shown>) {
        let fields = self.fields();
        let mut top: Vec<Shown> = (0..fields.len()).map(Shown::Field).collect();
        top.push(Shown::Blank);
        match self.verdict() {
            Some(verdict) => {
                let whole = verdict.headline();
                // the badge is one row: what does not fit into it is said below it, in its colour
                if text::width(&whole) + 4 <= width {
                    top.push(Shown::Verdict(verdict.role, whole));
                } else {
                    top.push(Shown::Verdict(
                        verdict.role,
                        format!("{}, but", verdict.word),
                    ));
                    let but = verdict.but.as_deref().unwrap_or_default();
                    top.extend(sentences(verdict.role, but, width));
                }
                top.extend(sentences(ThemeRole::Text, &verdict.sentence, width));
            }
            None => top.extend(sentences(ThemeRole::Text, &self.nothing_asked(), width)),
        }
        top.push(Shown::Blank);
        let mut story = Vec::new();
        let lines = self.lines();
        for (nth, line) in lines.iter().enumerate() {
            let branch = Branch::of(&lines, nth);
            story.extend(story_rows(fields.len() + nth, line, (branch, width)));
        }
        (top, story)
    }

    pub(super) fn nothing_asked(&self) -> String {
        if self.answer.called == Some(Called::Unknown) {
            return "No published API fits this call.".to_owned();
        }
        if self.answer.standing == Standing::NoAction {
            return format!(
                "{:?} is not an action: one looks like ims:images:list. METHOD /path or a pasted error will do too.",
                self.asked.action.trim()
            );
        }
        if let Some(heading) = &self.followed.heading {
            return heading.clone();
        }
        let words = match &self.followed.row {
            Some(row) if row.actions.is_empty() => {
                "No document links this operation to actions, so there is nothing to compute: its letters are as published."
            }
            _ => "Nothing is asked yet: choose a cell, or type an action.",
        };
        words.to_owned()
    }
}

fn sentences(role: ThemeRole, words: &str, width: usize) -> impl Iterator<Item = Shown> {
    let rows = wrap(words, width.saturating_sub(2));
    rows.into_iter().map(move |row| Shown::Sentence(role, row))
}

fn story_rows(item: usize, line: &StoryLine, (branch, width): (Branch, usize)) -> Vec<Shown> {
    wrap(&line.text, width.saturating_sub(WORD + 5))
        .into_iter()
        .enumerate()
        .map(|(nth, text)| {
            Shown::Story(Told {
                item,
                branch: if nth == 0 { branch.first } else { branch.rest },
                word: (nth == 0).then_some((line.word, line.role)),
                text,
            })
        })
        .collect()
}

/// A row of the story: the branch of the tree, the word on a line's first row, the text.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) item: usize,
    pub(super) branch: &'static str,
    pub(super) word: Option<(&'static str, ThemeRole)>,
    pub(super) text: String,
}

/// The lines of the tree before a line of the story, on its first row and on the others.
#[derive(Debug, Clone, Copy)]
struct Branch {
    first: &'static str,
    rest: &'static str,
}

impl Branch {
    fn of(lines: &[StoryLine], at: usize) -> Self {
        let depth = |line: &StoryLine| line.depth;
        let below = lines.get(at + 1..).unwrap_or_default();
        let next = below.iter().map(depth).find(|depth| *depth == 0);
        let deep = lines.get(at).is_some_and(|line| line.depth > 0);
        let sibling = below.first().is_some_and(|line| line.depth > 0);
        let (first, rest) = match (deep, next.is_some(), sibling) {
            (false, true, _) => ("├", "│"),
            (false, false, _) => ("└", " "),
            (true, true, true) => ("│ ├", "│ │"),
            (true, true, false) => ("│ └", "│  "),
            (true, false, true) => ("  ├", "  │"),
            (true, false, false) => ("  └", "   "),
        };
        Self { first, rest }
    }
}
