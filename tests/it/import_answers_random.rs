//! Laws of saved responses: however the answers about an account are saved, the account is the same; an answer that is
//! lost is noticed; and whatever a file holds, nothing breaks.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use permlens::catalogue::Catalogue;
use permlens::import;
use permlens::model::{Account, Principal, Provenance, Scope};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::import::unchanged_by_a_round_trip;

const HOST: &str = "https://iam.example.org";

/// An account as its administrator would describe it.
#[derive(Clone, Debug)]
struct Described {
    users: Vec<(String, bool)>,
    groups: Vec<String>,
    projects: usize,
    roles: Vec<String>,
    members: BTreeSet<(usize, usize)>,
    /// Group, role, place: 0 global, 1 everywhere, 2… a project.
    held: BTreeSet<(usize, usize, usize)>,
}

fn described() -> impl Strategy<Value = Described> {
    let name = prop_oneof![
        "[a-z]{1,6}",
        "\\PC{1,5}",
        Just("\u{1b}[2J\u{202e}x".to_owned())
    ];
    (
        prop::collection::vec((name.clone(), any::<bool>()), 1..7),
        prop::collection::vec(name.clone(), 1..5),
        1..4_usize,
        prop::collection::vec(name, 1..4),
        prop::collection::vec((any::<Index>(), any::<Index>()), 0..12),
        prop::collection::vec((any::<Index>(), any::<Index>(), any::<Index>()), 0..12),
    )
        .prop_map(
            |(users, groups, projects, roles, members, held)| Described {
                members: members
                    .iter()
                    .map(|(group, user)| (group.index(groups.len()), user.index(users.len())))
                    .collect(),
                held: held
                    .iter()
                    .map(|(group, role, place)| {
                        (
                            group.index(groups.len()),
                            role.index(roles.len()),
                            place.index(projects + 2),
                        )
                    })
                    .collect(),
                users,
                groups,
                projects,
                roles,
            },
        )
}

/// One answer: its path, its key, its list.
#[derive(Clone, Debug)]
struct Said {
    path: String,
    key: &'static str,
    items: Vec<Value>,
}

impl Described {
    fn user(&self, at: usize) -> Value {
        let (name, enabled) = &self.users[at];
        json!({"id": format!("u{at}"), "name": name, "enabled": enabled, "domain_id": "d1", "pwd_status": true})
    }

    fn group(&self, at: usize) -> Value {
        json!({"id": format!("g{at}"), "name": self.groups[at], "domain_id": "d1", "create_time": 5})
    }

    fn role(&self, at: usize) -> Value {
        json!({"id": format!("r{at}"), "name": format!("custom_{at}"), "display_name": self.roles[at], "catalog": "CUSTOMED",
            "domain_id": "d1", "policy": {"Version": "1.1", "Statement": []}})
    }

