//! What a row is found again by: ids only, so that a renamed group or a sorted sheet does no harm.

use crate::model::{Account, Scope, Via};

use super::{Entry, Held};

/// The row's key: `user=… via=… permission=… scope=…`, or `user=… operation=…`.
#[must_use]
pub fn key(account: &Account, entry: &Entry) -> String {
    let user = &account.user(entry.user).id;
    match &entry.held {
        Held::Operation(name) => format!("user={user} operation={name}"),
        Held::Grant(grant) => {
            let via = match grant.via {
                Via::Group(group) => format!("group:{}", account.group(group).id),
                Via::Direct => "direct".to_owned(),
            };
            let scope = match grant.scope {
                Scope::Global => "domain".to_owned(),
                Scope::All => "all".to_owned(),
                Scope::Project(id) => format!("project:{}", account.project(id).id),
                Scope::Subprojects(id) => format!("subprojects:{}", account.project(id).id),
                Scope::EnterpriseProject(id) => {
                    format!(
                        "enterprise-project:{}",
                        account.enterprise_projects.get(id).id
                    )
                }
            };
            let permission = &account.permission(grant.permission).id;
            format!("user={user} via={via} permission={permission} scope={scope}")
        }
    }
}
