from __future__ import annotations

import base64
import hashlib
import re
import smtplib
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.contract.organization import Desk, Leave
from haishin.core.errors import Refusal
from haishin.core.model import USUAL_SIGNS, Alert, FollowKind, Follows, Scope
from haishin.core.recipient import Recipient
from haishin.message.prepare import Prepared, Variant, compose, prepare
from support.message import CONTRACT, DESK, KEYS, LEAVE, READER, alert, contract, decoded, origin, read, squeezed

TEXT, HTML = Variant("text", "ja"), Variant("html", "ja")
FORMS = st.sampled_from([TEXT, HTML])
NAMES = [
    *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    *("Content-Language", "List-Id", "List-Unsubscribe", "List-Help"),
    *("List-Post", "Auto-Submitted", "Precedence", "X-Alert-Id", "X-Alert-Commit"),
    *("X-Alert-Renderer", "X-Alert-Digest"),
]

GOLDEN_HEAD = b"""\
From: =?UTF-8?B?576k6aas55yM6K2m5a+f?= <anzen@example.jp>
To: taro@example.ne.jp
Subject: =?UTF-8?B?44CQ5aOw44GL44GR44CR5YmN5qmL77ya5LiL5qCh5Lit44Gu5YWQ?=
 =?UTF-8?B?56ul44Gr5a++44GZ44KL5aOw44GL44GR5LqL5qGI44Gu55m655Sf?=
Date: Wed, 25 Nov 2026 16:30:00 +0900
Message-ID: <kpapabckahs42r.20261125-1605@bounce.example.jp>
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: base64
Content-Language: ja
List-Id: =?UTF-8?B?576k6aas55yM6K2m5a+fIOWuieWFqOODu+WuieW/g+ODoeODvA==?=
 =?UTF-8?B?44Or?= <gunma-anzen.example.jp>
List-Unsubscribe: <https://anzen.example.jp>
List-Help: <https://anzen.example.jp>
List-Post: NO
Auto-Submitted: auto-generated
Precedence: bulk
X-Alert-Id: 20261125-1605-koekake
X-Alert-Commit: 0123456789abcdef0123456789abcdef01234567
X-Alert-Renderer: 4
X-Alert-Digest: sha256-4pPN2ruxzFMLBhf6eNJURCjj3VWhmAbAta87427mcFk=

"""
GOLDEN_BODY = b"""\
MTHmnIgyNeaXpe+8iOawtO+8ieWNiOW+jDPmmYIzMOWIhuOBk+OCjeOAgeWJjeapi+W4guaWh+S6
rOeUujLkuIHnm67lnLDlhoXjga7ot6/kuIrjgaflo7DjgYvjgZHkuovmoYjjgYznmbrnlJ/jgZfj
gb7jgZfjgZ/jgIINCg0KLS0NCueZuuS/oe+8muWJjeapi+itpuWvn+e9su+8iOe+pOmmrOecjOit
puWvnyDlronlhajjg7vlronlv4Pjg6Hjg7zjg6vvvIkNCuWVj+WQiOOBm+WFiO+8muWJjeapi+it
puWvn+e9siAwMjctMDAwLTAxMTANCuWkieabtOODu+WBnOatou+8mmh0dHBzOi8vYW56ZW4uZXhh
bXBsZS5qcA0K
"""
TEXT_OF_GOLDEN = """\
11月25日（水）午後3時30分ころ、前橋市文京町2丁目地内の路上で声かけ事案が発生しました。

--
発信：前橋警察署（群馬県警察 安全・安心メール）
問合せ先：前橋警察署 027-000-0110
変更・停止：https://anzen.example.jp
"""


AT_DESK = origin(sender=replace(origin().sender, desk=DESK), leave_key=LEAVE)
DESK_NAMES = [
    name for one in NAMES for name in ((one, "List-Unsubscribe-Post") if one == "List-Unsubscribe" else (one,))
]


