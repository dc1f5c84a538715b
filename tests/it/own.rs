//! The user's own files: keys, themes, the last session; whole, missing and broken.

use std::fs;
use std::sync::Arc;

use permlens::catalogue::Catalogue;
use permlens::engine::{Engine, Settings};
use permlens::import;
use permlens::places::{self, Places};
use permlens::tui::app::{App, Content, Pane};
use permlens::tui::chord::parse_sequence;
use permlens::tui::event::Msg;
use permlens::tui::explorer::{self, Explorer, Start};
use permlens::tui::layout::{PaneId, Sizes, ViewId};
use permlens::tui::own::Session;
use permlens::tui::theme::{Depth, OwnTheme, ThemeKind, ThemeRole};
use permlens::tui::widgets::text::Charset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;

struct Home {
    folder: TempDir,
    places: Places,
}

impl Home {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let settings = folder.path().join("settings");
        for (name, text) in files {
            let path = settings.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let places = Places::new(settings, folder.path().join("state/permlens"));
        Self { folder, places }
    }

    fn open(&self, change: impl FnOnce(&mut Start)) -> (App<Explorer>, Session) {
        let catalogue = Catalogue::embedded();
        let account = import::sample(catalogue).unwrap().account;
        let engine = Engine::new(catalogue, Arc::new(account), Settings::default());
        let mut start = Start::new(Arc::new(engine));
        change(&mut start);
        explorer::owned(start, Some(&self.places), (Depth::True, Charset::Unicode)).unwrap()
    }
}

fn press(app: &mut App<Explorer>, keys: &str) {
    for chord in parse_sequence(keys).unwrap() {
        app.update(Msg::Key(chord));
        let mut buf = Buffer::empty(Rect::new(0, 0, 160, 40));
        app.shell.drawn = app.draw(&mut buf);
    }
}

fn screen(app: &App<Explorer>) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, 160, 40));
    app.draw(&mut buf);
    buf.content()
        .iter()
        .map(ratatui::buffer::Cell::symbol)
        .collect()
}

#[test]
fn the_users_keys_work_and_the_help_shows_them() {
    let home = Home::new(&[("keymap.toml", "\"theme.choose\" = [\"ctrl-t\"]\n")]);
    let (mut app, _) = home.open(|_| {});
    press(&mut app, "esc ctrl-t");
    let shown = screen(&app);
    assert!(shown.contains("high-contrast"), "{shown}");
    press(&mut app, "esc");
    let entries = app.entries();
    let theme = entries.iter().find(|entry| entry.name == "theme.choose");
    assert_eq!(theme.unwrap().keys, ["ctrl-t"]);
}

#[test]
fn a_broken_keymap_is_told_and_the_default_keys_stay() {
    let home = Home::new(&[("keymap.toml", "\"theme.chose\" = \"ctrl-t\"\n")]);
    let (mut app, _) = home.open(|_| {});
    let shown = screen(&app);
    assert!(
        shown.contains("called `theme.chose`: did you mean"),
        "{shown}"
    );
    assert!(shown.contains("`theme.choose`?"), "{shown}");
    press(&mut app, "esc esc f9");
    assert!(screen(&app).contains("high-contrast"));
}

#[test]
fn keys_that_could_never_be_pressed_or_left_are_told() {
    for (text, told) in [
        (
            "\n\"field.accept\" = [\"a\"]\n",
            "line 2: `a` of `field.accept` would be typed into the field",
        ),
        (
            "\"app.quit\" = []\n\"app.interrupt\" = []\n",
            "neither `app.quit` nor `app.interrupt` has a key left",
        ),
    ] {
        let home = Home::new(&[("keymap.toml", text)]);
        let (app, _) = home.open(|_| {});
        let shown = screen(&app);
        assert!(shown.contains(told), "{shown}");
    }
    // a letter is no loss where it also works beside fields
    for text in [
        "\"overlay.close\" = [\"esc\", \"X\"]\n",
        "\"app.quit\" = []\n",
    ] {
        let home = Home::new(&[("keymap.toml", text)]);
        assert!(!screen(&home.open(|_| {}).0).contains("Your settings"));
    }
}

