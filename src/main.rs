//! The program: arguments in, an answer or the explorer out, an exit status, and manners about broken pipes.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use permlens::cli::{self, Colour, Exploration, Outcome, Status, View};
use permlens::places::Places;
use permlens::tui::explorer::{self, ColourChoice, Start};
use permlens::tui::layout::ViewId;

fn main() -> ExitCode {
    let began = Instant::now();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = cli::run(std::env::args_os(), &mut out, &mut io::stderr());
    let flushed = out.flush();
    drop(out);
    let status = match outcome {
        Ok(Outcome::Explore(exploration)) => return explore(*exploration, began),
        Ok(Outcome::End(status)) => status,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Yes,
        Err(_) => Status::Failed,
    };
    // Whoever read the answer may have seen enough.
    let status = match flushed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Status::Failed,
        _ => status,
    };
    ExitCode::from(status as u8)
}

fn explore(exploration: Exploration, began: Instant) -> ExitCode {
    let opened = explorer::open(Start {
        source: exploration.source,
        problems: exploration.problems,
        left_out: exploration.left_out,
        remarks: exploration.remarks,
        principal: exploration.principal,
        project: exploration.project,
        enterprise_project: exploration.enterprise_project,
        service: exploration.service,
        action: exploration.action,
        view: exploration.view.map(|view| match view {
            View::Access => ViewId::Access,
            View::WhoCan => ViewId::WhoCan,
            View::Catalogue => ViewId::Catalogue,
            View::Findings => ViewId::Findings,
            View::Changes => ViewId::Changes,
        }),
        places: Places::of_user().filter(|_| !exploration.restricted),
        restricted: exploration.restricted,
        accepted: exploration.accepted,
        colour: match exploration.colour {
            Colour::Auto => ColourChoice::Auto,
            Colour::Always => ColourChoice::Always,
            Colour::Never => ColourChoice::Never,
        },
        began,
        ..Start::new(exploration.engine)
    });
    match opened {
        Ok(ending) => ExitCode::from(ending.status()),
        Err(error) => {
            // Nobody is left to tell when stderr is gone too.
            let _ = writeln!(io::stderr(), "permlens: {error}");
            ExitCode::from(Status::Wrong as u8)
        }
    }
}
