//! Which actions a pattern matches. A pattern of three segments is compared segment by segment, and each
//! distinct type and operation at most once: the cost does not grow with patterns × actions.

use crate::model::{ActionId, Version};

use super::glob::{Glob, Trials, wild};
use super::universe::Service;
use super::{Bits, Universe};

impl Universe {
    /// The actions that a pattern (in lower case) matches in a document of this version.
    #[must_use]
    pub fn matching(&self, pattern: &str, version: Version) -> Bits {
        self.matching_tried(pattern, version, &mut Default::default())
    }

    /// The same, with what earlier patterns found out about types and operations.
    pub(super) fn matching_tried(
        &self,
        pattern: &str,
        version: Version,
        (types, operations): &mut (Trials, Trials),
    ) -> Bits {
        if pattern == "*" {
            return Bits::all(self.len());
        }
        let mut bits = Bits::none(self.len());
        if !wild(pattern, version) {
            self.literal(pattern, version, &mut bits);
            return bits;
        }
        let parts: Vec<&str> = pattern.split(':').collect();
        if let [first, type_, operation] = parts.as_slice() {
            // As many colons as the names have: none is left for a star, so segment meets segment.
            let mut type_ = types.of(type_, version, &self.segments);
            let mut operation = operations.of(operation, version, &self.segments);
            let first_glob = Glob::new(first, version);
            for service in &self.services {
                if !first_glob.matches(&service.code) {
                    continue;
                }
                for (id, of_type, of_operation) in &service.regular {
                    if type_.fits(*of_type, &self.segments)
                        && operation.fits(*of_operation, &self.segments)
                    {
                        bits.insert(*id);
                    }
                }
            }
            self.scan(pattern, version, &mut bits, |service| &service.irregular);
        } else {
            self.scan(pattern, version, &mut bits, |service| &service.members);
        }
        if version == Version::Role {
            self.old_names(pattern, &mut bits);
        }
        bits
    }

    fn literal(&self, pattern: &str, version: Version, bits: &mut Bits) {
        if let Some(id) = self.find(pattern) {
            bits.insert(id);
        }
        if version != Version::Role {
            return;
        }
        let Some(rest) = pattern.strip_prefix("identity:") else {
            return;
        };
        let assumes = ["iam:agencies:assume", "iam:tokens:assume"];
        if matches!(rest, "assume role" | "assumerole") {
            for name in assumes {
                if let Some(id) = self.find(name) {
                    bits.insert(id);
                }
            }
        } else if let Some(id) = self.find(&format!("iam:{rest}")) {
            bits.insert(id);
        }
    }

    /// Matches whole names: where stars may stand for colons, or names have more or fewer of them.
    fn scan<'a>(
        &'a self,
        pattern: &str,
        version: Version,
        bits: &mut Bits,
        members: impl Fn(&'a Service) -> &'a [ActionId],
    ) {
        let glob = Glob::new(pattern, version);
        // A literal first segment limits the search to its service.
        let first = pattern.split(':').next().unwrap_or_default();
        let narrow = !wild(first, version) && pattern.contains(':');
        for service in &self.services {
            if narrow && service.code != first {
                continue;
            }
            for id in members(service) {
                if glob.matches(self.name(*id)) {
                    bits.insert(*id);
                }
            }
        }
    }

    /// In 1.0 documents the service `iam` is known as `identity` too.
    fn old_names(&self, pattern: &str, bits: &mut Bits) {
        let first = pattern.split(':').next().unwrap_or_default();
        if !first.contains('*') && first != "identity" {
            return;
        }
        let glob = Glob::new(pattern, Version::Role);
        let assumes = glob.matches("identity:assume role") || glob.matches("identity:assumerole");
        let Some(iam) = self.services.iter().find(|service| service.code == "iam") else {
            return;
        };
        for id in &iam.members {
            let name = self.name(*id);
            let rest = name.strip_prefix("iam:").unwrap_or(name);
            let assume = matches!(rest, "agencies:assume" | "tokens:assume");
            if glob.matches(&format!("identity:{rest}")) || (assumes && assume) {
                bits.insert(*id);
            }
        }
    }
}
