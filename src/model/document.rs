//! A permission's document as written, in any of the three dialects.
//! Order is kept; what the grammar does not know is named in `unknown_keys`, never dropped silently.

use serde_json::Value;

/// The dialect of a document (`Version`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// `1.0`: a role. Its Deny subtracts only from its own Allows.
    Role,
    /// `1.1`: a policy.
    Policy,
    /// `5.0`: an identity policy or a service control policy.
    Identity,
}

impl Version {
    /// The text of the `Version` field.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Role => "1.0",
            Self::Policy => "1.1",
            Self::Identity => "5.0",
        }
    }
}

/// What a statement says about the actions it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The statement permits.
    Allow,
    /// The statement forbids.
    Deny,
}

impl Effect {
    /// The word as the grammar spells it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// A parsed document and the JSON it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The dialect.
    pub version: Version,
    /// The statements, in the author's order.
    pub statements: Vec<Statement>,
    /// Display names of the roles this one depends on (`Depends`).
    pub depends: Vec<String>,
    /// The JSON as written, for display and for writing back unchanged.
    pub source: Value,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Allow or Deny.
    pub effect: Effect,
    /// Which actions.
    pub actions: ActionClause,
    /// Which resources.
    pub resources: ResourceClause,
    /// Tests that must all hold.
    pub conditions: Vec<Condition>,
    /// Keys the dialect does not know: the statement fails closed because of them.
    pub unknown_keys: Vec<String>,
}

/// `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionClause {
    /// Matches when one of the patterns does.
    Any(Vec<String>),
    /// `NotAction`: matches when none of the patterns does.
    NoneOf(Vec<String>),
}

impl ActionClause {
    /// The patterns, whichever way they count.
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        match self {
            Self::Any(patterns) | Self::NoneOf(patterns) => patterns,
        }
    }
}

/// `Resource` in its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceClause {
    /// Absent, null, empty or `*`: every resource.
    All,
    /// Five-segment patterns, one of which must match.
    Any(Vec<String>),
    /// `NotResource` (5.0): none of the patterns may match.
    NoneOf(Vec<String>),
    /// `{"uri": […]}`: agencies, by id or name.
    Agencies(Vec<String>),
}

/// One test of a `Condition` block: operator, key, values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is compared and how, or `None` when the operator is not known (it then fails closed).
    pub operator: Option<Operator>,
    /// The operator as written.
    pub operator_text: String,
    /// The key as written; keys compare ignoring case.
    pub key: String,
    /// The values as written.
    pub values: Vec<String>,
}

/// An operator: a base comparison, and what wraps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    /// The comparison.
    pub base: Base,
    /// Whether it holds where the base comparison does not (`StringNotEquals` and its like).
    pub negated: bool,
    /// `ForAllValues:` / `ForAnyValue:`.
    pub quantifier: Quantifier,
    /// `…IfExists`: true when the key is absent.
    pub if_exists: bool,
}

/// How a multi-valued request key is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// No prefix: the first member counts.
    First,
    /// `ForAllValues:`: every member must match.
    All,
    /// `ForAnyValue:`: one member must match.
    Any,
}

/// The base comparisons (section 3.2 of the specification).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// Exact, case-sensitive.
    StringEquals,
    /// Exact, ignoring case.
    StringEqualsIgnoreCase,
    /// Glob with `*` and `?`, case-sensitive.
    StringMatch,
    /// Prefix, ignoring case.
    StringStartWith,
    /// Suffix, ignoring case.
    StringEndWith,
    /// Glob where the value has a wildcard, else "contains".
    StringLike,
    /// `=`, decimal.
    NumberEquals,
    /// `<`, decimal.
    NumberLessThan,
    /// `<=`, decimal.
    NumberLessThanEquals,
    /// `>`, decimal.
    NumberGreaterThan,
    /// `>=`, decimal.
    NumberGreaterThanEquals,
    /// Same instant.
    DateEquals,
    /// Earlier.
    DateLessThan,
    /// Earlier or the same.
    DateLessThanEquals,
    /// Later.
    DateGreaterThan,
    /// Later or the same.
    DateGreaterThanEquals,
    /// `true` / `false`, ignoring case.
    Bool,
    /// Address in a CIDR block, or equal.
    IpAddress,
    /// Value `true`: the key is absent; `false`: it is present.
    Null,
}
