//! Saved responses: every shape is recognised by what is in it and joined with the others.

mod broken;
pub mod saved;
mod unread;

use permlens::catalogue::Catalogue;
use permlens::import::{self, Imported};
use serde_json::{Value, json};

use self::saved::{
    Folder, HOST, WHOLE, facts, group, groups, link, open, problems, projects, read, role, unread,
    user, users, whole,
};

#[test]
fn a_folder_of_answers_is_an_account() {
    let imported = open(&whole());
    assert_eq!(problems(&imported), "");
    assert_eq!(facts(&imported.account), WHOLE);
    assert_eq!(unread(&imported), [""; 0]);
    assert_eq!(imported.account.domain.id, "d1");
    assert_eq!(
        imported.account.source.as_deref(),
        Some("saved responses of https://iam.example.org")
    );
    let users = imported.account.users.rows();
    assert_eq!(users[0].extra["pwd_status"], true);
}

#[test]
fn the_order_of_files_and_folders_does_not_matter() {
    let files = whole();
    let mut turned: Vec<(String, String)> = files
        .iter()
        .enumerate()
        .map(|(at, (_, text))| (format!("{}/{}/x.json", 9 - at, at % 3), text.clone()))
        .collect();
    turned.reverse();
    let turned: Vec<(&str, String)> = turned
        .iter()
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    let imported = open(&turned);
    assert_eq!(facts(&imported.account), WHOLE);
    assert_eq!(unread(&imported), [""; 0]);
}

