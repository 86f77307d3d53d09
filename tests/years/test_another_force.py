"""Another force, and the years: ``init``, a first mail, ``upgrade`` to a release with another form, mail again."""

from __future__ import annotations

import email
import email.policy
import json
import re
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest

from haishin.core.contract.loading import FORM
from haishin.office.product import Owner, own
from support.force import of_the_example
from support.postfix import DOMAIN, Postfix, postfix
from years.another import FIRST, LATER, NEXT, bootstrapped, environment, equip, founded, git, next_release, product

__all__ = ["postfix"]  # the fixture

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(900)]  # on a busy machine
NOW = "2026-11-25T17:10+09:00"
# What is tried of the tests in the force's repository and on the upgrade's branch; all: ARCHITECTURE.md, Tests.
FEW = ("tests/test_own_force.py", "tests/office/test_product.py", "tests/core/contract/test_forming.py")
SAID = {
    "日時": "11月25日（水）午後3時30分ころ",
    "町名": "中央町",
    "場所": "路上",
    "被害を受けた方": "児童",
    "声をかけた人": "男",
    "言われた言葉": "「送っていくよ」",
    "けがの有無": "けがはありません。",
    "逃げた方向": "駅の方",
    "人の特徴": "年齢40歳くらい、身長170センチメートルくらい",
    "服装": "黒色の上着",
    "乗り物の特徴": "白色の自転車",
    "報道発表": "none",
}


RESIDENTS = f"""\
address,stations,municipalities,categories,form,language,night,exercise,origin,consented_at
one@{DOMAIN},aono-chuo,,suspicious-person,text,ja,no,no,test,2026-04-01
two@{DOMAIN},shirahama,,suspicious-person,text,en,no,no,test,2026-04-01
"""


