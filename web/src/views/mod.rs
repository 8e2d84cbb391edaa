//! What every page shows: plain structs that the handlers fill and the templates in `web/templates` print.
//!
//! A view holds no rule and asks nothing of the database. Times, sizes and names arrive ready to read; states arrive
//! as the small enums of [`labels`], which know their word, their icon and their value in a URL. Texts come from `t`.

mod account;
mod ask;
mod deliveries;
mod desk;
mod desk_imports;
mod desk_offers;
mod desk_requests;
mod display;
mod form;
#[cfg(debug_assertions)]
mod gallery;
mod labels;
mod list;
mod markdown;
mod name;
mod news;
mod notices;
mod offers;
mod palette;
mod prelude;
mod rich;
mod settings;
mod settings_answers;
mod settings_webhooks;
mod shell;
mod support;
mod thread;

pub use account::{
    Account, ErrorPage, LinkPage, Offline, PlainErrorPage, Session, SignIn, TelegramCard, TelegramCode,
};
pub use ask::{
    AskChoice, AskForm, AskQuestion, AskResult, AskResults, AskSeveral, AskTerms, RequestCard, Resubmit,
};
pub use deliveries::{
    Deliveries, Delivery, DeliveryAttempt, DeliveryMail, DeliveryRow, DeliveryState, People, Team, TeamRow,
};
pub use desk::{
    AffiliatePanel, DeskFilter, DeskNew, DeskQueue, DeskRow, DeskTicket, OtherTicket, WaitingSince,
};
pub use desk_imports::{AffiliateEdit, ImportForm, ImportOf, ImportReport, ImportRow, WrongRow};
pub use desk_offers::{
    AccessRow, Concern, DeskAffiliate, DeskAffiliateRow, DeskAffiliates, DeskOffer, DeskOfferRow, DeskOffers,
    DeskOffersFilter, GrantForm, LogoForm, OfferForm, SavedOffer,
};
pub use desk_requests::{BulkResult, DecideForm, DecideWords, DeskRequests, PendingOffer, RequestRow};
pub use display::{Density, Display, Theme};
pub(crate) use display::{density_name, switches, theme_name};
pub use form::{AnswerHint, Attachments, Choice, Compose, DraftBox, Field, Kept, NamedFields, NewTicket};
pub(crate) use form::{attachment_id, chosen_types, compose_key};
#[cfg(debug_assertions)]
pub use gallery::Gallery;
pub use labels::{
    Direction, Label, ListOrder, QueueOrder, RequestState, Sort, Status, TicketType, WaitingOn,
};
pub use list::{Pager, Query, Tab};
pub(crate) use markdown::beginning;
pub(crate) use name::{initials, tone};
pub use news::{
    DeskNews, DeskNewsRow, DeskPost, NewsLink, NewsList, NewsPost, NewsRow, PostForm, PostState, Preview,
    SavedPost,
};
pub use notices::{NoticeCell, NoticeChoice, NoticeChoices, NoticeLine, Notices};
pub(crate) use notices::{channel_label, topic_label};
pub use offers::{OfferCard, OfferChip, OfferFacts, OfferPage, Offers, OffersFilter, Stands};
pub use palette::{Choose, Command, KeyGroup, KeyLine, Keys, Palette, PaletteGroup};
pub use rich::Rich;
pub use settings::{
    EditRule, EditSet, QuestionSetRow, QuestionSets, Reasons, RuleRow, Rules, Settings, Tried, TriedRow,
};
pub use settings_answers::{AnswerLog, AnswerLogRow, InletNote};
pub use settings_webhooks::{SentRow, WebhookEvent, WebhookPage, WebhookRow, Webhooks};
pub use shell::{Flash, FlashKind, NavItem, Person, Role, Section, Shell, Undo};
pub use support::{SupportFilter, SupportList, SupportNew, SupportRow, SupportTicket};
pub use thread::{
    Contact, ContactKind, Entry, Event, EventKind, File, Help, Message, Picture, Side, TicketHead, When,
};

/// The words of the reader's language.
pub type Words = &'static words::Lang;
