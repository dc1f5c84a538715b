//! The readings of the specification that are assumptions, as switches (section 10).
//! The defaults are the documented choices; whoever changes one sees it named in every report.

/// How a Deny inside a 1.0 role counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RoleDeny {
    /// It subtracts from the Allows of the same role only.
    #[default]
    Local,
    /// It is an explicit Deny against everything.
    Global,
}

/// What a role without its dependencies does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DependsMode {
    /// Its Allows do not count.
    #[default]
    Enforce,
    /// Its Allows count; the missing roles are reported.
    Warn,
    /// Its Allows count.
    Off,
}

/// What a negated operator without `IfExists` says of an absent key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NegatedMissing {
    /// True: the value differs from every other.
    #[default]
    True,
    /// False: nothing to compare.
    False,
}

/// Whether a grant on a region project reaches its subprojects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RegionGrant {
    /// It stops at the region project.
    #[default]
    ProjectOnly,
    /// It reaches the subprojects too.
    WithSubprojects,
}

/// Every switch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    /// `role_deny_mode`
    pub role_deny: RoleDeny,
    /// `depends_mode`
    pub depends: DependsMode,
    /// `negated_missing`
    pub negated_missing: NegatedMissing,
    /// `region_project_covers_subprojects`
    pub region_grant: RegionGrant,
}
