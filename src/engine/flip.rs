//! What would turn a decision: single changes, the smallest first, each tried before it is shown.
//! The request comes first (a context value, a resource), then the account (detach, attach, strike).

use crate::model::{
    Cause, Change, ContextValue, Decision, Document, Effect, Flip, Grant, NearMiss, NearMissReason,
    PermissionId, Principal, Request, ResourceClause, Scope, ServiceLevel, Statement, TableId,
    Trace, Version, Via,
};

use super::Engine;
use super::compiled::{Bits, Columns, Stand};
use super::condition::satisfying;
use super::statement::Asked;
use super::variable::example;

/// At most this many changes of a kind are worth reading.
const MOST: usize = 3;

impl Columns {
    /// The answer with its whole story, and what would turn it.
    #[must_use]
    pub fn explain(&self, request: &Request) -> Trace {
        let mut trace = self.engine().explain(request);
        trace.flips = flips(self, request, &trace);
        trace
    }
}

/// The changes that turn the decision of `trace`: towards Allow, or away from it.
#[must_use]
pub fn flips(columns: &Columns, request: &Request, trace: &Trace) -> Vec<Flip> {
    let tried = Tried {
        columns,
        request,
        trace,
    };
    if trace.decision == Decision::Allow {
        return tried.against();
    }
    let mut flips = tried.by_context();
    flips.extend(tried.by_resource());
    flips.extend(tried.by_removal());
    flips.extend(tried.by_dependency());
    if trace.decision != Decision::ExplicitDeny {
        flips.extend(tried.by_attachment());
    }
    flips.dedup();
    flips
}

struct Tried<'a> {
    columns: &'a Columns,
    request: &'a Request,
    trace: &'a Trace,
}

