//! Signing in, patience, tokens that expire, connections that break, and the wish to stop.

use std::time::Duration;

use permlens::collect::error::CollectError;
use permlens::collect::http::{Broken, Timeouts};
use permlens::collect::progress::Phase;
use permlens::collect::session::Halt;
use permlens::collect::sign_in::Question;
use serde_json::{Value, json};

use super::double::{Double, PASSCODE, PASSWORD, SECRET, SILENCE, Told};
use super::world::{self, HELD};
use super::{Run, by_password, listed, proxied, unread};

const EVERYTHING: usize = 8 + 3 * HELD;

#[test]
fn a_wrong_password_says_who_and_for_which_scope() {
    let double = Double::start(world::family());
    let url = double.url();
    let mut variables = by_password(&url);
    variables[2].1 = "wrong-secret";
    let told = Run::new(&variables).go().unwrap_err().to_string();
    assert!(
        told.contains("user \"auditor\" was not let in, asking for domain \"acme\": 401"),
        "{told}"
    );
    assert!(!told.contains("wrong-secret"), "{told}");
    assert_eq!(double.lines(), ["POST /v3/auth/tokens"]);
}

#[test]
fn a_password_that_is_not_configured_is_asked_for_once() {
    let mut world = world::family();
    // The password serves again when the first token has expired.
    world.first = 9;
    let double = Double::start(world);
    let url = double.url();
    let variables = by_password(&url);
    let without: Vec<_> = variables
        .iter()
        .filter(|(name, _)| *name != "OS_PASSWORD")
        .copied()
        .collect();
    let mut run = Run::new(&without);
    assert!(matches!(run.go(), Err(CollectError::NoPassword)));
    run.answers.insert("password", PASSWORD.to_owned());
    run.questions.lock().unwrap().clear();
    assert_eq!(run.go().unwrap().count("users"), 7);
    assert_eq!(
        *run.questions.lock().unwrap(),
        [Question::Password("auditor".to_owned())]
    );
}

#[test]
fn a_second_factor_is_asked_for_when_the_service_wants_one() {
    let mut world = world::family();
    world.second_factor = true;
    let double = Double::start(world);
    let mut run = Run::by_password(&double);
    assert!(matches!(run.go(), Err(CollectError::NoPasscode)));
    run.answers.insert("passcode", PASSCODE.to_owned());
    assert_eq!(run.go().unwrap().count("users"), 7);
    // Asked for at once: one request less.
    run.cloud.second_factor = true;
    let before = double.count("POST");
    run.go().unwrap();
    assert_eq!(double.count("POST"), before + 1);
}

#[test]
fn a_token_that_exists_is_used_as_it_is() {
    let double = Double::start(world::family());
    let (url, token) = (double.url(), double.token(usize::MAX));
    let run = Run::new(&[
        ("OS_AUTH_URL", &url),
        ("OS_TOKEN", &token),
        ("OS_EPS_ENDPOINT_OVERRIDE", &url),
    ]);
    let collected = run.go().unwrap();
    assert_eq!(collected.count("role_assignments"), EVERYTHING);
    assert_eq!(double.count("POST"), 0);
    let wrong = Run::new(&[("OS_AUTH_URL", &url), ("OS_TOKEN", "gone")])
        .go()
        .unwrap_err();
    assert!(
        wrong.to_string().contains("the token was not let in"),
        "{wrong}"
    );
}

#[test]
fn an_expired_token_is_renewed_and_nothing_is_lost() {
    let whole = Run::by_password(&Double::start(world::family()))
        .go()
        .unwrap();
    let mut world = world::family();
    world.first = 7;
    world.uses = 7;
    let double = Double::start(world);
    let mut run = Run::by_password(&double);
    run.wishes.hands = 1;
    let collected = run.go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
    for key in ["users", "memberships", "roles", "role_assignments"] {
        assert_eq!(listed(&collected, key), listed(&whole, key));
    }
    let requests = double.count("GET");
    let signed_in = double.count("POST");
    // The request that finds a token expired is made again.
    assert_eq!(signed_in, (requests + 1).div_ceil(8), "{requests} requests");
}

