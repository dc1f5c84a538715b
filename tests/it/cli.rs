//! The binary through its command line: what each subcommand prints, and with which status it ends.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::program::{call, permlens};

#[test]
fn the_matrix_of_the_image_service_is_the_published_table() {
    let output = permlens(&[
        "matrix",
        "--rows",
        "operations",
        "--cols",
        "permissions",
        "--service",
        "ims",
    ]);
    assert_eq!(output.status, 0, "{}", output.err);
    assert_eq!(
        output.out,
        "\
Operation                   IMS FullAccess  IMS ReadOnlyAccess  IMS Administrator (depends on Tenant Administrator)
Creating images             Y               x                   Y
Deleting images             Y               x                   Y
Querying images             Y               Y                   Y
Updating image information  Y               x                   Y
"
    );
}

#[test]
fn the_matrix_has_every_shape() {
    let base = ["matrix", "--service", "ecs", "--marks", "--format"];
    let with = |format| permlens(&[&base[..], &[format]].concat());
    let document = with("json").json();
    assert_eq!(document["rows"].as_array().unwrap().len(), 21);
    assert_eq!(document["cols"].as_array().unwrap().len(), 3);
    assert_eq!(document["cells"][0], "Yxx");
    assert_eq!(document["basis"][0][0], "computed");
    let lines = with("jsonl").out;
    assert_eq!(lines.lines().count(), 21);
    for line in lines.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    let output = with("csv");
    let mut reader = csv::Reader::from_reader(output.out.as_bytes());
    assert_eq!(reader.headers().unwrap().len(), 4);
    assert_eq!(reader.records().count(), 21);
    assert!(with("md").out.starts_with("| Operation | ECS FullAccess |"));
}

#[test]
fn matrices_of_users_groups_and_attachments() {
    let users = permlens(&[
        "matrix",
        "--cols",
        "users",
        "--service",
        "ims",
        "--format",
        "json",
        "--project",
        "eu-de",
    ]);
    let users = users.json();
    assert_eq!(users["cols"].as_array().unwrap().len(), 40);
    assert!(
        users["cols"]
            .as_array()
            .unwrap()
            .iter()
            .all(|col| col["kind"] == "user")
    );
    let groups = permlens(&["matrix", "--cols", "groups", "--rows", "services", "-q"]);
    assert_eq!(groups.status, 0);
    assert!(groups.err.is_empty(), "--quiet says nothing");
    let spoken = permlens(&["matrix", "--cols", "groups", "--rows", "services"]);
    assert!(spoken.err.contains("at least one"), "{}", spoken.err);
    let attached = permlens(&[
        "matrix",
        "--cols",
        "attached",
        "--of",
        "image-ops",
        "--service",
        "ims",
        "--format",
        "json",
    ]);
    let cols = attached.json()["cols"].clone();
    assert_eq!(cols[0]["label"], "IMS FullAccess");
    let alone = permlens(&["matrix", "--cols", "attached"]);
    assert_eq!(alone.status, 2);
}

#[test]
fn check_answers_with_its_status() {
    let yes = permlens(&[
        "check",
        "--user",
        "alice",
        "--action",
        "ims:images:list",
        "--project",
        "eu-de",
    ]);
    assert_eq!(yes.status, 0, "{}", yes.err);
    assert!(
        yes.out
            .starts_with("ALLOWED  alice may ims:images:list in eu-de")
    );
    let no = permlens(&[
        "check",
        "--user",
        "alice",
        "--action",
        "ims:images:delete",
        "--project",
        "eu-de",
        "--format",
        "json",
    ]);
    assert_eq!(no.status, 1);
    let answer = no.json();
    assert_eq!(answer["decision"], "explicit_deny");
    assert_eq!(answer["allowed"], false);
    assert_eq!(answer["because"][0]["permission"], "no-image-delete");
    assert_eq!(answer["because"][0]["via"]["group"], "image-ops");
    assert_eq!(answer["because"][0]["scope"]["project"], "eu-de");
    assert_eq!(answer["request"]["principal"]["kind"], "user");
    for key in [
        "near_misses",
        "missing_dependencies",
        "context_keys",
        "flip",
    ] {
        assert!(answer[key].is_array(), "{key}");
    }
}

