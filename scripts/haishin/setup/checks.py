"""What of the forge's settings is not as prescribed: one function a guarantee, by the name of the guarantee.

Each gives what it finds fault with, nothing where all is well, and raises ForgeError for what the forge did not tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from haishin.model import Text
from haishin.setup.live import RUNNER, Live, OwnersFault, value
from haishin.setup.matching import parse
from haishin.setup.rulesets import Bypass, Prescribed, Rule, bound, differing, load, others

Faults: TypeAlias = Iterator[Text]


ENVIRONMENTS: Final = ("consultation", "mail-send")  # a workflow makes one that is not there, open to every branch
MAIL_HOST: Final = "haishin-mail"  # the label of the runner that is the mail host
PULLS: Final = "none"
_UNKNOWN: Final = "Unknown owner"
_NOBODY = Text("CODEOWNERS に所有者がいません", "CODEOWNERS names nobody")


@dataclass(frozen=True, slots=True)
class Prescription:
    """What is asked for: the six files of ``.github/rulesets``, and what they rest on.

    ``owned``: CODEOWNERS has lines with owners. ``public``: the policy allows a repository that others can read.
    ``runner``: what HAISHIN_RUNNER may say in this shape of the service.
    """

    main: Prescribed
    branches: Prescribed
    ledger_write: Prescribed
    ledger_keep: Prescribed
    heartbeat: Prescribed
    stops: Prescribed
    owned: bool
    public: bool
    runner: tuple[str, ...]

    @classmethod
    def read(cls, root: Path, *, owned: bool, public: bool, pulls: bool | None) -> Prescription:
        """From the repository's files; ``pulls``: the mail host pulls (None: not seen from here). Raises ToolError."""
        return cls(
            load(root, "main"),
            load(root, "branches"),
            load(root, "ledger-write"),
            load(root, "ledger-keep"),
            load(root, "heartbeat"),
            load(root, "stops"),
            owned,
            public,
            (PULLS, MAIL_HOST) if pulls is None else (PULLS,) if pulls else (MAIL_HOST,),
        )


def private(live: Live, wanted: Prescription) -> Faults:
    """Nobody but the people of the repository reads it; a fork would be a copy out of reach."""
    exposure = value(live.exposure)
    if wanted.public:
        return
    if not exposure.private:
        yield Text("公開されています", "it is public")
    elif value(live.internal):
        yield Text("組織の全員が読めます(internal)", "everybody of the enterprise can read it (internal)")
    if exposure.forkable:
        yield Text("フォークできます", "it can be forked")


def no_fork(live: Live, _: Prescription) -> Faults:
    """A fork's new pull requests aim at the repository that it came from."""
    if value(live.fork):
        yield Text("ほかのリポジトリのフォークです", "it is a fork of another repository")


def merging(live: Live, wanted: Prescription) -> Faults:
    """One alert is one commit with the id as its text: no draft's wording, no `[skip ci]` on main."""
    how = value(live.merging)
    if not how.squash:
        yield Text("squash が使えません", "squash merging is off")
    if how.merge:
        yield Text("merge commit が使えます", "merge commits are allowed")
    if how.rebase:
        yield Text("rebase が使えます", "rebasing is allowed")
    if (how.title, how.message) != ("PR_TITLE", "BLANK"):
        yield Text("コミットの文が「題名だけ」ではありません", "the commit's message is not the title alone")
    if not how.auto:
        yield Text("auto-merge が使えません", "auto-merge is off")


def reviewed(live: Live, wanted: Prescription) -> Faults:
    """At least one code owner approves, and what changes afterwards is approved anew."""
    keys = ("required_approving_review_count", "require_code_owner_review", "dismiss_stale_reviews_on_push")
    yield from _held(live, value(live.main), wanted.main, "pull_request", (*keys, "allowed_merge_methods"))
    if not wanted.owned:
        yield _NOBODY


