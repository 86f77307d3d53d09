"""The units: by systemd's own judgement, and line by line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.office.setup.service import units
from haishin.residents.desk.web import BACKLOG, THREADS

SRV, PROGRAM = Path("/srv/haishin"), Path("/srv/haishin-program")


def made(user: str = "haishin", root: Path = SRV, program: Path = PROGRAM, *, name: str = "send.service") -> str:
    return units(root, user, program)[f"haishin-{name}"]


def parsed(text: str) -> dict[str, list[tuple[str, str]]]:
    """Section → assignments, strictly: a comment, a section, or ``Key=value`` on each line."""
    sections: dict[str, list[tuple[str, str]]] = {}
    section = ""
    for line in text.split("\n"):
        if line.startswith("#") or not line:
            continue
        if (found := re.fullmatch(r"\[([A-Z][A-Za-z]+)\]", line)) is not None:
            section = found[1]
            assert section not in sections
            sections[section] = []
        else:
            key, equals, value = line.partition("=")
            assert re.fullmatch(r"[A-Z][A-Za-z]+", key), line
            assert equals, line
            assert value == value.strip()
            assert "%" not in value  # systemd would expand it
            sections[section].append((key, value))
    return sections


def service() -> dict[str, str]:
    found = parsed(made())
    assert set(found) == {"Unit", "Service"}
    several = [key for key, _ in found["Service"]]
    assert {key for key in several if several.count(key) > 1} == {"SystemCallFilter"}
    return dict(found["Service"])


def test_it_runs_the_live_sender_of_the_clone() -> None:
    found = service()
    assert found["ExecStart"] == "/srv/haishin-program/current/.venv/bin/haishin send --live"
    assert (found["Type"], found["User"], found["WorkingDirectory"]) == ("oneshot", "haishin", "/srv/haishin")


def test_secrets_are_in_a_file_and_never_in_the_unit() -> None:
    text = made()
    assert service()["EnvironmentFile"] == "/etc/haishin/send.env"
    assert not re.search(r"^(Environment=|[A-Za-z]+=.*)(TOKEN|SMTP|PASSWORD)", text, re.MULTILINE)


def test_the_state_lasts_and_is_closed_to_others() -> None:
    found = service()
    assert (found["StateDirectory"], found["StateDirectoryMode"], found["UMask"]) == ("haishin", "0700", "0077")
    assert found["Environment"] == "HAISHIN_STATE=/var/lib/haishin"
    assert "DynamicUser" not in found


def test_it_takes_no_more_memory_than_it_needs_and_dumps_none() -> None:
    """S14 c: what git might read of a forged tree ends that git, neither the sender nor the host's MTA."""
    found = service()
    assert (found["MemoryMax"], found["OOMPolicy"], found["LimitCORE"]) == ("1G", "continue", "0")


def test_it_can_write_nothing_but_state_and_gits_objects() -> None:
    found = service()
    assert (found["ProtectSystem"], found["ReadWritePaths"]) == ("strict", "/srv/haishin/.git")
    assert (found["NoNewPrivileges"], found["PrivateTmp"], found["CapabilityBoundingSet"]) == ("yes", "yes", "")


def test_it_has_time_to_drain_and_is_not_killed_while_mailing() -> None:
    found = service()
    assert (found["TimeoutStartSec"], found["TimeoutStopSec"], found["KillMode"]) == ("infinity", "120", "mixed")
    assert (found["Restart"], found["RestartSec"]) == ("on-abnormal", "10")


def test_the_timer_looks_every_minute_and_after_a_start_of_the_machine() -> None:
    found = parsed(made(name="send.timer"))
    assert found["Timer"] == [("OnBootSec", "30s"), ("OnUnitInactiveSec", "1min"), ("AccuracySec", "5s")]
    assert found["Install"] == [("WantedBy", "timers.target")]


def test_another_user_has_a_folder_and_secrets_of_its_own() -> None:
    text = made("anzen-mail")
    found = dict(parsed(text)["Service"])
    assert (found["User"], found["StateDirectory"]) == ("anzen-mail", "anzen-mail")
    assert (found["EnvironmentFile"], found["Environment"]) == (
        "/etc/anzen-mail/send.env",
        "HAISHIN_STATE=/var/lib/anzen-mail",
    )


@pytest.mark.parametrize(("root", "home"), [("home/x/haishin", "read-only"), ("root/h", "read-only"), ("srv", "yes")])
def test_a_clone_in_a_home_can_still_be_read(root: str, home: str) -> None:
    assert dict(parsed(made(root=Path("/") / root))["Service"])["ProtectHome"] == home


def of(name: str) -> dict[str, str]:
    """The assignments of a unit's service, each of which stands there once (but for these)."""
    found = parsed(made(name=f"{name}.service"))["Service"]
    keys = [key for key, _ in found]
    assert {key for key in keys if keys.count(key) > 1} <= {"SystemCallFilter", "Environment"}
    return dict(found)


def test_the_page_is_another_users_without_a_secret_a_network_or_the_state_folder() -> None:
    """W1, W2: it has the socket that it is handed, and cannot reach the relay."""
    found = of("web")
    assert (found["User"], found["Group"]) == ("haishin-web", "haishin-web")
    assert (found["PrivateNetwork"], found["RestrictAddressFamilies"]) == ("yes", "none")
    assert found["InaccessiblePaths"] == "-/var/lib/haishin -/etc/haishin"
    assert found["ReadWritePaths"] == "/var/lib/haishin-desk/requests"
    assert found["Environment"] == "HAISHIN_DESK=/var/lib/haishin-desk"
    assert not {"EnvironmentFile", "PassEnvironment", "LoadCredential", "SupplementaryGroups"} & set(found)
    assert (found["ExecStart"], found["WorkingDirectory"]) == (
        "/srv/haishin-program/current/.venv/bin/haishin web",
        "/",
    )
    assert "/srv/haishin/" not in made(name="web.service")


