//! What a plan's configuration says of values that are not known before it is applied: which resource they will come
//! from. Only references stand there, not the expressions around them, so a value is taken from them only where nothing
//! else can be meant; what stays open is said to be open.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::import::fields::{Fields, text_of};

use super::address::{Address, Step, steps};
use super::kind::Kind;
use super::resource::Resource;
use super::secrets::any_true;

/// References lead on to references, so far.
const DEEPEST: usize = 16;

/// Attributes that refer to other resources, and the kind of resource.
const REFERENCES: [(&str, Kind); 17] = [
    ("group_id", Kind::Group),
    ("group", Kind::Group),
    ("groups", Kind::Group),
    ("user_id", Kind::User),
    ("user", Kind::User),
    ("users", Kind::User),
    ("user_ids", Kind::User),
    ("user_id_list", Kind::User),
    ("role_id", Kind::Role),
    ("policy_id", Kind::IdentityPolicy),
    ("agency_id", Kind::Agency),
    ("project_id", Kind::Project),
    ("parent_id", Kind::Project),
    ("enterprise_project_id", Kind::EnterpriseProject),
    ("domain_roles", Kind::Role),
    ("all_resources_roles", Kind::Role),
    ("policy_names", Kind::IdentityPolicy),
];

/// The configuration of a plan.
#[derive(Debug)]
pub(super) struct Configuration<'a> {
    root: Option<&'a Value>,
    variables: Option<&'a Value>,
}

/// What references lead to.
#[derive(Debug, Default)]
struct Led {
    /// Values, and of which kind of resource they are.
    values: Vec<(String, Option<Kind>)>,
    /// Whether something could not be followed.
    lost: bool,
}

impl Led {
    fn lost() -> Self {
        Self {
            values: Vec::new(),
            lost: true,
        }
    }

    fn join(&mut self, other: Self) {
        self.values.extend(other.values);
        self.lost |= other.lost;
    }
}

/// Who refers: in which module instance, with which key of its own.
#[derive(Clone, Copy, Debug)]
struct Within<'a> {
    modules: &'a [Step],
    key: Option<&'a str>,
    for_each: Option<&'a Value>,
    depth: usize,
}

/// The resources that references may lead to.
#[derive(Debug)]
struct Index<'a> {
    list: &'a [Resource],
    /// By mode, type and name.
    named: HashMap<(bool, &'a str, &'a str), Vec<usize>>,
}

impl<'a> Configuration<'a> {
    pub(super) fn new(plan: &'a Fields) -> Self {
        let configuration = plan.get("configuration");
        Self {
            root: configuration.and_then(|value| value.get("root_module")),
            variables: plan.get("variables"),
        }
    }

    /// Gives what does not exist yet its made-up id, and fills in the references to it.
    pub(super) fn settle(&self, list: &mut [Resource]) {
        for resource in list.iter_mut() {
            if resource.is_unknown("id") {
                let id = resource.pending_id();
                resource.values.insert("id".to_owned(), id.into());
            }
        }
        let index = Index::of(list);
        let mut found = Vec::new();
        for (at, resource) in list.iter().enumerate() {
            for (key, kind) in REFERENCES {
                if resource.is_unknown(key)
                    && let Some(led) = self.attribute(resource, key, &index, 0)
                {
                    found.push((at, key, kind, led));
                }
            }
        }
        for (at, key, kind, led) in found {
            if let Some(resource) = list.get_mut(at) {
                fill(resource, key, kind, led);
            }
        }
    }

    /// What an attribute of a resource will be.
    fn attribute(
        &self,
        resource: &Resource,
        key: &str,
        index: &Index<'_>,
        depth: usize,
    ) -> Option<Led> {
        let address = resource.address.as_ref()?;
        let module = self.module(&address.modules)?;
        let written = module.get("resources")?.as_array()?.iter().find(|entry| {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            text("type") == Some(&address.kind)
                && text("name") == Some(&address.name.name)
                && (text("mode") == Some("data")) == address.data
        })?;
        let within = Within {
            modules: &address.modules,
            key: address.name.key.as_deref(),
            for_each: written
                .get("for_each_expression")
                .or_else(|| written.get("count_expression")),
            depth,
        };
        let expression = written.get("expressions")?.get(key)?;
        Some(self.expression(expression, within, index))
    }

