"""The verbs codeowners, doctor, service and roster import, as the command runs them, in a repository of their own."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from haishin.cli import administering, main
from haishin.consult.codeowners import PATH
from haishin.core.catalogue import Message
from haishin.core.contract import load
from haishin.core.contract.organization import Leave
from haishin.office.setup import staffing
from support.commands import clock
from support.contract import put_generated
from support.force import FORCE, put_schema
from support.github import REPOSITORY, TOKEN, running
from support.settings import RULESETS, SettingsGitHub, numbered
from support.sink import Nobody, Sink

ROSTER = "schema/roster.yaml"
OWN = "kenkei.jp"
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}


RELAY: Sink


@pytest.fixture(scope="module", autouse=True)
def relay() -> Iterator[None]:
    """A relay that lets everybody in."""
    global RELAY
    with Sink() as RELAY:
        yield


@dataclass
class Place:
    """A clone, and the command there: the installed program's, or with ``checkout`` its own."""

    root: Path
    environment: dict[str, str]
    checkout: bool = False

    def run(self, *words: str, language: str = "en") -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        release = None if self.checkout else self.root
        with mock.patch.object(administering, "released", return_value=release):
            code = main(["--lang", language, *words], self.environment, out, err, io.BytesIO(), io.StringIO(), clock)
        return code, out.getvalue(), err.getvalue()

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, data: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return file

    def git(self, *words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=self.root, env=QUIET, check=True, capture_output=True, text=True
        ).stdout


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    root = tmp_path / "clone"
    put_schema(root)
    shutil.copytree(RULESETS, root / ".github" / "rulesets")
    put_generated(root)
    monkeypatch.chdir(root)
    made = Place(root, {**QUIET, "HAISHIN_STATE": str(tmp_path / "state")})
    made.git("init", "--quiet", "--initial-branch=main")
    made.git("add", ".")
    return made


@pytest.fixture
def forge(place: Place) -> Iterator[SettingsGitHub]:
    fake = SettingsGitHub()
    with running(fake):
        place.environment |= {
            "HAISHIN_FORGE": f"github:{REPOSITORY}",
            "HAISHIN_FORGE_URL": fake.base,
            "HAISHIN_FORGE_TOKEN": TOKEN,
        }
        yield fake


SAMPLE = "Note: nobody in the roster has an account id, so this gate is open.\n"
NOBODY = "Note: nobody of the section in charge has an account id, so nobody is made an owner.\n"


def test_the_shipped_file_passes_its_check_and_says_that_it_is_open(place: Place) -> None:
    assert place.run("codeowners", "--check") == (0, SAMPLE, "")


def test_ids_of_others_alone_make_nobody_an_owner(place: Place) -> None:
    place.write(
        ROSTER, place.text(ROSTER).replace("login: numata-manager, account: null", "login: numata-manager, account: 7")
    )
    assert place.run("codeowners") == (0, f"{NOBODY}{PATH} is written.\n", "")
    assert "@" not in place.text(PATH)


def test_numbers_make_another_file_and_the_check_shows_the_difference(place: Place) -> None:
    place.write(ROSTER, numbered(place.text(ROSTER)))
    before = place.text(PATH)
    code, out, _ = place.run("codeowners", "--check")
    assert code == 1
    assert out.startswith(f"--- {PATH}\n+++ {PATH} (schema/)\n@@ ")
    assert "-# SAMPLE: nobody in the roster has an account id." in out
    assert place.text(PATH) == before
    assert place.run("codeowners") == (0, f"{PATH} is written.\n", "")
    assert place.run("codeowners", "--check") == (0, "", "")


def test_no_file_differs_from_what_would_be_made(place: Place) -> None:
    (place.root / PATH).unlink()
    code, out, _ = place.run("codeowners", "--check")
    assert (code, "+# " in out) == (1, True)


