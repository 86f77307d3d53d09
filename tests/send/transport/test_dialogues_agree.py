"""The plain dialogue is the pipelined one's oracle: from a relay that says the same, everybody comes to the same.

Where no line is torn they agree in every word: the verdict, its stage, code, enhanced code and whose fault it is, and
whether the dot may have been written. By what words a line broke, and whether a write behind its end counts as done
or as one of which nobody knows, is the socket's affair: TLS refuses it, a line in the clear does not.

They differ in what the relay hears, and only so far in what becomes of anybody:

- The pipelined one has named the recipient and asked to write the text before it hears that the sender or recipient was
  refused. A relay that then wants the text gets the dot alone (RFC 2920 3.1).
- A connection that the sender has to leave may have heard the next envelope already, and leaves it to another one, as
  does what waits behind. A relay that says something else there is compared while one envelope is under way, and none
  of its faults lies where only one of them hears it or they leave a connection at different moments.
- After how many connections in a row that were of no use a relay counts as gone depends on which those are, and on when
  somebody asks: it is left out here, and judged in test_connections.py.
- A torn line (TCP reset) loses what was said and not read, so that one may have a verdict and the other none. Then:
  never two different verdicts, and who has none says *in doubt* wherever the relay may have the mail.
"""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from haishin.core.model import RowState
from haishin.send.rows import Dot, Outcome
from haishin.send.transport import Unusable, routes
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.replayed_relay import HANG_UP_BEFORE, HANG_UP_BEHIND, HANG_UP_WITHIN, IN_BYTES, TORN, ReplayedRelay
from support.rows import envelope, rows
from support.sink import DEFAULTS
from support.transport import awaited, make_certificate, patient

P, A, Q = RowState.PENDING, RowState.ACCEPTED, RowState.IN_DOUBT

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Contexts:
    """The relay's and the sender's."""
    folder: Path = make_certificate(tmp_path_factory.mktemp("tls"))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return serving, ssl.create_default_context(cafile=str(folder / "cert.pem"))


@pytest.fixture(scope="module", autouse=True)
def never_gone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes, "VAIN", inf)
        yield


# --- what relays say ------------------------------------------------------------------------------------------------

COMMON = ("MAIL", "RCPT", "DATA", "DOT")  # what both dialogues say, and do not begin another envelope with
REFUSING = (450, 451, 452, 550, 552, 554, 530)
OUT_OF_STEP = (250, 251, 354)
DETAILS = ("2.1", "1.1", "2.2", "7.1", "7.26", "1.8")
WORDS = ("later", "no", "<r000@example.test>: Relay access denied", "")


@st.composite
def replies(draw: st.DrawFn, good: str, breaks: tuple[str, ...]) -> str:
    """A refusal, of one line or several; a leave; what is no answer, and lines of two codes; a line that breaks."""
    kind = draw(st.sampled_from(("refuses", "breaks", "leaves", "odd", "in two minds")))
    code = draw(st.sampled_from({"leaves": (421,), "odd": OUT_OF_STEP}.get(kind, REFUSING)))
    codes = [code] * draw(st.sampled_from((1, 1, 2, 3)))
    if kind == "in two minds":
        codes.insert(draw(st.integers(0, len(codes))), draw(st.sampled_from((*OUT_OF_STEP, 421, 499))))
    enhanced = draw(st.sampled_from(("", *(f"{code // 100}.{detail} " for detail in DETAILS))))
    text = enhanced + draw(st.sampled_from(WORDS))
    reply = "\r\n".join([*(f"{one}-{text}" for one in codes[:-1]), f"{codes[-1]} {text}"])
    if kind != "breaks":
        return reply
    return draw(st.sampled_from((good, reply))) + draw(st.sampled_from(breaks))


@st.composite
def scripts(draw: st.DrawFn, breaks: tuple[str, ...], *, common: bool) -> dict[str, str]:
    """What is said of one envelope: to one verb something else than the good; ``common``: so that both hear it."""
    script = {}
    if (verb := draw(st.sampled_from(("", *COMMON)))) != "":
        script[verb] = draw(replies(DEFAULTS[verb], breaks))
    if not common:
        script["VOID"] = draw(st.sampled_from((DEFAULTS["VOID"], DEFAULTS["DATA"])) | replies(DEFAULTS["DATA"], breaks))
        for verb in draw(st.sampled_from(((), (), ("LONE DOT",), ("RSET",)))):
            script[verb] = draw(replies(DEFAULTS["DOT"], breaks))
    if draw(st.sampled_from((False, False, True))):
        script = {verb: reply + IN_BYTES for verb, reply in script.items()}
    return script


@dataclass(frozen=True)
class Night:
    """A sending: ``scripts`` by envelope, and before the one numbered ``asked`` the transport is asked.

    The rest as in ``ReplayedRelay``; ``glued`` to the pipelined dialogue.
    """

    scripts: list[dict[str, str]]
    noop: str = DEFAULTS["NOOP"]
    asked: int = 0
    glued: bool = False
    secured: bool = False
    connections: int = 1
    anew: bool = False


