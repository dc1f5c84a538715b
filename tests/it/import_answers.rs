//! Saved responses: every shape is recognised by what is in it, joined with the others, and what no answer tells is
//! listed with the call that would tell it.

use std::fs;
use std::path::Path;

use permlens::catalogue::Catalogue;
use permlens::import::{self, ImportError, Imported, export};
use permlens::model::{Account, Principal, Provenance};
use serde_json::{Value, json};

const HOST: &str = "https://iam.example.org";

/// A folder of files.
struct Folder(tempfile::TempDir);

impl Folder {
    fn of(files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn open(&self) -> Imported {
        self.try_open().unwrap()
    }

    fn try_open(&self) -> Result<Imported, ImportError> {
        import::open(self.0.path(), Catalogue::embedded())
    }
}

fn open(files: &[(&str, String)]) -> Imported {
    let imported = Folder::of(files).open();
    unchanged_by_a_round_trip(&imported.account);
    imported
}

fn read(name: &str, text: &str) -> Imported {
    let imported = import::from_slice(name, text.as_bytes(), Catalogue::embedded()).unwrap();
    unchanged_by_a_round_trip(&imported.account);
    imported
}

pub fn unchanged_by_a_round_trip(account: &Account) {
    let mut text = Vec::new();
    export::write(account, &mut text).unwrap();
    let again = import::from_slice("again", &text, Catalogue::embedded())
        .unwrap()
        .account;
    assert_eq!(again.permissions, account.permissions);
    assert_eq!(again.assignments, account.assignments);
    assert_eq!(again.unread, account.unread);
    assert_eq!(&again, account);
}

/// Everything that the answers said, by names: `group in ops: mara`, `ops holds readers in eu-de`.
pub fn facts(account: &Account) -> Vec<String> {
    let mut facts = Vec::new();
    for group in account.groups.rows() {
        for user in &group.members {
            facts.push(format!("{} is in {}", account.user(*user).name, group.name));
        }
    }
    for row in account.assignments.rows() {
        let permission = account.permission(row.permission);
        if permission.provenance != Provenance::Unread {
            facts.push(format!(
                "{} holds {} in {}",
                account.principal_name(row.subject),
                permission.display_name,
                account.scope_name(row.scope)
            ));
        }
    }
    for (subject, policy) in &account.identity_attachments {
        let policy = &account.permission(*policy).display_name;
        facts.push(format!("{} has {policy}", account.principal_name(*subject)));
    }
    facts.sort();
    facts
}

/// `what of whom: call (reason)` of everything unread.
fn unread(imported: &Imported) -> Vec<String> {
    let entries = imported.account.unread.iter();
    entries
        .map(|entry| {
            format!(
                "{} {}: {} ({})",
                entry.what, entry.of, entry.call, entry.reason
            )
        })
        .collect()
}

fn problems(imported: &Imported) -> String {
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    problems.join("\n")
}

fn link(path: &str) -> Value {
    json!({"self": format!("{HOST}{path}"), "previous": null, "next": null})
}

fn user(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "domain_id": "d1", "enabled": true, "pwd_status": true, "password_expires_at": null})
}

fn group(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "domain_id": "d1", "description": "", "create_time": 1_536_293_929_624_u64})
}

fn role(id: &str, name: &str) -> Value {
    json!({"id": id, "name": format!("custom_{id}"), "display_name": name, "catalog": "CUSTOMED", "type": "XA",
        "domain_id": "d1", "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:images:list"]}]}})
}

fn users() -> String {
    json!({"users": [user("u1", "mara"), user("u2", "joel")], "links": link("/v3/users")})
        .to_string()
}

fn groups() -> String {
    json!({"groups": [group("g1", "ops"), group("g2", "readers")], "links": link("/v3/groups")})
        .to_string()
}

fn members(group: &str, users: &[(&str, &str)]) -> String {
    let users: Vec<Value> = users.iter().map(|(id, name)| user(id, name)).collect();
    json!({"users": users, "links": link(&format!("/v3/groups/{group}/users"))}).to_string()
}

fn projects() -> String {
    json!({"projects": [
        {"id": "p1", "name": "eu-de", "domain_id": "d1", "parent_id": "d1", "is_domain": false, "enabled": true},
        {"id": "p2", "name": "eu-de_shop", "domain_id": "d1", "parent_id": "p1", "is_domain": false, "enabled": true}],
        "links": link("/v3/projects")})
    .to_string()
}

