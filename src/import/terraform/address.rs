//! Addresses of resources: `module.shop["a"].data.huaweicloud_identity_role.read[0]`.
//! References of a configuration are written the same way and go on to an attribute.

use std::fmt;

/// A step of an address and the key in brackets behind it, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Step {
    /// The word.
    pub name: String,
    /// `["a"]` or `[0]`, without the brackets.
    pub key: Option<String>,
}

/// Where a resource stands in a configuration, which instance it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Address {
    /// The modules it is in, from the outermost.
    pub modules: Vec<Step>,
    /// Whether it only reads what somebody else manages.
    pub data: bool,
    /// Its type.
    pub kind: String,
    /// Its name, and its key among the instances of that name.
    pub name: Step,
}

impl Address {
    /// Reads an address; what follows it (an attribute) is handed back.
    pub(super) fn parse(text: &str) -> Option<(Self, Vec<Step>)> {
        Self::of_steps(steps(text)?)
    }

    /// The resource that steps lead to, and what follows.
    pub(super) fn of_steps(steps: Vec<Step>) -> Option<(Self, Vec<Step>)> {
        let mut rest = steps.into_iter().peekable();
        let mut modules = Vec::new();
        while rest.peek()?.name == "module" {
            rest.next();
            modules.push(rest.next()?);
        }
        let data = rest.peek()?.name == "data";
        if data {
            rest.next();
        }
        let kind = rest.next()?.name;
        let name = rest.next()?;
        let address = Self {
            modules,
            data,
            kind,
            name,
        };
        Some((address, rest.collect()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for module in &self.modules {
            write!(f, "module.{module}.")?;
        }
        let data = if self.data { "data." } else { "" };
        write!(f, "{data}{}.{}", self.kind, self.name)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{}[{key}]", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// The steps of a path; a key in quotes may hold dots and brackets.
pub(super) fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        // Of `users[0][1]` the second key says nothing that is needed.
        let mut key = None;
        while let Some(inside) = rest.strip_prefix('[') {
            let end = key_end(inside)?;
            let (text, after) = inside.split_at(end);
            key.get_or_insert_with(|| text.to_owned());
            rest = after.strip_prefix(']')?;
        }
        if name.is_empty() {
            return None;
        }
        steps.push(Step {
            name: name.to_owned(),
            key,
        });
        match rest.strip_prefix('.') {
            Some("") => return None,
            Some(after) => rest = after,
            None if rest.is_empty() => {}
            None => return None,
        }
    }
    Some(steps)
}

/// Where the bracket closes.
fn key_end(inside: &str) -> Option<usize> {
    if !inside.starts_with('"') {
        return inside.find(']');
    }
    let mut escaped = false;
    for (at, character) in inside.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}
