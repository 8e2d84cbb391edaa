//! Short things that fit any conversation.

/// A manager's last word before closing.
pub(in super::super) const CLOSING: &[&str] = &[
    "[Glad|Happy] it works now. I am closing this one, a comment reopens it any time.",
    "Closing this as solved. [Have a good weekend!|Have a great day!|Good luck with the campaigns!]",
    "You are welcome, <me>. I will close the ticket; write here if anything comes up again.",
    "Great, then we are done here. Thank you for your patience, <me>.",
];

/// An affiliate waits.
pub(in super::super) const NUDGES: &[&str] = &[
    "[Any news on this?|Any update?|Did you have a chance to look at it?]",
    "[Hi|Hello] <manager>, just checking in on this one.",
    "It is still the same today. [Could you have a look, please?|Can somebody check?]",
    "Sorry to push, but we are [pausing the campaign|holding the budget] until we know.",
];

/// An affiliate's comment on a closed ticket.
pub(in super::super) const REOPENING: &[&str] = &[
    "I am afraid it happened again [this morning|last night|an hour ago], exactly the same as before.",
    "Reopening, because [only half of it was corrected|the numbers are off again]. Could you check once more?",
    "Thanks, but one question is left: does this also apply to <offer>?",
    "Sorry, I answered too early. It works for <geo>, but not for <geo2>.",
];

/// What a manager says then.
pub(in super::super) const REOPENED_ANSWERS: &[&str] = &[
    "Thank you for telling me, <me>. I have passed it on again and stay on it until it is gone for good.",
    "You are right, that was missed. It is corrected now, please check on your side.",
    "Yes, the same applies there. I have noted it on your account so that nobody asks you again.",
];

/// A manager's note to colleagues.
pub(in super::super) const SMALL_NOTES: &[&str] = &[
    "Called <me> on Telegram, they are fine with waiting until tomorrow.",
    "Same question as last month. We should put this into the help pages.",
    "VIP partner, please answer the same day if I am away.",
    "Checked with finance: approved, nothing to do from our side.",
    "If they write again, please check the <geo> landing page first. It was slow last week.",
    "Asked <advertiser> for the raw log. They usually need a day.",
];
