//! How the specification is read: its switches, and the mistakes that are made on purpose.

use permlens::engine::Settings;

/// The switches the engine is given too, and a mistake it is not told of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// The switches of section 10.
    pub settings: Settings,
    /// A rule the translation gets wrong, to see whether the comparison notices.
    pub mistake: Option<Mistake>,
}

impl Reading {
    /// Whether this is the mistake to make.
    #[must_use]
    pub fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }
}

/// A rule got wrong on purpose. Each must lead to disagreements, or the requests do not try that rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No Deny counts.
    DenyIgnored,
    /// A 1.0 role's Deny does not even count against the role itself.
    RoleDenyIgnored,
    /// A 1.0 role's Deny counts against everything.
    RoleDenyGlobal,
    /// Every role is in force.
    DependenciesIgnored,
    /// A grant at the domain reaches projects.
    DomainEverywhere,
    /// Both layers are one.
    LayersMerged,
    /// A 1.0 role counts on an enterprise project.
    RolesOnEnterpriseProjects,
    /// Patterns of actions keep their case.
    ActionCaseKept,
    /// `NotAction` is read as `Action`.
    NotActionIgnored,
    /// Paths of resources ignore case.
    PathCaseIgnored,
    /// A request without a resource matches no pattern.
    GeneralMatchesNothing,
    /// Five wildcards match no agency.
    FiveWildcardsNoAgency,
    /// Every agency is every resource, whatever the action.
    AgenciesAreEverything,
    /// A number is a date.
    NumbersAreDates,
    /// A dependency is met by the name it is written by alone, not by another cloud's.
    OtherCloudsIgnored,
    /// A negated operator is false of a missing key.
    NegatedMissingFalse,
    /// `IfExists` is not read.
    IfExistsIgnored,
    /// `ForAllValues:` is read as `ForAnyValue:`.
    AllIsAny,
    /// What a variable brings in keeps its wildcards.
    VariableWildcards,
    /// An unknown operator is false in a Deny too.
    UnknownOperatorFalse,
    /// Service control policies are not asked.
    ControlIgnored,
    /// Identity policies are not asked.
    IdentityIgnored,
}

impl Mistake {
    /// Every mistake.
    pub const ALL: [Self; 22] = [
        Self::DenyIgnored,
        Self::RoleDenyIgnored,
        Self::RoleDenyGlobal,
        Self::DependenciesIgnored,
        Self::DomainEverywhere,
        Self::LayersMerged,
        Self::RolesOnEnterpriseProjects,
        Self::ActionCaseKept,
        Self::NotActionIgnored,
        Self::PathCaseIgnored,
        Self::GeneralMatchesNothing,
        Self::FiveWildcardsNoAgency,
        Self::AgenciesAreEverything,
        Self::NumbersAreDates,
        Self::OtherCloudsIgnored,
        Self::NegatedMissingFalse,
        Self::IfExistsIgnored,
        Self::AllIsAny,
        Self::VariableWildcards,
        Self::UnknownOperatorFalse,
        Self::ControlIgnored,
        Self::IdentityIgnored,
    ];
}
