"""What a mail asks and whose it is; what a stranger may write is believed nowhere (W9, W10, W13, W15)."""

from __future__ import annotations

import base64
import quopri
from email.header import Header
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.strict_yaml import compose
from haishin.residents.mails import incoming
from haishin.residents.mails.incoming import Incoming, Unreadable, read
from support.reports import Answer, answers, stored
from support.residents import VACATIONS

OURS = "mx.example.jp"
TOP = "Return-Path: <a@docomo.ne.jp>\nX-Original-To: teishi@Example.JP\nDelivered-To: all@example.jp\nReceived: by mx\n"
GOOD = f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=a@docomo.ne.jp\n"


def mail(
    *, top: str = TOP, sender: str = "a@docomo.ne.jp", subject: str = "x", head: str = "", body: str = ""
) -> bytes:
    return f"{top}From: {sender}\nTo: teishi@example.jp\nSubject: {subject}\n{head}\n{body}".encode()


def seen(**parts: Any) -> Incoming:
    return read(mail(**parts), OURS)


# --- to whom, from whom ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "to"),
    [
        (TOP, "teishi@example.jp"),
        ("Return-Path: <>\nDelivered-To: <b+T.x@EXAMPLE.jp>\nReceived: x\n", "b+T.x@example.jp"),
        ("Received: by mx\n" + TOP, ""),  # all below the first Received is the stranger's
        ("Received: by mx\nX-Original-To: victim@example.jp\n", ""),
        (TOP + "X-Original-To: victim@example.jp\nDelivered-To: victim@example.jp\n", "teishi@example.jp"),
        ("X-Original-To: one@example.jp\nX-Original-To: two@example.jp\nReceived: x\n", "one@example.jp"),
        ("X-Original-To: one@example.jp\n", ""),  # no server of ours has received it
        ("", ""),
    ],
)
def test_only_our_server_says_where_it_was_delivered(top: str, to: str) -> None:
    assert seen(top=top).to == to


@pytest.mark.parametrize("charset", ["x-unknown", "hex", "rot13", "undefined", "idna", "utf-8\\x00", ""])
def test_a_charset_that_nobody_knows_sets_no_mail_aside(charset: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\nX: =?{charset}?B?eA==?=\n"
    assert seen(subject=f"=?{charset}?B?eA==?= =?{charset}?Q?x?=", head=head, body="停止\n").word


def test_a_mail_with_the_word_is_no_idle_robot_s() -> None:
    """Some programs mark what their owner wrote as an automatic answer: a person sees to it."""
    marked = {"head": "Auto-Submitted: auto-replied\n"}
    assert [seen(subject=said, **marked).idle for said in ("停止", "不在です")] == [False, True]
    assert seen(subject="停止", **marked).automatic


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("a@docomo.ne.jp", "a@docomo.ne.jp"),
        ("<A@DOCOMO.ne.jp>", "A@docomo.ne.jp"),
        ("=?iso-2022-jp?B?GyRCJCIbKEI=?= <a@docomo.ne.jp>", "a@docomo.ne.jp"),
        ('"a@docomo.ne.jp" <a@docomo.ne.jp>', "a@docomo.ne.jp"),
        ('"b@docomo.ne.jp" <thief@example.com>', "thief@example.com"),
        ('"x\\" <b@docomo.ne.jp>" <thief@example.com>', "thief@example.com"),
        ("a@docomo.ne.jp (Taro)", "a@docomo.ne.jp"),
        ("Taro (home) <a@docomo.ne.jp>", "a@docomo.ne.jp"),
        ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
        ('"a..b"@docomo.ne.jp', "a..b@docomo.ne.jp"),
        ("山田 <a@docomo.ne.jp>", "a@docomo.ne.jp"),
        ("a@docomo.ne.jp, b@docomo.ne.jp", ""),
        ("b@docomo.ne.jp <thief@example.com>", ""),
        ("<thief@example.com> <b@docomo.ne.jp>", ""),
        ("<@thief.example:b@docomo.ne.jp>", ""),
        ("group: a@docomo.ne.jp;", ""),
        ("a", ""),
        ("", ""),
        ("a@docomo.ne.jp\nFrom: b@docomo.ne.jp", ""),
        ("a@docomo.ne.jp\rFrom: b@docomo.ne.jp", ""),
        ("(" * 50 + "a@docomo.ne.jp", ""),
    ],
)
def test_who_wrote_it(written: str, sender: str) -> None:
    assert seen(sender=written).sender == sender


