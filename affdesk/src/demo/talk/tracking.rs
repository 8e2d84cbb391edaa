//! Tracking: postbacks, macros, clicks and conversions that do not meet.

use desk::tickets::TicketType::Technical;

use super::Turn::{Note, Them, ThemWith, Us, UsWith};
use super::{Script, Subject};

const BASE: Script = Script { kind: Technical, ..Script::BASE };

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        titles: &[
            "Postback not firing for <offer>",
            "No postbacks since <date>",
            "Conversions in the panel, but no postback",
            "Postback stopped [after your maintenance|last night]",
        ],
        openings: &[
            "[Hi|Hello],\n\nsince <date> our tracker gets no postbacks for <offer> (<geo>). The conversions are in \
             your panel, so the pixel itself seems to work.\n\nPostback URL:\n<postback>\n\nExample click: \
             <click>\n\nNothing was changed on our side.",
            "Postback for <offer> does not fire. Other offers are fine.",
            "We see <n> conversions in your statistics for yesterday and 0 in our tracker. Please check the global \
             postback, [urgent|we had to pause the campaign].",
        ],
        turns: &[
            Us(
                "[Hi|Hello] <me>, our log shows answers with status 403 from your server since <date>. Is there a \
                firewall that might block us? Our addresses are on \
                https://help.northwind.example/postback#addresses",
            ),
            Them("[Let me ask our admin.|Checking.]"),
            ThemWith(
                "You were right, the new bot protection blocked you. Opened now. Could you send the missing \
                ones again?",
                Subject::Log,
            ),
            Note("Resent <n> postbacks from the queue, all 200."),
            Us("All <n> were sent again and your server answered with 200 each time."),
            Them("All there. [Thanks a lot!|Great support, as always.]"),
        ],
        subject: Some(Subject::Log),
        ..BASE
    },
    Script {
        titles: &["Which macro carries the payout?", "Macros for sub IDs", "sub2 arrives empty"],
        openings: &[
            "Which macro do I use to pass the payout and the currency in the postback? {payout} comes empty.",
            "[Hi|Hello]! We pass sub1 to sub5 in the link:\n\nhttps://go.northwind.example/c?o=<n>&sub1=<source>&\
             sub2={campaign_id}&sub3={creative_id}\n\nIn the reports sub1 is fine, sub2 is always empty. Is there \
             a limit on the length?",
        ],
        turns: &[
            Us(
                "The list is here: https://help.northwind.example/macros. The payout is {sum} and the currency \
                {currency}; sub IDs take up to 150 characters, letters, digits, - and _.",
            ),
            Them("Ah, we had colons in it. [Works now.|Fixed, thank you.]"),
        ],
        subject: Some(Subject::Table),
        ..BASE
    },
    Script {
        titles: &[
            "Big discrepancy: <percent> of conversions missing",
            "Our numbers and yours differ",
            "Discrepancy on <offer>, <geo>",
        ],
        openings: &[
            "For <period> our tracker counts <n> conversions on <offer>, the panel shows <percent> of them. A few \
             percent would be normal, but not this. Screenshots of both are attached.",
            "[Hi|Hello] <manager>,\n\nwe ran <offer> with <source> in <geo> and <geo2>. Here is what we see for \
             <period>:\n\nOur tracker: <n>2 clicks, <n> conversions\nYour panel: <n>1 clicks, far fewer \
             conversions\n\nClicks match well, so the redirect should be fine. What we checked already:\n\n1. The \
             click ID is passed in every link.\n2. The landing page keeps it until the form is sent.\n3. No \
             bot filter on our side.\n\nA few click IDs of leads that are surely real, because our own people \
             tested them:\n\n<click>\n<click>-b\n<click>-c\n\nCould the advertiser check them?\n\nRegards,\n<me>",
        ],
        turns: &[
            Us(
                "Thank you for the details, that makes it much easier. I have sent the click IDs to <advertiser>.",
            ),
            Note("<advertiser> deduplicates by phone number within 30 days. Probably that."),
            Us(
                "The answer: the leads came in, but were filtered as duplicates, since the phone numbers are in \
                their base already. For your test leads that is expected; for the rest they count again now.",
            ),
            Them("When will we know the result? [We would like to go on buying.|The budget is waiting.]"),
            Us("They added <n> conversions. They are in today's statistics with their original dates."),
            Them("Now it is within 3 %. [Thank you, closed from my side.|Perfect.]"),
        ],
        subject: Some(Subject::Bars),
        ..BASE
    },
    Script {
        titles: &["Test conversion", "How do I test the integration?", "Integration check before we start"],
        openings: &[
            "We finished the integration. Can you fire a test conversion for click <click>?",
            "How do we test the postback without buying traffic?",
        ],
        turns: &[
            Us("Sent: click <click>, payout 0. Your server answered with 200. Do you see it?"),
            Them("[Yes!|Got it.] Then we are ready to start."),
            Us("[Good luck!|Have a good start!]"),
        ],
        ..BASE
    },
    Script {
        titles: &["Server-to-server instead of pixel", "Moving from pixel to S2S", "S2S and consent mode"],
        openings: &[
            "Because of consent rules in <geo> we lose a good part of the pixel conversions. What do we have to \
             change to work server-to-server, and can both run side by side for a week?",
        ],
        turns: &[
            Us(
                "[Good idea.|Very reasonable.] Add &cid={click_id} to your links, keep it with the order, and we \
                call your address when the order is confirmed. Both can run together; duplicates are merged by \
                click ID.",
            ),
            Them("What happens to conversions without a click ID?"),
            Us("Those are attributed by the pixel as before."),
            Them("[Clear. We start on Monday.|Good. Deployed on staging, looks fine.]"),
            Us("I see the first ones coming in with click ID."),
        ],
        ..BASE
    },
    Script {
        titles: &["API: 401 since today", "Statistics API returns an empty list", "API rate limit"],
        openings: &[
            "Our nightly import gets \"401 Unauthorized\" from the statistics API since <date>. The key is the \
             same as always.",
            "GET https://api.northwind.example/v2/stats?from=<iso>&group=offer,sub1 returns an empty list, \
             although the panel shows data for the same day. What are we doing wrong?",
        ],
        turns: &[
            Us(
                "API keys older than a year were rotated; you should have got a mail. Please create a new one under \
                Settings, API.",
            ),
            Them("The mail went to somebody who left. Can you change the technical contact to me?"),
            Note("Technical contact changed. Old user disabled."),
            Us("Changed. With the new key it works, I see your requests."),
        ],
        subject: Some(Subject::Error),
        ..BASE
    },
    Script {
        titles: &["Clicks are counted twice", "Duplicate clicks from <source>"],
        openings: &[
            "Every click from <source> is counted twice in the panel, about one second apart. Conversion rate looks \
             half of what it is. See the attached table.",
        ],
        turns: &[
            Us(
                "The second request comes without a referrer, from the same address. It looks like a prefetch by the \
                app's browser. Could you add rel=\"noopener\" and switch off prefetching for the link?",
            ),
            ThemWith("[Done.|We changed the template.] This is since midnight:", Subject::Line),
            Us("Clean since then. I removed the duplicates of the last three days as well."),
        ],
        subject: Some(Subject::Table),
        ..BASE
    },
    Script {
        titles: &["Deep links to product pages", "Can I link to a category?", "Deep link drops the tracking"],
        openings: &[
            "Can I send people straight to a product page of <offer> instead of the home page? With &url=… the \
             tracking seems to get lost.",
            "Deep link for <offer>, please. The home page does not convert on mobile.",
        ],
        turns: &[
            Us(
                "Yes, with the target encoded: &url=https%3A%2F%2Fshop.example%2Fnew. Without encoding everything \
                after the first & is cut off.",
            ),
            Them("That was it."),
            UsWith("And here are the pages that convert best in <geo>, for the last 30 days.", Subject::Bars),
        ],
        ..BASE
    },
];
