"""Figures and words that look like times and are none: room 305, CET-6, 20k, 3 people, good morning."""

import re

from understanding.dates.english_words import DAY, MONTH

_LABELS = (
    "room|rm|building|dorm|ext|extension|tel|phone|chapter|unit|lesson|section|part|question|version|level|grade|class|no|band"
    "|score|seat|row|flat|page|hall|gate|floor|lab|bus|line|number|cet|tem|ielts|toefl|gpa|hsk|form|step|option|case|code|id"
)
_COUNTED = (
    "k|rmb|yuan|cny|usd|dollars|%|kg|km|gb|mb|people|persons|students|friends|credits|points|times|years|pages|words|seats|marks"
    "|floors?|questions|things|jobs|tickets|copies|options|of us|counselors|teachers|books|courses|classes|exams"
)
_THINGS = "year|floor|one|time|place|grade|choice|option|person|prize|class"
_DATE = r"20\d\d\.\d{1,2}\.\d{1,2}(?![.\d])"
NOISE = re.compile(
    "|".join(
        (
            rf"\b(?:{_LABELS})\s*[.#:-]?\s*\d+(?:\.\d+)*[a-z]?\b(?!\s*(?:am|pm|o'?clock)|:\d)",
            r"[$¥#]\s*\d[\d,.]*k?|\bv(?:ersion)? ?\d[\d.]*",
            rf"\b(?!{_DATE})v?\d+(?:\.\d+){{2,}}\b(?<!\.20\d\d)(?!\s*[日号])",
            rf"\b(?!noon|mid|to(?:day|night|morrow)|tmr|[a-z]*day|{DAY}|{MONTH})[a-z]+\d*-\d[a-z0-9]*\b",
            rf"(?<![\d/:.])\d[\d,.]*\s*(?:{_COUNTED})(?![a-z])",
            r"\bgood (?:morning|afternoon|evening|night)\b|\bnight night\b",
            r"\b(?:every|all|each|most|at|over) ?(?:morning|afternoon|evening|night)s?\b|\bin the mornings\b",
            r"\b(?:merry|happy) (?:christmas|x-?mas|new year)(?:'?s)?(?: eve| day)?\b",
            r"\bone by one\b|\bat (?:one|two) (?:of|point)\b|\bat first\b|\bday by day\b|\bone day\b|\bone on one\b",
            r"\bthe sun\b|\b(?:i|we|he|she|they|have|just|and) sat\b|\bsat (?:down|in|at|on|there|next)\b",
            rf"\b\d+ ?(?:st|nd|rd|th) (?:{_THINGS})\b",
            rf"\b(?!next year)(?:first|second|third|fourth|last|next|this|that|another) (?:{_THINGS})\b"
            r"(?! tom| tmr| next)",
            r"\b24/7\b|\b9 ?(?:to|-) ?5 (?:job|work)\b|\b\d+ ?/ ?\d+ (?:of|correct|right)\b|\b\d+ out of \d+\b",
            r"每天[早晚]?上?",
        )
    ),
    re.ASCII,
)
