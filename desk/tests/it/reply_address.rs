//! The addresses that notices are answered to: nobody else can make one.

use std::time::Duration;

use db::Engine;
use desk::Credential;
use desk::people::UserId;
use desk::reply_address::{LIFETIME_DAYS, NoReply, ReplyAddress};
use desk::tickets::TicketId;
use testkit::Kit;

const BASE: &str = "Support@mail.example";

async fn read(kit: &Kit, address: &str) -> Option<Result<ReplyAddress, NoReply>> {
    let address = address.to_owned();
    kit.read(&Credential::System, move |cx| ReplyAddress::parse(cx, BASE, &address)).await.expect("read")
}

async fn an_address_says_ticket_and_person_and_cannot_be_made_up(engine: Engine) {
    let kit = Kit::new(engine);
    let right = ReplyAddress { ticket: TicketId::new(12), user: UserId::new(7) };
    let address = kit
        .read(&Credential::System, move |cx| right.on(cx, BASE))
        .await
        .expect("signed")
        .expect("an address");
    assert!(address.starts_with("Support+12-7-") && address.ends_with("@mail.example"), "{address}");
    assert!(
        address.find('@').is_some_and(|at| at <= 64),
        "a local part has at most 64 characters (RFC 5321)"
    );
    assert_eq!(read(&kit, &address).await, Some(Ok(right)));
    assert_eq!(read(&kit, &format!(" {} ", address.to_uppercase())).await, Some(Ok(right)));

    for (of, becomes) in
        [("+12-", "+13-"), ("-7-", "-8-"), ("@", "0@"), ("-7-", "--"), ("+12-", "+-"), ("+12-7-", "+12-")]
    {
        let forged = address.replacen(of, becomes, 1);
        assert_eq!(read(&kit, &forged).await, Some(Err(NoReply::Forged)), "{forged}");
    }
    for not_ours in [BASE, "support@elsewhere.example", &address.replace("mail.", "mail2."), "", "+@"] {
        assert_eq!(read(&kit, not_ours).await, None, "{not_ours}");
    }

    kit.pass(Duration::from_hours(24 * u64::try_from(LIFETIME_DAYS).expect("positive")));
    assert_eq!(read(&kit, &address).await, Some(Ok(right)));
    kit.pass(Duration::from_hours(24));
    assert_eq!(read(&kit, &address).await, Some(Err(NoReply::Expired(right))));
}

#[test]
fn no_text_shows_how_to_write_in_anothers_name() {
    let hide = |text: &str| ReplyAddress::hide(BASE, text);
    assert_eq!(
        hide("On Friday <SUPPORT+12-7-20500-ab12@mail.example> and ПОДДЕРЖКА support+1-2-3-x@mail.example."),
        "On Friday <Support@mail.example> and ПОДДЕРЖКА Support@mail.example."
    );
    assert_eq!(hide("cut: support+12-7-20500-ab12\n@mail.example"), "cut: Support\n@mail.example");
    for same in ["", "nothing", "support@mail.example", "+12-7@mail.example", "support+me@mail.example"] {
        assert_eq!(hide(same), same);
    }
}

testkit::both_engines!(an_address_says_ticket_and_person_and_cannot_be_made_up);
