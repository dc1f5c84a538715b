//! The state of the list: what is asked, the answer, and what of it is shown.

use std::cell::OnceCell;
use std::sync::Arc;

use super::Listed;
use super::only::Only;
use super::question::Edit;
use crate::analysis::matrix::Projects;
use crate::analysis::who_can::{Asked, Kinds, Ways, Where, Would};
use crate::engine::Engine;
use crate::engine::compiled::Columns;
use crate::model::{Context, Decision, Principal};
use crate::report::{circumstances, hinge_words};
use crate::search::Index;
use crate::tui::explorer::world::{Place, World};
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::RowsState;
use crate::tui::widgets::text;

/// The pane.
#[derive(Debug)]
pub struct WhoList {
    pub(super) world: World,
    pub(super) place: Place,
    /// Where it is asked, if that is not where the panes look: the evaluator's own project and enterprise project.
    pub(in crate::tui::explorer) elsewhere: Option<Place>,
    /// The circumstances it is asked under: what is said about condition keys.
    context: Context,
    /// The account under the circumstances that were last asked under: compiling it anew takes a moment.
    columns: Arc<Columns>,
    pub(super) text: String,
    pub(super) asked: Result<Asked, String>,
    pub(in crate::tui::explorer) edit: Option<Edit>,
    pub(super) kinds: Kinds,
    pub(super) only: Only,
    pub(super) waiting: bool,
    pub(super) everyone: Vec<(Principal, Decision)>,
    pub(super) would: Vec<Would>,
    ways: Option<Arc<Ways<Arc<Columns>>>>,
    /// What each of them hangs on, in a line; worked out when it is first looked at.
    hangs: Vec<OnceCell<String>>,
    /// The columns that the longest name takes.
    pub(super) longest: u16,
    pub(super) filter: String,
    pub(super) shown: Vec<usize>,
    pub(super) rows: RowsState,
    /// Whom the cursor goes to when the answer is there.
    wanted: Option<Principal>,
}

/// What of the list comes back when one returns to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    text: String,
    elsewhere: Option<Place>,
    context: Context,
    kinds: Kinds,
    only: Only,
    filter: String,
    selected: Option<Principal>,
}

impl Kept {
    /// The circumstances it was asked under.
    pub fn context(&self) -> &Context {
        &self.context
    }
}

impl WhoList {
    /// Nothing asked yet.
    pub fn new(world: World) -> Self {
        Self {
            columns: world.columns.clone(),
            world,
            place: Place::default(),
            elsewhere: None,
            context: Context::default(),
            text: String::new(),
            asked: Err(String::new()),
            edit: None,
            kinds: Kinds::Users,
            only: Only::default(),
            waiting: false,
            everyone: Vec::new(),
            would: Vec::new(),
            ways: None,
            hangs: Vec::new(),
            longest: 0,
            filter: String::new(),
            shown: Vec::new(),
            rows: RowsState::default(),
            wanted: None,
        }
    }

    /// What is to come back with the place.
    pub fn kept(&self) -> Kept {
        Kept {
            text: self.text.clone(),
            elsewhere: self.elsewhere,
            context: self.context.clone(),
            kinds: self.kinds,
            only: self.only,
            filter: self.filter.clone(),
            selected: self.selected().map(|(principal, _)| principal),
        }
    }

    /// As it was, at a place; whether it has to be asked anew.
    pub fn restore(&mut self, kept: &Kept, place: Place) -> bool {
        let place = kept.elsewhere.unwrap_or(place);
        self.elsewhere = kept.elsewhere;
        let same = self.text == kept.text
            && self.is_asked(place, &kept.context)
            && self.kinds == kept.kinds;
        self.edit = None;
        self.only = kept.only;
        self.filter.clone_from(&kept.filter);
        self.kinds = kept.kinds;
        self.wanted = kept.selected;
        if same {
            self.list();
        } else {
            self.ask(&kept.text, place, &kept.context);
        }
        !same
    }

    /// Puts the cursor on a principal once it is listed, if it is.
    pub fn want(&mut self, principal: Principal) {
        self.wanted = Some(principal);
    }

    /// Asks about this text, in this place and under these circumstances.
    pub fn ask(&mut self, text: &str, place: Place, context: &Context) {
        if self.text == text {
            // the same question elsewhere: the cursor stays with whom it is on
            let here = self.selected().map(|(principal, _)| principal);
            self.wanted = self.wanted.or(here);
        }
        text.clone_into(&mut self.text);
        self.place = place;
        self.context.clone_from(context);
        self.asked = Asked::parse(&self.world.columns, text).map_err(|error| error.to_string());
        self.everyone.clear();
        self.would.clear();
        self.ways = None;
        self.waiting = false;
        self.list();
    }

    /// Whether it is asked there and under these circumstances; what service is in view is nothing to it.
    pub fn is_asked(&self, place: Place, context: &Context) -> bool {
        self.place.project == place.project
            && self.place.enterprise_project == place.enterprise_project
            && self.context == *context
    }