# --- vouched for ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "mx.example.jp; spf=pass smtp.mailfrom=a@docomo.ne.jp",
        "mx.example.jp 1; dkim=fail header.d=docomo.ne.jp; spf=PASS smtp.mailfrom=docomo.ne.jp",
        "mx.example.jp; dkim=pass (2048-bit key) header.d=docomo.ne.jp header.i=@docomo.ne.jp",
        "mx.example.jp;\n\tdkim=pass header.i=@mail.docomo.ne.jp",
        "mx.example.jp; dkim=pass header.d=ne.docomo.ne.jp",
        'mx.example.jp; dkim=fail (") header.d=example.com; dkim=pass header.d=docomo.ne.jp (")',
        'mx.example.jp; spf=pass (a (nested) note) smtp.mailfrom="a b"@docomo.ne.jp',
    ],
)
def test_our_server_vouches(said: str) -> None:
    assert seen(head=f"Authentication-Results: {said}\n").vouched


@pytest.mark.parametrize(
    "said",
    [
        "mx.example.jp; none",
        "mx.example.jp",
        "mx.example.jp; spf=pass",
        "mx.example.jp; spf=passed smtp.mailfrom=a@docomo.ne.jp",
        "mx.example.jp; spf=softfail smtp.mailfrom=a@docomo.ne.jp",
        "mx.example.jp; spf=pass smtp.helo=docomo.ne.jp",
        "mx.example.jp; spf=pass smtp.mailfrom=a@example.com",
        "mx.example.jp; spf=pass smtp.mailfrom=a@xdocomo.ne.jp",
        "mx.example.jp; spf=pass smtp.mailfrom=docomo.ne.jp.example.com",
        "mx.example.jp; spf=pass smtp.mailfrom=a@jp",
        "mx.example.jp; dkim=pass header.d=example.com; dkim=fail header.d=docomo.ne.jp",
        "mx.example.jp; dkim=pass header.d=example.com header.i=@docomo.ne.jp",
        "mx.example.jp; iprev=pass policy.iprev=192.0.2.1 header.d=docomo.ne.jp",
        "mx.example.jp; spf=fail (spf=pass smtp.mailfrom=a@docomo.ne.jp) smtp.mailfrom=a@docomo.ne.jp",
        "mx.example.jp; spf=fail (; spf=pass smtp.mailfrom=a@docomo.ne.jp",
        'mx.example.jp; spf=pass smtp.mailfrom="; dkim=pass header.d=docomo.ne.jp; "@example.com',
        'mx.example.jp; spf=pass smtp.mailfrom="\\"; dkim=pass header.d=docomo.ne.jp; "@example.com',
        "other.example.jp; spf=pass smtp.mailfrom=a@docomo.ne.jp",
        "mx.example.jp.example.com; spf=pass smtp.mailfrom=a@docomo.ne.jp",
        "(mx.example.jp; spf=pass smtp.mailfrom=a@docomo.ne.jp)",
        "(x) mx.example.jp; spf=pass smtp.mailfrom=a@docomo.ne.jp",
    ],
)
def test_nobody_vouches(said: str) -> None:
    assert not seen(head=f"Authentication-Results: {said}\n").vouched


# --- strangers' words in the results of real servers ---------------------------------------------------------------

# As Postfix's policyd-spf 3.1.0 and OpenDKIM 2.11.0 of Debian 13 write them: neither quotes what a stranger named.
POLICYD = (
    "(sender SPF authorized) smtp.mailfrom=thief.test (client-ip=192.0.2.1; helo=mx.thief.test; "
    "envelope-from={}@thief.test; receiver=mail@example.jp)"
)
OPENDKIM = "dkim=pass (2048-bit key) header.d=thief.test header.i={}@thief.test header.a=rsa-sha256 header.s=s"
SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=thief.test;\n i={}@thief.test; s=s; h=from; b=x\n"


