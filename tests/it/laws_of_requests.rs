//! A request with all its circumstances - keys, resource, mode, place, switches - is decided alike by the compiled
//! path, by the explaining path, and by the explanation that carries flips.

use std::sync::Arc;

use permlens::engine::Engine;
use permlens::engine::compiled::Columns;
use permlens::model::{Context, ContextValue, Mode, Request};
use proptest::prelude::*;
use proptest::sample::select;

use crate::laws::{principals, stands};
use crate::laws_fast::{agrees, settings, wide};
use crate::random::{ACTIONS, engine};

/// What a request may say beside who, what and where.
#[derive(Clone, Debug)]
struct Circumstances {
    context: Context,
    resource: Option<&'static str>,
    mode: Mode,
    stand: usize,
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    let values = |key: &'static str, values: &'static [&'static [&'static str]]| {
        let known = select(values).prop_map(|values| {
            Some(ContextValue::Values(
                values.iter().map(|value| (*value).to_owned()).collect(),
            ))
        });
        let value = prop_oneof![2 => Just(None), 1 => Just(Some(ContextValue::Absent)), 3 => known];
        value.prop_map(move |value| (key, value))
    };
    let context = (
        values("g:MFAPresent", &[&["true"], &["false"]]),
        values("g:mfaage", &[&["20"], &["2000"], &["x"]]),
        values("g:SourceIp", &[&["10.1.1.1"], &["192.0.2.1"], &["user-1"]]),
        values("g:TagKeys", &[&[], &["team-a", "x"], &["x"]]),
        values(
            "g:CurrentTime",
            &[&["2026-06-01T00:00:00Z"], &["2025-01-01"]],
        ),
        // keys that the engine fills by itself, unless somebody says otherwise
        values("g:UserName", &[&["user-0"], &["user-2"]]),
        values("g:ServiceName", &[&["obs"]]),
    );
    let resources = [
        "*",
        "obs:eu-de:d1:bucket:logs",
        "obs:eu-de:d1:object:user-1/x",
        "obs:*:*:bucket:*",
        "/iam/agencies/handover",
        "nonsense",
    ];
    let resource = prop_oneof![Just(None), select(resources.to_vec()).prop_map(Some)];
    let mode = prop_oneof![Just(Mode::General), Just(Mode::Strict)];
    (context, resource, mode, 0..8usize).prop_map(
        |((a, b, c, d, e, f, g), resource, mode, stand)| {
            let mut context = Context::default();
            for (key, value) in [a, b, c, d, e, f, g] {
                if let Some(value) = value {
                    context.insert(key, value);
                }
            }
            Circumstances {
                context,
                resource,
                mode,
                stand,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Whatever a request says of its circumstances, strictly or in general.
    #[test]
    fn a_request_with_all_its_circumstances_is_decided_alike(
        account in wide(),
        said in circumstances(),
        settings in settings(),
    ) {
        let engine = engine(account);
        let columns = Columns::new(Arc::new(Engine::new(
            engine.catalogue(),
            Arc::new(engine.account().clone()),
            settings,
        )));
        for principal in principals() {
            for action in ACTIONS {
                let Some(stand) = stands().nth(said.stand) else { continue };
                let request = Request {
                    context: said.context.clone(),
                    resource: said.resource.map(str::to_owned),
                    mode: said.mode,
                    ..engine.question(principal, action, stand)
                };
                let explained = columns.engine().decide(&request);
                prop_assert_eq!(columns.decide(&request), explained, "{:?}", request);
                prop_assert_eq!(columns.explain(&request).decision, explained, "{:?}", request);
            }
        }
    }
}

proptest! {
    // each case asks everything three times
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Columns under circumstances answer by every way of asking as the explaining path does, whatever was kept before.
    #[test]
    fn columns_under_circumstances_agree(
        account in wide(),
        first in circumstances(),
        second in circumstances(),
        settings in settings(),
    ) {
        let engine = engine(account);
        let open = Columns::new(Arc::new(Engine::new(
            engine.catalogue(),
            Arc::new(engine.account().clone()),
            settings,
        )));
        // only what was worked out can be left standing wrongly
        let everything = |columns: &Columns| -> Vec<_> {
            let stands = stands().flat_map(|stand| principals().map(move |one| (one, stand)));
            stands.map(|(one, stand)| columns.principal(one, stand)).collect()
        };
        let before = everything(&open);
        let under = open.under(&first.context);
        prop_assert_eq!(under.context(), &first.context);
        agrees(&under)?;
        agrees(&under.under(&second.context))?;
        prop_assert_eq!(&everything(&under.under(&Context::default())), &before);
        prop_assert_eq!(&everything(&open), &before);
    }
}
