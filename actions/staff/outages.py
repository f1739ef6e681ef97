"""What whoever is on duty is told of a part that is stuck, and of one that works again."""

from actions.dialogue.registry import composes
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Occasion
from actions.dialogue.wording import noted
from community.outages import kinds
from community.outages.tables import Outage

HAPPENS = {
    "inbox": noted("Students' messages have been waiting for an answer for more than a minute."),
    "sender": noted("Replies and reminders have not been leaving for more than a minute."),
    "scheduler": noted("Timed work stands still: notices, calls for help and waiting lists are not looked at."),
    "database": noted("The database was away: nothing could be kept or answered."),
    "nlu": noted(
        "Rasa has not answered for minutes. Calls for help are heard as always; other answers are less exact."
    ),
    "danger": noted(
        "I am still learning to hear danger: after a first start or an update that takes some minutes. Until then I go "
        "by the rules and by fewer examples. I ask in vain more often, and may miss a hint."
    ),
    "training": noted("Training ended with an error. I go on with what was trained before, and try again."),
    "role_web": noted("No process that takes messages in and serves the web pages is alive."),
    "role_turns": noted("No process that answers messages is alive: they are kept and wait."),
    "role_sender": noted("No process that sends to Telegram is alive: replies and reminders wait."),
    "role_clock": noted(
        "No process that keeps the timetable is alive: notices, calls for help and waiting lists are not looked at."
    ),
    "secret": noted("Processes sign with different secrets: each turns away whom another has let in."),
}
START_ONE = noted("Start a process of the role that I name: python -m bot run --role ROLE")
TO_DO = {
    "inbox": noted("Look at the log for database_away and job_failed. If it goes on for 5 minutes, restart me."),
    "sender": noted(
        "Look whether the server reaches Telegram; the log then says telegram_away. If it goes on for 5 minutes, "
        "restart me."
    ),
    "scheduler": noted("Look at the log for job_failed. If it goes on for 5 minutes, restart me."),
    "nlu": noted(
        "Look at the log for rasa_did_not_start and model_altered, and at rasa.log in the data folder. If the model is "
        "damaged, train it again: python -m bot train --force"
    ),
    "danger": noted("Nothing is to be done but to wait. If it takes more than 15 minutes, look at the log."),
    "training": noted("Look at what was printed after “training failed”. Often the disk is full or the memory taken."),
    **dict.fromkeys(("role_web", "role_turns", "role_sender", "role_clock"), START_ONE),
    "secret": noted("Set one ONESTOP_SECRET for all processes and start them again."),
}
OTHER = noted("A part of the assistant does not do its work.")
RESTART = noted("If it goes on for 5 minutes, restart me.")


@composes(kinds.BEGAN)
def outage_began(occasion: Occasion, outage: Outage) -> Reply | None:
    """Say what is stuck and what to do; nothing where it works again by now."""
    if outage.ended_at is not None:
        return None
    return Reply(
        "\n".join(
            (
                occasion.say("⚠️ The assistant needs help: {part}, since {when}.", **_named(occasion, outage)),
                occasion.say(HAPPENS.get(outage.part, OTHER)),
                occasion.say(TO_DO.get(outage.part, RESTART)),
                occasion.say("No message is lost meanwhile. I'll tell you when it works again."),
            )
        )
    )


@composes(kinds.ENDED)
def outage_ended(occasion: Occasion, outage: Outage) -> Reply | None:
    """Say that it works again, and how long it did not."""
    if outage.ended_at is None:
        return None
    minutes = max(1, round((outage.ended_at - outage.began_at).total_seconds() / 60))
    words = occasion.say(
        "✅ It works again: {part}. It was stuck from {when} on, for about {minutes} min. Nothing is left to do.",
        minutes=minutes,
        **_named(occasion, outage),
    )
    return Reply(f"{words}\n{occasion.say(HAPPENS[outage.part])}" if outage.part == "database" else words)


def _named(occasion: Occasion, outage: Outage) -> dict[str, object]:
    return {"part": outage.part, "when": occasion.when(outage.began_at)}
