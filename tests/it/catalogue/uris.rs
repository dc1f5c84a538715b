//! URIs against the published templates: what fits, what fits best, and what is not an API at all.

use permlens::catalogue::{Catalogue, VersionMatch};

/// Labels of the rows that a method and a path match, with the service's code.
fn matches(method: &str, path: &str) -> Vec<String> {
    let catalogue = Catalogue::embedded();
    let found = catalogue.match_api(method, path).into_iter();
    found
        .map(|found| {
            let row = catalogue.apis.get(found.row);
            let code = catalogue.services.get(row.service).code;
            format!("{code} {} {}", found.api.uri, row.actions.join(" "))
        })
        .collect()
}

#[test]
fn uris_match_templates() {
    let cases = [
        (
            "DELETE",
            "/v2/images/abc",
            "ims /v2/images/{image_id} ims:images:delete",
        ),
        (
            "delete",
            "/v2/images/abc/",
            "ims /v2/images/{image_id} ims:images:delete",
        ),
        (
            "GET",
            "/v2/cloudimages",
            "ims /v2/cloudimages ims:images:list",
        ),
        (
            "GET",
            "https://ims.eu-de.example/v2/schemas/image?x=y",
            "ims /v2/schemas/image ",
        ),
        ("GET", "/v2/schemas/image", "ims /v2/schemas/image "),
        (
            "PUT",
            "/v2/images/1/file",
            "ims /v2/images/{image_id}/file ims:images:get ims:images:update ims:images:upload",
        ),
    ];
    for (method, path, expected) in cases {
        let found = matches(method, path);
        assert_eq!(found, [expected], "{method} {path}");
    }
    for (method, path) in [
        ("GET", "/no/such/path"),
        ("GET", "/nonsense"),
        ("GET", ""),
        ("GET", "v2/cloudimages"),
        ("BREW", "/v2/cloudimages"),
        ("GET", "/v2/cloudimages/a/b/c/d/e/f/g/h"),
    ] {
        assert_eq!(matches(method, path), [""; 0], "{method} {path}");
    }
}

#[test]
fn equally_good_candidates_are_all_returned() {
    let backups = matches("GET", "/v3/0123/backups");
    for code in ["cbr", "dds", "rds"] {
        assert!(
            backups.iter().any(|found| found.starts_with(code)),
            "{backups:?}"
        );
    }
    let rds = matches("GET", "https://rds.eu-de.example/v3/0123/backups");
    assert!(
        !rds.is_empty() && rds.iter().all(|found| found.starts_with("rds")),
        "{rds:?}"
    );
    let server = matches("POST", "/v1/0123/cloudservers/action");
    assert!(
        server.len() > 1 && server.iter().all(|found| found.starts_with("ecs")),
        "{server:?}"
    );
}

#[test]
fn another_version_is_a_second_choice() {
    let catalogue = Catalogue::embedded();
    let found = catalogue.match_api("GET", "/v7/cloudimages");
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|found| found.version == VersionMatch::Other)
    );
}

#[test]
fn every_published_uri_finds_its_row() {
    let catalogue = Catalogue::embedded();
    for (id, row) in catalogue.apis.iter() {
        for api in row.apis.iter().filter(|api| !api.uri.ends_with("/{")) {
            // Some templates end in a query, or lost a slash, when they were published.
            let path = api
                .uri
                .replace("{api_version}", "v2")
                .replace("/v1{", "/v1/{");
            let path = path.split("{?").next().unwrap_or_default();
            let found = catalogue.match_api(api.method, path);
            assert!(
                found.iter().any(|found| found.row == id),
                "{} {}",
                api.method,
                api.uri
            );
        }
    }
}
