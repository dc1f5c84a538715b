//! What a plan's configuration says of values that are not known before it is applied: which resource they will come
//! from. Only references stand there, not the expressions around them, so a value is taken from them only where nothing
//! else can be meant; what stays open is said to be open.

use std::cell::Cell;

use serde_json::Value;

use crate::import::fields::{Fields, text_of};

use super::address::{Address, Step, steps};
use super::index::Index;
use super::kind::Kind;
use super::resource::Resource;

/// References lead on to references, so far.
const DEEPEST: usize = 16;

/// So many references are followed for one value.
const MOST: usize = 20_000;

/// The configuration of a plan.
#[derive(Debug)]
pub(super) struct Configuration<'a> {
    root: Option<&'a Value>,
    variables: Option<&'a Value>,
    /// How many more references are followed.
    left: Cell<usize>,
}

/// What references lead to.
#[derive(Debug, Default)]
pub(super) struct Led {
    /// Values, and of which kind of resource they are.
    pub values: Vec<(String, Option<Kind>)>,
    /// Whether something could not be followed.
    pub lost: bool,
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

impl<'a> Configuration<'a> {
    pub(super) fn new(plan: &'a Fields) -> Self {
        let configuration = plan.get("configuration");
        Self {
            root: configuration.and_then(|value| value.get("root_module")),
            variables: plan.get("variables"),
            left: Cell::new(MOST),
        }
    }

    /// What an attribute of a resource will be.
    pub(super) fn value(&self, resource: &Resource, key: &str, index: &Index<'_>) -> Option<Led> {
        self.left.set(MOST);
        self.attribute(resource, key, index, 0)
    }

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
        let Some(left) = self.left.get().checked_sub(1) else {
            return Led::lost();
        };
        self.left.set(left);
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
