"""The branch that an upgrade leaves: what is in it, what is not, and that it comes last."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.core.repository.git import Git, records
from haishin.office.upgrading.migrations import Texts
from haishin.office.upgrading.release import find
from haishin.office.upgrading.upgrade import Upgrade, description, leave, prepare
from support.product import ALERT, BEFORE, EXAMPLE, NOW, Scratch

BRANCH = f"upgrade-{NOW}"
NOT_GENERATED = Message("office/upgrading/not-generated")
# What the upgrade of the scratch force changes, by path.
CHANGED = {
    "A": [
        *("scripts/new/one.py", ".github/CODEOWNERS", "schema/RULES.md", "schema/SAMPLES.md"),
        *(f".github/rulesets/{name}.json" for name in ("branches", "ledger-keep", "ledger-write", "main", "stops")),
    ],
    "D": ["scripts/gone.py"],
    "M": [
        *("CHANGELOG.md", "README.ja.md", "SECURITY.md", "schema/policy.yaml", "scripts/haishin/__init__.py"),
        *("scripts/tool.py", *(f"{EXAMPLE}/{name}.yaml" for name in ("policy", "wording"))),
    ],
}


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    return Scratch(tmp_path)


def upgraded(scratch: Scratch, *take: str) -> Upgrade:
    upgrade = prepare(find(scratch.root, scratch.clone(), scratch.source(), None), frozenset(take))
    leave(scratch.root, upgrade, description(upgrade, {"validate": True, "test": False}, "en"))
    return upgrade


def kept(upgrade: Upgrade) -> dict[str, str]:
    """The product files that stay because the force changed them, and how the release's differ."""
    said = zip(upgrade.said, upgrade.said[1:], strict=False)
    heads = [(one, text) for one, text in said if isinstance(one, Message) and one.code == "office/upgrading/kept"]
    return {str(one.values["path"]): str(text) for one, text in heads}


def changed(scratch: Scratch) -> dict[str, list[str]]:
    said = iter(records(scratch.root.run("diff", "--name-status", "--no-renames", "-z", "HEAD", BRANCH)))
    found: dict[str, list[str]] = {}
    for kind, path in zip(said, said, strict=True):
        found.setdefault(kind, []).append(path)
    return found


def shown(scratch: Scratch, path: str) -> str:
    return scratch.root.run("show", f"{BRANCH}:{path}").decode()


def test_one_commit_holds_the_release_and_nothing_else(scratch: Scratch) -> None:
    before = scratch.state()
    upgrade = upgraded(scratch)
    assert {kind: sorted(paths) for kind, paths in CHANGED.items()} == changed(scratch)
    assert scratch.root.text("rev-list", "--count", f"HEAD..{BRANCH}") == "1"
    assert scratch.root.text("log", "-1", "--format=%an %ae", BRANCH) == "Hanako hanako@localhost.invalid"
    refs, *rest = scratch.state()
    assert (rest, [line for line in refs.split("\n") if BRANCH not in line]) == ([*before[1:]], before[0].split("\n"))
    assert kept(upgrade) == {}
    policy = scratch.force / "schema" / "policy.yaml"
    assert shown(scratch, "schema/policy.yaml") == policy.read_text("utf-8").replace(BEFORE, NOW)
    readme = shown(scratch, "README.ja.md")
    assert readme.startswith(f"# 手引き {NOW}\n<!-- schema/: hours -->\n午前7時から午後8時までなら、すぐに届きます。")


def test_what_is_told_of_it(scratch: Scratch) -> None:
    upgrade = upgraded(scratch)
    title, blank, *said = scratch.root.text("log", "-1", "--format=%B", BRANCH).split("\n")
    assert (title, blank) == (f"Take over haishin {NOW}", "")
    assert said[:5] == [
        f"Mind: v{NOW} was compared with nothing (no --digest, no signers in `product`).",
        f"Commit {upgrade.found.release.commit} of the product: 8 files come or change, 1 go.",
        f"What version {NOW} asks you to do: Back up.",
        "The example's schema/wording.yaml has changed.",
        "  not in this force's schema/: brand_new (optional: without it all is as before)",
    ]
    assert said[5:8] == [
        "haishin validate on the branch: fine",
        "haishin test on the branch: not fine. Mend it on the branch before it is merged",
        "What follows, in this order:",
    ]
    assert "3. On the mail host: haishin backup FOLDER, for the way back." in said
    assert any(line.startswith("4. On the mail host: haishin update COMMIT") for line in said)
    assert "\n+brand_new: x\n" in str(upgrade.said[-1])


