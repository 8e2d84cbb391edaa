//! Storing offers, what is set about them, and requests.

use std::sync::Arc;
use std::time::Duration;

use desk::offers::{self, NewOffer, OfferId, RawOffer, SentOffer};
use desk::people::{self, Deputy, act_as};
use desk::requests::{
    self, DecisionForm, NewDecision, NewRequest, NewRule, NewSet, Question, QuestionKind, QuestionSetId,
    RawDecision, RawRequest, RawRule,
};
use desk::tickets::{self, Body, NewMessage, TicketId};
use desk::{App, Credential, Cx, Error, Role, SubmissionId, Timestamp};

use super::cast::LEAD;
use super::offers::{Planned, REASONS, SETS};
use super::prng::Prng;
use super::requests::{ANSWERS, Fate, QUESTIONS, Request, WELCOME};
use super::store::Writer;
use super::{Ids, SEED};

const DAY: Duration = Duration::from_hours(24);

/// Which offer became which row.
pub(super) struct Offers(Vec<OfferId>);

impl Offers {
    /// The rows, in the order of the plan.
    pub(super) fn ids(&self) -> &[OfferId] {
        &self.0
    }
}

fn invalid<T>(parsed: Result<T, Vec<desk::FieldError>>) -> Result<T, Error> {
    parsed.map_err(Error::Invalid)
}

fn days(count: i64) -> Duration {
    DAY * u32::try_from(count).unwrap_or(0)
}

/// Stores question sets, reasons and offers, as leads and managers wrote them.
pub(super) async fn offers(
    app: &App,
    ids: &Ids,
    planned: &Arc<Vec<Planned>>,
    now: Timestamp,
) -> Result<Offers, Error> {
    let (planned, staff) = (Arc::clone(planned), ids.staff.clone());
    app.write(&Credential::System, move |cx| {
        let lead = Deputy::of(cx, staff[LEAD])?;
        let sets: Vec<QuestionSetId> = act_as(cx, &lead, now.minus(days(300)), |cx| {
            requests::save_reasons(cx, REASONS)?;
            SETS.iter()
                .map(|(name, questions)| {
                    requests::save_set(cx, None, &invalid(NewSet::parse(name, questions))?)
                })
                .collect()
        })?;
        let mut chance = Prng::new(SEED + 3);
        let mut stored = Vec::new();
        for (place, offer) in planned.iter().enumerate() {
            let set = offer.set.map(|set| sets[set].to_string()).unwrap_or_default();
            let raw = RawOffer { question_set: set, ..offer.raw.clone() };
            let form = SentOffer {
                offer: invalid(NewOffer::parse(&raw))?,
                version: 0,
                submission: SubmissionId::from_random(chance.bytes()),
            };
            let writer = Deputy::of(cx, staff[place % 6])?;
            stored.push(act_as(cx, &writer, now.minus(days(offer.days)), |cx| offers::create(cx, &form))?);
        }
        Ok(Offers(stored))
    })
    .await
}

/// Stores two rules, one of them switched off.
pub(super) async fn rules(app: &App, now: Timestamp) -> Result<(), Error> {
    app.write(&Credential::System, move |cx| {
        let users = people::list_users(cx, None, 1_000)?;
        let Some(admin) = users.iter().find(|user| user.role == Role::Admin) else { return Ok(()) };
        let admin = Deputy::of(cx, admin.id)?;
        let rules = [
            RawRule {
                name: "Agencies that we know".into(),
                active: true,
                tags: "agency".into(),
                approved: "2".into(),
                action: "approve".into(),
                ..RawRule::default()
            },
            RawRule {
                name: "No trading from sanctioned countries".into(),
                categories: "Finance".into(),
                countries: "KP, SY".into(),
                action: "reject".into(),
                reason: "No traffic from the offer’s countries".into(),
                ..RawRule::default()
            },
        ];
        act_as(cx, &admin, now.minus(days(2)), |cx| {
            for raw in &rules {
                requests::change_rule(cx, None, &invalid(NewRule::parse(raw))?)?;
            }
            Ok(())
        })
    })
    .await
}

