from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.message import keys as tokens
from haishin.message.keys import MAC_LENGTH, RINGS, KeyRing, Keys, LeaveKey
from support.message import KEYS, LEAVE


def test_a_mac_is_short_lower_case_and_names_its_key() -> None:
    keys = Keys.throwaway()
    mac = keys.mac("return-path", "abc")
    assert re.fullmatch(rf"[a-z2-7]{{{MAC_LENGTH}}}", mac)
    assert mac[0] == keys.rings["return-path"].current


def test_a_mac_is_deterministic_and_verified() -> None:
    keys = Keys.throwaway()
    mac = keys.mac("envid", "a", "b")
    assert mac == keys.mac("envid", "a", "b")
    assert keys.verify("envid", mac, "a", "b")


@pytest.mark.parametrize("parts", [("ab",), ("b", "a"), ("a", "b", ""), ("a",), ()])
def test_other_parts_are_refused(parts: tuple[str, ...]) -> None:
    keys = Keys.throwaway()
    assert not keys.verify("envid", keys.mac("envid", "a", "b"), *parts)


def test_the_purpose_counts() -> None:
    ring = KeyRing("a", {"a": bytes(32)})
    keys = Keys(dict.fromkeys(RINGS, ring))
    assert not keys.verify("return-path", keys.mac("envid", "a"), "a")


@pytest.mark.parametrize("token", ["", "a", "日本", "\ud800", "a" * 14, "A" * 14])
def test_rubbish_is_refused(token: str) -> None:
    ring = KeyRing("a", {"a": bytes(32)})
    assert not Keys(dict.fromkeys(RINGS, ring)).verify("envid", token, "a")


def test_an_old_key_still_verifies() -> None:
    old = KeyRing("a", {"a": bytes(32)})
    new = KeyRing("b", {"a": bytes(32), "b": b"\1" * 32})
    mac = Keys(dict.fromkeys(RINGS, old)).mac("return-path", "x")
    keys = Keys(dict.fromkeys(RINGS, new))
    assert keys.verify("return-path", mac, "x")
    assert keys.mac("return-path", "x") != mac


def test_printing_shows_no_secret() -> None:
    keys = Keys({purpose: KeyRing("a", {"a": b"secret" * 6}) for purpose in RINGS})
    assert "secret" not in repr(keys)
    assert "secret" not in repr(keys.rings["envid"])


