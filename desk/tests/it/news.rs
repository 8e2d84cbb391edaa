//! News: who writes, who reads, and what is new to whom.

use std::time::Duration;

use db::Engine;
use desk::error::Conflict;
use desk::news::{self, Edit, NewPost, PostId, RawPost, Then};
use desk::page::{PAGE_ROWS, Place};
use desk::{Credential, Error};
use testkit::{Kit, Person};

const DAY: Duration = Duration::from_hours(24);

async fn people(engine: Engine) -> (Kit, Person, Person) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    kit.pass(DAY);
    (kit, maria, acme)
}

async fn open(kit: &Kit, who: &Person, id: PostId) {
    kit.read(who, move |cx| news::post(cx, id)).await.expect("it can be read");
    kit.write(who, move |cx| news::mark_read(cx, id)).await.expect("it is noted");
}

async fn edit(kit: &Kit, who: &Person, id: PostId) -> Edit {
    kit.read(who, move |cx| news::edit(cx, id)).await.expect("it can be edited")
}

/// Saves a post as it stands, with another text and what follows from it.
async fn save(kit: &Kit, who: &Person, id: PostId, text: &str, then: Then) -> Result<(), Error> {
    let before = edit(kit, who, id).await;
    let new = kit.new_post(&before.row.title, text);
    kit.write(who, move |cx| news::save(cx, id, before.version, &new, then)).await
}

/// Titles of the list, those that are new with a star.
async fn titles(kit: &Kit, who: &Person) -> Vec<String> {
    let page = kit.read(who, |cx| news::list(cx, None)).await.expect("it can be read");
    page.rows.iter().map(|row| format!("{}{}", row.title, if row.new { "*" } else { "" })).collect()
}

async fn a_post_is_new_until_it_is_opened(engine: Engine) {
    let (kit, maria, acme) = people(engine).await;
    let colleague = kit.colleague(&acme, "carl").await;
    kit.pass(DAY);
    let first = kit.publish(&maria, "First").await;
    kit.pass(DAY);
    let second = kit.publish(&maria, "Second").await;
    kit.pass(DAY);
    assert_eq!(titles(&kit, &acme).await, ["Second*", "First*"]);
    assert_eq!(
        (kit.unread(&acme).await, kit.unread(&colleague).await),
        (2, 2),
        "looking at a list reads nothing"
    );
    // The newer first: the moment that counts may not pass the older one.
    for (post, left) in [(second, 1), (second, 1), (first, 0)] {
        open(&kit, &acme, post).await;
        assert_eq!(kit.unread(&acme).await, left);
        assert_eq!(kit.unread(&colleague).await, 2, "each of an affiliate's users reads for themselves");
    }
    assert_eq!(titles(&kit, &acme).await, ["Second", "First"]);
    assert!(!kit.read(&acme, move |cx| news::post(cx, first)).await.expect("read").new);
    kit.pass(DAY);
    kit.publish(&maria, "Third").await;
    assert_eq!(titles(&kit, &acme).await, ["Third*", "Second", "First"]);
    kit.write(&colleague, news::mark_all_read).await.expect("marked");
    assert_eq!((kit.unread(&colleague).await, kit.unread(&acme).await), (0, 1));
}

async fn what_was_there_before_somebody_came_is_not_new_to_them(engine: Engine) {
    let (kit, maria, acme) = people(engine).await;
    kit.publish(&maria, "Before").await;
    kit.pass(DAY);
    let late = kit.colleague(&acme, "late").await;
    assert_eq!(titles(&kit, &late).await, ["Before"]);
    assert_eq!((kit.unread(&late).await, kit.unread(&acme).await), (0, 1));
    kit.pass(DAY);
    kit.publish(&maria, "After").await;
    assert_eq!(titles(&kit, &late).await, ["After*", "Before"]);
    // What is a quarter old is new to nobody.
    kit.pass(89 * DAY);
    let acme = Person { token: kit.session(acme.user).await, ..acme };
    assert_eq!(titles(&kit, &acme).await, ["After*", "Before"]);
    kit.pass(DAY);
    assert_eq!(
        (titles(&kit, &acme).await, kit.unread(&acme).await),
        (vec!["After".into(), "Before".into()], 0)
    );
}

