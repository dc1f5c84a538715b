//! D04 and D05: statements of custom policies that change nothing, and policies that nobody holds.
//!
//! INVARIANT: all statements that D04 finds can be taken out together, and nobody's answers change, nor what a condition
//! makes of them; a Deny may go that stops nothing, though its denial is then no longer an explicit one.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::engine::compiled::{Bits, Compiler, Span};
use crate::model::{Effect, Group, PermissionId, Principal, ResourceClause, Scope, Statement};

use super::alike::Bench;
use super::attached::is_role;
use super::finding::{Evidence, Finding, Path, Subject, few};
use super::ground::Ground;
use super::rule::Rule;
use super::trial::{Trial, matters};

/// The actions that each statement of what is held names.
type Named = HashMap<PermissionId, Vec<Span>>;

fn statements<'a>(ground: &Ground<'a>, id: PermissionId) -> &'a [Statement] {
    let document = ground.account().permission(id).document.as_ref();
    document.map_or(&[], |document| document.statements.as_slice())
}

fn named(ground: &Ground<'_>) -> Named {
    let mut compiler = Compiler::new(ground.engine(), ground.columns.universe());
    let held = ground.account().permissions.iter();
    let held = held.filter(|(id, _)| !ground.holders(*id).is_empty());
    held.map(|(id, permission)| {
        let spans = match &permission.document {
            Some(document) => {
                let statements = document.statements.iter();
                let version = document.version;
                statements
                    .map(|statement| compiler.statement(statement, version))
                    .collect()
            }
            None => vec![Span::of(&ground.spoken(id))],
        };
        (id, spans)
    })
    .collect()
}

/// Statements that are the only one to speak of some action they allow a group or an agency: without them it is not
/// allowed there.
fn needed(ground: &Ground<'_>, named: &Named) -> HashSet<(PermissionId, usize)> {
    let account = ground.account();
    let mut needed = HashSet::new();
    // A service control policy may stop what a statement allows.
    if account.scps.is_some() {
        return needed;
    }
    let len = ground.columns.universe().len();
    let [mut once, mut twice, mut own] = [(); 3].map(|()| Bits::none(len));
    let holders = ground.subjects().filter(|holder| match holder {
        Principal::Group(_) => !ground.is_built_in(*holder),
        Principal::Agency(_) => true,
        Principal::User(_) => false,
    });
    for holder in holders {
        let mut scopes: HashMap<PermissionId, Vec<Scope>> = HashMap::new();
        for grant in ground.own(holder) {
            scopes
                .entry(grant.permission)
                .or_default()
                .push(grant.scope);
        }
        once.clear();
        twice.clear();
        for span in scopes.keys().filter_map(|id| named.get(id)).flatten() {
            own.clear();
            span.pour(&mut own);
            twice.add_masked(&once, &own);
            once.add(&own);
        }
        for (id, scopes) in scopes {
            let gated = ground
                .columns
                .compiled(id)
                .is_none_or(|compiled| compiled.gated);
            let permission = account.permission(id);
            if gated || !permission.kind.is_own() || is_role(permission) {
                continue;
            }
            let spans = named.get(&id).into_iter().flatten();
            for (at, (statement, span)) in statements(ground, id).iter().zip(spans).enumerate() {
                let outright = is_outright(statement) && statement.effect == Effect::Allow;
                if !outright || needed.contains(&(id, at)) {
                    continue;
                }
                own.clear();
                span.pour(&mut own);
                own.remove(&twice);
                if scopes
                    .iter()
                    .any(|scope| own.meets(&ground.reached(*scope)))
                {
                    needed.insert((id, at));
                }
            }
        }
    }
    needed
}

/// Whether a statement applies whenever its action is asked.
fn is_outright(statement: &Statement) -> bool {
    statement.unknown_keys.is_empty()
        && statement.conditions.is_empty()
        && statement.resources == ResourceClause::All
}

/// The statement of the same document that says all that this one says, or denies all of it.
fn covering(
    written: &[Statement],
    spans: &[Span],
    (at, gone): (usize, &[usize]),
    len: usize,
) -> Option<usize> {
    let (own, span) = (written.get(at)?, spans.get(at)?);
    let mut pairs = written.iter().zip(spans).enumerate();
    pairs
        .find(|(other, (statement, wider))| {
            let counts = own.effect == Effect::Allow || statement.effect == Effect::Deny;
            let mut bits = Bits::none(len);
            *other != at && !gone.contains(other) && counts && is_outright(statement) && {
                wider.pour(&mut bits);
                span.within(&bits)
            }
        })
        .map(|(other, _)| other)
}

/// What anybody is allowed anywhere, for certain or perhaps.
fn allowed_anywhere(ground: &Ground<'_>) -> Bits {
    let account = ground.account();
    let len = ground.columns.universe().len();
    let mut users = account.users.iter();
    let mut groups = account.groups.rows().iter();
    // Whoever may do everything may whatever is denied.
    if users.any(|(_, user)| user.owner) || groups.any(Group::is_admin) {
        return Bits::all(len);
    }
    let mut allowed = Bits::none(len);
    for (id, _) in account.permissions.iter() {
        if ground.holders(id).is_empty() {
            continue;
        }
        if let Some(compiled) = ground.columns.compiled(id) {
            compiled.allow.pour(&mut allowed);
            compiled.maybe_allow.pour(&mut allowed);
            for aside in &compiled.aside {
                aside.actions.pour(&mut allowed);
            }
        }
    }
    allowed
}

