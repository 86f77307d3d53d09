"""How many individual mails a second: ``PYTHONPATH=scripts:tests python tests/benchmarks/bench_send.py``. Not a test.

Ours with its durable journal (registry, snapshot, intents and outcomes committed to the disk, every mail made from row
and keys; all that ``send`` does but git), by the pipelined and by the plain dialogue, against other senders in the same
run: Postfix's ``smtp-source``, nodemailer's pool and aiosmtplib (installed for the run into a temporary folder),
smtplib on one connection, in threads, and its ``send_message``. Everybody gets a mail of his own, 4 KB on average.

Relays: ``sink`` (Postfix's smtp-sink), ``quick`` (an own sink), ``5ms`` and ``30ms`` (the same, each reply that much
later, 50 connections), ``tls`` (the same, STARTTLS), ``postfix`` (a real one that discards). Client and sink each have
a CPU (``taskset``); Postfix, which is many processes, has all. With ``--together`` client and sink share one. The ways
take turns; every run is shown: mails a second, CPU of the client for each mail, what share of a CPU client and relay
used meanwhile, the client's largest size. Afterwards the best of each and how it compares with ours.
"""

from __future__ import annotations

import argparse
import base64
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.mailers import around
from support.mails import FORMS
from support.postfix import start_postfix

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
CPUS = sorted(os.sched_getaffinity(0))
OURS = "haishin"

NODE = """
const [,, port, count, connections, ca] = process.argv, fs = require('fs');
const nodemailer = require('nodemailer'), tls = ca ? {tls: {ca: fs.readFileSync(ca), servername: 'localhost'}} : {};
const pool = nodemailer.createTransport({pool: true, host: '127.0.0.1', port: +port, maxConnections: +connections,
  maxMessages: Infinity, secure: false, ignoreTLS: !ca, requireTLS: !!ca, name: 'sender.test', ...tls});
const bytes = one => Buffer.from(one, 'base64');
const parts = JSON.parse(fs.readFileSync(0, 'utf8')).map(form => form.map(bytes));
let next = 0;
async function work() {
  for (let number = next++; number < +count; number = next++) {
    const [before, between, after] = parts[number % 2], to = `reader${number}@example.ne.jp`;
    const own = [`To: ${to}`, `Message-ID: <${number}.`].map(one => Buffer.from(one));
    const raw = Buffer.concat([before, own[0], between, own[1], after]);
    await pool.sendMail({envelope: {from: 'bounce@example.ne.jp', to: [to]}, raw});
  }
}
console.log('begin');
Promise.all(Array.from({length: 2 * connections}, work)).then(() => { console.log('end'); setTimeout(() => {}, 1e6); });
"""


@dataclass(frozen=True)
class Way:
    """One sender. ``one``: over one connection, and so few mails that a run lasts seconds also far from the relay."""

    name: str
    label: str
    one: bool = False
    tls: bool = True


WAYS = (
    Way(OURS, "haishin, pipelined"),
    Way("haishin-plain", "haishin, plain dialogue"),
    Way("smtp-source", "smtp-source -d", tls=False),
    Way("nodemailer", "nodemailer pool"),
    Way("aiosmtplib", "aiosmtplib"),
    Way("smtplib", "smtplib sendmail, threads"),
    Way("smtplib", "smtplib sendmail, 1 connection", one=True),
    Way("send_message", "smtplib send_message, 1 connection", one=True),
)


@dataclass(frozen=True)
class Target:
    """One relay: over how many connections it is mailed, and how many mails a run is, over one and over all."""

    name: str
    connections: int
    mails: int
    of_one: int
    milliseconds: float = 0
    tls: bool = False


TARGETS = {
    one.name: one
    for one in (
        Target("sink", 8, 20_000, 8_000),
        Target("quick", 8, 20_000, 8_000),
        Target("5ms", 50, 20_000, 150, milliseconds=5),
        Target("30ms", 50, 10_000, 40, milliseconds=30),
        Target("tls", 8, 10_000, 4_000, tls=True),
        Target("postfix", 8, 4_000, 2_000),
    )
}


