//! From text to [`Catalogue`]: which files there are, and what has to be known before what.
//! Names are declared by all files first, so that a file may refer to any other.

use std::collections::HashMap;

use crate::model::{DocumentId, ServiceId, SystemPermissionId, TableId};

use super::super::Catalogue;
use super::SourceText;
use super::derive::derive_actions;
use super::error::{CatalogueError, Problem};
use super::lines::{Line, Lines};
use super::read_lists as lists;
use super::read_permission::{EarlierContent, fill_earlier_names};
use super::read_policies as policies;
use super::read_service::read_service;

/// What the files declare, known before any of them is read.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// Document number → id.
    documents: Vec<Option<DocumentId>>,
    services: HashMap<&'static str, ServiceId>,
    permissions: HashMap<&'static str, SystemPermissionId>,
}

/// A catalogue in the making.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub catalogue: Catalogue,
    pub declared: Declared,
    /// Permissions whose content is that of an earlier name.
    pub earlier: Vec<EarlierContent>,
}

impl Declared {
    /// Declares a document.
    pub fn document(&mut self, key: u32, id: DocumentId) {
        let index = key as usize;
        if self.documents.len() <= index {
            self.documents.resize(index + 1, None);
        }
        if let Some(slot) = self.documents.get_mut(index) {
            *slot = Some(id);
        }
    }

    /// The document of a reference such as `d12`.
    pub fn find_document(&self, line: &Line, name: &str) -> Result<DocumentId, CatalogueError> {
        name.strip_prefix('d')
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|index| self.documents.get(index).copied().flatten())
            .ok_or_else(|| line.unknown("document", name))
    }

    /// The documents a line refers to.
    pub fn find_documents(&self, line: &Line) -> Result<Vec<DocumentId>, CatalogueError> {
        line.words()
            .map(|name| self.find_document(line, name))
            .collect()
    }

    /// The service with this code.
    pub fn find_service(&self, line: &Line, code: &str) -> Result<ServiceId, CatalogueError> {
        self.services
            .get(code)
            .copied()
            .ok_or_else(|| line.unknown("service", code))
    }

    /// The permission with this display name.
    pub fn find_permission(
        &self,
        line: &Line,
        name: &str,
    ) -> Result<SystemPermissionId, CatalogueError> {
        self.permissions
            .get(name)
            .copied()
            .ok_or_else(|| line.unknown("permission", name))
    }

    /// Declares the services and permissions of a file: the rest of it may stand in any order.
    fn names(&mut self, file: &SourceText) -> Result<(), CatalogueError> {
        let text = file.text;
        let starts = text.match_indices("\npermission ").map(|(at, _)| at + 1);
        let service = text.starts_with("service ").then_some(0);
        for at in service.into_iter().chain(starts) {
            let line = text.get(at..).and_then(|rest| rest.lines().next());
            let Some((keyword, name)) = line.and_then(|line| line.split_once(' ')) else {
                continue;
            };
            let (kind, known) = if keyword == "service" {
                let id = ServiceId::from_index(self.services.len());
                ("service", self.services.insert(name, id).is_some())
            } else {
                let id = SystemPermissionId::from_index(self.permissions.len());
                ("permission", self.permissions.insert(name, id).is_some())
            };
            if known {
                return Err(CatalogueError {
                    file: file.path,
                    line: text.get(..at).unwrap_or_default().lines().count() + 1,
                    problem: Problem::Twice {
                        kind,
                        name: name.to_owned(),
                    },
                });
            }
        }
        Ok(())
    }
}

impl Catalogue {
    /// Reads a catalogue from its text, one [`SourceText`] a file.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn parse(files: &[SourceText]) -> Result<Self, CatalogueError> {
        let mut reader = Reader::default();
        lists::read_documents(&mut file(files, "documents.txt")?, &mut reader)?;
        let services = || {
            files
                .iter()
                .filter(|file| file.path.starts_with("services/"))
        };
        for file in services() {
            reader.declared.names(file)?;
        }
        for file in services() {
            read_service(&mut Lines::new(file.path, file.text), &mut reader)?;
        }
        fill_earlier_names(&mut reader)?;
        lists::read_named_actions(&mut file(files, "named-actions.txt")?, &mut reader)?;
        lists::read_role_names(&mut file(files, "role-names.txt")?, &mut reader)?;
        lists::read_renames(&mut file(files, "renames.txt")?, &mut reader)?;
        policies::read_dependencies(&mut file(files, "dependencies.txt")?, &mut reader)?;
        policies::read_identity_policies(&mut file(files, "identity-policies.txt")?, &mut reader)?;
        let mut catalogue = reader.catalogue.indexed();
        derive_actions(&mut catalogue);
        Ok(catalogue)
    }
}

fn file(files: &[SourceText], path: &'static str) -> Result<Lines, CatalogueError> {
    match files.iter().find(|file| file.path == path) {
        Some(file) => Ok(Lines::new(file.path, file.text)),
        None => Err(CatalogueError {
            file: path,
            line: 0,
            problem: Problem::NoFile,
        }),
    }
}
