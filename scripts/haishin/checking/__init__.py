"""Files in, findings out: reader, rules and the checks over the whole tree together."""

from haishin.checking.engine import RuleError, check
from haishin.checking.files import FOLDER, alert_entries, check_files, no_file, read_blob, tree_of
from haishin.checking.scanning import Scanned, scan

__all__ = [
    "FOLDER",
    "RuleError",
    "Scanned",
    "alert_entries",
    "check",
    "check_files",
    "no_file",
    "read_blob",
    "scan",
    "tree_of",
]
