//! Names good and bad, and what holds for all of them.

use proptest::prelude::*;

use super::*;

fn clean(raw: &str) -> String {
    FileName::clean(raw).0
}

#[test]
fn good_names_stay() {
    for name in [
        "a.png",
        "My photo (2).JPG",
        "отчёт за май.zip",
        "café.gif",
        "日本語.png",
        "x.php.jpg",
        "😀.gif",
        "a",
    ] {
        assert_eq!(clean(name), name);
    }
}

#[test]
fn paths_lose_their_folders() {
    assert_eq!(clean("../../etc/passwd.png"), "passwd.png");
    assert_eq!(clean("C:\\Users\\me\\photo.jpg"), "photo.jpg");
    assert_eq!(clean("a/b\\c/d.zip"), "d.zip");
    assert_eq!(clean("photo.jpg/"), "photo.jpg");
    assert_eq!(clean("..\\..\\"), "file");
}

#[test]
fn what_cannot_be_seen_is_gone() {
    assert_eq!(clean("a\0b.png"), "ab.png");
    assert_eq!(clean("a\u{202E}gnp.exe"), "agnp.exe");
    assert_eq!(clean("\u{200F}a\u{2066}b\u{2069}.png"), "ab.png");
    assert_eq!(clean("a\u{200B}\u{FEFF}.p\u{AD}ng"), "a.png");
    assert_eq!(clean("a\x1B[31m.png"), "a[31m.png");
    assert_eq!(clean("\u{3164}\u{2800}.png"), "png");
}

#[test]
fn white_space_and_line_breaks_are_single_spaces() {
    assert_eq!(clean("a\r\nSet-Cookie_ x.png"), "a Set-Cookie_ x.png");
    assert_eq!(clean("  a \t\u{A0}\u{3000} b .png "), "a b .png");
    assert_eq!(clean("a\u{2028}b.png"), "a b.png");
}

#[test]
fn names_are_composed() {
    assert_eq!(clean("cafe\u{301}.png"), "café.png");
    assert_eq!(clean("cafe\u{200B}\u{301}.png"), "café.png");
}

#[test]
fn windows_can_store_them() {
    assert_eq!(clean("a<b>c:d\"e|f?g*.png"), "a_b_c_d_e_f_g_.png");
    assert_eq!(clean("CON"), "_CON");
    assert_eq!(clean("nul.tar.zip"), "_nul.tar.zip");
    assert_eq!(clean("Com7 .png"), "_Com7 .png");
    assert_eq!(clean("console.png"), "console.png");
    assert_eq!(clean("a.png..."), "a.png");
}

#[test]
fn hidden_and_empty_names() {
    assert_eq!(clean(".htaccess"), "htaccess");
    assert_eq!(clean(". . .png"), "png");
    for empty in ["", " ", "...", "/", "\0", "\u{202E}", "\\\\"] {
        assert_eq!(clean(empty), "file", "{empty:?}");
    }
}

#[test]
fn long_names_keep_their_ending() {
    let name = clean(&format!("{}.png", "a".repeat(300)));
    assert_eq!(name, format!("{}.png", "a".repeat(116)));
    let name = clean(&format!("{}.jpeg", "я".repeat(300)));
    assert_eq!(name, format!("{}.jpeg", "я".repeat(97)));
    let name = clean(&format!("a.{}", "b".repeat(300)));
    assert_eq!(name.chars().count(), 120);
    let name = clean(&format!("{}.{}.zip", "a".repeat(115), "b".repeat(9)));
    assert_eq!(name, format!("{}.zip", "a".repeat(115)));
    assert_eq!(clean(&format!("{}/x.png", "я".repeat(1_000_000))), "x.png");
    assert_eq!(FileName::clean(&format!("{}.PNG", "x".repeat(1_000_000))).ending(), Some("PNG"));
}

#[test]
fn the_header_is_ascii_with_the_whole_name_beside_it() {
    let header = |raw, disposition| FileName::clean(raw).content_disposition(disposition);
    assert_eq!(header("a b.png", Disposition::Inline), "inline; filename=\"a b.png\"");
    assert_eq!(
        header("café.zip", Disposition::Attachment),
        "attachment; filename=\"cafe.zip\"; filename*=UTF-8''caf%C3%A9.zip"
    );
    assert_eq!(
        header("отчёт.zip", Disposition::Attachment),
        "attachment; filename=\"file.zip\"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.zip"
    );
    assert_eq!(
        header("100%; x='y'.gif", Disposition::Attachment),
        "attachment; filename=\"100_; x='y'.gif\"; filename*=UTF-8''100%25%3B%20x%3D%27y%27.gif"
    );
    assert_eq!(header("\"\r\nX: y.png", Disposition::Inline), "inline; filename=\"_ X_ y.png\"");
}

/// Texts with more trouble in them than random characters have.
fn troubled() -> impl Strategy<Value = String> {
    let trouble = prop::sample::select(vec![
        "/", "\\", ".", "..", " ", "\0", "\r\n", "\"", "%", ":", "\u{202E}", "\u{200B}", "\u{301}",
        "\u{345}", "e", "CON", "com1", ".png", "я", "😀", "\u{3164}", "\u{FEFF}", "\u{1100}", "\u{1161}",
        "\u{11A8}", "\u{2126}", "_", "a",
    ]);
    prop::collection::vec(prop_oneof![3 => trouble.prop_map(str::to_owned), 1 => ".{0,40}"], 0..60)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_clean_name_is_safe(raw in troubled()) {
        let name = clean(&raw);
        prop_assert!(!name.is_empty() && name.len() <= MAX_BYTES && name.chars().count() <= MAX_CHARS);
        prop_assert!(!name.contains(['/', '\\', '"', ':', '<', '>', '|', '?', '*']));
        prop_assert!(!name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']));
        prop_assert!(!name.contains("  ") && !name.chars().any(char::is_control));
        prop_assert!(name.chars().all(|c| visible(c) == Some(c)));
        prop_assert!(unicode_normalization::is_nfc(&name));
        prop_assert!(!is_device(&name));
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(raw in troubled()) {
        let once = clean(&raw);
        prop_assert_eq!(clean(&once), once);
    }

    #[test]
    fn an_allowed_ending_survives(raw in troubled(), ending in "(png|JPG|jpeg|zip)") {
        let name = FileName::clean(&format!("x{raw}x.{ending}"));
        prop_assert_eq!(name.ending(), Some(ending.as_str()));
    }

    #[test]
    fn headers_are_well_formed(raw in troubled()) {
        let name = FileName::clean(&raw);
        let header = name.content_disposition(Disposition::Attachment);
        prop_assert!(header.bytes().all(|b| matches!(b, b' '..=b'~')));
        prop_assert!(!header.contains('\\') && header.matches('"').count() == 2);
        if let Some((_, encoded)) = header.split_once("filename*=UTF-8''") {
            let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8().expect("UTF-8");
            prop_assert_eq!(decoded, name.as_str());
        } else {
            let quoted = format!("\"{}\"", name.as_str());
            prop_assert!(header.ends_with(&quoted));
        }
    }
}
