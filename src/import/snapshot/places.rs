//! Projects and enterprise projects.

use crate::engine::document::{Place, quote};
use crate::model::{Account, EnterpriseProject, Project, ProjectId};

use super::super::fields::{self, Fields};
use super::super::problem::Problems;
use super::{Rows, identity};

pub(super) fn projects(
    fields: &mut Fields,
    account: &mut Account,
    rows: &mut Rows,
    problems: &mut Problems,
) {
    let root = Place::ROOT;
    let list = root.key("projects");
    let mut read = Vec::new();
    for (index, value) in fields::list(fields, "projects", problems)
        .into_iter()
        .enumerate()
    {
        let place = list.index(index);
        let Some(mut fields) = fields::object(value, &place, problems) else {
            continue;
        };
        let Some((id, name)) = identity(&mut fields, &place, &rows.projects, problems) else {
            continue;
        };
        let Ok(enabled) = fields::flag(&mut fields, "enabled", &place, problems) else {
            continue;
        };
        let row = account.projects.push(Project {
            id,
            name,
            parent: None,
            enabled: enabled.unwrap_or(true),
            extra: fields,
        });
        let project = account.projects.get(row);
        rows.projects.row(&project.id, &project.name, row);
        read.push((index, row));
    }
    // A parent may stand after its child.
    for (index, row) in read {
        parent(row, &list.index(index), account, (rows, problems));
    }
}

/// The domain, null or an unknown project as parent is that of a region project (section 5.2); it stays in `extra`.
fn parent(
    row: ProjectId,
    place: &Place<'_>,
    account: &mut Account,
    (rows, problems): (&Rows, &mut Problems),
) {
    let value = account.projects.get(row).extra.get("parent_id");
    let Some(id) = value.and_then(fields::text_of) else {
        if let Some(value) = value.filter(|value| !value.is_null()) {
            let advice = "it is taken for a region project";
            problems.wrong(
                &place.key("parent_id"),
                "the id of a project",
                Some(value),
                advice,
            );
        }
        return;
    };
    let Some(parent) = rows.projects.by_id(&id) else {
        return;
    };
    let mut above = Some(parent);
    while let Some(project) = above {
        if project == row {
            let found = format!("a circle through {}", quote(&id));
            let advice = "it is taken for a region project";
            problems.at(&place.key("parent_id"), "the region project", found, advice);
            return;
        }
        above = account.projects.get(project).parent;
    }
    let project = account.projects.get_mut(row);
    project.extra.shift_remove("parent_id");
    project.parent = Some(parent);
}

pub(super) fn enterprise_projects(
    fields: &mut Fields,
    account: &mut Account,
    rows: &mut Rows,
    problems: &mut Problems,
) {
    fields::each(
        fields,
        "enterprise_projects",
        problems,
        |mut fields, place, problems| {
            let names = &rows.enterprise_projects;
            let (id, name) = identity(&mut fields, place, names, problems)?;
            let row = account.enterprise_projects.push(EnterpriseProject {
                id,
                name,
                extra: fields,
            });
            let project = account.enterprise_projects.get(row);
            rows.enterprise_projects
                .row(&project.id, &project.name, row);
            Some(())
        },
    );
}
