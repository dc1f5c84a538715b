//! What no answer to a reading request has and files of saved answers have all the same: what was answered when a key or a
//! device was made, and what upstream's credentials hold.

use crate::import::fields::Fields;

/// The fields, as the services call them.
const SECRET: [&str; 12] = [
    "password",
    "original_password",
    "secret",
    "secret_key",
    "secret_access_key",
    "securitytoken",
    "security_token",
    "session_token",
    "base32_string_seed",
    "totp_seed",
    "private_key",
    "blob",
];

/// Takes them out: a snapshot is handed around.
pub(super) fn strip(fields: &mut Fields) {
    // Names are compared before anything is looked up: nearly no object has one.
    if fields.keys().any(|key| SECRET.contains(&key.as_str())) {
        fields.retain(|key, _| !SECRET.contains(&key.as_str()));
    }
}
