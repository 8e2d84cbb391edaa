//! Files of offers and affiliates: what a row becomes, that a file is stored whole or not at all, and that what was
//! exported can be imported.

use db::Engine;
use desk::Error;
use desk::error::{Conflict, Problem};
use desk::offers::{self, DeskOfferFilter, OfferId, OfferStatus, Privacy, PublicAccess, RawOffer};
use desk::people::{self, AffiliateFilter};
use desk::transfer::{
    self, Action, Export, Failure, Fault, Filter, Format, Import, Importing, State, Subject, Wrong,
};
use testkit::{Kit, Person, Who as _};

fn counts(import: &Import) -> (i64, i64, i64, i64) {
    (import.creates, import.updates, import.unchanged, import.errors)
}

async fn offers_made(kit: &Kit) -> i64 {
    kit.count("SELECT COUNT(*) FROM offers").await
}

async fn faults(kit: &Kit, who: &Person, import: &Import) -> Vec<(i64, Fault)> {
    let rows = kit.report(who, import).await.into_iter();
    rows.flat_map(|row| row.faults.into_iter().map(move |fault| (row.number, fault))).collect()
}

fn fault(column: &str, wrong: Wrong) -> Fault {
    Fault { column: column.into(), wrong }
}

async fn a_file_is_checked_and_then_applied(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let known =
        RawOffer { external_id: "X-1".into(), kpi: "Old".into(), ..kit.raw_offer("Known", Privacy::Private) };
    let known = kit.offer(&maria, &known).await;
    let by_id = kit.offer(&maria, &kit.raw_offer("By its ID", Privacy::Private)).await;
    let file = format!(
        "external_id;title;kpi;countries;payouts;id\n\
         X-1;Known;New;\"DE, AT\";\"35 USD\n40 %; Share\";\n\
         X-2;Solar;;;;\n\
         ;By its ID;;;;{by_id}\n\
         ;Nameless number;;;;\n"
    );
    let import = kit.bring(&maria, Subject::Offers, &file).await;
    assert_eq!(counts(&import), (2, 1, 1, 0));
    assert_eq!((import.state, import.is_ready()), (State::Checked, true));
    let rows = kit.report(&maria, &import).await;
    let told: Vec<_> =
        rows.iter().map(|row| (row.number, row.action, row.target, row.name.as_str())).collect();
    assert_eq!(
        told,
        [
            (2, Action::Update, Some(known.get()), "Known"),
            (3, Action::Create, None, "Solar"),
            (4, Action::Unchanged, Some(by_id.get()), "By its ID"),
            (5, Action::Create, None, "Nameless number"),
        ]
    );
    assert_eq!(rows[0].changed, ["countries", "payouts", "kpi"]);
    assert_eq!(offers_made(&kit).await, 2, "a dry run stores nothing");
    assert_eq!(kit.apply(&maria, &import, None).await, None);
    let after = kit.read(&maria, move |cx| offers::edit(cx, known)).await.expect("it is there").raw();
    assert_eq!(
        (after.kpi.as_str(), after.countries.as_str(), after.payouts.as_str()),
        ("New", "AT, DE", "35 USD\n40 %; Share")
    );
    assert_eq!(
        (after.privacy.as_str(), offers_made(&kit).await),
        ("private", 4),
        "what is not in the file stays"
    );
    let applied = kit.import(&maria, import.id).await;
    assert_eq!(applied.state, State::Applied);
    // Whoever asks again gets the same, and nothing is done twice.
    assert_eq!(kit.apply(&maria, &import, None).await, None);
    assert_eq!(offers_made(&kit).await, 4);
    let told = "SELECT COUNT(*) FROM audit_log WHERE user_id IS NOT NULL AND action IN ('offer.create', 'offer.change')";
    assert_eq!(kit.count(told).await, 2 + 3, "each is noted, with who it was");
    kit.verify().await;
}

async fn a_number_is_read_as_it_is_stored(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let known = RawOffer { external_id: "X \u{e9}".into(), ..kit.raw_offer("Known", Privacy::Private) };
    let known = kit.offer(&maria, &known).await;
    for number in ["X \u{e9}", "X  \u{e9}", "X\te\u{301}"] {
        let file = format!("external_id,title\n{number},Other\n");
        let import = kit.bring(&maria, Subject::Offers, &file).await;
        let row = &kit.report(&maria, &import).await[0];
        assert_eq!((row.action, row.target), (Action::Update, Some(known.get())), "{number:?}");
    }
    kit.verify().await;
}

