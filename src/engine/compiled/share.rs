//! What one subject's own grants contribute at a place, packed; and what of them must wait for a principal.
//! INVARIANT: the sheet of a share holds for every principal that the subject's grants reach.

use crate::model::{Grant, GroupId, Layer, Principal, ProjectId};

use super::super::settings::DependsMode;
use super::column::{Columns, Stand};
use super::force::Standing;
use super::planes::{Planes, Sheet};
use super::universe::Level;
use super::{Bits, Compiled};

/// A subject's contribution to a layer at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// What it says to everybody.
    pub sheet: Sheet,
    /// Grants that count there and say different things to different principals: they depend on other
    /// roles, or a statement asks who the user is.
    pub kept: Box<[Grant]>,
    /// Grants that roles of the account may depend on, wherever they count.
    pub props: Box<[Grant]>,
}

impl Columns {
    /// Whether a permission depends on others, and that matters.
    pub(super) fn gated(&self, compiled: &Compiled) -> bool {
        compiled.gated && self.engine().settings().depends == DependsMode::Enforce
    }

    /// Whether a subject's contribution to the first layer differs in a project from everywhere else.
    pub(super) fn particular(&self, subject: Principal, project: Option<ProjectId>) -> bool {
        project.is_some()
            && self.engine().grants().own(subject).iter().any(|grant| {
                self.layer(grant, (project, None), Level::Project)
                    != self.layer(grant, (None, None), Level::Project)
                    || self
                        .compiled(grant.permission)
                        .is_some_and(|compiled| compiled.aside.iter().any(|it| it.hangs.project))
            })
    }

    fn layer(
        &self,
        grant: &Grant,
        (project, enterprise_project): (
            Option<ProjectId>,
            Option<crate::model::EnterpriseProjectId>,
        ),
        level: Level,
    ) -> Option<Layer> {
        Standing::new(self.engine(), &[], project, enterprise_project).layer(grant.scope, level)
    }

    /// Where a grant counts: the layer, and the actions it reaches.
    pub(super) fn reach(&self, grant: &Grant, stand: Stand) -> Option<(Layer, &Bits)> {
        let place = (stand.project, stand.enterprise_project);
        let counts = Level::ALL.map(|level| self.layer(grant, place, level));
        let layer = counts.into_iter().flatten().next()?;
        let reached = match layer {
            Layer::Iam => self
                .universe()
                .levels(counts.map(|counts| counts.is_some())),
            Layer::EnterpriseProject => &self.universe().enterprise_project,
        };
        Some((layer, reached))
    }

    /// A subject's contribution to the first layer in a project.
    pub(super) fn build_share(&self, subject: Principal, project: Option<ProjectId>) -> Share {
        let stand = Stand {
            project,
            enterprise_project: None,
        };
        let mut share = self.build(subject, stand, Layer::Iam);
        if let Principal::Group(group) = subject
            && self.engine().account().group(group).is_admin()
        {
            share.sheet.allow = super::Span::of(&Bits::all(self.universe().len()));
        }
        share
    }

    /// A subject's contribution to the second layer; statements that ask for the project are kept.
    pub(super) fn build_second(
        &self,
        subject: Principal,
        enterprise_project: crate::model::EnterpriseProjectId,
    ) -> Share {
        let stand = Stand {
            project: None,
            enterprise_project: Some(enterprise_project),
        };
        self.build(subject, stand, Layer::EnterpriseProject)
    }

    fn build(&self, subject: Principal, stand: Stand, wanted: Layer) -> Share {
        let engine = self.engine();
        let account = engine.account();
        let mut planes = Planes::none(self.universe().len());
        let (mut kept, mut props) = (Vec::new(), Vec::new());
        for grant in engine.grants().own(subject) {
            if wanted == Layer::Iam && self.is_prop(grant.permission) {
                props.push(*grant);
            }
            let Some((layer, mask)) = self.reach(grant, stand) else {
                continue;
            };
            let Some(compiled) = self.compiled(grant.permission) else {
                continue;
            };
            if layer != wanted || (layer == Layer::EnterpriseProject && compiled.role) {
                continue;
            }
            let personal = compiled.aside.iter().any(|aside| {
                aside.hangs.user || (aside.hangs.project && layer == Layer::EnterpriseProject)
            });
            if personal || self.gated(compiled) {
                kept.push(*grant);
            } else if compiled.aside.is_empty() {
                compiled.pour(&mut planes, mask);
            } else {
                let nobody = self.nobody(stand.project);
                let document = account.permission(grant.permission).document.as_ref();
                let part = compiled.weighed(document, self.universe(), &nobody);
                planes.add_masked(&part, mask);
            }
        }
        Share {
            sheet: Sheet::of(&planes),
            kept: kept.into(),
            props: props.into(),
        }
    }

    /// A subject's identity policies; statements that ask for the project are kept too.
    pub(super) fn build_identity(&self, grants: &[Grant]) -> Share {
        let mut planes = Planes::none(self.universe().len());
        let everything = Bits::all(self.universe().len());
        let mut kept = Vec::new();
        for grant in grants {
            match self.compiled(grant.permission) {
                Some(compiled) if compiled.aside.is_empty() && !self.gated(compiled) => {
                    compiled.pour(&mut planes, &everything);
                }
                Some(_) => kept.push(*grant),
                None => {}
            }
        }
        Share {
            sheet: Sheet::of(&planes),
            kept: kept.into(),
            props: Box::default(),
        }
    }
}

/// The subjects whose grants reach a principal: its groups, then itself.
pub(super) fn subjects<'a>(
    groups: &'a [GroupId],
    principal: Principal,
) -> impl Iterator<Item = Principal> + 'a {
    let own = (!matches!(principal, Principal::Group(_))).then_some(principal);
    let groups = groups.iter().map(|group| Principal::Group(*group));
    groups.chain(own)
}
