//! Methods and addresses: request lines, `[GET https://…]`, what curl prints, and which of them was refused.

use std::collections::HashSet;

use super::super::call::Call;
use super::phrases::refusals;
use super::words::{Joint, Words};
use super::{MOST, Pasted};

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A call and the position of its address among the words.
struct Placed {
    at: usize,
    call: Call,
}

/// Collects calls, and addresses that have no method.
pub(super) fn read(words: &Words<'_>, pasted: &mut Pasted) {
    let mut calls: Vec<Placed> = Vec::new();
    let mut addresses: Vec<&str> = Vec::new();
    let mut host = Host::default();
    for at in 0..words.len() {
        let word = words.text(at);
        if word.eq_ignore_ascii_case("host") && words.joint(at + 1) == Joint::Value {
            host.seen(words.text(at + 1), &mut calls);
        }
        let whole = word.contains("://") && word.starts_with("http");
        let path = word.starts_with('/') && word.len() > 1;
        match method(words, at) {
            Some(method) if whole || path => {
                let call = Call {
                    method,
                    path: word.to_owned(),
                };
                if path {
                    host.awaited(calls.len());
                }
                calls.push(Placed { at, call });
            }
            None if whole && !is_namespace(words, at) => addresses.push(word),
            _ => {}
        }
    }
    pasted.calls = refused(calls, &refusals(words));
    let mut seen: HashSet<&str> = pasted.calls.iter().map(|call| call.path.as_str()).collect();
    pasted.addresses = addresses
        .into_iter()
        .filter(|address| seen.insert(address))
        .take(MOST)
        .map(str::to_owned)
        .collect();
}

/// `xmlns="http://…"` is a name and leads nowhere.
fn is_namespace(words: &Words<'_>, at: usize) -> bool {
    words.before(at, 1).starts_with("xmlns")
}

/// The method of the address at a position: just before it, or somewhere in the options of curl.
fn method(words: &Words<'_>, at: usize) -> Option<String> {
    const NEAR: usize = 8;
    let upper = |word: &str| {
        let method = METHODS.iter().find(|name| name.eq_ignore_ascii_case(word));
        method.map(|name| (*name).to_owned())
    };
    let just_before = words.before(at, 1);
    if matches!(words.joint(at), Joint::Prose | Joint::Value)
        && let Some(method) = upper(just_before)
    {
        return Some(method);
    }
    if !words.text(at).contains("://") {
        return None;
    }
    let mut curl = None;
    for steps in 1..=NEAR {
        match words.before(at, steps) {
            "-X" | "--request" => return upper(words.before(at, steps - 1)),
            "curl" => {
                curl = Some(steps);
                break;
            }
            _ => {}
        }
    }
    curl?;
    // curl takes its options in any order; without one, a call with data is a POST.
    for steps in 1..=NEAR {
        match words.text(at + steps) {
            "-X" | "--request" => return upper(words.text(at + steps + 1)),
            "-d" | "--data" | "--data-raw" | "--json" => return Some("POST".to_owned()),
            "curl" | "" => break,
            _ => {}
        }
    }
    Some("GET".to_owned())
}

/// Joins `> DELETE /v2/…` with the `> Host: …` that follows it.
#[derive(Default)]
struct Host {
    waiting: Option<usize>,
}

impl Host {
    fn awaited(&mut self, call: usize) {
        self.waiting = Some(call);
    }

    fn seen(&mut self, host: &str, calls: &mut [Placed]) {
        if let Some(placed) = self.waiting.take().and_then(|at| calls.get_mut(at)) {
            placed.call.path = format!("https://{host}{}", placed.call.path);
        }
    }
}

/// The calls that the refusals are about: the nearest before each, else the next after; all where nothing tells.
fn refused(calls: Vec<Placed>, refusals: &[usize]) -> Vec<Call> {
    let mut meant: HashSet<usize> = refusals
        .iter()
        .map(|refusal| {
            let later = calls.partition_point(|call| call.at < *refusal);
            later.saturating_sub(1)
        })
        .collect();
    if refusals.is_empty() {
        meant = (0..calls.len()).collect();
    }
    let mut kept: Vec<Call> = Vec::new();
    for (at, placed) in calls.into_iter().enumerate() {
        if meant.contains(&at) && kept.len() < MOST && !kept.contains(&placed.call) {
            kept.push(placed.call);
        }
    }
    kept
}