def message(prepared: Prepared, recipient: Recipient = READER) -> bytes:
    return prepared.head(recipient) + prepared.body


def test_golden() -> None:
    prepared = prepare(alert(), TEXT, origin(), CONTRACT)
    assert prepared.head(READER) == GOLDEN_HEAD.replace(b"\n", b"\r\n")
    assert prepared.body == GOLDEN_BODY.replace(b"\n", b"\r\n")
    assert read(message(prepared)).text == TEXT_OF_GOLDEN
    assert (
        prepared.envelope_sender(READER)
        == "bounce+5sdkbrtx.abcdefghijklmnopqrstuvwxyz.kz5hrlhr6gotdw@bounce.example.jp"
    )
    assert prepared.envid(READER) == "5sdkbrtx.abcdefghijklmnopqrstuvwxyz.kn7iws4yqzvxrg"


def test_headers_stand_once_and_in_this_order() -> None:
    assert read(message(prepare(alert(), TEXT, origin(), CONTRACT))).names == NAMES


def test_the_digest_is_that_of_subject_and_text() -> None:
    prepared = prepare(alert(), TEXT, origin(), CONTRACT)
    told = "【声かけ】前橋：下校中の児童に対する声かけ事案の発生\n" + TEXT_OF_GOLDEN
    assert prepared.digest == "sha256-" + base64.b64encode(hashlib.sha256(told.encode()).digest()).decode()
    assert prepare(alert(), TEXT, origin(commit="0" * 40, thread="20261124-0900-a"), CONTRACT).digest == prepared.digest
    assert prepare(alert(title="別"), TEXT, origin(), CONTRACT).digest != prepared.digest
    assert prepare(alert(body="別"), TEXT, origin(), CONTRACT).digest != prepared.digest


def test_only_the_reader_s_lines_differ_between_readers() -> None:
    prepared = prepare(alert(), TEXT, origin(thread="20261124-0900-first"), CONTRACT)
    one, other = (read(message(prepared, Recipient(letter * 26, f"{letter}@example.ne.jp"))) for letter in "ab")
    assert {name for name in one.values if one.values[name] != other.values[name]} == {
        *("to", "message-id", "in-reply-to", "references")
    }


def test_the_same_again_at_every_attempt() -> None:
    first, second = (prepare(alert(), TEXT, origin(), CONTRACT) for _ in range(2))
    assert message(first) == message(second)
    assert first.envelope_sender(READER) == second.envelope_sender(READER)


def test_a_thread_points_to_the_reader_s_first_mail() -> None:
    first = prepare(alert(id="20261124-0900-first"), TEXT, origin(), CONTRACT)
    follows = Follows("20261124-0900-first", FollowKind.RESOLUTION)
    later = prepare(alert(follows=follows), TEXT, origin(thread="20261124-0900-first"), CONTRACT)
    for reader in (READER, Recipient("b" * 26, "b@example.ne.jp")):
        mail = read(message(later, reader))
        first_id = read(message(first, reader)).values["message-id"]
        assert mail.values["in-reply-to"] == mail.values["references"] == first_id != mail.values["message-id"]
        assert mail.names == [*NAMES[:5], "In-Reply-To", "References", *NAMES[5:]]


def test_urgent_matters_are_marked_important() -> None:
    urgent = alert(category="information-request", case="missing-person", content="lookout")
    assert CONTRACT.policy.urgent(urgent)
    mail = read(message(prepare(urgent, TEXT, origin(), CONTRACT)))
    assert mail.values["importance"] == "high"
    assert mail.names == [*NAMES[:15], "Importance", *NAMES[15:]]


def test_the_date_is_in_japan_time() -> None:
    mail = read(message(prepare(alert(), TEXT, origin(claimed_at=datetime(2026, 11, 25, 15, 0, tzinfo=UTC)), CONTRACT)))
    assert mail.values["date"] == "Thu, 26 Nov 2026 00:00:00 +0900"


