//! The actions of an earlier catalogue, as a file: what `permlens catalog actions` printed then.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::analysis::audit::Earlier;

use super::failure::Failure;

/// Reads one JSON document, or a JSON object or an action a line.
pub fn read(path: &Path) -> Result<Earlier, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::Read {
        path: path.to_owned(),
        error,
    })?;
    let wrong = |found: &str| {
        Failure::Call(format!(
            "--since {}: expected actions as `permlens catalog actions --format json` prints them, or one a line, \
             found {found}",
            path.display()
        ))
    };
    let names = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Array(rows)) => rows
            .iter()
            .map(|row| action(row).ok_or_else(|| wrong(&shortened(&row.to_string()))))
            .collect::<Result<Vec<_>, _>>()?,
        _ => text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| {
                let row = serde_json::from_str(line).unwrap_or_else(|_| Value::from(line));
                action(&row).ok_or_else(|| wrong(&shortened(line)))
            })
            .collect::<Result<Vec<_>, _>>()?,
    };
    let earlier = Earlier::new(names);
    if earlier.is_empty() {
        return Err(wrong("none"));
    }
    Ok(earlier)
}

/// The action of a row; nothing where what stands there is none.
fn action(row: &Value) -> Option<String> {
    let name = row.as_str().or_else(|| row.get("action")?.as_str())?;
    let is_one = name.contains(':') && !name.contains(['*', ',', '"', '\t']);
    is_one.then(|| name.to_owned())
}

/// As much of a row as a message has room for.
fn shortened(row: &str) -> String {
    const ROOM: usize = 60;
    let mut start: String = row.chars().take(ROOM).collect();
    if start.len() < row.len() {
        start.push('…');
    }
    format!("{start:?}")
}
