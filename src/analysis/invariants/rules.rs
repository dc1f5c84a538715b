//! The file of rules: TOML, a `[[rule]]` each.

use serde::Deserialize;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, unlike every other's.
    pub name: String,
    /// What must hold.
    pub condition: Condition,
    /// In these projects; in any when there are none.
    pub projects: Vec<String>,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Nobody but these may do any of it.
    Only {
        /// Who may.
        who: Vec<Who>,
        /// What.
        may: Vec<String>,
    },
    /// Everyone of the group may do all of it.
    Everyone {
        /// The group.
        group: String,
        /// What.
        may: Vec<String>,
    },
    /// Nobody may do both.
    NeverBoth(String, String),
    /// These may do the same.
    Equal(Vec<Who>),
    /// The query is true of nobody.
    Nobody(String),
}

/// Somebody, as a rule names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A user.
    User(String),
    /// The members of a group.
    Group(String),
}

/// A file that is no list of rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// It is not TOML, or has fields that rules do not have.
    #[error("{0}")]
    Toml(String),
    /// A rule says too little, too much, or something that is none.
    #[error("rule {name:?}: {what}")]
    Rule {
        /// Which.
        name: String,
        /// What is wrong, and what to do.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text, or a list of texts")]
enum Names {
    One(String),
    Many(Vec<String>),
}

impl Names {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    name: String,
    only: Option<Names>,
    may: Option<Names>,
    nobody_may: Option<Names>,
    except: Option<Names>,
    everyone_in: Option<String>,
    never_both: Option<Vec<String>>,
    equal: Option<Vec<String>>,
    nobody: Option<String>,
    projects: Option<Names>,
}

/// Reads the rules of a file.
pub fn parse(text: &str) -> Result<Vec<Rule>, RulesError> {
    let file: File = toml::from_str(text).map_err(|error| {
        let told = error.to_string();
        // One pair of brackets makes a table of what should be a row.
        let advice = match told.contains("invalid type: map, expected a sequence") {
            true => "a rule begins with [[rule]], in two pairs of brackets\n",
            false => "",
        };
        RulesError::Toml(format!("{told}{advice}"))
    })?;
    let mut rules: Vec<Rule> = Vec::new();
    for written in file.rule {
        let name = written.name.clone();
        let wrong = |what: &str| RulesError::Rule {
            name: name.clone(),
            what: what.to_owned(),
        };
        if rules.iter().any(|rule| rule.name == name) {
            return Err(wrong("another rule has this name; name each differently"));
        }
        rules.push(rule(written).map_err(|what| wrong(&what))?);
    }
    if rules.is_empty() {
        let what = "there is no [[rule]]; a file of rules has at least one".to_owned();
        return Err(RulesError::Toml(what));
    }
    Ok(rules)
}

const SHAPES: &str =
    "it must say one of: only and may, nobody-may, everyone-in and may, never-both, equal, nobody";

fn rule(written: Written) -> Result<Rule, String> {
    let Written {
        name,
        only,
        may,
        nobody_may,
        except,
        everyone_in,
        never_both,
        equal,
        nobody,
        projects,
    } = written;
    let who = |names: Vec<String>| {
        names
            .iter()
            .map(|name| someone(name))
            .collect::<Result<Vec<_>, _>>()
    };
    let condition = match (
        only,
        may,
        nobody_may,
        except,
        everyone_in,
        never_both,
        equal,
        nobody,
    ) {
        (Some(only), Some(may), None, None, None, None, None, None) => Condition::Only {
            who: who(only.list())?,
            may: said(may)?,
        },
        (None, None, Some(may), except, None, None, None, None) => Condition::Only {
            who: who(except.map(Names::list).unwrap_or_default())?,
            may: said(may)?,
        },
        (None, Some(may), None, None, Some(group), None, None, None) => Condition::Everyone {
            group,
            may: said(may)?,
        },
        (None, None, None, None, None, Some(both), None, None) => match both.as_slice() {
            [one, other] => Condition::NeverBoth(one.clone(), other.clone()),
            _ => {
                return Err(format!(
                    "never-both names {} things; it takes two",
                    both.len()
                ));
            }
        },
        (None, None, None, None, None, None, Some(equal), None) => {
            if equal.len() < 2 {
                return Err("equal names fewer than two; it takes at least two".to_owned());
            }
            Condition::Equal(who(equal)?)
        }
        (None, None, None, None, None, None, None, Some(query)) => Condition::Nobody(query),
        _ => return Err(SHAPES.to_owned()),
    };
    Ok(Rule {
        name,
        condition,
        projects: projects.map(Names::list).unwrap_or_default(),
    })
}

fn said(may: Names) -> Result<Vec<String>, String> {
    let may = may.list();
    if may.is_empty() {
        return Err("it says nothing that may be done; name an action, a wildcard, an API call or an operation".to_owned());
    }
    Ok(may)
}

fn someone(text: &str) -> Result<Who, String> {
    match text.split_once(':') {
        Some(("user", name)) if !name.is_empty() => Ok(Who::User(name.to_owned())),
        Some(("group", name)) if !name.is_empty() => Ok(Who::Group(name.to_owned())),
        _ => Err(format!("{text:?} is nobody; write user:NAME or group:NAME")),
    }
}