def test_a_guarded_line_with_one_owner_fails_the_check_even_when_it_is_what_is_made(place: Place) -> None:
    first, mark, rest = place.text(ROSTER).partition("  - id: koho-kocho-officer")
    place.write(ROSTER, numbered(first) + mark + rest)
    code, out, _ = place.run("codeowners")
    assert (code, "has 1 owner(s)" in out, out.endswith(f"{PATH} is written.\n")) == (1, True, True)
    code, out, _ = place.run("codeowners", "--check")
    assert (code, "+++" in out, "(/schema/) has 1 owner(s). Nobody approves his own change" in out) == (1, False, True)


def test_a_file_of_another_encoding_is_a_failure_of_the_tool(place: Place) -> None:
    place.write(PATH, b"\xff")
    code, _, err = place.run("codeowners", "--check")
    assert (code, f"{PATH} cannot be used (UTF-8)." in err) == (2, True)
    (place.root / PATH).unlink()
    (place.root / PATH).mkdir()
    code, _, err = place.run("codeowners")
    assert (code, f"{PATH} cannot be used (Is a directory)." in err) == (2, True)


# --- doctor ---------------------------------------------------------------------------------------------------------


def _ready(place: Place, forge: SettingsGitHub) -> None:
    """A service as it should be, on a mail host that pulls."""
    forge.told.runner = "none"
    # In office whatever day the machine has.
    place.write(ROSTER, numbered(place.text(ROSTER)).replace("from: 2026-04-01", "from: 2000-04-01"))
    for name in ("schema/organization.yaml", "schema/wording.yaml"):
        text = place.text(name).replace("page: https://anzen.example.jp", "phone: 027-243-0110")  # no page to open
        text = text.replace("example.jp", OWN)
        place.write(name, re.sub(r"0\d{2,3}-0\d\d-0110|0\d{3}-0\d-0110", "027-243-0110", text))
    wording = place.text("schema/wording.yaml").split("\n")
    seen: set[str] = set()
    kept = [one for one in wording if '"027-243-0110"' not in one or not (one[:16] in seen or seen.add(one[:16]))]
    place.write("schema/wording.yaml", "\n".join(kept))
    Path(place.environment["HAISHIN_STATE"]).mkdir(mode=0o700)
    place.environment["HAISHIN_SMTP"] = f"smtp://127.0.0.1:{RELAY.port}"
    remote = place.root.parent / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], env=QUIET, check=True)
    place.git("remote", "add", "origin", str(remote))
    assert place.run("codeowners")[0] == 0
    place.git("-c", "user.name=t", "-c", "user.email=t@localhost.invalid", "commit", "--quiet", "-am", "start")
    place.git("push", "--quiet", "origin", "HEAD:main")
    assert place.run("ledger", "init", "--live", "--by", "koho-kocho-manager")[0] == 0


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """No DNS is asked: the records of every domain are there. The domains that would have been."""
    domains: list[tuple[str, ...]] = []

    def told(*names: str) -> tuple[str, ...]:
        domains.append(names)
        return ()

    monkeypatch.setattr(administering, "try_records", told)
    return domains


def test_the_records_of_the_sender_s_own_domain_are_looked_up(
    place: Place, forge: SettingsGitHub, asked: list[tuple[str, ...]]
) -> None:
    place.run("doctor")
    assert asked == []  # the sample's is nobody's
    _ready(place, forge)
    place.run("doctor")
    assert set(asked) == {(f"mail.{OWN}", f"bounce.mail.{OWN}")}


def test_everything_in_order_is_exit_0(place: Place, forge: SettingsGitHub) -> None:
    _ready(place, forge)
    code, out, err = place.run("doctor", "--format", "json")
    answer = json.loads(out)
    assert {one["state"] for one in answer["forge"]} == {"enforced"}
    assert {one["id"]: one["found"] for one in answer["local"] if one["state"] not in ("ready", "proof")} == {
        "leave": "a mail names 027-243-0110",
        "languages": "who chose ja-easy, en, pt, es, vi, zh is mailed in Japanese until then",
    }
    assert (code, answer["fine"], err) == (0, True, "")
    assert TOKEN not in out


