//! The arguments of `lint`.

use std::path::PathBuf;

use clap::Args;

use super::analyses::SeverityArg;

/// How it is used before every commit.
pub(super) const LINT_HELP: &str = "\
The place of a policy is judged in the account given with --account: who carries it there, whether it acts in those \
scopes, what is called as it is, and which of the names it speaks of are missing.

Before every commit, in .git/hooks/pre-commit:
  git diff --cached --name-only --diff-filter=d -z -- 'policies/*.json' |
    xargs -0 -r permlens lint -q --fail-on warn";

/// `lint`
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Policy documents, folders of them (*.json, at any depth), or - for standard input
    #[arg(value_name = "POLICY.json", required_unless_present = "explain")]
    pub paths: Vec<PathBuf>,
    /// Write what changes no decision: spelling, arrays, quotes, what stands twice; all else is left to you.
    /// From standard input, the text goes to standard output and what is left to standard error
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show the changes as a diff, write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// What the policy is called; otherwise as its file, without .json
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The documents are service control policies of an organization; bodies of its API say so themselves
    #[arg(long)]
    pub service_control: bool,
    /// End with status 1 only for problems of this severity or a higher one; any problem otherwise
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<SeverityArg>,
    /// Only this rule; may be repeated
    #[arg(long, value_name = "RULE")]
    pub only: Vec<String>,
    /// Say what a rule looks for, why, and on which basis
    #[arg(long, value_name = "RULE", conflicts_with_all = ["paths", "fix", "name", "service_control", "fail_on", "only"])]
    pub explain: Option<String>,
}
