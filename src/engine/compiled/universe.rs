//! Every action a matrix can have a row for, and the sets they fall into.
//! Those of the catalogue come first and keep their ids; those only the account names come after.

use std::collections::{BTreeSet, HashMap};

use crate::catalogue::Catalogue;
use crate::model::{Account, ActionId, ServiceLevel, TableId, Version};

use super::Bits;

/// Which grants reach an action: every action is of exactly one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Of a project-level service.
    Project,
    /// Of a global service other than OBS.
    Global,
    /// Of OBS, which is granted in `MOS` too.
    ObjectStorage,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::Project, Self::Global, Self::ObjectStorage];
}

/// The actions, folded, with what decisions need to know of each.
#[derive(Clone, Debug)]
pub struct Universe {
    names: Vec<String>,
    by_name: HashMap<String, ActionId>,
    services: Vec<Service>,
    service_of: Vec<usize>,
    project_level: Bits,
    global_level: Bits,
    object_storage: Bits,
    /// Actions that enterprise-project grants reach.
    pub enterprise_project: Bits,
    /// Actions that an action table defines.
    pub defined: Bits,
}

/// The actions that share a first segment.
#[derive(Clone, Debug)]
struct Service {
    code: String,
    actions: Bits,
    members: Vec<ActionId>,
}

impl Universe {
    /// The actions of the catalogue and those that the account's documents name outright.
    #[must_use]
    pub fn new(catalogue: &Catalogue, account: &Account) -> Self {
        let mut names: Vec<String> = catalogue
            .actions
            .rows()
            .iter()
            .map(|action| action.name.to_lowercase())
            .collect();
        let known = names.len();
        let catalogued: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let extra: BTreeSet<String> = account
            .permissions
            .rows()
            .iter()
            .filter_map(|permission| permission.document.as_ref())
            .filter(|document| document.version != Version::Role)
            .flat_map(|document| &document.statements)
            .flat_map(|statement| statement.actions.patterns())
            .filter(|pattern| !pattern.contains(['*', '?']) && pattern.contains(':'))
            .map(|pattern| pattern.to_lowercase())
            .filter(|name| !catalogued.contains(name.as_str()))
            .collect();
        names.extend(extra);
        let len = names.len();
        let mut universe = Self {
            by_name: HashMap::with_capacity(len),
            services: Vec::new(),
            service_of: Vec::with_capacity(len),
            project_level: Bits::none(len),
            global_level: Bits::none(len),
            object_storage: Bits::none(len),
            enterprise_project: Bits::none(len),
            defined: Bits::none(len),
            names,
        };
        universe.sort_in(catalogue, known);
        universe
    }

    fn sort_in(&mut self, catalogue: &Catalogue, known: usize) {
        let len = self.names.len();
        let mut codes: HashMap<String, usize> = HashMap::new();
        for (index, name) in self.names.iter().enumerate() {
            let id = ActionId::from_index(index);
            let code = name.split(':').next().unwrap_or_default();
            let service = *codes.entry(code.to_owned()).or_insert_with(|| {
                self.services.push(Service {
                    code: code.to_owned(),
                    actions: Bits::none(len),
                    members: Vec::new(),
                });
                self.services.len() - 1
            });
            self.service_of.push(service);
            if let Some(service) = self.services.get_mut(service) {
                service.actions.insert(id);
                service.members.push(id);
            }
            let facts = catalogue.facts(name);
            let level = match facts.level {
                ServiceLevel::Project => &mut self.project_level,
                ServiceLevel::Global if code == "obs" => &mut self.object_storage,
                ServiceLevel::Global => &mut self.global_level,
            };
            level.insert(id);
            if facts.enterprise_project == Some(true) {
                self.enterprise_project.insert(id);
            }
            if index < known && catalogue.actions.get(id).defined {
                self.defined.insert(id);
            }
            self.by_name.entry(name.clone()).or_insert(id);
        }
    }

    /// The actions of a level.
    #[must_use]
    pub fn level(&self, level: Level) -> &Bits {
        match level {
            Level::Project => &self.project_level,
            Level::Global => &self.global_level,
            Level::ObjectStorage => &self.object_storage,
        }
    }

    /// How many actions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The name of an action, in lower case.
    #[must_use]
    pub fn name(&self, action: ActionId) -> &str {
        self.names.get(action.index()).map_or("", String::as_str)
    }