@pytest.mark.parametrize(
    ("path", "said", "signed"),
    [
        (
            "x) ; dkim=pass header.d=docomo.ne.jp (",
            f"spf=pass {POLICYD.format('x) ; dkim=pass header.d=docomo.ne.jp (')}",
            "",
        ),
        (
            "x;dkim=pass header.d=docomo.ne.jp;spf=fail smtp.mailfrom=y",
            "spf=pass smtp.mailfrom=x;dkim=pass header.d=docomo.ne.jp;spf=fail smtp.mailfrom=y@thief.test",
            "",
        ),
        (
            "t",
            OPENDKIM.format("x;dkim=pass header.d=docomo.ne.jp;"),
            SIGNED.format("x=3Bdkim=3Dpass=20header.d=3Ddocomo.ne.jp=3B"),
        ),
        (
            "t",
            OPENDKIM.format("x;dkim=pass()header.d=docomo.ne.jp;dkim=fail header.i=y"),
            SIGNED.format("x=3bdkim=3dpass()header.d=3Ddocomo.ne.jp=\n 3Bdkim=3Dfail=20header.i=3Dy"),
        ),
    ],
)
def test_nobody_vouches_for_himself_in_the_words_of_our_server(path: str, said: str, signed: str) -> None:
    """Threats W6 and W15: else one stranger with a domain of his own silences a town."""
    top = f'Return-Path: <"{path}"@thief.test>\nX-Original-To: teishi@example.jp\n'
    found = seen(top=f"{top}Authentication-Results: {OURS}; {said}\nReceived: x\n", head=signed)
    assert (found.sender, found.vouched) == ("a@docomo.ne.jp", False)
    assert seen(top=TOP + GOOD, head=SIGNED.format("t.x+y")).vouched
    assert seen(top=TOP.replace("<a@docomo", '<"a..b."@docomo') + GOOD, head=SIGNED.format("")).vouched


SIGNED_BY_HIM = f"Authentication-Results: {OURS}; dkim=pass header.d=docomo.ne.jp\n"


@pytest.mark.parametrize(
    ("to", "vouched"),
    [
        ("teishi@example.jp", True),
        ("<Teishi@EXAMPLE.jp>", True),
        ("警察 <teishi@example.jp>, x@example.com", True),
        ("x@example.com", False),
        ("", False),
        ("x@example.com\nCc: teishi@example.jp", False),
        ("teishi@example.jp\nTo: x@example.com", False),  # written above what is signed, which stays good
        ("xteishi@example.jp", False),
        ("teishi@example.jp.example.com", False),
    ],
)
def test_a_signature_vouches_for_what_was_written_to_us_alone(to: str, vouched: bool) -> None:
    """Threat W6: whoever has any mail of his, signed, could hand it on to the address for leaving."""
    data = mail(head=SIGNED_BY_HIM).replace(b"To: teishi@example.jp", f"To: {to}".encode())
    data = data.replace(b"Original-To: teishi@Example.JP", b"Original-To: teishi@example.jp")
    assert read(data, OURS).vouched is vouched
    assert read(data.replace(b"Subject", GOOD.encode() + b"Subject"), OURS).vouched  # SPF's, which is the path's


def test_nobody_vouches_where_our_server_wrote_no_return_path() -> None:
    assert not seen(top="X-Original-To: teishi@example.jp\nReceived: x\n", head=GOOD).vouched


def test_the_first_results_of_ours_count_and_no_copy_below() -> None:
    bad = f"Authentication-Results: {OURS}; spf=fail smtp.mailfrom=a@docomo.ne.jp\n"
    other = "Authentication-Results: mx.other.jp; spf=fail smtp.mailfrom=a@docomo.ne.jp\n"
    open_ended = f'Authentication-Results: {OURS}; spf=fail smtp.mailfrom="a@docomo.ne.jp\n'
    assert not seen(head=bad + GOOD).vouched
    assert not seen(head=open_ended + GOOD).vouched
    assert seen(head=GOOD + bad).vouched
    assert seen(head=other + GOOD).vouched