fn roles() -> String {
    json!({"roles": [role("r1", "list images"), role("r2", "see images")], "links": link("/v3.0/OS-ROLE/roles"),
        "total_number": 2})
    .to_string()
}

fn assignments() -> String {
    json!({"role_assignments": [
        {"group": {"id": "g1"}, "role": {"id": "r1"}, "scope": {"domain": {"id": "d1"}}, "is_inherited": true},
        {"group": {"id": "g2"}, "role": {"id": "r2"}, "scope": {"project": {"id": "p2"}}, "is_inherited": false},
        {"agency": {"id": "a1"}, "role": {"id": "r2"}, "scope": {"enterprise_project": {"id": "e1"}}}], "total_num": 3})
    .to_string()
}

/// A whole account of the family, one file an answer.
fn whole() -> Vec<(&'static str, String)> {
    let system = json!({"roles": [], "links": link("/v3/roles")}).to_string();
    let agencies = json!({"agencies": [{"id": "a1", "name": "build", "domain_id": "d1",
        "trust_domain_id": "d9", "trust_domain_name": "partner", "duration": "FOREVER"}]});
    let eps = json!({"enterprise_projects": [{"id": "e1", "name": "retail", "status": 1}], "total_count": 1});
    vec![
        ("a.json", users()),
        ("b.json", groups()),
        ("c.json", members("g1", &[("u1", "mara")])),
        ("d.json", members("g2", &[("u1", "mara"), ("u2", "joel")])),
        ("e.json", projects()),
        ("f.json", system),
        ("g.json", roles()),
        ("h.json", assignments()),
        ("i.json", agencies.to_string()),
        ("j.json", eps.to_string()),
    ]
}

const WHOLE: [&str; 6] = [
    "build holds see images in enterprise project retail",
    "joel is in readers",
    "mara is in ops",
    "mara is in readers",
    "ops holds list images in all resources",
    "readers holds see images in eu-de_shop",
];

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
fn a_broken_page_leaves_the_others() {
    let cut = users();
    let text = format!("{}\n{}\n{}\n", groups(), &cut[..cut.len() - 9], projects());
    let imported = read("pages.txt", &text);
    assert_eq!(imported.account.groups.len(), 2);
    assert_eq!(imported.account.projects.len(), 2);
    assert_eq!(imported.account.users.len(), 0);
    assert!(
        problems(&imported).starts_with("pages.txt: $ (line 3): expected JSON"),
        "{}",
        problems(&imported)
    );
    assert!(
        unread(&imported)[0].starts_with("users : GET /v3/users"),
        "{:?}",
        unread(&imported)
    );
    // What is cut off by the end is said so.
    let imported = read(
        "pages.txt",
        &format!("{}\n{}", groups(), &cut[..cut.len() - 9]),
    );
    assert!(
        problems(&imported).contains("the end of the text"),
        "{}",
        problems(&imported)
    );
    // A snapshot in pieces is none.
    let pieces = "{\"format\": \"permlens-snapshot\", \"version\": 1,, \n{\"users\": []}";
    assert!(import::from_slice("x", pieces.as_bytes(), Catalogue::embedded()).is_err());
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
fn a_refusal_is_never_no() {
    let refusals = [
        json!({"error": {"code": 403, "message": "You are not authorized.", "title": "Forbidden"}}),
        json!({"error_code": "IAM.0002", "error_msg": "You do not have permission."}),
        json!({"error": {"error_code": "IAM.0003", "error_msg": "Policy doesn't allow it."}}),
    ];
    for refusal in refusals {
        let mut files = whole();
        files[3] = ("groups_g2_users.json", refusal.to_string());
        let imported = open(&files);
        let told = unread(&imported);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("memberships group readers: GET /v3/groups/g2/users ("),
            "{told:?}"
        );
        // Whoever could be a member holds something of unknown content.
        let account = &imported.account;
        for user in account.users.ids() {
            let held = account.assignments.rows().iter().filter(|row| {
                row.subject == Principal::User(user)
                    && account
                        .permission(row.permission)
                        .display_name
                        .starts_with("not read: members of group readers (")
            });
            assert_eq!(held.count(), 1);
        }
    }
    // With its status line.
    let refused = "HTTP/1.1 403 Forbidden\r\nX: y\r\n\r\n{\"message\": \"no\"}";
    let imported = open(&[
        ("users.json", users()),
        ("groups.json", groups()),
        ("groups_g1_users.txt", refused.to_owned()),
    ]);
    assert!(
        unread(&imported)[0].ends_with("GET /v3/groups/g1/users (403 no)"),
        "{:?}",
        unread(&imported)
    );
    let page = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>\n<body>gone</body>\n</html>\n";
    let imported = open(&[
        ("users.json", users()),
        ("groups.json", groups()),
        ("groups_g1_users.txt", page.to_owned()),
    ]);
    assert!(
        unread(&imported)[0].ends_with("GET /v3/groups/g1/users (404)"),
        "{:?}",
        unread(&imported)
    );
    // Alone it is no account.
    let alone = Folder::of(&[(
        "x.json",
        json!({"error": {"code": 401, "title": "Unauthorized"}}).to_string(),
    )]);
    let error = alone.try_open().unwrap_err().to_string();
    assert!(error.contains("a refusal (401 Unauthorized)"), "{error}");
}

