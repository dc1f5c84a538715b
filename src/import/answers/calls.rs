//! The requests whose answers make up an account: one table (section 6.2). Saved answers are recognised by it, what is
//! missing is named by it, and a live pull is planned from it.

/// One request of a full pull, or one that answers a part of it another way. All are `GET`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The path, with what varies in braces: `/v3/groups/{group}/users`.
    pub path: &'static str,
    /// The queries to ask it with, one request each; `""` asks without. They name variables as paths do.
    pub queries: &'static [&'static str],
    /// The key of its answer under which the list, or the one object, stands.
    pub key: &'static str,
    /// How the rest of a long list is asked for.
    pub paging: Paging,
    /// Which clouds answer it.
    pub served: Served,
    /// What of the account it tells.
    pub fills: Fills,
    /// Whether the picture is whole without it.
    pub need: Need,
    /// What the clouds' own command line calls it: `IAM KeystoneListUsers`; empty where it has none.
    pub hcloud: &'static str,
}

/// How the rest of a long list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// The answer is whole.
    Whole,
    /// `limit`, then `links.next` until it is null; upstream only, elsewhere the answer is whole.
    Links,
    /// `page` from 1 and `per_page`, of which this is the most; `links.next` where upstream answers.
    Pages(u32),
    /// `offset` and `limit`, of which this is the most.
    Offset(u32),
    /// `limit` (this is the most) and `marker`; the answer has `page_info.next_marker`.
    Marker(u32),
}

/// Which clouds answer a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// All of them.
    Everywhere,
    /// Huawei Cloud and those built like it; an upstream Keystone has none.
    Family,
    /// Huawei Cloud only: the new identity policies.
    New,
    /// Upstream Keystone only.
    Upstream,
    /// The enterprise project service of the family, which has a host of its own.
    EnterpriseProjects,
}

/// What of an account a request tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fills {
    /// The account's own id and name.
    Domain,
    /// Users.
    Users,
    /// Groups.
    Groups,
    /// Who is in which group.
    Memberships,
    /// Projects.
    Projects,
    /// Enterprise projects.
    EnterpriseProjects,
    /// Agencies.
    Agencies,
    /// System-defined roles and policies.
    Roles,
    /// The account's own policies.
    CustomPolicies,
    /// Who holds what where.
    RoleAssignments,
    /// Identity policies (5.0), or one's document.
    IdentityPolicies,
    /// Whom identity policies are attached to.
    IdentityPolicyAttachments,
    /// A top-level list that is taken over as it is, under its own key.
    Listed,
    /// A policy of the account (passwords, log-in, access control lists), under its own key in `security_policies`.
    SecurityPolicies,
}

impl Fills {
    /// What an entry of `unread` calls it, and a report.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Users => "users",
            Self::Groups => "groups",
            Self::Memberships => "memberships",
            Self::Projects => "projects",
            Self::EnterpriseProjects => "enterprise_projects",
            Self::Agencies => "agencies",
            Self::Roles => "roles",
            Self::CustomPolicies => "custom_policies",
            Self::RoleAssignments => "role_assignments",
            Self::IdentityPolicies => "identity_policies",
            Self::IdentityPolicyAttachments => "identity_policy_attachments",
            Self::Listed => "details",
            Self::SecurityPolicies => "security_policies",
        }
    }
}

/// Whether the picture is whole without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Who may do what cannot be told without it.
    Decides,
    /// Findings and pages of detail are the better for it.
    Details,
    /// Tells again, one by one or the way back, what a request that decides tells at once.
    Instead,
}

const ONCE: &[&str] = &[""];
const OF_DOMAIN: &[&str] = &["domain_id={domain}"];
/// Without a scope only some are listed, and inherited ones only when asked for.
const ASSIGNMENTS: &[&str] = &[
    "domain_id={domain}&scope=domain&is_inherited=false",
    "domain_id={domain}&scope=domain&is_inherited=true",
    "domain_id={domain}&scope=project",
    "domain_id={domain}&scope=enterprise_project",
];

impl Call {
    /// A request that every cloud answers whole and without which the picture is not.
    const fn new(path: &'static str, key: &'static str, fills: Fills) -> Self {
        Self {
            path,
            queries: ONCE,
            key,
            paging: Paging::Whole,
            served: Served::Everywhere,
            fills,
            need: Need::Decides,
            hcloud: "",
        }
    }

