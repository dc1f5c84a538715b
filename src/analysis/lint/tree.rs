//! Where everything stands in a JSON text: a tree of byte spans beside the value that `serde_json` reads.
//!
//! INVARIANT: only text that `serde_json` accepts comes here, so what is valid is decided once, and the nesting is no
//! deeper than it allows. Anything unexpected yields `None`, never a panic.

use std::ops::Range;

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
        bytes: text.as_bytes(),
        at: 0,
    };
    reader.blanks();
    reader.value()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Option<Node> {
        let start = self.at;
        let shape = match self.peek()? {
            b'{' => self.object()?,
            b'[' => self.array()?,
            b'"' => {
                self.string()?;
                Shape::Text
            }
            _ => {
                let ends = |byte: u8| byte.is_ascii_whitespace() || b",]}".contains(&byte);
                while self.peek().is_some_and(|byte| !ends(byte)) {
                    self.at += 1;
                }
                Shape::Bare
            }
        };
        Some(Node {
            span: start..self.at,
            shape,
        })
    }

    fn object(&mut self) -> Option<Shape> {
        let mut members = Vec::new();
        self.at += 1;
        loop {
            self.blanks();
            match self.peek()? {
                b'}' => break,
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            let start = self.at;
            self.string()?;
            let key_span = start..self.at;
            let key = serde_json::from_slice(self.bytes.get(key_span.clone())?).ok()?;
            self.blanks();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            self.blanks();
            members.push(Member {
                key,
                key_span,
                value: self.value()?,
            });
        }
        self.at += 1;
        Some(Shape::Object(members))
    }

    fn array(&mut self) -> Option<Shape> {
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.blanks();
            match self.peek()? {
                b']' => break,
                b',' => self.at += 1,
                _ => items.push(self.value()?),
            }
        }
        self.at += 1;
        Some(Shape::Array(items))
    }

    /// Steps over a string.
    fn string(&mut self) -> Option<()> {
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                _ => self.at += 1,
            }
        }
    }
}
