//! The small part of YAML that `clouds.yaml` is written in (JSON is a part of that part): mappings, lists, texts,
//! anchors, merge keys. A scalar keeps the letters it was written with, so that a password of digits stays one.
//!
//! INVARIANT: a scalar is a [`Secret`] from the start, because any of them may be one.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::super::secret::Secret;

/// No file of settings has more pieces; one that has is a trick with anchors.
const MOST: usize = 100_000;

/// A piece of the file.
#[derive(Clone, Debug)]
pub enum Node {
    /// Nothing was written, or `null`.
    Nothing,
    /// A scalar, as it was written.
    Text(Secret),
    /// Names and what they stand for.
    Mapping(Vec<(String, Node)>),
    /// A list.
    List(Vec<Node>),
}

impl Node {
    /// What a name stands for; the last word wins.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Mapping(entries) => entries
                .iter()
                .rev()
                .find(|(known, _)| known == name)
                .map(|(_, node)| node),
            _ => None,
        }
    }

    /// The names of a mapping.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let entries = match self {
            Self::Mapping(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(|(name, _)| name.as_str())
    }

    /// A scalar that is not empty.
    #[must_use]
    pub fn text(&self) -> Option<&Secret> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// This mapping with another laid over it, name by name, deeply.
    #[must_use]
    pub fn under(self, over: Self) -> Self {
        match (self, over) {
            (Self::Mapping(mut mine), Self::Mapping(theirs)) => {
                for (name, node) in theirs {
                    let at = mine.iter().position(|(known, _)| *known == name);
                    let node = match at.map(|at| mine.remove(at).1) {
                        Some(old) => old.under(node),
                        None => node,
                    };
                    mine.push((name, node));
                }
                Self::Mapping(mine)
            }
            (mine, Self::Nothing) => mine,
            (_, over) => over,
        }
    }
}

/// Reads the first document of a text. The message says where it stopped, and repeats nothing of it.
pub fn parse(text: &str) -> Result<Node, String> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let marker = error.marker();
            format!(
                "line {}, column {}: this is not YAML",
                marker.line(),
                marker.col() + 1
            )
        })?;
        let line = span.start.line();
        match event {
            Event::DocumentEnd => break,
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let node = match &*text {
                    "" | "~" | "null" | "Null" | "NULL" if plain => Node::Nothing,
                    _ => Node::Text(Secret::new(text.into_owned())),
                };
                builder.take(node, anchor, line)?;
            }
            Event::SequenceStart(anchor, _) => builder.open.push(Open {
                node: Node::List(Vec::new()),
                anchor,
                key: None,
            }),
            Event::MappingStart(anchor, _) => builder.open.push(Open {
                node: Node::Mapping(Vec::new()),
                anchor,
                key: None,
            }),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(done) = builder.open.pop() {
                    builder.take(done.node, done.anchor, line)?;
                }
            }
            Event::Alias(anchor) => {
                let node = builder.anchors.get(&anchor).cloned();
                builder.take(node.unwrap_or(Node::Nothing), 0, line)?;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
    }
    Ok(builder.root.unwrap_or(Node::Nothing))
}

/// A list or mapping that is not closed yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The name that waits for what it stands for.
    key: Option<String>,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
    taken: usize,
}

impl Builder {
    fn take(&mut self, node: Node, anchor: usize, line: usize) -> Result<(), String> {
        self.taken += size(&node);
        if self.taken > MOST {
            return Err(format!("line {line}: more than {MOST} pieces"));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut open.node, open.key.take()) {
            (Node::List(items), _) => items.push(node),
            (Node::Mapping(entries), Some(key)) if key == "<<" => merge(entries, node),
            (Node::Mapping(entries), Some(key)) => entries.push((key, node)),
            (Node::Mapping(_), None) => match node {
                Node::Text(text) => open.key = Some(text.reveal().to_owned()),
                _ => return Err(format!("line {line}: a name has to be a text")),
            },
            (Node::Nothing | Node::Text(_), _) => {}
        }
        Ok(())
    }
}

/// A merge key: what is not said beside it, wherever it stands, is taken from there.
fn merge(entries: &mut Vec<(String, Node)>, from: Node) {
    match from {
        Node::Mapping(mut theirs) => {
            theirs.append(entries);
            *entries = theirs;
        }
        Node::List(several) => {
            for one in several {
                merge(entries, one);
            }
        }
        Node::Nothing | Node::Text(_) => {}
    }
}

fn size(node: &Node) -> usize {
    1 + match node {
        Node::Mapping(entries) => entries.iter().map(|(_, node)| size(node)).sum(),
        Node::List(items) => items.iter().map(size).sum(),
        Node::Nothing | Node::Text(_) => 0,
    }
}
