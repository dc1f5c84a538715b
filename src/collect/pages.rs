//! One list, however many answers it comes in [sources: requests of a full pull]. Counting is trusted nowhere: a list ends
//! where its server says so, or where a page is empty or comes twice.

use serde_json::Value;

use crate::import::answers::Answer;
use crate::import::answers::calls::Paging;

use super::address::encoded;
use super::error::message;
use super::http::Reply;
use super::session::{Halt, Host, Session};

/// Asked of an upstream Keystone, which cuts in silence a list that is asked for without a limit.
const UPSTREAM_LIMIT: u32 = 500;

/// No list has more pages; one that seems to goes round in circles.
const MOST_PAGES: usize = 20_000;

/// Which kind of cloud answers: they page differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Huawei Cloud and those built like it.
    Family,
    /// Plain Keystone.
    Upstream,
}

/// A list to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which service has it.
    pub host: Host,
    /// The path, its variables filled in.
    pub path: String,
    /// The query it is asked with, without what paging adds.
    pub query: String,
    /// The key under which it stands in the answer.
    pub key: &'static str,
    /// How the rest is asked for.
    pub paging: Paging,
}

impl Listing {
    /// As it is asked first, without what paging adds: for messages and for what was never asked.
    #[must_use]
    pub fn bare(&self) -> String {
        with(&self.path, &self.query, "")
    }

    /// An answer that says why there is none; the status is that of a refusal, or 0 where nobody refused.
    #[must_use]
    pub fn unanswered(&self, status: u16, why: &str) -> Answer {
        answer(self, &self.bare(), status, unsaid(why))
    }

    fn first(&self, kind: Kind) -> String {
        let added = match (self.paging, kind) {
            (Paging::Links | Paging::Pages(_), Kind::Upstream) => format!("limit={UPSTREAM_LIMIT}"),
            (Paging::Whole, _) | (Paging::Links, Kind::Family) => String::new(),
            (Paging::Pages(most), Kind::Family) => format!("page=1&per_page={most}"),
            (Paging::Offset(most), _) => format!("offset=0&limit={most}"),
            (Paging::Marker(most), _) => format!("limit={most}"),
        };
        with(&self.path, &self.query, &added)
    }
}

fn with(path: &str, query: &str, added: &str) -> String {
    match (query, added) {
        ("", "") => path.to_owned(),
        (one, "") | ("", one) => format!("{path}?{one}"),
        (query, added) => format!("{path}?{query}&{added}"),
    }
}

fn answer(listing: &Listing, asked: &str, status: u16, body: Value) -> Answer {
    Answer {
        source: format!("GET {}", listing.bare()),
        path: Some(asked.to_owned()),
        status,
        body,
    }
}

fn unsaid(why: &str) -> Value {
    serde_json::json!({ "error": { "message": why } })
}

/// One list as far as it could be read.
#[derive(Debug, Default)]
pub struct Walked {
    /// Its answers; an error's answer is one.
    pub answers: Vec<Answer>,
    /// Why it stopped in the middle.
    pub halt: Option<Halt>,
    /// Whether there is more, and the service does not say how to get it.
    pub cut: bool,
}

/// Every answer of one list; when it stops in the middle, those until then.
pub fn walk(session: &Session, kind: Kind, listing: &Listing) -> Walked {
    let mut walked = Walked::default();
    let answers = &mut walked.answers;
    let mut asked = listing.first(kind);
    let mut read = 0;
    loop {
        let reply = match session.get(listing.host, &asked) {
            Ok(reply) => reply,
            Err(halt) => {
                let place = place(listing, &asked, answers.len());
                answers.push(answer(listing, &place, 0, unsaid(&halt.to_string())));
                walked.halt = Some(halt);
                return walked;
            }
        };
        let place = place(listing, &asked, answers.len());
        let page = understood(listing, &asked, &place, reply);
        let fine = (200..300).contains(&page.status);
        let length = length(&page.body, listing.key);
        let again = answers.last().is_some_and(|last| {
            length > 0 && first_of(&last.body, listing.key) == first_of(&page.body, listing.key)
        });
        if again {
            // Either the list was whole before and the service does not page it, or it cuts the list and forgets what it
            // was asked to go on from (Keystone does, with the members of a group).
            walked.cut = answers.last().is_some_and(|last| goes_on(&last.body));
            if walked.cut && kind == Kind::Upstream {
                whole_after_all(session, listing, &mut walked);
            }
            return walked;
        }
        read += length;
        let next = if fine {
            next(listing, kind, &asked, &page.body, read)
        } else {
            None
        };
        answers.push(page);
        let Some(next) = next else {
            walked.cut = answers.last().is_some_and(|last| goes_on(&last.body));
            return walked;
        };
        if answers.len() >= MOST_PAGES {
            answers.push(answer(listing, &next, 0, unsaid("the list has no end")));
            return walked;
        }
        asked = next;
    }
}

