//! Reads the documented dependencies of roles, and the system-defined identity policies.

use super::super::{IdentityPolicy, OverlayEntry};
use super::error::{CatalogueError, Problem};
use super::lines::Lines;
use super::read::Reader;

/// The documented dependencies of roles.
pub(super) fn read_dependencies(
    lines: &mut Lines,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    while let Some(head) = lines.head()? {
        if head.keyword != "role" {
            return Err(head.unexpected("`role`"));
        }
        let mut entry = OverlayEntry {
            role: head.value("the role")?,
            service: None,
            requires: Vec::new(),
            requires_globally: Vec::new(),
            same_as: None,
            source: "",
            documents: Vec::new(),
        };
        into.declared.find_permission(&head, entry.role)?;
        while let Some(line) = lines.property() {
            match line.keyword {
                "for" => entry.service = Some(into.declared.find_service(&line, line.rest)?),
                "requires" => {
                    let global = line.rest.strip_suffix(" | global");
                    let role = global.unwrap_or(line.rest);
                    into.declared.find_permission(&line, role)?;
                    entry.requires.push(role);
                    entry.requires_globally.extend(global);
                }
                "same-as" => {
                    into.declared.find_permission(&line, line.rest)?;
                    entry.same_as = Some(line.rest);
                }
                "from" => entry.documents = into.declared.find_documents(&line)?,
                _ => return Err(line.unexpected("`for`, `requires`, `same-as` or `from`")),
            }
        }
        let Some(first) = entry.documents.first() else {
            return Err(head.fail(Problem::Missing("`from`")));
        };
        entry.source = into.catalogue.documents.get(*first).citation;
        into.catalogue.overlay.push(entry);
    }
    Ok(())
}

/// System-defined identity policies.
pub(super) fn read_identity_policies(
    lines: &mut Lines,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    while let Some(head) = lines.head()? {
        if head.keyword != "policy" {
            return Err(head.unexpected("`policy`"));
        }
        let (mut service, mut policy_type, mut visible) = ("", None, None);
        let (mut urn, mut json, mut document, mut third_party) = (None, None, None, false);
        while let Some(line) = lines.property() {
            match line.keyword {
                "service" => service = line.value("the service's code")?,
                "type" => policy_type = Some(line.value("the type")?),
                "visible" => {
                    visible = match line.rest {
                        "yes" => Some(true),
                        "no" => Some(false),
                        other => return Err(line.unexpected_value("`yes` or `no`", other)),
                    };
                }
                "urn" => urn = Some(line.value("the URN")?),
                "third-party" => third_party = true,
                "from" => document = Some(into.declared.find_document(&line, line.rest)?),
                "json" => json = Some(lines.block()),
                _ => {
                    return Err(line.unexpected(
                        "`service`, `type`, `visible`, `urn`, `third-party`, `from` or `json`",
                    ));
                }
            }
        }
        let Some(document) = document else {
            return Err(head.fail(Problem::Missing("`from`")));
        };
        into.catalogue.identity_policies.push(IdentityPolicy {
            name: head.value("the policy's name")?,
            service,
            policy_type,
            visible,
            urn,
            json,
            source: into.catalogue.documents.get(document).citation,
            document,
            third_party,
        });
    }
    Ok(())
}
