//! The content security policy of a page: nothing may be fetched, and only this style and this script may be used,
//! named by their digests.

use sha2::{Digest, Sha256};

/// The policy of a page whose elements hold exactly these texts.
pub fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(style)),
        base64(&Sha256::digest(script))
    )
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = [0_u8; 3];
        for (bit, byte) in bits.iter_mut().zip(chunk) {
            *bit = *byte;
        }
        let [a, b, c] = bits.map(u32::from);
        let whole = a << 16 | b << 8 | c;
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = LETTERS.get((whole >> shift & 63) as usize);
            let letter = letter.filter(|_| at <= chunk.len()).unwrap_or(&b'=');
            text.push(char::from(*letter));
        }
    }
    text
}
