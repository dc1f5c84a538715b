//! `permlens collect` as it is called: files, exit status, messages, and where no secret ever is.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::by_password;
use super::double::{ACCESS, Double, PASSWORD, SECRET, SILENCE, Told};
use super::world;
use crate::program::{Ended, call};
use crate::pty_support::{self, Session};

fn permlens(arguments: &[&str], variables: &[(&str, &str)], folder: &Path) -> Ended {
    let home = ("HOME", folder.to_str().unwrap());
    call(arguments)
        .with(variables)
        .with(&[home])
        .within(folder)
        .ended()
}

#[test]
fn a_snapshot_is_written_for_its_owner_alone_and_opens() {
    let double = Double::start(world::family());
    let folder = tempfile::tempdir().unwrap();
    let url = double.url();
    let variables = by_password(&url);
    for name in ["account.json", "account.json.gz"] {
        let output = permlens(&["collect", "-o", name], &variables, folder.path());
        assert_eq!(output.status, 0, "{}", output.err);
        assert!(output.out.is_empty());
        let said = output.err;
        assert!(said.contains("memberships: 3 of 3 lists"), "{said}");
        assert!(
            said.contains(&format!("wrote {name}: 7 users · 3 groups · 5 memberships")),
            "{said}"
        );
        assert!(said.contains("WARNING: 127.0.0.1"), "{said}");
        let mode = std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let shown = permlens(&["-a", name, "show", "user", "bob"], &[], folder.path());
        assert_eq!(shown.status, 0, "{}", shown.err);
        assert!(shown.out.contains("image-ops"));
    }
    let names = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 2, "nothing is left beside");
    let output = permlens(&["-q", "collect", "-o", "-"], &variables, folder.path());
    assert!(
        output
            .out
            .starts_with("{\n  \"format\": \"permlens-snapshot\"")
    );
}

#[test]
fn no_secret_is_in_any_output() {
    let folder = tempfile::tempdir().unwrap();
    let failing: [&dyn Fn(&Double); 4] = [
        &|_| {},
        &|double| {
            double.fault("POST", 9, Told::error(401, "no"));
        },
        &|double| {
            double.fault(
                "GET /v3/users",
                99,
                Told::error(403, "forbidden to gAAAA-nobody"),
            );
        },
        &|double| {
            double.fault("GET", 99, Told::html(200));
        },
    ];
    for fail in failing {
        let double = Double::start(world::family());
        fail(&double);
        let url = double.url();
        let by_keys = [
            ("OS_AUTH_URL", url.as_str()),
            ("OS_ACCESS_KEY", ACCESS),
            ("OS_SECRET_KEY", SECRET),
        ];
        for variables in [&by_password(&url)[..], &by_keys] {
            let call = ["-v", "collect", "-o", "all.json", "--partial", "save"];
            let output = permlens(&call, variables, folder.path());
            let file = std::fs::read(folder.path().join("all.json")).unwrap_or_default();
            let file = String::from_utf8_lossy(&file);
            for text in [&*output.out, &output.err, &file] {
                for secret in [PASSWORD, SECRET, "gAAAA-token", "Signature="] {
                    assert!(!text.contains(secret), "{secret} in {text}");
                }
            }
        }
        let tokens = double
            .asked()
            .iter()
            .filter(|asked| asked.headers.contains_key("x-auth-token"))
            .count();
        assert!(tokens > 0 || double.count("POST") > 0, "it was asked");
    }
}

#[test]
fn half_a_pull_is_thrown_away_unless_it_is_wanted() {
    let double = Double::start(world::family());
    let (url, token) = (double.url(), double.token(9));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("account.json");
    std::fs::write(&file, "what was there").unwrap();
    let variables = [("OS_AUTH_URL", url.as_str()), ("OS_TOKEN", token.as_str())];
    let output = permlens(
        &["collect", "-o", "account.json"],
        &variables,
        folder.path(),
    );
    assert_eq!(output.status, 3);
    assert!(
        output
            .err
            .contains("nothing was written (--partial save keeps what was read)"),
        "{}",
        output.err
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "what was there");

    let token = double.token(9);
    let variables = [("OS_AUTH_URL", url.as_str()), ("OS_TOKEN", token.as_str())];
    let output = permlens(
        &["collect", "-o", "account.json", "--partial", "save"],
        &variables,
        folder.path(),
    );
    assert_eq!(output.status, 3);
    assert!(
        output.err.contains("(PARTIAL: the token expired"),
        "{}",
        output.err
    );
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("\n  \"partial\": \"the token expired")
    );
}