def test_the_schema_of_main_is_judged_and_not_the_folder_s(place: Place, forge: SettingsGitHub) -> None:
    _ready(place, forge)
    place.write(ROSTER, (FORCE / ROSTER).read_bytes())
    place.write(PATH, "# nobody\n")
    assert place.run("doctor")[0] == 0
    place.git("-c", "user.name=t", "-c", "user.email=t@localhost.invalid", "commit", "--quiet", "-am", "samples")
    place.git(
        "push", "--quiet", "origin", "HEAD:main", ":dispatch-log"
    )  # with a ledger, an unproven one is not believed
    code, out, _ = place.run("doctor")
    assert (code, "[missing] everybody in the roster has an account id\n" in out) == (1, True)


@pytest.mark.parametrize("words", [(), ("--live",), ("--by", "koho-kocho-manager")])
def test_a_live_ledger_is_asked_for_by_name(place: Place, forge: SettingsGitHub, words: tuple[str, ...]) -> None:
    _ready(place, forge)
    place.git("push", "--quiet", "origin", ":dispatch-log")
    code, out, err = place.run("ledger", "init", *words)
    row = Message("cli/nobody-activates" if words == ("--live",) else "cli/which-ledger")
    assert (code, out, row.en in err) == (1, "", True)
    assert place.git("ls-remote", "origin", "dispatch-log") == ""


def test_of_two_relays_the_one_that_is_gone_is_named(place: Place, forge: SettingsGitHub) -> None:
    """O7"""
    _ready(place, forge)
    with Nobody() as gone:
        port = gone.port
        place.environment["HAISHIN_SMTP"] += f" smtp://127.0.0.1:{port}"
        code, out, _ = place.run("doctor")
    assert code == 1
    assert f"[in order] the relay 127.0.0.1:{RELAY.port} lets us in\n" in out
    assert (
        f"[missing] the relay 127.0.0.1:{port} lets us in\n"
        f"    now: it cannot be reached (127.0.0.1:{port}: Connection refused)\n"
    ) in out


@pytest.mark.parametrize("here", [True, False])
def test_the_mail_server_here_is_asked_where_it_carries_our_mail(
    place: Place, forge: SettingsGitHub, here: bool
) -> None:
    """And where residents leave by themselves."""
    text = place.text("schema/organization.yaml")
    desk = f"  desk:\n    page: https://a.{OWN}\n    stop: teishi@{OWN}\n    authserv: mx.{OWN}\n"
    desk += f"    register: touroku@{OWN}\n"
    place.write("schema/organization.yaml", re.sub(r"^mail:\n", f"mail:\n{desk}", text, flags=re.M))
    place.environment["HAISHIN_SMTP"] = f"smtp+starttls://u:p@{'127.0.0.1' if here else 'relay.invalid'}:1"
    asked: list[str] = []

    def told(addresses: Iterable[str], port: int) -> tuple[str, ...]:
        assert port == 1
        asked.extend(addresses)
        return (f"teishi+x.y@{OWN}",)

    opened = mock.Mock(return_value=None)
    with mock.patch.multiple(administering, refused_addresses=told, try_leaving=opened):
        code, out, _ = place.run("doctor")
    assert mock.call(Leave(f"https://a.{OWN}/page.css"), {}) in opened.mock_calls
    assert code == 1
    assert "    now: HAISHIN_DESK is not set\n" in out
    assert (f"    now: refused: teishi+x.y@{OWN}\n" in out) is here
    names = ("teishi", "teishi+x.y", "touroku", "touroku+x", "touroku-maebashi")
    hosts = ("mail.example.jp", "bounce.mail.example.jp", OWN)
    ours = ["anzen@mail.example.jp", "bounce+x.y.z@bounce.mail.example.jp", *(f"{name}@{OWN}" for name in names)]
    assert asked == ([*ours, *(f"postmaster@{host}" for host in hosts)] if here else [])


