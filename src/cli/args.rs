//! What the command line accepts. The help texts here are the documentation of the commands.

mod analyses;
mod collect;
mod imports;
mod lint;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::analysis::matrix::Rows;
use crate::report::Format;

pub use imports::ImportArgs;
pub use lint::LintArgs;

use imports::IMPORT_HELP;
use lint::LINT_HELP;

pub use analyses::{
    AssertArgs, AuditArgs, KindArg, OnlyArg, QueryArgs, ReviewBy, ReviewCommand, WhoCanArgs,
};
use analyses::{QUERY_HELP, RULES_HELP};
use collect::COLLECT_HELP;
pub use collect::{CollectArgs, PartialArg};

/// A terminal permissions explorer for Huawei-Cloud-family IAM: what may this principal do, and why.
#[derive(Debug, Parser)]
#[command(
    name = "permlens",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = false,
    subcommand_negates_reqs = true,
    override_usage = "permlens [OPTIONS] [ACCOUNT]\n       permlens [OPTIONS] <COMMAND>",
    after_help = "Without a command the explorer opens. Without an account everything works on the embedded \
                  sample account.\nExit status: 0 yes, 1 no or something was found, 2 the call or its input is wrong, 3 it could not be \
                  carried out.\nSettings are read from ~/.config/permlens: config.toml, keymap.toml, themes. The explorer \
                  keeps its log, permlens.log, and where it was in ~/.local/state/permlens; no log is \
                  written where config.toml says log = \"off\", and nothing at all under --restricted."
)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// Where the explorer opens.
    #[command(flatten)]
    pub open: Open,
    /// What to do; without one the explorer opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The heading that the options of every command stand under, after a command's own.
const EVERYWHERE: &str = "Options of every command";

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// The account: a snapshot, saved responses of the API, a Terraform state or plan (read as it will be after it),
    /// policy documents; a file or a folder, plain or .gz, or - for standard input
    #[arg(short, long, global = true, help_heading = EVERYWHERE, value_name = "PATH")]
    pub account: Option<PathBuf>,
    /// Ask in this project (name or id)
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    pub project: Option<String>,
    /// Ask about a resource in this enterprise project (name or id)
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    pub enterprise_project: Option<String>,
    /// Read an unsettled rule differently; may be repeated
    #[arg(
        long,
        global = true, help_heading = EVERYWHERE,
        value_name = "NAME=VALUE",
        long_help = "Read an unsettled rule differently; may be repeated.\n\
            role_deny_mode=local|global: whether a Deny inside a 1.0 role counts beyond that role\n\
            depends_mode=enforce|warn|off: what a role without its dependencies does\n\
            region_project_covers_subprojects=false|true: how far a grant on a region project reaches\n\
            negated_missing=true|false: what a negated operator says of an absent key"
    )]
    pub assume: Vec<String>,
    /// Shape of the answer
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, default_value_t = FormatArg::Table, value_name = "FORMAT")]
    pub format: FormatArg,
    /// Say nothing that is not an answer or an error
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,
    /// Say more about what is read and assumed
    #[arg(short, long, global = true, help_heading = EVERYWHERE, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Only the given account: write no file, open no connection, start no program
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub restricted: bool,
    /// Colour on the terminal
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The shapes an answer may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Aligned text
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values, safe for spreadsheets
    Csv,
    /// A Markdown table
    Md,
    /// One HTML page, sortable, for reading and printing
    Html,
    /// SARIF 2.1.0, for code-scanning services (audit, assert, lint)
    Sarif,
    /// JUnit XML, for CI (assert)
    Junit,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Table => Self::Table,
            // Who writes SARIF does so itself; anybody else was told before.
            FormatArg::Json | FormatArg::Sarif | FormatArg::Junit => Self::Json,
            FormatArg::Jsonl => Self::Jsonl,
            FormatArg::Csv => Self::Csv,
            FormatArg::Md => Self::Markdown,
            FormatArg::Html => Self::Html,
        }
    }
}

/// Where the explorer opens.
#[derive(Clone, Debug, Default, Args)]
pub struct Open {
    /// The account to open, like --account
    #[arg(value_name = "ACCOUNT")]
    pub file: Option<PathBuf>,
    /// Open this view
    #[arg(long, value_enum, value_name = "VIEW")]
    pub view: Option<View>,
    /// Open on this user
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Open on this group
    #[arg(long, value_name = "NAME", conflicts_with = "user")]
    pub group: Option<String>,
    /// Open on this service
    #[arg(long, value_name = "CODE")]
    pub service: Option<String>,
    /// Open on this action
    #[arg(long, value_name = "ACTION")]
    pub action: Option<String>,
    /// Findings accepted in this file are folded away, and more are written into it; otherwise in
    /// permlens-accepted.toml beside the account
    #[arg(long, value_name = "FILE")]
    pub suppressions: Option<PathBuf>,
}

/// The views of the explorer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Groups, what is attached to them, the matrix and the evaluator
    Access,
    /// Who may do something, and through what
    WhoCan,
    /// Services, actions and APIs
    Catalogue,
    /// What is risky or broken
    Findings,
    /// What edits would change; none can be staged yet
    Changes,
}