@dataclass(frozen=True)
class Run:
    """What was seen of one run."""

    rate: float
    client: float  # CPU seconds for each mail
    shares: tuple[float, float]  # of a CPU: client, relay
    megabytes: float

    def __str__(self) -> str:
        client, relay = self.shares
        return (
            f"{self.rate:9,.0f}/s  {self.client * 1e6:6,.0f} µs  client {client:4.0%}  relay {relay:4.0%}  "
            f"{self.megabytes:4.0f} MB"
        )


# --- relays ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Relay:
    """A running one. ``process``: whose CPU is its, with all that it has started."""

    port: int
    process: int
    certificate: Path | None = None


@contextmanager
def running(target: Target, folder: Path, cpus: str) -> Iterator[Relay]:
    if target.name == "postfix":
        postfix = start_postfix(folder)
        try:
            yield Relay(postfix.port, int((folder / "spool" / "pid" / "master.pid").read_text()))
        finally:
            postfix.stop()
        return
    port, certificate, words = _free_port(), None, []
    if target.tls:
        certificate, key = _certificate(folder)
        words = [f"tls={certificate},{key}"]
    if target.name == "sink":
        command = ["smtp-sink", *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", "1024"]
    else:
        command = [sys.executable, str(HERE / "quick_sink.py"), str(port), str(target.milliseconds), *words]
    process = subprocess.Popen(["taskset", "-c", cpus, *command])
    try:
        while not _listens(port):
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} does not run")
            sleep(0.01)
        yield Relay(port, process.pid, certificate)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, traditional = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, traditional, plain))
    return folder / "certificate.pem", folder / "key.pem"


# --- senders ---------------------------------------------------------------------------------------------------------


class Peers:
    """What is installed for the run, and why what is not."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.missing: dict[str, str] = {}
        if shutil.which("smtp-source") is None:
            self.missing["smtp-source"] = "Postfix is not installed"
        if shutil.which("npm") is None or shutil.which("node") is None:
            self.missing["nodemailer"] = "no node or npm here"
        else:
            self._install("nodemailer", ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            str(folder),
        ]
        self._install("aiosmtplib", pip)

    def _install(self, name: str, command: list[str]) -> None:
        done = subprocess.run([*command, name], cwd=self._folder, capture_output=True, check=False)
        if done.returncode != 0:
            self.missing[name] = f"{command[0]} could not install it"

    def command(self, way: Way, target: Target, relay: Relay) -> list[str]:
        """The command of one run."""
        mails, connections = (target.of_one, 1) if way.one else (target.mails, target.connections)
        numbers = [str(relay.port), str(mails), str(connections)]
        certificate = [] if relay.certificate is None else [str(relay.certificate)]
        if way.name == "smtp-source":
            source = ["smtp-source", "-d", "-N", "-s", numbers[2], "-m", numbers[1], "-l", "4096"]
            return [*source, "-f", "bounce@example.ne.jp", "-t", "reader@example.ne.jp", f"127.0.0.1:{relay.port}"]
        if way.name == "nodemailer":
            return ["node", "-e", NODE, "-", *numbers, *certificate]
        return [sys.executable, str(HERE / "mailers.py"), way.name, *numbers, *certificate]

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(self._folder))))
        return {**os.environ, "PYTHONPATH": path, "NODE_PATH": str(self._folder / "node_modules")}


def run(command: list[str], mails: int, cpus: str, relay: Relay, peers: Peers) -> Run:
    """One run, from ``begin`` to ``end``; of smtp-source, which says neither, from its start to its end."""
    quiet = command[0] == "smtp-source"
    with tempfile.TemporaryFile() as parts:
        parts.write(_parts())
        parts.seek(0)
        with subprocess.Popen(
            ["taskset", "-c", cpus, *command],
            stdin=parts if command[0] == "node" else subprocess.PIPE,
            stdout=None if quiet else subprocess.PIPE,
            env=peers.environment,
        ) as process:
            if not quiet:
                _hear(process, b"begin\n")
            start, client, server = perf_counter(), _cpu(process.pid), _cpu(relay.process)
            if quiet:
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            else:
                _hear(process, b"end\n")
            seconds = perf_counter() - start
            used, served = _cpu(process.pid) - client, _cpu(relay.process) - server
            size = 0.0 if quiet else _megabytes(process.pid)
            if command[0] == "node":
                process.kill()
            elif process.stdin is not None:
                process.stdin.close()
            if process.wait() not in (0, -signal.SIGKILL):
                raise SystemExit(f"{command[0]} failed")
    return Run(mails / seconds, used / mails, (used / seconds, served / seconds), size)


def _parts() -> bytes:
    """For nodemailer: both mails around what differs by reader, as JSON."""
    return json.dumps([[base64.b64encode(part).decode() for part in around(form)] for form in FORMS]).encode()


def _hear(process: subprocess.Popen[bytes], word: bytes) -> None:
    assert process.stdout is not None
    if (heard := process.stdout.readline()) != word:
        raise SystemExit(f"{process.args!r} said {heard!r}")


def _cpu(root: int) -> float:
    """CPU seconds of a process and of all that it has started, dead ones that nobody has waited for among them."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            spent[int(entry.name)] = sum(map(int, fields[11:15])) / TICKS
    family, found = {root}, {root}
    while found:
        found = {one for one, parent in parents.items() if parent in family and one not in family}
        family |= found
    return sum(spent.get(one, 0) for one in family)


