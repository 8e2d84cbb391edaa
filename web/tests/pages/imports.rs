//! Files on their way in and out by pages: who may, what a wrong one gets, that a button applies once.

use axum::http::StatusCode;
use desk::offers::Privacy;
use desk::transfer::Subject;
use testkit::{Engine, Person};

use crate::{House, Multipart, Page};

const OK: StatusCode = StatusCode::OK;
const NO: StatusCode = StatusCode::NOT_FOUND;

async fn bring(house: &House, who: &Person, subject: Subject, name: &str, file: &[u8]) -> Page {
    let form = Multipart::default().file(name, file);
    house.of(who).send_form(&format!("/desk/{subject}/import"), &form).await
}

async fn pages_are_for_those_who_may(engine: Engine) {
    let house = House::new(engine);
    let kit = &house.kit;
    let (maria, boris, lead) = (kit.manager("maria").await, kit.manager("boris").await, kit.lead().await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = acme.affiliate_id();
    let import = kit.bring(&maria, Subject::Offers, "title\nSolar\n").await.id;
    let all = [&acme, &maria, &boris, &lead];
    for (path, wanted) in [
        ("/desk/offers/import".to_owned(), [NO, OK, OK, OK]),
        ("/desk/affiliates/import".to_owned(), [NO, NO, NO, OK]),
        (format!("/desk/imports/{import}"), [NO, OK, NO, NO]),
        (format!("/desk/imports/{import}/report.csv"), [NO, OK, NO, NO]),
        ("/desk/imports/999999".to_owned(), [NO; 4]),
        ("/desk/imports/x/report.csv".to_owned(), [NO; 4]),
        ("/desk/offers/export".to_owned(), [NO, OK, OK, OK]),
        ("/desk/affiliates/export?format=json".to_owned(), [NO, OK, OK, OK]),
        ("/desk/affiliates/new".to_owned(), [NO, NO, NO, OK]),
        (format!("/desk/affiliates/{id}/edit"), [NO, OK, NO, OK]),
        ("/desk/affiliates/999999/edit".to_owned(), [NO; 4]),
    ] {
        for (who, wanted) in all.iter().zip(wanted) {
            assert_eq!(house.of(who).get(&path).await.status, wanted, "{path} as {}", who.name);
        }
        if path.contains("/x/") {
            continue;
        }
        let stranger = house.browser().get(&path).await.is(StatusCode::SEE_OTHER);
        assert!(stranger.location().starts_with("/sign-in"), "{path}");
    }
    for (who, subject) in [(&acme, Subject::Offers), (&maria, Subject::Affiliates)] {
        bring(&house, who, subject, "a.csv", b"title\nX\n").await.is(NO);
    }
    for who in [&acme, &boris, &lead] {
        house.of(who).post(&format!("/desk/imports/{import}/apply"), &[]).await.is(NO);
    }
    assert_eq!(kit.count("SELECT COUNT(*) FROM imports").await, 1);
    kit.verify().await;
}

async fn a_file_is_checked_read_about_and_applied_once(engine: Engine) {
    let house = House::new(engine);
    let kit = &house.kit;
    let maria = kit.manager("maria").await;
    kit.affiliate("acme", Some(&maria)).await;
    let known =
        desk::offers::RawOffer { external_id: "X-1".into(), ..kit.raw_offer("Known", Privacy::Public) };
    kit.offer(&maria, &known).await;
    let file = b"external_id;title;privacy\nX-1;Known;private\nX-2;=1+1;\n";
    let page = bring(&house, &maria, Subject::Offers, "my offers.csv", file).await.is(StatusCode::SEE_OTHER);
    let at = page.location();
    let browser = house.of(&maria);
    let report = browser.get(&at).await.is(OK);
    assert!(report.text_of(".import-standing").contains("my offers.csv is checked. Nothing is stored yet."));
    assert_eq!(report.texts("tbody .c-title"), ["Known", "=1+1"]);
    assert!(report.text_of("tbody .c-changes").contains("privacy"));
    assert_eq!(browser.get(&format!("{at}?rows=create")).await.is(OK).texts("tbody .c-title"), ["=1+1"]);
    let csv = browser.get(&format!("{at}/report.csv")).await.is(OK);
    assert!(csv.header("content-disposition").starts_with("attachment"));
    assert!(csv.html().contains("3,New,,X-2,'=1+1,,"), "{}", csv.html());
    // Nobody loses access without a word.
    let apply = format!("{at}/apply");
    let asked = browser.post(&apply, &[]).await.is(StatusCode::CONFLICT);
    assert!(asked.text_of("main").contains("Say what becomes of the affiliates who have access now"));
    assert_eq!(asked.count("input[name=public_access]"), 2);
    for _ in 0..2 {
        let sent = browser.post(&apply, &[("public_access", "keep")]).await.is(StatusCode::SEE_OTHER);
        assert_eq!(sent.location(), at);
    }
    let waiting = browser.get(&at).await.is(OK);
    assert_eq!((waiting.header("refresh"), waiting.count("progress")), ("2", 1));
    let job = kit
        .write(&kit.desk(), |cx| desk::jobs::lease(cx, desk::jobs::JobKind::ALL, "here"))
        .await
        .expect("leased")
        .expect("due");
    desk::transfer::run_job(kit.app(), &job).await.expect("applied");
    let done = browser.get(&at).await.is(OK);
    assert!(done.text_of(".import-standing").contains("is applied"), "{}", done.text_of("main"));
    assert_eq!((done.header("refresh"), done.count("progress")), ("", 0));
    browser.post(&apply, &[("public_access", "end")]).await.is(StatusCode::SEE_OTHER);
    assert_eq!(kit.count("SELECT COUNT(*) FROM offers").await, 2);
    assert_eq!(kit.count("SELECT COUNT(*) FROM offer_access WHERE origin = 'public'").await, 1, "it is kept");
    let out = browser.get("/desk/offers/export?privacy=private").await.is(OK);
    assert!(out.html().contains("X-1,Known") && !out.html().contains("X-2"), "{}", out.html());
    assert_eq!(out.header("content-type"), "text/csv; charset=utf-8");
    kit.verify().await;
}

async fn a_wrong_file_gets_its_sentences(engine: Engine) {
    let house = House::new(engine);
    let kit = &house.kit;
    let lead = kit.lead().await;
    let long = [b"title\n\"".to_vec(), vec![b'x'; 1_200_000]].concat();
    let utf16: Vec<u8> = "\u{feff}title\nA\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (file, sentence) in [
        (b"title,nope\nA,B\n".to_vec(), "There is no column “nope”."),
        (b"title\nA\nB,C\n".to_vec(), "The row has 2 cells, the header 1."),
        (b"title\ncaf\xE9\n".to_vec(), "title: Line 2 is not UTF-8."),
        (utf16, "The file is UTF-16."),
        (b"PK\x03\x04".to_vec(), "This is no text file."),
        (
            b"title,kpi\nA,\"x\nB,y\n".to_vec(),
            "The quote that opens in line 2 is not closed where its cell ends.",
        ),
        (long, "The row is longer than 1 MB."),
        (
            b"external_id,title\nX,A\nX,B\n".to_vec(),
            "external_id: The file has the same one in row 2 already.",
        ),
        (b"id,title\n77,A\n".to_vec(), "id: There is none with this ID."),
        (b"title,hold_days\nA,=1+1\n".to_vec(), "hold_days: Enter a whole number from 0 to 3,650."),
        (b"title,payouts\nA,=cmd\n".to_vec(), "payouts: Line 1 cannot be read."),
        (b"[{\"title\":\"A\"},{]".to_vec(), "The JSON is broken at line 1."),
        (b"[1]".to_vec(), "Only objects are rows."),
        (b"[{\"title\":{}}]".to_vec(), "title: Only a text, a number or a list of them can stand here."),
        (b" ".to_vec(), "There is nothing in the file."),
    ] {
        let page =
            bring(&house, &lead, Subject::Offers, "a", &file).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text_of(".wrong-rows").contains(sentence), "{sentence}: {}", page.text_of("main"));
        assert!(page.error_of("attachment").contains("Nothing is stored."), "{sentence}");
    }
    let none = bring(&house, &lead, Subject::Offers, "", b"").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(none.error_of("attachment"), "Choose a file.");
    let other = b"external_id,name,language,time_zone,manager\nA,,english,Mars,nobody@example.test\n";
    let page =
        bring(&house, &lead, Subject::Affiliates, "a.csv", other).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in
        ["name: Fill this in.", "language: This is no language tag.", "time_zone: This is no time zone."]
    {
        assert!(page.text_of(".wrong-rows").contains(sentence), "{sentence}: {}", page.text_of("main"));
    }
    let browser = house.of(&lead);
    let plain = browser.send(
        axum::http::Method::POST,
        "/desk/offers/import",
        Some("text/csv"),
        axum::body::Body::from("title\nA\n"),
    );
    plain.await.is(StatusCode::BAD_REQUEST);
    assert_eq!(kit.count("SELECT COUNT(*) FROM offers").await, 0);
    kit.verify().await;
}

