//! Random requests: any principal, action, place and resource; keys given, missing, absent, empty or many-valued.

use permlens::catalogue::Catalogue;
use permlens::model::{
    AgencyId, Context, ContextValue, EnterpriseProjectId, GroupId, Mode, Principal, ProjectId,
    Request, TableId, UserId,
};

use super::dice::Dice;
use super::keys::{FILLED, GIVEN};
use super::words::{ACTIONS, RESOURCES};

/// A random request, strict: what it leaves out is absent.
#[must_use]
pub fn request(dice: &mut Dice) -> Request {
    let action = *dice.pick(&ACTIONS);
    let mut facts = Catalogue::embedded().facts(action);
    // The catalogue documents few actions; here most know enterprise projects.
    if dice.percent(60) {
        facts.enterprise_project =
            *dice.pick(&[Some(true), Some(true), Some(true), Some(false), None]);
    }
    let projects: Vec<ProjectId> = [0, 0, 1, 2, 3].map(ProjectId::from_index).to_vec();
    let enterprise = [0, 1].map(EnterpriseProjectId::from_index);
    Request {
        principal: principal(dice),
        facts,
        project: dice.percent(92).then(|| *dice.pick(&projects)),
        enterprise_project: dice.percent(75).then(|| *dice.pick(&enterprise)),
        resource: resource(dice, action),
        context: context(dice),
        mode: Mode::Strict,
        action: action.to_owned(),
    }
}

fn principal(dice: &mut Dice) -> Principal {
    match dice.below(10) {
        0..8 => Principal::User(UserId::from_index(dice.below(4))),
        8 => Principal::Group(GroupId::from_index(dice.below(4))),
        _ => Principal::Agency(AgencyId::from_index(0)),
    }
}

/// Mostly a resource of the action's service, so that patterns match.
fn resource(dice: &mut Dice, action: &str) -> Option<String> {
    let own = |resource: &&str| match action.split(':').next() {
        Some("iam") => resource.contains("iam"),
        Some(service) => resource.to_lowercase().starts_with(service),
        None => false,
    };
    let own: Vec<&str> = RESOURCES.into_iter().filter(own).collect();
    match dice.below(100) {
        0..40 => None,
        40..90 if !own.is_empty() => Some((*dice.pick(&own)).to_owned()),
        _ => Some((*dice.pick(&RESOURCES)).to_owned()),
    }
}

fn context(dice: &mut Dice) -> Context {
    let mut context = Context::default();
    let keys = GIVEN
        .iter()
        .map(|key| (key, 70))
        .chain(FILLED.iter().map(|key| (key, 4)));
    for ((name, _, values), percent) in keys {
        if !dice.percent(percent) {
            continue;
        }
        let count = match dice.below(20) {
            0 => {
                context.insert(name, ContextValue::Absent);
                continue;
            }
            1 => 0,
            2..5 => dice.within(2..=3),
            5..10 if *name == "g:TagKeys" => dice.within(2..=3),
            _ => 1,
        };
        let values = dice.many(count, |dice| (*dice.pick(values)).to_owned());
        context.insert(name, ContextValue::Values(values));
    }
    context
}
