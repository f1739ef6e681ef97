"""What stands instead of a reminder in the student's own words that was spoken of and not ordered."""

from actions.dialogue.cards import joined
from actions.dialogue.registry import instead_of
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.household.my_reminders import list_reminders


@instead_of("set_reminder", "delete_reminder")
def neither_set_nor_deleted(turn: Turn) -> Reply:
    """Say how it is done, with the reminders that wait; nothing is changed."""
    if turn.request.wish.kind == "negated":
        lead = turn.say("All right, nothing is changed.")
    else:
        lead = turn.say(
            "Nothing is changed yet. Write what I shall remind you of and when; to delete a reminder, say which."
        )
    listed = list_reminders(turn)
    return Reply(joined(lead, listed.text), listed.buttons)
