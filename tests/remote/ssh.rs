//! Through a real server: a session with a forced command, ctrl-z in it, and a client that is killed.

use std::time::{Duration, Instant};

use super::pty_support::Session;
use super::server::{Forced, Server};

#[test]
fn a_session_by_force_command() {
    let server = Server::start(Forced::ByServer);
    // the client asks for a shell command and gets the explorer
    let mut session = Session::start(server.client(&["cat", "/etc/passwd"]), (120, 40));
    session.wait_for("Attached to image-ops");
    session.send("/net");
    session.wait_for("Attached to net-admins");
    session.send("\x1b");
    session.wait_for("image-audit");
    session.resize(80, 24);
    session.wait_gone("Attached to net-admins");
    session.resize(200, 50);
    session.wait_for("Attached to");
    session.send("\x1b[200~");
    session.send("jjj\x1b[201~q");
    assert_eq!(session.wait_end().exit_code(), 0);
    assert!(session.is_put_back());
}

#[test]
fn a_session_by_a_key() {
    let server = Server::start(Forced::ByKey);
    let mut session = Session::start(server.client(&[]), (80, 24));
    session.wait_for("image-ops");
    // nobody could bring it back if it stopped
    session.send("\x1a");
    session.wait_for("no shell to return to");
    session.send("q");
    assert_eq!(session.wait_end().exit_code(), 0);
    assert!(session.is_put_back());
}

#[test]
fn a_client_that_is_killed_leaves_nothing_behind() {
    let server = Server::start(Forced::ByServer);
    let session = Session::start(server.client(&[]), (80, 24));
    session.wait_for("image-ops");
    let explorer = server.far_process();
    assert!(explorer.exists());
    // ends the client by a signal that it cannot catch
    drop(session);
    let deadline = Instant::now() + Duration::from_secs(20);
    while explorer.exists() {
        assert!(
            Instant::now() < deadline,
            "the explorer outlives its client"
        );
        std::thread::yield_now();
    }
}
