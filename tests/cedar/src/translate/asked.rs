//! A request as Cedar's context: the action's names, the resource's segments, every condition key with its values.
//! Whatever has no value, or does not parse, has no attribute.

use cedar_policy::{Context, RestrictedExpression as Expression};
use permlens::model::{Account, ContextValue, Principal, Request};

use super::compare::{address, boolean, decimal, instant};
use crate::reading::Reading;

/// The places of a key's values. A request carries no more of them than there are places.
pub const SLOTS: [&str; 3] = ["m0", "m1", "m2"];

/// The places of an agency's names: as given, id, name.
pub const AGENCIES: [&str; 3] = ["agency0", "agency1", "agency2"];

/// The places of a resource's segments.
pub const SEGMENTS: [&str; 5] = ["service", "region", "owner", "kind", "path"];

/// The places of the names that 1.0 documents may know an action by.
pub const OLD_NAMES: [&str; 3] = ["old0", "old1", "old2"];

/// The resource that a request names.
#[derive(Clone, Debug)]
pub enum Named {
    /// None: resources in general.
    General,
    /// An agency, by all its names.
    Agency(Vec<String>),
    /// Five segments, the first four in lower case.
    Segments([String; 5]),
}

/// The condition keys of a request, those it gives and those that are filled (section 3.4).
#[must_use]
pub fn keys(account: &Account, request: &Request) -> Vec<(String, Vec<String>)> {
    let service = request.action.split(':').next().unwrap_or_default();
    let mut keys = vec![
        ("g:servicename", service.to_lowercase()),
        ("g:domainname", account.domain.name.clone()),
    ];
    if let Principal::User(id) = request.principal {
        let user = account.user(id);
        keys.extend([
            ("g:username", user.name.clone()),
            ("g:userid", user.id.clone()),
        ]);
    }
    if let Some(project) = request.project {
        keys.push(("g:projectname", account.project(project).name.clone()));
    }
    let filled = keys
        .into_iter()
        .map(|(key, value)| (key.to_owned(), vec![value]));
    let mut keys: Vec<_> = filled
        .filter(|(key, _)| !request.context.contains(key))
        .collect();
    for (key, value) in request.context.iter() {
        if let ContextValue::Values(values) = value {
            keys.push((key.to_lowercase(), values.clone()));
        }
    }
    keys
}

/// The resource that a request names.
#[must_use]
pub fn named(account: &Account, request: &Request) -> Named {
    let Some(resource) = request.resource.as_deref().filter(|text| *text != "*") else {
        return Named::General;
    };
    if let Some(asked) = resource.strip_prefix("/iam/agencies/") {
        let mut names = vec![resource.to_owned()];
        let known = account
            .agencies
            .rows()
            .iter()
            .find(|a| a.id == asked || a.name == asked);
        names.extend(
            known
                .iter()
                .flat_map(|a| [&a.id, &a.name])
                .map(|name| format!("/iam/agencies/{name}")),
        );
        return Named::Agency(names);
    }
    let mut parts = resource.splitn(5, ':').map(str::to_lowercase);
    let mut segments = std::array::from_fn(|_| parts.next().expect("resources have five segments"));
    let path = resource.splitn(5, ':').last().unwrap_or_default();
    path.clone_into(&mut segments[4]);
    Named::Segments(segments)
}

/// Whether the resource of an action is an agency, said or not.
#[must_use]
pub fn assumes(action: &str) -> bool {
    ["iam:agencies:assume", "iam:tokens:assume"].contains(&action)
}

/// The names that 1.0 documents know an action by, beside its own.
fn old_names(action: &str) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(rest) = action.strip_prefix("iam:") {
        names.push(format!("identity:{rest}"));
    }
    if assumes(action) {
        names.extend(["identity:assume role", "identity:assumerole"].map(str::to_owned));
    }
    names
}

/// A request's context.
#[must_use]
pub fn context(account: &Account, request: &Request, reading: Reading) -> Context {
    let action = request.action.to_lowercase();
    let mut pairs = Vec::new();
    let mut add = |name: &str, value: Expression| pairs.push((name.to_owned(), value));
    for (place, name) in OLD_NAMES.iter().zip(old_names(&action)) {
        add(place, text(&name));
    }
    add("action", text(&action));
    let resource = named(account, request);
    add(
        "general",
        Expression::new_bool(matches!(resource, Named::General)),
    );
    let agencies = matches!(resource, Named::General) && assumes(&action);
    add("agencies", Expression::new_bool(agencies));
    match resource {
        Named::General => {}
        Named::Agency(names) => {
            for (place, name) in AGENCIES.iter().zip(&names) {
                add(place, text(name));
            }
        }
        Named::Segments(segments) => {
            add("folded", text(&segments[4].to_lowercase()));
            for (place, segment) in SEGMENTS.iter().zip(&segments) {
                add(place, text(segment));
            }
        }
    }
    for (key, values) in keys(account, request) {
        add(&key, value(&values, reading));
    }
    Context::from_pairs(pairs).expect("a context of distinct names")
}

fn text(text: &str) -> Expression {
    Expression::new_string(text.to_owned())
}

/// A key: its values one by one, as sets, and by itself where it is the only one.
fn value(members: &[String], reading: Reading) -> Expression {
    assert!(
        members.len() <= SLOTS.len(),
        "a request's key has no more values than there are places"
    );
    let mut fields: Vec<(String, Expression)> = SLOTS
        .iter()
        .zip(members)
        .map(|(slot, member)| ((*slot).to_owned(), record(member, reading)))
        .collect();
    if let [only] = members {
        fields.push(("only".to_owned(), text(only)));
    }
    let set =
        |fold: fn(&str) -> String| Expression::new_set(members.iter().map(|m| text(&fold(m))));
    fields.push(("texts".to_owned(), set(str::to_owned)));
    fields.push(("lowers".to_owned(), set(str::to_lowercase)));
    Expression::new_record(fields).expect("fields of distinct names")
}

/// One value, as everything it can be read as.
fn record(member: &str, reading: Reading) -> Expression {
    let mut fields = vec![
        ("text", text(member)),
        ("lower", text(&member.to_lowercase())),
    ];
    fields.extend(decimal(member).map(|number| ("number", Expression::new_decimal(number))));
    fields.extend(instant(member, reading).map(|at| ("instant", Expression::new_datetime(at))));
    fields.extend(boolean(member).map(|flag| ("flag", Expression::new_bool(flag))));
    fields.extend(address(member).map(|address| ("address", Expression::new_ip(address))));
    let fields = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    Expression::new_record(fields).expect("fields of distinct names")
}
