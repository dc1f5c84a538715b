//! Whether all pages of a listing are there: by its links, its totals, and the marks that there is more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::import::fields::Fields;

use super::asked::Asked;
use super::calls::{CALLS, Call};
use super::{Gathered, refused};

/// Parameters that say which page, not which list.
const OF_A_PAGE: [&str; 5] = ["page", "per_page", "limit", "offset", "marker"];

/// The listings that answers are pages of.
#[derive(Debug, Default)]
pub(super) struct Listings {
    list: BTreeMap<Key, Listing>,
}

/// Pages of one listing have these in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    list: &'static str,
    /// What was asked, without the page.
    asked: Option<String>,
    /// Two listings of which nothing else is known seldom have the same length.
    total: Option<u64>,
}

#[derive(Debug, Default)]
struct Listing {
    asked: Option<Asked>,
    pages: u64,
    read: u64,
    /// Pages that say that another follows.
    followed: u64,
    /// The links to what follows.
    next: BTreeSet<String>,
    /// The links to itself.
    own: BTreeSet<String>,
}

impl Listings {
    /// What a list was asked with, where that is known.
    pub(super) fn queries(&self, path: &str) -> Vec<&str> {
        let asked = self
            .list
            .values()
            .filter_map(|listing| listing.asked.as_ref());
        asked
            .filter(|asked| asked.call.path == path)
            .map(|asked| asked.query.as_str())
            .collect()
    }
}

impl Gathered {
    /// Takes note of a page: `fields` is what stands beside the list.
    pub(super) fn page(
        &mut self,
        key: &'static str,
        asked: Option<&Asked>,
        fields: &Fields,
        read: usize,
    ) {
        let link = |name: &str| {
            let link = fields.get("links")?.get(name)?.as_str()?;
            Some(normal(link)).filter(|link| !link.is_empty())
        };
        let totals = ["total_number", "total_num", "total_count"];
        let total = totals.iter().find_map(|name| {
            let total = fields.get(*name)?;
            total.as_u64().or_else(|| total.as_str()?.parse().ok())
        });
        let marker = fields
            .get("page_info")
            .and_then(|info| info.get("next_marker"))
            .is_some_and(|marker| marker.as_str().is_some_and(|marker| !marker.is_empty()));
        let truncated = fields.get("truncated").and_then(Value::as_bool) == Some(true);
        let next = link("next");
        let list = Key {
            list: key,
            asked: asked.map(|asked| {
                let path = format!("{}?{}", asked.path(), asked.query);
                let (path, query) = split(&path);
                let query = query.filter(|pair| {
                    let name = pair.split('=').next().unwrap_or(pair);
                    !pair.is_empty() && !OF_A_PAGE.contains(&name)
                });
                let query: Vec<&str> = query.collect();
                format!("{path}?{}", query.join("&"))
            }),
            total,
        };
        let listing = self.listings.list.entry(list).or_default();
        listing.asked = listing.asked.take().or_else(|| asked.cloned());
        listing.pages += 1;
        listing.read += u64::try_from(read).unwrap_or(u64::MAX);
        if next.is_some() || marker || truncated {
            listing.followed += 1;
        }
        listing.own.extend(link("self"));
        // Where the answers do not say which page they are, the call does.
        listing
            .own
            .extend(asked.map(|asked| normal(&format!("{}?{}", asked.path(), asked.query))));
        listing.next.extend(next);
    }

    /// The parts of listings that are not there, as entries of `unread`.
    pub(super) fn cut_off(&self) -> Vec<Fields> {
        let mut entries = Vec::new();
        for (key, listing) in &self.listings.list {
            let pending: Vec<&String> = listing.next.difference(&listing.own).collect();
            let last_seen = listing.pages > listing.followed;
            let total = key.total.unwrap_or_default();
            let short = total > listing.read;
            // Links to itself that are all the same do not tell the pages apart: then a last page is enough.
            let told_apart = u64::try_from(listing.own.len()).is_ok_and(|own| own >= listing.pages);
            let open = if listing.next.is_empty() {
                listing.followed > 0 && !last_seen
            } else {
                !pending.is_empty() && (told_apart || !last_seen)
            };
            let unopened = !listing.own.is_empty() && listing.own.iter().all(|link| later(link));
            if !open && !short && !unopened {
                continue;
            }
            let call = match (pending.first(), &listing.asked) {
                (Some(next), _) => (*next).clone(),
                (None, Some(asked)) => match asked.query.as_str() {
                    "" => asked.path(),
                    query => format!("{}?{query}", asked.path()),
                },
                (None, None) => {
                    let of_all =
                        |call: &&Call| call.key == key.list && call.variables().count() == 0;
                    let call = CALLS.iter().find(of_all);
                    call.map_or_else(String::new, |call| call.path.to_owned())
                }
            };
            let reason = if unopened && !open {
                "the first page is not there".to_owned()
            } else if short {
                format!("{} of {total} are there", listing.read)
            } else {
                format!("the page after the first {} is not there", listing.read)
            };
            let what = match (&listing.asked, key.list) {
                (Some(asked), _) => refused::what(asked),
                (None, "policies") => "identity_policies",
                (None, "attached_policies") => "identity_policy_attachments",
                (None, list) => list,
            };
            let asked = listing.asked.as_ref();
            entries.push(refused::entry(what, asked, &call, &reason));
        }
        entries
    }
}

/// Whether a link is to a page that others come before.
fn later(link: &str) -> bool {
    let (_, mut query) = split(link);
    query.any(|pair| match pair.split_once('=') {
        Some(("marker", _)) => true,
        Some(("page", number)) => number != "1" && number != "0",
        Some(("offset", number)) => number != "0",
        _ => false,
    })
}

fn split(path: &str) -> (&str, impl Iterator<Item = &str>) {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    (path, query.split('&'))
}

/// A link from its version on, its parameters in order: servers write them in any.
fn normal(link: &str) -> String {
    let link = link.split_once("://").map_or(link, |(_, rest)| {
        rest.split_once('/').map_or(rest, |(_, path)| path)
    });
    let (path, query) = split(link);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let from = parts.iter().position(|part| {
        part.strip_prefix('v')
            .is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
    });
    let path = parts.get(from.unwrap_or_default()..).unwrap_or_default();
    let mut query: Vec<&str> = query.filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let path = path.join("/");
    if query.is_empty() {
        format!("/{path}")
    } else {
        format!("/{path}?{}", query.join("&"))
    }
}
