-- The journal as this program wrote it in form 1.
BEGIN TRANSACTION;
CREATE TABLE delivery(
    alert_id TEXT NOT NULL REFERENCES release(alert_id), recipient_id TEXT NOT NULL, address TEXT NOT NULL,
    form TEXT NOT NULL, language TEXT NOT NULL, night INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'intent', 'accepted', 'deferred', 'failed', 'suppressed', 'expired', 'superseded', 'in-doubt')),
    attempt INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,
    code INTEGER, enhanced TEXT, text TEXT NOT NULL DEFAULT '', intent_at INTEGER, done_at INTEGER,
    PRIMARY KEY (alert_id, recipient_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "delivery" VALUES('20261125-1200-koekake','r0','taro@example.test','html','ja',1,'intent',0,0,NULL,NULL,'',1795575600,NULL);
INSERT INTO "delivery" VALUES('20261125-1200-koekake','r1','a..b@Docomo.example.test','text','ja',0,'superseded',0,0,NULL,NULL,'',NULL,NULL);
INSERT INTO "delivery" VALUES('20261125-1200-koekake','r2','hana@example.test','text','ja',1,'intent',0,0,NULL,NULL,'',1795575600,NULL);
INSERT INTO "delivery" VALUES('20261125-1300-teisei','r0','taro@example.test','html','ja',1,'expired',0,0,NULL,NULL,'',NULL,NULL);
CREATE TABLE meta(id TEXT NOT NULL) STRICT;
INSERT INTO "meta" VALUES('b6b1029c19b3760f91fd1224e49f6524');
CREATE TABLE release(
    alert_id TEXT PRIMARY KEY, nonce TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('frozen', 'claimed', 'sealed')),
    ends TEXT, created_at INTEGER NOT NULL, snapshot INTEGER NOT NULL
) STRICT;
INSERT INTO "release" VALUES('20261125-1200-koekake','n1','claimed',NULL,1795575600,3);
INSERT INTO "release" VALUES('20261125-1300-teisei','n2','sealed','20261125-1200-koekake',1795575600,1);
CREATE INDEX waiting ON delivery(alert_id, recipient_id) WHERE state IN ('pending', 'deferred');
CREATE INDEX by_state ON delivery(alert_id, state);
COMMIT;
PRAGMA user_version = 1;
