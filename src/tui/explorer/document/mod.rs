//! A permission's document as one reads it: where it comes from, what it depends on, what its patterns mean, its text.
//!
//! INVARIANT: the statements that decide the cell under the cursor are marked, and nothing else is.

mod json;

use std::cell::RefCell;
use std::collections::HashSet;

use super::cards::{CARD, Thing};
use super::world::World;
use crate::catalogue::Publication;
use crate::engine::depends::dependencies;
use crate::model::{
    Basis, Document, Grant, Permission, PermissionId, Principal, Provenance, Version,
};
use crate::tui::overlays::reader::{Line, Reader};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;
use crate::tui::widgets::frame::Title;

/// What the document is opened for.
#[derive(Debug, Clone, Copy)]
pub struct Opened<'a> {
    /// Which permission.
    pub permission: PermissionId,
    /// How it reaches whom, where it was opened from an attachment.
    pub held: Option<(Principal, Grant)>,
    /// The service in view.
    pub service: &'static str,
    /// The statements that decide, with the patterns that matched.
    pub deciding: &'a [(usize, String)],
}

/// The document, ready to be read, and where its lines lead; `trail` names it and the cards that led there.
pub fn read(world: &World, trail: String, opened: Opened<'_>) -> (Reader, Vec<Thing>) {
    let permission = world.account().permission(opened.permission);
    let links = Links::default();
    let mut lines = origin(world, permission, opened.held, &links);
    let card = Line::new(vec![Piece::new(
        ThemeRole::Key,
        "What it is, and who else has it",
    )]);
    lines.push(links.lead(card, Thing::Permission(opened.permission)));
    lines.extend(depends(world, permission, opened, &links));
    if let Some(document) = &permission.document {
        lines.push(Line::default());
        let mut heading = Line::heading("Document");
        if opened.deciding.is_empty() {
            heading
                .pieces
                .push(note("  nothing in it decides the current cell"));
        } else {
            heading.pieces.push(note("  ● decides the current cell"));
        }
        lines.push(heading);
        let expand = |pattern: &str| match expanded(world, document, pattern, &links) {
            Some(actions) => json::Means::Actions(actions),
            None => match world.catalogue().find_action(pattern) {
                Some(id) => json::Means::One(links.number(Thing::Action(id))),
                None => json::Means::Nothing,
            },
        };
        lines.extend(json::lines(&document.source, opened.deciding, &expand));
    } else {
        lines.push(Line::default());
        lines.push(Line::new(vec![Piece::new(
            ThemeRole::Unknown,
            "Nobody knows what it says: every action of its service stays conditional.",
        )]));
    }
    let title = Title::new(trail).summary(vec![
        Piece::new(ThemeRole::Key, "enter"),
        Piece::new(ThemeRole::Hint, " open  "),
        Piece::new(ThemeRole::Key, "esc"),
        Piece::new(ThemeRole::Hint, " close"),
    ]);
    let mut reader = Reader::new(title, lines).leading(CARD);
    if let Some(document) = &permission.document {
        reader = reader.of(format!("{:#}\n", document.source));
    }
    (reader, links.0.into_inner())
}

/// Where lines lead, collected while they are written.
#[derive(Default)]
struct Links(RefCell<Vec<Thing>>);

impl Links {
    /// The number of a link that leads there.
    fn number(&self, thing: Thing) -> usize {
        let mut targets = self.0.borrow_mut();
        targets.push(thing);
        targets.len() - 1
    }

    /// The line leads there.
    fn lead(&self, line: Line, thing: Thing) -> Line {
        Line {
            link: Some(self.number(thing)),
            ..line
        }
    }
}

fn note(words: impl Into<String>) -> Piece<'static> {
    Piece::new(ThemeRole::Muted, words.into())
}

fn fact(name: &str, role: ThemeRole, words: impl Into<String>) -> Line {
    Line::new(vec![
        Piece::new(ThemeRole::Label, format!("{name:<12}")),
        Piece::new(role, words.into()),
    ])
}

/// What it is, where its content comes from, where it was published.
fn origin(
    world: &World,
    permission: &Permission,
    held: Option<(Principal, Grant)>,
    links: &Links,
) -> Vec<Line> {
    let account = world.account();
    let catalogue = world.catalogue();
    let mut kind = permission.kind.text().to_owned();
    if let Some(document) = &permission.document {
        kind.push_str(&format!(", version {}", document.version.text()));
    }
    let mut lines = vec![fact("Kind", ThemeRole::Text, kind)];
    if permission.name != permission.display_name && !permission.name.is_empty() {
        lines.push(fact("Name", ThemeRole::Text, permission.name.clone()));
    }
    if let Some((principal, grant)) = held {
        let via = match grant.via {
            crate::model::Via::Group(id) => format!("group {}", account.group(id).shown()),
            crate::model::Via::Direct => format!("{}, directly", world.principal_text(principal)),
        };
        let scope = account.scope_name(grant.scope);
        let holder = match grant.via {
            crate::model::Via::Group(id) => Thing::Group(id),
            crate::model::Via::Direct => Thing::of(principal),
        };
        let line = fact("Attached to", ThemeRole::Text, format!("{via} @ {scope}"));
        lines.push(links.lead(line, holder));
    }
    let (role, words) = match permission.basis {
        Basis::Imported => (ThemeRole::Text, "as in the account"),
        Basis::Published => (ThemeRole::Published, "published for this name"),
        Basis::EarlierName => (ThemeRole::Predicted, "≈ published for an earlier name"),
        Basis::Convention => (
            ThemeRole::Predicted,
            "° predicted from the name; the cloud does not publish it",
        ),
        Basis::Unknown => (ThemeRole::Unknown, "? not known"),
    };
    lines.push(fact("Content", role, words));
    if permission.provenance == Provenance::Missing {
        lines.push(fact(
            "Reference",
            ThemeRole::Unknown,
            "found neither in the account nor in the catalogue",
        ));
    }
    if permission.provenance == Provenance::Unread {
        lines.push(fact(
            "Stands for",
            ThemeRole::Unknown,
            "what could not be read: anything may be attached here",
        ));
    }
    if let Some(id) = catalogue.find_permission(&permission.display_name)
        && permission.provenance != Provenance::Snapshot
    {
        let system = catalogue.permissions.get(id);
        if let Some(content) = &system.content {
            if content.publication == Publication::EarlierName
                && let Some(name) = content.published_as
            {
                lines.push(fact("Then called", ThemeRole::Text, name));
            }
            lines.push(fact("Source", ThemeRole::Muted, content.source));
            if !content.note.is_empty() {
                lines.push(fact("Remark", ThemeRole::Muted, content.note));
            }
        }
        for document in system.documents.iter().take(3) {
            let citation = catalogue.documents.get(*document).citation;
            lines.push(fact("Listed in", ThemeRole::Muted, citation));
        }
    }
    lines
}