impl Open {
    /// The first option or argument that only the explorer has a use for, as the caller wrote it.
    #[must_use]
    pub fn given(&self) -> Option<String> {
        let account = self.file.as_ref().map(|file| format!("{file:?}"));
        let options = [
            ("--view", self.view.is_some()),
            ("--user", self.user.is_some()),
            ("--group", self.group.is_some()),
            ("--service", self.service.is_some()),
            ("--action", self.action.is_some()),
            ("--suppressions", self.suppressions.is_some()),
        ];
        let mut given = options.into_iter().filter(|(_, given)| *given);
        account.or_else(|| given.next().map(|(name, _)| name.to_owned()))
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Decide one request, or many, and say why
    Check(CheckArgs),
    /// Print the access matrix
    Matrix(MatrixArgs),
    /// List who may do something, and through what
    WhoCan(WhoCanArgs),
    /// List the principals of whom a query is true: set algebra over access
    #[command(after_help = QUERY_HELP)]
    Query(QueryArgs),
    /// Check that invariants hold: only these may, nobody may, never both
    #[command(after_help = RULES_HELP)]
    Assert(AssertArgs),
    /// Access reviews: the sheet to be filled, and the edits that a filled one asks for
    Review {
        /// What to do
        #[command(subcommand)]
        command: ReviewCommand,
    },
    /// Show one user, group, permission or action, expanded, or what the account contains
    Show(ShowArgs),
    /// Make one snapshot of any sources: saved responses, Terraform states and plans, policy documents, other snapshots
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArgs),
    /// Find what is risky or broken
    Audit(AuditArgs),
    /// Check policy documents: grammar, limits, actions and conditions that do not mean what they say
    #[command(after_help = LINT_HELP)]
    Lint(LintArgs),
    /// Look things up in the embedded catalogue of services, actions and permissions
    Catalog(CatalogArgs),
    /// Read an account from its cloud into a snapshot; nothing there is changed
    #[command(after_help = COLLECT_HELP)]
    Collect(CollectArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// `check`
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("principal").args(["user", "group", "agency"])))]
#[command(group(clap::ArgGroup::new("asked").args(["action", "api"])))]
pub struct CheckArgs {
    /// Ask for this user
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Ask for this group by itself
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
    /// Ask for this agency, once assumed
    #[arg(long, value_name = "NAME")]
    pub agency: Option<String>,
    /// The action: service:type:operation
    #[arg(long, value_name = "ACTION")]
    pub action: Option<String>,
    /// The API call: "METHOD /path"
    #[arg(long, value_name = "CALL")]
    pub api: Option<String>,
    /// The text of a refusal (403), as pasted, or - for standard input: what it names is asked; other options win
    #[arg(long, value_name = "TEXT")]
    pub error: Option<String>,
    /// The resource: five segments, or /iam/agencies/NAME
    #[arg(long, value_name = "RESOURCE")]
    pub resource: Option<String>,
    /// A condition key and its value; repeat for several values, KEY= for an empty one
    #[arg(long, value_name = "KEY=VALUE")]
    pub context: Vec<String>,
    /// A condition key that the request does not carry; may be repeated
    #[arg(long, value_name = "KEY")]
    pub absent: Vec<String>,
    /// Take what is left out as absent: the answer is never conditional for want of it
    #[arg(long)]
    pub strict: bool,
    /// Tell the whole story
    #[arg(long)]
    pub explain: bool,
    /// Decide each JSON line of this file (- for standard input)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["user", "group", "agency", "action", "api", "error", "resource", "context", "absent"])]
    pub batch: Option<PathBuf>,
}

/// `matrix`
#[derive(Debug, Args)]
pub struct MatrixArgs {
    /// What the rows are
    #[arg(long, value_enum, default_value_t = RowsArg::Operations)]
    pub rows: RowsArg,
    /// What the columns are
    #[arg(long, value_enum, default_value_t = ColsArg::Permissions)]
    pub cols: ColsArg,
    /// Only this service; may be repeated
    #[arg(long, value_name = "CODE")]
    pub service: Vec<String>,
    /// The group whose attached permissions are the columns
    #[arg(long, value_name = "GROUP")]
    pub of: Option<String>,
    /// Say what each letter rests on
    #[arg(long)]
    pub marks: bool,
}

/// What the rows of a matrix are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RowsArg {
    /// Rows of the published operations tables
    Operations,
    /// Single actions
    Actions,
    /// Whole services
    Services,
}

impl From<RowsArg> for Rows {
    fn from(rows: RowsArg) -> Self {
        match rows {
            RowsArg::Operations => Self::Operations,
            RowsArg::Actions => Self::Actions,
            RowsArg::Services => Self::Services,
        }
    }
}

/// What the columns of a matrix are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColsArg {
    /// Every user
    Users,
    /// Every group
    Groups,
    /// The system-defined permissions of the services
    Permissions,
    /// The permissions attached to the group given with --of
    Attached,
}

/// `show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// What to show
    #[arg(value_enum)]
    pub kind: ShowKind,
    /// Its name, id or display name
    #[arg(required_if_eq_any = [("kind", "user"), ("kind", "group"), ("kind", "permission"), ("kind", "action")])]
    pub name: Option<String>,
}

/// What `show` can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShowKind {
    /// A user: groups, and what reaches it
    User,
    /// A group: members, and what is attached to it
    Group,
    /// A permission: its document, what it expands to, who has it
    Permission,
    /// An action: its APIs, dependencies, and what grants it
    Action,
    /// The account: what it contains, and what its source could not say
    Account,
}

/// `catalog`
#[derive(Debug, Args)]
pub struct CatalogArgs {
    /// What to list
    #[arg(value_enum)]
    pub kind: CatalogKind,
    /// Only what contains all of these words, or matches these * patterns
    pub query: Vec<String>,
}

/// What the catalogue lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CatalogKind {
    /// Services
    Services,
    /// Actions
    Actions,
    /// System-defined roles and policies
    Permissions,
    /// Rows of the published operations tables
    Operations,
    /// APIs and the actions they need
    Apis,
}