#[test]
fn the_settings_say_what_to_draw_with() {
    for (text, charset) in [
        ("charset = \"ascii\"\n", Charset::Ascii),
        ("charset = \"unicode\"\n", Charset::Unicode),
    ] {
        let home = Home::new(&[("config.toml", text)]);
        assert_eq!(home.open(|_| {}).0.shell.charset, charset);
    }
    let home = Home::new(&[("config.toml", "charset = \"latin\"\n")]);
    let shown = screen(&home.open(|_| {}).0);
    assert!(shown.contains("expected `unicode` or `ascii`"), "{shown}");
}

#[test]
fn a_theme_of_the_users_is_chosen_in_the_settings() {
    let home = Home::new(&[
        ("config.toml", "theme = \"mine\"\n"),
        (
            "themes/mine.toml",
            "parent = \"light\"\n[roles]\ndenied = \"#c00000 bold\"\n",
        ),
    ]);
    let (app, _) = home.open(|_| {});
    assert_eq!(app.shell.theme.name(), "mine");
    assert_eq!(app.shell.theme.kind(), ThemeKind::Light);
}

#[test]
fn every_broken_file_is_named_and_none_stops_the_explorer() {
    let home = Home::new(&[
        ("config.toml", "theme = \"none-such\"\n"),
        ("keymap.toml", "= ="),
        ("themes/bad.toml", "[roles]\nallwed = \"red\"\n"),
    ]);
    places::write(&home.places.session(), "{").unwrap();
    let (app, _) = home.open(|_| {});
    let shown = screen(&app);
    for words in ["none-such", "keymap.toml", "\"allowed\"?", "session.json"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(app.shell.theme.name(), "dark");
}

#[test]
fn at_a_first_start_mistakes_are_read_before_the_welcome() {
    let home = Home::new(&[("keymap.toml", "\"app.quit\" = []\n\"app.interrupt\" = []\n")]);
    let (mut app, _) = home.open(|_| {});
    let shown = screen(&app);
    assert!(shown.contains("Your settings"), "{shown}");
    assert!(!shown.contains("Welcome"), "one at a time: {shown}");
    press(&mut app, "esc");
    let shown = screen(&app);
    assert!(!shown.contains("Your settings"), "{shown}");
    assert!(shown.contains("Welcome"), "{shown}");
}

#[test]
fn the_next_session_goes_on_where_the_last_was_left() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    let shown = screen(&app);
    assert!(shown.contains("Welcome") && shown.contains("a sample account"));
    assert!(shown.contains("ctrl-k  finds any user"), "{shown}");
    press(&mut app, "esc j + + f9 down enter 3 / o b s enter tab");
    let left = explorer::remembered(&app, session);
    left.write(&home.places).unwrap();

    let (again, session) = home.open(|_| {});
    assert!(!screen(&again).contains("Welcome"), "it is shown once");
    assert_eq!(again.shell.view, app.shell.view);
    assert_eq!(again.focus(), PaneId::Detail);
    assert_eq!(again.shell.theme.name(), "light");
    let list = again.content.pane(ViewId::Catalogue, PaneId::List);
    assert_eq!(list.and_then(Pane::filter), Some("obs"));
    assert_eq!(again.shell.sizes, app.shell.sizes);
    assert_ne!(again.shell.sizes, Sizes::default());
    assert_eq!(explorer::remembered(&again, session), left);
}

#[test]
fn the_place_and_the_matrix_are_as_they_were_left() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    press(
        &mut app,
        "esc p a n y enter P r e t a i l enter tab tab r c c / v i a : a d m i n enter 2 i i a m : * enter 1 g g",
    );
    let shown = screen(&app);
    assert!(shown.contains("any project"), "{shown}");
    assert!(shown.contains("Matrix: actions × users"), "{shown}");
    explorer::remembered(&app, session)
        .write(&home.places)
        .unwrap();
    let (mut again, _) = home.open(|_| {});
    press(&mut again, "g g");
    // but for the way back, which begins anew, and the footer
    let panes = |shown: &str| shown.chars().skip(160).take(160 * 38).collect::<String>();
    assert_eq!(panes(&screen(&again)), panes(&shown));
    press(&mut again, "2");
    assert!(screen(&again).contains("May do  iam:*"));
}

