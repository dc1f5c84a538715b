//! What an organization would refuse in a service control policy (L07), beside what it would refuse in any document of
//! 5.0. Nobody holds one, and it grants nothing: rules about holders and about sweeping grants do not speak here.

use crate::analysis::audit::Severity;
use crate::engine::document::control_remarks;
use crate::model::{Document, Version};

use super::bench::{Bench, Remark};
use super::{content, grammar};

/// Everything of this file.
pub(super) fn judge(bench: &mut Bench<'_>, document: &Document) {
    if document.version != Version::Identity {
        let found = document.version.text();
        let message = format!("service control policies are of Version 5.0, this one of {found}");
        let remark = Remark::new("L07", Severity::High, "/Version", message);
        bench.add(remark.help("write it in 5.0; the versions differ in more than the number"));
    }
    for remark in control_remarks(document) {
        let severity = grammar::severity(remark.severity);
        let place = remark.pointer.as_str();
        let help = "an Allow has Action alone there, a Deny has Action or NotAction, Resource and Condition";
        bench.add(Remark::new("L07", severity, place, remark.message.as_str()).help(help));
    }
    content::conditions(bench, document);
}
