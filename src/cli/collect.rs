//! `permlens collect`: an account of a cloud into a snapshot.

mod bar;
mod prompt;

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::collect::address::Scheme;
use crate::collect::clock::{Cancel, MachineClock};
use crate::collect::clouds::{Cloud, Overrides};
use crate::collect::http::{Proxies, Timeouts};
use crate::collect::patience::Patience;
use crate::collect::pull::Wishes;
use crate::collect::session::Means;
use crate::collect::snapshot::Collected;
use crate::collect::{collect, configured};
use crate::import::export;
use crate::places;
use crate::report::plain;

use super::Status;
use super::args::{CollectArgs, Global, PartialArg};
use super::failure::Failure;
use super::import::save;
use bar::Bar;

/// So many refusals are named.
const FIRST: usize = 5;

/// Reads the account and writes the snapshot.
pub fn run(
    global: &Global,
    args: &CollectArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    if global.restricted {
        let no = "--restricted opens no connection and writes no file: collect does both";
        return Err(Failure::Call(no.to_owned()));
    }
    if global.account.is_some() {
        let twice = "collect reads from a cloud and writes --output; --account is for the commands that ask";
        return Err(Failure::Call(twice.to_owned()));
    }
    let cloud = configured(&overrides(args))?;
    if args.output.as_os_str() != "-" {
        // Half an hour's pull is not to end with a folder that does not exist.
        places::writable(&args.output).map_err(Failure::Place)?;
    }
    warn(&cloud, messages)?;
    let cancel = Cancel::default();
    // The second ctrl-c ends it at once.
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, cancel.flag())?;
        signal_hook::flag::register(signal, cancel.flag())?;
    }
    let means = Means {
        clock: Arc::new(MachineClock),
        cancel,
        patience: Patience::default(),
        ask: Box::new(prompt::ask),
    };
    let wishes = Wishes {
        account: args.read_domain.clone(),
        hands: usize::from(args.parallel),
        most: args.max_requests,
        users: !args.no_user_details,
        timeouts: Timeouts::of_answer(Duration::from_secs(args.timeout.into())),
    };
    let proxies = Proxies::from(|name| std::env::var(name).ok());
    let mut bar = Bar::new(global.quiet);
    let collected = collect(cloud, &proxies, means, &wishes, &mut |progress| {
        bar.show(progress, messages);
    });
    bar.end(messages);
    let collected = collected?;
    let partial = collected.stopped.is_some();
    if partial && args.partial == PartialArg::Discard {
        let why = collected.stopped.as_ref().map(ToString::to_string);
        return Err(Failure::Cut(why.unwrap_or_default()));
    }
    let snapshot = &collected.snapshot;
    if args.output.as_os_str() == "-" {
        export::write_fields(snapshot, out)?;
    } else {
        save(&args.output, |file| export::write_fields(snapshot, file))?;
    }
    if !global.quiet {
        summary(args, global.verbose > 0, &collected, messages)?;
    }
    Ok(if partial { Status::Failed } else { Status::Yes })
}

fn overrides(args: &CollectArgs) -> Overrides {
    Overrides {
        cloud: args.cloud.clone(),
        auth_url: args.os_auth_url.clone(),
        username: args.os_username.clone(),
        user_domain: args.os_user_domain.clone(),
        domain: args.os_domain.clone(),
        project: args.os_project.clone(),
        authority: args.os_cacert.clone(),
        insecure: args.insecure,
        second_factor: args.mfa,
    }
}

/// What is said whether one wants to hear it or not.
fn warn(cloud: &Cloud, messages: &mut dyn Write) -> io::Result<()> {
    let host = &cloud.identity.host;
    if cloud.wants_insecure {
        writeln!(
            messages,
            "permlens: the configuration says not to check certificates (verify, OS_INSECURE); they are checked all the \
             same unless the call says --insecure"
        )?;
    }
    if cloud.identity.scheme == Scheme::Http {
        writeln!(
            messages,
            "permlens: WARNING: {host} is reached without TLS: everybody on the way can read the password and the token"
        )?;
    } else if cloud.trust.insecure {
        writeln!(
            messages,
            "permlens: WARNING: --insecure: whoever answers as {host} is believed, and gets the password"
        )?;
    }
    Ok(())
}

fn summary(
    args: &CollectArgs,
    every: bool,
    collected: &Collected,
    messages: &mut dyn Write,
) -> io::Result<()> {
    let counts = [
        ("users", "users"),
        ("groups", "groups"),
        ("memberships", "memberships"),
        ("projects", "projects"),
        ("roles", "permissions"),
        ("role_assignments", "assignments"),
    ]
    .map(|(key, name)| match collected.count(key) {
        1 => format!("1 {}", name.strip_suffix('s').unwrap_or(name)),
        count => format!("{count} {name}"),
    });
    let marked = match &collected.stopped {
        Some(halt) => format!(" (PARTIAL: {halt})"),
        None => String::new(),
    };
    let place = match args.output.as_os_str() == "-" {
        true => "the snapshot".to_owned(),
        false => plain(&args.output.to_string_lossy()),
    };
    writeln!(
        messages,
        "permlens: wrote {place}{marked}: {}",
        counts.join(" · ")
    )?;
    let unread = collected.unread();
    if !unread.is_empty() {
        writeln!(
            messages,
            "permlens: {} not read; what hangs on it is conditional:",
            match unread.len() {
                1 => "1 list was".to_owned(),
                count => format!("{count} lists were"),
            }
        )?;
        let shown = if every { unread.len() } else { FIRST };
        for (call, reason) in unread.iter().take(shown) {
            writeln!(messages, "  {}: {}", plain(call), plain(reason))?;
        }
        if unread.len() > shown {
            let rest = unread.len() - shown;
            writeln!(messages, "  … and {rest} more; --verbose lists them all")?;
        }
    }
    for problem in collected.problems.iter().take(FIRST) {
        writeln!(messages, "  {problem}")?;
    }
    Ok(())
}