#[test]
fn check_asks_for_a_project_where_one_is_needed() {
    let output = permlens(&["check", "--user", "alice", "--action", "ims:images:list"]);
    assert_eq!(output.status, 2);
    assert!(output.err.contains("--project"), "{}", output.err);
    assert!(output.err.contains("eu-nl"), "it lists them");
}

#[test]
fn check_by_api_call() {
    let denied = permlens(&[
        "check",
        "--user",
        "alice",
        "--api",
        "DELETE /v2/images/abc",
        "--project",
        "eu-de",
        "--format",
        "json",
    ]);
    assert_eq!(denied.status, 1, "{}", denied.err);
    assert_eq!(denied.json()["request"]["action"], "ims:images:delete");
    let free = permlens(&["check", "--user", "hugo", "--api", "GET /v2/schemas/image"]);
    assert_eq!(free.status, 0, "{}", free.err);
    assert!(free.out.contains("needs no permission"));
    let nonsense = permlens(&["check", "--user", "alice", "--api", "FETCH it"]);
    assert_eq!(nonsense.status, 2);
}

#[test]
fn who_is_disabled_may_not_even_call_what_needs_no_permission() {
    let account = r#"{"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "ann", "enabled": false}]}"#;
    let asked = [
        "check",
        "-a",
        "-",
        "--user",
        "ann",
        "--api",
        "GET /v2/schemas/image",
        "--format",
        "json",
    ];
    let refused = call(&asked).fed(account).ended();
    assert_eq!(refused.status, 1, "{}", refused.err);
    assert_eq!(refused.json()["near_misses"][0]["reason"], "disabled");
}

#[test]
fn a_batch_answers_line_by_line() {
    let input = concat!(
        r#"{"principal": {"user": "alice"}, "action": "ims:images:list", "project": "eu-de"}"#,
        "\n",
        "not json\n",
        r#"{"principal": {"user": "nobody"}, "action": "ims:images:list", "project": "eu-de"}"#,
        "\n",
        r#"{"principal": {"group": "image-ops"}, "action": "no:such:action", "project": "eu-de", "context": {"g:MFAPresent": true, "k": null, "m": ["a", "b"]}, "strict": true}"#,
    );
    let output = call(&["check", "--batch", "-"]).fed(input).ended();
    assert_eq!(output.status, 2);
    let answers: Vec<Value> = output
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["decision"], "allow");
    assert_eq!(answers[1]["line"], 2);
    assert_eq!(answers[2]["line"], 3);
    assert!(answers[2]["error"].as_str().unwrap().contains("nobody"));
    assert_eq!(answers[3]["decision"], "implicit_deny");
    assert_eq!(answers[3]["request"]["context"]["m"][1], "b");
    let fine = call(&["check", "--batch", "-"])
        .fed(r#"{"principal": {"user": "alice"}, "action": "x:y:z", "project": "eu-de"}"#)
        .ended();
    assert_eq!(fine.status, 0, "a refusal is an answer, not a mistake");
}

#[test]
fn names_that_name_nothing_are_told_with_their_neighbours() {
    let output = permlens(&["show", "group", "image-op"]);
    assert_eq!(output.status, 2);
    assert!(output.err.contains("image-ops"), "{}", output.err);
    let output = permlens(&["matrix", "--service", "imz"]);
    assert_eq!(output.status, 2);
    assert!(output.err.contains("ims"), "{}", output.err);
}

