//! What an offer is made of, parsed at the edge and trusted inside.

use super::lines::{Cap, Landing, Payout};
use super::{lists, tracking};
use crate::error::{FieldError, Problem};
use crate::fields::{Reader, choice};
use crate::requests::QuestionSetId;
use crate::submissions::SubmissionId;
use crate::text;

db::id! {
    /// An offer.
    pub OfferId
}

db::text_enum! {
    /// Whether an offer runs.
    #[derive(Default)]
    pub enum OfferStatus {
        /// It runs.
        #[default]
        Active = "active",
        /// It does not run for now.
        Paused = "paused",
        /// It is over.
        Stopped = "stopped",
    }
}

db::text_enum! {
    /// Who may run an offer.
    #[derive(Default)]
    pub enum Privacy {
        /// Everybody.
        Public = "public",
        /// Whoever a manager approved.
        #[default]
        PreModeration = "pre_moderation",
        /// Whoever a manager enabled; nobody else sees it.
        Private = "private",
    }
}

/// An offer's form, or a row of an import, as it came in: a text per field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawOffer {
    /// Its number in another system.
    pub external_id: String,
    /// `title`
    pub title: String,
    /// `advertiser`
    pub advertiser: String,
    /// `description`, Markdown.
    pub description: String,
    /// `preview_url`
    pub preview_url: String,
    /// `status`
    pub status: String,
    /// `privacy`
    pub privacy: String,
    /// Words with commas between.
    pub categories: String,
    /// Codes of ISO 3166 with commas between; none: all countries.
    pub countries: String,
    /// The same, of countries that are not allowed.
    pub countries_denied: String,
    /// Words with commas between; none: all sources.
    pub sources: String,
    /// The same, of sources that are forbidden.
    pub sources_denied: String,
    /// A line each, see [`Payout`].
    pub payouts: String,
    /// A line each, see [`Cap`].
    pub caps: String,
    /// A line each, see [`Landing`].
    pub landings: String,
    /// `kpi`
    pub kpi: String,
    /// Days until a conversion is confirmed.
    pub hold_days: String,
    /// The affiliate's own link, with macros.
    pub tracking_template: String,
    /// The terms in force.
    pub terms: String,
    /// The number of a question set.
    pub question_set: String,
    /// Days until a rejected affiliate may try again; empty: never.
    pub reapply_days: String,
    /// Days to answer a request for information.
    pub answer_days: String,
}

impl RawOffer {
    /// Its fields by name, in the form's order.
    pub fn fields(&mut self) -> [(&'static str, &mut String); 22] {
        [
            ("title", &mut self.title),
            ("advertiser", &mut self.advertiser),
            ("status", &mut self.status),
            ("privacy", &mut self.privacy),
            ("description", &mut self.description),
            ("preview_url", &mut self.preview_url),
            ("categories", &mut self.categories),
            ("countries", &mut self.countries),
            ("countries_denied", &mut self.countries_denied),
            ("sources", &mut self.sources),
            ("sources_denied", &mut self.sources_denied),
            ("payouts", &mut self.payouts),
            ("caps", &mut self.caps),
            ("kpi", &mut self.kpi),
            ("hold_days", &mut self.hold_days),
            ("landings", &mut self.landings),
            ("tracking_template", &mut self.tracking_template),
            ("question_set", &mut self.question_set),
            ("terms", &mut self.terms),
            ("reapply_days", &mut self.reapply_days),
            ("answer_days", &mut self.answer_days),
            ("external_id", &mut self.external_id),
        ]
    }
}

/// An offer to be stored.
#[derive(Clone, Debug)]
pub struct NewOffer {
    pub(super) external_id: Option<String>,
    pub(super) title: String,
    pub(super) advertiser: String,
    pub(super) description: String,
    pub(super) preview_url: String,
    pub(super) status: OfferStatus,
    pub(super) privacy: Privacy,
    pub(super) categories: Vec<String>,
    pub(super) countries: Vec<String>,
    pub(super) countries_denied: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) sources_denied: Vec<String>,
    pub(super) payouts: Vec<Payout>,
    pub(super) caps: Vec<Cap>,
    pub(super) landings: Vec<Landing>,
    pub(super) kpi: String,
    pub(super) hold_days: Option<i64>,
    pub(super) tracking_template: String,
    pub(super) terms: String,
    pub(super) question_set: Option<QuestionSetId>,
    pub(super) reapply_days: Option<i64>,
    pub(super) answer_days: i64,
}

/// How long a manager's question may stay without an answer, where an offer does not say.
pub const ANSWER_DAYS: i64 = 7;

/// The most days of any of an offer's terms: ten years.
const MOST_DAYS: i64 = 3_650;

