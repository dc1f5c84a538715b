//! From answers of the API, saved or just fetched, to the snapshot's shape (section 6.3).
//! This is the one place that knows the API's shapes; references are resolved and objects judged where snapshots are.
//!
//! An answer is recognised by what is in it. What it is about, where its body does not say so, is told by the path that
//! was asked, else by its `links.self`, else by the name of the file. Lists of one kind are joined by id.
//! What no answer told, or one refused to tell, becomes `unread` in the snapshot: it is never taken for "no".

mod asked;
mod body;
pub mod calls;
mod commandline;
mod domain;
mod finish;
mod grants;
mod kind;
mod missing;
pub mod named;
mod paging;
mod policies;
mod refused;
mod rows;
mod secrets;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::engine::document::describe;

use super::fields::Fields;
use super::problem::{Problem, Problems};

use asked::Asked;
pub(super) use body::is_answer;
use domain::Domains;
use grants::{Grant, Membership};
use paging::Listings;
use rows::Origin;
use rows::Rows;

/// One answer of the API.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What messages call it: the file and line, or the call.
    pub source: String,
    /// The path and query that were asked, where that is known.
    pub path: Option<String>,
    /// The status it came with.
    pub status: u16,
    /// What it says.
    pub body: Value,
}

/// The answers gathered so far.
#[derive(Debug)]
pub struct Gathered {
    sources: Vec<String>,
    users: Rows,
    groups: Rows,
    projects: Rows,
    enterprise_projects: Rows,
    agencies: Rows,
    roles: Rows,
    policies: Rows,
    memberships: Vec<Membership>,
    /// Role assignments as the API has them.
    assignments: Vec<(Value, Origin)>,
    /// Role assignments put together from a list and what it is about.
    grants: Vec<Grant>,
    attachments: Vec<(Value, Origin)>,
    /// Documents of identity policies that came before their policies, by policy and version.
    documents: Vec<policies::Document>,
    /// Lists of a command line's tool that do not say of what.
    nameless: Vec<(Vec<Fields>, u32)>,
    /// Lists that are taken over as they are.
    listed: BTreeMap<&'static str, Vec<Value>>,
    security_policies: Map<String, Value>,
    /// A snapshot among the answers: what it says beside its lists.
    base: Option<Fields>,
    domains: Domains,
    listings: Listings,
    /// The paths that were answered, filled in.
    answered: HashSet<String>,
    /// The lists that were answered, by their key.
    told: BTreeSet<&'static str>,
    /// What was refused: the entry, and the request.
    refused: Vec<(Fields, Option<Asked>)>,
    /// Which clouds' shapes were seen.
    seen: Seen,
    found: Vec<Found>,
    problems: Vec<Problem>,
    /// When the first of them was given, where one says so.
    since: Option<OffsetDateTime>,
}

/// What a source turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The source.
    pub source: String,
    /// What it lists.
    pub what: &'static str,
    /// How many.
    pub count: usize,
}

/// Signs of the cloud that answered.
#[derive(Clone, Debug, Default)]
struct Seen {
    family: bool,
    upstream: bool,
    /// Whether it is an upstream Keystone, where whoever asked says so.
    told: Option<bool>,
    /// Identity policies (5.0).
    new: bool,
    /// The host, without anything secret.
    host: Option<String>,
}

impl Seen {
    /// An upstream Keystone has none of the family's extensions to ask.
    fn is_upstream(&self) -> bool {
        self.told.unwrap_or(self.upstream && !self.family)
    }
}

impl Default for Gathered {
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            users: Rows::new("id"),
            groups: Rows::new("id"),
            projects: Rows::new("id"),
            enterprise_projects: Rows::new("id"),
            agencies: Rows::new("id"),
            roles: Rows::new("id"),
            policies: Rows::new("policy_id"),
            memberships: Vec::new(),
            assignments: Vec::new(),
            grants: Vec::new(),
            attachments: Vec::new(),
            documents: Vec::new(),
            nameless: Vec::new(),
            listed: BTreeMap::new(),
            security_policies: Map::new(),
            base: None,
            domains: Domains::default(),
            listings: Listings::default(),
            answered: HashSet::new(),
            told: BTreeSet::new(),
            refused: Vec::new(),
            seen: Seen::default(),
            found: Vec::new(),
            problems: Vec::new(),
            since: None,
        }
    }
}

