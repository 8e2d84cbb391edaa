//! What templates name: every view and label, and the icons.

pub(super) use super::{
    Choice, Compose, Contact, Density, Entry, Field, Help, Label, ListOrder, NamedFields, NewTicket, Pager,
    Query, QueueOrder, RequestCard, RequestState, Rich, Section, Shell, Side, Sort, Status, Tab, Theme,
    TicketHead, TicketType, WaitingOn, When, Words,
};
pub(super) use crate::icons;
pub(super) use desk::offers::{OfferStatus, Privacy};
pub(super) use desk::requests::{QuestionKind, StandingKind};
