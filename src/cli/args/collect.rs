//! The arguments of the live pull.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What the settings of a cloud are.
pub(super) const COLLECT_HELP: &str = "\
Where to ask and as whom is taken from an entry of clouds.yaml (--cloud or OS_CLOUD; looked for in the current folder, \
~/.config/openstack and /etc/openstack, with secure.yaml and clouds-public.yaml beside it), or else from the environment: \
OS_AUTH_URL with OS_USERNAME, OS_PASSWORD, OS_USER_DOMAIN_NAME and a scope (OS_DOMAIN_NAME, OS_PROJECT_NAME or \
OS_SYSTEM_SCOPE=all), or OS_TOKEN, or OS_ACCESS_KEY and OS_SECRET_KEY; on Huawei Cloud HW_ACCESS_KEY, HW_SECRET_KEY and \
HW_REGION_NAME are enough. Proxies are those of HTTPS_PROXY and NO_PROXY.
A password that is configured nowhere is asked for; it is never an argument, and never in the snapshot.
The account needs to be read by nobody mightier than an auditor: IAM ReadOnlyAccess. What was not allowed to be read is \
marked in the snapshot, and decisions that hang on it are conditional.

  permlens collect --cloud otc -o account.json && permlens account.json";

/// `collect`
#[derive(Debug, Args)]
pub struct CollectArgs {
    /// The entry of clouds.yaml
    #[arg(long, value_name = "NAME")]
    pub cloud: Option<String>,
    /// The snapshot to write (- for standard output); a .gz is compressed
    #[arg(short, long, value_name = "SNAPSHOT")]
    pub output: PathBuf,
    /// What to do with what was read when it is stopped in the middle (ctrl-c, an expired token, a lost connection)
    #[arg(long, value_enum, default_value_t = PartialArg::Discard, value_name = "WHAT")]
    pub partial: PartialArg,
    /// The account (domain) to read, by name or id, where it is not the one signed in to
    #[arg(long, value_name = "NAME")]
    pub read_domain: Option<String>,
    /// The address of the identity service
    #[arg(long, value_name = "URL")]
    pub os_auth_url: Option<String>,
    /// The user to sign in as
    #[arg(long, value_name = "NAME")]
    pub os_username: Option<String>,
    /// The domain that the user is in
    #[arg(long, value_name = "NAME")]
    pub os_user_domain: Option<String>,
    /// The domain to sign in to
    #[arg(long, value_name = "NAME", conflicts_with = "os_project")]
    pub os_domain: Option<String>,
    /// The project to sign in to
    #[arg(long, value_name = "NAME")]
    pub os_project: Option<String>,
    /// The certificates of the authority to trust instead of the public ones
    #[arg(long, value_name = "FILE")]
    pub os_cacert: Option<PathBuf>,
    /// Ask for the passcode of a second factor at once, not only when the service wants one
    #[arg(long)]
    pub mfa: bool,
    /// Do not check who answers: anybody on the way can read and change everything, the password included
    #[arg(long)]
    pub insecure: bool,
    /// How many lists are read at a time
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16))]
    pub parallel: u8,
    /// How many seconds to wait for an answer
    #[arg(long, default_value_t = 120, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(1..))]
    pub timeout: u16,
    /// Read no more lists in one go; the rest is marked as not read
    #[arg(long, default_value_t = 50_000, value_name = "N")]
    pub max_requests: usize,
    /// Do not ask for each user by itself: the last log-in and the mark of the account's owner are missing then
    #[arg(long)]
    pub no_user_details: bool,
}

/// What becomes of half a pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PartialArg {
    /// Write nothing
    Discard,
    /// Write what was read; what was not is marked as unread
    Save,
}
