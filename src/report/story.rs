//! A decision told in lines, most decisive first: what the evaluator and `check` show.
//! Lines carry a tag for the eye; the words alone say everything.

use super::hinges::{hinge_lines, said};
use crate::model::{
    Account, Basis, Cause, Decision, Effect, Grant, Lack, NearMiss, Reason, Request, Trace, Via,
};

/// What a line of the story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// The headline.
    Head,
    /// What the answer hangs on.
    If,
    /// A statement that allows.
    Allow,
    /// A statement that denies.
    Deny,
    /// An Allow that a Deny beats.
    Else,
    /// Something that nearly counted.
    Near,
    /// A dependency that is not met.
    Needs,
    /// A change that would turn the decision.
    Flip,
    /// Anything else worth knowing.
    Note,
}

impl Tag {
    /// The word that starts the line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Head => "",
            Self::If => "if",
            Self::Allow => "Allow",
            Self::Deny => "Deny",
            Self::Else => "else",
            Self::Near => "near",
            Self::Needs => "needs",
            Self::Flip => "flip",
            Self::Note => "note",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// What it is.
    pub tag: Tag,
    /// Its text.
    pub text: String,
}

/// The decision in one word, as people say it.
#[must_use]
pub fn verdict(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "ALLOWED",
        Decision::ExplicitDeny => "DENIED",
        Decision::ImplicitDeny => "NOT ALLOWED",
        Decision::Conditional => "CONDITIONAL",
    }
}

/// "ALLOWED  alice may ims:images:list in eu-de": whom, what and where is asked, and under which circumstances.
#[must_use]
pub fn headline(account: &Account, request: &Request, trace: &Trace) -> String {
    let who = account.principal_shown(request.principal);
    let place = request
        .project
        .map(|id| format!(" in {}", account.project(id).shown()))
        .unwrap_or_default();
    let inside = request
        .enterprise_project
        .map(|id| format!(" ({})", account.enterprise_projects.get(id).shown()))
        .unwrap_or_default();
    let on = request
        .resource
        .as_ref()
        .map(|resource| format!(" on {resource}"))
        .unwrap_or_default();
    let under = said(request)
        .map(|said| format!(" under {said}"))
        .unwrap_or_default();
    let may = match trace.decision {
        Decision::Allow | Decision::Conditional => "may",
        Decision::ExplicitDeny | Decision::ImplicitDeny => "may not",
    };
    let tail = match (trace.decision, trace.reason) {
        (Decision::Conditional, _) => " if …",
        (_, Reason::AccountOwner) => ": the account owner may do everything",
        (_, Reason::AdminGroup) => ": the group admin may do everything",
        (_, Reason::Disabled) => ": the user is disabled",
        (_, Reason::NoPermissionNeeded) => ": it needs no permission",
        (_, Reason::ServiceControl) => ": no service control policy allows it",
        (Decision::ExplicitDeny, _) => ": explicitly denied",
        (Decision::ImplicitDeny, _) => ": nothing allows it",
        (Decision::Allow, _) => "",
    };
    format!(
        "{}  {who} {may} {}{on}{place}{inside}{under}{tail}{}",
        verdict(trace.decision),
        request.action,
        gaps(trace)
    )
}

/// ", but 8 actions it needs on the way are not", for an action that is allowed by itself.
#[must_use]
pub fn gaps(trace: &Trace) -> String {
    let lacks = trace.missing_dependencies.iter();
    let actions = lacks.filter(|lack| lack.kind == Lack::Action).count();
    match (trace.decision, actions) {
        (Decision::Allow, 1) => ", but an action it needs on the way is not".to_owned(),
        (Decision::Allow, 2..) => format!(", but {actions} actions it needs on the way are not"),
        _ => String::new(),
    }
}

/// The whole story below the headline.
#[must_use]
pub fn story(account: &Account, trace: &Trace) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = |tag, text: String| lines.push(Line { tag, text });
    for text in hinge_lines(account, &trace.hinges) {
        line(Tag::If, text);
    }
    for cause in &trace.because {
        let tag = match cause.effect {
            Effect::Allow => Tag::Allow,
            Effect::Deny => Tag::Deny,
        };
        line(tag, cause_text(account, cause));
    }
    for cause in &trace.overruled {
        line(
            Tag::Else,
            format!("allowed by {}", cause_text(account, cause)),
        );
    }
    for text in needs(trace) {
        line(Tag::Needs, text);
    }
    for near in &trace.near_misses {
        line(Tag::Near, near_words(account, near));
    }
    for flip in &trace.flips {
        line(Tag::Flip, flip.change.clone());
    }
    lines
}

/// What is missing, one line for everything that one role or action needs.
fn needs(trace: &Trace) -> Vec<String> {
    let mut lines: Vec<(Lack, &str, Vec<&str>)> = Vec::new();
    for lack in &trace.missing_dependencies {
        let known = lines
            .iter_mut()
            .find(|(kind, needed_by, _)| *kind == lack.kind && *needed_by == lack.needed_by);
        match known {
            Some((_, _, names)) => names.push(&lack.name),
            None => lines.push((lack.kind, &lack.needed_by, vec![&lack.name])),
        }
    }
    lines
        .into_iter()
        .map(|(kind, needed_by, names)| match kind {
            Lack::Role => format!("role {}, for {needed_by}", names.join(" and ")),
            Lack::Action => {
                let actions = if names.len() == 1 {
                    "action"
                } else {
                    "actions"
                };
                format!(
                    "{} more {actions} on the way, for {needed_by}: {}",
                    names.len(),
                    names.join(", ")
                )
            }
        })
        .collect()
}

fn named(account: &Account, grant: Grant, statement: Option<usize>) -> String {
    let name = &account.permission(grant.permission).shown();
    match statement {
        Some(index) => format!("{name} #{}", index + 1),
        None => name.clone().into_owned(),
    }
}

fn reached(account: &Account, grant: Grant) -> String {
    let scope = account.scope_name(grant.scope);
    match grant.via {
        Via::Group(id) => format!("via {} @ {scope}", account.group(id).shown()),
        Via::Direct => format!("granted directly @ {scope}"),
    }
}

fn cause_text(account: &Account, cause: &Cause) -> String {
    let hangs = if cause.statement.is_none() {
        ", content unknown".to_owned()
    } else if cause.certain() {
        String::new()
    } else {
        let on: Vec<&str> = cause
            .open_keys
            .iter()
            .chain(&cause.open_resources)
            .map(String::as_str)
            .collect();
        format!(", hangs on {}", on.join(", "))
    };
    let basis = match cause.basis {
        Basis::Imported | Basis::Published | Basis::Unknown => "",
        Basis::EarlierName => ", content of an earlier name",
        Basis::Convention => ", content predicted",
    };
    format!(
        "{}: {} {}{hangs}{basis}",
        named(account, cause.grant, cause.statement),
        cause.pattern,
        reached(account, cause.grant)
    )
}

/// A near miss in words: what, what kept it out, and how it would reach the principal.
#[must_use]
pub fn near_words(account: &Account, near: &NearMiss) -> String {
    match near.grant {
        None => near.detail.clone(),
        Some(grant) => {
            let pattern = near
                .pattern
                .as_ref()
                .map(|pattern| format!(" {pattern}"))
                .unwrap_or_default();
            format!(
                "{}{pattern}: {} ({})",
                named(account, grant, near.statement),
                near.detail,
                reached(account, grant)
            )
        }
    }
}
