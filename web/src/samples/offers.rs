//! Offers and requests as affiliates see them, and a request on its ticket.

use ::desk::offers::{OfferStatus, Privacy};
use ::desk::requests::{QuestionKind, StandingKind};

use super::*;

/// The pages of affiliates, and those of tickets that have a request.
pub(super) fn pages() -> Vec<Page> {
    vec![
        page("offers", |t| offers(t, offer_cards(t), OffersFilter::default())),
        page("offers-empty", |t| offers(t, vec![], OffersFilter::default())),
        page("offers-filtered-empty", |t| {
            let filter = OffersFilter { text: "solar".into(), ..OffersFilter::default() };
            offers(t, vec![], filter)
        }),
        page("offer-ask", |t| offer_page(t, StandingKind::NotRequested, Some(ask_form(t, false)))),
        page("offer-ask-bad", |t| offer_page(t, StandingKind::NotRequested, Some(ask_form(t, true)))),
        page("offer-pending", |t| offer_page(t, StandingKind::Pending, None)),
        page("offer-access", |t| offer_page(t, StandingKind::Access, None)),
        page("offers-request", |t| {
            ask_several(t, Some(AskForm { offers: vec![61, 55], ..ask_form(t, false) }))
        }),
        page("offers-request-none", |t| AskSeveral { offers: vec![], ..ask_several(t, None) }),
        page("offers-requested", ask_result),
        page("support-request", |t| SupportTicket {
            request: Some(request_card(t, RequestState::NeedsInformation, false)),
            ..support_ticket(t, Status::Opened)
        }),
        page("support-request-rejected", |t| SupportTicket {
            request: Some(request_card(t, RequestState::Rejected, false)),
            ..support_ticket(t, Status::Closed)
        }),
        page("support-resubmit", resubmit),
        page("desk-request", |t| DeskTicket {
            request: Some(request_card(t, RequestState::Pending, true)),
            decide: Some(decide_form(t, false)),
            can_close: false,
            ..desk_ticket(t, false)
        }),
        page("desk-request-bad", |t| DeskTicket {
            notice: Some(t.done_not_decided().into()),
            request: Some(request_card(t, RequestState::Pending, true)),
            decide: Some(decide_form(t, true)),
            can_close: false,
            ..desk_ticket(t, false)
        }),
    ]
}

fn stands(kind: StandingKind, note: Option<&str>, ticket: Option<i64>, may_ask: bool) -> Stands {
    Stands { kind, note: note.map(Into::into), ticket, may_ask }
}

fn offer_cards(t: Words) -> Vec<OfferCard> {
    let card = |id, title: &str, stands| OfferCard {
        id,
        title: title.into(),
        advertiser: "Sunny Bank".into(),
        logo: None,
        status: None,
        privacy: Privacy::PreModeration,
        categories: vec!["Finance".into(), "Loans".into()],
        payouts: vec![
            OfferChip { strong: "35.50 USD".into(), rest: "First deposit".into() },
            OfferChip { strong: "40 %".into(), rest: String::new() },
        ],
        more_payouts: Some(t.count_others(3)),
        countries: "AT, CH, DE".into(),
        stands,
    };
    vec![
        card(61, "Solar Loans DE – CPL", stands(StandingKind::NotRequested, None, None, true)),
        card(60, "Crypto Exchange Tier 1", stands(StandingKind::Pending, None, Some(3012), false)),
        card(59, "Fitness App UK", stands(StandingKind::NeedsInformation, None, Some(3011), false)),
        OfferCard {
            privacy: Privacy::Public,
            status: Some(OfferStatus::Paused),
            categories: vec![],
            payouts: vec![],
            more_payouts: None,
            advertiser: String::new(),
            countries: t.countries_all().into(),
            ..card(58, &"Donaudampfschifffahrt".repeat(5), stands(StandingKind::Access, None, None, false))
        },
        card(
            57,
            "VPN Global",
            stands(StandingKind::Rejected, Some(&t.again_from("4 Mar 2027")), Some(2), false),
        ),
        card(
            56,
            "Casino Royale LATAM",
            stands(StandingKind::Removed, Some(&t.removed_because("Fraud")), None, false),
        ),
        card(55, "Mobile Game – Kingdoms", stands(StandingKind::Expired, Some(t.again_now()), Some(3), true)),
    ]
}