pub(super) fn idle(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let named = named(ground);
    let needed = needed(ground, &named);
    let mut bench = Bench::new(ground.columns);
    let mut columns = Cow::Borrowed(ground.columns);
    let len = ground.columns.universe().len();
    let mut actions = Bits::none(len);
    let allowed = allowed_anywhere(ground);
    for (id, permission) in ground.account().permissions.iter() {
        let Some(document) = &permission.document else {
            continue;
        };
        let written = document.statements.as_slice();
        // Of a policy with one statement the attachments are told to be idle, not the statement.
        if !permission.kind.is_own() || written.len() < 2 || ground.holders(id).is_empty() {
            continue;
        }
        let spans = named.get(&id).map_or(&[][..], Vec::as_slice);
        let mut gone: Vec<usize> = Vec::new();
        for (at, (statement, span)) in written.iter().zip(spans).enumerate().rev() {
            // Of what the catalogue does not know there is a rule of its own.
            if needed.contains(&(id, at)) || ground.is_beyond(statement, document.version) {
                continue;
            }
            actions.clear();
            span.pour(&mut actions);
            let mut out = gone.clone();
            out.push(at);
            let denial = statement.effect == Effect::Deny;
            let plainly = covering(written, spans, (at, &gone), len).is_some()
                || (denial && !allowed.meets(&actions));
            if !plainly {
                let without = columns.without_statements(id, &out);
                let trial = Trial {
                    with: &columns,
                    without: &without,
                    statement,
                    actions: &actions,
                    gated: columns.compiled(id).is_none_or(|compiled| compiled.gated),
                };
                if matters(ground, id, &trial, &mut bench) {
                    continue;
                }
                columns = Cow::Owned(without);
            }
            let why = why(ground, id, (at, &gone), spans);
            gone = out;
            found.push(told(ground, rule, (id, at), why));
        }
    }
}

/// Why a statement changes nothing: what else says the same, or that nothing asks it.
fn why(
    ground: &Ground<'_>,
    id: PermissionId,
    (at, gone): (usize, &[usize]),
    spans: &[Span],
) -> Vec<Evidence> {
    const SHOWN: usize = 4;
    let fact = |words: String| vec![Evidence::Fact(words)];
    let written = statements(ground, id);
    let (Some(own), Some(span)) = (written.get(at), spans.get(at)) else {
        return Vec::new();
    };
    let len = ground.columns.universe().len();
    let bits = |span: &Span| {
        let mut bits = Bits::none(len);
        span.pour(&mut bits);
        bits
    };
    let holders = ground.holders(id);
    if !holders
        .iter()
        .any(|held| span.meets(&ground.reached(held.scope)))
    {
        let words = "none of what it speaks of is asked where the policy is attached";
        return fact(words.to_owned());
    }
    let denial = own.effect == Effect::Deny;
    let covering = covering(written, spans, (at, gone), len);
    let covering = covering.and_then(|other| Some((other, written.get(other)?)));
    if let Some((other, statement)) = covering {
        let does = match statement.effect {
            Effect::Allow => "allows",
            Effect::Deny => "denies",
        };
        return fact(format!("statement {} {does} all of it", other + 1));
    }
    if denial {
        let words = "whoever holds it is not allowed what it denies, or is denied it all the same";
        return fact(words.to_owned());
    }
    let mut evidence = fact("all of it is allowed or denied there by:".to_owned());
    let Some(first) = holders.first() else {
        return evidence;
    };
    let subject = first.subject;
    let beside = ground.asking(subject).into_iter().flat_map(|holder| {
        let grants = ground.own(holder).into_iter();
        grants.map(move |grant| (holder, grant))
    });
    let named = bits(span);
    let paths = beside
        .filter(|(_, grant)| {
            grant.permission != id && ground.spoken(grant.permission).meets(&named)
        })
        .map(|(holder, grant)| Path::of(holder, &grant));
    evidence.extend(ground.resting_on(paths.take(SHOWN).collect()));
    evidence
}

fn told(
    ground: &Ground<'_>,
    rule: &'static Rule,
    (id, at): (PermissionId, usize),
    why: Vec<Evidence>,
) -> Finding {
    let name = &ground.account().permission(id).shown();
    let number = at + 1;
    let title = format!("statement {number} of {name} changes nothing");
    let mut finding = Finding::new(rule, Subject::Permission(id), title).about(number.to_string());
    if let Some(statement) = statements(ground, id).get(at) {
        let effect = match statement.effect {
            Effect::Allow => "allows",
            Effect::Deny => "denies",
        };
        let patterns = few(statement.actions.patterns().iter().map(String::as_str));
        finding = finding.fact(format!("it {effect} {patterns}"));
    }
    finding
        .because(ground.held_at(id, Some(at)))
        .because(why)
        .fixed_by(format!("Take statement {number} out of {name}"))
}

pub(super) fn unheld(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    // What was not read may attach it.
    if !account.unread.is_empty() {
        return;
    }
    for (id, permission) in account.permissions.iter() {
        if permission.kind.is_own() && ground.holders(id).is_empty() {
            let title = format!("{} is attached to nobody", permission.shown());
            found.push(Finding::new(rule, Subject::Permission(id), title));
        }
    }
}