/// Leaves what `app` is, opens the explorer again, and both screens.
fn again(home: &Home, app: &App<Explorer>, session: Session) -> App<Explorer> {
    let left = explorer::remembered(app, session);
    left.write(&home.places).unwrap();
    let (again, session) = home.open(|_| {});
    assert_eq!(explorer::remembered(&again, session), left);
    again
}

#[test]
fn what_was_folded_and_picked_comes_back() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    // two columns picked beside the first, a category folded among the actions, a service opened among services
    press(&mut app, "esc tab tab r space a u s e r");
    press(
        &mut app,
        "ctrl-u c a r o l enter a m f a - o n l y enter j j 0 g g",
    );
    let picked = screen(&app);
    for words in ["actions × picked", "carol", "mfa-only", "▸ "] {
        assert!(picked.contains(words), "{words}: {picked}");
    }
    // the catalogue: a service opened, a category of it folded; the findings unfolded
    press(&mut app, "3 enter j enter 4 a 3 g g");
    let catalogued = screen(&app);
    assert!(catalogued.contains("▾ ims"), "{catalogued}");
    press(&mut app, "4 g g");
    let found = screen(&app);
    press(&mut app, "1");
    let mut app = again(&home, &app, session);
    press(&mut app, "g g 0");
    // but for the way back, which begins anew, and the footer
    let panes = |shown: &str| shown.chars().skip(160).take(160 * 38).collect::<String>();
    assert_eq!(panes(&screen(&app)), panes(&picked));
    press(&mut app, "3 g g");
    assert_eq!(panes(&screen(&app)), panes(&catalogued));
    press(&mut app, "4 g g");
    assert_eq!(panes(&screen(&app)), panes(&found));
}

#[test]
fn services_opened_among_services_come_back() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    press(&mut app, "esc tab tab r r j j enter g g");
    let shown = screen(&app);
    assert!(shown.contains("Matrix: services"), "{shown}");
    let mut app = again(&home, &app, session);
    press(&mut app, "g g");
    let panes = |shown: &str| shown.chars().skip(160).take(160 * 38).collect::<String>();
    assert_eq!(panes(&screen(&app)), panes(&shown));
}

#[test]
fn what_is_gone_is_passed_over_and_what_is_too_much_is_left() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    press(&mut app, "esc tab tab a u s e r ctrl-u c a r o l enter");
    let mut left = explorer::remembered(&app, session);
    let arranged = &mut left.left.as_mut().unwrap().arranged;
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    arranged
        .picked
        .insert(0, pair("user", "nobody of this name"));
    arranged.picked.insert(0, pair("robot", "carol"));
    arranged.picked.push(pair("user", "carol"));
    arranged.folded = vec![pair("ims", "No such category"), pair("zzz", "Images")];
    arranged.opened = vec!["zzz".to_owned(); 10_000];
    arranged.catalogue_folded = vec![pair("zzz", "\u{1b}[31m")];
    arranged.section = "dreams".to_owned();
    left.write(&home.places).unwrap();
    let (again, session) = home.open(|_| {});
    let shown = screen(&again);
    assert!(shown.contains("operations × picked"), "{shown}");
    assert!(!shown.contains("nobody of this name"), "{shown}");
    let now = explorer::remembered(&again, session.clone())
        .left
        .unwrap()
        .arranged;
    assert_eq!(now.picked.len(), 2, "the first column and carol: {now:?}");
    assert_eq!((now.folded.len(), now.opened.len()), (0, 0));
    assert_eq!(now.section, "actions");
    // nobody picked is left: the columns are those of a first start
    let mut left = explorer::remembered(&app, session);
    left.left.as_mut().unwrap().arranged.picked = vec![pair("user", "nobody of this name")];
    left.write(&home.places).unwrap();
    let (again, _) = home.open(|_| {});
    assert!(screen(&again).contains("operations × attached"));
}

