//! Three-valued truth: what holds whatever the request leaves open, what cannot hold, and what is open.
//! Kleene's tables: `Open` never turns into `Yes` or `No` unless the other side settles it.

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not, however the request is completed.
    No,
    /// It depends on what the request leaves open.
    Open,
    /// It does, however the request is completed.
    Yes,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// It does not hold.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Open => Self::Open,
            Self::Yes => Self::No,
        }
    }

    /// Whether it may hold.
    #[must_use]
    pub fn possible(self) -> bool {
        self != Self::No
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

/// What open tests hang on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings {
    /// Condition keys, as written.
    pub keys: Vec<String>,
    /// Resource patterns, as written.
    pub resources: Vec<String>,
}

impl Openings {
    /// Notes a key, once.
    pub fn key(&mut self, key: &str) {
        if !self
            .keys
            .iter()
            .any(|known| known.eq_ignore_ascii_case(key))
        {
            self.keys.push(key.to_owned());
        }
    }

    /// Notes a resource pattern, once.
    pub fn resource(&mut self, pattern: &str) {
        if !self.resources.iter().any(|known| known == pattern) {
            self.resources.push(pattern.to_owned());
        }
    }

    /// Notes everything that `other` noted.
    pub fn absorb(&mut self, other: &Self) {
        for key in &other.keys {
            self.key(key);
        }
        for pattern in &other.resources {
            self.resource(pattern);
        }
    }
}