def test_created_once_with_mode_0600(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys = Keys.load(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keys.load(path, create=True) == keys == Keys.load(path, create=False)
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def test_all_who_create_at_once_get_the_same(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with ThreadPoolExecutor(16) as pool:
        loaded = list(pool.map(lambda _: Keys.load(path, create=True), range(64)))
    assert all(keys == loaded[0] for keys in loaded)
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def test_missing_is_an_error_unless_it_may_be_created(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with pytest.raises(ToolError) as error:
        Keys.load(path, create=False)
    assert error.value.message == Message("message/missing-keys", path=path)
    assert not path.exists()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "none" / "keys.json"
    with pytest.raises(ToolError) as error:
        Keys.load(path, create=True)
    assert error.value.message == Message("message/keys-broken", path=path, reason="No such file or directory")


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError) as error:
        Keys.load(tmp_path, create=False)
    assert error.value.message == Message("message/keys-broken", path=tmp_path, reason="Is a directory")


def test_readable_by_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keys.load(path, create=True)
    path.chmod(0o640)
    with pytest.raises(ToolError) as error:
        Keys.load(path, create=False)
    assert error.value.message == Message("message/open-keys", path=path, mode=0o640)
    assert error.value.hint == Message("message/open-keys.do")


def _broken() -> list[bytes]:
    good = {purpose: {"current": "a", "keys": {"a": "00" * 32}} for purpose in RINGS}
    documents: list[object] = [
        [],
        {},
        {purpose: good[purpose] for purpose in RINGS[1:]},
        good | {"envid": {"current": "b", "keys": {"a": "00" * 32}}},
        good | {"envid": {"current": "a", "keys": {"a": "00" * 15}}},
        good | {"envid": {"current": "aa", "keys": {"aa": "00" * 32}}},
        good | {"envid": {"current": "1", "keys": {"1": "00" * 32}}},
        good | {"envid": {"current": "a", "keys": {"a": "xy"}}},
        good | {"envid": {"current": "a", "keys": ["a"]}},
        good | {"envid": {"current": "a", "keys": {"a": 1}}},
    ]
    return [b"", b"{", b"\xff", *(json.dumps(document).encode() for document in documents)]


@pytest.mark.parametrize("data", _broken())
def test_what_is_not_a_key_file_is_an_error_without_its_content(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(ToolError) as error:
        Keys.load(path, create=False)
    assert re.fullmatch(rf"The key file {path} cannot be read: [A-Za-z]+Error\.", error.value.message.en)
    assert error.value.__cause__ is None


ALERT = "20261125-1605-koekake"
READER = "abcdefghijklmnopqrstuvwxyz"


def test_a_message_id_is_the_same_each_time_and_one_for_each_alert_and_reader() -> None:
    first = tokens.message_id(ALERT, READER, "bounce.example.jp", KEYS)
    assert re.fullmatch(r"<[a-z2-7]{14}\.20261125-1605@bounce\.example\.jp>", first)
    assert first == tokens.message_id(ALERT, READER, "bounce.example.jp", KEYS)
    others = {
        tokens.message_id("20261125-1605-other", READER, "bounce.example.jp", KEYS),
        tokens.message_id(ALERT, READER[::-1], "bounce.example.jp", KEYS),
        tokens.message_id(ALERT, READER, "bounce.example.jp", Keys.throwaway()),
    }
    assert len(others | {first}) == 4


def test_the_return_path_proves_alert_and_reader_and_fits() -> None:
    for reader in (READER, "a", "a" * 33):
        address = tokens.return_path("2" * 64, reader, "bounce.example.jp", KEYS)
        local, _, domain = address.partition("@")
        assert domain == "bounce.example.jp"
        assert len(local) <= 64
        match = re.fullmatch(r"bounce\+([a-z2-7]{8})\.([a-z0-9_-]+)\.([a-z2-7]{14})", local)
        assert match
        assert match[1] == tokens.short("2" * 64)
        assert match[2] == reader
        assert KEYS.verify("return-path", match[3], match[1], match[2])
        assert not KEYS.verify("return-path", match[3], match[1], f"{match[2]}x")


def test_the_envelope_id_is_xtext_and_no_return_path() -> None:
    envid = tokens.envelope_id(ALERT, READER, KEYS)
    alert, reader, mac = envid.split(".")
    assert re.fullmatch(r"[a-z0-9._-]{1,100}", envid)
    assert KEYS.verify("envid", mac, alert, reader)
    assert mac != tokens.return_path(ALERT, READER, "d", KEYS).partition("@")[0].split(".")[2]


@pytest.mark.parametrize("reader", ["", "a" * 34, "A", "a.b", "a@b", "a b", "a\r\nb", "前橋", "a+b"])
def test_an_id_that_is_none_is_refused(reader: str) -> None:
    for make in (
        lambda: tokens.return_path(ALERT, reader, "d", KEYS),
        lambda: tokens.envelope_id(ALERT, reader, KEYS),
    ):
        with pytest.raises(ToolError) as error:
            make()
        assert error.value.message == Message("message/bad-subscriber-id")


@pytest.mark.parametrize("reader", [READER, "a", "a" * 33, "-_-", "1"])
def test_a_return_path_is_read_as_it_was_made(reader: str) -> None:
    local = tokens.return_path(ALERT, reader, "d", KEYS).partition("@")[0]
    assert tokens.returned(local, KEYS) == (tokens.short(ALERT), reader)
    assert tokens.returned(local.upper(), KEYS) == (tokens.short(ALERT), reader)


def test_what_was_changed_in_a_return_path_is_not_ours() -> None:
    """W16: of a forged, swapped or cut address nobody is named."""
    local = tokens.return_path(ALERT, READER, "d", KEYS).partition("@")[0]
    assert tokens.returned(local, KEYS) is not None
    for at, sign in enumerate(local):
        assert tokens.returned(local[:at] + ("x" if sign != "x" else "y") + local[at + 1 :], KEYS) is None
        assert tokens.returned(local[:at], KEYS) is None
        assert tokens.returned(local[:at] + local[at + 1 :], KEYS) is None
    other = tokens.return_path(ALERT, READER[::-1], "d", KEYS).partition("@")[0]
    assert tokens.returned(f"{other[:-MAC_LENGTH]}{local[-MAC_LENGTH:]}", KEYS) is None
    assert tokens.returned(local, Keys.throwaway()) is None
    envid = tokens.envelope_id(ALERT, READER, KEYS)
    assert tokens.returned(f"bounce+{envid}", KEYS) is None


@pytest.mark.parametrize("local", ["", "bounce", "bounce+", "bounce+..", "anzen", "bounce+\ud800", "K" * 64])
def test_any_other_address_is_no_return_path(local: str) -> None:
    assert tokens.returned(local, KEYS) is None


@given(st.text(max_size=80))
def test_no_text_is_a_return_path_or_a_token_by_chance(text: str) -> None:
    assert tokens.returned(text, KEYS) is None
    assert LEAVE.resident(text) is None


def test_a_bounce_reads_an_old_key() -> None:
    old = Keys(dict.fromkeys(RINGS, KeyRing("a", {"a": bytes(32)})))
    new = Keys(dict.fromkeys(RINGS, KeyRing("b", {"a": bytes(32), "b": b"\1" * 32})))
    local = tokens.return_path(ALERT, READER, "d", old).partition("@")[0]
    assert tokens.returned(local, new) == (tokens.short(ALERT), READER)


# --- the key of leaving ---------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [READER, "a", "a" * 33])
def test_a_token_of_leaving_names_its_reader(reader: str) -> None:
    token = LEAVE.token(reader)
    assert re.fullmatch(r"[a-z0-9_-]{1,33}\.[a-z2-7]{14}", token)
    assert len(f"{'a' * 15}+{token}") <= 64  # what ``mail.desk.stop`` may be at most: RFC 5321 4.5.3.1.1
    assert LEAVE.resident(token) == reader
    assert token == LEAVE.token(reader) != LeaveKey.throwaway().token(reader)


def test_a_changed_token_is_nobody_s() -> None:
    """W12, and W3: another one's MAC makes nobody leave."""
    token, other = LEAVE.token(READER), LEAVE.token(READER[::-1])
    assert LEAVE.resident(f"{other.partition('.')[0]}.{token.partition('.')[2]}") is None
    for at, sign in enumerate(token):
        assert LEAVE.resident(token[:at] + ("x" if sign != "x" else "y") + token[at + 1 :]) is None
        assert LEAVE.resident(token[:at]) is None
    for text in (f"{token}a", f" {token}", f"{token}....", f"{token}.a", f".{token}", READER, f"{READER}."):
        assert LEAVE.resident(text) is None
    assert LeaveKey.throwaway().resident(token) is None


@pytest.mark.parametrize("purpose", RINGS)
def test_a_token_of_another_purpose_makes_nobody_leave(purpose: tokens.Ring) -> None:
    keys = Keys(dict.fromkeys(RINGS, LEAVE.ring))
    assert LEAVE.resident(f"{READER}.{keys.mac(purpose, READER)}") is None


def test_a_token_of_an_old_key_never_ends() -> None:
    old = LeaveKey(KeyRing("a", {"a": bytes(32)}))
    new = LeaveKey(KeyRing("b", {"a": bytes(32), "b": b"\1" * 32}))
    assert new.resident(old.token(READER)) == READER
    assert old.resident(new.token(READER)) is None
    assert new.token(READER) != old.token(READER)


def test_a_token_is_known_in_capitals_and_with_a_sign_behind_it() -> None:
    """It is copied by hand, or out of a text by a program."""
    token = LEAVE.token(READER)
    for text in (token.upper(), token.title(), f"{token}.", f"{token}>", f"{token})。", f"{token}\n"):
        assert LEAVE.resident(text) == READER


def test_the_key_of_leaving_is_made_once_whoever_needs_it_first(tmp_path: Path) -> None:
    path = tmp_path / "leave.json"
    with ThreadPoolExecutor(16) as pool:
        loaded = list(pool.map(lambda _: LeaveKey.load(path, create=True), range(64)))
    assert all(key == loaded[0] == LeaveKey.load(path, create=False) for key in loaded)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["leave.json"]
    assert set(json.loads(path.read_bytes())) == {"current", "keys"}
    assert all(key.hex() not in repr(loaded[0]) for key in loaded[0].ring.secrets.values())


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o440, 0o640])
def test_the_group_of_the_web_may_read_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "leave.json"
    key = LeaveKey.load(path, create=True)
    path.chmod(mode)
    assert LeaveKey.load(path, create=False) == key


@pytest.mark.parametrize("mode", [0o604, 0o444, 0o644, 0o660, 0o420, 0o666])
def test_open_to_others_it_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "leave.json"
    LeaveKey.load(path, create=True)
    path.chmod(mode)
    with pytest.raises(ToolError) as error:
        LeaveKey.load(path, create=True)
    assert error.value.message == Message("message/open-leave-key", path=path, mode=mode)


def test_a_missing_key_of_leaving_is_told_with_its_way_out(tmp_path: Path) -> None:
    with pytest.raises(ToolError) as error:
        LeaveKey.load(tmp_path / "leave.json", create=False)
    assert error.value.message == Message("message/missing-leave-key", path=tmp_path / "leave.json")
    assert error.value.hint == Message("message/missing-leave-key.do")
    assert list(tmp_path.iterdir()) == []


LONG = json.dumps({"current": "a", "keys": {"a": "00" * 33}}).encode()  # BLAKE2s takes 32 bytes


@pytest.mark.parametrize(
    "data", [*_broken(), json.dumps({p: {} for p in RINGS}).encode(), b'{"current": "a", "keys": {}}', LONG]
)
def test_what_is_no_key_of_leaving_is_an_error_and_not_replaced(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "leave.json"
    path.write_bytes(data)
    path.chmod(0o600)
    with pytest.raises(ToolError) as error:
        LeaveKey.load(path, create=True)
    assert re.fullmatch(rf"The key file {path} cannot be read: [A-Za-z]+Error\.", error.value.message.en)
    assert path.read_bytes() == data
