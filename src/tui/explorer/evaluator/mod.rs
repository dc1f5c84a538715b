//! The live evaluator: one question, its fields, and the answer told as a story.
//!
//! INVARIANT: the answer always belongs to the fields as they are shown; it is computed anew with every keystroke. A field
//! follows the panes until it is edited, and again as soon as what it follows changes.

mod answer;
mod api;
mod asked;
pub mod commands;
mod copying;
mod edit;
mod flipping;
mod keeping;
mod laid;
mod pane;
mod said;
mod slide;
mod suggest;
mod telling;

use crate::analysis::matrix::Cell;
use crate::model::{
    Cause, Context, ContextValue, Decision, EnterpriseProjectId, Flip, PermissionId, Principal,
    ProjectId, Request,
};
use crate::tui::widgets::motion::{Cursor, Motion};

use super::world::World;
use answer::Answer;
pub use asked::{Asked, FieldId};
pub use copying::WHAT;
use edit::Edit;
pub use keeping::Kept;
use said::Heard;
pub use said::standing;
pub use suggest::{Candidates, plain_values};
use telling::Nearly;

/// What the panes point at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Followed {
    /// The selected principal, or that of the column.
    pub principal: Option<Principal>,
    /// The project in view.
    pub project: Option<ProjectId>,
    /// The enterprise project in view.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// The row under the cursor.
    pub row: Option<FollowedRow>,
    /// The heading under the cursor, told.
    pub heading: Option<String>,
}

/// A row of the matrix, as the evaluator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowedRow {
    /// Its label.
    pub label: String,
    /// The actions it asks about.
    pub actions: Vec<String>,
    /// Whether all of them are needed together.
    pub together: bool,
    /// The permission whose column it is, where the column is one.
    pub permission: Option<PermissionId>,
    /// What its cell shows.
    pub cell: Cell,
}

/// The pane.
#[derive(Debug)]
pub struct Evaluator {
    world: World,
    asked: Asked,
    followed: Followed,
    answer: Answer,
    flips: Vec<Flip>,
    nearly: Nearly,
    /// What a pasted text filled in, until something else is asked.
    heard: Option<Heard>,
    edit: Option<Edit>,
    cursor: Cursor,
    /// Where the panes went while the question stays; nothing while it follows them.
    pinned: Option<Followed>,
    /// The field that was slid last, until the panes took it over.
    slid: Option<FieldId>,
}

impl Evaluator {
    /// With nothing asked yet.
    pub fn new(world: World) -> Self {
        Self {
            world,
            asked: Asked::default(),
            followed: Followed::default(),
            answer: Answer::default(),
            flips: Vec::new(),
            nearly: Nearly::default(),
            heard: None,
            edit: None,
            cursor: Cursor::default(),
            pinned: None,
            slid: None,
        }
    }

    /// Follows the panes: what changed there overwrites the field, what did not leaves it alone.
    pub fn follow(&mut self, next: Followed) {
        if let Some(latest) = &mut self.pinned {
            *latest = next;
            return;
        }
        let last = std::mem::replace(&mut self.followed, next);
        if self.followed != last {
            self.heard = None;
        }
        let next = &self.followed;
        if next.principal != last.principal {
            self.asked.principal = next.principal;
        }
        if next.project != last.project {
            self.asked.project = next.project;
        }
        if next.enterprise_project != last.enterprise_project {
            self.asked.enterprise_project = next.enterprise_project;
        }
        let actions = |followed: &Followed| followed.row.as_ref().map(|row| row.actions.clone());
        // the deciding action of a row depends on who asks and where
        let moved = actions(next) != actions(&last)
            || next.principal != last.principal
            || next.project != last.project;
        if next.heading.is_some() && next.heading != last.heading {
            // a heading asks nothing
            self.asked.action.clear();
        } else if moved && next.row.is_some() {
            self.asked.action = self.deciding_action();
        }
        self.evaluate();
    }

    /// Forgets every edit: all fields are as the panes say.
    pub fn follow_again(&mut self) {
        let last = std::mem::take(&mut self.followed);
        let followed = self.pinned.take().unwrap_or(last);
        self.asked = Asked {
            principal: followed.principal,
            project: followed.project,
            enterprise_project: followed.enterprise_project,
            ..Asked::default()
        };
        self.follow(followed);
    }

    /// Keeps the question while the panes go on, or follows them again.
    pub fn pin(&mut self) {
        if self.pinned.is_some() {
            self.follow_again();
        } else {
            self.pinned = Some(self.followed.clone());
        }
    }

    /// Whether the question stays.
    pub fn is_pinned(&self) -> bool {
        self.pinned.is_some()
    }

    /// What is said about condition keys.
    pub fn context(&self) -> &Context {
        &self.asked.context
    }

    /// Says something about a condition key; with nothing to say, nothing about any.
    pub fn set_circumstance(&mut self, said: Option<(&str, ContextValue)>) {
        match said {
            Some((key, value)) => self.asked.context.insert(key, value),
            None => self.asked.context = Context::default(),
        }
        self.evaluate();
    }