    /// The configuration of a module.
    fn module(&self, path: &[Step]) -> Option<&'a Value> {
        let mut module = self.root?;
        for step in path {
            module = module.get("module_calls")?.get(&step.name)?.get("module")?;
        }
        Some(module)
    }

    fn expression(&self, expression: &Value, within: Within<'_>, index: &Index<'_>) -> Led {
        if within.depth > DEEPEST {
            return Led::lost();
        }
        if let Some(constant) = expression.get("constant_value") {
            return constants(constant);
        }
        let Some(references) = expression.get("references").and_then(Value::as_array) else {
            return Led::lost();
        };
        let references: Vec<&str> = references.iter().filter_map(Value::as_str).collect();
        let mut led = Led::default();
        for reference in &references {
            // `x.id` is followed by `x`, which says nothing more.
            let longer = |other: &&str| {
                let rest = other.strip_prefix(reference);
                rest.is_some_and(|rest| rest.starts_with(['.', '[']))
            };
            if !references.iter().any(longer) {
                led.join(self.reference(reference, within, index));
            }
        }
        led
    }

    fn reference(&self, text: &str, within: Within<'_>, index: &Index<'_>) -> Led {
        let deeper = Within {
            depth: within.depth + 1,
            ..within
        };
        let Some(steps) = steps(text) else {
            return Led::lost();
        };
        let name = |at: usize| steps.get(at).map(|step| step.name.as_str());
        match name(0).unwrap_or_default() {
            "each" if name(1) == Some("value") => match within.for_each {
                Some(expression) => self.expression(expression, deeper, index),
                None => Led::lost(),
            },
            // They choose an instance, which the key of the one that refers does too.
            "each" | "count" | "path" | "terraform" => Led::default(),
            "local" | "self" => Led::lost(),
            "var" => self.variable(name(1).unwrap_or_default(), deeper, index),
            "module" => match (steps.get(1), name(2)) {
                (Some(call), Some(output)) => self.output(call, output, deeper, index),
                _ => Led::lost(),
            },
            _ => self.instances(steps, deeper, index),
        }
    }

    /// What a module was called with.
    fn variable(&self, name: &str, within: Within<'_>, index: &Index<'_>) -> Led {
        let Some((call, outside)) = within.modules.split_last() else {
            let value = self.variables.and_then(|all| all.get(name)?.get("value"));
            return value.map_or_else(Led::lost, constants);
        };
        let called = self
            .module(outside)
            .and_then(|module| module.get("module_calls")?.get(&call.name));
        let expression = called.and_then(|call| call.get("expressions")?.get(name));
        let Some(expression) = expression else {
            return Led::lost();
        };
        let within = Within {
            modules: outside,
            key: call.key.as_deref(),
            for_each: called.and_then(|call| call.get("for_each_expression")),
            depth: within.depth,
        };
        self.expression(expression, within, index)
    }

    /// What a module hands out.
    fn output(&self, call: &Step, name: &str, within: Within<'_>, index: &Index<'_>) -> Led {
        let mut modules = within.modules.to_vec();
        modules.push(call.clone());
        let outputs = self
            .module(&modules)
            .and_then(|module| module.get("outputs"));
        let Some(expression) = outputs.and_then(|all| all.get(name)?.get("expression")) else {
            return Led::lost();
        };
        let within = Within {
            modules: &modules,
            // Inside, nothing tells which instance of the module is meant but this.
            key: within.key,
            for_each: None,
            depth: within.depth,
        };
        self.expression(expression, within, index)
    }

    /// The resources that a reference names, at the attribute it names.
    fn instances(&self, steps: Vec<Step>, within: Within<'_>, index: &Index<'_>) -> Led {
        let Some((mut address, rest)) = Address::of_steps(steps) else {
            return Led::lost();
        };
        address.modules = within.modules.to_vec();
        let mut found = index.find(&address);
        if address.name.key.is_none() && found.len() > 1 {
            let same = |resource: &&Resource| {
                let own = resource.address.as_ref();
                within.key.is_some() && own.and_then(|own| own.name.key.as_deref()) == within.key
            };
            if found.iter().any(same) {
                found.retain(same);
            }
        }
        if found.is_empty() {
            return Led::lost();
        }
        let attribute = rest.first().map_or("id", |step| step.name.as_str());
        let mut led = Led::default();
        for resource in found {
            if !resource.is_unknown(attribute) || attribute == "id" {
                match resource.values.get(attribute) {
                    Some(Value::Array(items)) => led
                        .values
                        .extend(items.iter().filter_map(text_of).map(|text| (text, None))),
                    value => match value.and_then(text_of) {
                        Some(text) => led.values.push((text, Some(resource.kind))),
                        None => led.lost = true,
                    },
                }
            } else if let Some(further) = self.attribute(resource, attribute, index, within.depth) {
                led.join(further);
            } else {
                led.lost = true;
            }
        }
        led
    }
}