#[test]
fn a_list_that_was_refused_may_be_told_one_by_one() {
    let mut files = whole();
    files[7] = (
        "role-assignments.json",
        json!({"error_code": "IAM.0002", "error_msg": "no"}).to_string(),
    );
    let imported = open(&files);
    let told = unread(&imported);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with(
            "role_assignments : GET /v3.0/OS-PERMISSION/role-assignments (IAM.0002 no)"
        ),
        "{told:?}"
    );
    let account = &imported.account;
    let held = account
        .assignments
        .rows()
        .iter()
        .filter(|row| account.permission(row.permission).provenance == Provenance::Unread);
    assert_eq!(held.count(), 5, "two users, two groups, an agency");
}

#[test]
fn a_snapshot_is_completed_by_answers() {
    let mut files = whole();
    let members = files.remove(3);
    let first = open(&files);
    assert_eq!(
        unread(&first),
        ["memberships group readers: GET /v3/groups/g2/users (not among the answers)"]
    );
    let mut text = Vec::new();
    export::write(&first.account, &mut text).unwrap();
    let both = open(&[("old.json", String::from_utf8(text).unwrap()), members]);
    assert_eq!(unread(&both), [""; 0]);
    assert_eq!(facts(&both.account), WHOLE);
    assert_eq!(problems(&both), "");
}

#[test]
fn what_two_answers_tell_differently_is_said() {
    let mut changed = user("u1", "mara");
    changed["enabled"] = json!(false);
    changed["last_login_time"] = json!("2026");
    let imported = open(&[
        ("1.json", users()),
        (
            "2.json",
            json!({"users": [changed, user("u1", "mara")]}).to_string(),
        ),
    ]);
    assert_eq!(imported.account.users.len(), 2);
    assert!(
        imported.account.users.rows()[0].enabled,
        "the first is kept"
    );
    assert_eq!(
        imported.account.users.rows()[0].extra["last_login_time"],
        "2026"
    );
    assert_eq!(imported.problems.len(), 1);
    assert!(problems(&imported).contains("2.json: $.users[0]: expected the same as in an earlier answer, found another enabled of \"u1\""), "{}", problems(&imported));
}

#[test]
fn problems_stand_where_the_answer_stood() {
    let bad = json!({"users": [user("u1", "mara"), {"id": "u7"}, 5], "links": link("/v3/users")});
    let worse = json!({"roles": [role("r1", "x"), {"id": "r9", "display_name": "y", "domain_id": "d1", "policy": {"Version": "9"}}]});
    let imported = Folder::of(&[
        ("1.json", users()),
        ("2.json", bad.to_string()),
        ("3.json", worse.to_string()),
    ])
    .open();
    let told = problems(&imported);
    for place in [
        "2.json: $.users[1].name: expected a text",
        "2.json: $.users[2]: expected an object",
        "3.json: $.roles[1].policy.Version",
    ] {
        assert!(told.contains(place), "{place}\n{told}");
    }
}

#[test]
fn what_is_broken_is_told_once() {
    let files = [
        ("users.json", users()),
        ("groups.json", "{\"groups\":[}".to_owned()),
    ];
    let imported = open(&files);
    let told = problems(&imported);
    assert_eq!(imported.problems.len(), 1, "{told}");
    assert!(
        told.contains("groups.json: $ (line 1, column 12): expected JSON, found something else"),
        "{told}"
    );
    // Of one file by itself, its name once.
    let error = import::from_slice(
        "a.json",
        br#"{"id": "x", "other": 1}"#,
        Catalogue::embedded(),
    );
    let said = error.unwrap_err().to_string();
    assert_eq!(said.matches("a.json").count(), 1, "{said}");
    assert!(
        said.contains("(expected an answer of the IAM API, found"),
        "{said}"
    );
}

