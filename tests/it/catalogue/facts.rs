//! The facts: complete, and every name and document they refer to is there.

use std::collections::BTreeSet;

use permlens::catalogue::{Catalogue, Link, Listing, Publication};
use permlens::model::{DocumentId, TableId};

/// Whether an action is catalogued, or is a pattern.
fn resolves(catalogue: &Catalogue, action: &str) -> bool {
    action.contains('*') || catalogue.find_action(action).is_some()
}

#[test]
fn nothing_published_is_missing() {
    let catalogue = Catalogue::embedded();
    assert_eq!(catalogue.described_services().count(), 77);
    let actions = catalogue.actions.rows().iter();
    let (defined, named): (Vec<_>, Vec<_>) = actions.partition(|action| action.defined);
    assert_eq!((defined.len(), named.len()), (1675, 169));
    assert_eq!(catalogue.apis.len(), 2283);
    assert_eq!(catalogue.permissions.len(), 277);
    let cells = catalogue
        .operations
        .rows()
        .iter()
        .map(|row| row.cells.len());
    assert_eq!(
        (catalogue.operations.len(), cells.sum::<usize>()),
        (738, 2408)
    );
    assert_eq!(catalogue.renames.len(), 112);
    assert_eq!(catalogue.role_names.len(), 379);
    assert_eq!(catalogue.identity_policies.len(), 27);
}

