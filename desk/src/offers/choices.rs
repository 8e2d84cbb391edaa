//! What the filters of a list of offers offer.

use std::sync::{Arc, Mutex, PoisonError};

use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::stamps::{self, Stamp};

/// What can be chosen in the filters, in its order. Affiliates find nothing there of offers that they may not see.
#[derive(Clone, Debug, Default)]
pub struct FilterChoices {
    /// Categories.
    pub categories: Vec<String>,
    /// Traffic sources.
    pub sources: Vec<String>,
    /// Countries.
    pub countries: Vec<String>,
}

/// The most choices of a filter.
const MOST_CHOICES: i64 = 300;

/// The choices of staff and of affiliates, as they were at a version of the offers. A page of offers is drawn often, and
/// what there is to choose from changes rarely.
#[derive(Debug, Default)]
pub(crate) struct KeptChoices([Mutex<Kept>; 2]);

type Kept = Option<(i64, Arc<FilterChoices>)>;

/// What the filters of a list of offers offer.
pub fn filter_choices(cx: &mut Cx<'_, '_>) -> Result<Arc<FilterChoices>, Error> {
    cx.user()?;
    let whole = matches!(cx.actor(), Actor::Staff(_));
    let version = stamps::version(cx, Stamp::Offers)?;
    let kept = &cx.app.choices.0[usize::from(whole)];
    let known = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((at, choices)) = known
        && at == version
    {
        return Ok(choices);
    }
    let choices = Arc::new(read(cx, whole)?);
    let newer = Some((version, Arc::clone(&choices)));
    let kept = &cx.app.choices.0[usize::from(whole)];
    *kept.lock().unwrap_or_else(PoisonError::into_inner) = newer;
    Ok(choices)
}

fn read(cx: &mut Cx<'_, '_>, whole: bool) -> Result<FilterChoices, Error> {
    let mut distinct = |table: &str, column: &str| -> Result<Vec<String>, Error> {
        let (first, rest) = if whole { ("", "") } else { ("WHERE listed = TRUE", "listed = TRUE AND") };
        // Each step is one look into the index, however many offers have the same.
        let sql = format!(
            "WITH RECURSIVE found (name) AS (
                 SELECT MIN({column}) FROM {table} {first}
                 UNION ALL
                 SELECT (SELECT MIN({column}) FROM {table} WHERE {rest} {column} > f.name)
                 FROM found f WHERE f.name IS NOT NULL
             ) SELECT name FROM found WHERE name IS NOT NULL LIMIT $1"
        );
        Ok(cx.tx.query(&sql, &[&MOST_CHOICES], |row| row.get(0))?)
    };
    Ok(FilterChoices {
        categories: distinct("offer_categories", "category")?,
        sources: distinct("offer_sources", "source")?,
        countries: distinct("offer_countries", "country")?,
    })
}
