"""What an error of Telegram's means for the message: only what surely did not arrive is worth another try."""

from datetime import timedelta

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.request import never_left
from community.post.rules import BLOCKED, GivenUp, Outcome, Sent, TryAgain, Uncertain


def outcome_of(error: TelegramError) -> Outcome:
    """Name how a send ended.

    Raises:
        TelegramError: the same one, where it says nothing of the message.
    """
    match error:
        case RetryAfter(retry_after=wait):
            return TryAgain("Telegram is busy", wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case InvalidToken():
            return TryAgain("Telegram refuses the token")  # says nothing of the message, which waits for the right one
        case Forbidden():
            return GivenUp(BLOCKED, recipient_gone=True)
        case BadRequest():
            return _refused(error.message)
        case TimedOut():
            return TryAgain("no connection in time") if never_left(error) else Uncertain("no answer in time")
        case NetworkError():
            return _network_failed(error)
    raise error


def _refused(why: str) -> Outcome:
    if "message is not modified" in why.lower():
        return Sent()  # an edit that was taken already
    return GivenUp(f"Telegram refuses it: {why}", recipient_gone="chat not found" in why.lower())


def _network_failed(error: NetworkError) -> Outcome:
    if error.__cause__ is None:
        return TryAgain(f"Telegram answers {error.message}")  # a 5xx, or a page of somebody else: refused
    return TryAgain("connection refused") if never_left(error) else Uncertain(f"the connection broke: {error.message}")
