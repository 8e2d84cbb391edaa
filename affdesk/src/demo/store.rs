//! Storing what was planned, through the use cases that everybody uses.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use desk::attachments::{self, Incoming, Staged};
use desk::people::{self, AffiliateId, Deputy, NewAffiliate, NewUser, UserId, act_as};
use desk::tickets::{self, Body, NewMessage, NewTicket, Reply, TicketId, Title};
use desk::{App, Credential, Cx, Error, Role, SubmissionId, Timestamp};
use files::StorageKey;

use super::cast::{Member, Partner, STAFF};
use super::plan::{Act, Step, Ticket, Who};
use super::prng::Prng;
use super::requests::Request;
use super::store_offers::{self, Offers};
use super::{Ids, Passwords};

/// Tickets of one transaction.
const BATCH: usize = 200;

const DAY: Duration = Duration::from_hours(24);

/// Stores everybody but the admin, whose row says that the demo is complete.
pub(super) async fn people(
    app: &App,
    partners: &Arc<Vec<Partner>>,
    passwords: &Arc<Passwords>,
    now: Timestamp,
) -> Result<Ids, Error> {
    let (partners, passwords) = (Arc::clone(partners), Arc::clone(passwords));
    app.write(&Credential::System, move |cx| {
        let mut ids = Ids { staff: Vec::new(), partners: Vec::new() };
        for who in STAFF.iter().filter(|member| member.role != Role::Admin) {
            ids.staff.push(member(cx, who, &passwords, now)?);
        }
        for partner in partners.iter() {
            let joined = days_before(now, partner.joined);
            let manager = partner.manager.map(|place| ids.staff[place]);
            let stored =
                act_as(cx, &Deputy::desk(), joined, |cx| store_partner(cx, partner, manager, &passwords))?;
            ids.partners.push(stored);
        }
        Ok(ids)
    })
    .await
}

/// Stores the admin.
pub(super) async fn admin(app: &App, passwords: &Arc<Passwords>, now: Timestamp) -> Result<(), Error> {
    let passwords = Arc::clone(passwords);
    app.write(&Credential::System, move |cx| {
        for who in STAFF.iter().filter(|member| member.role == Role::Admin) {
            member(cx, who, &passwords, now)?;
        }
        Ok(())
    })
    .await
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now.minus(DAY * u32::try_from(days).unwrap_or(0))
}

fn member(cx: &mut Cx<'_, '_>, who: &Member, passwords: &Passwords, now: Timestamp) -> Result<UserId, Error> {
    act_as(cx, &Deputy::desk(), days_before(now, 1_200), |cx| {
        let new = NewUser {
            email: who.email.to_owned(),
            name: who.name.to_owned(),
            role: who.role,
            affiliate: None,
            locale: "en".to_owned(),
            time_zone: who.time_zone.to_owned(),
        };
        let user = people::add_user(cx, &new, passwords.of(who.email))?;
        for contact in who.contacts() {
            people::add_user_contact(cx, user, &contact)?;
        }
        if let Some(kind) = who.route {
            people::route_type(cx, user, kind)?;
        }
        Ok(user)
    })
}

fn store_partner(
    cx: &mut Cx<'_, '_>,
    partner: &Partner,
    manager: Option<UserId>,
    passwords: &Passwords,
) -> Result<(AffiliateId, Vec<UserId>), Error> {
    let new = NewAffiliate {
        name: partner.name.clone(),
        status: partner.status,
        manager,
        country: partner.country.to_owned(),
        locale: partner.lang.to_owned(),
        time_zone: partner.time_zone.to_owned(),
        tags: partner.tags.clone(),
        contacts: partner.contacts.clone(),
    };
    let affiliate = people::add_affiliate(cx, &new)?;
    let mut users = Vec::new();
    for (name, email) in &partner.users {
        let user = NewUser {
            email: email.clone(),
            name: name.clone(),
            role: Role::Affiliate,
            affiliate: Some(affiliate),
            locale: "en".to_owned(),
            time_zone: partner.time_zone.to_owned(),
        };
        users.push(people::add_user(cx, &user, passwords.of(email))?);
    }
    Ok((affiliate, users))
}

/// Stages a place for each file, for the user who sends it.
pub(super) async fn stage(app: &App, senders: Vec<UserId>) -> Result<Vec<Staged>, Error> {
    let senders: Vec<(UserId, StorageKey)> =
        senders.into_iter().map(|user| (user, StorageKey::from_random(app.random().bytes()))).collect();
    app.write(&Credential::System, move |cx| {
        let now = cx.now();
        let mut staged = Vec::new();
        for (user, key) in &senders {
            let who = Deputy::of(cx, *user)?;
            staged.push(act_as(cx, &who, now, |cx| attachments::stage_key(cx, *key))?);
        }
        Ok(staged)
    })
    .await
}

/// Everything that happened on tickets.
pub(super) struct History {
    pub(super) tickets: Vec<Ticket>,
    pub(super) requests: Vec<Request>,
    pub(super) files: Vec<Incoming>,
    pub(super) offers: Arc<Offers>,
}

