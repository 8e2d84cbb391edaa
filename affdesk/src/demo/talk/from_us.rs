//! What managers begin.

use desk::tickets::TicketType::{General, Payments, Technical};

use super::Turn::{Note, Them, ThemWith, Us};
use super::{Script, Subject};

const BASE: Script = Script { from_us: true, ..Script::BASE };

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        kind: Payments,
        titles: &["Please confirm your payment details", "Yearly check of your bank details"],
        openings: &[
            "Hi <me>,\n\nonce a year we ask our partners to confirm their payment details, so that nothing goes to an old \
             account. We have: <method>, in the name of <company>. Is that still right?\n\n<manager>",
        ],
        turns: &[
            Them("[Yes, still right.|Correct, nothing changed.]"),
            Us("[Thank you!|Perfect, thank you.]"),
        ],
        ..BASE
    },
    Script {
        kind: General,
        titles: &["<offer> stops on <date>", "<offer> will be paused", "Important: changes to <offer>"],
        openings: &[
            "Hello <me>, <advertiser> pauses <offer> on <date> at midnight UTC. Conversions that come later are not paid. \
             In its place I recommend the new version with the same payout: \
             https://partners.northwind.example/offers/<n>",
        ],
        turns: &[
            Them("Thanks for the warning. Are the links redirected automatically?"),
            Us("Yes, for seven days. After that to the default page."),
            Them("[OK, swapped.|Then we swap them this week.]"),
        ],
        ..BASE
    },
    Script {
        kind: General,
        titles: &["Question about your traffic on <offer>", "Quality check: <offer>"],
        openings: &[
            "Hello <me>,\n\n<advertiser> sees an unusual pattern in your leads on <offer>: many sign-ups within the same \
             minute, mostly between 3 and 4 am. Could you tell me more about the source? It would help if you have \
             screenshots of the placements.\n\nNothing is on hold, we just want to understand it.",
        ],
        turns: &[
            Note("Second time this quarter. If there is no answer within a week: lower the cap."),
            ThemWith(
                "It is our newsletter, it goes out at 3 am. Screenshot of the campaign attached.",
                Subject::Bars,
            ),
            Us("That explains it completely. Thank you for the quick answer!"),
        ],
        ..BASE
    },
    Script {
        kind: Technical,
        titles: &["Your postback answers with errors", "Postback errors: action needed"],
        openings: &[
            "Hello <me>, since <date> your postback address answers with \"500\" in <percent> of the calls:\n\n<postback>\n\n\
             We try again for 24 hours. Could you have a look?",
        ],
        turns: &[
            Them("Thank you, the disk of our tracker was full. It is fixed."),
            Us("I see only 200 now. The missing ones were delivered."),
        ],
        ..BASE
    },
    Script {
        kind: General,
        titles: &["Well done: top ten in <month>", "Your results in <month>", "Gift for our best partners"],
        openings: &[
            "Congratulations, <me>! <company> is among our ten best partners in <month>. We would like to send you a small \
             gift. Which address may we use?",
        ],
        turns: &[
            Them("[What a nice surprise!|Oh, thank you!] Please to our office: 12 Harbour Street."),
            Us("It is on its way."),
            Them("Arrived today. The whole team says thank you!"),
        ],
        ..BASE
    },
];
