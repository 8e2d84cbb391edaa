//! Who gets which page: every route, for every role, with every kind of id.

use axum::http::StatusCode;
use desk::tickets::{self, Reply, TicketId, TicketType};
use testkit::{Engine, Kit, Person, samples};

use crate::{Browser, House, Multipart};

/// Ids that are none, as they may stand in an address.
const NO_IDS: [&str; 14] = [
    "0",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999",
    "abc",
    "1.5",
    "+1",
    "%20",
    "%FF",
    "1%00",
    "%EF%BC%91",
    "..%2F1",
    "1;drop",
];

struct World {
    acme: Person,
    rival: Person,
    maria: Person,
    /// Looks after another portfolio.
    foreign: Person,
    /// The same, and payments are routed to them.
    finance: Person,
    lead: Person,
    payments: TicketId,
    general: TicketId,
    rivals: TicketId,
    /// In a reply on the payments ticket, and in a note on it.
    reply_file: i64,
    note_file: i64,
    /// Beside it.
    note_picture: i64,
    house: House,
}

async fn world(engine: Engine) -> World {
    let house = House::new(engine);
    let kit = &house.kit;
    let (maria, foreign, finance) =
        (kit.manager("maria").await, kit.manager("boris").await, kit.manager("fiona").await);
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let rival = kit.affiliate("rival", Some(&foreign)).await;
    let user = finance.user;
    kit.sql(move |tx| {
        tx.execute("INSERT INTO type_routes (user_id, type) VALUES ($1, 'payments')", &[&user])
    })
    .await;
    let payments = kit.open(&acme, "Where is my payment?").await;
    let mut new = kit.new_ticket("A general question");
    new.kind = TicketType::General;
    let general = kit.write(&acme, move |cx| tickets::open(cx, &new)).await.expect("it is opened");
    let mut new = kit.new_ticket("Another's general question");
    new.kind = TicketType::General;
    let rivals = kit.write(&rival, move |cx| tickets::open(cx, &new)).await.expect("it is opened");
    let mut reply = kit.new_message("See the picture.");
    reply.files.push(kit.upload(&maria, "answer.png", samples::PNG).await);
    kit.write(&maria, move |cx| tickets::reply(cx, payments, &reply, Reply::Send)).await.expect("it is sent");
    let mut note = kit.new_message("Their account is under review.");
    note.files.push(kit.upload(&maria, "review.zip", samples::ZIP).await);
    note.files.push(kit.upload(&maria, "review.png", &samples::png_of(600, 400)).await);
    kit.write(&maria, move |cx| tickets::note(cx, payments, &note)).await.expect("it is added");
    kit.thumbnails().await;
    let (reply_file, note_file) = (file(kit, "answer.png").await, file(kit, "review.zip").await);
    let note_picture = file(kit, "review.png").await;
    World {
        acme,
        rival,
        maria,
        foreign,
        finance,
        lead,
        payments,
        general,
        rivals,
        reply_file,
        note_file,
        note_picture,
        house,
    }
}

async fn file(kit: &Kit, name: &'static str) -> i64 {
    kit.sql(move |tx| tx.query_one("SELECT id FROM attachments WHERE name = $1", &[&name], |row| row.get(0)))
        .await
}