@pytest.mark.parametrize("sender", ["a@docomo.ne.jp, b@docomo.ne.jp", "", "a@ezweb.ne.jp"])
def test_nobody_vouches_for_a_sender_who_is_not_known(sender: str) -> None:
    assert not seen(sender=sender, head=GOOD).vouched


# --- robots ---------------------------------------------------------------------------------------------------------

ROWS = compose(incoming.ROBOTS.read_text("utf-8"))
SIGNS = [(row["where"], hit, row["of"]) for row in ROWS.value for hit in row["hits"]]  # type: ignore[union-attr, call-overload, index]
NEAR = [(row["where"], near) for row in ROWS.value for near in row.get("near", ())]  # type: ignore[union-attr, call-overload, index]


def placed(where: str, said: str) -> Incoming:
    if where in ("subject", "text"):
        return seen(**{"body" if where == "text" else where: said})
    if where == "from":
        return seen(sender=said)
    return seen(head=f"{where}: {said}\n")


@pytest.mark.parametrize(("where", "said", "of"), SIGNS)
def test_a_sign_of_a_robot(where: str, said: str, of: str) -> None:
    assert ROWS.faults == ()
    found = placed(where, said)
    assert (found.automatic, found.idle) == (True, {"answer": True, "maybe": False}[of])


@pytest.mark.parametrize(("where", "said"), NEAR)
def test_no_sign_of_a_robot(where: str, said: str) -> None:
    assert not placed(where, said).automatic


@pytest.mark.parametrize(("head", "subject", "body"), VACATIONS)
def test_a_vacation_is_a_robot_s_and_says_no_word(head: str, subject: str, body: str) -> None:
    found = seen(head=head, subject=subject, body=body)
    assert found.automatic
    assert not found.word


CRY = "夫に殺されそうです。助けてください。\n"


@pytest.mark.parametrize(
    ("head", "sender", "subject", "body"),
    [
        # The force's own address is a group, or a neighbourhood's list has it.
        ("List-Id: <anzen.example.jp>\nPrecedence: list\nList-Unsubscribe: <mailto:x@example.jp>\n", "", "", CRY),
        ("Auto-Submitted: auto-generated\n", "noreply@pref.example.jp", "ご意見フォーム", CRY),  # a form on a web page
        ("Feedback-ID: 1:2:3:form\nPrecedence: bulk\n", "", "", CRY),
        ("X-Auto-Response-Suppress: All\n", "", "", CRY),  # a company's Exchange
        ("", '"do-not-reply@x" <a@docomo.ne.jp>', "", CRY),
        ("", "", "", "家族が不在にしております。誰かが玄関をこじ開けています。\n"),
        ("In-Reply-To: <x@example.jp>\n", "", "Re: 不審者", "昨年退職いたしました元教員です。門の前に男がいます。\n"),
        ("", "", "", "「このメールは送信専用です」という詐欺のメールが届きました。\n"),
        ("", "", "偽の休業のお知らせが貼られています", CRY),
        ("", "", "Re: 不審者", CRY + "このメールは自動送信です\n"),  # quoted without a mark
        ("Return-Path: <>\n", "", "", CRY),
    ],
)
def test_what_a_person_may_have_written_is_read(head: str, sender: str, subject: str, body: str) -> None:
    """The worst fault of the desk would be to remove a cry for help; not to answer one is none."""
    null = head.startswith("Return-Path")
    top = f"{head}Delivered-To: x@example.jp\nReceived: x\n" if null else TOP
    found = seen(top=top, sender=sender or "a@docomo.ne.jp", subject=subject, head="" if null else head, body=body)
    assert (found.automatic, found.idle, found.more) == (True, False, True)


