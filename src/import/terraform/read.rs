//! The resources of a state, and of the trees that `terraform show -json` writes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value};

use crate::engine::document::{Place, describe, plain};
use crate::import::fields::{Fields, LEFT_OUT};
use crate::import::problem::Problems;

use super::address::Address;
use super::kind;
use super::resource::Resource;
use super::secrets;

/// The resources that matter, and the addresses of those that do not, though they are of the identity services.
#[derive(Debug, Default)]
pub(super) struct Resources {
    pub list: Vec<Resource>,
    pub passed: BTreeMap<String, BTreeSet<String>>,
}

/// What is known of an instance before its attributes are looked at.
#[derive(Debug)]
pub(super) struct Heading<'a> {
    pub type_name: &'a str,
    pub data: bool,
    pub written: String,
}

impl Resources {
    /// Adds an instance if it is of a type that matters.
    pub(super) fn add(
        &mut self,
        heading: Heading<'_>,
        mut values: Fields,
        sensitive: &HashSet<String>,
        unknown: Map<String, Value>,
    ) {
        let Some(found) = kind::kind(heading.type_name, heading.data) else {
            return;
        };
        let Ok(kind) = found else {
            let of_type = self.passed.entry(heading.type_name.to_owned()).or_default();
            of_type.insert(heading.written);
            return;
        };
        secrets::strip(&mut values, sensitive);
        let parsed = Address::parse(&heading.written);
        self.list.push(Resource {
            address: parsed.map(|(address, _)| address),
            written: heading.written,
            kind,
            type_name: heading.type_name.to_owned(),
            data: heading.data,
            values,
            unknown,
        });
    }

    /// A state as it is stored: `resources[]`, each with its instances.
    pub(super) fn state(&mut self, fields: &mut Fields, problems: &mut Problems) {
        let root = Place::ROOT;
        let list = root.key("resources");
        for (index, resource) in array(fields.shift_remove("resources"), &list, problems) {
            let place = list.index(index);
            let Value::Object(mut resource) = resource else {
                problems.wrong(&place, "an object", Some(&resource), LEFT_OUT);
                continue;
            };
            let instances = resource.shift_remove("instances");
            let text = |key: &str| resource.get(key).and_then(Value::as_str);
            let (Some(type_name), Some(name)) = (text("type"), text("name")) else {
                problems.at(&place, "a resource with type and name", "less", LEFT_OUT);
                continue;
            };
            let data = text("mode") == Some("data");
            if kind::kind(type_name, data).is_none() {
                continue;
            }
            let module = text("module").map_or_else(String::new, |module| format!("{module}."));
            let of_data = if data { "data." } else { "" };
            let base = format!("{module}{of_data}{type_name}.{name}");
            let within = place.key("instances");
            for (index, instance) in array(instances, &within, problems) {
                let place = within.index(index);
                let Value::Object(mut instance) = instance else {
                    problems.wrong(&place, "an object", Some(&instance), LEFT_OUT);
                    continue;
                };
                let key = match instance.get("index_key") {
                    None | Some(Value::Null) => String::new(),
                    Some(key) => format!("[{key}]"),
                };
                let deposed = instance.get("deposed").and_then(Value::as_str);
                let deposed = deposed.map_or_else(String::new, |id| format!(" (deposed {id})"));
                let values = match instance.shift_remove("attributes") {
                    Some(Value::Object(values)) => values,
                    other => {
                        let expected = match instance.contains_key("attributes_flat") {
                            true => "attributes as a current provider writes them",
                            false => "an object of attributes",
                        };
                        let found = other.as_ref().map_or_else(|| "none".to_owned(), describe);
                        problems.at(&place.key("attributes"), expected, found, LEFT_OUT);
                        continue;
                    }
                };
                let sensitive = paths(instance.get("sensitive_attributes"));
                let heading = Heading {
                    type_name,
                    data,
                    written: format!("{base}{key}{deposed}"),
                };
                self.add(heading, values, &sensitive, Map::new());
            }
        }
    }

    /// `values`, `planned_values` and the like: a root module and its children.
    pub(super) fn tree(&mut self, values: Option<Value>, at: &Place<'_>, problems: &mut Problems) {
        let root = match values {
            None | Some(Value::Null) => return,
            Some(Value::Object(mut fields)) => fields.shift_remove("root_module"),
            Some(other) => {
                problems.wrong(at, "an object with root_module", Some(&other), LEFT_OUT);
                return;
            }
        };
        if let Some(module) = root {
            self.module(module, &at.key("root_module"), problems);
        }
    }

    fn module(&mut self, module: Value, at: &Place<'_>, problems: &mut Problems) {
        let Value::Object(mut module) = module else {
            problems.wrong(at, "a module", Some(&module), LEFT_OUT);
            return;
        };
        let list = at.key("resources");
        for (index, resource) in array(module.shift_remove("resources"), &list, problems) {
            let place = list.index(index);
            let Value::Object(mut resource) = resource else {
                problems.wrong(&place, "an object", Some(&resource), LEFT_OUT);
                continue;
            };
            let values = resource.shift_remove("values");
            let Some(heading) = heading(&resource, &place, problems) else {
                continue;
            };
            let values = match values {
                Some(Value::Object(values)) => values,
                None | Some(Value::Null) => Map::new(),
                Some(other) => {
                    problems.wrong(&place.key("values"), "an object", Some(&other), LEFT_OUT);
                    continue;
                }
            };
            let sensitive = secrets::marked(resource.get("sensitive_values"), &values);
            self.add(heading, values, &sensitive, Map::new());
        }
        let list = at.key("child_modules");
        for (index, child) in array(module.shift_remove("child_modules"), &list, problems) {
            self.module(child, &list.index(index), problems);
        }
    }
}

/// What stands at the head of a resource of a tree or of a change; nothing for types that do not matter.
pub(super) fn heading<'a>(
    resource: &'a Fields,
    place: &Place<'_>,
    problems: &mut Problems,
) -> Option<Heading<'a>> {
    let text = |key: &str| resource.get(key).and_then(Value::as_str);
    let Some(type_name) = text("type") else {
        let found = resource.get("type");
        problems.wrong(
            &place.key("type"),
            "the type of a resource",
            found,
            LEFT_OUT,
        );
        return None;
    };
    let data = text("mode") == Some("data");
    kind::kind(type_name, data).is_some().then_some(())?;
    let Some(address) = text("address") else {
        let found = resource.get("address");
        problems.wrong(&place.key("address"), "an address", found, LEFT_OUT);
        return None;
    };
    // It becomes part of names and ids.
    let deposed = text("deposed").or_else(|| text("deposed_key"));
    let deposed = deposed.map_or_else(String::new, |id| format!(" (deposed {})", plain(id)));
    Some(Heading {
        type_name,
        data,
        written: format!("{address}{deposed}"),
    })
}

/// A list; absent and null are empty.
pub(super) fn array(
    value: Option<Value>,
    place: &Place<'_>,
    problems: &mut Problems,
) -> std::iter::Enumerate<std::vec::IntoIter<Value>> {
    let items = match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items,
        Some(other) => {
            problems.wrong(place, "an array", Some(&other), LEFT_OUT);
            Vec::new()
        }
    };
    items.into_iter().enumerate()
}

/// The attributes that a state lists as sensitive, by the first step of each path.
fn paths(value: Option<&Value>) -> HashSet<String> {
    let paths = value.and_then(Value::as_array).into_iter().flatten();
    paths
        .filter_map(|path| {
            let step = path.get(0)?.get("value")?.as_str()?;
            Some(step.to_owned())
        })
        .collect()
}
