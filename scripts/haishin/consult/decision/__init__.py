"""The verdict: a pure function, the same for the drafter, the pull request and the sender."""

from haishin.consult.decision.deciding import decide

__all__ = ["decide"]