async fn changing_a_post_does_not_make_it_new_again(engine: Engine) {
    let (kit, maria, acme) = people(engine).await;
    let id = kit.publish(&maria, "News").await;
    kit.pass(DAY);
    let unread = kit.publish(&maria, "Unread").await;
    open(&kit, &acme, id).await;
    kit.pass(DAY);
    save(&kit, &maria, id, "Corrected.", Then::Keep).await.expect("saved");
    assert_eq!(titles(&kit, &acme).await, ["Unread*", "News"]);
    let before = edit(&kit, &maria, id).await.row.published;
    save(&kit, &maria, id, "Once more.", Then::Publish).await.expect("saved");
    assert_eq!(edit(&kit, &maria, id).await.row.published, before, "it was published already");

    // Taken back it is not there, and does not count; published anew it is the newest, and still read.
    save(&kit, &maria, unread, "Too early.", Then::Unpublish).await.expect("saved");
    save(&kit, &maria, id, "Wait.", Then::Unpublish).await.expect("saved");
    assert_eq!((titles(&kit, &acme).await, kit.unread(&acme).await), (Vec::<String>::new(), 0));
    for post in [id, unread] {
        refused!(kit.read(&acme, move |cx| news::post(cx, post)).await, Error::NotFound);
        kit.write(&acme, move |cx| news::mark_read(cx, post)).await.expect("harmless");
    }
    kit.pass(DAY);
    save(&kit, &maria, unread, "Now.", Then::Publish).await.expect("saved");
    kit.pass(DAY);
    save(&kit, &maria, id, "Now.", Then::Publish).await.expect("saved");
    assert_eq!(titles(&kit, &acme).await, ["News", "Unread*"]);
    assert_eq!(edit(&kit, &maria, id).await.row.published, Some(kit.now()));
}

async fn the_count_ends_at_ten(engine: Engine) {
    let (kit, maria, acme) = people(engine).await;
    for number in 0..12 {
        assert_eq!(kit.unread(&acme).await, number.min(10));
        kit.publish(&maria, &format!("Post {number}")).await;
    }
    kit.publish(&maria, "Last").await;
    assert_eq!(kit.unread(&acme).await, 10);
}

async fn pinned_posts_come_first_on_pages_of_both_lists(engine: Engine) {
    let (kit, maria, acme) = people(engine).await;
    let mut wanted = Vec::new();
    for number in 0..60 {
        // Some at the same moment.
        if number % 3 == 0 {
            kit.pass(DAY / 24);
        }
        let pinned = number % 2 == 0 && number < 56;
        let raw = RawPost { title: format!("Post {number}"), body: "Text".into(), pinned };
        let new = NewPost::parse(&raw, kit.fresh_submission()).expect("a post");
        let id = kit.write(&maria, move |cx| news::create(cx, &new, Then::Publish)).await.expect("published");
        wanted.push((pinned, id));
    }
    let mut newest: Vec<PostId> = wanted.iter().map(|(_, id)| *id).collect();
    newest.reverse();
    wanted.sort_unstable_by(|a, b| b.cmp(a));
    let wanted: Vec<PostId> = wanted.into_iter().map(|(_, id)| id).collect();

    let for_affiliates = async |from: Option<Place>| {
        let page = kit.read(&acme, move |cx| news::list(cx, from.as_ref())).await.expect("read");
        page.map(|row| row.id)
    };
    let for_staff = async |from: Option<Place>| {
        let page = kit.read(&maria, move |cx| news::all(cx, from.as_ref())).await.expect("read");
        page.map(|row| row.id)
    };
    assert_eq!(crate::pages::walk("news", for_affiliates).await, wanted);
    assert_eq!(crate::pages::walk("all news", for_staff).await, newest);
    // A place of another list, or with nothing behind it, is the first page.
    for token in ["1.updated.a.5.5", "1.newest.a.0.0", "1.pinned.b.9223372036854775807.1", "1.created.a.0.0"]
    {
        let place: Place = token.parse().expect("a token");
        assert_eq!(
            for_affiliates(Some(place.clone())).await.rows[..PAGE_ROWS],
            wanted[..PAGE_ROWS],
            "{token}"
        );
        assert_eq!(for_staff(Some(place)).await.rows[..PAGE_ROWS], newest[..PAGE_ROWS], "{token}");
    }
    let latest = kit.read(&acme, |cx| news::latest(cx, 3)).await.expect("read");
    assert_eq!(latest.iter().map(|row| row.id).collect::<Vec<_>>(), newest[..3], "whether pinned or not");
}

async fn the_same_form_sent_twice_is_one_post(engine: Engine) {
    let (kit, maria, _) = people(engine).await;
    let new = kit.new_post("Once", "Text");
    let other = NewPost::parse(
        &RawPost { title: "Other".into(), body: "Text".into(), pinned: false },
        testkit::submission(7),
    );
    let send = |new: NewPost| kit.write(&maria, move |cx| news::create(cx, &new, Then::Publish));
    let (first, second) = tokio::join!(send(new.clone()), send(new.clone()));
    let (first, second) = (first.expect("made"), second.expect("the same"));
    assert_eq!(first, second);
    let other = other.expect("a post");
    let made = send(other.clone()).await.expect("made");
    assert_ne!(made, first);
    let changed = NewPost::parse(
        &RawPost { title: "Other".into(), body: "Changed".into(), pinned: false },
        testkit::submission(7),
    );
    refused!(send(changed.expect("a post")).await, Error::Conflict(Conflict::FormReused));
    refused!(
        kit.write(&maria, move |cx| news::create(cx, &other, Then::Keep)).await,
        Error::Conflict(Conflict::FormReused)
    );
    // Saving, too: the second finds its own change, not somebody else's.
    let change = kit.new_post("Once", "Changed");
    let save = |new: NewPost| kit.write(&maria, move |cx| news::save(cx, first, 1, &new, Then::Keep));
    let (one, two) = tokio::join!(save(change.clone()), save(change));
    one.and(two).expect("saved once");
    assert_eq!(edit(&kit, &maria, first).await.version, 2);
    kit.pass(8 * DAY);
    desk::sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(kit.count("SELECT COUNT(*) FROM news_submissions").await, 0);
}