#[test]
fn no_session_grows_without_end() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    press(&mut app, "esc tab tab r r G");
    // every service opened from below; in the catalogue every category folded, from above
    for _ in 0..150 {
        press(&mut app, "enter k");
    }
    press(&mut app, "3 g g");
    for _ in 0..600 {
        press(&mut app, "enter j");
    }
    let left = explorer::remembered(&app, session);
    let arranged = left.left.as_ref().unwrap().arranged.clone();
    assert!(arranged.opened.len() > 20, "{arranged:?}");
    assert_eq!(arranged.catalogue_folded.len(), 200, "{arranged:?}");
    for count in [
        arranged.opened.len(),
        arranged.catalogue_open.len(),
        arranged.catalogue_folded.len(),
    ] {
        assert!(count <= 200, "{count}");
    }
    left.write(&home.places).unwrap();
    let bytes = fs::metadata(home.places.session()).unwrap().len();
    assert!(bytes < 1 << 16, "{bytes}");
}

#[test]
fn a_session_of_before_is_read_and_one_of_later_too() {
    let home = Home::new(&[]);
    let (app, session) = home.open(|_| {});
    let left = explorer::remembered(&app, session);
    left.write(&home.places).unwrap();
    let text = fs::read_to_string(home.places.session()).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let place = value["left"].as_object_mut().unwrap();
    place.remove("arranged").unwrap();
    place.insert("view".to_owned(), 3.into());
    place.insert("of a later day".to_owned(), true.into());
    fs::write(home.places.session(), value.to_string()).unwrap();
    let (again, session) = home.open(|_| {});
    assert_eq!(again.shell.view, ViewId::Catalogue);
    assert!(again.shell.overlays.is_empty(), "{}", screen(&again));
    assert!(session.greeted);
    assert!(screen(&again).contains("▾ ims"), "{}", screen(&again));
}

#[test]
fn whoever_is_restricted_finds_nothing_of_the_last_session() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    press(&mut app, "esc tab tab a u s e r ctrl-u c a r o l enter");
    let left = explorer::remembered(&app, session);
    left.write(&home.places).unwrap();
    let (again, _) = home.open(|start| start.restricted = true);
    assert!(screen(&again).contains("operations × attached"));
}

#[test]
fn a_question_comes_back_where_it_was_asked() {
    let home = Home::new(&[]);
    let (mut app, session) = home.open(|_| {});
    // the evaluator's own project, and there W
    press(&mut app, "esc tab tab j tab j j i ctrl-u e u - n l enter W");
    let there = "ims:images:delete";
    let asked = |app: &App<Explorer>| {
        let shown = screen(app);
        let (_, after) = shown.split_once("action · in ")?;
        after.split_whitespace().next().map(str::to_owned)
    };
    assert!(screen(&app).contains(there), "{}", screen(&app));
    assert_eq!(asked(&app).as_deref(), Some("eu-nl"));
    let left = explorer::remembered(&app, session);
    left.write(&home.places).unwrap();
    let (again, session) = home.open(|_| {});
    assert!(
        screen(&again).contains("eu-de ▼"),
        "the panes look elsewhere"
    );
    assert_eq!(asked(&again).as_deref(), Some("eu-nl"));
    assert_eq!(explorer::remembered(&again, session), left);

    // a file of before says nothing of it; what the account no longer has is passed over
    let path = home.places.session();
    let mut file: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    file["left"]["asked_in"]["project"] = "gone".into();
    places::write(&path, &file.to_string()).unwrap();
    let header = |app: &App<Explorer>| asked(app).as_deref() == Some("eu-de");
    assert!(header(&home.open(|_| {}).0));
    assert!(
        file["left"]
            .as_object_mut()
            .unwrap()
            .remove("asked_in")
            .is_some()
    );
    places::write(&path, &file.to_string()).unwrap();
    let (old, _) = home.open(|_| {});
    assert!(old.shell.overlays.is_empty(), "{}", screen(&old));
    assert!(header(&old), "{}", screen(&old));
}

#[test]
fn whoever_is_restricted_reads_and_leaves_nothing() {
    let home = Home::new(&[("keymap.toml", "= ="), ("config.toml", "theme = \"light\"")]);
    let (app, _) = home.open(|start| start.restricted = true);
    assert!(
        app.shell.overlays.is_empty(),
        "neither mistakes nor a welcome"
    );
    assert_eq!(app.shell.theme.name(), "dark");
    assert!(!home.folder.path().join("state").exists());
}

