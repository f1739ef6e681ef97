"""Reporting a hazard: what, where, and under whose name."""

from actions.cases import alerting
from actions.dialogue.cards import Teller, joined, menu, person, with_menu
from actions.dialogue.numbers import emergency_lines
from actions.dialogue.registry import action, composes, form
from actions.dialogue.reply import Button, Reply
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Occasion, Turn
from actions.dialogue.wording import noted
from actions.fraud import talk as fraud_talk
from actions.safety import first_aid
from community.display import quoted
from community.safety import alarms, incidents, kinds, rules
from community.safety.states import IncidentState
from community.safety.tables import Incident
from community.students.tables import Student
from understanding.care.wrongs import FRAUD, Wrong, wrong_told
from understanding.wishes.reading import names

INTENT = "report_safety_incident"
WHAT, WHERE = "incident_words", "incident_place"
KINDS_OF_WRONG: dict[Wrong, str] = {
    **dict.fromkeys(FRAUD, "scam"),
    "theft": "theft",
    "filmed": "danger",
    "gas": "danger",
    "trapped": "danger",
}

GO_ON, TOLD = noted("Go on with the report"), {"told": "yes"}


@action(
    INTENT,
    title=noted("Report a hazard"),
    commands=(Command("report", 11),),
    menu=OnMenu(1, behind_more=True),
    changes=True,
    gives_way=True,
    beside_danger="near_danger",
)
def report_safety_incident(turn: Turn) -> Reply:
    """Ask for what is missing, then open the incident and name its reference."""
    if turn.request.entity("kind") == "scam" and turn.conversation.slots.get("scam_words"):
        return _report_scam(turn)
    warning = _gather(turn)
    if turn.words and (aid := _first_aid(turn)):
        return aid
    if WHAT not in turn.conversation.slots:
        turn.await_answer(WHAT)
        return what_was_seen(turn)
    if WHERE not in turn.conversation.slots:
        return _ask_where(turn, warning)
    mode = turn.request.entity("mode")
    return _open(turn, mode) if mode in incidents.MODES else _ask_mode(turn, warning)


def _gather(turn: Turn) -> str:
    """Keep what this message adds, and return the warning that must come first where there is danger."""
    answered = {name: words for name, words in turn.answers.items() if name in (WHAT, WHERE) and words.strip()}
    if place := turn.request.entity("place"):
        answered[WHERE] = place
    if not answered and turn.request.entity("mode") is None and turn.request.entity("told") is None:
        turn.forget(WHAT, WHERE)  # a new report, not the rest of one that was left
        if not turn.tapped and rules.says_what(turn.words):
            answered[WHAT] = turn.told
    if rules.names_place(answered.get(WHAT, "")):
        answered[WHERE] = answered[WHAT]
    turn.remember(**answered)
    return first_aid.danger(turn) if rules.incident_kind(answered.get(WHAT, "")) == "danger" else ""


def _first_aid(turn: Turn) -> Reply | None:
    """Return what to do at once where a wrong is told that no form helps; the report is one tap away."""
    words = str(turn.conversation.slots.get(WHAT, ""))
    goes_on = turn.answers or any(turn.request.entity(name) for name in ("mode", "told", "place"))
    wrong = None if goes_on else wrong_told(words)
    if wrong is None:
        return None
    if wrong in FRAUD:
        fraud_talk.begin(turn)
        turn.remember(**{WHERE: turn.say("told in the chat; money is gone or at risk")})
    aid = first_aid.lines(turn, wrong)
    if not first_aid.is_reportable(wrong):
        turn.forget(WHAT, WHERE)
        return Reply(aid, (person(turn, "life"), menu(turn)))
    if _orders_a_report(turn):
        return _ask_mode(turn, aid) if WHERE in turn.conversation.slots else _ask_where(turn, aid)
    ask = turn.say("When that is done, I can write a report for security.")
    buttons = (Button(turn.say("Report it"), INTENT, {"told": "yes"}), person(turn, "life"), menu(turn))
    return Reply(joined(aid, ask), buttons)


@form(INTENT, WHAT, back=GO_ON, keeps=TOLD)
def what_was_seen(turn: Turn) -> Reply:
    """Ask what happened."""
    words = turn.say("What did you see? One sentence will do. In danger: get away and call 110, 119 or 120.")
    return Reply(words, (menu(turn),))


def _orders_a_report(turn: Turn) -> bool:
    """Say whether the words name a report as what is wanted, so that nobody need be asked whether to write one."""
    return turn.request.wish.kind in ("ordered", "unclear") and names(turn.request.wish.words or turn.words, INTENT)


