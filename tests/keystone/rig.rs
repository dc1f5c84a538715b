//! A running Keystone, and the account that was put into it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use super::world::{AUDITOR, DOMAIN, WORLD_PASSWORD, world};

/// The administrator's password, as `rig.py` sets it.
pub const PASSWORD: &str = "rig-admin-password";

/// A running Keystone. It ends with the test.
pub struct Keystone {
    folder: TempDir,
    process: Child,
    pub url: String,
}

/// Beside the other products of a build, so that the environment is made once.
fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("keystone")
}

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/keystone")
        .join(name)
}

impl Keystone {
    /// An empty one, or one with a database that was filled before.
    pub fn start(database: Option<&Path>, options: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new("python3");
        command
            .arg(here("rig.py"))
            .arg("--run")
            .arg(folder.path().join("run"));
        command.arg("--cache").arg(cache()).args(options);
        if let Some(database) = database {
            command.arg("--db").arg(database);
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        let mut url = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut url).unwrap();
        assert!(
            url.starts_with("https://"),
            "Keystone did not start; what is said above tells why"
        );
        Self {
            folder,
            process,
            url: url.trim().to_owned(),
        }
    }

    /// One with the account in it. The account is put in once; then its database is copied.
    pub fn with_account(options: &[&str]) -> Self {
        static FILLED: OnceLock<PathBuf> = OnceLock::new();
        let database = FILLED.get_or_init(|| {
            let first = Self::start(None, &[]);
            first.seed();
            let kept = cache().join("filled.db");
            let _ = fs::remove_file(&kept);
            // The database's own way of copying: some of it is still in its log.
            let copy = "import sqlite3, sys\n\
                        with sqlite3.connect(sys.argv[1]) as one, sqlite3.connect(sys.argv[2]) as other: one.backup(other)";
            let done = Command::new("python3")
                .args(["-c", copy])
                .arg(first.file("keystone.db"))
                .arg(&kept)
                .status();
            assert!(done.unwrap().success());
            kept
        });
        Self::start(Some(database), options)
    }

    fn seed(&self) {
        let mut seeding = Command::new("python3")
            .arg(here("seed.py"))
            .arg(&self.url)
            .arg(self.file("ca.pem"))
            .arg(PASSWORD)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let text = world().to_string();
        seeding
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let status = seeding.wait().unwrap();
        assert!(status.success(), "the account could not be put in");
    }

    /// A file of the running server.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("run").join(name)
    }

    /// What is to go wrong from now on.
    pub fn faults(&self, faults: &Value) {
        // Replaced whole: the server may be reading it.
        let new = self.file("faults.new");
        fs::write(&new, faults.to_string()).unwrap();
        fs::rename(new, self.file("faults.json")).unwrap();
    }

    /// The requests it got: method, path and query, status.
    pub fn requests(&self) -> Vec<String> {
        let log = fs::read_to_string(self.file("access.log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// The environment of the administrator, for the whole system.
    pub fn as_admin(&self) -> Vec<(&'static str, String)> {
        let mut variables = self.trusted();
        for (name, value) in [
            ("OS_USERNAME", "admin"),
            ("OS_PASSWORD", PASSWORD),
            ("OS_USER_DOMAIN_ID", "default"),
            ("OS_SYSTEM_SCOPE", "all"),
        ] {
            variables.push((name, value.to_owned()));
        }
        variables
    }

    /// That of the auditor, who is a reader of the whole system.
    pub fn as_auditor(&self) -> Vec<(&'static str, String)> {
        let mut variables = self.as_user(AUDITOR);
        variables.retain(|(name, _)| *name != "OS_DOMAIN_NAME");
        variables.push(("OS_SYSTEM_SCOPE", "all".to_owned()));
        variables
    }

    /// That of one of the account's users, for the account.
    pub fn as_user(&self, name: &str) -> Vec<(&'static str, String)> {
        let mut variables = self.trusted();
        for (key, value) in [
            ("OS_USERNAME", name),
            ("OS_PASSWORD", WORLD_PASSWORD),
            ("OS_USER_DOMAIN_NAME", DOMAIN),
            ("OS_DOMAIN_NAME", DOMAIN),
        ] {
            variables.push((key, value.to_owned()));
        }
        variables
    }

    fn trusted(&self) -> Vec<(&'static str, String)> {
        vec![
            ("OS_AUTH_URL", self.url.clone()),
            ("OS_CACERT", self.file("ca.pem").display().to_string()),
        ]
    }
}

impl Drop for Keystone {
    fn drop(&mut self) {
        // It ends when nobody holds its input any more.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Runs the program in a folder, with this environment and no other.
pub fn permlens(folder: &Path, variables: &[(&'static str, String)], arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_permlens"))
        .args(arguments)
        .env_clear()
        .env("HOME", folder)
        .envs(variables.iter().map(|(name, value)| (*name, value)))
        .current_dir(folder)
        .output()
        .unwrap()
}

/// What it said beside the answer.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
