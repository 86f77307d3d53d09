"""The sender's safety: which mode a run has, and everything that live mode refuses to rest on."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from unittest import mock

import pytest

from haishin.consult.forge import Forge, ForgeError
from haishin.consult.forge.files import FileForge
from haishin.consult.forge_access import ForgeAccess
from haishin.consult.main import Main
from haishin.core.catalogue import Message
from haishin.core.errors import Exit, HaishinError, Refusal
from haishin.core.model import Text
from haishin.send.live import sender_setup
from haishin.send.live.live import Exposure, Settings
from haishin.send.live.sender_setup import Mode, SenderSetup, assemble_sender
from support.commands import NOW, Scratch, clock
from support.processes import process
from support.sending import kinds, merge, ok, service

PEOPLE = [f"r{number:02}@residents.example.jp" for number in range(12)]
RELAY = {"HAISHIN_SMTP": "smtps://u:p@mail.test"}


@pytest.fixture
def rehearsal(tmp_path: Path) -> Scratch:
    """A rehearsal with one alert to send."""
    scratch = service(tmp_path, PEOPLE)
    merge(scratch)
    return scratch


@pytest.fixture
def live(tmp_path: Path) -> Scratch:
    """A ledger that is no rehearsal, with one alert merged."""
    scratch = service(tmp_path, PEOPLE, rehearsal=False)
    merge(scratch)
    return scratch


class Private(Settings):
    """A private repository, which might be forked all the same."""

    def __init__(self, *, forkable: bool, down: bool) -> None:
        self._forkable = forkable
        self._down = down

    def exposure(self) -> Exposure:
        if self._down:
            raise ForgeError(Message("consult/forge/malformed", where="repository"))
        return Exposure(private=True, forkable=self._forkable)


class Online(ForgeAccess):
    """As if a forge whose reviews can be proven were named."""

    def open(self) -> Forge | None:
        proven = FileForge(Path())
        proven.offline = False
        return proven


def private(forge: ForgeAccess) -> Settings:
    """The settings of the repository in ``Online``."""
    given = forge.main.process.environment
    return Private(forkable="FORKABLE" in given, down="DOWN" in given)


def main(scratch: Scratch, **environment: str) -> Main:
    """Main of one run in the copy, with these variables beside its state folder."""
    return Main(process(scratch.copy, {"HAISHIN_STATE": str(scratch.state), **environment}, clock))


def silent(text: Text) -> None:
    """Take no warning: none is due."""
    raise AssertionError(text.en)


def assembled(
    scratch: Scratch,
    *,
    dry: bool = False,
    switch: bool = True,
    warn: Callable[[Text], None] = silent,
    **environment: str,
) -> SenderSetup:
    release = scratch.folder / "releases" / scratch.git("rev-parse", "HEAD").strip()
    parts = {"settings_of": private, "ForgeAccess": Online, "release_folder": lambda: release}
    with mock.patch.multiple(sender_setup, **parts):
        return assemble_sender(main(scratch, **environment), warn, live=switch, dry=dry)


def refused(scratch: Scratch, **environment: str) -> tuple[int, str, str]:
    """What keeps the sender from a live run: exit code and both messages."""
    with pytest.raises(HaishinError) as error:
        assembled(scratch, HAISHIN_LIVE="1", **environment)
    return error.value.exit_code, error.value.message.ja, error.value.message.en


def fit(scratch: Scratch) -> None:
    """A roster with account ids and hosts of one's own."""
    numbers = count(1)
    roster = scratch.copy / "schema" / "roster.yaml"
    text = roster.read_text(encoding="utf-8")
    roster.write_text(re.sub(r"account: null", lambda _: f"account: {next(numbers)}", text), encoding="utf-8")


def own_host(scratch: Scratch) -> None:
    organization = scratch.copy / "schema" / "organization.yaml"
    text = organization.read_text(encoding="utf-8")
    organization.write_text(text.replace("example.jp", "johomail.jp"), encoding="utf-8")


def own_phones(scratch: Scratch) -> None:
    for name in ("organization", "wording"):
        file = scratch.copy / "schema" / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(0\d{1,4}-)0(?=\d*-\d)", r"\g<1>2", text), encoding="utf-8")


