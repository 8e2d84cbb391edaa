//! Offers and affiliates on their way out, a part at a time.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Column, Format, Kind, Subject, guard};
use crate::app::{App, Credential};
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::offers::{self, DeskOfferFilter};
use crate::people::{self, AffiliateFilter};

/// Rows that are read at once.
const BATCH: i64 = 100;

/// Which of them are wanted: the same as on the page. Where a page starts means nothing here.
#[derive(Clone, Debug)]
pub enum Filter {
    /// Offers.
    Offers(DeskOfferFilter),
    /// Affiliates.
    Affiliates(AffiliateFilter),
}

impl Filter {
    /// All that whoever asks may see.
    pub fn all(subject: Subject) -> Self {
        match subject {
            Subject::Offers => Self::Offers(DeskOfferFilter::default()),
            Subject::Affiliates => Self::Affiliates(AffiliateFilter::default()),
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Self::Offers(_) => Subject::Offers,
            Self::Affiliates(_) => Subject::Affiliates,
        }
    }
}

/// A file on its way out.
pub struct Export {
    app: App,
    who: Credential,
    filter: Filter,
    format: Format,
    stage: Stage,
    rows: u64,
}

#[derive(Debug)]
enum Stage {
    Start,
    After(i64),
    Over,
}

impl Export {
    /// Begins. Who may see what is asked with each part.
    pub fn new(app: &App, who: &Credential, filter: Filter, format: Format) -> Self {
        Self { app: app.clone(), who: who.clone(), filter, format, stage: Stage::Start, rows: 0 }
    }

    /// How many rows it has so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The next part; none at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let after = match self.stage {
            Stage::Start => 0,
            Stage::After(after) => after,
            Stage::Over => return Ok(None),
        };
        let filter = self.filter.clone();
        let rows = self.app.read(&self.who, move |cx| read(cx, &filter, after)).await?;
        let columns = self.filter.subject().columns();
        let first = matches!(self.stage, Stage::Start);
        let part = match self.format {
            Format::Csv => csv(columns, first, &rows)?,
            Format::Json => json(columns, self.rows == 0, first, &rows),
        };
        self.rows += rows.len() as u64;
        self.stage = rows.last().map_or(Stage::Over, |(id, _)| Stage::After(*id));
        Ok(Some(part))
    }
}

type Cells = Vec<(&'static str, String)>;

fn read(cx: &mut Cx<'_, '_>, filter: &Filter, after: i64) -> Result<Vec<(i64, Cells)>, Error> {
    fn cells<const N: usize>(fields: [(&'static str, &mut String); N]) -> Cells {
        fields.into_iter().map(|(name, text)| (name, std::mem::take(text))).collect()
    }
    match filter {
        Filter::Offers(filter) => {
            if cx.actor != Actor::System {
                cx.staff()?;
            }
            let rows = offers::rows(cx, filter, after, BATCH)?;
            Ok(rows.into_iter().map(|(id, mut raw)| (id, cells(raw.fields()))).collect())
        }
        Filter::Affiliates(filter) => {
            let rows = people::rows(cx, filter, after, BATCH)?;
            Ok(rows.into_iter().map(|(id, mut raw)| (id, cells(raw.fields()))).collect())
        }
    }
}

fn text<'c>(column: Column, id: &'c str, cells: &'c Cells) -> &'c str {
    if column.name == "id" {
        return id;
    }
    cells.iter().find(|(name, _)| *name == column.name).map_or("", |(_, text)| text)
}

/// Rows of a report as CSV, safe to be opened by a spreadsheet.
pub fn report_csv(rows: &[Vec<String>], first: bool) -> Result<Vec<u8>, Error> {
    write(first, rows.iter().map(|row| row.iter().map(|cell| guard(cell)).collect::<Vec<_>>()))
}

/// Rows as CSV. The file begins with the mark by which spreadsheets know that it is UTF-8.
fn csv(columns: &[Column], first: bool, rows: &[(i64, Cells)]) -> Result<Vec<u8>, Error> {
    let header = first.then(|| columns.iter().map(|column| column.name.to_owned()).collect::<Vec<_>>());
    let rows = rows.iter().map(|(id, cells)| {
        let id = id.to_string();
        columns.iter().map(|column| guard(text(*column, &id, cells))).collect::<Vec<_>>()
    });
    write(first, header.into_iter().chain(rows))
}

fn write(first: bool, rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, Error> {
    let failed =
        |error: &dyn std::fmt::Display| Error::Damaged(format!("a row that cannot be written: {error}"));
    let mut writer = csv::Writer::from_writer(if first { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() });
    for row in rows {
        writer.write_record(row).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

/// Rows as the elements of an array, which ends when there are no more.
fn json(columns: &[Column], empty: bool, first: bool, rows: &[(i64, Cells)]) -> Vec<u8> {
    let mut part = String::from(if first { "[" } else { "" });
    for (n, (id, cells)) in rows.iter().enumerate() {
        let id = id.to_string();
        part.push_str(if empty && n == 0 { "\n{" } else { ",\n{" });
        // By hand, because they are in the order of the columns.
        for (n, column) in columns.iter().enumerate() {
            let (comma, value) =
                (if n == 0 { "" } else { "," }, value(column.kind, text(*column, &id, cells)));
            let _ = write!(part, "{comma}\"{}\":{value}", column.name);
        }
        part.push('}');
    }
    if rows.is_empty() {
        part.push_str("\n]\n");
    }
    part.into_bytes()
}

fn value(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Text => Value::from(text),
        Kind::Number => text.parse::<i64>().map_or(Value::Null, Value::from),
        Kind::Words => text.split(", ").filter(|word| !word.is_empty()).collect(),
        Kind::Lines => text.lines().collect(),
    }
}
