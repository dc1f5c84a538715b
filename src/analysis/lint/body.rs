//! The document in a text: by itself, or in the body of an API call, which says more of it.

use serde_json::Value;

/// Which documents the service takes a text for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Those that grant: policies and identity policies.
    #[default]
    Policy,
    /// Those of an organization, which cap what its accounts may grant: less of 5.0, and nobody holds one.
    ServiceControl,
}

/// Where a body holds its document, the inner places first.
const DOCUMENTS: [&str; 5] = [
    "/role/policy",
    "/policy/content",
    "/policy",
    "/policy_document",
    "/content",
];

/// Where a body says what its policy is called.
const NAMES: [&str; 6] = [
    "/role/display_name",
    "/display_name",
    "/policy_name",
    "/policy/policy_summary/name",
    "/policy/name",
    "/name",
];

/// Where a body says what kind of policy it is.
const KINDS: [&str; 3] = ["/policy/policy_summary/type", "/policy/type", "/type"];

/// Whether a JSON value holds a policy document: an object with statements, by itself or as the body of an API call,
/// there also as text in a string.
#[must_use]
pub fn is_document(value: &Value) -> bool {
    let (_, inner) = unwrapped(value);
    let keys = ["Statement", "Rules"];
    let packed = unpacked(inner);
    let fields = packed.as_ref().unwrap_or(inner).as_object();
    fields.is_some_and(|fields| {
        let mut names = fields.keys();
        names.any(|name| keys.iter().any(|key| key.eq_ignore_ascii_case(name)))
    })
}

/// What the body of an API call says that its policy is called.
#[must_use]
pub fn called(value: &Value) -> Option<&str> {
    let mut names = NAMES.into_iter().filter_map(|place| value.pointer(place));
    names.find_map(Value::as_str)
}

/// The dialect that the body of an API call names; a document by itself names none.
#[must_use]
pub fn dialect(value: &Value) -> Option<Dialect> {
    let mut kinds = KINDS.into_iter().filter_map(|place| value.pointer(place));
    let control = kinds.any(|kind| kind.as_str() == Some("service_control_policy"));
    control.then_some(Dialect::ServiceControl)
}

/// The document in a body of the API (`{"role": {"policy": …}}`), or the value itself, and the pointer to it.
pub(super) fn unwrapped(value: &Value) -> (&'static str, &Value) {
    let found = DOCUMENTS
        .into_iter()
        .find_map(|place| Some((place, value.pointer(place)?)));
    found.unwrap_or(("", value))
}

/// The document that is given as text in a string.
pub(super) fn unpacked(value: &Value) -> Option<Value> {
    value
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok())
}
