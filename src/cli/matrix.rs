//! `permlens matrix`: the access matrix, printed.

use std::io::Write;
use std::sync::Arc;

use clap::ValueEnum;

use crate::analysis::matrix::{
    Column, Matrix, Projects, Question, Rows, attached_columns, group_columns, operation_columns,
    rows, system_columns, user_columns,
};
use crate::engine::compiled::Columns;
use crate::report::{Marks, matrix_answer, matrix_page};

use super::Status;
use super::args::{ColsArg, FormatArg, Global, MatrixArgs};
use super::failure::Failure;
use super::session;

/// Computes and prints.
pub fn run(
    global: &Global,
    args: &MatrixArgs,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<Status, Failure> {
    match (args.cols, &args.of) {
        (ColsArg::Attached, Some(_)) | (_, None) => {}
        (_, Some(group)) => {
            return Err(Failure::Call(format!(
                "--of {group:?} goes with --cols attached: it names the group whose attachments are the columns"
            )));
        }
    }
    let session = session::open(global, messages)?;
    let services = session.services(&args.service)?;
    let engine = &session.engine;
    let (catalogue, account) = (engine.catalogue(), engine.account());
    let kind = Rows::from(args.rows);
    let rows = rows(catalogue, kind, &services);
    if rows.is_empty() {
        return Err(Failure::Call(match kind {
            Rows::Operations => format!(
                "no operations table is published for {}; --rows actions shows its actions",
                args.service.join(", ")
            ),
            Rows::Actions | Rows::Services => {
                format!("no actions are published for {}", args.service.join(", "))
            }
        }));
    }
    let columns: Vec<Column> = match (args.cols, &args.of) {
        (ColsArg::Users, _) => user_columns(account),
        (ColsArg::Groups, _) => group_columns(account),
        (ColsArg::Permissions, _) if kind == Rows::Operations => {
            operation_columns(catalogue, account, &services)
        }
        (ColsArg::Permissions, _) => system_columns(catalogue, account, &services),
        (ColsArg::Attached, Some(group)) => attached_columns(account, account.find_group(group)?),
        (ColsArg::Attached, None) => {
            return Err(Failure::Call("--cols attached needs --of GROUP".to_owned()));
        }
    };
    let principals = matches!(args.cols, ColsArg::Users | ColsArg::Groups);
    let projects = session.projects();
    if let Projects::Any(any) = &projects
        && principals
        && any.len() > 1
        && !global.quiet
    {
        writeln!(
            messages,
            "permlens: without --project each cell answers for at least one of the {} projects",
            any.len()
        )?;
    }
    let matrix = Matrix::new(
        Arc::new(Columns::new(Arc::clone(engine))),
        Question {
            rows,
            columns,
            projects,
            enterprise_project: session.enterprise_project,
        },
    );
    let first = match kind {
        Rows::Operations => "Operation",
        Rows::Actions => "Action",
        Rows::Services => "Service",
    };
    let marks = if args.marks {
        Marks::WithBasis
    } else {
        Marks::Letters
    };
    let answer = matrix_answer(&matrix, first, marks);
    let mut question = format!("Access matrix: {} × {}", word(args.rows), word(args.cols));
    if let Some(group) = &args.of {
        let group = account.find_group(group)?;
        question.push_str(&format!(" to group {}", account.group(group).shown()));
    }
    if !services.is_empty() {
        let codes = services.iter().map(|id| catalogue.services.get(*id).code);
        let codes: Vec<&str> = codes.collect();
        question.push_str(&format!(", service {}", codes.join(", ")));
    }
    let headers = answer.sheets.first().map(|sheet| &sheet.columns);
    match (global.format, args.marks, headers) {
        (FormatArg::Html, false, Some(headers)) => {
            let provenance = session.provenance(&question)?;
            let headers = headers.get(1..).unwrap_or_default();
            matrix_page(out, (&matrix, first), headers, &provenance)?;
        }
        (format, ..) => session.write(out, format.into(), (&question, &answer))?,
    }
    Ok(Status::Yes)
}

/// The word that stands for a value on the command line.
fn word(value: impl ValueEnum) -> String {
    let named = value.to_possible_value();
    named.map_or(String::new(), |named| named.get_name().to_owned())
}