def _ask_where(turn: Turn, warning: str) -> Reply:
    turn.await_answer(WHERE)
    return where_it_is(turn, warning)


@form(INTENT, WHERE, back=GO_ON, keeps=TOLD, takes_unknown=True)
def where_it_is(turn: Turn, warning: str = "") -> Reply:
    """Ask for the place, with the student's home as a button."""
    home = turn.student.area
    buttons = (
        (Button(turn.say("{area} (yours)", area="-".join(home.split("/")[-2:])), INTENT, {"place": home}),)
        if home
        else ()
    )
    return Reply(joined(warning, turn.say("Where is it? Building, floor, room.")), with_menu(turn, buttons))


def _ask_mode(turn: Turn, warning: str) -> Reply:
    titles = {
        "named": turn.say("With my name"),
        "confidential": turn.say("Confidential"),
        "anonymous": turn.say("Anonymous"),
    }
    lines = (
        turn.say("Under whose name shall I report it?"),
        turn.say("• With my name: staff may ask you back."),
        turn.say("• Confidential: the staff's group doesn't learn that it was you; security can look it up."),
        turn.say(
            "• Anonymous: the report doesn't name you, so nobody can ask you back; this chat is kept all the same."
        ),
    )
    buttons = tuple(Button(title, INTENT, {"mode": mode}) for mode, title in titles.items())
    return Reply(joined(warning, *lines), with_menu(turn, buttons))


def _open(turn: Turn, mode: str) -> Reply:
    words, place = str(turn.conversation.slots[WHAT]), str(turn.conversation.slots[WHERE])
    incident = _report(turn, _kind_of(words), words, place, mode)
    turn.forget(WHAT, WHERE)
    call = turn.say("If money is gone: call 96110 now.") if incident.kind == "scam" else ""
    return _thanks(turn, incident, call)


def _kind_of(words: str) -> str:
    wrong = wrong_told(words)
    return KINDS_OF_WRONG[wrong] if wrong in KINDS_OF_WRONG else rules.incident_kind(words)


def _report(turn: Turn, kind: str, words: str, place: str, mode: str) -> Incident:
    return incidents.report(
        turn.session,
        kind=kind,
        place=place,
        words=words,
        mode=mode,
        conversation=turn.conversation,
        zone=turn.zone,
        now=turn.now,
    )


def _report_scam(turn: Turn) -> Reply:
    """Report the job offer that was just looked at; its words are the evidence."""
    words = str(turn.conversation.slots["scam_words"])
    incident = _report(turn, "scam", words, turn.say("job offer pasted in the chat"), "confidential")
    turn.forget("scam_words")
    return _thanks(turn, incident, turn.say("If money is gone: call 96110 now."))


def _thanks(turn: Turn, incident: Incident, *notes: str) -> Reply:
    thanks = alerting.who_knows_of_incident(turn, incident)
    numbers = "" if alerting.security_is_there(turn) else emergency_lines(turn)
    return Reply(
        joined(thanks, numbers, *notes), (Button(turn.say("Safety notices"), "ask_safety_notices"), menu(turn))
    )


@composes(kinds.INCIDENT_ALERT)
def compose_alert(occasion: Occasion, incident: Incident) -> Reply | None:
    """Tell the staff of a report that nobody has yet; where a life is in danger, also of what is added to it later."""
    if incident.status == IncidentState.CLOSED:
        return None
    if incident.status != IncidentState.OPEN and incident.kind not in alarms.ABOUT_LIFE:
        return None
    head = occasion.say("{ref}: {kind}", ref=incident.ref, kind=_kinds(occasion)[incident.kind])
    place = occasion.say("Where: {office}", office=quoted(incident.place) or occasion.say("not said yet"))
    return Reply(joined(head, f"“{quoted(incident.words)}”", place, _reporter(occasion, incident)))


def _reporter(occasion: Occasion, incident: Incident) -> str:
    if incident.mode == "anonymous":
        return occasion.say("Reported anonymously.")
    if incident.mode == "confidential":
        return occasion.say("Reported confidentially: who it was is not said here.")
    student = occasion.session.get(Student, incident.student_id)
    name = (student.name or student.school_number) if student else None
    by = (
        noted("Written by the student themself: {name}.") if incident.kind == "threat" else noted("Reported by {name}.")
    )
    return occasion.say(by, name=name or f"#{incident.student_id}")


def _kinds(teller: Teller) -> dict[str, str]:
    return {
        "danger": teller.say("DANGER"),
        "threat": teller.say("THREAT to others"),
        "scam": teller.say("scam"),
        "theft": teller.say("theft"),
        "hazard": teller.say("hazard"),
    }
