//! Access reviews: the sheet, a filled one read back, and edits that do what was asked and nothing else.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use permlens::analysis::review::{self, Answer, Entry, Held, ReviewEdit, Verdict};
use permlens::catalogue::Catalogue;
use permlens::engine::compiled::Columns;
use permlens::import;
use permlens::model::{Principal, Scope, TableId, UserId};
use proptest::prelude::*;
use serde_json::json;

use crate::laws_fast::wide;
use crate::program::{Ended, permlens};
use crate::random::engine;

/// Writes the sheet, marks the rows that `mark` answers for, and applies it.
fn filled(
    name: &str,
    by: &str,
    mark: impl Fn(&csv::StringRecord) -> Option<&'static str>,
) -> Ended {
    let sheet = permlens(&["review", "sheet", "--by", by, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(sheet.out.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (keep, remove) = (at("Keep"), at("Remove"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    let mut writer = csv::Writer::from_path(&file).unwrap();
    writer.write_record(&headers).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        match mark(&record) {
            Some("keep") => cells[keep] = "x".to_owned(),
            Some(_) => cells[remove] = "x".to_owned(),
            None => {}
        }
        writer.write_record(&cells).unwrap();
    }
    writer.flush().unwrap();
    applied(&file)
}

/// Reads a filled sheet back.
fn applied(file: &Path) -> Ended {
    let file = file.to_str().unwrap();
    permlens(&["review", "apply", file, "--format", "json"])
}

#[test]
fn what_nobody_keeps_is_detached_and_who_keeps_nothing_leaves() {
    let detached = filled("a.csv", "permissions", |row| {
        (&row[1] == "no-image-delete").then_some("remove")
    });
    let answer = detached.json();
    assert_eq!(answer["edits"][0]["edit"], "detach");
    assert_eq!(answer["edits"][0]["permission"], "no-image-delete");
    assert_eq!(answer["edits"][0]["from"]["name"], "image-ops");
    assert_eq!(answer["edits"][0]["lines"].as_array().unwrap().len(), 4);
    assert_eq!(
        (
            answer["unresolved"].as_array().unwrap().len(),
            detached.status
        ),
        (0, 0)
    );

    let left = filled("b.csv", "permissions", |row| {
        (&row[0] == "bob" && &row[2] == "image-ops").then_some("remove")
    });
    let answer = left.json();
    assert_eq!(
        answer["edits"],
        json!([{"edit": "remove_member", "user": "bob", "group": "image-ops", "lines": answer["edits"][0]["lines"]}])
    );
}

#[test]
fn what_others_keep_is_left_to_people() {
    let mixed = filled("c.csv", "permissions", |row| {
        (&row[0] == "alice" && &row[1] == "IMS FullAccess" && &row[2] == "image-ops")
            .then_some("remove")
    });
    let answer = mixed.json();
    assert_eq!(mixed.status, 1);
    assert_eq!(answer["edits"], json!([]));
    let why = answer["unresolved"][0]["why"].as_str().unwrap();
    assert!(
        why.contains("is also kept by bob, carol, dave") && why.contains("alice keeps"),
        "{why}"
    );
}

#[test]
fn an_operation_is_taken_without_taking_others() {
    let taken = filled("d.csv", "operations", |row| {
        (&row[0] == "alice" && &row[1] == "Deleting images").then_some("remove")
    });
    let answer = taken.json();
    let edits = answer["edits"].as_array().unwrap();
    let unresolved = answer["unresolved"].as_array().unwrap();
    assert!(edits.is_empty() != unresolved.is_empty(), "{answer:#}");
    if let Some(open) = unresolved.first() {
        assert!(
            open["why"].as_str().unwrap().contains("also takes"),
            "{open}"
        );
    }
}

#[test]
fn odd_sheets_are_refused_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("odd.csv");
    let apply = |sheet: &str| {
        std::fs::write(&file, sheet).unwrap();
        applied(&file)
    };
    let none = apply("a,b\n1,2\n");
    assert_eq!(none.status, 2);
    assert!(none.err.contains("there is no column \"Row\""));
    let odd = apply(
        "\u{feff}Row;Keep;Remove\nuser=nobody operation=x;;x\nuser=nobody operation=y;x;x\nu;maybe;\n;;\n",
    );
    let wrong = odd.json()["wrong"].clone();
    assert_eq!(odd.status, 2);
    let told: Vec<&str> = wrong
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["why"].as_str().unwrap())
        .collect();
    assert!(told[0].starts_with("nobody holds"), "{told:?}");
    assert!(told[1].starts_with("both Keep and Remove"), "{told:?}");
    assert!(
        told[2].starts_with("\"maybe\" is neither yes nor empty"),
        "{told:?}"
    );
    assert_eq!(told.len(), 3);
    // A row that lost its end says nothing of whom it is about, and is not passed over.
    let cut = apply("Keep,Remove,Row\r\n,,user=nobody operation=x\r\n\r\n,x\r\n").json();
    assert_eq!(cut["wrong"][0]["line"], 4);
    assert!(
        cut["wrong"][0]["why"]
            .as_str()
            .unwrap()
            .starts_with("the row is cut off")
    );
}

/// Whatever ends its lines: the sheet as it is written ends them with both characters, many programs with one.
#[test]
fn the_word_of_the_other_column_is_no_yes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("words.csv");
    let sheet = "Row,Keep,Remove\na,remove,\nb,,keep\nc,keep,\nd,,Remove\n";
    std::fs::write(&file, sheet).unwrap();
    let answer = applied(&file).json();
    let wrong = answer["wrong"].as_array().unwrap();
    let told: Vec<&str> = wrong
        .iter()
        .map(|one| one["why"].as_str().unwrap())
        .collect();
    assert!(told[0].starts_with("\"remove\" is neither yes"), "{told:?}");
    assert!(told[1].starts_with("\"keep\" is neither yes"), "{told:?}");
    // the column's own word is one: only whose row it is remains unknown
    assert!(told[2].starts_with("nobody holds \"c\""), "{told:?}");
    assert!(told[3].starts_with("nobody holds \"d\""), "{told:?}");
}

#[test]
fn lines_are_those_of_the_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.csv");
    for text in [
        "Row,Keep,Remove\nu,?,\n\"v\nw\",?,\nz,?,\n",
        "Row,Keep,Remove\r\nu,?,\r\n\"v\r\nw\",?,\r\nz,?,\r\n",
    ] {
        std::fs::write(&file, text).unwrap();
        let call = [
            "review",
            "apply",
            file.to_str().unwrap(),
            "--format",
            "json",
        ];
        let told = permlens(&call).json();
        let lines: Vec<_> = told["wrong"].as_array().unwrap().iter().collect();
        let lines: Vec<_> = lines
            .iter()
            .map(|one| one["line"].as_u64().unwrap())
            .collect();
        assert_eq!(lines, [2, 3, 5], "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// After the edits whoever kept a permission has it still, and whoever was to lose it has lost it, or it is said.
    #[test]
    fn edits_take_what_was_asked_and_nothing_else(account in wide(), marks in prop::collection::vec(0..4u8, 64)) {
        let engine = engine(account);
        let columns = Arc::new(Columns::new(Arc::clone(&engine)));
        let mut rows = review::grants(&engine);
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert(review::key(engine.account(), row)));
        let answers: Vec<Answer> = rows.iter().enumerate().map(|(at, entry)| Answer {
            line: at + 2,
            entry: entry.clone(),
            verdict: match marks[at % marks.len()] { 0 => Verdict::Keep, 1 => Verdict::Undecided, _ => Verdict::Remove },
        }).collect();
        let outcome = review::outcome(&columns, &answers);
        // The account after the edits, made here, apart from the code that proposes them.
        let mut after = engine.account().clone();
        for (edit, _) in &outcome.edits {
            match edit {
                ReviewEdit::Leave { user, group } => {
                    after.users.get_mut(*user).groups.retain(|one| one != group);
                    after.groups.get_mut(*group).members.retain(|one| one != user);
                }
                ReviewEdit::Detach { subject, grant } => {
                    let left = after.assignments.rows().iter().filter(|row| {
                        (row.subject, row.permission, row.scope) != (*subject, grant.permission, grant.scope)
                    });
                    after.assignments = left.copied().collect();
                                        if grant.scope == Scope::All {
                        after.identity_attachments.retain(|(who, policy)| (who, policy) != (subject, &grant.permission));
                    }
                }
            }
        }
        let held = |engine: &permlens::engine::Engine| -> HashMap<(UserId, String), usize> {
            let mut held = HashMap::new();
            for Entry { user, held: what } in review::grants(engine) {
                if let Held::Grant(grant) = what {
                    *held.entry((user, format!("{grant:?}"))).or_default() += 1;
                }
            }
            held
        };
        let after = crate::random::engine(after);
        let left = held(&after);
        let unresolved: Vec<usize> = outcome.unresolved.iter().map(|one| one.line).collect();
        for answer in &answers {
            let Held::Grant(grant) = &answer.entry.held else { continue };
            let has = left.contains_key(&(answer.entry.user, format!("{grant:?}")));
            if answer.verdict == Verdict::Remove {
                prop_assert_eq!(
                    has,
                    unresolved.contains(&answer.line),
                    "{:?} in {:?}",
                    answer,
                    outcome
                );
            } else {
                prop_assert!(has, "{:?} is lost by {:?}", answer, outcome.edits);
            }
        }
    }
}

#[test]
fn names_stand_in_the_reasons_as_they_are() {
    let name = "{user} of {why} {}";
    let role = |id: &str, name: &str| {
        json!({"id": id, "name": format!("custom_{id}"), "display_name": name, "catalog": "CUSTOMED", "type": "XA",
               "domain_id": "d1", "policy": {"Version": "1.1",
               "Statement": [{"Effect": "Allow", "Action": ["ims:images:list"]}]}})
    };
    let granted = |id: &str| json!({"group": {"id": "g1"}, "role": {"id": id}, "scope": {"project": {"id": "p1"}}, "is_inherited": false});
    let member = |id: &str| json!({"group": {"id": "g1"}, "user": {"id": id}});
    let source = json!({"format": "permlens-snapshot", "version": 1, "domain": {"id": "d1", "name": "acme"},
        "users": [{"id": "u1", "name": "alice", "enabled": true}, {"id": "u2", "name": "{user}", "enabled": true}],
        "groups": [{"id": "g1", "name": "ops"}], "memberships": [member("u1"), member("u2")],
        "projects": [{"id": "p1", "name": "eu-de"}], "roles": [role("r1", name), role("r2", "other")],
        "role_assignments": [granted("r1"), granted("r2")]});
    let source = source.to_string();
    let imported = import::from_slice("case", source.as_bytes(), Catalogue::embedded()).unwrap();
    let columns = Arc::new(Columns::new(engine(imported.account)));
    let alice = UserId::from_index(0);
    let grants = columns.engine().grants();
    let grants = grants.reaching(columns.engine().account(), Principal::User(alice));
    let answer = Answer {
        line: 2,
        entry: Entry {
            user: alice,
            held: Held::Grant(grants[0]),
        },
        verdict: Verdict::Remove,
    };
    let outcome = review::outcome(&columns, &[answer]);
    assert_eq!(
        outcome.unresolved[0].why,
        "{user} of {why} {} is also kept by {user}, so it cannot be detached; alice keeps other through the same \
         group, so cannot leave it"
    );
}
