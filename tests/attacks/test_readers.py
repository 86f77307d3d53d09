"""Attacks by a drafter and his own manager on whom a mail goes to and who has to agree: what follows an alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from support.hub import RESIDENTS, moment
from support.live import CAUTION, CHIEF, DRAFTER, Live

EVERYBODY = sorted(RESIDENTS)
SECTION, TRAFFIC = "jinshin-anzen", "kotsu-kikaku"
KINDS = ("correction", "follow-up", "resolution", "cancellation")
WIDE, FIRST, SECOND, THIRD = (f"20261125-{time}-koekake" for time in (1601, 1611, 1621, 1631))


def text(scope: str, follows: str = "", kind: str = "correction", **items: str) -> str:
    """A caution by voice of that scope, or what follows another one; further items instead of its own."""
    lines = {"scope": scope, **items}
    if follows:
        lines["follows"] = f"{{alert: {follows}, as: {kind}, necessity: 場所が分かったため}}"
    front = [line for line in CAUTION.splitlines() if line.partition(":")[0] not in lines]
    front[1:1] = [f"{name}: {value}" for name, value in lines.items()]
    return "\n".join([*front, ""])


def mailed(host: Live) -> Counter[str]:
    """How many mails each resident got in one run of the sender."""
    host.relay.taken.clear()
    host.send()
    return Counter(host.relay.taken)


def merge(host: Live, alert: str, words: str, unit: str = "maebashi", by: Sequence[str] = (CHIEF,)) -> None:
    """Drafted by a clerk of the unit, approved by these, merged at once, whatever the status says."""
    change = host.hub.open({f"alerts/{unit}/2026/{alert}.md": words}, f"{unit}-staff")
    for login in by:
        host.hub.review(change, login, "APPROVED")
    host.hub.merge(change, f"{unit}-staff")


def prefecture_wide(host: Live) -> None:
    """The first of the chain, of the section in charge, at everybody."""
    host.hub.now = moment("25 16:30")
    merge(host, WIDE, text("prefecture"), SECTION, [f"{SECTION}-manager"])
    assert mailed(host) == Counter(EVERYBODY)


def test_a_chief_alone_reaches_nobody_beyond_his_area_by_what_follows(host: Live) -> None:
    """S10: what follows what follows a prefecture-wide alert goes to the whole prefecture, and asks its section."""
    prefecture_wide(host)
    merge(host, FIRST, text("[maebashi]", WIDE), by=[CHIEF, f"{SECTION}-manager"])
    assert mailed(host) == Counter(EVERYBODY)
    for number, kind in enumerate(KINDS):
        merge(host, f"{SECOND}{number}", text("[maebashi]", FIRST, kind))
    assert mailed(host) == Counter()
    assert [host.hub.kinds(f"{SECOND}{number}") for number in range(len(KINDS))] == [["held"]] * len(KINDS)
    merge(host, THIRD, text("[maebashi]", FIRST), by=[CHIEF, f"{SECTION}-manager"])
    assert mailed(host) == Counter(EVERYBODY)
    claim = next(line for line in host.hub.records() if line["kind"] == "claimed" and line["alert"] == THIRD)
    assert claim["scope"]["prefecture"]
    assert [{"role": "manager", "unit": SECTION}] in claim["due"]


def test_no_other_section_ends_an_alert_or_mails_those_who_chose_it(host: Live) -> None:
    """S5: 交通企画課 corrects a prefecture-wide alert of 人身安全対策課 as one of traffic, on its own manager alone."""
    prefecture_wide(host)
    own = ["kotsu-kikaku-manager"]
    for number, kind in enumerate(KINDS):
        merge(host, f"{FIRST}{number}", text("[maebashi]", WIDE, kind, category="traffic", case="fatal"), TRAFFIC, own)
        merge(host, f"{SECOND}{number}", text("[maebashi]", WIDE, kind), TRAFFIC, own)
    assert mailed(host) == Counter()
    held = [host.hub.kinds(f"{alert}{number}") for alert in (FIRST, SECOND) for number in range(len(KINDS))]
    assert held == [["held"]] * len(held)
    merge(host, THIRD, text("[maebashi]", WIDE), SECTION, [f"{SECTION}-manager"])  # its own can still be corrected
    assert mailed(host) == Counter(EVERYBODY)


WAIVED = {"waivers": "[{rule: delivery-hours, reason: 命に関わるため}]"}


def test_a_waiver_that_nobody_granted_lends_none(host: Live) -> None:
    """S6: the first, with a waiver, lies on main unapproved; what corrects it is to go at night on the chief alone."""
    host.hub.now = moment("25 19:50")
    merge(host, WIDE, text("[maebashi]", **WAIVED), by=())
    host.hub.now = moment("25 22:10")
    for number, kind in enumerate(KINDS):
        merge(host, f"{FIRST}{number}", text("[maebashi]", WIDE, kind, **WAIVED))
    assert mailed(host) == Counter()
    assert [host.hub.kinds(f"{FIRST}{number}") for number in range(len(KINDS))] == [["held"]] * len(KINDS)


def test_what_follows_what_nobody_got_is_no_success_and_reaches_nobody_else(host: Live) -> None:
    """S12, G3: the first was withdrawn; 「配信しました」 was said of what followed, or others got it."""
    host.hub.now = moment("25 20:30")
    merge(host, WIDE, text("[maebashi]"))
    host.send()  # it waits for the morning
    withdrawal = host.hub.open({f"alerts/maebashi/2026/{WIDE}.md": None}, DRAFTER)
    host.hub.review(withdrawal, CHIEF, "APPROVED")
    host.hub.merge(withdrawal, DRAFTER)
    host.send()
    host.hub.now = moment("26 08:00")
    for number, kind in enumerate(KINDS):
        merge(host, f"{FIRST}{number}", text("[maebashi]", WIDE, kind, recognized_at="2026-11-26T07:50+09:00"))
    done = host.send()
    assert (done.returncode, host.relay.taken) == (1, [])
    assert "配信しました" not in done.stdout
    assert done.stdout.count(f"{WIDE} は、まだだれにも届いていません") >= len(KINDS)
    assert [host.hub.kinds(f"{FIRST}{number}") for number in range(len(KINDS))] == [["held"]] * len(KINDS)