    /// What the account's API answers: memberships by group or by user, assignments at once or one by one.
    fn answers(&self, by_user: bool, at_once: bool) -> Vec<Said> {
        let mut all = Vec::new();
        let mut say = |path: String, key, items: Vec<Value>| all.push(Said { path, key, items });
        let users = (0..self.users.len()).map(|at| self.user(at));
        say("/v3/users".to_owned(), "users", users.collect());
        let groups = (0..self.groups.len()).map(|at| self.group(at));
        say("/v3/groups".to_owned(), "groups", groups.collect());
        let projects = (0..self.projects).map(
            |at| json!({"id": format!("p{at}"), "name": format!("region-{at}"), "parent_id": "d1"}),
        );
        say("/v3/projects".to_owned(), "projects", projects.collect());
        let roles = (0..self.roles.len()).map(|at| self.role(at));
        say("/v3.0/OS-ROLE/roles".to_owned(), "roles", roles.collect());
        say("/v3/roles".to_owned(), "roles", Vec::new());
        say(
            "/v3.0/OS-AGENCY/agencies?domain_id=d1".to_owned(),
            "agencies",
            Vec::new(),
        );
        say(
            "/v1.0/enterprise-projects".to_owned(),
            "enterprise_projects",
            Vec::new(),
        );
        if by_user {
            for user in 0..self.users.len() {
                let groups = self.members.iter().filter(|(_, of)| *of == user);
                let groups = groups.map(|(group, _)| self.group(*group)).collect();
                say(format!("/v3/users/u{user}/groups"), "groups", groups);
            }
        } else {
            for group in 0..self.groups.len() {
                let users = self.members.iter().filter(|(of, _)| *of == group);
                let users = users.map(|(_, user)| self.user(*user)).collect();
                say(format!("/v3/groups/g{group}/users"), "users", users);
            }
        }
        if at_once {
            let list = self.held.iter().map(|(group, role, place)| {
                let scope = match place {
                    0 | 1 => json!({"domain": {"id": "d1"}}),
                    project => json!({"project": {"id": format!("p{}", project - 2)}}),
                };
                json!({"group": {"id": format!("g{group}")}, "role": {"id": format!("r{role}")}, "scope": scope,
                    "is_inherited": *place == 1})
            });
            say(
                "/v3/role_assignments".to_owned(),
                "role_assignments",
                list.collect(),
            );
        } else {
            for group in 0..self.groups.len() {
                for place in 0..self.projects + 2 {
                    let path = match place {
                        0 => format!("/v3/domains/d1/groups/g{group}/roles"),
                        1 => format!(
                            "/v3/OS-INHERIT/domains/d1/groups/g{group}/roles/inherited_to_projects"
                        ),
                        project => format!("/v3/projects/p{}/groups/g{group}/roles", project - 2),
                    };
                    let held = self
                        .held
                        .iter()
                        .filter(|(of, _, at)| *of == group && *at == place);
                    say(
                        path,
                        "roles",
                        held.map(|(_, role, _)| self.role(*role)).collect(),
                    );
                }
            }
        }
        all
    }

    fn expected(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let members = self.members.iter();
        let held = self.held.iter();
        (
            members
                .map(|(group, user)| format!("u{user} in g{group}"))
                .collect(),
            held.map(|(group, role, place)| match place {
                0 => format!("g{group} r{role} global"),
                1 => format!("g{group} r{role} all"),
                project => format!("g{group} r{role} p{}", project - 2),
            })
            .collect(),
        )
    }
}

/// The same by ids, from an account.
fn read_back(account: &Account) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut members = BTreeSet::new();
    for group in account.groups.rows() {
        for user in &group.members {
            members.insert(format!("{} in {}", account.user(*user).id, group.id));
        }
    }
    let mut held = BTreeSet::new();
    for row in account.assignments.rows() {
        let permission = account.permission(row.permission);
        if permission.provenance == Provenance::Unread {
            continue;
        }
        let subject = match row.subject {
            Principal::Group(id) => &account.group(id).id,
            Principal::User(id) => &account.user(id).id,
            Principal::Agency(id) => &account.agencies.get(id).id,
        };
        let place = match row.scope {
            Scope::Global => "global".to_owned(),
            Scope::All => "all".to_owned(),
            Scope::Project(id) => account.project(id).id.clone(),
            other => account.scope_name(other),
        };
        held.insert(format!("{subject} {} {place}", permission.id));
    }
    (members, held)
}

/// Pages of an answer, each with links to itself and the next.
fn pages(said: &Said, size: usize) -> Vec<Value> {
    let chunks: Vec<&[Value]> = match said.items.len() {
        0 => vec![&[]],
        _ => said.items.chunks(size).collect(),
    };
    let link = |at: usize| {
        let mark = if said.path.contains('?') { '&' } else { '?' };
        match at {
            0 => format!("{HOST}{}", said.path),
            at => format!("{HOST}{}{mark}marker=m{at}&limit={size}", said.path),
        }
    };
    let last = chunks.len() - 1;
    let page = |(at, items): (usize, &&[Value])| {
        let next = (at < last).then(|| link(at + 1));
        json!({said.key: items, "links": {"self": link(at), "next": next, "previous": null}})
    };
    chunks.iter().enumerate().map(page).collect()
}

