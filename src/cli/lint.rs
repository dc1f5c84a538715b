//! `permlens lint`: what is wrong with policy documents, printed; and what is safe to mend, mended.

mod diff;
mod sources;

use std::io::Write;
use std::sync::Arc;

use crate::analysis::audit::{Rule, Severity};
use crate::analysis::lint::{self, Diagnostic, Dialect, Home, Subject, carriers, fixed};
use crate::catalogue::Catalogue;
use crate::places;
use crate::report::{self, Linted, lint_answer, lint_sarif, lint_text};

use super::Status;
use super::args::{FormatArg, Global, LintArgs};
use super::audit::{explain, unknown};
use super::failure::Failure;
use super::session::{self, Session};
use sources::{Origin, Source};

/// What a call of lint has at hand.
struct Linter<'a> {
    only: Vec<&'static Rule>,
    /// The account, and who is at home in it.
    home: Option<(Session, Home)>,
    name: Option<&'a str>,
    dialect: Dialect,
}

/// Judges, mends and prints.
pub fn run(
    global: &Global,
    args: &LintArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    if let Some(id) = &args.explain {
        return explain(known(id)?, global, out);
    }
    let linter = linter(global, args, messages)?;
    let stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
    if args.fix && global.restricted && !args.dry_run && !stdin {
        let advice = "--restricted writes no file; --fix --dry-run shows what --fix would write";
        return Err(Failure::Call(advice.to_owned()));
    }
    let (sources, mut unreadable) = sources::gather(&args.paths)?;
    if args.name.is_some() && sources.len() > 1 {
        let advice = "--name is for one document; several are called as their files";
        return Err(Failure::Call(advice.to_owned()));
    }
    let mut linted = Vec::new();
    let (mut mended, mut skipped) = (0, 0);
    for source in &sources {
        let text = match sources::text(source) {
            Ok(text) => text,
            Err(failure) => {
                unreadable.push(failure);
                continue;
            }
        };
        if source.in_folder && text.is_other() {
            skipped += 1;
            continue;
        }
        let mut one = linter.judged(source, text);
        if args.fix {
            let fixed = linter.fixed(source, &one);
            mended += fixed.count;
            if args.dry_run {
                diff::write(out, &source.label, &one.text, &fixed.text)?;
            } else {
                match &source.origin {
                    Origin::Input => write!(out, "{}", fixed.text)?,
                    Origin::File(path) if fixed.count > 0 => {
                        places::rewrite(path, &fixed.text).map_err(Failure::Place)?;
                    }
                    Origin::File(_) => {}
                }
                (one.text, one.diagnostics) = (fixed.text, fixed.left);
            }
        }
        linter.carried(&one, source, global, messages)?;
        linted.push(one);
    }
    // What goes to standard output there is the text, or the change of it.
    if !args.dry_run {
        let answer: &mut dyn Write = if args.fix && stdin {
            &mut *messages
        } else {
            out
        };
        linter.print(global, &linted, answer)?;
    }
    for failure in &unreadable {
        writeln!(messages, "permlens: {failure}")?;
    }
    let found: Vec<&Diagnostic> = linted.iter().flat_map(|one| &one.diagnostics).collect();
    let judged = !linted.is_empty() || unreadable.is_empty();
    if judged && !global.quiet {
        let told = summary(&found, linted.len(), (mended, args.dry_run), skipped);
        writeln!(messages, "permlens: {told}")?;
    }
    let bar = args.fail_on.map_or(Severity::Info, Severity::from);
    Ok(if !unreadable.is_empty() {
        Status::Failed
    } else if found.iter().any(|one| one.severity >= bar) {
        Status::No
    } else {
        Status::Yes
    })
}

fn linter<'a>(
    global: &Global,
    args: &'a LintArgs,
    messages: &mut dyn Write,
) -> Result<Linter<'a>, Failure> {
    let only = args.only.iter().map(|id| known(id));
    Ok(Linter {
        only: only.collect::<Result<_, _>>()?,
        home: match &global.account {
            Some(_) => {
                let session = session::open(global, messages)?;
                let home = Home::new(Arc::clone(&session.engine));
                Some((session, home))
            }
            None => None,
        },
        name: args.name.as_deref(),
        dialect: match args.service_control {
            true => Dialect::ServiceControl,
            false => Dialect::Policy,
        },
    })
}

