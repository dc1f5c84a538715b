//! Commands that have nothing to do with what is shown: ending, help, views, panes, filter, copy.

use super::{Availability, Count, KeyContext as K, Spec, always};
use crate::tui::app::{App, Content, Pane, Task};
use crate::tui::event::Ending;
use crate::tui::layout::ViewId;
use crate::tui::overlays::reader::finding;
use crate::tui::overlays::{Overlay, ask, help, palette, picker, reader};
use crate::tui::widgets::motion::Motion;

const GLOBAL: &[K] = &[K::Global];
const OVERLAYS: &[K] = &[
    K::Help,
    K::Palette,
    K::Picker,
    K::Reader,
    K::Ask,
    K::Message,
];

/// The commands of this file.
#[rustfmt::skip] // one line a field reads as a table
pub(super) fn specs<C: Content>() -> Vec<Spec<C>> {
    vec![
        Spec { name: "app.quit", title: "Quit", help: "Ends permlens.",
               contexts: GLOBAL, keys: &["q"], hint: Some("quit"), available: always, run: quit },
        Spec { name: "app.interrupt", title: "Quit at once", help: "Ends permlens from wherever you are.",
               contexts: &[K::Always], keys: &["ctrl-c"], hint: None, available: always, run: quit },
        Spec { name: "app.suspend", title: "Suspend", help: "Stops permlens and returns to the shell that started it; `fg` comes back.",
               contexts: &[K::Always], keys: &["ctrl-z"], hint: None, available: job_control, run: |_, _| vec![Task::Suspend] },
        Spec { name: "app.redraw", title: "Redraw the screen", help: "Draws everything afresh, after something else wrote on the terminal.",
               contexts: &[K::Always], keys: &["ctrl-l"], hint: None, available: always, run: |_, _| vec![Task::Redraw] },
        Spec { name: "help.open", title: "Help", help: "Shows every command with its keys, those that work here first.",
               contexts: GLOBAL, keys: &["?", "f1"], hint: Some("help"), available: always, run: open_help },
        Spec { name: "palette.open", title: "Command palette", help: "Finds a command by its name and runs it.",
               contexts: GLOBAL, keys: &[":", "ctrl-p"], hint: Some("commands"), available: always, run: open_palette },
        Spec { name: "find.clear", title: "Look for nothing any more", help: "Takes the marks from what was found; the cursor stays.",
               contexts: &[K::Reader], keys: &["esc"], hint: Some("unmark"), available: finding::looked_for, run: finding::clear },
        Spec { name: "overlay.close", title: "Close", help: "Closes what lies over the view.",
               contexts: OVERLAYS, keys: &["esc"], hint: Some("close"), available: finding::nothing_looked_for, run: close },
        Spec { name: "help.close", title: "Close the help", help: "Closes the help.",
               contexts: &[K::Help], keys: &["q", "enter"], hint: None, available: always, run: close },
        Spec { name: "message.close", title: "Close the message", help: "Closes the message.",
               contexts: &[K::Message], keys: &["q", "enter"], hint: None, available: always, run: close },
        Spec { name: "reader.close", title: "Close the document", help: "Closes what is being read.",
               contexts: &[K::Reader], keys: &["q"], hint: None, available: always, run: close },
        Spec { name: "reader.toggle", title: "Open, close or follow", help: "Opens or closes what lies below a line with a triangle; follows a line that leads on.",
               contexts: &[K::Reader], keys: &["enter", "space"], hint: Some("open"), available: reader::leads, run: reader::toggle },
        Spec { name: "reader.copy", title: "Copy what is read", help: "Copies the whole document, or the line under the cursor where there is none.",
               contexts: &[K::Reader], keys: &["y"], hint: None, available: reader::reading, run: reader::copy },
        Spec { name: "find.open", title: "Find", help: "Finds text in what is read, folded lines included; the cursor goes to the next line that has it.",
               contexts: &[K::Reader], keys: &["/"], hint: Some("find"), available: reader::reading, run: finding::open },
        Spec { name: "find.next", title: "Find the next", help: "Goes to the next line that has what is looked for.",
               contexts: &[K::Reader], keys: &["n"], hint: Some("next"), available: finding::found, run: finding::next },
        Spec { name: "find.previous", title: "Find the one before", help: "Goes to the line before that has what is looked for.",
               contexts: &[K::Reader], keys: &["N"], hint: Some("previous"), available: finding::found, run: finding::previous },
        Spec { name: "find.accept", title: "Keep what is looked for", help: "Leaves the line; what was found stays marked.",
               contexts: &[K::Find], keys: &["enter"], hint: Some("keep"), available: finding::finding, run: finding::accept },
        Spec { name: "find.cancel", title: "Drop what is looked for", help: "Leaves the line and goes back to where one was.",
               contexts: &[K::Find], keys: &["esc"], hint: Some("drop"), available: finding::finding, run: finding::cancel },
        Spec { name: "find.down", title: "Further while typing", help: "Goes to the next line that has it while its line keeps the keys.",
               contexts: &[K::Find], keys: &["down", "ctrl-n"], hint: None, available: finding::found, run: finding::next },
        Spec { name: "find.up", title: "Back while typing", help: "Goes to the line before that has it while its line keeps the keys.",
               contexts: &[K::Find], keys: &["up", "ctrl-p"], hint: None, available: finding::found, run: finding::previous },
        Spec { name: "ask.accept", title: "Answer", help: "Takes the text that stands in the line.",
               contexts: &[K::Ask], keys: &["enter"], hint: Some("take"), available: ask::asking, run: ask::accept },
        Spec { name: "ask.ending", title: "Next format", help: "Goes through the endings that the name can have.",
               contexts: &[K::Ask], keys: &["tab"], hint: Some("format"), available: ask::turning, run: ask::turn },
        Spec { name: "picker.accept", title: "Choose", help: "Chooses what the cursor is on.",
               contexts: &[K::Picker], keys: &["enter"], hint: Some("choose"), available: in_picker, run: picker::accept },
        Spec { name: "picker.next", title: "Next in the list", help: "Moves down in the list while its field keeps the keys.",
               contexts: &[K::Picker], keys: &["down", "ctrl-n"], hint: None, available: in_picker, run: palette::next },
        Spec { name: "picker.previous", title: "Previous in the list", help: "Moves up in the list while its field keeps the keys.",
               contexts: &[K::Picker], keys: &["up", "ctrl-p"], hint: None, available: in_picker, run: palette::previous },
        Spec { name: "palette.accept", title: "Run the chosen command", help: "Runs the command under the cursor of the palette.",
               contexts: &[K::Palette], keys: &["enter"], hint: Some("run"), available: in_palette, run: palette::accept },
        Spec { name: "palette.next", title: "Next in the palette", help: "Moves down in the palette while its field keeps the keys.",
               contexts: &[K::Palette], keys: &["down", "ctrl-n"], hint: None, available: in_palette, run: palette::next },
        Spec { name: "palette.previous", title: "Previous in the palette", help: "Moves up in the palette while its field keeps the keys.",
               contexts: &[K::Palette], keys: &["up", "ctrl-p"], hint: None, available: in_palette, run: palette::previous },
        Spec { name: "filter.open", title: "Filter", help: "Keeps only the rows of this pane that match what you type.",
               contexts: GLOBAL, keys: &["/"], hint: Some("filter"), available: filterable, run: open_filter },
        Spec { name: "filter.accept", title: "Keep the filter", help: "Leaves the filter line; the rows stay filtered.",
               contexts: &[K::Field], keys: &["enter"], hint: Some("keep"), available: filtering, run: keep_filter },
        Spec { name: "filter.cancel", title: "Drop the filter", help: "Leaves the filter line and shows all rows again.",
               contexts: &[K::Field], keys: &["esc"], hint: Some("drop"), available: filtering, run: drop_filter },
        Spec { name: "filter.clear", title: "Clear the filter", help: "Shows all rows of this pane again.",
               contexts: GLOBAL, keys: &["esc"], hint: None, available: filtered, run: drop_filter },
        Spec { name: "list.mark", title: "Mark the row", help: "Marks the row under the cursor and goes on to the next; y copies all that is marked.",
               contexts: GLOBAL, keys: &["m"], hint: None, available: always, run: mark },
        Spec { name: "copy.line", title: "Copy", help: "Copies what the cursor is on to the clipboard, over SSH too where the terminal allows it.",
               contexts: GLOBAL, keys: &["y"], hint: None, available: copyable, run: copy },
        Spec { name: "view.access", title: "Access view", help: "Shows groups, what is attached to them, the matrix and the evaluator.",
               contexts: GLOBAL, keys: &["1"], hint: None, available: always, run: |app, _| app.show_view(ViewId::Access) },
        Spec { name: "view.who-can", title: "Who-can view", help: "Shows who may do something, and through what.",
               contexts: GLOBAL, keys: &["2"], hint: None, available: always, run: |app, _| app.show_view(ViewId::WhoCan) },
        Spec { name: "view.catalogue", title: "Catalogue view", help: "Shows services, actions and APIs.",
               contexts: GLOBAL, keys: &["3"], hint: None, available: always, run: |app, _| app.show_view(ViewId::Catalogue) },
        Spec { name: "view.findings", title: "Findings view", help: "Shows what is risky or broken.",
               contexts: GLOBAL, keys: &["4"], hint: None, available: always, run: |app, _| app.show_view(ViewId::Findings) },
        Spec { name: "view.changes", title: "Changes view", help: "Tells what will be asked there, what an edit would change: none can be staged yet, and what answers meanwhile.",
               contexts: GLOBAL, keys: &["5"], hint: None, available: always, run: |app, _| app.show_view(ViewId::Changes) },
    ]
}

