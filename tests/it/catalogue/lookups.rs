//! Lookups: names that people and snapshots use, and what belongs to what.

use permlens::catalogue::{Catalogue, Entry};

fn permission(reference: &str, cloud: Option<&str>) -> Option<&'static str> {
    let catalogue = Catalogue::embedded();
    let id = catalogue.permission_by_reference(reference, cloud)?;
    Some(catalogue.permissions.get(id).name)
}

#[test]
fn services_are_found_by_any_name() {
    let catalogue = Catalogue::embedded();
    let ims = catalogue.find_service("ims");
    assert!(ims.is_some());
    for name in [
        "IMS",
        "Image Management Service",
        "image management service",
    ] {
        assert_eq!(catalogue.find_service(name), ims);
    }
    // EVS tables name actions of IMS; the prefix is still that of IMS.
    assert_eq!(catalogue.service_of("ims:images:get"), ims);
    assert_eq!(catalogue.find_service("no such service"), None);
}

#[test]
fn permissions_are_found_by_reference() {
    let cases = [
        ("ims fullaccess", None, Some("IMS FullAccess")),
        ("te_admin", None, Some("Tenant Administrator")),
        (
            "secu_admin",
            Some("huaweicloud"),
            Some("Security Administrator"),
        ),
        // One number, three permissions.
        ("system_all_16", None, None),
        ("system_all_16", Some("huaweicloud"), Some("IMS FullAccess")),
        (
            "system_all_16",
            Some("otc-eu-de"),
            Some("DDS ReadOnlyAccess"),
        ),
        (
            "system_all_16",
            Some("otc-eu-nl"),
            Some("DDS ReadOnlyAccess"),
        ),
        ("system_all_16", Some("otc-eu-ch2"), Some("EVS FullAccess")),
        ("system_all_16", Some("elsewhere"), None),
        // The one name of words that differs.
        ("svcstg_dev", None, None),
        ("svcstg_dev", Some("otc-eu-ch2"), Some("SWR Developer")),
        (
            "svcstg_dev",
            Some("huaweicloud"),
            Some("ServiceStage Developer"),
        ),
        ("swr_adm", Some("huaweicloud"), Some("SWR Admin")),
        ("swr_adm", Some("otc-eu-de"), Some("SWR Administrator")),
        // Renamings of which one side is catalogued.
        ("IMS Admin", None, Some("IMS FullAccess")),
        // Names of one cloud for a permission that is catalogued as another cloud calls it.
        ("readonly", Some("flexibleengine"), Some("Tenant Guest")),
        ("Guest", None, Some("Tenant Guest")),
        ("system_all_1001", Some("otc-eu-de"), Some("FullAccess")),
        ("system_all_1001", None, None),
        ("Full Access", None, Some("FullAccess")),
        ("nonsense", None, None),
        ("", None, None),
    ];
    for (reference, cloud, expected) in cases {
        assert_eq!(
            permission(reference, cloud),
            expected,
            "{reference} in {cloud:?}"
        );
    }
}

#[test]
fn renamings_lead_both_ways() {
    let catalogue = Catalogue::embedded();
    let mut checked = (0, 0);
    for rename in &catalogue.renames {
        let sides = (
            catalogue.find_permission(rename.old),
            catalogue.find_permission(rename.new),
        );
        match sides {
            (Some(old), None) => {
                checked.0 += 1;
                assert_eq!(
                    catalogue.permission_by_reference(rename.new, None),
                    Some(old)
                );
            }
            (None, Some(new)) => {
                checked.1 += 1;
                assert_eq!(
                    catalogue.permission_by_reference(rename.old, None),
                    Some(new)
                );
            }
            _ => {}
        }
    }
    assert_eq!(checked, (7, 35));
}

