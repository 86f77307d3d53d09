"""The interface of a detector of personal information, its input and its output."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from haishin.check.privacy.public import Public
from haishin.core.model import Severity
from haishin.core.text import normalising
from haishin.core.text.lazy import lazy
from haishin.core.text.view import View

_END = lazy(r"[。\n!?！？]")
# Words beside which a number or a place is somebody's own.
PRIVATE = lazy(
    r"自宅|宅[にへのでは、。]|お宅|[^住]宅(?:\||$)|実家|住まい|居住|在住|住む|住んで|携帯|本人|[男女]性(?:宅|方)|妻|夫|母|父"
    r"|息子|娘|孫|遺族|家族|親族|被害者|被疑者|容疑者|目撃者|通報者|届出人|相談者|関係者|個人|さん|氏[のは]|様|隊長"
    r"|会長|班長|区長|犯人|男[のがは]|女[のがは]|少年|児童の|着信|発信元|表示された|相手[のがは方]"
)
_LAST = 6  # digits in a row that two numbers hardly share


@dataclass(frozen=True, eq=False)
class Passage:
    """One field of a mail in the spellings that detectors read, with the knowledge about its mail."""

    prose: View
    category: str | None  # as the caller names it
    mail: tuple[str, ...]  # the prose of all fields
    public: Public
    reported: dict[str, Sequence[Found]] = field(default_factory=dict)  # by kind, once asked

    @cached_property
    def digits(self) -> View:
        """The prose with its numbers in digits."""
        return normalising.digits(self.prose)

    @cached_property
    def accounts(self) -> View:
        """The prose with the signs of mail addresses written as signs."""
        return normalising.accounts(self.prose)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of ``text`` that is reported unless a filter lets it pass."""

    text: str = field(repr=False)  # a field as the detector reads it
    start: int
    end: int
    severity: Severity = Severity.ERROR
    value: str = ""  # looked up in the contract's lists: digits, a domain, an account
    form: str = ""  # of the detector's forms, if a filter is for one form alone

    @property
    def written(self) -> str:
        """The stretch itself."""
        return self.text[self.start : self.end]

    def around(self, width: int = 40) -> tuple[str, str]:
        """Cut out the rest of its sentence before and after it, at most ``width`` characters each."""
        return around(self.text, self.start, self.end, width)


Filter: TypeAlias = Callable[[Candidate, Passage], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a field: offsets in code points from 0 into the original, half-open."""

    start: int
    end: int
    severity: Severity


def whole(text: str) -> Iterator[str]:
    """Yield the text of a finding as it is and, of a long number, the last digits."""
    yield text
    digits = re.sub("[^0-9]", "", text)
    if len(digits) > _LAST:
        yield digits[-_LAST:]


def with_part(part: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    """Make a function that yields as ``whole`` does, then the first match of ``part``, which identifies by itself."""

    def fragments(text: str) -> Iterator[str]:
        yield from whole(text)
        if match := part.search(text):
            yield match[0]

    return fragments


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One kind of personal information: how it is found."""

    kind: str
    reads: Callable[[Passage], View]  # the spelling that `cue` and `find` read
    cue: re.Pattern[str]  # matches in every text in which `find` yields anything; without a match `find` is not called
    find: Callable[[str, Passage], Iterator[Candidate]]
    filters: tuple[Filter, ...] = ()  # the reasons to let a candidate pass
    # The parts of the text of a finding, in prose with digits, that a correction may not repeat.
    fragments: Callable[[str], Iterator[str]] = whole

    def reported(self, passage: Passage) -> Iterator[Found]:
        """Yield the places in the original of the candidates that no filter lets pass."""
        view = self.reads(passage)
        for candidate in self.find(view.text, passage) if self.cue.search(view.text) else ():
            if not any(passes(candidate, passage) for passes in self.filters):
                yield Found(*view.span(candidate.start, candidate.end), candidate.severity)


def around(text: str, start: int, end: int, width: int = 40) -> tuple[str, str]:
    """Cut out the rest of the sentence before and after a place, at most ``width`` characters each."""
    before = text[max(0, start - width) : start]
    after = text[end : end + width]
    if stop := _END.search(after):
        after = after[: stop.start()]
    return _END.split(before)[-1], after
