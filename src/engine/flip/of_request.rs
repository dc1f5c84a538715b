//! Changes of the request: the user enabled, a context value, a resource, an enterprise project.

use crate::model::{
    Change, ContextValue, Flip, NearMissReason, Principal, Reason, ResourceClause, Scope,
    Statement, Version,
};

use super::super::condition::satisfying;
use super::super::statement::Asked;
use super::super::variable::example;
use super::{MOST, Tried};

impl Tried<'_> {
    /// Statements whose condition or resource stands between the request and its answer.
    fn obstacles(&self) -> impl Iterator<Item = (Version, &Statement)> {
        let open = self
            .trace
            .because
            .iter()
            .filter(|cause| !cause.certain())
            .filter_map(|cause| self.statement(cause.grant, cause.statement));
        let near = self
            .trace
            .near_misses
            .iter()
            .filter(|near| {
                matches!(
                    near.reason,
                    NearMissReason::Condition | NearMissReason::Resource
                )
            })
            .filter_map(|near| self.statement(near.grant?, near.statement));
        open.chain(near)
    }

    /// The user enabled: nothing else counts before.
    pub(super) fn by_enabling(&self) -> Option<Flip> {
        let Principal::User(user) = self.request.principal else {
            return None;
        };
        if self.trace.reason != Reason::Disabled {
            return None;
        }
        let name = &self.engine().account().user(user).shown();
        self.try_change(Change::Enable, format!("enable the user {name}"))
    }

    /// The enterprise projects in which a grant that counts nowhere else would.
    pub(super) fn by_enterprise_project(&self) -> Vec<Flip> {
        if self.request.enterprise_project.is_some() {
            return Vec::new();
        }
        let account = self.engine().account();
        let near = self.trace.near_misses.iter();
        let elsewhere = near.filter(|near| near.reason == NearMissReason::EnterpriseProject);
        let mut places: Vec<_> = elsewhere
            .filter_map(|near| match near.grant?.scope {
                Scope::EnterpriseProject(id) => Some(id),
                _ => None,
            })
            .collect();
        places.sort();
        places.dedup();
        let tried = places.into_iter().filter_map(|id| {
            let name = account.enterprise_projects.get(id).shown();
            let words = format!("ask about a resource in enterprise project {name}");
            self.try_change(Change::EnterpriseProject(id), words)
        });
        tried.take(MOST).collect()
    }

    /// One key set to a value that a test asks for, or avoids.
    pub(super) fn by_context(&self) -> Vec<Flip> {
        let mut flips: Vec<Flip> = Vec::new();
        let asked = self.engine().asked(self.request);
        for (version, statement) in self.obstacles() {
            for test in &statement.conditions {
                let known = |value: &String| example(value, version, &asked.keys, "x");
                let values: Vec<String> = test.values.iter().filter_map(known).collect();
                for value in satisfying(test, &values, statement.effect) {
                    let words = match &value {
                        ContextValue::Absent => format!("leave {} out", test.key),
                        ContextValue::Values(values) => {
                            format!("set {}={}", test.key, values.join(","))
                        }
                    };
                    if flips.len() < MOST && !flips.iter().any(|flip| flip.change == words) {
                        let key = test.key.clone();
                        flips.extend(self.try_change(Change::Context { key, value }, words));
                    }
                }
            }
        }
        flips
    }

    /// A resource that a statement's patterns name.
    pub(super) fn by_resource(&self) -> Vec<Flip> {
        let mut flips: Vec<Flip> = Vec::new();
        let asked = self.engine().asked(self.request);
        for (version, statement) in self.obstacles() {
            for (said, resource) in self.resources(version, statement, &asked) {
                let words = format!("ask about a resource {said}, such as {resource}");
                if flips.len() < MOST && !flips.iter().any(|flip| flip.change == words) {
                    flips.extend(self.try_change(Change::Resource(resource), words));
                }
            }
        }
        flips
    }

    /// Resources that a statement's clause takes in, each with what is to be said of it.
    fn resources(
        &self,
        version: Version,
        statement: &Statement,
        asked: &Asked<'_>,
    ) -> Vec<(String, String)> {
        match &statement.resources {
            ResourceClause::All => Vec::new(),
            ResourceClause::Any(patterns) | ResourceClause::Agencies(patterns) => patterns
                .iter()
                .flat_map(|pattern| {
                    // Outside the path of a policy a variable is only text.
                    let filled = example(pattern, version, &asked.keys, "example");
                    let text = pattern.replace('*', "example");
                    let both = filled.into_iter().chain([text]);
                    both.map(move |resource| (format!("like {pattern}"), resource))
                })
                .collect(),
            ResourceClause::NoneOf(patterns) => {
                let mut parts = self.request.action.split(':');
                let service = parts.next().unwrap_or_default();
                let kind = parts.next().unwrap_or_default();
                let said = format!("other than {}", patterns.join(" and "));
                vec![(said, format!("{service}:*:*:{kind}:example"))]
            }
        }
    }
}
