//! What is typed wrong gets its sentence beside its field, and nothing typed is lost.

use axum::http::StatusCode;
use testkit::{Engine, Kit, Person, samples};

use crate::{Browser, Form, House, Page};

async fn house(engine: Engine) -> (House, Person, Person) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

/// The New ticket form, filled in well.
async fn filled(browser: &Browser) -> Form {
    let form = browser.get("/support/new").await.is(StatusCode::OK).form("/support/new");
    form.set("type", "payments").set("title", "Where is it?").set("description", "One line.\n\nAnother.")
}

/// One thing wrong, its field and its sentence.
const WRONG: [(&str, &str, &str); 10] = [
    ("type", "", "Choose a type."),
    ("type", "gossip", "This type is not on the list. Choose another one."),
    ("type", "offer_request", "This type is not on the list. Choose another one."),
    ("type", "payments\0", "This type is not on the list. Choose another one."),
    ("title", "", "Enter a title."),
    ("title", " \u{200b}\t\u{feff} ", "Enter a title."),
    (
        "title",
        "a\0b",
        "The text holds a character that cannot be stored. Type it again instead of pasting it.",
    ),
    ("description", "", "Describe what this is about."),
    ("description", "\r\n \n", "Describe what this is about."),
    (
        "description",
        "a\0b",
        "The text holds a character that cannot be stored. Type it again instead of pasting it.",
    ),
];

async fn nothing_was_stored(kit: &Kit) {
    assert_eq!(kit.count("SELECT COUNT(*) FROM tickets").await, 0);
    kit.verify().await;
}

/// What was typed is still there, but for the field that is looked at.
#[track_caller]
fn keeps_the_others(page: &Page, form: &Form, but: &str) {
    for (name, value) in &form.fields {
        if name != but && name != "submission" && name != "kept" {
            assert_eq!(&page.value(name), value, "{name}");
        }
    }
}

async fn each_wrong_field_gets_its_sentence(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    for (name, value, sentence) in WRONG {
        let form = filled(&browser).await.set("period", "May").set(name, value);
        let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.error_of(name), sentence, "{name} {value:?}");
        keeps_the_others(&page, &form, name);
        assert_eq!(page.count("main .field-error"), 1, "{name} {value:?} alone is wrong");
        assert_eq!(page.attr("[autofocus]", "name").as_deref(), Some(name), "what is wrong is gone to");
    }
    nothing_was_stored(&house.kit).await;
}

async fn lengths_are_in_characters(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await.set("title", &"é".repeat(141));
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error_of("title"), "The title has 141 characters; 140 are allowed. Shorten it.");
    assert_eq!(page.value("title"), "é".repeat(141));
    let form = filled(&browser).await.set("description", &"ж".repeat(10_001));
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    let sentence = "The description has 10,001 characters; 10,000 are allowed. Shorten it, and send the rest as a comment.";
    assert_eq!(page.error_of("description"), sentence);
    assert_eq!(page.value("description"), "ж".repeat(10_001));
    let form = filled(&browser).await.set("amount", &"9".repeat(5_000));
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error_of("amount").starts_with("This has 5,000 characters;"), "{}", page.error_of("amount"));
    nothing_was_stored(&house.kit).await;

    // Exactly the most passes, and line ends count once.
    let longest = "x".repeat(4_999) + "\n" + &"y".repeat(5_000);
    let form = filled(&browser).await.set("amount", "").set("title", &"é".repeat(140));
    let form = form.set("description", &longest);
    let page = browser.submit(&form).await;
    let page = browser.follow(&page).await.is(StatusCode::OK);
    assert!(page.text_of("h1").starts_with(&"é".repeat(140)));
    house.kit.verify().await;
}

async fn everything_wrong_at_once(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = browser.get("/support/new").await.form("/support/new").file("report.pdf", b"%PDF-1.7");
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    for (name, sentence) in [
        ("type", "Choose a type."),
        ("title", "Enter a title."),
        ("description", "Describe what this is about."),
        ("attachment", "report.pdf cannot be attached. Choose a .jpg, .jpeg, .png, .gif or .zip file."),
    ] {
        assert_eq!(page.error_of(name), sentence);
    }
    // A form without any field at all is the same.
    let bare = crate::Multipart::default();
    let page = browser.send_form("/support/new", &bare).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error_of("title"), "Enter a title.");
    nothing_was_stored(&house.kit).await;
}

