//! The account that the test double serves, and how its lists are paged.

use serde_json::{Value, json};

use super::double::{Asked, Told};

/// An account, and the manners of the cloud it is in.
pub struct World {
    /// A plain Keystone: nothing under `/v3.0` and `/v5`, lists paged by `limit` and `links.next`.
    pub upstream: bool,
    /// No page is longer, whatever is asked for; the server does not say so.
    pub cap: usize,
    /// How many requests the first token is good for.
    pub first: usize,
    /// How many a later one is.
    pub uses: usize,
    /// Whether a passcode is wanted beside the password.
    pub second_factor: bool,
    /// What is refused: beginnings of paths.
    pub forbidden: Vec<String>,
    /// What there is not: beginnings of paths.
    pub missing: Vec<String>,
}

pub fn family() -> World {
    World {
        upstream: false,
        cap: usize::MAX,
        first: usize::MAX,
        uses: usize::MAX,
        second_factor: false,
        forbidden: Vec::new(),
        missing: Vec::new(),
    }
}

pub fn upstream() -> World {
    World {
        upstream: true,
        ..family()
    }
}

/// How many filling roles there are, so that one page does not hold them all.
pub const FILLING: usize = 310;
/// So many of them are held by every group in `eu-de`.
pub const HELD: usize = 40;

impl World {
    pub fn forbid(mut self, path: &str) -> Self {
        self.forbidden.push(path.to_owned());
        self
    }

    pub fn without(mut self, path: &str) -> Self {
        self.missing.push(path.to_owned());
        self
    }

    pub fn token(&self) -> Value {
        json!({"token": {
            "methods": ["password"], "expires_at": "2030-01-01T00:00:00.000000Z",
            "domain": {"id": "d1", "name": "acme"},
            "user": {"id": "u9", "name": "auditor", "domain": {"id": "d1", "name": "acme"}},
            "roles": [{"id": "0", "name": "op_gated_x"}], "catalog": []}})
    }

