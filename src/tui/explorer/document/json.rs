//! JSON as lines of coloured pieces, in the author's order: the deciding statements marked, patterns with wildcards open to
//! the actions they stand for.
//!
//! INVARIANT: joined, the pieces without the counts in the margin are the same JSON value again.

use serde_json::Value;

use crate::tui::overlays::reader::Line;
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;

/// Where in the document one is, as far as marking cares.
#[derive(Clone, Copy, Default)]
struct At<'a> {
    depth: usize,
    statement: Option<usize>,
    key: &'a str,
}

/// What the text in the place of an action means.
pub enum Means {
    /// It is a pattern and stands for these, one line each.
    Actions(Vec<Line>),
    /// It is an action; the number of the link to it.
    One(usize),
    /// Nobody knows.
    Nothing,
}

/// What an action or a pattern means.
pub type Expand<'a> = &'a dyn Fn(&str) -> Means;

/// The lines of a document; `deciding` names statements and the patterns in them.
pub fn lines(source: &Value, deciding: &[(usize, String)], expand: Expand<'_>) -> Vec<Line> {
    let mut writer = Writer {
        lines: vec![Line::default()],
        deciding,
        expand,
    };
    writer.value(source, At::default());
    for line in &mut writer.lines {
        let count = match line.more.len() {
            0 => continue,
            1 => "  1 action".to_owned(),
            count => format!("  {count} actions"),
        };
        line.pieces.push(Piece::new(ThemeRole::Muted, count));
    }
    writer.lines
}

struct Writer<'a> {
    lines: Vec<Line>,
    deciding: &'a [(usize, String)],
    expand: Expand<'a>,
}

impl Writer<'_> {
    fn put(&mut self, role: ThemeRole, text: impl Into<String>) {
        if let Some(line) = self.lines.last_mut() {
            line.pieces.push(Piece::new(role, text.into()));
        }
    }

    fn line(&mut self, depth: usize) {
        self.lines.push(Line::default());
        self.put(ThemeRole::Text, "  ".repeat(depth));
    }

    fn value(&mut self, value: &Value, at: At<'_>) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                self.put(ThemeRole::Muted, "{");
                let last = fields.len() - 1;
                for (nth, (key, inner)) in fields.iter().enumerate() {
                    self.line(at.depth + 1);
                    self.put(ThemeRole::Label, quoted(key));
                    self.put(ThemeRole::Muted, ": ");
                    let inside = At {
                        depth: at.depth + 1,
                        key,
                        ..at
                    };
                    self.value(inner, inside);
                    self.put(ThemeRole::Muted, if nth == last { "" } else { "," });
                }
                self.line(at.depth);
                self.put(ThemeRole::Muted, "}");
            }
            Value::Array(members) if !members.is_empty() => {
                self.put(ThemeRole::Muted, "[");
                let last = members.len() - 1;
                for (nth, inner) in members.iter().enumerate() {
                    self.line(at.depth + 1);
                    let statement = match at.key {
                        "Statement" if at.depth == 1 => Some(nth),
                        _ => at.statement,
                    };
                    let inside = At {
                        depth: at.depth + 1,
                        statement,
                        key: at.key,
                    };
                    self.value(inner, inside);
                    self.put(ThemeRole::Muted, if nth == last { "" } else { "," });
                }
                self.line(at.depth);
                self.put(ThemeRole::Muted, "]");
            }
            Value::Object(_) => self.put(ThemeRole::Muted, "{}"),
            Value::Array(_) => self.put(ThemeRole::Muted, "[]"),
            Value::String(text) => self.text(text, at),
            other => self.put(ThemeRole::Strong, other.to_string()),
        }
    }

    fn text(&mut self, text: &str, at: At<'_>) {
        let role = match (at.key, text) {
            ("Effect", "Allow") => ThemeRole::Allowed,
            ("Effect", "Deny") => ThemeRole::Denied,
            _ => ThemeRole::Text,
        };
        self.put(role, quoted(text));
        let decides = self.deciding.iter().any(|(statement, pattern)| {
            Some(*statement) == at.statement
                && match at.key {
                    "Effect" => true,
                    "Action" | "NotAction" => pattern == text,
                    _ => false,
                }
        });
        let is_action = matches!(at.key, "Action" | "NotAction");
        let means = match is_action {
            true => (self.expand)(text),
            false => Means::Nothing,
        };
        if let Some(line) = self.lines.last_mut() {
            line.stands_out |= decides;
            line.names = is_action.then(|| text.to_owned());
            match means {
                Means::Actions(actions) => line.more = below(at.depth, actions),
                Means::One(link) => line.link = Some(link),
                Means::Nothing => {}
            }
        }
    }
}

/// The lines stepped in as far as the value of this depth that they belong to.
fn below(depth: usize, mut lines: Vec<Line>) -> Vec<Line> {
    for line in &mut lines {
        let step = Piece::new(ThemeRole::Text, "  ".repeat(depth));
        line.pieces.insert(0, step);
    }
    lines
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