fn quit<C: Content>(_: &mut App<C>, _: Count) -> Vec<Task<C>> {
    vec![Task::Quit(Ending::Asked)]
}

fn job_control<C: Content>(app: &App<C>) -> Availability {
    Availability::when(
        app.shell.can_suspend,
        "no shell to return to: this session has no job control",
    )
}

fn open_help<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    let entries = app.entries();
    app.shell
        .overlays
        .push(Overlay::Help(help::Help::new(entries)));
    Vec::new()
}

fn open_palette<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    let entries = app.entries();
    app.shell
        .overlays
        .push(Overlay::Palette(Box::new(palette::Palette::new(
            entries,
            &app.shell.recent,
        ))));
    Vec::new()
}

fn close<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    app.shell.overlays.pop();
    C::closed(app);
    Vec::new()
}

fn in_palette<C: Content>(app: &App<C>) -> Availability {
    let open = matches!(app.shell.overlays.last(), Some(Overlay::Palette(_)));
    Availability::when(open, "the palette is not open")
}

fn in_picker<C: Content>(app: &App<C>) -> Availability {
    let open = matches!(app.shell.overlays.last(), Some(Overlay::Picker(_)));
    Availability::when(open, "no list is open")
}

fn filterable<C: Content>(app: &App<C>) -> Availability {
    let can = app
        .focused_pane()
        .is_some_and(|pane| pane.filter().is_some());
    Availability::when(can, "this pane has nothing to filter")
}

fn filtering<C: Content>(app: &App<C>) -> Availability {
    Availability::when(app.shell.filter_line.is_some(), "no filter is being typed")
}

fn filtered<C: Content>(app: &App<C>) -> Availability {
    let set = app
        .focused_pane()
        .and_then(|pane| pane.filter())
        .is_some_and(|filter| !filter.is_empty());
    Availability::when(set, "no filter is set in this pane")
}

fn open_filter<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    app.open_filter();
    Vec::new()
}

fn keep_filter<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    app.shell.filter_line = None;
    Vec::new()
}

fn drop_filter<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    app.shell.filter_line = None;
    app.set_filter("")
}

fn mark<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    if app.focused_pane_mut().is_some_and(Pane::mark) {
        return app.motion(Motion::Down(1));
    }
    app.say("rows of this pane cannot be marked");
    Vec::new()
}

fn copyable<C: Content>(app: &App<C>) -> Availability {
    let can = app
        .focused_pane()
        .is_some_and(|pane| pane.copied().is_some());
    Availability::when(can, "there is nothing to copy here")
}

fn copy<C: Content>(app: &mut App<C>, _: Count) -> Vec<Task<C>> {
    let text = app.focused_pane().and_then(Pane::copied);
    app.copy(text)
}