def test_a_station_s_prefecture_wide_alert_goes_out_in_the_section_s_name() -> None:
    mail = read(message(prepare(alert(scope=Scope(True)), TEXT, origin(), CONTRACT)))
    assert decoded(mail.values["subject"]) == "【声かけ】県内全域：下校中の児童に対する声かけ事案の発生"
    assert "発信：人身安全対策課" in mail.text
    assert "問合せ先：前橋警察署 027-000-0110" in mail.text


def test_the_body_shows_no_reader() -> None:
    mail = read(message(prepare(alert(), TEXT, origin(), CONTRACT)))
    assert READER.id not in mail.text
    assert READER.address not in mail.text


def test_the_form_html_tells_the_same_twice() -> None:
    plain, both = (prepare(alert(), variant, origin(), CONTRACT) for variant in (TEXT, HTML))
    text, mail = read(message(plain)), read(message(both))
    assert mail.names == text.names == NAMES
    assert mail.text == text.text
    assert both.digest == plain.digest
    assert text.html is None
    assert mail.html is not None
    assert mail.html.startswith("<!DOCTYPE html>\n")
    assert {name for name in NAMES if mail.values[name.lower()] != text.values[name.lower()]} == {
        *("Content-Type", "Content-Transfer-Encoding")
    }


def test_the_boundary_is_that_of_what_is_told() -> None:
    first, again, other = (
        read(message(prepare(alert(body=body), HTML, origin(commit=commit), CONTRACT))).values["content-type"]
        for body, commit in (("一", "0" * 40), ("一", "1" * 40), ("二", "0" * 40))
    )
    assert first == again == 'multipart/alternative; boundary="=_a841c4c7243230aa0b881ad1a334855a"'
    assert other != first


def test_printing_shows_no_key() -> None:
    prepared = prepare(alert(), TEXT, origin(), CONTRACT)
    assert not any(
        ring.secrets[ring.current].decode().strip("-") + "---" in repr(prepared) for ring in KEYS.rings.values()
    )
    prepared = prepare(alert(), TEXT, AT_DESK, CONTRACT)
    assert LEAVE.ring.secrets["k"].decode() not in repr(prepared)
    assert LEAVE.ring.secrets["k"].hex() not in repr(prepared)


def test_an_odd_address_is_quoted() -> None:
    prepared = prepare(alert(), TEXT, origin(), CONTRACT)
    for address, written in (
        ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'),
        (".a@ezweb.ne.jp", '".a"@ezweb.ne.jp'),
        ("-a@docomo.ne.jp", "-a@docomo.ne.jp"),
    ):
        assert read(message(prepared, Recipient(READER.id, address))).values["to"] == written


def test_a_long_address_gets_a_line_of_its_own() -> None:
    address = "a" * 64 + "@example.ne.jp"
    mail = read(message(prepare(alert(), TEXT, origin(), CONTRACT), Recipient(READER.id, address)))
    assert mail.values["to"] == address


# --- any text -------------------------------------------------------------------------------------

CHARACTERS = st.one_of(
    st.sampled_from("前橋市文京町二丁目地内路上不審者ひらがなカタカナー々・、。"),
    st.sampled_from("𠮷𩸽𠀋髙﨑㈱①é"),
    st.sampled_from("\u3099\u309a\u0301\ufe0f\U000e0100"),
    st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
)
TITLES = st.text(CHARACTERS, min_size=1, max_size=60)
BODIES = st.lists(
    st.one_of(st.text(CHARACTERS, min_size=1, max_size=120), st.text("abcXYZ019", min_size=80, max_size=400)),
    min_size=1,
    max_size=8,
).map("\n\n".join)


