//! Where everything stands in a JSON text: a tree of byte spans beside the value that `serde_json` reads.
//!
//! INVARIANT: only text that `serde_json` accepts comes here, so what is valid is decided once, and the nesting is no
//! deeper than it allows. Anything unexpected yields `None`, never a panic.

use std::ops::Range;

use crate::engine::document::Steps;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// Its bytes, quotes and brackets included.
    pub span: Range<usize>,
    pub shape: Shape,
}

/// What a value is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// Members in order; of equal keys each.
    Object(Vec<Member>),
    Array(Vec<Node>),
    Text,
    /// A number, boolean or null.
    Bare,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub key: String,
    /// The key's bytes, with its quotes.
    pub key_span: Range<usize>,
    pub value: Node,
}

/// What a JSON pointer leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub node: &'a Node,
    /// The member whose value it is.
    pub member: Option<&'a Member>,
    /// Whether all of the pointer was there; otherwise this is as far as it led.
    pub whole: bool,
}

impl Node {
    /// Follows a pointer as far as it leads. Of equal keys the last one counts, as for the parser.
    pub fn follow(&self, pointer: &str) -> Found<'_> {
        let mut found = Found {
            node: self,
            member: None,
            whole: true,
        };
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let next = match &found.node.shape {
                Shape::Object(members) => members
                    .iter()
                    .rfind(|member| member.key == token)
                    .map(|member| (&member.value, Some(member))),
                Shape::Array(items) => token
                    .parse::<usize>()
                    .ok()
                    .and_then(|at| items.get(at))
                    .map(|item| (item, None)),
                Shape::Text | Shape::Bare => None,
            };
            let Some((node, member)) = next else {
                found.whole = false;
                return found;
            };
            found = Found {
                node,
                member,
                whole: true,
            };
        }
        found
    }

    /// The members of an object.
    pub fn members(&self) -> &[Member] {
        match &self.shape {
            Shape::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements of an array.
    pub fn items(&self) -> &[Self] {
        match &self.shape {
            Shape::Array(items) => items,
            _ => &[],
        }
    }
}

/// The tree of a text that is valid JSON.
pub(super) fn read(text: &str) -> Option<Node> {
    let mut reader = Reader {
        steps: Steps::new(text),
    };
    reader.value()
}

struct Reader<'a> {
    steps: Steps<'a>,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Node> {
        let start = self.steps.at;
        let shape = match self.steps.peek()? {
            b'{' => self.object()?,
            b'[' => self.array()?,
            b'"' => {
                self.steps.string()?;
                Shape::Text
            }
            _ => {
                let ends = |byte: u8| byte.is_ascii_whitespace() || b",]}".contains(&byte);
                while self.steps.peek().is_some_and(|byte| !ends(byte)) {
                    self.steps.at += 1;
                }
                Shape::Bare
            }
        };
        Some(Node {
            span: start..self.steps.at,
            shape,
        })
    }

    fn object(&mut self) -> Option<Shape> {
        let mut members = Vec::new();
        self.steps.at += 1;
        loop {
            self.steps.blanks();
            match self.steps.peek()? {
                b'}' => break,
                b',' => {
                    self.steps.at += 1;
                    continue;
                }
                _ => {}
            }
            let start = self.steps.at;
            let key = serde_json::from_slice(self.steps.string()?).ok()?;
            let key_span = start..self.steps.at;
            self.steps.blanks();
            self.steps.mark(b':')?;
            members.push(Member {
                key,
                key_span,
                value: self.value()?,
            });
        }
        self.steps.at += 1;
        Some(Shape::Object(members))
    }

    fn array(&mut self) -> Option<Shape> {
        let mut items = Vec::new();
        self.steps.at += 1;
        loop {
            self.steps.blanks();
            match self.steps.peek()? {
                b']' => break,
                b',' => self.steps.at += 1,
                _ => items.push(self.value()?),
            }
        }
        self.steps.at += 1;
        Some(Shape::Array(items))
    }
}