def test_a_product_file_that_the_force_changed_is_named_and_left_or_taken(scratch: Scratch) -> None:
    scratch.change({"scripts/tool.py": "ours\n", "tests/kept.py": "ours\n", "SECURITY.md": "two\n"})
    upgrade = upgraded(scratch, "tests/kept.py")
    [(path, difference)] = kept(upgrade).items()
    assert (path, difference.endswith("\n-ours\n+two\n")) == ("scripts/tool.py", True)
    assert (shown(scratch, "scripts/tool.py"), shown(scratch, "tests/kept.py")) == ("ours\n", "one\n")
    assert "SECURITY.md" not in changed(scratch)["M"]
    said = scratch.root.text("log", "-1", "--format=%B", BRANCH)
    assert "scripts/tool.py: a product file that was changed here. It stays" in said


def test_alerts_and_what_is_the_force_s_own_stay(scratch: Scratch) -> None:
    upgraded(scratch)
    for path in (ALERT, "NOTES.md", "tests/own.py", "schema/roster.yaml"):
        assert shown(scratch, path) == (scratch.force / path).read_text("utf-8")
    listed = records(scratch.root.run("ls-tree", "-rz", "--name-only", BRANCH, "alerts"))
    assert listed == [ALERT]


def test_schema_that_must_be_mended_first_is_brought_and_said(scratch: Scratch) -> None:
    scratch.change({"schema/wording.yaml": "lists: {}\n"})
    upgrade = upgraded(scratch)
    assert "A" in changed(scratch)
    assert changed(scratch)["A"] == ["scripts/new/one.py"]
    assert NOT_GENERATED in upgrade.said


def older_form(scratch: Scratch) -> None:
    policy = (scratch.force / "schema" / "policy.yaml").read_text("utf-8")
    scratch.change({"schema/policy.yaml": policy.replace("\nform: 1\n", "\nform: 0\n")})


def to_one(texts: Texts) -> Texts:
    return {**texts, "policy.yaml": texts["policy.yaml"].replace("\nform: 0\n", "\nform: 1\n")}


def test_a_new_form_is_shown_and_changes_the_order(scratch: Scratch) -> None:
    older_form(scratch)
    upgrade = prepare(find(scratch.root, scratch.clone(), scratch.source(), None), frozenset(), {"0": ("1", to_one)})
    migrated = str(upgrade.said[upgrade.said.index(Message("office/upgrading/migrated")) + 1])
    assert "\n-form: 0\n+form: 1\n" in migrated
    assert NOT_GENERATED not in upgrade.said
    assert "it is merged. From here to step 4 no new sending begins." in upgrade.order.en


def test_a_form_without_a_migration_changes_nothing(scratch: Scratch) -> None:
    older_form(scratch)
    before = scratch.state()
    found = find(scratch.root, scratch.clone(), scratch.source(), None)
    with pytest.raises(Refusal) as caught:
        prepare(found, frozenset())
    assert caught.value.message == Message("office/upgrading/no-migration", form="0", known="1")
    assert scratch.state() == before
    assert not (scratch.clone().folder / "scripts").exists()


class Watched(Git):
    """Notes after each command what of the repository is there, objects apart."""

    seen: list[dict[str, bytes]]

    def attempt(self, *arguments: str, data: bytes | None = None, timeout: float = 120) -> CompletedProcess[bytes]:
        done = super().attempt(*arguments, data=data, timeout=timeout)
        objects = self.folder / ".git" / "objects"
        files = [path for path in self.folder.rglob("*") if path.is_file() and objects not in path.parents]
        self.seen.append({str(path.relative_to(self.folder)): path.read_bytes() for path in files})
        return done


def test_nothing_is_written_before_the_branch(scratch: Scratch) -> None:
    """Killed anywhere, the folder is as before or as after: between two commands, or in one that writes objects."""
    root = Watched(scratch.force, scratch.environment)
    root.seen = []
    root.run("version")
    leave(root, prepare(find(root, scratch.clone(), scratch.source(), None), frozenset()), "x\n")
    before, *between, after = root.seen
    assert [state for state in between if state != before] == []
    assert after.keys() - before.keys() == {f".git/{place}refs/heads/{BRANCH}" for place in ("", "logs/")}
    assert {path: after[path] for path in before} == before
