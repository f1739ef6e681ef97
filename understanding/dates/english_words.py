"""The words that both English readers share."""

WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
DAY = (
    r"(?:mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:s|nesdays?)?|thu(?:r(?:s(?:days?)?)?)?"
    r"|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)"
)
TOMORROW = r"(?:tomorrow|tommorow|tomorow|tommorrow|tomo|tmrw|tmr|tmw|tmrrw|2moro|2morrow|2mrw|tomoz)"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
BETWEEN = r"(?:be+twe{1,3}n|btwn|b/w)"
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    "|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
)
# As typed in haste, and as it should be, beside the slips that `slips` knows.
MISSPELT = {
    "tuesay": "tuesday",
    r"nxt|nex": "next",
    r"ths": "this",
}