impl NewOffer {
    /// Reads the form; every field that is wrong is named, not only the first.
    pub fn parse(raw: &RawOffer) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader(Vec::new());
        let new = Self {
            external_id: Some(reader.read("external_id", text::line(&raw.external_id, 0, 100)))
                .filter(|id| !id.is_empty()),
            title: reader.read("title", text::line(&raw.title, 1, 120)),
            advertiser: reader.read("advertiser", text::line(&raw.advertiser, 0, 100)),
            description: reader.read("description", text::paragraphs(&raw.description, 0, 10_000)),
            preview_url: reader.read("preview_url", tracking::optional_url(&raw.preview_url)),
            status: reader.read("status", choice(&raw.status)),
            privacy: reader.read("privacy", choice(&raw.privacy)),
            categories: reader.read("categories", lists::words(&raw.categories)),
            countries: reader.read("countries", lists::countries(&raw.countries)),
            countries_denied: reader.read("countries_denied", lists::countries(&raw.countries_denied)),
            sources: reader.read("sources", lists::words(&raw.sources)),
            sources_denied: reader.read("sources_denied", lists::words(&raw.sources_denied)),
            payouts: reader.read("payouts", lists::lines(&raw.payouts)),
            caps: reader.read("caps", lists::lines(&raw.caps)),
            landings: reader.read("landings", lists::lines(&raw.landings)),
            kpi: reader.read("kpi", text::paragraphs(&raw.kpi, 0, 1_000)),
            hold_days: reader.read("hold_days", days(&raw.hold_days, 0)),
            tracking_template: reader.read("tracking_template", tracking::template(&raw.tracking_template)),
            terms: reader.read("terms", text::paragraphs(&raw.terms, 0, 10_000)),
            question_set: reader.read("question_set", optional_id(&raw.question_set)),
            reapply_days: reader.read("reapply_days", days(&raw.reapply_days, 0)),
            answer_days: reader.read("answer_days", days(&raw.answer_days, 1)).unwrap_or(ANSWER_DAYS),
        };
        let both = |allowed: &[String], denied: &[String]| denied.iter().any(|one| allowed.contains(one));
        if both(&new.countries, &new.countries_denied) {
            reader.blame("countries_denied", Problem::Contradicts);
        }
        if both(&new.sources, &new.sources_denied) {
            reader.blame("sources_denied", Problem::Contradicts);
        }
        if reader.0.is_empty() { Ok(new) } else { Err(reader.0) }
    }

    /// Its form, as it would be typed: what is read from it again is the same.
    pub(super) fn raw(&self) -> RawOffer {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        RawOffer {
            external_id: self.external_id.clone().unwrap_or_default(),
            title: self.title.clone(),
            advertiser: self.advertiser.clone(),
            description: self.description.clone(),
            preview_url: self.preview_url.clone(),
            status: self.status.to_string(),
            privacy: self.privacy.to_string(),
            categories: lists::joined(&self.categories),
            countries: lists::joined(&self.countries),
            countries_denied: lists::joined(&self.countries_denied),
            sources: lists::joined(&self.sources),
            sources_denied: lists::joined(&self.sources_denied),
            payouts: lists::on_lines(&self.payouts),
            caps: lists::on_lines(&self.caps),
            landings: lists::on_lines(&self.landings),
            kpi: self.kpi.clone(),
            hold_days: number(self.hold_days),
            tracking_template: self.tracking_template.clone(),
            terms: self.terms.clone(),
            question_set: number(self.question_set.map(QuestionSetId::get)),
            reapply_days: number(self.reapply_days),
            answer_days: self.answer_days.to_string(),
        }
    }

    /// Whether affiliates without access see it.
    pub(super) fn listed(&self) -> bool {
        self.status == OfferStatus::Active && self.privacy != Privacy::Private
    }
}

fn optional_id(raw: &str) -> Result<Option<QuestionSetId>, Problem> {
    let raw = raw.trim();
    if raw.is_empty() { Ok(None) } else { raw.parse().map(Some).map_err(|_| Problem::Unknown) }
}

fn days(raw: &str, least: i64) -> Result<Option<i64>, Problem> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    let days = raw.parse().ok().filter(|days| (least..=MOST_DAYS).contains(days));
    days.map(Some).ok_or(Problem::NotInRange { min: least, max: MOST_DAYS })
}

/// A form that also carries which version it changes and its submission id.
#[derive(Clone, Debug)]
pub struct SentOffer {
    /// The offer.
    pub offer: NewOffer,
    /// The version that was changed; 0 for a new offer.
    pub version: i64,
    /// The form's submission id.
    pub submission: SubmissionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawOffer {
        RawOffer { title: "Solar Loans DE".into(), ..RawOffer::default() }
    }

    #[test]
    fn a_title_is_enough() {
        let new = NewOffer::parse(&raw()).expect("it is valid");
        assert_eq!((new.status, new.privacy), (OfferStatus::Active, Privacy::PreModeration));
        assert!(new.listed());
        assert_eq!((new.answer_days, new.reapply_days, new.external_id), (ANSWER_DAYS, None, None));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let bad = RawOffer {
            status: "gone".into(),
            countries: "DE, XX".into(),
            payouts: "much".into(),
            hold_days: "-1".into(),
            answer_days: "0".into(),
            preview_url: "ftp://example.org".into(),
            tracking_template: "https://go.example/?a={affiliate}".into(),
            ..RawOffer::default()
        };
        let errors = NewOffer::parse(&bad).expect_err("it is not");
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(
            fields,
            [
                "title",
                "preview_url",
                "status",
                "countries",
                "payouts",
                "hold_days",
                "tracking_template",
                "answer_days"
            ]
        );
    }

    #[test]
    fn what_is_allowed_is_not_denied() {
        let bad = RawOffer { countries: "DE, AT".into(), countries_denied: "at".into(), ..raw() };
        let errors = NewOffer::parse(&bad).expect_err("it contradicts itself");
        assert_eq!((errors[0].field, &errors[0].problem), ("countries_denied", &Problem::Contradicts));
    }
}
