//! A plan: the resources before it and after it.
//!
//! Before is the state that the plan was made on. After is that state with every change made; what the plan does not
//! speak of stays as it is (of a plan with `-target`, most of it).

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::engine::document::Place;
use crate::import::fields::{Fields, LEFT_OUT};
use crate::import::problem::Problems;

use super::Moment;
use super::configuration::Configuration;
use super::read::{Resources, array, heading};
use super::resource::Resource;
use super::secrets;
use super::settle::settle;

/// How many resources that matter are created, changed, replaced, deleted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub created: usize,
    pub changed: usize,
    pub replaced: usize,
    pub deleted: usize,
}

/// The resources at one side of a plan.
pub(super) fn resources(
    mut fields: Fields,
    moment: Moment,
    problems: &mut Problems,
) -> (Resources, Counts) {
    let root = Place::ROOT;
    let mut prior = Resources::default();
    if let Some(Value::Object(mut state)) = fields.shift_remove("prior_state") {
        let place = root.key("prior_state");
        prior.tree(state.shift_remove("values"), &place.key("values"), problems);
    }
    let mut planned = Resources::default();
    let values = fields.shift_remove("planned_values");
    planned.tree(values, &root.key("planned_values"), problems);
    let mut counts = Counts::default();
    let mut side = Side::of(prior);
    let list = root.key("resource_changes");
    let changes = array(fields.shift_remove("resource_changes"), &list, problems);
    // Another may have moved to where one was: first all leave.
    for (_, change) in changes.clone() {
        if let Some(Value::String(left)) = change.get("previous_address") {
            side.remove(left);
        }
    }
    for (index, change) in changes {
        let place = list.index(index);
        match change {
            Value::Object(change) => side.change(change, moment, &mut counts, (&place, problems)),
            other => problems.wrong(&place, "an object", Some(&other), LEFT_OUT),
        }
    }
    if moment == Moment::After {
        // Old versions list changes only; and a file cut down by hand may list values only.
        for resource in planned.list {
            side.or_else(resource);
        }
    }
    let mut resources = side.resources();
    if moment == Moment::After {
        settle(&Configuration::new(&fields), &mut resources.list);
    }
    (resources, counts)
}

/// The resources of one side by their addresses, in order.
#[derive(Debug)]
struct Side {
    list: Vec<Option<Resource>>,
    at: HashMap<String, usize>,
    resources: Resources,
    /// Gone by the plan: values listed elsewhere do not bring them back.
    gone: HashSet<String>,
}

impl Side {
    fn of(mut prior: Resources) -> Self {
        let mut side = Self {
            list: Vec::new(),
            at: HashMap::new(),
            gone: HashSet::new(),
            resources: Resources::default(),
        };
        for resource in std::mem::take(&mut prior.list) {
            side.put(resource);
        }
        side.resources.passed = prior.passed;
        side
    }

    fn put(&mut self, resource: Resource) {
        match self.at.get(&resource.written) {
            Some(at) => {
                if let Some(slot) = self.list.get_mut(*at) {
                    *slot = Some(resource);
                }
            }
            None => {
                self.at.insert(resource.written.clone(), self.list.len());
                self.list.push(Some(resource));
            }
        }
    }

    fn or_else(&mut self, resource: Resource) {
        if !self.at.contains_key(&resource.written) && !self.gone.contains(&resource.written) {
            self.put(resource);
        }
    }

    fn remove(&mut self, written: &str) {
        if let Some(slot) = self.at.get(written).and_then(|at| self.list.get_mut(*at)) {
            *slot = None;
        }
        self.gone.insert(written.to_owned());
    }

    fn change(
        &mut self,
        mut resource: Fields,
        moment: Moment,
        counts: &mut Counts,
        (place, problems): (&Place<'_>, &mut Problems),
    ) {
        let change = resource.shift_remove("change");
        let Some(heading) = heading(&resource, place, problems) else {
            return;
        };
        let place = place.key("change");
        let Some(Value::Object(mut change)) = change else {
            problems.wrong(&place, "what changes", change.as_ref(), LEFT_OUT);
            return;
        };
        let actions = change.get("actions").and_then(Value::as_array);
        let actions: Vec<&str> = actions
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let does = |action: &str| actions.contains(&action);
        // To read a data source changes nothing.
        if !heading.data {
            match (does("create"), does("delete")) {
                (true, true) => counts.replaced += 1,
                (true, false) => counts.created += 1,
                (false, true) => counts.deleted += 1,
                (false, false) => counts.changed += usize::from(does("update")),
            }
        }
        let forgotten = does("forget");
        let mut object = |key: &str| match change.shift_remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(fields)),
            Some(other) => Err(other),
        };
        let (key, marks) = match moment {
            // Terraform lets go of it; it stays what it is.
            Moment::After if !forgotten => ("after", "after_sensitive"),
            Moment::After | Moment::Before => ("before", "before_sensitive"),
        };
        let values = match object(key) {
            Ok(values) => values,
            Err(other) => {
                problems.wrong(&place.key(key), "an object", Some(&other), LEFT_OUT);
                return;
            }
        };
        let unknown = object("after_unknown").ok().flatten().unwrap_or_default();
        let Some(values) = values else {
            self.remove(&heading.written);
            return;
        };
        let sensitive = secrets::marked(change.get(marks), &values);
        let unknown = match (moment, forgotten) {
            (Moment::After, false) => unknown,
            _ => Map::new(),
        };
        self.resources.add(heading, values, &sensitive, unknown);
        for resource in std::mem::take(&mut self.resources.list) {
            self.put(resource);
        }
    }

    fn resources(mut self) -> Resources {
        self.resources.list = self.list.into_iter().flatten().collect();
        self.resources
    }
}
