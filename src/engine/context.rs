//! The condition keys of a request: those it gives, those the engine fills, those left open (sections 3.3, 3.4).
//! Key names compare ignoring case.

use crate::model::{Account, Context, ContextValue, Mode, Principal, Request};

use super::action::AskedAction;

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyValue<'a> {
    /// It carries these values.
    Known(&'a [String]),
    /// The request does not carry it.
    Absent,
    /// Nobody said.
    Open,
}

/// The keys of one request.
#[derive(Clone, Debug)]
pub struct Keys<'a> {
    given: &'a Context,
    filled: Vec<(&'static str, Vec<String>)>,
    mode: Mode,
}

impl<'a> Keys<'a> {
    /// The keys that `request` carries, with those the engine fills.
    #[must_use]
    pub fn new(account: &Account, request: &'a Request, asked: &AskedAction) -> Self {
        let mut filled = vec![
            ("g:servicename", vec![asked.service().to_owned()]),
            ("g:domainname", vec![account.domain.name.clone()]),
        ];
        if let Principal::User(id) = request.principal {
            let user = account.user(id);
            filled.push(("g:username", vec![user.name.clone()]));
            filled.push(("g:userid", vec![user.id.clone()]));
        }
        if let Some(project) = request.project {
            filled.push(("g:projectname", vec![account.project(project).name.clone()]));
        }
        Self {
            given: &request.context,
            filled,
            mode: request.mode,
        }
    }

    /// What is known of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> KeyValue<'_> {
        let key = key.to_lowercase();
        match self.given.get(&key) {
            Some(ContextValue::Values(values)) => return KeyValue::Known(values),
            Some(ContextValue::Absent) => return KeyValue::Absent,
            None => {}
        }
        match self.filled.iter().find(|(name, _)| *name == key) {
            Some((_, values)) => KeyValue::Known(values),
            None => match self.mode {
                Mode::General => KeyValue::Open,
                Mode::Strict => KeyValue::Absent,
            },
        }
    }

    /// Whether the engine fills this key by itself, so that nobody need be asked for it.
    #[must_use]
    pub fn fills(&self, key: &str) -> bool {
        self.filled
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(key))
    }

    /// How missing things are read.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }
}
