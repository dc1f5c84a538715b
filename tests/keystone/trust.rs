//! Whom the program believes, over TLS: only a trusted authority, and words for each way it fails.

use tempfile::TempDir;

use super::rig::{Keystone, permlens, said};
use super::world::DOMAIN;

const CALL: [&str; 5] = ["collect", "-o", "acme.json", "--read-domain", DOMAIN];

#[test]
fn an_unknown_authority_is_not_believed_and_named_as_the_way_out() {
    let keystone = Keystone::start(None, &[]);
    let folder = TempDir::new().unwrap();
    let mut variables = keystone.as_admin();
    variables.retain(|(name, _)| *name != "OS_CACERT");
    variables.push(("OS_INSECURE", "true".to_owned()));
    let output = permlens(folder.path(), &variables, &CALL);
    assert_eq!(output.status.code(), Some(3));
    let words = said(&output);
    assert!(
        words.contains("by an authority that is not trusted here") && words.contains("OS_CACERT"),
        "{words}"
    );
    // The environment alone switches nothing off.
    assert!(words.contains("unless the call says --insecure"), "{words}");
    assert!(
        !keystone
            .requests()
            .iter()
            .any(|line| line.starts_with("POST")),
        "no password was sent"
    );
}

#[test]
fn a_certificate_that_is_its_own_authority_has_words_of_its_own() {
    let keystone = Keystone::start(None, &["--self-signed"]);
    let folder = TempDir::new().unwrap();
    let variables = keystone.as_admin();
    let output = permlens(folder.path(), &variables, &CALL);
    assert_eq!(output.status.code(), Some(3));
    let words = said(&output);
    assert!(
        words.contains("openssl req -x509") && words.contains("--insecure"),
        "{words}"
    );
    // With the loud flag the conversation begins; there is no such account in an empty Keystone.
    let call = [&CALL[..], &["--insecure"]].concat();
    let output = permlens(folder.path(), &variables, &call);
    let words = said(&output);
    assert!(words.contains("WARNING: --insecure"), "{words}");
    assert!(
        words.contains("there is no account (domain) \"acme\""),
        "{words}"
    );
}
