//! The contest: both engines decide the same requests, and what they disagree on is kept.

use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{DependsMode, Engine, NegatedMissing, RegionGrant, RoleDeny, Settings};
use permlens::model::{Account, Context, Decision, Mode, Principal, Request, ResourceClause};

use crate::oracle::{Oracle, world};
use crate::random::{Dice, account, request};
use crate::reading::{Mistake, Reading};
use crate::translate::{Domain, asked};

/// What a contest came to.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Accounts tried.
    pub accounts: usize,
    /// Requests that both decided.
    pub requests: usize,
    /// Of them: allowed, denied by a statement, denied for want of one.
    pub decided: [usize; 3],
    /// General questions that permlens answered for certain, checked against Cedar's answer to one completion.
    pub certain: usize,
    /// What they disagree on.
    pub disagreements: Vec<Disagreement>,
}

/// A request that is decided differently.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The account.
    pub account: Account,
    /// What Cedar decided.
    pub request: Request,
    /// What permlens was asked: the same, or a general question that it completes.
    pub question: Request,
    /// The switches.
    pub settings: Settings,
    /// The engine's word.
    pub engine: Decision,
    /// Cedar's word.
    pub cedar: Decision,
}

impl Tally {
    /// Adds what another contest came to.
    pub fn add(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.requests += other.requests;
        self.certain += other.certain;
        for (sum, more) in self.decided.iter_mut().zip(other.decided) {
            *sum += more;
        }
        self.disagreements.extend(other.disagreements);
    }
}

/// One account's contest: `count` requests; those that nothing need be weighed for (the owner's, a disabled user's)
/// are passed over. Every fourth account has its switches turned.
#[must_use]
pub fn round(seed: u64, at: u64, count: usize, mistake: Option<Mistake>) -> Tally {
    let mut dice = Dice::new(seed, at);
    let settings = if at % 4 == 3 {
        turned(&mut dice)
    } else {
        Settings::default()
    };
    let account = Arc::new(account(&mut dice));
    let requests = std::iter::from_fn(|| Some(request(&mut dice)));
    let weighed =
        requests.filter(|request| !settled(&account, request) && !known(&account, request));
    let requests: Vec<Request> = weighed.take(count).collect();
    let domain = Domain::of(&account, &requests);
    let oracle = Oracle::new(world(&account, Reading { settings, mistake }), &domain);
    let engine = Engine::new(Catalogue::embedded(), Arc::clone(&account), settings);
    let mut tally = Tally {
        accounts: 1,
        ..Tally::default()
    };
    for request in requests {
        let cedar = oracle.decide(&request);
        let general = generalised(&mut dice, &account, &request);
        tally.requests += 1;
        tally.decided[match cedar {
            Decision::Allow => 0,
            Decision::ExplicitDeny => 1,
            Decision::ImplicitDeny | Decision::Conditional => 2,
        }] += 1;
        let sure = engine.decide(&general);
        tally.certain += usize::from(sure != Decision::Conditional);
        for (question, engine) in [(&request, engine.decide(&request)), (&general, sure)] {
            if !agree(question, engine, cedar) {
                tally.disagreements.push(Disagreement {
                    account: (*account).clone(),
                    request: request.clone(),
                    question: question.clone(),
                    settings,
                    engine,
                    cedar,
                });
            }
        }
    }
    tally
}

fn settled(account: &Account, request: &Request) -> bool {
    match request.principal {
        Principal::User(id) => account.user(id).owner || !account.user(id).enabled,
        Principal::Group(_) | Principal::Agency(_) => false,
    }
}

/// Whether a request comes near the known disagreement (tests/cases.rs): it assumes without saying whom, and a document
/// speaks of every type and path of one service.
fn known(account: &Account, request: &Request) -> bool {
    let unsaid = request.resource.iter().all(|name| name == "*");
    let documents = account
        .permissions
        .rows()
        .iter()
        .flat_map(|row| &row.document);
    let clauses = documents
        .chain(account.scps.iter().flatten())
        .flat_map(|document| &document.statements)
        .map(|statement| &statement.resources);
    let of_one_service = |patterns: &[String]| patterns.iter().any(|one| one == "obs:*:*:*:*");
    asked::assumes(&request.action.to_lowercase())
        && unsaid
        && clauses.into_iter().any(|clause| match clause {
            ResourceClause::Any(patterns) => of_one_service(patterns),
            _ => false,
        })
}

fn turned(dice: &mut Dice) -> Settings {
    Settings {
        role_deny: *dice.pick(&[RoleDeny::Local, RoleDeny::Global]),
        depends: *dice.pick(&[DependsMode::Enforce, DependsMode::Warn, DependsMode::Off]),
        negated_missing: *dice.pick(&[NegatedMissing::True, NegatedMissing::False]),
        region_grant: *dice.pick(&[RegionGrant::ProjectOnly, RegionGrant::WithSubprojects]),
    }
}

/// The same question with some of it left open.
fn generalised(dice: &mut Dice, account: &Account, request: &Request) -> Request {
    let mut general = Request {
        mode: Mode::General,
        ..request.clone()
    };
    if dice.percent(50) && may_be_unsaid(account, request) {
        general.resource = None;
    }
    // A key that is filled is never open: left out, it would have another value instead.
    let bare = Request {
        context: Context::default(),
        ..request.clone()
    };
    let filled = asked::keys(account, &bare);
    for (key, _) in request.context.iter() {
        let filled = filled
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(key));
        if !filled && dice.percent(50) {
            general.context.remove(key);
        }
    }
    general
}

/// Whether Cedar bears the engine's word out. Of a general question it has decided one completion, which an answer
/// that is certain may not contradict (section 11).
#[must_use]
pub fn agree(question: &Request, engine: Decision, cedar: Decision) -> bool {
    match (question.mode, engine) {
        (Mode::General, Decision::Conditional) => true,
        (Mode::General, Decision::ImplicitDeny) => cedar != Decision::Allow,
        _ => engine == cedar,
    }
}

/// Whether the question without the resource is one that the named resource completes: who assumes, assumes an agency;
/// any other action is asked about resources of its own service in the asking account.
fn may_be_unsaid(account: &Account, request: &Request) -> bool {
    let Some(name) = request.resource.as_ref().filter(|name| *name != "*") else {
        return true;
    };
    let action = request.action.to_lowercase();
    if asked::assumes(&action) {
        return name.starts_with("/iam/agencies/");
    }
    let service = action.split(':').next().unwrap_or_default();
    let segments: Vec<&str> = name.splitn(5, ':').collect();
    match segments.as_slice() {
        [own, _, domain, _, _] => {
            own.eq_ignore_ascii_case(service)
                && (matches!(*domain, "" | "*") || *domain == account.domain.id)
        }
        _ => false,
    }
}
