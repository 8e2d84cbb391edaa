//! Forms as they come in: read within bounds, files streamed to storage on the way.

mod multipart;
mod one_file;
mod paced;
mod urlencoded;

pub(crate) use multipart::{Answer, Form, Want, drain, read};
pub(crate) use one_file::{Sink, read_file};
pub(crate) use urlencoded::Fields;
