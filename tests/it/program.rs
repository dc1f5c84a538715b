//! The program as somebody calls it: arguments and input go in; what it said and how it ended come out.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// How a call ended: its exit status, and what it wrote to standard output and to standard error.
#[derive(Debug)]
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// Standard output as the one JSON document that it is.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|wrong| {
            panic!("stdout is no JSON: {wrong}\n{}\n{}", self.out, self.err)
        })
    }
}

/// A call that is not made yet. It starts from an empty environment and without any input.
pub struct Call {
    command: Command,
    input: Vec<u8>,
}

/// A call of the program with these arguments.
pub fn call(arguments: &[&str]) -> Call {
    let mut command = Command::new(env!("CARGO_BIN_EXE_permlens"));
    command.args(arguments).env_clear();
    Call {
        command,
        input: Vec::new(),
    }
}

impl Call {
    /// With these variables in its environment.
    pub fn with(mut self, variables: &[(&str, &str)]) -> Self {
        self.command.envs(variables.iter().copied());
        self
    }

    /// From this folder.
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// With this on its standard input.
    pub fn fed(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Makes the call and waits for its end.
    pub fn ended(mut self) -> Ended {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        // One that needs no input may have ended before it is given.
        let _ = input.write_all(&self.input);
        drop(input);
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).expect("it writes text");
        Ended {
            status: output.status.code().expect("it ended by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

/// Calls the program with these arguments, and nothing else.
pub fn permlens(arguments: &[&str]) -> Ended {
    call(arguments).ended()
}
