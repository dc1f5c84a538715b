//! Reads the lists beside `services/`: documents, named actions, role names, renamings.
//! Dependencies and identity policies are read in `read_policies`.

use std::collections::HashMap;

use super::super::{Document, Listing, Rename, RoleName, ScopeSource, Service, ServiceScope};
use super::error::{CatalogueError, Problem};
use super::lines::{Line, Lines};
use super::read::Reader;
use super::read_service::bare_action;

/// Repositories with their state, then documents by number.
pub(super) fn read_documents(lines: &mut Lines, into: &mut Reader) -> Result<(), CatalogueError> {
    let mut repositories = HashMap::new();
    while let Some(line) = lines.head()? {
        let (first, rest) = line.word("a name")?;
        match line.keyword {
            "repository" => {
                let Some(state) = rest.split_once(' ') else {
                    return Err(line.fail(Problem::Missing("the commit")));
                };
                repositories.insert(first, state);
            }
            "document" => {
                let key = first.strip_prefix('d').and_then(|key| key.parse().ok());
                let Some(key) = key else {
                    return Err(line.unexpected_value("a document number such as `d12`", first));
                };
                if into.declared.find_document(&line, first).is_ok() {
                    return Err(line.fail(Problem::Twice {
                        kind: "document",
                        name: first.to_owned(),
                    }));
                }
                let id = into
                    .catalogue
                    .documents
                    .push(document(key, rest, &repositories));
                into.declared.document(key, id);
            }
            _ => return Err(line.unexpected("`repository` or `document`")),
        }
    }
    Ok(())
}

fn document(
    key: u32,
    citation: &'static str,
    repositories: &HashMap<&str, (&'static str, &'static str)>,
) -> Document {
    let split = citation.split_once(':').and_then(|(repository, path)| {
        let (date, commit) = repositories.get(repository)?;
        Some((repository, path, *date, *commit))
    });
    let (repository, path, date, commit) = split.unwrap_or((citation, "", "", ""));
    Document {
        key,
        citation,
        repository,
        path,
        commit,
        date,
    }
}

/// Actions that no table defines.
pub(super) fn read_named_actions(
    lines: &mut Lines,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    let mut service = None;
    while let Some(head) = lines.head()? {
        match (head.keyword, service) {
            ("named", _) => {
                let code = head.value("the service's code")?;
                service = Some(match into.declared.find_service(&head, code) {
                    Ok(id) => id,
                    Err(_) => into.catalogue.services.push(named_service(code)),
                });
            }
            ("action", Some(service)) => {
                let mut action = bare_action(head.value("the action's name")?, service, false);
                while let Some(line) = lines.property() {
                    match line.keyword {
                        "by" => action.referenced_in.push(line.value("a permission")?),
                        "from" => action.documents = into.declared.find_documents(&line)?,
                        _ => return Err(line.unexpected("`by` or `from`")),
                    }
                }
                into.catalogue.actions.push(action);
            }
            _ => return Err(head.unexpected("`named` and then `action`")),
        }
    }
    Ok(())
}

fn named_service(code: &'static str) -> Service {
    Service {
        code,
        short: code,
        name: "",
        scope: ServiceScope::Unknown,
        scope_source: ScopeSource::Unknown,
        listing: Listing::OnlyNamed,
        prefixes: vec![code],
        documents: Vec::new(),
    }
}

/// Internal names, cloud by cloud.
pub(super) fn read_role_names(lines: &mut Lines, into: &mut Reader) -> Result<(), CatalogueError> {
    while let Some(head) = lines.head()? {
        let (cloud, document) = heading(&head, "names")?;
        let document = into.declared.find_document(&head, document)?;
        while let Some(line) = lines.property() {
            let (name, display) = pair(&line, "=")?;
            let (display, earlier) = match display.split_once(" <- ") {
                Some((display, earlier)) => (display, Some(earlier)),
                None => (display, None),
            };
            into.catalogue.role_names.push(RoleName {
                cloud,
                name,
                display_name: (display != "?").then_some(display),
                earlier_display_name: earlier,
                document,
            });
        }
    }
    Ok(())
}

/// Documented renamings.
pub(super) fn read_renames(lines: &mut Lines, into: &mut Reader) -> Result<(), CatalogueError> {
    while let Some(head) = lines.head()? {
        let (cloud, document) = heading(&head, "renames")?;
        let document = into.declared.find_document(&head, document)?;
        while let Some(line) = lines.property() {
            let (old, new) = pair(&line, "=>")?;
            into.catalogue.renames.push(Rename {
                old,
                new,
                cloud,
                source: into.catalogue.documents.get(document).citation,
                document,
            });
        }
    }
    Ok(())
}

fn heading(
    line: &Line,
    keyword: &'static str,
) -> Result<(&'static str, &'static str), CatalogueError> {
    if line.keyword == keyword {
        line.word("the cloud")
    } else {
        Err(line.unexpected(keyword))
    }
}

/// Two names with a sign between them: `=` or `=>`.
fn pair(line: &Line, sign: &'static str) -> Result<(&'static str, &'static str), CatalogueError> {
    let (left, right) = line.text.split_once(sign).unwrap_or_default();
    match (left.strip_suffix(' '), right.strip_prefix(' ')) {
        (Some(left), Some(right)) => Ok((left, right)),
        _ => Err(line.fail(Problem::Missing(sign))),
    }
}
