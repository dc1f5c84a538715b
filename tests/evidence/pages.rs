//! Pages in a browser.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::written::{HOSTILE, PAGES, hostile, permlens, pictures};

/// A desk's window and a telephone's.
const SIZES: [(&str, (u32, u32)); 2] = [("wide", (1280, 900)), ("narrow", (390, 844))];

/// The contrast that WCAG 2 asks of text (AA).
const CONTRAST: f64 = 4.5;

/// The least contrast of any text with what is behind it, and where.
const FAINTEST: &str = "(() => {
  const part = value => (value /= 255) <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b) + .05;
  const ground = one => { const found = numbers(getComputedStyle(one).backgroundColor);
    return found.length < 4 || found[3] > 0 ? found : ground(one.parentElement); };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), known = new Map();
  let least = [99, ''];
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || one.closest('script, [hidden]')) continue;
    const [a, b] = [getComputedStyle(one).color, ground(one)], key = a + b;
    if (!known.has(key)) { const [x, y] = [light(numbers(a)), light(b)]; known.set(key, Math.max(x, y) / Math.min(x, y)); }
    if (known.get(key) < least[0]) least = [known.get(key), one.outerHTML.slice(0, 200)];
  }
  return least;
})()";

fn page(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(format!("{name}.html"));
    fs::write(&path, text).unwrap();
    path
}

fn sample(folder: &TempDir, name: &str) -> PathBuf {
    let (_, call) = PAGES.iter().find(|(known, _)| *known == name).unwrap();
    page(
        folder,
        name,
        &permlens(&[*call, &["--format", "html"]].concat(), None),
    )
}

#[test]
fn nothing_is_asked_of_the_network() {
    let folder = TempDir::new().unwrap();
    let account = hostile(&folder);
    let mut browser = Browser::start();
    // What is watched is what would be seen.
    let control = page(
        &folder,
        "control",
        "<!DOCTYPE html><title>x</title><img src=\"http://permlens.invalid/a.png\">",
    );
    browser.open(&control, SIZES[0].1, "light");
    let heard = browser.went_out();
    assert!(
        heard
            .iter()
            .any(|line| line.contains("permlens.invalid/a.png")),
        "{heard:?}"
    );
    assert_eq!(browser.requests().len(), 2);

    for (name, call) in PAGES {
        let call = [call, &["--format", "html"]].concat();
        let path = page(&folder, name, &permlens(&call, Some(&account)));
        browser.open(&path, SIZES[0].1, "light");
        assert_eq!(
            browser.requests(),
            [format!("file://{}", path.display())],
            "{name}"
        );
        assert!(
            browser.complaints().is_empty(),
            "{name}: {:?}",
            browser.complaints()
        );
        // Even what would run in the page gets nowhere.
        let tried = "Promise.all([fetch('http://permlens.invalid/a').then(() => 'out', () => 'held'), new Promise(done => {
            const one = new Image(); one.onload = one.onerror = () => done('tried'); one.src = 'http://permlens.invalid/b'; })])";
        assert_eq!(browser.value(tried), json!(["held", "tried"]), "{name}");
        browser.value("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = 1\">')");
        assert_ne!(browser.text("document.title"), "1");
        assert_eq!(browser.went_out(), [""; 0], "{name}");
    }
    let path = folder.path().join("user.html");
    fs::write(
        &path,
        permlens(
            &["show", "user", HOSTILE, "--format", "html"],
            Some(&account),
        ),
    )
    .unwrap();
    browser.open(&path, SIZES[0].1, "light");
    assert!(
        browser
            .text("document.body.textContent")
            .contains("</script><script>alert(2)</script>")
    );
    assert_eq!(browser.number("document.scripts.length"), 1.0);
}

#[test]
fn pages_fit_two_widths_and_can_be_read_by_day_and_night() {
    let folder = TempDir::new().unwrap();
    let pictures = pictures();
    let mut browser = Browser::start();
    for (name, _) in PAGES {
        let path = sample(&folder, name);
        for (window, size) in SIZES {
            for scheme in ["light", "dark"] {
                browser.open(&path, size, scheme);
                let wide = browser.number("document.documentElement.scrollWidth");
                assert!(wide <= f64::from(size.0), "{name} {window}: {wide} wide");
                let faintest = browser.value(FAINTEST);
                assert!(
                    faintest[0].as_f64().unwrap() >= CONTRAST,
                    "{name} {scheme}: {faintest}"
                );
                let ground = browser.text("getComputedStyle(document.body).backgroundColor");
                assert_eq!(
                    ground == "rgb(255, 255, 255)",
                    scheme == "light",
                    "{name}: {ground}"
                );
                let picture = browser.call("Page.captureScreenshot", json!({}));
                fs::write(
                    pictures.join(format!("{name}-{window}-{scheme}.png")),
                    bytes(&picture),
                )
                .unwrap();
            }
        }
    }
}

/// The texts of a column of the first table that a selector finds, in the rows that are shown.
fn column(table: &str, at: usize) -> String {
    format!(
        "[...document.querySelector('{table}').tBodies[0].rows].filter(row => !row.hidden).map(row => row.cells[{at}].textContent)"
    )
}

