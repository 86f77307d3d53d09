"""One module a rule; the registry lists them, the engine runs them."""

from haishin.rules.engine import RuleError, check
from haishin.rules.problem import Context, Problem, Rule, Tree
from haishin.rules.registry import DESCRIBED, RULES, SCANNED
from haishin.rules.scanning import Scanned, scan
from haishin.rules.writing import Writing

__all__ = [
    "DESCRIBED",
    "RULES",
    "SCANNED",
    "Context",
    "Problem",
    "Rule",
    "RuleError",
    "Scanned",
    "Tree",
    "Writing",
    "check",
    "scan",
]
