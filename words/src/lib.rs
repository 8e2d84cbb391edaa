//! Every text that a person reads, by key and language.
//!
//! The texts are in `locales/en.ftl`, in [Fluent](https://projectfluent.org). The build makes a method of
//! [`Lang`] from each of them, so a key that is missing, or a variable that is forgotten, is a compile error:
//!
//! ```
//! let lang = words::lang("en");
//! assert_eq!(lang.sign_in_button(), "Sign in");
//! assert_eq!(lang.file_refused_empty("photo.png"), "photo.png is empty. Choose another file.");
//! ```
//!
//! A text without variables is resolved once, when the program starts; asking for it is an index into a list.
//! A text with variables takes them in the order in which they first appear in English, each an [`Arg`]: words, or a
//! whole number, which chooses the plural form and is grouped (1,234). Give a ticket's ID or a year as text.
//!
//! # Add a text
//!
//! 1. Put it into `locales/en.ftl`, in the section of its area: `ticket-add-comment = Add comment`. A key has the
//!    letters a–z, digits and hyphens; a variable has underscores: `{ $offer_name }`.
//! 2. Call `lang.ticket_add_comment()` in a page or in code. A text that nothing calls fails a test.
//! 3. Put the same key, with the same variables, into each other file in `locales/`. A test names what is missing.
//!
//! A value that came from a person and stands inside a text is put into `<bdi>` by the template when it stands
//! alone; Fluent's own isolating marks are off because they would end up in page titles and in what people copy.
//!
//! # Add a language
//!
//! Copy `locales/en.ftl` to `locales/<tag>.ftl`, such as `pt-BR.ftl`, and translate the right-hand sides. Set
//! `number-group`, `number-decimal`, the months and `date-*` as the language has them, and give each plural the
//! forms that the language needs (`[one]`, `[few]`, `[many]`, `*[other]`). Nothing else: the file is built in, and
//! [`available`], [`lang`] and [`best`] find it.
//!
//! # How texts are written
//!
//! Short, friendly, plain. A button says what it does: "Add comment". An error says what happened, and then what to
//! do, and blames nobody: "notes.pdf cannot be attached. Choose a .jpg, .png, .zip or .gif file." No "Oops", no
//! "please", no exclamation marks. Sentences end with a full stop; titles, labels and buttons do not. The product's
//! words are always the same: affiliate, manager, offer, access, request, ticket, comment, note.

mod arg;
mod catalogue;
mod dates;
mod generated;
mod number;
mod plain;
mod quantities;

pub use arg::{Arg, ToArg};
pub use catalogue::{Lang, available, best, lang};
pub use dates::{is_time_zone, time_zone};
