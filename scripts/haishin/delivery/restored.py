"""Whether this journal may go on: it must be the one of the last claim, and not a copy that was left behind (T13)."""

from __future__ import annotations

from haishin.delivery.heartbeat import Beat
from haishin.delivery.journal import Journal
from haishin.delivery.rows import RowState
from haishin.delivery.view import LedgerView
from haishin.errors import Refusal
from haishin.model import LedgerState, Text


def refuse_unfit(view: LedgerView, journal: Journal | None, beat: Beat | None) -> None:
    """Raises Refusal when going on with this journal (None: there is none) could mail somebody twice, naming the way.

    An empty or foreign journal, by the owner of the last claim. A restored backup, which carries the id of the journal
    it was copied from: the last heartbeat is ahead of it, the ledger names a claim of that id which it does not hold,
    or it still has people waiting of an alert that was sealed without its knowing.
    """
    claimed = [record.alert for record in view.records if record.kind == "claimed" and record.alert is not None]
    last = claimed[-1] if claimed else None
    owner = view.of(last).journal if last is not None else None
    if last is not None and (journal is None or owner != journal.id):
        raise _strange(last)
    if journal is None:
        return
    behind = beat is not None and beat.journal == journal.id and beat.beats > journal.beats
    missing, ahead = _missing(view, journal), _ahead(view, journal)
    if behind or missing or ahead:
        waiting = [one.alert_id for one in journal.claims() if one.state == "claimed" and view.of(one.alert_id).claim]
        ours = [alert for alert, entry in view.alerts.items() if entry.unfinished and entry.journal == journal.id]
        raise _restored(list(dict.fromkeys((*missing, *ahead, *waiting, *ours, *([last] if last else [])))))


def _missing(view: LedgerView, journal: Journal) -> list[str]:
    nonces = {one.nonce for one in journal.claims()}
    claims = (entry.claim for entry in view.alerts.values())
    return [one.alert for one in claims if one is not None and one.journal == journal.id and one.nonce not in nonces]


def _ahead(view: LedgerView, journal: Journal) -> list[str]:
    found = []
    for one in journal.claims():
        entry = view.of(one.alert_id)
        if one.state == "claimed" and not one.was_sealed and entry.state is LedgerState.SEALED:
            counts = journal.counts(one.alert_id)
            if entry.journal == journal.id and (counts.waiting or counts[RowState.INTENT]):
                found.append(one.alert_id)
    return found


def _strange(last: str) -> Refusal:
    return Refusal(
        Text(
            "この状態フォルダーの配信記録は、台帳にある最後の配信のものではありません。",
            "The journal in this state folder is not the one that the ledger's last claim names.",
        ),
        Text(
            "HAISHIN_STATE を確かめてください。別の機械で引き継ぐときは "
            f"haishin ledger adopt {last} --by 本人 です。記録も控えもなくしたときは、それに --lost を付けます。",
            "Check HAISHIN_STATE. To take over on another host run "
            f"haishin ledger adopt {last} --by LOGIN; with --lost when the journal and its backups are lost.",
        ),
    )


def _restored(alerts: list[str]) -> Refusal:
    verbs = [f"haishin ledger adopt {alert} --by" for alert in alerts]
    return Refusal(
        Text(
            "この状態フォルダーの配信記録は、古い控えから戻されたものです。このまま続けると、同じ人に二度届きます。",
            "The journal in this state folder was restored from an old backup: going on would mail people twice.",
        ),
        Text(
            "新しい記録が残っていれば、それに戻してください。なければ、届いたか分からない人を「要確認」にして引き継ぎます:"
            + "".join(f"\n  {verb} 本人" for verb in verbs),
            "Put the newer journal back if there is one. If not, take over; who may have got the mail is then in doubt:"
            + "".join(f"\n  {verb} LOGIN" for verb in verbs),
        ),
    )