def answered(scratch: Scratch) -> None:
    """Everything in the work tree goes onto main, and somebody answers for it."""
    scratch.commit("our own roster and hosts")
    commit = scratch.git("rev-parse", "HEAD").strip()
    ok(scratch.run("accept", commit, "--by", "koho-kocho-manager", now=None))


def ready(scratch: Scratch) -> None:
    """Everything that live mode rests on."""
    fit(scratch)
    own_host(scratch)
    own_phones(scratch)
    answered(scratch)


# --- the mode -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "variable", "dry", "mode"),
    [
        (False, "", False, Mode.REHEARSAL),
        (True, "1", False, Mode.REHEARSAL),
        (False, "", True, Mode.DRY),
        (True, "1", True, Mode.DRY),
    ],
)
def test_a_rehearsal_is_never_live(rehearsal: Scratch, switch: bool, variable: str, dry: bool, mode: Mode) -> None:
    given = {"HAISHIN_LIVE": variable, "HAISHIN_NOW": NOW}
    assert assembled(rehearsal, dry=dry, switch=switch, **given).mode is mode


@pytest.mark.parametrize(
    ("switch", "variable", "dry"),
    [(False, "", False), (True, "", False), (False, "1", False), (True, "yes", False), (True, "1", True)],
)
def test_without_both_switches_a_run_is_dry_and_asks_for_no_relay(
    live: Scratch, switch: bool, variable: str, dry: bool
) -> None:
    setup = assembled(live, dry=dry, switch=switch, HAISHIN_LIVE=variable, HAISHIN_SMTP="no relay at all")
    assert (setup.mode, setup.relays) == (Mode.DRY, ())


def test_live_mode_opens_when_all_is_there(live: Scratch) -> None:
    ready(live)
    setup = assembled(live, HAISHIN_LIVE="1", **RELAY)
    assert (setup.mode, setup.claims) == (Mode.LIVE, True)
    assert [str(relay) for relay in setup.relays] == ["mail.test:465"]


def test_a_forge_that_is_down_stops_no_sending_that_has_begun(live: Scratch) -> None:
    """T36: it opens with a warning, for what was begun alone: who can read the repository is not known."""
    ready(live)
    warnings: list[Text] = []
    setup = assembled(live, warn=warnings.append, HAISHIN_LIVE="1", DOWN="1", **RELAY)
    assert (setup.mode, setup.claims) == (Mode.LIVE, False)
    assert warnings == [Message("consult/forge/malformed", where="repository")]


# --- what live mode rests on --------------------------------------------------------------------


def test_live_refuses_approvals_from_files(live: Scratch) -> None:
    done = live.run("send", now=None, live=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "本番の配信は、ファイルに書かれた承認(HAISHIN_FORGE=file:…)には基づけません。\n"
        "→ サービス上の承認を確かめられる設定にしてください。\n"
    )
    without = live.run("send", now=None, live=True, env={"HAISHIN_FORGE": None})
    assert (without.returncode, without.stderr) == (
        2,
        "HAISHIN_FORGE が設定されていないため、承認を確かめられません。\n→ HAISHIN_FORGE を設定してください。\n",
    )
    assert not (live.state / "journal.sqlite").exists()


def test_live_refuses_a_checkout(live: Scratch) -> None:
    ready(live)
    with (
        mock.patch.multiple(sender_setup, settings_of=private, ForgeAccess=Online),
        pytest.raises(Refusal, match="Live mode sends by the program that haishin update installed") as told,
    ):
        assemble_sender(main(live, HAISHIN_LIVE="1", **RELAY), silent, live=True, dry=False)
    assert "haishin update COMMIT --into FOLDER" in told.value.hint.en
    assert not (live.state / "journal.sqlite").exists()


def test_live_refuses_another_clock(live: Scratch) -> None:
    for arguments in (("send", "--live"), ("send",), ("plan",)):
        done = live.run(*arguments, env={"HAISHIN_LIVE": "1"})
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "HAISHIN_NOW は予行演習でだけ使えます。\n→ 環境変数 HAISHIN_NOW を消してから実行してください。\n"
        )


