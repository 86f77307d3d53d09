"""Words of the example force in another one's ``schema/``: each is named by its line, and nobody's own."""

from __future__ import annotations

import pytest

from haishin.core.contract import load_blobs
from haishin.core.contract.example import WORDS, left_over
from support.contract import line_of, shipped
from support.force import CITY, blobs


def moved(**changed: tuple[str, str]) -> dict[str, bytes]:
    """The example force's files under another name, with one text of each named file replaced."""
    files = blobs()
    for part, (old, new) in {"organization": ("群馬県警察", "栃木県警察"), **changed}.items():
        text = files[f"{part}.yaml"].decode()
        assert old in text
        files[f"{part}.yaml"] = text.replace(old, new).encode()
    return files


def test_the_example_force_and_one_with_words_of_its_own_have_none() -> None:
    assert [*left_over(shipped())] == []
    assert [*left_over(load_blobs(blobs(CITY)))] == []


def test_another_force_with_the_examples_words_is_told_the_lines_of_each_file() -> None:
    """O2: its wording, the prefecture in each language, the guideline's sentences, the drafts."""
    files = moved()
    found = {mistake.file: mistake for mistake in left_over(load_blobs(files))}
    assert set(found) == {"policy.yaml", "wording.yaml", "frame.yaml", "drafts.yaml"}
    assert found["frame.yaml"].line == line_of("frame.yaml", "    prefecture: ", files)
    assert found["wording.yaml"].line == line_of("wording.yaml", "群馬県警察本部", files)
    assert found["wording.yaml"].reason.ja.startswith("見本(群馬)の語が ")
    lines = str(line_of("frame.yaml", "prefecture: All of Gunma Prefecture", files))
    assert lines in found["frame.yaml"].reason.en


@pytest.mark.parametrize("word", [word for row in WORDS for word in row])
def test_each_word_is_one_of_the_example(word: str) -> None:
    assert any(word.lower() in blob.decode().lower() for blob in blobs().values())


def test_what_is_a_forces_own_is_not_told() -> None:
    """Its organization names 前橋市, so its drafts and its areas in other languages may."""
    files = moved(drafts=("群馬", "栃木"))
    files["drafts.yaml"] = files["drafts.yaml"].replace(b"gunma", b"tochigi")
    assert "drafts.yaml" not in {mistake.file for mistake in left_over(load_blobs(files))}
