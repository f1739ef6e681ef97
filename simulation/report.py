"""The report: what happened in the term, how fast, and which rules were broken."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC

from simulation.ledger import Violation
from simulation.timing import percentile
from simulation.world import World

FATES = ("arrived", "refused", "uncertain", "gone")
MOST_SHOWN = 20  # violations of one rule


def report(world: World, *, database: str, seconds: float) -> str:
    """Return the whole report; nothing in it but the last line depends on the machine it was made on."""
    plan = world.plan
    head = f"{plan.weeks} weeks from {plan.begins:%Y-%m-%d}, {plan.students} students, seed {plan.seed}, on {database}"
    parts = (_talk(world), _sends(world), _dues(world), _waits(world), _reach(world), _faults(world))
    body = ["\n".join(part) for part in parts]
    return "\n\n".join((head, *body, "\n".join(_violations(world.ledger.violations)), f"took {seconds:.0f} s\n"))


def _talk(world: World) -> Iterator[str]:
    deeds, joined = world.effects.deeds, sum(person.joined_at is not None for person in world.people.values())
    yield f"turns: {world.stage.turns} of {joined} students; cases taken up by people: {world.duty.cases}"
    yield f"appointments: {deeds['booked']} booked, {deeds['moved']} moved, {deeds['unbooked']} cancelled by students"
    yield (
        f"events: {len(world.guests.gatherings)}, {deeds['signed_up']} places given, {deeds['waitlisted']} waited, "
        f"{deeds['left']} left; reminders turned off {deeds['off']} times, on {deeds['on']} times"
    )


def _sends(world: World) -> Iterator[str]:
    yield f"{'sends':<24}" + "".join(f"{fate:>10}" for fate in FATES)
    for kind in sorted({kind for kind, _ in world.witness.sends}):
        yield f"  {kind:<22}" + "".join(f"{world.witness.sends[kind, fate]:>10}" for fate in FATES)
    yield f"most in one second: {world.witness.pace.most_in_a_second}"


def _dues(world: World) -> Iterator[str]:
    yield f"what was due to somebody: {sum(world.ledger.ends.values())}"
    yield from (f"  {end:<44}{count:>8}" for end, count in sorted(world.ledger.ends.items()))


def _waits(world: World) -> Iterator[str]:
    waits = world.witness.waits
    yield f"{'waiting for answers, s':<40}{'p50':>8}{'p99':>8}{'most':>8}{'of':>8}"
    for name, values in (
        ("while nothing is broadcast", waits.free),
        ("in the middle of a broadcast", waits.in_broadcast),
        ("while channel or machine were away", waits.hindered),
    ):
        figures = "".join(f"{percentile(values, share):>8.2f}" for share in (0.5, 0.99, 1.0))
        yield f"  {name:<38}{figures}{len(values):>8}"


def _reach(world: World) -> Iterator[str]:
    """Tell how long a notice took to reach those who were awake, and of how many it is."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    for due in world.ledger.all():
        if due.subject in world.effects.broadcasts and due.told_at is not None:
            took[due.subject].append((due.told_at - due.expected_at).total_seconds())
    yield f"{'broadcasts reached, s':<40}{'p50':>8}{'p99':>8}{'most':>8}{'of':>8}"
    for kind in ("severe_notice", "notice", "lesson"):
        marks = [mark for mark, one in world.effects.broadcasts.items() if one.kind == kind]
        values = [seconds for mark in marks for seconds in took[mark]]
        figures = "".join(f"{percentile(values, share):>8.1f}" for share in (0.5, 0.99, 1.0))
        yield f"  {f'{kind}, {len(marks)} times':<38}{figures}{len(values):>8}"


def _faults(world: World) -> Iterator[str]:
    faults, driver = world.faults, world.driver
    yield (
        f"faults: killed {driver.kills} times, started {driver.starts} times, away {len(faults.away)} times, "
        f"clock set back {len(faults.set_back)} times, Rasa away {len(faults.without_rasa)} times"
    )
    yield (
        f"  channel: {len(faults.outages)} outages, {len(faults.refusals)} storms of 429; "
        + ", ".join(f"{name} {count}" for name, count in sorted(faults.counts.items()))
    )


def _violations(violations: list[Violation]) -> Iterator[str]:
    counts = Counter(violation.rule for violation in violations)
    yield f"violated invariants: {len(violations)}"
    for rule, count in sorted(counts.items()):
        yield f"  {rule}: {count}"
        shown = [violation for violation in violations if violation.rule == rule][:MOST_SHOWN]
        yield from (f"    {violation.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z  {violation.what}" for violation in shown)
