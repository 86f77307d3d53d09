"""The main job through a real mail server: from a merged file to the mailbox, once, whatever happens on the way."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest

from support.commands import Scratch
from support.postfix import DOMAIN, Postfix, postfix
from support.sending import CAUTION_TEXT, clone, kinds, merge, ok, register, service, states, tells
from support.sink import Nobody

__all__ = ["postfix"]  # the fixture

# One whose local part holds signs that a careless program mistakes.
PEOPLE = [*(f"r{number:02}@{DOMAIN}" for number in range(24)), f"o'hara+alerts@{DOMAIN}"]
KILLED_BEFORE_THE_FIRST_MAIL = """
import os, signal
from haishin.send.sending.dispatch import Dispatcher
Dispatcher.add = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    scratch = service(tmp_path, PEOPLE, apart=True)
    register(scratch, [f"elsewhere@{DOMAIN}"], station="ota")
    merge(scratch)
    return scratch


def relay(postfix: Postfix) -> dict[str, str]:
    return {"HAISHIN_SMTP": f"smtp://127.0.0.1:{postfix.port}"}


def received(postfix: Postfix, expected: int) -> list[EmailMessage]:
    return [
        email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
        for data in postfix.messages(expected)
    ]


def assert_everybody_once(mails: list[EmailMessage]) -> None:
    assert Counter(str(mail["Delivered-To"]) for mail in mails) == Counter(PEOPLE)
    assert Counter(str(mail["To"]) for mail in mails) == Counter(PEOPLE)
    assert len({mail["Message-ID"] for mail in mails}) == len(PEOPLE)
    assert all(tells(mail, CAUTION_TEXT) for mail in mails)


def test_everybody_once_then_nothing_then_a_strange_host_is_refused(scratch: Scratch, postfix: Postfix) -> None:
    first = scratch.run("send", live=True, env=relay(postfix))
    assert "20261125-1606-koekake:配信しました\n" in ok(first)
    assert_everybody_once(received(postfix, len(PEOPLE)))
    assert kinds(scratch) == ["activated", "claimed", "sealed"]
    assert set(states(scratch).values()) == {"accepted"}
    assert not (scratch.state / "maildir").exists()

    again = scratch.run("send", live=True, env=relay(postfix))
    assert ok(again) == "新しく配信するものはありません。\n"
    assert kinds(scratch) == ["activated", "claimed", "sealed"]

    strange = clone(scratch, "new clone").run("send", live=True, env=relay(postfix))
    assert (strange.returncode, strange.stdout) == (2, "")
    assert strange.stderr == (
        "この状態フォルダーには、配信した記録がありません。台帳には、始めた配信の記録があります。\n"
        "→ HAISHIN_STATE を確かめ、配信していたホストの控えがあれば戻してください。この機械で引き継ぐと、"
        "届いたか分からない人は「要確認」になり、宛先の記録がないものの配信はそこで終わります:\n"
        "→   haishin adopt --lost --by アカウント名\n"
    )
    assert len(received(postfix, len(PEOPLE))) == len(PEOPLE)


def test_a_kill_between_claim_and_first_mail_loses_nobody(scratch: Scratch, postfix: Postfix) -> None:
    killed = scratch.run("send", live=True, env=relay(postfix), prelude=KILLED_BEFORE_THE_FIRST_MAIL)
    assert killed.returncode == -9
    assert kinds(scratch) == ["activated", "claimed"]
    assert set(states(scratch).values()) == {"pending"}
    assert received(postfix, 0) == []

    resumed = scratch.run("send", live=True, env=relay(postfix))
    assert "20261125-1606-koekake:続きを配信しました\n" in ok(resumed)
    assert_everybody_once(received(postfix, len(PEOPLE)))
    assert kinds(scratch) == ["activated", "claimed", "sealed"]

    assert ok(scratch.run("send", live=True, env=relay(postfix))) == "新しく配信するものはありません。\n"
    assert len(received(postfix, len(PEOPLE))) == len(PEOPLE)


def test_what_the_server_refuses_is_told_and_the_rest_goes(scratch: Scratch, postfix: Postfix) -> None:
    register(scratch, [f"bad@{DOMAIN}", f"later@{DOMAIN}"])
    ok(scratch.run("send", live=True, env=relay(postfix)))
    assert_everybody_once(received(postfix, len(PEOPLE)))
    told = states(scratch)
    assert (told[f"bad@{DOMAIN}"], told[f"later@{DOMAIN}"]) == ("failed", "deferred")
    assert kinds(scratch) == ["activated", "claimed"]  # somebody still waits for another try


def test_no_server_is_no_loss(scratch: Scratch) -> None:
    with Nobody() as gone:
        refused = scratch.run("send", live=True, env={"HAISHIN_SMTP": f"smtp://127.0.0.1:{gone.port}"})
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-2:] == [
        f"中継サーバーが受け付けません:127.0.0.1:{gone.port}: Connection refused",
        "→ サーバーが動いているか、接続できるかを確かめて、もう一度実行してください。"
        "残りの宛先はその時に続けて送信されます。",
    ]
    assert (kinds(scratch), states(scratch)) == (["activated"], {})  # what is claimed is final