#[test]
fn the_picture_is_as_old_as_its_oldest_answer() {
    let dated = |date: &str, body: String| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ndate: {date}\r\n\r\n{body}\n")
    };
    let imported = open(&[
        ("users.txt", dated("Sat, 21 Nov 2026 08:15:09 GMT", users())),
        (
            "groups.txt",
            dated("Sat, 21 Nov 2026 08:15:00 GMT", groups()),
        ),
        ("projects.json", projects()),
    ]);
    assert_eq!(
        imported.account.collected_at.as_deref(),
        Some("2026-11-21T08:15:00Z")
    );
    assert_eq!(open(&[("users.json", users())]).account.collected_at, None);
    let broken = dated("yesterday", users());
    assert_eq!(open(&[("users.txt", broken)]).account.collected_at, None);
}

#[test]
fn what_was_answered_when_a_key_was_made_stays_in_its_file() {
    let owner = json!({"id": "u1", "name": "ann", "enabled": true, "password": "pw-hidden", "phone": "555"});
    let imported = open(&[
        ("users.json", json!({"users": [owner]}).to_string()),
        (
            "credentials.json",
            json!({"credentials": [{"access": "AK1", "secret": "sk-hidden", "user_id": "u1", "status": "active"},
                {"id": "c", "type": "totp", "user_id": "u1", "blob": "seed-hidden"}]})
            .to_string(),
        ),
        (
            "mfa.json",
            json!({"virtual_mfa_devices": [{"user_id": "u1", "serial_number": "s", "base32_string_seed": "seed-hidden"}]})
                .to_string(),
        ),
        (
            "signed-in.txt",
            "HTTP/1.1 201 Created\r\nX-Subject-Token: token-hidden\r\n\r\n{\"token\": {\"user\": {\"id\": \"u1\", \"domain\": {\"id\": \"d1\", \"name\": \"acme\"}}}}".to_owned(),
        ),
    ]);
    let written = export::to_value(&imported.account).to_string();
    assert!(!written.contains("hidden"), "{written}");
    // What nobody modelled and is none stays.
    assert!(
        written.contains("AK1") && written.contains("555"),
        "{written}"
    );
    assert!(!problems(&imported).contains("hidden"));
}

/// What to ask and where to keep it, followed to the letter, leaves nothing to ask.
#[test]
fn the_calls_that_are_named_are_all_that_is_missing() {
    use permlens::import::answers::named::Request;
    let imported = open(&[(
        "auth_domains.json",
        json!({"domains": [{"id": "d1", "name": "acme"}]}).to_string(),
    )]);
    let calls: Vec<String> = imported
        .account
        .unread
        .iter()
        .map(|entry| entry.call.clone())
        .collect();
    let scopes: Vec<&String> = calls
        .iter()
        .filter(|call| call.contains("role-assignments"))
        .collect();
    assert_eq!(scopes.len(), 4, "{scopes:?}");
    let mut files = vec![(
        "auth_domains.json".to_owned(),
        json!({"domains": [{"id": "d1", "name": "acme"}]}).to_string(),
    )];
    for call in &calls {
        let name = Request::of(call).unwrap().file_name();
        assert!(
            files.iter().all(|(known, _)| *known != name),
            "{name} twice: {calls:?}"
        );
        let key = match call.split('?').next().unwrap().rsplit('/').next().unwrap() {
            "role-assignments" => "role_assignments",
            "enterprise-projects" => "enterprise_projects",
            other => other,
        };
        // As the service answers: nothing in it says which of two lists it is.
        files.push((name, json!({key: []}).to_string()));
    }
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    assert_eq!(unread(&open(&files)), [""; 0]);
}