/// A Keystone with a cap on what it reads cuts some lists only when it is asked with a limit, and pages others: what
/// cannot be paged is asked for once more without. Other lists it then cuts in silence, to the length of the first page:
/// only an answer that holds more is believed.
fn whole_after_all(session: &Session, listing: &Listing, walked: &mut Walked) {
    let bare = listing.bare();
    let Ok(reply) = session.get(listing.host, &bare) else {
        return;
    };
    let page = understood(listing, &bare, &bare, reply);
    let length = |answer: &Answer| length(&answer.body, listing.key);
    let before: usize = walked.answers.iter().map(length).sum();
    if (200..300).contains(&page.status) && !goes_on(&page.body) && length(&page) > before {
        walked.answers = vec![page];
        walked.cut = false;
    }
}

/// What a refusal is about: of a first page, the whole list; of a later one, that page.
fn place(listing: &Listing, asked: &str, pages: usize) -> String {
    if pages == 0 {
        listing.bare()
    } else {
        asked.to_owned()
    }
}

/// What a reply says; one that is no JSON says nothing, whatever its status.
fn understood(listing: &Listing, asked: &str, place: &str, reply: Reply) -> Answer {
    let fine = (200..300).contains(&reply.status);
    if !fine {
        return answer(listing, place, reply.status, unsaid(&message(&reply)));
    }
    let why = match serde_json::from_slice::<Value>(&reply.body) {
        Ok(body) if holds(&body, listing.key) => {
            return answer(listing, asked, reply.status, body);
        }
        Ok(_) => "the answer does not hold what was asked for",
        Err(_) => "the answer is not JSON",
    };
    answer(listing, place, 0, unsaid(why))
}

/// Whether a body has what was asked for: some services spell the key of a list in another way, or have several lists.
fn holds(body: &Value, key: &str) -> bool {
    body.get(key).is_some()
        || body
            .as_object()
            .is_some_and(|fields| fields.values().any(Value::is_array))
}

fn length(body: &Value, key: &str) -> usize {
    body.get(key).and_then(Value::as_array).map_or(0, Vec::len)
}

fn first_of<'a>(body: &'a Value, key: &str) -> Option<&'a Value> {
    body.get(key)?.get(0)
}

/// Whether a page says that it is not the last.
fn goes_on(body: &Value) -> bool {
    let link = body.get("links").and_then(|links| links.get("next"));
    link.is_some_and(Value::is_string) || body.get("truncated") == Some(&Value::Bool(true))
}

fn next(listing: &Listing, kind: Kind, asked: &str, body: &Value, read: usize) -> Option<String> {
    let link = body.get("links").and_then(|links| links.get("next"));
    if let Some(link) = link.and_then(Value::as_str) {
        let next = local(link, &listing.path)?;
        return (next != asked).then_some(next);
    }
    let total = ["total_number", "total_num", "total_count"]
        .iter()
        .find_map(|name| number(body.get(name)?));
    let more = length(body, listing.key) > 0 && total.is_none_or(|total| read < total);
    match (listing.paging, kind) {
        (Paging::Whole | Paging::Links, _) | (Paging::Pages(_), Kind::Upstream) => None,
        (Paging::Pages(most), Kind::Family) => more.then(|| {
            let page = argument(asked, "page").unwrap_or(1) + 1;
            with(
                &listing.path,
                &listing.query,
                &format!("page={page}&per_page={most}"),
            )
        }),
        (Paging::Offset(most), _) => more.then(|| {
            with(
                &listing.path,
                &listing.query,
                &format!("offset={read}&limit={most}"),
            )
        }),
        (Paging::Marker(most), _) => {
            let marker = body.get("page_info")?.get("next_marker")?.as_str()?;
            let next = format!("limit={most}&marker={}", encoded(marker));
            let next = with(&listing.path, &listing.query, &next);
            (!marker.is_empty() && next != asked).then_some(next)
        }
    }
}

/// The path and query of a link, to be asked of the host that is configured, whatever host the link names: behind a
/// gateway a service may not know its own address, and a token goes nowhere else.
fn local(link: &str, path: &str) -> Option<String> {
    let query = link.split_once('?')?.1;
    let query = query.split('#').next().unwrap_or(query);
    Some(with(path, query, ""))
}

fn number(value: &Value) -> Option<usize> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    usize::try_from(number).ok()
}

fn argument(asked: &str, name: &str) -> Option<usize> {
    let query = asked.split_once('?')?.1;
    query.split('&').find_map(|pair| {
        let (known, value) = pair.split_once('=')?;
        (known == name).then(|| value.parse().ok()).flatten()
    })
}
