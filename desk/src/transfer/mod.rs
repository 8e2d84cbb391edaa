//! Offers and affiliates on their way in and out, as CSV and JSON.
//!
//! A file on its way in is read piece by piece ([`Importing`]): each row is checked against what is stored, and kept with
//! what would become of it. That is the dry run, and its report. Only then, and only without an error, all rows are
//! applied in one transaction ([`apply`]), each to the very version that it was checked against. So a file is stored whole or
//! not at all, nothing is held in memory, and the transaction may run again.
//!
//! On its way out ([`Export`]) it has the same columns, so that what was exported can be imported again.

mod apply;
mod cells;
mod columns;
mod csv_in;
mod export;
mod forgetting;
mod importing;
mod json_in;
mod plan;
mod quotes;
mod reading;
mod report;
mod staging;
mod types;

pub(crate) use apply::Progress;
pub use apply::{apply, run_job, start};
pub(crate) use cells::{Cells, changed, overlay};
pub use cells::{guard, unguard};
pub use columns::{Column, Kind, Subject};
pub use export::{Export, Filter, report_csv};
pub use forgetting::forget;
pub(crate) use forgetting::sweep;
pub use importing::Importing;
pub(crate) use plan::{Planned, Target};
pub use reading::{Format, MOST_ROW_BYTES, Reading};
pub use report::{Import, ReportRow, find, rows};
pub use staging::may_import;
pub use types::{Action, Failure, Fault, ImportId, Row, State, Wrong};
