//! What a conditional answer hangs on, in words: line by line, as the story of a decision tells it; in one line, for
//! lists; and as JSON.
//!
//! INVARIANT: a test reads the same wherever it is told.

use serde_json::{Value, json};

use super::insert;
use crate::analysis::who_can::Path;
use crate::model::{
    Account, Base, Cause, Condition, Context, ContextValue, Effect, Hinge, Mode, PermissionId,
    Quantifier, Request, ResourceClause, Statement,
};

/// "g:MFAPresent = true (Bool, mfa-only #1)": what each key is compared with, and where; then the resources, then what
/// nobody knows.
#[must_use]
pub fn hinge_lines(account: &Account, hinges: &[Hinge]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = |text: String| {
        if !lines.contains(&text) {
            lines.push(text);
        }
    };
    for key in keys(hinges) {
        let mut told = false;
        for cause in causes(hinges) {
            for test in tests(account, cause) {
                if test.key.eq_ignore_ascii_case(key) {
                    let place = place(account, cause);
                    line(format!("{} ({}, {place})", words(test), test.operator_text));
                    told = true;
                }
            }
        }
        if !told {
            line(format!("{key} is not said"));
        }
    }
    for (pattern, cause) in resources(hinges) {
        let denies = cause.filter(|cause| cause.effect == Effect::Deny);
        let place = denies.map(|cause| format!(" ({})", place(account, cause)));
        let is = is(account, cause);
        line(format!(
            "the resource {is} {pattern}{}",
            place.unwrap_or_default()
        ));
    }
    for cause in contents(hinges) {
        let name = &account.permission(cause.grant.permission).display_name;
        let does = match cause.effect {
            Effect::Allow => "allows it",
            Effect::Deny => "does not deny it",
        };
        line(format!("{name} {does} (content unknown)"));
    }
    lines
}

/// "if g:MFAPresent = true, unless g:SourceIp in 10.0.0.0/8": what suffices, and what takes it back, in one line.
#[must_use]
pub fn hinge_words(account: &Account, hinges: &[Hinge]) -> String {
    let known = contents(hinges);
    let told = |cause: &&Cause| cause.statement.is_some() || known.contains(cause);
    let all: Vec<&Cause> = causes(hinges).filter(told).collect();
    let of = |effect: Effect| all.iter().filter(move |cause| cause.effect == effect);
    let allows = distinct(of(Effect::Allow).map(|cause| statement_words(account, cause)));
    let suffices = (!allows.is_empty()).then(|| format!("if {}", allows.join(" or ")));
    let denies = of(Effect::Deny).map(|cause| statement_words(account, cause));
    let parts = suffices.into_iter().chain(taken_back(denies, hinges));
    parts.collect::<Vec<_>>().join(", ")
}

/// The same of one path, whose permission is named beside it: what it needs, and what takes it back.
#[must_use]
pub fn path_words(account: &Account, path: &Path) -> (Option<String>, Option<String>) {
    let cause = &path.cause;
    let own = match cause.statement {
        None => Some("content unknown".to_owned()),
        Some(_) => Some(statement_words(account, cause)).filter(|own| !own.is_empty()),
    };
    let itself = |other: &&Cause| {
        other.statement.is_none() && other.grant.permission == cause.grant.permission
    };
    let others = causes(&path.unless).filter(|other| !itself(other));
    let denies = others.map(|other| statement_words(account, other));
    let back = taken_back(denies, &path.unless);
    (own, (!back.is_empty()).then(|| back.join(", ")))
}

/// Each with its statement: `{"effect", "permission", "statement", "key", "operator", "values"}`, with `resource` in
/// place of the key, or with `content`, where nobody knows it.
#[must_use]
pub fn hinges_json(account: &Account, hinges: &[Hinge]) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for hinge in hinges {
        match hinge {
            Hinge::Statement(cause) => all.extend(cause_json(account, cause)),
            Hinge::ServiceControl { keys, resources } => {
                let said =
                    |field: &str, text: &String| json!({"by": "service_control", field: text});
                all.extend(keys.iter().map(|key| said("key", key)));
                all.extend(resources.iter().map(|pattern| said("resource", pattern)));
            }
        }
    }
    Value::Array(all)
}

/// "g:MFAPresent = true, g:SourceIp absent": what is said about condition keys; nothing where nothing is.
#[must_use]
pub fn circumstances(context: &Context) -> String {
    let said = context.iter();
    let said: Vec<String> = said
        .map(|(key, value)| format!("{key} {}", value_text(value)))
        .collect();
    said.join(", ")
}

