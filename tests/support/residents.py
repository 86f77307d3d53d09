"""Residents for the tests of leaving."""

from __future__ import annotations

from haishin.residents.registry.subscriber import Wish

TARO = "taro@example.net"


def wish(address: str, *, control: str | None = None, language: str = "ja") -> Wish:
    """Make a wish for all mails."""
    return Wish(
        address=address,
        stations=frozenset({"*"}),
        municipalities=frozenset(),
        categories=frozenset({"*"}),
        form="text",
        language=language,
        night=True,
        exercise=False,
        origin="窓口",
        consented_at="2025-01-01",
        control=control,
    )


# Automatic answers: further lines of the head, subject, text.
VACATIONS = [
    ("Auto-Submitted: auto-replied\n", "Re: x", "旅行中です。"),
    ("Auto-Submitted: auto-replied (vacation)\n", "x", ""),
    ("Precedence: auto_reply\n", "x", ""),
    ("Precedence: bulk\n", "不在", ""),
    ("X-Auto-Response-Suppress: All\n", "Automatic reply: x", "I am away."),
    ("X-Autoreply: yes\n", "Re: x", ""),
    ("X-Autorespond: x\n", "x", ""),
    ("", "Automatic reply: 【不審者】声かけ", ""),
    ("", "自動応答: 不在のお知らせ", ""),
    ("", "【自動返信】メールを受信しました", ""),
    ("", "Re: x (自動返信)", ""),
    ("", "不在通知", ""),
    ("", "Out of Office: Re: x", ""),
    ("", "夏季休業のお知らせ", ""),
    ("", "Re: x", "このメールは自動送信されています。"),
    ("", "Re: x", "お世話になっております。\n本メールは自動返信です。"),
    ("", "Re: x", "ただいま休暇をいただいております。12月1日に出社します。"),
    ("", "Re: x", "出張のため不在にしております。"),
    ("", "Re: x", "このメールは送信専用です。"),
    ("", "Re: x", "I am out of the office until 1 December."),
    ("", "Re: x", "田中は9月末で退職いたしました。"),
]
