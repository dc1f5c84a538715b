//! A pasted text without its wrapping: escapes of JSON in JSON, XML entities, terminal colours, the frames that tools
//! draw. One pass; escapes inside escapes are undone together.

/// The text without escapes, colours and frames; what is meant for the eye becomes a blank.
pub(super) fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let after = rest.get(next.len_utf8()..).unwrap_or_default();
        rest = match next {
            '\\' => unescaped(rest, &mut out),
            '&' => entity(after, &mut out),
            '\u{1b}' => after_colour(after),
            '\n' => {
                out.push('\n');
                after
            }
            '‘' | '’' | '\u{201b}' => {
                out.push('\'');
                after
            }
            '“' | '”' => {
                out.push('"');
                after
            }
            '\u{2500}'..='\u{259f}' => {
                out.push(' ');
                after
            }
            _ if next.is_control() => {
                out.push(' ');
                after
            }
            _ => {
                out.push(next);
                after
            }
        };
    }
    out
}

/// A run of backslashes and what it escapes; JSON inside JSON inside a log line has several.
fn unescaped<'a>(text: &'a str, out: &mut String) -> &'a str {
    let rest = text.trim_start_matches('\\');
    let Some(escaped) = rest.chars().next() else {
        return rest;
    };
    let after = rest.get(escaped.len_utf8()..).unwrap_or_default();
    match escaped {
        'n' | 'r' => out.push('\n'),
        't' => out.push(' '),
        'u' => {
            let code = after
                .get(..4)
                .and_then(|hex| u32::from_str_radix(hex, 16).ok());
            if let Some(letter) = code.and_then(char::from_u32) {
                out.push(if letter.is_control() { ' ' } else { letter });
                return after.get(4..).unwrap_or_default();
            }
            return rest;
        }
        '"' | '\'' | '/' | '\n' => return rest,
        _ => out.push('\\'),
    }
    match escaped {
        'n' | 'r' | 't' => after,
        _ => rest,
    }
}

/// What follows `&`: an entity, escaped any number of times, or nothing special.
fn entity<'a>(text: &'a str, out: &mut String) -> &'a str {
    const ENTITIES: [(&str, char); 9] = [
        ("quot;", '"'),
        ("#34;", '"'),
        ("#x22;", '"'),
        ("apos;", '\''),
        ("#39;", '\''),
        ("#x27;", '\''),
        ("lt;", '<'),
        ("gt;", '>'),
        ("nbsp;", ' '),
    ];
    let mut rest = text;
    while let Some(more) = rest.strip_prefix("amp;") {
        rest = more;
    }
    for (name, letter) in ENTITIES {
        if let Some(after) = rest.strip_prefix(name) {
            out.push(letter);
            return after;
        }
    }
    out.push('&');
    rest
}

/// What follows a colour or another terminal sequence.
fn after_colour(text: &str) -> &str {
    match text.strip_prefix('[') {
        Some(rest) => {
            let last = rest.trim_start_matches(|c: char| ('\u{20}'..='\u{3f}').contains(&c));
            last.strip_prefix(|c: char| ('\u{40}'..='\u{7e}').contains(&c))
                .unwrap_or(last)
        }
        None => text,
    }
}
