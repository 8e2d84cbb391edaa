//! Small pictures of attachments: made once, owned by a row, whatever happens on the way.

use std::time::Duration;

use db::Engine;
use desk::attachments::{self, AttachmentId, Thumbnail};
use desk::jobs::{self, JobKind};
use desk::tickets::{self, NewTicket, TicketId};
use desk::{Credential, Error, verify};
use futures_util::TryStreamExt as _;
use testkit::{Kit, Person, samples};

/// Runs what is due, as the jobs loop does.
async fn work(kit: &Kit) -> Vec<Result<(), Error>> {
    let mut outcomes = Vec::new();
    while let Some(job) = kit
        .write(&Credential::System, |cx| jobs::lease(cx, desk::jobs::JobKind::ALL, "me"))
        .await
        .expect("asked")
    {
        assert_eq!(job.kind, JobKind::MakeThumbnail);
        let outcome = attachments::make_thumbnail(kit.app(), &job).await;
        let failure = outcome.as_ref().err().map(ToString::to_string);
        kit.write(&Credential::System, move |cx| jobs::finish(cx, &job, "me", failure.as_deref()))
            .await
            .expect("finished");
        outcomes.push(outcome);
    }
    outcomes
}

async fn send(kit: &Kit, who: &Person, files: &[(&str, &[u8])]) -> TicketId {
    let mut new = NewTicket { files: vec![], ..kit.new_ticket("With pictures") };
    for (name, bytes) in files {
        new.files.push(kit.upload(who, name, bytes).await);
    }
    kit.write(who, move |cx| tickets::open(cx, &new)).await.expect("opened")
}

async fn shown(kit: &Kit, who: &Person, ticket: TicketId) -> Vec<Option<Thumbnail>> {
    kit.conversation(who, ticket).await.messages[0].files.iter().map(|file| file.thumbnail).collect()
}

async fn stored(kit: &Kit) -> usize {
    kit.app().store().list().try_collect::<Vec<_>>().await.expect("listed").len()
}

async fn every_picture_gets_one(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let cut = &samples::png_of(900, 300)[..200];
    let (large, moving) = (samples::png_of(960, 600), samples::moving_gif(200, 100));
    let files: [(&str, &[u8]); 5] = [
        ("large.png", &large),
        ("small.jpg", samples::JPEG),
        ("moving.gif", &moving),
        ("cut.png", cut),
        ("log.zip", samples::ZIP),
    ];
    let ticket = send(&kit, &acme, &files).await;
    let waiting = Some(Thumbnail::Waiting);
    assert_eq!(shown(&kit, &acme, ticket).await, [waiting, waiting, waiting, waiting, None]);
    let before = kit.conversation(&acme, ticket).await.version;
    kit.verify().await;

    assert_eq!(work(&kit).await.len(), 4, "the archive needs none");
    let made = |sides, animated| Some(Thumbnail::Shown { sides, animated });
    let wanted = [
        made((480, 300), false),
        made((4, 3), false),
        made((200, 100), true),
        Some(Thumbnail::Impossible),
        None,
    ];
    assert_eq!(shown(&kit, &acme, ticket).await, wanted);
    assert!(kit.conversation(&acme, ticket).await.version > before, "its page looks different now");
    assert_eq!(stored(&kit).await, 5 + 2, "the small one is its own, and the damaged one has none");
    assert_eq!(kit.count("SELECT COUNT(*) FROM jobs").await, 0);

    let ids: Vec<AttachmentId> = (1..=5).map(AttachmentId::new).collect();
    let mut found = Vec::new();
    for id in ids {
        let served = kit.read(&acme, move |cx| attachments::find_thumbnail(cx, id)).await;
        found.push(served.ok().map(|served| (served.name.as_str().to_owned(), served.format.as_str())));
    }
    let named = |name: &str, format| Some((name.to_owned(), format));
    let wanted =
        [named("large.jpg", "jpeg"), named("small.jpg", "jpeg"), named("moving.jpg", "jpeg"), None, None];
    assert_eq!(found, wanted);
    let report = verify::run(kit.app()).await.expect("verify can run");
    assert_eq!((report.files, report.findings), (7, vec![]));
}

async fn a_process_that_dies_leaves_nothing_behind(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = send(&kit, &acme, &[("large.png", &samples::png_of(960, 600))]).await;
    // Killed after the bytes and before the row says so.
    work(&kit).await;
    kit.sql(|tx| {
        tx.execute("UPDATE thumbnails SET state = 'making', size = 0, sha256 = $1", &[&Vec::<u8>::new()])
    })
    .await;
    assert_eq!(shown(&kit, &acme, ticket).await, [Some(Thumbnail::Waiting)]);
    assert_eq!(
        verify::run(kit.app()).await.expect("verify can run").findings,
        ["attachment 1: it has no thumbnail, and nobody makes one"]
    );
    kit.sql(|tx| {
        tx.execute(
            "INSERT INTO jobs (kind, job_key, run_at, lease_until, lease_owner, attempts, last_error)
             VALUES ('make_thumbnail', '1', 0, 1, 'dead', 0, '')",
            &[],
        )
    })
    .await;
    kit.verify().await;
    assert!(work(&kit).await.iter().all(Result::is_ok));
    assert!(matches!(shown(&kit, &acme, ticket).await[..], [Some(Thumbnail::Shown { .. })]));
    assert_eq!(stored(&kit).await, 2, "the same key was used again");
    kit.verify().await;
}

