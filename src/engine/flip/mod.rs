//! What would turn a decision: single changes, the smallest first, each tried before it is shown.
//! The request comes first (a context value, a resource), then the account (detach, attach, strike).

mod of_account;
mod of_request;

use std::borrow::Cow;

use crate::model::{
    Cause, Change, Decision, Document, Flip, Grant, PermissionId, Request, Statement, Trace,
    Version, Via,
};

use super::Engine;
use super::compiled::Columns;

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
    let mut flips: Vec<Flip> = tried.by_enabling().into_iter().collect();
    flips.extend(tried.by_context());
    flips.extend(tried.by_resource());
    flips.extend(tried.by_enterprise_project());
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

    /// The change, if it leads to Allow.
    fn try_change(&self, apply: Change, change: String) -> Option<Flip> {
        let becomes = self.engine().decide_after(self.request, &apply);
        (becomes == Decision::Allow).then_some(Flip {
            change,
            apply,
            becomes,
        })
    }

    fn name(&self, cause: &Cause) -> Cow<'_, str> {
        self.engine()
            .account()
            .permission(cause.grant.permission)
            .shown()
    }

    fn detach(&self, grant: Grant) -> String {
        let account = self.engine().account();
        let name = &account.permission(grant.permission).shown();
        let scope = account.scope_name(grant.scope);
        match grant.via {
            Via::Group(group) => {
                format!(
                    "detach {name} from {} @ {scope}",
                    account.group(group).shown()
                )
            }
            Via::Direct => format!("withdraw the direct grant of {name} @ {scope}"),
        }
    }

    fn to(&self, grant: Grant) -> String {
        let account = self.engine().account();
        let scope = account.scope_name(grant.scope);
        match grant.via {
            Via::Group(group) => format!("to {} @ {scope}", account.group(group).shown()),
            Via::Direct => format!(
                "to {} @ {scope}",
                account.principal_shown(self.request.principal)
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
