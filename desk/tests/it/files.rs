//! Files on their way to a message, and the sweeping of those that never arrive.

use std::time::Duration;

use db::Engine;
use desk::attachments::{self, Incoming, StagedId};
use desk::error::Conflict;
use desk::tickets::{self, NewTicket};
use desk::{Credential, Error, FieldError, Problem, sweep};
use files::{Format, Refusal};
use futures_util::TryStreamExt as _;
use testkit::{Kit, Person, samples};

const HOUR: Duration = Duration::from_hours(1);

async fn staged(kit: &Kit) -> i64 {
    kit.count("SELECT COUNT(*) FROM staged_files").await
}

/// How many files lie in the storage.
async fn stored(kit: &Kit) -> usize {
    kit.app().store().list().try_collect::<Vec<_>>().await.expect("listed").len()
}

async fn open(kit: &Kit, who: &Person, files: Vec<Incoming>) -> Result<tickets::TicketId, Error> {
    let new = NewTicket { files, ..kit.new_ticket("With files") };
    kit.write(who, move |cx| tickets::open(cx, &new)).await
}

async fn files_arrive_with_their_message(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let mut files = Vec::new();
    for (name, bytes) in [
        ("shot.png", samples::PNG),
        ("photo.JPEG", samples::JPEG),
        ("dot.gif", samples::GIF),
        ("log.zip", samples::ZIP),
        ("C:\\Users\\me\\second.png", samples::PNG),
    ] {
        files.push(kit.upload(&acme, name, bytes).await);
    }
    assert_eq!(staged(&kit).await, 5, "a row stands before its message");
    let id = open(&kit, &acme, files).await.expect("opened");
    assert_eq!(staged(&kit).await, 0);
    for who in [&acme, &maria] {
        let shown = kit.conversation(who, id).await.messages[0].files.clone();
        let names: Vec<_> = shown.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["shot.png", "photo.JPEG", "dot.gif", "log.zip", "second.png"]);
        let of: Vec<_> = shown.iter().map(|file| (file.format, file.dimensions)).collect();
        assert_eq!(of[..2], [(Format::Png, Some((4, 3))), (Format::Jpeg, Some((4, 3)))]);
        assert_eq!(of[2..4], [(Format::Gif, Some((1, 1))), (Format::Zip, None)]);
        let zip = shown[3].id;
        let served = kit.read(who, move |cx| attachments::find(cx, zip)).await.expect("found");
        assert_eq!(
            (served.size, served.format, served.name.as_str()),
            (samples::ZIP.len() as u64, Format::Zip, "log.zip")
        );
        let bytes: Vec<_> = kit
            .app()
            .store()
            .read(&served.key, None)
            .await
            .expect("there")
            .try_collect()
            .await
            .expect("read");
        assert_eq!(bytes.concat(), samples::ZIP);
    }
    let report = desk::verify::run(kit.app()).await.expect("verify can run");
    assert_eq!((report.files, report.tickets, report.findings), (5, 1, vec![]));
}

async fn a_file_belongs_to_who_sent_it(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let (bob, eve) = (kit.colleague(&acme, "bob").await, kit.affiliate("eve", None).await);
    let file = kit.upload(&acme, "shot.png", samples::PNG).await;
    let mine = kit.upload(&eve, "mine.png", samples::PNG).await;
    for who in [&bob, &eve] {
        refused!(open(&kit, who, vec![file.clone()]).await, Error::Conflict(Conflict::FileGone));
    }
    // Her own row with the key of somebody else's bytes.
    let forged = Incoming { staged: mine.staged, file: file.file.clone() };
    refused!(open(&kit, &eve, vec![forged]).await, Error::Conflict(Conflict::FileGone));
    assert_eq!(kit.count("SELECT COUNT(*) FROM tickets").await, 0);
    assert_eq!(staged(&kit).await, 2, "nothing was taken");

    open(&kit, &acme, vec![file.clone()]).await.expect("opened");
    refused!(open(&kit, &acme, vec![file]).await, Error::Conflict(Conflict::FileGone));
    refused!(attachments::stage(kit.app(), &Credential::Anonymous).await, Error::SignedOut);
    kit.verify().await;
}

async fn a_message_that_is_refused_takes_no_file(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let mut files = Vec::new();
    for number in 0..6 {
        files.push(kit.upload(&acme, &format!("{number}.png"), samples::PNG).await);
    }
    let too_many =
        FieldError { field: "attachment", problem: Problem::File(Refusal::TooMany { max_files: 5 }) };
    refused!(open(&kit, &acme, files.clone()).await, Error::Invalid(fields) if *fields == [too_many]);
    let twice = vec![files[0].clone(), files[1].clone(), files[0].clone()];
    refused!(open(&kit, &acme, twice).await, Error::Conflict(Conflict::FileGone));
    assert_eq!((staged(&kit).await, kit.count("SELECT COUNT(*) FROM messages").await), (6, 0));
    files.truncate(5);
    open(&kit, &acme, files).await.expect("five are fine");
    assert_eq!(staged(&kit).await, 1);
    kit.verify().await;
}

