//! Which resources matter, by their type alone: the providers of the family differ in prefix and suffix, and the host
//! in a provider's address says where it was downloaded from, not what it is.

/// What a resource is to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    User,
    Group,
    /// A group and its users.
    Members,
    /// A user and their groups.
    Groups,
    Project,
    EnterpriseProject,
    /// A role or policy with its document or statements.
    Role,
    /// A custom one that is only read.
    CustomRole,
    /// Who holds which role where.
    RoleAssignment,
    Agency,
    IdentityPolicy,
    /// An identity policy and a user, group or agency.
    Attachment,
    AccessKey,
    /// A data source that lists objects of some kind, under this key.
    List(&'static str),
}

const PREFIXES: [&str; 4] = [
    "huaweicloud_",
    "opentelekomcloud_",
    "flexibleengine_",
    "openstack_",
];

/// What the type of a resource stands for; `Err` is one of the identity services that is not taken over.
pub(super) fn kind(name: &str, data: bool) -> Option<Result<Kind, ()>> {
    let own = PREFIXES
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))?;
    let own = ["_v3", "_v1"]
        .iter()
        .find_map(|suffix| own.strip_suffix(suffix))
        .unwrap_or(own);
    let kind = match own {
        "identity_user" | "identityv5_user" => Kind::User,
        "identity_group" | "identityv5_group" => Kind::Group,
        "identity_group_membership" | "identityv5_group_membership" => Kind::Members,
        "identity_user_group_membership" | "identity_user_membership" => Kind::Groups,
        "identity_project" => Kind::Project,
        "enterprise_project" => Kind::EnterpriseProject,
        "identity_role" => Kind::Role,
        "identity_custom_role" => Kind::CustomRole,
        "identity_role_assignment"
        | "identity_group_role_assignment"
        | "identity_user_role_assignment" => Kind::RoleAssignment,
        "identity_agency"
        | "identityv5_agency"
        | "identity_trust_agency"
        | "identity_service_agency" => Kind::Agency,
        "identityv5_policy" => Kind::IdentityPolicy,
        "identityv5_policy_user_attach"
        | "identityv5_policy_group_attach"
        | "identityv5_policy_agency_attach" => Kind::Attachment,
        "identity_access_key" | "identity_credential" if !data => Kind::AccessKey,
        "identity_users" | "identityv5_users" if data => Kind::List("users"),
        "identity_groups" | "identityv5_groups" if data => Kind::List("groups"),
        "identity_projects" if data => Kind::List("projects"),
        "identity_permissions" if data => Kind::List("permissions"),
        "identity_custom_roles" if data => Kind::List("roles"),
        "identity_agencies" if data => Kind::List("agencies"),
        "identityv5_policies" if data => Kind::List("policies"),
        "enterprise_projects" if data => Kind::List("enterprise_projects"),
        // What an organization denies is in them; which accounts they are attached to, mostly in another state.
        "organizations_policy" | "organizations_policy_attach" => return Some(Err(())),
        other if other.starts_with("identity_") || other.starts_with("identityv5_") => {
            return Some(Err(()));
        }
        _ => return None,
    };
    Some(Ok(kind))
}

/// The cloud whose internal names of permissions a provider uses, where the provider tells.
pub(super) fn cloud(name: &str) -> Option<&'static str> {
    [
        ("huaweicloud_", "huaweicloud"),
        ("opentelekomcloud_", "otc-eu-de"),
        ("flexibleengine_", "flexibleengine"),
    ]
    .into_iter()
    .find_map(|(prefix, cloud)| name.starts_with(prefix).then_some(cloud))
}
