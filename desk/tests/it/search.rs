//! Search finds the same on both engines, and only one's own.

use db::Engine;
use desk::tickets::{self, Body, ListFilter, QueueFilter, QueueOrder, TicketId, Title};
use testkit::{Kit, Person};

async fn open(kit: &Kit, who: &Person, title: &str, description: &str) -> TicketId {
    let mut new = kit.new_ticket("x");
    new.title = Title::parse(title).expect("a title");
    new.description = Body::parse(description).expect("a description");
    kit.write(who, move |cx| tickets::open(cx, &new)).await.expect("opened")
}

async fn mine(kit: &Kit, who: &Person, text: &str) -> Vec<TicketId> {
    let filter = ListFilter { text: text.to_owned(), ..ListFilter::default() };
    let page = kit.read(who, move |cx| tickets::list(cx, &filter)).await;
    page.unwrap_or_else(|error| panic!("{text:?}: {error}")).rows.into_iter().map(|row| row.id).collect()
}

async fn queue(kit: &Kit, who: &Person, text: &str) -> Vec<TicketId> {
    let filter = QueueFilter { text: text.to_owned(), order: QueueOrder::Created, ..QueueFilter::default() };
    let page = kit.read(who, move |cx| tickets::queue(cx, &filter)).await;
    page.unwrap_or_else(|error| panic!("{text:?}: {error}")).rows.into_iter().map(|row| row.id).collect()
}

async fn words_of_titles_and_messages_are_found(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let payment =
        open(&kit, &acme, "Où est mon paiement?", "Référence INV-2041, naïve façade; ПРИВЕТ, 請求書, Ⓐ 🅰.")
            .await;
    let other = open(&kit, &acme, "Postback", "https://track.example/click?id={click_id}").await;
    kit.reply(&maria, other, "Straße fixed: ΟΔΟΣ").await;

    for text in [
        "paiement",
        "PAIEMENT",
        "paie",
        "ou est",
        "Où EST",
        "reference",
        "RÉFÉRENCE inv",
        "2041",
        "inv-2041",
        "naive facade",
        "re\u{301}fe\u{301}rence",
        "привет",
        "при",
        "請求書",
        "請",
        "ｐａｉｅｍｅｎｔ",
        "mon naïve",
        "  est,  mon  ",
    ] {
        assert_eq!(mine(&kit, &acme, text).await, [payment], "{text:?}");
        assert_eq!(queue(&kit, &maria, text).await, [payment], "{text:?}");
    }
    for text in ["track.example", "https://track", "click_id", "postback click", "straße", "STRASSE", "οδός"]
    {
        assert_eq!(mine(&kit, &acme, text).await, [other], "{text:?}");
    }
    for text in ["aiement", "pai est", "paiement postback", "zebra", "affiliate2x"] {
        assert_eq!(mine(&kit, &acme, text).await, [], "{text:?}");
        assert_eq!(queue(&kit, &maria, text).await, [], "{text:?}");
    }
}

async fn a_number_finds_its_ticket(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&maria)).await;
    let (first, second) = (open(&kit, &acme, "One", "a").await, open(&kit, &acme, "Two", "b").await);
    let theirs = open(&kit, &other, "Three", "c").await;
    assert_eq!(mine(&kit, &acme, &format!("#{second}")).await, [second]);
    assert_eq!(mine(&kit, &acme, &format!(" {first} ")).await, [first]);
    assert_eq!(mine(&kit, &acme, &format!("#{theirs}")).await, [], "it is not theirs");
    assert_eq!(queue(&kit, &maria, &format!("#{theirs}")).await, [theirs]);
    let third = open(&kit, &acme, "About another", &format!("as in {first}")).await;
    assert_eq!(mine(&kit, &acme, &first.to_string()).await, [third, first], "the number, and the word");
}

async fn nothing_that_is_typed_is_an_operator(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = open(&kit, &acme, "Cats and dogs", "AND OR NOT NEAR public staff it's fine").await;
    for text in [
        "\"cats\"",
        "cats*",
        "*cats",
        "cats AND dogs",
        "cats:dogs",
        "public: cats",
        "it's",
        "cats\\",
        "cats & dogs",
        "cats | dogs",
        "!cats",
        "(cats",
        "cats)",
        "{public} : cats",
        "cats:*",
        "'cats'",
        "^cats",
        "+cats -dogs",
        "NOT",
        "and or",
        "cats%",
        "cats;--",
        "cats\0dogs",
    ] {
        assert_eq!(mine(&kit, &acme, text).await, [id], "{text:?}");
        assert_eq!(queue(&kit, &maria, text).await, [id], "{text:?}");
    }
    for text in ["\"", "*", ":", "'", "\\", "&|!", "()", "🦆", "\0", "-", "\"\"", "''", "{}"] {
        assert_eq!(mine(&kit, &acme, text).await, [], "{text:?} has no words");
        assert_eq!(queue(&kit, &maria, text).await, [], "{text:?} has no words");
    }
    let long = "word ".repeat(5_000);
    assert_eq!(mine(&kit, &acme, &long).await, []);
    assert_eq!(mine(&kit, &acme, &"x".repeat(20_000)).await, []);
    assert_eq!(mine(&kit, &acme, "  ").await, [id], "blank is no search");
}

async fn only_ones_own_is_found(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&mark)).await;
    let hers = open(&kit, &acme, "Walrus", "one").await;
    // Somebody who writes the word by which acme's messages are marked as acme's.
    let mark_of_acme = format!("walrus affiliate{}x", acme.affiliate_id());
    let theirs = open(&kit, &other, "Walrus", &mark_of_acme).await;
    assert_eq!(
        (mine(&kit, &acme, "walrus").await, mine(&kit, &other, "walrus").await),
        (vec![hers], vec![theirs])
    );
    assert_eq!(
        (queue(&kit, &maria, "walrus").await, queue(&kit, &mark, "walrus").await),
        (vec![hers], vec![theirs])
    );
    let lead = kit.lead().await;
    assert_eq!(queue(&kit, &lead, "walrus").await, [theirs, hers]);
}

async fn longest_texts_are_indexed(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    // Ten thousand characters that fold into many more, and words longer than any index takes whole.
    let id = open(&kit, &acme, &"\u{fdfa}".repeat(140), &"\u{fdfa} ".repeat(5_000)).await;
    let long = open(&kit, &acme, "Long", &"é".repeat(10_000)).await;
    assert_eq!(mine(&kit, &acme, "صلى").await, [id]);
    assert_eq!(mine(&kit, &acme, &"e".repeat(64)).await, [long]);
    let numbers = (0..2_000).map(|number| format!("{number:04}")).collect::<Vec<_>>().join(" ");
    let many = open(&kit, &acme, "Many", &numbers).await;
    assert_eq!(mine(&kit, &acme, "1999").await, [many]);
}

testkit::both_engines!(
    words_of_titles_and_messages_are_found,
    a_number_finds_its_ticket,
    nothing_that_is_typed_is_an_operator,
    only_ones_own_is_found,
    longest_texts_are_indexed,
);
