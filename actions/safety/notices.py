"""Safety notices in force, whether a message is really ours, and safety lessons."""

from actions.dialogue import lookup
from actions.dialogue.cards import Teller, card, joined, menu, short, with_menu
from actions.dialogue.registry import action, composes
from actions.dialogue.reply import Button, Reply, unpacked
from actions.dialogue.traits import Command, OnMenu
from actions.dialogue.turn import Occasion, Reader, Turn
from actions.dialogue.wording import noted
from actions.guidance import library, notices_beside, on_the_card, shelves, who_knows, written
from actions.guidance.shelves import Shelf, Topic
from community import audit, samples
from community.guidance.columns import Guidance
from community.post.states import DeliveryState
from community.post.tables import Delivery
from community.safety import kinds, notices, replacing, rules
from community.safety.replacing import Fate
from community.safety.states import NoticeStatus
from community.safety.tables import SafetyLesson, SafetyNotice
from understanding.search import knowable
from understanding.search.facets import Facet

INTENT = "ask_safety_notices"
SHOWN = 3
MEANT = 0.7  # how near a question must come to the general ones to be one of them
LESSONS_INTENT = "ask_safety_tips"


GENERAL = lookup.General(
    (
        "any safety notices right now?",
        "show me the latest warnings",
        "any alerts on campus?",
        "最近有什么安全通知",
        "最新安全提醒",
        "有什么警报吗",
    )
)


def _says(turn: Turn, notice: SafetyNotice, facet: Facet) -> list[str]:
    until = turn.say("In force until {when}.", when=turn.when(notice.expires))
    contact = turn.say("Contact: {contact}", contact=notice.contact) if notice.contact else ""
    return {"end": [until], "duration": [until], "contact": [contact]}.get(facet, [])


written.source(
    INTENT,
    "notice",
    lambda turn: notices.current(turn.session, turn.now, area=turn.student.area),
    lambda notice, language: notice.headline(language),
    says=_says,
    heart=lambda notice, language: notice.description(language),
)


@action(
    INTENT,
    title=noted("Current safety notices"),
    commands=(Command("safety", 7),),
    menu=OnMenu(2, noted("Safety")),
    beside_danger="other_matter",
)
def ask_safety_notices(turn: Turn) -> Reply:
    """Show what is in force; what a code or a question names comes first."""
    if number := turn.request.entity("notice"):
        return _one(turn, turn.session.get(SafetyNotice, int(number)))
    in_force = notices.current(turn.session, turn.now, area=turn.student.area)
    if turn.tapped or not turn.words.strip():
        return _overview(turn, in_force)
    if codes := rules.codes_in(turn.words):
        return _check(turn, codes[0])
    return _asked(turn, in_force)


def _asked(turn: Turn, in_force: list[SafetyNotice]) -> Reply:
    """Answer from the notice or the lesson that is meant, else from what else is written, else with all in force."""
    found = written.find_beside(turn, in_force)
    first = found[0].item if found and (found[0].match.answers or found[0] in written.likely(found)) else None
    if isinstance(first, SafetyNotice) and not lookup.find(turn.words, [GENERAL], at_least=MEANT):
        return _one_of(turn, first, in_force)
    if lookup.find(turn.words, [GENERAL], at_least=MEANT):
        return _overview(turn, in_force)
    if clear := who_knows.clearly(turn, turn.words, found):
        return clear
    if who_knows.is_known_somewhere(found) or knowable.is_beyond(turn.words):
        return who_knows.without_answer(turn, turn.words, found)
    nothing = turn.say("No notice in force speaks of exactly that.") if in_force else ""
    return _overview(turn, in_force, nothing)


def _one_of(turn: Turn, notice: SafetyNotice, in_force: list[SafetyNotice]) -> Reply:
    on_the_card.remember(turn, INTENT, "notice", notice.id)
    return Reply(notice_card(turn, notice), _onward(turn, [other for other in in_force if other is not notice]))


def _overview(turn: Turn, in_force: list[SafetyNotice], opening: str = "") -> Reply:
    if not in_force:
        none = turn.say("No safety notice is in force as of {when}.", when=turn.when(turn.now))
        return Reply(none, _onward(turn, []))
    heading = turn.say("In force now:") if turn.student.area else turn.say("In force now, over all of the campus:")
    cards = [notice_card(turn, notice) for notice in in_force[:SHOWN]]
    return Reply("\n\n".join((joined(opening, heading), *cards)), _onward(turn, in_force[SHOWN:]))