def test_a_machine_that_is_not_ready_gets_no_live_ledger(place: Place, forge: SettingsGitHub) -> None:
    _ready(place, forge)
    place.git("push", "--quiet", "origin", ":dispatch-log")
    del place.environment["HAISHIN_SMTP"]
    code, out, err = place.run("ledger", "init", "--live", "--by", "koho-kocho-manager")
    assert (code, out) == (1, "")
    assert err.startswith("This machine is not ready to send live. Not in order: ")
    stranger = place.run("ledger", "init", "--live", "--by", "maebashi-staff")
    assert (stranger[0], "may not do this" in stranger[2]) == (1, True)
    assert place.git("ls-remote", "origin", "dispatch-log") == ""


def test_what_only_the_sender_proves_is_fine_and_what_is_missing_is_not(place: Place, forge: SettingsGitHub) -> None:
    _ready(place, forge)
    forge.told.workflow["can_approve_pull_request_reviews"] = True
    code, out, _ = place.run("doctor")
    assert code == 0
    assert (
        "[only by the sender's proof] Actions cannot approve\n"
        "    now: Actions may approve pull requests\n"
        "    → Switch it off under Settings → Actions → General.\n"
    ) in out
    forge.told.repository["allow_forking"] = True
    code, out, _ = place.run("doctor", language="ja")
    assert code == 1
    assert "[欠けている] リポジトリは非公開で、フォークできない\n    今: フォークできます\n" in out
    forge.told.repository["allow_forking"] = False
    forge.told.hidden = {"/keys"}
    code, out, _ = place.run("doctor", language="ja")
    assert (code, "[読めない] 書ける鍵は一本だけ\n" in out) == (1, True)


def test_a_runner_asks_for_its_own_name_and_a_checkout_at_hand_for_either(place: Place, forge: SettingsGitHub) -> None:
    _ready(place, forge)
    place.checkout, place.environment["GITHUB_ACTIONS"] = True, ""
    code, out, _ = place.run("doctor")
    assert (code, out.count("[missing]")) == (1, 1)
    assert "[missing] the program is the one that the operator installed\n    now: it runs from a checkout: " in out
    place.environment["GITHUB_ACTIONS"] = "true"
    code, out, _ = place.run("doctor")
    assert code == 1
    assert (
        "[missing] the workflows know where the sender runs\n    now: the variable HAISHIN_RUNNER is not haishin-mail\n"
    ) in out


def test_without_a_forge_the_machine_is_judged_all_the_same(place: Place) -> None:
    code, out, err = place.run("doctor")
    assert (code, err) == (1, "")
    assert out.startswith(
        "# The forge's settings\n"
        "[cannot be read] the repository is private and cannot be forked (and 19 more)\n"
        "    now: HAISHIN_FORGE is not set: no setting can be read.\n"
        "    → Set HAISHIN_FORGE=github:OWNER/NAME and, in HAISHIN_FORGE_TOKEN, a token that may read the settings.\n"
    )
    assert "# This machine and schema/\n" in out
    assert "[missing] everybody in the roster has an account id\n    now: 100 of 100 have none\n" in out
    assert "[missing] the state folder lasts and is closed to others\n    now: it is not there\n" in out
    assert out.splitlines()[-1].endswith(", 21 cannot be read")
    assert not Path(place.environment["HAISHIN_STATE"]).exists()


def test_without_a_token_the_machine_is_judged_all_the_same(place: Place) -> None:
    place.environment["HAISHIN_FORGE"] = "github:owner/name"
    code, out, err = place.run("doctor")
    assert (code, err, "    now: HAISHIN_FORGE_TOKEN is not set.\n" in out) == (1, "", True)
    assert "# This machine and schema/\n" in out


def test_the_state_folder_is_looked_for_by_the_ledgers_number(place: Place) -> None:
    del place.environment["HAISHIN_STATE"]
    code, out, _ = place.run("doctor")
    assert code == 1
    assert "[missing] the state folder lasts and is closed to others\n    now: HAISHIN_STATE is not set, and no" in out


