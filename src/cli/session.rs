//! What every command needs first: the account, the engine over it, the place it asks in.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::accepted::{self, Accepted, AcceptedError};
use crate::analysis::matrix::Projects;
use crate::catalogue::Catalogue;
use crate::collect::error::CollectError;
use crate::config::{self, ConfigError};
use crate::engine::{Engine, Settings};
use crate::import::{self, ImportError, Imported, LeftOut};
use crate::model::{EnterpriseProjectId, LookupError, Principal, ProjectId, ServiceId, nearest};
use crate::places::{PlaceError, Places};
use crate::report::{self, Answer, Format, NotATime, Provenance, stamp_of_environment};
use clap::CommandFactory;

use super::Status;
use super::args::{Cli, Colour, Global, Open, View};

/// Why a command could not answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The account could not be read or understood.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The settings file is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Nothing could be read from a cloud.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// A pull was stopped in the middle, and half of it is not wanted.
    #[error("{0}; nothing was written (--partial save keeps what was read)")]
    Cut(String),
    /// A name that names nothing, or too much.
    #[error("{0}")]
    Name(#[from] LookupError),
    /// The environment tells a time that is none.
    #[error(transparent)]
    Time(#[from] NotATime),
    /// Anything else about the call that is wrong.
    #[error("{0}")]
    Call(String),
    /// A file of the call could not be read.
    #[error("{}: {}", path.display(), import::unread(.error))]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
    /// What is accepted could not be read.
    #[error(transparent)]
    Accepted(#[from] AcceptedError),
    /// A file could not be written.
    #[error(transparent)]
    Place(PlaceError),
    /// The answer could not be written.
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// The exit status it leads to.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Import(error) if error.is_io() => Status::Failed,
            Self::Collect(error) if error.is_of_the_call() => Status::Wrong,
            Self::Accepted(AcceptedError::Wrong { .. }) => Status::Wrong,
            Self::Read { .. }
            | Self::Accepted(_)
            | Self::Output(_)
            | Self::Place(_)
            | Self::Collect(_)
            | Self::Cut(_) => Status::Failed,
            Self::Import(_) | Self::Config(_) | Self::Name(_) | Self::Time(_) | Self::Call(_) => {
                Status::Wrong
            }
        }
    }
}

/// An open account.
#[derive(Debug)]
pub struct Session {
    /// The engine over it.
    pub engine: Arc<Engine>,
    /// The project of the call.
    pub project: Option<ProjectId>,
    /// The enterprise project of the call.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// What could not be taken over from the account's files.
    pub left_out: Vec<String>,
}

/// Opens the account of a call and says what was wrong with it.
pub fn open(global: &Global, messages: &mut dyn Write) -> Result<Session, Failure> {
    let imported = load(global.account.as_deref())?;
    if !global.quiet {
        complain(&imported, global, messages)?;
        match imported.account.unread.len() {
            0 => {}
            count => writeln!(
                messages,
                "permlens: {count} {} of the account could not be read: what hangs on {} is conditional; \
                 `permlens show account` lists {}",
                if count == 1 { "part" } else { "parts" },
                if count == 1 { "it" } else { "them" },
                if count == 1 { "it" } else { "them" },
            )?,
        }
    }
    let session = over(imported, global)?;
    if !global.quiet {
        for line in assumed(session.engine.settings()) {
            writeln!(messages, "permlens: {line}")?;
        }
    }
    Ok(session)
}

/// What is read otherwise than by default: an answer that rests on it must say so.
fn assumed(settings: Settings) -> Vec<String> {
    settings
        .changed()
        .map(|(name, value, default)| format!("assumed {name}={value}; by default {default}"))
        .collect()
}

fn over(imported: Imported, global: &Global) -> Result<Session, Failure> {
    let left_out = imported.problems.iter().map(ToString::to_string).collect();
    let engine = Engine::new(
        Catalogue::embedded(),
        Arc::new(imported.account),
        settings(global)?,
    );
    let account = engine.account();
    let project = match &global.project {
        Some(name) => Some(account.find_project(name)?),
        None => None,
    };
    let enterprise_project = match &global.enterprise_project {
        Some(name) => Some(account.find_enterprise_project(name)?),
        None => None,
    };
    Ok(Session {
        engine: Arc::new(engine),
        project,
        enterprise_project,
        left_out,
    })
}

