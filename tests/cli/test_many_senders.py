"""Many senders at once, as a busy forge may start them: one claims, nobody is mailed twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from support.commands import Scratch, Started
from support.sending import ANOTHER_SENDER, CAUTION_ID, clone, copies, kinds, merge, ok, service

SENDERS = 8
PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(30)]
LEFT_BEHIND = (
    "この状態フォルダーの配信記録は、古い控えから戻されたもので、その後の送信が入っていません。",
    "台帳のブランチの印(beat.json)では、この配信記録はもっと先まで進んでいます。",
)


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """With a journal that has run before, so that copies of it have the same id."""
    scratch = service(tmp_path, PEOPLE)
    ok(scratch.run("send"))
    return scratch


def ended(senders: list[Started]) -> list[tuple[int, str, str]]:
    answers = []
    for sender in senders:
        with sender:
            out, err = sender.communicate()
        answers.append((sender.returncode, out, err))
    return answers


def test_on_one_state_folder(scratch: Scratch) -> None:
    merge(scratch)
    answers = ended([scratch.start("send") for _ in range(SENDERS)])

    assert sum(f"{CAUTION_ID}:配信しました\n" in out for _, out, _ in answers) == 1
    for code, out, err in answers:
        assert code == 0 or (code, out, err) == (1, "", ANOTHER_SENDER), out + err
    assert copies(scratch.mails()) == Counter(PEOPLE)
    assert kinds(scratch) == ["activated", "claimed", "sealed"]


def test_each_on_a_copy(scratch: Scratch) -> None:
    hosts = [clone(scratch, f"host {number}", state=True) for number in range(SENDERS)]
    merge(scratch)
    for host in hosts:
        host.git("pull", "--quiet")
    answers = ended([host.start("send") for host in hosts])

    assert sum(f"{CAUTION_ID}:配信しました\n" in out for _, out, _ in answers) == 1
    for code, out, err in answers:
        assert code == 0 or ((code, out) == (1, "") and err.startswith(LEFT_BEHIND)), out + err
    assert copies(mail for host in hosts for mail in host.mails()) == Counter(PEOPLE)
    assert sum(len(host.mails()) > 0 for host in hosts) == 1
    assert kinds(scratch) == ["activated", "claimed", "sealed"]
