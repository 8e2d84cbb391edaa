//! What the programme has told its affiliates: posts over the months, and a draft.

use std::time::Duration;

use desk::news::{self, NewPost, RawPost, Then};
use desk::people::{Deputy, UserId, act_as};
use desk::{App, Credential, Cx, Error, SubmissionId, Timestamp};

use super::prng::Prng;
use super::{Ids, SEED};

/// A post, as it is planned.
struct Post {
    /// Hours before now; none for a draft.
    hours: Option<u32>,
    /// Who writes it, by place in the cast.
    author: usize,
    pinned: bool,
    title: &'static str,
    text: &'static str,
}

/// Oldest first. The people of the sign-ins have read all but the last two.
const POSTS: &[Post] = &[
    Post {
        hours: Some(24 * 212),
        author: 8,
        pinned: false,
        title: "Welcome to the new partner desk",
        text: "All questions to the programme are now asked in one place: **Support**.\n\n\
            - Every ticket reaches your own manager, or whoever knows best.\n\
            - Attach screenshots and logs: .jpg, .png, .gif and .zip, five files of 5 MB each.\n\
            - A green check beside a ticket means that your manager has answered.\n\n\
            Mail to our old addresses is still read, but tickets are answered first.",
    },
    Post {
        hours: Some(24 * 171),
        author: 6,
        pinned: false,
        title: "Payouts in USDT (TRC-20) and by SEPA Instant",
        text: "Two payment methods are new:\n\n\
            | Method | Minimum | Fee | Arrives |\n|---|--:|--:|---|\n\
            | USDT (TRC-20) | 100 USD | 1 USD | the same day |\n\
            | SEPA Instant | 50 EUR | none | within minutes |\n\
            | Wire | 500 USD | 25 USD | 2–4 working days |\n\n\
            To change your method, [open a ticket](/support/new) of the type Payments until the 20th of the month.",
    },
    Post {
        hours: Some(24 * 128),
        author: 7,
        pinned: false,
        title: "Postbacks: a macro for the goal, and retries",
        text: "## What is new\n\n\
            1. The macro `{goal}` tells a registration from a first deposit.\n\
            2. A postback that your side does not answer with `200` is sent again: after 1, 5 and 30 minutes.\n\
            3. The IP addresses that postbacks come from no longer change.\n\n\
            ## An example\n\n\
            ```\nhttps://track.example.com/pb?cid={click_id}&goal={goal}&sum={payout}\n```\n\n\
            Nothing has to be changed for what you have now.",
    },
    Post {
        hours: Some(24 * 96),
        author: 1,
        pinned: false,
        title: "Peru and Chile are open for the finance offers",
        text: "After a good test phase, **Peru** and **Chile** are open to everybody who runs our finance offers.\n\n\
            Landing pages are in Spanish (es-PE, es-CL). Traffic from apps is welcome; incentivised traffic is not.",
    },
    Post {
        hours: Some(24 * 61),
        author: 0,
        pinned: false,
        title: "Caps for the holidays",
        text: "From the 15th to the 2nd, caps of the shopping offers are doubled. Your manager can raise them further:\n\n\
            > Tell us three days before a large campaign, and we make sure that it does not stop at night.",
    },
    Post {
        hours: Some(24 * 33),
        author: 8,
        pinned: true,
        title: "How to get an answer within hours",
        text: "Most questions are answered the same day. These make it quicker:\n\n\
            - **Payments**: the period, the amount and the transaction ID.\n\
            - **Technical questions**: a click ID, the postback URL and the time of the click.\n\
            - One question per ticket; a screenshot tells more than a description.\n\n\
            The form asks for all of this once you choose the type. [Create a ticket](/support/new)",
    },
    Post {
        hours: Some(24 * 6),
        author: 6,
        pinned: false,
        title: "The payout of this month comes two days earlier",
        text: "Because of the bank holidays, the payout of this month leaves on the **12th** instead of the 14th.\n\n\
            Statements are in your account from the 10th. If a figure looks wrong, tell us until the 11th and it is\n\
            settled with the same payout.",
    },
    Post {
        hours: Some(19),
        author: 0,
        pinned: false,
        title: "Four new offers: two of them with a trial payout",
        text: "### New this week\n\n\
            - **Trading app, Tier 1**: CPA up to 600 USD\n\
            - **Trading app, LATAM**: CPA 180 USD, trial payout until the end of the month\n\
            - **Language lessons**: CPL 4.20 EUR, worldwide\n\
            - **Home insurance, DE and AT**: CPS 22 %, trial payout until the end of the month\n\n\
            Ask your manager for access; tell them where your traffic comes from.",
    },
    Post {
        hours: None,
        author: 0,
        pinned: false,
        title: "Webinar: what converts in the first quarter",
        text: "Date: to be confirmed\n\n\
            - Which sources work for the trading offers (Daniel)\n\
            - Creatives that passed, and why others did not (Maria)\n\
            - Your questions",
    },
];

/// Posts that the people of the sign-ins have not opened.
const UNREAD: usize = 2;

/// Stores the posts, as they were written and read.
pub(super) async fn store(app: &App, ids: &Ids, now: Timestamp) -> Result<(), Error> {
    let staff = ids.staff.clone();
    let readers: Vec<UserId> = ids.partners.iter().take(2).flat_map(|(_, users)| users.clone()).collect();
    app.write(&Credential::System, move |cx| {
        let mut chance = Prng::new(SEED);
        let published = POSTS.iter().filter(|post| post.hours.is_some()).count();
        for (place, post) in POSTS.iter().enumerate() {
            let at = now.minus(Duration::from_hours(u64::from(post.hours.unwrap_or(3))));
            let new = parse(post, SubmissionId::from_random(chance.bytes()))?;
            let then = if post.hours.is_some() { Then::Publish } else { Then::Keep };
            let author = Deputy::of(cx, staff[post.author])?;
            let id = act_as(cx, &author, at, |cx| news::create(cx, &new, then))?;
            if place + UNREAD < published {
                read(cx, &readers, at, id)?;
            }
        }
        Ok(())
    })
    .await
}

fn parse(post: &Post, submission: SubmissionId) -> Result<NewPost, Error> {
    let raw = RawPost { title: post.title.to_owned(), body: post.text.to_owned(), pinned: post.pinned };
    NewPost::parse(&raw, submission).map_err(Error::Invalid)
}

/// Each of them opened it the next day.
fn read(cx: &mut Cx<'_, '_>, readers: &[UserId], at: Timestamp, id: news::PostId) -> Result<(), Error> {
    for reader in readers {
        let reader = Deputy::of(cx, *reader)?;
        act_as(cx, &reader, at.plus(Duration::from_hours(20)), |cx| news::mark_read(cx, id))?;
    }
    Ok(())
}