    pub fn get(&self, asked: &Asked) -> Told {
        let path = asked.path.as_str();
        let not_found = || {
            if self.upstream || path.starts_with("/v3.0") {
                Told::html(404)
            } else {
                Told::error(404, "no such API")
            }
        };
        if self
            .missing
            .iter()
            .any(|gone| path.starts_with(gone.as_str()))
        {
            return not_found();
        }
        if self
            .forbidden
            .iter()
            .any(|no| asked.line().contains(no.as_str()))
        {
            return Told::json(
                403,
                &json!({"error": {"code": 403, "message": "You are not authorized to perform the requested action.", "title": "Forbidden"}}),
            );
        }
        let own =
            path.starts_with("/v3.0/") || path.starts_with("/v5/") || path.starts_with("/v1.0/");
        if self.upstream && own {
            return not_found();
        }
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match parts.as_slice() {
            ["v3", "auth", "domains"] => {
                Told::json(200, &json!({"domains": [{"id": "d1", "name": "acme"}]}))
            }
            ["v3", "users"] => self.list(asked, "users", users(), Style::Links),
            ["v3", "groups"] => self.list(asked, "groups", groups(), Style::Links),
            ["v3", "groups", group, "users"] => {
                let members = members(group)
                    .iter()
                    .map(|id| json!({"id": id, "name": name(id)}));
                self.list(asked, "users", members.collect(), Style::Links)
            }
            ["v3", "projects"] => self.list(asked, "projects", projects(), Style::Pages(5000)),
            ["v3", "roles"] if asked.parameter("domain_id").is_some() => {
                self.list(asked, "roles", custom(), Style::Links)
            }
            ["v3", "roles"] => self.list(asked, "roles", system(), Style::Pages(300)),
            ["v3.0", "OS-ROLE", "roles"] => self.list(asked, "roles", custom(), Style::Pages(300)),
            ["v1.0", "enterprise-projects"] => self.list(
                asked,
                "enterprise_projects",
                enterprise_projects(),
                Style::Offset,
            ),
            ["v3.0", "OS-AGENCY", "agencies"] => {
                if asked.parameter("domain_id").as_deref() != Some("d1") {
                    return Told::error(400, "domain_id is required");
                }
                self.list(asked, "agencies", agencies(), Style::Pages(500))
            }
            ["v3.0", "OS-PERMISSION", "role-assignments"] => self.assignments(asked),
            ["v3", "role_assignments"] if self.upstream => {
                let list: Vec<Value> = assignments().iter().filter_map(as_upstream).collect();
                Told::json(
                    200,
                    &json!({"role_assignments": list, "links": {"next": null}}),
                )
            }
            [
                "v3",
                place @ ("domains" | "projects"),
                at,
                who @ ("groups" | "users"),
                id,
                "roles",
            ] => held(
                place.trim_end_matches('s'),
                at,
                who.trim_end_matches('s'),
                id,
                false,
            ),
            [
                "v3",
                "OS-INHERIT",
                "domains",
                at,
                who @ ("groups" | "users"),
                id,
                "roles",
                "inherited_to_projects",
            ] => held("domain", at, who.trim_end_matches('s'), id, true),
            [
                "v3",
                "OS-INHERIT",
                "projects",
                _,
                _,
                _,
                "roles",
                "inherited_to_projects",
            ] => Told::json(200, &json!({"roles": []})),
            ["v3.0", "OS-AGENCY", place, at, "agencies", id, "roles"] => {
                held(place.trim_end_matches('s'), at, "agency", id, false)
            }
            [
                "v3.0",
                "OS-INHERIT",
                "domains",
                at,
                "agencies",
                id,
                "roles",
                "inherited_to_projects",
            ] => held("domain", at, "agency", id, true),
            [
                "v3.0",
                "OS-PERMISSION",
                "enterprise-projects",
                at,
                who @ ("groups" | "users"),
            ] => {
                let key = who.trim_end_matches('s');
                let list: Vec<Value> = assignments()
                    .iter()
                    .filter(|one| {
                        one["scope"]["enterprise_project"]["id"] == *at && !one[key].is_null()
                    })
                    .map(|one| one[key].clone())
                    .collect();
                Told::json(200, &json!({ *who: list }))
            }
            [
                "v3.0",
                "OS-PERMISSION",
                "enterprise-projects",
                at,
                who @ ("groups" | "users"),
                id,
                "roles",
            ] => held(
                "enterprise_project",
                at,
                who.trim_end_matches('s'),
                id,
                false,
            ),
            ["v3.0", "OS-USER", "users", id] => Told::json(
                200,
                &json!({"user": {"id": id, "name": name(id), "is_domain_owner": *id == "u1", "enabled": *id != "u7", "domain_id": "d1"}}),
            ),
            ["v5", "policies"] => self.list(asked, "policies", policies(), Style::Marker),
            ["v5", "policies", "ip1", "versions", "v2"] => Told::json(
                200,
                &json!({"policy_version": {"version_id": "v2", "is_default": true, "document":
                    "{\"Version\":\"5.0\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"ims:images:list\"]}]}"}}),
            ),
            ["v5", "policies", "ip1", "attached-entities"] => Told::json(
                200,
                &json!({"policy_groups": [{"group_id": "g2"}], "policy_users": [], "policy_agencies": [],
                    "page_info": {"next_marker": null, "current_count": 1}}),
            ),
            _ => not_found(),
        }
    }

    fn assignments(&self, asked: &Asked) -> Told {
        if asked.parameter("domain_id").as_deref() != Some("d1") {
            return Told::error(400, "domain_id is required");
        }
        let scope = asked.parameter("scope");
        let inherited = asked.parameter("is_inherited").as_deref() == Some("true");
        let list = assignments().into_iter().filter(|one| {
            let is = scope
                .as_ref()
                .is_none_or(|scope| one["scope"].get(scope).is_some());
            is && (one["is_inherited"] == true) == inherited
        });
        self.list(asked, "role_assignments", list.collect(), Style::Pages(50))
    }

