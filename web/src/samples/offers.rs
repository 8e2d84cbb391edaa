//! Offers, requests and settings, for both sides.

use ::desk::offers::{OfferStatus, Privacy};
use ::desk::requests::{QuestionKind, StandingKind};

use super::*;

/// The pages of offers and requests, and what is set about them.
pub(super) fn pages() -> Vec<Page> {
    let mut pages = for_affiliates();
    pages.extend(for_staff());
    pages
}

fn for_affiliates() -> Vec<Page> {
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

fn for_staff() -> Vec<Page> {
    vec![
        page("desk-requests", |t| desk_requests(t, request_rows(t, false), false)),
        page("desk-requests-offer", |t| desk_requests(t, request_rows(t, true), true)),
        page("desk-requests-empty", |t| desk_requests(t, vec![], false)),
        page("desk-offers", |t| desk_offers(t, true)),
        page("desk-offers-empty", |t| desk_offers(t, false)),
        page("desk-offer-new", |t| desk_offer(t, false, false)),
        page("desk-offer", |t| desk_offer(t, true, false)),
        page("desk-offer-bad", |t| desk_offer(t, true, true)),
        page("desk-affiliates", |t| desk_affiliates(t, true)),
        page("desk-affiliates-empty", |t| desk_affiliates(t, false)),
        page("desk-affiliate", desk_affiliate),
        page("settings", settings),
        page("settings-reasons", reasons),
        page("settings-questions", |t| question_sets(t, true)),
        page("settings-questions-empty", |t| question_sets(t, false)),
        page("settings-question-set", |t| edit_set(t, false)),
        page("settings-question-set-bad", |t| edit_set(t, true)),
        page("settings-rules", |t| rules(t, true)),
        page("settings-rules-empty", |t| rules(t, false)),
        page("settings-rule", |t| edit_rule(t, true)),
        page("settings-rule-bad", |t| edit_rule(t, false)),
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

fn offer_facts(t: Words) -> OfferFacts {
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

fn decide_words(t: Words, bad: bool) -> DecideWords {
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

fn request_rows(t: Words, columns: bool) -> Vec<RequestRow> {
    let row = |ticket, affiliate: &str, state, hint| RequestRow {
        ticket,
        value: format!("{ticket}:1"),
        chosen: ticket == 3018,
        affiliate: affiliate.into(),
        affiliate_id: 1042,
        country: "PL".into(),
        approved: t.approved_offers(3),
        offer: "Solar Loans DE – CPL".into(),
        state,
        since: when("2 days ago"),
        escalated: ticket == 3018,
        hint,
        cells: if columns { vec!["SEO".into(), String::new()] } else { vec![] },
        answers: if columns { vec![] } else { vec![("How do you promote?".into(), "SEO".into())] },
        comment: "We know this vertical well.".into(),
    };
    vec![
        row(3018, "Wiśniewska Media", RequestState::Pending, Some(t.rule_would_approve("Friends"))),
        row(3019, &"Klick".repeat(20), RequestState::NeedsInformation, None),
    ]
}

fn desk_requests(t: Words, rows: Vec<RequestRow>, columns: bool) -> DeskRequests {
    let tab = |label: &str, current| Tab {
        label: label.into(),
        href: "/desk/requests".into(),
        current,
        count: None,
    };
    DeskRequests {
        t,
        shell: desk_shell(Section::Requests),
        tabs: vec![
            tab(t.requests_pending(), true),
            tab(t.requests_waiting(), false),
            tab(t.requests_decided(), false),
        ],
        here: "/desk/requests".into(),
        offers: vec![PendingOffer {
            href: "/desk/requests?offer=61".into(),
            title: "Solar Loans DE – CPL".into(),
            pending: t.number(7),
            oldest: when("2 days ago"),
            current: columns,
        }],
        offer: columns.then(|| (61, "Solar Loans DE – CPL".into())),
        questions: if columns { vec!["How do you promote?".into(), "Which model?".into()] } else { vec![] },
        pager: Pager::default(),
        decide: (!rows.is_empty()).then(|| decide_words(t, false)),
        rows,
        submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c13".into(),
        results: if columns {
            vec![BulkResult { ticket: 3017, reason: t.undecided_decided().into() }]
        } else {
            vec![]
        },
        decided: columns.then(|| t.bulk_decided(12)),
        notice: (!columns).then(|| t.field_required_selected().to_owned()),
    }
}

fn desk_offers(t: Words, full: bool) -> DeskOffers {
    let row = |id, title: &str, status, pending: Option<&str>| DeskOfferRow {
        id,
        title: title.into(),
        advertiser: if id == 61 { "Sunny Bank".into() } else { String::new() },
        status,
        privacy: Privacy::PreModeration,
        pending: pending.map(Into::into),
        updated: when("2 h ago"),
    };
    DeskOffers {
        t,
        shell: desk_shell(Section::DeskOffers),
        filter: DeskOffersFilter {
            text: if full { "solar".into() } else { String::new() },
            ..DeskOffersFilter::default()
        },
        rows: if full {
            vec![
                row(61, "Solar Loans DE – CPL", OfferStatus::Active, Some("7")),
                row(60, &"Donaudampfschifffahrt".repeat(5), OfferStatus::Stopped, None),
            ]
        } else {
            vec![]
        },
        pager: Pager::default(),
    }
}

fn access_rows(t: Words) -> Vec<AccessRow> {
    let row = |id, name: &str, granted, reason: &str| AccessRow {
        id,
        name: name.into(),
        href: "/desk/affiliates/1042".into(),
        granted,
        origin: t.origin_request().into(),
        reason: reason.into(),
        by: Some("Maria Ortiz".into()),
        at: when("2 h ago"),
        action: "/desk/offers/61/access".into(),
        value: "1042".into(),
    };
    vec![row(1042, "Wiśniewska Media", true, ""), row(1043, &"Klick".repeat(20), false, "Fraud")]
}

fn desk_offer(t: Words, saved: bool, bad: bool) -> DeskOffer {
    let field = |name: &'static str, value: &str| (name, Field::with(value));
    let mut fields = vec![
        field("title", "Solar Loans DE – CPL"),
        field("privacy", "pre_moderation"),
        field("payouts", "35.50 USD; First deposit; DE, AT"),
    ];
    if bad {
        fields[2].1.error = Some(t.field_line(1));
    }
    DeskOffer {
        t,
        shell: desk_shell(Section::DeskOffers),
        saved: saved.then(|| SavedOffer { facts: offer_facts(t), updated: when("2 h ago") }),
        form: OfferForm {
            submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c14".into(),
            draft: draft("offer/61"),
            version: "3".into(),
            notice: bad.then(|| t.concerned_choose().to_owned()),
            fields,
            sets: vec![Choice { value: "1".into(), label: "Usual questions".into() }],
            concerned: bad.then(|| Concern {
                losing: t.concerned_losing(12),
                names: "Wiśniewska Media, ClickHaus".into(),
                pending: Some(t.concerned_pending(2)),
            }),
        },
        access: if bad { vec![] } else { access_rows(t) },
        grant: GrantForm {
            action: "/desk/offers/61/access".into(),
            whom: Field { value: "Nrod".into(), error: bad.then(|| t.field_unknown_affiliate().to_owned()) },
            reason: Field::default(),
            suggestions: vec![Choice { value: "1042".into(), label: "Wiśniewska Media".into() }],
        },
    }
}

fn desk_affiliates(t: Words, full: bool) -> DeskAffiliates {
    let row = |id, name: &str, active, manager: Option<&str>| DeskAffiliateRow {
        id,
        name: name.into(),
        status: if active { t.affiliate_active() } else { t.affiliate_blocked() }.into(),
        active,
        country: "PL".into(),
        manager: manager.map(Into::into),
        tags: if active { vec!["vip".into(), "seo".into()] } else { vec![] },
        joined: when("3 Mar 2024"),
    };
    DeskAffiliates {
        t,
        shell: desk_shell(Section::Affiliates),
        text: if full { "w".into() } else { String::new() },
        status: String::new(),
        statuses: vec![Choice { value: "active".into(), label: t.affiliate_active().into() }],
        rows: if full {
            vec![
                row(1042, "Wiśniewska Media", true, Some("Maria Ortiz")),
                row(1043, &"Klick".repeat(20), false, None),
            ]
        } else {
            vec![]
        },
        pager: Pager::default(),
    }
}

fn desk_affiliate(t: Words) -> DeskAffiliate {
    DeskAffiliate {
        t,
        shell: desk_shell(Section::Affiliates),
        affiliate: desk_ticket(t, false).affiliate,
        access: access_rows(t),
        grant: GrantForm { action: "/desk/affiliates/1042/access".into(), ..GrantForm::default() },
    }
}

fn settings(t: Words) -> Settings {
    let place = |href, title: &str, text: &str| (href, title.to_owned(), text.to_owned());
    Settings {
        t,
        shell: desk_shell(Section::Settings),
        places: vec![
            place("/desk/settings/reasons", t.settings_reasons(), t.settings_reasons_text()),
            place("/desk/settings/rules", t.settings_rules(), t.settings_rules_text()),
        ],
    }
}

fn reasons(t: Words) -> Reasons {
    Reasons {
        t,
        shell: desk_shell(Section::Settings),
        reasons: Field::with("No site\nNo traffic from there"),
    }
}

fn question_sets(t: Words, full: bool) -> QuestionSets {
    let row = QuestionSetRow {
        id: 1,
        name: "Usual questions".into(),
        questions: t.number(4),
        offers: t.number(12),
        updated: when("2 h ago"),
    };
    QuestionSets { t, shell: desk_shell(Section::Settings), rows: if full { vec![row] } else { vec![] } }
}

fn edit_set(t: Words, bad: bool) -> EditSet {
    EditSet {
        t,
        shell: desk_shell(Section::Settings),
        action: "/desk/settings/questions/1".into(),
        saved: !bad,
        version: 2,
        notice: bad.then(|| t.settings_changed().to_owned()),
        name: Field::with("Usual questions"),
        questions: Field {
            value: "short: How do you promote?\nwhat?".into(),
            error: bad.then(|| t.field_line(2)),
        },
    }
}

fn rules(t: Words, full: bool) -> Rules {
    let row = |id, name: &str, active, shadowed: Option<&str>| RuleRow {
        id,
        name: name.into(),
        active,
        when: vec![t.rule_when_tags("vip"), t.rule_when_countries("DE, AT"), t.rule_when_approved(3)],
        then: t.rule_approve().into(),
        shadowed: shadowed.map(|above| t.rule_shadowed(above)),
    };
    let rows = vec![row(1, "Friends", true, None), row(2, &"Regel".repeat(20), false, Some("Friends"))];
    Rules { t, shell: desk_shell(Section::Settings), rows: if full { rows } else { vec![] } }
}

fn edit_rule(t: Words, tried: bool) -> EditRule {
    EditRule {
        t,
        shell: desk_shell(Section::Settings),
        action: "/desk/settings/rules/1".into(),
        saved: tried,
        version: 2,
        notice: (!tried).then(|| t.settings_changed().to_owned()),
        active: true,
        fields: vec![
            ("name", Field::with("Friends")),
            (
                "action",
                Field { value: String::new(), error: (!tried).then(|| t.field_required_action().to_owned()) },
            ),
        ],
        users: vec![Choice { value: "3".into(), label: "Maria Ortiz".into() }],
        tried: tried.then(|| Tried {
            summary: t.rule_tried(500, 12),
            rows: vec![TriedRow {
                ticket: 3018,
                affiliate: "Wiśniewska Media".into(),
                offer: "Solar Loans DE – CPL".into(),
                state: RequestState::Rejected,
                would: t.rule_approve().into(),
            }],
        }),
    }
}
