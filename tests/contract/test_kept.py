"""What is made of a contract is made once."""

from __future__ import annotations

from haishin.contract.kept import of_last


def test_the_same_object_is_asked_about_once() -> None:
    made: list[list[str]] = []

    @of_last
    def copied(source: list[str]) -> list[str]:
        made.append(list(source))
        return made[-1]

    one, equal = ["a"], ["a"]
    assert copied(one) is copied(one)
    assert len(made) == 1
    assert copied(equal) is not made[0]  # equal, and another
    assert copied(one) is made[2]  # of the last alone it is known
