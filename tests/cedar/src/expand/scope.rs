//! Where a grant counts (section 5.2).

use permlens::engine::RegionGrant;
use permlens::model::{Request, Scope, ServiceLevel};

use super::World;
use crate::reading::Mistake;

/// The layer a grant counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Grants at the domain, projects, all resources.
    First,
    /// Grants on the enterprise project of the resource.
    Second,
    /// It is granted elsewhere.
    Not,
}

impl World<'_> {
    /// Whether a grant in `scope` counts for `request`, and in which layer.
    pub(super) fn counts(&self, scope: Scope, request: &Request) -> Counts {
        if let Scope::EnterpriseProject(granted) = scope {
            let here = request.enterprise_project == Some(granted)
                && request.facts.enterprise_project == Some(true);
            return if here { Counts::Second } else { Counts::Not };
        }
        let first = match request.facts.level {
            ServiceLevel::Global => self.counts_globally(scope, request),
            ServiceLevel::Project => self.counts_in_project(scope, request),
        };
        if first { Counts::First } else { Counts::Not }
    }

    fn counts_globally(&self, scope: Scope, request: &Request) -> bool {
        match scope {
            Scope::Global | Scope::All => true,
            // Object storage is granted in a project of its own.
            Scope::Project(id) => {
                self.account.project(id).name == "MOS"
                    && request.action.to_lowercase().starts_with("obs:")
            }
            Scope::Subprojects(_) | Scope::EnterpriseProject(_) => false,
        }
    }

    fn counts_in_project(&self, scope: Scope, request: &Request) -> bool {
        let asked = request.project;
        let parent = asked.and_then(|id| self.account.project(id).parent);
        let covers = self.reading.settings.region_grant == RegionGrant::WithSubprojects;
        match scope {
            Scope::All => true,
            Scope::Global => self.reading.makes(Mistake::DomainEverywhere),
            Scope::Project(id) => asked == Some(id) || (covers && parent == Some(id)),
            Scope::Subprojects(id) => parent == Some(id),
            Scope::EnterpriseProject(_) => false,
        }
    }
}