async fn a_file_that_is_too_large_is_refused(engine: Engine) {
    let kit = testkit::Kit::with(engine, |settings| settings.import_max_bytes = 1_000);
    let house = House::on(kit, "http://desk.example.test");
    let lead = house.kit.lead().await;
    let fits = format!("title\n{}\n", "A,".repeat(100));
    bring(&house, &lead, Subject::Offers, "a.csv", fits.as_bytes())
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY);
    let large = format!("title\n{}", "Offer\n".repeat(1_000));
    let page = bring(&house, &lead, Subject::Offers, "a.csv", large.as_bytes()).await;
    let page = page.is(StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.error_of("attachment").contains("larger than"), "{}", page.text_of("main"));
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM imports").await, 1, "nothing of it is kept");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM import_rows").await, 1);
}

async fn a_file_that_newer_ones_push_out_is_asked_for_again(engine: Engine) {
    let house = House::new(engine);
    let kit = &house.kit;
    let lead = kit.lead().await;
    let rows = format!("title\n{}", "Offer\n".repeat(1_000));
    let bytes = Multipart::default().file("slow.csv", rows.as_bytes()).bytes();
    let (first, rest) = (bytes[..2_000].to_vec(), bytes[2_000..].to_vec());
    let (send, pieces) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
    let body = futures_util::stream::unfold(pieces, async |mut pieces| {
        let piece = pieces.recv().await?;
        Some((Ok::<_, std::io::Error>(piece), pieces))
    });
    let browser = house.of(&lead);
    let brought = browser.send(
        axum::http::Method::POST,
        "/desk/offers/import",
        Some(Multipart::TYPE),
        axum::body::Body::from_stream(body),
    );
    let meanwhile = async {
        send.send(first).await.expect("it is read");
        while kit.count("SELECT COUNT(*) FROM imports").await == 0 {
            tokio::task::yield_now().await;
        }
        for _ in 0..5 {
            kit.bring(&lead, Subject::Offers, "title\nOther\n").await;
        }
        send.send(rest).await.expect("it is read");
        drop(send);
    };
    let (page, ()) = tokio::join!(brought, meanwhile);
    let page = page.is(StatusCode::CONFLICT);
    assert!(page.error_of("attachment").contains("you have brought newer ones"), "{}", page.text_of("main"));
    assert_eq!(kit.count("SELECT COUNT(*) FROM import_rows").await, 5);
}

