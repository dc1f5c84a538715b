//! `permlens show`: one user, group, permission or action, with everything that hangs on it.

use std::io::Write;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::model::LookupError;
use crate::report::{
    Format, account_answer, action_answer, group_answer, known_question, permission_answer,
    user_answer,
};

use super::Status;
use super::args::{FormatArg, Global, ShowArgs, ShowKind};
use super::failure::Failure;
use super::session;

/// Shows one thing.
pub fn run(
    global: &Global,
    args: &ShowArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    let session = session::open(global, messages)?;
    let engine = &session.engine;
    let account = engine.account();
    let name = args.name.as_deref().unwrap_or_default();
    let mut answer = match args.kind {
        ShowKind::User => user_answer(engine, account.find_user(name)?),
        ShowKind::Group => group_answer(engine, account.find_group(name)?),
        ShowKind::Permission => permission_answer(engine, account.find_permission(name)?),
        ShowKind::Action => {
            let catalogue = engine.catalogue();
            let id = catalogue.find_action(name).ok_or_else(|| {
                let names = catalogue.actions.rows().iter().map(|action| action.name);
                LookupError::unknown("action of the catalogue", name, names)
            });
            action_answer(engine, id?)
        }
        ShowKind::Account if args.name.is_some() => {
            let advice = "show account takes no name; --account says which";
            return Err(Failure::Call(advice.to_owned()));
        }
        ShowKind::Account => account_answer(account, all(global)),
    };
    let kind = args.kind.to_possible_value();
    let kind = kind.as_ref().map_or("", PossibleValue::get_name);
    let question = known_question(kind, name);
    if args.kind == ShowKind::Account && !Format::from(global.format).bears_provenance() {
        session.provenance(&question)?.join(&mut answer);
    }
    session.write(out, global.format.into(), (&question, &answer))?;
    Ok(Status::Yes)
}

/// Whether long lists are listed to their end: people are first shown their start.
fn all(global: &Global) -> bool {
    global.verbose > 0 || global.format != FormatArg::Table
}
