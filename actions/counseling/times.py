"""Offering times with a counselor: what was asked for, what is free, and saying so when it isn't."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from actions.counseling import house_words
from actions.dialogue import asking_when, time_doubts
from actions.dialogue.cards import joined, menu
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from community.cases.hotlines import SUPPORT
from community.counseling import availability, consents, quota, rules
from community.counseling.offers import OFFERED_AT_ONCE, Offer, Window, offer
from community.counseling.rules import Wish
from community.counseling.tables import Appointment, AppointmentSlot

ONE_DAY = timedelta(days=1)
KEPT = "counseling_wish"  # the slot that holds what was wished, for "and on Friday?"


def offer_times(
    turn: Turn,
    *,
    lead: str = "",
    near: AppointmentSlot | None = None,
    moving: Appointment | None = None,
) -> Reply:
    """Offer free times as the student wished, or those nearest to it.

    Args:
        lead: what is said first, as that a time has just gone.
        near: a time that was wanted, whatever the words say.
        moving: the appointment that would be moved there.
    """
    window = Window(near.starts_at, near.ends_at) if near else _window(turn, moving)
    wish = _wish(turn, moving)
    if near is None:
        if question := asking_when.ask_which(turn, **_as_entities(turn, None, wish)):
            return replace(question, text=joined(lead, question.text))
        lead = joined(lead, time_doubts.told(turn, asking_when.impossible(turn)))
    passed = window is not None and window.end <= turn.now
    kept_back = quota.kept_back(turn.session, turn.conversation, now=turn.now, moving=moving)
    lead = joined(_kept_back(turn, kept_back), lead)
    look = partial(offer, turn.session, now=turn.now, moving=moving, without=kept_back.keys())
    found = look(window=None if passed else window, wish=wish)
    if not found.slots and not wish.is_open:
        lead = joined(lead, _none_with(turn, wish))
        wish = Wish()
        found = look(window=None if passed else window, wish=wish)
    _keep(turn, window, wish)
    if not found.slots:
        return _nothing_free(turn, lead, at_all=not kept_back)
    explained = lead if near else _explained(turn, lead, window, passed, found, wish)
    return Reply(_with_consent(turn, explained), _buttons(turn, found, window, wish))


def _window(turn: Turn, moving: Appointment | None) -> Window | None:
    if tapped := asking_when.chosen(turn):
        return Window(*tapped)
    named = asking_when.coming(turn)
    if moving is not None:
        named = asking_when.moved_to(turn, named, moving.slot.starts_at)
    for span in (*named, *turn.times):
        return Window(span.start, asking_when.end_of(span))
    if turn.time_doubts:
        return _next_to(turn)
    kept = _kept(turn)
    return Window(datetime.fromisoformat(kept["from"]), datetime.fromisoformat(kept["to"])) if "from" in kept else None


def _next_to(turn: Turn) -> Window | None:
    """Return the days next to one that does not exist, or the hour asked for on the first of them."""
    near = asking_when.alternatives(turn, asking_when.impossible(turn))
    if not near:
        return None
    last = near[-1] if near[0].whole_day else near[0]
    return Window(near[0].start, asking_when.end_of(last))


def _wish(turn: Turn, moving: Appointment | None) -> Wish:
    """Read the wish from this message; what was wished before stands where it is not contradicted."""
    said = _said(turn)
    kept = _kept(turn)
    if said.is_open:
        said = Wish(kept.get("gender"), kept.get("language"), frozenset(map(int, kept.get("counselors", ()))) or None)
    elif said.counselor_ids is None:
        said = Wish(said.gender or kept.get("gender"), said.language or kept.get("language"))
    if said.is_open and moving is not None:
        return Wish(counselor_ids=frozenset((moving.slot.counselor_id,)))
    return said


def _said(turn: Turn) -> Wish:
    entities = {entity.name: entity.value for entity in turn.request.entities}
    asked_for = entities.get("counselor_name", "")
    people = availability.named(turn.session, asked_for) or availability.named(turn.session, turn.words)
    return Wish(
        gender=rules.gender_in(entities.get("counselor_gender", turn.words)),
        language=rules.language_in(entities.get("counselor_language", turn.words)),
        counselor_ids=frozenset(one.id for one in people) or None,
    )


def _kept(turn: Turn) -> dict[str, Any]:
    """What was wished before, while the talk is still about that."""
    going_on = turn.conversation.last_intent == turn.request.name and not turn.tapped
    kept: dict[str, Any] = turn.conversation.slots.get(KEPT, {}) if going_on else {}
    return kept


def _keep(turn: Turn, window: Window | None, wish: Wish) -> None:
    kept: dict[str, object] = {"gender": wish.gender, "language": wish.language}
    if wish.counselor_ids:
        kept["counselors"] = [str(one) for one in sorted(wish.counselor_ids)]
    if window is not None:
        kept |= {"from": window.start.isoformat(), "to": window.end.isoformat()}
    turn.remember(**{KEPT: kept})


def _explained(turn: Turn, lead: str, window: Window | None, passed: bool, found: Offer, wish: Wish) -> str:
    lines = [lead]
    asked_for = turn.request.entity("counselor_name")
    if asked_for and wish.counselor_ids is None:
        lines.append(turn.say("I know no counselor called {name}.", name=asked_for))
    if window is None:
        lines.append(turn.say("These are the next free times:"))
    elif passed:
        lines.append(turn.say("{when} is over. These are the next free times:", when=_named(turn, window)))
    else:
        lines += _about(turn, window, found, wish)
    return "\n".join(line for line in lines if line)


def _about(turn: Turn, window: Window, found: Offer, wish: Wish) -> list[str]:
    when = _named(turn, window)
    away = [turn.say("{name} is away then.", name=one.called(turn.language)) for one in found.away]
    if found.fitting:
        # Over several days, or where anybody will do, a leave is no answer to what was asked.
        asked_about = away if window.end - window.start <= ONE_DAY and not wish.is_open else []
        if found.fitting >= min(OFFERED_AT_ONCE, len(found.slots)):
            return [turn.say("Free on {when}:", when=when), *asked_about]
        return [turn.say("Free on {when} or near it:", when=when), *asked_about]
    if window.start > house_words.furthest(turn):
        return [_too_far(turn, when)]
    if away:
        return [f"{when}{turn.say(': ')}{' '.join(away)}", turn.say("These are nearest:")]
    if wish.is_open:
        return [turn.say("{when}: nobody is free. These are nearest:", when=when)]
    return [turn.say("{when}: {who} is not free. These are nearest:", when=when, who=_who(turn, wish))]


def _too_far(turn: Turn, when: str) -> str:
    return turn.say(
        "{when} is too far ahead: I can book {furthest} ahead, until {last}. Free before that:",
        when=when,
        furthest=house_words.ahead(turn),
        last=turn.day(house_words.furthest(turn)),
    )


def _none_with(turn: Turn, wish: Wish) -> str:
    return turn.say(
        "{who} has no free time in the next {furthest}.", who=_who(turn, wish), furthest=house_words.ahead(turn)
    )


def _who(turn: Turn, wish: Wish) -> str:
    named = [one for one in availability.counselors(turn.session) if one.id in (wish.counselor_ids or ())]
    if named:
        return turn.say(", ").join(turn.say("Counselor {name}", name=one.called(turn.language)) for one in named)
    parts = []
    if wish.gender is not None:
        parts.append(turn.say("a woman") if wish.gender == "F" else turn.say("a man"))
    if wish.language is not None:
        parts.append(turn.say("an English speaker") if wish.language == "en" else turn.say("a Chinese speaker"))
    return turn.say(", ").join(parts)


def _named(turn: Turn, window: Window) -> str:
    start, end = window.start.astimezone(turn.zone), window.end.astimezone(turn.zone)
    if end - start >= timedelta(days=2):
        return f"{turn.day(start)} – {turn.day(end - timedelta(seconds=1))}"
    if start.time() == end.time():
        return turn.day(start)
    return f"{turn.when(start)}–{end:%H:%M}" if end - start > timedelta(hours=1) else turn.when(start)


def _with_consent(turn: Turn, text: str) -> str:
    if consents.has_consented(turn.session, turn.student.id):
        return text
    return (
        text
        + "\n\n"
        + turn.say(
            "What you say stays between you and the counselor, unless somebody's life is in danger. "
            "By choosing a time you agree to that."
        )
    )


def _buttons(turn: Turn, found: Offer, window: Window | None, wish: Wish) -> tuple[Button, ...]:
    intent, skip = turn.request.name, int(turn.request.entity("skip") or 0)
    shown = found.shown(skip)
    buttons = [Button(_title(turn, slot), intent, {"appointment_slot": str(slot.id)}) for slot in shown]
    if skip + OFFERED_AT_ONCE < len(found.slots):
        more = {"skip": str(skip + OFFERED_AT_ONCE), **_as_entities(turn, window, wish)}
        buttons.append(Button(turn.say("More times"), intent, more))
    if not consents.has_consented(turn.session, turn.student.id):
        buttons.append(Button(turn.say("What stays private"), "counseling_privacy"))
    return tuple(buttons)


def _title(turn: Turn, slot: AppointmentSlot) -> str:
    return f"{turn.when(slot.starts_at)} {slot.counselor.called(turn.language)}"


def _as_entities(turn: Turn, window: Window | None, wish: Wish) -> dict[str, str]:
    """Put the wish into a button, so that a tap on it means the same whenever it comes."""
    entities: dict[str, str] = {}
    if window is not None:
        entities |= {"from": window.start.isoformat(), "to": window.end.isoformat()}
    if wish.gender is not None:
        entities["counselor_gender"] = "female" if wish.gender == "F" else "male"
    if wish.language is not None:
        entities["counselor_language"] = wish.language
    people = [one for one in availability.counselors(turn.session) if one.id in (wish.counselor_ids or ())]
    if people:
        entities["counselor_name"] = turn.say(", ").join(one.name for one in people)
    return entities


def _kept_back(turn: Turn, days: quota.Days) -> str:
    """Say that some times cannot be had for a while, and until when."""
    if not days:
        return ""
    return turn.say(
        "Many new visitors have just booked, so some times are kept back until {until}.",
        until=turn.when(min(days.values())),
    )


def _nothing_free(turn: Turn, lead: str, *, at_all: bool) -> Reply:
    if not at_all:
        sorry = turn.say("The other times are taken. You can come again then, or ask a person for one.")
    elif availability.counselors(turn.session):
        sorry = turn.say(
            "No time is free in the next {furthest}. You can ask a person for one.", furthest=house_words.ahead(turn)
        )
    else:
        sorry = turn.say(
            "No counselor can be booked here yet. You can ask a person, or call {support}.", support=SUPPORT
        )
    person = Button(turn.say("A person"), "talk_to_human", {"topic": "feelings"})
    return Reply("\n".join(part for part in (lead, sorry) if part), (person, menu(turn)))