async fn bytes_that_are_no_text(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let sentence = "The text holds a character that cannot be stored. Type it again instead of pasting it.";
    // A lone surrogate, a cut character, an overlong one, Latin-1.
    for bytes in [&b"a\xED\xA0\x80b"[..], b"caf\xC3", b"\xC0\xAFx", b"caf\xE9"] {
        for name in ["title", "description", "period"] {
            let mut form = crate::Multipart::default().text("type", "payments");
            for field in ["title", "description", "period"] {
                form = if field == name { form.text(field, bytes) } else { form.text(field, "Good") };
            }
            let page = browser.send_form("/support/new", &form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(page.error_of(name), sentence, "{name} {bytes:?}");
            assert_eq!(page.value(if name == "title" { "description" } else { "title" }), "Good");
        }
    }
    nothing_was_stored(&house.kit).await;
}

async fn a_comment_and_a_reply_are_checked_alike(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let own = format!("/support/{ticket}");
    let desk = format!("/desk/tickets/{ticket}");
    let (reply, note) = (format!("{desk}/reply"), format!("{desk}/note"));
    let nul = "The text holds a character that cannot be stored. Type it again instead of pasting it.";
    for (who, page, action) in [(&acme, &own, &own), (&maria, &desk, &reply), (&maria, &desk, &note)] {
        let browser = house.of(who);
        for (text, sentence) in [
            ("", "Write a comment."),
            (" \n ", "Write a comment."),
            ("a\0b", nul),
            (
                &"x".repeat(10_001),
                "The comment has 10,001 characters; 10,000 are allowed. Shorten it, or send it as two comments.",
            ),
        ] {
            let form = browser.get(page).await.form(action).set("body", text).file("shot.png", samples::PNG);
            let answer = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.error_of("body"), sentence, "{action}");
            if !text.contains('\0') {
                assert_eq!(answer.form(action).get("body").trim(), text.trim(), "{action}");
            }
            assert!(answer.html().contains("shot.png"), "the file stays with the form");
            assert!(answer.text_of("h1").starts_with("Where is my payment?"), "the conversation is there");
        }
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM messages").await, 1);
    // A form that was refused on the note's tab opens that tab again.
    let browser = house.of(&maria);
    let form = browser.get(&format!("{desk}?tab=note")).await.form(&note);
    let page = browser.submit(&form).await;
    assert_eq!(page.attr("#tab-note", "aria-selected").as_deref(), Some("true"));
    assert!(page.attr("#panel-reply", "hidden").is_some());
}

async fn a_manager_names_an_affiliate(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let kit = &house.kit;
    let number = acme.affiliate_id().get();
    // Names that hold the ID's digits, and come before in the alphabet.
    for name in ["aa", "ab", "ac"] {
        kit.affiliate(&format!("{name}{number}"), Some(&maria)).await;
    }
    // One whose name holds another's part as a whole, and one that holds the ID of somebody else's affiliate.
    let peter = kit.manager("peter").await;
    let theirs = kit.affiliate("theirs", Some(&peter)).await;
    let hidden = theirs.affiliate_id().get().to_string();
    kit.affiliate(&format!("only{hidden}"), Some(&maria)).await;
    let inner = kit.affiliate("nord", Some(&maria)).await;
    kit.affiliate("a-nord-b", Some(&maria)).await;
    let browser = house.of(&maria);
    let filled = browser.get("/desk/new").await.form("/desk/new");
    let filled = filled.set("type", "general").set("title", "Hello").set("description", "News.");
    for (typed, sentence) in [
        ("", "Choose an affiliate."),
        ("#", "Choose an affiliate."),
        (
            "nobody of this name",
            "No affiliate of yours has this ID, and no one name fits. Choose one from the list.",
        ),
        ("a", "No affiliate of yours has this ID, and no one name fits. Choose one from the list."),
        ("-1", "No affiliate of yours has this ID, and no one name fits. Choose one from the list."),
        ("%", "No affiliate of yours has this ID, and no one name fits. Choose one from the list."),
        (
            "99999999999999999999",
            "No affiliate of yours has this ID, and no one name fits. Choose one from the list.",
        ),
        (&hidden, "No affiliate of yours has this ID, and no one name fits. Choose one from the list."),
        ("acme\0", "The text holds a character that cannot be stored. Type it again instead of pasting it."),
    ] {
        let form = filled.clone().set("affiliate", typed);
        let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.error_of("affiliate"), sentence, "{typed:?}");
        keeps_the_others(&page, &form, "affiliate");
    }
    let form = filled.clone().set("affiliate", &"x".repeat(100_000));
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error_of("affiliate").starts_with("No affiliate of yours"));
    let by_name = ("Nord".to_owned(), inner.affiliate_id().get(), "nord");
    let acme =
        [number.to_string(), format!(" #{number} "), "ACM".to_owned()].map(|typed| (typed, number, "acme"));
    for (typed, number, name) in acme.into_iter().chain([by_name]) {
        let form = browser.get(&format!("/desk/new?affiliate={number}")).await.form("/desk/new");
        let form = form.set("type", "general").set("title", "Hello").set("description", "News.");
        let page = browser.submit(&form.set("affiliate", &typed)).await;
        let page = browser.follow(&page).await.is(StatusCode::OK);
        assert_eq!(page.text_of("#affiliate-name"), name, "{typed}");
    }
    kit.verify().await;
}

async fn ten_megabytes_of_title(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await.set("title", &"é".repeat(5 * 1024 * 1024));
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error_of("title").starts_with("The title has"), "{}", page.error_of("title"));
    keeps_the_others(&page, &form, "title");
    assert!(page.bytes.len() < 512 * 1024, "the page is {} bytes", page.bytes.len());
    nothing_was_stored(&house.kit).await;
}

testkit::both_engines!(
    each_wrong_field_gets_its_sentence,
    lengths_are_in_characters,
    everything_wrong_at_once,
    bytes_that_are_no_text,
    a_comment_and_a_reply_are_checked_alike,
    a_manager_names_an_affiliate,
    ten_megabytes_of_title,
);
