//! R18: the account's own rules about passwords.

use serde_json::Value;

use super::finding::{Finding, Subject};
use super::ground::Ground;
use super::rule::Rule;

pub(super) fn passwords(ground: &Ground<'_>, rule: &'static Rule, found: &mut Vec<Finding>) {
    let Some(policy) = ground
        .account()
        .extra
        .get("security_policies")
        .and_then(|policies| policies.get("password_policy"))
    else {
        return;
    };
    let number = |name: &str| {
        let value = policy.get(name)?;
        value
            .as_i64()
            .or_else(|| value.as_str()?.trim().parse().ok())
    };
    let mut weak = Vec::new();
    if let Some(length) = number("minimum_password_length").filter(|length| *length < 8) {
        weak.push(format!(
            "{length} characters are enough (8 or more are expected)"
        ));
    }
    if let Some(kinds) = number("password_char_combination").filter(|kinds| *kinds < 3) {
        weak.push(format!(
            "{kinds} kinds of characters are enough (3 or more are expected)"
        ));
    }
    if number("number_of_recent_passwords_disallowed") == Some(0) {
        weak.push("the last password may be used again".to_owned());
    }
    if policy
        .get("password_not_username_or_invert")
        .and_then(Value::as_bool)
        == Some(false)
    {
        weak.push("the user name may be the password".to_owned());
    }
    let account = ground.account();
    if !weak.is_empty() {
        let title = "the password policy is weak".to_owned();
        let mut finding = Finding::new(rule, Subject::Account, title).about("weak");
        for reason in weak {
            finding = finding.fact(reason);
        }
        found.push(finding);
    }
    if number("password_validity_period") == Some(0) {
        let title = format!("passwords of {} never expire", account.domain.name);
        found.push(
            Finding::new(rule, Subject::Account, title)
                .about("endless")
                .fact("password_validity_period: 0")
                .fixed_by("Set a validity period of 90 days or fewer"),
        );
    }
}
