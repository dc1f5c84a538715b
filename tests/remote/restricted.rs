//! `--restricted`, accounted for by the kernel: every call that the program made is read, and none of them wrote a file,
//! started a program, opened a connection, or read what is not the account or the program's own libraries.

use std::fs;
use std::path::Path;
use std::process::Command;

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use super::pty_support::{Session, command};

/// The system calls that touch files, processes or the network.
const TRACED: &str = "trace=%file,%process,%network,ftruncate,fallocate";
/// Where a program finds itself and its libraries, and where the kernel and the terminal are.
const OWN: [&str; 7] = [
    "/lib",
    "/usr/lib",
    "/etc/ld.so",
    "/proc/",
    "/sys/",
    "/dev/tty",
    "/dev/pts/",
];

struct Traced {
    folder: TempDir,
}

impl Traced {
    /// A folder with an account, and a home with settings that nobody may look at.
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-account.json");
        fs::copy(sample, folder.path().join("account.json")).unwrap();
        let settings = folder.path().join("home/.config/permlens");
        fs::create_dir_all(&settings).unwrap();
        fs::write(settings.join("config.toml"), "nothing of this is valid").unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn arguments(&self, args: &[&str]) -> Vec<String> {
        let trace = [
            "-f",
            "-qq",
            "-s",
            "4096",
            "-e",
            "signal=none",
            "-e",
            TRACED,
            "-o",
        ];
        let mut all: Vec<String> = trace.map(str::to_owned).to_vec();
        all.push(self.at("trace"));
        all.push(env!("CARGO_BIN_EXE_permlens").to_owned());
        all.extend(
            args.iter()
                .map(|arg| arg.replace("ACCOUNT", &self.at("account.json"))),
        );
        all
    }

    /// A session in a terminal.
    fn session(&self, args: &[&str]) -> CommandBuilder {
        let mut traced = command("strace", &[("HOME", &self.at("home"))]);
        traced.args(self.arguments(args));
        traced
    }

    /// A command without a terminal.
    fn run(&self, args: &[&str]) -> std::process::Output {
        let mut traced = Command::new("strace");
        traced
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.at("home"));
        traced.args(self.arguments(args)).output().unwrap()
    }

    /// Every call that a restricted program may not make.
    fn offences(&self) -> Vec<String> {
        let trace = fs::read_to_string(self.at("trace")).unwrap();
        let calls = trace.lines().filter_map(Call::read);
        let offends =
            |(nth, call): &(usize, Call<'_>)| call.offends(*nth == 0, &self.at("account.json"));
        let offences: Vec<String> = calls
            .enumerate()
            .filter(offends)
            .map(|(_, call)| call.line.to_owned())
            .collect();
        assert!(trace.contains("execve("), "nothing was traced:\n{trace}");
        offences
    }
}

/// One line of a trace: `1234  openat(AT_FDCWD, "/etc/x", O_RDONLY) = 3`.
struct Call<'a> {
    line: &'a str,
    name: &'a str,
    given: &'a str,
}

impl<'a> Call<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (_, call) = line.split_once(' ')?;
        let call = call.trim_start();
        // the second half of a call that another thread's came between; the first has what was given
        if call.starts_with("<...") {
            return None;
        }
        let (name, given) = call.split_once('(')?;
        Some(Self { line, name, given })
    }

    fn offends(&self, first: bool, account: &str) -> bool {
        match self.name {
            "execve" => !first,
            // a thread is no program
            "clone" | "clone3" => !self.given.contains("CLONE_THREAD"),
            "exit" | "exit_group" | "wait4" | "waitid" | "arch_prctl" | "prctl" | "kill"
            | "tgkill" => false,
            // the pipe through which signals come; without `socket` there is nothing else to receive from
            "socketpair" => !self.given.starts_with("AF_UNIX"),
            "recvfrom" | "sendto" => false,
            // is it there? a question, of what the program finds itself or was given
            "access" | "faccessat" | "faccessat2" | "stat" | "lstat" | "newfstatat" | "statx"
            | "readlink" | "readlinkat" | "getcwd" | "statfs" | "chdir" => !self.about(account),
            "open" | "openat" => {
                let changes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"];
                let written = changes.iter().any(|flag| self.given.contains(flag));
                let terminal = self.path().is_some_and(|path| path.starts_with("/dev/"));
                !self.about(account) || (written && !terminal)
            }
            // everything else makes, moves, changes, connects or begets
            _ => true,
        }
    }

    fn path(&self) -> Option<&'a str> {
        let (_, rest) = self.given.split_once('"')?;
        rest.split_once('"').map(|(path, _)| path)
    }

    fn about(&self, account: &str) -> bool {
        self.path().is_none_or(|path| {
            path.is_empty() || path == account || OWN.iter().any(|own| path.starts_with(own))
        })
    }
}

#[test]
fn the_explorer_touches_nothing() {
    let traced = Traced::new();
    let mut session = Session::start(traced.session(&["--restricted", "ACCOUNT"]), (120, 40));
    session.wait_for("Attached to image-ops");
    // every view, copying, an overlay, drawing afresh, and stopping, which needs a shell
    session.send("y23451\x0c\x1a");
    session.wait_for("no shell to return to");
    // what would be written down elsewhere: an export, the log
    session.send("e");
    session.wait_for("it writes no file");
    session.send("\x1b[19~");
    session.wait_for("it writes no log");
    session.send("?");
    session.wait_for("Keys and commands");
    session.send("\x1b");
    session.wait_gone("Keys and commands");
    session.send(":");
    session.wait_for("type to find a command");
    session.send("\x1b");
    session.wait_gone("type to find a command");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
    assert_eq!(traced.offences(), [""; 0]);
    assert_eq!(left_in(&traced), ["account.json", "home", "trace"]);
}

#[test]
fn the_commands_touch_nothing() {
    for args in [
        &[
            "check",
            "--restricted",
            "-a",
            "ACCOUNT",
            "--user",
            "alice",
            "--action",
            "ims:images:list",
            "--project",
            "eu-de",
        ][..],
        &[
            "matrix",
            "--restricted",
            "-a",
            "ACCOUNT",
            "--cols",
            "users",
            "--project",
            "eu-de",
        ],
        &["show", "--restricted", "-a", "ACCOUNT", "user", "alice"],
    ] {
        let traced = Traced::new();
        let output = traced.run(args);
        assert!(!output.stdout.is_empty(), "{args:?} {output:?}");
        assert_eq!(traced.offences(), [""; 0], "{args:?}");
        assert_eq!(
            left_in(&traced),
            ["account.json", "home", "trace"],
            "{args:?}"
        );
    }
}

#[test]
fn without_it_the_settings_are_read() {
    // the accounting sees what it is there to see
    let traced = Traced::new();
    let output = traced.run(&["show", "-a", "ACCOUNT", "user", "alice"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(
        traced
            .offences()
            .iter()
            .any(|line| line.contains("config.toml"))
    );
}

fn left_in(traced: &Traced) -> Vec<String> {
    let entries = fs::read_dir(traced.folder.path()).unwrap();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut names: Vec<String> = entries.map(|entry| name(&entry.unwrap().path())).collect();
    names.sort();
    names
}
