"""Files in, findings out: reader, rules and the checks over the whole tree together."""

from haishin.checking.alert_files import FOLDER, alert_entries, check_files, no_file, read_blob, read_blobs, tree_of
from haishin.checking.engine import RuleError, check
from haishin.checking.mail_scan import Scanned, scan
from haishin.rules.at_once import at_once

__all__ = [
    "FOLDER",
    "RuleError",
    "Scanned",
    "alert_entries",
    "at_once",
    "check",
    "check_files",
    "no_file",
    "read_blob",
    "read_blobs",
    "scan",
    "tree_of",
]
