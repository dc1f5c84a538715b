//! The pull: which lists are read in which order, what stands in for one that is refused, and what is kept of it all.
//!
//! INVARIANT: every list that was planned leaves an answer, if only one that says why there is none; so that what was
//! forbidden, cut off or never asked ends up in the snapshot as unread.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::import::answers::Answer;
use crate::import::answers::calls::{Fills, Need, Served};

use super::address::encoded;
use super::arrival::{account, kind};
use super::crew::{Done, Job, work};
use super::error::CollectError;
use super::http::Timeouts;
use super::pages::Kind;
use super::plan::{self, Known, items};
use super::progress::{Phase, Progress};
use super::session::{Halt, Session};
use super::sign_in::Account;

/// What a call wants of a pull.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// The account (domain) to read, by name or id, where it is not the one that the token is for.
    pub account: Option<String>,
    /// How many lists are read at a time.
    pub hands: usize,
    /// No phase reads more lists; what is beyond is marked unread.
    pub most: usize,
    /// Whether each user is asked for by itself: the mark of the owner, and the last log-in.
    pub users: bool,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            account: None,
            hands: 4,
            most: 50_000,
            users: true,
            timeouts: Timeouts::default(),
        }
    }
}

/// What was read.
#[derive(Debug)]
pub struct Pulled {
    /// The account.
    pub account: Account,
    /// Which kind of cloud answered.
    pub kind: Kind,
    /// Every answer, those that say no included.
    pub answers: Vec<Answer>,
    /// Why it ended early, if it did.
    pub stopped: Option<Halt>,
    /// When it began.
    pub began: OffsetDateTime,
}

/// Reads the account.
pub fn pull(
    mut session: Session,
    wishes: &Wishes,
    watch: &mut dyn FnMut(&Progress),
) -> Result<Pulled, CollectError> {
    let began = session.now();
    let progress = Progress::new();
    watch(&progress);
    let account = account(&mut session, wishes.account.as_deref())?;
    let (kind, probed) = kind(&session)?;
    let mut known = Known::default();
    known.add("domain", &account.id);
    let mut pull = Pull {
        session: Arc::new(session),
        kind,
        wishes,
        known,
        told: BTreeSet::new(),
        answers: Vec::new(),
        stopped: None,
        progress,
        watch,
    };
    if let Some(done) = probed {
        pull.keep(&done);
        pull.answers.extend(done.answers);
    }
    pull.read(account.clone());
    Ok(Pulled {
        account,
        kind,
        answers: pull.answers,
        stopped: pull.stopped,
        began,
    })
}

struct Pull<'a> {
    session: Arc<Session>,
    kind: Kind,
    wishes: &'a Wishes,
    known: Known,
    /// The lists of everything that are whole.
    told: BTreeSet<Fills>,
    answers: Vec<Answer>,
    stopped: Option<Halt>,
    progress: Progress,
    watch: &'a mut dyn FnMut(&Progress),
}

