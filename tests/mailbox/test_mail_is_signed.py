"""A milter that signs by the lines of OPERATING.md covers both headers of RFC 8058, and a changed one is seen."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from haishin.core.recipient import Recipient
from haishin.message.headers import wire
from haishin.send.rows import Envelope
from haishin.send.transport.relay import parse
from haishin.send.transport.smtp import SmtpTransport
from support.mails import FORMS, LEAVE, prepared, samples
from support.postfix import DOMAIN, start_postfix
from support.programs import Dkim

MANUAL = (Path(__file__).parents[2] / "OPERATING.md").read_text("utf-8")
BOTH = ("list-unsubscribe", "list-unsubscribe-post")


def settings() -> str:
    """What the manual says of opendkim.conf."""
    found = re.search(r"In `/etc/opendkim\.conf`:\n\n```\n(.*?)```", MANUAL, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="signed-", dir="/tmp"))  # not tmp_path: Postfix' own user has to enter
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def delivered(dkim: Dkim, folder: Path, settings: str) -> list[bytes]:
    """A mail of each form with a desk, as it comes out of a Postfix whose milter signs."""
    readers = [Recipient(f"{n:026}", f"reader{n}@{DOMAIN}") for n in range(len(FORMS))]
    (folder / "postfix").mkdir()
    with dkim.milter(folder, settings) as port:
        postfix = start_postfix(
            folder / "postfix", f"smtpd_milters = inet:127.0.0.1:{port}\nmilter_default_action = tempfail\n"
        )
        try:
            transport = SmtpTransport([parse(f"smtp://127.0.0.1:{postfix.port}")], "sender.test")
            for reader, form in zip(readers, FORMS, strict=True):
                made = prepared(samples()[0], form, desk=True)
                sender, to = made.envelope_sender(reader), wire(reader.address)
                transport.submit([Envelope(made.alert, reader.id, sender, to, made.head(reader), made.body)])
            arrived = [mail.replace(b"\n", b"\r\n") for mail in postfix.messages(len(readers))]
            transport.close()
        finally:
            postfix.stop()
    assert all(any(f"/l/{LEAVE.token(reader.id)}>".encode() in mail for mail in arrived) for reader in readers)
    return arrived


def covered(mail: bytes) -> list[str]:
    """The names of ``h=``, in lower case."""
    head = mail.partition(b"\r\n\r\n")[0].replace(b"\r\n\t", b" ").replace(b"\r\n ", b" ").decode()
    found = re.search(r"(?m)^DKIM-Signature:.*?\bh=([^;]*);", head)
    assert found
    return re.sub(r"\s", "", found[1]).lower().split(":")


def test_both_headers_are_signed_once_more_than_they_stand_there(folder: Path) -> None:
    dkim = Dkim.fresh()
    mails = delivered(dkim, folder, settings())
    for mail in mails:
        names = covered(mail)
        assert [names.count(name) for name in (*BOTH, "from")] == [2, 2, 2]
        assert set(names) >= {
            *("to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"),
            "list-id",
        }
    post = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    mail = mails[0]
    tried = [
        *mails,
        mail.replace(b"/l/", b"/m/"),
        mail.replace(b"<mailto:teishi+", b"<mailto:teishu+"),
        mail.replace(post, b""),
        mail.replace(post, post + post),
        mail.replace(post, post + b"List-Unsubscribe: <https://example.com/l/x>\r\n"),
        b"List-Unsubscribe: <https://example.com/l/x>\r\n" + mail,
    ]
    assert len(set(tried)) == len(tried)
    expected = [True] * len(mails) + [False] * 6
    assert dkim.verify(tried) == expected
    (folder / "verified").mkdir()
    assert dkim.verify_by_opendkim(tried, folder / "verified") == expected


def test_unless_told_a_milter_leaves_one_of_them_out(folder: Path) -> None:
    """As Debian ships it: the reason why the manual has these lines."""
    for mail in delivered(Dkim.fresh(), folder, "Canonicalization relaxed/simple\nOversignHeaders From\n"):
        assert [covered(mail).count(name) for name in BOTH] == [1, 0]