/// A ticket or a request, by place in its plan.
#[derive(Clone, Copy)]
enum Item {
    Ticket(usize),
    Request(usize),
}

/// Stores all tickets, some hundreds at a time, in the order in which they were opened.
pub(super) async fn tickets(
    app: &App,
    ids: Arc<Ids>,
    history: Arc<History>,
    now: Timestamp,
) -> Result<(), Error> {
    let tickets =
        history.tickets.iter().enumerate().map(|(place, one)| (one.steps[0].at, Item::Ticket(place)));
    let requests = history.requests.iter().enumerate().map(|(place, one)| (one.at, Item::Request(place)));
    let mut items: Vec<(Timestamp, Item)> = tickets.chain(requests).collect();
    items.sort_by_key(|(at, _)| *at);
    let items: Arc<Vec<Item>> = Arc::new(items.into_iter().map(|(_, item)| item).collect());
    for start in (0..items.len()).step_by(BATCH) {
        let (ids, history, items) = (Arc::clone(&ids), Arc::clone(&history), Arc::clone(&items));
        app.write(&Credential::System, move |cx| {
            let mut writer = Writer {
                ids: &ids,
                files: &history.files,
                deputies: HashMap::new(),
                chance: Prng::new(start as u64),
                now,
            };
            for item in items.iter().skip(start).take(BATCH) {
                match item {
                    Item::Ticket(place) => writer.ticket(cx, &history.tickets[*place])?,
                    Item::Request(place) => {
                        store_offers::request(&mut writer, cx, &history.requests[*place], &history.offers)?;
                    }
                }
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// What storing needs besides the plan.
pub(super) struct Writer<'a> {
    pub(super) ids: &'a Ids,
    files: &'a [Incoming],
    deputies: HashMap<UserId, Deputy>,
    /// For submission ids alone.
    chance: Prng,
    pub(super) now: Timestamp,
}

impl Writer<'_> {
    fn ticket(&mut self, cx: &mut Cx<'_, '_>, ticket: &Ticket) -> Result<(), Error> {
        let affiliate = self.ids.partners[ticket.partner].0;
        let mut id = None;
        for step in &ticket.steps {
            let who = self.deputy(cx, self.ids.of(ticket, step.who))?;
            match id {
                None => {
                    let new = self.new_ticket(ticket, step)?;
                    id = Some(act_as(cx, &who, step.at, |cx| match step.who {
                        Who::Partner(_) => tickets::open(cx, &new),
                        Who::Staff(_) => tickets::open_for(cx, affiliate, &new),
                    })?);
                }
                Some(id) => self.step(cx, id, &who, step)?,
            }
        }
        let last = ticket.steps.last().map_or(self.now, |step| step.at);
        if let (Some(id), true) = (id, ticket.seen) {
            let reader = self.deputy(cx, self.ids.partners[ticket.partner].1[0])?;
            act_as(cx, &reader, last, |cx| {
                let seen = tickets::conversation(cx, id)?.seen;
                seen.map_or(Ok(()), |seen| tickets::mark_seen(cx, seen))
            })?;
        }
        Ok(())
    }

    fn step(&mut self, cx: &mut Cx<'_, '_>, id: TicketId, who: &Deputy, step: &Step) -> Result<(), Error> {
        if step.act == Act::Close {
            return act_as(cx, who, step.at, |cx| tickets::close(cx, id));
        }
        let new = NewMessage {
            body: Body::parse(&step.text).map_err(|problem| Error::field("body", problem))?,
            files: self.incoming(step),
            submission: self.submission(),
        };
        act_as(cx, who, step.at, |cx| match step.act {
            Act::Reply => tickets::reply(cx, id, &new, Reply::Send),
            Act::ReplyAndClose => tickets::reply(cx, id, &new, Reply::AndClose),
            Act::Note => tickets::note(cx, id, &new),
            Act::Open | Act::Comment | Act::Close => tickets::comment(cx, id, &new),
        })?;
        Ok(())
    }

    fn new_ticket(&mut self, ticket: &Ticket, step: &Step) -> Result<NewTicket, Error> {
        Ok(NewTicket {
            kind: ticket.kind,
            title: Title::parse(&ticket.title).map_err(|problem| Error::field("title", problem))?,
            description: Body::parse(&step.text).map_err(|problem| Error::field("description", problem))?,
            fields: ticket.fields.clone(),
            files: self.incoming(step),
            submission: self.submission(),
        })
    }

    fn incoming(&self, step: &Step) -> Vec<Incoming> {
        step.files.iter().map(|place| self.files[*place].clone()).collect()
    }

    pub(super) fn submission(&mut self) -> SubmissionId {
        SubmissionId::from_random(self.chance.bytes())
    }

    pub(super) fn deputy(&mut self, cx: &mut Cx<'_, '_>, user: UserId) -> Result<Deputy, Error> {
        if let Some(known) = self.deputies.get(&user) {
            return Ok(known.clone());
        }
        let deputy = Deputy::of(cx, user)?;
        self.deputies.insert(user, deputy.clone());
        Ok(deputy)
    }
}