def test_a_broken_contract_is_a_failure_of_the_tool(place: Place) -> None:
    place.write(ROSTER, "people: [\n")
    assert place.run("doctor")[0] == 2
    place.write(ROSTER, (FORCE / ROSTER).read_bytes())
    place.write(".github/rulesets/main.json", "{")
    code, _, err = place.run("doctor")
    assert (code, ".github/rulesets/ lacks something (main.json)." in err) == (2, True)


# --- service --------------------------------------------------------------------------------------------------------


def test_the_service_is_printed_for_this_clone(place: Place) -> None:
    code, out, err = place.run("service", "--user", "anzen")
    assert (code, err) == (0, "")
    assert "ExecStart=/srv/haishin-program/current/.venv/bin/haishin send --live\n" in out
    assert f"WorkingDirectory={place.root}\n" in out
    assert "User=anzen\n" in out
    assert "\n[Timer]\nOnBootSec=30s\n" in out
    assert place.run("service", "--user", "root")[0] == 1
    files = place.root / "units"
    files.mkdir()
    assert place.run("service", "--into", str(files), "--program", "/opt/haishin")[0] == 0
    assert sorted(one.name for one in files.iterdir()) == [
        "haishin-alarm.service",
        "haishin-inbox.service",
        "haishin-send.service",
        "haishin-send.timer",
        "haishin-web.service",
        "haishin-web.socket",
    ]
    assert "ExecStart=/opt/haishin/current/" in (files / "haishin-send.service").read_text(encoding="utf-8")


# --- roster import --------------------------------------------------------------------------------------------------

CSV = "所属,役割,ログイン,氏名\r\n前橋警察署,署長,M-Tanaka,田中　一郎\r\n"


def _forge_people(place: Place, forge: SettingsGitHub) -> None:
    forge.told.people = {"m-tanaka": 9001, "maebashi-manager": 41}


def test_an_import_shows_first_and_writes_when_told(place: Place, forge: SettingsGitHub) -> None:
    _forge_people(place, forge)
    file = place.write("april.csv", CSV.encode("cp932"))
    before = place.text(ROSTER)
    code, out, err = place.run("roster", "import", str(file), "--from", "2099-04-01")
    assert (code, err) == (0, "")
    assert out.startswith(
        "- maebashi manager 登坂 浩 (@maebashi-manager) until 2099-03-31\n"
        "+ maebashi manager 田中 一郎 (@m-tanaka) from 2099-04-01\n"
        "石井 直樹 stays officer of maebashi (the file has no row for that role).\n"
        "Units without a row in the file stay as they are: koho-kocho, "
    )
    assert "\n--- schema/roster.yaml\n+++ 2099-04-01\n@@ " in out
    assert "+      - {role: manager, unit: maebashi, from: 2026-04-01, until: 2099-03-31}\n" in out
    assert out.endswith("Nothing is written yet (--write does).\n")
    assert place.text(ROSTER) == before
    code, out, _ = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write", language="ja")
    assert (code, out.splitlines()[-1]) == (0, "schema/roster.yaml を書きました。")
    assert "    accounts: [{login: m-tanaka, account: 9001}]\n" in place.text(ROSTER)
    assert place.run("codeowners")[0] == 0
    for write in ((), ("--write",)):
        code, out, _ = place.run("roster", "import", str(file), "--from", "2099-04-01", *write)
        assert (code, out.splitlines()[-1]) == (0, "The roster says so already.")


def test_problems_keep_the_roster_as_it_is(place: Place, forge: SettingsGitHub) -> None:
    _forge_people(place, forge)
    file = place.write("april.csv", f"{CSV}前橋署\x1b,署長,x,y\r\n沼田警察署,署長,nobody,誰 某\r\n")
    before = place.text(ROSTER)
    code, out, _ = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write", language="ja")
    assert code == 1
    assert out.splitlines()[-4] == "3行目:所属「前橋署<U+001B>」はありません。"
    assert out.splitlines()[-3].startswith("使える所属は 広報広聴課(koho-kocho)、警務課(keimu)、")
    assert out.splitlines()[-2:] == [
        "4行目:ログイン名「nobody」の人が、サービスにいません。",
        "誤りを直すまで、体制表は変えません。",
    ]
    assert place.text(ROSTER) == before


