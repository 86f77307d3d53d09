"""The errors of the verbs in words: what, where, why, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Finding, Text

# --- the ledger -----------------------------------------------------------------------------------------------------


def not_ready(titles: Sequence[Text]) -> Refusal:
    """Refuse a live ledger on a machine that is not ready for it."""
    ja, en = "、".join(f"「{title.ja}」" for title in titles), "; ".join(title.en for title in titles)
    return Refusal(
        Text(
            f"本番を始める用意ができていません。次のことが満たされていません:{ja}",
            f"This machine is not ready to send live. Not in order: {en}.",
        ),
        Text(
            "haishin doctor が対処を示します。試すだけなら haishin ledger init --rehearsal です。",
            "haishin doctor says what to do. To try it out run haishin ledger init --rehearsal.",
        ),
    )


# --- files ----------------------------------------------------------------------------------------------------------


def unusable_file(path: Path, fault: OSError | UnicodeDecodeError) -> ToolError:
    """Report a file that cannot be read or made."""
    why = fault.strerror if isinstance(fault, OSError) else "UTF-8"
    return ToolError(
        Message("cli/unusable-file", path=path, why=why),
    )


# --- alerts ---------------------------------------------------------------------------------------------------------


def faulty_alert(name: str, first: Finding) -> Refusal:
    """Refuse a file that is no alert, by the first of its errors."""
    place = f"{name}:{first.span.line}:{first.span.column}"
    return Refusal(Text(f"{place} {first.message.ja}", f"{place} {first.message.en}"), first.hint)


# --- decide ---------------------------------------------------------------------------------------------------------


# --- drafts ---------------------------------------------------------------------------------------------------------


def no_choice(what: str, given: str | None, names: Mapping[str, str]) -> Refusal:
    """Refuse a question of ``new`` that is not answered, or by none of the codes."""
    listed = "、".join(f"{code} {name}" for code, name in names.items())
    if given is None:
        message = Message("cli/no-choice", what=what)
    else:
        message = Message("cli/no-choice-2", what=what, given=given)
    return Refusal(message, Message("cli/no-choice-3", listed=listed, names=", ".join(names)))


# --- hook -----------------------------------------------------------------------------------------------------------


# --- mails ----------------------------------------------------------------------------------------------------------


def other_mail(parts: Sequence[Text]) -> Refusal:
    """Refuse a mail that differs in those parts from what the merged alert makes."""
    return Refusal(
        Text(
            f"マージされたアラートと合いません({'、'.join(part.ja for part in parts)})。",
            f"It is not what the merged alert makes ({', '.join(part.en for part in parts)}).",
        ),
        Text(
            "メールを作るプログラムがその後に変わったときも合いません。そのコミットのプログラムで試してください。"
            "それでも合わなければ信用しないでください。",
            "It also differs where the program that makes mails has changed since: try with the program of that "
            "commit. If it still differs, do not trust the mail.",
        ),
    )


# --- ids and addresses ----------------------------------------------------------------------------------------------


def unknown_id(target: str, known: Set[str], *, stopping: bool) -> Refusal:
    """Refuse an unknown id, and name the near ones; who would stop an alert is told how to stop all."""
    near = "、".join(difflib.get_close_matches(target, known)) or "-"
    return Refusal(
        Message("cli/unknown-id", target=target),
        Message("cli/unknown-id-2", near=near) if stopping else Message("cli/unknown-id-3", near=near),
    )


# --- report ---------------------------------------------------------------------------------------------------------


def unknown_unit(unit: str, units: Iterable[str]) -> Refusal:
    """Refuse an unknown unit, and name the near ones."""
    near = "、".join(difflib.get_close_matches(unit, units)) or "-"
    return Refusal(
        Message("cli/unknown-unit", unit=unit, near=near),
    )


# --- settle ---------------------------------------------------------------------------------------------------------


# --- residents ------------------------------------------------------------------------------------------------------


# --- around the service ---------------------------------------------------------------------------------------------


# --- demo -----------------------------------------------------------------------------------------------------------
