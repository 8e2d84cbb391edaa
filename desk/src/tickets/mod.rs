//! Tickets: a conversation between one affiliate and the programme's managers.

mod answer;
mod answer_times;
mod change;
mod create;
mod event;
mod jump;
mod list;
mod manage;
mod queue;
mod requested;
mod scope;
mod search;
mod store;
mod types;
mod undo;
mod view;

pub use answer::{Reply, comment, note, reply};
pub use answer_times::{AnswerTime, Measured, answer_times, measure, measure_answers};
pub(crate) use change::{Audience, TicketHint, changed};
pub(crate) use create::open_request;
pub use create::{open, open_for};
pub use event::Event;
pub use jump::{Jump, jump};
pub use list::{ListFilter, ListOrder, TicketRow, list};
pub use manage::{close, reopen, take};
pub(crate) use manage::{follow_manager, set_taken};
pub use queue::{QueueFilter, QueueOrder, QueueRow, Shared, queue};
pub(crate) use requested::{assign, count_answer, follow, newest_for_affiliate};
pub use scope::TicketScope;
pub(crate) use store::{Line, Ticket, Written, came_by, load, write, write_line};
pub use types::{
    Body, ExtraField, MessageId, MessageKind, NewMessage, NewTicket, RawTicket, Side, Status, TicketId,
    TicketType, Title, Via, WaitingOn,
};
pub(crate) use undo::sweep as sweep_closings;
pub use undo::{closing_to_undo, undo_close};
pub use view::{
    Conversation, File, Message, OtherTicket, Seen, conversation, mark_seen, other_tickets, visible,
};
