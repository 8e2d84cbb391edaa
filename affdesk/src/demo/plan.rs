//! What happens on every ticket, and when: made before anything is stored.

use std::time::Duration;

use desk::Timestamp;
use desk::people::AffiliateStatus;
use desk::tickets::{ExtraField, TicketType};

use super::cast::{LEAD, MANAGERS, Partner, STAFF};
use super::facts;
use super::prng::Prng;
use super::states::State;
use super::talk::{self, Script, Subject, Turn};

/// Who does something, by place in the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A user of the ticket's affiliate.
    Partner(usize),
    Staff(usize),
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Open,
    Comment,
    Reply,
    ReplyAndClose,
    Note,
    Close,
}

pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) who: Who,
    pub(super) act: Act,
    pub(super) text: String,
    /// What a file with it would show.
    pub(super) subject: Option<Subject>,
    /// Places of its files among all pictures.
    pub(super) files: Vec<usize>,
}

pub(super) struct Ticket {
    pub(super) partner: usize,
    pub(super) kind: TicketType,
    pub(super) title: String,
    pub(super) fields: Vec<(ExtraField, String)>,
    /// What happens, in order; the first opens it.
    pub(super) steps: Vec<Step>,
    /// Whether the affiliate has looked at it since.
    pub(super) seen: bool,
}

/// Plans every ticket, oldest first.
pub(super) fn tickets(partners: &[Partner], now: Timestamp, chance: &mut Prng) -> Vec<Ticket> {
    let scripts = talk::all();
    let mut tickets: Vec<Ticket> = super::states::assign(partners, chance)
        .into_iter()
        .map(|(partner, state)| ticket(partner, &partners[partner], state, now, &scripts, chance))
        .collect();
    tickets.sort_by_key(|ticket| ticket.steps[0].at);
    tickets
}

fn ticket(
    place: usize,
    partner: &Partner,
    state: State,
    now: Timestamp,
    scripts: &[&Script],
    chance: &mut Prng,
) -> Ticket {
    // In the shared queue, nobody has answered yet.
    let untouched = partner.manager.is_none() && state.waits_on_us();
    let script = choose(partner, state.may_be_begun_by_us() && !untouched, scripts, chance);
    let answerer = answerer(partner, script, chance);
    let turns = if untouched { Vec::new() } else { turns(script, state, chance) };
    let beats = beats(script, state, &turns, chance);
    let mut at = state.ends(now, script.kind, chance);
    for beat in &beats[1..] {
        at = at.minus(beat.after);
    }

    let user = chance.below(partner.users.len());
    let untaken = partner.manager.is_none() && !script.from_us;
    let people = facts::People {
        me: partner.first_name(user),
        company: partner.name.clone(),
        slug: partner.slug.clone(),
        manager: if untaken { "team".to_owned() } else { STAFF[answerer].first.to_owned() },
    };
    let facts = facts::of(&people, at, chance);
    let title: &str = chance.pick::<&str>(script.titles);
    let title: String = talk::say(title, &facts, chance).chars().take(140).collect();
    let steps = beats
        .iter()
        .enumerate()
        .map(|(index, beat)| {
            if index > 0 {
                at = at.plus(beat.after);
            }
            let who = if beat.theirs { Who::Partner(user) } else { Who::Staff(answerer) };
            let text = talk::say(beat.text, &facts, chance);
            Step { at, who, act: beat.act, text, subject: beat.subject, files: Vec::new() }
        })
        .collect();
    let fields = if script.from_us { Vec::new() } else { facts::fields(script.kind, &facts, chance) };
    Ticket { partner: place, kind: script.kind, title, fields, steps, seen: state.seen() }
}

/// A conversation in a language of the affiliate's; who is only being looked at asks general things.
fn choose<'a>(partner: &Partner, begun_by_us: bool, scripts: &[&'a Script], chance: &mut Prng) -> &'a Script {
    let own = partner.lang != "en" && chance.percent(45);
    let lang = if own { partner.lang } else { "en" };
    let fits = |script: &Script| {
        script.lang == lang
            && (!script.from_us || begun_by_us)
            && (partner.status != AffiliateStatus::OnModeration || script.kind != TicketType::Payments || own)
    };
    let fitting: Vec<&'a Script> = scripts.iter().copied().filter(|script| fits(script)).collect();
    chance.pick::<&Script>(&fitting)
}