async fn files_of_a_refused_form_are_kept_for_the_next(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let eve = kit.affiliate("eve", None).await;
    let shot = kit.upload(&acme, "shot.png", samples::PNG).await;
    let log = kit.upload(&acme, "log.zip", samples::ZIP).await;
    let ids = [log.staged, shot.staged, StagedId::new(999)];
    let kept = |who| kit.read(who, move |cx| attachments::kept(cx, &ids));
    assert!(kept(&acme).await.expect("read").is_empty(), "not before they were kept");
    let both = [shot.clone(), log.clone()];
    let foreign = both.clone();
    kit.write(&eve, move |cx| attachments::keep(cx, &foreign)).await.expect("nothing happens");
    assert!(kept(&acme).await.expect("read").is_empty());
    kit.write(&acme, move |cx| attachments::keep(cx, &both)).await.expect("kept");
    assert!(kept(&eve).await.expect("read").is_empty(), "they are acme's");
    let back = kept(&acme).await.expect("read");
    let files: Vec<_> = back.iter().map(|incoming| &incoming.file).collect();
    assert_eq!(files, [&log.file, &shot.file], "in the order that was asked for");

    let gone = [log.staged];
    kit.write(&eve, move |cx| attachments::discard(cx, &gone)).await.expect("nothing happens");
    assert_eq!(kept(&acme).await.expect("read").len(), 2);
    kit.write(&acme, move |cx| attachments::discard(cx, &gone)).await.expect("discarded");
    let back = kept(&acme).await.expect("read");
    assert_eq!(back.len(), 1);
    refused!(open(&kit, &acme, vec![log]).await, Error::Conflict(Conflict::FileGone));
    open(&kit, &acme, back).await.expect("opened");
    assert_eq!(sweep::staged_files(kit.app()).await.expect("swept"), 1);
    assert_eq!((staged(&kit).await, stored(&kit).await), (0, 1));
    kit.verify().await;
}

async fn what_never_arrives_is_swept(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let sent = kit.upload(&acme, "sent.png", samples::PNG).await;
    open(&kit, &acme, vec![sent]).await.expect("opened");
    let late = kit.upload(&acme, "late.png", samples::PNG).await;
    let nothing = attachments::stage(kit.app(), &testkit::Who::credential(&acme)).await.expect("staged");
    assert!(kit.app().store().read(&nothing.key, None).await.is_err(), "its bytes never came");
    kit.pass(23 * HOUR);
    kit.upload(&acme, "fresh.png", samples::PNG).await;
    assert_eq!(sweep::staged_files(kit.app()).await.expect("swept"), 0);
    kit.pass(HOUR);
    refused!(open(&kit, &acme, vec![late]).await, Error::Conflict(Conflict::FileGone));
    assert_eq!(
        sweep::staged_files(kit.app()).await.expect("swept"),
        0,
        "no message can take it, but one may just have"
    );
    kit.pass(HOUR + Duration::from_micros(1));
    assert_eq!(sweep::staged_files(kit.app()).await.expect("swept"), 2);
    assert_eq!((staged(&kit).await, stored(&kit).await), (1, 2), "the fresh one and the sent one");
    kit.verify().await;
}

async fn many_files_are_swept_in_batches(engine: Engine) {
    let kit = Kit::new(engine);
    for (name, files) in [("acme", 70), ("globex", 60)] {
        let affiliate = kit.affiliate(name, None).await;
        for _ in 0..files {
            attachments::stage(kit.app(), &testkit::Who::credential(&affiliate)).await.expect("staged");
        }
    }
    kit.pass(26 * HOUR);
    assert_eq!(sweep::staged_files(kit.app()).await.expect("swept"), 130);
    assert_eq!(staged(&kit).await, 0);
}

async fn nobody_fills_the_disk_with_what_they_never_send(engine: Engine) {
    let kit = Kit::new(engine);
    let (acme, globex) = (kit.affiliate("acme", None).await, kit.affiliate("globex", None).await);
    let (acme, globex) = (testkit::Who::credential(&acme), testkit::Who::credential(&globex));
    for _ in 0..100 {
        attachments::stage(kit.app(), &acme).await.expect("staged");
    }
    let refused = attachments::stage(kit.app(), &acme).await;
    assert!(matches!(refused, Err(Error::Throttled(_))), "{refused:?}");
    attachments::stage(kit.app(), &globex).await.expect("another's files are another's");
    kit.pass(26 * HOUR);
    sweep::staged_files(kit.app()).await.expect("swept");
    attachments::stage(kit.app(), &acme).await.expect("there is room again");
}

testkit::both_engines!(
    nobody_fills_the_disk_with_what_they_never_send,
    files_arrive_with_their_message,
    a_file_belongs_to_who_sent_it,
    a_message_that_is_refused_takes_no_file,
    files_of_a_refused_form_are_kept_for_the_next,
    what_never_arrives_is_swept,
    many_files_are_swept_in_batches,
);