class Force:
    """Its repository at ``desk``, its remote, its mail host's clone, all in one folder."""

    def __init__(self, folder: Path, postfix: Postfix) -> None:
        self.desk, self.host, self.remote = (folder / name for name in ("desk", "host", "remote.git"))
        self.pulls = folder / "pulls"
        self.told = {
            "HAISHIN_STATE": str(folder / "state"),
            "HAISHIN_FORGE": f"file:{self.pulls}",
            "HAISHIN_NOW": NOW,
            "HAISHIN_LIVE": "1",
            "HAISHIN_SMTP": f"smtp://127.0.0.1:{postfix.port}",
        }

    def run(self, root: Path, *words: str, code: int = 0, **more: str) -> str:
        """A command in one of its clones, by the program that lies there."""
        done = subprocess.run(
            [root / ".venv/bin/haishin", *words],
            cwd=root,
            env=environment() | self.told | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def draft(self, unit: str) -> None:
        """Draft by the unit's usual wording, fill in each mark, and bring it to main, approved."""
        name = f"20261125-1540-koekake-{unit}"
        path = f"alerts/{unit}/2026/{name}.md"
        where = self.run(self.desk, "new", unit, "suspicious-person", "approach", "caution").splitlines()[0]
        text = (self.desk / where).read_text("utf-8")
        (self.desk / where).unlink()
        city = re.search(rf"(?m)^  {unit}:\n(?:    .*\n)*    municipalities: \[(\w+)", self.read("organization"))
        assert city
        for mark, words in {**SAID, "市町村": city[1]}.items():
            text = text.replace(f"＜＜{mark}＞＞", words)
        text = re.sub(r"recognized_at: \S+", "recognized_at: 2026-11-25T15:35+09:00", text)
        (self.desk / path).parent.mkdir(parents=True, exist_ok=True)
        (self.desk / path).write_text(text, "utf-8")
        assert self.run(self.desk, "validate", path) == "No findings (1 file(s)).\n"
        self.commit(name)
        drafter, approver, *says = WHO[unit]
        approval = {"login": approver, "state": "APPROVED", "submitted_at": "2026-11-25T16:50:00+09:00"}
        pull = {
            "number": 7,
            "author": drafter,
            "committers": [drafter],
            "checklist": "complete",
            "opened_at": "2026-11-25T16:10:00+09:00",
            "merged_at": "2026-11-25T17:05:00+09:00",
            "reviews": [{**approval, "commit": None, "text": "same", "says": says}],
        }
        (self.pulls / f"{name}.json").write_text(json.dumps(pull), "utf-8")

    def read(self, name: str) -> str:
        return (self.desk / "schema" / f"{name}.yaml").read_text("utf-8")

    def commit(self, message: str) -> None:
        git(self.desk, "add", "--all")
        git(self.desk, "commit", "--quiet", "-m", message)
        git(self.desk, "push", "--quiet", "origin", "main")

    def update(self) -> None:
        """Let the mail host run what main has."""
        git(self.host, "pull", "--quiet", "--ff-only", "origin", "main")


# Unit → who drafts, who approves, with which word.
WHO = {"aono-chuo": ("chuo-s", "chuo-o", "acting"), "shirahama": ("shira-o", "shira-m")}
FIRST_ALERT, SECOND_ALERT = (f"20261125-1540-koekake-{unit}" for unit in WHO)
TEXT = "児童が、男から「送っていくよ」などと声をかけられる事案が発生しました。"


def received(postfix: Postfix, expected: int) -> list[EmailMessage]:
    policy = email.policy.default
    mails = [email.message_from_bytes(each, _class=EmailMessage, policy=policy) for each in postfix.messages(expected)]
    return sorted(mails, key=lambda mail: str(mail["Date"]))


def is_product(path: str) -> bool:
    return own().owner(path) is Owner.PRODUCT


def change(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")


@pytest.fixture
def force(tmp_path: Path, postfix: Postfix) -> Force:
    """Founded, tried, and in service."""
    product(tmp_path / "product")
    assert "is a repository with its first commit" in founded(tmp_path / "desk", tmp_path / "product")
    made = Force(tmp_path, postfix)
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(made.remote))
    git(made.desk, "remote", "add", "origin", str(made.remote))
    git(made.desk, "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", str(made.remote), str(made.host))
    git(made.desk, "config", "user.name", "Hanako")
    git(made.desk, "config", "user.email", "hanako@localhost.invalid")
    made.pulls.mkdir()
    for root in (made.desk, made.host):
        equip(root)
    return made


def test_another_force_and_the_years(force: Force, postfix: Postfix, tmp_path: Path) -> None:
    # What was made passes there.
    assert force.run(force.desk, "validate") == "No findings (0 file(s)).\n"
    tried = bootstrapped(force.desk, "test", "-n", "0", *FEW)
    assert tried.returncode == 0, tried.stdout

    # Nothing of the example is left in what is the force's own or made of it.
    own_paths = [path for path in git(force.desk, "ls-files").splitlines() if not is_product(path)]
    assert {
        path for path in (*own_paths, "README.ja.md") if of_the_example((force.desk / path).read_text("utf-8"))
    } == set()

    # The first mail.
    (tmp_path / "residents.csv").write_text(RESIDENTS, "utf-8")
    force.run(force.host, "subscribers", "import", str(tmp_path / "residents.csv"))
    force.run(force.host, "ledger", "init", "--rehearsal")
    force.draft("aono-chuo")
    force.update()
    evening = force.run(force.host, "plan", code=1, HAISHIN_NOW="2026-11-25T19:30+09:00")  # no sender yet: an alarm
    assert evening.startswith(f"{FIRST_ALERT}: waits for the clock (2026-11-26 08:30)\n")
    assert f"{FIRST_ALERT}: sent\n" in force.run(force.host, "send", "--live")
    [mail] = received(postfix, 1)
    assert (str(mail["To"]), TEXT in mail.get_content()) == (f"one@{DOMAIN}", True)
    assert "青野中央警察署" in mail.get_content()
    assert of_the_example(mail.as_bytes().decode() + mail.get_content()) == []

    # The force names who signs, and changes two of the product's files.
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    public = key.with_suffix(".pub").read_text("ascii").strip()
    change(force.desk / "schema/policy.yaml", f"version: {FIRST}}}", f"version: {FIRST}, signers: [{public}]}}")
    for name in ("SECURITY.md", "LICENSE"):
        change(force.desk / name, "\n", "\nours\n")
    force.commit("ours")

    # The next release is taken over, on a branch, once.
    digest = next_release(tmp_path / "product", key)
    asked = ("upgrade", f"{tmp_path / 'product'}@v{NEXT}", "--digest", digest, "--take", "LICENSE")
    few = {"PYTEST_ADDOPTS": " ".join(FEW), "PYTEST_XDIST_AUTO_NUM_WORKERS": "0"}
    before = git(force.desk, "show-ref")
    said = force.run(force.desk, *asked, **few)
    for told in (
        f"The digest of v{NEXT} is the announced one, and a signer whom `product` names has signed it.",
        f"What version {NEXT} asks you to do: Back up first.",
        "SECURITY.md: a product file that was changed here. It stays (--take SECURITY.md replaces it).",
        "-ours\n",
        "schema/ was brought to the form of this release.",
        f"-form: {FORM}\n+form: {LATER}\n",
        "  not in this force's schema/: motto (optional: 標語。なければ、標語なしで送ります)",
        "haishin validate on the branch: fine\nhaishin test on the branch: fine\n",
    ):
        assert told in said
    assert "LICENSE: a product file" not in said
    assert "The example's schema/policy.yaml has changed." not in said  # but for its form, which is brought
    branch = f"upgrade-{NEXT}"
    after = git(force.desk, "show-ref").splitlines()
    assert [line for line in after if not line.endswith(branch)] == before.splitlines()
    assert len(after) == len(before.splitlines()) + 1
    assert "is there already. Nothing was done." in force.run(force.desk, *asked, **few)

    # What the branch changes is the product's, the version and the form.
    git(force.desk, "merge", "--quiet", "--ff-only", branch)
    git(force.desk, "push", "--quiet", "origin", "main")
    changed = git(force.desk, "diff", "--name-only", "HEAD~1").splitlines()
    assert [path for path in changed if not is_product(path)] == ["schema/policy.yaml"]
    policy = force.read("policy")
    assert f"\nform: {LATER}\n" in policy
    assert f"\nproduct: {{version: {NEXT}, signers: [{public}]}}\n" in policy
    assert "\nours\n" in (force.desk / "SECURITY.md").read_text("utf-8")
    assert "ours" not in (force.desk / "LICENSE").read_text("utf-8")
    assert force.run(force.desk, *asked[:2]) == f"It stands on {NEXT} already. There is nothing to do.\n"

    # Before the mail host is updated nothing new begins; afterwards mail goes again.
    force.draft("shirahama")
    waits = force.run(force.host, "send", "--live", code=1)
    assert f"This program does not read the form of main's schema/ (form: {LATER}, haishin {NEXT})." in waits
    assert len(received(postfix, 1)) == 1
    force.update()
    assert f"{SECOND_ALERT}: sent\n" in force.run(force.host, "send", "--live")
    mails = {str(mail["To"]): mail.get_content() for mail in received(postfix, 2)}
    assert TEXT in mails[f"two@{DOMAIN}"]
    assert str(mails[f"two@{DOMAIN}"]).count("白浜") > 0
