"""What must be in order in ``schema/`` before residents read it in a mail."""

from __future__ import annotations

from haishin.contract import Contract
from haishin.errors import Refusal
from haishin.message.labels import languages as known
from haishin.message.labels import trusted
from haishin.message.sender import Sender, refuse_example_host
from haishin.model import Text
from haishin.setup.fitness import refuse_sample_phones
from haishin.setup.guarantee import Guarantee, State


def hosts(contract: Contract) -> Guarantee:
    """No host is one of those that are reserved for examples."""
    title = Text("差出人とページが自分のドメイン", "sender and pages are on a domain of your own")
    try:
        refuse_example_host(Sender.of(contract.organization.mail))
    except Refusal as refusal:
        return Guarantee("hosts", title, State.MISSING, refusal.message, refusal.hint)
    return Guarantee("hosts", title, State.READY)


def phones(contract: Contract) -> Guarantee:
    """No reader is asked to call a number that nobody answers."""
    title = Text("電話番号が見本のままではない", "no telephone number is a sample")
    try:
        refuse_sample_phones(contract)
    except Refusal as refusal:
        return Guarantee("phones", title, State.MISSING, refusal.message, refusal.hint)
    return Guarantee("phones", title, State.READY)


def languages(contract: Contract) -> Guarantee:
    """What nobody looked through is mailed in Japanese."""
    title = Text("見出しのどの言語も、分かる人が確かめた", "somebody looked through each language of the frame")
    unread = [one for one in known(contract)[1:] if trusted(one, contract) != one]
    if not unread:
        return Guarantee("languages", title, State.READY)
    listed = ", ".join(unread)
    return Guarantee(
        "languages",
        title,
        State.UNPROVEN,
        Text(
            f"{listed} を選んだ人にも、本番では日本語で送ります",
            f"who chose {listed} is mailed in Japanese until then",
        ),
        Text(
            "その言語が分かる人に読んでもらい、schema/frame.yaml に checked: {by: だれが, at: いつ} と書いてください。",
            "Have it read by who knows the language, and write checked: {by, at} into schema/frame.yaml.",
        ),
    )
