//! What the commands of finding do, and when they can; `find` beside this does the finding.

use super::find::Way;
use super::{Reader, top, top_mut};
use crate::tui::app::{App, Content, Task};
use crate::tui::command::{Availability, Count};

/// Whether what is to be found is being typed.
pub fn finding<C: Content>(app: &App<C>) -> Availability {
    let typing = top(app).is_some_and(Reader::is_finding);
    Availability::when(typing, "nothing to be found is being typed")
}

/// Whether something is found.
pub fn found<C: Content>(app: &App<C>) -> Availability {
    let reader = top(app);
    if !reader.is_some_and(Reader::looks_for_something) {
        return Availability::No("nothing is looked for: / begins");
    }
    let found = reader.is_some_and(Reader::has_found);
    Availability::when(found, "no line has what is looked for")
}

/// Whether something was looked for, found or not.
pub fn looked_for<C: Content>(app: &App<C>) -> Availability {
    let looked = top(app).is_some_and(Reader::looks_for_something);
    Availability::when(looked, "nothing is looked for")
}

/// The same key first takes the marks from what was found.
pub fn nothing_looked_for<C: Content>(app: &App<C>) -> Availability {
    let looked = top(app).is_some_and(Reader::looks_for_something);
    Availability::when(
        !looked,
        "what was found is marked: esc takes the marks away",
    )
}

/// Begins to type.
pub fn open<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    top_mut(app).into_iter().for_each(Reader::begin_find);
    Vec::new()
}

/// Keeps what was typed.
pub fn accept<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    top_mut(app).into_iter().for_each(Reader::keep_find);
    Vec::new()
}

/// Takes back what was typed, and where it led.
pub fn cancel<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    top_mut(app).into_iter().for_each(Reader::drop_find);
    Vec::new()
}

/// Looks for nothing any more; the cursor stays.
pub fn clear<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    top_mut(app).into_iter().for_each(Reader::unmark);
    Vec::new()
}

/// The next line that has it.
pub fn next<C: Content>(app: &mut App<C>, count: Count) -> Vec<Task<C>> {
    on(app, Way::Down, count)
}

/// The line before that has it.
pub fn previous<C: Content>(app: &mut App<C>, count: Count) -> Vec<Task<C>> {
    on(app, Way::Up, count)
}

fn on<C: Content>(app: &mut App<C>, way: Way, count: Count) -> Vec<Task<C>> {
    let went = top_mut(app).and_then(|reader| reader.go_on(way, count.or_one()));
    if went == Some(true) {
        app.say(match way {
            Way::Down => "after the last comes the first again",
            Way::Up => "before the first comes the last again",
        });
    }
    Vec::new()
}
