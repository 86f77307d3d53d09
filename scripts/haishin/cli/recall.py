"""The verb recall: what should not have gone is held, its correction drafted, and what people must do is said."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from haishin.check.alert_files import read_blob
from haishin.cli import messages
from haishin.cli.context import Acts
from haishin.cli.given import known_id, on_main, unit_of
from haishin.cli.outside import Outside, outside
from haishin.consult.forge.github import new_file
from haishin.consult.sent_mail import CANNOT_TAKE_BACK, removals
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit
from haishin.core.model import LedgerClaim, LedgerRecord, LedgerState, Text
from haishin.core.repository.history import removed_ids
from haishin.office.drafting.link import opening
from haishin.send.acts.recalling import draft, recall
from haishin.send.ledger.ending import last_word
from haishin.send.ledger.ledger_view import LedgerView
from haishin.send.mail_host import MailHost

_NOW = Text("{alert} を止め、そのことを記録しました。", "{alert} is stopped, and that is recorded.")
_BEFORE = Text(
    "{alert} は、{when} に {by} が止めています。もう一度示します。",
    "{alert} was stopped at {when} by {by}. Once more:",
)
_UNBEGUN = Text(
    "まだ配信していません。だれにも届いていないので、訂正は要りません。ファイルを消す申請をするか、"
    "haishin ledger refuse {alert} --reason 理由 --by 本人 で終わらせてください。",
    "Not begun: nobody has got it, and no correction is due. Delete its file by a pull request, or end it by "
    "haishin ledger refuse {alert} --reason WHY --by LOGIN.",
)
_STATES = {
    LedgerState.UNSENT: _UNBEGUN,
    LedgerState.HELD: _UNBEGUN,
    LedgerState.CLAIMED: Text(
        "配信の途中でした。動いている配信も5秒以内に止まります。すでに届いた人がいるものとして、訂正を出してください。",
        "Its sending had begun; a running one stops within 5 seconds. Some will have it: send the correction.",
    ),
    LedgerState.SEALED: Text(
        "配信は終わっています。訂正を出してください。", "Its sending has ended: send the correction."
    ),
    **dict.fromkeys(
        (LedgerState.WITHDRAWN, LedgerState.CANCELLED, LedgerState.EXPIRED, LedgerState.REFUSED),
        Text(
            "配信しないまま終わっています。だれにも届いていないので、訂正は要りません。",
            "It has ended unsent: nobody has got it, and no correction is due.",
        ),
    ),
}
_UNHEARD = Text(
    "だれにも届かないまま終わっています。訂正は要りません。", "It has ended and reached nobody: no correction is due."
)
_EXERCISE = Text("訓練のメールです。訂正も、訓練用に登録した人にだけ届きます。", "An exercise: so is its correction.")
_ENDED = Text(
    "{by} が先に出ているので、訂正はそれに続けます(follows)。",
    "It was ended by {by} since: the correction follows that one.",
)
_FILE = Text("訂正の下書き:{file}", "Draft of the correction: {file}")
_PROPOSE = Text(
    "  → {path} として申請し、ほかのメールと同じに承認を受けてください。この操作からは何も送りません。",
    "  → Propose it as {path}; it is approved like any alert. This command mails nothing.",
)
_PAGE = Text("  → 本文の入った新しいファイルの画面:{page}", "  → The forge's page for it, filled in: {page}")
_MISTAKE = Text(
    "  → 内容の誤りを直すときは、本文を正しい内容に書き換えます。漏れた人の情報は繰り返しません。",
    "  → Where a fact was wrong write the right one instead; personal information is never repeated.",
)
_UNREAD = Text(
    "先のファイルを今の決まりで読めないため、訂正の下書きはありません。手引きの見本から書いてください。",
    "The recalled file is not read by the present rules: no draft. Write the correction after the manual's sample.",
)
_REMOVE = Text("手で消すもの(上から順に):", "To be removed by hand, in this order:")


def _recall(arguments: argparse.Namespace, context: Outside) -> int:
    ledger = context.main.ledger(MailHost(context.main).state().root)
    view = ledger.read()
    now = context.main.timekeeper(rehearsal=view.rehearsal)()
    here = on_main(context)
    alert = known_id(arguments.alert, here | view.known, stopping=True)
    before, claim = view.of(alert).recalled, view.of(alert).claim
    unit = unit_of(alert, context) if claim is None else claim.unit
    taken = here | removed_ids(context.git, context.main.tip)
    view = recall(ledger, context.main.contract, alert, unit, taken, now, arguments.by)
    recalled = view.of(alert).recalled
    assert recalled is not None
    for line in _lines(alert, recalled, view, context, again=before is not None):
        context.say(line)
    return Exit.FINE


def _lines(alert: str, recalled: LedgerRecord, view: LedgerView, context: Outside, *, again: bool) -> Iterator[Text]:
    entry = view.of(alert)
    when = f"{recalled.at.astimezone(JST):%Y-%m-%d %H:%M}"
    yield (_BEFORE if again else _NOW).format(alert=alert, when=when, by=recalled.by)
    unheard = entry.state is LedgerState.SEALED and entry.unheard
    yield _UNHEARD if unheard else _STATES[entry.state].format(alert=alert)
    if entry.claim is not None and recalled.fields["correction"] is not None:
        yield from _corrected(entry.claim, recalled, view, context)
    yield _REMOVE
    for ja, en in zip(removals(recalled, "ja"), removals(recalled, "en"), strict=True):
        yield Text(f"  ・{ja}", f"  - {en}")
    if entry.claim is not None:
        yield CANNOT_TAKE_BACK


def _corrected(claim: LedgerClaim, recalled: LedgerRecord, view: LedgerView, context: Outside) -> Iterator[Text]:
    contract, name = context.main.contract, str(recalled.fields["correction"])
    if claim.exercise:
        yield _EXERCISE
    if (last := last_word(claim.alert, view.alerts)) == name:
        return
    alert = read_blob(context.git, claim.path, claim.blob, contract).alert
    if alert is None:
        yield _UNREAD
        return
    if last != claim.alert:
        yield _ENDED.format(by=last)
    folder = MailHost(context.main).state().corrections
    file = folder / f"{name}.md"
    text = draft(claim, alert, last, recalled, contract)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not file.exists():  # what somebody has worked on since stays as it is
            file.write_text(text, encoding="utf-8", newline="")
    except OSError as fault:
        raise messages.unusable_file(file, fault) from fault
    path = f"alerts/{alert.unit}/{name[:4]}/{name}.md"
    yield _FILE.format(file=str(file))
    yield _PROPOSE.format(path=path)
    forge = context.forge
    if forge.repository is not None:
        new = new_file(forge.api, forge.repository, context.main.branch)
        yield _PAGE.format(page=opening(new, path, text))
    yield _MISTAKE


VERBS: Acts = outside(
    {
        "recall": _recall,
    }
)
