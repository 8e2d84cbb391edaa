//! Offers and requests, for tests in which it succeeds.

use desk::Error;
use desk::offers::{self, NewOffer, OfferId, Privacy, RawOffer, SentOffer};
use desk::requests::{
    self, DecisionForm, NewDecision, NewRequest, NewRule, NewSet, QuestionSetId, RawDecision, RawRequest,
    RawRule, RuleId, Shown,
};
use desk::tickets::TicketId;

use crate::{Kit, Person};

/// An approval without a word.
pub fn approval() -> RawDecision {
    RawDecision { decision: "approve".into(), ..RawDecision::default() }
}

/// A rejection for this reason, with a new try as the offer says.
pub fn rejection(reason: &str) -> RawDecision {
    RawDecision { decision: "reject".into(), reason: reason.into(), ..RawDecision::default() }
}

/// A question to the affiliate.
pub fn question(note: &str) -> RawDecision {
    RawDecision { decision: "ask".into(), note: note.into(), ..RawDecision::default() }
}

impl Kit {
    /// An offer's form with this title and nothing else.
    pub fn raw_offer(&self, title: &str, privacy: Privacy) -> RawOffer {
        RawOffer { title: title.into(), privacy: privacy.to_string(), ..RawOffer::default() }
    }

    /// An offer that was not sent before.
    ///
    /// # Panics
    /// When it is none.
    pub fn sent_offer(&self, raw: &RawOffer, version: i64) -> SentOffer {
        let offer = NewOffer::parse(raw).expect("an offer");
        SentOffer { offer, version, submission: self.fresh_submission() }
    }

    /// A member of staff makes an offer.
    ///
    /// # Panics
    /// When they may not. So do the others here.
    pub async fn offer(&self, who: &Person, raw: &RawOffer) -> OfferId {
        let sent = self.sent_offer(raw, 0);
        self.write(who, move |cx| offers::create(cx, &sent)).await.expect("the offer is made")
    }

    /// A member of staff changes an offer.
    ///
    /// # Panics
    /// When they may not.
    pub async fn change_offer(&self, who: &Person, id: OfferId, change: impl FnOnce(&mut RawOffer)) {
        let stored = self.read(who, move |cx| offers::edit(cx, id)).await.expect("the offer is there");
        let mut raw = stored.raw();
        change(&mut raw);
        let sent = self.sent_offer(&raw, stored.version);
        self.write(who, move |cx| offers::save(cx, id, &sent, None)).await.expect("the offer is changed");
    }

    /// A pre-moderation offer of this title.
    pub async fn moderated(&self, who: &Person, title: &str) -> OfferId {
        self.offer(who, &self.raw_offer(title, Privacy::PreModeration)).await
    }

    /// A lead writes a question set.
    ///
    /// # Panics
    /// When they may not.
    pub async fn question_set(&self, who: &Person, name: &str, questions: &str) -> QuestionSetId {
        let new = NewSet::parse(name, questions).expect("a question set");
        self.write(who, move |cx| requests::save_set(cx, None, &new)).await.expect("the set is stored")
    }

    /// An affiliate's request for an offer, with the answers that its form has when it is opened and this comment.
    ///
    /// # Panics
    /// When the form cannot be read.
    pub async fn new_request(&self, who: &Person, offers: &[OfferId], comment: &str) -> NewRequest {
        let ids = offers.to_vec();
        let form =
            self.read(who, move |cx| requests::ask_form(cx, &ids)).await.expect("the form can be read");
        let raw = RawRequest {
            offers: form.offers.iter().map(|offer| (offer.id, Some(offer.terms_version))).collect(),
            asked: requests::fingerprint(&form.questions),
            answers: form.earlier,
            comment: comment.into(),
        };
        NewRequest::parse(raw, self.fresh_submission()).expect("a request")
    }

    /// An affiliate asks for an offer that asks nothing.
    ///
    /// # Panics
    /// When they may not.
    pub async fn request(&self, who: &Person, offer: OfferId) -> TicketId {
        self.try_request(who, offer).await.expect("they may ask")
    }

    /// The same, when it may be refused.
    ///
    /// # Errors
    /// What the desk says.
    ///
    /// # Panics
    /// When the offer itself cannot be asked for, though the desk says nothing.
    pub async fn try_request(&self, who: &Person, offer: OfferId) -> Result<TicketId, Error> {
        let new = self.new_request(who, &[offer], "Please.").await;
        let asked = self.write(who, move |cx| requests::ask(cx, &new)).await?;
        Ok(asked[0].ticket.unwrap_or_else(|| panic!("it was refused: {:?}", asked[0].refusal)))
    }

    /// A request as somebody sees it on its ticket.
    ///
    /// # Panics
    /// When they may not see it, or it is none.
    pub async fn shown_request(&self, who: &Person, ticket: TicketId) -> Shown {
        let found = self.read(who, move |cx| requests::of_ticket(cx, ticket)).await;
        found.expect("the ticket can be read").expect("it is of a request")
    }

    /// A decision on a request as it stands now.
    pub async fn new_decision(&self, who: &Person, ticket: TicketId, raw: &RawDecision) -> NewDecision {
        let version = self.shown_request(who, ticket).await.version;
        self.decision_on(version, raw)
    }

    /// A decision on a version of a request.
    ///
    /// # Panics
    /// When it is none.
    pub fn decision_on(&self, version: i64, raw: &RawDecision) -> NewDecision {
        let form = DecisionForm::parse(raw).expect("a decision");
        NewDecision { form, version, submission: self.fresh_submission() }
    }

    /// A member of staff decides.
    ///
    /// # Panics
    /// When they may not.
    pub async fn decide(&self, who: &Person, ticket: TicketId, raw: &RawDecision) {
        let new = self.new_decision(who, ticket, raw).await;
        self.write(who, move |cx| requests::decide(cx, ticket, &new)).await.expect("it is decided");
    }

    /// An admin writes a rule, which is in force.
    ///
    /// # Panics
    /// When they may not.
    pub async fn rule(&self, who: &Person, raw: &RawRule) -> RuleId {
        let new = NewRule::parse(&RawRule { active: true, ..raw.clone() }).expect("a rule");
        self.write(who, move |cx| requests::change_rule(cx, None, &new)).await.expect("the rule is stored")
    }

    /// Does what time does to requests.
    ///
    /// # Panics
    /// When it cannot.
    pub async fn tend(&self) -> requests::Tended {
        requests::tend(self.app()).await.expect("requests are tended")
    }
}