QUOTED = "\n2026年11月25日 17:10 群馬県警察 <k@example.jp>:\n> 不審者\n> 停止の方法\n"


@pytest.mark.parametrize(
    ("head", "subject", "body", "more"),
    [
        ("", "停止", "", False),
        ("", "", "停止\n", False),
        ("", "unsubscribe", "This message was automatically generated by Gmail.\n", False),
        ("In-Reply-To: <x@example.jp>\n", "Re: 【不審者】声かけ", f"停止\n{QUOTED}", False),
        ("", "Re: 【不審者】声かけ", f"停止\n{QUOTED}", False),
        ("", "Re: 配信を停止しますか", QUOTED, False),
        ("", "停止", CRY, True),
        ("", "Re: 停止", f"{QUOTED}\n{CRY}", True),
        ("", "", f"停止\n\n{CRY}", True),
        ("", "助けて", "停止\n", True),
        ("", "Re: 配信を停止しますか", f"いいえ、続けてください\n{QUOTED}", True),
        ("Content-Type: image/jpeg\n", "停止", "x", True),
        ("Content-Type: application/octet-stream\nContent-Disposition: attachment\n", "停止", "x", True),
        ("Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment\n", "停止", "x", True),
        ("Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n", "停止", "qVJRMGYw", True),
    ],
)
def test_what_he_says_beside_the_word(head: str, subject: str, body: str, more: bool) -> None:
    assert seen(head=head, subject=subject, body=body).more is more


def test_the_null_path_is_a_robot_s_where_our_server_wrote_it() -> None:
    assert seen(top=TOP.replace("a@docomo.ne.jp", "")).automatic
    assert not seen().automatic
    assert not seen(top="Received: x\nReturn-Path: <>\n").automatic


@pytest.mark.parametrize("row", answers(), ids=lambda row: row.name)
def test_reports_are_a_robot_s(row: Answer) -> None:
    found = read(stored(row.name), OURS)
    assert (found.automatic, found.to) == (True, f"bounce+{row.name}@corp.test")


def test_what_a_reply_quotes_is_no_sign() -> None:
    quoted = "やめてください\n\n2026年11月25日 <keisatsu@example.jp>:\n> このメールは自動送信です\n"
    assert not seen(body=quoted).automatic


# --- the word -------------------------------------------------------------------------------------------------------

PAGE = "<html><head><style>停止</style></head><body><div>{}</div><br><blockquote>解除</blockquote></body></html>"


def encoded(text: str, charset: str) -> str:
    return Header(text, charset).encode()


@pytest.mark.parametrize(
    "subject",
    [
        *(
            "停止",
            "解除",
            "やめる",
            "Re: 停止",
            "RE:停止",
            "Ｒｅ：　停止",
            "Re: Re[2]: 解除",
            "返信: 停止",
            "　停止　",
            "停止\u200b",
        ),
        *(
            encoded(text, charset)
            for text in ("停止", "Re: やめる", "　解除　")
            for charset in ("iso-2022-jp", "utf-8")
        ),
        "=?iso-2022-jp?B?UmU6IBskQkRkO18bKEI=?=",
        "=?Shift_JIS?B?kuKOfg==?=",
        "=?utf-8?Q?=E5=81=9C?= =?utf-8?Q?=E6=AD=A2?=",
        "\x1b$BDd;_\x1b(B",
    ],
)
def test_the_word_is_the_subject(subject: str) -> None:
    assert seen(subject=subject).word


@pytest.mark.parametrize(
    "subject",
    [
        *(
            "配信の停止をお願いします",
            "停止線で事故を見ました",
            "停止 お願いします",
            "停止?",
            "Fwd: 停止",
            "【停止】",
            "停",
            "",
        ),
        *(
            "一時停止",
            "解除しない",
            "やめるな",
            "Re: 停止の件",
            "テイシ",
            encoded("配信の停止をお願いします", "iso-2022-jp"),
        ),
    ],
)
def test_other_words_are_none(subject: str) -> None:
    assert not seen(subject=subject).word
    assert not seen(body=subject).word


