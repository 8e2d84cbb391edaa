//! Files of offers and affiliates, and the form of an affiliate.

use super::conversation::draft;
use super::*;

/// The pages of imports, and of writing affiliates.
pub(super) fn pages() -> Vec<Page> {
    vec![
        page("desk-import", |t| import_form(t, false)),
        page("desk-import-bad", |t| import_form(t, true)),
        page("desk-import-report", |t| import_report(t, false)),
        page("desk-import-applying", |t| import_report(t, true)),
        page("desk-affiliate-new", |t| affiliate_edit(t, true)),
        page("desk-affiliate-edit", |t| affiliate_edit(t, false)),
    ]
}

fn of(t: Words) -> ImportOf {
    ImportOf { title: t.import_offers().into(), list: "/desk/offers", back: t.import_back_offers().into() }
}

fn import_form(t: Words, bad: bool) -> ImportForm {
    let wrong = |number, sentence: String| WrongRow { number, sentences: vec![sentence] };
    ImportForm {
        t,
        shell: desk_shell(Section::DeskOffers),
        of: of(t),
        max_size: t.bytes(64 * 1024 * 1024),
        columns: ::desk::transfer::Subject::Offers.columns().iter().map(|column| column.name).collect(),
        error: bad.then(|| t.import_bad(2, "offers.csv")),
        wrong: if bad {
            vec![
                wrong(7, t.import_fault("countries", t.field_unknown_country("XX"))),
                wrong(120, t.import_unknown_column("Klick".repeat(12))),
            ]
        } else {
            vec![]
        },
        report: bad.then(|| "/desk/imports/3".into()),
    }
}

fn import_report(t: Words, applying: bool) -> ImportReport {
    let tab = |label: &str, count, current| Tab {
        label: label.into(),
        href: "/desk/imports/3".into(),
        current,
        count: Some(t.number(count)),
    };
    let row = |number, action: &str, name: &str, lines: Vec<String>| ImportRow {
        number,
        action: action.into(),
        bad: false,
        name: name.into(),
        external_id: format!("X-{number}"),
        href: (number == 2).then(|| "/desk/offers/61".into()),
        lines,
    };
    ImportReport {
        t,
        shell: desk_shell(Section::DeskOffers),
        of: of(t),
        id: 3,
        standing: if applying {
            t.import_applying("offers.csv", 412, 1_204)
        } else {
            t.import_checked("offers.csv")
        },
        bad: false,
        progress: applying.then_some((412, 1_204)),
        apply: (!applying).then(|| t.import_apply(1_204)),
        concern: (!applying).then(|| t.import_concerned(1, 200)),
        notice: None,
        tabs: vec![tab(t.import_all(), 1_310, true), tab(t.import_create(), 1_200, false)],
        rows: vec![
            row(
                2,
                t.import_update(),
                "Solar Loans DE – CPL",
                vec!["privacy".into(), t.import_concerned_row(200)],
            ),
            row(3, t.import_create(), &"Donaudampfschifffahrt".repeat(5), vec![]),
        ],
        more: Some(t.import_more(100)),
    }
}

fn affiliate_edit(t: Words, all: bool) -> AffiliateEdit {
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
    let bad = |value: &str, error: &str| Field { value: value.into(), error: Some(error.into()) };
    AffiliateEdit {
        t,
        shell: desk_shell(Section::Affiliates),
        saved: (!all).then(|| (1042, "Wiśniewska Media".into())),
        all,
        submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c13".into(),
        draft: draft("affiliate/0"),
        version: "0".into(),
        notice: (!all).then(|| t.affiliate_changed().to_owned()),
        fields: NamedFields(vec![
            ("name", Field::with("Wiśniewska Media")),
            ("status", Field::with("active")),
            ("country", bad("XX", &t.field_unknown_country("XX"))),
            ("language", bad("polski", t.field_unknown_language())),
            ("contacts", Field::with("Telegram; @wisniewska")),
        ]),
        statuses: vec![choice("active", t.affiliate_active()), choice("blocked", t.affiliate_blocked())],
        managers: vec![choice("maria@example.test", "Maria Ortiz (maria@example.test)")],
        time_zones: vec![choice("Europe/Warsaw", "Europe/Warsaw")],
    }
}
