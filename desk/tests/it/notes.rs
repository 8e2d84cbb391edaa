//! What staff write among themselves, and that no affiliate meets it anywhere.

use db::Engine;
use desk::Error;
use desk::attachments::{self, AttachmentId};
use desk::tickets::{self, Event, ListFilter, MessageKind, QueueFilter, Shared};
use testkit::{Kit, samples};

use crate::support::notices;

async fn notes_and_their_files_stay_among_staff(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    let before = kit.conversation(&acme, id).await;
    let told = notices(&kit).await.len();
    let mut note = kit.new_message("Suspicious: xylophone.");
    note.files = vec![kit.upload(&maria, "evidence.png", samples::PNG).await];
    kit.write(&maria, move |cx| tickets::note(cx, id, &note)).await.expect("noted");

    let hers = kit.conversation(&maria, id).await;
    let kinds: Vec<_> = hers.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [MessageKind::Description, MessageKind::Note]);
    let file = hers.messages[1].files[0].id;
    kit.read(&maria, move |cx| attachments::find(cx, file)).await.expect("she may read it");

    let theirs = kit.conversation(&acme, id).await;
    assert_eq!(theirs.messages.len(), 1);
    assert!(theirs.messages.iter().all(|message| message.files.is_empty()));
    assert_eq!((theirs.seen, theirs.updated), (None, before.updated));
    let row = &kit.list(&acme).await[0];
    assert_eq!((row.answers, row.answered, row.new), (0, false, false));
    refused!(kit.read(&acme, move |cx| attachments::find(cx, file)).await, Error::NotFound);
    let unknown = AttachmentId::new(999);
    refused!(kit.read(&maria, move |cx| attachments::find(cx, unknown)).await, Error::NotFound);
    assert_eq!(notices(&kit).await.len(), told, "nobody is told");

    for word in ["xylophone", "xylo", "suspicious"] {
        let filter = QueueFilter { text: word.into(), ..QueueFilter::default() };
        assert_eq!(kit.queue(&maria, filter).await.len(), 1, "{word}");
        let filter = ListFilter { text: word.into(), ..ListFilter::default() };
        let found = kit.read(&acme, move |cx| tickets::list(cx, &filter)).await.expect("listed");
        assert!(found.rows.is_empty(), "{word}");
    }
    kit.verify().await;
}

async fn who_works_on_it_is_the_staffs_business(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", None).await;
    let id = kit.open(&acme, "Anybody there?").await;
    kit.write(&maria, move |cx| tickets::take(cx, id)).await.expect("taken");
    let hers = kit.conversation(&maria, id).await;
    assert_eq!(
        (hers.messages[1].event, hers.messages[1].author_name.as_str()),
        (Some(Event::Taken), "maria")
    );
    assert_eq!(kit.conversation(&acme, id).await.messages.len(), 1);
    assert!(
        kit.queue(&maria, QueueFilter { shared: Shared::Yes, ..QueueFilter::default() }).await.is_empty()
    );
    kit.verify().await;
}

testkit::both_engines!(notes_and_their_files_stay_among_staff, who_works_on_it_is_the_staffs_business);
