//! The arguments of `import`.

use std::path::PathBuf;

use clap::Args;

/// How sources are recognised.
pub(super) const IMPORT_HELP: &str = "\
Saved responses are recognised by what is in them: answers of the API as curl, the SDKs and hcloud save them (with \
headers, several after another, one a line, compressed, UTF-16), lists of `openstack … -f json`, parts that --cli-query \
left. A list that does not say whose it is, is told by its links.self, else by its file's name (groups_ID_users.json, \
projects_ID_groups_ID_roles.json; folders count), else by a file calls.json beside it:

  {\"members.json\": \"GET /v3/groups/ID/users\",
   \"two-pages.txt\": [\"/v3/users?limit=500\", \"/v3/users?limit=500&marker=9c\"]}

A Terraform state (terraform.tfstate, or `terraform show -json`) is a part of an account: what it names and does not \
describe goes by its id, what Terraform does not manage is not counted. A plan (`terraform show -json PLAN`) is read as \
the account will be after it, with --before as it is before it; what is known only after apply is pending:ADDRESS. \
Passwords and secret keys are not kept. A policy document, or a folder of them, is held by a group `policies`.

What no answer tells is listed with the call that would tell it, and kept in the snapshot as unread: until then, \
decisions that could hang on it are conditional.

  permlens import answers/ -o account.json.gz
  permlens import account.json.gz later/ -o account.json.gz
  terraform show -json plan.out | permlens import - --before -o before.json";

/// `import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A snapshot, saved responses, a Terraform state or plan, policy documents: a file, a folder, or - for standard
    /// input; several make one account
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Write the snapshot here (.gz compresses, - is standard output); without it, only what was found is said
    #[arg(short, long, value_name = "SNAPSHOT")]
    pub output: Option<PathBuf>,
    /// Read Terraform plans as the account is before them, not as it will be after them
    #[arg(long)]
    pub before: bool,
}
