"""Evaluates the policy's rows: which approvals are due, which were given, what is missing and who can give it."""

from haishin.consultation.approvals import Consultation, consult, consulted
from haishin.consultation.requirements import Due, due

__all__ = ["Consultation", "Due", "consult", "consulted", "due"]
