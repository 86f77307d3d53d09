"""Files in, findings out: reader, rules and the checks over the whole tree together."""

from haishin.checking.alert_files import FOLDER, alert_entries, check_files, no_file, read_blob, read_blobs, tree_of
from haishin.checking.engine import RuleError, check
from haishin.checking.mail_scan import Scanned, scan

__all__ = [
    "FOLDER",
    "RuleError",
    "Scanned",
    "alert_entries",
    "check",
    "check_files",
    "no_file",
    "read_blob",
    "read_blobs",
    "scan",
    "tree_of",
]