impl Pull<'_> {
    fn read(&mut self, account: Account) {
        // What the token tells of the account is an answer like another.
        self.answers.push(Answer {
            source: "the answer to signing in".to_owned(),
            path: Some(format!("/v3/domains/{}", encoded(&account.id))),
            status: 200,
            body: json!({ "domain": { "id": account.id, "name": account.name } }),
        });
        let mut lists = plan::lists(self.kind, &self.known);
        if self.kind == Kind::Family {
            lists.retain(|job| job.call.fills != Fills::CustomPolicies);
        }
        let lists = self.phase(Phase::Lists, lists);
        self.take(lists);
        self.memberships();
        self.assignments();
        if self.kind == Kind::Family {
            self.identity_policies();
        }
        self.details();
    }

    /// The members of each group; where some are not told or cut off, the groups of each user.
    fn memberships(&mut self) {
        let jobs = plan::memberships(self.kind, &self.known);
        let (whole, cut): (Vec<Done>, Vec<Done>) = self
            .phase(Phase::Memberships, jobs)
            .into_iter()
            .partition(Done::is_whole);
        self.take(whole);
        if cut.is_empty() || self.stopped.is_some() {
            self.take(cut);
            return;
        }
        let jobs = plan::groups_of_users(self.kind, &self.known);
        let back = self.phase(Phase::Memberships, jobs);
        // Where all users are known and some told their groups, only the rest of the users is open.
        if self.told.contains(&Fills::Users) && back.iter().any(Done::is_whole) {
            self.progress.unread = self.progress.unread.saturating_sub(cut.len());
            self.take(back);
        } else {
            self.take(cut);
        }
    }

    fn assignments(&mut self) {
        let jobs = plan::assignments(self.kind, &self.known);
        let mut refused = Vec::new();
        for mut done in self.phase(Phase::Assignments, jobs) {
            if self.kind == Kind::Upstream {
                self.of_this_account(&mut done);
            }
            if done.is_whole() || self.stopped.is_some() {
                self.take(vec![done]);
            } else {
                refused.push(done);
            }
        }
        for listing in refused {
            let parts = if listing
                .job
                .listing
                .query
                .contains("scope=enterprise_project")
            {
                self.on_enterprise_projects()
            } else {
                let jobs = plan::one_by_one(self.kind, &self.known, &listing.job.listing);
                self.phase(Phase::Assignments, jobs)
            };
            let nowhere = self.told.contains(&Fills::EnterpriseProjects)
                && self.known.ids("enterprise_project").is_empty()
                && listing.job.listing.query.contains("enterprise_project");
            // Where nothing was let through one by one either, one refusal says it all.
            if nowhere {
                // Where there are no enterprise projects, nobody holds anything on one.
            } else if parts.iter().any(Done::is_whole) {
                self.take(parts);
            } else {
                self.take(vec![listing]);
            }
        }
    }

    /// Assignments on enterprise projects, one by one: first who is on each, then what they hold there.
    fn on_enterprise_projects(&mut self) -> Vec<Done> {
        let jobs = plan::on_enterprise_projects(&self.known);
        let mut parts = self.phase(Phase::Assignments, jobs);
        let mut held = Vec::new();
        for done in &parts {
            let path: Vec<&str> = done.job.listing.path.split('/').collect();
            let Some(project) = path.iter().rev().nth(1) else {
                continue;
            };
            let mut known = Known::default();
            known.add("enterprise_project", project);
            let who = if done.job.listing.key == "groups" {
                "group"
            } else {
                "user"
            };
            known.add_list(who, &done.answers, done.job.listing.key);
            held.extend(plan::held_on_enterprise_project(&known));
        }
        parts.extend(self.phase(Phase::Assignments, held));
        parts
    }

    fn identity_policies(&mut self) {
        let jobs = plan::identity_policies(&self.known);
        let policies = self.phase(Phase::IdentityPolicies, jobs);
        let mut parts = Vec::new();
        for done in &policies {
            parts.extend(plan::identity_policy_parts(&done.answers));
        }
        self.take(policies);
        let parts = self.phase(Phase::IdentityPolicies, parts);
        self.take(parts);
    }

    fn details(&mut self) {
        let jobs = plan::details(self.kind, &self.known, self.wishes.users);
        let details = self.phase(Phase::Details, jobs);
        for done in &details {
            if done.job.listing.key == "identity_providers" {
                self.known
                    .add_list("provider", &done.answers, "identity_providers");
            }
        }
        self.take(details);
        let protocols = plan::protocols(self.kind, &self.known);
        let protocols = self.phase(Phase::Details, protocols);
        self.take(protocols);
    }

    /// A Keystone lists the assignments of all its domains: those in other accounts are let go.
    fn of_this_account(&mut self, done: &mut Done) {
        let projects = self.known.ids("project");
        let domain = self.known.ids("domain");
        let within = |scope: &Value, key: &str, ids: &[String]| {
            let id = scope.get(key).and_then(|place| place.get("id"));
            id.and_then(Value::as_str)
                .is_some_and(|id| ids.iter().any(|known| known == id))
        };
        for answer in &mut done.answers {
            let list = answer.body.get_mut("role_assignments");
            if let Some(list) = list.and_then(Value::as_array_mut) {
                let before = list.len();
                list.retain(|assignment| {
                    assignment.get("scope").is_none_or(|scope| {
                        within(scope, "project", projects) || within(scope, "domain", domain)
                    })
                });
                let counts = &mut self.progress.counts;
                *counts.entry(Fills::RoleAssignments).or_default() -= before - list.len();
            }
        }
    }

    /// Reads these lists, at most so many as are wished for; what is beyond is handed back unanswered.
    fn phase(&mut self, phase: Phase, mut jobs: Vec<Job>) -> Vec<Done> {
        if self.stopped.is_some() {
            let why = "not asked: the pull was stopped";
            return jobs
                .into_iter()
                .map(|job| Done::undone(job, 0, why))
                .collect();
        }
        let beyond = jobs.split_off(jobs.len().min(self.wishes.most));
        self.progress.begin(phase, jobs.len());
        (self.watch)(&self.progress);
        let began = self.session.now();
        let session = Arc::clone(&self.session);
        let mut all = Vec::with_capacity(jobs.len());
        let stopped = work(&session, self.kind, jobs, self.wishes.hands, &mut |done| {
            let since = (session.now() - began).unsigned_abs();
            self.progress.step(since);
            self.keep(&done);
            (self.watch)(&self.progress);
            all.push(done);
        });
        self.stopped = stopped;
        let why = "not asked: more requests than --max-requests";
        all.extend(beyond.into_iter().map(|job| Done::undone(job, 0, why)));
        all
    }

    /// Learns the ids of a list, and counts what it holds.
    fn keep(&mut self, done: &Done) {
        let call = done.job.call;
        let count = items(&done.answers, call.key).count();
        *self.progress.counts.entry(call.fills).or_default() += count;
        if !done.is_whole() && self.is_served(done) {
            self.progress.unread += 1;
        }
        if call.need != Need::Decides {
            return;
        }
        let name = match call.fills {
            Fills::Users => "user",
            Fills::Groups => "group",
            Fills::Projects => "project",
            Fills::EnterpriseProjects => "enterprise_project",
            Fills::Agencies => "agency",
            _ => return,
        };
        self.known.add_list(name, &done.answers, call.key);
        if done.is_whole() {
            self.told.insert(call.fills);
        }
        if call.fills == Fills::Projects {
            let parents = items(&done.answers, call.key).filter_map(|item| item.get("parent_id"));
            for parent in parents.filter_map(Value::as_str) {
                if !self
                    .known
                    .ids("domain")
                    .iter()
                    .any(|domain| domain == parent)
                {
                    self.known.add("parent", parent);
                }
            }
        }
    }

    /// Takes over the answers; those to a request that this cloud does not know say nothing.
    fn take(&mut self, several: Vec<Done>) {
        let mut refused = HashSet::new();
        for done in several {
            // Of details that are refused for one after the other, one refusal says enough.
            let again = done.job.call.need == Need::Details
                && !done.is_whole()
                && !refused.insert(done.job.call.path);
            if self.is_served(&done) && !again {
                self.answers.extend(done.answers);
            }
        }
    }

    /// Whether the cloud knows the request at all. Parts of the family lack some; without those that decide, it cannot be
    /// told that there is nothing, so these count as served.
    fn is_served(&self, done: &Done) -> bool {
        let call = done.job.call;
        let optional = match call.need {
            Need::Decides => call.served == Served::New,
            Need::Details => true,
            // Of what one holds somewhere no other call tells.
            Need::Instead => call.fills != Fills::RoleAssignments,
        };
        !(optional && matches!(done.refusal(), Some(404 | 405 | 501)))
    }
}
