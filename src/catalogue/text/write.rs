//! From [`Catalogue`] to text, in the one canonical form: reading what is written and writing it again changes nothing.

use std::fmt::{Display, Write};

use crate::model::DocumentId;

use super::super::{Catalogue, DependentAction, Grants, Listing};
use super::{write_lists as lists, write_service::service_file};

impl Catalogue {
    /// The text of every file of the catalogue, by its path below `assets/catalogue`.
    #[must_use]
    pub fn write(&self) -> Vec<(String, String)> {
        let mut files = vec![
            ("documents.txt".to_owned(), lists::documents(self)),
            ("named-actions.txt".to_owned(), lists::named_actions(self)),
            ("role-names.txt".to_owned(), lists::role_names(self)),
            ("renames.txt".to_owned(), lists::renames(self)),
            ("dependencies.txt".to_owned(), lists::dependencies(self)),
            (
                "identity-policies.txt".to_owned(),
                lists::identity_policies(self),
            ),
        ];
        for (id, service) in self.services.iter() {
            if service.listing == Listing::Described {
                files.push((
                    format!("services/{}.txt", service.code),
                    service_file(self, id),
                ));
            }
        }
        files
    }
}

/// Text being written: entries of a head line and indented lines.
#[derive(Default)]
pub(super) struct Out {
    pub text: String,
}

impl Out {
    /// A head line.
    pub fn head(&mut self, keyword: &str, rest: impl Display) {
        self.line(format_args!("{keyword} {rest}"));
    }

    /// A head line behind an empty one, except at the start.
    pub fn entry(&mut self, keyword: &str, rest: impl Display) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.head(keyword, rest);
    }

    /// An indented line.
    pub fn property(&mut self, keyword: &str, rest: impl Display) {
        self.line(format_args!("  {keyword} {rest}"));
    }

    /// An indented line, where there is something to say.
    pub fn optional(&mut self, keyword: &str, rest: &str) {
        if !rest.is_empty() {
            self.property(keyword, rest);
        }
    }

    /// Indented lines, one each.
    pub fn each(&mut self, keyword: &str, rest: &[&str]) {
        for rest in rest {
            self.property(keyword, rest);
        }
    }

    /// An indented line of words alone.
    pub fn word(&mut self, text: impl Display) {
        self.line(format_args!("  {text}"));
    }

    /// Text that is kept as it is, behind its keyword.
    pub fn block(&mut self, keyword: impl Display, text: &str) {
        self.word(keyword);
        self.line(format_args!("    {text}"));
    }

    /// Actions; those that are `conditional` with a `?`.
    pub fn names(&mut self, keyword: &str, names: &[DependentAction]) {
        let words = names.iter().map(|name| {
            let mark = if name.conditional { "?" } else { "" };
            format!("{}{mark}", name.pattern)
        });
        self.optional(keyword, &words.collect::<Vec<_>>().join(" "));
    }

    /// The actions that are needed, those needed only in some cases last.
    pub fn needed(&mut self, actions: &[&'static str], conditional: &[&'static str]) {
        let always = actions.iter().filter(|name| !conditional.contains(name));
        let dependent = |conditional: bool| {
            move |name: &&'static str| DependentAction {
                pattern: name,
                conditional,
            }
        };
        let names = always.map(dependent(false));
        let names: Vec<_> = names
            .chain(conditional.iter().map(dependent(true)))
            .collect();
        self.names("actions", &names);
    }

    /// Where an action can be granted.
    pub fn grants(&mut self, grants: Grants) {
        let said = [
            ("iam", grants.iam_project),
            ("enterprise", grants.enterprise_project),
            ("instance", grants.instance_level),
        ];
        let words = said.into_iter().filter_map(|(word, said)| {
            said.map(|yes| format!("{}{word}", if yes { '+' } else { '-' }))
        });
        self.optional("grants", &words.collect::<Vec<_>>().join(" "));
    }

    /// The documents of an entry.
    pub fn from(&mut self, catalogue: &Catalogue, documents: &[DocumentId]) {
        let keys = documents.iter().map(|id| key(catalogue, *id));
        self.optional("from", &keys.collect::<Vec<_>>().join(" "));
    }

    fn line(&mut self, line: impl Display) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

/// How the text refers to a document: `d12`.
pub(super) fn key(catalogue: &Catalogue, document: DocumentId) -> String {
    format!("d{}", catalogue.documents.get(document).key)
}
