"""Forms filled in: sensibly, one for each table, and with nonsense of every kind."""

from collections.abc import Iterator, Mapping
from typing import Any

from console.tables.choices import ChoiceInput, RowInput, SeveralInput
from console.tables.clocks import ClockInput, DayInput, DayOfMomentInput, MomentInput
from console.tables.inputs import (
    GradesInput,
    LinesInput,
    NumberInput,
    NumbersInput,
    OpeningInput,
    SwitchInput,
    TextInput,
    TopicsInput,
    Typed,
)

Form = Mapping[str, Any]

GUIDE = {
    "code": "new-1",
    "title_zh": "新的一条",
    "title_en": "A new one",
    "body_zh": "第一行\n\n第三行",
    "body_en": "First line\n\nThird line",
    "steps_zh": "看\n想",
    "steps_en": "Look\nThink",
    "asked_as": "what is new\n有什么新的",
    "office_zh": "101 室",
    "office_en": "Room 101",
    "valid_from": "2026-11-24T08:00",
    "expires_at": "2027-01-31T23:59",
    "source_url": "https://www.shu.example/new?a=1",
    "reviewed_on": "2026-11-20",
}
SENSIBLE: Mapping[str, Form] = {
    "safety-notice": {
        "msg_type": "Update",
        "references_id": "1",
        "status": "Actual",
        "category": "Fire",
        "severity": "Severe",
        "urgency": "Immediate",
        "certainty": "Observed",
        "headline_zh": "七舍冒烟",
        "headline_en": "Smoke in dorm 7",
        "event_zh": "火情",
        "event_en": "Fire",
        "description_zh": "四楼冒烟",
        "description_en": "Smoke on floor 4",
        "response_type": "Evacuate",
        "instruction_zh": "走楼梯",
        "instruction_en": "Take the stairs",
        "contact": "0451-0000-0110",
        "effective": "2026-11-23T13:00",
        "expires": "2026-11-23T18:00",
        "onset": "2026-11-23T12:30",
        "areas": "SHU/E/D7\nSHU/E/D8",
        "sender": "safety@shu.example",
    },
    "safety-lesson": {
        **GUIDE,
        "topic": "fire",
        "push_weekday": "1",
        "push_at": "12:10",
        "push_months": ["11", "12"],
    },
    "guidance-item": {
        **GUIDE,
        "subject_id": "1",
        "kind": "deadline",
        "topic": "offer",
        "opens_at": "2026-11-25T09:00",
        "closes_at": "2026-12-24T17:30",
        "audience": "2023\n2024",
        "unit": "safe_community",
        "education": "labour",
        "form": "Form A-1",
        "owner": "Career office",
        "review_by": "2027-01-15",
    },
    "guidance-subject": {
        "code": "laundry",
        "title_zh": "洗衣",
        "title_en": "Laundry",
        "welcome_zh": "洗衣：选一个主题。",
        "welcome_en": "Laundry: pick a topic.",
        "topics": "prices | 价格 | Prices\nplaces | 地点 | Places",
        "general": "anything on laundry?\n洗衣有什么要知道的",
        "helper": "life",
        "position": "40",
        "slow": "on",
        "reminded_as": "academics",
    },
    "event": {
        **{name: GUIDE[name] for name in GUIDE if not name.startswith(("steps", "office"))},
        "kind": "workshop",
        "place_zh": "图书馆 2 楼",
        "place_en": "Library, floor 2",
        "starts_at": "2026-12-02T14:00",
        "ends_at": "2026-12-02T16:00",
        "signup_closes": "2026-12-01T18:00",
        "capacity": "12",
    },
    "office": {
        **{
            name: GUIDE[name]
            for name in ("code", "title_zh", "title_en", "body_zh", "body_en", "expires_at", "source_url")
        },
        "place_zh": "东区 1 楼",
        "place_en": "East area, ground floor",
        "aliases": "盖章处\nstamp desk",
        "opening": "Mon-Fri 08:30-11:30, 13:30-17:00\nSat-Sun closed",
        "hours_zh": "预约的人先办",
        "hours_en": "those who booked go first",
        "phone": "0451-0000-0998",
        "asked_as": "where do I stamp a form",
    },
    "office-hours": {"weekday": "Sat", "begins": "09:00", "ends": "12:00"},
    "campus-day": {"day": "2026-12-18", "is_worked": "", "name_zh": "校庆", "name_en": "Founding day"},
    "academic-term": {"name_zh": "春季学期", "name_en": "Spring term", "begins": "2027-03-01", "weeks": "18"},
    "area": {"parent_id": "1", "code": "N", "name_zh": "北区", "name_en": "North area"},
    "rulebook": {
        "session_minutes": "45",
        "buffer_minutes": "15",
        "opened_ahead_days": "28",
        "booking_notice_hours": "6",
        "cancel_notice_hours": "2",
        "appointment_reminder_hours": "48\n3",
        "event_reminder_hours": "24",
        "deadline_reminders": "2 18:00\n0 10:30",
        "slow_deadline_reminders": "10 09:00",
        "seat_kept_hours": "3",
        "quiet_from": "23:00",
        "quiet_until": "06:30",
        "danger_first_minutes": "2",
        "danger_again_minutes": "8",
        "low_risk_hours": "12",
        "request_first_minutes": "15",
        "request_again_minutes": "30",
        "request_longest_minutes": "90",
        "last_call_minutes": "20",
        "calls_until_daily": "10",
        "silence_hours": "8",
        "reopen_hours": "48",
    },
    "hotline": {
        "number": "0451-0000-0999",
        "kind": "support",
        "position": "9",
        "name_zh": "夜间热线",
        "name_en": "Night line",
        "hours_zh": "18:00-24:00",
        "hours_en": "18:00 to midnight",
        "regions": "SHU",
        "source": "the operator's page",
        "verified_on": "2026-11-20",
        "verified_by": "centre.head",
    },
    "counselor": {
        "code": "C-NEW",
        "name": "周舟",
        "name_en": "Zhou Zhou",
        "title": "咨询师",
        "title_en": "Counselor",
        "gender": "F",
        "languages": ["zh", "en"],
        "topics": "睡眠\n压力",
        "topics_en": "sleep\nstress",
        "room": "309",
        "max_per_day": "3",
        "telegram": "@zhouzhou",
        "active": "on",
    },
    "availability-rule": {
        "counselor_id": "1",
        "weekday": "Sat",
        "weeks": "odd",
        "begins": "09:00",
        "ends": "11:30",
        "valid_from": "2026-12-01",
        "valid_until": "2027-01-15",
    },
    "availability-exception": {
        "counselor_id": "2",
        "starts_at": "2026-12-02T14:00",
        "ends_at": "2026-12-02T17:00",
        "reason": "培训",
    },
}
"""By table, what may be typed; the clock says 23 November 2026, 12:00."""