#[test]
fn the_services_of_the_seed_documents_are_complete() {
    let catalogue = Catalogue::embedded();
    let categories = |code: &str| {
        let service = catalogue.find_service(code).expect(code);
        let rows = catalogue.apis_of(service).map(|id| catalogue.apis.get(id));
        rows.map(|row| row.category).collect::<BTreeSet<_>>()
    };
    let ims = categories("ims");
    let expected = [
        "Image Management",
        "Image Quota",
        "Image Replication",
        "Image Schema",
        "Image Sharing",
        "Image Tagging",
    ];
    assert_eq!(ims.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(categories("ecs").len(), 17, "{:?}", categories("ecs"));
}

#[test]
fn reading_an_image_schema_needs_no_permission() {
    let catalogue = Catalogue::embedded();
    let schemas = catalogue
        .apis
        .rows()
        .iter()
        .filter(|row| row.category == "Image Schema");
    let schemas: Vec<_> = schemas.collect();
    assert!(!schemas.is_empty());
    assert!(schemas.iter().all(|row| row.needs_no_permission()));
    let without = catalogue
        .apis
        .rows()
        .iter()
        .filter(|row| row.needs_no_permission());
    assert_eq!(without.count(), 14);
}

#[test]
fn every_name_resolves() {
    let catalogue = Catalogue::embedded();
    for row in catalogue.apis.rows() {
        let needed = row
            .actions
            .iter()
            .chain(&row.conditional_actions)
            .chain(&row.remark_actions);
        for name in needed
            .copied()
            .chain(row.depends_on.iter().map(|needed| needed.pattern))
        {
            assert!(resolves(catalogue, name), "{name} in {}", row.label);
        }
    }
    for operation in catalogue.operations.rows() {
        assert!(!operation.cells.is_empty(), "{}", operation.label);
        assert_eq!(operation.link == Link::None, operation.actions.is_empty());
        let needed = operation
            .actions
            .iter()
            .chain(&operation.conditional_actions);
        for name in needed
            .copied()
            .chain(operation.depends_on.iter().map(|needed| needed.pattern))
        {
            assert!(resolves(catalogue, name), "{name} in {}", operation.label);
        }
    }
    for permission in catalogue.permissions.rows() {
        for (role, _) in &permission.depends {
            assert!(catalogue.find_permission(role).is_some(), "{role}");
        }
    }
    let names = catalogue
        .role_names
        .iter()
        .filter_map(|row| row.display_name);
    let unlisted = names.filter(|name| catalogue.permission_by_reference(name, None).is_none());
    // Names of one cloud's table that no page lists and no other cloud's table explains.
    assert_eq!(
        unlisted.collect::<Vec<_>>(),
        ["Workspace Administrator", "DPS Administrator"]
    );
    for action in catalogue.actions.rows() {
        let service = catalogue.services.get(action.service);
        assert!(
            !action.defined || service.listing == Listing::Described,
            "{}",
            action.name
        );
        assert!(
            !action.defined || !action.label.is_empty(),
            "{}",
            action.name
        );
        assert_eq!(
            catalogue.service_of(action.name),
            Some(action.service),
            "{}",
            action.name
        );
    }
}

#[test]
fn every_fact_has_a_document() {
    let catalogue = Catalogue::embedded();
    let known = |id: DocumentId| id.index() < catalogue.documents.len();
    for action in catalogue.actions.rows() {
        let pointed = !action.documents.is_empty() || !action.referenced_in.is_empty();
        assert!(pointed, "{}", action.name);
        assert!(action.documents.iter().all(|id| known(*id)));
    }
    assert!(catalogue.apis.rows().iter().all(|row| known(row.document)));
    assert!(
        catalogue
            .operations
            .rows()
            .iter()
            .all(|row| known(row.document))
    );
    for permission in catalogue.permissions.rows() {
        assert!(!permission.documents.is_empty(), "{}", permission.name);
        if let Some(content) = &permission.content {
            assert_eq!(
                catalogue.find_document(content.source),
                Some(content.document)
            );
        }
    }
    let sources = catalogue.renames.iter().map(|rename| rename.source);
    let sources = sources.chain(catalogue.overlay.iter().map(|entry| entry.source));
    let policies = catalogue
        .identity_policies
        .iter()
        .map(|policy| policy.source);
    for source in sources.chain(policies) {
        assert!(catalogue.find_document(source).is_some(), "{source}");
    }
    for document in catalogue.documents.rows() {
        assert!(
            !document.citation.starts_with("opentelekomcloud-docs/")
                || document.is_versioned()
                || document.citation.contains('@'),
            "{}",
            document.citation
        );
    }
}

#[test]
fn an_action_supports_enterprise_projects_when_any_of_its_apis_does() {
    let catalogue = Catalogue::embedded();
    let id = catalogue
        .find_action("ims:images:list")
        .expect("the action");
    let action = catalogue.actions.get(id);
    let split: BTreeSet<_> = action
        .apis
        .iter()
        .map(|id| catalogue.apis.get(*id).enterprise_project)
        .collect();
    assert_eq!(action.enterprise_project, Some(true));
    assert_eq!(split, BTreeSet::from([Some(false), Some(true)]));
}

#[test]
fn conditional_actions_stay_apart() {
    let catalogue = Catalogue::embedded();
    let row = |label: &str| {
        let mut rows = catalogue.apis.rows().iter();
        rows.find(|row| row.label == label).expect(label)
    };
    let updating = row("Updating Image Information");
    assert_eq!(updating.actions, ["ims:images:update"]);
    assert_eq!(updating.conditional_actions, ["ims:serverImages:create"]);
    // One of the two, by the kind of image: never "no permission needed".
    let importing = row("Importing an Image File Quickly");
    assert_eq!(importing.actions, importing.conditional_actions);
    assert_eq!(importing.actions.len(), 2);
}

#[test]
fn content_of_an_earlier_name_says_so() {
    let catalogue = Catalogue::embedded();
    let content = |name: &str| {
        let id = catalogue.find_permission(name).expect(name);
        catalogue.permissions.get(id).content.as_ref().expect(name)
    };
    let (now, before) = (content("IMS ReadOnlyAccess"), content("IMS Viewer"));
    assert_eq!(now.publication, Publication::EarlierName);
    assert_eq!(now.published_as, Some("IMS Viewer"));
    assert_eq!(before.publication, Publication::ThisName);
    assert_eq!((now.json, now.document), (before.json, before.document));
    let contents = catalogue
        .permissions
        .rows()
        .iter()
        .filter_map(|row| row.content.as_ref());
    let earlier = contents.filter(|content| content.publication == Publication::EarlierName);
    assert_eq!(earlier.count(), 28);
}
