//! A private OpenSSH server on the loopback, with keys and settings of its own in a temporary folder.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use super::pty_support::command;

/// Where the program that every session gets is named.
#[derive(Debug, Clone, Copy)]
pub enum Forced {
    /// In the server's settings: `ForceCommand`.
    ByServer,
    /// Beside the user's key: `command="…"` in `authorized_keys`.
    ByKey,
}

/// A running server. It ends with the test.
pub struct Server {
    folder: TempDir,
    port: u16,
    process: Child,
}

impl Server {
    /// A server on which every session gets the explorer, restricted, whatever the client asks for.
    pub fn start(forced: Forced) -> Self {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        for key in ["host", "user"] {
            run(Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(at(key)));
        }
        let program = at("explorer.sh");
        let script = format!(
            "#!/bin/sh\necho $$ > {}\nLANG=C.UTF-8 exec {} --restricted\n",
            at("pid").display(),
            env!("CARGO_BIN_EXE_permlens")
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();

        let key = fs::read_to_string(at("user.pub")).unwrap();
        let (settings, before_key) = match forced {
            Forced::ByServer => (
                format!("ForceCommand {}\n", program.display()),
                String::new(),
            ),
            Forced::ByKey => {
                let options = format!("restrict,pty,command=\"{}\" ", program.display());
                (String::new(), options)
            }
        };
        fs::write(at("authorized_keys"), before_key + &key).unwrap();
        let port = free_port();
        let settings = settings
            + &format!(
                "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n\
                 StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
                 PermitRootLogin prohibit-password\nPrintMotd no\nPrintLastLog no\nUseDNS no\n",
                at("host").display(),
                at("authorized_keys").display(),
            );
        fs::write(at("sshd_config"), settings).unwrap();
        // the package's service makes it when it starts; it need not run
        let _ = fs::create_dir_all("/run/sshd");
        let mut process = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f"])
            .arg(at("sshd_config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Debian's openssh-server is installed");
        let said = BufReader::new(process.stderr.take().unwrap());
        let mut lines = said.lines().map_while(Result::ok);
        let listening = lines.any(|line| line.contains("Server listening on"));
        assert!(listening, "sshd ended");
        // what else it says must be taken, or it would wait
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            folder,
            port,
            process,
        }
    }

    /// A client of it, for a terminal.
    pub fn client(&self, asks: &[&str]) -> CommandBuilder {
        let mut client = command("ssh", &[]);
        client.args(["-F", "none", "-tt", "-p", &self.port.to_string()]);
        for option in [
            "IdentitiesOnly=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "BatchMode=yes",
            "ControlPath=none",
            "EscapeChar=none",
        ] {
            client.args(["-o", option]);
        }
        client.arg("-i");
        client.arg(self.folder.path().join("user"));
        client.arg("127.0.0.1");
        client.args(asks);
        client
    }

    /// The explorer's process, on the far side.
    pub fn far_process(&self) -> PathBuf {
        let pid = fs::read_to_string(self.folder.path().join("pid")).unwrap();
        Path::new("/proc").join(pid.trim())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn run(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}