/// How an answer is kept.
#[derive(Clone, Copy, Debug)]
enum Dress {
    Plain,
    Pretty,
    Headers,
    Gzip,
    Wide,
    /// Without links: the file's name says what it is.
    Named,
    /// Without links: the manifest says what it is.
    Listed,
    /// In one file with others.
    Joined,
}

fn dresses() -> impl Strategy<Value = Vec<Dress>> {
    let dress = prop::sample::select(vec![
        Dress::Plain,
        Dress::Pretty,
        Dress::Headers,
        Dress::Gzip,
        Dress::Wide,
        Dress::Named,
        Dress::Listed,
        Dress::Joined,
    ]);
    prop::collection::vec(dress, 1..9)
}

fn save(folder: &std::path::Path, said: &[Said], dresses: &[Dress], size: usize) {
    let mut manifest = serde_json::Map::new();
    let mut joined = String::new();
    for (at, said) in said.iter().enumerate() {
        let pages = pages(said, size);
        for (number, page) in pages.iter().enumerate() {
            let name = format!("{at}x{number}.json");
            let bytes = match dresses[(at + number) % dresses.len()] {
                Dress::Named | Dress::Listed if pages.len() > 1 => page.to_string().into_bytes(),
                Dress::Plain => page.to_string().into_bytes(),
                Dress::Pretty => serde_json::to_vec_pretty(page).unwrap(),
                Dress::Headers => format!("HTTP/2 200\r\nx: {{\r\n\r\n{page}\n").into_bytes(),
                Dress::Gzip => {
                    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
                    packed.write_all(page.to_string().as_bytes()).unwrap();
                    packed.finish().unwrap()
                }
                Dress::Wide => format!("\u{feff}{page}")
                    .encode_utf16()
                    .flat_map(u16::to_be_bytes)
                    .collect(),
                Dress::Named => {
                    let name = said
                        .path
                        .split('?')
                        .next()
                        .unwrap()
                        .trim_start_matches('/')
                        .replace('/', "_");
                    let bare = json!({said.key: said.items});
                    fs::write(folder.join(format!("{name}.json")), bare.to_string()).unwrap();
                    continue;
                }
                Dress::Listed => {
                    manifest.insert(name.clone(), format!("GET {}", said.path).into());
                    json!({said.key: said.items}).to_string().into_bytes()
                }
                Dress::Joined => {
                    joined += &page.to_string();
                    if at % 2 == 0 {
                        joined.push('\n');
                    }
                    continue;
                }
            };
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
    if !joined.is_empty() {
        fs::write(folder.join("joined.txt"), joined).unwrap();
    }
    fs::write(
        folder.join("calls.json"),
        Value::Object(manifest).to_string(),
    )
    .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_account_is_the_same_however_its_answers_are_saved(
        described in described(),
        dresses in dresses(),
        (by_user, at_once) in any::<(bool, bool)>(),
        size in 1..5_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        save(folder.path(), &described.answers(by_user, at_once), &dresses, size);
        let imported = import::open(folder.path(), Catalogue::embedded()).unwrap();
        prop_assert_eq!(&imported.problems, &[]);
        prop_assert_eq!(read_back(&imported.account), described.expected());
        prop_assert_eq!(&imported.account.unread, &[]);
        let users: Vec<(String, bool)> = (0..described.users.len())
            .map(|at| {
                let user = imported.account.find_user(&format!("u{at}")).unwrap();
                let user = imported.account.user(user);
                (user.name.clone(), user.enabled)
            })
            .collect();
        prop_assert_eq!(users, described.users);
        unchanged_by_a_round_trip(&imported.account);
    }

    #[test]
    fn a_lost_answer_is_noticed(
        described in described(),
        (by_user, at_once) in any::<(bool, bool)>(),
        lost in any::<Index>(),
        size in 1..5_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        save(folder.path(), &described.answers(by_user, at_once), &[Dress::Plain], size);
        fs::remove_file(folder.path().join("calls.json")).unwrap();
        let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let file = lost.get(&files);
        let text = fs::read_to_string(file).unwrap();
        fs::remove_file(file).unwrap();
        let imported = import::open(folder.path(), Catalogue::embedded()).unwrap();
        let told = !imported.account.unread.is_empty();
        prop_assert!(told, "{}", text);
        let (members, held) = read_back(&imported.account);
        let (all_members, all_held) = described.expected();
        prop_assert!(members.is_subset(&all_members) && held.is_subset(&all_held));
        unchanged_by_a_round_trip(&imported.account);
    }
}

/// A value somebody could find in a folder: pieces of answers, put together wrongly.
fn odd() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "users",
        "user",
        "groups",
        "group",
        "roles",
        "role",
        "role_assignments",
        "links",
        "self",
        "next",
        "id",
        "name",
        "ID",
        "Name",
        "Role",
        "User",
        "Group",
        "Project",
        "Inherited",
        "scope",
        "domain",
        "project",
        "system",
        "policy",
        "document",
        "policies",
        "policy_id",
        "policy_name",
        "policy_version",
        "attached_policies",
        "page_info",
        "error",
        "error_code",
        "token",
        "total_number",
        "domain_id",
        "unread",
        "what",
        "call",
        "user_id",
        "user_name",
        "format",
        "version",
        "agency",
        "enterprise_projects",
        "OS-INHERIT:inherited_to",
        "credentials",
        "domains",
        "x",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        word.clone().prop_map(Value::from),
        Just(json!("g1@acme@d1")),
        Just(json!("https://h/v3/groups/g1/users?marker=%zz&limit=")),
        Just(json!("/v3/projects//groups/%2e%2e/roles")),
        Just(json!("permlens-snapshot")),
        Just(json!("\u{1b}]0;x\u{7}")),
        Just(json!(1e308)),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6).prop_map(|fields| {
                Value::Object(
                    fields
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_answers_break_it(
        values in prop::collection::vec(odd(), 1..6),
        name in "[a-z_/.]{0,30}|groups_g1_users|v3_\\PC{0,9}",
        between in prop::sample::select(vec!["", "\n", " HTTP/1.1 500 x\n\n", "\n[WARN\n", "\u{0}"]),
    ) {
        let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
        match import::from_slice(&name, texts.join(between).as_bytes(), Catalogue::embedded()) {
            Ok(imported) => {
                for problem in &imported.problems {
                    prop_assert!(!problem.to_string().contains(char::is_control), "{}", problem);
                }
                unchanged_by_a_round_trip(&imported.account);
            }
            Err(error) => prop_assert!(!error.to_string().contains(char::is_control), "{}", error),
        }
    }

    #[test]
    fn no_bytes_around_answers_break_it(
        before in prop::collection::vec(any::<u8>(), 0..40),
        after in prop::collection::vec(any::<u8>(), 0..40),
        cut in any::<Index>(),
    ) {
        let answer = json!({"users": [{"id": "u1", "name": "mara"}], "links": {"self": "/v3/groups/g1/users"}}).to_string();
        let mut bytes = before;
        bytes.extend(&answer.as_bytes()[..cut.index(answer.len()) + 1]);
        bytes.extend(after);
        let _ = import::from_slice("x", &bytes, Catalogue::embedded());
    }
}

/// What a hostile file could try: depth, length, and many beginnings without an end.
#[test]
fn hostile_texts_end_soon() {
    for text in [
        "[".repeat(200_000),
        "[\n".repeat(200_000),
        "{\"a\":\n".repeat(100_000),
        "[\"\n".repeat(200_000),
        format!("{{\"users\": [{}]}}", "{\"id\":1e999},".repeat(3)),
        "HTTP/1.1 403\n".repeat(100_000),
        "\u{feff}".repeat(1000),
    ] {
        let opened = import::from_slice("x", text.as_bytes(), Catalogue::embedded());
        if let Ok(imported) = opened {
            assert!(imported.problems.len() < 100);
        }
    }
}