async fn with_one_mistake_nothing_is_stored(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let other = RawOffer { external_id: "TAKEN".into(), ..kit.raw_offer("Taken", Privacy::Public) };
    let other = kit.offer(&maria, &other).await;
    let one = kit.offer(&maria, &kit.raw_offer("One", Privacy::Public)).await;
    let file = format!(
        "id,external_id,title,countries,payouts,hold_days,question_set,tracking_template\n\
         ,A,Good,DE,,,,\n\
         ,B,,XX,much,soon,99,https://x/{{what}}\n\
         ,A,Again,,,,,\n\
         999999,,Nobody,,,,,\n\
         {one},TAKEN,One,,,,,\n\
         {other},,Taken,,,,,\n\
         ,TAKEN,Taken,,,,,\n\
         short,row\n\
         ,\x00,Nul,,,,,\n\
         {other},,Other,,,,,\n"
    );
    let import = kit.bring(&maria, Subject::Offers, &file).await;
    assert_eq!((import.errors, import.is_ready()), (8, false));
    let field = |column, problem| fault(column, Wrong::Field(problem));
    let days = Problem::NotInRange { min: 0, max: 3_650 };
    let found = faults(&kit, &maria, &import).await;
    for expected in [
        (3, field("title", Problem::Required)),
        (3, field("countries", Problem::UnknownCountry("XX".into()))),
        (3, field("payouts", Problem::Line { number: 1 })),
        (3, field("hold_days", days)),
        (3, field("tracking_template", Problem::UnknownMacro("what".into()))),
        (4, fault("external_id", Wrong::Twice { number: 2 })),
        (5, fault("id", Wrong::NoSuchId)),
        (6, field("external_id", Problem::InUse)),
        (8, fault("external_id", Wrong::Twice { number: 6 })),
        (11, fault("id", Wrong::Twice { number: 7 })),
        (9, fault("", Wrong::CellCount { found: 2, wanted: 8 })),
        (10, field("external_id", Problem::NotText)),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not in {found:#?}");
    }
    let id = import.id;
    let start = kit.write(&maria, move |cx| transfer::start(cx, id, None)).await;
    refused!(start, Error::Conflict(Conflict::OtherState));
    assert_eq!(
        transfer::apply(kit.app(), id, None, |_| ()).await.expect("tried"),
        None,
        "it was not started"
    );
    assert_eq!(offers_made(&kit).await, 2);
    for file in ["title,nope\nA,B\n", "", "\u{feff}", "{", "[{\"title\":\"A\"},{\"title\"", "title\nA\n\"B"] {
        let import = kit.bring(&maria, Subject::Offers, file).await;
        assert!(!import.is_ready(), "{file}");
    }
    let import = kit.bring(&maria, Subject::Offers, "title,kpi\nA,x\nB,\"y\nC,z\n").await;
    assert_eq!(faults(&kit, &maria, &import).await, [(3, fault("", Wrong::Unclosed { line: 3 }))]);
    let id = import.id;
    let start = kit.write(&maria, move |cx| transfer::start(cx, id, None)).await;
    refused!(start, Error::Conflict(Conflict::OtherState));
    assert_eq!(offers_made(&kit).await, 2);
    kit.verify().await;
}

async fn what_changed_meanwhile_stops_the_whole_file(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let one = RawOffer { external_id: "X-1".into(), ..kit.raw_offer("One", Privacy::Public) };
    let one = kit.offer(&maria, &one).await;
    let file = "external_id,title\nNEW,New\nX-1,Other\n";
    let import = kit.bring(&maria, Subject::Offers, file).await;
    kit.change_offer(&maria, one, |raw| raw.kpi = "Meanwhile".into()).await;
    assert_eq!(kit.apply(&maria, &import, None).await, Some(Failure::Changed { number: 3 }));
    assert_eq!(offers_made(&kit).await, 1, "nor is the row before it stored");
    let import = kit.import(&maria, import.id).await;
    assert_eq!((import.state, import.failure), (State::Failed, Some(Failure::Changed { number: 3 })));
    // Another brought the same new offer first.
    let (first, second) =
        (kit.bring(&maria, Subject::Offers, file).await, kit.bring(&maria, Subject::Offers, file).await);
    assert_eq!(kit.apply(&maria, &first, None).await, None);
    assert_eq!(kit.apply(&maria, &second, None).await, Some(Failure::Changed { number: 2 }));
    assert_eq!(offers_made(&kit).await, 2);
    // Who brought it has left.
    let import = kit.bring(&maria, Subject::Offers, "title\nLater\n").await;
    let id = import.id;
    kit.write(&maria, move |cx| transfer::start(cx, id, None)).await.expect("it is ready");
    kit.write(&kit.desk(), |cx| people::disable_user(cx, "maria@example.test")).await.expect("disabled");
    let failure = transfer::apply(kit.app(), id, None, |_| ()).await.expect("tried");
    assert_eq!((failure, offers_made(&kit).await), (Some(Failure::NotAllowed), 2));
    kit.verify().await;
}

async fn access_is_never_taken_silently(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    kit.affiliate("other", None).await;
    let mut ids: Vec<OfferId> = Vec::new();
    for title in ["One", "Two"] {
        let raw = RawOffer { external_id: title.into(), ..kit.raw_offer(title, Privacy::Public) };
        ids.push(kit.offer(&maria, &raw).await);
    }
    for (keep, n) in [(PublicAccess::Keep, 0), (PublicAccess::End, 1)] {
        let title = ["One", "Two"][n];
        let file = format!(r#"{{"external_id":"{title}","privacy":"private"}}"#);
        let import = kit.bring(&maria, Subject::Offers, &file).await;
        assert_eq!((import.concerned_offers, import.concerned), (1, 2));
        assert_eq!(kit.report(&maria, &import).await[0].concerned, 2);
        let id = import.id;
        let silently = kit.write(&maria, move |cx| transfer::start(cx, id, None)).await;
        refused!(silently, Error::Conflict(Conflict::ConcernsOthers));
        assert_eq!(kit.apply(&maria, &import, Some(keep)).await, None);
        let offer = ids[n];
        let seen = kit.read(&acme, move |cx| offers::offer(cx, offer)).await.is_ok();
        assert_eq!(seen, keep == PublicAccess::Keep);
    }
    assert_eq!(kit.count("SELECT COUNT(*) FROM audit_log WHERE action = 'access.end_public'").await, 1);
    kit.verify().await;
}

async fn affiliates_are_imported_by_leads(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    kit.open(&acme, "Mine").await;
    let file = format!(
        "id,external_id,name,status,manager,tags,contacts\n\
         {},A-1,acme,,,vip,Telegram; @acme\n\
         ,A-2,New one,,maria@example.test,,\n",
        acme.affiliate_id()
    );
    let import = kit.bring(&lead, Subject::Affiliates, &file).await;
    assert_eq!(counts(&import), (1, 1, 0, 0));
    assert_eq!(kit.report(&lead, &import).await[0].changed, ["manager", "tags", "contacts", "external_id"]);
    assert_eq!(kit.apply(&lead, &import, None).await, None);
    let shared = "SELECT COUNT(*) FROM tickets WHERE manager_id IS NULL";
    assert_eq!(kit.count(shared).await, 1, "its tickets follow");
    let file = "external_id,name,status,manager,country,language,time_zone,contacts\n\
                A-3,,gone,nobody@example.test,XX,english,Mars,@acme\n";
    let import = kit.bring(&lead, Subject::Affiliates, file).await;
    let columns: Vec<String> =
        faults(&kit, &lead, &import).await.into_iter().map(|(_, fault)| fault.column).collect();
    assert_eq!(columns, ["name", "status", "country", "language", "time_zone", "contacts"]);
    let import = kit.bring(&lead, Subject::Affiliates, "name,manager\nA,nobody@example.test\n").await;
    let unknown = fault("manager", Wrong::Field(Problem::Unknown));
    assert_eq!(faults(&kit, &lead, &import).await, [(2, unknown)]);
    kit.verify().await;
}

async fn nobody_imports_or_sees_what_is_not_theirs(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, boris) = (kit.manager("maria").await, kit.manager("boris").await);
    let (lead, acme) = (kit.lead().await, kit.affiliate("acme", Some(&maria)).await);
    let begin = async |who: &Person, subject| {
        Importing::begin(kit.app(), &who.credential(), subject, ("file", None)).await.map(drop)
    };
    refused!(begin(&acme, Subject::Offers).await, Error::NotFound);
    refused!(begin(&acme, Subject::Affiliates).await, Error::NotFound);
    refused!(begin(&maria, Subject::Affiliates).await, Error::NotFound);
    let id = kit.bring(&maria, Subject::Offers, "title\nSecret\n").await.id;
    for who in [&boris, &lead, &acme] {
        refused!(kit.read(who, move |cx| transfer::find(cx, id)).await, Error::NotFound);
        refused!(kit.read(who, move |cx| transfer::rows(cx, id, None, 0, 10)).await, Error::NotFound);
        refused!(kit.write(who, move |cx| transfer::start(cx, id, None)).await, Error::NotFound);
        refused!(transfer::forget(kit.app(), &who.credential(), id).await, Error::NotFound);
    }
    let boss = kit.bring(&lead, Subject::Affiliates, "name\nA\n").await.id;
    let user = lead.user;
    kit.sql(move |tx| tx.execute("UPDATE users SET role = 'manager' WHERE id = $1", &[&user])).await;
    refused!(kit.read(&lead, move |cx| transfer::find(cx, boss)).await, Error::NotFound);
    // Exports hold what the page would show.
    kit.affiliate("rival", Some(&boris)).await;
    kit.affiliate("shared", None).await;
    let file = kit.export(&maria, Filter::all(Subject::Affiliates), Format::Csv).await;
    assert!(file.contains("acme") && file.contains("shared") && !file.contains("rival"), "{file}");
    let all = kit.export(&kit.desk(), Filter::all(Subject::Affiliates), Format::Csv).await;
    assert!(all.contains("rival"));
    for subject in [Subject::Offers, Subject::Affiliates] {
        let mut export = Export::new(kit.app(), &acme.credential(), Filter::all(subject), Format::Json);
        refused!(export.next().await, Error::NotFound);
    }
    kit.verify().await;
}

async fn what_is_exported_is_imported_as_it_was(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let full = RawOffer {
        external_id: "=X".into(),
        title: "=HYPERLINK(\"https://evil.example\",\"Solar\")".into(),
        advertiser: "'=quoted; \"Sunny\"".into(),
        description: "- a list\n\n| a | b |\n'+1".into(),
        kpi: "@all, +1".into(),
        categories: "Finance, -Loans".into(),
        countries_denied: "DE, AT".into(),
        sources: "SEO, Push".into(),
        payouts: "35.50 USD; First deposit; DE\n40 %; Share".into(),
        caps: "day; conversions; 50".into(),
        landings: "Main; https://example.org/".into(),
        hold_days: "30".into(),
        reapply_days: "0".into(),
        terms: "No **brand** bidding.\r\nNone.".into(),
        ..kit.raw_offer("", Privacy::PreModeration)
    };
    kit.offer(&maria, &full).await;
    kit.offer(&maria, &RawOffer { status: "stopped".into(), ..kit.raw_offer("Plain", Privacy::Private) })
        .await;
    for name in ["acme", "+49 Leads", "'=odd"] {
        let new = people::NewAffiliate {
            name: name.into(),
            status: people::AffiliateStatus::Active,
            manager: Some(maria.user),
            country: "ES".into(),
            locale: "en".into(),
            time_zone: "Europe/Madrid".into(),
            tags: vec!["vip".into(), "-big".into()],
            contacts: vec![people::Contact { kind: "Telegram".into(), value: "@x;y".into() }],
        };
        kit.write(&kit.desk(), move |cx| people::add_affiliate(cx, &new)).await.expect("made");
    }
    for (subject, rows) in [(Subject::Offers, 2), (Subject::Affiliates, 3)] {
        for format in [Format::Csv, Format::Json] {
            let file = kit.export(&kit.desk(), Filter::all(subject), format).await;
            let import = kit.bring(&lead, subject, &file).await;
            let report = kit.report(&lead, &import).await;
            assert_eq!(counts(&import), (0, 0, rows, 0), "{subject} {format}: {report:#?}\n{file}");
        }
    }
    let csv = kit.export(&maria, Filter::all(Subject::Offers), Format::Csv).await;
    for cell in csv.split([',', '\n']).map(|cell| cell.trim_matches('"')) {
        assert!(!cell.starts_with('='), "{cell} is a formula");
    }
    let json = kit.export(&maria, Filter::all(Subject::Offers), Format::Json).await;
    let read: Vec<serde_json::Value> = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(read[0]["countries_denied"], serde_json::json!(["AT", "DE"]));
    assert_eq!((&read[0]["hold_days"], &read[1]["hold_days"]), (&30.into(), &serde_json::Value::Null));
    // The filters of the page are those of the file.
    let filter = DeskOfferFilter { status: Some(OfferStatus::Stopped), ..DeskOfferFilter::default() };
    let some = kit.export(&maria, Filter::Offers(filter), Format::Csv).await;
    assert!(some.contains("Plain") && !some.contains("HYPERLINK"));
    let filter = AffiliateFilter { text: "leads".into(), ..AffiliateFilter::default() };
    let some = kit.export(&maria, Filter::Affiliates(filter), Format::Csv).await;
    assert!(some.contains("'+49 Leads") && !some.contains("acme"));
    let none = DeskOfferFilter { text: "zzz".into(), ..DeskOfferFilter::default() };
    assert_eq!(kit.export(&maria, Filter::Offers(none), Format::Json).await, "[\n]\n");
    kit.verify().await;
}

testkit::both_engines!(
    a_file_is_checked_and_then_applied,
    a_number_is_read_as_it_is_stored,
    with_one_mistake_nothing_is_stored,
    what_changed_meanwhile_stops_the_whole_file,
    access_is_never_taken_silently,
    affiliates_are_imported_by_leads,
    nobody_imports_or_sees_what_is_not_theirs,
    what_is_exported_is_imported_as_it_was,
);
