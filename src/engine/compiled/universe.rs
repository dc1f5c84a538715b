//! Every action a matrix can have a row for, and the sets they fall into.
//! Those of the catalogue come first and keep their ids; those only the account names come after.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::catalogue::Catalogue;
use crate::model::{Account, ActionId, Document, ServiceLevel, TableId, Version};

use super::super::resource::AskedResource;
use super::Bits;
use super::glob::Segments;
use super::name_index::NameIndex;

/// Which grants reach an action: every action is of exactly one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    index: NameIndex,
    pub(super) services: Vec<Service>,
    service_of: Vec<u32>,
    /// The distinct types and operations of names.
    pub(super) segments: Segments,
    project_level: Bits,
    global_level: Bits,
    object_storage: Bits,
    /// The actions of every choice of levels; the lowest bit of the place is the first level.
    unions: Vec<Bits>,
    /// Actions that are asked about an agency.
    assuming: Bits,
    /// Actions that enterprise-project grants reach.
    pub enterprise_project: Bits,
    /// Actions that an action table defines.
    pub defined: Bits,
}

/// The actions that share a first segment.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) code: String,
    actions: Bits,
    /// Every action.
    pub(super) members: Vec<ActionId>,
    /// Those of three segments, with the numbers of the second and the third.
    pub(super) regular: Vec<(ActionId, u32, u32)>,
    /// The others.
    pub(super) irregular: Vec<ActionId>,
}

impl Universe {
    /// The actions of the catalogue and those that the account's documents name outright.
    #[must_use]
    pub fn new(catalogue: &Catalogue, account: &Account) -> Self {
        let known = catalogue.actions.len();
        let mut names: Vec<String> = Vec::with_capacity(known);
        names.extend(
            catalogue
                .actions
                .rows()
                .iter()
                .map(|action| action.name.to_lowercase()),
        );
        let catalogued = NameIndex::new(&names);
        let extra: BTreeSet<String> = account
            .permissions
            .rows()
            .iter()
            .filter_map(|permission| permission.document.as_ref())
            .flat_map(named_outright)
            .filter(|name| catalogued.find(&names, name).is_none())
            .map(Cow::into_owned)
            .collect();
        names.extend(extra);
        let len = names.len();
        let mut universe = Self {
            index: NameIndex::new(&names),
            services: Vec::new(),
            service_of: Vec::with_capacity(len),
            segments: Segments::default(),
            project_level: Bits::none(len),
            global_level: Bits::none(len),
            object_storage: Bits::none(len),
            unions: Vec::new(),
            assuming: Bits::none(len),
            enterprise_project: Bits::none(len),
            defined: Bits::none(len),
            names,
        };
        universe.sort_in(catalogue, known);
        for index in 0..len {
            let id = ActionId::from_index(index);
            if AskedResource::unsaid(universe.name(id), "") == AskedResource::AnyAgency {
                universe.assuming.insert(id);
            }
        }
        universe.unions = (0..8)
            .map(|choice: usize| {
                let mut union = Bits::none(len);
                for (at, level) in Level::ALL.into_iter().enumerate() {
                    if choice >> at & 1 == 1 {
                        union.add(universe.level(level));
                    }
                }
                union
            })
            .collect();
        universe
    }

    fn sort_in(&mut self, catalogue: &Catalogue, known: usize) {
        let len = self.names.len();
        let mut codes: HashMap<&str, (u32, ServiceLevel)> = HashMap::new();
        for (index, name) in self.names.iter().enumerate() {
            let id = ActionId::from_index(index);
            let code = name.split(':').next().unwrap_or_default();
            // The level is the service's, whichever of its actions asks.
            let (number, level) = *codes.entry(code).or_insert_with(|| {
                self.services.push(Service {
                    code: code.to_owned(),
                    actions: Bits::none(len),
                    members: Vec::new(),
                    regular: Vec::new(),
                    irregular: Vec::new(),
                });
                let number = u32::try_from(self.services.len() - 1).unwrap_or(u32::MAX);
                (number, catalogue.facts(name).level)
            });
            self.service_of.push(number);
            if let Some(service) = self.services.get_mut(number as usize) {
                service.actions.insert(id);
                service.members.push(id);
                let segments: Vec<&str> = name.split(':').collect();
                match segments.as_slice() {
                    [_, type_, operation] => service.regular.push((
                        id,
                        self.segments.intern(type_),
                        self.segments.intern(operation),
                    )),
                    _ => service.irregular.push(id),
                }
            }
            let level = match level {
                ServiceLevel::Project => &mut self.project_level,
                ServiceLevel::Global if code == "obs" => &mut self.object_storage,
                ServiceLevel::Global => &mut self.global_level,
            };
            level.insert(id);
            if index < known {
                // Of two rows of one name the first speaks.
                let first = self.index.find(&self.names, name).unwrap_or(id);
                if catalogue.actions.get(first).enterprise_project == Some(true) {
                    self.enterprise_project.insert(id);
                }
                if catalogue.actions.get(id).defined {
                    self.defined.insert(id);
                }
            }
        }
    }

    /// Actions that are asked about an agency rather than about resources in general.
    #[must_use]
    pub fn assuming(&self) -> &Bits {
        &self.assuming
    }

    /// Every action.
    #[must_use]
    pub fn everything(&self) -> &Bits {
        self.unions.last().unwrap_or(&self.assuming)
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

    /// The actions of these levels, in the order of [`Level::ALL`].
    #[must_use]
    pub fn levels(&self, chosen: [bool; 3]) -> &Bits {
        let [project, global, object_storage] = chosen.map(usize::from);
        self.unions
            .get(project | global << 1 | object_storage << 2)
            .unwrap_or(&self.project_level)
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
        if name.is_ascii() {
            self.index.find(&self.names, name)
        } else {
            self.index.find(&self.names, &name.to_lowercase())
        }
    }

    /// The first segment of an action's name.
    #[must_use]
    pub fn service(&self, action: ActionId) -> &str {
        self.service_of
            .get(action.index())
            .and_then(|service| self.services.get(*service as usize))
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

    /// The level of an action.
    #[must_use]
    pub fn level_of(&self, action: ActionId) -> Level {
        if self.project_level.contains(action) {
            Level::Project
        } else if self.object_storage.contains(action) {
            Level::ObjectStorage
        } else {
            Level::Global
        }
    }
}

/// The names of actions that a document's clauses spell out, in lower case.
pub(super) fn named_outright(document: &Document) -> impl Iterator<Item = Cow<'_, str>> {
    let statements = match document.version {
        // The vocabulary of roles is their own: what they name need not be an action.
        Version::Role => &[],
        Version::Policy | Version::Identity => document.statements.as_slice(),
    };
    statements
        .iter()
        .flat_map(|statement| statement.actions.patterns())
        .filter(|pattern| !pattern.contains(['*', '?']) && pattern.contains(':'))
        .map(|pattern| folded(pattern))
}

/// A pattern in lower case, borrowed where it is so already.
pub(super) fn folded(pattern: &str) -> Cow<'_, str> {
    if pattern.is_ascii() && !pattern.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Borrowed(pattern)
    } else {
        Cow::Owned(pattern.to_lowercase())
    }
}