fn offers(t: Words, rows: Vec<OfferCard>, filter: OffersFilter) -> Offers {
    let choice = |text: &str| Choice { value: text.into(), label: text.into() };
    Offers {
        t,
        shell: affiliate_shell(Section::Offers),
        filter,
        categories: vec!["Finance".into(), "Games".into()],
        countries: vec![choice("AT"), choice("DE")],
        sources: vec!["Facebook".into(), "Push".into()],
        pager: if rows.is_empty() {
            Pager::default()
        } else {
            Pager { previous: None, next: Some("/offers?page=x".into()) }
        },
        rows,
    }
}

pub(super) fn offer_facts(t: Words) -> OfferFacts {
    OfferFacts {
        id: 61,
        title: "Solar Loans DE – CPL".into(),
        advertiser: "Sunny Bank".into(),
        logo: None,
        status: OfferStatus::Active,
        privacy: Privacy::PreModeration,
        categories: vec!["Finance".into()],
        description: Some(Rich::markdown(
            "Loans for **solar roofs**, decided in minutes.\n\n- soft check\n- no fees",
            2,
        )),
        preview: Some("https://sunny.example/solar".into()),
        payouts: vec![
            ("35.50 USD".into(), "First deposit".into(), "AT, DE".into()),
            ("40 %".into(), String::new(), t.countries_all().into()),
        ],
        caps: vec![t.cap_per_day(t.cap_conversions("50")), t.cap_in_total(t.cap_payout("10,000"))],
        landings: vec![
            ("German page".into(), "https://sunny.example/de".into()),
            (String::new(), "https://sunny.example/".into()),
        ],
        facts: vec![
            (t.offer_countries().into(), "AT, CH, DE".into()),
            (t.offer_sources_denied().into(), "Incent, Adult".into()),
            (t.offer_hold().into(), t.count_days(30)),
        ],
        terms: Some(Rich::markdown("No brand bidding. No incentives.", 3)),
    }
}

fn offer_page(t: Words, kind: StandingKind, form: Option<AskForm>) -> OfferPage {
    OfferPage {
        t,
        shell: affiliate_shell(Section::Offers),
        offer: offer_facts(t),
        stands: stands(kind, None, (kind == StandingKind::Pending).then_some(3012), form.is_some()),
        link: (kind == StandingKind::Access).then(|| "https://go.example/c?a=1042&o=61".into()),
        form,
    }
}

fn ask_form(t: Words, bad: bool) -> AskForm {
    let question = |name, text: &str, kind, required: bool, value: &str| AskQuestion {
        name,
        text: text.into(),
        required,
        kind,
        field: Field { value: value.into(), error: (bad && required).then(|| t.field_required().to_owned()) },
        choices: vec![],
    };
    let choice =
        |name, value: &str, chosen| AskChoice { name, value: value.into(), label: value.into(), chosen };
    AskForm {
        action: "/offers/61".into(),
        submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c11".into(),
        draft: draft("request/61"),
        notice: bad.then(|| t.request_questions_changed().to_owned()),
        asked: "00aa11bb22cc33dd".into(),
        questions: vec![
            question("answer-1", "How do you promote?", QuestionKind::Short, true, ""),
            question("answer-2", "Tell us about your traffic", QuestionKind::Long, false, "SEO, mostly."),
            AskQuestion {
                choices: vec![choice("answer-3", "CPA", true), choice("answer-3", "CPL", false)],
                ..question("answer-3", "Which model?", QuestionKind::One, true, "CPA")
            },
            AskQuestion {
                choices: vec![choice("answer-4-1", "Facebook", true), choice("answer-4-2", "Google", true)],
                ..question("answer-4", "Where?", QuestionKind::Many, false, "")
            },
        ],
        comment: Field::with("We know this vertical well."),
        terms: vec![AskTerms {
            name: "terms".into(),
            version: 2,
            text: Rich::markdown("No brand bidding.", 3),
            field: Field { value: String::new(), error: bad.then(|| t.field_required_terms().to_owned()) },
            offer: None,
        }],
        offers: vec![],
    }
}

