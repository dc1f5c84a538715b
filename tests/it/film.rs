//! A moving picture of the screen as one SVG: what the README shows. It needs nothing to play it but a browser, draws a
//! row once for all the scenes that share it, and stands still on its first scene where motion is not wanted or not known.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// The size of a character cell in the picture.
const CELL: (usize, usize) = (9, 18);
/// What surrounds the screen.
const MARGIN: usize = 12;
/// The height of the line under the screen that tells what was pressed.
const CAPTION: usize = 40;
const BACKGROUND: &str = "#101216";
const FOREGROUND: &str = "#d8dce4";

/// A screen, and how it came about.
pub struct Scene {
    pub screen: Buffer,
    /// The keys as their caps say them; none where nothing was pressed.
    pub keys: Vec<String>,
    pub says: &'static str,
    pub seconds: usize,
}

/// The scenes in which something is seen.
type When = Vec<usize>;

/// The film, played over and over.
///
/// INVARIANT: the scenes are of one size.
pub fn film(scenes: &[Scene]) -> String {
    let area = scenes.first().expect("a film has a scene").screen.area;
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let width = columns * CELL.0 + 2 * MARGIN;
    let height = rows * CELL.1 + 2 * MARGIN + CAPTION;
    let mut drawn: BTreeMap<When, String> = BTreeMap::new();
    for y in 0..area.height {
        let mut once: BTreeMap<String, When> = BTreeMap::new();
        for (at, scene) in scenes.iter().enumerate() {
            once.entry(row(&scene.screen, y)).or_default().push(at);
        }
        for (row, when) in once {
            drawn.entry(when).or_default().push_str(&row);
        }
    }
    for (at, scene) in scenes.iter().enumerate() {
        let told = caption(scene, height - CAPTION + 4);
        drawn.entry(vec![at]).or_default().push_str(&told);
    }
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <style>\n.b {{ font-weight: bold }}\n"
    );
    for when in drawn.keys().filter(|when| when.len() < scenes.len()) {
        svg.push_str(&playing(when, scenes));
    }
    writeln!(
        svg,
        "@media (prefers-reduced-motion: reduce) {{ g {{ animation: none !important }} }}\n</style>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{BACKGROUND}\"/>"
    )
    .unwrap();
    for (when, elements) in &drawn {
        if when.len() < scenes.len() {
            writeln!(svg, "<g class=\"{}\">\n{elements}</g>", name(when)).unwrap();
        } else {
            svg.push_str(elements);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn name(when: &[usize]) -> String {
    let scenes: Vec<String> = when.iter().map(usize::to_string).collect();
    format!("s{}", scenes.join("-"))
}

/// When something is to be seen: by itself in the first scene, then as the film goes on.
fn playing(when: &[usize], scenes: &[Scene]) -> String {
    let whole: usize = scenes.iter().map(|scene| scene.seconds).sum();
    let name = name(when);
    let (mut frames, mut passed, mut before) = (String::new(), 0, None);
    for (at, scene) in scenes.iter().enumerate() {
        let seen = when.contains(&at);
        if before != Some(seen) {
            let percent = passed as f64 * 100.0 / whole as f64;
            let visibility = visibility(seen);
            write!(frames, " {percent:.2}% {{ visibility: {visibility} }}").unwrap();
            before = Some(seen);
        }
        passed += scene.seconds;
    }
    let still = visibility(when.contains(&0));
    format!(
        "@keyframes {name} {{{frames} }}\n\
         .{name} {{ visibility: {still}; animation: {name} {whole}s step-end infinite }}\n"
    )
}

fn visibility(seen: bool) -> &'static str {
    if seen { "visible" } else { "hidden" }
}

/// What was pressed, as the caps of the keys, and what it is good for.
fn caption(scene: &Scene, top: usize) -> String {
    let mut told = String::new();
    let mut left = MARGIN + CELL.0;
    let base = top + 18;
    for key in &scene.keys {
        let span = (key.chars().count() + 2) * CELL.0;
        let text = left + CELL.0;
        writeln!(
            told,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{span}\" height=\"26\" rx=\"5\" fill=\"#2a2f3a\" \
             stroke=\"#4a5162\"/>\n<text x=\"{text}\" y=\"{base}\" fill=\"#ffffff\">{}</text>",
            escaped(key)
        )
        .unwrap();
        left += span + CELL.0;
    }
    writeln!(
        told,
        "<text x=\"{left}\" y=\"{base}\" fill=\"{FOREGROUND}\">{}</text>",
        escaped(scene.says)
    )
    .unwrap();
    told
}

/// A row as runs of cells of one look, placed on the grid.
fn row(screen: &Buffer, y: u16) -> String {
    let cells: Vec<&Cell> = (0..screen.area.width).map(|x| &screen[(x, y)]).collect();
    let look = |cell: &Cell| (cell.fg, cell.bg, cell.modifier);
    let (mut drawn, mut x) = (String::new(), 0);
    for run in cells.chunk_by(|a, b| look(a) == look(b)) {
        drawn.push_str(&stretch(run, x, usize::from(y)));
        x += run.len();
    }
    drawn
}

fn stretch(run: &[&Cell], x: usize, y: usize) -> String {
    let Some(first) = run.first() else {
        return String::new();
    };
    let (mut fg, mut bg) = (colour(first.fg, FOREGROUND), colour(first.bg, BACKGROUND));
    if first.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut fg, &mut bg);
    }
    let (left, top) = (MARGIN + x * CELL.0, MARGIN + y * CELL.1);
    let mut drawn = String::new();
    if bg != BACKGROUND {
        let (span, high) = (run.len() * CELL.0, CELL.1);
        writeln!(
            drawn,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{span}\" height=\"{high}\" fill=\"{bg}\"/>"
        )
        .unwrap();
    }
    let bold = if first.modifier.contains(Modifier::BOLD) {
        " class=\"b\""
    } else {
        ""
    };
    let text: String = run.iter().map(|cell| cell.symbol()).collect();
    let mut at = 0;
    // whether blanks side by side are kept is each reader's own matter
    for part in text.split("  ") {
        let blank = part.len() - part.trim_start().len();
        let words = part.trim();
        if !words.is_empty() {
            let (left, base) = (left + (at + blank) * CELL.0, top + 14);
            let span = words.chars().count() * CELL.0;
            writeln!(
                drawn,
                "<text x=\"{left}\" y=\"{base}\" textLength=\"{span}\" fill=\"{fg}\"{bold}>{}</text>",
                escaped(words)
            )
            .unwrap();
        }
        at += part.chars().count() + 2;
    }
    drawn
}

fn colour(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset => otherwise.to_owned(),
        other => panic!("the truecolor theme uses {other}"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
