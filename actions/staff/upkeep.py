"""What the owner of a subject is told: what is due to be checked again, what students missed in a week."""

from actions.dialogue.cards import joined, short
from actions.dialogue.registry import composes
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Occasion
from community.guidance.tables import GuidanceItem
from community.staff.tables import StaffAccount
from community.upkeep import kinds, missed, owners, reviewing, rules
from understanding.search.alike import groups

MOST_NAMED = 5
SIGNS = "①②③④⑤"


@composes(kinds.REVIEWS)
def tell_due(occasion: Occasion, owner: StaffAccount) -> Reply | None:
    """Name what is due as things stand now; nothing where all was looked at meanwhile."""
    subjects = owners.subjects_of(occasion.session, owner.id)
    items = reviewing.due(occasion.session, subject_ids=subjects, now=occasion.now)
    if not items:
        return None
    opening = occasion.say("Due to be checked again, in your subjects: {count}.", count=len(items))
    lines = [_due_line(occasion, item) for item in items[:MOST_NAMED]]
    return Reply(joined(opening, *lines, occasion.say("Console: Unanswered, “To be checked”.")))


def _due_line(occasion: Occasion, item: GuidanceItem) -> str:
    assert item.review_by is not None
    title = short(item.title(occasion.language))
    ends = rules.withdrawn_on(item.review_asked, item.review_asked_at, review_by=item.review_by)
    if ends is None:
        return f"· {title}"
    return occasion.say(
        "· {title}: withdrawn on {when} unless you say that it holds", title=title, when=occasion.when(ends)
    )


@composes(kinds.MISSED)
def tell_missed(occasion: Occasion, owner: StaffAccount) -> Reply | None:
    """Name what was asked most often and is still open now; nothing where nothing is."""
    asked = missed.in_week(occasion.session, owner.id, now=occasion.now)
    if not asked:
        return None
    found = missed.together(asked, groups([question.words for question in asked]))
    lines = [f"{sign} {words} ×{times}" for sign, (words, times) in zip(SIGNS, found, strict=False)]
    opening = occasion.say("Could not answer in the last 7 days, in your subjects:")
    return Reply(
        joined(opening, *lines, occasion.say("Console: Unanswered. What you publish there is answered at once."))
    )
