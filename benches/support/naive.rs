//! The yardstick: every statement of every grant matched anew for every cell. It knows scopes, effects and open
//! conditions, but no dependencies; its patterns are folded beforehand, which is a favour.

use permlens::engine::Engine;
use permlens::model::{
    ActionFacts, Decision, Effect, EnterpriseProjectId, Principal, ProjectId, ResourceClause,
    Scope, ServiceLevel, UserId, Version,
};

struct Statement {
    allow: bool,
    open: bool,
    patterns: Vec<Vec<u8>>,
}

/// Every permission's statements, folded.
pub struct Naive<'a> {
    engine: &'a Engine,
    permissions: Vec<(bool, Vec<Statement>)>,
}

/// `*` is any run of bytes.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star, mut mark) = (0, 0, None, 0);
    while t < text.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            star = Some(p);
            mark = t;
            p += 1;
        } else if p < pattern.len() && pattern[p] == text[t] {
            p += 1;
            t += 1;
        } else if let Some(back) = star {
            p = back + 1;
            mark += 1;
            t = mark;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

impl<'a> Naive<'a> {
    pub fn new(engine: &'a Engine) -> Self {
        let rows = engine.account().permissions.rows();
        let permissions = rows.iter().map(|row| {
            let Some(document) = &row.document else {
                return (false, Vec::new());
            };
            let statements = document.statements.iter().map(|statement| Statement {
                allow: statement.effect == Effect::Allow,
                open: !statement.conditions.is_empty()
                    || statement.resources != ResourceClause::All,
                patterns: statement
                    .actions
                    .patterns()
                    .iter()
                    .map(|pattern| pattern.to_lowercase().into_bytes())
                    .collect(),
            });
            (document.version == Version::Role, statements.collect())
        });
        Self {
            engine,
            permissions: permissions.collect(),
        }
    }

    /// One cell; the action in lower case.
    pub fn decide(
        &self,
        user: UserId,
        action: &str,
        facts: ActionFacts,
        (project, enterprise): (Option<ProjectId>, Option<EnterpriseProjectId>),
    ) -> Decision {
        let account = self.engine.account();
        let grants = self.engine.grants();
        let groups = account
            .user(user)
            .groups
            .iter()
            .map(|group| Principal::Group(*group));
        // allow, perhaps; deny, perhaps; for each layer
        let mut said = [[false; 4]; 2];
        for subject in groups.chain([Principal::User(user)]) {
            for grant in grants.own(subject) {
                let layer = match (grant.scope, facts.level) {
                    (Scope::All, _) | (Scope::Global, ServiceLevel::Global) => 0,
                    (Scope::Project(granted), ServiceLevel::Project)
                        if project == Some(granted) =>
                    {
                        0
                    }
                    (Scope::Project(granted), ServiceLevel::Global)
                        if action.starts_with("obs:") && account.project(granted).is_mos() =>
                    {
                        0
                    }
                    (Scope::Subprojects(parent), ServiceLevel::Project)
                        if project.is_some_and(|it| account.project(it).parent == Some(parent)) =>
                    {
                        0
                    }
                    (Scope::EnterpriseProject(granted), _)
                        if enterprise == Some(granted)
                            && facts.enterprise_project == Some(true) =>
                    {
                        1
                    }
                    _ => continue,
                };
                let (role, statements) =
                    &self.permissions[permlens::model::TableId::index(grant.permission)];
                if *role && layer == 1 {
                    continue;
                }
                let mut own = [false; 4];
                for statement in statements {
                    if statement
                        .patterns
                        .iter()
                        .any(|pattern| glob(pattern, action.as_bytes()))
                    {
                        own[usize::from(!statement.allow) * 2 + usize::from(statement.open)] = true;
                    }
                }
                if *role && own[2] {
                    continue;
                }
                for (said, own) in said[layer].iter_mut().zip(own) {
                    *said |= own;
                }
            }
        }
        for [allow, perhaps, deny, perhaps_not] in said {
            match (allow, perhaps, deny, perhaps_not) {
                (_, _, true, _) => return Decision::ExplicitDeny,
                (true, _, _, false) => return Decision::Allow,
                (false, false, _, false) => {}
                _ => return Decision::Conditional,
            }
        }
        Decision::ImplicitDeny
    }
}
