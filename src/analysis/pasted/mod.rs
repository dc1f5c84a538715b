//! A pasted refusal as a question: what the usual 403 texts of these clouds and of OpenStack services say about who
//! wanted what, where, and why not. [`read`] takes any text whatever and only reports what stands in it;
//! [`Pasted::resolve`] looks it up in an account and the catalogue.

mod actions;
mod calls;
mod fields;
mod flat;
mod hints;
mod lookup;
mod phrases;
mod resolve;
mod words;

pub use hints::hints;
pub use resolve::{Asked, Finding, Missing, Part, Resolved};

use super::call::Call;
use words::Words;

/// More distinct actions, calls or addresses than this are a log, not an error; the first ones count.
const MOST: usize = 16;

/// What a pasted text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Actions and names of OpenStack policies, in the order of the text.
    pub actions: Vec<Mention>,
    /// API calls: those that were refused, where the text has others too.
    pub calls: Vec<Call>,
    /// Addresses without a method.
    pub addresses: Vec<String>,
    /// Who was refused.
    pub who: Option<Who>,
    /// The project, by id or name.
    pub project: Option<String>,
    /// The enterprise project, by id or name.
    pub enterprise_project: Option<String>,
    /// The resource, in five segments.
    pub resource: Option<String>,
    /// The account, by id or name.
    pub domain: Option<String>,
    /// What the text says of the policies that decided.
    pub denial: Option<Denial>,
    /// What kind of refusal it is.
    pub refusal: Option<Refusal>,
    /// The error code: `APIGW.0302`.
    pub code: Option<String>,
    /// The id to give to the provider's support.
    pub request_id: Option<String>,
}

/// An action in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// As written.
    pub name: String,
    /// The same with the next line's first word, where it may have been broken at the end of a line.
    pub rejoined: Option<String>,
    /// How sure it is that this is what was refused.
    pub weight: Weight,
}

/// How an action stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The text says that this is the action.
    Named,
    /// It looks like an action; the catalogue decides.
    Passing,
}

/// Who was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A user, by id or name.
    User(String),
    /// An assumed agency.
    Agency(String),
    /// A federated user.
    Federated(String),
}

/// What a text says of the policies that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Whether a Deny applied or an Allow was missing.
    pub kind: DenialKind,
    /// Which kind of policy it was.
    pub policy: Option<PolicyType>,
}

/// Whether a Deny applied or an Allow was missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DenialKind {
    /// A Deny applied.
    Explicit,
    /// Nothing allowed it.
    Implicit,
}

/// The kinds of policies that texts tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyType {
    /// Attached to the principal.
    Identity,
    /// Of the organization.
    ServiceControl,
    /// Of the resource: a bucket policy, for example.
    Resource,
    /// Of the session.
    Session,
    /// The boundary of a principal's permissions.
    Boundary,
    /// Of an agency.
    Trust,
}

/// What kind of refusal a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request was understood and refused (403).
    Forbidden,
    /// Nobody was signed in (401): no policy was asked.
    Unauthenticated,
    /// A quota was full.
    Quota,
}

impl DenialKind {
    /// The word for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Implicit => "implicit",
        }
    }
}

impl PolicyType {
    /// The words for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Identity => "identity policy",
            Self::ServiceControl => "service control policy",
            Self::Resource => "resource policy",
            Self::Session => "session policy",
            Self::Boundary => "permissions boundary",
            Self::Trust => "trust policy",
        }
    }
}

impl Refusal {
    /// The word for it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Unauthenticated => "unauthenticated",
            Self::Quota => "quota",
        }
    }
}

/// Reads any text; what it does not recognise it leaves out.
#[must_use]
pub fn read(text: &str) -> Pasted {
    let flat = flat::flat(text);
    let words = Words::new(&flat);
    let mut pasted = Pasted::default();
    actions::read(&words, &mut pasted);
    phrases::read(&words, &mut pasted);
    calls::read(&words, &mut pasted);
    fields::read(&words, &mut pasted);
    pasted
}