def status(live: Live, wanted: Prescription) -> Faults:
    """The status of the consultation is asked for, from the App that writes it and from nobody else (threat T3)."""
    rules = tuple(rule for rule in value(live.main) if rule.kind == "required_status_checks")
    sources = {bound(rule) for rule in rules}
    if sources <= {None}:
        yield Text("状態 consultation が求められていません", "the status `consultation` is not required")
    elif sources <= {None, 0}:
        yield Text(
            "状態 consultation をだれでも書けます(App に結び付いていません)",
            "anybody may write the status `consultation` (it is bound to no App)",
        )
    else:
        apps = tuple(rule for rule in rules if bound(rule))
        yield from _held(live, apps, wanted.main, "required_status_checks", ())


def smooth(live: Live, wanted: Prescription) -> Faults:
    """Conditions that would lock a station with a single chief, or make every merge hold up all others."""
    for rule in value(live.main):
        for kind, key in (
            ("pull_request", "require_last_push_approval"),
            ("pull_request", "required_review_thread_resolution"),
            ("required_status_checks", "strict_required_status_checks_policy"),
        ):
            if rule.kind == kind and differing(wanted.main.rule(kind), rule, (key,)):
                yield Text(f"{key} が有効です", f"{key} is on")
        if rule.kind == "required_status_checks":
            for name in others(rule):
                yield Text(f"状態 {name} も求められています", f"the status `{name}` is required as well")
        if rule.kind in ("required_signatures", "merge_queue"):
            yield Text(f"{rule.kind} が有効です", f"{rule.kind} is on")


def kept(live: Live, wanted: Prescription) -> Faults:
    """The history of main stays."""
    for kind in ("deletion", "non_fast_forward"):
        yield from _held(live, value(live.main), wanted.main, kind, ())


def branches(live: Live, wanted: Prescription) -> Faults:
    """A rewritten branch would leave approvals on a text that nobody saw (threat T5); the heartbeat is one ref."""
    yield from _held(live, value(live.branches), wanted.branches, "non_fast_forward", ())
    if any(rule.kind == "non_fast_forward" for rule in value(live.heartbeat)):
        yield Text("dispatch-heartbeat も書き換えられません", "dispatch-heartbeat cannot be rewritten either")


def ledger_written(live: Live, wanted: Prescription) -> Faults:
    """No record is forged (threats T10–T14)."""
    for kind in ("creation", "update"):
        yield from _held(live, value(live.ledger), wanted.ledger_write, kind, ())


def ledger_kept(live: Live, wanted: Prescription) -> Faults:
    """No record is lost."""
    for kind in ("deletion", "non_fast_forward"):
        yield from _held(live, value(live.ledger), wanted.ledger_keep, kind, ())


def heartbeat_written(live: Live, wanted: Prescription) -> Faults:
    """Nobody speaks for the sender, or takes away how far its journal was (threats T12, T13)."""
    for kind in ("creation", "update", "deletion"):
        yield from _held(live, value(live.heartbeat), wanted.heartbeat, kind, ())


def stops_kept(live: Live, wanted: Prescription) -> Faults:
    """A stop that nobody has seen yet is not taken away."""
    yield from _held(live, value(live.stops), wanted.stops, "deletion", ())


def one_key(live: Live, _: Prescription) -> Faults:
    """A bypass for deploy keys holds for every key that may write, so there is one."""
    number = value(live.writing_keys)
    if number != 1:
        yield Text(f"書ける鍵が{number}本あります", f"there are {number} keys that may write")


def owners(live: Live, wanted: Prescription) -> Faults:
    """A line that nobody can answer for is silently dead (threat T7)."""
    found = value(live.code_owners)
    faults = [fault for fault in found if fault.line not in _left(found)]
    kinds = ", ".join(sorted({fault.kind for fault in faults}))
    if faults:
        lines = ", ".join(str(number) for number in sorted({fault.line for fault in faults}))
        yield Text(f"{lines} 行目に誤りがあります({kinds})", f"there are faults in line {lines} ({kinds})")
    if not wanted.owned:
        yield _NOBODY


def departed(live: Live) -> Text | None:
    """Lines of which some owners are no account any more, and others are: nothing is open there."""
    if lines := ", ".join(str(number) for number in sorted(_left(value(live.code_owners)))):
        return Text(
            f"{lines} 行目に、アカウントが使えなくなった人がいます(異動や退職では普通です)。"
            "同じ行のほかの人が承認できるので、害はありません",
            f"line {lines}: some owners have no account here any more, as after a transfer; the line's other owners "
            "can approve, so nothing is open",
        )
    return None


