"""Rule ``markdown``: paragraphs, emphasis, lists, headings and links, nothing else (T23, T24).

The text is parsed with everything switched on, so that what the mail would silently drop or the forge would show
otherwise (raw HTML, images, tables, entities, definitions) becomes a finding at its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.token import Token

from haishin.check.document.lines import Lines
from haishin.check.document.sample import SAMPLE, changed
from haishin.check.reading import Reading
from haishin.check.rules import Problem
from haishin.core.model import Severity, Text
from haishin.core.text.urls import bare_addresses, bare_hosts, host_fault, names_address, target_fault, text_differs

ID = "markdown"
SEVERITY = Severity.ERROR
NAME = Text("使えない書式", "Markdown that may not be used")
SUMMARY = "HTML、画像、表、引用など、メールで崩れる書式は、ふつうの文章か箇条書きに直してください。"

_LINK_HINT = Text(
    "リンクは https:// で始まる、公的なサイトのものだけです:{hosts}",
    "Links go over https to official hosts only: {hosts}.",
)
_PLAIN = Text("ふつうの文章に直してください。", "Write it as plain text.")
MESSAGES = {
    "html": Text("HTML のタグは使えません。", "Raw HTML may not be used."),
    "image": Text("画像は使えません。", "Images may not be used."),
    "code": Text("コードの書式は使えません。", "Code may not be used."),
    "quote": Text("引用の書式(>)は使えません。", "Block quotes (>) may not be used."),
    "rule": Text("区切り線は使えません。", "Horizontal rules may not be used."),
    "table": Text("表は使えません。", "Tables may not be used."),
    "autolink": Text(
        "<…> や [名前]: … の形のリンクは使えません。", "Autolinks <…> and reference definitions may not be used."
    ),
    "entity": Text("「&…;」の形の文字は使えません。", "Character references (&…;) may not be used."),
    "nesting": Text("箇条書きの入れ子が深すぎます。", "Lists are nested too deeply."),
    "link-scheme": Text("リンク先が https:// で始まっていません。", "The link does not go over https."),
    "link-host": Text(
        "リンク先が、登録された公的なサイトの正しいアドレスではありません。",
        "The link is no plain address of an official host.",
    ),
    "named": Text(
        "登録された公的なサイトではないアドレスが書かれています。", "An address that is no official host is named."
    ),
    "link-text": Text(
        "リンクの見かけと、実際のリンク先が違います。", "The link shows another address than its target."
    ),
    "link-title": Text("リンクに題名は付けられません。", "A link may have no title."),
    "item": Text(
        "件名や事案の名前に、リンクやアドレスは書けません。", "No link or address may stand in title or case_name."
    ),
}
HINTS = {
    "html": Text("タグを消してください。改行は空の行で表します。", "Delete the tags; an empty line makes a paragraph."),
    "image": Text("画像を消し、文章で伝えてください。", "Delete the image and say it in words."),
    "code": Text("「`」や、行の先頭の半角空白を消してください。", "Delete backticks and indentation."),
    "quote": _PLAIN,
    "rule": Text("その行を消し、空の行か見出しで区切ってください。", "Delete it; use an empty line or a heading."),
    "table": Text("箇条書きに直してください。", "Use a list."),
    "autolink": Text("[文字](https://…) の形に直してください。", "Write the link as [text](https://…)."),
    "entity": Text("文字そのものを書いてください。", "Write the character itself."),
    "nesting": Text("箇条書きは3段までにしてください。", "Use at most three levels."),
    "link-scheme": _LINK_HINT,
    "link-host": _LINK_HINT,
    "named": Text(
        "読む人の端末で、押せるリンクになることがあります。「通販サイト」などの言葉にしてください。",
        "Mail programs may turn it into a link; say it in words.",
    ),
    "link-text": Text(
        "見かけの文字を「県警ホームページ」などの言葉か、リンク先と同じ文字にしてください。",
        "Use words, or exactly the target, as the text of the link.",
    ),
    "link-title": Text("リンク先の後の引用符の部分を消してください。", "Delete the quoted part behind the target."),
    "item": Text("言葉だけにし、リンクは本文に書いてください。", "Use words alone; a link goes into the text."),
}
_TEXT = "- 不審な人を見かけたときは"
GOOD = (
    SAMPLE,
    changed(_TEXT, "## お願い\n\n**すぐに**、*落ち着いて*。\n\n" + _TEXT),
    changed(_TEXT, "- 詳しくは[警察庁のページ](https://www.npa.go.jp/)へ\n" + _TEXT),
)
BAD = (
    ("html", changed(_TEXT, "<b>注意</b>\n" + _TEXT)),
    ("image", changed(_TEXT, "![地図](https://www.police.pref.gunma.jp/a.png)\n" + _TEXT)),
    ("code", changed(_TEXT, "`注意`\n" + _TEXT)),
    ("quote", SAMPLE + "\n> 注意\n"),
    ("rule", SAMPLE + "\n***\n"),
    ("table", SAMPLE + "\n| 日 | 所 |\n|---|---|\n| 1 | 2 |\n"),
    ("autolink", SAMPLE + "\n[a]: https://www.police.pref.gunma.jp/\n"),
    ("autolink", SAMPLE + "\n<https://www.police.pref.gunma.jp/>\n"),
    ("entity", SAMPLE + "\n&#x202E;です。\n"),
    ("nesting", SAMPLE + "\n- あ\n  - い\n    - う\n      - え\n"),
    ("link-scheme", SAMPLE + "\n[県警](http://www.police.pref.gunma.jp/)\n"),
    ("link-host", SAMPLE + "\n[県警](https://www.police.pref.gunma.jp@evil.example/)\n"),
    ("link-host", SAMPLE + "\nbit.ly/3abcd を開いてください。\n"),
    ("named", SAMPLE + "\n「example.com」という偽のサイト\n"),
    ("link-text", SAMPLE + "\n[police.pref.gunma.jp](https://www.pref.gunma.jp/)\n"),
    ("item", changed("下校中の児童に対する声かけ", "声かけ[声](https://www.police.pref.gunma.jp/)")),
    ("item", changed("下校中の児童に対する声かけ", "https://www.police.pref.gunma.jp/ 声かけ")),
    ("item", changed("case: approach", "case: other\ncase_name: bit.ly/3abcd の盗撮")),
    ("link-title", SAMPLE + '\n[県警](https://www.police.pref.gunma.jp/ "題")\n'),
)

_BLOCKS = {
    "html_block": "html",
    "code_block": "code",
    "fence": "code",
    "hr": "rule",
    "blockquote_open": "quote",
    "table_open": "table",
}
_DEEPEST = 6  # list levels count twice; beyond 20 the parser would drop text without a word
_ANY_AUTOLINK = re.compile(r"<[^<>\s]*>")


def check(reading: Reading) -> Iterator[Problem]:
    """Check title, ``case_name`` and text; a text far beyond the limit is left to ``limits``."""
    hosts = reading.contract.wording.official_hosts
    for item in ("title", "case_name"):
        written = reading.document.values.get((item,), "")
        foreign = any(surely and host_fault(host, hosts) for host, surely in bare_hosts(written))
        if "](" in written or foreign or any(bare_addresses(written)):
            yield Problem(reading.place(item), "item")
    if len(reading.body) > 4 * reading.contract.policy.limits.text_characters:
        return
    if not reading.structured and not names_address(reading.body):
        return
    tokens, notes = reading.tokens
    for begin, end, key in _Walk(reading.body, hosts).problems(tokens, notes):
        severity = None
        if key == "named":
            severity = Severity.WARNING
        yield Problem(reading.in_text(begin, end), key, {"hosts": ", ".join(hosts)}, severity=severity)


Fault = tuple[int, int, str]  # begin and end as offsets in the text, message key


class _Walk:
    """A walk over a text by its tokens; places are found again in the text, since inline tokens carry none."""

    def __init__(self, text: str, hosts: Collection[str]) -> None:
        self._text = text.replace("\r", " ")
        self._lines = Lines(self._text)
        self._hosts = hosts

    def problems(self, tokens: Sequence[Token], notes: Mapping[str, Any]) -> Iterator[Fault]:
        """Yield the problems of its tokens and of the parser's notes."""
        for token in tokens:
            if token.type in _BLOCKS:
                yield (*self._first_line(token), _BLOCKS[token.type])
            elif token.type == "list_item_open" and token.level >= _DEEPEST:
                yield (*self._first_line(token), "nesting")
            elif token.type == "inline":
                yield from self._inline(token)
        definitions = [*notes.get("references", {}).values(), *notes.get("duplicate_refs", ())]
        for definition in definitions:
            yield (*self._line(definition["map"][0]), "autolink")

    def _first_line(self, token: Token) -> tuple[int, int]:
        assert token.map is not None
        return self._line(token.map[0])

    def _line(self, row: int) -> tuple[int, int]:
        """Find the bounds of a line without the blanks around it; ``row`` counts from 0."""
        begin, end = self._lines.offset(row + 1), self._lines.offset(row + 2)
        written = self._text[begin:end]
        left = len(written) - len(written.lstrip())
        return begin + left, begin + max(left, len(written.rstrip()))

    def _inline(self, token: Token) -> Iterator[Fault]:
        assert token.map is not None
        end = self._lines.offset(token.map[1] + 1)
        cursor = self._lines.offset(token.map[0] + 1)
        children = token.children or []
        for index, child in enumerate(children):
            place: tuple[int, int] | None = None
            if child.type == "link_open":
                yield from self._link(child, _inside(children, index), cursor, end)
                continue
            if child.type == "html_inline":
                place = self._find(child.content.split("\n")[0], cursor, end)
                yield (*place, "html")
            elif child.type == "image":
                place = self._find("![", cursor, end)
                yield (*place, "image")
            elif child.type == "code_inline":
                place = self._find(child.markup, cursor, end)
                yield (*place, "code")
            elif child.type == "text_special" and child.info == "entity":
                place = self._find(child.markup, cursor, end)
                yield (*place, "entity")
            elif child.type == "text":
                place = self._find(child.content, cursor, end)
            if place is not None:
                cursor = place[1]
        yield from self._bare(children, token.map[0], end)

    def _find(self, needle: str, cursor: int, end: int) -> tuple[int, int]:
        """Find that string from the cursor on; the cursor itself if the string is written in another way."""
        start = self._text.find(needle, cursor, end)
        if start < 0:
            return cursor, cursor
        return start, start + len(needle)

    def _link(self, link: Token, inside: Sequence[Token], cursor: int, end: int) -> Iterator[Fault]:
        target = str(link.attrs["href"])
        if link.markup == "autolink":
            place = cursor, cursor
            if match := _ANY_AUTOLINK.search(self._text, cursor, end):
                place = match.span()
            yield (*place, "autolink")
            return
        shown = "".join(child.content for child in inside)
        place = self._target(target, cursor, end)
        fault = target_fault(target, self._hosts)
        if fault is not None:
            yield (*place, fault)
        if text_differs(shown, target):
            yield (*self._find(shown, cursor, end), "link-text")
        if "title" in link.attrs:
            yield (*place, "link-title")

    def _target(self, target: str, cursor: int, end: int) -> tuple[int, int]:
        """Find the target of the next link; escapes make it longer in the text than it is."""
        opening = self._text.find("](", cursor, end)
        if opening < 0:
            return cursor, cursor
        begin = opening + 2 + (self._text[opening + 2 : opening + 3] == "<")
        if self._text.startswith(target, begin):
            return begin, begin + len(target)
        return begin, max(begin, self._text.find(")", begin, end))

    def _bare(self, children: Sequence[Token], row: int, end: int) -> Iterator[Fault]:
        """Yield addresses in plain text, put together again where emphasis or escapes cut them."""
        cursor = self._lines.offset(row + 1)
        line: list[str] = []
        depth = 0
        for child in [*children, Token("softbreak", "", 0)]:
            if child.type in ("link_open", "link_close"):
                depth += child.nesting
            if child.type in ("softbreak", "hardbreak"):
                for address in bare_addresses("".join(line)):
                    if (fault := target_fault(address, self._hosts)) is not None:
                        place = self._find(address, cursor, end)
                        yield (*place, fault)
                        cursor = place[1]
                for host, surely in bare_hosts("".join(line)):
                    if host_fault(host, self._hosts):
                        place = self._find(host, self._lines.offset(row + 1), end)
                        yield (*place, "link-host" if surely else "named")
                line = []
            elif depth == 0 and child.type in ("text", "text_special"):
                line.append(child.content)


def _inside(children: Sequence[Token], opening: int) -> Sequence[Token]:
    """List the tokens of the link that opens there; links never nest."""
    closing = next(index for index in range(opening, len(children)) if children[index].type == "link_close")
    return children[opening + 1 : closing]