    /// One page of a list, in the way that the cloud pages.
    fn list(&self, asked: &Asked, key: &str, items: Vec<Value>, style: Style) -> Told {
        let number = |name: &str| {
            asked
                .parameter(name)
                .map(|text| text.parse::<usize>().unwrap())
        };
        let total = items.len();
        let page = |from: usize, size: usize| -> Vec<Value> {
            items
                .iter()
                .skip(from)
                .take(size.min(self.cap))
                .cloned()
                .collect()
        };
        let mut body = match (style, self.upstream) {
            (Style::Links | Style::Pages(_), true) => {
                // Asked without a limit, a list is cut in silence.
                let from = number("marker").unwrap_or(0);
                let size = number("limit").unwrap_or(2).min(self.cap);
                let list = page(from, size);
                let next = from + list.len();
                let link = (next < total && number("limit").is_some()).then(|| {
                    let domain = asked
                        .parameter("domain_id")
                        .map(|id| format!("&domain_id={id}"));
                    let rest = domain.unwrap_or_default();
                    format!(
                        "http://elsewhere.example{}?marker={next}&limit={size}{rest}",
                        asked.path
                    )
                });
                return Told::json(
                    200,
                    &json!({key: list, "links": {"self": null, "previous": null, "next": link}}),
                );
            }
            (Style::Links, false) => {
                assert!(
                    number("limit").is_none(),
                    "the family knows no limit here: {}",
                    asked.line()
                );
                json!({ key: items })
            }
            (Style::Pages(most), false) => {
                let size = number("per_page").unwrap_or(most.min(10));
                let at = number("page").unwrap_or(1);
                if size == 0 || size > most || at == 0 {
                    return Told::error(400, "page or per_page is out of range");
                }
                json!({ key: page((at - 1) * size.min(self.cap), size) })
            }
            (Style::Offset, _) => {
                let size = number("limit").unwrap_or(10);
                if size > 1000 {
                    return Told::error(400, "limit is out of range");
                }
                json!({key: page(number("offset").unwrap_or(0), size), "total_count": total})
            }
            (Style::Marker, _) => {
                let from = number("marker").unwrap_or(0);
                let size = number("limit").unwrap_or(10);
                if size > 200 {
                    return Told::error(400, "limit is out of range");
                }
                let list = page(from, size);
                let next = from + list.len();
                let marker = (next < total).then(|| next.to_string());
                json!({"page_info": {"current_count": list.len(), "next_marker": marker}, key: list})
            }
        };
        match key {
            "roles" => body["total_number"] = total.into(),
            "role_assignments" => body["total_num"] = total.into(),
            _ => {}
        }
        Told::json(200, &body)
    }
}

#[derive(Clone, Copy)]
enum Style {
    Links,
    Pages(usize),
    Offset,
    Marker,
}

fn held(place: &str, at: &str, who: &str, id: &str, inherited: bool) -> Told {
    let roles: Vec<Value> = assignments()
        .iter()
        .filter(|one| {
            one["scope"][place]["id"] == at
                && one[who]["id"] == id
                && (one["is_inherited"] == true) == inherited
        })
        .map(|one| role(one["role"]["id"].as_str().unwrap()))
        .collect();
    Told::json(200, &json!({ "roles": roles }))
}

fn as_upstream(one: &Value) -> Option<Value> {
    if one.get("agency").is_some() || one["scope"].get("enterprise_project").is_some() {
        return None;
    }
    let mut one = one.clone();
    if one.as_object_mut()?.remove("is_inherited") == Some(json!(true)) {
        one["scope"]["OS-INHERIT:inherited_to"] = "projects".into();
    }
    Some(one)
}

fn name(id: &str) -> String {
    let names = ["alice", "bob", "carol", "dan", "erin", "frank", "grace"];
    let at: usize = id[1..].parse().unwrap();
    names
        .get(at - 1)
        .map_or(format!("user-{at}"), |name| (*name).to_owned())
}

fn users() -> Vec<Value> {
    let ids = (1..=7).map(|at| format!("u{at}"));
    ids.map(|id| json!({"id": id, "name": name(&id), "domain_id": "d1", "enabled": id != "u7", "pwd_status": true}))
        .collect()
}

fn groups() -> Vec<Value> {
    ["image-ops", "net-ops", "guests"]
        .iter()
        .zip(1..)
        .map(|(name, at)| json!({"id": format!("g{at}"), "name": name, "domain_id": "d1", "create_time": 1_500_000_000_000_u64}))
        .collect()
}

