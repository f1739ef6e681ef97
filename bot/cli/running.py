"""What the command line runs: the whole assistant, a talk in the terminal, a transcript, a list of sentences."""

import asyncio
import faulthandler
import signal
import socket
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from bot import files, waiting
from bot.app import App, utc_now
from bot.channels import every
from bot.channels.terminal import TerminalTalk, print_replies
from bot.cli import transcript
from bot.learning import Learning, stale
from bot.mind import Mind, understanding_alone
from bot.patience import until_it_takes
from bot.roles import Part, Role, parts_of
from bot.settings import Settings
from bot.turns.dispatcher import DEADLINE_SECONDS
from bot.watch import standing
from community.counseling import availability
from community.database import Database, one_at_a_time
from community.seed import library, loader
from understanding import crisis
from understanding.parse import Intent, Parse

log = structlog.get_logger()

RASA_WAIT_SECONDS = 120
FROZEN_SECONDS = 60.0
STUCK_TURN_SECONDS = DEADLINE_SECONDS + 10
LOOK_SECONDS = 1.0
STUCK_LOOKS = 5  # in a row: after a pause of the machine a turn looks long once and then ends


class PartDied(Exception):
    """Something that must always run has ended."""


async def serve(
    settings: Settings,
    roles: frozenset[Role],
    listening: socket.socket,
    *,
    say: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        roles: what this process is there for.
        listening: its port, taken already.
        warn: says a line that must not be overlooked.

    Raises:
        PartDied: the assistant cannot go on; whoever supervises it should start it again.
    """
    stopping = asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopping.set)
    was, most = files.raise_limit()  # before the app counts how many connections it may take
    learning = await _learning(settings, roles, listening, stopping, say=say)
    if stopping.is_set():
        return
    app = App(settings, roles=roles, learning=learning)
    frozen = asyncio.create_task(
        end_when_frozen(lambda: app.engine.dispatcher.longest_turn_seconds if app.engine.dispatcher else 0.0)
    )
    ready: asyncio.Task[None] | None = None
    try:
        await app.start(listening)
        assert app.http is not None
        for line in _served(app, app.http.address) if Part.SITE in app.parts else _watched(roles, app.http.address):
            say(line)
        say(f"open files     at most {most:,}{f' (raised from {was:,})' if most > was else ''}")
        if most < files.FEW:
            warn(f"FEW OPEN FILES: with {most:,}, many visitors at once are turned away. Raise the limit (ulimit -Hn).")
        for line in await until_it_takes(standing.warnings, app.database, app.now()):
            warn(line)
        if app.mind is not None:
            ready = asyncio.create_task(_tell_when_ready(app.mind, say))
        await _first(stopping, app.tasks.broken)
        say("stopping")
    finally:
        if ready is not None:
            ready.cancel()
        frozen.cancel()
        await app.stop()
    if app.tasks.broken.is_set():
        raise PartDied("a part of the assistant died; the log above says which. Start it again")


async def _learning(
    settings: Settings,
    roles: frozenset[Role],
    listening: socket.socket,
    stopping: asyncio.Event,
    *,
    say: Callable[[str], None],
) -> Learning | None:
    """Begin to teach what is stale, and return once there is enough of it to answer; None where nothing is stale.

    Raises:
        TrainingFailed: there will not be enough.
    """
    subjects = await asyncio.to_thread(stale) if Part.MIND in parts_of(roles) else []
    if not subjects:
        return None
    say("training what has changed, or was never trained; answers begin with the first of it, in about a minute")
    learning = Learning(subjects, say=say)
    begun, stopped = asyncio.create_task(learning.begun()), asyncio.create_task(stopping.wait())
    try:
        async with waiting.behind_a_door(settings, listening, lambda: {"training": {**learning.state(), "ok": False}}):
            await asyncio.wait((begun, stopped), return_when=asyncio.FIRST_COMPLETED)
        if begun.done():
            begun.result()
            return learning
    except BaseException:
        await learning.stop()
        raise
    finally:
        begun.cancel()
        stopped.cancel()
    await learning.stop()
    return None


def _served(app: App, address: str) -> list[str]:
    return [
        f"web chat       {address}/",
        f"staff console  {address}/console   (first account: .venv/bin/python -m bot staff add)",
        *every.told(app.channels),
    ]


def _watched(roles: frozenset[Role], address: str) -> list[str]:
    return [f"{', '.join(sorted(roles))}: watch it at {address}/healthz"]


async def end_when_frozen(
    longest_turn: Callable[[], float],
    *,
    frozen: float = FROZEN_SECONDS,
    stuck: float = STUCK_TURN_SECONDS,
    look: float = LOOK_SECONDS,
) -> None:
    """End the process where one thing runs for so many seconds, or a turn holds its transaction so long.

    Whoever supervises it starts it again; the inbox has counted the turn that did not end. The system itself sees to
    it, so that no pattern or loop of ours can hold it up. What it prints are places in the code, never words. Only time
    in which we run counts: a machine that stood still goes on where it was.
    """
    faulthandler.register(signal.SIGPROF, chain=True)  # says where, then the system ends the process
    looks = 0
    try:
        while looks < STUCK_LOOKS:
            signal.setitimer(signal.ITIMER_PROF, frozen)
            await asyncio.sleep(look)
            looks = looks + 1 if longest_turn() >= stuck else 0
        log.critical("turn_stuck", hint="the process ends and must be started again")
        faulthandler.dump_traceback_later(look, exit=True)
        await asyncio.Event().wait()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.unregister(signal.SIGPROF)
        faulthandler.cancel_dump_traceback_later()


async def _first(*events: asyncio.Event) -> None:
    """Return when one of the events is set."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _tell_when_ready(mind: Mind, say: Callable[[str], None]) -> None:
    """Say once when requests are read by Rasa, and danger heard by all that is taught of it."""
    if mind.learning is not None:
        say("answers begin: a first router reads, and a first ear hears danger, until the training is done")
    while mind.is_learning("words") or not mind.rasa_is_up:
        await asyncio.sleep(LOOK_SECONDS)
    if mind.rasa is not None:
        say("Rasa is up; Ctrl-C ends everything")
    if mind.learning is None:
        return
    while mind.is_learning("danger"):
        await asyncio.sleep(LOOK_SECONDS)
    say("everything is trained")


async def talk(settings: Settings, *, name: str, say: str | None) -> None:
    """Talk in the terminal, or say one thing and print the replies."""
    app = App(settings, serves=False)
    await app.start()
    try:
        terminal = TerminalTalk(app.engine, name)
        if say is None:
            await terminal.run()
            return
        if not crisis.assess(say).is_urgent:  # those answers want no model, so they don't wait for it
            await _all_is_read(app)
        print_replies(await terminal.say(say))
    finally:
        await app.stop()


async def play(settings: Settings, file: Path, *, show: Callable[[str], None]) -> None:
    """Play a transcript on a fresh sample campus.

    Raises:
        Departed: the assistant said something else.
    """
    steps = transcript.read(file)
    clock = transcript.StageClock(settings.zone)
    for step in steps[:1]:
        if step.verb == "at":
            clock.set(step.words)
    app = App(settings, serves=False, now=clock)
    seed_if_empty(app.database, settings, now=clock())
    await app.start()
    try:
        await _rasa_is_up(app)
        await transcript.Stage(app.engine, clock, show=show).play(steps, name=file.name)
    finally:
        await app.stop()


async def understand_lines(
    settings: Settings, lines: Iterable[str], *, now: datetime, show: Callable[[dict[str, Any]], None]
) -> None:
    """Understand one line after the other, as the dispatcher would."""
    async with understanding_alone(settings) as (understanding, rasa):
        if rasa is not None:
            await rasa.start()
            await rasa.ready(timeout_seconds=RASA_WAIT_SECONDS)
        for line in lines:
            show(as_json(await understanding.understand(line.rstrip("\n"), now=now)))


async def _all_is_read(app: App) -> None:
    """Wait for what a running assistant has had long since: Rasa, and all that is written."""
    await _rasa_is_up(app)
    if app.mind is not None:
        await app.mind.read_all(app.database)


async def _rasa_is_up(app: App) -> None:
    if app.mind is not None and app.mind.rasa is not None:
        await app.mind.rasa.ready(timeout_seconds=RASA_WAIT_SECONDS)


def seed_if_empty(database: Database, settings: Settings, *, now: datetime | None = None, sample: bool = True) -> bool:
    """Fill an empty database with the sample campus; False where there was something in it, lately or by another.

    Args:
        sample: False leaves it without; that is kept, so that no later start fills it.
    """
    with database.transaction() as session:
        one_at_a_time(session, "seed")
        if not loader.is_empty(session):
            return False
        moment = now or utc_now()
        loader.seed(session, now=moment, zone=settings.zone, sample=sample)
        availability.open_slots(session, now=moment, zone=settings.zone, term_start=settings.term_start)
        return True


def add_library(database: Database, settings: Settings) -> int:
    """Add the larger library of the sample campus, and return how many rows are new."""
    with database.transaction() as session:
        one_at_a_time(session, "seed")
        return library.add(session, now=utc_now(), zone=settings.zone)


def as_json(parse: Parse) -> dict[str, Any]:
    """Return a parse as the contract shows it."""
    return {
        "text": parse.text,
        "language": parse.language,
        "crisis": parse.danger.level,
        "fallback": parse.fallback,
        "intents": [_intent_json(intent) for intent in parse.intents or parse.likeliest[:1]],
        "times": [
            {"text": time.text, "start": time.start.isoformat(), "end": time.end.isoformat() if time.end else None}
            for time in parse.times
        ],
    }


def _intent_json(intent: Intent) -> dict[str, Any]:
    return {
        "name": intent.name,
        "confidence": round(intent.confidence, 4),
        "entities": [
            {"entity": entity.name, "value": entity.value, "start": entity.start, "end": entity.end}
            for entity in intent.entities
        ],
    }