    /// Says these things about condition keys, and nothing else.
    pub fn set_context(&mut self, context: &Context) {
        if self.asked.context != *context {
            self.asked.context.clone_from(context);
            self.evaluate();
        }
    }

    /// Whether any field says something else than the panes.
    pub fn strays(&self) -> bool {
        !self.is_about_the_cell() || !self.asked.context.is_empty()
    }

    /// Whether the question is that of the cell, under whatever circumstances the matrix is asked under too.
    fn is_about_the_cell(&self) -> bool {
        let followed = &self.followed;
        let action = |row: &FollowedRow| {
            row.actions.is_empty() && self.asked.action.is_empty()
                || row
                    .actions
                    .iter()
                    .any(|action| action.eq_ignore_ascii_case(&self.asked.action))
        };
        !self.is_pinned()
            && self.asked.principal == followed.principal
            && self.asked.project == followed.project
            && self.asked.enterprise_project == followed.enterprise_project
            && followed.row.as_ref().is_none_or(action)
            && self.asked.resource.is_empty()
    }

    /// Sets the action, as if it had been typed.
    pub fn set_action(&mut self, action: &str) {
        action.clone_into(&mut self.asked.action);
        self.evaluate();
    }

    /// Asks about an action, and the cursor rests on its field.
    pub fn ask(&mut self, action: &str) {
        let at = FieldId::FIXED
            .iter()
            .position(|field| *field == FieldId::Action);
        self.cursor
            .go(Motion::To(at.unwrap_or(0)), FieldId::FIXED.len(), 1);
        self.set_action(action);
    }

    /// The request as it stands, in the project that was looked into; for whoever wants more said about it.
    pub fn request(&self) -> Option<&Request> {
        self.answer.request.as_ref()
    }

    /// What would turn the decision, once it is known.
    pub fn set_flips(&mut self, flips: Vec<Flip>) {
        self.flips = flips;
    }

    /// The statements of a permission that decide: of the cell where the cell is that permission's, else of the answer.
    pub fn deciding(&self, permission: PermissionId) -> Vec<(usize, String)> {
        self.answer.deciding(permission)
    }

    /// Why the cell shows its letter: in words, and by which statements.
    pub fn why_the_cell(&self) -> (String, Vec<Cause>) {
        if !self.is_about_the_cell() {
            let words = "the evaluator keeps another question: f takes up that of the cell";
            return (words.to_owned(), Vec::new());
        }
        let cell = self.lines().into_iter().find(|line| line.word == "cell");
        let words = match (cell, self.verdict()) {
            (Some(cell), _) => cell.text,
            (None, Some(verdict)) => format!("{}  {}", verdict.headline(), verdict.sentence),
            (None, None) => self.nothing_asked(),
        };
        (words, self.answer.causes().cloned().collect())
    }

    /// The fields, in the order they are shown: the fixed ones, then the keys that the statements test.
    fn fields(&self) -> Vec<FieldId> {
        let mut fields = FieldId::FIXED.to_vec();
        let tested = self.answer.tested_keys().iter().cloned();
        fields.extend(tested.map(FieldId::Key));
        // a key that is set stays in sight, even when nothing tests it any more
        for (key, _) in self.asked.context.iter() {
            let shown = |field: &FieldId| matches!(field, FieldId::Key(name) if name.eq_ignore_ascii_case(key));
            if !fields.iter().any(shown) {
                fields.push(FieldId::Key(key.to_owned()));
            }
        }
        fields
    }

    fn field_under_cursor(&self) -> Option<FieldId> {
        self.fields().into_iter().nth(self.cursor.at())
    }

    fn items(&self) -> usize {
        self.fields().len() + self.lines().len()
    }

    fn evaluate(&mut self) {
        self.answer = answer::evaluate(&self.world, &self.asked, &self.followed);
        self.flips.clear();
        self.nearly = Nearly::First;
        let items = self.items();
        self.cursor.keep_within(items);
    }

    /// The action of the followed row that decides: the first that is not allowed, else the first.
    fn deciding_action(&self) -> String {
        const LOOKED_AT: usize = 40;
        let Some(row) = &self.followed.row else {
            return String::new();
        };
        if let [one] = row.actions.as_slice() {
            return one.clone();
        }
        let rank = |decision: Decision| match decision {
            Decision::ExplicitDeny => 0,
            Decision::ImplicitDeny => 1,
            Decision::Conditional => 2,
            Decision::Allow => 3,
        };
        row.actions
            .iter()
            .take(LOOKED_AT)
            .min_by_key(|action| {
                let asked = Asked {
                    action: (*action).clone(),
                    ..self.asked.clone()
                };
                answer::decide(&self.world, &asked).map_or(4, rank)
            })
            .cloned()
            .unwrap_or_default()
    }
}