impl Linter<'_> {
    fn subject<'a>(&'a self, source: &'a Source) -> Subject<'a> {
        Subject {
            name: self.name.unwrap_or(&source.name),
            catalogue: Catalogue::embedded(),
            home: self.home.as_ref().map(|(_, home)| home),
            dialect: self.dialect,
        }
    }

    fn judge(&self, source: &Source, text: &str) -> Vec<Diagnostic> {
        let mut found = lint::lint(text, self.subject(source));
        found.retain(|one| self.only.is_empty() || self.only.contains(&one.rule));
        found
    }

    fn judged(&self, source: &Source, text: sources::Text) -> Linted {
        let diagnostics = match text.valid {
            None => self.judge(source, &text.text),
            Some(valid) => lint::not_text(valid).into_iter().collect(),
        };
        Linted {
            file: source.label.clone(),
            text: text.text,
            diagnostics,
        }
    }

    /// The text with what is safe; one that is no text stays as it is.
    fn fixed(&self, source: &Source, one: &Linted) -> lint::Fixed {
        let wanted = one.diagnostics.iter().any(|one| one.fix.is_some());
        if !wanted {
            return lint::Fixed {
                text: one.text.clone(),
                count: 0,
                left: one.diagnostics.clone(),
            };
        }
        fixed(&one.text, &|text| self.judge(source, text))
    }

    fn print(
        &self,
        global: &Global,
        linted: &[Linted],
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let documents = match linted.len() {
            1 => "a policy document".to_owned(),
            count => format!("{count} policy documents"),
        };
        let question = format!("What is wrong with {documents}");
        match global.format {
            FormatArg::Table => write!(out, "{}", lint_text(linted))?,
            FormatArg::Sarif => {
                let mut log = lint_sarif(linted);
                let rests = match &self.home {
                    Some((session, _)) => session.provenance(&question)?,
                    None => session::catalogued(&question)?,
                };
                report::sarif_rests(&mut log, "lint", &rests);
                report::write_document(out, &log)?;
            }
            format => {
                let answer = (question.as_str(), &lint_answer(linted));
                match &self.home {
                    Some((session, _)) => session.write(out, format.into(), answer)?,
                    None => session::write_catalogued(out, format.into(), None, answer)?,
                }
            }
        }
        Ok(())
    }

    /// Says who carries the account's policy of this name.
    fn carried(
        &self,
        one: &Linted,
        source: &Source,
        global: &Global,
        messages: &mut dyn Write,
    ) -> Result<(), Failure> {
        let Some((_, home)) = self.home.as_ref().filter(|_| !global.quiet) else {
            return Ok(());
        };
        let value = serde_json::from_str::<serde_json::Value>(&one.text).ok();
        let said = value.as_ref().and_then(lint::dialect);
        if said.unwrap_or(self.dialect) == Dialect::ServiceControl {
            return Ok(());
        }
        let called = value.as_ref().and_then(lint::called);
        let name = called.unwrap_or(self.subject(source).name);
        let account = home.account();
        let told = match carriers(account, name) {
            None => format!("the account has no policy called {name}"),
            Some(carriers) if carriers.is_empty() => {
                format!("the account's {name} is attached to nobody")
            }
            Some(carriers) => {
                const SHOWN: usize = 5;
                let names = carriers.iter().take(SHOWN).map(|one| {
                    let who = account.principal_shown(one.subject);
                    format!("{who} @ {}", account.scope_name(one.scope))
                });
                let names: Vec<String> = names.collect();
                let more = match carriers.len().saturating_sub(SHOWN) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!(
                    "the account's {name} is carried by {}{more}",
                    names.join(", ")
                )
            }
        };
        let line = report::plain(&format!("permlens: {}: {told}", source.label));
        writeln!(messages, "{line}")?;
        Ok(())
    }
}

fn summary(
    found: &[&Diagnostic],
    files: usize,
    (mended, dry): (usize, bool),
    skipped: usize,
) -> String {
    let count = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    };
    let mut told = match found.len() {
        _ if files == 0 && skipped == 0 => "nothing to check: no *.json was found".to_owned(),
        0 => format!("no problems in {}", count(files, "document")),
        some => {
            let counts: Vec<String> = Severity::ALL
                .into_iter()
                .filter_map(|severity| {
                    let of = found.iter().filter(|one| one.severity == severity).count();
                    (of > 0).then(|| format!("{of} {}", severity.text()))
                })
                .collect();
            let problems = count(some, "problem");
            let documents = count(files, "document");
            format!(
                "{problems} in {documents}: {}; --explain RULE says why",
                counts.join(", ")
            )
        }
    };
    if mended > 0 {
        let verb = match (dry, mended) {
            (true, _) => "would be",
            (false, 1) => "was",
            (false, _) => "were",
        };
        told.push_str(&format!("; {} {verb} mended", count(mended, "problem")));
    }
    if skipped > 0 {
        told.push_str(&format!(
            "; {} of other things left alone",
            count(skipped, "file")
        ));
    }
    told
}

fn known(id: &str) -> Result<&'static Rule, Failure> {
    lint::rule(id).ok_or_else(|| unknown(id, lint::rules()))
}