/// What the explorer opens with: names resolved, problems to be shown on its screen.
#[derive(Debug)]
pub struct Exploration {
    /// The engine over the account.
    pub engine: Arc<Engine>,
    /// The file, or nothing for the sample.
    pub source: Option<String>,
    /// What could not be taken over from it.
    pub problems: Vec<LeftOut>,
    /// Those of them that are objects left out or incomplete.
    pub left_out: Vec<String>,
    /// What the account is, where that is not what one would think, and what is assumed about it.
    pub remarks: Vec<String>,
    /// In which view.
    pub view: Option<View>,
    /// Whom to open on.
    pub principal: Option<Principal>,
    /// In which project.
    pub project: Option<ProjectId>,
    /// In which enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// On which service.
    pub service: Option<ServiceId>,
    /// On which action.
    pub action: Option<String>,
    /// Write no file, open no connection, start no program.
    pub restricted: bool,
    /// The findings that are accepted, and where that is written.
    pub accepted: Accepted,
    /// When to use colour.
    pub colour: Colour,
}

/// Opens the account and finds the place that the call names.
pub fn explore(mut global: Global, open: Open) -> Result<Exploration, Failure> {
    if let Some(file) = &open.file {
        if global.account.is_some() {
            let twice = "the account is given twice: as an argument and with --account";
            return Err(Failure::Call(twice.to_owned()));
        }
        if !file.exists() && file.as_os_str() != "-" {
            mistaken_command(file)?;
        }
        global.account = Some(file.clone());
    }
    let imported = load(global.account.as_deref())?;
    let notices = imported.notices.iter().cloned();
    let remarks = notices.chain(assumed(settings(&global)?)).collect();
    let accepted = accepted(&global, &open)?;
    let wrong = imported.problems.iter().map(LeftOut::from);
    let unread = imported.account.unread.iter().map(LeftOut::from);
    let problems = wrong.chain(unread).collect();
    let session = over(imported, &global)?;
    let account = session.engine.account();
    let principal = match (&open.user, &open.group) {
        (Some(name), _) => Some(Principal::User(account.find_user(name)?)),
        (None, Some(name)) => Some(Principal::Group(account.find_group(name)?)),
        (None, None) => None,
    };
    let service = match &open.service {
        Some(name) => Some(service(session.engine.catalogue(), name)?),
        None => None,
    };
    Ok(Exploration {
        source: global.account.map(|path| path.display().to_string()),
        problems,
        remarks,
        view: open.view,
        principal,
        left_out: session.left_out,
        project: session.project,
        enterprise_project: session.enterprise_project,
        service,
        action: open.action,
        restricted: global.restricted,
        accepted,
        colour: global.color,
        engine: session.engine,
    })
}

/// The findings that are accepted: a file that is not there yet is one in which none is.
fn accepted(global: &Global, open: &Open) -> Result<Accepted, Failure> {
    let path = match &open.suppressions {
        Some(path) => path.clone(),
        None => accepted::beside(global.account.as_deref()),
    };
    // A session for the given account only reads what it was given.
    if global.restricted && open.suppressions.is_none() {
        return Ok(Accepted {
            path,
            rows: Vec::new(),
        });
    }
    Ok(accepted::perhaps(&path)?)
}

/// A word that is no file may be a command with a slip in it.
fn mistaken_command(word: &Path) -> Result<(), Failure> {
    let word = word.to_string_lossy();
    if word.contains(['/', '\\', '.']) {
        return Ok(());
    }
    let command = Cli::command();
    let names: Vec<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let advice = match nearest(&word, names.iter().copied()).first() {
        Some(name) => format!("did you mean `permlens {name}`?"),
        None => "`permlens --help` lists the commands".to_owned(),
    };
    Err(Failure::Call(format!(
        "{word:?} is neither a file nor a command; {advice}"
    )))
}

/// The readings of a call.
pub fn settings(global: &Global) -> Result<Settings, Failure> {
    let mut settings = match Places::of_user().filter(|_| !global.restricted) {
        Some(places) => config::read(&places.config())?.settings,
        None => Settings::default(),
    };
    for text in &global.assume {
        settings
            .assume(text)
            .map_err(|error| Failure::Call(format!("--assume: {error}")))?;
    }
    Ok(settings)
}

fn load(path: Option<&Path>) -> Result<Imported, Failure> {
    let catalogue = Catalogue::embedded();
    Ok(match path {
        Some(path) => import::open(path, catalogue)?,
        None => import::sample(catalogue)?,
    })
}

