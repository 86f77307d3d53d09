"""The mail as other people's libraries read it: Rust's mailparse and Perl's Email::MIME."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence

import pytest
from fast_mail_parser import PyMail, parse_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from haishin.core.errors import Refusal
from haishin.core.model import USUAL_SIGNS, Alert
from haishin.message.prepare import Form, MailText, Variant, compose, prepare
from support.mails import FORMS, LANGUAGES, mail, samples, told
from support.message import CONTRACT, READER, SENDER, alert, origin, read

PERL = """\
use strict; use warnings; use Email::MIME; use JSON::PP;
local $/; my $messages = JSON::PP->new->ascii->decode(<STDIN>); my @read;
for my $message (@$messages) {
  my $mail = Email::MIME->new($message);
  my @parts = $mail->subparts ? $mail->subparts : ($mail);
  push @read, {subject => $mail->header_str('Subject'), from => $mail->header_str('From'),
    list => $mail->header_raw('List-Unsubscribe'), names => [$mail->header_names],
    parts => [map { [$_->content_type, $_->body_str] } @parts]};
}
print JSON::PP->new->ascii->encode(\\@read);
"""

SIGNS = st.one_of(
    st.sampled_from("前橋市文京町二丁目地内路上不審者々〆ー〜、。（）【】「」：・　"),
    st.sampled_from("ひらがなカタカナぁっゃァッャゔヴゎヮ"),
    st.sampled_from("𠮷𩸽𠀋𡈽𣘺髙﨑㈱①é🐻"),
    st.sampled_from("\u3099\u309a\u0301\ufe0f\U000e0100"),
    st.sampled_from("abcXYZ0189 .,;:?!=_-()<>@\"'\\%&"),
    st.characters(categories=("L", "N", "P", "S")),
)
TITLES = st.one_of(
    st.text(SIGNS, min_size=1, max_size=80),
    st.text("abcdefghijXYZ019._-", min_size=60, max_size=300),
    st.text("か\u3099", min_size=1, max_size=120),
)
BODIES = st.lists(
    st.one_of(TITLES, st.sampled_from([".", "..", "- a\n- b", "## 一", "From me", "--", "=", "==="])), max_size=6
).map("\n\n".join)


def in_mail(text: str) -> str:
    return text.replace("\n", "\r\n")


def reads_as(parsed: PyMail, expected: MailText, from_name: str) -> None:
    assert parsed.subject == expected.subject
    assert parsed.text_plain == [in_mail(expected.text)]
    assert parsed.text_html == ([] if expected.html is None else [in_mail(expected.html)])
    assert (parsed.from_.display_name, parsed.attachments, parsed.warnings) == (from_name, [], [])  # type: ignore[union-attr]
    assert {len(values) for values in parsed.headers.values()} == {1}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.id)
def test_every_sample_in_every_language(sample: Alert, form: Form) -> None:
    for language in LANGUAGES:
        data = mail(sample, form, language)
        parsed = parse_email(data)
        reads_as(parsed, told(sample, language, form), "群馬県警察情報メール")
        assert list(parsed.headers) == read(data).names
        assert [to.address for to in parsed.to] == ["taro@example.ne.jp"]


@settings(max_examples=500)  # the machine may be busy
@given(TITLES, BODIES, st.sampled_from([Variant("text", "ja"), Variant("html", "ja")]))
@example("=" * 300, ".", Variant("text", "ja"))
@example("𠮷" * 100, "𠮷" * 3000, Variant("html", "ja"))
@example(" 前  橋 ", "", Variant("text", "ja"))
@example("￠", "", Variant("text", "ja"))
def test_any_title_and_body(title: str, body: str, variant: Variant) -> None:
    try:
        made = prepare(alert(title=title, body=body), variant, origin(), CONTRACT)
    except Refusal:
        return
    expected = compose(alert(title=title, body=body), variant, SENDER, CONTRACT)
    assert expected.subject == f"【声かけ】前橋：{title.translate(str.maketrans(dict(USUAL_SIGNS)))}"
    reads_as(parse_email(made.head(READER) + made.body), expected, "群馬県警察")


def by_perl(messages: Sequence[bytes]) -> list[dict[str, object]]:
    perl = shutil.which("perl")
    if perl is None or subprocess.run([perl, "-MEmail::MIME", "-e1"], capture_output=True, check=False).returncode:
        pytest.skip("needs Perl with Email::MIME (the Debian package libemail-mime-perl)")
    given_ = json.dumps([message.decode("ascii") for message in messages])
    done = subprocess.run(
        [perl, "-e", PERL], input=given_, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stderr == ""
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_third_library_reads_the_same() -> None:
    cases = [(sample, form, language) for sample in samples() for form in FORMS for language in LANGUAGES]
    messages = [mail(*case) for case in cases]
    found = by_perl(messages)
    assert len(found) == len(cases) > 400
    for (sample, form, language), one, message in zip(cases, found, messages, strict=True):
        expected = told(sample, language, form)
        parts = [["text/plain; charset=UTF-8", in_mail(expected.text)]]
        if expected.html is not None:
            parts.append(["text/html; charset=UTF-8", in_mail(expected.html)])
        assert one == {
            "subject": expected.subject,
            "from": "群馬県警察情報メール <anzen@mail.example.jp>",
            "list": read(message).values["list-unsubscribe"],
            "names": read(message).names,
            "parts": parts,
        }