async fn of_two_who_edit_at_once_the_second_is_told(engine: Engine) {
    let (kit, maria, _) = people(engine).await;
    let lena = kit.lead().await;
    let id = kit.publish(&maria, "News").await;
    let version = edit(&kit, &maria, id).await.version;
    let (hers, lenas) = (kit.new_post("Hers", "Hers."), kit.new_post("Lena's", "Lena's."));
    let (one, two) = tokio::join!(
        kit.write(&maria, move |cx| news::save(cx, id, version, &hers, Then::Keep)),
        kit.write(&lena, move |cx| news::save(cx, id, version, &lenas, Then::Unpublish))
    );
    let told = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(matches!(told[..], [Error::Conflict(Conflict::Changed)]), "{told:?}");
    let stored = edit(&kit, &maria, id).await;
    assert_eq!(stored.version, version + 1);
    assert_eq!(stored.editor.as_deref(), Some(if stored.row.title == "Hers" { "maria" } else { "lena" }));
    assert_eq!(stored.row.author.as_deref(), Some("maria"));
    kit.write(&lena, move |cx| news::remove(cx, id)).await.expect("removed");
    let late = kit.new_post("Late", "Late.");
    refused!(
        kit.write(&maria, move |cx| news::save(cx, id, version, &late, Then::Keep)).await,
        Error::NotFound
    );
    refused!(kit.write(&maria, move |cx| news::remove(cx, id)).await, Error::NotFound);
}

async fn staff_write_and_affiliates_read(engine: Engine) {
    let (kit, maria, acme) = people(engine).await;
    let (lena, adam) = (kit.lead().await, kit.admin().await);
    let draft = kit.new_post("Draft", "Not yet.");
    let draft = kit.write(&maria, move |cx| news::create(cx, &draft, Then::Keep)).await.expect("written");
    for who in [&maria, &lena, &adam] {
        save(&kit, who, draft, &format!("By {}.", who.name), Then::Keep).await.expect("they may");
        let rows = kit.read(who, |cx| news::all(cx, None)).await.expect("they may").rows;
        assert_eq!((rows.len(), rows[0].published), (1, None));
        // The affiliates' side is not theirs.
        refused!(kit.read(who, |cx| news::list(cx, None)).await, Error::NotFound);
        refused!(kit.read(who, news::unread).await, Error::NotFound);
        refused!(kit.write(who, news::mark_all_read).await, Error::NotFound);
    }
    assert!(titles(&kit, &acme).await.is_empty());
    refused!(kit.read(&acme, move |cx| news::post(cx, draft)).await, Error::NotFound);
    refused!(kit.read(&acme, |cx| news::all(cx, None)).await, Error::NotFound);
    refused!(kit.read(&acme, move |cx| news::edit(cx, draft)).await, Error::NotFound);
    refused!(kit.write(&acme, move |cx| news::remove(cx, draft)).await, Error::NotFound);
    let theirs = kit.new_post("Theirs", "No.");
    let new = theirs.clone();
    refused!(kit.write(&acme, move |cx| news::create(cx, &new, Then::Publish)).await, Error::NotFound);
    refused!(
        kit.write(&acme, move |cx| news::save(cx, draft, 1, &theirs, Then::Publish)).await,
        Error::NotFound
    );
    for who in [Credential::Anonymous, acme.expired()] {
        refused!(kit.read(&who, |cx| news::list(cx, None)).await, Error::SignedOut);
        refused!(kit.read(&who, |cx| news::all(cx, None)).await, Error::SignedOut);
    }
}

testkit::both_engines!(
    a_post_is_new_until_it_is_opened,
    what_was_there_before_somebody_came_is_not_new_to_them,
    changing_a_post_does_not_make_it_new_again,
    the_count_ends_at_ten,
    pinned_posts_come_first_on_pages_of_both_lists,
    the_same_form_sent_twice_is_one_post,
    of_two_who_edit_at_once_the_second_is_told,
    staff_write_and_affiliates_read,
);