fn ask_results(t: Words) -> Vec<AskResult> {
    vec![
        AskResult { id: 61, title: "Solar Loans DE – CPL".into(), ticket: Some(3018), reason: None },
        AskResult {
            id: 58,
            title: "Fitness App UK".into(),
            ticket: None,
            reason: Some(t.refusal_terms().into()),
        },
        AskResult { id: 9, title: String::new(), ticket: None, reason: Some(t.refusal_unknown().into()) },
    ]
}

fn ask_several(t: Words, form: Option<AskForm>) -> AskSeveral {
    AskSeveral {
        t,
        shell: affiliate_shell(Section::Offers),
        offers: vec![(61, "Solar Loans DE – CPL".into()), (55, "Mobile Game – Kingdoms".into())],
        refused: ask_results(t).into_iter().skip(1).collect(),
        form,
    }
}

fn ask_result(t: Words) -> AskResults {
    AskResults { t, shell: affiliate_shell(Section::Offers), results: ask_results(t) }
}

fn request_card(t: Words, state: RequestState, staff: bool) -> RequestCard {
    let answers = |first: &str| {
        vec![("How do you promote?".to_owned(), first.to_owned()), ("Which model?".to_owned(), String::new())]
    };
    let live = state.is_live();
    RequestCard {
        state,
        offer: "Solar Loans DE – CPL".into(),
        offer_href: Some("/offers/61".into()),
        says: match state {
            RequestState::Rejected => {
                vec![t.rejected_because("No traffic from there"), t.again_from("4 Mar 2027")]
            }
            RequestState::NeedsInformation => vec![t.request_expires("4 Mar 2027")],
            _ => vec![],
        },
        hint: staff.then(|| t.rule_would_approve("Friends")),
        answers: answers("SEO, a thousand visits a day"),
        earlier: vec![(when("2 days ago"), answers("SEO"))],
        may_resubmit: !staff && state == RequestState::NeedsInformation,
        may_withdraw: !staff && live,
        ask_again: (!staff && !live).then(|| "/offers/61#request".into()),
    }
}

fn resubmit(t: Words) -> Resubmit {
    Resubmit {
        t,
        shell: affiliate_shell(Section::Support),
        ticket: 3018,
        title: "Solar Loans DE – CPL".into(),
        wanted: Some(Rich::plain("Which pages would you use?")),
        form: AskForm { terms: vec![], ..ask_form(t, false) },
    }
}

pub(super) fn decide_words(t: Words, bad: bool) -> DecideWords {
    DecideWords {
        reasons: vec!["No traffic from there".into(), "No site".into()],
        reason: Field { value: String::new(), error: bad.then(|| t.field_required_reason().to_owned()) },
        again: Field::with("30"),
        again_default: t.again_as_offer(t.again_choice_never()),
        public_note: Field::with("Welcome!"),
        internal: if bad { Field::with("Looks odd") } else { Field::default() },
    }
}

fn decide_form(t: Words, bad: bool) -> DecideForm {
    DecideForm {
        action: "/desk/tickets/3018/decide".into(),
        submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c12".into(),
        version: 3,
        draft: draft("decision/3018"),
        notice: bad.then(|| t.request_changed().to_owned()),
        words: decide_words(t, bad),
        may_ask: true,
    }
}
