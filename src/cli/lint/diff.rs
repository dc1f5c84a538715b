//! What a fix would change, as a unified diff.

use std::io::{self, Write};

use crate::report::plain;

/// Lines shown around a change.
const AROUND: usize = 3;

/// One line of either text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line<'a> {
    Both(&'a str),
    Old(&'a str),
    New(&'a str),
}

/// Writes the difference; nothing where there is none.
pub fn write(out: &mut dyn Write, label: &str, before: &str, after: &str) -> io::Result<()> {
    if before == after {
        return Ok(());
    }
    let old: Vec<&str> = before.split_terminator('\n').collect();
    let new: Vec<&str> = after.split_terminator('\n').collect();
    let lines = compared(&old, &new);
    let label = plain(label);
    writeln!(out, "--- {label}\n+++ {label}")?;
    // Where either text stands before each line.
    let mut places = Vec::with_capacity(lines.len());
    let (mut a, mut b) = (1, 1);
    for line in &lines {
        places.push((a, b));
        a += usize::from(!matches!(line, Line::New(_)));
        b += usize::from(!matches!(line, Line::Old(_)));
    }
    let mut next = 0;
    while let Some(first) = changed(&lines, next) {
        // A hunk reaches to a change that no more than its surroundings lie before.
        let mut last = first;
        while let Some(more) =
            changed(&lines, last + 1).filter(|more| *more <= last + 2 * AROUND + 1)
        {
            last = more;
        }
        let from = first.saturating_sub(AROUND).max(next);
        let to = (last + 1 + AROUND).min(lines.len());
        let hunk = lines.get(from..to).unwrap_or_default();
        let olds = hunk.iter().filter(|line| !matches!(line, Line::New(_)));
        let news = hunk.iter().filter(|line| !matches!(line, Line::Old(_)));
        let (a, b) = places.get(from).copied().unwrap_or((1, 1));
        writeln!(out, "@@ -{a},{} +{b},{} @@", olds.count(), news.count())?;
        for line in hunk {
            match line {
                Line::Both(text) => writeln!(out, " {}", plain(text))?,
                Line::Old(text) => writeln!(out, "-{}", plain(text))?,
                Line::New(text) => writeln!(out, "+{}", plain(text))?,
            }
        }
        next = to;
    }
    Ok(())
}

/// The first changed line from here on.
fn changed(lines: &[Line<'_>], from: usize) -> Option<usize> {
    let mut rest = lines.iter().enumerate().skip(from);
    rest.find(|(_, line)| !matches!(line, Line::Both(_)))
        .map(|(at, _)| at)
}

/// Both texts as one list, the common lines paired in order. A fix leaves most lines alone: looking for the next pair a
/// few lines ahead finds them.
fn compared<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    const AHEAD: usize = 64;
    let mut lines = Vec::new();
    let (mut a, mut b) = (0, 0);
    loop {
        match (old.get(a), new.get(b)) {
            (None, None) => return lines,
            (Some(one), Some(other)) if one == other => {
                lines.push(Line::Both(one));
                (a, b) = (a + 1, b + 1);
            }
            _ => {
                // The nearest pair: the fewest lines skipped in both.
                let pair = (1..AHEAD).find_map(|skipped| {
                    (0..=skipped).find_map(|first| {
                        let (i, j) = (a + first, b + skipped - first);
                        let same = old.get(i).zip(new.get(j)).is_some_and(|(x, y)| x == y);
                        same.then_some((i, j))
                    })
                });
                let (to_a, to_b) = pair.unwrap_or((old.len(), new.len()));
                lines.extend(old.iter().take(to_a).skip(a).map(|line| Line::Old(line)));
                lines.extend(new.iter().take(to_b).skip(b).map(|line| Line::New(line)));
                (a, b) = (to_a, to_b);
            }
        }
    }
}