async fn affiliates_are_written(engine: Engine) {
    let house = House::new(engine);
    let kit = &house.kit;
    let (maria, lead) = (kit.manager("maria").await, kit.lead().await);
    let browser = house.of(&lead);
    let page = browser.get("/desk/affiliates/new").await.is(OK);
    let form = page.form("/desk/affiliates/new").set("country", "XX").set("contacts", "Telegram @klick");
    let bad = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.error_of("name"), "Fill this in.");
    assert_eq!(bad.error_of("country"), "“XX” is not the code of a country.");
    let form = bad.form("/desk/affiliates/new").set("name", "Klick Media").set("country", "PL");
    let form = form.set("contacts", "Telegram; @klick").set("manager", "maria@example.test");
    let made = browser.submit(&form).await.is(StatusCode::SEE_OTHER).location();
    let again = browser.submit(&form).await.is(StatusCode::SEE_OTHER).location();
    assert_eq!(made, again, "sent twice, it is made once");
    // A manager changes what is theirs to change, and no more.
    let manager = house.of(&maria);
    let edit = format!("{made}/edit");
    let page = manager.get(&edit).await.is(OK);
    let form = page.form(&edit).set("name", "Klick GmbH");
    assert!(
        ["status", "manager", "external_id"].iter().all(|name| page.count(&format!("[name={name}]")) == 0)
    );
    // A lead changes what is theirs meanwhile: the manager is told, and can save.
    let by_lead =
        browser.get(&edit).await.is(OK).form(&edit).set("status", "not_active").set("external_id", "K-1");
    browser.submit(&by_lead).await.is(StatusCode::SEE_OTHER);
    let told = manager.submit(&form).await.is(StatusCode::CONFLICT);
    assert_eq!(told.value("name"), "Klick GmbH");
    manager.submit(&told.form(&edit)).await.is(StatusCode::SEE_OTHER);
    let page = manager.get(&made).await.is(OK);
    assert!(page.text_of("h1").contains("Klick GmbH"));
    let page = browser.get(&edit).await.is(OK);
    let kept = ["status", "external_id", "manager"].map(|name| page.value(name));
    assert_eq!(kept, ["not_active", "K-1", "maria@example.test"]);
    // The lead had the older one before them.
    let late = browser.get(&edit).await.is(OK).form(&edit).set("version", "1").set("country", "DE");
    let told = browser.submit(&late).await.is(StatusCode::CONFLICT);
    assert!(told.text_of("main").contains("Somebody else has changed this affiliate meanwhile."));
    assert_eq!(told.value("country"), "DE", "what was typed is still there");
    browser.submit(&told.form(&edit)).await.is(StatusCode::SEE_OTHER);
    kit.verify().await;
}

testkit::both_engines!(a_file_is_checked_read_about_and_applied_once);
on_sqlite!(
    pages_are_for_those_who_may,
    a_wrong_file_gets_its_sentences,
    a_file_that_is_too_large_is_refused,
    a_file_that_newer_ones_push_out_is_asked_for_again,
    affiliates_are_written,
);