impl<'a> Index<'a> {
    fn of(list: &'a [Resource]) -> Self {
        let mut named: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, resource) in list.iter().enumerate() {
            if let Some(own) = &resource.address {
                let key = (own.data, own.kind.as_str(), own.name.name.as_str());
                named.entry(key).or_default().push(at);
            }
        }
        Self { list, named }
    }

    /// The instances of an address; a key that it leaves out may be any.
    fn find(&self, address: &Address) -> Vec<&'a Resource> {
        let fits = |asked: &Step, own: &Step| {
            asked.name == own.name && (asked.key.is_none() || asked.key == own.key)
        };
        let key = (
            address.data,
            address.kind.as_str(),
            address.name.name.as_str(),
        );
        let named = self.named.get(&key).into_iter().flatten();
        named
            .filter_map(|at| self.list.get(*at))
            .filter(|resource| {
                resource.address.as_ref().is_some_and(|own| {
                    let modules = || address.modules.iter().zip(&own.modules);
                    own.modules.len() == address.modules.len()
                        && modules().all(|(asked, own)| fits(asked, own))
                        && fits(&address.name, &own.name)
                })
            })
            .collect()
    }
}

fn constants(value: &Value) -> Led {
    let values = match value {
        Value::Array(items) => items.iter().filter_map(text_of).collect(),
        Value::Object(fields) => fields.values().filter_map(text_of).collect(),
        one => text_of(one).into_iter().collect::<Vec<_>>(),
    };
    Led {
        lost: values.is_empty(),
        values: values.into_iter().map(|text| (text, None)).collect(),
    }
}

/// Puts in what references led to. What is still open stays marked as unknown.
fn fill(resource: &mut Resource, key: &str, kind: Kind, led: Led) {
    let mut texts: Vec<String> = Vec::new();
    let fitting = led
        .values
        .iter()
        .any(|(_, of)| of.is_some_and(|of| is(of, kind)));
    for (text, of) in led.values {
        // Where a resource of the right kind is among them, the others choose it or are of other attributes.
        let right = of.map_or(!fitting, |of| is(of, kind));
        if right && !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    let marks = resource.unknown.get(key).cloned().unwrap_or(Value::Null);
    match resource.values.get_mut(key) {
        // Part of a list is known.
        Some(Value::Array(items)) if matches!(marks, Value::Array(_)) => {
            items.retain(|item| !item.is_null());
            let open = marks
                .as_array()
                .into_iter()
                .flatten()
                .filter(|mark| any_true(mark));
            let open = open.count();
            texts.retain(|text| !items.iter().any(|item| item.as_str() == Some(text)));
            let settled = texts.len() == open;
            items.extend(texts.into_iter().map(Value::from));
            if settled {
                resource.unknown.shift_remove(key);
            }
        }
        _ if is_list(key) => {
            let settled = !led.lost && !texts.is_empty();
            resource.values.insert(key.to_owned(), texts.into());
            if settled {
                resource.unknown.shift_remove(key);
            }
        }
        _ => {
            if let [one] = texts.as_slice() {
                resource.values.insert(key.to_owned(), one.as_str().into());
                resource.unknown.shift_remove(key);
            }
        }
    }
}

fn is(of: Kind, kind: Kind) -> bool {
    of == kind || (kind == Kind::Role && of == Kind::CustomRole)
}

fn is_list(key: &str) -> bool {
    matches!(
        key,
        "groups"
            | "users"
            | "user_ids"
            | "user_id_list"
            | "domain_roles"
            | "all_resources_roles"
            | "policy_names"
    )
}

/// What a resource's unknown values are called, for whoever reads the snapshot.
pub(super) fn pending(unknown: &Map<String, Value>) -> Vec<Value> {
    let open = unknown.iter().filter(|(_, mark)| any_true(mark));
    open.map(|(key, _)| Value::from(key.as_str())).collect()
}