def _megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def compare(target: Target, ways: list[Way], rounds: int, peers: Peers, *, together: bool) -> None:
    """Print every run to one relay, then the best of each way beside ours."""
    mine, its = (CPUS[-1], CPUS[-1] if together else CPUS[0])
    everything = target.name == "postfix"
    client, server = (",".join(map(str, CPUS)),) * 2 if everything else (str(mine), str(its))
    sys.stdout.write(
        f"\n{target.name}: {target.connections} connections, client on CPU {client}, relay on CPU {server}, "
        f"load {os.getloadavg()[0]:.1f}\n"
    )
    best: dict[str, Run] = {}
    # Not the tests' folder: Postfix' own user has to enter every folder above.
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))
    try:
        with running(target, folder, server) as relay:
            for turn in range(rounds):
                for way in ways:
                    mails = target.of_one if way.one else target.mails
                    seen = run(peers.command(way, target, relay), mails, client, relay, peers)
                    sys.stdout.write(f"  {turn + 1} {way.label:36} {seen}\n")
                    sys.stdout.flush()
                    if way.label not in best or seen.rate > best[way.label].rate:
                        best[way.label] = seen
    finally:
        shutil.rmtree(folder)
    ours = best.get(WAYS[0].label)
    for label, seen in best.items():
        compared = f"  ours is {ours.rate / seen.rate:6.2f} times that" if ours is not None else ""
        sys.stdout.write(f"    {label:36} {seen}{compared}\n")


def main() -> int:
    """Always 0: what is fast enough, a person says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--targets", nargs="*", choices=[*TARGETS], default=[*TARGETS])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--ways", nargs="*", choices=sorted({way.name for way in WAYS}))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peers = Peers(Path(folder))
        for name, why in peers.missing.items():
            sys.stdout.write(f"{name}: left out, {why}\n")
        for name in given.targets:
            target = TARGETS[name]
            ways = [
                way
                for way in WAYS
                if way.name not in peers.missing
                and (given.ways is None or way.name in given.ways)
                and (way.tls or not target.tls)
            ]
            compare(target, ways, given.rounds, peers, together=given.together)
    return 0


if __name__ == "__main__":
    sys.exit(main())
