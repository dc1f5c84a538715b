//! How far a pull is: plain data, for a bar on a terminal and for the explorer alike.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::import::answers::calls::Fills;

/// What a pull is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Signing in, and finding out which kind of cloud answers.
    SignIn,
    /// Users, groups, projects, permissions, agencies.
    Lists,
    /// Who is in which group.
    Memberships,
    /// Who holds what where.
    Assignments,
    /// Identity policies.
    IdentityPolicies,
    /// What findings look at.
    Details,
}

impl Phase {
    /// What it is called.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::SignIn => "signing in",
            Self::Lists => "lists",
            Self::Memberships => "memberships",
            Self::Assignments => "assignments",
            Self::IdentityPolicies => "identity policies",
            Self::Details => "details",
        }
    }
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is busy with.
    pub phase: Phase,
    /// Lists that are read, in this phase.
    pub done: usize,
    /// Lists there are to read, in this phase.
    pub total: usize,
    /// How long the phase will still take, by how long it took so far.
    pub left: Option<Duration>,
    /// What was read so far, of each kind.
    pub counts: BTreeMap<Fills, usize>,
    /// Lists that were refused or did not come whole, in all.
    pub unread: usize,
}

impl Progress {
    /// At the beginning.
    #[must_use]
    pub fn new() -> Self {
        Self {
            phase: Phase::SignIn,
            done: 0,
            total: 0,
            left: None,
            counts: BTreeMap::new(),
            unread: 0,
        }
    }

    /// A phase begins, with so many lists to read.
    pub fn begin(&mut self, phase: Phase, total: usize) {
        self.phase = phase;
        self.done = 0;
        self.total = total;
        self.left = None;
    }

    /// One more list is read, so long after the phase began.
    pub fn step(&mut self, since: Duration) {
        self.done += 1;
        let left = u32::try_from(self.total.saturating_sub(self.done)).unwrap_or(u32::MAX);
        let done = u32::try_from(self.done).unwrap_or(u32::MAX);
        self.left = since
            .checked_div(done)
            .map(|each| each.saturating_mul(left));
    }

    /// How long the phase will still take, in words; nothing of what is over in a moment.
    #[must_use]
    pub fn time_left(&self) -> Option<String> {
        let left = self.left?.as_secs();
        Some(match left {
            0..2 => return None,
            2..90 => format!("{left} s"),
            90..5400 => format!("{} min", left.div_ceil(60)),
            _ => format!("{} h", left.div_ceil(3600)),
        })
    }

    /// What was read, in words: `61 users · 12 groups`.
    #[must_use]
    pub fn read(&self) -> String {
        let named = [
            (Fills::Users, "user"),
            (Fills::Groups, "group"),
            (Fills::Memberships, "membership"),
            (Fills::Projects, "project"),
            (Fills::EnterpriseProjects, "enterprise project"),
            (Fills::Agencies, "agency"),
            (Fills::Roles, "system permission"),
            (Fills::CustomPolicies, "custom policy"),
            (Fills::RoleAssignments, "assignment"),
        ];
        let words: Vec<String> = named
            .into_iter()
            .filter_map(|(what, name)| Some((*self.counts.get(&what)?, name)))
            .map(|(count, name)| match name.strip_suffix('y') {
                _ if count == 1 => format!("1 {name}"),
                Some(stem) => format!("{count} {stem}ies"),
                None => format!("{count} {name}s"),
            })
            .collect();
        words.join(" · ")
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}