#[test]
fn show_expands_each_kind() {
    for (kind, name, expected) in [
        ("user", "alice", "image-ops"),
        ("group", "image-ops", "no-image-delete"),
        ("permission", "no-image-delete", "ims:images:delete"),
        ("permission", "IMS FullAccess", "convention"),
        ("action", "ims:images:delete", "DELETE"),
    ] {
        let output = permlens(&["show", kind, name]);
        assert_eq!(output.status, 0, "{}", output.err);
        assert!(
            output.out.contains(expected),
            "{kind} {name}: {}",
            output.out
        );
        let output = permlens(&["show", kind, name, "--format", "json"]);
        assert!(output.json().is_object());
    }
}

#[test]
fn the_catalogue_is_searched() {
    for (kind, query) in [
        ("services", "image management"),
        ("actions", "ims:images:*"),
        ("permissions", "IMS ReadOnlyAccess"),
        ("operations", "creating images"),
        ("apis", "/v2/images"),
    ] {
        let output = permlens(&["catalog", kind, query]);
        assert_eq!(output.status, 0, "{kind}");
        assert!(output.out.lines().count() > 1, "{kind}");
        let rows = permlens(&["catalog", kind, query, "--format", "json"]).json();
        for row in rows.as_array().unwrap() {
            assert!(
                !row["sources"].as_array().unwrap().is_empty(),
                "every fact has a source: {row}"
            );
        }
    }
    assert_eq!(permlens(&["catalog", "actions", "no such thing"]).status, 1);
}

#[test]
fn completions_and_the_manual_are_printed() {
    for shell in ["bash", "zsh", "fish"] {
        let output = permlens(&["completions", shell]);
        assert_eq!(output.status, 0);
        assert!(output.out.contains("permlens"));
    }
    assert!(permlens(&["man"]).out.contains(".TH"));
}

#[test]
fn wrong_calls_end_with_two_and_missing_files_with_three() {
    assert_eq!(permlens(&["check", "--user", "alice"]).status, 2);
    assert_eq!(permlens(&["nonsense", "--flag"]).status, 2);
    let output = permlens(&["show", "user", "alice", "-a", "/no/such/file.json"]);
    assert_eq!(output.status, 3, "{}", output.err);
    assert!(output.err.contains("/no/such/file.json"));
}