/// The roles it depends on, as a tree, with what is there and what is missing.
fn depends(world: &World, permission: &Permission, opened: Opened<'_>, links: &Links) -> Vec<Line> {
    let lacks = opened
        .held
        .map(|(principal, grant)| world.engine().lacks(principal, grant));
    let mut tree = Tree {
        world,
        service: opened.service,
        root: permission.display_name.to_lowercase(),
        grown: HashSet::new(),
        lines: Vec::new(),
        links,
    };
    tree.grow(permission, "", lacks.as_deref(), DEEPEST);
    if !tree.lines.is_empty() {
        let heading = Line::heading(format!("Depends on, for {}", opened.service));
        tree.lines.splice(0..0, [Line::default(), heading]);
    }
    tree.lines
}

/// How far down a tree is drawn: below, a role's own document goes on.
const DEEPEST: usize = 8;

/// The tree of dependencies while it is drawn. Each role has its branches once: documents name each
/// other as they like, in circles too, and there are many more ways down than roles.
struct Tree<'a> {
    world: &'a World,
    service: &'static str,
    /// The role whose document it is.
    root: String,
    /// The roles with their branches drawn, and whether these say what is missing.
    grown: HashSet<(String, bool)>,
    lines: Vec<Line>,
    links: &'a Links,
}

impl<'a> Tree<'a> {
    /// The branches of one role; `lacks` names the missing ones, where anybody holds the role.
    fn grow(
        &mut self,
        permission: &'a Permission,
        stem: &str,
        lacks: Option<&[String]>,
        deeper: usize,
    ) {
        let world = self.world;
        let names = dependencies(world.catalogue(), permission, self.service);
        let count = names.len();
        for (nth, name) in names.into_iter().enumerate() {
            let (branch, below) = if nth + 1 == count {
                ("└ ", "  ")
            } else {
                ("├ ", "│ ")
            };
            let missing =
                lacks.map(|lacks| lacks.iter().any(|lack| lack.eq_ignore_ascii_case(name)));
            let state = match missing {
                Some(true) => Piece::new(ThemeRole::MissingDependency, "  ✗ missing"),
                Some(false) => Piece::new(ThemeRole::Ok, "  ✓ present"),
                None => note(""),
            };
            let mut line = Line::new(vec![
                note(format!("{stem}{branch}")),
                Piece::new(ThemeRole::Text, name.to_owned()),
                state,
            ]);
            let Ok(id) = world.account().find_permission(name) else {
                self.lines.push(line);
                continue;
            };
            let role = world.account().permission(id);
            // below a role that is missing nobody holds anything
            let lacks = lacks.filter(|_| missing != Some(true));
            let key = name.to_lowercase();
            let ends = dependencies(world.catalogue(), role, self.service).is_empty();
            let drawn = (key, lacks.is_some());
            let (goes_on, why) = if ends {
                (false, "")
            } else if drawn.0 == self.root {
                (false, "  a circle: this is the role itself")
            } else if self.grown.contains(&drawn) {
                (false, "  depends on more, as above")
            } else if deeper == 0 {
                (false, "  depends on more: open it")
            } else {
                (true, "")
            };
            line.pieces.push(note(why));
            self.lines
                .push(self.links.lead(line, Thing::Permission(id)));
            if goes_on {
                self.grown.insert(drawn);
                self.grow(role, &format!("{stem}{below}"), lacks, deeper - 1);
            }
        }
    }
}

/// The actions that a pattern with a wildcard stands for.
fn expanded(world: &World, document: &Document, pattern: &str, links: &Links) -> Option<Vec<Line>> {
    // a question mark is a wildcard in identity policies only
    let question = document.version == Version::Identity && pattern.contains('?');
    if !question && !pattern.contains('*') {
        return None;
    }
    let universe = world.columns.universe();
    let catalogue = world.catalogue();
    let mut matched = universe.matching(&pattern.to_lowercase(), document.version);
    matched.keep(&universe.defined);
    let longest = matched
        .iter()
        .map(|id| catalogue.actions.get(id).name.len());
    let longest = longest.max().unwrap_or(0);
    let line = |id| {
        let action = catalogue.actions.get(id);
        let line = Line::new(vec![
            Piece::new(ThemeRole::Text, format!("{:<longest$}", action.name)),
            note(format!("  {}", action.label)),
        ]);
        let names = Some(action.name.to_owned());
        links.lead(Line { names, ..line }, Thing::Action(id))
    };
    Some(matched.iter().map(line).collect())
}