NO_MOMENT = "There is no such day or time. Write it as 2026-11-30 14:05."
NO_DAY = "There is no such day. Write it as 2026-11-30."
NO_CLOCK = "There is no such time. Write it as 14:05."
NO_NUMBER = "This is no whole number, as 40."
NO_LINES = "One item on each line, without brackets and quotation marks around them."
NO_TOPIC = "Each line needs a key of small letters and a title, as: prices | 价格 | Prices"
NO_OPENING = (
    "“whenever you like” does not say when it is open. Write days, then times, as: Mon-Fri 08:30-11:30, 13:30-16:30"
)
OPEN_TWICE = "“Mon 21:00-23:00” names a time twice, or one that an earlier line has named."
NO_CHOICE = "This is none of the choices."
NO_PAGE = "This is no address of a web page: one begins with https:// or http:// and has no blanks."
NO_CODE = "Only letters, digits, dots and hyphens, without blanks, as tip-017."
NO_CALL = "This is no number that can be called, as 12356 or 0451-0000-0110."
NO_AREA = "One of the lines is no area: write it as SHU/E/D7, one on each line."
NO_CHAT = "This is no Telegram name, as @lijing, and no number of a chat."
NO_PART = "Only letters and digits, as D7."
NO_LEAD = "Write the days before and the time, as 1 19:00, one on each line."
SOME_HOURS = "This must be a whole number from 1 to 336."
NEEDED = "This is needed."
ONE_LANGUAGE = "Write it in Chinese or in English; one of the two is enough."
CENTURY = "The year must lie between 2000 and 2099."