impl Gathered {
    /// Takes an answer in.
    pub fn add(&mut self, answer: Answer) {
        let source = self.source(answer.source);
        let asked = answer.path.as_deref().and_then(asked::by_path);
        if answer.status >= 400 || refused::is_refusal(&answer.body) {
            self.refuse(source, asked, answer.status, &answer.body);
            return;
        }
        match answer.body {
            Value::Object(fields) => self.object(fields, asked, source),
            Value::Array(items) => self.array(items, asked, source),
            other => self.problem(
                Origin {
                    source,
                    key: "",
                    index: None,
                },
                "an answer of the API",
                describe(&other),
                "it is left out",
            ),
        }
    }

    /// Whoever asked knows which kind of cloud answered, has asked for everything, and adds each answer, also those that
    /// refuse: so nothing else is missing, and what was refused was told by no other answer.
    pub fn asked_of(&mut self, upstream: bool) {
        self.seen.told = Some(upstream);
    }

    /// Takes note of when an answer was given: the picture is as old as the oldest.
    pub fn given_at(&mut self, date: OffsetDateTime) {
        self.since = Some(self.since.map_or(date, |since| since.min(date)));
    }

    /// Takes in a whole snapshot, whose lists the answers complete.
    pub fn add_snapshot(&mut self, source: &str, mut fields: Fields) {
        let source = self.source(source.to_owned());
        self.snapshot(&mut fields, source);
        match &mut self.base {
            None => self.base = Some(fields),
            Some(base) => {
                for (key, value) in fields {
                    base.entry(key).or_insert(value);
                }
            }
        }
    }

    /// Whether nothing has been found yet; to be refused is to find nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let something = |found: &Found| found.what != "refusals";
        !self.found.iter().any(something) && self.nameless.is_empty() && self.base.is_none()
    }

    /// What was wrong so far.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What was found, source by source.
    #[must_use]
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// The snapshot that the answers make; what is wrong with them is told with the place where it stood.
    #[must_use]
    pub fn into_snapshot(self, problems: &mut Problems) -> Fields {
        self.finish(problems)
    }

    fn source(&mut self, name: String) -> u32 {
        self.sources.push(name);
        u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX)
    }

    fn name_of(&self, source: u32) -> &str {
        let index = usize::try_from(source).unwrap_or(usize::MAX);
        self.sources.get(index).map_or("", String::as_str)
    }

    fn problem(
        &mut self,
        origin: Origin,
        expected: &'static str,
        found: impl Into<String>,
        advice: &'static str,
    ) {
        let file = self.name_of(origin.source).to_owned();
        self.problems.push(Problem {
            file,
            pointer: origin.pointer(),
            expected: expected.into(),
            found: found.into(),
            advice,
        });
    }

    fn note(&mut self, source: u32, what: &'static str, count: usize) {
        let source = self.name_of(source).to_owned();
        match self.found.last_mut() {
            Some(last) if last.source == source && last.what == what => last.count += count,
            _ => self.found.push(Found {
                source,
                what,
                count,
            }),
        }
    }
}

/// Where the problems of a joined snapshot really stand.
#[derive(Debug, Default)]
pub(super) struct Origins {
    sources: Vec<String>,
    lists: HashMap<&'static str, Vec<Origin>>,
}

impl Origins {
    /// `$.users[12].enabled` of the snapshot is `$.users[2].enabled` of the second page.
    pub(super) fn of(&self, pointer: &str) -> Option<(String, String)> {
        let (key, rest) = pointer.strip_prefix("$.")?.split_once('[')?;
        let (index, rest) = rest.split_once(']')?;
        let origin = self.lists.get(key)?.get(index.parse::<usize>().ok()?)?;
        let source = self.sources.get(usize::try_from(origin.source).ok()?)?;
        Some((source.clone(), format!("{}{rest}", origin.pointer())))
    }
}
