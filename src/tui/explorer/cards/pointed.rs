//! Cards of what a cursor points at: a cell, a finding's evidence, somebody's paths. They lead on to all that they name.
//!
//! INVARIANT: nothing is worked out here: the panes know why, the card says it with links.

use super::{Card, CardLine, Thing};
use crate::analysis::audit::Evidence;
use crate::analysis::matrix::{Column, RowKey};
use crate::model::{Cause, Effect, TableId, Via};
use crate::report::settled;
use crate::tui::explorer::Explorer;
use crate::tui::explorer::matrix::{basis_text, mark_role, mark_word};
use crate::tui::theme::ThemeRole;
use crate::tui::widgets::Piece;

impl Card {
    /// A line that leads on, in words of its own.
    fn led(&mut self, role: ThemeRole, words: String, thing: Thing) {
        self.lines.push(CardLine {
            pieces: vec![Piece::new(role, words)],
            link: Some(thing),
        });
    }

    /// A fact that leads on.
    fn led_fact(&mut self, name: &str, words: &str, thing: Thing) {
        self.fact(name, ThemeRole::Text, words);
        if let Some(line) = self.lines.last_mut() {
            line.link = Some(thing);
        }
    }
}

impl Explorer {
    /// The row under the matrix's cursor: an operation, a service, an action of the catalogue.
    fn row_thing(&self) -> Option<Thing> {
        let actions = self.world.catalogue().actions.len();
        match self.matrix.pointed()?.row.key {
            RowKey::Operation(id) => Some(Thing::Operation(id)),
            RowKey::Service(id) => Some(Thing::Service(id)),
            RowKey::Action(id) => (id.index() < actions).then_some(Thing::Action(id)),
        }
    }

    /// The cell under the cursor: what it is, why it is so, and who else.
    pub(super) fn cell_card(&self) -> Card {
        let mut card = Card::default();
        let Some(pointed) = self.matrix.pointed() else {
            return card;
        };
        let (mark, basis) = (pointed.cell.mark, basis_text(pointed.cell.basis));
        let letter = format!("{}  {}, {basis}", mark.letter(), mark_word(mark));
        card.fact("Letter", mark_role(mark), letter);
        let row = self.row_thing();
        match row {
            Some(thing) => card.led_fact("Row", &pointed.row.label, thing),
            None => card.fact("Row", ThemeRole::Text, pointed.row.label.as_str()),
        }
        let column = match pointed.column {
            Column::Permission(id) => Thing::Permission(id),
            Column::Principal(principal) => Thing::of(principal),
        };
        let name = self.world.shown(pointed.column);
        card.led_fact("Column", &format!("{} {name}", column.kind()), column);
        card.heading("Why", None);
        let (words, causes) = self.evaluator.why_the_cell();
        card.note(words);
        for cause in &causes {
            self.cause(cause, &mut card);
            if let Column::Principal(_) = pointed.column {
                self.granted(cause, &mut card);
            }
        }
        let who = match row {
            Some(Thing::Action(id)) => Some(Thing::WhoCan(id)),
            Some(Thing::Operation(id)) => {
                let linked = self.world.catalogue().operations.get(id).is_linked();
                linked.then_some(Thing::WhoCanOperate(id))
            }
            _ => None,
        };
        if let Some(thing) = who {
            card.heading("Who else", None);
            card.lead(thing, "Who can do this?");
        }
        card
    }

    /// A statement that decides: it leads to its document.
    fn cause(&self, cause: &Cause, card: &mut Card) {
        let (word, role) = match cause.effect {
            Effect::Allow if cause.certain() => ("Allow", ThemeRole::Allowed),
            Effect::Allow => ("Allow, if", ThemeRole::Conditional),
            Effect::Deny if cause.certain() => ("Deny", ThemeRole::Denied),
            Effect::Deny => ("Deny, if", ThemeRole::Conditional),
        };
        let permission = self.world.account().permission(cause.grant.permission);
        let statement = cause.statement.map(|index| format!(" #{}", index + 1));
        let words = format!(
            "{word}  {}{}  {}",
            permission.shown(),
            statement.unwrap_or_default(),
            cause.pattern
        );
        card.led(role, words, Thing::Document(cause.grant.permission));
        for open in cause.open_keys.iter().chain(&cause.open_resources) {
            card.note(format!("  if {open}"));
        }
    }

    /// Through whom, and where, what decides was granted.
    fn granted(&self, cause: &Cause, card: &mut Card) {
        let account = self.world.account();
        let scope = account.scope_name(cause.grant.scope);
        match cause.grant.via {
            Via::Group(id) => {
                let words = format!("  via group {} @ {scope}", account.group(id).shown());
                card.led(ThemeRole::Muted, words, Thing::Group(id));
            }
            Via::Direct => card.note(format!("  granted directly @ {scope}")),
        }
    }

    /// The finding under the cursor: everyone and everything that its evidence names.
    pub(super) fn finding_card(&self) -> Card {
        let mut card = Card::default();
        let Some(finding) = self.findings.list.selected() else {
            return card;
        };
        let account = self.world.account();
        let rule = format!("{} {}", finding.rule.id, finding.rule.title);
        card.fact("Rule", ThemeRole::Text, rule);
        card.fact("Finding", ThemeRole::Strong, finding.title.as_str());
        card.fact("Fix", ThemeRole::Ok, finding.fix.as_str());
        card.heading("Evidence", Some(finding.evidence.len()));
        let mut holder = None;
        for evidence in &finding.evidence {
            let path = match evidence {
                Evidence::Fact(fact) => {
                    card.note(fact.as_str());
                    continue;
                }
                Evidence::Path(path) => path,
            };
            if holder != Some(path.holder) {
                holder = Some(path.holder);
                let words = self.world.principal_text(path.holder);
                card.led(ThemeRole::Strong, words, Thing::of(path.holder));
            }
            let name = &account.permission(path.permission).shown();
            let statement = path.statement.map(|at| format!(" #{}", at + 1));
            let statement = statement.unwrap_or_default();
            let pattern = path.pattern.as_deref().unwrap_or_default();
            let scope = account.scope_name(path.scope);
            let words = format!("  {name}{statement}  {pattern}  @ {scope}");
            card.led(ThemeRole::Text, words, Thing::Document(path.permission));
        }
        card
    }

    /// Whom the cursor of the view Who can is on, with everything that lets them.
    pub(super) fn paths_card(&self) -> Card {
        let mut card = Card::default();
        let Some(able) = self.who.able() else {
            return card;
        };
        let words = self.world.principal_text(able.principal);
        card.led(ThemeRole::Strong, words, Thing::of(able.principal));
        card.heading("Paths", Some(able.paths.len()));
        if able.paths.is_empty() {
            card.note(settled(able.reason));
        }
        for path in &able.paths {
            self.cause(&path.cause, &mut card);
            self.granted(&path.cause, &mut card);
        }
        card
    }
}