@given(TITLES, BODIES, FORMS)
def test_any_title_and_body_round_trip(title: str, body: str, form: Variant) -> None:
    prepared = prepare(alert(title=title, body=body), form, origin(), CONTRACT)
    mail = read(message(prepared))
    assert mail.names == NAMES
    assert all(len(line) <= 78 for line in mail.lines)
    assert all(len(line) <= 76 for line in mail.lines if b"=?" in line)
    assert decoded(mail.values["subject"]) == f"【声かけ】前橋：{title}"
    assert squeezed(mail.text).startswith(squeezed(body))
    assert mail.text.endswith(TEXT_OF_GOLDEN[TEXT_OF_GOLDEN.index("\n--\n") :])


@given(TITLES, BODIES)
def test_the_standard_library_reads_the_same(title: str, body: str) -> None:
    data = message(prepare(alert(title=title, body=body), TEXT, origin(), CONTRACT))
    parsed = BytesParser(policy=policy.default).parsebytes(data)
    mail = read(data)
    assert parsed.keys() == NAMES
    assert parsed["Subject"] == f"【声かけ】前橋：{title}"
    assert parsed["From"].addresses[0].display_name == "群馬県警察"
    assert parsed["From"].addresses[0].addr_spec == "anzen@example.jp"
    assert parsed.get_content() == mail.text.replace("\n", "\r\n")
    assert not parsed.defects


@given(TITLES, BODIES)
def test_the_standard_library_reads_both_parts(title: str, body: str) -> None:
    data = message(prepare(alert(title=title, body=body), HTML, origin(), CONTRACT))
    parsed = BytesParser(policy=policy.default).parsebytes(data)
    mail = read(data)
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    for kind, content in (("plain", mail.text), ("html", mail.html)):
        part = parsed.get_body((kind,))
        assert part is not None
        assert part.get_content() == str(content).replace("\n", "\r\n")
    assert not any(part.defects for part in parsed.walk())


@given(st.text(max_size=80), st.text(max_size=200), FORMS)
def test_whatever_is_written_is_refused_or_well_formed(title: str, body: str, form: Variant) -> None:
    try:
        prepared = prepare(alert(title=title, body=body), form, origin(), CONTRACT)
    except Refusal:
        return
    mail = read(message(prepared))
    assert mail.names == NAMES
    assert decoded(mail.values["subject"]) == f"【声かけ】前橋：{title}"


@given(BODIES, FORMS)
def test_stuffing_dots_changes_nothing(body: str, form: Variant) -> None:
    prepared = prepare(alert(body=body.replace("\n\n", "\n\n.\n")), form, origin(), CONTRACT)
    data = message(prepared)
    assert smtplib._quote_periods(data) == data  # type: ignore[attr-defined]


def test_each_variant_has_its_frame_and_the_same_subject() -> None:
    both = contract(**{"footer-en": "Sent by {sender}"})
    ja, en = (prepare(alert(), Variant("text", language), origin(), both) for language in ("ja", "en"))
    assert read(message(en)).text.endswith("\n\nSent by 前橋警察署\n")
    assert read(message(en)).values["subject"] == read(message(ja)).values["subject"]
    assert en.digest != ja.digest


def test_signs_of_windows_are_written_as_old_mail_programs_know_them() -> None:
    written, usual = "".join(USUAL_SIGNS), "".join(USUAL_SIGNS.values())
    usual.encode("iso2022_jp")
    typed = alert(title=f"3時～4時{written}", body=f"国道17号{written}。")
    told = compose(typed, HTML, origin().sender, CONTRACT)
    assert told.subject.endswith(f"3時〜4時{usual}")
    assert all(f"国道17号{usual}。" in part for part in (told.text, told.html or ""))


def test_a_name_in_ascii_stays_readable() -> None:
    sender = replace(origin().sender, from_name="Gunma Police", list_name="Anzen Mail")
    mail = read(message(prepare(alert(), TEXT, origin(sender=sender), CONTRACT)))
    assert mail.values["from"] == "Gunma Police <anzen@example.jp>"
    assert mail.values["list-id"] == "Anzen Mail <gunma-anzen.example.jp>"


def test_the_longest_id_fits_its_line() -> None:
    longest: Alert = alert(id="20261125-1605-" + "a" * 50)
    assert all(len(line) <= 78 for line in read(message(prepare(longest, TEXT, origin(), CONTRACT))).lines)


