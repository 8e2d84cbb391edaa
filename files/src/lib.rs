//! Attachments: which files are taken, under what name they are kept, and where their bytes lie.
//!
//! A file is checked while it streams in, never after: its ending before a byte is stored, its signature as
//! soon as the first bytes are there, its size with every chunk. What is refused leaves nothing behind.
//!
//! ```no_run
//! # async fn example(random: [u8; 16], chunks: Vec<bytes::Bytes>) -> Result<(), files::Error> {
//! let store = files::Store::local("data/files".as_ref())?;
//! let limits = files::Limits::default();
//! let name = files::FileName::clean("C:\\Users\\me\\report.png");
//! let mut upload = store.begin(files::StorageKey::from_random(random), name, &limits).await?;
//! for chunk in chunks {
//!     upload.write(chunk).await?;
//! }
//! let checked = upload.finish().await?; // on disk, and safe from a power cut
//! # let _ = checked;
//! # Ok(())
//! # }
//! ```
//!
//! This crate knows no database, no HTTP framework and no language. Refusals are typed ([`Refusal`]); the
//! floors above make sentences of them. Who may read a file is decided in `desk`, through the ticket's scope.
//!
//! | Rule | Where it comes from |
//! | --- | --- |
//! | formats, five files, 5 MiB each, inclusive | the product's defaults ([`Limits`]) |
//! | the ending decides the format, the content must agree | [`Format::from_name`], [`Format::matches`] |
//! | what a name may contain | [`FileName::clean`] |
//! | the name on the way out | RFC 6266 and RFC 8187, [`FileName::content_disposition`] |
//! | how small pictures are made of large ones | [`picture`] |
//! | byte ranges | RFC 9110, section 14, [`range::parse`] |

mod dimensions;
mod error;
mod format;
mod key;
mod limits;
mod name;
pub mod picture;
pub mod range;
mod store;

pub use error::{Error, Refusal};
pub use format::{Format, UnknownFormat};
pub use key::{InvalidKey, StorageKey};
pub use limits::Limits;
pub use name::{Disposition, FileName};
pub use store::{ByteStream, Checked, Found, FoundStream, S3Credentials, S3Options, Store, Upload};
