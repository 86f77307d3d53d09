"""What must hold at the forge, and whether the forge enforces it, only the sender proves it, or nobody does.

The sender believes no setting: it proves the approvals again before each mail (threats T3–T8). So where a merge could
slip through, only the first of two locks is missing; where data could be read or a record forged, there is no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from haishin.forge import ForgeError
from haishin.model import Text
from haishin.setup import checks
from haishin.setup.checks import Faults, Prescription
from haishin.setup.guarantee import Guarantee, State
from haishin.setup.live import Live


@dataclass(frozen=True, slots=True)
class _Row:
    """A guarantee; ``otherwise``: what is left of it where the forge does not enforce it.

    ``aside``: what there is to say where ``check`` finds no fault; the guarantee is then ``all_the_same``.
    """

    id: str
    title: Text
    otherwise: State
    remedy: Text
    check: Callable[[Live, Prescription], Faults]
    aside: Callable[[Live], Text | None] = lambda _: None
    all_the_same: State = State.ENFORCED


def judge(live: Live, wanted: Prescription) -> tuple[Guarantee, ...]:
    """Every guarantee of the forge, in the order of OPERATING.md's table."""
    return tuple(_judged(row, live, wanted) for row in _TABLE)


def unreadable(fault: ForgeError) -> tuple[Guarantee, ...]:
    """All of them where the forge cannot be asked at all."""
    return tuple(Guarantee(row.id, row.title, State.UNREADABLE, fault.message, fault.hint) for row in _TABLE)


def _judged(row: _Row, live: Live, wanted: Prescription) -> Guarantee:
    try:
        faults = tuple(row.check(live, wanted))
        aside = None if faults else row.aside(live)
    except ForgeError as fault:
        return Guarantee(row.id, row.title, State.UNREADABLE, fault.message, _UNTOLD)
    if aside is not None:
        return Guarantee(row.id, row.title, row.all_the_same, aside)
    if not faults:
        return Guarantee(row.id, row.title, State.ENFORCED)
    found = Text("、".join(one.ja for one in faults), "; ".join(one.en for one in faults))
    return Guarantee(row.id, row.title, row.otherwise, found, row.remedy)


