"""How many individual messages a second: ``PYTHONPATH=scripts python tests/benchmarks/bench_message.py``. Not a test.

A mail to each of many readers, the same sample alert in both forms of content, four ways in one run: haishin's head
and body; ``EmailMessage`` with ``as_bytes``, the message made anew for each reader; the same with the content set
once and three headers replaced; and nodemailer's ``MailComposer``, installed for the run into a temporary folder.
The first of each is shown to carry the same subject, text and page. Interleaved rounds, the best of each counts.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.policy import default as reading
from pathlib import Path
from time import perf_counter
from typing import cast

sys.path.insert(0, str(Path(__file__).parents[1]))

from haishin.core.recipient import Recipient
from support.mails import mail, prepared, samples, told

ALERT = max(samples(), key=lambda alert: len(alert.body))
READERS = [Recipient(f"{number:026}", f"reader{number}@example.ne.jp") for number in range(20_000)]
ROUNDS = 3
SEVEN_BIT = SMTP.clone(cte_type="7bit")  # base64, as ours; the default would leave 8bit to the relay
OURS = message_from_bytes(mail(ALERT, "html"), policy=reading)
SAID = told(ALERT)
FIXED = {name: str(value) for name, value in OURS.items() if name not in ("To", "Message-ID")}
FIXED = {name: value for name, value in FIXED.items() if not name.startswith(("Content-T", "MIME-"))}
NODE = """\
const MailComposer = require('nodemailer/lib/mail-composer');
const {count, fixed, subject, text, html} = JSON.parse(require('fs').readFileSync(0));
const {From, Subject, Date: date, ...headers} = fixed;
async function main() {
  let first, octets = 0;
  const start = process.hrtime.bigint();
  for (let n = 0; n < count; n++) {
    const message = await new MailComposer({
      from: From, to: `reader${n}@example.ne.jp`, subject, text, html, date, textEncoding: 'base64',
      messageId: `<m${n}.20261125-1605@bounce.example.jp>`,
      headers,
    }).compile().build();
    octets += message.length;
    first = first || message;
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  process.stdout.write(JSON.stringify({seconds, octets, first: first.toString('base64')}));
}
main();
"""


def haishin(count: int) -> Iterator[bytes]:
    """Prepared once, then a head for each reader."""
    made = prepared(ALERT, "html")
    for reader in READERS[:count]:
        yield made.head(reader) + made.body


def _message() -> EmailMessage:
    message = EmailMessage(SEVEN_BIT)
    for name, value in FIXED.items():
        message[name] = value
    message.set_content(SAID.text)
    message.add_alternative(SAID.html or "", subtype="html")
    return message


def _personal(message: EmailMessage, number: int) -> None:
    for name, value in (
        ("To", f"reader{number}@example.ne.jp"),
        ("Message-ID", f"<m{number}.20261125-1605@bounce.example.jp>"),
    ):
        del message[name]
        message[name] = value


def anew(count: int) -> Iterator[bytes]:
    """``EmailMessage`` for each reader."""
    for number in range(count):
        message = _message()
        _personal(message, number)
        yield message.as_bytes()


def changed(count: int) -> Iterator[bytes]:
    """One ``EmailMessage``, its reader's headers replaced."""
    message = _message()
    for number in range(count):
        _personal(message, number)
        yield message.as_bytes()


def alike(data: bytes) -> None:
    """Refuse to compare what does not say the same."""
    message = cast(EmailMessage, message_from_bytes(data, policy=reading))
    parts = [part.get_content().replace("\r\n", "\n").strip() for part in message.iter_parts()]
    if message["Subject"] != SAID.subject or parts != [SAID.text.strip(), (SAID.html or "").strip()]:
        raise SystemExit("not the same content")


def per_second(make: Callable[[int], Iterator[bytes]], count: int) -> float:
    """Messages a second in one go; none but the first is kept."""
    start = perf_counter()
    made = make(count)
    first = next(made)
    deque(made, maxlen=0)
    spent = perf_counter() - start
    alike(first)
    return count / spent


def install(folder: Path) -> str | None:
    """nodemailer into that folder; the reason when it cannot be."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "no node or npm here"
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "nodemailer"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else "npm could not install nodemailer"


def composed(folder: Path, count: int) -> float:
    """nodemailer's messages a second, measured inside its process."""
    given = {"count": count, "fixed": FIXED, "subject": SAID.subject, "text": SAID.text, "html": SAID.html}
    done = subprocess.run(
        ["node", "-e", NODE], cwd=folder, input=json.dumps(given).encode(), stdout=subprocess.PIPE, check=True
    )
    result = json.loads(done.stdout)
    alike(base64.b64decode(result["first"]))
    return count / float(result["seconds"])


def main() -> int:
    """0 when ours are at least as many times as fast as the first argument says (default 100)."""
    wanted = float(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        missing = install(folder)
        best: dict[str, float] = {}
        for _ in range(ROUNDS):
            rates = {
                "haishin": per_second(haishin, len(READERS)),
                "EmailMessage, made anew": per_second(anew, 200),
                "EmailMessage, headers replaced": per_second(changed, 400),
            }
            if missing is None:
                rates["nodemailer MailComposer"] = composed(folder, 2_000)
            best = {label: max(rate, best.get(label, 0)) for label, rate in rates.items()}
    for label, rate in best.items():
        sys.stdout.write(f"{label:32} {rate:10,.0f} messages/s {best['haishin'] / rate:8.1f}\n")
    if missing is not None:
        sys.stdout.write(f"nodemailer MailComposer: skipped, {missing}\n")
    return 0 if best["haishin"] >= wanted * best["EmailMessage, made anew"] else 1


if __name__ == "__main__":
    sys.exit(main())
