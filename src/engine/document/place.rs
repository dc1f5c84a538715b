//! A place in a JSON value. Going down costs nothing; text is made only when something is said about the place.

use std::fmt::Write as _;

use super::plain;

/// Where in a JSON value: a step down from another place.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    step: Step<'a>,
    parent: Option<&'a Place<'a>>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The value itself.
    pub const ROOT: Place<'static> = Place {
        step: Step::Root,
        parent: None,
    };

    /// The value under a key.
    #[must_use]
    pub fn key(&'a self, key: &'a str) -> Place<'a> {
        Place {
            step: Step::Key(key),
            parent: Some(self),
        }
    }

    /// The element at an index.
    #[must_use]
    pub fn index(&'a self, index: usize) -> Place<'a> {
        Place {
            step: Step::Index(index),
            parent: Some(self),
        }
    }

    fn steps(&self) -> Vec<Step<'a>> {
        let mut steps = vec![self.step];
        let mut at = self.parent;
        while let Some(place) = at {
            steps.push(place.step);
            at = place.parent;
        }
        steps.reverse();
        steps
    }

    /// As a JSON pointer (RFC 6901): `/Statement/0/Effect`. Exact, hence untrusted text.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut text = String::new();
        for step in self.steps() {
            match step {
                Step::Root => {}
                Step::Key(key) => {
                    text.push('/');
                    text.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Step::Index(index) => {
                    let _ = write!(text, "/{index}");
                }
            }
        }
        text
    }

    /// As a JSON path, for reading: `$.roles[3].policy`. Safe to print.
    #[must_use]
    pub fn path(&self) -> String {
        let mut text = String::new();
        for step in self.steps() {
            match step {
                Step::Root => text.push('$'),
                Step::Key(key) => push_key(&mut text, key),
                Step::Index(index) => {
                    let _ = write!(text, "[{index}]");
                }
            }
        }
        text
    }

    /// The JSON path of a pointer below this place.
    #[must_use]
    pub fn path_below(&self, pointer: &str) -> String {
        let mut text = self.path();
        for token in pointer.split('/').skip(1) {
            if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) {
                let _ = write!(text, "[{token}]");
            } else {
                push_key(&mut text, &token.replace("~1", "/").replace("~0", "~"));
            }
        }
        text
    }
}

fn push_key(text: &mut String, key: &str) {
    let simple = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if simple {
        let _ = write!(text, ".{key}");
    } else {
        let _ = write!(text, "['{}']", plain(key));
    }
}