/// Stores a request and all that happened to it.
pub(super) fn request(
    writer: &mut Writer<'_>,
    cx: &mut Cx<'_, '_>,
    planned: &Request,
    offers: &Offers,
) -> Result<(), Error> {
    let offer = offers.0[planned.offer];
    let partner = writer.deputy(cx, writer.ids.partners[planned.partner].1[0])?;
    let by = writer.deputy(cx, writer.ids.staff[planned.by])?;
    let submission = writer.submission();
    let id = act_as(cx, &partner, planned.at, |cx| ask(cx, offer, planned, submission))?;
    // Offers that were paused since had nobody asking for them.
    let Some(id) = id else { return Ok(()) };
    let decided = earlier(planned.at.plus(planned.after), writer.now);
    let mut decide = |cx: &mut Cx<'_, '_>, at: Timestamp, raw: &RawDecision| {
        let submission = writer.submission();
        act_as(cx, &by, at, |cx| {
            let version = requests::of_ticket(cx, id)?.map_or(0, |request| request.version);
            let new = NewDecision { form: invalid(DecisionForm::parse(raw))?, version, submission };
            requests::decide(cx, id, &new)
        })
    };
    let word = |decision: &str, note: &str| RawDecision {
        decision: decision.to_owned(),
        note: note.to_owned(),
        ..RawDecision::default()
    };
    let choose = |of: &[&'static str]| of[planned.choice % of.len()];
    match planned.fate {
        Fate::Pending => {}
        Fate::Asked => decide(cx, decided, &word("ask", choose(QUESTIONS)))?,
        Fate::Approved => decide(cx, decided, &word("approve", choose(WELCOME)))?,
        Fate::ApprovedLater => {
            decide(cx, decided, &word("ask", choose(QUESTIONS)))?;
            let answered = decided.plus(planned.after);
            let new = NewMessage {
                body: Body::parse(choose(ANSWERS)).map_err(|problem| Error::field("body", problem))?,
                files: Vec::new(),
                submission: SubmissionId::from_random(Prng::new(planned.choice as u64 + SEED).bytes()),
            };
            act_as(cx, &partner, answered, |cx| tickets::comment(cx, id, &new))?;
            decide(cx, answered.plus(planned.after), &word("approve", choose(WELCOME)))?;
        }
        Fate::Rejected | Fate::RejectedForGood => {
            let reasons: Vec<&'static str> = REASONS.lines().collect();
            let again = if planned.fate == Fate::Rejected { "" } else { "never" };
            let reason = choose(&reasons).to_owned();
            decide(cx, decided, &RawDecision { reason, again: again.to_owned(), ..word("reject", "") })?;
        }
        Fate::Withdrawn => act_as(cx, &partner, decided, |cx| requests::withdraw(cx, id))?,
        Fate::Expired => {
            decide(cx, decided, &word("ask", choose(QUESTIONS)))?;
            let past = earlier(decided.plus(days(7)), writer.now);
            act_as(cx, &Deputy::desk(), past, |cx| requests::expire(cx, id))?;
        }
    }
    let seen = writer.now.minus(Duration::from_mins(90));
    if !planned.choice.is_multiple_of(4) {
        act_as(cx, &partner, seen, |cx| {
            let seen = tickets::conversation(cx, id)?.seen;
            seen.map_or(Ok(()), |seen| tickets::mark_seen(cx, seen))
        })?;
    }
    Ok(())
}

fn earlier(at: Timestamp, now: Timestamp) -> Timestamp {
    at.min(now.minus(Duration::from_mins(5)))
}

fn ask(
    cx: &mut Cx<'_, '_>,
    offer: OfferId,
    planned: &Request,
    submission: SubmissionId,
) -> Result<Option<TicketId>, Error> {
    let form = requests::ask_form(cx, &[offer])?;
    let raw = RawRequest {
        offers: form.offers.iter().map(|one| (one.id, Some(one.terms_version))).collect(),
        asked: requests::fingerprint(&form.questions),
        answers: form.questions.iter().map(|question| answer(question, planned)).collect(),
        comment: planned.comment.to_owned(),
    };
    if form.offers.iter().any(|one| one.refusal.is_some()) {
        return Ok(None);
    }
    let asked = requests::ask(cx, &invalid(NewRequest::parse(raw, submission))?)?;
    Ok(asked.first().and_then(|one| one.ticket))
}

fn answer(question: &Question, planned: &Request) -> Vec<String> {
    let choices = &question.choices;
    match question.kind {
        QuestionKind::Short => vec![planned.site.clone()],
        QuestionKind::Long => vec![
            "People who compare before they buy; they find us by search and stay for the lists.".to_owned(),
        ],
        QuestionKind::One => vec![choices[planned.choice % choices.len()].clone()],
        QuestionKind::Many => {
            let first = planned.choice % choices.len();
            let mut chosen = vec![choices[first].clone()];
            chosen.extend(choices.get(first + 2).cloned());
            chosen
        }
        QuestionKind::YesNo => vec![if planned.choice.is_multiple_of(3) { "no" } else { "yes" }.to_owned()],
    }
}