def _too_long(most: int) -> tuple[tuple[Any, str], ...]:
    return tuple((sign * (most + 1), f"This is too long: at most {most} characters.") for sign in "a字🙂")


# By kind of input: what may be typed into it, and what must be said of it.
WRONG: Mapping[type[Typed], tuple[tuple[Any, str], ...]] = {
    MomentInput: (("2026-02-30T10:00", NO_MOMENT), ("tomorrow", NO_MOMENT), ("1926-11-23T10:00", CENTURY)),
    DayOfMomentInput: (("2026-02-29", NO_DAY), ("31.11.2026", NO_DAY), ("0001-01-01", CENTURY)),
    DayInput: (("2026-11-31", NO_DAY), ("soon", NO_DAY), ("2126-01-01", CENTURY)),
    ClockInput: (("25:00", NO_CLOCK), ("noon", NO_CLOCK), ("12:61", NO_CLOCK)),
    NumberInput: (("many", NO_NUMBER), ("3.5", NO_NUMBER), ("99999999999", NO_NUMBER)),
    RowInput: (("99999", NO_CHOICE), ("Li Jing", NO_CHOICE), ("-1", NO_CHOICE)),
    ChoiceInput: (("nonsense", NO_CHOICE), ("<b>", NO_CHOICE), ("9", NO_CHOICE)),
    SeveralInput: ((["nonsense"], NO_CHOICE), (["99"], NO_CHOICE), (["zh", "13"], NO_CHOICE)),
    GradesInput: (
        ("freshmen", NO_NUMBER),
        ("2023\nall", NO_NUMBER),
        ("23", "This must be a whole number from 2000 to 2099."),
    ),
    NumbersInput: (
        ("a day", NO_NUMBER),
        ("24\n0", SOME_HOURS),
        ("9\n8\n7\n6\n5\n4", "These are too many lines: at most 5."),
    ),
    TopicsInput: (("Prices", NO_TOPIC), ("Two words | 价格 | Prices", NO_TOPIC), ("prices | | ", NO_TOPIC)),
    OpeningInput: (
        ('["look", "think"', NO_LINES),
        ("daily 08:00-22:00\nwhenever you like", NO_OPENING),
        ("daily 08:00-22:00\nMon 21:00-23:00", OPEN_TWICE),
    ),
    LinesInput: (
        ('["look", "think"', NO_LINES),
        ("\n".join(["line"] * 51), "These are too many lines: at most 50."),
        ("l" * 301, "One of the lines is too long: at most 300 characters."),
    ),
    TextInput: _too_long(2000),
}
# By column, where its words have a shape of their own.
WRONG_IN: Mapping[str, tuple[tuple[Any, str], ...]] = {
    "code": ((" 　\u200b", NEEDED), ("no blanks please", NO_CODE), ("<script>", NO_CODE)),
    "source_url": (("javascript:alert(1)", NO_PAGE), ("data:text/html,x", NO_PAGE), ("https://a b", NO_PAGE)),
    "number": (("  ", NEEDED), ("call me", NO_CALL), ("tel:<120>", NO_CALL)),
    "areas": (("SHU//D7", NO_AREA), ("dorm 7", NO_AREA), ("SHU/E\n/D7", NO_AREA)),
    "regions": (("S H U", NO_AREA), ("CN\n,", NO_AREA), ("/", NO_AREA)),
    "telegram": (("li jing", NO_CHAT), ("@", NO_CHAT), ("https://t.me/li", NO_CHAT)),
    "sender": ((" ", NEEDED), ("\u3000", NEEDED), _too_long(120)[0]),
    "room": _too_long(40),
    "verified_by": _too_long(60),
    "title": _too_long(80),
    **dict.fromkeys(
        ("title_zh", "headline_zh", "event_zh", "place_zh", "name_zh"),
        ((" \u200b", ONE_LANGUAGE), ("\u3000", ONE_LANGUAGE), _too_long(200)[2]),
    ),
    # Words in English are missed under the Chinese ones, which stand before them.
    **dict.fromkeys(
        ("title_en", "headline_en", "event_en", "place_en", "name_en"),
        (("  ", ""), ("\u3000", ""), _too_long(200)[2]),
    ),
    "name": (("\t", ONE_LANGUAGE), ("\ufeff", ONE_LANGUAGE), _too_long(60)[2]),
}
WRONG_HERE: Mapping[tuple[str, str], tuple[tuple[Any, str], ...]] = {
    **{("office", f"place_{language}"): _too_long(2000) for language in ("zh", "en")},  # it may have none
    ("office", "phone"): _too_long(40),
    ("counselor", "title_en"): _too_long(80),
    ("area", "code"): ((" ", NEEDED), ("E/D7", NO_PART), ("<b>", NO_PART)),
    **{
        ("rulebook", f"{kind}deadline_reminders"): (
            ("tomorrow", NO_LEAD),
            ("1 24:00", NO_LEAD),
            ("\n".join(["7 09:00"] * 6), "These are too many lines: at most 5."),
        )
        for kind in ("", "slow_")
    },
    ("counselor", "name_en"): ((" ", ""), ("\u3000", ""), _too_long(60)[2]),
}
ROUNDS = 3