def _onward(turn: Turn, others: list[SafetyNotice]) -> tuple[Button, ...]:
    buttons = [
        Button(short(notice.headline(turn.language)), INTENT, {"notice": str(notice.id)}) for notice in others[:SHOWN]
    ]
    tips = Button(turn.say("Safety tips"), LESSONS_INTENT)
    return with_menu(turn, (*buttons, tips, Button(turn.say("Report a hazard"), "report_safety_incident")))


def _one(turn: Turn, notice: SafetyNotice | None) -> Reply:
    if notice is None or notices.in_force(turn.session, notice.id, turn.now) is None:
        return Reply(turn.say("That notice is no longer in force."), (_all(turn), menu(turn)))
    on_the_card.remember(turn, INTENT, "notice", notice.id)
    return Reply(notice_card(turn, notice), (_all(turn), menu(turn)))


def _all(teller: Teller) -> Button:
    return Button(teller.say("All notices"), INTENT)


def notice_card(teller: Teller, notice: SafetyNotice) -> str:
    """Return the whole text of a notice: a drill says so first, and for which areas it is, unless for everybody."""
    drill = (
        teller.say("DRILL. This is an exercise, nothing has happened.")
        if notice.status == NoticeStatus.EXERCISE
        else ""
    )
    areas = "" if rules.is_campus_wide(notice.areas) else _for(teller, notice.areas)
    headline = f"{_severities(teller)[notice.severity]}{notice.headline(teller.language)}"
    instruction = notice.instruction(teller.language)
    todo = teller.say("What to do: {instruction}", instruction=instruction) if instruction else ""
    contact = teller.say("Contact: {contact}", contact=notice.contact) if notice.contact else ""
    onset = notice.onset if notice.onset and notice.onset > teller.now else None
    begins = teller.say("Begins {when}.", when=teller.when(onset)) if onset else ""
    until = teller.say("In force until {when}.", when=teller.when(notice.expires))
    issued = teller.say("Issued {when} by {sender}, code {code}.", **_origin(teller, notice))
    if samples.is_sample(teller.session, notice):
        drill = joined(teller.say("SAMPLE. This notice is invented, nothing has happened."), drill)
    return joined(drill, areas, headline, notice.description(teller.language), todo, begins, until, contact, issued)


def _for(teller: Teller, areas: list[str]) -> str:
    """Name areas by the end of their paths, as people do: `SHU/E/D7` is E-D7."""
    names = teller.say(", ").join("-".join(area.split("/")[-2:]) for area in areas)
    return teller.say("For {areas}:", areas=names)


def _origin(teller: Teller, notice: SafetyNotice) -> dict[str, str]:
    return {"when": teller.when(notice.sent), "sender": notice.sender, "code": notice.code}


def _severities(teller: Teller) -> dict[str, str]:
    return {
        "Extreme": teller.say("[Extreme] "),
        "Severe": teller.say("[Severe] "),
        "Moderate": teller.say("[Moderate] "),
        "Minor": "",
        "Unknown": "",
    }


def _check(turn: Turn, code: str) -> Reply:
    """Say what the notice of that code says and what has become of it; a code that is not ours counts as a rumour."""
    notice = notices.by_code(turn.session, code)
    about = f"notice:{notice.id}" if notice else "notice:none"
    audit.record(turn.session, who=f"student:{turn.student.id}", what="code_checked", about=about, now=turn.now)
    if notice is None:
        words = turn.say("Code {code} is not ours. Don't pass that message on; ours are listed here.", code=code)
        return Reply(words, (_all(turn), menu(turn)))
    fate = replacing.fate(turn.session, notice, turn.now)
    original = joined(_verdict(turn, notice, fate), notice_card(turn, notice))
    if fate.by is not None:
        original += "\n\n" + joined(turn.say("What holds instead:"), notice_card(turn, fate.by))
    elif fate.what == "stands" and notice.expires <= turn.now:
        original += "\n" + turn.say("It is no longer in force.")
    return Reply(original, (_all(turn), menu(turn)))


