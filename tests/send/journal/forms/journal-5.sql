-- The journal as this program wrote it in form 5.
BEGIN TRANSACTION;
CREATE TABLE bucket(
            destination TEXT PRIMARY KEY, rate REAL NOT NULL, tokens REAL NOT NULL, at REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE delivery(
    alert_id TEXT NOT NULL REFERENCES release(alert_id), recipient_id TEXT NOT NULL, address TEXT NOT NULL,
    form TEXT NOT NULL, language TEXT NOT NULL, night INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'intent', 'accepted', 'deferred', 'failed', 'suppressed', 'expired', 'superseded', 'in-doubt')),
    attempt INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,
    code INTEGER, enhanced TEXT, text TEXT NOT NULL DEFAULT '', intent_at INTEGER, done_at INTEGER, destination TEXT NOT NULL DEFAULT '', control INTEGER NOT NULL DEFAULT 0, resent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (alert_id, recipient_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "delivery" VALUES('20261125-1200-koekake','r0','taro@example.test','html','ja',1,'intent',0,0,NULL,NULL,'',1795575600,NULL,'example.test',0,0);
INSERT INTO "delivery" VALUES('20261125-1200-koekake','r1','a..b@Docomo.example.test','text','ja',0,'superseded',0,0,NULL,NULL,'',NULL,NULL,'docomo.example.test',0,0);
INSERT INTO "delivery" VALUES('20261125-1200-koekake','r2','hana@example.test','text','ja',1,'intent',0,0,NULL,NULL,'',1795575600,NULL,'example.test',0,0);
INSERT INTO "delivery" VALUES('20261125-1300-teisei','r0','taro@example.test','html','ja',1,'expired',0,0,NULL,NULL,'',NULL,NULL,'example.test',0,0);
CREATE TABLE meta(id TEXT NOT NULL, beats INTEGER NOT NULL DEFAULT 0, holder TEXT, held_at INTEGER, beaten_at INTEGER) STRICT;
INSERT INTO "meta" VALUES('4674d2b8d53c8034da7f3f919d4e3c12',1,NULL,NULL,NULL);
CREATE TABLE release(
    alert_id TEXT PRIMARY KEY, nonce TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('frozen', 'claimed', 'sealed')),
    ends TEXT, created_at INTEGER NOT NULL, snapshot INTEGER NOT NULL, was_sealed INTEGER NOT NULL DEFAULT 0
, purged INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "release" VALUES('20261125-1200-koekake','n1','claimed',NULL,1795575600,3,0,0);
INSERT INTO "release" VALUES('20261125-1300-teisei','n2','sealed','20261125-1200-koekake',1795575600,1,1,0);
CREATE TABLE sums(
            alert_id TEXT NOT NULL REFERENCES release(alert_id), state TEXT NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY (alert_id, state)
        ) STRICT, WITHOUT ROWID;
CREATE INDEX waiting ON delivery(alert_id, recipient_id) WHERE state IN ('pending', 'deferred');
CREATE INDEX by_state ON delivery(alert_id, state, control);
COMMIT;
PRAGMA user_version = 5;
