//! The embedded catalogue: complete, consistent, and written back as it was read.

use permlens::catalogue::Catalogue;

#[test]
fn the_embedded_text_parses() {
    if let Err(error) = Catalogue::parse(Catalogue::embedded_texts()) {
        panic!("{error}");
    }
}

#[test]
fn nothing_published_is_missing() {
    let catalogue = Catalogue::embedded();
    let defined = catalogue
        .actions
        .rows()
        .iter()
        .filter(|action| action.defined);
    assert_eq!(defined.count(), 1675);
    assert_eq!(catalogue.actions.len(), 1675 + 169);
    assert_eq!(catalogue.apis.len(), 2283);
    assert_eq!(catalogue.permissions.len(), 277);
    let cells = catalogue
        .operations
        .rows()
        .iter()
        .map(|row| row.cells.len());
    assert_eq!(cells.sum::<usize>(), 2408);
    assert_eq!(catalogue.renames.len(), 112);
    assert_eq!(catalogue.role_names.len(), 379);
    assert_eq!(catalogue.identity_policies.len(), 27);
}
