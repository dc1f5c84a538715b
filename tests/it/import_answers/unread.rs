//! What no answer told, or one refused to tell: it is listed with the call that would tell it, and is never "no".

use permlens::import::export;
use permlens::model::{Principal, Provenance};
use serde_json::json;

use super::saved::{
    Folder, WHOLE, assignments, facts, groups, open, problems, projects, read, unread, users, whole,
};

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
fn what_an_agency_has_attached_says_nothing_of_what_others_hold() {
    let mut files = whole();
    let refusal = json!({"error_code": "IAM.0002", "error_msg": "no"}).to_string();
    files[7] = ("role-assignments.json", refusal);
    let attached = json!({"attached_policies": []}).to_string();
    files.push(("agencies_a1_attached-policies.json", attached));
    let imported = open(&files);
    let told = unread(&imported).join("\n");
    assert!(
        told.contains("role_assignments : GET /v3.0/OS-PERMISSION/role-assignments (IAM.0002 no)"),
        "{told}"
    );
    let account = &imported.account;
    let rows = account.assignments.rows().iter();
    let held = rows.filter(|row| {
        let permission = account.permission(row.permission);
        permission.provenance == Provenance::Unread && permission.display_name.contains("IAM.0002")
    });
    assert_eq!(held.count(), 5, "two users, two groups, an agency: {told}");
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