def nights(*breaks: str, anew: bool = False) -> st.SearchStrategy[Night]:
    """Any number of envelopes and connections, and breaks of the line of these kinds."""
    return st.builds(
        Night,
        st.lists(scripts(breaks, common=anew), min_size=1, max_size=8),
        noop=st.just(DEFAULTS["NOOP"]) | replies(DEFAULTS["NOOP"], breaks),
        asked=st.integers(0, 8),
        glued=st.booleans(),
        secured=st.sampled_from((False, False, False, True)),
        connections=st.just(1) if anew else st.sampled_from((1, 1, 3)),
        anew=st.just(anew),
    )


# --- what becomes of it ---------------------------------------------------------------------------------------------

Answer = tuple[int | None, bool] | None


def after(night: Night, tls: Contexts, *, pipelining: bool) -> tuple[list[Outcome], Answer]:
    """Return the outcomes by envelope and what was answered to the question; no promise is broken meanwhile."""
    envelopes = [envelope(row) for row in rows(len(night.scripts))]
    by_id = {one.recipient_id: script for one, script in zip(envelopes, night.scripts, strict=True)}
    serving, trusting = tls
    with ReplayedRelay(by_id, night.noop, glued=night.glued and pipelining, anew=night.anew, starttls=serving) as relay:
        url = f"smtp{'+starttls' if night.secured else ''}://127.0.0.1:{relay.port}"
        transport = SmtpTransport(
            [parse(url)], "sender.test", trusting, connections=night.connections, pipelining=pipelining
        )
        why: Unusable | None = None
        outcomes: list[Outcome] = []
        for number, one in enumerate(envelopes):
            if number == night.asked:
                why = transport.ask(patient)
            transport.submit([one])
            outcomes += awaited(transport, 1) if night.anew else []
        outcomes += awaited(transport, len(envelopes) - len(outcomes))
        assert transport.close() == []
    outcomes.sort(key=lambda one: one.recipient_id)

    assert [one.recipient_id for one in outcomes] == [one.recipient_id for one in envelopes]
    assert pipelining or not relay.voids  # the plain one has heard the refusal
    assert not any(text for address, text in relay.taken if not address)
    had = Counter(address.partition("@")[0] for address, _ in relay.taken)
    for one in outcomes:
        assert relay.dots[one.recipient_id] <= (one.dot != "no"), one
        if one.state is A:
            assert had[one.recipient_id] == 1, one
        elif one.state is not Q:
            assert had[one.recipient_id] == 0, one
    return outcomes, why and (why.code, why.ours)


def known(outcome: Outcome) -> Outcome:
    """Return all of it that the dialogue decides."""
    dot: Dot = "no" if outcome.dot == "no" else "yes"
    return replace(outcome, dot=dot, text=outcome.text if outcome.code is not None else "")


def both(night: Night, tls: Contexts) -> list[tuple[Outcome, Outcome]]:
    """Return, by envelope, what the pipelined dialogue and what the plain one has come to."""
    pipelined, answer = after(night, tls, pipelining=True)
    plain, same_answer = after(night, tls, pipelining=False)
    assert answer == same_answer
    return [*zip(map(known, pipelined), map(known, plain), strict=True)]


@settings(max_examples=300)
@given(night=nights(HANG_UP_BEFORE, HANG_UP_WITHIN, HANG_UP_BEHIND))
@example(night=Night([{"DATA": DEFAULTS["DATA"] + HANG_UP_BEHIND}] * 2, secured=True))  # TLS refuses the dot: maybe
@example(night=Night([{"RCPT": "550 5.1.1 no", "VOID": DEFAULTS["DATA"]}] * 3, glued=True))
def test_both_dialogues_come_to_the_same(night: Night, tls: Contexts) -> None:
    for pipelined, plain in both(night, tls):
        assert pipelined == plain


@settings(max_examples=100)
@given(night=nights(HANG_UP_BEFORE, HANG_UP_WITHIN, HANG_UP_BEHIND, anew=True))
@example(night=Night([{"DATA": "450 later"}, {"MAIL": "450 later"}], anew=True))
def test_both_try_the_same_envelopes_again(night: Night, tls: Contexts) -> None:
    """On another connection the relay takes them: whoever did not try, or tried what had its answer, is found out."""
    for pipelined, plain in both(night, tls):
        assert pipelined == plain


@settings(max_examples=100)
@given(night=nights(TORN, HANG_UP_BEHIND))
def test_behind_a_torn_line_they_never_come_to_two_verdicts(night: Night, tls: Contexts) -> None:
    for pipelined, plain in both(night, tls):
        unheard = [one for one in (pipelined, plain) if one.code is None]
        assert pipelined == plain or unheard
        assert all(one.state is (P if one.dot == "no" else Q) for one in unheard)
