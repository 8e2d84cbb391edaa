//! Offers, requests, affiliates and settings as staff see them.

use ::desk::offers::{OfferStatus, Privacy};

use super::offers::{decide_words, offer_facts};
use super::*;

/// The pages of offers, requests and settings for staff.
pub(super) fn pages() -> Vec<Page> {
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
        may_ask: true,
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
        field: "affiliate",
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
        logo: saved.then_some(LogoForm { logo: None, error: None }),
        form: OfferForm {
            submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c14".into(),
            draft: draft("offer/61"),
            version: "3".into(),
            notice: bad.then(|| t.concerned_choose().to_owned()),
            fields: NamedFields(fields),
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
        makes: full,
    }
}

fn desk_affiliate(t: Words) -> DeskAffiliate {
    DeskAffiliate {
        t,
        shell: desk_shell(Section::Affiliates),
        affiliate: desk_ticket(t, false).affiliate,
        access: access_rows(t),
        grant: GrantForm { action: "/desk/affiliates/1042/access".into(), ..GrantForm::default() },
        team: super::account::team(false),
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
            place("/desk/settings/answers", t.settings_answers(), t.settings_answers_text()),
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
        delete: t.delete_set_text(3),
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
        fields: NamedFields(vec![
            ("name", Field::with("Friends")),
            (
                "action",
                Field { value: String::new(), error: (!tried).then(|| t.field_required_action().to_owned()) },
            ),
        ]),
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
