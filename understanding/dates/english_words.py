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
# As typed in haste, and as it should be; both are read.
MISSPELT = {
    r"we(?:nsday|dnseday|ndesday|dnsday|nesday|dneday)": "wednesday",
    r"th(?:rusday|ursady|urday|usrday|rsday)": "thursday",
    r"t(?:useday|eusday|uesay|usday)": "tuesday",
    r"sat(?:erday|uday|urady)": "saturday",
    r"f(?:irday|rday|riady)": "friday",
    r"m(?:unday|onady)": "monday",
    r"nxt|nex": "next",
    r"ths": "this",
}
