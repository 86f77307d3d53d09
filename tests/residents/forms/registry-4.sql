-- The registry as this program wrote it in form 4.
BEGIN TRANSACTION;
CREATE TABLE answer (number INTEGER PRIMARY KEY, address TEXT NOT NULL, kind TEXT NOT NULL,
            language TEXT NOT NULL, made_at TEXT NOT NULL, tried_at TEXT) STRICT;
CREATE TABLE answered (who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE category (
            subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
            category TEXT NOT NULL,
            PRIMARY KEY (subscriber, category)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "category" VALUES(1,'*');
INSERT INTO "category" VALUES(2,'crime');
CREATE TABLE desk (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE event (number INTEGER PRIMARY KEY, id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL,
            how TEXT NOT NULL, by TEXT) STRICT;
CREATE TABLE gone (id TEXT PRIMARY KEY, who TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE mail_taken (digest TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE municipality (
            subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
            municipality TEXT NOT NULL,
            PRIMARY KEY (subscriber, municipality)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "municipality" VALUES(1,'前橋市');
INSERT INTO "municipality" VALUES(2,'前橋市');
CREATE TABLE sign (id TEXT NOT NULL, alert TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL,
            class TEXT NOT NULL, domain TEXT NOT NULL, guarded INTEGER,
            PRIMARY KEY (id, alert, class)) STRICT, WITHOUT ROWID;
CREATE TABLE station (
            subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
            station TEXT NOT NULL,
            PRIMARY KEY (subscriber, station)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "station" VALUES(1,'maebashi');
INSERT INTO "station" VALUES(1,'ota');
INSERT INTO "station" VALUES(2,'maebashi');
INSERT INTO "station" VALUES(2,'ota');
CREATE TABLE subscriber (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        address TEXT NOT NULL UNIQUE,
        form TEXT NOT NULL,
        language TEXT NOT NULL,
        night INTEGER NOT NULL,
        exercise INTEGER NOT NULL,
        origin TEXT NOT NULL,
        consented_at TEXT NOT NULL,
        registered_at TEXT NOT NULL,
        left_at TEXT
    , control TEXT, sound INTEGER AS (
            typeof(id) = 'text' AND length(CAST(id AS BLOB)) = 26 AND id NOT GLOB '*[^a-z2-7]*'
            AND typeof(address) = 'text' AND length(CAST(address AS BLOB)) = length(address)
            AND address GLOB '?*@?*' AND address NOT GLOB '*[^!-~]*' AND address NOT GLOB '*@*@*'
            AND instr(address, '@') <= 65 AND length(address) - instr(address, '@') <= 255
            AND typeof(night) = 'integer' AND night IN (0, 1)
        ) VIRTUAL, silent_at TEXT) STRICT;
INSERT INTO "subscriber" VALUES(1,'jydrrghkadmm3uvmwbnpef5d5e','taro@example.test','html','ja',1,0,'窓口','2026-04-01','2026-11-25T03:00:00+00:00','2026-11-25T03:00:00+00:00',NULL,NULL);
INSERT INTO "subscriber" VALUES(2,'ni5ncdncginnxtef5xdzo2axfa','a..b@docomo.example.test','text','en',0,1,'窓口','2026-04-01','2026-11-25T03:00:00+00:00',NULL,NULL,NULL);
CREATE INDEX address_in_any_case ON subscriber (address COLLATE NOCASE);
CREATE INDEX of_unit ON subscriber (control) WHERE control IS NOT NULL;
CREATE INDEX unsound ON subscriber (id) WHERE NOT sound;
CREATE INDEX away ON subscriber (id) WHERE left_at IS NOT NULL OR silent_at IS NOT NULL;
CREATE INDEX counted ON subscriber (form, language, left_at, silent_at, control);
CREATE INDEX leaving ON event (at) WHERE what = 'left';
CREATE INDEX of_day ON sign (day, class, domain);
CREATE INDEX gone_who ON gone (who);
CREATE INDEX answered_who ON answered (who);
COMMIT;
PRAGMA application_id = 1213419090;
PRAGMA user_version = 4;