#[test]
fn columns_are_sorted() {
    let folder = TempDir::new().unwrap();
    let mut browser = Browser::start();
    browser.open(&sample(&folder, "report"), SIZES[0].1, "light");
    let read = |browser: &mut Browser, table: &str, at: usize| -> Vec<String> {
        serde_json::from_value(browser.value(&column(table, at))).unwrap()
    };
    // A matrix is sorted by the letters of a column, and by the names of its rows.
    let before = read(&mut browser, "table.grid", 2);
    assert!(before.len() > 300 && !before.is_sorted());
    let head = "table.grid thead th:nth-child(3)";
    for (way, reversed) in [("ascending", false), ("descending", true)] {
        browser.click(&format!("{head} button"));
        assert_eq!(
            browser.text(&format!("document.querySelector('{head}').ariaSort")),
            way
        );
        let mut after = read(&mut browser, "table.grid", 2);
        assert_eq!(after.len(), before.len());
        after.dedup();
        let mut letters = after.clone();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(
            after.len(),
            letters.len(),
            "equal letters stand together: {after:?}"
        );
        assert_eq!(
            after.first().map(String::as_str) == Some("Y"),
            reversed,
            "{after:?}"
        );
    }
    browser.click("table.grid thead th:first-child button");
    assert_eq!(
        browser.value("document.querySelectorAll('table.grid [aria-sort]').length"),
        1
    );
    // Severities are sorted by what they mean, numbers by their value.
    for _ in 0..2 {
        browser.click("table.cards thead th:first-child button");
    }
    let mut severities = read(&mut browser, "table.cards", 0);
    severities.dedup();
    assert_eq!(
        severities,
        ["info", "low", "warn", "medium", "high", "critical"]
    );
}

#[test]
fn rows_and_columns_are_filtered() {
    let folder = TempDir::new().unwrap();
    let mut browser = Browser::start();
    browser.open(&sample(&folder, "matrix"), SIZES[0].1, "light");
    let names = column("table.grid", 0);
    let all = browser.number(&format!("{names}.length"));
    browser.enter(".by-row", "Querying IMAGES");
    assert_eq!(browser.value(&names).as_array().unwrap().len(), 1);
    assert_eq!(
        browser.text("document.querySelector('output').textContent"),
        format!("1 of {all} rows")
    );
    browser.enter(".by-row", "");
    assert_eq!(browser.number(&format!("{names}.length")), all);

    let heads = "[...document.querySelectorAll('table.grid thead th')].filter(head => !head.hidden).map(head => head.textContent)";
    browser.enter(".by-column", "ali");
    assert_eq!(browser.value(heads), json!(["Operation", "alice"]));
    let cells = "[...document.querySelectorAll('table.grid tbody tr')].every(row => [...row.cells].filter(cell => cell.offsetWidth > 0).length === 2)";
    assert_eq!(browser.value(cells), true);
    browser.enter(".by-column", "erin");
    browser.click(".some");
    let letters: Vec<String> = serde_json::from_value(browser.value(
        "[...document.querySelectorAll('table.grid tbody tr:not([hidden]) td:not([hidden])')].map(cell => cell.textContent)",
    ))
    .unwrap();
    assert!(!letters.is_empty() && (letters.len() as f64) < all);
    assert!(letters.iter().all(|letter| letter != "x"), "{letters:?}");
}

#[test]
fn headers_stay_and_each_letter_tells_why() {
    let folder = TempDir::new().unwrap();
    let path = sample(&folder, "report");
    let mut browser = Browser::start();
    for (window, size) in SIZES {
        browser.open(&path, size, "light");
        let moved = browser.value(
            "(() => { const table = document.querySelector('table.grid'), box = table.parentElement; box.scrollTo(120, 600);
              const from = box.getBoundingClientRect(), head = table.tHead.rows[0].cells[4].getBoundingClientRect(),
                    row = table.tBodies[0].rows[20].cells[0].getBoundingClientRect();
              return [box.scrollTop, box.scrollLeft, head.top - from.top, row.left - from.left]; })()",
        );
        let moved: Vec<f64> = serde_json::from_value(moved).unwrap();
        // A desk has room for all of its columns.
        assert!(
            moved[0] > 500.0 && (moved[1] > 100.0 || window == "wide"),
            "{window}: it scrolls: {moved:?}"
        );
        assert!(
            moved[2].abs() < 2.0 && moved[3].abs() < 2.0,
            "{window}: its headers stay: {moved:?}"
        );

        let cell = "table.grid tbody tr:nth-child(7) td:nth-child(4) a";
        browser.click(cell);
        let why = browser.value(
            "(() => { const why = document.getElementById('why'), box = why.getBoundingClientRect();
              return [why.textContent, box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight, why.hidden,
                      document.activeElement === why]; })()",
        );
        assert_eq!(
            [&why[1], &why[2], &why[3]],
            [&json!(true), &json!(false), &json!(true)],
            "{window}: {why}"
        );
        let told = why[0].as_str().unwrap();
        let of = |what: &str| {
            format!(
                "document.querySelector('{cell}').closest('tr').cells[0].firstChild.data.trim(){what}"
            )
        };
        assert!(told.starts_with(&browser.text(&of(""))), "{told}");
        let reason = format!(
            "document.getElementById(document.querySelector('{cell}').hash.slice(1)).textContent"
        );
        assert!(
            told.contains(&browser.text(&reason)) && told.len() > 30,
            "{told}"
        );
        let picture = browser.call("Page.captureScreenshot", json!({}));
        fs::write(
            pictures().join(format!("reason-{window}.png")),
            bytes(&picture),
        )
        .unwrap();
        browser.press("Escape");
        assert_eq!(browser.value("document.getElementById('why').hidden"), true);
        assert_eq!(
            browser.value(&format!(
                "document.activeElement === document.querySelector('{cell}')"
            )),
            true
        );
        // The keyboard alone is enough.
        browser.press("Enter");
        assert_eq!(
            browser.value("document.getElementById('why').hidden"),
            false
        );
    }
}

