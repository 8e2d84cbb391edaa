//! General questions: creatives, caps, countries, traffic, accounts.

use desk::tickets::TicketType::General;

use super::Turn::{Note, Them, ThemWith, Us, UsWith};
use super::{Script, Subject};

const BASE: Script = Script { kind: General, ..Script::BASE };

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        titles: &[
            "New banners for <offer>",
            "Creatives in <language>",
            "Fresh creatives, please",
            "Banner 300×250 and 728×90",
        ],
        openings: &[
            "[Hi|Hello] <manager>! Do you have fresh banners for <offer>? The old ones are burnt out in <geo>.",
            "Could we get the creatives of <offer> in <language>? Sizes: 300×250, 728×90, 160×600 and 1080×1080. If \
             you have the sources, we can translate them ourselves.",
        ],
        turns: &[
            UsWith("[Of course!|Here you are.] The whole pack as a .zip, all sizes.", Subject::Archive),
            ThemWith("Thanks! May we change the headline? Something like this:", Subject::Banner),
            Us("Looks [great|good]! Please leave the small print at the bottom, the rest is fine."),
        ],
        subject: Some(Subject::Banner),
        ..BASE
    },
    Script {
        titles: &["Higher cap for <offer>", "Cap reached by noon", "Can we get <cap> a day?"],
        openings: &[
            "We hit the daily cap of <offer> at noon every day. Can you raise it to <cap>?",
            "[Hi|Hello] <manager>,\n\n<offer> in <geo> runs very well for us:\n\n- CR <percent> over 14 days\n- source: \
             <source>\n- complaints: none\n\nWe would like to go to <cap> conversions a day. What does \
             <advertiser> need to see for that?\n\n<me>",
        ],
        turns: &[
            Us("Asking <advertiser> right now."),
            Note("Their quality score for this partner is 8/10. Should be OK."),
            Us("Good news: <cap> a day from tomorrow, for two weeks, then we look at the quality together."),
            Them("[Excellent, thank you!|Perfect, scaling up.]"),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
    Script {
        titles: &[
            "Is <geo> accepted for <offer>?",
            "Which countries are open?",
            "Traffic from <geo2>",
            "Geo question",
        ],
        openings: &[
            "Is <geo> still open for <offer>? The page says yes, but conversions are rejected.",
            "Which countries are best for <offer> at the moment? We have <source> traffic in <geo> and <geo2>.",
            "Geo?",
        ],
        turns: &[
            Us(
                "For <offer> it is <geo> and <geo2> now, everything else goes to the default page. The list is updated \
                today.",
            ),
            Them("And is the payout the same for both?"),
            Us("<payout> for <geo>, a little less for <geo2>. Both are on the offer's page."),
        ],
        ..BASE
    },
    Script {
        titles: &[
            "Is <source> traffic allowed?",
            "Brand bidding",
            "May we use <source>?",
            "Push traffic: rules",
        ],
        openings: &[
            "Is <source> allowed for <offer>? The terms do not mention it.",
            "[Hi|Hello], before we start I would like to be sure about the rules:\n\n1. Is bidding on the brand name \
             forbidden, also with typos?\n2. May we use our own landing page before yours?\n3. Are cashback sites \
             accepted?\n\nWe prefer to ask first.",
        ],
        turns: &[
            Us(
                "Thank you for asking first! <source> is allowed. Brand bidding is not, typos included. Your own page is \
                fine if we may see it before.",
            ),
            Them("Here it is: https://<domain>/<slug>"),
            Note("Looked at the page: claims are moderate, contact data is there. OK from compliance."),
            Us("Approved. [Good luck!|Have a good start!]"),
        ],
        ..BASE
    },
    Script {
        titles: &["Change of company name", "We moved: new address", "Please update our legal details"],
        openings: &[
            "<company> has moved and the company's form has changed. Please update:\n\nName: <company> Holding\nAddress: \
             12 Harbour Street\nValid from: <date>\n\nThe register extract is attached.",
        ],
        turns: &[
            Us(
                "[Congratulations!|Thank you.] I have passed it to our legal team. Invoices with the old name are fine \
                until the end of the month.",
            ),
            Note("Contract amendment sent for signature."),
            Us("Changed everywhere. The amendment is in your mailbox for signature."),
            Them("Signed."),
        ],
        subject: Some(Subject::Archive),
        ..BASE
    },
    Script {
        titles: &[
            "Better payout for <offer>?",
            "Individual terms",
            "Payout bump",
            "Exclusive deal on <offer>",
        ],
        openings: &[
            "Your competitors pay [10 %|15 %] more for the same in <geo>. We would rather stay with you. Can you do \
             something about <payout>?",
            "[Hi|Hello] <manager>, we have <n>0 conversions a month on <offer> now. Is there room for a better payout?",
        ],
        turns: &[
            Note("Margin allows +8 %. Start with +5 %."),
            Us("I can give +5 % from today, and +8 % as soon as you are over <n>0 a month twice in a row."),
            Them("[Agreed.|OK, let us try.]"),
            Us("It is set. You see it on the offer's page as \"your payout\"."),
        ],
        subject: Some(Subject::Bars),
        ..BASE
    },
    Script {
        titles: &[
            "Which offers do you recommend for <source>?",
            "New here: where do I start?",
            "Looking for evergreen offers",
        ],
        openings: &[
            "I am new here. My traffic is <source>, mostly from <geo>, about <n>0 visitors a day. Which offers would \
             you recommend?",
            "What converts best on <source> in <geo> right now?",
        ],
        turns: &[
            Us(
                "Welcome, <me>! With <source> I would begin with <offer>: simple form, <payout>, and payments every two \
                weeks. After 50 conversions we can look at the better paid ones.",
            ),
            Them("Thanks! Is there a guide for the tracking links?"),
            Us("Yes: https://help.northwind.example/first-link. Ten minutes, with pictures."),
        ],
        ..BASE
    },
    Script {
        titles: &["Meeting at the conference", "Are you in Barcelona in July?", "Coffee at the summit?"],
        openings: &[
            "[Hi|Hello] <manager>, are you at the summit this year? We would love to meet and talk about <offer> and what \
             comes in autumn.",
        ],
        turns: &[
            Us("Yes! Stand B14. Is Wednesday, 3 pm, fine?"),
            Them("[Perfect, see you there.|Wednesday is good. We are three people.]"),
            Us("It is in my calendar."),
        ],
        ..BASE
    },
    Script {
        titles: &[
            "Leads rejected without a reason",
            "Approval rate fell to <percent>",
            "Why are so many leads declined?",
        ],
        openings: &[
            "The approval rate of <offer> fell from 70 % to <percent> within a week. Same source, same pages. What \
             happened?",
            "[Good morning|Hello],\n\nwe need to understand the rejections on <offer>. In <period> there were <n> leads, \
             and most of them are \"rejected\" with the reason \"other\". Without a real reason we cannot improve \
             anything.\n\nCould you please ask the advertiser for:\n\n- the reason per lead\n- at what hour they call\n- \
             whether their call centre speaks the language of <geo>\n\nWe would be sorry to stop, as the offer fits our \
             audience very well: https://<domain>/audience\n\nBest,\n<me>",
        ],
        turns: &[
            Us("I understand, <me>. I have a call with <advertiser> at 4 pm and will ask all three."),
            Note("Call centre for <geo> was understaffed during the holidays, they try each lead only once."),
            UsWith(
                "They tried each lead only once during the holidays. From today it is five times over three days again, \
                and the leads of last week are called once more. The reasons per lead are attached.",
                Subject::Table,
            ),
            Them("[That is an answer I can work with.|Thank you for being so open.]"),
            Us("The approval rate of last week is now close to 60 %, and rising."),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
    Script {
        titles: &[
            "Summary of our call: plan for the next quarter, cap, individual payouts, new creatives, hourly statistics \
             and several smaller open questions",
            "Quarterly plan for <company>",
        ],
        openings: &[PLAN],
        turns: &[
            Note("Went through it with Sofia. Cap and payout are fine, the exclusive landing page is not."),
            UsWith(
                "[Hi|Hello] <me>, thank you for this very complete summary! To your points:\n\n1. The cap is raised to \
                <cap> from Monday.\n2. <payout> is fine as long as the approval rate stays above <percent>.\n3. The \
                pack in <language> is attached; the small print has to stay.\n4. An exclusive landing page is not \
                possible this quarter, sorry.\n\nFor the last question I need a few days.",
                Subject::Archive,
            ),
            Them("That is more than we hoped for. We start with <geo> and keep you posted."),
            Us(
                "Good. And the answer to the last one: yes, statistics by the hour come with the next version of the panel.",
            ),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
    Script {
        titles: &["Delete my account", "Closing our account", "Data request (GDPR, article 15)"],
        openings: &[
            "Please send me all data that you keep about me, under article 15 of the GDPR.",
            "We stop our affiliate business at the end of <month>. What happens to the remaining balance?",
        ],
        turns: &[
            Us(
                "[Hi|Hello] <me>, of course. The balance is paid with the last run regardless of the minimum, and the data \
                comes as an archive within a few days.",
            ),
            Note("Request registered, due in 30 days."),
            UsWith("Here is the archive. The password comes by phone.", Subject::Archive),
            Them("Received. [Thank you for the good time.|Thanks.]"),
        ],
        ..BASE
    },
];

/// As long as such mails are.
const PLAN: &str = "[Hi|Hello] <manager>,

thank you for the call. As promised, here is our summary, so that both sides have the same in writing. Please correct \
me where I misunderstood something.

1. Volume. We do about <n> conversions a day on <offer> in <geo> now, nearly all of them from <source>. With the new \
team we can get to three times as much by the end of the quarter, provided that the cap follows. Our proposal: <cap> a \
day from the first Monday of the month, and a look at the quality together every second week. If the approval rate \
falls below <percent> for more than three days, we stop by ourselves and talk first.

2. Payout. You said that <payout> would be possible from that volume on. For our calculation it is important to know \
whether this is for <geo> only or for <geo2> as well, because the traffic there costs about a third more.

3. Creatives. The present set is tired; the click rate went down by half since spring. We need the sizes 300×250, \
728×90 and 1080×1080 in <language>, with and without the button. Our designer can do the adaptation, if we get the \
sources. Examples of what works for us: https://<domain>/examples/<slug>

4. Landing page. We would like to test a page of our own, with fewer questions in the first step. <advertiser> would get \
the same data, only in two steps. A draft: https://<domain>/draft/<slug>?preview=1

5. Reporting. Could we have the statistics by the hour? At the moment we see the result of a change only on the next \
morning, and by then the money is spent.

One more thing: our accountant asked whether the invoice for <month> (<invoice>) may be split into two, as we changed the \
form of our company in the middle of the month.

There is no hurry with any of this, but it would be great to have the answers to 1 and 2 this week, so that we can book \
the media.

Best regards, also from the whole team,
<me>
<company>";
