//! What people do, for tests in which it succeeds.

use bytes::Bytes;
use desk::Credential;
use desk::attachments::{self, Incoming};
use desk::jobs::{self, JobKind};
use desk::news::{self, NewPost, PostId, RawPost, Then};
use desk::tickets::{
    self, Body, Conversation, ListFilter, MessageId, NewMessage, NewTicket, QueueFilter, QueueRow, Reply,
    TicketId, TicketRow, TicketType, Title,
};
use files::FileName;

use crate::{Kit, Person, Who as _};

impl Kit {
    /// A ticket that was not sent before, of type Payments, to be changed as the test likes.
    ///
    /// # Panics
    /// When the title is none.
    pub fn new_ticket(&self, title: &str) -> NewTicket {
        NewTicket {
            kind: TicketType::Payments,
            title: Title::parse(title).expect("a title"),
            description: Body::parse(&format!("{title} Please have a look.")).expect("a description"),
            fields: vec![],
            files: vec![],
            submission: self.fresh_submission(),
        }
    }

    /// A comment, reply or note that was not sent before.
    ///
    /// # Panics
    /// When the text is none.
    pub fn new_message(&self, text: &str) -> NewMessage {
        let body = Body::parse(text).expect("a text");
        NewMessage { body, files: vec![], submission: self.fresh_submission() }
    }

    /// Uploads a file that the next message may carry.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn upload(&self, who: &Person, name: &str, bytes: &[u8]) -> Incoming {
        let staged = attachments::stage(self.app(), &who.credential()).await.expect("a file can be staged");
        let limits = &self.app().settings().uploads;
        let mut upload = self
            .app()
            .store()
            .begin(staged.key, FileName::clean(name), limits)
            .await
            .expect("the name is allowed");
        upload.write(Bytes::copy_from_slice(bytes)).await.expect("the content is allowed");
        Incoming { staged: staged.id, file: upload.finish().await.expect("the file is stored") }
    }

    /// A post that was not sent before.
    ///
    /// # Panics
    /// When the title or the text is none.
    pub fn new_post(&self, title: &str, text: &str) -> NewPost {
        let raw = RawPost { title: title.to_owned(), body: text.to_owned(), pinned: false };
        NewPost::parse(&raw, self.fresh_submission()).expect("a post")
    }

    /// A member of staff publishes a post.
    ///
    /// # Panics
    /// When they may not.
    pub async fn publish(&self, who: &Person, title: &str) -> PostId {
        let new = self.new_post(title, "Read **this**.");
        self.write(who, move |cx| news::create(cx, &new, Then::Publish)).await.expect("it is published")
    }

    /// How many posts are new to an affiliate.
    ///
    /// # Panics
    /// When they may not ask.
    pub async fn unread(&self, who: &Person) -> i64 {
        self.read(who, news::unread).await.expect("it is counted")
    }

    /// Makes the thumbnails that are due, as the jobs loop does.
    ///
    /// # Panics
    /// When one cannot be made for another reason than the picture.
    pub async fn thumbnails(&self) {
        let system = &Credential::System;
        while let Some(job) = self
            .write(system, |cx| jobs::lease(cx, desk::jobs::JobKind::ALL, "kit"))
            .await
            .expect("a job can be leased")
        {
            assert_eq!(job.kind, JobKind::MakeThumbnail, "nothing else is due in a kit");
            attachments::make_thumbnail(self.app(), &job).await.expect("the thumbnail is made");
            self.write(system, move |cx| jobs::finish(cx, &job, "kit", None)).await.expect("the job is done");
        }
    }

    /// An affiliate opens a ticket.
    ///
    /// # Panics
    /// When they may not. So do the others here.
    pub async fn open(&self, who: &Person, title: &str) -> TicketId {
        let new = self.new_ticket(title);
        self.write(who, move |cx| tickets::open(cx, &new)).await.expect("the ticket is opened")
    }

    /// An affiliate comments.
    ///
    /// # Panics
    /// When they may not.
    pub async fn comment(&self, who: &Person, ticket: TicketId, text: &str) -> MessageId {
        let new = self.new_message(text);
        self.write(who, move |cx| tickets::comment(cx, ticket, &new)).await.expect("the comment is added")
    }

    /// A manager replies.
    ///
    /// # Panics
    /// When they may not.
    pub async fn reply(&self, who: &Person, ticket: TicketId, text: &str) -> MessageId {
        let new = self.new_message(text);
        let sent = self.write(who, move |cx| tickets::reply(cx, ticket, &new, Reply::Send)).await;
        sent.expect("the reply is sent")
    }

    /// A manager notes something.
    ///
    /// # Panics
    /// When they may not.
    pub async fn note(&self, who: &Person, ticket: TicketId, text: &str) -> MessageId {
        let new = self.new_message(text);
        self.write(who, move |cx| tickets::note(cx, ticket, &new)).await.expect("the note is added")
    }

    /// A manager closes a ticket.
    ///
    /// # Panics
    /// When they may not.
    pub async fn close(&self, who: &Person, ticket: TicketId) {
        self.write(who, move |cx| tickets::close(cx, ticket)).await.expect("the ticket is closed");
    }

    /// The first page of an affiliate's list.
    ///
    /// # Panics
    /// When they may not see it.
    pub async fn list(&self, who: &Person) -> Vec<TicketRow> {
        let listed = self.read(who, |cx| tickets::list(cx, &ListFilter::default())).await;
        listed.expect("the list can be read").rows
    }

    /// The first page of a manager's queue with this filter.
    ///
    /// # Panics
    /// When they may not see it.
    pub async fn queue(&self, who: &Person, filter: QueueFilter) -> Vec<QueueRow> {
        let queue = self.read(who, move |cx| tickets::queue(cx, &filter)).await;
        queue.expect("the queue can be read").rows
    }

    /// A ticket as somebody sees it.
    ///
    /// # Panics
    /// When they may not see it.
    pub async fn conversation(&self, who: &Person, ticket: TicketId) -> Conversation {
        self.read(who, move |cx| tickets::conversation(cx, ticket)).await.expect("the ticket can be read")
    }
}
