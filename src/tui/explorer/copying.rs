//! Answers for the clipboard: in which shapes, and whose.

use super::{Explorer, evaluator, pickers, who};
use crate::tui::app::{App, Task};
use crate::tui::command::Availability;
use crate::tui::layout::ViewId;
use crate::tui::overlays::Overlay;

type Tasks = Vec<Task<Explorer>>;

/// The shapes an answer is copied in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As it is told.
    Text,
    /// As the command line writes it with `--format json`.
    Json,
    /// The command line that asks it.
    CommandLine,
}

impl Shape {
    /// Every shape, with what it is called.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Text, "text"),
        (Self::Json, "JSON"),
        (Self::CommandLine, "command line"),
    ];
}

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The evaluator.
    Evaluator,
    /// The view Who can.
    WhoCan,
}

impl Source {
    /// What answers in a view.
    fn of(view: ViewId) -> Self {
        match view {
            ViewId::WhoCan => Self::WhoCan,
            _ => Self::Evaluator,
        }
    }

    /// What each shape of its answer is.
    fn what(self) -> [&'static str; 3] {
        match self {
            Self::Evaluator => evaluator::WHAT,
            Self::WhoCan => who::WHAT,
        }
    }
}

/// Whether it was asked anything.
pub fn answered(app: &App<Explorer>, source: Source) -> Availability {
    let asked = match source {
        Source::Evaluator => app.content.evaluator.request().is_some(),
        Source::WhoCan => app.content.who.list.asked().is_some(),
    };
    Availability::when(asked, "nothing is asked, so there is no answer to copy")
}

/// Asks for a shape.
pub fn offer(app: &mut App<Explorer>, source: Source) -> Tasks {
    let picker = pickers::copy_as(source.what());
    app.open(Overlay::Picker(Box::new(picker)));
    Vec::new()
}

/// Copies the answer of the view on screen in the shape that was chosen.
pub fn chosen(app: &mut App<Explorer>, shape: Shape) -> Tasks {
    let source = Source::of(app.shell.view);
    copied(app, source, shape)
}

/// Copies an answer in a shape.
pub fn copied(app: &mut App<Explorer>, source: Source, shape: Shape) -> Tasks {
    let content = &app.content;
    let file = content.file.as_deref();
    let text = match source {
        Source::Evaluator => content.evaluator.copied_as(shape, file),
        Source::WhoCan => content.who.copied_as(shape, file),
    };
    app.copy(text)
}
