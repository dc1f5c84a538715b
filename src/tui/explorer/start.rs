//! Opening the explorer: on which account, principal, project, service and action.
//!
//! INVARIANT: what the call names is what is opened, before what the last session remembers; [`super::opening`] says the rest.

use std::sync::Arc;
use std::time::Instant;

use super::WhoCan;
use super::cards::{Cards, History, Thing};
use super::catalogue::CatalogueView;
use super::changes::Changes;
use super::evaluator::{Evaluator, standing};
use super::findings::Findings;
use super::logging;
use super::matrix::MatrixPane;
use super::opening::{busiest, telling, worth_seeing};
use super::resume::{go_on, left, resume};
use super::{Attached, Explorer, Moved, Place, Principals, World, greeting};
use crate::accepted::{self, Accepted};
use crate::engine::Engine;
use crate::engine::compiled::Columns;
use crate::import::LeftOut;
use crate::log::{Log, Record, Silence};
use crate::model::{EnterpriseProjectId, Principal, ProjectId, ServiceId};
use crate::places::Places;
use crate::tui::app::{App, Content, bindables};
use crate::tui::chord::ChordError;
use crate::tui::command::Table;
use crate::tui::event::Ending;
use crate::tui::keymap::Overrides;
use crate::tui::layout::{PaneId, ViewId};
use crate::tui::overlays::Overlay;
use crate::tui::own::{Left, Own, Session};
use crate::tui::terminal::TerminalError;
use crate::tui::theme::{Depth, Theme};
use crate::tui::widgets::text::Charset;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourChoice {
    /// As the environment says.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the explorer opens with.
#[derive(Debug, Clone)]
pub struct Start {
    /// The account and its engine.
    pub engine: Arc<Engine>,
    /// What the account is called in the header, where it has no name of its own.
    pub source: Option<String>,
    /// What could not be taken over from its source.
    pub problems: Vec<LeftOut>,
    /// Those of them that are objects left out or incomplete: an export says so.
    pub left_out: Vec<String>,
    /// What the account is, where that is not what one would think, and what is assumed about it; the first is said.
    pub remarks: Vec<String>,
    /// Whom to open on.
    pub principal: Option<Principal>,
    /// Which project; without one the project with most grants.
    pub project: Option<ProjectId>,
    /// Which enterprise project.
    pub enterprise_project: Option<EnterpriseProjectId>,
    /// Which service; without one a service that the principal's permissions speak of.
    pub service: Option<ServiceId>,
    /// Which action.
    pub action: Option<String>,
    /// Which view.
    pub view: Option<ViewId>,
    /// What was filtered when the last session was left.
    pub filters: Vec<(ViewId, PaneId, String)>,
    /// The pane in focus.
    pub focus: Option<PaneId>,
    /// How the last session was left, where this one goes on there.
    pub left: Option<Left>,
    /// Only the given account: no file written, no connection, no program started.
    pub restricted: bool,
    /// The findings that are accepted, and where that is written.
    pub accepted: Accepted,
    /// Where the user's own files are; nowhere means that none is read or written.
    pub places: Option<Places>,
    /// When to use colour.
    pub colour: ColourChoice,
    /// When the program began.
    pub began: Instant,
}

impl Start {
    /// With nothing said but the account.
    pub fn new(engine: Arc<Engine>) -> Self {
        Self {
            engine,
            source: None,
            problems: Vec::new(),
            left_out: Vec::new(),
            remarks: Vec::new(),
            principal: None,
            project: None,
            enterprise_project: None,
            service: None,
            action: None,
            view: None,
            filters: Vec::new(),
            focus: None,
            left: None,
            restricted: false,
            accepted: Accepted {
                path: accepted::beside(None),
                rows: Vec::new(),
            },
            places: None,
            colour: ColourChoice::default(),
            began: Instant::now(),
        }
    }
}

/// Opens the explorer in the terminal and shows it until it ends.
pub fn open(mut start: Start) -> Result<Ending, TerminalError> {
    let var = |name: &str| std::env::var(name).ok();
    let depth = match start.colour {
        ColourChoice::Auto => Depth::from_env(var),
        ColourChoice::Never => Depth::None,
        // whoever asks for colour gets it whatever NO_COLOR says
        ColourChoice::Always => match Depth::from_env(|name| match name {
            "NO_COLOR" => None,
            name => var(name),
        }) {
            Depth::None => Depth::Sixteen,
            depth => depth,
        },
    };
    let charset = Charset::from_env(var);
    let places = start.places.take();
    let began = start.began;
    let (app, session) = match owned(start, places.as_ref(), (depth, charset)) {
        Ok(opened) => opened,
        // the built-in keys are tested to be readable
        Err(_) => return Ok(Ending::Asked),
    };
    let log = app.shell.log.clone();
    log.write(&logging::opened(&app.content, began.elapsed()));
    log.write(&logging::terminal(var, (depth, app.shell.charset)));
    let (app, ending) = crate::tui::run(app).inspect_err(|error| {
        log.write(&Record::error(error.to_string()));
    })?;
    log.write(&logging::ended(ending));
    if let Some(places) = &places
        && let Err(error) = remembered(&app, session).write(places)
    {
        // the terminal may be gone: whoever would be told that the place was not remembered, is not there
        log.write(&Record::error(error.to_string()));
    }
    Ok(ending)
}

/// The explorer with the user's keys and themes, where the last session was left; and what that one remembered.
pub fn owned(
    mut start: Start,
    places: Option<&Places>,
    (depth, charset): (Depth, Charset),
) -> Result<(App<Explorer>, Session), ChordError> {
    let places = places.filter(|_| !start.restricted);
    let restricted = start.restricted;
    let own = Own::read(places, &bindables(&Table::<Explorer>::new()), depth);
    let mut session = own.session;
    if let Some(left) = &session.left {
        resume(&mut start, left);
    }
    let charset = own.charset.unwrap_or(charset);
    let mut app = with_keys(start, (own.theme, charset), &own.keys)?;
    app.shell.log = match restricted {
        true => Log::silent(Silence::Restricted),
        false => own.log,
    };
    app.shell.themes = own.themes;
    app.shell.sizes = session.sizes;
    app.shell.follows_terminal = !own.chosen;
    session.theme = session
        .theme
        .filter(|chosen| chosen == app.shell.theme.name());
    if places.is_some() && !session.greeted {
        session.greeted = true;
        app.open(Overlay::Message(greeting::welcome(&app)));
    }
    for wrong in &own.wrong {
        app.note(Record::warning(wrong.to_string()));
    }
    if !own.wrong.is_empty() {
        app.open(Overlay::Message(greeting::settings(&own.wrong)));
    }
    Ok((app, session))
}

/// What this session leaves to the next.
pub fn remembered(app: &App<Explorer>, before: Session) -> Session {
    let chosen = app.content.theme_chosen.then(|| app.shell.theme.name());
    Session {
        theme: chosen.map(str::to_owned).or(before.theme),
        sizes: app.shell.sizes,
        left: Some(left(app)),
        greeted: before.greeted,
    }
}

/// The explorer as an app, for whoever brings the screen.
pub fn app(start: Start, look: (Theme, Charset)) -> Result<App<Explorer>, ChordError> {
    with_keys(start, look, &Overrides::default())
}

fn with_keys(
    start: Start,
    look: (Theme, Charset),
    keys: &Overrides,
) -> Result<App<Explorer>, ChordError> {
    let (view, focus) = (start.view, start.focus);
    let (filters, left) = (start.filters.clone(), start.left.clone());
    let mut app = App::new(Explorer::new(start), look, keys)?;
    app.shell.view = view.unwrap_or_default();
    app.set_focus(focus.unwrap_or_else(|| app.focus()));
    if let Some(left) = &left {
        go_on(&mut app.content, left);
    }
    for (view, pane, text) in filters {
        if let Some(pane) = app.content.pane_mut(view, pane) {
            pane.set_filter(&text);
        }
    }
    app.content.follow(Moved::Place);
    Ok(app)
}

impl Explorer {
    /// Opens an account.
    pub fn new(start: Start) -> Self {
        let source = match (&start.source, start.engine.account().domain.name.as_str()) {
            (_, name) if !name.is_empty() => name.to_owned(),
            (Some(source), _) => source.clone(),
            (None, _) => "account".to_owned(),
        };
        let columns = Arc::new(Columns::new(start.engine));
        let world = World { columns };
        let mut principals = Principals::new(world.clone());
        if let Some(principal) = start.principal.or_else(|| worth_seeing(&world)) {
            principals.select(principal);
        }
        let place = Place {
            project: start.project.or_else(|| busiest(&world)),
            enterprise_project: start.enterprise_project,
            service: start.service.or_else(|| {
                let asked = start.action.as_deref();
                asked
                    .and_then(|action| world.catalogue().service_of(action))
                    .or_else(|| telling(&world, principals.selected()))
            }),
        };
        let mut explorer = Self {
            source,
            file: start.source,
            problems: start.problems,
            left_out: start.left_out,
            remarks: start.remarks,
            doubt: start
                .action
                .as_deref()
                .and_then(|action| doubt(&world, start.view.unwrap_or_default(), action)),
            restricted: start.restricted,
            place,
            principals,
            attached: Attached::new(world.clone()),
            matrix: MatrixPane::new(world.clone()),
            evaluator: Evaluator::new(world.clone()),
            findings: Findings::new(world.clone(), start.accepted),
            who: WhoCan::new(world.clone()),
            catalogue: CatalogueView::new(world.clone()),
            cards: Cards::default(),
            history: History::default(),
            changes: Changes::new(),
            live: super::live::Live::default(),
            theme_chosen: false,
            world,
        };
        explorer.open_catalogue(start.service, start.action.as_deref());
        if let (Some(ViewId::WhoCan), Some(action)) = (start.view, &start.action) {
            if let Some(principal) = start.principal {
                explorer.who.list.want(principal);
            }
            let context = explorer.evaluator.context();
            explorer.who.ask(action, explorer.place, context);
        }
        if let Some(principal) = start.principal {
            explorer.findings.list.want(principal);
        }
        explorer.follow(Moved::Place);
        if let Some(action) = &start.action {
            explorer.matrix.select_action(action);
            explorer.follow(Moved::Cell);
            explorer.evaluator.set_action(action);
        }
        explorer
    }
}

impl Explorer {
    /// The Catalogue view opens on what the call names, else on the service that the header does.
    fn open_catalogue(&mut self, service: Option<ServiceId>, action: Option<&str>) {
        let catalogue = self.world.catalogue();
        let action = action.and_then(|name| catalogue.find_action(name));
        let named = action.map(Thing::Action).or(service.map(Thing::Service));
        match named {
            Some(thing) => self.catalogue.go_to(thing),
            None => self.catalogue.lead(self.place.service),
        }
    }
}

/// What is wrong with the action that the call names; the Access view tells it in its evaluator.
fn doubt(world: &World, view: ViewId, action: &str) -> Option<String> {
    if view == ViewId::Access {
        return None;
    }
    let told = standing(world, action).doubt();
    let missed = view == ViewId::Catalogue && world.catalogue().find_action(action).is_none();
    let told = told.or_else(|| missed.then(|| "no action of the catalogue".to_owned()))?;
    Some(format!("{action}: {told}"))
}