_UNTOLD: Final = Text(
    "トークンの期限と権限(設定を読めるもの)、リポジトリの名前を確かめてから、もう一度実行してください。",
    "See whether the token is in force and may read the settings, and the repository's name; then run again.",
)
_IMPORT: Final = Text(
    "設定 → Rules → Rulesets で {files} を取り込んでください(同じ名前のものは先に消します)。",
    "Import {files} under Settings → Rules → Rulesets, after deleting the ruleset of the same name.",
)
_GENERAL: Final = Text("設定 → General で直してください。", "Correct it under Settings → General.")
_MAIN = _IMPORT.format(files="main.json")
_TABLE: Final = (
    _Row(
        "private",
        Text("リポジトリは非公開で、フォークできない", "the repository is private and cannot be forked"),
        State.MISSING,
        _GENERAL,
        checks.private,
    ),
    _Row(
        "own",
        Text("リポジトリはほかのもののフォークではない", "the repository is no fork"),
        State.MISSING,
        Text(
            "フォークのプルリクエストは元のリポジトリへ向かいます。新しいリポジトリに移してください。",
            "Pull requests of a fork aim at its origin. Move to a repository of its own.",
        ),
        checks.no_fork,
    ),
    _Row(
        "squash",
        Text("マージは squash だけで、下書きの文が main に残らない", "only squash merges, so no draft stays on main"),
        State.MISSING,
        _GENERAL,
        checks.merging,
    ),
    _Row(
        "review",
        Text("main へはコード所有者の承認を経て入る", "main is reached through a code owner's approval alone"),
        State.PROOF,
        _MAIN,
        checks.reviewed,
    ),
    _Row(
        "code-owners",
        Text("CODEOWNERS のどの行も効いている", "every line of CODEOWNERS is in force"),
        State.PROOF,
        Text(
            "その行を承認できる人が、残っていないかもしれません。今いる人のアカウントの番号を体制表に書き、"
            "その人に書き込みの権限を与え、haishin codeowners を実行してください。",
            "Maybe nobody is left who can approve for those lines: put people with an account into the roster, let "
            "them write here, and run `haishin codeowners`.",
        ),
        checks.owners,
        checks.departed,
    ),
    _Row(
        "status",
        Text("協議がそろうまでマージできない(状態 consultation)", "no merge before the status `consultation` says so"),
        State.PROOF,
        Text(
            "main.json の integration_id に、状態を書く App の番号を入れて取り込んでください。",
            "Put the number of the App that writes the status into main.json (integration_id) and import it.",
        ),
        checks.status,
    ),
    _Row(
        "no-robot",
        Text("Actions は承認できない", "Actions cannot approve"),
        State.PROOF,
        Text("設定 → Actions → General で切ってください。", "Switch it off under Settings → Actions → General."),
        checks.no_robot,
    ),
    _Row(
        "reading",
        Text("Actions のトークンは、初めは読めるだけ", "the token of Actions reads unless a workflow says more"),
        State.MISSING,
        Text("設定 → Actions → General で直してください。", "Correct it under Settings → Actions → General."),
        checks.reading,
    ),
    _Row(
        "main-kept",
        Text("main は消せず、書き換えられない", "main can neither be deleted nor rewritten"),
        State.PROOF,
        _MAIN,
        checks.kept,
    ),
    _Row(
        "branches",
        Text("下書きのブランチも書き換えられない", "a drafter's branch cannot be rewritten"),
        State.PROOF,
        _IMPORT.format(files="branches.json"),
        checks.branches,
    ),
    _Row(
        "smooth",
        Text("余計な条件で仕事が止まらない", "no further condition brings the work to a stop"),
        State.MISSING,
        _MAIN,
        checks.smooth,
    ),
    _Row(
        "ledger-write",
        Text("台帳に書けるのは送信側の鍵だけ", "only the sender's key may write the ledger"),
        State.MISSING,
        _IMPORT.format(files="ledger-write.json"),
        checks.ledger_written,
    ),
    _Row(
        "one-key",
        Text("書ける鍵は一本だけ", "there is exactly one key that may write"),
        State.MISSING,
        Text("設定 → Deploy keys を確かめてください。", "See Settings → Deploy keys."),
        checks.one_key,
    ),
    _Row(
        "ledger-keep",
        Text("台帳は消せず、書き換えられない", "the ledger can neither be deleted nor rewritten"),
        State.PROOF,
        _IMPORT.format(files="ledger-keep.json"),
        checks.ledger_kept,
    ),
    _Row(
        "heartbeat",
        Text("送信側が生きている印を書けるのは送信側の鍵だけ", "only the sender's key may write the heartbeat"),
        State.MISSING,
        _IMPORT.format(files="heartbeat.json"),
        checks.heartbeat_written,
    ),
    _Row(
        "stops",
        Text("停止用のブランチを消せるのは送信側の鍵だけ", "only the sender's key may delete a stop branch"),
        State.MISSING,
        _IMPORT.format(files="stops.json"),
        checks.stops_kept,
    ),
    _Row(
        "secrets",
        Text("秘密は main のワークフローにしか渡らない", "secrets reach workflows of main alone"),
        State.MISSING,
        Text(
            "設定 → Environments で consultation と mail-send を作り、使えるブランチを main だけにし、"
            "管理者も飛び越えられないようにし、秘密はすべて環境に移してください。",
            "Make the environments consultation and mail-send (Settings → Environments), let main alone use each, let "
            "administrators bypass nothing, and move every secret into one.",
        ),
        checks.guarded_secrets,
    ),
    _Row(
        "sender",
        Text("ワークフローが、配信する機械を知っている", "the workflows know where the sender runs"),
        State.MISSING,
        Text(
            "設定 → Secrets and variables → Actions → Variables で、リポジトリの変数 HAISHIN_RUNNER を、"
            "メールサーバーが取りに行く形では none、runner の形では haishin-mail にしてください。",
            "Set the repository's variable HAISHIN_RUNNER (Settings → Secrets and variables → Actions → Variables): "
            "none where the mail host pulls, haishin-mail where it is a runner.",
        ),
        checks.sender_named,
    ),
    _Row(
        "runner",
        Text("どのブランチからも使える runner がない", "no runner serves the workflows of every branch"),
        State.MISSING,
        Text(
            "登録者の情報がある機械を runner にするなら、main の send.yml だけが使える runner group に入れてください。"
            "それができないプランでは、メールサーバーが取りに行く形(haishin service)にします。",
            "Put the mail host into a runner group that is bound to send.yml at main; on a plan without such groups "
            "let the mail host pull (`haishin service`).",
        ),
        checks.no_own_runner,
        checks.shared_runners,
        State.UNPROVEN,
    ),
)
