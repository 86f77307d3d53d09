"""What stands above the Japanese text for who reads another language: reviewed words for what the fields say."""

from __future__ import annotations

from haishin.contract import Contract
from haishin.contract.frame import JAPANESE, Tongue, over
from haishin.contract.policy import JST, id_time
from haishin.message.subject import category_name, region
from haishin.model import Alert

_FOOTER = "footer-"


def languages(contract: Contract) -> tuple[str, ...]:
    """Every language that a frame may be in, Japanese first."""
    footers = (name.removeprefix(_FOOTER) for name in contract.wording.texts if name.startswith(_FOOTER))
    return tuple(dict.fromkeys((JAPANESE, *contract.tongues, *footers)))


def trusted(language: str, contract: Contract) -> str:
    """That language where somebody looked through its words, else Japanese: residents act on what they read."""
    tongue = contract.tongues.get(language)
    return language if tongue is not None and tongue.checked is not None else JAPANESE


def labels(alert: Alert, contract: Contract, language: str) -> str | None:
    """Category, case, content, area, date and the standing advice, a line each; None where there are no words.

    Of an exercise and of what is over the mark stands in the place of the content. A word that is missing in the
    language is the Japanese one; advice that is missing is left out. The text of the alert is never translated.
    """
    tongue = contract.tongues.get(language)
    if tongue is None or language == JAPANESE:
        return None
    values = {
        "category": category_name(alert.category, contract, language),
        "case": case_name(alert, contract, language),
        "content": _content(alert, contract, tongue),
        "area": region(alert.scope, contract, language),
        "date": date_of(alert),
        "advice": tongue.advice(alert),
    }
    lines = [f"{tongue.labels[name]}: {value}" for name, value in values.items() if value is not None]
    return "\n".join([*lines, tongue.note] if tongue.note is not None else lines)


def _content(alert: Alert, contract: Contract, tongue: Tongue) -> str | None:
    if (why := over(alert)) in tongue.marks:
        return tongue.marks[why]
    return tongue.contents.get(alert.content) or contract.policy.contents.get(alert.content)


def case_name(alert: Alert, contract: Contract, language: str) -> str | None:
    """What happened, with what an author called it."""
    if alert.case is None:
        return None
    row, words = contract.policy.row(alert.category), contract.tongues[language].rows.get(alert.category)
    name = (words.cases.get(alert.case) if words is not None else None) or (
        row.cases.get(alert.case) if row is not None else None
    )
    return f"{name} ({alert.case_name})" if alert.case_name is not None else name


def date_of(alert: Alert) -> str:
    """The day on which the matter became known, else that of the id, in Japan."""
    return (alert.recognized_at or id_time(alert.id)).astimezone(JST).date().isoformat()