def _verdict(turn: Turn, notice: SafetyNotice, fate: Fate) -> str:
    told = {"code": notice.code, "when": turn.when(fate.at) if fate.at else ""}
    if fate.what == "withdrawn":
        return turn.say(
            "Code {code} is ours, but was withdrawn {when}: don't act on it, and don't pass it on. It said:", **told
        )
    if fate.what == "replaced" and fate.by is not None:
        return turn.say(
            "Code {code} is real: ours, and was replaced {when} by {newer}. It said this; if your text differs, that "
            "was changed.",
            newer=fate.by.code,
            **told,
        )
    return turn.say("Code {code} is real. This is what the notice says; if your text differs, it was changed.", **told)


@composes(kinds.NOTICE, kinds.SEVERE_NOTICE)
def compose_notice(occasion: Occasion, notice: SafetyNotice) -> Reply | None:
    """Tell of a notice as long as it is in force."""
    if notices.in_force(occasion.session, notice.id, occasion.now) is None:
        return None
    return Reply(notice_card(occasion, notice), (_all(occasion), menu(occasion)))


@composes(kinds.MARK)
def compose_mark(occasion: Occasion, told: Delivery) -> Reply | None:
    """Write over a message that told of a notice: nobody shall act on it any more; where nothing can, send the mark."""
    if told.reply is None or told.state not in (DeliveryState.SENT, DeliveryState.UNCERTAIN):
        return None
    mark = mark_of(occasion, told) or occasion.say("[In force again]")
    return Reply(joined(mark, unpacked(told.reply).text), edits=told.external_id)


def mark_of(teller: Teller | Reader, told: Delivery) -> str:
    """Return the line to put above a message that told of a notice, empty as long as the notice stands."""
    notice = teller.session.get(SafetyNotice, told.about)
    if notice is None:
        return ""
    fate = replacing.fate(teller.session, notice, teller.now, told_at=told.created_at)
    when = teller.when(fate.at) if fate.at else ""
    match fate.what:
        case "withdrawn":
            return teller.say("[Withdrawn {when}: don't act on it]", when=when)
        case "replaced" if fate.by is not None:
            return teller.say("[Replaced {when} by {code}]", when=when, code=fate.by.code)
        case "changed":
            return teller.say("[Changed {when}: see the newer message]", when=when)
    return ""


@composes(kinds.LESSON)
def compose_lesson(occasion: Occasion, lesson: SafetyLesson) -> Reply | None:
    """Tell the weekly lesson, as long as it is live."""
    if lesson not in SafetyLesson.live(occasion.session, occasion.now):
        return None
    stop = Button(occasion.say("No more of these"), "unsubscribe_reminders", {"subject": kinds.EDUCATION})
    more = Button(occasion.say("Safety tips"), LESSONS_INTENT)
    text = joined(occasion.say("This week's safety tip:"), card(occasion, lesson))
    return Reply(text, with_menu(occasion, (more, stop)))


def _topics(turn: Turn) -> list[Topic]:
    titles = {
        "fire": turn.say("Fire & power"),
        "fraud": turn.say("Fraud"),
        "weather": turn.say("Winter & weather"),
        "health": turn.say("Health"),
        "personal": turn.say("Personal safety"),
        "lab": turn.say("Laboratories"),
    }
    return [Topic(key, title) for key, title in titles.items()]


TIPS = lookup.General(("safety tips please", "what should I know about safety?", "安全知识有哪些", "安全小提示"))


def _beside(turn: Turn, lesson: Guidance) -> list[SafetyNotice]:
    return notices_beside.on_topic(turn, lesson.topic)


def _lessons(turn: Turn) -> Shelf:
    lessons = library.piled(SafetyLesson.live(turn.session, turn.now))
    welcome = turn.say("Safety tips: pick a topic, or just ask, as in “how do I use a fire extinguisher?”.")
    return Shelf(LESSONS_INTENT, lessons, _topics(turn), welcome, TIPS, helper="life", beside=_beside)


written.source(LESSONS_INTENT, "item", lambda turn: SafetyLesson.live(turn.session, turn.now))


@action(LESSONS_INTENT, title=noted("Safety tips"), said="by_rule")
def ask_safety_tips(turn: Turn) -> Reply:
    """Answer from the lessons."""
    return shelves.ask(turn, _lessons(turn))