impl Tried<'_> {
    fn engine(&self) -> &Engine {
        self.columns.engine()
    }

    fn document(&self, permission: PermissionId) -> Option<&Document> {
        self.engine()
            .account()
            .permission(permission)
            .document
            .as_ref()
    }

    fn statement(&self, grant: Grant, statement: Option<usize>) -> Option<(Version, &Statement)> {
        let document = self.document(grant.permission)?;
        Some((document.version, document.statements.get(statement?)?))
    }

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

    /// The change, if it leads to Allow.
    fn try_change(&self, apply: Change, change: String) -> Option<Flip> {
        let becomes = self.engine().decide_after(self.request, &apply);
        (becomes == Decision::Allow).then_some(Flip {
            change,
            apply,
            becomes,
        })
    }

    /// One key set to a value that a test asks for, or avoids.
    fn by_context(&self) -> Vec<Flip> {
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
    fn by_resource(&self) -> Vec<Flip> {
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

    /// The Deny taken away: its grant, or the statement alone.
    fn by_removal(&self) -> Vec<Flip> {
        let mut flips = Vec::new();
        let denies = self
            .trace
            .because
            .iter()
            .filter(|cause| cause.effect == Effect::Deny);
        for cause in denies.take(MOST) {
            flips.extend(self.try_change(Change::Detach(cause.grant), self.detach(cause.grant)));
            if let Some(statement) = cause.statement {
                flips.extend(self.try_change(
                    Change::Strike {
                        permission: cause.grant.permission,
                        statement,
                    },
                    format!("remove statement {} of {}", statement + 1, self.name(cause)),
                ));
            }
        }
        flips
    }

    /// The one missing role of a grant that is not in force.
    fn by_dependency(&self) -> Vec<Flip> {
        let account = self.engine().account();
        let suspended = self
            .trace
            .near_misses
            .iter()
            .filter(|near| near.reason == NearMissReason::Dependency);
        let mut flips: Vec<Flip> = Vec::new();
        for grant in suspended.filter_map(|near: &NearMiss| near.grant) {
            for lack in &self.trace.missing_dependencies {
                let Ok(permission) = account.find_permission(&lack.name) else {
                    continue;
                };
                let added = Grant {
                    permission,
                    ..grant
                };
                let words = format!(
                    "attach {}, which {} needs, {}",
                    lack.name,
                    lack.needed_by,
                    self.to(added)
                );
                if flips.len() < MOST
                    && !flips.iter().any(|flip| flip.change == words)
                    && let Some(flip) = self.try_change(Change::Attach(added), words)
                {
                    flips.push(flip);
                }
            }
        }
        flips
    }

    /// A permission that would allow it, the one that adds least first.
    fn by_attachment(&self) -> Vec<Flip> {
        let account = self.engine().account();
        let Some(action) = self.columns.universe().find(&self.request.action) else {
            return Vec::new();
        };
        let Some((via, scope)) = self.place() else {
            return Vec::new();
        };
        let held = self.columns.principal(
            self.request.principal,
            Stand {
                project: self.request.project,
                enterprise_project: self.request.enterprise_project,
            },
        );
        let mut candidates: Vec<(usize, PermissionId)> = account
            .permissions
            .ids()
            .filter_map(|permission| {
                let compiled = self.columns.compiled(permission)?;
                if !compiled.allow.contains(action) {
                    return None;
                }
                // Counted as `show` counts: what action tables define, not what somebody misspelt.
                let mut added = Bits::none(self.columns.universe().len());
                compiled.allow.pour(&mut added);
                added.remove(&held.allow);
                added.keep(&self.columns.universe().defined);
                Some((added.len(), permission))
            })
            .collect();
        candidates.sort_by_key(|(added, permission)| (*added, permission.index()));
        let mut flips = Vec::new();
        for (added, permission) in candidates {
            if flips.len() >= MOST {
                break;
            }
            let grant = Grant {
                permission,
                via,
                scope,
            };
            let words = format!(
                "attach {} {} (adds {added} {}{})",
                account.permission(permission).display_name,
                self.to(grant),
                if added == 1 { "action" } else { "actions" },
                self.for_whom(via),
            );
            flips.extend(self.try_change(Change::Attach(grant), words));
        }
        flips
    }

    /// Where an administrator would attach: to the group that nearly lets the principal, else its
    /// first, where the request is made.
    fn place(&self) -> Option<(Via, Scope)> {
        let account = self.engine().account();
        let via = match self.request.principal {
            Principal::User(user) => {
                let nearly = self.trace.because.iter().map(|cause| cause.grant.via);
                let group = nearly.into_iter().find_map(|via| match via {
                    Via::Group(group) => Some(group),
                    Via::Direct => None,
                });
                Via::Group(group.or_else(|| account.user(user).groups.first().copied())?)
            }
            Principal::Group(group) => Via::Group(group),
            Principal::Agency(_) => Via::Direct,
        };
        let scope = match (self.request.facts.level, self.request.project) {
            (ServiceLevel::Global, _) => Scope::Global,
            (ServiceLevel::Project, Some(project)) => Scope::Project(project),
            (ServiceLevel::Project, None) => Scope::All,
        };
        Some((via, scope))
    }

    /// Away from Allow: the one grant that allows it taken away.
    fn against(&self) -> Vec<Flip> {
        let mut grants: Vec<Grant> = self
            .trace
            .because
            .iter()
            .filter(|cause| cause.effect == Effect::Allow)
            .map(|cause| cause.grant)
            .collect();
        grants.sort();
        grants.dedup();
        grants
            .into_iter()
            .take(MOST)
            .filter_map(|grant| {
                let apply = Change::Detach(grant);
                let becomes = self.engine().decide_after(self.request, &apply);
                (becomes != Decision::Allow).then(|| Flip {
                    change: self.detach(grant),
                    apply,
                    becomes,
                })
            })
            .collect()
    }

    fn name(&self, cause: &Cause) -> &str {
        &self
            .engine()
            .account()
            .permission(cause.grant.permission)
            .display_name
    }

    fn detach(&self, grant: Grant) -> String {
        let account = self.engine().account();
        let name = &account.permission(grant.permission).display_name;
        let scope = account.scope_name(grant.scope);
        match grant.via {
            Via::Group(group) => {
                format!("detach {name} from {} @ {scope}", account.group(group).name)
            }
            Via::Direct => format!("withdraw the direct grant of {name} @ {scope}"),
        }
    }

    fn to(&self, grant: Grant) -> String {
        let account = self.engine().account();
        let scope = account.scope_name(grant.scope);
        match grant.via {
            Via::Group(group) => format!("to {} @ {scope}", account.group(group).name),
            Via::Direct => format!(
                "to {} @ {scope}",
                account.principal_name(self.request.principal)
            ),
        }
    }

    fn for_whom(&self, via: Via) -> String {
        match via {
            Via::Group(group) => {
                let members = self.engine().account().group(group).members.len();
                format!(
                    " for {members} {}",
                    if members == 1 { "user" } else { "users" }
                )
            }
            Via::Direct => String::new(),
        }
    }
}
