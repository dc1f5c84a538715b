//! Which request an answer is to: by the path that was asked, or by a file name that was made from one.
//! The host and whatever stands before the version do not matter.

use super::calls::{CALLS, Call, variable};

/// A request of the table, with what varies in it filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// The request.
    pub call: &'static Call,
    /// Its variables, in the order of the path.
    pub values: Vec<(&'static str, String)>,
    /// What was asked with it, as written.
    pub query: String,
}

impl Asked {
    /// The value of a variable.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.values.iter().find(|(given, _)| *given == name)?;
        Some(value)
    }

    /// A parameter it was asked with.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| {
            let (given, value) = pair.split_once('=').unwrap_or((pair, ""));
            (given == name).then_some(value)
        })
    }

    /// Its path, filled in.
    pub(super) fn path(&self) -> String {
        filled(self.call.path, |name| self.value(name))
    }

    /// Whether what it lists counts below: a project's subprojects, the domain's projects.
    pub(super) fn inherited(&self) -> bool {
        self.call.path.ends_with("/inherited_to_projects")
    }
}

/// A path of the table with its variables filled in; what is not known stays in its braces.
pub(super) fn filled<'a>(path: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    path.split('/')
        .map(|part| match variable(part).and_then(&value) {
            Some(value) => value,
            None => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// The request that a URL or a path asks: `https://iam.example.org/v3/groups/7/users?limit=5`.
pub(super) fn by_path(path: &str) -> Option<Asked> {
    let path = path.strip_prefix("GET ").unwrap_or(path).trim();
    let (path, query) = path.split_once(['?', '#']).unwrap_or((path, ""));
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    // The host, or a folder before the version, may look like anything.
    (0..segments.len()).find_map(|from| {
        let segments = segments.get(from..)?;
        let mut found = CALLS.iter().filter_map(|call| {
            let values = match_path(call, segments)?;
            let query = query.to_owned();
            Some(Asked {
                call,
                values,
                query,
            })
        });
        let first = found.next()?;
        // One path may be two requests, told apart by what they are asked with.
        let other = found.next().filter(|other| {
            other.call.queries.iter().any(|asked| {
                let name = asked.split('=').next().unwrap_or(asked);
                !name.is_empty() && query.split('&').any(|given| given.starts_with(name))
            }) && other.call.path == first.call.path
        });
        Some(other.unwrap_or(first))
    })
}

fn match_path(call: &'static Call, segments: &[&str]) -> Option<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    let mut given = segments.iter();
    for expected in call.path.split('/').filter(|part| !part.is_empty()) {
        let given = given.next()?;
        match variable(expected) {
            Some(name) => values.push((name, unescaped(given))),
            None if expected.eq_ignore_ascii_case(given) => {}
            None => return None,
        }
    }
    given.next().is_none().then_some(values)
}

/// `%7E` and the like; what is no such thing stays.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte = escape
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The request that a file is named after, its folders included: `groups_7_users.json`, `v3_groups_7_users`,
/// `groups/7/users.json.gz`, `projects_p1_groups_7_roles-2.json`.
pub(super) fn by_name(name: &str) -> Option<Asked> {
    let mut name = without_line(name);
    for end in [".gz", ".json", ".jsonl", ".ndjson", ".txt", ".out", ".log"] {
        name = name.strip_suffix(end).unwrap_or(name);
    }
    let name = name.split('?').next().unwrap_or(name);
    let parts: Vec<&str> = name
        .split(['/', '\\'])
        .filter(|part| !part.is_empty())
        .collect();
    // As much of the folders as still names a request; a longer name says more.
    (0..parts.len()).find_map(|from| {
        let words: Vec<&str> = parts
            .get(from..)?
            .iter()
            .flat_map(|part| part.split('_'))
            .filter(|word| !word.is_empty())
            .collect();
        (0..words.len()).find_map(|from| by_words(words.get(from..)?))
    })
}

/// The file of `file:line`.
pub(super) fn without_line(name: &str) -> &str {
    match name.rsplit_once(':') {
        Some((file, line)) if line.chars().all(|digit| digit.is_ascii_digit()) => file,
        _ => name,
    }
}

fn by_words(words: &[&str]) -> Option<Asked> {
    CALLS.iter().find_map(|call| {
        let values = match_words(call, words)?;
        let query = String::new();
        Some(Asked {
            call,
            values,
            query,
        })
    })
}

/// The words of a name against a path, whose version and extension may be left out. Names of more than one word
/// (`inherited_to_projects`) are split as the file's are.
fn match_words(call: &'static Call, words: &[&str]) -> Option<Vec<(&'static str, String)>> {
    let full: Vec<&str> = call
        .path
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let named = |part: &&str| !is_version(part) && !part.starts_with("OS-");
    // A name with less than an owner in it says no more than its content does.
    (0..full.len())
        .take_while(|from| *from == 0 || full.get(from - 1).is_some_and(|part| !named(part)))
        .find_map(|from| match_from(full.get(from..)?, words))
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
}

fn match_from(parts: &[&'static str], words: &[&str]) -> Option<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    let mut words = words.iter().copied().peekable();
    for (at, part) in parts.iter().enumerate() {
        if let Some(name) = variable(part) {
            // An id is one word; a name may be several, up to what the path goes on with.
            let next = parts.get(at + 1).and_then(|part| part.split('_').next());
            let mut value = words.next()?.to_owned();
            while let (Some(next), Some(word)) = (next, words.peek())
                && !same(next, word)
            {
                value.push('_');
                value.push_str(word);
                words.next();
            }
            values.push((name, value));
        } else {
            for expected in part.split('_') {
                if !same(expected, words.next()?) {
                    return None;
                }
            }
        }
    }
    // A page's number may follow.
    let over = words.all(|word| {
        let number = word.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        number.chars().all(|digit| digit.is_ascii_digit())
            && matches!(word.strip_suffix(number), Some("" | "p" | "page" | "part"))
    });
    over.then_some(values)
}

/// A word of a path, and of a name: a page's number may hang on it (`users-2`, `users.p2`).
fn same(expected: &str, given: &str) -> bool {
    let Some(rest) = given
        .get(..expected.len())
        .filter(|start| start.eq_ignore_ascii_case(expected))
        .and_then(|_| given.get(expected.len()..))
    else {
        return false;
    };
    let page = rest.trim_start_matches(['-', '.', ' ', '(']);
    rest.is_empty()
        || (page.len() < rest.len()
            && page
                .trim_start_matches(|letter: char| letter.is_ascii_alphabetic())
                .trim_end_matches(')')
                .chars()
                .all(|digit| digit.is_ascii_digit()))
}
