"""What is posted about a case: alerts and students' words to the staff, counselors' words to the student."""

from datetime import timedelta
from functools import partial

from actions.cases.told import looked_at_within
from actions.cases.topics import TOPICS
from actions.dialogue.both import in_both
from actions.dialogue.cards import joined
from actions.dialogue.registry import composes
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion
from actions.dialogue.wording import noted
from community import audit
from community.campus import house
from community.cases import arrivals, crowds, history, kinds, reach, rules
from community.cases.hotlines import AMBULANCE, POLICE, SUPPORT
from community.cases.states import CaseState
from community.cases.tables import CaseMessage, HandoffCase
from community.display import quoted

KINDS = {
    "person": noted("asks for a person"),
    "welfare": noted("worried about somebody"),
    "crisis": noted("crisis"),
    "incident": noted("incident"),
}
RISKS = {"none": noted("risk: none"), "low": noted("risk: look within {time}"), "high": noted("risk: HIGH, now")}
LANGUAGES = {"zh": noted("writes Chinese"), "en": noted("writes English")}
LINES_SHOWN = 8
LATELY = timedelta(hours=2)
LATE = timedelta(hours=1)  # from then on a counselor's words say when they were written
ABOUT_DANGER = ("crisis", "welfare")


@composes(kinds.ALERT)
def staff_alert(occasion: Occasion, case: HandoffCase) -> Reply | None:
    """Tell the staff of a case as it stands; nothing where it is over, or in hands and nobody's life at stake."""
    if case.state == CaseState.CLOSED or (case.state == CaseState.CLAIMED and case.risk != "high"):
        return None
    lines = [_headline(occasion, case)]
    if case.state == CaseState.CLAIMED:
        lines.append(occasion.say("{name} has this case.", name=case.claimed_by))
    elif case.alerts > 1:
        lines.append(_waits(occasion, case))
    if case.reopened_at is not None:
        when = occasion.when(case.reopened_at)
        lines.append(occasion.say("It was closed; the student has had it opened again {when}.", when=when))
    lines += [*_identity(occasion, case), *_words(occasion, case)]
    return Reply("\n".join(lines), _buttons(occasion, case))


@composes(kinds.CROWD_ALERT)
def crowd_alert(occasion: Occasion, place: int) -> Reply | None:
    """Tell the staff of a crowd of new visitors as it stands; nothing where it has gone."""
    risk = rules.RISKS[place]
    crowd = crowds.of_risk(occasion.session, risk)
    if crowd is None:
        return None
    lines = [
        occasion.say(
            "{count} cases of new visitors in {minutes} minutes", count=len(crowd.cases), minutes=crowd.minutes
        )
        + f" · {_risk(occasion, risk)}",
        occasion.say("The longest has waited since {when}.", when=occasion.when(crowd.since)),
        occasion.say(
            "They stand under one line in the console's inbox, since many may come from one hand. You are told of "
            "every other case by itself, as always."
        ),
    ]
    return Reply("\n".join(lines))


def _risk(occasion: Occasion, risk: str) -> str:
    return occasion.say(RISKS[risk], time=looked_at_within(occasion))


@composes(kinds.TO_STAFF)
def case_message(occasion: Occasion, message: CaseMessage) -> Reply | None:
    """Show the staff what a student wrote or chose."""
    case = message.case
    if message.event == "topic":
        words = occasion.say("{ref}: it is about {topic}.", ref=case.ref, topic=_topic(occasion, case))
    elif message.event == "withdrawn":
        return Reply(occasion.say("{ref}: the student took the request back.", ref=case.ref))
    elif message.event == "tapped":
        words = occasion.say("{ref}: the student tapped “{title}”.", ref=case.ref, title=quoted(message.words))
    elif message.event == "shared":
        words = "\n".join(
            [occasion.say("{ref}: the student shares the chat before it.", ref=case.ref), *_talk(occasion, case)]
        )
    else:
        words = occasion.say("{ref} · student: {words}", ref=case.ref, words=quoted(message.words))
    return Reply(words, _buttons(occasion, case))