/// What a request says of context keys, if anything; the time of a strict one, whose clock stands in, goes without saying.
#[must_use]
pub fn said(request: &Request) -> Option<String> {
    let mut context = request.context.clone();
    if request.mode == Mode::Strict {
        context.remove("g:CurrentTime");
    }
    (!context.is_empty()).then(|| circumstances(&context))
}

/// What is said about a condition key: "= true", "absent".
#[must_use]
pub fn value_text(value: &ContextValue) -> String {
    match value {
        ContextValue::Absent => "absent".to_owned(),
        ContextValue::Values(values) => format!("= {}", values.join(",")),
    }
}

fn cause_json(account: &Account, cause: &Cause) -> Vec<Value> {
    let about = || {
        json!({
            "effect": cause.effect.text(),
            "permission": account.permission(cause.grant.permission).display_name,
            "statement": cause.statement,
        })
    };
    let with = |fields: &[(&str, Value)]| {
        let mut value = about();
        for (field, content) in fields {
            insert(&mut value, field, content.clone());
        }
        value
    };
    if cause.statement.is_none() {
        return vec![with(&[("content", json!("unknown"))])];
    }
    let tests: Vec<&Condition> = tests(account, cause).collect();
    let tested = |key: &&String| !tests.iter().any(|test| test.key.eq_ignore_ascii_case(key));
    let untested = cause.open_keys.iter().filter(tested);
    let mut all: Vec<Value> = tests
        .iter()
        .map(|test| {
            with(&[
                ("key", json!(test.key)),
                ("operator", json!(test.operator_text)),
                ("values", json!(test.values)),
            ])
        })
        .collect();
    all.extend(untested.map(|key| with(&[("key", json!(key))])));
    let resources = cause.open_resources.iter();
    all.extend(resources.map(|pattern| with(&[("resource", json!(pattern))])));
    all
}

fn causes(hinges: &[Hinge]) -> impl Iterator<Item = &Cause> {
    hinges.iter().filter_map(|hinge| match hinge {
        Hinge::Statement(cause) => Some(cause),
        Hinge::ServiceControl { .. } => None,
    })
}

/// The keys, each once, sorted.
fn keys(hinges: &[Hinge]) -> Vec<&str> {
    let mut keys: Vec<&str> = Vec::new();
    let all = hinges.iter().flat_map(|hinge| match hinge {
        Hinge::Statement(cause) => &cause.open_keys,
        Hinge::ServiceControl { keys, .. } => keys,
    });
    for key in all {
        if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            keys.push(key);
        }
    }
    keys.sort_unstable();
    keys
}

/// The resource patterns, sorted, each with its statement unless a service control policy has it.
fn resources(hinges: &[Hinge]) -> Vec<(&str, Option<&Cause>)> {
    let mut resources: Vec<(&str, Option<&Cause>)> = Vec::new();
    for hinge in hinges {
        let (patterns, cause) = match hinge {
            Hinge::Statement(cause) => (&cause.open_resources, Some(cause)),
            Hinge::ServiceControl { resources, .. } => (resources, None),
        };
        resources.extend(patterns.iter().map(|pattern| (pattern.as_str(), cause)));
    }
    resources.sort_by_key(|(pattern, _)| *pattern);
    resources
}

/// Unknown contents: what may allow is not told again as what may deny.
fn contents(hinges: &[Hinge]) -> Vec<&Cause> {
    let unknown = || causes(hinges).filter(|cause| cause.statement.is_none());
    let allows = |permission: PermissionId| {
        unknown().any(|cause| cause.effect == Effect::Allow && cause.grant.permission == permission)
    };
    unknown()
        .filter(|cause| cause.effect == Effect::Allow || !allows(cause.grant.permission))
        .collect()
}

/// The tests of a statement that are open.
fn tests<'a>(account: &'a Account, cause: &'a Cause) -> impl Iterator<Item = &'a Condition> {
    let open = |test: &&Condition| {
        let mut keys = cause.open_keys.iter();
        keys.any(|key| key.eq_ignore_ascii_case(&test.key))
    };
    let statement = statement(account, cause).into_iter();
    statement.flat_map(|found| &found.conditions).filter(open)
}

