"""What columns and their values are called in forms and lists; English is the key of the catalogue of words."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

LABELS = {
    "id": "No.",
    "code": "Code",
    "title_zh": "Title (Chinese)",
    "title_en": "Title (English)",
    "body_zh": "Text (Chinese)",
    "body_en": "Text (English)",
    "status": "State",
    "state": "State",
    "valid_from": "Shown from",
    "valid_until": "Until that day, included",
    "expires_at": "Shown until",
    "source_url": "Source",
    "reviewed_on": "Last checked on",
    "version": "Version",
    "kind": "Kind",
    "topic": "Topic",
    "unit": "Unit",
    "steps_zh": "Steps (Chinese)",
    "steps_en": "Steps (English)",
    "asked_as": "Asked as",
    "office_zh": "Office (Chinese)",
    "office_en": "Office (English)",
    "deadline_at": "Deadline",
    "audience": "For which grades",
    "window_opens": "Window opens",
    "window_closes": "Window closes",
    "form": "Form",
    "starts_at": "Begins",
    "ends_at": "Ends",
    "place_zh": "Place (Chinese)",
    "place_en": "Place (English)",
    "capacity": "Seats",
    "signup_closes": "Sign-up closes",
    "seq": "Changes",
    "announced_seq": "Changes told",
    "identifier": "CAP identifier",
    "sender": "Issued by",
    "sent": "Issued at",
    "msg_type": "Message type",
    "references_id": "Which earlier notice",
    "category": "Category",
    "event_zh": "Event (Chinese)",
    "event_en": "Event (English)",
    "response_type": "What to do",
    "urgency": "Urgency",
    "severity": "Severity",
    "certainty": "Certainty",
    "effective": "In force from",
    "onset": "Begins",
    "expires": "In force until",
    "headline_zh": "Headline (Chinese)",
    "headline_en": "Headline (English)",
    "description_zh": "Description (Chinese)",
    "description_en": "Description (English)",
    "instruction_zh": "Instruction (Chinese)",
    "instruction_en": "Instruction (English)",
    "contact": "Contact",
    "areas": "Areas",
    "announced_at": "Announced at",
    "withdrawn_at": "Withdrawn at",
    "push_weekday": "Sent on weekday",
    "push_at": "Sent at",
    "push_months": "Sent in months",
    "queued_at": "Sent on",
    "name": "Name (Chinese)",
    "name_en": "Name (English)",
    "title": "Job title (Chinese)",
    "languages": "Languages",
    "gender": "Gender",
    "topics": "Topics (Chinese)",
    "topics_en": "Topics (English)",
    "room": "Room",
    "max_per_day": "Most appointments a day",
    "telegram": "Telegram name or chat number",
    "active": "Sees students",
    "staff_id": "Staff account no.",
    "counselor_id": "Counselor",
    "day": "Day",
    "is_worked": "Worked that day",
    "loaded": "In the country's calendar",
    "weekday": "Weekday",
    "begins": "From",
    "ends": "To",
    "weeks": "Teaching weeks",
    "reason": "Reason",
    "number": "Number",
    "name_zh": "Name (Chinese)",
    "regions": "Regions",
    "verified_by": "Verified by",
    "source": "Source",
    "position": "Order",
    "phone": "Phone",
    "general": "Asked where no other office fits",
    "hours_zh": "Hours (Chinese)",
    "hours_en": "Hours (English)",
    "verified_on": "Last verified on",
}

LABELS_OF = {
    ("safety_notices", "status"): "Real or exercise",
    ("safety_notices", "onset"): "Expected to begin",
    ("counselors", "title_en"): "Job title (English)",
    ("counselors", "topics"): "Good at (Chinese)",
    ("counselors", "topics_en"): "Good at (English)",
    ("availability_rules", "valid_from"): "From that day, included",
}
"""Columns that are called otherwise in one table."""

TITLES = {
    "resume": "Résumé",
    "cet": "CET 4 and 6",
    "jobfair": "Job fair",
    "deadline": "Reminder of a deadline",
    "security": "Campus security",
    "support": "Somebody to talk to",
    "fire": "Fire and power",
    "weather": "Winter and weather",
    "personal": "Personal safety",
    "party": "The Party",
    "league": "The Youth League",
    "moral": "Moral education",
    "intellectual": "Intellectual education",
    "physical": "Physical education",
    "aesthetic": "Aesthetic education",
    "labour": "Labour education",
    "three_comprehensive": "All-round education",
    "lab": "Laboratories",
    "Met": "Weather",
    "Infra": "Buildings, water, power",
    "AllClear": "All clear",
    "None": "Nothing to do",
    "Alert": "A new notice",
    "Update": "Update of an earlier notice",
    "Cancel": "End of an earlier notice",
    "Actual": "Real",
    "F": "Woman",
    "M": "Man",
    "zh": "Chinese",
    "en": "English",
    "all": "Every week",
    "odd": "Odd weeks",
    "even": "Even weeks",
    **dict(zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), WEEKDAYS, strict=True)),
}
"""Values whose name is not the value itself."""

NUMBERED = {"push_weekday": (0, WEEKDAYS), "push_months": (1, MONTHS)}
"""Columns whose values are numbers of something that has names, and the first of those numbers."""


def title_of(column: str, value: object) -> str:
    """Return what a value of a column is called, in English."""
    if column in NUMBERED and isinstance(value, int):
        first, names = NUMBERED[column]
        return names[value - first]
    return TITLES.get(str(value), str(value).replace("_", " ").capitalize())


ENOUGH = "Chinese or English: one of the two is enough, and is shown in place of the other."
STEPS = "One step on each line."
CLOCK = "Campus time."

HINTS = {
    "code": "A short name that never changes, as tip-017: letters, digits, dots and hyphens.",
    **dict.fromkeys(("title_zh", "headline_zh", "event_zh", "place_zh", "name_zh", "name"), ENOUGH),
    "steps_zh": STEPS,
    "steps_en": STEPS,
    "asked_as": "How students ask for it, in both languages; one question on each line.",
    "areas": "One area on each line, as SHU/E/D7; empty means everywhere.",
    "languages": "The languages in which students can talk to them.",
    "regions": "CN for the whole country, or an area as SHU; one on each line.",
    "hours_zh": "As the operator states them; empty where nobody has found them out. Never 24 h unless it is so.",
    "verified_on": "The day on which somebody last called the number.",
    "reviewed_on": "The day on which somebody last made sure that it is right.",
    "topics": "One topic on each line.",
    "topics_en": "One topic on each line.",
    "expires_at": "Campus time; empty means for good.",
    "valid_from": "Campus time; empty means as soon as it is published.",
    "effective": "Campus time; empty means as soon as it is published.",
    "onset": "Campus time; empty where it has begun or nobody knows.",
    "signup_closes": "Campus time; empty means when it begins.",
    "capacity": "Empty means that there is room for all.",
    "push_weekday": "Empty means that it is only shown when asked for.",
    "push_at": CLOCK,
    "push_months": "None ticked means any month.",
    "audience": "The year of entry, as 2023; one on each line. Empty means everybody.",
    "source_url": "The page that it is from: begins with https:// or http://.",
    "references_id": "For an update or an end: the notice whose place it takes.",
    "telegram": (
        "As @name, or the number of the chat; empty for none. News of appointments goes to the chat that the account "
        "has bound instead: page “Appointments”."
    ),
    "max_per_day": "So that a day leaves time for notes and breath.",
    "position": "The smaller, the further up.",
    "weeks": "Weeks are counted from the first teaching week of the term.",
    "active": "Off: no times of theirs are offered.",
    **dict.fromkeys(("starts_at", "ends_at", "deadline_at", "window_opens", "window_closes", "expires"), CLOCK),
    **dict.fromkeys(("begins", "ends"), CLOCK),
}

HINTS_OF = {
    ("availability_rules", "valid_from"): "Empty means that it holds already.",
    ("availability_rules", "valid_until"): "Empty means for good.",
}
"""Columns that need another hint in one table."""
