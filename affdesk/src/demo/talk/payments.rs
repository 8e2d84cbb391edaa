//! Payments: late, short, by another method, with the right papers.

use desk::tickets::TicketType::Payments;

use super::Turn::{Note, Them, ThemWith, Us, UsWith};
use super::{Script, Subject};

const BASE: Script = Script { kind: Payments, ..Script::BASE };

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        titles: &[
            "Payment for <month> has not arrived",
            "Where is my payment for <month>?",
            "Still waiting for <amount>",
            "Late payment, <period>",
        ],
        openings: &[
            "[Hi|Hello] <manager>,\n\nthe payment for <month> (<amount>) should have come [on <date>|last week], \
             and there is nothing in our <method> account yet. The panel says \"Paid\".\n\n[Could you check it, \
             please?|Can you send me the transaction ID?]\n\nThanks,\n<me>",
            "No payment for <period> yet, <amount>. When will it be sent?",
            "[Good morning|Good afternoon],\n\nour balance for <month> went to zero on <date>, so I suppose that it \
             was paid, but <method> shows no incoming transfer. Invoice <invoice> is attached in the panel. Our \
             details have not changed.\n\nBest regards,\n<me>, <company>",
        ],
        turns: &[
            Us(
                "[Hi|Hello] <me>, thank you for writing. I see the transfer in our list with the status \"sent\" on \
                <date>. I am asking finance for the confirmation and [come back to you today|will write here].",
            ),
            Note(
                "Finance: the bank returned it because of a missing intermediary bank. New attempt tomorrow.",
            ),
            Us(
                "Finance answered: the bank sent it back because the intermediary bank was missing. Could you give \
                us its SWIFT code? Then it goes out again [tomorrow|with the next run].",
            ),
            Them("Sure, it is DEUTDEFF. Sorry, we did not know that it was needed."),
            Us("Sent again, transaction <tx>. It usually takes 1–2 working days."),
            Them("[Received, thank you!|It is there. Thanks for the quick help!]"),
        ],
        subject: Some(Subject::Table),
        ..BASE
    },
    Script {
        titles: &[
            "Payment is <diff> short",
            "Amount paid differs from the statistics",
            "<month>: paid less than shown in the panel",
        ],
        openings: &[
            "We received the payment for <month>, but it is <diff> less than the panel showed at the end of the \
             month. Was something deducted?",
            "[Hi|Hello],\n\nin the statistics for <period> I count <n> conversions on <offer>. The payment covers \
             fewer:\n\n- panel: <amount>\n- received: <diff> less\n\nScreenshot attached. Is it the hold, or were \
             conversions rejected after the month was closed?\n\n<me>",
        ],
        turns: &[
            Us("[Hi|Hello] <me>! Let me compare. Which time zone is your report in?"),
            Them("[UTC+2, same as always.|Same as in the panel, UTC.]"),
            UsWith(
                "Found it: <n> conversions on <offer> were declined by <advertiser> after validation (duplicate \
                 e-mail addresses). I attach the list. The rest matches to the cent.",
                Subject::Table,
            ),
            Them("[OK, that explains it.|I see.] Could we get this list automatically each month?"),
            Us("Yes. I have switched the monthly report on for you, it comes on the 5th."),
        ],
        subject: Some(Subject::Bars),
        ..BASE
    },
    Script {
        titles: &["Change of payment method to <method>", "Please pay us by <method>", "New payout details"],
        openings: &[
            "Please change our payout method to <method>, starting with <month>. What do you need from us?",
            "[Hi|Hello] <manager>, our bank closes its accounts for companies like ours at the end of <month>. We \
             would like to be paid by <method> from now on. Is there a fee, and is the minimum the same?",
        ],
        turns: &[
            Us(
                "[No problem|Of course]. Please fill in the new details under Settings and confirm here from the \
                main sign-in, so that we know that it is you. There is no fee; the minimum is 100.",
            ),
            Them("Done. Confirmed."),
            Note("Confirmed by phone as well. Name of the account matches the contract."),
            Us("Thank you, it is changed. The first payment by <method> will be the one for <month>."),
        ],
        ..BASE
    },
    Script {
        titles: &[
            "Invoice <invoice>: VAT question",
            "Do we have to charge VAT?",
            "Reverse charge on the invoice",
        ],
        openings: &[
            "Our accountant asks whether invoices to you are with reverse charge. Could you also \
             send us your VAT number for the records?",
            "Is VAT to be added to the commission or is it included?",
        ],
        turns: &[
            Us(
                "[Hi|Hello] <me>, inside the EU it is reverse charge, so without VAT, with our number and the words \
                \"Reverse charge\" on the invoice. From outside the EU there is no VAT at all.",
            ),
            Them("Thanks. And the address is still the one in the contract?"),
            Us("Yes, the same one."),
        ],
        ..BASE
    },
    Script {
        titles: &["Weekly payments", "Can we move to net-7?", "Shorter payment terms for <company>"],
        openings: &[
            "We [spend|run] around <amount> a month on your offers now, and net-30 is getting hard for the cash \
             flow. Can we switch to weekly payments?",
            "[Hi|Hello] <manager>,\n\nas we discussed, <company> would like to move from net-30 to net-7. In the \
             last three months:\n\n- traffic: stable, <source>\n- approval rate: <percent>\n- chargebacks: none\n\n\
             We plan to scale <offer> in <geo> and <geo2>, which would roughly double the volume, but we have to \
             prepay the media. With net-7 we could start on Monday.\n\n[Looking forward to your answer.|Thanks in \
             advance!]",
        ],
        turns: &[
            Note("Quality is fine, <percent> approval over 90 days. I would agree to net-15 first."),
            Us(
                "Thank you for the numbers, <me>. I can offer net-15 from now, and net-7 after two more months at \
                this level. Would that help?",
            ),
            Them("[That helps already, yes.|Deal.] From which date?"),
            Us("From the 1st of next month. Your account shows it already."),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
    Script {
        titles: &["Hold on my balance", "Why is <amount> on hold?", "Balance frozen since <date>"],
        openings: &[
            "There is <amount> on hold since <date> and nobody told us why. We [pay for traffic every day|have \
             invoices to pay]. What is the reason and until when?",
            "My balance is frozen. Please explain.",
        ],
        turns: &[
            Us(
                "[Hi|Hello] <me>, I understand that this is unpleasant. <advertiser> is checking a part of the \
                leads from <source>. It takes up to 10 days, and only what comes from that source is held.",
            ),
            Note("Compliance: 14 % of the leads share devices. Waiting for the advertiser's verdict."),
            Them("We can give you the full log with IPs and user agents, if that makes it faster."),
            Us("Please do, as a .zip here."),
            ThemWith("Attached, all clicks of <period>.", Subject::Archive),
            Us(
                "Thank you. The check is over: all but <n> leads are confirmed and the hold is gone. The payment \
                goes out with the next run.",
            ),
        ],
        ..BASE
    },
    Script {
        titles: &["Duplicate payment?", "Paid twice for <month>"],
        openings: &[
            "I think that you paid us twice for <month>: <amount> came on <date> and again two days later with \
             the same reference <tx>. We do not want to keep what is not ours, please tell us what to do.",
        ],
        turns: &[
            Us(
                "That is very kind, <me>, and you are right. Shall we simply deduct it from the next payment?",
            ),
            Them("[Fine with us.|Yes, please do that.]"),
            Us("Done. The next payment is lower by <amount>, with a line that says why."),
        ],
        ..BASE
    },
    Script {
        titles: &["USDT: which network?", "Crypto payout, TRC-20 or ERC-20", "Wallet address changed"],
        openings: &[
            "Do you pay USDT on TRC-20 as well? The fees on ERC-20 are [crazy|too high] at the moment.",
            "[Hi|Hello]! Which networks are possible for the USDT payout, and can I change the wallet myself or \
             does it have to be you?",
        ],
        turns: &[
            Us(
                "Both are possible. You can change the wallet yourself; for your safety the first payment to a new \
                wallet waits 48 hours.",
            ),
            Them("[Good to know.|Perfect.] Changed to TRC-20."),
            Us("I see it. Please check the last four characters: 9fQx."),
            Them("Correct."),
        ],
        ..BASE
    },
    Script {
        titles: &[
            "Proof of payment for the tax office",
            "Statement for <year>",
            "Yearly statement of commissions",
        ],
        openings: &[
            "Our tax office wants a statement of everything that you paid us in <year>, with dates. Is there \
             something like that in the panel? I only find single months.",
            "Please send us a signed statement for <year>.",
        ],
        turns: &[
            Us("[Hi|Hello] <me>, I have asked finance for the signed statement. It needs about two days."),
            UsWith("Here it is. The amounts are by the date of payment.", Subject::Archive),
            Them("Exactly what we needed, thanks."),
        ],
        ..BASE
    },
    Script {
        titles: &["Minimum payout", "Can I withdraw less than 100?"],
        openings: &[
            "I have only <diff> this month. Can it be paid, or does it wait?",
            "Is it possible to lower the minimum payout for me? I am just starting.",
        ],
        turns: &[
            Us(
                "It is carried over to the next month, nothing is lost. From 100 on it is paid automatically.",
            ),
            Them("[OK, thanks.|Understood.]"),
        ],
        ..BASE
    },
    Script {
        titles: &[
            "Bonus for <month> missing",
            "Volume bonus not credited",
            "We reached the 5 % tier in <month>",
        ],
        openings: &[
            "In <month> we passed <n>0 conversions on <offer>, which is the next tier (+5 %), but the bonus is not \
             on the balance.",
            "[Hi|Hello] <manager>, see https://partners.northwind.example/bonus: from <n>0 approved conversions \
             there is a bonus of 5 %. We had more. When is it credited?",
        ],
        turns: &[
            Us(
                "Congratulations first of all! The bonus is credited by hand after validation, which can take some days.",
            ),
            Them("[I know, but next month's budget depends on it :)|It did come faster the last time :)]"),
            Us("[You are right.|Fair point.] It is on your balance now, together with my apologies."),
            Them("Thanks!"),
        ],
        subject: Some(Subject::Line),
        ..BASE
    },
];
