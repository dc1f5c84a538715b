//! A finding: the rule that speaks, about what, on which evidence.

use crate::model::{Account, Grant, PermissionId, Principal, Scope, Via};

use super::rule::{Rule, Severity};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A user, group or agency.
    Principal(Principal),
    /// A permission's content.
    Permission(PermissionId),
    /// One assignment.
    Assignment(Principal, PermissionId, Scope),
    /// The account as a whole.
    Account,
}

/// Where in the explorer a finding can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A user, group or agency, with what is attached to it; one attachment in particular.
    Principal(Principal, Option<PermissionId>),
    /// A permission's document.
    Permission(PermissionId),
}

impl Subject {
    /// "user", "assignment" …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Principal(principal) => principal.kind(),
            Self::Permission(_) => "permission",
            Self::Assignment(..) => "assignment",
            Self::Account => "account",
        }
    }

    /// In words: "group helpdesk". Names are as they are shown: one of blanks gives way to the id.
    #[must_use]
    pub fn text(&self, account: &Account) -> String {
        match self {
            Self::Account => format!("account {}", account.domain.name),
            Self::Assignment(holder, permission, scope) => format!(
                "{} on {} {} at {}",
                account.permission(*permission).shown(),
                holder.kind(),
                account.principal_shown(*holder),
                account.scope_name(*scope)
            ),
            Self::Principal(principal) => {
                format!("{} {}", self.kind(), account.principal_shown(*principal))
            }
            Self::Permission(id) => {
                format!("{} {}", self.kind(), account.permission(*id).shown())
            }
        }
    }

    /// The name alone.
    #[must_use]
    pub fn name(&self, account: &Account) -> String {
        match self {
            Self::Principal(principal) => account.principal_name(*principal).to_owned(),
            Self::Permission(id) => account.permission(*id).display_name.clone(),
            Self::Assignment(holder, permission, scope) => format!(
                "{} on {} {} at {}",
                account.permission(*permission).display_name,
                holder.kind(),
                account.principal_name(*holder),
                account.scope_name(*scope)
            ),
            Self::Account => account.domain.name.clone(),
        }
    }

    /// Its id in the account: what stays when it is renamed.
    #[must_use]
    pub fn id(&self, account: &Account) -> String {
        match self {
            Self::Principal(principal) => principal_id(account, *principal).to_owned(),
            Self::Permission(id) => account.permission(*id).id.clone(),
            Self::Assignment(holder, permission, scope) => format!(
                "{}/{}/{}",
                principal_id(account, *holder),
                account.permission(*permission).id,
                scope_id(account, *scope)
            ),
            Self::Account => account.domain.id.clone(),
        }
    }
}

fn principal_id(account: &Account, principal: Principal) -> &str {
    match principal {
        Principal::User(id) => &account.user(id).id,
        Principal::Group(id) => &account.group(id).id,
        Principal::Agency(id) => &account.agencies.get(id).id,
    }
}

fn scope_id(account: &Account, scope: Scope) -> String {
    match scope {
        Scope::Global => "global".to_owned(),
        Scope::All => "all".to_owned(),
        Scope::Project(id) => account.project(id).id.clone(),
        Scope::Subprojects(id) => format!("{}+", account.project(id).id),
        Scope::EnterpriseProject(id) => account.enterprise_projects.get(id).id.clone(),
    }
}

/// One way from a holder through a permission to a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Who holds the permission.
    pub holder: Principal,
    /// The permission.
    pub permission: PermissionId,
    /// Where it is granted.
    pub scope: Scope,
    /// The statement, from 0, where one is meant.
    pub statement: Option<usize>,
    /// The action pattern, where one is meant.
    pub pattern: Option<String>,
}

impl Path {
    /// The path of a grant, without a statement.
    #[must_use]
    pub fn of(holder: Principal, grant: &Grant) -> Self {
        let holder = match grant.via {
            Via::Group(group) => Principal::Group(group),
            Via::Direct => holder,
        };
        Self {
            holder,
            permission: grant.permission,
            scope: grant.scope,
            statement: None,
            pattern: None,
        }
    }
}

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Through what a permission reaches somebody.
    Path(Path),
    /// A fact in words; names in it are as the account gives them.
    Fact(String),
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How serious: usually the rule's own severity.
    pub severity: Severity,
    /// In one sentence, without a full stop. Names in it are as the account gives them.
    pub title: String,
    /// About what.
    pub subject: Subject,
    /// What tells it from other findings of the rule about the same subject.
    pub about: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub fix: String,
}

impl Finding {
    /// A finding with the rule's own severity and fix.
    pub(super) fn new(rule: &'static Rule, subject: Subject, title: String) -> Self {
        Self {
            rule,
            severity: rule.severity,
            title,
            subject,
            about: String::new(),
            evidence: Vec::new(),
            fix: rule.fix.to_owned(),
        }
    }

    pub(super) fn because(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    pub(super) fn fact(self, words: impl Into<String>) -> Self {
        self.because([Evidence::Fact(words.into())])
    }

    pub(super) fn about(mut self, what: impl Into<String>) -> Self {
        self.about = what.into();
        self
    }

    pub(super) fn fixed_by(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// An id that stays as long as the finding does: rule, subject, and what tells it from others.
    #[must_use]
    pub fn id(&self, account: &Account) -> String {
        let mut id = format!(
            "{}:{}:{}",
            self.rule.id,
            self.subject.kind(),
            self.subject.id(account)
        );
        if !self.about.is_empty() {
            id.push(':');
            id.push_str(&self.about);
        }
        id
    }

    /// Whether it is about the content of a system-defined permission: worth knowing, and not the account's to mend.
    #[must_use]
    pub fn is_about_published(&self, account: &Account) -> bool {
        let of_content = ["L11", "P01"].contains(&self.rule.id);
        of_content
            && matches!(self.subject, Subject::Permission(id) if account.permission(id).kind.is_system())
    }

    /// Where to look at it; `None` for what is about the account as a whole.
    #[must_use]
    pub fn spot(&self) -> Option<Spot> {
        match self.subject {
            Subject::Principal(principal) => {
                let permission = self.evidence.iter().find_map(|evidence| match evidence {
                    Evidence::Path(path) if path.holder == principal => Some(path.permission),
                    _ => None,
                });
                Some(Spot::Principal(principal, permission))
            }
            Subject::Permission(id) => {
                let holder = self.evidence.iter().find_map(|evidence| match evidence {
                    Evidence::Path(path) if path.permission == id => Some(path.holder),
                    _ => None,
                });
                Some(holder.map_or(Spot::Permission(id), |holder| {
                    Spot::Principal(holder, Some(id))
                }))
            }
            Subject::Assignment(holder, permission, _) => {
                Some(Spot::Principal(holder, Some(permission)))
            }
            Subject::Account => None,
        }
    }
}

/// "1 user", "3 users".
pub(super) fn count(number: usize, word: &str) -> String {
    if number == 1 {
        format!("1 {word}")
    } else {
        format!("{number} {word}s")
    }
}

/// The first few names, and how many more there are.
pub(super) fn few(names: impl Iterator<Item: AsRef<str>>) -> String {
    const SHOWN: usize = 6;
    let names: Vec<_> = names.collect();
    let shown: Vec<&str> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
