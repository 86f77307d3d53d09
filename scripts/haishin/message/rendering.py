"""A whole message for the eye: what ``haishin render`` prints."""

from __future__ import annotations

from haishin.contract import Contract
from haishin.contract.policy import id_time
from haishin.errors import Refusal
from haishin.message.keys import Keys
from haishin.message.prepare import Form, Origin, Variant, prepare
from haishin.message.recipient import Recipient
from haishin.message.sender import Sender
from haishin.model import Alert, Text

_READER = "preview"
_COMMIT = "preview"

_NO_TIME = Text("「{id}」は、日時で始まる ID ではありません。", "`{id}` is no id that begins with a time.")
_NO_TIME_HINT = Text(
    "ファイル名を YYYYMMDD-HHMM-… の形にしてください（例 20261125-1605-koekake.md）。",
    "Name the file YYYYMMDD-HHMM-… (as in 20261125-1605-koekake.md).",
)


def render(alert: Alert, address: str, form: Form, contract: Contract, language: str = "ja") -> bytes:
    """The message's bytes with keys that nobody keeps: no link in it works. Its Date is the time of the id.

    Raises what ``prepare`` raises, and Refusal for an id without a time.
    """
    try:
        released_at = id_time(alert.id)
    except ValueError:
        raise Refusal(_NO_TIME.format(id=alert.id), _NO_TIME_HINT) from None
    thread = alert.follows.alert if alert.follows is not None else None
    origin = Origin(Sender.of(contract.organization.mail), _COMMIT, released_at, thread, Keys.throwaway())
    prepared = prepare(alert, Variant(form, language), origin, contract)
    return prepared.head(Recipient(_READER, address)) + prepared.body
