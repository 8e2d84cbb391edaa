//! Mail on its way in: the corpus of `tests/mails`, what is made to break the parser, and the way onto the ticket.

mod corpus;
mod dovecot;
mod mailbox;
mod mangled;
mod odd;
mod scripted;
mod way;