async fn two_runs_at_once_leave_one_file(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = send(&kit, &acme, &[("large.png", &samples::png_of(960, 600))]).await;
    let lease = kit
        .write(&Credential::System, |cx| jobs::lease(cx, desk::jobs::JobKind::ALL, "slow"))
        .await
        .expect("asked");
    let job = lease.expect("there is one");
    // The lease of the first ran out while it was busy: both saw that nothing was begun.
    let make = || attachments::make_thumbnail(kit.app(), &job);
    let (slow, next) = tokio::join!(make(), make());
    assert!(slow.is_ok() && next.is_ok(), "{slow:?} {next:?}");
    assert!(matches!(shown(&kit, &acme, ticket).await[..], [Some(Thumbnail::Shown { .. })]));
    assert_eq!(stored(&kit).await, 2, "the picture and one thumbnail");
    kit.verify().await;
}

async fn a_picture_that_ends_processes_is_left_alone(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = send(&kit, &acme, &[("large.png", &samples::png_of(960, 600))]).await;
    work(&kit).await;
    kit.sql(|tx| tx.execute("UPDATE thumbnails SET state = 'making', size = 0", &[])).await;
    for deaths in [1, 2] {
        let lost = kit.sql(move |tx| {
            tx.execute(
                "INSERT INTO jobs (kind, job_key, run_at, lease_until, lease_owner, attempts, last_error)
                 VALUES ('make_thumbnail', '1', 0, 1, 'dead', $1, '')
                 ON CONFLICT (kind, job_key) DO UPDATE SET lease_until = 1, attempts = $1",
                &[&deaths],
            )
        });
        lost.await;
    }
    assert!(work(&kit).await.iter().all(Result::is_ok));
    assert_eq!(shown(&kit, &acme, ticket).await, [Some(Thumbnail::Impossible)]);
    assert_eq!(stored(&kit).await, 1, "what it had begun is gone");
    kit.verify().await;
}

async fn a_storage_that_is_away_is_tried_again(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = send(&kit, &acme, &[("large.png", &samples::png_of(960, 600))]).await;
    let away = kit.files().with_extension("away");
    std::fs::rename(kit.files(), &away).expect("moved");
    let outcomes = work(&kit).await;
    assert!(matches!(outcomes[..], [Err(Error::Files(_))]), "{outcomes:?}");
    std::fs::rename(&away, kit.files()).expect("moved back");
    assert!(work(&kit).await.is_empty(), "not at once");
    kit.pass(Duration::from_mins(1));
    assert_eq!(work(&kit).await.len(), 1);
    assert!(matches!(shown(&kit, &acme, ticket).await[..], [Some(Thumbnail::Shown { .. })]));
    kit.verify().await;
}

async fn a_missing_thumbnail_is_found(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    send(&kit, &acme, &[("large.png", &samples::png_of(960, 600))]).await;
    work(&kit).await;
    let key = kit
        .sql(|tx| tx.query_one("SELECT storage_key FROM thumbnails", &[], |row| row.get::<String>(0)))
        .await;
    std::fs::remove_file(kit.files().join(&key)).expect("removed");
    let findings = verify::run(kit.app()).await.expect("verify can run").findings;
    assert_eq!(findings, [format!("thumbnail 1: its file {key} is missing")]);
}

async fn pictures_from_before_get_theirs_too(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let large = samples::png_of(600, 400);
    let ticket =
        send(&kit, &acme, &[("a.png", &large), ("log.zip", samples::ZIP), ("b.gif", samples::GIF)]).await;
    let migration = engine.pick(
        include_str!("../../migrations/sqlite/V5__pictures.sql"),
        include_str!("../../migrations/postgres/V5__pictures.sql"),
    );
    let noted = migration.split(';').find(|sql| sql.contains("INSERT INTO jobs")).expect("it notes them");
    kit.sql(|tx| tx.execute("DELETE FROM jobs", &[])).await;
    kit.sql(move |tx| tx.execute(noted, &[])).await;
    let order = "SELECT job_key FROM jobs ORDER BY run_at";
    let keys = kit.sql(move |tx| tx.query(order, &[], |row| row.get::<String>(0))).await;
    assert_eq!(keys, ["3", "1"], "the newest first");
    kit.sql(|tx| tx.execute("UPDATE jobs SET run_at = 0", &[])).await;
    work(&kit).await;
    assert!(matches!(shown(&kit, &acme, ticket).await[..], [Some(Thumbnail::Shown { .. }), None, Some(_)]));
    kit.verify().await;
}

testkit::both_engines!(
    pictures_from_before_get_theirs_too,
    every_picture_gets_one,
    a_process_that_dies_leaves_nothing_behind,
    two_runs_at_once_leave_one_file,
    a_picture_that_ends_processes_is_left_alone,
    a_storage_that_is_away_is_tried_again,
    a_missing_thumbnail_is_found,
);
