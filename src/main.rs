//! The program: arguments, exit status, broken pipe.

use std::io::{self, Write};
use std::process::ExitCode;

use permlens::cli::{self, Outcome, Status};

fn main() -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = cli::run(std::env::args_os(), &mut out, &mut io::stderr());
    let status = match outcome {
        Ok(Outcome::End(status)) => status,
        Ok(Outcome::Explore(_)) => Status::Failed,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Yes,
        Err(_) => Status::Failed,
    };
    // Whoever read the answer may have seen enough.
    let status = match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Status::Failed,
        _ => status,
    };
    ExitCode::from(status as u8)
}
