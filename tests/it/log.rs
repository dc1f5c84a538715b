//! The log as a file: what a line is, whose the file is, how long it gets, and what is not written into.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use permlens::config::{self, Switch};
use permlens::log::{Log, Record, Silence};
use permlens::tui::event::{Job, Msg, Revisions, Watch, Worker};
use tempfile::TempDir;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// One line, taken apart.
#[derive(Debug)]
pub struct Line {
    pub level: String,
    pub words: String,
}

/// The lines of a log; each must be one as it is described.
pub fn lines(path: &Path) -> Vec<Line> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.ends_with('\n'), "{text:?}");
    let now = OffsetDateTime::now_utc();
    let line = |line: &str| {
        assert!(!line.contains(char::is_control), "{line:?}");
        let mut parts = line.splitn(2, ' ');
        let time = OffsetDateTime::parse(parts.next().unwrap(), &Rfc3339).unwrap();
        assert!(time.offset().is_utc() && time <= now, "{line}");
        let (level, rest) = parts.next().unwrap().split_once(' ').unwrap();
        assert!(["info", "warn", "error"].contains(&level), "{line}");
        let (process, words) = rest.trim_start().split_once(' ').unwrap();
        process.parse::<u32>().unwrap();
        Line {
            level: level.to_owned(),
            words: words.to_owned(),
        }
    };
    text.lines().map(line).collect()
}

pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

struct Place {
    folder: TempDir,
    path: PathBuf,
    log: Log,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("state/permlens/permlens.log");
        let log = Log::to(&path);
        Self { folder, path, log }
    }

    fn with_folder() -> Self {
        let place = Self::new();
        fs::create_dir_all(place.path.parent().unwrap()).unwrap();
        place
    }

    fn older(&self) -> PathBuf {
        self.path.with_extension("log.1")
    }

    fn trouble(&self) -> String {
        self.log.trouble().unwrap().to_string()
    }
}

#[test]
fn a_record_is_a_line_and_the_file_is_the_users_alone() {
    let place = Place::new();
    place.log.write(&Record::info("began"));
    place.log.write(&Record::warning("odd"));
    place.log.write(&Record::error("wrong"));
    let lines = lines(&place.path);
    let told: Vec<_> = lines.iter().map(|l| (&*l.level, &*l.words)).collect();
    assert_eq!(
        told,
        [("info", "began"), ("warn", "odd"), ("error", "wrong")]
    );
    assert_eq!(mode(&place.path), 0o600);
    assert_eq!(mode(place.path.parent().unwrap()), 0o700);
    assert_eq!(mode(&place.folder.path().join("state")), 0o700);
    assert!(place.log.trouble().is_none());
}

#[test]
fn no_words_forge_a_line_or_reach_a_terminal() {
    let place = Place::new();
    let hostile =
        "a\n2026-03-01T09:30:00.000Z error 1 forged\r\x1b]0;x\x07\u{9b}31m\u{202e}b\u{feff}\u{7f}";
    place.log.write(&Record::error(hostile));
    place.log.write(&Record::error("é".repeat(5000)));
    let lines = lines(&place.path);
    assert_eq!(lines.len(), 2);
    let first = &lines[0].words;
    assert!(
        first.starts_with("a␊2026-03-01T09:30:00.000Z error 1 forged␍␛]0;x"),
        "{first}"
    );
    for hidden in ['\u{202e}', '\u{feff}', '\u{9b}'] {
        assert!(!first.contains(hidden), "{first:?}");
    }
    assert_eq!(lines[1].words.chars().count(), 1001);
    assert!(lines[1].words.ends_with("é…"));
}

#[test]
fn a_full_log_becomes_the_older_one() {
    let place = Place::with_folder();
    let full = "x".repeat((1 << 20) - 20) + "\n";
    fs::write(&place.path, &full).unwrap();
    place.log.write(&Record::info("the first of the new"));
    assert_eq!(fs::read_to_string(place.older()).unwrap(), full);
    assert_eq!(lines(&place.path)[0].words, "the first of the new");
    assert_eq!(mode(&place.path), 0o600);
    place.log.write(&Record::info("the second"));
    assert_eq!(lines(&place.path).len(), 2);
    // and there is one older one only
    fs::write(&place.path, full.replace('x', "y")).unwrap();
    place.log.write(&Record::info("once more"));
    assert!(
        fs::read_to_string(place.older())
            .unwrap()
            .starts_with("yyy")
    );
    assert_eq!(lines(&place.path).len(), 1);
    let there = fs::read_dir(place.path.parent().unwrap()).unwrap();
    assert_eq!(there.count(), 2);
}

#[test]
fn a_log_that_cannot_be_moved_away_does_not_grow() {
    let place = Place::with_folder();
    fs::create_dir(place.older()).unwrap();
    let full = "x".repeat(1 << 20);
    fs::write(&place.path, &full).unwrap();
    place.log.write(&Record::info("one more"));
    assert_eq!(fs::read_to_string(&place.path).unwrap(), full);
}