fn statement<'a>(account: &'a Account, cause: &Cause) -> Option<&'a Statement> {
    let document = account
        .permission(cause.grant.permission)
        .document
        .as_ref()?;
    document.statements.get(cause.statement?)
}

/// How a resource stands to the patterns of a statement.
fn is(account: &Account, cause: Option<&Cause>) -> &'static str {
    let found = cause.and_then(|cause| statement(account, cause));
    match found.map(|found| &found.resources) {
        Some(ResourceClause::NoneOf(_)) => "is not",
        _ => "is",
    }
}

/// "mfa-only #1", and whether it denies.
fn place(account: &Account, cause: &Cause) -> String {
    let name = &account.permission(cause.grant.permission).display_name;
    let at = cause.statement.map(|index| format!(" #{}", index + 1));
    let denies = match cause.effect {
        Effect::Allow => "",
        Effect::Deny => ", which denies",
    };
    format!("{name}{}{denies}", at.unwrap_or_default())
}

/// What one statement hangs on: all of its tests, and one of its resources.
fn statement_words(account: &Account, cause: &Cause) -> String {
    let name = &account.permission(cause.grant.permission).display_name;
    if cause.statement.is_none() {
        let does = match cause.effect {
            Effect::Allow => "allows it",
            Effect::Deny => "denies it",
        };
        return format!("{name} {does} (content unknown)");
    }
    let tests: Vec<&Condition> = tests(account, cause).collect();
    let untested = cause.open_keys.iter().filter(|key| {
        let mut tests = tests.iter();
        !tests.any(|test| test.key.eq_ignore_ascii_case(key))
    });
    let mut parts: Vec<String> = Vec::new();
    let mut last = "";
    for test in &tests {
        let told = words(test);
        // "g:CurrentTime from … and before …": a key that is tested twice is named once
        let again = test.key.eq_ignore_ascii_case(last);
        let compared = told.strip_prefix(&test.key).filter(|_| again);
        parts.push(compared.map_or(told.clone(), |rest| rest.trim_start().to_owned()));
        last = &test.key;
    }
    parts.extend(untested.cloned());
    if !cause.open_resources.is_empty() {
        let (is, patterns) = (is(account, Some(cause)), cause.open_resources.join(" or "));
        parts.push(format!("the resource {is} {patterns}"));
    }
    parts.join(" and ")
}

/// "unless g:MFAPresent = false", and the service control policies.
fn taken_back(denies: impl Iterator<Item = String>, hinges: &[Hinge]) -> Vec<String> {
    let denies = distinct(denies);
    let unless = (!denies.is_empty()).then(|| format!("unless {}", denies.join(" or ")));
    let control = |hinge: &Hinge| matches!(hinge, Hinge::ServiceControl { .. });
    let control = hinges.iter().any(control);
    let control = control.then(|| "as the service control policies have it".to_owned());
    unless.into_iter().chain(control).collect()
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

/// "g:MFAPresent = true".
fn words(test: &Condition) -> String {
    let values = test.values.join(" or ");
    let key = &test.key;
    let Some(operator) = test.operator else {
        return format!("{key} {} {values}", test.operator_text);
    };
    let sign = match operator.base {
        Base::Null if values.eq_ignore_ascii_case("true") => return format!("{key} is absent"),
        Base::Null => return format!("{key} is present"),
        Base::StringEquals
        | Base::StringEqualsIgnoreCase
        | Base::NumberEquals
        | Base::DateEquals
        | Base::Bool => "=",
        Base::StringMatch | Base::StringLike => "like",
        Base::StringStartWith => "beginning with",
        Base::StringEndWith => "ending in",
        Base::NumberLessThan => "<",
        Base::NumberLessThanEquals => "<=",
        Base::NumberGreaterThan => ">",
        Base::NumberGreaterThanEquals => ">=",
        Base::DateLessThan => "before",
        Base::DateLessThanEquals => "until",
        Base::DateGreaterThan => "after",
        Base::DateGreaterThanEquals => "from",
        Base::IpAddress => "in",
    };
    let each = match operator.quantifier {
        Quantifier::All => "each ",
        Quantifier::First | Quantifier::Any => "",
    };
    match (operator.negated, sign) {
        (false, sign) => format!("{key} {each}{sign} {values}"),
        (true, "=") => format!("{key} {each}is not {values}"),
        (true, sign) => format!("{key} {each}not {sign} {values}"),
    }
}