#[test]
fn variants_of_a_name_are_known() {
    let catalogue = Catalogue::embedded();
    assert_eq!(
        catalogue.display_name_variants("SWR Admin"),
        ["SWR Administrator"]
    );
    assert_eq!(catalogue.display_name_variants("tenant guest"), ["Guest"]);
    assert!(catalogue.display_name_variants("SWR Developer").is_empty());
    assert!(catalogue.display_name_variants("IMS FullAccess").is_empty());
}

/// Table 7.4 of the specification, as section 11 amends it: roles, the service they are asked for, what they require.
const DEPENDENCIES: &[(&str, &str, &str)] = &[
    ("Server Administrator", "ecs vpc evs none", "Tenant Guest"),
    ("Server Administrator", "ims", "IMS Administrator"),
    ("IMS Administrator", "ims ecs", "Tenant Administrator"),
    (
        "VPC Administrator, ELB Administrator, NAT Gateway Administrator, FunctionGraph Administrator, \
         SMN Administrator, Anti-DDoS Administrator, DAS Administrator",
        "vpc none",
        "Tenant Guest",
    ),
    (
        "DNS Administrator, VPN Administrator, Direct Connect Administrator",
        "dns",
        "Tenant Guest, VPC Administrator",
    ),
    (
        "VPCEndpoint Administrator",
        "vpcep",
        "Server Administrator, VPC Administrator, DNS Administrator",
    ),
    (
        "AutoScaling Administrator",
        "as",
        "ELB Administrator, CES Administrator, Server Administrator, Tenant Administrator",
    ),
    ("CSBS Administrator", "csbs", "Server Administrator"),
    (
        "SDRS Administrator, VBS Administrator, MRS Administrator, CSS Administrator, RDS Administrator, \
         DRS Administrator, DDS Administrator, DCS Administrator, VSS Administrator",
        "rds none",
        "Tenant Guest, Server Administrator",
    ),
    (
        "CCE Administrator",
        "cce",
        "Tenant Guest, Server Administrator, ELB Administrator, SFS Administrator, SWR Admin, \
         APM FullAccess, OBS Buckets Viewer",
    ),
    (
        "Tenant Guest, Tenant Administrator, Security Administrator",
        "ecs",
        "",
    ),
];

#[test]
fn dependencies_of_roles_follow_the_table() {
    let catalogue = Catalogue::embedded();
    let mut listed = 0;
    for (roles, services, requires) in DEPENDENCIES {
        for role in roles.split(", ") {
            for service in services.split(' ') {
                let service = catalogue.find_service(service);
                let found = catalogue.dependencies_overlay(role, service).join(", ");
                assert_eq!(found, *requires, "{role} for {service:?}");
            }
            listed += usize::from(!requires.is_empty());
        }
    }
    let variants = catalogue
        .overlay
        .iter()
        .filter_map(|entry| Some((entry, entry.same_as?)));
    let variants: Vec<_> = variants.collect();
    assert_eq!(listed + variants.len(), catalogue.overlay.len());
    for (entry, same) in variants {
        assert_eq!(entry.requires, catalogue.dependencies_overlay(same, None));
        assert!(catalogue.display_name_variants(same).contains(&entry.role));
    }
    let global = catalogue
        .overlay
        .iter()
        .flat_map(|entry| &entry.requires_globally);
    assert_eq!(global.collect::<Vec<_>>(), [&"OBS Buckets Viewer"]);
}

#[test]
fn a_service_knows_what_is_its() {
    let catalogue = Catalogue::embedded();
    let ims = catalogue.find_service("ims").expect("ims");
    assert_eq!(catalogue.actions_of(ims).count(), 13);
    let names: Vec<_> = catalogue
        .permissions_of(ims)
        .map(|id| catalogue.permissions.get(id).name)
        .collect();
    assert!(
        names.contains(&"IMS FullAccess") && names.contains(&"Server Administrator"),
        "{names:?}"
    );
    let wanted = (Entry::Service(ims), "ims");
    assert!(catalogue.entries().any(|entry| entry == wanted));
}