#[test]
fn a_page_whose_script_may_not_run_is_read_all_the_same() {
    let folder = TempDir::new().unwrap();
    let path = sample(&folder, "matrix");
    let mut browser = Browser::start();
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        json!({"value": true}),
    );
    browser.open(&path, SIZES[0].1, "light");
    assert_eq!(
        browser
            .value("[...document.querySelectorAll('.tools')].every(one => one.offsetHeight === 0)"),
        true
    );
    let cell = "table.grid tbody td:nth-child(3) a";
    browser.click(cell);
    let target = "document.querySelector('ol.reasons > li:target')?.id ?? ''";
    let linked = browser.text(&format!("document.querySelector('{cell}').hash"));
    assert_eq!(format!("#{}", browser.text(target)), linked);
}

/// Width and height of A4 and Letter, in inches.
const PAPERS: [(&str, [f64; 2]); 2] = [("a4", [8.27, 11.69]), ("letter", [8.5, 11.0])];

#[test]
fn it_prints_on_a4_and_letter() {
    let folder = TempDir::new().unwrap();
    let pictures = pictures();
    let mut browser = Browser::start();
    for (name, lies) in [
        ("matrix", true),
        ("tables", true),
        ("user", false),
        ("review", false),
    ] {
        browser.open(&sample(&folder, name), SIZES[0].1, "dark");
        for (paper, [width, height]) in PAPERS {
            let asked = json!({"paperWidth": width, "paperHeight": height, "preferCSSPageSize": false, "printBackground": false});
            let printed = bytes(&browser.call("Page.printToPDF", asked));
            let sheets = sheets(&printed);
            fs::write(pictures.join(format!("{name}-{paper}.pdf")), &printed).unwrap();
            let points = [width * 72.0, height * 72.0];
            let near = |a: f64, b: f64| (a - b).abs() < 1.5;
            let stands = |sheet: &[f64; 2]| near(sheet[0], points[0]) && near(sheet[1], points[1]);
            let lying = |sheet: &[f64; 2]| near(sheet[0], points[1]) && near(sheet[1], points[0]);
            assert!(
                sheets.iter().all(|one| stands(one) || lying(one)),
                "{name} on {paper}: {sheets:?}"
            );
            assert_eq!(
                sheets.iter().any(lying),
                lies,
                "{name} on {paper}: {sheets:?}"
            );
        }
    }
}

/// What stands between the margins of the narrower paper, standing and lying, in CSS pixels.
const ROOM: [(&str, u32); 2] = [("table:not(.grid)", 702), ("table.grid", 980)];

#[test]
fn no_table_is_wider_than_the_paper() {
    let folder = TempDir::new().unwrap();
    let mut browser = Browser::start();
    for (name, _) in PAGES {
        let path = sample(&folder, name);
        for (tables, room) in ROOM {
            browser.open(&path, (room, 900), "light");
            browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
            let widths = browser.value(&format!(
                "[0, ...[...document.querySelectorAll('{tables}')].map(table => table.offsetWidth)]"
            ));
            let widest = widths
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_u64)
                .max()
                .unwrap();
            assert!(
                widest <= u64::from(room),
                "{name}: {tables} is {widest} wide"
            );
        }
    }
}

/// The sizes of the sheets of a PDF, in points.
fn sheets(pdf: &[u8]) -> Vec<[f64; 2]> {
    let text = String::from_utf8_lossy(pdf);
    let boxes = text.split("/MediaBox [").skip(1);
    let read = |found: &str| {
        let numbers: Vec<f64> = found
            .split(']')
            .next()
            .unwrap()
            .split_whitespace()
            .map(|one| one.parse().unwrap())
            .collect();
        [numbers[2], numbers[3]]
    };
    boxes.map(read).collect()
}

/// The bytes that a method gives back in base 64, under "data".
fn bytes(result: &Value) -> Vec<u8> {
    let (mut bits, mut held) = (0_u32, 0);
    let mut bytes = Vec::new();
    for letter in result["data"].as_str().unwrap().bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    bytes
}
