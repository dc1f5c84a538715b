//! A request in other words: as the clouds' own command line asks it, and the name of a file to save its answer in.

use super::asked::{Asked, by_path};
use super::calls::{CALLS, Call, Fills, Need, Served};

/// A request of the table, as an entry of `unread` names it: `GET /v3/groups/7/users`.
#[derive(Clone, Debug)]
pub struct Request {
    asked: Asked,
}

impl Request {
    /// The request that such a line asks, if it is one of the table.
    #[must_use]
    pub fn of(call: &str) -> Option<Self> {
        by_path(call).map(|asked| Self { asked })
    }

    /// The words of the command line that asks it; nothing where there is none. Not quoted for any shell.
    #[must_use]
    pub fn hcloud(&self) -> Vec<String> {
        let call = self.asked.call;
        if call.hcloud.is_empty() {
            return Vec::new();
        }
        let command = std::iter::once("hcloud").chain(call.hcloud.split(' '));
        let values = self.asked.values.iter();
        let values = values.map(|(name, value)| (format!("{name}_id"), value.as_str()));
        let query = self.asked.query.split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.to_owned(), value))
        });
        let options = values.chain(query);
        command
            .map(str::to_owned)
            .chain(options.map(|(name, value)| format!("--{name}={value}")))
            .collect()
    }

    /// A name for its answer that says what it is an answer to, also where the answer does not.
    #[must_use]
    pub fn file_name(&self) -> String {
        let path = self.asked.path();
        let own_policies = self.asked.call.fills == Fills::CustomPolicies;
        let parts = path.split('/').filter(|part| {
            let version = part.strip_prefix('v').unwrap_or_default();
            !part.is_empty()
                // The account's own policies are not to be saved over those of the system.
                && (own_policies || !part.starts_with("OS-"))
                && !version.starts_with(|digit: char| digit.is_ascii_digit())
        });
        let mut name = parts.map(safe).collect::<Vec<_>>().join("_");
        for parameter in ["scope", "is_inherited", "marker", "page", "offset"] {
            if let Some(value) = self.asked.parameter(parameter) {
                name.push('-');
                name.push_str(&safe(match parameter {
                    "is_inherited" if value == "true" => "inherited",
                    "is_inherited" => "direct",
                    _ => value,
                }));
            }
        }
        if own_policies && self.asked.call.served == Served::Upstream {
            name.push_str("-custom");
        }
        name.push_str(".json");
        name
    }
}

/// Text as a part of a file's name, whatever it holds.
fn safe(text: &str) -> String {
    let sure = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    text.chars()
        .map(|letter| if sure(letter) { letter } else { '-' })
        .collect()
}

/// The requests that would add to findings and details, by the key of their answer; those of the family only where it is.
pub fn details(family: bool) -> impl Iterator<Item = &'static Call> {
    CALLS.iter().filter(move |call| {
        call.need == Need::Details && (family || call.served == Served::Everywhere)
    })
}
