"""What a filter thinks of the mails: SpamAssassin with its local rules, none of which may count against us."""

from __future__ import annotations

import re
import shutil
import subprocess
from email import message_from_bytes
from pathlib import Path

import pytest

from haishin.core.model import Alert
from haishin.message.prepare import Form
from support.mails import FORMS, LANGUAGES, mail, samples

_GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"


def judged(messages: list[bytes], home: Path) -> dict[str, tuple[float, str]]:
    """Score and names of the rules by addressee; the program is started once and keeps no order."""
    if shutil.which("spamassassin") is None:
        pytest.skip("needs SpamAssassin (the Debian package spamassassin)")
    box = b"".join(b"From a@b Wed Nov 25 16:05:00 2026\n" + one.replace(b"\r\n", b"\n") + b"\n" for one in messages)
    done = subprocess.run(
        ["spamassassin", "--test-mode", "--local", "--nocreate-prefs", "--mbox"],
        input=box,
        capture_output=True,
        check=True,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )
    found: dict[str, tuple[float, str]] = {}
    for part in re.split(rb"(?m)^From a@b .*\n", done.stdout)[1:]:
        headers = message_from_bytes(part)
        status = " ".join(str(headers["X-Spam-Status"]).split())
        told = re.fullmatch(r"(?:No|Yes), score=(\S+) required=5.0 tests=(.*?) autolearn=.*", status)
        assert told, status
        found[str(headers["To"])] = (float(told[1]), told[2])
    return found


def test_no_sample_looks_like_spam(tmp_path: Path) -> None:
    cases: list[tuple[Alert, Form, str]] = [(sample, form, "ja") for sample in samples() for form in FORMS]
    cases += [(samples()[5 * at], form, language) for at, language in enumerate(LANGUAGES[1:]) for form in FORMS]
    named = {f"{alert.id}.{form}.{language}@example.ne.jp": (alert, form, language) for alert, form, language in cases}
    messages = [mail(*case, address=address) for address, case in named.items()]
    spam = mail(samples()[0], "text", address="spam@example.ne.jp")
    spam = spam.partition(b"\r\n\r\n")[0].replace(b"base64", b"7bit") + b"\r\n\r\n" + _GTUBE + b"\r\n"

    found = judged([spam, *messages], tmp_path)

    score, rules = found.pop("spam@example.ne.jp")
    assert score > 900
    assert "GTUBE" in rules
    assert found.keys() == named.keys()
    assert {address: one for address, one in found.items() if one[0] > 0} == {}
