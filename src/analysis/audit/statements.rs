//! D04 and D05: statements of custom policies that change nothing, and policies that nobody holds.
//!
//! INVARIANT: all statements that D04 finds can be taken out together, and nobody's answers change, nor what a condition
//! makes of them; a Deny may go that stops nothing, though its denial is then no longer an explicit one.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::engine::compiled::{Bits, Columns, Compiler, Span};
use crate::model::{
    Effect, Grant, Permission, PermissionId, PermissionKind, Principal, ResourceClause, Scope,
    Statement, Subject as Holder,
};

use super::alike::{Bench, Missing};
use super::attached::is_role;
use super::finding::{Evidence, Finding, Path, Subject, few};
use super::ground::Ground;
use super::rule::Rule;

/// The actions that each statement of what is held names.
type Named = HashMap<PermissionId, Vec<Span>>;

/// Whether the account may change it.
fn is_own(permission: &Permission) -> bool {
    matches!(
        permission.kind,
        PermissionKind::Custom | PermissionKind::IdentityPolicy
    )
}

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
            if gated || !is_own(permission) || is_role(permission) {
                continue;
            }
            let spans = named.get(&id).into_iter().flatten();
            for (at, (statement, span)) in statements(ground, id).iter().zip(spans).enumerate() {
                let outright = statement.effect == Effect::Allow
                    && statement.unknown_keys.is_empty()
                    && statement.conditions.is_empty()
                    && statement.resources == ResourceClause::All;
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

/// Whether anybody's answers differ between the columns with a statement and those without.
fn matters(
    ground: &Ground<'_>,
    [with, without]: [&Columns; 2],
    (id, statement, actions): (PermissionId, &Statement, &Bits),
    bench: &mut Bench,
) -> bool {
    let account = ground.account();
    let denial = statement.effect == Effect::Deny;
    // What a group is not allowed without another group's roles, its members may be.
    let gated = with.compiled(id).is_none_or(|compiled| compiled.gated);
    let missing = Missing {
        touched: actions,
        denial,
    };
    let mut asked: HashSet<Principal> = HashSet::new();
    let mut differs = |principal: Principal, scope: Scope| {
        if !asked.insert(principal) {
            return false;
        }
        let subjects = ground.asking(principal);
        let grants = subjects.iter().flat_map(|subject| ground.own(*subject));
        let grants: Vec<Grant> = grants.filter(|grant| grant.permission == id).collect();
        let mut stands = ground.places(&subjects);
        stands.retain(|stand| grants.iter().any(|grant| with.reaches(grant, *stand)));
        // Where it is held first: there it shows soonest.
        stands.sort_by_key(|stand| match scope {
            Scope::Project(project) => stand.project != Some(project),
            Scope::EnterpriseProject(project) => stand.enterprise_project != Some(project),
            Scope::Global | Scope::All | Scope::Subprojects(_) => stand.project.is_some(),
        });
        stands.into_iter().any(|stand| {
            with.fill(principal, stand, &mut bench.with);
            without.fill(principal, stand, &mut bench.without);
            !bench.alike(missing)
        })
    };
    for assignment in ground.holders(id) {
        let Holder::Group(group) = assignment.subject else {
            if differs(assignment.subject, assignment.scope) {
                return true;
            }
            continue;
        };
        if differs(assignment.subject, assignment.scope) {
            return true;
        }
        // What a group's own grants allow or deny in a statement's place, they do for every member.
        if denial || gated {
            let mut members = account.group(group).members.iter();
            if account.members_unread(group)
                || members.any(|user| differs(Principal::User(*user), assignment.scope))
            {
                return true;
            }
        }
    }
    false
}

pub(super) fn idle(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let named = named(ground);
    let needed = needed(ground, &named);
    let mut bench = Bench::new(ground.columns);
    let mut columns = Cow::Borrowed(ground.columns);
    let mut actions = Bits::none(ground.columns.universe().len());
    for (id, permission) in ground.account().permissions.iter() {
        let Some(document) = &permission.document else {
            continue;
        };
        let written = document.statements.as_slice();
        // Of a policy with one statement the attachments are told to be idle, not the statement.
        if !is_own(permission) || written.len() < 2 || ground.holders(id).is_empty() {
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
            let without = columns.without_statements(id, &out);
            if matters(
                ground,
                [&columns, &without],
                (id, statement, &actions),
                &mut bench,
            ) {
                continue;
            }
            columns = Cow::Owned(without);
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
    let covering = written.iter().zip(spans).enumerate().find(|(other, pair)| {
        let (statement, span_of_other) = pair;
        let outright =
            statement.conditions.is_empty() && statement.resources == ResourceClause::All;
        *other != at
            && !gone.contains(other)
            && outright
            && (!denial || statement.effect == Effect::Deny)
            && span.within(&bits(span_of_other))
    });
    if let Some((other, (statement, _))) = covering {
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
    let name = &ground.account().permission(id).display_name;
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
        if is_own(permission) && ground.holders(id).is_empty() {
            let title = format!("{} is attached to nobody", permission.display_name);
            found.push(Finding::new(rule, Subject::Permission(id), title));
        }
    }
}