def test_a_day_in_the_past_is_put_before_a_person(place: Place, forge: SettingsGitHub) -> None:
    _forge_people(place, forge)
    file = place.write("april.csv", CSV)
    code, out, _ = place.run("roster", "import", str(file), "--from", "2000-04-01")
    assert code == 1
    assert "Note: that day is past, so approvals given since then may come to count or cease to.\n" in out


def test_a_result_that_the_sender_would_refuse_is_not_written(place: Place, forge: SettingsGitHub) -> None:
    """Two logins with one account number: the forge's word, which the roster's own check refuses."""
    forge.told.people = {"maebashi-manager": 41, "ota-manager": 41}
    place.write(
        ROSTER, place.text(ROSTER).replace("login: numata-staff, account: null", "login: numata-staff, account: 41")
    )
    file = place.write("april.csv", "unit,role,login\nmaebashi,manager,maebashi-manager\n")
    before = place.text(ROSTER)
    code, _, err = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write")
    assert (code, place.text(ROSTER)) == (2, before)
    assert "The login `maebashi-manager` stands twice" in err


def _everybody(place: Place, forge: SettingsGitHub) -> Path:
    """A manager for each unit, the supervisor among them, as the CSV of a force that begins."""
    contract = load(place.root / "schema")
    assert contract.policy.supervisor_unit is not None
    seats = [("manager", unit) for unit in contract.organization.units]
    seats.append(("supervisor", contract.policy.supervisor_unit))
    forge.told.people = {f"{unit}-{role}": 9000 + number for number, (role, unit) in enumerate(seats)}
    lines = [f"{unit},{role},{unit}-{role},人 {unit}" for role, unit in seats]
    return place.write("first.csv", "\n".join(["unit,role,login,name", *lines, ""]))


@pytest.mark.parametrize("nobody", ["people: []\n", "# 体制表\npeople:  []  # まだいません\n", "people:\n  []\n"])
def test_a_first_roster_is_made_of_a_csv(place: Place, forge: SettingsGitHub, nobody: str) -> None:
    file = _everybody(place, forge)
    place.write(ROSTER, nobody)
    code, out, err = place.run("roster", "import", str(file), "--from", "2099-04-01")
    assert (code, err, place.text(ROSTER)) == (0, "", nobody)
    assert out.startswith("+ ")
    assert out.endswith("Nothing is written yet (--write does).\n")
    code, out, err = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write")
    assert (code, err, out.splitlines()[-1]) == (0, "", "schema/roster.yaml is written.")
    people = load(place.root / "schema").roster.people
    assert {one.accounts[0].login: one.accounts[0].number for one in people} == forge.told.people
    assert place.text(ROSTER).startswith("# 体制表:だれが、")
    again = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write")
    assert (again[0], again[1].endswith("The roster says so already.\n")) == (0, True)


def test_seats_that_nobody_holds_any_more_are_filled_by_a_csv(place: Place, forge: SettingsGitHub) -> None:
    file = _everybody(place, forge)
    ended = place.text(ROSTER).replace("until: null", "until: 2026-10-01")
    place.write(ROSTER, ended)
    assert "maebashi has no manager" in "".join(place.run("validate")[1:])
    code, _, err = place.run("roster", "import", str(file), "--from", "2026-11-01", "--write")
    assert (code, err) == (0, "")
    assert "has no manager" not in "".join(place.run("validate")[1:])


def test_a_first_roster_that_leaves_a_seat_is_written_and_names_it(place: Place, forge: SettingsGitHub) -> None:
    file = _everybody(place, forge)
    file.write_text(
        file.read_text(encoding="utf-8").replace("maebashi,manager,", "maebashi,officer,"), encoding="utf-8"
    )
    place.write(ROSTER, "people: []\n")
    code, out, _ = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write")
    assert code == 0
    assert "The manager of maebashi is vacant.\n" in out
    assert out.endswith("schema/roster.yaml is written.\n")


