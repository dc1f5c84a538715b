//! `permlens [ACCOUNT]`: what the explorer opens with, and where.

use std::path::Path;
use std::sync::Arc;

use clap::CommandFactory;

use crate::accepted::{self, Accepted};
use crate::engine::Engine;
use crate::import::LeftOut;
use crate::model::{EnterpriseProjectId, Principal, ProjectId, ServiceId, nearest};

use super::args::{Cli, Colour, Global, Open, View};
use super::failure::Failure;
use super::session::{assumed, load, over, service, settings};

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
pub fn open(mut global: Global, open: Open) -> Result<Exploration, Failure> {
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
