"""CAP 1.2 (OASIS CAP-v1.2): a message where policy states its values, in the order and the words of the standard."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from haishin.core.contract import load_blobs
from haishin.core.model import FollowKind
from support.contract import publishing
from support.site_pages import after, files, mail

STATED = b"{days: 30, cap: {category: Security, event: x, urgency: Expected, severity: Moderate, certainty: Observed}}"
# The elements that ours have, in the order of the standard's schema (sections 3.2.1, 3.2.2, 3.2.4), with their words.
ALERT = {
    **{"identifier": r"[^\s,<&]+", "sender": r"[^\s,<&]+", "sent": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d"},
    **{
        "status": "Actual|Test",
        "msgType": "Alert|Update|Cancel",
        "scope": "Public",
        "references": r"(?:\S+,\S+,\S+ ?)+",
    },
    "info": "",
}
INFO = {
    **{"language": "ja-JP", "category": "Security", "event": "x", "responseType": "AllClear", "urgency": "Expected"},
    **{"severity": "Moderate", "certainty": "Observed", "senderName": ".+", "headline": ".+", "description": "(?s:.+)"},
    **{"web": "https://.+", "area": ""},
}
OPTIONAL = {"references", "responseType"}


def made(*mails: object, rehearsal: bool = False) -> dict[str, Element]:
    """The messages, by the alert; each as the standard demands."""
    blobs = publishing()
    blobs["policy.yaml"] = blobs["policy.yaml"].replace(b"{days: 30}", STATED)
    site = files(*mails, contract=load_blobs(blobs), rehearsal=rehearsal)  # type: ignore[arg-type]
    found = {path[7:-4]: ElementTree.fromstring(text.encode()) for path, text in site.items() if path.endswith(".cap")}
    for message in found.values():
        as_demanded(message, "alert", ALERT)
        as_demanded(message[-1], "info", INFO)
        as_demanded(message[-1][-1], "area", {"areaDesc": ".+"})
    links = re.findall(r'rel="related" type="application/cap\+xml" href="[^"]*/alerts/(\w+)\.cap"', site["index.atom"])
    assert sorted(links) == sorted(found)
    return found


def as_demanded(element: Element, name: str, words: dict[str, str]) -> None:
    assert element.tag == f"{{urn:oasis:names:tc:emergency:cap:1.2}}{name}"
    names = [child.tag.rpartition("}")[2] for child in element]
    assert names == [word for word in words if word in names]
    assert set(words) - set(names) <= OPTIONAL
    for child, word in zip(element, names, strict=True):
        assert not words[word] or re.fullmatch(words[word], child.text or ""), (word, child.text)


def said(message: Element, name: str) -> str | None:
    return message.findtext(f".//{{*}}{name}")


def test_without_its_values_there_is_none() -> None:
    site = files(mail("a"))
    assert [path for path in site if path.endswith(".cap")] == []
    assert "cap+xml" not in site["index.atom"]


def test_a_first_alert_is_an_alert() -> None:
    one = made(mail("a"))["a"]
    names = ("identifier", "sender", "sent", "msgType", "references", "headline", "web", "areaDesc", "senderName")
    assert [said(one, name) for name in names] == [
        *("a", "www.police.aono.jp", "2026-11-28T12:00:00+09:00", "Alert", None, "【声かけ】前橋：件名a"),
        *("https://www.police.aono.jp/anzen/alerts/a.html", "前橋警察署", "群馬県警察"),
    ]
    assert str(said(one, "description")).startswith("本文aです。\n")
    assert said(one, "status") == "Actual"


def test_that_of_a_rehearsal_is_for_nobody() -> None:
    """3.2.1: Test - Technical testing only, all recipients disregard."""
    assert said(made(mail("a"), rehearsal=True)["a"], "status") == "Test"


@pytest.mark.parametrize(
    ("kind", "type_", "response", "there"),
    [
        (FollowKind.FOLLOW_UP, "Update", None, ["a", "b"]),
        (FollowKind.CORRECTION, "Update", None, ["b"]),  # the first's text is that of this
        (FollowKind.RESOLUTION, "Update", "AllClear", ["a", "b"]),
        (FollowKind.CANCELLATION, "Cancel", None, ["b"]),
    ],
)
def test_what_follows_refers_to_what_was_before(
    kind: FollowKind, type_: str, response: str | None, there: list[str]
) -> None:
    found = made(mail("a", days=1), after("b", "a", kind))
    assert sorted(found) == there
    assert [said(found["b"], name) for name in ("msgType", "responseType", "references")] == [
        *(type_, response, "www.police.aono.jp,a,2026-11-27T12:00:00+09:00"),
    ]


def test_all_of_its_thread_that_went_before_is_referred_to() -> None:
    more = after("b", "a", FollowKind.FOLLOW_UP, days=1)
    found = made(mail("a", days=2), more, after("c", "a", FollowKind.RESOLUTION, of="b"))
    assert str(said(found["c"], "references")).split(" ") == [
        *("www.police.aono.jp,a,2026-11-26T12:00:00+09:00", "www.police.aono.jp,b,2026-11-27T12:00:00+09:00"),
    ]


def test_what_has_no_words_has_no_message() -> None:
    assert made(mail("old", days=31), mail("goes", sealed=None), mail("a", exercise=True)) == {}
