//! What is read: answers of the program, over the sample and over an account whose names try something.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A name that is markup, script, formula, quote, line end, turned direction and no character at once.
pub const HOSTILE: &str = "=2+3 <img src=http://127.0.0.1:9/x onerror=alert(1)> </script><script>alert(2)</script> \"',;\r\n\t& ]]> \u{202e}x\u{ffff}\u{1}";

/// Every kind of page, by its name and the call that writes it.
pub const PAGES: [(&str, &[&str]); 11] = [
    ("report", &["audit"]),
    (
        "matrix",
        &[
            "matrix",
            "--cols",
            "users",
            "--service",
            "ims",
            "--service",
            "ecs",
        ],
    ),
    ("tables", &["matrix", "--service", "ecs"]),
    (
        "services",
        &["matrix", "--rows", "services", "--cols", "groups"],
    ),
    ("who-can", &["who-can", "ims:images:delete"]),
    ("user", &["show", "user", "bob"]),
    ("account", &["show", "account"]),
    ("query", &["query", "can(iam:*:create*)"]),
    ("review", &["review", "sheet"]),
    ("rule", &["audit", "--explain", "R07"]),
    ("catalogue", &["catalog", "services"]),
];

/// What the program writes.
pub fn permlens(arguments: &[&str], account: Option<&Path>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_permlens"));
    command.args(arguments).arg("-q");
    if let Some(account) = account {
        command.arg("--account").arg(account);
    }
    let output = command.env_clear().stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() < Some(2), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The sample, in which a user, a group and a policy have the hostile name.
pub fn hostile(folder: &TempDir) -> PathBuf {
    let mut text = include_str!("../../assets/sample-account.json").to_owned();
    let spelled = serde_json::to_string(HOSTILE).unwrap();
    for (key, name) in [
        ("name", "alice"),
        ("name", "image-ops"),
        ("display_name", "no-image-delete"),
    ] {
        let member = format!("\"{key}\": \"{name}\"");
        assert!(text.contains(&member), "{member}");
        text = text.replace(&member, &format!("\"{key}\": {spelled}"));
    }
    let path = folder.path().join("hostile.json");
    fs::write(&path, text).unwrap();
    path
}

/// Where the packages and the pictures are.
pub fn cache() -> PathBuf {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("evidence");
    fs::create_dir_all(&cache).unwrap();
    cache
}

/// Where people look at what a browser drew and printed.
pub fn pictures() -> PathBuf {
    let pictures = cache().join("pictures");
    fs::create_dir_all(&pictures).unwrap();
    pictures
}