def test_nothing_is_said_of_a_result_that_the_sender_would_refuse(place: Place, forge: SettingsGitHub) -> None:
    """Another file of schema/ is wrong: neither what a CSV would change nor that nothing would change is true then."""
    file = _everybody(place, forge)
    place.write(ROSTER, "people: []\n")
    organization = place.text("schema/organization.yaml")
    place.write("schema/organization.yaml", organization.replace("owner: koho-kocho", "owner: maebashi"))
    code, out, err = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write")
    assert (code, out, place.text(ROSTER)) == (2, "", "people: []\n")
    assert "The owner must be a unit of headquarters." in err


@pytest.mark.parametrize(
    "day", ["2099-4-1", "1 April", "2099-02-30", "", "0001-01-01", "2099-W13-4", "20990401", "２０９９-04-01"]
)
def test_a_date_is_a_date(place: Place, day: str) -> None:
    file = place.write("april.csv", CSV)
    code, _, err = place.run("roster", "import", str(file), "--from", day)
    assert (code, f"The date {day!r} cannot be read." in err) == (1, True)


def test_a_heading_alone_writes_nothing(place: Place, forge: SettingsGitHub) -> None:
    file = place.write("april.csv", CSV.split("\r\n")[0] + "\r\n")
    before = place.text(ROSTER)
    code, out, err = place.run("roster", "import", str(file), "--from", "2099-04-01", "--write", language="ja")
    assert (code, out, place.text(ROSTER)) == (1, "", before)
    assert err == ("CSV に、見出しのほかの行がありません。\n→ 異動する人を、1行に1人ずつ書いてください。\n")


def test_an_import_needs_the_forge_and_the_file(place: Place, forge: SettingsGitHub) -> None:
    file = place.write("april.csv", CSV)
    code, _, err = place.run("roster", "import", str(place.root / "none.csv"), "--from", "2099-04-01")
    assert (code, "none.csv cannot be used (No such file or directory)." in err) == (2, True)
    for value in ("", "file:/tmp", "github:"):
        place.environment["HAISHIN_FORGE"] = value
        code, _, err = place.run("roster", "import", str(file), "--from", "2099-04-01", *([] if value else ["--write"]))
        said = (
            f"HAISHIN_FORGE ({value!r}) names no service whose settings can be read."
            if value
            else "HAISHIN_FORGE is not set"
        )
        assert (code, said in err) == (2, True)


def test_a_csv_is_tried_without_a_forge(place: Place) -> None:
    """O4"""
    before = place.text(ROSTER)
    file = place.write("april.csv", CSV)
    code, out, err = place.run("roster", "import", str(file), "--from", "2099-04-01")
    assert (code, err, out.startswith(Message("cli/roster-offline").en)) == (0, "", True)
    assert "account: null" in out
    assert place.text(ROSTER) == before


def test_the_help_says_which_words_a_csv_may_hold(place: Place) -> None:
    """O3"""
    told = Message("cli/about-roster-import")
    for words in (staffing._known("columns"), staffing._roles(), staffing._known("whens")):
        assert {str(meant) for meant in words.values() if str(meant) not in told.en} == set()
        named = {meant for word, meant in words.items() if not word.isascii() and word in told.ja}
        assert named == set(words.values())


def test_the_form_of_a_csv_is_judged_without_a_forge(place: Place, tmp_path: Path) -> None:
    csv = tmp_path / "postings.csv"
    csv.write_text("所属,役割,ログイン\n前橋警察署,係長,m-tanaka\n", encoding="utf-8")
    code, out, err = place.run("roster", "import", str(csv), "--from", "2027-04-01")
    assert (code, err) == (1, "")
    assert "\nline 2: " in out
    assert out.endswith("The roster stays as it is until that is corrected.\n")