    const fn asked(self, queries: &'static [&'static str]) -> Self {
        Self { queries, ..self }
    }

    const fn paged(self, paging: Paging) -> Self {
        Self { paging, ..self }
    }

    const fn served(self, served: Served) -> Self {
        Self { served, ..self }
    }

    const fn need(self, need: Need) -> Self {
        Self { need, ..self }
    }

    const fn hcloud(self, hcloud: &'static str) -> Self {
        Self { hcloud, ..self }
    }

    /// What varies in its path, in order: `project`, `group`.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(variable)
    }
}

/// The name between the braces of a segment that varies.
#[must_use]
pub fn variable(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

use Fills as F;
use Need::{Details, Instead};
use Paging::{Links, Marker, Offset, Pages};
use Served::{EnterpriseProjects, Family, New, Upstream};

/// Every request, in the order in which a full pull makes them.
#[rustfmt::skip] // a table is read down its columns
pub const CALLS: &[Call] = &[
    // the account and what is in it
    Call::new("/v3/auth/domains", "domains", F::Domain).hcloud("IAM KeystoneListAuthDomains"),
    Call::new("/v3/users", "users", F::Users).paged(Links).hcloud("IAM KeystoneListUsers"),
    Call::new("/v3/groups", "groups", F::Groups).paged(Links).hcloud("IAM KeystoneListGroups"),
    Call::new("/v3/groups/{group}/users", "users", F::Memberships).paged(Links).hcloud("IAM KeystoneListUsersForGroupByAdmin"),
    Call::new("/v3/projects", "projects", F::Projects).paged(Pages(1000)).hcloud("IAM KeystoneListProjects"),
    Call::new("/v3/roles", "roles", F::Roles).paged(Pages(300)).hcloud("IAM KeystoneListPermissions"),
    Call::new("/v3.0/OS-ROLE/roles", "roles", F::CustomPolicies).paged(Pages(300)).served(Family).hcloud("IAM ListCustomPolicies"),
    Call::new("/v3/roles", "roles", F::CustomPolicies).asked(OF_DOMAIN).paged(Links).served(Upstream),
    Call::new("/v1.0/enterprise-projects", "enterprise_projects", F::EnterpriseProjects).paged(Offset(1000)).served(EnterpriseProjects).hcloud("EPS ListEnterpriseProject"),
    Call::new("/v3.0/OS-AGENCY/agencies", "agencies", F::Agencies).asked(OF_DOMAIN).paged(Pages(500)).served(Family).hcloud("IAM ListAgencies"),
    // who holds what where
    Call::new("/v3.0/OS-PERMISSION/role-assignments", "role_assignments", F::RoleAssignments).asked(ASSIGNMENTS).paged(Pages(50)).served(Family).hcloud("IAM ShowDomainRoleAssignments"),
    Call::new("/v3/role_assignments", "role_assignments", F::RoleAssignments).asked(&["include_names"]).served(Upstream),
    Call::new("/v3/domains/{domain}/groups/{group}/roles", "roles", F::RoleAssignments).need(Instead).hcloud("IAM KeystoneListDomainPermissionsForGroup"),
    Call::new("/v3/OS-INHERIT/domains/{domain}/groups/{group}/roles/inherited_to_projects", "roles", F::RoleAssignments).need(Instead).hcloud("IAM KeystoneListAllProjectPermissionsForGroup"),
    Call::new("/v3/projects/{project}/groups/{group}/roles", "roles", F::RoleAssignments).need(Instead).hcloud("IAM KeystoneListProjectPermissionsForGroup"),
    Call::new("/v3/OS-INHERIT/projects/{project}/groups/{group}/roles/inherited_to_projects", "roles", F::RoleAssignments).served(Upstream).need(Instead),
    Call::new("/v3/domains/{domain}/users/{user}/roles", "roles", F::RoleAssignments).served(Upstream).need(Instead),
    Call::new("/v3/OS-INHERIT/domains/{domain}/users/{user}/roles/inherited_to_projects", "roles", F::RoleAssignments).served(Upstream).need(Instead),
    Call::new("/v3/projects/{project}/users/{user}/roles", "roles", F::RoleAssignments).served(Upstream).need(Instead),
    Call::new("/v3/OS-INHERIT/projects/{project}/users/{user}/roles/inherited_to_projects", "roles", F::RoleAssignments).served(Upstream).need(Instead),
    Call::new("/v3.0/OS-AGENCY/domains/{domain}/agencies/{agency}/roles", "roles", F::RoleAssignments).served(Family).need(Instead).hcloud("IAM ListDomainPermissionsForAgency"),
    Call::new("/v3.0/OS-INHERIT/domains/{domain}/agencies/{agency}/roles/inherited_to_projects", "roles", F::RoleAssignments).served(Family).need(Instead).hcloud("IAM ListAllProjectsPermissionsForAgency"),
    Call::new("/v3.0/OS-AGENCY/projects/{project}/agencies/{agency}/roles", "roles", F::RoleAssignments).served(Family).need(Instead).hcloud("IAM ListProjectPermissionsForAgency"),
    Call::new("/v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project}/groups/{group}/roles", "roles", F::RoleAssignments).served(Family).need(Instead).hcloud("IAM ListRolesForGroupOnEnterpriseProject"),
    Call::new("/v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project}/users/{user}/roles", "roles", F::RoleAssignments).served(Family).need(Instead).hcloud("IAM ListRolesForUserOnEnterpriseProject"),
    Call::new("/v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project}/groups", "groups", F::Groups).served(Family).need(Instead).hcloud("IAM ListGroupsForEnterpriseProject"),
    Call::new("/v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project}/users", "users", F::Users).served(Family).need(Instead).hcloud("IAM ListUsersForEnterpriseProject"),
    Call::new("/v3.0/OS-PERMISSION/groups/{group}/enterprise-projects", "enterprise-projects", F::EnterpriseProjects).served(Family).need(Instead).hcloud("IAM ListEnterpriseProjectsForGroup"),
    Call::new("/v3.0/OS-PERMISSION/users/{user}/enterprise-projects", "enterprise-projects", F::EnterpriseProjects).served(Family).need(Instead).hcloud("IAM ListEnterpriseProjectsForUser"),
    // the same another way, or one by one
    Call::new("/v3/domains", "domains", F::Domain).paged(Links).served(Upstream).need(Instead),
    Call::new("/v3/domains/{domain}", "domain", F::Domain).served(Upstream).need(Instead),
    Call::new("/v3/auth/projects", "projects", F::Projects).need(Instead).hcloud("IAM KeystoneListAuthProjects"),
    Call::new("/v3/users/{user}/projects", "projects", F::Projects).need(Instead).hcloud("IAM KeystoneListProjectsForUser"),
    Call::new("/v3/users/{user}/groups", "groups", F::Memberships).paged(Links).need(Instead).hcloud("IAM KeystoneListGroupsForUserByAdmin"),
    Call::new("/v3/users/{user}", "user", F::Users).need(Instead).hcloud("IAM KeystoneShowUser"),
    Call::new("/v3.0/OS-USER/users/{user}", "user", F::Users).served(Family).need(Details).hcloud("IAM ShowUser"),
    Call::new("/v3/groups/{group}", "group", F::Groups).need(Instead).hcloud("IAM KeystoneShowGroup"),
    Call::new("/v3/projects/{project}", "project", F::Projects).need(Instead).hcloud("IAM KeystoneShowProject"),
    Call::new("/v3/roles/{role}", "role", F::Roles).need(Instead).hcloud("IAM KeystoneShowPermission"),
    Call::new("/v3.0/OS-ROLE/roles/{role}", "role", F::CustomPolicies).served(Family).need(Instead).hcloud("IAM ShowCustomPolicy"),
    Call::new("/v3.0/OS-AGENCY/agencies/{agency}", "agency", F::Agencies).served(Family).need(Instead).hcloud("IAM ShowAgency"),
    Call::new("/v1.0/enterprise-projects/{enterprise_project}", "enterprise_project", F::EnterpriseProjects).served(EnterpriseProjects).need(Instead).hcloud("EPS ShowEnterpriseProject"),
    // identity policies (5.0)
    Call::new("/v5/users", "users", F::Users).paged(Marker(200)).served(New).need(Instead).hcloud("IAM ListUsersV5"),
    Call::new("/v5/users/{user}", "user", F::Users).served(New).need(Instead).hcloud("IAM ShowUserV5"),
    Call::new("/v5/groups", "groups", F::Groups).paged(Marker(200)).served(New).need(Instead).hcloud("IAM ListGroupsV5"),
    Call::new("/v5/groups/{group}", "group", F::Groups).served(New).need(Instead).hcloud("IAM ShowGroupV5"),
    Call::new("/v5/agencies", "agencies", F::Agencies).paged(Marker(200)).served(New).need(Instead).hcloud("IAM ListAgenciesV5"),
    Call::new("/v5/policies", "policies", F::IdentityPolicies).paged(Marker(200)).served(New).hcloud("IAM ListPoliciesV5"),
    Call::new("/v5/policies/{policy}", "policy", F::IdentityPolicies).served(New).need(Instead).hcloud("IAM GetPolicyV5"),
    Call::new("/v5/policies/{policy}/versions", "versions", F::IdentityPolicies).paged(Marker(200)).served(New).need(Instead).hcloud("IAM ListPolicyVersionsV5"),
    Call::new("/v5/policies/{policy}/versions/{version}", "policy_version", F::IdentityPolicies).served(New).hcloud("IAM GetPolicyVersionV5"),
    Call::new("/v5/groups/{group}/attached-policies", "attached_policies", F::IdentityPolicyAttachments).paged(Marker(200)).served(New).hcloud("IAM ListAttachedGroupPoliciesV5"),
    Call::new("/v5/users/{user}/attached-policies", "attached_policies", F::IdentityPolicyAttachments).paged(Marker(200)).served(New).hcloud("IAM ListAttachedUserPoliciesV5"),
    Call::new("/v5/agencies/{agency}/attached-policies", "attached_policies", F::IdentityPolicyAttachments).paged(Marker(200)).served(New).hcloud("IAM ListAttachedAgencyPoliciesV5"),
    Call::new("/v5/policies/{policy}/attached-entities", "policy_groups", F::IdentityPolicyAttachments).paged(Marker(200)).served(New).need(Instead).hcloud("IAM ListEntitiesForPolicyV5"),
    // what findings look at
    Call::new("/v3.0/OS-CREDENTIAL/credentials", "credentials", F::Listed).served(Family).need(Details).hcloud("IAM ListPermanentAccessKeys"),
    Call::new("/v3.0/OS-MFA/virtual-mfa-devices", "virtual_mfa_devices", F::Listed).served(Family).need(Details).hcloud("IAM ListUserMfaDevices"),
    Call::new("/v3.0/OS-USER/login-protects", "login_protects", F::Listed).served(Family).need(Details).hcloud("IAM ListUserLoginProtects"),
    Call::new("/v3/OS-FEDERATION/identity_providers", "identity_providers", F::Listed).need(Details).hcloud("IAM KeystoneListIdentityProviders"),
    Call::new("/v3/OS-FEDERATION/mappings", "mappings", F::Listed).need(Details).hcloud("IAM KeystoneListMappings"),
    Call::new("/v3/OS-FEDERATION/identity_providers/{provider}/protocols", "protocols", F::Listed).need(Details).hcloud("IAM KeystoneListProtocols"),
    Call::new("/v3.0/OS-SECURITYPOLICY/domains/{domain}/protect-policy", "protect_policy", F::SecurityPolicies).served(Family).need(Details).hcloud("IAM ShowDomainProtectPolicy"),
    Call::new("/v3.0/OS-SECURITYPOLICY/domains/{domain}/password-policy", "password_policy", F::SecurityPolicies).served(Family).need(Details).hcloud("IAM ShowDomainPasswordPolicy"),
    Call::new("/v3.0/OS-SECURITYPOLICY/domains/{domain}/login-policy", "login_policy", F::SecurityPolicies).served(Family).need(Details).hcloud("IAM ShowDomainLoginPolicy"),
    Call::new("/v3.0/OS-SECURITYPOLICY/domains/{domain}/console-acl-policy", "console_acl_policy", F::SecurityPolicies).served(Family).need(Details).hcloud("IAM ShowDomainConsoleAclPolicy"),
    Call::new("/v3.0/OS-SECURITYPOLICY/domains/{domain}/api-acl-policy", "api_acl_policy", F::SecurityPolicies).served(Family).need(Details).hcloud("IAM ShowDomainApiAclPolicy"),
];