#[test]
fn what_is_no_answer_is_left_out_and_named() {
    let files = [
        ("users.json", users()),
        ("readme.md", "# how these were fetched".to_owned()),
        ("page.html", "<html><body>404</body></html>".to_owned()),
        ("empty.json", String::new()),
        ("number.json", "42".to_owned()),
        (
            "other.json",
            json!({"weather": "fine", "\u{1b}[31mred": 1}).to_string(),
        ),
        ("nothing.json", "[]".to_owned()),
        (".git/config.json", "{".to_owned()),
    ];
    let imported = open(&files);
    let told = problems(&imported);
    for said in [
        "readme.md: $: expected a snapshot, found text that is no JSON",
        "page.html: $: expected a snapshot, found an HTML",
        "empty.json: $: expected a snapshot, found an empty file",
        "nothing.json: $: expected an answer of the API, found an empty list",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    assert_eq!(imported.problems.len(), 6, "{told}");
    assert!(!told.contains('\u{1b}'), "{told}");
    assert_eq!(imported.account.users.len(), 2);
    let error = Folder::of(&files[1..]).try_open().unwrap_err();
    assert!(!error.is_io());
    assert!(Folder::of(&[]).try_open().is_err());
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

#[test]
fn grants_survive_where_lists_were_not_saved() {
    let imported = read("h.json", &assignments());
    assert_eq!(
        facts(&imported.account),
        [
            "a1 holds r2 in enterprise project e1",
            "g1 holds r1 in all resources",
            "g2 holds r2 in p2",
        ]
    );
    // Where the list is there, what is not in it is gone.
    let listed =
        json!({"projects": [{"id": "p1", "name": "eu-de", "is_domain": false}]}).to_string();
    let imported = open(&[("h.json", assignments()), ("p.json", listed)]);
    assert_eq!(facts(&imported.account).len(), 2);
    assert!(
        problems(&imported).contains("a project of the snapshot, found \"p2\""),
        "{}",
        problems(&imported)
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_a_folder_are_not_walked() {
    let outside = Folder::of(&[("users.json", users())]);
    let inside = Folder::of(&[("groups.json", groups())]);
    std::os::unix::fs::symlink(outside.0.path(), inside.0.path().join("out")).unwrap();
    std::os::unix::fs::symlink(inside.0.path(), inside.0.path().join("round")).unwrap();
    std::os::unix::fs::symlink(Path::new("/nowhere"), inside.0.path().join("lost")).unwrap();
    let imported = inside.open();
    assert_eq!(imported.account.users.len(), 0);
    assert_eq!(
        imported
            .problems
            .iter()
            .filter(|problem| problem.found.contains("a link to a folder"))
            .count(),
        2
    );
}

/// Answers of 100 MB in one text: users in pages, the members of a thousand groups, assignments.
fn hundred_megabytes() -> String {
    let mut text = String::new();
    let full = |at: usize| {
        json!({"id": format!("u{at:031x}"), "name": format!("user{at}"), "domain_id": "d1", "enabled": true,
            "description": format!("of team {}", at % 77), "password_expires_at": null, "pwd_status": true,
            "access_mode": "default", "links": link(&format!("/v3/users/u{at:031x}"))})
    };
    let groups: Vec<Value> = (0..1000)
        .map(|at| group(&format!("g{at}"), &format!("group{at}")))
        .collect();
    text += &json!({"groups": groups, "links": link("/v3/groups")}).to_string();
    for at in 0..1000 {
        let users: Vec<Value> = (0..60).map(|member| full(at * 97 + member * 31)).collect();
        let links = link(&format!("/v3/groups/g{at}/users"));
        text += &json!({"users": users, "links": links}).to_string();
    }
    let held: Vec<Value> = (0..100_000)
        .map(|at| json!({"group": {"id": format!("g{}", at % 1000)}, "role": {"id": format!("r{}", at % 999)},
            "scope": {"project": {"id": format!("p{}", at / 1000)}}, "is_inherited": false}))
        .collect();
    text += &json!({"role_assignments": held, "total_num": 100_000}).to_string();
    let mut at = 0;
    while text.len() < 100_000_000 {
        let users: Vec<Value> = (at..at + 1000).map(full).collect();
        text += &json!({ "users": users }).to_string();
        at += 1000;
    }
    text
}

/// `cargo test --release --test it hundred -- --ignored --nocapture` says how long it takes and how much it holds.
#[test]
#[ignore = "a measurement"]
fn how_long_a_hundred_megabytes_take() {
    let text = hundred_megabytes();
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let imported = import::from_slice("x", text.as_bytes(), Catalogue::embedded()).unwrap();
        times.push(start.elapsed());
        assert_eq!(imported.account.groups.len(), 1000);
    }
    times.sort();
    let held = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let held = held.lines().find(|line| line.starts_with("VmHWM"));
    println!(
        "{} bytes: median {:?}, best {:?}; {held:?}",
        text.len(),
        times[2],
        times[0]
    );
}