    /// The action of this name, in any case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ActionId> {
        match self.by_name.get(name) {
            Some(id) => Some(*id),
            None => self.by_name.get(&name.to_lowercase()).copied(),
        }
    }

    /// The first segment of an action's name.
    #[must_use]
    pub fn service(&self, action: ActionId) -> &str {
        self.service_of
            .get(action.index())
            .and_then(|service| self.services.get(*service))
            .map_or("", |service| service.code.as_str())
    }

    /// The first segments that actions have, each with its actions.
    pub fn services(&self) -> impl Iterator<Item = (&str, &Bits)> {
        self.services
            .iter()
            .map(|service| (service.code.as_str(), &service.actions))
    }

    /// The actions of a service, by first segment in lower case.
    #[must_use]
    pub fn of_service(&self, code: &str) -> Option<&Bits> {
        self.services
            .iter()
            .find(|service| service.code == code)
            .map(|service| &service.actions)
    }

    /// The actions that a pattern (in lower case) matches in a document of this version.
    #[must_use]
    pub fn matching(&self, pattern: &str, version: Version) -> Bits {
        let mut bits = Bits::none(self.names.len());
        if pattern == "*" || pattern == "*:*:*" && version != Version::Role {
            // Two-segment names do not exist in 1.1, but nothing forbids an account to write one.
            for (index, name) in self.names.iter().enumerate() {
                if pattern == "*" || name.matches(':').count() >= 2 {
                    bits.insert(ActionId::from_index(index));
                }
            }
            return bits;
        }
        let wild = match version {
            Version::Identity => pattern.contains(['*', '?']),
            Version::Role | Version::Policy => pattern.contains('*'),
        };
        if wild {
            let glob = Glob::new(pattern, version);
            self.scan(&glob, pattern, version, &mut bits);
        } else {
            self.literal(pattern, version, &mut bits);
        }
        bits
    }

    fn literal(&self, pattern: &str, version: Version, bits: &mut Bits) {
        if let Some(id) = self.find(pattern) {
            bits.insert(id);
        }
        if version != Version::Role {
            return;
        }
        let Some(rest) = pattern.strip_prefix("identity:") else {
            return;
        };
        let assumes = ["iam:agencies:assume", "iam:tokens:assume"];
        if matches!(rest, "assume role" | "assumerole") {
            for name in assumes {
                if let Some(id) = self.find(name) {
                    bits.insert(id);
                }
            }
        } else if let Some(id) = self.find(&format!("iam:{rest}")) {
            bits.insert(id);
        }
    }

    fn scan(&self, glob: &Glob<'_>, pattern: &str, version: Version, bits: &mut Bits) {
        // A literal first segment limits the search to its service.
        let first = pattern.split(':').next().unwrap_or_default();
        let narrow = !first.contains(['*', '?']) && pattern.contains(':');
        for service in &self.services {
            let iam = version == Version::Role && service.code == "iam";
            if narrow && service.code != first && !(iam && first == "identity") {
                continue;
            }
            for id in &service.members {
                let name = self.name(*id);
                let old = || {
                    let rest = name.strip_prefix("iam:").unwrap_or(name);
                    glob.matches(&format!("identity:{rest}"))
                        || (matches!(rest, "agencies:assume" | "tokens:assume")
                            && (glob.matches("identity:assume role")
                                || glob.matches("identity:assumerole")))
                };
                if glob.matches(name) || (iam && old()) {
                    bits.insert(*id);
                }
            }
        }
    }
}

/// A pattern taken apart at its stars: pieces that must follow each other.
/// It is not the matcher of the explaining path, so that each can find the other's mistakes.
struct Glob<'a> {
    pieces: Vec<&'a [u8]>,
    one: bool,
}

impl<'a> Glob<'a> {
    fn new(pattern: &'a str, version: Version) -> Self {
        Self {
            pieces: pattern.split('*').map(str::as_bytes).collect(),
            one: version == Version::Identity,
        }
    }

    fn matches(&self, name: &str) -> bool {
        let name = name.as_bytes();
        let (Some(first), Some(last)) = (self.pieces.first(), self.pieces.last()) else {
            return false;
        };
        if self.pieces.len() == 1 {
            return name.len() == first.len() && self.fits(first, name);
        }
        let Some(middle) = name.len().checked_sub(first.len() + last.len()) else {
            return false;
        };
        let (head, rest) = name.split_at(first.len());
        let (mut body, tail) = rest.split_at(middle);
        if !self.fits(first, head) || !self.fits(last, tail) {
            return false;
        }
        let inner = self
            .pieces
            .get(1..self.pieces.len() - 1)
            .unwrap_or_default();
        for piece in inner {
            let at = body
                .windows(piece.len().max(1))
                .position(|window| piece.is_empty() || self.fits(piece, window));
            match (piece.is_empty(), at) {
                (true, _) => {}
                (false, None) => return false,
                (false, Some(at)) => body = body.get(at + piece.len()..).unwrap_or_default(),
            }
        }
        true
    }

    fn fits(&self, piece: &[u8], text: &[u8]) -> bool {
        piece.len() == text.len()
            && piece
                .iter()
                .zip(text)
                .all(|(expected, found)| expected == found || (self.one && *expected == b'?'))
    }
}