def test_the_page_is_bounded_and_dumps_nothing() -> None:
    found = of("web")
    assert (found["MemoryMax"], found["LimitCORE"], found["Restart"]) == ("256M", "0", "on-failure")
    assert int(found["TasksMax"]) > THREADS + 1


def test_the_page_is_found_on_the_loopback_alone() -> None:
    found = parsed(made(name="web.socket"))
    assert found["Socket"] == [("ListenStream", "127.0.0.1:8026"), ("Backlog", str(BACKLOG))]
    assert found["Install"] == [("WantedBy", "sockets.target")]
    assert dict(parsed(made(name="web.service"))["Unit"])["Requires"] == "haishin-web.socket"


def test_the_inbox_is_the_senders_user_in_the_webs_group() -> None:
    found = of("inbox")
    assert (found["User"], found["SupplementaryGroups"]) == ("haishin", "haishin-web")
    assert found["ExecStart"] == "/srv/haishin-program/current/.venv/bin/haishin inbox"
    assert found["EnvironmentFile"] == "/etc/haishin/inbox.env"
    environment = [value for key, value in parsed(made(name="inbox.service"))["Service"] if key == "Environment"]
    assert environment == ["HAISHIN_STATE=/var/lib/haishin", "HAISHIN_DESK=/var/lib/haishin-desk"]
    assert found["ReadWritePaths"] == "/srv/haishin/.git /var/lib/haishin /var/lib/haishin-desk"
    assert (found["MemoryMax"], found["LimitCORE"], found["Restart"]) == ("1G", "0", "always")
    assert parsed(made(name="inbox.service"))["Install"] == [("WantedBy", "multi-user.target")]  # after a boot, too


def test_another_users_page_is_of_his_name() -> None:
    made_ = units(SRV, "anzen-mail", PROGRAM)
    found = dict(parsed(made_["haishin-web.service"])["Service"])
    assert (found["User"], found["Environment"]) == ("anzen-mail-web", "HAISHIN_DESK=/var/lib/anzen-mail-desk")
    assert "haishin-desk" not in "".join(made_.values())


@pytest.mark.parametrize("user", ["root", "", "Haishin", "a b", "a\nUser=root", "-x", "a" * 28, "９"])
def test_a_user_that_would_be_something_else_is_refused(user: str) -> None:
    with pytest.raises(Refusal) as caught:
        made(user)
    assert caught.value.message == Message("office/setup/unusable-user", user=user)


@pytest.mark.parametrize("root", ["/srv/a b", "/srv/%h", "/srv/$X", "/srv/a\nb", "/srv/配信", "/srv/a;b", 'x"'])
def test_a_place_that_systemd_would_read_otherwise_is_refused(root: str) -> None:
    with pytest.raises(Refusal) as caught:
        made(root=Path(root))
    assert caught.value.message == Message("office/setup/unusable-folder", place=Path(root))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_them_all_and_finds_little_exposed() -> None:
    """In a folder outside ``/dev``, which its units may not use: a test run may keep its own in memory there."""
    with TemporaryDirectory(dir="/var/tmp") as folder:
        taken(Path(folder))


def taken(tmp_path: Path) -> None:
    command = tmp_path / "current" / ".venv" / "bin" / "haishin"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n", encoding="ascii")
    command.chmod(0o755)
    files = []
    for name, text in units(SRV, "haishin", tmp_path).items():
        files.append(tmp_path / name)
        files[-1].write_text(text, encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, files)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")
    for name, exposed in (("send", 20), ("alarm", 20), ("inbox", 20), ("web", 10)):
        file = str(tmp_path / f"haishin-{name}.service")
        judged = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--json=short", f"--threshold={exposed}", file],
            capture_output=True,
            text=True,
            check=False,
        )
        assert judged.returncode == 0, judged.stdout
        assert json.loads(judged.stdout)


def test_who_sends_cannot_write_his_program_and_no_unit_does() -> None:
    """It changes by its operator alone."""
    made = units(SRV, "haishin", PROGRAM)
    assert sorted(made) == [
        "haishin-alarm.service",
        "haishin-inbox.service",
        "haishin-send.service",
        "haishin-send.timer",
        "haishin-web.service",
        "haishin-web.socket",
    ]
    writing = re.compile(r"^(Exec|ReadWrite).*(update|haishin-program/clone)", re.MULTILINE)
    assert not any(writing.search(text) for text in made.values())
    for name in ("send.service", "alarm.service", "inbox.service", "web.service"):
        found = dict(parsed(made[f"haishin-{name}"])["Service"])
        assert str(PROGRAM) not in found["ReadWritePaths"]
        assert (found["ProtectSystem"], found["NoNewPrivileges"], found["CapabilityBoundingSet"]) == (
            "strict",
            "yes",
            "",
        )
    assert dict(parsed(made["haishin-send.service"])["Unit"])["OnFailure"] == "haishin-alarm.service"


@pytest.mark.parametrize("program", ["/srv/a b", "relative"])
def test_a_place_of_the_program_that_systemd_would_read_otherwise_is_refused(program: str) -> None:
    with pytest.raises(Refusal):
        made(program=Path(program))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_would_complain_of_a_wrong_line(tmp_path: Path) -> None:
    path = tmp_path / "haishin-send.service"
    path.write_text(made().replace("KillMode=mixed", "KilMode=mixed"), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)], capture_output=True, text=True, check=False
    )
    assert "KilMode" in verified.stderr