@given(FORMS, st.booleans(), st.booleans(), st.booleans())
def test_a_mail_names_the_ways_to_leave_that_there_are_and_no_other(
    variant: Variant, page: bool, mailbox: bool, phone: bool
) -> None:
    every = Leave("https://anzen.example.jp", "teishi@example.jp", "027-000-0110")
    leave = Leave(every.page if page else None, every.mailbox if mailbox else None, every.phone if phone else None)
    prepared = prepare(alert(), variant, origin(sender=replace(origin().sender, leave=leave)), CONTRACT)
    mail = read(message(prepared))
    assert mail.values.get("list-unsubscribe", "").split() == [
        *([f"<{every.page}>{',' * mailbox}"] if page else []),
        *([f"<mailto:{every.mailbox}?subject=unsubscribe>"] if mailbox else []),
    ]
    assert ("List-Help" in mail.names, "List-Owner" in mail.names) == (page, mailbox)
    assert not {"List-Unsubscribe-Post", "Reply-To"} & set(mail.names)
    for way, there in ((every.page, page), (every.mailbox, mailbox)):
        whole = message(prepared).decode() + mail.text + (mail.html or "")
        assert (str(way) in whole) == there
    assert ("変更・停止" in mail.text) == (page or mailbox or phone)
    assert not re.search(r"[<:](?:mailto:)?u\+|/u/", message(prepared).decode())


# --- with a desk ----------------------------------------------------------------------------------

IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=33)


def test_a_golden_head_with_a_desk() -> None:
    head = prepare(alert(), TEXT, AT_DESK, CONTRACT).head(READER)
    told = b"""\
List-Unsubscribe:
 <https://anzen.example.jp/l/abcdefghijklmnopqrstuvwxyz.kia2qzlbsgnugn>,
 <mailto:teishi+abcdefghijklmnopqrstuvwxyz.kia2qzlbsgnugn@example.jp>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
""".replace(b"\n", b"\r\n")
    assert head == GOLDEN_HEAD.replace(b"\n", b"\r\n").replace(
        b"List-Unsubscribe: <https://anzen.example.jp>\r\n", told
    )


@given(IDS, FORMS)
def test_each_reader_has_a_link_and_an_address_of_his_own(reader: str, form: Variant) -> None:
    """RFC 2369, RFC 8058 3.1: https first, then mailto, whole and not encoded, with the one token of that reader."""
    prepared = prepare(alert(), form, AT_DESK, CONTRACT)
    data = message(prepared, Recipient(reader, "taro@example.ne.jp"))
    mail = read(data)
    assert mail.names == DESK_NAMES
    found = re.fullmatch(
        r"<https://anzen\.example\.jp/l/([a-z0-9._-]+)>, <mailto:teishi\+([a-z0-9._-]+)@example\.jp>",
        mail.values["list-unsubscribe"],
    )
    assert found
    assert found[1] == found[2]
    assert LEAVE.resident(found[1]) == reader
    assert data.count(found[1].encode()) == 2
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in data
    assert all(f"<{uri}>".encode() in data for uri in (f"https://anzen.example.jp/l/{found[1]}",))
    parsed = BytesParser(policy=policy.default).parsebytes(data)
    assert parsed.keys() == DESK_NAMES
    assert not parsed.defects


