//! R14: agencies that let another account do everything, or for ever.

use crate::model::Principal;

use super::finding::{Evidence, Finding, Path, Subject};
use super::ground::Ground;
use super::rule::Rule;

pub(super) fn agencies(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let account = ground.account();
    for (id, agency) in account.agencies.iter() {
        // A cloud service is trusted by its own name; only another account has an owner to worry about.
        if agency.trusted.starts_with("op_svc_") || agency.trusted.starts_with("service.") {
            continue;
        }
        let subject = Subject::Principal(Principal::Agency(id));
        let broad: Vec<Evidence> = ground
            .own(Principal::Agency(id))
            .iter()
            .filter(|grant| {
                let permission = account.permission(grant.permission);
                permission.kind.is_system()
                    && ["Tenant Administrator", "FullAccess"]
                        .contains(&permission.display_name.as_str())
            })
            .map(|grant| Evidence::Path(Path::of(Principal::Agency(id), grant)))
            .collect();
        if !broad.is_empty() {
            let title = format!(
                "agency {} lets account {} do everything",
                agency.shown(),
                agency.trusted
            );
            found.push(
                Finding::new(rule, subject, title)
                    .about("broad")
                    .because(broad)
                    .fixed_by("Give the agency the few permissions its purpose needs"),
            );
        }
        let endless = agency
            .duration
            .as_deref()
            .is_none_or(|duration| duration.is_empty() || duration.eq_ignore_ascii_case("FOREVER"));
        if endless {
            let title = format!(
                "agency {} to account {} never expires",
                agency.shown(),
                agency.trusted
            );
            found.push(
                Finding::new(rule, subject, title)
                    .about("endless")
                    .fact(format!(
                        "duration: {}",
                        agency.duration.as_deref().unwrap_or("none")
                    ))
                    .fixed_by("Set a validity period, and renew it for as long as it is needed"),
            );
        }
    }
}
