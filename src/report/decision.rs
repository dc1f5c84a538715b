//! One decision as JSON: the shape that `check` promises.

use serde_json::{Map, Value, json};

use super::hinges::said;
use super::{Answer, Sheet, headline, insert, story};
use crate::engine::{Engine, Settings};
use crate::model::{
    Account, Cause, ContextValue, Decision, Grant, Lack, Layer, NearMiss, Principal, Request,
    Scope, Trace, Via,
};

/// The whole answer to one request, with the switches that do not stand as documented.
#[must_use]
pub fn decision_json(engine: &Engine, request: &Request, trace: &Trace) -> Value {
    let account = engine.account();
    let mut answer = json!({
        "decision": trace.decision.text(),
        "allowed": trace.decision == Decision::Allow,
        "reason": trace.reason.text(),
        "layer": trace.layer.map(|layer| match layer {
            Layer::Iam => "iam",
            Layer::EnterpriseProject => "enterprise_project",
        }),
        "request": request_json(account, request),
        "because": causes(account, &trace.because),
        "overruled": causes(account, &trace.overruled),
        "near_misses": trace.near_misses.iter().map(|near| near_json(account, near)).collect::<Vec<_>>(),
        "missing_dependencies": trace.missing_dependencies.iter().map(|lack| json!({
            "kind": match lack.kind { Lack::Role => "role", Lack::Action => "action" },
            "name": lack.name,
            "needed_by": lack.needed_by,
        })).collect::<Vec<_>>(),
        "context_keys": trace.context_keys,
        "resource_patterns": trace.resource_patterns,
        "flip": trace.flips.iter().map(|flip| json!({"change": flip.change, "becomes": flip.becomes.text()})).collect::<Vec<_>>(),
    });
    insert_assumptions(&mut answer, engine.settings());
    answer
}

/// One decision in every form: what `check` writes of a single request.
#[must_use]
pub fn decision_answer(engine: &Engine, request: &Request, trace: &Trace) -> Answer {
    let mut sheet = Sheet::new("", &["part", "text"]);
    sheet.row(["decision", trace.decision.text()]);
    decision_rows(engine.account(), (request, trace), &mut sheet);
    let json = decision_json(engine, request, trace);
    Answer {
        sheets: vec![sheet],
        lines: vec![json.clone()],
        json,
    }
}

/// What is asked of one decision besides where: "One decision and why, on …, if g:MFAPresent = true".
#[must_use]
pub fn decision_asked(request: &Request) -> String {
    let mut asked = "One decision and why".to_owned();
    if let Some(resource) = &request.resource {
        asked.push_str(&format!(", on {resource}"));
    }
    if let Some(said) = said(request) {
        asked.push_str(&format!(", if {said}"));
    }
    asked
}

/// A request and the story of its answer, a row a line.
pub fn decision_rows(account: &Account, (request, trace): (&Request, &Trace), sheet: &mut Sheet) {
    sheet.row(["request", headline(account, request, trace).as_str()]);
    for line in story(account, trace) {
        sheet.row([line.tag.word(), line.text.as_str()]);
    }
}

/// Adds `"assumptions"`, where a switch does not stand as documented.
pub fn insert_assumptions(answer: &mut Value, settings: Settings) {
    let changed: Map<String, Value> = settings
        .changed()
        .map(|(name, value, _)| (name.to_owned(), json!(value)))
        .collect();
    if !changed.is_empty() {
        insert(answer, "assumptions", Value::Object(changed));
    }
}

fn request_json(account: &Account, request: &Request) -> Value {
    let context: Map<String, Value> = request
        .context
        .iter()
        .map(|(key, value)| {
            let value = match value {
                ContextValue::Absent => Value::Null,
                ContextValue::Values(values) => match values.as_slice() {
                    [one] => json!(one),
                    many => json!(many),
                },
            };
            (key.to_owned(), value)
        })
        .collect();
    json!({
        "principal": principal_json(account, request.principal),
        "action": request.action,
        "project": request.project.map(|id| account.project(id).name.clone()),
        "enterprise_project": request
            .enterprise_project
            .map(|id| account.enterprise_projects.get(id).name.clone()),
        "resource": request.resource,
        "context": context,
    })
}

/// `{"kind": …, "name": …}`
#[must_use]
pub fn principal_json(account: &Account, principal: Principal) -> Value {
    json!({"kind": principal.kind(), "name": account.principal_name(principal)})
}

/// Where a grant counts.
#[must_use]
pub fn scope_json(account: &Account, scope: Scope) -> Value {
    match scope {
        Scope::Global => json!({"domain": account.domain.name}),
        Scope::All => json!({"all": account.domain.name}),
        Scope::Project(id) => json!({"project": account.project(id).name}),
        Scope::Subprojects(id) => json!({"subprojects_of": account.project(id).name}),
        Scope::EnterpriseProject(id) => {
            json!({"enterprise_project": account.enterprise_projects.get(id).name})
        }
    }
}

fn via_json(account: &Account, grant: Grant) -> Value {
    match grant.via {
        Via::Group(id) => json!({"group": account.group(id).name}),
        Via::Direct => json!({"direct": true}),
    }
}

fn causes(account: &Account, causes: &[Cause]) -> Vec<Value> {
    causes
        .iter()
        .map(|cause| {
            let mut value = json!({
                "effect": cause.effect.text(),
                "permission": account.permission(cause.grant.permission).display_name,
                "statement": cause.statement,
                "pattern": cause.pattern,
                "via": via_json(account, cause.grant),
                "scope": scope_json(account, cause.grant.scope),
                "content": cause.basis.text(),
            });
            if !cause.open_keys.is_empty() {
                insert(&mut value, "if_keys", json!(cause.open_keys));
            }
            if !cause.open_resources.is_empty() {
                insert(&mut value, "if_resources", json!(cause.open_resources));
            }
            value
        })
        .collect()
}

fn near_json(account: &Account, near: &NearMiss) -> Value {
    let grant = near.grant;
    json!({
        "permission": grant.map(|grant| account.permission(grant.permission).display_name.clone()),
        "statement": near.statement,
        "reason": near.reason.text(),
        "effect": near.effect.map(crate::model::Effect::text),
        "pattern": near.pattern,
        "via": grant.map(|grant| via_json(account, grant)),
        "scope": grant.map(|grant| scope_json(account, grant.scope)),
        "detail": near.detail,
    })
}