def typed(charset: str, encoding: str, kind: str = "text/plain") -> str:
    return f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n"


def both(text: str, page: str) -> bytes:
    head = "Content-Type: text/{}; charset=utf-8\n\n"
    return f"--b\n{head.format('plain')}{text}\n--b\n{head.format('html')}{page}\n--b--".encode()


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "停止".encode()),
        ("", "\n\n　停止　\n\n-- \n山田".encode()),
        ("", "停止\n線で事故を見ました".encode()),
        (typed("iso-2022-jp", "7bit"), "停止\n".encode("iso-2022-jp")),
        (typed('"ISO-2022-JP"', "7bit"), "やめる\n\n> 停止線".encode("iso-2022-jp")),
        ("", "停止\n".encode("iso-2022-jp")),
        (typed("shift_jis", "8bit"), "解除".encode("cp932")),
        (typed("utf-8", "base64"), base64.encodebytes("停止\n".encode())),
        (typed("UTF-8", "Quoted-Printable"), quopri.encodestring("停止\n".encode())),
        (typed("iso-2022-jp", "base64"), base64.encodebytes("停止\n".encode("iso-2022-jp"))),
        (typed("utf-8", "8bit", "text/html"), PAGE.format("停止").encode()),
        (typed("utf-8", "base64", "text/html"), base64.encodebytes(PAGE.format("&nbsp;&#20572;止").encode())),
        ("", "> 配信元\n> 警察署\n停止\n".encode()),
        ("", "2026年11月25日(水) 17:00 警察 <k@example.jp>:\n> 配信元\n\n停止\n".encode()),
        ("Content-Type: multipart/alternative; boundary=b\n", both("停止", "<p>x</p>")),
        ("Content-Type: multipart/alternative; boundary=b\n", both(" ", "<div>停止</div>")),
        (
            "Content-Type: multipart/mixed; boundary=a\n",
            b"--a\nContent-Type: multipart/alternative; boundary=b\n\n" + both(" ", "<div>停止</div>") + b"\n--a--",
        ),
    ],
)
def test_the_word_is_the_first_own_line(head: str, body: bytes) -> None:
    for data in (mail(head=head) + body, (mail(head=head) + body).replace(b"\n", b"\r\n")):
        assert read(data, OURS).word


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "> 停止\n"),
        ("", "お願いします\n停止\n"),
        ("", "＞ 停止\n"),
        ("", "-----Original Message-----\n停止\n"),
        ("", "差出人: 警察\n停止\n"),
        (typed("utf-8", "8bit", "text/html"), "<blockquote>停止</blockquote>"),
        (typed("utf-8", "8bit", "text/html"), "<style>停止</style><title>停止</title>"),
        (typed("utf-8", "8bit", "application/pdf"), "停止"),
        (typed("utf-8", "8bit") + "Content-Disposition: attachment\n", "停止"),
        (typed("utf-8", "8bit", "message/rfc822"), "Subject: 停止\n\n停止"),
        (typed("utf-8", "base64"), "停止"),
        (typed("rot13", "8bit"), "停止を"),
    ],
)
def test_what_another_wrote_is_no_word(head: str, body: str) -> None:
    assert not seen(head=head, body=body).word


def test_a_report_says_no_word() -> None:
    report = stored("docomo-unknown").replace(b"Subject: Undelivered Mail Returned to Sender", "Subject: 停止".encode())
    assert read(report, OURS).report is not None
    assert not read(report, OURS).word


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=80))
def test_no_line_of_text_becomes_a_header(text: str) -> None:
    found = seen(subject=text)
    assert (found.sender, found.to) == ("a@docomo.ne.jp", "teishi@example.jp")


def test_no_printing_shows_an_address() -> None:
    assert "@" not in repr(seen()) + repr(read(stored("docomo-unknown"), OURS))


def test_a_mail_without_a_head_is_set_aside() -> None:
    for data in (b"", b"\n", b"\r\n\r\nx", b"no header", b"\x00\xff"):
        with pytest.raises(Unreadable, match="broken"):
            read(data, OURS)
