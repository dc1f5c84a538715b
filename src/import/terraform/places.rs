//! Projects and enterprise projects.

use serde_json::Value;

use super::picture::{Picture, id, name, rest};
use super::resource::Resource;

pub(super) fn project(list: &'static str, from: &Resource, picture: &mut Picture<'_>) {
    let found = id(from, &["id", "project_id"], picture);
    let called = name(from, &["name"], picture);
    let (Some(id), Some(name)) = (found, called) else {
        return;
    };
    let mut fields = rest(from, &["id", "name"]);
    // Providers write what is not said as an empty text.
    if fields.get("parent_id").and_then(Value::as_str) == Some("") {
        fields.shift_remove("parent_id");
    }
    fields.insert("id".to_owned(), id.as_str().into());
    fields.insert("name".to_owned(), name.into());
    picture.object(list, &id, fields, from);
}
