//! The actions in a text: three segments with colons, the names of OpenStack policies, and whether the words around one
//! say that it is what was refused.

use super::phrases::is_one_of;
use super::words::Words;
use super::{MOST, Mention, Pasted, Weight};

/// An action is no longer than this.
const LONGEST_ACTION: usize = 128;

/// Collects the actions.
pub(super) fn read(words: &Words<'_>, pasted: &mut Pasted) {
    let mut previous_named = None;
    for at in 0..words.len() {
        if let Some(mention) = mention(words, at, previous_named) {
            if mention.weight == Weight::Named {
                previous_named = Some(at);
            }
            add(pasted, mention);
        }
    }
}

fn add(pasted: &mut Pasted, mention: Mention) {
    let mut actions = pasted.actions.iter_mut();
    let known = actions.find(|known| known.name.eq_ignore_ascii_case(&mention.name));
    if let Some(known) = known {
        if mention.weight == Weight::Named {
            known.weight = Weight::Named;
        }
    } else if pasted.actions.len() < MOST {
        pasted.actions.push(mention);
    }
}

fn mention(words: &Words<'_>, at: usize, previous_named: Option<usize>) -> Option<Mention> {
    // Text without blanks between words, as in Chinese, glues them to the action.
    let word = words
        .text(at)
        .split(|c: char| !c.is_ascii())
        .max_by_key(|piece| piece.len())?;
    let rule = word.strip_prefix("rule:");
    let name = rule.unwrap_or(word);
    let next = words.text(at + 1);
    let broken = words.gap(at + 1).contains('\n');
    // Glance says "complete get_images action", without any colon.
    let plain = words.before(at, 1).eq_ignore_ascii_case("complete")
        && next.eq_ignore_ascii_case("action")
        && name.contains('_');
    if !plain && rule.is_none() && segments(word) < 2 {
        return None;
    }
    let named = plain
        || (rule.is_some() && !words.before(at, 1).eq_ignore_ascii_case("rule"))
        || (previous_named.is_some() && previous_named == at.checked_sub(1))
        || is_introduced(words, at)
        || is_followed(words, at);
    let weight = match named {
        true => Weight::Named,
        false if segments(word) == 3 => Weight::Passing,
        false => return None,
    };
    let at_colon = broken && words.gap(at + 1).trim() == ":";
    let name = if at_colon && is_segment(next) {
        format!("{name}:{next}")
    } else {
        name.to_owned()
    };
    let in_word = broken && words.gap(at + 1).trim().is_empty() && is_segment(next);
    Some(Mention {
        rejoined: in_word.then(|| format!("{name}{next}")),
        name,
        weight,
    })
}

/// How many segments an action has; 0 for what is none: a time, a host with its port, a name with an empty segment.
fn segments(word: &str) -> usize {
    const SCHEMES: [&str; 6] = ["http", "https", "urn", "arn", "sha256", "tcp"];
    if word.len() > LONGEST_ACTION {
        return 0;
    }
    let count = word.split(':').count();
    let first = word.split(':').next().unwrap_or_default();
    let last = word.rsplit(':').next().unwrap_or_default();
    let right = (2..=4).contains(&count)
        && word.split(':').all(is_segment)
        && first.starts_with(|c: char| c.is_ascii_alphabetic())
        && !SCHEMES.contains(&first)
        && !last.bytes().all(|byte| byte.is_ascii_digit());
    if right { count } else { 0 }
}

fn is_segment(word: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.*".contains(c);
    !word.is_empty() && word.chars().all(fits)
}

/// "doesn't allow …", "to perform …", "requested action: …", "permission code is …".
fn is_introduced(words: &Words<'_>, at: usize) -> bool {
    const BEFORE: [&str; 16] = [
        "allow",
        "allows",
        "allowed",
        "perform",
        "action",
        "actions",
        "permission",
        "permissions",
        "operation",
        "authorize",
        "complete",
        "requires",
        "require",
        "required",
        "needs",
        "missing",
    ];
    const BETWEEN: [&str; 5] = ["is", "are", "the", "of", "code"];
    let before = words.before(at, 1);
    is_one_of(before, &BEFORE)
        || (is_one_of(before, &BETWEEN)
            && (is_one_of(words.before(at, 2), &BEFORE)
                || is_one_of(words.before(at, 2), &BETWEEN)))
}

/// "… action", "… is disallowed by policy", "… to be performed".
fn is_followed(words: &Words<'_>, at: usize) -> bool {
    is_one_of(words.text(at + 1), &["action", "permission", "disallowed"])
        || words.says(at + 1, &["is", "disallowed"])
        || words.says(at + 1, &["is", "not", "allowed"])
        || words.says(at + 1, &["to", "be", "performed"])
}