/// Says how many objects were left out, and which first.
pub fn complain(
    imported: &Imported,
    global: &Global,
    messages: &mut dyn Write,
) -> Result<(), Failure> {
    const FIRST: usize = 5;
    for notice in &imported.notices {
        writeln!(messages, "permlens: {notice}")?;
    }
    let problems = &imported.problems;
    if problems.is_empty() {
        return Ok(());
    }
    let shown = if global.verbose > 0 {
        problems.len()
    } else {
        FIRST
    };
    writeln!(
        messages,
        "permlens: {} of the account's objects {} left out or incomplete:",
        problems.len(),
        if problems.len() == 1 { "is" } else { "are" }
    )?;
    for problem in problems.iter().take(shown) {
        writeln!(messages, "  {problem}")?;
    }
    if problems.len() > shown {
        writeln!(
            messages,
            "  … and {} more; --verbose lists them all",
            problems.len() - shown
        )?;
    }
    Ok(())
}

impl Session {
    /// Where a matrix is asked.
    #[must_use]
    pub fn projects(&self) -> Projects {
        match self.project {
            Some(project) => Projects::One(project),
            None => Projects::any(&self.engine),
        }
    }

    /// What an answer to this question rests on.
    pub fn provenance(&self, question: &str) -> Result<Provenance, Failure> {
        let time = stamp_of_environment()?;
        let account = self.engine.account();
        let mut asked = question.to_owned();
        if let Some(id) = self.project {
            asked = format!("{asked}, in project {}", account.project(id).shown());
        }
        if let Some(id) = self.enterprise_project {
            let name = &account.enterprise_projects.get(id).shown();
            asked = format!("{asked}, in enterprise project {name}");
        }
        let provenance = Provenance::of(&self.engine, &self.left_out);
        Ok(provenance.asking(asked).reported(time))
    }

    /// Writes the answer to a question, and what it rests on where the format has room for it.
    pub fn write(
        &self,
        out: &mut dyn Write,
        format: Format,
        (question, answer): (&str, &Answer),
    ) -> Result<(), Failure> {
        if format.bears_provenance() {
            let provenance = self.provenance(question)?;
            report::write_evidence(out, format, answer, &provenance)?;
        } else {
            report::write(out, format, answer)?;
        }
        Ok(())
    }

    /// The services that these names mean.
    pub fn services(&self, names: &[String]) -> Result<Vec<ServiceId>, Failure> {
        names
            .iter()
            .map(|name| service(self.engine.catalogue(), name))
            .collect()
    }
}

/// Writes the answer to a question of the catalogue alone; a table is cut to this many columns, if a number is given.
pub fn write_catalogued(
    out: &mut dyn Write,
    format: Format,
    room: Option<usize>,
    (question, answer): (&str, &Answer),
) -> Result<(), Failure> {
    if format.bears_provenance() {
        report::write_evidence(out, format, answer, &catalogued(question)?)?;
    } else {
        report::write_within(out, format, answer, room)?;
    }
    Ok(())
}

/// What an answer of the catalogue alone rests on.
pub fn catalogued(question: &str) -> Result<Provenance, Failure> {
    let provenance = Provenance::of_catalogue(Catalogue::embedded()).asking(question);
    Ok(provenance.reported(stamp_of_environment()?))
}

/// The service of this code or name.
pub fn service(catalogue: &Catalogue, name: &str) -> Result<ServiceId, Failure> {
    catalogue.find_service(name).ok_or_else(|| {
        let services = catalogue.services.rows().iter();
        // A short name that is the code in capitals would be the same advice twice.
        let names = services.flat_map(|service| {
            let short = Some(service.short);
            let other = short.filter(|short| !short.eq_ignore_ascii_case(service.code));
            std::iter::once(service.code).chain(other)
        });
        Failure::Name(LookupError::unknown("service", name, names))
    })
}

/// The only region project, or an error that lists them.
pub fn only_region_project(engine: &Engine) -> Result<ProjectId, Failure> {
    let account = engine.account();
    let regions: Vec<ProjectId> = account.region_projects().collect();
    match regions.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::Call(
            "the action belongs to a project-level service, and the account has no project"
                .to_owned(),
        )),
        _ => {
            let names: Vec<&str> = account
                .working_projects()
                .map(|id| account.project(id).name.as_str())
                .collect();
            Err(Failure::Call(format!(
                "say in which project, with --project: {}",
                names.join(", ")
            )))
        }
    }
}
