"""What the rules find in a message: dangerous words, each weighed by the words around it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from understanding.crisis.borders import cuts_a_word
from understanding.crisis.lexicon import FRAMES, Lexicon, Rule, lexicon
from understanding.crisis.normalise import HAN, in_chinese
from understanding.parse import DangerAbout, Language

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[a-z]{2}")
_TITLE = re.compile(r"《[^》\n]{1,40}》|〈[^〉\n]{1,40}〉")
_SENTENCE_END = re.compile(r"[.!?;\n]")
_CLAUSE_END = re.compile(
    r"[,.!?;\n:]|但是?|不过|可是|只是|\bbut\b|\bi just\b|\bjust that\b|\balthough\b|\bthough\b|\bhowever\b"
)
# Here a new thought begins: what made the one before harmless does not reach it.
_THOUGHT_END = re.compile(
    r"[.!?;\n]|但是?|不过|可是|其实|说真的|反正|\b(?:but|also|anyways?|honestly|actually|seriously)\b"
)
_MYSELF = re.compile(r"我|\b(?:i|im|ive|id|ill|me|my|myself)\b")
_BEGINS_WITH_ME = re.compile(r"我|(?:i|im|ive|id|ill)\b")
_MATCHES_PER_RULE = 6
_SOONEST: tuple[DangerAbout, ...] = ("victim", "others", "friend")

# These say what somebody does or has done; no exam and no laugh explains them away.
_DEEDS = frozenset(
    {
        "act_under_way",
        "goodbye",
        "method",
        "self_harm",
        "violence",
        "harassment",
        "bullying",
        "among_us",
        "harm_to_others",
    }
)

# What somebody does in the writer's own circle is answered like what is done to the writer, who tells it as a witness.
_WITNESSED = frozenset({"among_us"})

# "my suicidal friend": the one in danger may be named after the words of these.
_FITTING = frozenset({"wants_to_die", "does_not_want_to_live", "self_harm", "topic"})

# A sentence about somebody else, told as if by oneself, so that one set of rules reads both.
_AS_IF_ONESELF: Mapping[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "zh": ((re.compile(r"(?:他|她|(?<![a-z])ta(?![a-z]))(?!们)"), "我"),),
    "en": (
        (re.compile(r"\b(?:shes|hes|theyre|(?:s?he|they) (?:is|was|are|were))\b"), "im"),
        (re.compile(r"\bwithout (?:him|her|them)\b"), "without me"),
        (re.compile(r"\b(?:shed|hed|theyd)\b"), "id"),
        (re.compile(r"\b(?:she|he|they)(?:ll| will)\b"), "i will"),
        (re.compile(r"\b(?:she|he|they)\b"), "i"),
        (re.compile(r"\b(?:himself|herself|themself|themselves)\b"), "myself"),
        (re.compile(r"\b(?:his|their|her)\b"), "my"),
        (re.compile(r"\bdoesnt\b"), "dont"),
        (re.compile(r"\b(wish|cuts|hurts)es\b"), r"\1"),
        (
            re.compile(
                r"\b(want|talk|think|plan|feel|say|keep|hate|need|wish|tr|hop|threaten|post|mention)(?:e?s|ies)\b"
            ),
            r"\1",
        ),
        (
            re.compile(r"\b(?:talk|jok|post|mention|threaten)(?:e|ed|ing)?(?: \w+)? (?:about|of|to)\b"),
            "thinking about",
        ),
        (re.compile(r"\bgives\b"), "give"),
        (re.compile(r"\bhas\b"), "have"),
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule met: how strongly it still speaks (0 to 3) once its surroundings are weighed."""

    rule: str
    strength: int
    third_person: bool
    about: DangerAbout = "oneself"
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the rules say of one message; `harmless` names the contexts and idioms seen."""

    findings: tuple[Finding, ...]
    harmless: frozenset[str]
    speaks_of_another: bool

    @property
    def strongest(self) -> int:
        """What is left of the strongest finding, 0 without one."""
        return max((found.strength for found in self.findings), default=0)

    @property
    def surely(self) -> int:
        """What is left of the strongest finding that needs no dark tone, one less where it tells of somebody else."""
        return max((found.strength - found.third_person for found in self.findings if found.sure), default=0)

    @property
    def about(self) -> DangerAbout:
        """Whom the strongest findings concern: the writer before anybody else, a victim before a threat."""
        if self.strongest == 0:
            return "friend" if self.speaks_of_another else "oneself"
        worst = [found for found in self.findings if found.strength == self.strongest]
        if any(found.about == "oneself" and not found.third_person for found in worst):
            return "oneself"
        told = {"friend" if found.third_person else found.about for found in worst}
        return next((about for about in _SOONEST if about in told), "oneself")


def languages(text: str) -> tuple[Language, ...]:
    """Return the languages whose rules can match a normalised text; both for a mixed one."""
    found: list[Language] = []
    if _HAN.search(text):
        found.append("zh")
    if _LATIN.search(text):
        found.append("en")
    return tuple(found)


def gather(text: str) -> Evidence:
    """Read one normalised text with the rules of its languages."""
    findings: list[Finding] = []
    harmless: set[str] = set()
    helping = False
    read_in = languages(text)
    for language in read_in:
        told = in_chinese(text) if language == "zh" and "en" in read_in else text
        reader = _Reader(told, lexicon(language), language)
        findings += reader.findings()
        harmless |= reader.harmless()
        helping = helping or reader.speaks_of_another()
    return Evidence(tuple(findings), frozenset(harmless), helping)


class _Reader:
    """One message under the rules of one language."""

    def __init__(self, text: str, rules: Lexicon, language: Language) -> None:
        self._lexicon = rules
        self._language = language
        self._context = rules.contexts
        self._agents = _agents(rules.contexts["others"])
        self._titled = _TITLE.search(text) is not None
        self._serious = self._context["serious"].search(text) is not None
        untitled = _TITLE.sub(_blank, text)
        self._said = untitled
        self._text = self._context["idioms"].sub(_blank, untitled)
        self._negated = self._explained = self._met = self._inside = False
        self._within: frozenset[str] = frozenset()
        self._idiom = self._text != untitled
        self._frames = frozenset(name for name in FRAMES if self._context[name].search(text))
        if self._serious:
            self._frames -= {"jokes", "denial", "trivial"}
        if self._titled:
            self._frames |= {"works"}

    def harmless(self) -> set[str]:
        """Return the names of what speaks against danger, `negated` once a reading has met one."""
        seen = {"idiom": self._idiom, "negated": self._negated, "inside": self._inside}
        # an exam in another clause explains nothing
        apart = {"trivial"} if self._met and not self._explained else set()
        if "past" not in self._frames:
            apart.add("recovered")  # "thank you", "I'm fine" alone tell of no recovery
        return set(self._frames - {"past", "again"} - apart - self._within) | {
            name for name, met in seen.items() if met
        }

    def speaks_of_another(self) -> bool:
        """Return whether the message begins with somebody else, or asks how to help one."""
        oneself = self._context["self"].search(self._text)
        named = self._context["others"].search(self._text)
        if named is None:
            return oneself is None and self._context["pronouns"].search(self._text) is not None
        # "mom, I..." speaks to her: a name right before the writer is an address
        first = oneself is None or named.end() + 2 < oneself.start()
        return first or self._context["asks_how_to_help"].search(self._text) is not None

    def findings(self) -> list[Finding]:
        """Return what is said of oneself and, in sentences about others, what is said of them."""
        found = list(self._read(self._text))
        others = self._context["others"].search(self._text) or self._context["pronouns"].search(self._text)
        if others and not any(finding.strength >= 2 for finding in found):
            told = self._text
            for pattern, plain in _AS_IF_ONESELF[self._language]:
                told = pattern.sub(plain, told)
            if told != self._text:
                found += [replace(finding, third_person=True) for finding in self._read(told, another=True)]
        return found

    def _read(self, text: str, *, another: bool = False) -> Iterator[Finding]:
        for rule in self._lexicon.rules:
            for number, match in enumerate(rule.pattern.finditer(text)):
                if number >= _MATCHES_PER_RULE:
                    break
                if not rule.is_borne_out(text, match, self._said):
                    continue
                self._met = True
                third_person = another or self._of_another(text, match, rule)
                strength = self._weighed(text, match, rule, third_person)
                strength = self._within_borders(text, match, strength)
                yield Finding(rule.name, strength, third_person, rule.about, rule.sure and not self._is_long_ago())

    def _is_long_ago(self) -> bool:
        return "past" in self._frames and "again" not in self._frames

    def _within_borders(self, text: str, match: re.Match[str], strength: int) -> int:
        """Weigh what is only part of other words, as 活够 in 干活够了: nothing. The tone is heard all the same."""
        if self._language == "zh" and strength and cuts_a_word(text, match.start(), match.end()):
            self._inside = True
            return 0
        return strength

    def _weighed(self, text: str, match: re.Match[str], rule: Rule, third_person: bool) -> int:
        """Return what is left of a rule's strength in these surroundings."""
        said = text[_last_end(_CLAUSE_END, text, match.start()) : match.start()]
        before = self._context["denies_nothing"].sub("·", said).rstrip()
        if rule.negatable and (self._context["negated"].search(before) or self._negated_after(text, match)):
            self._negated = True
            return 0
        within = self._frames_within(text, match) if rule.about == "victim" else frozenset()
        self._within |= within
        strength = self._after_frames(text, match, rule, third_person, within)
        return max(0, self._after_mood(text, match, rule, strength, within))

    def _frames_within(self, text: str, match: re.Match[str]) -> frozenset[str]:
        """Return the frames met only in what was done: a boss who touches somebody makes no game of it."""
        around = text[: match.start()] + _blank(match) + text[match.end() :]
        return frozenset(
            name for name in self._frames & {"games", "news", "jokes"} if not self._context[name].search(around)
        )

    def _negated_after(self, text: str, match: re.Match[str]) -> bool:
        return self._context["negated_after"].search(text[match.end() : match.end() + 24]) is not None

    def _after_frames(
        self, text: str, match: re.Match[str], rule: Rule, third_person: bool, within: frozenset[str]
    ) -> int:
        """Weigh stories, studies and news: what is told there is nobody's own wish."""
        told = (self._frames - within) & {"works", "studies", "news", "games"}
        quoted = text.count('"', 0, match.start()) % 2 == 1
        if not told:
            return rule.strength - 1 if quoted and third_person else rule.strength
        clause = _around(_CLAUSE_END, text, match)
        if rule.topic or quoted or any(self._context[name].search(clause) for name in told):
            return rule.strength - 2
        if third_person:
            return rule.strength - 2
        return rule.strength - (0 if _MYSELF.search(clause) or told == {"games"} else 1)

    def _after_mood(self, text: str, match: re.Match[str], rule: Rule, strength: int, within: frozenset[str]) -> int:
        """Weigh times gone by, laughter, exams and denials."""
        if self._is_long_ago():
            if "recovered" in self._frames:
                return min(strength - 2, 1)
            strength = min(strength, 2)
        # Who says it outright and laughs it off is still asked: that is how many first say it.
        least = min(strength, 2) if rule.strength == 3 else 0
        if "denial" in self._frames:
            strength = min(strength, 1 if rule.name not in _DEEDS else 2)
        if "jokes" in self._frames - within:
            strength -= 1
        strength = max(strength, least)
        if "trivial" in self._frames and rule.name not in _DEEDS:
            cause = self._context["trivial"]
            strength -= 1 if cause.search(_around(_THOUGHT_END, text, match)) else 0
            self._explained = self._explained or cause.search(_around(_CLAUSE_END, text, match)) is not None
        return strength

    def _named_off(self, clause: str) -> str:
        """Return a clause without its names of others, so that the "my" of "my roommate" names nobody."""
        return self._context["others"].sub(_blank, clause)

    def _of_another(self, text: str, match: re.Match[str], rule: Rule) -> bool:
        """Return whether the last person named before the dangerous words is somebody else."""
        said_of_me = _BEGINS_WITH_ME.match(match.group()) or (rule.own and _MYSELF.search(match.group()))
        if rule.name in _WITNESSED:
            return False
        if rule.about == "victim":  # "my roommate is bullied" and "my ex follows me" both name somebody else
            clause = self._agents.sub(_blank, _around(_SENTENCE_END, text, match))
            return self._context["others"].search(clause) is not None and not _MYSELF.search(self._named_off(clause))
        if said_of_me:
            return False
        if rule.name in _FITTING and self._context["others_after"].search(text[match.end() : match.end() + 20]):
            return True
        said = text[_last_end(_SENTENCE_END, text, match.start()) : match.start()]
        named = list(self._context["others"].finditer(said))
        if rule.name == "goodbye" and named and not said[named[-1].end() :].strip(" ,"):
            return False  # "mom, I'm sorry" speaks to her, not of her
        others = max(_last(self._context["others"], said), _last(self._context["pronouns"], said))
        return others > _last(self._context["self"], said)


@lru_cache(maxsize=2)
def _agents(others: re.Pattern[str]) -> re.Pattern[str]:
    """Return what names who did it: after 被 and "by" no victim is named, so 被男朋友打了 is the writer's own."""
    return re.compile(rf"(?:被|遭到?|\bby )(?:{others.pattern})", re.ASCII)


def _blank(found: re.Match[str]) -> str:
    return "·" * len(found.group())


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last match starts, -1 without one."""
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _last_end(pattern: re.Pattern[str], text: str, before: int) -> int:
    return max(
        (found.end() for found in pattern.finditer(text, max(0, before - 200), before)), default=max(0, before - 200)
    )


def _around(pattern: re.Pattern[str], text: str, match: re.Match[str]) -> str:
    """Return the clause or sentence that holds the match."""
    after = pattern.search(text, match.end())
    return text[_last_end(pattern, text, match.start()) : after.start() if after else len(text)]
