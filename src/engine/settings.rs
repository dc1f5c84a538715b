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

/// A switch or value that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// No switch of that name.
    #[error("no assumption is called {name:?}; there are {}", Settings::NAMES.join(", "))]
    Name {
        /// As written.
        name: String,
    },
    /// The switch has no such value.
    #[error("{name} cannot be {value:?}; it is {}", values.join(" or "))]
    Value {
        /// The switch.
        name: &'static str,
        /// As written.
        value: String,
        /// What it can be.
        values: Vec<&'static str>,
    },
    /// Not `NAME=VALUE`.
    #[error("{0:?} is no assumption; expected NAME=VALUE")]
    Shape(String),
}

/// One switch: its name, its values with the default first, and how it is set and read.
struct Switch {
    name: &'static str,
    values: &'static [&'static str],
    set: fn(&mut Settings, usize),
    get: fn(&Settings) -> usize,
}

const SWITCHES: [Switch; 4] = [
    Switch {
        name: "role_deny_mode",
        values: &["local", "global"],
        set: |settings, at| {
            settings.role_deny = if at == 0 {
                RoleDeny::Local
            } else {
                RoleDeny::Global
            };
        },
        get: |settings| usize::from(settings.role_deny == RoleDeny::Global),
    },
    Switch {
        name: "depends_mode",
        values: &["enforce", "warn", "off"],
        set: |settings, at| {
            settings.depends = match at {
                0 => DependsMode::Enforce,
                1 => DependsMode::Warn,
                _ => DependsMode::Off,
            };
        },
        get: |settings| match settings.depends {
            DependsMode::Enforce => 0,
            DependsMode::Warn => 1,
            DependsMode::Off => 2,
        },
    },
    Switch {
        name: "region_project_covers_subprojects",
        values: &["false", "true"],
        set: |settings, at| {
            settings.region_grant = if at == 0 {
                RegionGrant::ProjectOnly
            } else {
                RegionGrant::WithSubprojects
            };
        },
        get: |settings| usize::from(settings.region_grant == RegionGrant::WithSubprojects),
    },
    Switch {
        name: "negated_missing",
        values: &["true", "false"],
        set: |settings, at| {
            settings.negated_missing = if at == 0 {
                NegatedMissing::True
            } else {
                NegatedMissing::False
            };
        },
        get: |settings| usize::from(settings.negated_missing == NegatedMissing::False),
    },
];

impl Settings {
    /// The names of the switches.
    pub const NAMES: [&'static str; 4] = [
        SWITCHES[0].name,
        SWITCHES[1].name,
        SWITCHES[2].name,
        SWITCHES[3].name,
    ];

    /// Sets a switch from `NAME=VALUE`.
    pub fn assume(&mut self, text: &str) -> Result<(), SettingError> {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| SettingError::Shape(text.to_owned()))?;
        let (name, value) = (name.trim(), value.trim());
        let switch = SWITCHES
            .iter()
            .find(|switch| switch.name == name)
            .ok_or_else(|| SettingError::Name {
                name: name.to_owned(),
            })?;
        let at = switch
            .values
            .iter()
            .position(|known| *known == value)
            .ok_or_else(|| SettingError::Value {
                name: switch.name,
                value: value.to_owned(),
                values: switch.values.to_vec(),
            })?;
        (switch.set)(self, at);
        Ok(())
    }

    /// The switches that do not stand as documented: name, value, default.
    pub fn changed(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        let values = *self; // Copied, so that the answer borrows nothing.
        SWITCHES.iter().filter_map(move |switch| {
            let at = (switch.get)(&values);
            let [default, ..] = switch.values else {
                return None;
            };
            let value = switch.values.get(at).copied()?;
            (at != 0).then_some((switch.name, value, *default))
        })
    }
}
