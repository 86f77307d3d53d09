"""What somebody pushed outside ``alerts/``, on a mail host in earnest: none of it runs beside the secrets or sends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.live import CHIEF, MAEBASHI, Live, merged, updated

SUPERVISOR, STAFF = "koho-kocho-manager", "koho-kocho-staff"
EVIL = """\
import os
import re
with open({witness!r}, "a") as file:
    file.write(os.environ.get("HAISHIN_SMTP", "") + "\\n")
"""
SHELL = '#!/bin/sh\necho "$HAISHIN_SMTP" >>{witness}\n'
PUSHED: Mapping[str, Mapping[str, str]] = {
    "a library's name at the root": {f"{name}.py": EVIL for name in ("frontmatter", "yaml", "jsonschema", "json")},
    "the package's name at the root": {"haishin/__init__.py": EVIL, "haishin/__main__.py": EVIL},
    "what python starts with": {"sitecustomize.py": EVIL, "usercustomize.py": EVIL, "bootstrap.py": EVIL},
    "a tracked python": {".venv/bin/python": SHELL},
    "a tracked command": {".venv/bin/haishin": SHELL},
    "a tracked path file": {".venv/lib/python3.11/site-packages/x.pth": "import os; open({witness!r}, 'w')"},
    "a lock file": {"requirements.lock": "evil==1 --hash=sha256:" + "0" * 64 + "\n"},
    "a workflow": {".github/workflows/send.yml": "on: push\n"},
    "a build": {"pyproject.toml": "[build-system]\n", "setup.py": EVIL},
    "an attribute": {".gitattributes": "*.py filter=x\n"},
}  # fmt: skip


@pytest.mark.parametrize("pushed", PUSHED)
def test_what_was_pushed_never_runs_and_nothing_is_sent(host: Live, pushed: str, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    merged(host)
    for name, text in PUSHED[pushed].items():
        file = host.hub.folder / "clone" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(witness=str(witness)), encoding="utf-8")
        file.chmod(0o755)
    hub = host.hub
    hub.git("add", "--all", "--force", *PUSHED[pushed])
    hub.git("commit", "--quiet", "-m", "x")
    hub.git("push", "--quiet", "origin", "HEAD:refs/heads/main")
    commit = hub.git("rev-parse", "HEAD")
    for _ in range(2):
        done = host.send()
        assert (host.relay.taken, witness.exists()) == ([], False), done.stderr
        if any(name.startswith(".venv") for name in PUSHED[pushed]):
            assert (done.returncode, done.stdout) == (2, "")
            assert "git tracks files under .venv: nothing in there is run." in done.stderr
        else:
            assert done.returncode == 1
            assert f"使い始めの後のコミット {commit} が alerts/ の外を変えていますが" in done.stderr
    assert [line["kind"] for line in hub.records()] == ["activated"]


def approved(host: Live, files: Mapping[str, str]) -> str:
    """A change outside alerts/, approved by whom the guideline names, merged; the commit of main."""
    change = host.hub.open(files, CHIEF)
    host.hub.review(change, SUPERVISOR, "APPROVED")
    return host.hub.merge(change, CHIEF)


def written(host: Live, name: str) -> str:
    return (host.hub.folder / "clone" / name).read_text(encoding="utf-8")


def test_a_merge_of_rules_needs_nothing_of_the_mail_host(host: Live) -> None:
    text = written(host, "schema/policy.yaml")
    approved(host, {"schema/policy.yaml": text.replace("max_age_minutes: 720", "max_age_minutes: 600")})
    merged(host)
    done = host.run("send", "--live", pull=False)
    assert (done.returncode, sorted(host.relay.taken)) == (0, MAEBASHI), done.stdout + done.stderr
    claimed = next(line for line in host.hub.records() if line["kind"] == "claimed")
    assert claimed["schema"] == host.hub.git("rev-parse", "main:schema", at=host.hub.remote)


@pytest.mark.parametrize(
    ("name", "part"), [("scripts/haishin/new.py", "scripts"), ("requirements.lock", "requirements.lock")]
)
def test_a_merge_of_the_program_is_an_alarm_from_the_first_run_and_stops_nothing(
    host: Live, name: str, part: str
) -> None:
    approved(host, {name: "# new\n"})
    merged(host)
    for verb in (("send", "--live"), ("plan",), ("status",), ("health", "--older-than", "60")):
        done = host.run(*verb, pull=False)
        assert (done.returncode, f"警報:main の {part} が変わりましたが、" in done.stdout) == (1, True), done.stdout
    assert sorted(host.relay.taken) == MAEBASHI


def test_beside_the_password_an_approved_lock_file_is_not_installed_either(host: Live) -> None:
    """A checkout goes on by the packages that it has, until somebody makes the environment anew."""
    approved(host, {"requirements.lock": "# new\n"})
    merged(host)
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (1, MAEBASHI), done.stdout + done.stderr
    assert "警報:main の requirements.lock が変わりましたが、" in done.stdout


def test_a_form_that_is_not_known_with_a_second_change_behind_it_begins_nothing(host: Live) -> None:
    text = written(host, "schema/policy.yaml")
    approved(host, {"schema/policy.yaml": text.replace("form: 1", "form: 2")})
    approved(host, {"schema/policy.yaml": text})  # what the form meant meanwhile, nobody here can say
    merged(host)
    done = host.run("send", "--live", pull=False)
    assert (done.returncode, host.relay.taken) == (1, [])
    assert "警報:main の schema/ の書式(form: 2)を、このプログラムは読めません。" in done.stdout
    proven = [line["commit"] for line in host.hub.records() if line["kind"] == "accepted"]
    assert len(proven) == 1


# --- releases --------------------------------------------------------------------------------------


def test_a_released_program_sends_until_the_next_is_proven_and_released(host: Live) -> None:
    first = host.hub.git("rev-parse", "main", at=host.hub.remote)
    assert updated(host) == (0, f"プログラムを {first[:12]} に替えました。\n")
    assert updated(host) == (0, f"プログラムは最新です({first[:12]})。\n")
    assert released(host) == (0, "新しく配信するものはありません。\n")

    second = approved(host, {"scripts/haishin/new.py": "# new\n"})
    merged(host)
    waits = "main には、配信側がまだ確かめていない変更があります。確かめられた後に、もう一度実行してください。\n"
    assert updated(host) == (0, f"プログラムは最新です({first[:12]})。\n{waits}")
    code, said = released(host)  # proves and records it, and sends by what it is
    assert (code, "警報:main の scripts が変わりましたが、" in said, sorted(host.relay.taken)) == (1, True, MAEBASHI)

    assert updated(host, fail=True)[0] == 2
    merged(host, 1607)
    assert released(host)[0] == 1  # a build that fails stops nothing
    assert sorted(host.relay.taken) == sorted(MAEBASHI * 2)
    newest = host.hub.git("rev-parse", "main", at=host.hub.remote)
    assert updated(host) == (0, f"プログラムを {newest[:12]} に替えました。\n")
    assert (host.hub.folder / "program" / "current" / "scripts" / "haishin" / "new.py").exists()
    assert released(host)[0] == 0
    assert second != newest


def released(host: Live) -> tuple[int, str]:
    """One run of the service: ``current`` in the sender's clone, which nobody pulls."""
    done = host.run(
        "send", "--live", pull=False, by=host.hub.folder / "program" / "current" / ".venv" / "bin" / "haishin"
    )
    return done.returncode, done.stdout + done.stderr


def test_the_word_that_an_unproven_change_asks_for_is_given_as_it_is_printed(host: Live) -> None:
    merged(host)
    hub = host.hub
    hub.direct({"note.txt": "x"}, SUPERVISOR)
    refused = host.send()
    assert (refused.returncode, host.relay.taken) == (1, [])
    (command,) = re.findall(r"haishin (accept \S+ --by 本人)", refused.stderr)
    done = host.run(*command.replace("本人", STAFF).split())
    assert (done.returncode, f"{STAFF} はこの操作をできません。" in done.stderr) == (1, True)
    done = host.run(*command.replace("本人", SUPERVISOR).split())
    assert (done.returncode, f"{SUPERVISOR} は、この変更を書いた本人です。" in done.stderr) == (1, True)
    done = host.run(*command.replace("本人", "koho-kocho-officer").split())  # her deputy
    assert done.returncode == 0, done.stderr
    done = host.send()
    assert (done.returncode, sorted(host.relay.taken)) == (0, MAEBASHI), done.stdout + done.stderr
