//! `permlens import`: any sources into one snapshot, and what was found in them.

use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::catalogue::Catalogue;
use crate::engine::Settings;
use crate::import::{self, export};
use crate::places;
use crate::report::{self, Format, Provenance, import_answer, stamp_of_environment};

use super::Status;
use super::args::{Global, ImportArgs};
use super::failure::Failure;
use super::session;

/// Imports.
pub fn run(
    global: &Global,
    args: &ImportArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    if global.account.is_some() {
        let twice = "import takes what it reads as arguments, not with --account";
        return Err(Failure::Call(twice.to_owned()));
    }
    let to_file = args
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"));
    if global.restricted && to_file.is_some() {
        let advice =
            "--restricted writes no file; `--output -` writes the snapshot to standard output";
        return Err(Failure::Call(advice.to_owned()));
    }
    let imported = match args.before {
        true => import::open_before(&args.sources, Catalogue::embedded())?,
        false => import::open_all(&args.sources, Catalogue::embedded())?,
    };
    if !global.quiet {
        session::complain(&imported, global, messages)?;
    }
    // Whoever wants a format wants all of it.
    let all = global.verbose > 0 || global.format != super::args::FormatArg::Table;
    let answer = import_answer(&imported, all);
    let left_out: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    let account = imported.account;
    let told = |out: &mut dyn Write| -> Result<(), Failure> {
        let format = Format::from(global.format);
        if !format.bears_provenance() {
            return Ok(report::write(out, format, &answer)?);
        }
        let of = (&account, Catalogue::embedded());
        let rests = Provenance::of_account(of, Settings::default(), &left_out);
        let rests = rests
            .asking("What an import found")
            .reported(stamp_of_environment()?);
        Ok(report::write_evidence(out, format, &answer, &rests)?)
    };
    match (&args.output, to_file) {
        (_, Some(path)) => {
            let written = save(path, |file| export::write(&account, file))?;
            told(out)?;
            if !global.quiet {
                writeln!(
                    messages,
                    "permlens: {written} bytes written to {}",
                    path.display()
                )?;
            }
        }
        (Some(_), None) => {
            export::write(&account, out)?;
            if !global.quiet {
                told(messages)?;
            }
        }
        (None, None) => told(out)?,
    }
    // The process ends here: to take a large account apart object by object would only take time.
    std::mem::forget(account);
    Ok(Status::Yes)
}

/// Writes a snapshot whole or not at all; compressed if its name ends so. Says how many bytes it has.
pub(super) fn save(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<u64, Failure> {
    let gzipped = path.extension().is_some_and(|end| end == "gz");
    let written = places::write_with(path, |file| {
        if gzipped {
            let mut packed = GzEncoder::new(file, Compression::default());
            content(&mut packed)?;
            packed.finish()?;
            Ok(())
        } else {
            content(file)
        }
    });
    written.map_err(Failure::Place)
}