#[test]
fn one_of_several_threads_renews_a_token_and_the_others_use_it() {
    let mut world = world::family();
    world.first = 3;
    let double = Double::start(world);
    let collected = Run::by_password(&double).go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
    assert_eq!(collected.count("role_assignments"), EVERYTHING);
    assert_eq!(double.count("POST"), 2);
}

#[test]
fn a_token_that_cannot_be_renewed_leaves_a_marked_part() {
    let double = Double::start(world::family());
    let (url, token) = (double.url(), double.token(9));
    let run = Run::new(&[("OS_AUTH_URL", &url), ("OS_TOKEN", &token)]);
    let collected = run.go().unwrap();
    assert_eq!(collected.stopped, Some(Halt::Expired));
    let partial = collected.snapshot["partial"].as_str().unwrap();
    assert!(partial.starts_with("the token expired"), "{partial}");
    let unread = unread(&collected);
    assert!(
        unread.iter().any(|one| one.contains("role-assignments")),
        "{unread:#?}"
    );
}

#[test]
fn throttling_is_waited_out_as_long_as_the_server_asks() {
    let double = Double::start(world::family());
    double.fault(
        "GET /v3/groups",
        1,
        Told::error(429, "slow down").with("Retry-After", "7"),
    );
    let mut run = Run::by_password(&double);
    run.wishes.hands = 1;
    assert_eq!(unread(&run.go().unwrap()), Vec::<String>::new());
    assert_eq!(run.waits(), [Duration::from_secs(7)]);
}

#[test]
fn without_a_word_from_the_server_pauses_double_and_end() {
    let double = Double::start(world::family());
    double.fault("GET /v3/groups", 3, Told::error(503, "busy"));
    let mut run = Run::by_password(&double);
    run.wishes.hands = 1;
    assert_eq!(unread(&run.go().unwrap()), Vec::<String>::new());
    assert_eq!(run.waits(), [1, 2, 4].map(Duration::from_secs));

    let double = Double::start(world::family());
    double.fault("GET /v3/groups?", usize::MAX, Told::error(503, "busy"));
    double.fault("GET /v3/groups", usize::MAX, Told::error(503, "still busy"));
    let mut run = Run::by_password(&double);
    run.wishes.hands = 1;
    let unread = unread(&run.go().unwrap());
    assert!(
        unread
            .iter()
            .any(|one| one == "GET /v3/groups: 503 still busy"
                || one == "GET /v3/groups: still busy"),
        "{unread:#?}"
    );
    assert_eq!(run.waits(), [1, 2, 4, 8, 16].map(Duration::from_secs));
}

#[test]
fn retry_after_may_be_a_date_and_a_long_one_is_a_refusal() {
    let double = Double::start(world::family());
    let date = "Sat, 21 Nov 2026 08:15:30 GMT";
    double.fault(
        "GET /v3/groups",
        1,
        Told::error(503, "busy").with("Retry-After", date),
    );
    let mut run = Run::by_password(&double);
    run.wishes.hands = 1;
    run.go().unwrap();
    assert_eq!(run.waits(), [Duration::from_secs(30)]);

    let double = Double::start(world::family());
    double.fault(
        "GET /v3/users",
        1,
        Told::error(429, "tomorrow").with("Retry-After", "86400"),
    );
    let run = Run::by_password(&double);
    let unread = unread(&run.go().unwrap());
    assert!(
        unread
            .iter()
            .any(|one| one.starts_with("GET /v3/users: 429")),
        "{unread:#?}"
    );
    assert_eq!(run.waits(), Vec::<Duration>::new());
}

#[test]
fn a_dropped_connection_is_tried_again() {
    let double = Double::start(world::family());
    double.cut("GET /v3/roles", 2, 300);
    let run = Run::by_password(&double);
    let collected = run.go().unwrap();
    assert_eq!(unread(&collected), Vec::<String>::new());
    assert_eq!(collected.count("roles"), world::FILLING + 3);
    assert!(!run.waits().is_empty());
}

