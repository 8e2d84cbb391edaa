//! The frame of a page, from whoever was authenticated: language, time zone, rail, what was just done.

use std::hash::{DefaultHasher, Hash, Hasher};

use desk::people::UserId;
use desk::tickets::TicketId;
use desk::{Actor, Cx, Timestamp, news, notices};
use jiff::ZonedDateTime;

use crate::present;
use crate::respond::Done;
use crate::site::Site;
use crate::views::{Display, Flash, NavItem, Person, Role, Section, Shell, Theme, When, Words};

/// What every page of a signed-in person needs.
#[derive(Clone)]
pub(crate) struct Frame {
    /// Who it is.
    pub(crate) user: UserId,
    /// Their language.
    pub(crate) t: Words,
    /// The moment of the page.
    pub(crate) now: Timestamp,
    /// The same, in their time zone.
    here: ZonedDateTime,
    /// When their session was last noted as used.
    pub(crate) last_seen: Timestamp,
    /// How many posts of the news are new to them, at most ten.
    pub(crate) unread: i64,
    /// How many notices they have not seen, at most a hundred.
    pub(crate) notices: i64,
    display: Display,
    person: Person,
    zone_name: String,
}

impl Frame {
    /// The frame for whoever acts. Fails when nobody is signed in.
    pub(crate) fn of(cx: &mut Cx<'_, '_>) -> Result<Self, desk::Error> {
        let who = cx.actor().person().cloned().ok_or(desk::Error::SignedOut)?;
        let user = cx.user()?;
        let role = match cx.actor() {
            Actor::Staff(staff) => match staff.role {
                desk::Role::Lead => Role::Lead,
                desk::Role::Admin => Role::Admin,
                desk::Role::Manager | desk::Role::Affiliate => Role::Manager,
            },
            _ => Role::Affiliate,
        };
        let unread = if role.is_staff() { 0 } else { news::unread(cx)? };
        Ok(Self {
            user: cx.user()?,
            t: words::lang(&who.locale),
            now: cx.now(),
            here: cx.now().to_jiff().to_zoned_datetime(words::time_zone(&who.time_zone)),
            last_seen: who.last_seen,
            unread,
            notices: notices::unseen(cx)?,
            display: who.display,
            person: Person {
                id: user.get(),
                name: who.name,
                email: who.email,
                role,
                picture: who.portrait.map(present::portrait),
            },
            zone_name: who.time_zone,
        })
    }

    /// A number for all of it that a page shows, the moment aside.
    pub(crate) fn stamp(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.t.tag(), &self.zone_name, self.display, self.unread, self.notices, &self.person)
            .hash(&mut hasher);
        hasher.finish()
    }

    /// The frame of a ticket's page, and how many notices are about that ticket: who looks at it is not
    /// told of it. As long as there are some, the page is drawn, so that they are noted as seen.
    pub(crate) fn on_ticket(
        mut self,
        cx: &mut Cx<'_, '_>,
        ticket: TicketId,
    ) -> Result<(Self, i64), desk::Error> {
        let here = notices::unseen_on(cx, ticket)?;
        self.notices = (self.notices - here).max(0);
        Ok((self, here))
    }

    /// The name of their time zone.
    pub(crate) fn zone_name(&self) -> &str {
        self.here.time_zone().iana_name().unwrap_or("UTC")
    }

    /// Whether a member of staff looks at the page.
    pub(crate) fn is_staff(&self) -> bool {
        self.person.role.is_staff()
    }

    /// The places in the rail.
    pub(crate) fn sections(&self) -> &'static [Section] {
        if self.is_staff() {
            match self.person.role {
                Role::Lead | Role::Admin => &[
                    Section::Tickets,
                    Section::Requests,
                    Section::DeskOffers,
                    Section::Affiliates,
                    Section::DeskNews,
                    Section::Settings,
                ],
                _ => &[
                    Section::Tickets,
                    Section::Requests,
                    Section::DeskOffers,
                    Section::Affiliates,
                    Section::DeskNews,
                ],
            }
        } else {
            &[Section::Offers, Section::Support, Section::News]
        }
    }

    /// The frame as the templates print it; `flash` is the cookie's word.
    pub(crate) fn shell(&self, site: &Site, section: Section, flash: Option<&str>) -> Shell {
        let count = |section| if section == Section::News { self.unread_count() } else { None };
        let done = flash.and_then(Done::parse);
        Shell {
            brand: site.name.clone(),
            brand_css: brand_css(site),
            display: self.display,
            person: Some(self.person.clone()),
            at: self.now.get(),
            section,
            bell: self.bell_count(),
            nav: self
                .sections()
                .iter()
                .map(|section| NavItem { section: *section, count: count(*section) })
                .collect(),
            flash: done.map(|done| Flash {
                kind: done.kind(),
                text: done.sentence(self.t).to_owned(),
                undo: None,
            }),
        }
    }

    /// How many notices are unseen, ready to read: "3", "99+".
    pub(crate) fn bell_count(&self) -> Option<String> {
        match self.notices {
            0 => None,
            some @ 1..notices::MOST_COUNTED => Some(self.t.number(some)),
            _ => Some(self.t.count_more(notices::MOST_COUNTED - 1)),
        }
    }

    /// How many posts are new, ready to read: "3", "9+".
    pub(crate) fn unread_count(&self) -> Option<String> {
        match self.unread {
            0 => None,
            few @ 1..=9 => Some(self.t.number(few)),
            _ => Some(self.t.count_more(9)),
        }
    }

    /// The day of a moment, as it is read.
    pub(crate) fn day(&self, at: Timestamp) -> String {
        self.t.date(at.to_jiff(), self.here.time_zone())
    }

    /// A moment, as it is read.
    pub(crate) fn when(&self, at: Timestamp) -> When {
        let moment = at.to_jiff();
        let (exact, short) = self.t.full_and_relative(moment, &self.here);
        When { iso: moment.to_string(), exact, short }
    }
}

/// The frame when nobody is signed in; `theme` is the cookie's.
pub(crate) fn anonymous_shell(site: &Site, theme: Theme) -> Shell {
    Shell {
        brand: site.name.clone(),
        brand_css: brand_css(site),
        display: Display { theme, ..Display::default() },
        person: None,
        at: 0,
        section: Section::Nowhere,
        bell: None,
        nav: Vec::new(),
        flash: None,
    }
}

fn brand_css(site: &Site) -> Option<String> {
    site.colour.as_ref().map(|_| "/brand.css".to_owned())
}
