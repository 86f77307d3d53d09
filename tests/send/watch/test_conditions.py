"""The list of conditions: each row has an example, says what to do, and sets what a verb ends with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract.endings import Ending
from haishin.core.errors import Exit
from haishin.core.last_build import LastBuild
from haishin.core.model import Text
from haishin.residents.desk.inbox import Amiss
from haishin.residents.registry.readers import DeskFacts, Guard
from haishin.send.ledger.beat import AT_REST, Beat, Heard
from haishin.send.ledger.ledger_view import Held
from haishin.send.sending.last_run import Fault, IdleRelay, LastRun
from haishin.send.sending.seen import HostFacts, Late, Seen
from haishin.send.watch.conditions import ROWS, conditions, exit_of
from support.ledger import ALPHA, BETA, NOON

HOUR = timedelta(hours=1)
FAILED = Fault(Text("受け付けません:relay:25", "silent"), Text("確かめる。", "check"))
FRESH = Beat(NOON, "journal", 1)

DAYS = timedelta(days=3)
QUIET = DeskFacts(NOON, 0, None, 0, None, 0, None, None, 0, ())


def leaving(**facts: Any) -> HostFacts:
    """Of a desk that is well but for these facts."""
    return HostFacts(desk=replace(QUIET, **facts))


CHECKOUT = Message("send/watch/renew-checkout")
RELEASE = Message("send/watch/renew-release", tip="b" * 40)

# Code of the row → what was seen, what is said of it, and what to do if that is not the ``do`` of its row.
EXAMPLES: Mapping[str, tuple[Mapping[str, Any], Text, Text | None]] = {
    "remote-gone": (
        {"gone": FAILED},
        Message(
            "send/watch/alarm-remote-gone",
            why=FAILED.text,
            remedy=FAILED.remedy,
            known=Message("send/watch/known-at-last-fetch"),
        ),
        None,
    ),
    "main-back": (
        {"tip": "b" * 40, "lost": "a" * 40},
        Message("consult/main-went-back", judged="a" * 40, tip="b" * 40),
        None,
    ),
    "differs": (
        {"differs": ("scripts", "requirements.lock")},
        Message("send/watch/alarm-differs", names="scripts, requirements.lock", renew=CHECKOUT),
        None,
    ),
    "old-packages": ({"locked": NOON}, Message("send/watch/alarm-old-packages", since="2026-11-25 12:00"), None),
    "unread": ({"unread": "2"}, Message("send/watch/alarm-unread", form="2", renew=CHECKOUT), None),
    "broken-schema": (
        {"broken": Text("schema/policy.yaml:3: 誤りです。", "schema/policy.yaml:3: wrong")},
        Message(
            "send/watch/alarm-broken-schema",
            why=Text("schema/policy.yaml:3: 誤りです。", "schema/policy.yaml:3: wrong"),
            act=Message("send/watch/correct-schema"),
        ),
        None,
    ),
    "unproven": ({"unproven": (("a" * 40, FAILED),)}, FAILED.text, FAILED.remedy),
    "ending": (
        {"endings": (Ending(date(2026, 11, 30), True, Text("署長がいません。", "vacant"), Text("書く。", "enter")),)},
        Text("署長がいません。", "vacant"),
        Text("書く。", "enter"),
    ),
    "ending-soon": (
        {"endings": (Ending(date(2027, 1, 30), False, Text("署長がいません。", "vacant"), Text("書く。", "enter")),)},
        Text("署長がいません。", "vacant"),
        Text("書く。", "enter"),
    ),
    "halted": (
        {"halted": True, "halted_since": NOON},
        Message("send/watch/alarm-halted", since=Message("send/watch/halted-since", when="2026-11-25 12:00")),
        None,
    ),
    "barred": ({"barred": True}, Message("send/watch/alarm-barred"), None),
    "strange-stop": (
        {"strange": ("stop/a", "stop/b", "stop/\u2028c", "stop/d", "stop/e")},
        Message(
            "send/watch/alarm-strange-stop",
            names="stop/a, stop/b, stop/<U+2028>c",
            others=Message("send/watch/more-branches", more=2),
        ),
        None,
    ),
    "edited": ({"edited": (ALPHA,)}, Message("send/watch/alarm-edited", name=ALPHA), None),
    "id-used": (
        {"used": ((f"alerts/ota/2026/{ALPHA}.md", Text("同じ id です。", "the same id")),)},
        Message(
            "send/watch/alarm-id-used", name=f"alerts/ota/2026/{ALPHA}.md", why=Text("同じ id です。", "the same id")
        ),
        None,
    ),
    "odd-file": (
        {"odd": ("alerts/maebashi/2026/20261125-1100-onB.md",)},
        Message("send/watch/alarm-odd-file", name="alerts/maebashi/2026/20261125-1100-onB.md"),
        None,
    ),
    "faulty": (
        {"faulty": ((ALPHA, Message("consult/decision/line-error", line=5, rule="path")),)},
        Message("send/watch/alarm-faulty", name=ALPHA, why=Message("consult/decision/line-error", line=5, rule="path")),
        None,
    ),
    "crashed": (
        {"crashed": ((ALPHA, Text("処理が途中で失敗しました(IndexError)。", "failed")),)},
        Message("send/watch/alarm-crashed", name=ALPHA, why=Text("処理が途中で失敗しました(IndexError)。", "failed")),
        None,
    ),
    "unasked": (
        {
            "unasked": (
                (ALPHA, Fault(Text("変数がありません。", "no variable"), Text("設定してください。", "Set it."))),
            )
        },
        Message(
            "send/watch/alarm-unasked",
            name=ALPHA,
            why=Text("変数がありません。", "no variable"),
            remedy=Text("設定してください。", "Set it."),
        ),
        None,
    ),
    "follows-nobody": (
        {"unheard": ((BETA, ALPHA, True),)},
        Message(
            "send/watch/alarm-follows-nobody",
            name=BETA,
            first=ALPHA,
            state=Message("send/watch/neither-sent", name=BETA, first=ALPHA),
            act=Message("send/watch/neither-sent.do", name=BETA, first=ALPHA),
        ),
        None,
    ),
    "held": ({"held": (ALPHA,)}, Message("send/watch/alarm-held", name=ALPHA), None),
    "limited": ({"limited": (ALPHA,)}, Message("send/watch/alarm-limited", name=ALPHA), None),
    "broken-journal": (
        {
            "host": HostFacts(
                broken=(Text("壊れた値があります。", "damaged"), Text("控えから戻してください。", "restore"))
            )
        },
        Text("壊れた値があります。", "damaged"),
        Text("控えから戻してください。", "restore"),
    ),
    "unfit-journal": (
        {"host": HostFacts(unfit=(Text("古い控えです。", "old"), Text("引き継いでください。", "adopt")))},
        Text("古い控えです。", "old"),
        Text("引き継いでください。", "adopt"),
    ),
    "in-doubt": ({"host": HostFacts(in_doubt=(ALPHA,))}, Message("send/watch/alarm-in-doubt", name=ALPHA), None),
    "unfinished": ({"host": HostFacts(unfinished=(ALPHA,))}, Message("send/watch/alarm-unfinished", name=ALPHA), None),
    "foreign": (
        {"host": HostFacts(foreign=((ALPHA, False),))},
        Message("send/watch/alarm-foreign", name=ALPHA, lost=" --lost"),
        None,
    ),
    "run-failed": (
        {"host": HostFacts(last=LastRun(NOON, FAILED))},
        Message("send/watch/run-stuck", since="2026-11-25 12:00", why=FAILED.text),
        FAILED.remedy,
    ),
    "run-refused": (
        {"host": HostFacts(last=LastRun(NOON, replace(FAILED, exit=Exit.REFUSED)))},
        Message("send/watch/run-stuck", since="2026-11-25 12:00", why=FAILED.text),
        FAILED.remedy,
    ),
    "idle-relay": (
        {"idle": (IdleRelay("relay:25", NOON, "relay:25: Connection refused"),)},
        Message("send/watch/alarm-idle-relay", since="2026-11-25 12:00", why="relay:25: Connection refused"),
        None,
    ),
    "refused": (
        {"host": HostFacts(refused=((ALPHA, 999, "550 5.1.1"),))},
        Message("send/watch/alarm-refused", name=ALPHA, number=Message("residents/about", near=1000), code="550 5.1.1"),
        None,
    ),
    "reached-nobody": (
        {"host": HostFacts(unreached=((ALPHA, True),))},
        Message(
            "send/watch/alarm-reached-nobody",
            name=ALPHA,
            state=Message("send/watch/ended-unreached"),
            act=Message("send/watch/ended-unreached.do"),
        ),
        None,
    ),
    "no-registry": (
        {"host": HostFacts(unreadable=Text("まだありません。", "there is none"))},
        Message("send/watch/alarm-no-registry", why=Text("まだありません。", "there is none")),
        None,
    ),
    "registry-shrunk": (
        {"host": HostFacts(shrunk=(301, 5300))},
        Message(
            "send/watch/alarm-registry-shrunk",
            now=Message("residents/about", near=300),
            before=Message("residents/about", near=5300),
        ),
        None,
    ),
    "ceiling-near": (
        {"host": HostFacts(near=(("prefecture", 200000),))},
        Message("send/watch/alarm-ceiling-near", place=Message("send/watch/whole-prefecture"), ceiling=200000),
        None,
    ),
    "disk-full": ({"host": HostFacts(full=True)}, Message("send/watch/alarm-disk-full"), None),
    "inbox-silent": (
        {"host": leaving(passed_at=NOON - timedelta(minutes=15, seconds=1))},
        Message(
            "send/watch/alarm-inbox-silent",
            state=Message("send/watch/inbox-since", when="2026-11-25 11:44"),
            where=Message("send/watch/amiss-down"),
        ),
        None,
    ),
    "requests-wait": (
        {"host": replace(leaving(), request_since=NOON - timedelta(minutes=10, seconds=1))},
        Message("send/watch/alarm-requests-wait", since="2026-11-25 11:49"),
        None,
    ),
    "requests-strange": (
        {"host": leaving(strange=4, strange_at=NOON - DAYS)},
        Message("send/watch/alarm-requests-strange", number=4, when="2026-11-22 12:00"),
        None,
    ),
    "mails-wait": (
        {"host": leaving(kept=14, kept_since=NOON - HOUR)},
        Message(
            "send/watch/alarm-mails-wait",
            number="10",
            since=Message("send/watch/halted-since", when="2026-11-25 11:00"),
        ),
        None,
    ),
    "mails-aside": (
        {"host": leaving(aside=1, aside_at=NOON - DAYS)},
        Message("send/watch/alarm-mails-aside", number=1, when="2026-11-22 12:00"),
        None,
    ),
    "answers-wait": (
        {"host": leaving(answers_since=NOON - timedelta(minutes=15, seconds=1))},
        Message("send/watch/alarm-answers-wait", since="2026-11-25 11:44"),
        None,
    ),
    "many-answers": ({"host": leaving(flooded=True)}, Message("send/watch/alarm-many-answers"), None),
    "many-leave": (
        {"host": replace(leaving(leavers=201), leavers=(201,))},
        Message("send/watch/alarm-many-leave", number=Message("residents/about", near=200)),
        None,
    ),
    "many-unknown": (
        {"host": leaving(guards=(Guard("docomo.example", date(2026, 11, 24), 38),))},
        Message(
            "send/watch/alarm-many-unknown",
            domain="docomo.example",
            day="2026-11-24",
            number=Message("residents/about", near=40),
        ),
        None,
    ),
    "many-ours": (
        {"host": leaving(ours=10)},
        Message("send/watch/alarm-many-ours", number=Message("residents/about", near=10)),
        None,
    ),
    "not-listed": (
        {"host": HostFacts(build=LastBuild(NOON, "blob-gone", "/srv/www/alerts"))},
        Message(
            "send/watch/alarm-not-listed",
            state=Message("send/watch/list-failed", when="2026-11-25 12:00", code="blob-gone"),
            folder="/srv/www/alerts",
        ),
        None,
    ),
    "deaf": (
        {"deaf": ((2, Text("開けません。", "closed")),)},
        Message("send/watch/alarm-deaf", number=2, why=Text("開けません。", "closed")),
        None,
    ),
    "not-arrived": (
        {"missing": (Late(ALPHA, NOON - HOUR),)},
        Message("send/watch/alarm-not-arrived", name=ALPHA, since="2026-11-25 11:00"),
        None,
    ),
    "uncorrected": ({"uncorrected": (ALPHA,)}, Message("send/watch/alarm-uncorrected", name=ALPHA), None),
    "stopped-long": (
        {"stopped_long": (Held(ALPHA, "stop", NOON, "理由"),)},
        Message("send/watch/alarm-stopped-long", name=ALPHA, since="2026-11-25 12:00"),
        None,
    ),
    "false-beat": (
        {"patience": HOUR, "heard": Heard(None, "a1b2", "unreadable")},
        Message("send/watch/alarm-false-beat", why=Message("send/watch/beat-unreadable"), commit="a1b2"),
        None,
    ),
    "no-beat": ({"patience": HOUR, "begun": NOON - 2 * HOUR}, Message("send/watch/alarm-no-beat"), None),
    "silent": (
        {"patience": HOUR, "heard": Heard(Beat(NOON - HOUR - AT_REST - timedelta(seconds=1), "journal", 1))},
        Message("send/watch/alarm-silent", since="2026-11-25 10:29"),
        None,
    ),
    "unsent": (
        {"late": (Late(ALPHA, NOON - HOUR),)},
        Message("send/watch/alarm-unsent", name=ALPHA, since="2026-11-25 11:00"),
        None,
    ),
}
# What these end with; every other row is a 1.
EXITS = {
    "in-doubt": Exit.IN_DOUBT,
    "ending-soon": Exit.FINE,
    **dict.fromkeys(
        ("barred", "broken-journal", "deaf", "disk-full", "remote-gone", "run-failed", "unasked"), Exit.TOOL
    ),
}


def test_every_row_has_an_example() -> None:
    assert list(EXAMPLES) == [row.code for row in ROWS]


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_row_holds_alone_and_says_what_to_do(code: str) -> None:
    facts, text, remedy = EXAMPLES[code]
    (found,) = conditions(Seen(now=NOON, **facts))
    if remedy is None:
        assert isinstance(text, Message)
        remedy = text.remedy
    assert (found.code, found.text, found.remedy) == (code, text, remedy)
    assert (found.exit, exit_of([found])) == ((EXITS.get(code, Exit.REFUSED),) * 2)
    assert "{" not in found.text.en + found.remedy.en


@pytest.mark.parametrize(
    ("facts", "remedy"),
    [
        ({"differs": ("scripts",)}, Message("send/watch/alarm-differs.do", renew=RELEASE)),
        ({"unread": "2"}, Message("send/watch/alarm-unread.do", renew=RELEASE)),
    ],
)
def test_a_release_is_renewed_otherwise_than_a_checkout(facts: Mapping[str, Any], remedy: Text) -> None:
    (found,) = conditions(Seen(now=NOON, tip="b" * 40, released=True, **facts))
    assert found.remedy == remedy


def test_while_main_has_gone_back_none_of_its_program_is_asked_for() -> None:
    (found,) = conditions(Seen(now=NOON, tip="b" * 40, lost="a" * 40, differs=("scripts",)))
    assert found.code == "main-back"


def test_rules_that_mains_own_json_schemas_may_read_ask_for_mains_program() -> None:
    """The lines named need no correction: this program is too old for them."""
    facts = {"broken": Text("誤りです。", "wrong"), "differs": ("schema/policy.schema.json",)}
    differs, broken = conditions(Seen(now=NOON, tip="b" * 40, released=True, **facts))  # type: ignore[arg-type]
    assert (differs.code, broken.code) == ("differs", "broken-schema")
    assert broken.remedy == Message("send/watch/alarm-broken-schema.do", act=RELEASE)


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_a_name_on_main_makes_no_alarm_of_its_own(end: str) -> None:
    (found,) = conditions(Seen(now=NOON, odd=(f"alerts/x{end}警報:送信済みです。",)))
    for said in (found.text.ja, found.text.en, found.remedy.ja, found.remedy.en):
        assert len(said.splitlines()) == 1
    assert found.text.ja.startswith(f"main の alerts/x<U+{ord(end):04X}>警報:送信済みです。 は、")


def test_a_halt_that_no_run_has_recorded_yet_has_no_time() -> None:
    (found,) = conditions(Seen(now=NOON, halted=True))
    assert found.text == Message("send/watch/alarm-halted", since="")


def test_what_a_look_and_the_last_run_both_say_is_said_once() -> None:
    broken = (FAILED.text, FAILED.remedy)
    (found,) = conditions(Seen(now=NOON, host=HostFacts(broken=broken, last=LastRun(NOON, FAILED))))
    assert found.code == "broken-journal"


def test_what_waits_for_its_relay_goes_on_by_itself() -> None:
    (found,) = conditions(Seen(now=NOON, host=HostFacts(unreached=((ALPHA, False),))))
    state = Message("send/watch/reached-nobody-yet")
    assert found.text == Message("send/watch/alarm-reached-nobody", name=ALPHA, state=state, act=state.remedy)


@pytest.mark.parametrize(
    "facts",
    [
        {"passed_at": NOON - timedelta(minutes=15)},
        {"passed_at": None},  # and no sender has run either
        {"strange": 4, "strange_at": NOON - DAYS - timedelta(seconds=1)},
        {"aside": 1, "aside_at": NOON - DAYS - timedelta(seconds=1)},
        {"answers_since": NOON - timedelta(minutes=15)},
        {"ours": 9},
        {"leavers": 200},
    ],
)
def test_what_is_usual_of_leaving_is_no_alarm(facts: Mapping[str, Any]) -> None:
    host = replace(leaving(**facts), request_since=NOON - timedelta(minutes=10))
    assert conditions(Seen(now=NOON, host=host)) == ()


def test_an_inbox_that_never_ran_is_told_where_a_sender_lives() -> None:
    (found,) = conditions(Seen(now=NOON, heard=Heard(FRESH), host=leaving(passed_at=None)))
    never, down = Message("send/watch/inbox-never"), Message("send/watch/amiss-down")
    assert found.text == Message("send/watch/alarm-inbox-silent", state=never, where=down)
    assert conditions(Seen(now=NOON, heard=Heard(FRESH))) == ()  # no desk


@pytest.mark.parametrize("part", get_args(Amiss))
def test_a_pass_that_is_never_whole_names_what_it_cannot_use(part: str) -> None:
    (found,) = conditions(Seen(now=NOON, host=leaving(passed_at=NOON - timedelta(minutes=16), amiss=part)))
    assert Message(f"send/watch/amiss-{part}").ja in found.text.ja
    assert conditions(Seen(now=NOON, host=leaving(passed_at=NOON - timedelta(minutes=14), amiss=part))) == ()


def test_few_mails_are_not_counted_and_may_have_no_time() -> None:
    (found,) = conditions(Seen(now=NOON, host=leaving(kept=9)))
    assert found.text == Message("send/watch/alarm-mails-wait", number=Message("send/watch/fewer", floor=10), since="")


def test_a_person_is_asked_of_each_domain_and_day() -> None:
    guards = tuple(Guard(domain, date(2026, 11, day), 10) for domain, day in (("a.test", 23), ("b.test", 24)))
    found = conditions(Seen(now=NOON, host=leaving(guards=guards)))
    commands = [f"haishin subscribers {verb} --unknown b.test 2026-11-24 --by LOGIN" for verb in ("revive", "silence")]
    assert [all(command in one.remedy.en for command in commands) for one in found] == [False, True]


def test_only_an_empty_list_is_a_0() -> None:
    assert (conditions(Seen(now=NOON)), exit_of(())) == ((), Exit.FINE)
    assert conditions(Seen(now=NOON, patience=HOUR, heard=Heard(Beat(NOON - HOUR - AT_REST, "journal", 1)))) == ()


def test_everything_is_said_and_the_gravest_decides() -> None:
    seen = Seen(now=NOON, edited=(ALPHA, BETA), host=HostFacts(in_doubt=(BETA,)), barred=True)
    found = conditions(seen)
    assert [condition.code for condition in found] == ["barred", "edited", "edited", "in-doubt"]
    assert exit_of(found) is Exit.IN_DOUBT
    assert exit_of(found[:-1]) is Exit.TOOL
    assert exit_of(found[1:-1]) is Exit.REFUSED


@pytest.mark.parametrize(
    ("host", "state"),
    [
        (HostFacts(), None),
        (HostFacts(listed_since=NOON - HOUR), None),  # it is built each hour
        (
            HostFacts(listed_since=NOON - HOUR - timedelta(seconds=1)),
            Message("send/watch/list-never", since="2026-11-25 10:59"),
        ),
        (HostFacts(build=LastBuild(NOON - 2 * HOUR), listed_since=NOON - 40 * HOUR), None),
        (
            HostFacts(build=LastBuild(NOON - 2 * HOUR - timedelta(seconds=1))),
            Message("send/watch/list-old", when="2026-11-25 09:59"),
        ),
        (HostFacts(build=LastBuild(NOON + 3 * HOUR)), Message("send/watch/list-old", when="2026-11-25 15:00")),
        (
            HostFacts(build=LastBuild(NOON - 48 * HOUR, "no-ledger")),
            Message("send/watch/list-failed", when="2026-11-23 12:00", code="no-ledger"),
        ),
    ],
)
def test_a_public_list_that_is_not_as_it_is_to_be(host: HostFacts, state: Message | None) -> None:
    told = [condition.text for condition in conditions(Seen(now=NOON, host=host))]
    assert told == ([] if state is None else [Message("send/watch/alarm-not-listed", state=state, folder="FOLDER")])