#[test]
fn nothing_is_written_into_what_somebody_put_there() {
    let place = Place::with_folder();
    let other = place.folder.path().join("other");
    let record = Record::error("not for others");

    fs::write(&other, "precious\n").unwrap();
    symlink(&other, &place.path).unwrap();
    place.log.write(&record);
    assert!(place.trouble().contains("it is a link"));

    fs::remove_file(&place.path).unwrap();
    fs::hard_link(&other, &place.path).unwrap();
    place.log.write(&record);
    assert!(place.trouble().contains("hard link"));
    assert_eq!(fs::read_to_string(&other).unwrap(), "precious\n");

    // nobody reads the pipe: whoever opened it as a file would wait for ever
    fs::remove_file(&place.path).unwrap();
    let made = Command::new("mkfifo").arg(&place.path).status().unwrap();
    assert!(made.success());
    place.log.write(&record);
    assert!(place.trouble().contains("cannot be written"));
    assert!(
        place
            .log
            .end()
            .unwrap_err()
            .to_string()
            .contains("not a file")
    );

    // somebody reads it: still no file
    let reader = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&place.path)
        .unwrap();
    place.log.write(&record);
    assert!(place.trouble().contains("it is there and not a file"));
    drop(reader);

    fs::remove_file(&place.path).unwrap();
    fs::create_dir(&place.path).unwrap();
    place.log.write(&record);
    assert!(place.trouble().contains("cannot be written"));
    assert_eq!(fs::read_dir(&place.path).unwrap().count(), 0);
}

#[test]
fn somebody_elses_file_is_left_alone() {
    let place = Place::with_folder();
    fs::write(&place.path, "theirs\n").unwrap();
    let chown = Command::new("chown")
        .args(["65534", place.path.to_str().unwrap()])
        .output()
        .unwrap();
    if !chown.status.success() {
        // only root can give files away; and only root could write into one that was given to it
        assert_ne!(fs::metadata(&place.path).unwrap().uid(), 0);
        return;
    }
    place.log.write(&Record::error("not for them"));
    assert!(place.trouble().contains("it belongs to somebody else"));
    assert_eq!(fs::read_to_string(&place.path).unwrap(), "theirs\n");
}

#[test]
fn sessions_side_by_side_share_it() {
    let place = Place::new();
    std::thread::scope(|scope| {
        for session in 0..4 {
            let log = place.log.clone();
            scope.spawn(move || {
                for nth in 0..50 {
                    log.write(&Record::info(format!("{session}:{nth}")));
                }
            });
        }
    });
    let lines = lines(&place.path);
    assert_eq!(lines.len(), 200);
    for session in 0..4 {
        let own = format!("{session}:");
        let of_one = lines.iter().filter(|line| line.words.starts_with(&own));
        let expected: Vec<String> = (0..50).map(|nth| format!("{session}:{nth}")).collect();
        assert!(of_one.map(|line| &line.words).eq(&expected));
    }
}

#[test]
fn its_end_is_whole_lines() {
    let place = Place::with_folder();
    assert!(place.log.end().is_err(), "there is none yet");
    fs::write(&place.path, b"only \xff line\n").unwrap();
    assert_eq!(place.log.end().unwrap(), "only \u{fffd} line\n");
    // as many as 64 KiB hold, to the byte
    let whole = "0123456789abcde\n".repeat((1 << 16) / 16);
    for before in ["", "cut off here\n", "many\nlines\n"] {
        fs::write(&place.path, format!("{before}{whole}")).unwrap();
        assert_eq!(place.log.end().unwrap(), whole, "{before:?}");
    }
    fs::write(&place.path, format!("{whole}z\n")).unwrap();
    let end = place.log.end().unwrap();
    assert_eq!(end, whole[16..].to_owned() + "z\n");
}

#[test]
fn a_silent_log_says_why_and_writes_nothing() {
    for (silence, words) in [
        (Silence::Restricted, "restricted"),
        (Silence::Off, "log = \"off\""),
        (Silence::Unsettled, "config.toml is wrong"),
        (Silence::Homeless, "home"),
    ] {
        let log = Log::silent(silence);
        log.write(&Record::error("lost"));
        assert_eq!(log.path(), Err(silence));
        assert!(silence.reason().contains(words));
        assert!(log.trouble().is_none());
        assert_eq!(log.end().unwrap(), "");
    }
}

#[test]
fn what_takes_long_is_noted_by_its_topic() {
    let place = Place::new();
    let (to, from) = mpsc::channel();
    let answered = |watch: Watch| {
        let worker = Worker::start(to.clone(), watch).unwrap();
        worker.ask(Job {
            revision: Revisions::default().next("findings"),
            work: Box::new(|| 1),
        });
        assert!(matches!(from.recv().unwrap(), Msg::Done(_, 1)));
    };
    let log = place.log.clone();
    answered(Watch {
        log: log.clone(),
        long: Duration::MAX,
    });
    assert!(!place.path.exists());
    answered(Watch {
        log,
        long: Duration::ZERO,
    });
    let lines = lines(&place.path);
    let [line] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert_eq!(line.level, "info");
    assert!(line.words.starts_with("findings: took "), "{line:?}");
    assert!(line.words.ends_with(" s"), "{line:?}");
}

#[test]
fn the_settings_say_on_or_off() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("config.toml");
    let read = |text: &str| {
        fs::write(&path, text).unwrap();
        config::read(&path).map(|config| config.log)
    };
    assert_eq!(read("").unwrap(), Switch::On);
    assert_eq!(read("log = \"on\"").unwrap(), Switch::On);
    assert_eq!(read("log = \"off\"").unwrap(), Switch::Off);
    let wrong = read("log = \"of\"").unwrap_err().to_string();
    assert!(
        wrong.contains("`of`") && wrong.contains("`on` or `off`"),
        "{wrong}"
    );
}