#[cfg(unix)]
#[test]
fn what_is_written_is_the_users_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new(&[]);
    let path = home.places.session();
    places::write(&path, "one").unwrap();
    places::write(&path, "two").unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = path.parent().unwrap();
    assert_eq!((mode(&path), mode(folder)), (0o600, 0o700));
    assert_eq!(places::read(&path).unwrap().as_deref(), Some("two"));
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        1,
        "nothing beside it"
    );
}

#[test]
fn what_a_killed_session_left_behind_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.json");
    // in a container every session has the number of this one
    let left = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&left, "half").unwrap();
    places::write(&path, "one").unwrap();
    places::write(&path, "two").unwrap();
    assert_eq!(places::read(&path).unwrap().as_deref(), Some("two"));
    assert_eq!(fs::read_to_string(&left).unwrap(), "half");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn roles_that_a_theme_does_not_name_look_as_in_its_parent() {
    let theme = OwnTheme::parse("parent = \"light\"\n[roles]\ndenied = \"white on #204080\"\n");
    let theme = theme.unwrap();
    for role in ThemeRole::ALL {
        let same = theme.ink(role) == ThemeKind::Light.ink(role);
        assert_eq!(same, role != ThemeRole::Denied, "{role:?}");
    }
    for wrong in [
        "parent = \"blue\"",
        "[roles]\ndenied = \"rouge\"",
        "[roles]\ndenied = 3",
        "colour = 1",
    ] {
        assert!(OwnTheme::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_terminals_background_chooses_where_nobody_did() {
    let home = Home::new(&[]);
    let (mut app, _) = home.open(|_| {});
    assert_eq!(app.shell.theme.name(), "dark");
    assert!(
        app.update(Msg::Answer("11;rgb:fafa/fafa/f0f0".to_owned()))
            .changed
    );
    assert_eq!(app.shell.theme.name(), "light");
    assert!(
        !app.update(Msg::Answer("11;rgb:ff/ff/ff".to_owned()))
            .changed
    );
    for odd in [
        "11;rgb:ff/ff",
        "11;rgb:zz/ff/ff",
        "10;rgb:0/0/0",
        "",
        "11;#000000",
        "11;rgb:fffff/0/0",
    ] {
        assert!(!app.update(Msg::Answer(odd.to_owned())).changed, "{odd}");
    }
    assert!(
        app.update(Msg::Answer("11;rgba:0/0/0/0".to_owned()))
            .changed
    );
    assert_eq!(app.shell.theme.name(), "dark");
    let home = Home::new(&[("config.toml", "theme = \"high-contrast\"\n")]);
    let (mut app, _) = home.open(|_| {});
    assert!(
        !app.update(Msg::Answer("11;rgb:ffff/ffff/ffff".to_owned()))
            .changed
    );
    assert_eq!(app.shell.theme.name(), "high-contrast");
}

#[test]
fn a_file_is_named_once_above_its_mistakes() {
    let home = Home::new(&[(
        "keymap.toml",
        "\"nothing.such\" = \"x\"\n\"help.open\" = 3\n",
    )]);
    let (app, _) = home.open(|_| {});
    let shown = screen(&app);
    assert_eq!(shown.matches("keymap.toml").count(), 1, "{shown}");
    let at = |words| shown.find(words).unwrap();
    assert!(at("keymap.toml") < at("line 1") && at("line 1") < at("line 2"));
}

#[test]
fn what_works_in_the_pane_comes_first() {
    let home = Home::new(&[]);
    let (mut app, _) = home.open(|_| {});
    press(&mut app, "esc tab tab");
    let entries = app.entries();
    let at = |name| entries.iter().position(|entry| entry.name == name).unwrap();
    assert_eq!(at("matrix.why"), 0);
    assert!(
        at("matrix.rows") < at("app.quit"),
        "the view's before those of all views"
    );
    assert!(
        at("app.quit") < at("groups.expand"),
        "what works here before what does not"
    );
}