fn members(group: &str) -> &'static [&'static str] {
    match group {
        "g1" => &["u2", "u3"],
        "g2" => &["u4"],
        "g3" => &["u2", "u5"],
        _ => &[],
    }
}

fn projects() -> Vec<Value> {
    [("p1", "eu-de"), ("p2", "eu-nl"), ("p3", "eu-de_team")]
        .iter()
        .map(|(id, name)| {
            json!({"id": id, "name": name, "domain_id": "d1", "enabled": true, "is_domain": false,
            "parent_id": if *id == "p3" { "p1" } else { "d1" }})
        })
        .collect()
}

fn enterprise_projects() -> Vec<Value> {
    [("0", "default"), ("ep-1", "shop"), ("ep-2", "lab")]
        .iter()
        .map(|(id, name)| json!({"id": id, "name": name, "status": 1, "type": "prod"}))
        .collect()
}

fn agencies() -> Vec<Value> {
    (1..=3)
        .map(|at| {
            json!({"id": format!("a{at}"), "name": format!("agency-{at}"), "domain_id": "d1",
            "trust_domain_name": "partner", "duration": "FOREVER"})
        })
        .collect()
}

fn role(id: &str) -> Value {
    let all = system().into_iter().chain(custom());
    all.into_iter().find(|role| role["id"] == id).unwrap()
}

fn system() -> Vec<Value> {
    let mut roles = vec![
        json!({"id": "r-ims", "name": "system_all_1", "display_name": "Image Access", "catalog": "IMS",
        "type": "XA", "flag": "fine_grained", "domain_id": null,
        "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["ims:*:*"]}]}}),
    ];
    roles.extend((0..FILLING).map(|at| {
        json!({"id": format!("f{at:03}"), "name": format!("system_all_f{at}"), "display_name": format!("Filling {at:03}"),
            "catalog": "FILL", "type": "XA", "domain_id": null,
            "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": [format!("fill{at:03}:things:get")]}]}})
    }));
    roles
}

fn custom() -> Vec<Value> {
    vec![
        json!({"id": "c-1", "name": "custom_d1_0", "display_name": "no-image-delete", "catalog": "CUSTOMED", "type": "XA",
            "domain_id": "d1", "references": "1",
            "policy": {"Version": "1.1", "Statement": [{"Effect": "Deny", "Action": ["ims:images:delete"]}]}}),
        json!({"id": "c-2", "name": "custom_d1_1", "display_name": "users-read", "catalog": "CUSTOMED", "type": "AX",
            "domain_id": "d1", "references": "1",
            "policy": {"Version": "1.1", "Statement": [{"Effect": "Allow", "Action": ["iam:users:listUsers"]}]}}),
    ]
}

fn policies() -> Vec<Value> {
    let mut list = vec![
        json!({"policy_id": "ip1", "policy_name": "ListImages", "policy_type": "custom",
        "default_version_id": "v2", "attachment_count": 1}),
    ];
    list.extend((0..3).map(|at| {
        json!({"policy_id": format!("sys{at}"), "policy_name": format!("System{at}"), "policy_type": "system",
            "default_version_id": "v1", "attachment_count": 0})
    }));
    list
}

/// Every assignment of the account.
pub fn assignments() -> Vec<Value> {
    let one = |who: &str, id: &str, role: &str, place: &str, at: &str, inherited: bool| json!({who: {"id": id}, "role": {"id": role}, "scope": {place: {"id": at}}, "is_inherited": inherited});
    let mut list = vec![
        one("group", "g1", "r-ims", "project", "p1", false),
        one("group", "g1", "c-1", "project", "p1", false),
        one("group", "g2", "c-2", "domain", "d1", false),
        one("group", "g3", "r-ims", "domain", "d1", true),
        one("group", "g2", "r-ims", "enterprise_project", "ep-1", false),
        one("user", "u6", "r-ims", "enterprise_project", "ep-2", false),
        one("agency", "a1", "c-2", "domain", "d1", false),
        one("agency", "a2", "r-ims", "project", "p2", false),
    ];
    for group in ["g1", "g2", "g3"] {
        for at in 0..HELD {
            list.push(one(
                "group",
                group,
                &format!("f{at:03}"),
                "project",
                "p1",
                false,
            ));
        }
    }
    list
}