/// All answers in one text, however they follow each other.
#[test]
fn answers_follow_each_other_in_one_file() {
    let texts: Vec<String> = whole().into_iter().map(|(_, text)| text).collect();
    let pretty = |text: &String| {
        let value: Value = serde_json::from_str(text).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    };
    let with_headers = |text: &String| {
        format!(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 200 \r\ncontent-type: application/json\r\nx-list: [a, {{b\r\n\r\n{}",
            pretty(text)
        )
    };
    for whole in [
        texts.concat(),
        texts.join("\n"),
        texts.iter().map(pretty).collect::<Vec<_>>().join("\n"),
        texts
            .iter()
            .map(with_headers)
            .collect::<Vec<_>>()
            .join("\n"),
        format!(
            "[WARN] this command is deprecated\nanother line\n{}",
            texts.join("\r\n")
        ),
        texts.join(",\n"),
        format!("\u{feff}{}", texts.concat()),
    ] {
        let imported = read("answers.txt", &whole);
        assert_eq!(problems(&imported), "", "{whole:.60}");
        assert_eq!(facts(&imported.account), WHOLE, "{whole:.60}");
        assert_eq!(unread(&imported), [""; 0], "{whole:.60}");
        for (text, big_endian, mark) in [
            (&whole, false, true),
            (&whole, true, true),
            (&whole, false, false),
        ] {
            let mark = if mark { "\u{feff}" } else { "" };
            let text = format!("{mark}{}", text.trim_start_matches('\u{feff}'));
            let units = text.encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|unit| {
                    if big_endian {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect();
            // Without a mark only text that begins with its JSON is told.
            if mark.is_empty() && !text.starts_with('{') {
                continue;
            }
            let imported = import::from_slice("x", &bytes, Catalogue::embedded()).unwrap();
            assert_eq!(facts(&imported.account), WHOLE);
        }
    }
}

#[test]
fn whose_a_list_is_may_be_told_by_its_files_name() {
    let bare = |ids: &[(&str, &str)]| {
        let users: Vec<Value> = ids.iter().map(|(id, name)| user(id, name)).collect();
        json!({ "users": users }).to_string()
    };
    let held = json!({"roles": [role("r1", "list images")], "links": {"self": format!("{HOST}/v3/roles")}}).to_string();
    for (members, roles) in [
        ("groups_g1_users.json", "projects_p1_groups_g1_roles.json"),
        ("v3_groups_g1_users", "v3_projects_p1_groups_g1_roles"),
        ("groups/g1/users.json", "projects/p1/groups/g1/roles.txt"),
        (
            "mine-groups_ops_users.json",
            "x_projects_eu-de_groups_ops_roles-2.json",
        ),
        (
            "my_groups_ops_users_p2.json",
            "v3/projects/eu-de/groups/ops/roles",
        ),
        (
            "groups_ops_users.out",
            "projects_p1_groups_g1_roles_page3.log",
        ),
    ] {
        if members.starts_with("mine-") {
            // A name that only ends like a call is one, if the words before it stand apart.
            assert!(members.contains("-groups"));
            continue;
        }
        let imported = open(&[
            ("users.json", users()),
            ("groups.json", groups()),
            ("projects.json", projects()),
            (members, bare(&[("u2", "joel")])),
            (roles, held.clone()),
        ]);
        assert_eq!(
            facts(&imported.account),
            ["joel is in ops", "ops holds list images in eu-de"],
            "{members} {roles}: {}",
            problems(&imported)
        );
    }
}

#[test]
fn lists_of_what_somebody_holds_name_scope_and_holder_in_their_path() {
    let held =
        |path: &str| json!({"roles": [role("r1", "list images")], "links": link(path)}).to_string();
    let files = [
        ("u", users()),
        ("g", groups()),
        ("p", projects()),
        ("i", whole()[8].1.clone()),
        ("j", whole()[9].1.clone()),
        ("1", held("/v3/domains/d1/groups/g1/roles")),
        (
            "2",
            held("/v3/OS-INHERIT/domains/d1/groups/g2/roles/inherited_to_projects"),
        ),
        ("3", held("/identity/v3/projects/p2/groups/g1/roles")),
        (
            "4",
            held("/v3.0/OS-PERMISSION/enterprise-projects/e1/users/u2/roles"),
        ),
        ("5", held("/v3.0/OS-AGENCY/projects/p1/agencies/a1/roles")),
        (
            "6",
            held("/v3.0/OS-INHERIT/domains/d1/agencies/a1/roles/inherited_to_projects"),
        ),
    ];
    let imported = open(&files);
    assert_eq!(
        facts(&imported.account),
        [
            "build holds list images in all resources",
            "build holds list images in eu-de",
            "joel holds list images in enterprise project retail",
            "ops holds list images in eu-de_shop",
            "ops holds list images in global services",
            "readers holds list images in all resources",
        ]
    );
    // What was asked one by one is missing one by one.
    let told = unread(&imported).join("\n");
    for missing in [
        "role_assignments group ops on eu-de: GET /v3/projects/p1/groups/g1/roles (not among the answers)",
        "role_assignments group ops on all resources: GET /v3/OS-INHERIT/domains/d1/groups/g1/roles/inherited_to_projects",
        "role_assignments agency build on global services: GET /v3.0/OS-AGENCY/domains/d1/agencies/a1/roles",
        "memberships group ops: GET /v3/groups/g1/users",
    ] {
        assert!(told.contains(missing), "{missing}\n{told}");
    }
    assert!(!told.contains("projects/p2/groups/g1/roles"), "{told}");
}

#[test]
fn a_manifest_says_what_files_answer() {
    let bare = json!({"users": [user("u2", "joel")]}).to_string();
    let manifest = json!({
        "x1.json": "GET /v3/groups/g1/users",
        "two.txt": ["/v3/groups/g1/users?limit=1", format!("{HOST}/v3/groups/g2/users")],
        "../../../../etc/passwd": "/v3/users",
        "/etc/hostname": "/v3/groups",
        "gone.json": "/v3/users",
    });
    let mara = json!({"users": [user("u1", "mara")]}).to_string();
    let imported = open(&[
        ("calls.json", manifest.to_string()),
        ("users.json", users()),
        ("groups.json", groups()),
        ("x1.json", bare),
        ("two.txt", format!("{mara}{mara}")),
    ]);
    assert_eq!(
        facts(&imported.account),
        ["joel is in ops", "mara is in ops", "mara is in readers"]
    );
    // Nothing outside is opened: it is only not there.
    let told = problems(&imported);
    assert_eq!(imported.problems.len(), 3, "{told}");
    assert!(
        told.contains("gone.json: $: expected a file of that name, found none"),
        "{told}"
    );
    assert!(
        told.contains("/etc/hostname: $: expected a file of that name"),
        "{told}"
    );
    let imported = Folder::of(&[("calls.json", "[1]".to_owned()), ("users.json", users())]).open();
    assert!(
        problems(&imported).contains("calls.json: $: expected names of files"),
        "{}",
        problems(&imported)
    );
}

#[test]
fn pages_of_a_listing_are_joined_and_a_missing_one_is_named() {
    let page = |from: usize, next: Option<usize>| {
        let next = next.map(|marker| format!("{HOST}/v3/users?limit=2&marker=u{marker}"));
        let own = match from {
            0 => "/v3/users?limit=2".to_owned(),
            marker => format!("/v3/users?marker=u{marker}&limit=2"),
        };
        json!({"users": [user(&format!("u{}", from + 1), &format!("n{from}")), user(&format!("u{}", from + 2), &format!("m{from}"))],
            "links": {"self": format!("{HOST}{own}"), "next": next}, "truncated": true})
        .to_string()
    };
    let pages = [page(0, Some(2)), page(2, Some(4)), page(4, None)];
    let all = [
        ("1", pages[0].clone()),
        ("2", pages[1].clone()),
        ("3", pages[2].clone()),
    ];
    let imported = open(&all);
    assert_eq!(imported.account.users.len(), 6);
    let of_users = |imported: &Imported| {
        let list = unread(imported).into_iter();
        list.filter(|entry| entry.starts_with("users "))
            .collect::<Vec<_>>()
    };
    assert_eq!(of_users(&imported), [""; 0]);
    let imported = open(&[all[0].clone(), all[2].clone()]);
    assert_eq!(
        of_users(&imported),
        ["users : GET /v3/users?limit=2&marker=u2 (the page after the first 4 is not there)"]
    );
    // Totals and markers tell as much.
    let part = json!({"role_assignments": [], "total_num": 7}).to_string();
    let imported = open(&[("a", users()), ("b", part)]);
    let told = unread(&imported).join("\n");
    assert!(
        told.contains(
            "role_assignments : GET /v3.0/OS-PERMISSION/role-assignments (0 of 7 are there)"
        ),
        "{told}"
    );
    let marked = json!({"policies": [], "page_info": {"next_marker": "bWFk", "current_count": 1}});
    let told = unread(&open(&[("a", users()), ("b", marked.to_string())])).join("\n");
    assert!(
        told.contains("identity_policies : GET /v5/policies (the page after"),
        "{told}"
    );
    // An empty answer is whole.
    let none = json!({"role_assignments": [], "total_num": 0}).to_string();
    let told = unread(&open(&[("a", users()), ("b", none)])).join("\n");
    assert!(!told.contains("role_assignments"), "{told}");
}

#[test]
fn what_openstack_prints_is_an_account() {
    let ids = json!([
        {"Role": "r1", "User": "", "Group": "g1@acme", "Project": "eu-de@acme", "Domain": "", "System": "", "Inherited": false},
        {"Role": "member", "User": "mara@x.org@acme", "Group": "", "Project": "", "Domain": "acme", "System": "", "Inherited": true},
        {"Role": "admin", "User": "mara@x.org@acme", "Group": "", "Project": "", "Domain": "", "System": "all", "Inherited": false}
    ]);
    let imported = read("assignments.json", &ids.to_string());
    assert_eq!(
        facts(&imported.account),
        [
            "g1 holds r1 in eu-de",
            "mara@x.org holds member in all resources"
        ]
    );
    assert_eq!(imported.account.domain.name, "acme");
    assert!(
        problems(&imported).contains("system scope of Keystone"),
        "{}",
        problems(&imported)
    );
    let told = unread(&imported).join("\n");
    assert!(told.contains("users : GET /v3/users"), "{told}");
    assert!(
        !told.contains("OS-PERMISSION"),
        "an upstream Keystone has none: {told}"
    );

    // Lists that do not say of what, are told by who refers to them; others by their columns or their name.
    let list = |rows: &[(&str, &str)]| {
        let rows = rows
            .iter()
            .map(|(id, name)| json!({"ID": id, "Name": name}));
        Value::from(rows.collect::<Vec<_>>()).to_string()
    };
    let assignments = json!([{"Role": "r7", "User": "u1", "Group": "", "Project": "p1", "Domain": "", "System": "", "Inherited": false},
        {"Role": "r7", "User": "", "Group": "g1", "Project": "p1", "Domain": "", "System": "", "Inherited": false}]);
    let long = json!([{"ID": "u9", "Name": "zoe", "Project": "", "Domain": "d1", "Description": "", "Email": "z@x.org", "Enabled": false}]);
    let imported = open(&[
        ("1.json", list(&[("u1", "mara"), ("u5", "tim")])),
        ("2.json", list(&[("g1", "ops")])),
        ("3.json", list(&[("p1", "eu-de")])),
        ("4.json", list(&[("r7", "member")])),
        ("5.json", list(&[("zz", "nobody knows")])),
        ("6.json", long.to_string()),
        ("a.json", assignments.to_string()),
        ("groups_g1_users.json", list(&[("u5", "tim")])),
    ]);
    assert_eq!(
        facts(&imported.account),
        [
            "mara holds member in eu-de",
            "ops holds member in eu-de",
            "tim is in ops"
        ]
    );
    let zoe = imported.account.find_user("zoe").unwrap();
    assert!(!imported.account.user(zoe).enabled);
    assert_eq!(imported.account.user(zoe).extra["email"], "z@x.org");
    assert!(
        problems(&imported).contains("5.json: $: expected a list that says of what"),
        "{}",
        problems(&imported)
    );
}

#[test]
fn upstream_assignments_keep_their_inheritance_and_names() {
    let one = json!({"role_assignments":
        {"group": {"id": "g1", "name": "ops", "domain": {"id": "d1", "name": "acme"}},
         "role": {"id": "r1", "name": "member"},
         "scope": {"domain": {"id": "d1", "name": "acme"}, "OS-INHERIT:inherited_to": "projects"},
         "links": {"assignment": format!("{HOST}/v3/OS-INHERIT/domains/d1/groups/g1/roles/r1/inherited_to_projects")}}});
    let imported = read("one.json", &one.to_string());
    assert_eq!(
        facts(&imported.account),
        ["ops holds member in all resources"]
    );
    assert_eq!(imported.account.domain.name, "acme");
}

#[test]
fn what_a_query_left_is_told_by_its_objects() {
    let bare = |value: Value| value.to_string();
    let files = [
        ("1", bare(json!([user("u1", "mara")]))),
        ("2", bare(json!([group("g1", "ops")]))),
        (
            "3",
            bare(
                json!([{"group": {"id": "g1"}, "role": {"id": "r1"}, "scope": {"domain": {"id": "d1"}}}]),
            ),
        ),
        ("4", bare(json!([role("r1", "list images")]))),
        (
            "5",
            format!("{}\n{}\n", user("u2", "joel"), user("u3", "zoe")),
        ),
        (
            "groups_g1_users",
            bare(json!([{"id": "u3", "name": "zoe"}])),
        ),
    ];
    let imported = open(&files);
    assert_eq!(problems(&imported), "");
    assert_eq!(
        facts(&imported.account),
        ["ops holds list images in global services", "zoe is in ops"]
    );
    assert_eq!(imported.account.users.len(), 3);
}

#[test]
fn identity_policies_get_their_documents_and_holders() {
    let document = |action: &str| {
        json!({"Version": "5.0", "Statement": [{"Effect": "Allow", "Action": [action]}]})
            .to_string()
    };
    let policy = |id: &str, name: &str| json!({"policy_id": id, "policy_name": name, "policy_type": "custom", "default_version_id": "v2", "attachment_count": 1});
    let version = |action: &str, default: bool| {
        json!({"policy_version": {"version_id": "v2", "is_default": default, "document": document(action)}}).to_string()
    };
    let imported = open(&[
        ("users.json", json!({"users": [{"user_id": "u1", "user_name": "mara", "is_root_user": true, "enabled": true}]}).to_string()),
        ("groups.json", json!({"groups": [{"group_id": "g1", "group_name": "ops"}]}).to_string()),
        ("policies.json", json!({"policies": [policy("y1", "buckets"), policy("y2", "images")]}).to_string()),
        ("policies_y1_versions_v2.json", version("obs:bucket:ListBucket", true)),
        ("policies_y1_versions_v1.json", version("obs:bucket:DeleteBucket", false)),
        ("policies_y2_versions_v2.json", version("ims:images:list", true)),
        ("groups_g1_attached-policies.json", json!({"attached_policies": [{"policy_id": "y1", "policy_name": "buckets", "attached_at": "2026"}]}).to_string()),
        ("policies_y2_attached-entities.json", json!({"policy_users": [{"user_id": "u1"}], "policy_groups": [], "policy_agencies": []}).to_string()),
    ]);
    assert_eq!(
        problems(&imported).lines().count(),
        1,
        "{}",
        problems(&imported)
    );
    assert_eq!(
        facts(&imported.account),
        ["mara has images", "ops has buckets"]
    );
    assert!(imported.account.users.rows()[0].owner);
    let buckets = imported.account.find_permission("buckets").unwrap();
    let source = &imported
        .account
        .permission(buckets)
        .document
        .as_ref()
        .unwrap()
        .source;
    assert_eq!(source["Statement"][0]["Action"][0], "obs:bucket:ListBucket");
    let told = unread(&imported).join("\n");
    assert!(
        told.contains("identity_policy_attachments user mara: GET /v5/users/u1/attached-policies"),
        "{told}"
    );
    assert!(!told.contains("/v5/groups/g1/attached-policies"), "{told}");
}

#[test]
fn a_domain_is_named_by_whoever_knows_it() {
    let token = json!({"token": {"user": {"id": "u1", "name": "mara", "domain": {"id": "d7", "name": "acme"}}, "roles": [], "methods": []}});
    let imported = open(&[("t.json", token.to_string()), ("u.json", users())]);
    assert_eq!(imported.account.domain.id, "d7");
    assert_eq!(imported.account.domain.name, "acme");
    let listed =
        json!({"domains": [{"id": "d1", "name": "corp", "enabled": true, "contact": "x"}]});
    let imported = open(&[("t.json", listed.to_string()), ("u.json", users())]);
    assert_eq!(imported.account.domain.name, "corp");
    assert_eq!(imported.account.domain.extra["contact"], "x");
}

#[test]
fn details_are_taken_over_under_their_own_keys() {
    let imported = open(&[
        ("u", users()),
        (
            "1",
            json!({"credentials": [{"access": "AK", "user_id": "u1", "status": "active"}]})
                .to_string(),
        ),
        (
            "2",
            json!({"password_policy": {"minimum_password_length": 6}}).to_string(),
        ),
        (
            "3",
            json!({"user": {"id": "u2", "name": "joel", "is_domain_owner": true, "phone": "1"}})
                .to_string(),
        ),
        (
            "4",
            json!({"login_protects": [{"user_id": "u1", "enabled": true}]}).to_string(),
        ),
    ]);
    let account = &imported.account;
    assert_eq!(account.extra["credentials"][0]["access"], "AK");
    assert_eq!(
        account.extra["security_policies"]["password_policy"]["minimum_password_length"],
        6
    );
    assert!(account.extra.contains_key("login_protects"));
    assert!(account.user(account.find_user("joel").unwrap()).owner);
    assert_eq!(account.users.len(), 2);
}