#[test]
fn assumptions_change_the_reading_and_only_known_ones_are_taken() {
    let ask = |extra: &[&str]| {
        let base = [
            "check",
            "--group",
            "image-ops",
            "--action",
            "ecs:cloudServers:deleteServers",
            "--project",
            "eu-de",
        ];
        permlens(&[&base[..], extra].concat())
    };
    assert_eq!(ask(&[]).status, 1, "Server Administrator is not in force");
    assert_eq!(ask(&["--assume", "depends_mode=off"]).status, 0);
    let wrong = ask(&["--assume", "depends_mode=sometimes"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("enforce or warn or off"));
    assert_eq!(ask(&["--assume", "moon=full"]).status, 2);
}

#[test]
fn the_settings_file_assumes_and_restricted_does_without() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("permlens");
    std::fs::create_dir(&folder).unwrap();
    let text = home.path().to_str().unwrap();
    let ask = |extra: &[&str]| {
        let base = [
            "check",
            "--group",
            "image-ops",
            "--project",
            "eu-de",
            "--action",
            "ecs:cloudServers:deleteServers",
        ];
        call(&[&base[..], extra].concat())
            .with(&[("HOME", text), ("XDG_CONFIG_HOME", text)])
            .ended()
    };
    assert_eq!(ask(&[]).status, 1, "no file, no assumption");
    let file = folder.join("config.toml");
    std::fs::write(&file, "[assume]\ndepends_mode = \"off\"\n").unwrap();
    assert_eq!(ask(&[]).status, 0, "the file is read");
    assert_eq!(
        ask(&["--assume", "depends_mode=enforce"]).status,
        1,
        "the call wins"
    );
    assert_eq!(
        ask(&["--restricted"]).status,
        1,
        "restricted reads no settings"
    );
    std::fs::write(&file, "[assume]\nmoon = \"full\"\n").unwrap();
    let wrong = ask(&[]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("config.toml") && wrong.err.contains("moon"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for format in ["csv", "table", "json", "jsonl", "md"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_permlens"))
            .args(["matrix", "--rows", "actions", "--cols", "users", "-q"])
            .args(["--format", format])
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert_eq!(output.status.code(), Some(0), "{format}");
    }
}

/// Writes an account whose one user and one group have these names, and gives its path.
fn account_of(folder: &tempfile::TempDir, user: &str, group: &str) -> String {
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": user, "enabled": true}],
        "groups": [{"id": "g1", "name": group}],
        "memberships": [{"group": {"id": "g1"}, "user": {"id": "u1"}}],
        "projects": [{"id": "p1", "name": "eu-de"}, {"id": "p2", "name": "eu-nl"}],
    });
    let path = folder.path().join("account.json");
    std::fs::write(&path, account.to_string()).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn names_that_a_spreadsheet_would_run_or_a_terminal_obey_are_neutralised() {
    let folder = tempfile::tempdir().unwrap();
    for (name, cell) in [
        ("=1+1", "'=1+1"),
        (" \u{200b}=1+1", "' \u{fffd}=1+1"),
        ("＝1+1", "'＝1+1"),
        ("\t@x", "'␉@x"),
        ("a\u{1b}[31m\u{202e}", "a␛[31m\u{fffd}"),
    ] {
        let path = account_of(&folder, name, "g");
        let output = permlens(&["matrix", "--cols", "users", "-a", &path, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(output.out.as_bytes());
        assert_eq!(&reader.headers().unwrap()[1], cell, "{}", output.err);
        for format in ["json", "jsonl"] {
            let output = permlens(&["show", "group", "g", "-a", &path, "--format", format]);
            let text = &output.out;
            assert!(
                !text.contains(['\u{1b}', '\u{202e}', '\u{200b}', '\u{85}']),
                "{text:?}"
            );
            assert_eq!(output.json()["members"][0], name, "it reads back the same");
        }
    }
}

#[test]
fn csv_is_one_table() {
    for (kind, name, first) in [
        ("user", "alice", "Permission"),
        ("group", "image-ops", "Permission"),
        ("permission", "no-image-delete", "Action"),
        ("action", "ims:images:delete", "Permission"),
    ] {
        let output = permlens(&["show", kind, name, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(output.out.as_bytes());
        assert_eq!(&reader.headers().unwrap()[0], first, "{kind}");
        for record in reader.records() {
            record.expect("every row has as many cells as the header");
        }
    }
}

#[test]
fn what_is_odd_in_a_document_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1,
        "domain": {"id": "d1", "name": "acme"},
        "roles": [{
            "id": "r", "name": "r", "display_name": "odd", "catalog": "CUSTOMED", "domain_id": "d1",
            "policy": {"Version": "1.1", "Statement": [
                {"Effect": "Allow", "Action": [], "Condition": {"Sometimes": {"g:UserName": ["a"]}}},
            ]},
        }],
    });
    let path = folder.path().join("account.json");
    std::fs::write(&path, account.to_string()).unwrap();
    let path = path.to_string_lossy().into_owned();
    let remarks = permlens(&["show", "permission", "odd", "-a", &path, "--format", "json"]).json()
        ["remarks"]
        .clone();
    let told: Vec<&str> = remarks
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|remark| remark["where"].as_str())
        .collect();
    assert!(told.contains(&"/Statement/0/Action"), "{told:?}");
    assert!(
        told.iter().any(|place| place.contains("Sometimes")),
        "{told:?}"
    );
}

/// The example of the README, word for word, but for the lines that it leaves out at `├ …`.
#[test]
fn the_readme_shows_what_check_prints() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (_, block) = readme.split_once("```console\n$ permlens ").unwrap();
    let (block, _) = block.split_once("\n```").unwrap();
    let mut shown = block.lines();
    let call: Vec<&str> = shown.next().unwrap().split(' ').collect();
    let printed = permlens(&call).out;
    let mut printed = printed.lines();
    let mut skipping = false;
    for line in shown {
        if line == "├ …" {
            skipping = true;
        } else if skipping {
            assert!(printed.any(|found| found == line), "{line}");
            skipping = false;
        } else {
            assert_eq!(printed.next(), Some(line));
        }
    }
    assert_eq!(printed.next(), None);
}

