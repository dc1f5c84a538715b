//! Reads system-defined permissions: what lists them, what they depend on, and their content.

use crate::model::{ServiceId, SystemPermissionId};

use super::super::{
    AlternateContent, KindSource, Publication, PublishedContent, ServiceScope, SystemKind,
    SystemPermission,
};
use super::error::{CatalogueError, Problem};
use super::lines::{Line, Lines};
use super::read::Reader;
use super::read_service::scope_of;

/// A permission whose content stands under an earlier name of it.
#[derive(Debug)]
pub(super) struct EarlierContent {
    permission: SystemPermissionId,
    earlier: &'static str,
    note: &'static str,
    line: Line,
}

/// What a permission says of its content, line by line.
#[derive(Default)]
struct Content {
    /// The line that says where the content comes from.
    line: Option<Line>,
    json: &'static str,
    legacy_vocabulary: bool,
    repaired: bool,
    note: &'static str,
    as_published: Option<&'static str>,
    alternates: Vec<AlternateContent>,
}

/// Reads one permission.
pub(super) fn read_permission(
    head: &Line,
    lines: &mut Lines,
    service: ServiceId,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    let base = into.catalogue.services.get(service).code == "base";
    let mut permission = SystemPermission {
        name: head.value("the permission's name")?,
        service: (!base).then_some(service),
        kind: SystemKind::Policy,
        kind_source: KindSource::Stated,
        kind_doubtful: false,
        scope: ServiceScope::Unknown,
        depends: Vec::new(),
        listed_for: Vec::new(),
        content: None,
        renamed_to: None,
        renamed_from: Vec::new(),
        documents: Vec::new(),
    };
    let mut content = Content::default();
    while let Some(line) = lines.property() {
        match line.keyword {
            "kind" => read_kind(&line, &mut permission)?,
            "scope" => permission.scope = scope_of(&line, line.rest)?,
            "listed" => {
                for code in line.words() {
                    let service = into.declared.find_service(&line, code)?;
                    permission.listed_for.push(service);
                }
            }
            "depends" => permission
                .depends
                .push(match line.rest.strip_suffix(" | same project") {
                    Some(name) => (name, true),
                    None => (line.value("the role it depends on")?, false),
                }),
            "renamed-to" => permission.renamed_to = Some(line.value("the new name")?),
            "renamed-from" => permission.renamed_from.push(line.value("the old name")?),
            "from" => permission.documents = into.declared.find_documents(&line)?,
            _ => read_content_line(&line, lines, &mut content, into)?,
        }
    }
    permission.kind_doubtful = permission.kind_source != KindSource::Stated;
    let id = into.catalogue.permissions.push(permission);
    finish_content(id, content, into)
}

fn read_kind(line: &Line, permission: &mut SystemPermission) -> Result<(), CatalogueError> {
    let (kind, source) = line.word("the kind")?;
    permission.kind = match kind {
        "role" => SystemKind::Role,
        "policy" => SystemKind::Policy,
        _ => return Err(line.unexpected_value("`role` or `policy`", kind)),
    };
    permission.kind_source = match source {
        "" => KindSource::Stated,
        "guessed" => KindSource::Guessed,
        _ => source
            .strip_prefix("stated role ")
            .and_then(|counts| counts.split_once(", policy "))
            .and_then(|(role, policy)| {
                Some(KindSource::Disputed {
                    role: role.parse().ok()?,
                    policy: policy.parse().ok()?,
                })
            })
            .ok_or_else(|| {
                line.unexpected_value("`guessed` or `stated role N, policy N`", source)
            })?,
    };
    Ok(())
}

fn read_content_line(
    line: &Line,
    lines: &mut Lines,
    content: &mut Content,
    into: &Reader,
) -> Result<(), CatalogueError> {
    match line.text {
        "vocabulary legacy" => content.legacy_vocabulary = true,
        "repaired" => content.repaired = true,
        "json" => content.json = lines.block(),
        "as-published" => content.as_published = Some(lines.block()),
        _ => match line.keyword {
            "content" => content.line = Some(*line),
            "note" => content.note = line.value("the note")?,
            "alternate" => content.alternates.push(AlternateContent {
                document: into.declared.find_document(line, line.rest)?,
                json: lines.block(),
            }),
            _ => {
                return Err(line.unexpected(
                    "`kind`, `scope`, `listed`, `depends`, `renamed-to`, `renamed-from`, `from` or its content",
                ));
            }
        },
    }
    Ok(())
}

fn finish_content(
    id: SystemPermissionId,
    content: Content,
    into: &mut Reader,
) -> Result<(), CatalogueError> {
    let Some(line) = content.line else {
        return Ok(());
    };
    match line.word("where the content comes from")? {
        ("earlier-name", earlier) => into.earlier.push(EarlierContent {
            permission: id,
            earlier,
            note: content.note,
            line,
        }),
        ("published", document) => {
            if content.json.is_empty() {
                return Err(line.fail(Problem::Missing("the `json` of the content")));
            }
            let document = into.declared.find_document(&line, document)?;
            into.catalogue.permissions.get_mut(id).content = Some(PublishedContent {
                json: content.json,
                publication: Publication::ThisName,
                published_as: None,
                legacy_vocabulary: content.legacy_vocabulary,
                repaired: content.repaired,
                source: into.catalogue.documents.get(document).citation,
                document,
                note: content.note,
                as_published: content.as_published,
                alternates: content.alternates,
            });
        }
        (other, _) => {
            return Err(line.unexpected_value("`published` or `earlier-name`", other));
        }
    }
    Ok(())
}

/// Gives permissions that were renamed the content of their earlier name, once all content is read.
pub(super) fn fill_earlier_names(into: &mut Reader) -> Result<(), CatalogueError> {
    for pending in std::mem::take(&mut into.earlier) {
        let line = &pending.line;
        let id = into.declared.find_permission(line, pending.earlier)?;
        let Some(earlier) = into.catalogue.permissions.get(id).content.clone() else {
            return Err(line.unknown("content of", pending.earlier));
        };
        into.catalogue
            .permissions
            .get_mut(pending.permission)
            .content = Some(PublishedContent {
            publication: Publication::EarlierName,
            published_as: Some(pending.earlier),
            note: pending.note,
            ..earlier
        });
    }
    Ok(())
}
