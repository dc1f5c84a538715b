//! Text for the clipboard of the terminal in front of the user, by OSC 52: works through SSH, needs no other program.

/// Terminals drop longer ones.
const MAX_BYTES: usize = 74_994;

/// The escape sequence that puts the text into the clipboard.
pub fn osc52(text: &str) -> Vec<u8> {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    format!("\x1b]52;c;{}\x07", base64(bytes)).into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .chain([&0; 2])
            .take(3)
            .fold(0u32, |all, byte| all << 8 | u32::from(*byte));
        for place in 0..4usize {
            let letter = usize::try_from(group >> (18 - 6 * place) & 63)
                .ok()
                .and_then(|at| LETTERS.get(at));
            match letter {
                Some(letter) if place <= chunk.len() => out.push(char::from(*letter)),
                _ => out.push('='),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_everyone_does() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(osc52("foo"), b"\x1b]52;c;Zm9v\x07");
    }
}
