//! What every command needs first: the account, the engine over it, the place it asks in.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::analysis::matrix::Projects;
use crate::catalogue::Catalogue;
use crate::config;
use crate::engine::{Engine, Settings};
use crate::import::{self, Imported};
use crate::model::{EnterpriseProjectId, LookupError, ProjectId, ServiceId};
use crate::places::Places;
use crate::report::{self, Answer, Format, Provenance, stamp_of_environment};

use super::args::Global;
use super::failure::Failure;

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
pub(super) fn assumed(settings: Settings) -> Vec<String> {
    settings
        .changed()
        .map(|(name, value, default)| format!("assumed {name}={value}; by default {default}"))
        .collect()
}

pub(super) fn over(imported: Imported, global: &Global) -> Result<Session, Failure> {
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

pub(super) fn load(path: Option<&Path>) -> Result<Imported, Failure> {
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