@composes(kinds.UNDELIVERED)
def answer_undelivered(occasion: Occasion, message: CaseMessage) -> Reply | None:
    """Tell the staff of an answer of theirs that did not get through; nothing where it is on its way again."""
    arrival = arrivals.of_message(occasion.session, message)
    if arrival is None or arrival.what in ("waiting", "to_be_fetched", "delivered"):
        return None
    facts = {"ref": message.case.ref, "name": message.staff_label, "when": occasion.when(message.at)}
    if arrival.what == "blocked":
        words = occasion.say(
            "{ref}: what {name} wrote {when} was not delivered: the student has blocked the bot. I bring it if they "
            "come back.",
            **facts,
        )
    elif arrival.what == "uncertain":
        words = occasion.say("{ref}: what {name} wrote {when} may not have arrived; I don't send it twice.", **facts)
    else:
        words = occasion.say("{ref}: what {name} wrote {when} could not be delivered. Try another way.", **facts)
    return Reply(words)


@composes(kinds.TO_STUDENT)
def counselor_message(occasion: Occasion, message: CaseMessage) -> Reply | None:
    """Bring the student what a counselor wrote, or what has become of the case."""
    if message.author == "staff":
        return Reply(_words_of_staff(occasion, message))
    if message.event == "claimed" and message.case.state != CaseState.CLAIMED:
        return None
    if message.event == "claimed":
        return Reply(occasion.say("{name} is here; I'll be quiet.", name=message.staff_label))
    if message.event == "unanswered":
        return _unanswered(occasion, message.case)
    if message.event == "released":
        return _released(occasion, message)
    return _closed(occasion, message.case)