/// Who answers: mostly the affiliate's manager, sometimes whoever the type is routed to, or the lead.
/// Only they begin something themselves.
fn answerer(partner: &Partner, script: &Script, chance: &mut Prng) -> usize {
    let Some(manager) = partner.manager else { return chance.below(MANAGERS) };
    if script.from_us {
        return manager;
    }
    let routed = STAFF.iter().position(|member| member.route == Some(script.kind));
    match routed {
        _ if chance.percent(3) => LEAD,
        Some(member) if chance.percent(25) => member,
        _ => manager,
    }
}

/// The part of a script that has been said in this state.
fn turns(script: &Script, state: State, chance: &mut Prng) -> Vec<Turn> {
    let mut turns = script.turns.to_vec();
    if let Some(wanted) = state.last_word() {
        // Where to stop: after any turn of that side; before the first one, if the opening is theirs.
        let mut ends: Vec<usize> =
            (0..turns.len()).filter(|place| wanted.said(turns[*place])).map(|place| place + 1).collect();
        if wanted.opens(script) {
            ends.push(0);
        }
        turns.truncate(*chance.pick(&ends));
        return turns;
    }
    let first_answer = turns.iter().position(|turn| turn.is_ours()).unwrap_or(turns.len());
    if !script.from_us && !state.was_reopened() && script.lang == "en" && chance.percent(12) {
        turns.insert(first_answer, Turn::Them(chance.pick::<&str>(talk::NUDGES)));
    }
    if chance.percent(10) {
        let place = chance.below(turns.len());
        turns.insert(place, Turn::Note(chance.pick::<&str>(talk::SMALL_NOTES)));
    }
    turns
}

struct Beat {
    text: &'static str,
    theirs: bool,
    act: Act,
    after: Duration,
    subject: Option<Subject>,
}

/// Turns with their acts, from opening to closing and beyond.
fn beats(script: &Script, state: State, turns: &[Turn], chance: &mut Prng) -> Vec<Beat> {
    let opening = *chance.pick(script.openings);
    let mut beats = vec![Beat {
        text: opening,
        theirs: !script.from_us,
        act: Act::Open,
        after: Duration::ZERO,
        subject: script.subject,
    }];
    for turn in turns {
        let act = match turn {
            _ if turn.is_ours() => Act::Reply,
            _ if turn.is_theirs() => Act::Comment,
            _ => Act::Note,
        };
        let after = gap(act, chance);
        beats.push(Beat { text: turn.text(), theirs: turn.is_theirs(), act, after, subject: turn.subject() });
    }
    if state.was_closed() {
        close(&mut beats, script, chance);
    }
    if state.was_reopened() {
        say(&mut beats, true, Act::Comment, talk::REOPENING, chance);
        if state != State::ReopenedWaiting {
            say(&mut beats, false, Act::Reply, talk::REOPENED_ANSWERS, chance);
            close(&mut beats, script, chance);
        }
    }
    beats
}

/// Adds one of these texts.
fn say(beats: &mut Vec<Beat>, theirs: bool, act: Act, texts: &[&'static str], chance: &mut Prng) {
    let text = *chance.pick(texts);
    beats.push(Beat { text, theirs, act, after: gap(act, chance), subject: None });
}

/// Closes with the last answer, with a last word of its own, or without one.
fn close(beats: &mut Vec<Beat>, script: &Script, chance: &mut Prng) {
    match beats.last_mut() {
        Some(last) if last.act == Act::Reply && chance.percent(50) => last.act = Act::ReplyAndClose,
        Some(last) if last.act == Act::Comment && script.lang == "en" && chance.percent(45) => {
            say(beats, false, Act::ReplyAndClose, talk::CLOSING, chance);
        }
        _ => say(beats, false, Act::Close, &[""], chance),
    }
}

/// How long people take.
fn gap(act: Act, chance: &mut Prng) -> Duration {
    let quick = chance.percent(70);
    let minutes = match act {
        Act::Note => chance.range(4, 60),
        Act::Close => chance.range(30, 4_000),
        Act::Reply | Act::ReplyAndClose if quick => chance.range(9, 240),
        Act::Reply | Act::ReplyAndClose => chance.range(240, 1_260),
        Act::Open | Act::Comment if quick => chance.range(4, 300),
        Act::Open | Act::Comment => chance.range(300, 2_900),
    };
    Duration::from_millis(u64::try_from(minutes * 60_000 + chance.range(0, 60_000)).unwrap_or(0))
}