/// What a wrong call is told; it ends with 2 and prints no answer.
fn refused(arguments: &[&str]) -> String {
    let output = permlens(arguments);
    assert_eq!(output.status, 2, "{arguments:?}: {}", output.err);
    assert_eq!(output.out, "", "{arguments:?}");
    output.err
}

#[test]
fn wrong_calls_are_told_what_is_wrong() {
    let said = refused(&["check"]);
    assert!(said.contains("say for whom: --user, --group or --agency"));
    assert!(said.contains("say what: --action, --api, --error, or many with --batch"));
    assert!(!refused(&["check", "--user", "alice"]).contains("for whom"));
    assert!(refused(&["frobnicate"]).contains("neither a file nor a command; `permlens --help`"));
    assert!(refused(&["chek"]).contains("`permlens check`"));
    let twice = refused(&["a.json", "-a", "b.json", "show", "user", "alice"]);
    assert!(twice.contains("\"a.json\" before a command"), "{twice}");
    assert!(refused(&["matrix", "--of", "image-ops"]).contains("--cols attached"));
    assert!(refused(&["--view", "nowhere"]).contains("who-can"));
    let pattern = [
        "check",
        "--user",
        "alice",
        "--action",
        "ims:*",
        "--project",
        "eu-de",
    ];
    assert!(refused(&pattern).contains("is a pattern"));
    let call = ["check", "--user", "alice", "--api", "GET /\u{1b}[31mx"];
    assert!(!refused(&call).contains('\u{1b}'));
}

#[test]
fn names_are_suggested_only_where_they_come_near() {
    let ask = |user, project| {
        let action = ["--action", "ims:images:list", "--project", project];
        refused(&[&["check", "--user", user][..], &action].concat())
    };
    assert!(ask("alic", "eu-de").ends_with("the nearest is \"alice\"\n"));
    assert!(
        ask("alice", "zzz").contains("there are \"MOS\", "),
        "few are listed"
    );
    assert!(refused(&["matrix", "--service", "imz"]).ends_with("the nearest is \"ims\"\n"));
}

#[test]
fn words_that_nothing_has_a_use_for_are_noted() {
    let base = ["check", "--user", "alice", "--project", "eu-de", "--action"];
    let ask = |rest: &[&str]| permlens(&[&base[..], rest].concat());
    let output = ask(&["ims:images:lst", "--context", "moon=full"]);
    assert_eq!(
        output.err,
        "permlens: no document defines ims:images:lst; the nearest is ims:images:list\n\
         permlens: no statement for this request tests moon\n"
    );
    assert_eq!(ask(&["ims:images:lst", "-q"]).err, "");
    assert_eq!(ask(&["ims:images:list"]).err, "");
}

#[test]
fn only_the_verdict_is_coloured_and_only_when_asked_or_on_a_terminal() {
    let base = ["check", "--user", "alice", "--project", "eu-de", "--action"];
    let ask = |rest: &[&str]| permlens(&[&base[..], &["ims:images:list"], rest].concat()).out;
    let plain = ask(&[]);
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(ask(&["--color", "never"]), plain);
    let coloured = plain.replacen("ALLOWED", "\u{1b}[32mALLOWED\u{1b}[0m", 1);
    assert_eq!(ask(&["--color", "always"]), coloured);
}