def form_of(key: str) -> str:
    """Return where a table's row is typed: of one that has one row, that row."""
    return "edit?pk=1" if key == "rulebook" else "create"


def nonsense(table: str, inputs: list[Typed], turn: int) -> Iterator[tuple[str, Any, str]]:
    """Yield for each input of a form something wrong, of another kind in each turn, and what must be said of it."""
    typed = [field for field in inputs if field.name in SENSIBLE[table] and not isinstance(field, SwitchInput)]
    for field in typed:  # a switch is on or off, whatever is sent
        here = WRONG_HERE.get((table, field.name)) or WRONG_IN.get(field.name) or WRONG.get(type(field))
        yield (field.name, *(here or _too_long(200))[turn])


LATER = "This must be later than “{}”."
TAKEN = "This clashes with another row, which has the same."
BEFORE_IT = "This lies before the notice itself. Leave it empty: then it counts from when it is published."
WHICH_ONE = "Choose the earlier notice that this one updates or ends."
NEW_ONE = "A new notice takes no other's place: choose update or end, or no earlier notice."

BACKWARDS: tuple[tuple[str, Form, str, str], ...] = (
    (
        "safety-notice",
        {"effective": "2026-11-23T18:00", "expires": "2026-11-23T13:00"},
        "expires",
        LATER.format("In force from"),
    ),
    ("safety-notice", {"expires": "2026-11-23T13:00"}, "expires", LATER.format("In force from")),
    ("safety-notice", {"effective": "2026-11-22T13:00"}, "effective", BEFORE_IT),
    ("safety-notice", {"onset": "2026-11-23T19:00"}, "expires", LATER.format("Expected to begin")),
    ("safety-notice", {"references_id": ""}, "references_id", WHICH_ONE),
    ("safety-notice", {"msg_type": "Cancel", "references_id": ""}, "references_id", WHICH_ONE),
    ("safety-notice", {"msg_type": "Alert"}, "msg_type", NEW_ONE),
    ("safety-lesson", {"expires_at": "2026-11-24T08:00"}, "expires_at", LATER.format("Shown from")),
    ("guidance-item", {"expires_at": "2026-11-01T08:00"}, "expires_at", LATER.format("Shown from")),
    ("guidance-item", {"opens_at": "", "closes_at": "2026-11-20T08:00"}, "closes_at", LATER.format("Shown from")),
    ("guidance-item", {"reviewed_on": "2026-11-24"}, "reviewed_on", "This day has not come yet."),
    ("guidance-item", {"code": "TIP-0042"}, "code", TAKEN),
    ("guidance-item", {"code": "tip-0042"}, "code", TAKEN),
    ("event", {"ends_at": "2026-12-02T13:59"}, "ends_at", LATER.format("Begins")),
    ("event", {"ends_at": "2026-12-02T14:00"}, "ends_at", LATER.format("Begins")),
    ("event", {"signup_closes": "2026-12-02T15:00"}, "signup_closes", "This can't be later than “Begins”."),
    ("event", {"valid_from": "2026-12-03T08:00"}, "ends_at", LATER.format("Shown from")),
    ("event", {"capacity": "-3"}, "capacity", "This must be a whole number from 1 to 100000."),
    ("event", {"capacity": "0"}, "capacity", "This must be a whole number from 1 to 100000."),
    ("event", {"code": "EV-0871"}, "code", TAKEN),
    ("guidance-item", {"closes_at": "2026-11-25T08:59"}, "closes_at", LATER.format("Can be done from")),
    ("guidance-item", {"subject_id": "2"}, "topic", "The “Subject” has no such topic."),
    ("guidance-item", {"subject_id": ""}, "subject_id", "This is needed."),
    ("guidance-subject", {"code": "employment"}, "code", TAKEN),
    ("guidance-subject", {"intent": "ask_growth"}, "intent", TAKEN),
    ("guidance-subject", {"topics": "prices | 价格 | Prices\nprices | 价 | Price"}, "topics", TAKEN),
    ("guidance-subject", {"topics": "Prices"}, "topics", NO_TOPIC),
    ("guidance-subject", {"topics": "prices | | "}, "topics", NO_TOPIC),
    ("hotline", {"number": "12356"}, "number", TAKEN),
    ("hotline", {"position": "-1"}, "position", "This must be a whole number from 0 to 9999."),
    ("hotline", {"verified_on": "2026-12-01"}, "verified_on", "This day has not come yet."),
    ("counselor", {"max_per_day": "0"}, "max_per_day", "This must be a whole number from 1 to 20."),
    ("counselor", {"max_per_day": "-5"}, "max_per_day", "This must be a whole number from 1 to 20."),
    ("counselor", {"languages": []}, "languages", "This is needed."),
    ("counselor", {"code": "c-li"}, "code", TAKEN),
    ("availability-rule", {"begins": "18:00", "ends": "09:00"}, "ends", LATER.format("From")),
    ("office-hours", {"begins": "12:00", "ends": "09:00"}, "ends", LATER.format("From")),
    ("academic-term", {"begins": "2027-03-02"}, "begins", "This is no Monday."),
    ("academic-term", {"weeks": "31"}, "weeks", "This must be a whole number from 1 to 30."),
    ("academic-term", {"begins": "2027-01-11"}, "weeks", "Another term has some of these weeks."),
    ("area", {"code": "e"}, "code", TAKEN),
    ("area", {"parent_id": "", "code": "SHU"}, "code", TAKEN),
    ("safety-notice", {"areas": "SHU/E/D7\nSHU/E/D77"}, "areas", "One of the lines is no area of the table “Areas”."),
    ("rulebook", {"session_minutes": "4"}, "session_minutes", "This must be a whole number from 5 to 240."),
    ("rulebook", {"session_minutes": "241"}, "session_minutes", "This must be a whole number from 5 to 240."),
    (
        "rulebook",
        {"quiet_from": "07:00", "quiet_until": "22:30"},
        "quiet_until",
        "Quiet hours last at most 14 hours: is the time before it right?",
    ),
    (
        "rulebook",
        {"danger_first_minutes": "9"},
        "danger_first_minutes",
        "This can't be more than “Danger: called again every (minutes)”.",
    ),
    (
        "rulebook",
        {"request_again_minutes": "91"},
        "request_again_minutes",
        "This can't be more than “Longest time between two calls (minutes)”.",
    ),
    (
        "availability-rule",
        {"begins": "09:00", "ends": "09:40"},
        "ends",
        "An appointment takes 50 minutes, so none would fit in.",
    ),
    (
        "availability-rule",
        {"valid_until": "2026-11-30"},
        "valid_from",
        "This can't be later than “Until that day, included”.",
    ),
    ("availability-rule", {"counselor_id": ""}, "counselor_id", "This is needed."),
    ("availability-exception", {"ends_at": "2026-12-02T13:00"}, "ends_at", LATER.format("Begins")),
    ("availability-exception", {"starts_at": "2026-12-03T14:00"}, "ends_at", LATER.format("Begins")),
    ("availability-exception", {"ends_at": ""}, "ends_at", "This is needed."),
)
"""What each value alone may be, but not beside the others: table, what is typed, where it is said, what is said."""