def test_live_refuses_one_thing_after_the_other(live: Scratch) -> None:
    relay = {"HAISHIN_SMTP": "smtp://127.0.0.1:2525"}
    assert refused(live, **relay) == (
        Exit.REFUSED,
        "体制表に、アカウントの番号がない人がいます。本番の配信はできません。",
        "Somebody in the roster has no account id: live mode refuses.",
    )
    fit(live)
    answered(live)
    assert refused(live, **relay) == (
        Exit.REFUSED,
        "schema/organization.yaml の mail.from_address は、見本か、内部のネットワークだけのものです"
        "（mail.example.jp）。本番の配信はできません。",
        "mail.from_address of schema/organization.yaml is for examples or for a local network "
        "(mail.example.jp). Nothing can be sent live.",
    )
    own_host(live)
    answered(live)
    assert refused(live, **relay)[1:] == (
        "見本の電話番号が17件あります(027-000-0110 など)。",
        "17 telephone numbers are samples (as 027-000-0110).",
    )
    own_phones(live)
    answered(live)
    inside = live.copy / "state"
    assert refused(live, HAISHIN_STATE=str(inside), **relay) == (
        Exit.REFUSED,
        "状態フォルダーが、gitの作業フォルダーまたはランナーの作業場所の中にあります。",
        "The state folder lies inside a git work tree or the runner's workspace.",
    )
    assert refused(live, GITHUB_WORKSPACE=str(live.folder), **relay)[2] == (
        "The state folder lies inside a git work tree or the runner's workspace."
    )
    assert refused(live) == (
        Exit.TOOL,
        "送信先の中継サーバー(HAISHIN_SMTP)がありません。",
        "Live mode needs a relay (HAISHIN_SMTP).",
    )
    assert refused(live, FORKABLE="1", **relay) == (
        Exit.REFUSED,
        "リポジトリがフォークできます。下書きの個人情報がほかの人に読まれるため、本番の配信はしません。",
        "The repository can be forked: others could read the personal data of drafts, so live mode refuses.",
    )


def test_a_rehearsal_mails_this_machine_only(rehearsal: Scratch) -> None:
    done = rehearsal.run("send", live=True, env={"HAISHIN_SMTP": "smtp://127.0.0.1:25 smtps://mail.example.jp"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "予行演習では、この機械の中の中継サーバーにだけ送れます(mail.example.jp:465)。\n"
        "→ HAISHIN_SMTP は 127.0.0.1 にしてください。\n"
    )
    assert kinds(rehearsal) == ["activated"]


def test_live_believes_no_change_of_the_rules_that_nobody_answers_for(live: Scratch) -> None:
    """A roster that was only pushed stops nothing, until somebody answers for it."""
    ready(live)
    roster = live.copy / "schema" / "roster.yaml"
    numbered = roster.read_text(encoding="utf-8")
    roster.write_text(numbered.replace("account: 1}", "account: null}", 1), encoding="utf-8")
    live.commit("a person without a number")
    commit = live.git("rev-parse", "HEAD").strip()
    setup = assembled(live, HAISHIN_LIVE="1", **RELAY)
    assert setup.mode is Mode.LIVE
    assert setup.inputs.unproven is not None
    assert [change.commit for change in setup.inputs.unproven] == [commit]
    assert setup.inputs.unproven[0].told.exit_code is Exit.REFUSED
    assert setup.inputs.unproven[0].told.message == Message(
        "consult/unproven-rules", commit=commit, why=Message("consult/unproven-no-forge")
    )
    ok(live.run("accept", commit, "--by", "koho-kocho-manager", now=None))
    assert refused(live, **RELAY)[2] == Message("send/live/unnumbered-people").en


def test_a_fix_that_nobody_answers_for_makes_nothing_fit(live: Scratch) -> None:
    fit(live)
    own_host(live)
    own_phones(live)
    live.commit("our own roster and hosts")
    assert refused(live, **RELAY)[2] == Message("send/live/unnumbered-people").en
    ok(live.run("accept", live.git("rev-parse", "HEAD").strip(), "--by", "koho-kocho-manager", now=None))
    assert assembled(live, HAISHIN_LIVE="1", **RELAY).inputs.unproven == ()
