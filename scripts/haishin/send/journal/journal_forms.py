"""The forms of the journal: each step makes the next form, a new file takes all steps. The values of its columns."""

from __future__ import annotations

from haishin.core import stored
from haishin.core.model import RowState

STEPS: stored.Steps = (
    (
        "CREATE TABLE meta(id TEXT NOT NULL) STRICT",
        "INSERT INTO meta(id) VALUES (lower(hex(randomblob(16))))",
        """CREATE TABLE release(
            alert_id TEXT PRIMARY KEY, nonce TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('frozen', 'claimed', 'sealed')),
            ends TEXT, created_at INTEGER NOT NULL, snapshot INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE delivery(
            alert_id TEXT NOT NULL REFERENCES release(alert_id), recipient_id TEXT NOT NULL, address TEXT NOT NULL,
            form TEXT NOT NULL, language TEXT NOT NULL, night INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'intent', 'accepted', 'deferred',
                'failed', 'suppressed', 'expired', 'superseded', 'in-doubt')),
            attempt INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,
            code INTEGER, enhanced TEXT, text TEXT NOT NULL DEFAULT '', intent_at INTEGER, done_at INTEGER,
            PRIMARY KEY (alert_id, recipient_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX waiting ON delivery(alert_id, recipient_id) WHERE state IN ('pending', 'deferred')",
        "CREATE INDEX by_state ON delivery(alert_id, state)",
    ),
    (
        "ALTER TABLE meta ADD COLUMN beats INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE release ADD COLUMN was_sealed INTEGER NOT NULL DEFAULT 0",
        "UPDATE release SET was_sealed = 1 WHERE state = 'sealed'",
    ),
    (
        # Who holds the journal: the host, and when it last said so.
        "ALTER TABLE meta ADD COLUMN holder TEXT",
        "ALTER TABLE meta ADD COLUMN held_at INTEGER",
        # 1: its addresses are purged; 2: its rows, too, and ``sums`` has how many they were.
        "ALTER TABLE release ADD COLUMN purged INTEGER NOT NULL DEFAULT 0",
        # The domain of the address, in lower case; a unit's control address; was in doubt and sent once more.
        "ALTER TABLE delivery ADD COLUMN destination TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE delivery ADD COLUMN control INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE delivery ADD COLUMN resent INTEGER NOT NULL DEFAULT 0",
        "DROP INDEX by_state",
        "CREATE INDEX by_state ON delivery(alert_id, state, control)",
        "UPDATE delivery SET destination = lower(substr(address, instr(address, '@') + 1))",
        """CREATE TABLE sums(
            alert_id TEXT NOT NULL REFERENCES release(alert_id), state TEXT NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY (alert_id, state)
        ) STRICT, WITHOUT ROWID""",
        # How fast a destination is mailed: what it takes a second, and what is left of that since when.
        """CREATE TABLE bucket(
            destination TEXT PRIMARY KEY, rate REAL NOT NULL, tokens REAL NOT NULL, at REAL NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        # When the backup was made from which this journal was put back.
        "ALTER TABLE meta ADD COLUMN copied_at INTEGER",
    ),
    (
        # When a beat was last read back from the ledger's branch; a copy bears another id from its making on.
        "ALTER TABLE meta DROP COLUMN copied_at",
        "ALTER TABLE meta ADD COLUMN beaten_at INTEGER",
    ),
    (
        # The command that the server refused: at the dot a filter says in the same words that there is no such mailbox.
        "ALTER TABLE delivery ADD COLUMN stage TEXT NOT NULL DEFAULT ''",
    ),
)

_TOKEN = stored.text(r"[A-Za-z0-9_-]{1,64}")


def _address(value: object) -> bool:
    return value == "" or stored.address(value)  # empty once it is purged


COLUMNS: stored.Forms = {
    "id": _TOKEN,
    "alert_id": _TOKEN,
    "nonce": _TOKEN,
    "ends": stored.optional(_TOKEN),
    "state": stored.one_of({"frozen", "claimed", "sealed", *RowState}),
    "recipient_id": _TOKEN,
    "address": _address,
    "form": stored.word,
    "language": stored.word,
    "night": stored.flag,
    "destination": stored.domain,
    "control": stored.flag,
    "resent": stored.flag,
    "holder": stored.optional(stored.words),
    **dict.fromkeys(
        ("beats", "created_at", "snapshot", "was_sealed", "purged", "number", "attempt", "next_at"), stored.whole
    ),
    **dict.fromkeys(("code", "intent_at", "done_at", "held_at", "beaten_at"), stored.optional(stored.whole)),
    **dict.fromkeys(("rate", "tokens", "at"), stored.real),
    "enhanced": stored.optional(stored.word),
    "stage": stored.one_of({"", "connect", "mail", "rcpt", "data", "dot"}),
    "text": lambda value: isinstance(value, str),
}
TABLES = ("meta", "release", "delivery", "sums", "bucket")
