//! The command line: arguments in, an answer on stdout, messages on stderr, an exit status.
//! Each subcommand is a thin call into the analysis; nothing is decided here.

mod answers;
mod args;
mod assert;
mod audit;
mod batch;
mod catalog;
mod check;
mod collect;
mod decided;
mod earlier;
mod explore;
mod failure;
mod import;
mod lint;
mod matrix;
mod pasted;
mod query;
mod question;
mod review;
mod session;
mod show;
mod who_can;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::{CommandFactory, FromArgMatches};

pub use args::{Cli, Colour, Command, View};
pub use explore::Exploration;
use failure::Failure;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Yes, or fine.
    Yes = 0,
    /// No, or something was found.
    No = 1,
    /// The call or its input is wrong.
    Wrong = 2,
    /// It could not be carried out.
    Failed = 3,
}

/// What the caller is to do.
#[derive(Debug)]
pub enum Outcome {
    /// End with this status.
    End(Status),
    /// Open the explorer.
    Explore(Box<Exploration>),
}

/// Runs a command line, `arguments` including the program's name.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> io::Result<Outcome> {
    let matches = match Cli::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return usage(&error, out, messages),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, out, messages),
    };
    let result = dispatch(cli, out, messages);
    match result {
        Ok(outcome) => Ok(outcome),
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            // Whoever read the answer has seen enough.
            Ok(Outcome::End(Status::Yes))
        }
        Err(failure) => {
            writeln!(messages, "permlens: {failure}")?;
            Ok(Outcome::End(failure.status()))
        }
    }
}

fn usage(
    error: &clap::Error,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> io::Result<Outcome> {
    let rendered = error.render();
    if error.use_stderr() {
        write!(messages, "{rendered}")?;
        Ok(Outcome::End(Status::Wrong))
    } else {
        match write!(out, "{rendered}") {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(Outcome::End(Status::Yes)),
        }
    }
}

fn dispatch(cli: Cli, out: &mut dyn Write, messages: &mut dyn Write) -> Result<Outcome, Failure> {
    let Some(command) = cli.command else {
        let exploration = explore::open(cli.global, cli.open)?;
        return Ok(Outcome::Explore(Box::new(exploration)));
    };
    if let Some(given) = cli.open.given() {
        return Err(Failure::Call(if cli.open.file.is_some() {
            format!(
                "{given} before a command names the account of the explorer; a command takes it with --account"
            )
        } else {
            format!(
                "{given} before a command says where the explorer opens; what the command asks goes after it"
            )
        }));
    }
    if cli.global.format == args::FormatArg::Junit && !matches!(command, Command::Assert(_)) {
        let only = "--format junit is for rules that hold or do not: only assert writes it";
        return Err(Failure::Call(only.to_owned()));
    }
    let scanned = matches!(
        command,
        Command::Audit(_) | Command::Assert(_) | Command::Lint(_)
    );
    if cli.global.format == args::FormatArg::Sarif && !scanned {
        let only = "--format sarif is for findings: only audit, assert and lint write it";
        return Err(Failure::Call(only.to_owned()));
    }
    let status = match command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "permlens", &mut script);
            out.write_all(&script)?;
            Status::Yes
        }
        Command::Man => {
            clap_mangen::Man::new(Cli::command()).render(out)?;
            Status::Yes
        }
        Command::Audit(args) => audit::run(&cli.global, &args, out, messages)?,
        Command::Catalog(args) => catalog::run(&cli.global, &args, out, messages)?,
        Command::Check(args) => check::run(&cli.global, &args, out, messages)?,
        Command::Collect(args) => collect::run(&cli.global, &args, out, messages)?,
        Command::Matrix(args) => matrix::run(&cli.global, &args, out, messages)?,
        Command::WhoCan(args) => who_can::run(&cli.global, &args, out, messages)?,
        Command::Query(args) => query::run(&cli.global, &args, out, messages)?,
        Command::Review { command } => review::run(&cli.global, &command, out, messages)?,
        Command::Assert(args) => assert::run(&cli.global, &args, out, messages)?,
        Command::Lint(args) => lint::run(&cli.global, &args, out, messages)?,
        Command::Import(args) => import::run(&cli.global, &args, out, messages)?,
        Command::Show(args) => show::run(&cli.global, &args, out, messages)?,
    };
    out.flush()?;
    Ok(Outcome::End(status))
}