#[test]
fn the_short_story_has_the_nearest_miss_and_the_first_change() {
    let base = ["check", "--user", "alice", "--project", "eu-de", "--action"];
    let told = permlens(&[&base[..], &["ims:images:delete"]].concat()).out;
    for tag in ["├ near ", "├ flip "] {
        let lines = told.lines().filter(|line| line.starts_with(tag));
        assert_eq!(lines.count(), 1, "{told}");
    }
    assert!(told.ends_with("more lines with --explain\n"), "{told}");
}

#[test]
fn wrong_lines_of_a_batch_are_told_in_the_caller_s_words() {
    let input = "\n5\n[1]\nnot json\n{\"principal\": \"x\", \"action\": \"a\"}\n";
    let output = call(&["check", "--batch", "-"]).fed(input).ended();
    let text = output.out;
    assert_eq!(text.lines().count(), 5);
    assert!(text.contains("an empty line; expected one request as a JSON object"));
    assert!(
        !text.contains("struct") && !text.contains("line 1"),
        "{text}"
    );
}

#[test]
fn a_line_that_is_no_request_for_its_length_is_passed_over() {
    let fine =
        r#"{"principal": {"user": "alice"}, "action": "ims:images:list", "project": "eu-de"}"#;
    let most = 1 << 20;
    let blanks = " ".repeat(most - fine.len() - 1);
    let long = "x".repeat(3 * most);
    // the longest that is one, the shortest that is none, a much longer one, and one without an end
    let input = format!("{fine}{blanks}\n{fine}{blanks} \n{long}\n{fine}\n{long}");
    let output = call(&["check", "--batch", "-"]).fed(input).ended();
    assert_eq!(output.status, 2);
    let lines = output.out.lines();
    let answers: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let said = |at: usize| answers[at]["error"].as_str().unwrap_or_default();
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0]["decision"], "allow");
    assert!(
        said(1).contains("the line has 1048577 bytes"),
        "{}",
        said(1)
    );
    assert!(
        said(2).contains("the line has 3145729 bytes"),
        "{}",
        said(2)
    );
    assert_eq!(answers[3]["decision"], "allow");
    assert!(
        said(4).contains("the line has 3145728 bytes"),
        "{}",
        said(4)
    );
}

#[test]
fn the_catalogue_is_typed_for_programs() {
    let rows = |kind| permlens(&["catalog", kind, "--format", "json"]).json();
    let services = rows("services");
    assert_eq!(services.as_array().unwrap().len(), 77);
    assert!(services[0]["actions"].is_u64());
    let actions = rows("actions");
    let actions = actions.as_array().unwrap();
    assert_eq!(
        actions.iter().filter(|row| row["defined"] == true).count(),
        1675
    );
    assert_eq!(
        actions.iter().filter(|row| row["defined"] == false).count(),
        169
    );
    for row in actions {
        assert!(row["apis"].is_array() && row["depends_on"].is_array());
        assert!(row["iam_project"].is_boolean() || row["iam_project"].is_null());
    }
    assert!(rows("operations")[0]["letters"][0]["permission"].is_string());
    assert!(rows("apis")[0]["actions"].is_array());
    let named = permlens(&["catalog", "actions", "only named in"]).out;
    assert_eq!(named.lines().count(), 170);
}

#[test]
fn columns_of_one_label_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let account = serde_json::json!({
        "format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "x"}, {"id": "u2", "name": "x"}, {"id": "u3", "name": "y"}],
        "projects": [{"id": "p1", "name": "eu-de"}],
    });
    let path = folder.path().join("account.json");
    std::fs::write(&path, account.to_string()).unwrap();
    let path = path.to_string_lossy();
    let call = [
        "matrix",
        "--cols",
        "users",
        "--service",
        "ims",
        "--format",
        "csv",
    ];
    let output = permlens(&[&call[..], &["-a", &*path]].concat());
    assert!(
        output.out.starts_with("Operation,x [u1],x [u2],y\r\n"),
        "{}",
        output.out
    );
}
