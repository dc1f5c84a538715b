//! What the text in the action field says: an action, known or not, an API call, a pasted refusal, or none of these.
//!
//! INVARIANT: a text is never taken for another one; what a pasted text names and what it lacks is always told.

use super::answer::least_allowed;
use super::api::is_call;
use super::asked::Asked;
use super::telling::StoryLine;
use crate::analysis::call::Call;
use crate::analysis::pasted::{self, Part, Resolved, hints};
use crate::model::nearest;
use crate::tui::explorer::world::World;
use crate::tui::theme::ThemeRole;

/// What a text is to the catalogue and the account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// There is no text.
    #[default]
    Empty,
    /// Not of the form of an action, and no call.
    NoAction,
    /// An API call, known or not.
    Call,
    /// An action that a document or the catalogue defines.
    Known,
    /// Of the form of an action, but nothing names it; these look most like it.
    Unknown(Vec<String>),
}

impl Standing {
    /// What is said of a name that nothing knows.
    pub fn doubt(&self) -> Option<String> {
        let Self::Unknown(near) = self else {
            return None;
        };
        let near = match near.as_slice() {
            [] => String::new(),
            near => format!("; nearest: {}", near.join(", ")),
        };
        Some(format!("unknown to the catalogue{near}"))
    }
}

/// What a text is.
pub fn standing(world: &World, text: &str) -> Standing {
    let text = text.trim();
    if text.is_empty() {
        return Standing::Empty;
    }
    if Call::parse(text).is_ok() {
        return Standing::Call;
    }
    if !is_action(text) {
        return Standing::NoAction;
    }
    let universe = world.columns.universe();
    if universe.find(text).is_some() {
        return Standing::Known;
    }
    let names = (0..universe.len()).map(|index| {
        let id = crate::model::TableId::from_index(index);
        universe.name(id)
    });
    Standing::Unknown(nearest(text, names))
}

/// Whether a text has the form of one action: service, type, operation.
fn is_action(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let word = |part: &&str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    parts.len() == 3 && parts.iter().all(word)
}

/// What a pasted text filled in, told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heard {
    /// The lines that tell it.
    pub lines: Vec<StoryLine>,
}

/// Puts what a pasted refusal names into the fields; `None` if the text is none.
pub fn hear(world: &World, text: &str, asked: &mut Asked) -> Option<Heard> {
    let one_word = !text.trim().contains(char::is_whitespace);
    if one_word || Call::parse(text).is_ok() {
        return None;
    }
    // a call being typed is no refusal yet
    if is_call(text) && text.split_whitespace().count() < 3 {
        return None;
    }
    let read = pasted::read(text);
    if read.is_empty() {
        return None;
    }
    let resolved = read.resolve(world.account(), world.catalogue());
    let questions: Vec<String> = resolved.asked.iter().map(question).collect();
    if let Some(principal) = resolved.principal {
        asked.principal = Some(principal);
    }
    if let Some(project) = resolved.project {
        asked.project = Some(project);
    }
    if let Some(project) = resolved.enterprise_project {
        asked.enterprise_project = Some(project);
    }
    if let Some(resource) = &resolved.resource {
        asked.resource.clone_from(resource);
    }
    asked.action = least_allowed(world, asked, &questions).unwrap_or_default();
    let decision = super::answer::decide_text(world, asked);
    let mut lines = told(world, asked, &resolved);
    let notes = hints(&read, world.account(), decision);
    lines.extend(
        notes
            .into_iter()
            .map(|note| StoryLine::new("note", ThemeRole::Label, note)),
    );
    Some(Heard { lines })
}

fn question(asked: &pasted::Asked) -> String {
    match asked {
        pasted::Asked::Action(name) => name.clone(),
        pasted::Asked::Api(call, _) => format!("{} {}", call.method, call.path),
    }
}

fn told(world: &World, asked: &Asked, resolved: &Resolved) -> Vec<StoryLine> {
    let found: Vec<String> = resolved
        .found
        .iter()
        .map(|found| format!("{} {}", found.part.replace('_', " "), found.text))
        .collect();
    let mut lines = Vec::new();
    if !found.is_empty() {
        lines.push(StoryLine::new("found", ThemeRole::Label, found.join(", ")));
    }
    let account = world.account();
    for missing in &resolved.missing {
        let kept = match missing.part {
            Part::Action => "type the action or the call".to_owned(),
            Part::User => asked.principal.map_or("say who".to_owned(), |principal| {
                format!("asked for {}", account.principal_shown(principal))
            }),
            Part::Project => asked.project.map_or("asked in any".to_owned(), |id| {
                format!("asked in {}", account.project(id).shown())
            }),
            Part::EnterpriseProject => "say which".to_owned(),
        };
        lines.push(StoryLine::new(
            "lacks",
            ThemeRole::Warning,
            format!("{}: {kept}", missing.why),
        ));
    }
    lines
}
