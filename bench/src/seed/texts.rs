//! What people write, varied enough that titles, texts and the words in the search index differ as real ones do.

use desk::text;

pub(super) const TITLES: [(&str, &str); 32] = [
    ("payments", "Why was my payment late?"),
    ("payments", "Missing commission for the second half of the month"),
    ("payments", "Please change the wallet for payouts"),
    ("payments", "The invoice shows another amount than the panel"),
    ("payments", "Minimum payout for new accounts"),
    ("payments", "Bank details were refused"),
    ("payments", "Wire fee on the last two transfers"),
    ("payments", "Chargeback on a deposit that was approved"),
    ("technical", "Postback does not fire"),
    ("technical", "Clicks are counted twice since yesterday"),
    ("technical", "Deep link leads to the wrong landing page"),
    ("technical", "API answers 403 for the statistics of last week"),
    ("technical", "Conversion without a click ID"),
    ("technical", "Tracking link is blocked by a browser extension"),
    ("technical", "Sub-parameters are cut off at 32 characters"),
    ("technical", "Time zone of the hourly report"),
    ("general", "Which banners may I use in Spanish?"),
    ("general", "Higher cap for December"),
    ("general", "How do I add a second traffic source?"),
    ("general", "Our company has a new name"),
    ("general", "May I use brand keywords in Austria?"),
    ("general", "Can somebody call us next week?"),
    ("general", "New landing pages for mobile traffic"),
    ("general", "Where do I find the terms of the contest?"),
    ("general", "Question about the loyalty programme for affiliates with many referrals"),
    ("general", "Holiday of our account manager"),
    ("technical", "Tracking link of Prime Trading CPA DE"),
    ("technical", "Tracking link of Nordic Savings Revshare"),
    ("technical", "Tracking link of Crypto Starter LATAM"),
    ("technical", "Tracking link of Mobile Broker iOS"),
    ("technical", "Tracking link of Copy Trading Tier 1"),
    ("technical", "Tracking link of Weekend Spread Special"),
];

const OURS: [&str; 24] = [
    "Thank you for writing to us.",
    "I have asked our finance team and expect their answer by tomorrow noon.",
    "The conversion was rejected because the deposit came from a country that is not in the offer's list.",
    "You will see the corrected amount in the panel within the next hour.",
    "Could you send a screenshot of the settings page, with the postback URL in it?",
    "Our engineers found the cause and mended it this morning.",
    "Please clear the cache of your browser and try the link once more.",
    "The cap of this offer is reached for today; it starts anew at midnight UTC.",
    "I have raised your cap to 150 per day, and we look at it again in two weeks.",
    "The wire left our bank on Tuesday; it usually takes two to three working days.",
    "For that traffic source the advertiser wants to see examples of your creatives first.",
    "New banners in Spanish and Portuguese are in the media section since last Friday.",
    "Is there anything else that I can do for you?",
    "I am away next week; my colleague Anna looks after your account in the meantime.",
    "Brand keywords are not allowed in any country, also not in combination with a product name.",
    "The statistics are recalculated every fifteen minutes, so a short delay is normal.",
    "We have added the missing conversions by hand; the balance is right now.",
    "Please use the parameter sub2 for the campaign and sub3 for the creative.",
    "Your request was approved by the advertiser today.",
    "The minimum payout is 100 USD by wallet and 500 USD by bank wire.",
    "The old tracking domain stays in use until the end of the quarter.",
    "I have closed this for now; just write here if it comes back.",
    "We could not reproduce it with the latest version of the app on Android 15.",
    "Have a good weekend, and thank you for the good traffic!",
];

const THEIRS: [&str; 24] = [
    "Hello team,",
    "our payment for October was due on Monday and has not come.",
    "We moved to a new server and since then no postback arrives, although clicks are counted as before.",
    "The panel shows 1,280 USD and the invoice 1,260 USD; where do the 20 USD come from?",
    "I attach two screenshots.",
    "Could you look at it today, please? The campaign runs with a high budget.",
    "It worked without any trouble until last Thursday.",
    "Our developer says that the request ends with a timeout after thirty seconds.",
    "We would like to run the offer with native traffic from Taboola and Outbrain, about 300 clicks a day.",
    "Which documents do you need from us for the change of the company's name?",
    "We had good results with the previous landing page; is there a way to get it back?",
    "Thank you, that was quick!",
    "It is the same with three other links, so I do not think that it is our side.",
    "The click ID is in the request, but the answer says that it is unknown.",
    "Please note that we changed the wallet; the old one must not be used any more.",
    "Is the contest also open for affiliates who joined this year?",
    "We speak Spanish, German and a little Portuguese.",
    "If the cap cannot be raised, we would rather stop the campaign for some days.",
    "The statistics of our own tracker differ by about four percent from yours.",
    "My colleague will be in London next week and would be glad to meet you there.",
    "Yes, that is right.",
    "We have tested it with Chrome, Firefox and Safari, on the phone as well as on the desktop.",
    "The bank asks for a reference for the incoming wire before they release it.",
    "Best regards from sunny Valencia",
];

/// A text of one side, with its words as the search index takes them.
pub(super) struct Text {
    pub(super) side: &'static str,
    pub(super) body: String,
    pub(super) words: String,
}

/// Texts of each side.
pub(super) const TEXTS: usize = 2_000;

/// Texts of 100 to 600 characters, put together from the sentences above.
pub(super) fn texts() -> Vec<Text> {
    let mut made = Vec::with_capacity(2 * TEXTS);
    for (side, sentences) in [("affiliate", &THEIRS), ("manager", &OURS)] {
        for number in 0..TEXTS {
            made.push(text_of(side, sentences, number));
        }
    }
    made
}

fn text_of(side: &'static str, sentences: &[&str; 24], number: usize) -> Text {
    // From 100 to 580 characters, and each number another choice and order.
    let wanted = 100 + number * 7 % 420;
    let (mut at, stride) = (number * 31 % 24, [5, 7, 11, 13][number / 24 % 4]);
    let mut body = format!("{} {number}.", if side == "manager" { "Case" } else { "Campaign" });
    while body.len() < wanted {
        body.push_str(if at % 5 == 0 { "\n\n" } else { " " });
        body.push_str(sentences[at]);
        at = (at + stride) % 24;
    }
    Text { side, words: words(&body), body }
}

/// The different words of a text, as `desk` puts them into the index.
pub(super) fn words(text: &str) -> String {
    let mut words: Vec<String> = text::tokens(text).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_long_as_real_ones_and_differ() {
        let texts = texts();
        assert!(texts.iter().all(|text| (100..=620).contains(&text.body.len()) && !text.words.is_empty()));
        let mut bodies: Vec<_> = texts.iter().map(|text| &text.body).collect();
        bodies.sort_unstable();
        bodies.dedup();
        assert_eq!(bodies.len(), 2 * TEXTS);
    }
}