#[test]
fn wrong_calls_end_with_two_and_failures_with_three() {
    let folder = tempfile::tempdir().unwrap();
    let status = |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = permlens(arguments, variables, folder.path());
        (output.status, output.err)
    };
    let (code, said) = status(&["--restricted", "collect", "-o", "a.json"], &[]);
    assert_eq!(code, 2);
    assert!(said.contains("--restricted opens no connection"), "{said}");
    assert_eq!(status(&["collect"], &[]).0, 2);
    assert_eq!(
        status(&["-a", "x.json", "collect", "-o", "a.json"], &[]).0,
        2
    );
    assert_eq!(status(&["collect", "-o", "a.json"], &[]).0, 2);
    let (code, said) = status(&["collect", "--cloud", "x", "-o", "a.json"], &[]);
    assert_eq!(code, 2);
    assert!(said.contains("no cloud \"x\""), "{said}");
    let double = Double::start(world::family());
    let url = double.url();
    let mut variables = by_password(&url);
    variables[2].1 = "wrong";
    assert_eq!(status(&["collect", "-o", "a.json"], &variables).0, 3);
    // Nobody listens there any more.
    drop(double);
    assert!(!folder.path().join("a.json").exists());
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, "nothing").unwrap();
    let (code, said) = status(
        &["collect", "--os-cacert", "ca.pem", "-o", "a.json"],
        &variables,
    );
    assert_eq!(code, 2);
    assert!(said.contains("there is no certificate in it"), "{said}");
}

#[test]
fn a_place_that_is_no_file_is_left_alone() {
    let double = Double::start(world::family());
    let folder = tempfile::tempdir().unwrap();
    let url = double.url();
    let output = permlens(&["collect", "-o", "."], &by_password(&url), folder.path());
    assert_eq!(output.status, 3);
    assert!(output.err.contains("cannot be written"), "{}", output.err);
    assert_eq!(
        double.count(""),
        0,
        "nothing is asked for what cannot be kept"
    );
}

#[test]
fn a_password_is_asked_for_on_the_terminal_and_not_shown() {
    let double = Double::start(world::family());
    let folder = tempfile::tempdir().unwrap();
    let url = double.url();
    let variables = by_password(&url);
    let without: Vec<_> = variables
        .iter()
        .filter(|(name, _)| *name != "OS_PASSWORD")
        .copied()
        .collect();
    let file = folder.path().join("typed.json");
    let call = ["collect", "-o", file.to_str().unwrap()];
    let mut session = Session::start(pty_support::permlens(&call, &without), (100, 24));
    session.wait_for("Password of auditor:");
    // A slip is taken back.
    session.send(&format!("{PASSWORD}xy\x7f\x7f\r"));
    session.wait_for("wrote");
    assert_eq!(session.wait_end().exit_code(), 0);
    let bytes = String::from_utf8_lossy(&session.bytes()).into_owned();
    assert!(!bytes.contains(&PASSWORD[..4]), "{bytes}");
    assert!(file.exists());

    let mut session = Session::start(pty_support::permlens(&call, &without), (100, 24));
    session.wait_for("Password of auditor:");
    session.send("\x03");
    session.wait_for("no password");
    assert_eq!(session.wait_end().exit_code(), 2);
}

#[test]
fn ctrl_c_stops_it_and_nothing_is_written_unless_it_is_wanted() {
    for (partial, written) in [("discard", false), ("save", true)] {
        let double = Double::start(world::family());
        // It would wait for a long time here.
        double.fault(
            "GET /v3/groups/",
            usize::MAX,
            Told::error(429, "slow down").with("Retry-After", "100"),
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("part.json");
        let url = double.url();
        let call = [
            "collect",
            "-o",
            file.to_str().unwrap(),
            "--partial",
            partial,
        ];
        let mut session =
            Session::start(pty_support::permlens(&call, &by_password(&url)), (100, 24));
        session.wait_for("memberships [");
        session.send("\x03");
        session.wait_for("it was stopped");
        assert_eq!(session.wait_end().exit_code(), 3);
        assert_eq!(file.exists(), written);
        if written {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.contains("\n  \"partial\": \"it was stopped\""));
            assert!(text.contains("not asked: the pull was stopped"));
        }
    }
}

#[test]
fn ctrl_c_ends_it_also_where_nobody_answers_to_signing_in() {
    let double = Double::start(world::family());
    double.fault("POST", usize::MAX, Told::error(SILENCE, ""));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("never.json");
    let url = double.url();
    let call = ["collect", "-o", file.to_str().unwrap()];
    let mut session = Session::start(pty_support::permlens(&call, &by_password(&url)), (100, 24));
    session.wait_for("signing in");
    while double.count("POST") == 0 {
        std::thread::yield_now();
    }
    // Once is enough.
    session.send("\x03");
    session.wait_for("permlens: stopped");
    assert_eq!(session.wait_end().exit_code(), 3);
    assert!(!file.exists());
    assert_eq!(double.count("POST"), 1);
}
