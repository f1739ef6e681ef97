"""`python -m bot show`: what the assistant can do, one screen each, read from where it is declared."""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from actions.dialogue import registry, wording
from actions.dialogue.registry import Declared, Registry

WIDTH = 118

show = typer.Typer(no_args_is_help=True, help="What the assistant can do, one screen each.")
Language = Annotated[str, typer.Option("--language", help="Of the titles: en or zh.")]

TRAITS = {
    "changes": "changes something",
    "interrupts": "heard inside any question",
    "gives_way": "what is written goes first",
    "takes_time": "goes on with a time",
    "takes_counselor": "goes on with another counselor",
    "of_what_is_shown": "needs no name after a card",
    "keeps_card": "keeps the card in mind",
    "says_little": "answers what was asked",
    "urgent": "before all others",
    "of_danger": "of a talk about danger",
    "by_title": "typed by its title too",
    "stands_last": "its button stands last",
}
"""Traits that are true or not, in the order of how much they matter to who reads the screen."""


@show.command()
def intents(language: Language = "en") -> None:
    """What students ask in words, with its traits; then what only buttons and commands stand for."""
    known = registry.load()
    heard = [one for one in known.all() if one.said != "never"]
    _say(f"{len(heard)} intents are said in words; * marks those that rules and the search find, without examples.")
    for one in heard:
        star = "*" if one.said == "by_rule" else " "
        _say(_wrapped(f" {star}{one.intent:24}{wording.say(language, one.title)}", _words_of(one)))
    tapped = [one for one in known.all() if one.said == "never"]
    _say(f"\n{len(tapped)} are tapped or typed as commands only:")
    for folder, those in groupby(tapped, key=lambda one: _folder(known, one)):
        _say(_wrapped(f"  {folder}:", " ".join(_named(one) for one in those)))


@show.command()
def kinds() -> None:
    """Every kind of delivery: which leaves first, what waits for the morning, of which the latest says all."""
    from community.kinds import all_kinds

    _say("Kinds of delivery, the first to leave first.")
    for kind in sorted(all_kinds().values(), key=lambda kind: kind.priority):
        said = ["waits for the morning"] if kind.waits_for_morning else []
        said += ["the latest says all"] if kind.latest_says_all else []
        said += ["can be turned off"] if kind.preference else []
        _say(f"  {kind.priority:3}  {kind.name:24}{' · '.join(said)}".rstrip())


@show.command()
def jobs() -> None:
    """Every job of the timetable, and how often it runs."""
    from bot.timetable import jobs as timetable

    listed = _Listed()
    timetable.fill(listed, zone=ZoneInfo("UTC"), term_start=date.min)
    _say("Jobs of the timetable; one process at a time runs each.")
    for seconds, name in sorted(listed.jobs):
        _say(f"  every {_often(seconds):12}{name.replace('_', ' ')}")


@show.command()
def channels() -> None:
    """Every way of writing to the assistant: who brings the answers, and how it is turned on."""
    from bot.channels.channel import PushedChannel
    from bot.channels.every import every

    _say("Channels: answers are sent to those that are pushed; the others' clients come for them.")
    for one in every():
        brought = "pushed" if issubclass(one, PushedChannel) else "fetched"
        _say(f"  {one.name:12}{brought:10}{one.turned_on_by or 'always on'}")


@show.command()
def rules() -> None:
    """How danger is decided: from what rules find and how dark the words sound, to what is shown and who is told."""
    _say("What a message is heard as, by its strongest sign (rows) and how dark it sounds (columns, 0 to 1)")
    for line in _table_of_danger():
        _say(line)
    _say("\nHow danger to the writer is answered")
    for line in _answers():
        _say(line)
    _say("\nThe signs, by strength")
    for strength, names in _signs():
        _say(_wrapped(f"  {strength}", " ".join(names)))


class _Listed:
    """A timetable that only lists its jobs."""

    def __init__(self) -> None:
        self.jobs: list[tuple[float, str]] = []

    def every(self, seconds: float, name: str, job: object, *, everywhere: bool = False) -> None:  # noqa: ARG002 - the shape of a timetable
        self.jobs.append((seconds, name))


def _words_of(one: Declared) -> str:
    said = [f"/{command.name}" for command in one.commands]
    said += [] if one.menu is None else ["menu, behind More" if one.menu.behind_more else "menu"]
    said += [words for trait, words in TRAITS.items() if getattr(one, trait)]
    said += [] if one.guessed else ["never guessed"]
    return " · ".join(said)


def _named(one: Declared) -> str:
    commands = ",".join(f"/{command.name}" for command in one.commands)
    return f"{one.intent} ({commands})" if commands else one.intent


def _folder(known: Registry, one: Declared) -> str:
    return known.handlers[one.intent].__module__.split(".")[1]


def _often(seconds: float) -> str:
    for length, name in ((3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{seconds / length:g} {name}"
    return f"{seconds:g} s"


def _table_of_danger() -> Iterator[str]:
    from understanding.crisis.classifier import Sound
    from understanding.crisis.decision import decide
    from understanding.crisis.evidence import Evidence, Finding

    tones = (0.01, 0.05, 0.1, 0.3, 0.5, 0.9)
    yield f"  {'':34}" + "".join(f"{tone:<10}" for tone in tones)
    for strength in (3, 2, 1, 0):
        for beside in (frozenset[str](), frozenset(("jokes",))):
            found = (Finding("sign", strength, third_person=False),) if strength else ()
            evidence = Evidence(found, beside, speaks_of_another=False)
            row = f"{strength}{', beside a joke or the like' if beside else ''}"
            yield f"  {row:34}" + "".join(f"{decide(evidence, Sound(0, tone))[0]:<10}" for tone in tones)


def _answers() -> Iterator[str]:
    from community.cases.crisis_rules import Heard, alarm

    risks: dict[str | None, str] = {None: "nobody is called", "low": "a person looks within a day"}
    told = {"first told": Heard(), "told again": Heard(1), "a third time": Heard(2)}
    told["after a yes"] = Heard(1, settled=True)
    for level, by_tone in (("ask", True), ("ask", False), ("crisis", False)):
        how = "by tone alone" if by_tone else "by a sign"
        for when, before in told.items():
            found = alarm(level, by_tone=by_tone, before=before)
            yield f"  {level:8}{how:16}{when:14}the {found.shows}, {risks.get(found.risk, 'a person is called')}"


def _signs() -> Iterator[tuple[int, Iterable[str]]]:
    from understanding.crisis.lexicon import lexicon

    found = {(rule.strength, rule.name) for language in ("zh", "en") for rule in lexicon(language).rules}
    for strength in sorted({strength for strength, _ in found}, reverse=True):
        yield strength, sorted(name for of, name in found if of == strength)


def _wrapped(before: str, after: str) -> str:
    """Return two columns of words, the second folded at the width of a screen."""
    if not after:
        return before.rstrip()
    column = max(len(before) + 2, 58) if len(before) > 20 else len(before) + 1
    return textwrap.fill(before.ljust(column) + after, WIDTH, subsequent_indent=" " * column, break_on_hyphens=False)


def _say(line: str) -> None:
    typer.echo(line)