/// A route of one ticket, and how it is asked.
#[derive(Clone, Copy, Debug)]
enum Route {
    Get(&'static str),
    /// A form with files.
    Form(&'static str),
    /// A button.
    Button(&'static str),
}

const SUPPORT: [Route; 2] = [Route::Get("/support/{id}"), Route::Form("/support/{id}")];
const DESK: [Route; 6] = [
    Route::Get("/desk/tickets/{id}"),
    Route::Form("/desk/tickets/{id}/reply"),
    Route::Form("/desk/tickets/{id}/note"),
    Route::Button("/desk/tickets/{id}/close"),
    Route::Button("/desk/tickets/{id}/reopen"),
    Route::Button("/desk/tickets/{id}/take"),
];

async fn ask(house: &House, browser: &Browser, route: Route, id: &str) -> StatusCode {
    let page = match route {
        Route::Get(path) => browser.get(&path.replace("{id}", id)).await,
        Route::Form(path) => {
            let form = Multipart::default()
                .text("submission", house.kit.fresh_submission().to_string())
                .text("body", "Hello")
                .file("shot.png", samples::PNG);
            browser.send_form(&path.replace("{id}", id), &form).await
        }
        Route::Button(path) => browser.post(&path.replace("{id}", id), &[]).await,
    };
    if page.status == StatusCode::SEE_OTHER && page.location().starts_with("/sign-in") {
        return StatusCode::UNAUTHORIZED;
    }
    if page.status.is_client_error() {
        assert!(!page.text_of("h1").is_empty(), "{route:?} {id} is a page\n{}", page.html());
        for secret in ["Where is my payment?", "Another's general question", "under review", "review.zip"] {
            assert!(!page.html().contains(secret), "{route:?} {id} tells {secret:?}");
        }
    }
    page.status
}

/// Whether this answer is one of somebody who may.
fn let_in(status: StatusCode) -> bool {
    // A button can come too late: "somebody was faster".
    matches!(status, StatusCode::OK | StatusCode::SEE_OTHER | StatusCode::CONFLICT)
}

async fn every_route_and_role_and_ticket(engine: Engine) {
    let w = world(engine).await;
    let tickets = [w.payments, w.general, w.rivals];
    // Who, which of the three tickets under /support, which of them under /desk.
    let rights = [
        ("acme", &w.acme, [true, true, false], [false; 3]),
        ("rival", &w.rival, [false, false, true], [false; 3]),
        ("maria", &w.maria, [false; 3], [true, true, false]),
        ("foreign", &w.foreign, [false; 3], [false, false, true]),
        ("finance", &w.finance, [false; 3], [true, false, false]),
        ("lead", &w.lead, [false; 3], [true, true, true]),
    ];
    for (name, who, support, desk) in rights {
        let browser = w.house.of(who);
        for (routes, may) in [(&SUPPORT[..], support), (&DESK[..], desk)] {
            for route in routes {
                for (ticket, may) in tickets.iter().zip(may) {
                    let status = ask(&w.house, &browser, *route, &ticket.to_string()).await;
                    if may {
                        assert!(let_in(status), "{name} {route:?} {ticket}: {status}");
                    } else {
                        assert_eq!(status, StatusCode::NOT_FOUND, "{name} {route:?} {ticket}");
                    }
                }
            }
        }
    }
    let nobody = w.house.browser();
    for route in SUPPORT.iter().chain(&DESK) {
        for ticket in tickets {
            let status = ask(&w.house, &nobody, *route, &ticket.to_string()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{route:?} {ticket}");
        }
    }
    // What was refused left nothing behind: no file, no row.
    let kept = w.house.kit.count("SELECT COUNT(*) FROM staged_files").await;
    assert_eq!(kept, 0, "a refused form stages no file");
    w.house.kit.verify().await;
}

async fn ids_that_are_none(engine: Engine) {
    let w = world(engine).await;
    let zero = format!("0{}", w.payments);
    let ids = NO_IDS.into_iter().chain([zero.as_str(), "999999"]);
    let routes = SUPPORT.into_iter().chain(DESK).chain([
        Route::Get("/files/{id}"),
        Route::Get("/files/{id}/thumbnail"),
        Route::Get("/people/{id}/picture"),
        Route::Get("/offers/{id}/logo"),
    ]);
    for id in ids {
        for route in routes.clone() {
            for who in [&w.acme, &w.maria, &w.lead] {
                let status = ask(&w.house, &w.house.of(who), route, id).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{} {route:?} {id}", who.name);
            }
            let status = ask(&w.house, &w.house.browser(), route, id).await;
            let refused = [StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED];
            assert!(refused.contains(&status), "nobody {route:?} {id}: {status}");
        }
    }
}

async fn files_through_the_tickets_scope(engine: Engine) {
    let w = world(engine).await;
    let (ok, no) = (StatusCode::OK, StatusCode::NOT_FOUND);
    let rights = [
        (&w.acme, ok, no),
        (&w.rival, no, no),
        (&w.maria, ok, ok),
        (&w.foreign, no, no),
        (&w.finance, ok, ok),
        (&w.lead, ok, ok),
    ];
    for (who, reply, note) in rights {
        let browser = w.house.of(who);
        let picture = w.note_picture;
        for (path, wanted) in [
            (format!("/files/{}", w.reply_file), reply),
            (format!("/files/{}", w.note_file), note),
            (format!("/files/{}/thumbnail", w.reply_file), reply),
            (format!("/files/{picture}/thumbnail"), note),
        ] {
            assert_eq!(browser.get(&path).await.status, wanted, "{} {path}", who.name);
            assert_eq!(browser.head(&path).await.status, wanted, "{} HEAD {path}", who.name);
            let ranged = w.house.of(who).with("range", "bytes=0-3").with("if-none-match", "*");
            let status = ranged.get(&path).await.status;
            assert_eq!(status == no, wanted == no, "{} {path} by conditions: {status}", who.name);
        }
    }
    let nobody = w.house.browser().get(&format!("/files/{}", w.reply_file)).await;
    assert_eq!(nobody.location(), format!("/sign-in?next=%2Ffiles%2F{}", w.reply_file));
    // The affiliate's page names neither the note nor its file.
    let page = w.house.of(&w.acme).get(&format!("/support/{}", w.payments)).await.is(ok);
    assert!(page.html().contains("answer.png"));
    assert!(!page.html().contains("review.zip") && !page.html().contains("under review"));
    let page = w.house.of(&w.maria).get(&format!("/desk/tickets/{}", w.payments)).await.is(ok);
    assert!(page.html().contains("review.zip") && page.html().contains("under review"));
}

async fn a_panel_is_for_its_own_people(engine: Engine) {
    let w = world(engine).await;
    let (ok, no) = (StatusCode::OK, StatusCode::NOT_FOUND);
    for (path, affiliate, staff) in [
        ("/support", ok, no),
        ("/support/new", ok, no),
        ("/desk", no, ok),
        ("/desk/new", no, ok),
        ("/account", ok, ok),
    ] {
        assert_eq!(w.house.of(&w.acme).get(path).await.status, affiliate, "affiliate {path}");
        for who in [&w.maria, &w.lead] {
            assert_eq!(w.house.of(who).get(path).await.status, staff, "{} {path}", who.name);
        }
        let nobody = w.house.browser().get(path).await;
        assert!(nobody.location().starts_with("/sign-in?next="), "{path}");
    }
    for (who, home) in [(&w.acme, "/support"), (&w.maria, "/desk"), (&w.lead, "/desk")] {
        assert_eq!(w.house.of(who).get("/").await.location(), home);
    }
    assert!(w.house.browser().get("/").await.location().starts_with("/sign-in"));
    // A manager opens tickets for affiliates within reach alone, by ID as by name.
    for (who, affiliate, status) in
        [(&w.maria, &w.acme, StatusCode::SEE_OTHER), (&w.maria, &w.rival, StatusCode::UNPROCESSABLE_ENTITY)]
    {
        for typed in [affiliate.affiliate_id().to_string(), affiliate.name.clone()] {
            let browser = w.house.of(who);
            let form = browser.get("/desk/new").await.form("/desk/new");
            let form = form.set("affiliate", &typed).set("type", "general");
            let form = form.set("title", "Hello").set("description", "News for you.");
            let page = browser.submit(&form).await.is(status);
            if status != StatusCode::SEE_OTHER {
                assert!(page.error_of("affiliate").starts_with("No affiliate of yours"), "{typed}");
                assert_eq!(page.value("title"), "Hello");
            }
        }
    }
    w.house.kit.verify().await;
}

async fn portraits_for_those_who_know_them(engine: Engine) {
    let w = world(engine).await;
    for who in [&w.maria, &w.foreign] {
        let file = w.house.kit.upload(who, "me.png", samples::PNG).await;
        let who = testkit::Who::credential(who);
        desk::people::set_portrait(w.house.kit.app(), &who, file).await.expect("set");
    }
    let (ok, no) = (StatusCode::OK, StatusCode::NOT_FOUND);
    for (who, marias, boriss) in [
        (&w.acme, ok, no),
        (&w.rival, no, ok),
        (&w.maria, ok, ok),
        (&w.foreign, ok, ok),
        (&w.finance, ok, ok),
        (&w.lead, ok, ok),
    ] {
        let browser = w.house.of(who);
        for (other, wanted) in [(&w.maria, marias), (&w.foreign, boriss)] {
            for path in
                [format!("/people/{}/picture", other.user), format!("/people/{}/picture?v=1", other.user)]
            {
                assert_eq!(browser.get(&path).await.status, wanted, "{} {path}", who.name);
                let known = w.house.of(who).with("if-none-match", "*").get(&path).await.status;
                assert_eq!(known == no, wanted == no, "{} {path} by condition: {known}", who.name);
            }
        }
        for nobodys in [w.lead.user, w.acme.user] {
            assert_eq!(browser.get(&format!("/people/{nobodys}/picture")).await.status, no);
        }
    }
    let path = format!("/people/{}/picture?v=1", w.maria.user);
    assert!(w.house.browser().get(&path).await.location().starts_with("/sign-in?next="));
    // Only staff have one to set.
    let form = Multipart::default().file("me.png", samples::PNG);
    assert_eq!(w.house.of(&w.acme).send_form("/account/picture", &form).await.status, no);
    assert_eq!(w.house.of(&w.acme).post("/account/picture/remove", &[]).await.status, no);
    assert_eq!(w.house.of(&w.acme).get("/account").await.count("form[action='/account/picture']"), 0);
    let nobody = w.house.browser().send_form("/account/picture", &form).await;
    assert!(nobody.location().starts_with("/sign-in"));
    w.house.kit.verify().await;
}

async fn somebody_elses_session_is_not_found(engine: Engine) {
    let w = world(engine).await;
    let theirs = w.house.kit.count("SELECT MIN(id) FROM sessions").await.to_string();
    let browser = w.house.of(&w.rival);
    for id in [theirs.as_str(), "0", "-1", "x", "", "99999999999999999999"] {
        let page = browser.post("/account/sessions/end", &[("session", id)]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}");
    }
    assert_eq!(
        w.house.of(&w.maria).get("/account").await.status,
        StatusCode::OK,
        "nobody's session has ended"
    );
}

testkit::both_engines!(
    every_route_and_role_and_ticket,
    ids_that_are_none,
    files_through_the_tickets_scope,
    a_panel_is_for_its_own_people,
    somebody_elses_session_is_not_found,
    portraits_for_those_who_know_them,
);