#[test]
fn a_connection_that_stays_lost_leaves_a_marked_part_with_what_came() {
    let double = Double::start(world::family());
    double.cut("GET /v3.0/OS-PERMISSION", usize::MAX, 10);
    let collected = Run::by_password(&double).go().unwrap();
    assert!(matches!(collected.stopped, Some(Halt::Broken(_))));
    assert_eq!(collected.count("users"), 7);
    assert_eq!(collected.count("memberships"), 5);
    let unread = unread(&collected);
    assert!(
        unread
            .iter()
            .any(|one| one.contains("OS-PERMISSION") && one.contains("connection was lost")),
        "{unread:#?}"
    );
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_for_ever() {
    let double = Double::start(world::family());
    double.fault("GET /v3/groups", usize::MAX, Told::error(SILENCE, ""));
    let mut run = Run::by_password(&double);
    run.wishes.hands = 1;
    run.wishes.timeouts = Timeouts::of_answer(Duration::from_millis(100));
    let collected = run.go().unwrap();
    assert!(
        matches!(collected.stopped, Some(Halt::Broken(Broken::Slow(_)))),
        "{:?}",
        collected.stopped
    );
    assert_eq!(double.count("GET /v3/groups"), 6);
    let unread = unread(&collected);
    assert!(
        unread.iter().any(|one| one.ends_with("no answer in time")),
        "{unread:#?}"
    );
}

#[test]
fn stopping_keeps_what_was_read_and_marks_the_rest() {
    let double = Double::start(world::family());
    let run = Run::by_password(&double);
    let cancel = run.cancel.clone();
    let collected = run
        .watched(&mut |progress| {
            if progress.phase == Phase::Memberships {
                cancel.set();
            }
        })
        .unwrap();
    assert_eq!(collected.stopped, Some(Halt::Cancelled));
    assert_eq!(collected.snapshot["partial"], "it was stopped");
    assert_eq!(collected.count("users"), 7);
    let unread = unread(&collected);
    for group in ["g1", "g2", "g3"] {
        assert!(
            unread
                .iter()
                .any(|one| one.starts_with(&format!("GET /v3/groups/{group}/users"))),
            "{unread:#?}"
        );
    }
    assert!(
        unread.iter().any(|one| one.contains("role-assignments")),
        "{unread:#?}"
    );
    // What is only a part opens all the same, and says so.
    let bytes = Value::Object(collected.snapshot).to_string();
    let catalogue = permlens::catalogue::Catalogue::embedded();
    let imported = permlens::import::from_slice("part", bytes.as_bytes(), catalogue).unwrap();
    assert!(!imported.account.unread.is_empty());
}

#[test]
fn a_redirect_is_not_followed_and_no_token_leaves_the_host() {
    let other = Double::start(world::family());
    let double = Double::start(world::family());
    let there = format!("{}/v3/groups", other.url());
    double.fault(
        "GET /v3/groups",
        usize::MAX,
        Told::error(302, "over there").with("Location", &there),
    );
    let collected = Run::by_password(&double).go().unwrap();
    assert_eq!(other.lines(), Vec::<String>::new());
    let unread = unread(&collected);
    assert!(
        unread
            .iter()
            .any(|one| one.starts_with("GET /v3/groups: ") && one.contains("it moved to http")),
        "{unread:#?}"
    );
}

#[test]
fn an_answer_that_is_no_json_is_no_answer() {
    let double = Double::start(world::family());
    double.fault("GET /v3/users", usize::MAX, Told::html(200));
    let collected = Run::by_password(&double).go().unwrap();
    let unread = unread(&collected);
    assert!(
        unread
            .iter()
            .any(|one| one.starts_with("GET /v3/users: ") && one.contains("not JSON")),
        "{unread:#?}"
    );
}

#[test]
fn progress_counts_up_to_the_end_of_each_phase() {
    let double = Double::start(world::family());
    let mut seen = Vec::new();
    Run::by_password(&double)
        .watched(&mut |progress| seen.push(progress.clone()))
        .unwrap();
    assert!(
        seen.windows(2).all(|pair| pair[0].phase <= pair[1].phase),
        "phases come in order"
    );
    assert!(seen.iter().all(|progress| progress.done <= progress.total));
    let last = seen.last().unwrap();
    assert_eq!((last.phase, last.unread), (Phase::Details, 0));
    assert!(
        last.read()
            .starts_with("7 users · 3 groups · 5 memberships · 3 projects"),
        "{}",
        last.read()
    );
}

#[test]
fn a_proxy_of_the_environment_is_used_and_hosts_may_be_reached_directly() {
    let double = Double::start(world::family());
    let proxy = Double::start(world::family());
    let mut run = Run::by_password(&double);
    let address = proxy.url();
    run.proxies = proxied(&[("HTTP_PROXY", &address)]);
    assert!(run.go().is_err());
    let host = double.address.to_string();
    assert!(
        proxy.lines().iter().all(|line| line.contains(&host)),
        "{:?}",
        proxy.lines()
    );
    assert!(!proxy.lines().is_empty());
    assert_eq!(double.lines(), Vec::<String>::new());

    run.proxies = proxied(&[
        ("HTTP_PROXY", &address),
        ("NO_PROXY", "example.org,127.0.0.1"),
    ]);
    run.go().unwrap();
    let for_tls_only = proxied(&[("HTTPS_PROXY", &address)]);
    run.proxies = for_tls_only;
    run.go().unwrap();
}

#[test]
fn another_account_than_ones_own_is_looked_up() {
    let double = Double::start(world::family());
    let mut run = Run::by_password(&double);
    run.wishes.account = Some("d1".to_owned());
    assert_eq!(run.go().unwrap().count("users"), 7);
    run.wishes.account = Some("no-such".to_owned());
    let told = run.go().unwrap_err().to_string();
    assert!(told.contains("no account (domain) \"no-such\""), "{told}");
}

#[test]
fn what_is_sent_is_in_no_message_though_the_service_repeats_it() {
    let double = Double::start(world::family());
    let token = "gAAAA-token-1";
    let moved = Told::html(302).with("Location", &format!("https://elsewhere/?token={token}"));
    double
        .fault(
            "GET /v3/groups",
            9,
            Told::error(404, &format!("Could not find token: {token}")),
        )
        .fault("GET /v3/projects", 9, moved);
    let collected = Run::by_password(&double).go().unwrap();
    let text = serde_json::to_string(&collected.snapshot).unwrap();
    assert!(text.contains("Could not find token: (secret)"), "{text}");
    assert!(text.contains("elsewhere/?token=(secret)"), "{text}");
    assert!(!text.contains(token), "{text}");

    // All of the request, as JSON in a text of JSON: the password is spelled in another way there.
    let double = Double::start(world::family());
    let password = "qu\"ote-and-\\-staple";
    let sent = json!({"password": password}).to_string();
    double.fault("POST", 9, Told::error(401, &format!("wrong: {sent}")));
    let url = double.url();
    let mut variables = by_password(&url);
    variables[2].1 = password;
    let error = Run::new(&variables).go().unwrap_err().to_string();
    assert!(
        error.contains("wrong: {\"password\":\"(secret)\"}"),
        "{error}"
    );
    assert!(!error.contains("staple"), "{error}");

    // A signature, in the answer to a signed request.
    let double = Double::start(world::family());
    double.fault(
        "GET /v3/groups",
        9,
        Told::error(403, &format!("no key {SECRET}")),
    );
    let collected = Run::by_keys(&double).go().unwrap();
    let text = serde_json::to_string(&collected.snapshot).unwrap();
    assert!(text.contains("no key (secret)"), "{text}");
}

#[test]
fn what_a_service_says_steers_no_terminal() {
    let double = Double::start(world::family());
    let said = "no\u{1b}[31m \u{202e}drow\u{2066} \u{9b}2J\nline\u{2028}end";
    double.fault("GET /v3/groups", 9, Told::error(403, said));
    let collected = Run::by_password(&double).go().unwrap();
    let unread = collected.unread();
    let (_, reason) = unread
        .iter()
        .find(|(call, _)| *call == "GET /v3/groups")
        .unwrap();
    assert_eq!(*reason, "403 no [31m  drow   2J line end");
}

#[test]
fn what_is_packed_small_and_unpacks_without_an_end_is_not_believed() {
    use std::io::Write;
    let double = Double::start(world::family());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..257 {
        packed.write_all(&blanks).unwrap();
    }
    let told = Told {
        packed: Some(packed.finish().unwrap()),
        ..Told::json(200, &json!({})).with("Content-Encoding", "gzip")
    };
    double.fault("GET /v3/users", 9, told);
    let collected = Run::by_password(&double).go().unwrap();
    let halt = collected.stopped.unwrap().to_string();
    assert!(
        halt.ends_with("the answer is longer than 256 MiB"),
        "{halt}"
    );
}
