//! The state of the list: what is asked, the answer, and what of it is shown.

use super::Listed;
use super::only::Only;
use super::question::Edit;
use crate::analysis::matrix::Projects;
use crate::analysis::who_can::{Asked, Kinds, Where, Would};
use crate::model::{Decision, Principal};
use crate::search::Index;
use crate::tui::explorer::world::{Place, World};
use crate::tui::widgets::motion::Motion;
use crate::tui::widgets::rows::RowsState;

/// The pane.
#[derive(Debug)]
pub struct WhoList {
    pub(super) world: World,
    pub(super) place: Place,
    /// Where it is asked, if that is not where the panes look: the evaluator's own project and enterprise project.
    pub(in crate::tui::explorer) elsewhere: Option<Place>,
    pub(super) text: String,
    pub(super) asked: Result<Asked, String>,
    pub(in crate::tui::explorer) edit: Option<Edit>,
    pub(super) kinds: Kinds,
    pub(super) only: Only,
    pub(super) waiting: bool,
    pub(super) everyone: Vec<(Principal, Decision)>,
    pub(super) would: Vec<Would>,
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
    kinds: Kinds,
    only: Only,
    filter: String,
    selected: Option<Principal>,
}

impl WhoList {
    /// Nothing asked yet.
    pub fn new(world: World) -> Self {
        Self {
            world,
            place: Place::default(),
            elsewhere: None,
            text: String::new(),
            asked: Err(String::new()),
            edit: None,
            kinds: Kinds::Users,
            only: Only::default(),
            waiting: false,
            everyone: Vec::new(),
            would: Vec::new(),
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
        let same = self.text == kept.text && self.place == place && self.kinds == kept.kinds;
        self.edit = None;
        self.only = kept.only;
        self.filter.clone_from(&kept.filter);
        self.kinds = kept.kinds;
        self.wanted = kept.selected;
        if same {
            self.list();
        } else {
            self.ask(&kept.text, place);
        }
        !same
    }

    /// Puts the cursor on a principal once it is listed, if it is.
    pub fn want(&mut self, principal: Principal) {
        self.wanted = Some(principal);
    }

    /// Asks about this text, in this place.
    pub fn ask(&mut self, text: &str, place: Place) {
        text.clone_into(&mut self.text);
        self.place = place;
        self.asked = Asked::parse(&self.world.columns, text).map_err(|error| error.to_string());
        self.everyone.clear();
        self.would.clear();
        self.waiting = false;
        self.list();
    }

    /// What was last asked for, as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The question, if it is one.
    pub fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref().ok()
    }

    pub(super) fn world(&self) -> &World {
        &self.world
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
