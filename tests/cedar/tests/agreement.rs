//! The differential test: permlens's engine and Cedar decide 300,000 requests alike, and would not if either got a
//! rule wrong. `PERMLENS_CEDAR_SEED`, `_ACCOUNTS` and `_REQUESTS` (per account) override the defaults.

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use permlens_cedar::contest::{Tally, round};
use permlens_cedar::reading::Mistake;

/// Accounts that each mistake is tried on.
const MISTAKEN_ACCOUNTS: u64 = 200;

fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(format!("PERMLENS_CEDAR_{name}")) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("PERMLENS_CEDAR_{name}: a number, not {text:?}")),
        Err(_) => default,
    }
}

/// The accounts of a run, on every core.
fn contest(accounts: u64, requests: usize, mistake: Option<Mistake>) -> Tally {
    let seed = setting("SEED", 20_240_630);
    let next = AtomicU64::new(0);
    let worker = || {
        let mut tally = Tally::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= accounts {
                return tally;
            }
            tally.add(round(seed, at, requests, mistake));
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let spawn = |_| {
            // Cedar recurses along an expression.
            let builder = std::thread::Builder::new().stack_size(64 << 20);
            builder.spawn_scoped(scope, worker).expect("a thread")
        };
        let workers: Vec<_> = (0..cores).map(spawn).collect();
        let mut sum = Tally::default();
        for worker in workers {
            sum.add(worker.join().expect("a round without panic"));
        }
        sum
    })
}

/// Past the test harness, which keeps what is printed by tests that pass.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[test]
fn permlens_and_cedar_decide_alike() {
    let (accounts, requests) = (setting("ACCOUNTS", 500), setting("REQUESTS", 600));
    let began = Instant::now();
    let tally = contest(accounts, usize::try_from(requests).expect("a count"), None);
    let [allow, explicit, implicit] = tally.decided;
    say(&format!(
        "{} requests over {} accounts decided by both in {:.1} s: {allow} allow, {explicit} explicit deny, {implicit} \
         implicit deny; {} general answers borne out; {} disagreements",
        tally.requests,
        tally.accounts,
        began.elapsed().as_secs_f64(),
        tally.certain,
        tally.disagreements.len()
    ));
    let shown: Vec<String> = tally
        .disagreements
        .iter()
        .take(3)
        .map(|one| one.clone().shrunk().to_string())
        .collect();
    assert!(
        shown.is_empty(),
        "{} disagreements; the first:\n{}",
        tally.disagreements.len(),
        shown.join("\n")
    );
    assert_eq!(tally.requests as u64, accounts * requests);
    // Requests that all end alike would prove little.
    let few = tally.requests / 20;
    assert!(
        tally.decided.iter().all(|count| *count > few),
        "{:?} is no mix",
        tally.decided
    );
}

#[test]
fn every_mistake_is_noticed() {
    let mut unnoticed = Vec::new();
    for mistake in Mistake::ALL {
        let tally = contest(MISTAKEN_ACCOUNTS, 150, Some(mistake));
        say(&format!(
            "{mistake:?}: {} disagreements in {} requests",
            tally.disagreements.len(),
            tally.requests
        ));
        if tally.disagreements.is_empty() {
            unnoticed.push(mistake);
        }
    }
    assert!(unnoticed.is_empty(), "nobody would notice {unnoticed:?}");
}
