//! What the terminal sends, in whatever pieces it comes.

use permlens::tui::event::Mouse;
use permlens::tui::event::decoder::{Decoder, Told};
use proptest::prelude::*;

fn fed(pieces: &[&[u8]]) -> Vec<Told> {
    let mut decoder = Decoder::default();
    let mut told = Vec::new();
    for piece in pieces {
        decoder.feed(piece, &mut told);
    }
    told
}

/// The keys as they are written in settings; what is no key, in words.
fn words(told: &[Told]) -> String {
    let word = |told: &Told| match told {
        Told::Key(chord) => chord.to_string(),
        Told::Paste(text) => format!("paste({text})"),
        Told::Answer(text) => format!("answer({text})"),
        Told::Mouse(Mouse { kind, x, y }) => format!("{kind:?}({x},{y})"),
    };
    told.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// What each terminal's bytes mean.
const MEANINGS: [(&[u8], &str); 36] = [
    (b"jG?", "j G ?"),
    (b"\r\t\x7f\x03\x00", "enter tab backspace ctrl-c ctrl-space"),
    ("é图".as_bytes(), "é 图"),
    (b"\xff\xc3(", "("),
    (
        b"\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D",
        "up down ctrl-right shift-left",
    ),
    (b"\x1b[H\x1b[4~\x1b[7~\x1b[F", "home end home end"),
    (
        b"\x1b[5~\x1b[6~\x1b[3~\x1b[2~",
        "pageup pagedown delete insert",
    ),
    (
        b"\x1bOP\x1b[15~\x1b[24~\x1b[[A\x1b[1;2S",
        "f1 f5 f12 f1 shift-f4",
    ),
    (b"\x1b[Z\x1b[1;2Z", "shift-tab shift-tab"),
    (b"\x1bx\x1b\x01\x1b\x7f", "alt-x ctrl-alt-a alt-backspace"),
    ("\x1bé".as_bytes(), "alt-é"),
    (b"\x1b\x1b[A", "esc up"),
    // kitty and modifyOtherKeys, also of releases
    (b"\x1b[97;5u\x1b[27;5;97~\x1b[13u", "ctrl-a ctrl-a enter"),
    (b"\x1b[97;1:3u\x1b[97;1:1u\x1b[57358u", "a"),
    (b"\x1bOj\x1bOM", "* enter"),
    // the mouse in three forms, and broken
    (b"\x1b[<0;5;7M\x1b[<0;5;7m", "Press(4,6) Release(4,6)"),
    (
        b"\x1b[<32;5;7M\x1b[<64;1;1M\x1b[<65;1;1M",
        "Drag(4,6) WheelUp(0,0) WheelDown(0,0)",
    ),
    (b"\x1b[M %'", "Press(4,6)"),
    (b"\x1b[32;5;7M", "Press(4,6)"),
    (b"\x1b[<0;0;7M\x1b[<0;;M\x1b[<99999999999;1;1Mj", "j"),
    (b"\x1b[<2;5;7Mj", "j"),
    // answers, and what nobody asked for
    (
        b"\x1b]11;rgb:0000/1111/2222\x07j",
        "answer(11;rgb:0000/1111/2222) j",
    ),
    (b"\x1b]11;rgb:0/0/0\x1b\\j", "answer(11;rgb:0/0/0) j"),
    (b"\x1bP1$r0m\x1b\\j", "j"),
    (
        b"\x1b[?62;22c\x1b[?2026;2$y\x1b[0n\x1b[24;80R\x1b[I\x1b[Oj",
        "j",
    ),
    (b"\x1b]11;broken\rj", "enter j"),
    // broken off by something else
    (b"\x1b[12\x1b[A", "up"),
    (b"\x1b[1;\x03", "ctrl-c"),
    (b"\x1b[\xffj", "j"),
    // pastes
    (b"\x1b[200~a\r\nb\x1b[201~j", "paste(a\r\nb) j"),
    (b"\x1b[200~\x1b[A\x1b[20\x1b[201~", "paste(\x1b[A\x1b[20)"),
    (b"\x1b[200~\x1b[201~", "paste()"),
    (b"\x1b[200~\x1b\x1b[201~", "paste(\x1b)"),
    (b"\x1b[201~j", "j"),
    (b"\x1b[200~\xff\x1b[201~", "paste(\u{fffd})"),
    (
        b"\x1b[200~one\x1b[201~\x1b[200~two\x1b[201~",
        "paste(one) paste(two)",
    ),
];

#[test]
fn means_what_terminals_mean() {
    for (bytes, meaning) in MEANINGS {
        let told = fed(&[bytes]);
        assert_eq!(
            words(&told),
            meaning,
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
        let singly: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(fed(&singly), told, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn what_stays_unfinished_means_itself_after_a_silence() {
    for (bytes, meaning) in [
        (&b"\x1b"[..], "esc"),
        (b"\x1b[", "alt-["),
        (b"\x1b]", "alt-]"),
        (b"\x1bO", "alt-O"),
        (b"\x1b[12;", ""),
        (b"\xc3", ""),
        (b"\x1b[200~half\x1b[2", "paste(half\x1b[2)"),
    ] {
        let mut decoder = Decoder::default();
        let mut told = Vec::new();
        decoder.feed(bytes, &mut told);
        assert_eq!(told, [], "{bytes:?}");
        assert!(decoder.patience().is_some(), "{bytes:?}");
        decoder.silence(&mut told);
        assert_eq!(words(&told), meaning, "{bytes:?}");
        assert_eq!(decoder.patience(), None, "{bytes:?}");
        told.clear();
        decoder.feed(b"j", &mut told);
        assert_eq!(words(&told), "j", "{bytes:?}");
    }
}

#[test]
fn noise_without_end_is_let_go() {
    let mut decoder = Decoder::default();
    let mut told = Vec::new();
    decoder.feed(b"\x1b]", &mut told);
    decoder.feed(&[b'x'; 5000], &mut told);
    assert_eq!(decoder.patience(), None);
    told.clear();
    decoder.feed(b"j", &mut told);
    assert_eq!(words(&told), "j");
}

#[test]
fn an_endless_paste_is_cut_and_still_one() {
    let mut decoder = Decoder::default();
    let mut told = Vec::new();
    decoder.feed(b"\x1b[200~", &mut told);
    for _ in 0..1000 {
        decoder.feed(&[b'x'; 4096], &mut told);
    }
    assert_eq!(told, []);
    decoder.feed(b"\x1b[201~j", &mut told);
    match told.as_slice() {
        [Told::Paste(text), Told::Key(_)] => assert_eq!(text.len(), 1 << 20),
        other => panic!("{} things", other.len()),
    }
}

fn noise() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(MEANINGS.map(|(bytes, _)| bytes.to_vec()).to_vec());
    let likely = prop::sample::select(b"\x1b[]O;:<~MmuPX0129\xc3\xa9\x07\\".to_vec());
    let piece = prop_oneof![
        known,
        prop::collection::vec(likely, 0..12),
        prop::collection::vec(any::<u8>(), 0..8)
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_pieces_do_not_matter(bytes in noise(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let whole = fed(&[&bytes]);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect();
        prop_assert_eq!(fed(&pieces), whole);
    }
}
