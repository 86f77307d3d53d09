"""What the tests of the message room share: a small fixed contract, alerts, and an independent parser."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime

from haishin.core.contract import Contract
from haishin.core.contract.organization import Desk, InCharge, Leave, Mail, Organization, Unit
from haishin.core.contract.policy import JST, policy_from
from haishin.core.contract.roster import Roster
from haishin.core.contract.wording import Wording
from haishin.core.model import Alert, Press, PressKind, Scope
from haishin.core.recipient import Recipient
from haishin.core.strict_yaml import YamlLimits, compose
from haishin.message.keys import RINGS, KeyRing, Keys, LeaveKey
from haishin.message.prepare import Origin
from haishin.message.sender import Sender
from support.force import FORCE

KEYS = Keys({purpose: KeyRing("k", {"k": purpose.encode().ljust(32, b"-")}) for purpose in RINGS})
LEAVE = LeaveKey(KeyRing("k", {"k": b"leave".ljust(32, b"-")}))
RELEASED = datetime(2026, 11, 25, 16, 30, tzinfo=JST)
READER = Recipient("abcdefghijklmnopqrstuvwxyz", "taro@example.ne.jp")
MAIL = Mail(
    from_address="anzen@example.jp",
    from_name="群馬県警察",
    return_domain="bounce.example.jp",
    list_id="gunma-anzen.example.jp",
    list_name="群馬県警察 安全・安心メール",
    leave=Leave("https://anzen.example.jp"),
)
DESK = Desk("https://anzen.example.jp", "teishi@example.jp", "mx.example.jp")
SENDER = Sender.of(MAIL)
FOOTER = """\
--
発信：{sender}（{list_name}）
問合せ先：{contact} {phone}
変更・停止：{leave}
"""
NAMES = ("前橋", "前橋東", "高崎", "高崎北", "藤岡")
CODES = ("maebashi", "maebashi-higashi", "takasaki", "takasaki-kita", "fujioka")


def _unit(code: str, name: str, level: str) -> Unit:
    return Unit(code, name, "station" if level == "station" else "section", level, "027-000-0110")  # type: ignore[arg-type]


def contract(**texts: str) -> Contract:
    units = [_unit(code, f"{name}警察署", "station") for code, name in zip(CODES, NAMES, strict=True)]
    units += [
        _unit("koho-kocho", "広報広聴課", "headquarters"),
        _unit("jinshin-anzen", "人身安全対策課", "headquarters"),
    ]
    policy = compose(
        (FORCE / "schema/policy.yaml").read_text(encoding="utf-8"), limits=YamlLimits(depth=12, flow_depth=4)
    ).value
    return Contract(
        policy=policy_from(policy),  # type: ignore[arg-type]
        organization=Organization(
            "群馬県警察",
            "koho-kocho",
            {unit.id: unit for unit in units},
            (InCharge("suspicious-person", "jinshin-anzen"), InCharge("notice", "sender")),
            MAIL,
        ),
        roster=Roster(()),
        wording=Wording({}, (), {}, {"footer": FOOTER, "exercise": "【訓練】{force}の訓練です。"} | texts),
        schemas={},
    )


CONTRACT = contract()


def alert(**changes: object) -> Alert:
    values: dict[str, object] = {
        "unit": "maebashi",
        "year": "2026",
        "id": "20261125-1605-koekake",
        "title": "下校中の児童に対する声かけ事案の発生",
        "category": "suspicious-person",
        "case": "approach",
        "content": "caution",
        "scope": Scope(False, ("maebashi",)),
        "press": Press(PressKind.NONE),
        "body": "11月25日（水）午後3時30分ころ、前橋市文京町2丁目地内の路上で声かけ事案が発生しました。\n",
    }
    return Alert(**(values | changes))  # type: ignore[arg-type]


def origin(**changes: object) -> Origin:
    values: dict[str, object] = {
        "sender": SENDER,
        "commit": "0123456789abcdef0123456789abcdef01234567",
        "claimed_at": RELEASED,
        "thread": None,
        "keys": KEYS,
    }
    return Origin(**(values | changes))  # type: ignore[arg-type]


# --- an independent reading of a message ----------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """Header names in order, unfolded values by lower-case name, raw lines, the decoded text, and the page if any."""

    names: list[str]
    values: dict[str, str]
    lines: list[bytes]
    text: str
    html: str | None = None


def read(message: bytes) -> Read:
    """Read a message octet by octet; AssertionError on anything that RFC 5322, 2045, 2046 or 5321 forbids."""
    assert all(octet < 128 for octet in message), "octet above 127"
    assert all(octet >= 32 or octet in (9, 10, 13) for octet in message), "control character"
    assert message.count(b"\r") == message.count(b"\n") == message.count(b"\r\n"), "bare CR or LF"
    assert message.endswith(b"\r\n")
    head, _, body = message.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    names, values = _head(lines)
    if values["content-type"] == "text/plain; charset=UTF-8":
        assert values["content-transfer-encoding"] == "base64"
        return Read(names, values, lines, _base64(body))
    text, html = _alternatives(values, body)
    return Read(names, values, lines, text, html)


def _head(lines: list[bytes]) -> tuple[list[str], dict[str, str]]:
    names: list[str] = []
    values: dict[str, str] = {}
    for line in lines:
        assert line.strip(), "line of white space in the head"
        if line[:1] in b" \t":
            values[names[-1].lower()] += " " + line.decode("ascii").lstrip()
            continue
        name, colon, value = line.decode("ascii").partition(":")
        assert colon
        assert re.fullmatch(r"[!-9;-~]+", name), name
        assert name.lower() not in values, f"{name} twice"
        names.append(name)
        values[name.lower()] = value.strip()
    return names, {name: value.strip() for name, value in values.items()}


def _base64(body: bytes) -> str:
    body_lines = body.split(b"\r\n")[:-1]
    assert all(len(line) <= 76 for line in body_lines)
    assert not any(line.startswith(b".") for line in body_lines), "a dot that would need stuffing"
    assert re.fullmatch(rb"[A-Za-z0-9+/=\r\n]+", body)
    text = base64.b64decode(b"".join(body_lines), validate=True).decode("utf-8")
    assert text.count("\r") == text.count("\n") == text.count("\r\n")
    return text.replace("\r\n", "\n")


def _alternatives(values: dict[str, str], body: bytes) -> tuple[str, str]:
    """The text and the page of multipart/alternative (RFC 2046 5.1.1, 5.1.4)."""
    found = re.fullmatch(r'multipart/alternative; boundary="([A-Za-z0-9=_]{1,70})"', values["content-type"])
    assert found
    assert "_" in found[1], "base64 could hold the boundary"
    assert values["content-transfer-encoding"] == "7bit"
    start = b"--" + found[1].encode()
    begin, *parts, end = (b"\r\n" + body).split(b"\r\n" + start)
    assert begin == b""
    assert end == b"--\r\n"
    contents = []
    for part in parts:
        assert part.startswith(b"\r\n")
        head, empty, content = part[2:].partition(b"\r\n\r\n")
        assert empty
        names, inner = _head(head.split(b"\r\n"))
        assert names == ["Content-Type", "Content-Transfer-Encoding"]
        assert inner["content-transfer-encoding"] == "base64"
        contents.append((inner["content-type"], _base64(content + b"\r\n")))
    (plain, text), (page, html) = contents
    assert (plain, page) == ("text/plain; charset=UTF-8", "text/html; charset=UTF-8")
    return text, html


WORD = re.compile(r"=\?UTF-8\?B\?([A-Za-z0-9+/]*={0,2})\?=")


def decoded(value: str) -> str:
    """The text of encoded words one behind the other, each decoded by itself: no character may be split."""
    return "".join(_word(word) for word in value.split(" "))


def _word(word: str) -> str:
    assert len(word) <= 75, word
    match = WORD.fullmatch(word)
    assert match, word
    return base64.b64decode(match[1], validate=True).decode("utf-8")


def squeezed(text: str) -> str:
    """The text without white space: what wrapping may not change."""
    return "".join(text.split())
