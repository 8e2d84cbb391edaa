//! Other technical matters: pages, speed, sign-ins, files.

use desk::tickets::TicketType::Technical;

use super::Turn::{Note, Them, ThemWith, Us};
use super::{Script, Subject};

const BASE: Script = Script { kind: Technical, ..Script::BASE };

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        titles: &[
            "Landing page of <offer> is down",
            "<offer>: error 502",
            "Landing page does not load in <geo>",
        ],
        openings: &[
            "The landing page of <offer> shows an error [for half an hour now|since this morning]. We paused. Please \
             tell us when it is back.",
            "502 on <offer>, all geos. Screenshot attached.",
        ],
        turns: &[
            Us("Thank you, <me>! Confirmed and passed on to <advertiser>, they are on it."),
            Note(
                "Their release went wrong, rollback under way. Told the other partners on this offer as well.",
            ),
            Us(
                "It is back. Clicks of the outage will be paid as the average of the week, so nothing is lost.",
            ),
            Them("[That is generous, thank you.|Nice, we are live again.]"),
        ],
        subject: Some(Subject::Error),
        ..BASE
    },
    Script {
        titles: &["Form on the landing page refuses phone numbers", "<geo>: phone validation is wrong"],
        openings: &[
            "The form of <offer> does not take mobile numbers from <geo> that begin with 7. The visitor sees \"Invalid \
             number\" and leaves. I tried three of my own numbers.",
        ],
        turns: &[
            Us("Could you send me a screenshot with the number, with the last digits hidden?"),
            ThemWith("[Here it is.|Attached.]", Subject::Error),
            Us(
                "The rule was too strict; numbers that start with 7 were released in <geo> only last year. Fixed since \
                today noon.",
            ),
            Them("Works, the conversion rate went up at once."),
        ],
        ..BASE
    },
    Script {
        titles: &["Slow redirect", "Redirect takes 4 seconds from <geo>", "Long time to first byte, <geo2>"],
        openings: &[
            "The redirect of your links takes about 4 seconds from <geo>. On mobile we lose a third of the people \
             before they see the page. From Europe it is fast.",
        ],
        turns: &[
            Us(
                "Which domain do you use? go.northwind.example has servers only in Europe, fast.northwind.example is \
                everywhere.",
            ),
            Them("The old one, since years. Can I simply swap it?"),
            Us("Yes, everything after the domain stays the same."),
            ThemWith("[Wow.|Much better.] Down to 300 ms:", Subject::Line),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
    Script {
        titles: &[
            "Cannot sign in to the statistics",
            "Colleague needs access",
            "Second sign-in for our media buyer",
        ],
        openings: &[
            "Our new media buyer needs a sign-in with access to statistics only, without payments. How do I do that?",
            "I cannot sign in since I have a new phone. The code from the old app is gone.",
        ],
        turns: &[
            Us(
                "I have prepared it. For safety I will call you at the number that we have on file, is [now|2 pm] fine?",
            ),
            Them("[Yes.|Now is fine.]"),
            Us("Thank you for the call. The invitation is on its way, it is valid for seven days."),
        ],
        ..BASE
    },
    Script {
        titles: &["CSV export: broken characters", "Export opens wrong in Excel", "Umlauts in the report"],
        openings: &[
            "When I open the exported report in Excel, names like \"Müller\", \"Żółw\" or \"Київ\" are broken. With \
             Google Sheets it is fine.",
        ],
        turns: &[
            Us(
                "Excel guesses the encoding. In Excel: Data, From Text/CSV, then 65001: Unicode (UTF-8). We are going to \
                add a marker to the file so that it guesses right.",
            ),
            Them("Works with the import. Thanks!"),
            Note("Request for the marker is filed, 6 partners asked so far."),
        ],
        subject: Some(Subject::Table),
        ..BASE
    },
    Script {
        titles: &[
            "App install not attributed",
            "Installs are missing on iOS",
            "iOS 18: Zuordnungsfenster, Wiederherstellungsinstallationen und Datenschutzgrundverordnungseinwilligungen",
        ],
        openings: &[
            "Since the last iOS update about <percent> of the installs of <offer> are not attributed to us. On Android \
             nothing changed.\n\nPartner ID in the link: <n>\nClick: <click>\nApp version: 5.14.2\n\nIs the \
             attribution window still 7 days?",
        ],
        turns: &[
            Note("Known: SDK 6.2 is needed. The advertiser releases it in the next version of the app."),
            Us(
                "[Hi|Hello] <me>, it is known and comes with the new version of the app. It is in review by Apple now. \
                Until then, the advertiser credits the average of the last two weeks.",
            ),
            Them("Fair solution. Please tell me when the version is out."),
            Us("Version 5.15 is out since this morning."),
            Them("[Numbers look normal again.|I can confirm, all good.]"),
        ],
        subject: Some(Subject::Bars),
        ..BASE
    },
];