def _left(faults: Iterable[OwnersFault]) -> frozenset[int]:
    """The lines whose only faults are owners that the forge does not know, but not all of the owners."""
    lines: dict[int, list[OwnersFault]] = defaultdict(list)
    for fault in faults:
        lines[fault.line].append(fault)
    return frozenset(
        line
        for line, own in lines.items()
        if all(fault.kind == _UNKNOWN for fault in own)
        and any(len(read.owners) > len(own) for read in parse(own[0].source).lines)
    )


def guarded_secrets(live: Live, _: Prescription) -> Faults:
    """A branch's workflow cannot reach a secret."""
    found = value(live.environments)
    for name in ENVIRONMENTS:
        if name not in found:
            yield Text(f"環境 {name} がありません", f"there is no environment {name}")
    for name, environment in sorted(found.items()):
        if environment.branches != (live.branch,):
            yield Text(
                f"環境 {name} を {live.branch} 以外のブランチも使えます",
                f"branches other than {live.branch} may use the environment {name}",
            )
        if environment.bypass:
            yield Text(
                f"環境 {name} の決まりを管理者が飛び越えられます",
                f"administrators may bypass the rules of the environment {name}",
            )
    if value(live.secrets):
        yield Text(
            "環境に入っていない秘密(リポジトリや組織のもの)があります",
            "there are secrets outside of any environment (of the repository or the organization)",
        )


def sender_named(live: Live, wanted: Prescription) -> Faults:
    """The workflows start the sender where it is, nothing where it needs no start, and the watcher of it."""
    found = value(live.runner)
    if found is None:
        yield Text(
            f"変数 {RUNNER} がないか、このトークンに見えません", f"there is no variable {RUNNER}, or it is not shown"
        )
    elif found not in wanted.runner:
        ja, en = (word.join(wanted.runner) for word in ("、", " or "))
        yield Text(f"変数 {RUNNER} が {ja} ではありません", f"the variable {RUNNER} is not {en}")


def no_own_runner(live: Live, _: Prescription) -> Faults:
    """Whoever may push a branch may run a workflow there and read the disk; a runner group can be bound to main's."""
    if number := value(live.runners):
        yield Text(f"リポジトリの runner が{number}台あります", f"there are {number} runners of the repository itself")


def shared_runners(live: Live) -> Text | None:
    """An organization's runners serve every repository that its groups name; only its owners see which."""
    if not value(live.organization):
        return None
    return Text(
        "組織の runner group(Default など)は、リポジトリの設定からは見えません。組織の設定で確かめてください",
        "the organization's runner groups (such as Default) are not shown to a repository: look in its settings",
    )


def no_robot(live: Live, _: Prescription) -> Faults:
    """No approval without a person."""
    if value(live.workflows).approves:
        yield Text("Actions がプルリクエストを承認できます", "Actions may approve pull requests")


def reading(live: Live, _: Prescription) -> Faults:
    """A workflow that forgets its permissions can do no harm."""
    if value(live.workflows).writes:
        yield Text("Actions のトークンが初めから書けます", "the token of Actions may write by default")


def _held(live: Live, rules: tuple[Rule, ...], wanted: Prescribed, kind: str, keys: tuple[str, ...]) -> Faults:
    """Nothing where one live rule of that kind is as prescribed and binds whom it should; else what comes nearest."""
    nearest: tuple[Text, ...] | None = None
    for rule in rules:
        if rule.kind != kind:
            continue
        faults = [Text(f"{key} が違います", f"{key} differs") for key in differing(wanted.rule(kind), rule, keys)]
        if (given := _bypass(live, rule)) != wanted.bypass:
            who = ", ".join(sorted(one.kind for one in given)) or "-"
            faults.append(Text(f"{kind} を免れる者が違います({who})", f"the bypass list of {kind} differs ({who})"))
        if nearest is None or len(faults) < len(nearest):
            nearest = tuple(faults)
    yield from (Text(f"{kind} がありません", f"{kind} is not there"),) if nearest is None else nearest


def _bypass(live: Live, rule: Rule) -> frozenset[Bypass]:
    return value(live.bypass[rule.ruleset])