@pytest.mark.parametrize(
    "desk",
    [
        Desk("https://a.jp", "a@b.jp", "mx.b.jp"),
        Desk("https://" + "a" * 60 + ".example.jp/" + "b" * 100, "a" * 15 + "@" + "c" * 60 + ".example.jp", "mx.b.jp"),
    ],
)
@pytest.mark.parametrize("reader", ["a", "a" * 26, "a" * 33])
def test_no_link_is_folded_however_long(desk: Desk, reader: str) -> None:
    prepared = prepare(alert(), TEXT, replace(AT_DESK, sender=replace(AT_DESK.sender, desk=desk)), CONTRACT)
    data = message(prepared, Recipient(reader, "taro@example.ne.jp"))
    mail, (local, _, domain), token = read(data), desk.stop.partition("@"), LEAVE.token(reader)
    uris = (f"<{desk.page}/l/{token}>", f"<mailto:{local}+{token}@{domain}>")
    assert mail.values["list-unsubscribe"] == ", ".join(uris)
    assert all(uri.encode() in data for uri in uris)
    assert max(map(len, mail.lines)) <= 998
    assert len(f"{local}+{token}") <= 64


def test_a_body_is_everybody_s_and_holds_no_token() -> None:
    """W8: who gets a forwarded mail cannot leave for its reader. Only four lines of 200 residents' mails differ."""
    readers = [Recipient(f"r{number:025}", f"r{number}@example.ne.jp") for number in range(200)]
    for form in (TEXT, HTML):
        prepared = prepare(alert(), form, AT_DESK, CONTRACT)
        mails = [message(prepared, reader) for reader in readers]
        bodies = {mail.partition(b"\r\n\r\n")[2] for mail in mails}
        assert bodies == {prepare(alert(), form, origin(), CONTRACT).body}
        shown = "".join(part for part in (read(mails[0]).text, read(mails[0]).html) if part is not None)
        tokens = [LEAVE.token(reader.id) for reader in readers]
        assert not any(token in shown or token.partition(".")[2] in shown for token in tokens)
        assert all(own in mail.decode() for own, mail in zip(tokens, mails, strict=True))
        assert len(set(tokens)) == len(set(mails)) == 200
        heads = [read(mail).values for mail in mails]
        assert {name for name in heads[0] if len({head[name] for head in heads}) > 1} == {
            *("to", "message-id", "list-unsubscribe")
        }


def test_a_desk_changes_nothing_of_what_is_told() -> None:
    with_desk, without = (prepare(alert(), HTML, one, CONTRACT) for one in (AT_DESK, origin()))
    assert (with_desk.body, with_desk.digest) == (without.body, without.digest)
    assert with_desk.envelope_sender(READER) == without.envelope_sender(READER)


def test_beside_a_desk_the_other_ways_stay() -> None:
    leave = Leave("https://anzen.example.jp", "madoguchi@example.jp", "027-000-0110")
    mail = read(
        message(prepare(alert(), TEXT, replace(AT_DESK, sender=replace(AT_DESK.sender, leave=leave)), CONTRACT))
    )
    assert (mail.values["list-help"], mail.values["list-owner"]) == (f"<{leave.page}>", f"<mailto:{leave.mailbox}>")
    assert leave.shown in mail.text
    bare = read(
        message(prepare(alert(), TEXT, replace(AT_DESK, sender=replace(AT_DESK.sender, leave=Leave())), CONTRACT))
    )
    assert not {"List-Help", "List-Owner"} & set(bare.names)
    assert bare.values["list-unsubscribe"] == mail.values["list-unsubscribe"]


def test_questions_are_not_sent_where_whoever_writes_leaves() -> None:
    sender = replace(AT_DESK.sender, leave=Leave(mailbox=DESK.stop))
    mail = read(message(prepare(alert(), TEXT, replace(AT_DESK, sender=sender), CONTRACT)))
    assert "List-Owner" not in mail.names
    assert f"変更・停止：{DESK.stop}\n" in mail.text


def test_no_mail_of_a_desk_goes_without_its_key() -> None:
    with pytest.raises(ValueError, match="a desk without the key of leaving"):
        prepare(alert(), TEXT, replace(AT_DESK, leave_key=None), CONTRACT)


def test_a_key_alone_is_no_desk() -> None:
    """As in a preview of a force that has none."""
    assert prepare(alert(), TEXT, origin(leave_key=LEAVE), CONTRACT).head(READER) == GOLDEN_HEAD.replace(b"\n", b"\r\n")
