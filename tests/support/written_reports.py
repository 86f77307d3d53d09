"""What the test's own Postfix writes of far ends' answers, without what differs from run to run."""

from __future__ import annotations

import re
import shutil
import smtplib
import tempfile
from pathlib import Path

from support.far_end import Refusal, far_end
from support.postfix import DOMAIN, start_postfix
from support.reports import FOLDER, answers

# What differs from run to run: time, queue id, boundary, port, process.
_RUNS = (
    (rb"\w{3},\s+\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4} \(\w+\)", b"Wed, 25 Nov 2026 17:00:00 +0900 (JST)"),
    (rb"(Message-I[dD]: <)\d{14}\.[0-9A-Z]+(@)", rb"\g<1>20261125080000.QUEUEID\2"),
    (rb"(id |Queue-ID: |boundary=\"|--)([0-9A-F]{8,})\b", rb"\g<1>QUEUEID"),
    (rb"QUEUEID\.\d+(/)", rb"QUEUEID.1\1"),
    (rb"\[127\.0\.0\.1\]:\d+", b"[127.0.0.1]:25"),
)


# All goes to the far end, and is tried once: what is only put off comes back at once, too.
_ELSEWHERE = """\
relayhost = [127.0.0.1]:{port}
default_transport = smtp
relay_transport = smtp
maximal_queue_lifetime = 0
bounce_queue_lifetime = 0
smtp_connection_cache_on_demand = no
"""


def steady(report: bytes) -> bytes:
    for pattern, instead in _RUNS:
        report = re.sub(pattern, instead, report)
    return report


def written() -> dict[str, bytes]:
    """Let Postfix write a report of each answer: by name, without what differs from run to run."""
    refusals = {
        f"bounce+{row.name}@{DOMAIN}" if row.at == "mail" else row.to: Refusal(row.at, row.says) for row in answers()
    }
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
    try:
        with far_end(refusals) as port:
            postfix = start_postfix(folder, _ELSEWHERE.format(port=port))
            try:
                with smtplib.SMTP("127.0.0.1", postfix.port) as client:
                    for row in answers():
                        local, _, domain = row.to.rpartition("@")
                        to = f'"{local}"@{domain}' if ".." in local or local.endswith(".") else row.to
                        client.sendmail(f"bounce+{row.name}@{DOMAIN}", [f"<{to}>"], b"Subject: test\r\n\r\ntest\r\n")
                found = postfix.messages(len(answers()))
            finally:
                postfix.stop()
    finally:
        shutil.rmtree(folder)
    named = re.compile(rb"^Delivered-To: bounce\+([\w-]+)@", re.MULTILINE)
    return {mark[1].decode(): steady(report) for report in found if (mark := named.search(report))}


if __name__ == "__main__":
    for name, report in written().items():
        (FOLDER / f"{name}.eml").write_bytes(report)
