"""Findings, a small contract and a runner's parser, for the tests of the report room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import yaml

from haishin.core.contract import Contract
from haishin.core.contract.organization import Mail, Organization, Unit
from haishin.core.contract.policy import Clause, Row, policy_from
from haishin.core.contract.roster import Person, Roster, Tenure
from haishin.core.contract.wording import Wording
from haishin.core.model import Account, Finding, Fix, Role, Seat, Severity, Span, Text
from support.force import FORCE

PATH = "alerts/maebashi/2026/20261125-1540-koekake.md"
SOURCE = """---
title: 声かけ事案の発生
scope: [maebasi]
---
連絡は０９０－１２３４－５６７８の山田太郎さんへ。
逃げた男は刃物を持っているようだ。
"""
SOURCES = {PATH: SOURCE}
SCOPE = Finding(
    PATH,
    Span(3, 9, 3, 16),
    "scope",
    Severity.ERROR,
    Text("「maebasi」という警察署はありません。", "There is no station “maebasi”."),
    Text("「maebashi」ではありませんか。", "Did you mean maebashi?"),
    clause="4(1)",
    fix=Fix("maebashi"),
)
PHONE = Finding(
    PATH,
    Span(5, 4, 5, 17),
    "phone",
    Severity.ERROR,
    Text("電話番号があります。", "There is a phone number."),
    Text("公表された番号だけを書いてください。", "Write published numbers only."),
    clause="5(4)",
    private=True,
    fix=Fix("０９０－１２３４－５６７８"),
)
HONORIFIC = Finding(
    PATH,
    Span(5, 22, 5, 24),
    "honorific",
    Severity.NOTE,
    Text("「０９０－１２３４－５６７８の山田太郎さん」と呼んでいます。", "It says 090-1234-5678."),
    Text("敬称は要りません。", "No honorific is needed."),
    fix=Fix("090-1234-5678"),
)
HEARSAY = Finding(
    PATH,
    Span(6, 14, 6, 17),
    "hearsay",
    Severity.WARNING,
    Text("確かめていない言い方です。", "Unconfirmed wording."),
    Text("確かめてから書いてください。", "Confirm it first."),
    clause="5(3)",
)
WHOLE = Finding(
    "alerts/\u202e\n::error::x,y:%.md",
    Span(1, 1, 1, 1),
    "file-name",
    Severity.ERROR,
    Text("名前が正しくありません。\n::add-mask::x ##[error]y", "Bad name.\n::add-mask::x ##[error]y"),
    Text("名前を変えてください。", "Rename it."),
)
ALL = (HEARSAY, SCOPE, HONORIFIC, PHONE, WHOLE)

MAIL = Mail("mail@example.jp", "群馬県警察", "example.jp", "list.example.jp", "情報メール", "https://example.jp")


def small_contract() -> Contract:
    """A contract with two units and three people; what a test does not look at is that of schema/."""
    policy = policy_from(yaml.load((FORCE / "schema/policy.yaml").read_text("utf-8"), yaml.BaseLoader))
    robbery = {"robbery": "強盗", "other": "その他(等)"}
    printed = (("・強盗等の事件",), ("注意喚起、検挙情報", "※ 検挙情報については、広報実施後に行うこと。"))
    parent = "事件発生・検挙情報"
    table = (
        Row("crime", parent, None, "T2", printed, robbery, ("caution", "arrest"), "always", 72),
        Row(
            "fraud", "特殊詐欺等", parent, "T3", (("注意喚起",),), {"special-fraud": "詐欺"}, ("caution",), "always", 72
        ),
    )
    clauses = {
        "3(2)": Clause("運用管理者は、掲載情報の適否を管理する。", ("consultation",)),
        "4(2)": Clause("配信時間 原則として午前7時から午後8時までとする。", ("hold",)),
        "T2": Clause("検挙情報については、報道機関への広報実施後に行うこと。", ("hold",)),
    }
    policy = replace(
        policy,
        clauses=clauses,
        table=table,
        contents={"caution": "注意喚起", "arrest": "検挙情報"},
        press=replace(policy.press, arrest_clause="T2"),
    )
    units = {
        "koho-kocho": Unit("koho-kocho", "広報広聴課", "section", "headquarters", "027-243-0110", (), "次席", "課長"),
        "maebashi": Unit("maebashi", "前橋警察署", "station", "station", "027-252-0110", ("前橋市",), "副署長", "署長"),
    }

    def person(login: str, name: str, role: Role, unit: str) -> Person:
        return Person(login, name, (Account(login),), (Tenure(Seat(role, unit), date(2026, 4, 1), None),))

    people = (
        person("aoki", "青木 誠", Role.MANAGER, "maebashi"),
        person("inoue", "井上 純", Role.OFFICER, "maebashi"),
        person("ueda", "上田 薫", Role.SUPERVISOR, "koho-kocho"),
    )
    organization = Organization("群馬県警察", "koho-kocho", units, (), MAIL)
    return Contract(policy, organization, Roster(people), Wording({}, (), {}, {}), {})


def commands(log: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """What a runner of GitHub recognises in a log: (command, properties, data), by its two parsers (T27)."""
    for line in re.split(r"\r\n|\r|\n", log):
        trimmed = line.strip()
        if trimmed.startswith("::") and (end := trimmed.find("::", 2)) >= 0:
            name, _, given = trimmed[2:end].partition(" ")
            properties = dict(pair.split("=", 1) for pair in given.split(",") if "=" in pair)
            yield (
                name,
                {key: _unescape(value, True) for key, value in properties.items()},
                _unescape(trimmed[end + 2 :], False),
            )
        elif (start := line.find("##[")) >= 0 and (end := line.find("]", start)) >= 0:
            name, _, _ = line[start + 3 : end].partition(" ")
            yield name, {}, line[end + 1 :]


def _unescape(text: str, in_property: bool) -> str:
    if in_property:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
