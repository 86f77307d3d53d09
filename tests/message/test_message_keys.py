from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from haishin.errors import ToolError
from haishin.message.keys import MAC_LENGTH, RINGS, KeyRing, Keys


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
    assert error.value.message.ja == (
        f"鍵ファイル {path} がありません。前回の鍵がないと、続報のつながりと、届かなかった知らせの確かめが壊れます。"
    )
    assert not path.exists()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "none" / "keys.json"
    with pytest.raises(ToolError) as error:
        Keys.load(path, create=True)
    assert error.value.message.en == f"The key file {path} cannot be read: No such file or directory."


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolError) as error:
        Keys.load(tmp_path, create=False)
    assert error.value.message.en == f"The key file {tmp_path} cannot be read: Is a directory."


def test_readable_by_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keys.load(path, create=True)
    path.chmod(0o640)
    with pytest.raises(ToolError) as error:
        Keys.load(path, create=False)
    assert error.value.message.en == f"Others can read the key file {path} (mode 640)."
    assert error.value.hint.ja == "chmod 600 で所有者だけが読めるようにしてください。"


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
