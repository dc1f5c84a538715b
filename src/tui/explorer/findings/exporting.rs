//! The findings as a file: what the audit of the command line writes of the same account.
//!
//! INVARIANT: without a filter the file is that of `permlens audit`, byte for byte; with one it says so, and has what the
//! filter leaves.

use super::list::{Aside, List};
use crate::analysis::audit::Finding;
use crate::analysis::matrix::Projects;
use crate::report::{AuditReport, audit_answer, audit_page, audit_question};
use crate::tui::app::Export;
use crate::tui::explorer::export::filtered;

impl List {
    /// What is listed, for a file.
    pub(super) fn export(&self) -> Export {
        // what is folded away is in the file, as below a folded heading; what was accepted only where it is seen
        let wanted = self.wanted();
        let open = self.unfolded || !wanted.is_empty();
        let (mut left, mut accepted, mut shown) = (Vec::new(), Vec::new(), Vec::new());
        for (at, finding) in self.all().iter().enumerate() {
            if !Self::hits(&self.words, at, &wanted) {
                continue;
            }
            let reason = self.folds.get(at).and_then(Aside::reason);
            if reason.is_none() || open {
                shown.push(finding.clone());
            }
            match reason {
                Some(reason) => accepted.push((finding.clone(), reason.to_owned())),
                None => left.push(finding.clone()),
            }
        }
        let (world, paged) = (self.world.clone(), self.world.clone());
        Export {
            stem: "findings",
            asked: filtered(&audit_question(&[], self.now), &self.filter),
            make: Box::new(move || audit_answer(&shown, world.account())),
            page: Some(Box::new(move |out, provenance| {
                let accepted: Vec<(&Finding, &str)> = accepted
                    .iter()
                    .map(|(finding, reason)| (finding, reason.as_str()))
                    .collect();
                let report = AuditReport {
                    findings: &left,
                    accepted: &accepted,
                    columns: &paged.columns,
                    projects: Projects::any(paged.columns.engine()),
                    enterprise_project: None,
                    provenance,
                };
                audit_page(out, &report)
            })),
        }
    }
}
