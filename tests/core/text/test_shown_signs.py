"""What every phone shows, against the tables of others: Python's codecs, and Perl's Unicode Character Database."""

from __future__ import annotations

import subprocess

import pytest

from haishin.core.text.signs import PICTURED, shown

_PERL = r"""
binmode STDOUT, ":utf8";
for (0xA0 .. 0x1FAFF) { my $c = chr; print $c if $c =~ /\p{Emoji}/ && ($c =~ /\p{Present_In: 8.0}/ xor $ARGV[0]) }
"""


def _emoji(later: str) -> str:
    """Every emoji of Unicode 8 and before, or every later one."""
    done = subprocess.run(["perl", "-e", _PERL, later], capture_output=True, check=True)  # git needs perl as well
    return done.stdout.decode()


@pytest.mark.parametrize("codec", ["cp932", "euc_jis_2004", "iso2022_jp_ext"])
def test_all_that_japanese_tables_hold_is_shown(codec: str) -> None:
    held = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000 and _encodes(chr(code), codec)]
    assert len(held) > 6_000
    assert [character for character in held if not shown(character)] == []


def _encodes(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def test_emoji_by_their_year() -> None:
    older, later = _emoji(""), _emoji("1")
    assert min(len(older), len(later)) > 300
    assert [sign for sign in older if not shown(sign)] == []
    assert [sign for sign in later if shown(sign)] == []


def test_the_form_of_a_picture_belongs_to_it() -> None:
    assert PICTURED.findall("⚠\ufe0f☎\ufe0e1\ufe0f\u20e3#\u20e3") == ["\ufe0f", "\ufe0e", "\ufe0f\u20e3", "\u20e3"]
    assert PICTURED.findall("普\ufe0f1\ufe0f a\u20e3 \ufe0f") == []