    /// What is said about condition keys.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The account as nothing is said about condition keys, and as it was last asked.
    pub(super) fn columns(&self) -> (Arc<Columns>, Arc<Columns>) {
        (self.world.columns.clone(), self.columns.clone())
    }

    /// How they may, once the answer is there.
    pub(super) fn ways(&self) -> Option<&Arc<Ways<Arc<Columns>>>> {
        self.ways.as_ref()
    }

    /// Where it is asked, and under which circumstances: "in eu-de, enterprise project retail, under g:MFAPresent = true".
    pub(super) fn asked_where(&self) -> String {
        let account = self.world.account();
        let mut told = format!("in {}", self.place.project_text(account));
        if let Some(id) = self.place.enterprise_project {
            let name = account.enterprise_projects.get(id).shown();
            told.push_str(&format!(", enterprise project {name}"));
        }
        if !self.context.is_empty() {
            told.push_str(&format!(", under {}", circumstances(&self.context)));
        }
        told
    }

    /// What the answer about one of those listed hangs on, in a line.
    pub(super) fn hangs_on(&self, index: usize) -> &str {
        let known = self.hangs.get(index).zip(self.everyone.get(index));
        let Some(((cell, (principal, _)), ways)) = known.zip(self.ways.as_ref()) else {
            return "";
        };
        cell.get_or_init(|| hinge_words(self.world.account(), &ways.hinges(*principal)))
    }

    /// What was last asked for, as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The question, if it is one.
    pub fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref().ok()
    }

    pub(super) fn engine(&self) -> &Engine {
        self.world.engine()
    }

    pub(super) fn asked_at(&self) -> Place {
        self.place
    }

    pub(super) fn kinds(&self) -> Kinds {
        self.kinds
    }

    pub(super) fn place(&self) -> Where {
        Where {
            projects: match self.place.projects(&self.world) {
                Projects::One(project) => vec![project],
                Projects::Any(projects) => projects,
            },
            named: self.place.project.is_some(),
            enterprise_project: self.place.enterprise_project,
        }
    }

    pub(super) fn wait(&mut self) {
        self.waiting = true;
    }

    pub(super) fn would(&self) -> &[Would] {
        &self.would
    }

    /// Takes the worker's answer.
    pub fn listed(&mut self, listed: Listed) {
        self.waiting = false;
        self.everyone = listed.everyone;
        self.would = listed.would;
        self.columns = Arc::clone(listed.ways.columns());
        self.ways = Some(listed.ways);
        self.hangs = vec![OnceCell::new(); self.everyone.len()];
        self.list();
    }

    /// Lists the next kind of principal.
    pub fn turn_kinds(&mut self) {
        self.kinds = match self.kinds {
            Kinds::Users => Kinds::Groups,
            Kinds::Groups => Kinds::Agencies,
            Kinds::Agencies => Kinds::Users,
        };
    }

    /// Lists those with the next kind of answer.
    pub fn turn_only(&mut self) {
        self.only = self.only.next();
        self.list();
    }

    /// Whom the cursor is on.
    pub fn selected(&self) -> Option<(Principal, Decision)> {
        let index = self.shown.get(self.rows.cursor.at())?;
        self.everyone.get(*index).copied()
    }

    pub(super) fn list(&mut self) {
        let here = self.selected().map(|(principal, _)| principal);
        let kept = self.wanted.or(here);
        if !self.everyone.is_empty() {
            self.wanted = None;
        }
        let mut shown: Vec<usize> = (0..self.everyone.len())
            .filter(|at| {
                let decision = self.everyone.get(*at).map(|(_, decision)| *decision);
                decision.is_some_and(|decision| self.only.takes(decision))
            })
            .collect();
        if !self.filter.is_empty() {
            let names = shown.iter().filter_map(|at| self.everyone.get(*at));
            let mut index = Index::new(names.map(|(one, _)| self.world.shown_name(*one)));
            let mut hits: Vec<usize> = index
                .find(&self.filter)
                .iter()
                .map(|hit| hit.index)
                .collect();
            hits.sort_unstable();
            shown = hits
                .into_iter()
                .filter_map(|hit| shown.get(hit).copied())
                .collect();
        }
        let named = shown.iter().filter_map(|at| self.everyone.get(*at));
        let width = named.map(|(one, _)| text::width(&self.world.shown_name(*one)));
        self.longest = u16::try_from(width.max().unwrap_or(0)).unwrap_or(u16::MAX);
        self.shown = shown;
        self.rows.marks.clear();
        let same = |index: &usize| self.everyone.get(*index).map(|(one, _)| *one) == kept;
        let at = self.shown.iter().position(same).unwrap_or(0);
        self.rows.go(Motion::To(at), self.shown.len(), 1);
        self.rows.cursor.keep_within(self.shown.len());
    }

    pub(super) fn kinds_text(&self) -> &'static str {
        match self.kinds {
            Kinds::Users => "Users",
            Kinds::Groups => "Groups",
            Kinds::Agencies => "Agencies",
        }
    }

    pub(super) fn count(&self, wanted: Decision) -> usize {
        let decisions = self.everyone.iter();
        decisions
            .filter(|(_, decision)| *decision == wanted)
            .count()
    }
}