def _waits(occasion: Occasion, case: HandoffCase) -> str:
    waited = occasion.now - case.asked_at
    if waited < LATELY:
        minutes = int(waited.total_seconds() // 60)
        return occasion.say("Nobody has taken it yet; opened {count} minutes ago.", count=minutes)
    return occasion.say(
        "Nobody has taken it yet; the student has waited since {when}.", when=occasion.when(case.asked_at)
    )


def _headline(occasion: Occasion, case: HandoffCase) -> str:
    kinds = [case.kind, *(["person"] if case.person_wanted and case.kind != "person" else [])]
    parts = [
        case.ref,
        *(occasion.say(KINDS[kind]) for kind in kinds),
        _topic(occasion, case),
        _risk(occasion, case.risk),
    ]
    parts.append(occasion.say(LANGUAGES.get(case.language, LANGUAGES["zh"])))
    return " · ".join(parts)


def _topic(occasion: Occasion, case: HandoffCase) -> str:
    return occasion.say(TOPICS[case.topic]) if case.topic in TOPICS else occasion.say("topic not said")


def _identity(occasion: Occasion, case: HandoffCase) -> list[str]:
    """Name the student only where their life may be at stake; whoever worries about a friend stays unnamed."""
    if case.kind != "crisis" or case.risk != "high":
        return []
    student = case.student
    known = [part for part in (student.name, student.school_number, student.college, student.area) if part]
    if not known:
        return [occasion.say("Who it is, is not known.")]
    audit.record(occasion.session, who="system", what="student_named", about=f"case:{case.id}", now=occasion.now)
    return [occasion.say("Student: {known}", known=", ".join(known))]


def _words(occasion: Occasion, case: HandoffCase) -> list[str]:
    said = [message.words for message in case.messages if message.author == "student"]
    return [*_talk(occasion, case), *(f"“{quoted(words)}”" for words in said[-1:])]


def _talk(occasion: Occasion, case: HandoffCase) -> list[str]:
    names = {"student": occasion.say("student"), "bot": occasion.say("assistant")}
    return [
        f"{names[line.author]}: {quoted(line.words)}"
        for line in history.before(occasion.session, case, most=LINES_SHOWN)
    ]


def _buttons(occasion: Occasion, case: HandoffCase) -> tuple[Button, ...]:
    about = {"case": str(case.id)}
    close = Button(occasion.say("Close it"), "close_case", about)
    claim = Button(occasion.say("Claim it"), "claim_case", about)
    return (claim, close) if case.state == CaseState.REQUESTED else (close,)


def _words_of_staff(occasion: Occasion, message: CaseMessage) -> str:
    facts = {"name": message.staff_label, "words": message.words}
    if occasion.now - message.at < LATE:
        return occasion.say("{name}: {words}", **facts)
    return occasion.say("{name}, {when}: {words}", when=occasion.when(message.at), **facts)


def _unanswered(occasion: Occasion, case: HandoffCase) -> Reply | None:
    if case.state != CaseState.REQUESTED:
        return None
    called = reach.look(occasion.session, occasion.now).groups > 0
    return in_both(occasion, partial(_nobody_came, occasion, case, called=called))


def _nobody_came(occasion: Occasion, case: HandoffCase, *, called: bool) -> Reply:
    if case.risk == "high":
        words = _nobody_came_in_danger(occasion, called=called)
        return Reply(words, (Button(occasion.say("Steady myself"), "steady_myself"),), urgent=True)
    if called:
        words = occasion.say(
            "Nobody has answered yet, I'm sorry. It went to the staff's group again; you keep your place."
        )
    else:
        words = occasion.say(
            "Nobody has answered yet, I'm sorry, and I can alert nobody at the moment. You keep your place. "
            "If it can't wait: {support} to talk, {ambulance} or {police} in danger.",
            **_numbers(),
        )
    never_mind = Button(occasion.say("Never mind"), "withdraw_request")
    return Reply(joined(words, _next_call(occasion, case, called=called)), (never_mind,))


def _nobody_came_in_danger(occasion: Occasion, *, called: bool) -> str:
    if called:
        return occasion.say(
            "Nobody has answered yet, so it went to the staff's group again. Please don't wait for them: "
            "call {ambulance} or {police} in danger, {support} to talk. I go on answering here.",
            **_numbers(),
        )
    return occasion.say(
        "Nobody has answered yet, and I can alert nobody at the moment. Please don't wait: "
        "call {ambulance} or {police} in danger, {support} to talk. I go on answering here.",
        **_numbers(),
    )


def _numbers() -> dict[str, str]:
    return {"ambulance": AMBULANCE, "police": POLICE, "support": SUPPORT}


def _next_call(occasion: Occasion, case: HandoffCase, *, called: bool) -> str:
    """Say when staff are called next, where that is not soon."""
    again_at = case.next_look_at
    if again_at is None or again_at - occasion.now <= house.rules(occasion.session).request_longest:
        return ""
    when = occasion.when(again_at)
    if called:
        return occasion.say("I call them again {when}, when the office opens.", when=when)
    return occasion.say("The office opens again {when}.", when=when)


def _released(occasion: Occasion, message: CaseMessage) -> Reply | None:
    if message.case.holds or message.case.state == CaseState.CLOSED:
        return None
    return Reply(
        occasion.say(
            "It has been quiet here for a while, so I answer again. What you write is still added to {name}'s case.",
            name=message.staff_label,
        )
    )


def _closed(occasion: Occasion, case: HandoffCase) -> Reply:
    if case.kind in ABOUT_DANGER or case.risk != "none":  # nobody is asked for a mark on such a talk
        return Reply(occasion.say("You're back with the bot. Take care of yourself; the help card stays in /help."))
    about = {"case": str(case.id)}
    return Reply(
        occasion.say("You're back with the bot. Did it help?"),
        (
            Button("👍", "handoff_helped", {**about, "helped": "yes"}),
            Button("👎", "handoff_helped", {**about, "helped": "no"}),
        ),
    )
