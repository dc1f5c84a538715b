//! The arguments of the commands that look at the whole account: who-can, query, audit.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::analysis::audit::Severity;
use crate::analysis::who_can::Kinds;

/// What a query is made of.
pub(super) const QUERY_HELP: &str = "\
A query is made of terms, and, or, not, and parentheses:
  can(P)             may do some action that P matches, for certain
  can-all(P)         may do every one of them
  conditional(P)     may do some of them under a condition, none for certain
  denied(P)          is explicitly denied some of them, in every project that is asked
  in(group:G)        is a member of the group
  via(group:G)       has a path through the group to what the other terms ask
  only-via(group:G)  has no other path to it
  user(NAME)         is so named; * stands for any run of characters

P is an action, a wildcard, an API call or an operation; can(P, project: NAME) asks in one project, as --project \
does for all terms; otherwise each term by itself holds in at least one project, not all of them in the same one.

  permlens query 'can(iam:*:create*) and can(obs:bucket:PutBucketPolicy) and not in(group:admin)'";

/// `who-can`
#[derive(Debug, Args)]
pub struct WhoCanArgs {
    /// An action, a wildcard (iam:*:create*), an API call ("DELETE /v2/images/abc") or an operation (Deleting images)
    #[arg(value_name = "ACTION|API|OPERATION")]
    pub what: String,
    /// Whom to list; several kinds with commas between them
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [KindArg::Users], value_name = "KINDS")]
    pub kinds: Vec<KindArg>,
    /// Only those with this answer
    #[arg(long, value_enum, value_name = "DECISION")]
    pub only: Option<OnlyArg>,
    /// Say something of a condition key: who may under these circumstances; repeat for several values, KEY= for an empty one
    #[arg(long, value_name = "KEY=VALUE")]
    pub context: Vec<String>,
    /// A condition key that no request carries; may be repeated
    #[arg(long, value_name = "KEY")]
    pub absent: Vec<String>,
}

/// `query`
#[derive(Debug, Args)]
pub struct QueryArgs {
    /// The query
    #[arg(value_name = "EXPR")]
    pub expression: String,
    /// Whom to list; several kinds with commas between them
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [KindArg::Users], value_name = "KINDS")]
    pub kinds: Vec<KindArg>,
}

/// Whom `who-can` and `query` list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// Users
    Users,
    /// Groups, each by itself
    Groups,
    /// Agencies, once assumed
    Agencies,
}

impl From<KindArg> for Kinds {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Users => Self::Users,
            KindArg::Groups => Self::Groups,
            KindArg::Agencies => Self::Agencies,
        }
    }
}

/// The answers `who-can` may be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnlyArg {
    /// Allowed whatever is left open
    Allow,
    /// Only under a condition, or for some resources
    Conditional,
}

/// `audit`
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// End with status 1 only for findings of this severity or a higher one; any finding otherwise
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<SeverityArg>,
    /// Only this rule; may be repeated
    #[arg(long, value_name = "RULE")]
    pub only: Vec<String>,
    /// Also what is about the content of system-defined permissions, which a table folds away otherwise
    #[arg(long)]
    pub all: bool,
    /// Say what a rule looks for, why, and on which basis
    #[arg(long, value_name = "RULE", conflicts_with_all = ["fail_on", "only", "suppressions", "now", "key_age", "since"])]
    pub explain: Option<String>,
    /// Leave out what this TOML file accepts; otherwise permlens-accepted.toml beside the account, where there is one
    #[arg(
        long,
        value_name = "FILE",
        long_help = "Leave out what this TOML file accepts; otherwise permlens-accepted.toml beside the account, \
            where there is one:\n\
            [[accept]]\n\
            rule = \"R14\"\n\
            subject = \"agency partner-managed\"  # a name or id; without one every finding of the rule\n\
            reason = \"migration until the end of the year\"\n\
            expires = 2026-12-31  # from then on it counts no more"
    )]
    pub suppressions: Option<PathBuf>,
    /// The time that ages count from; otherwise that of the snapshot
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
    /// From this many days on an access key is old; 90 unless said
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub key_age: Option<u32>,
    /// Also what wildcards gained since an earlier catalogue: what `permlens catalog actions --format json` of an
    /// earlier version printed, or a list of actions, one a line
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    /// Worth knowing
    Info,
    /// Untidy
    Low,
    /// Probably not meant
    #[value(alias = "warning")]
    Warn,
    /// To be dealt with in time
    Medium,
    /// To be dealt with soon
    High,
    /// Somebody can become administrator
    Critical,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Info => Self::Info,
            SeverityArg::Low => Self::Low,
            SeverityArg::Warn => Self::Warn,
            SeverityArg::Medium => Self::Medium,
            SeverityArg::High => Self::High,
            SeverityArg::Critical => Self::Critical,
        }
    }
}

/// `review`
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Write the sheet: a row for each thing a user holds; mark Keep or Remove with an x (--format csv for a spreadsheet)
    Sheet {
        /// What the rows are
        #[arg(long, value_enum, default_value_t = ReviewBy::Permissions)]
        by: ReviewBy,
        /// Only operations of this service; may be repeated
        #[arg(long, value_name = "CODE")]
        service: Vec<String>,
    },
    /// Turn a filled sheet into the list of edits to make; nothing that is kept, or not decided, is lost by one
    Apply {
        /// The filled sheet (- for standard input)
        file: PathBuf,
    },
}

/// What the rows of a review are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReviewBy {
    /// User × permission, with group and scope
    Permissions,
    /// User × operation of the published tables
    Operations,
}

/// What a file of rules looks like.
pub(super) const RULES_HELP: &str = r#"A file of rules:

  [[rule]]
  name = "only image admins delete images"
  only = ["group:image-admins", "user:root"]
  may = "ims:images:delete"            # or a wildcard, an API call, an operation; or a list
  projects = ["eu-de"]                 # in any project, when left out

  [[rule]]
  name = "nobody removes buckets"
  nobody-may = "obs:bucket:DeleteBucket"
  except = ["group:admin"]

Other rules: everyone-in = "GROUP" with may, never-both = ["A", "B"], equal = ["user:a", "user:b"],
nobody = "QUERY" (see `permlens query --help`). Whoever might, under a condition, breaks a rule about who may not."#;

/// `assert`
#[derive(Debug, Args)]
pub struct AssertArgs {
    /// The rules
    #[arg(value_name = "RULES.toml")]
    pub rules: PathBuf,
}

/// A number of days.
fn days(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| "expected a number of days, such as 90".to_owned())
}
