"""The units of a mail host that pulls, to be read before they are installed: one sends, one renews the program.

They are two users. Who sends has the secrets and cannot write his program; who builds the program has none of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from haishin.errors import Refusal
from haishin.model import Text

_USER: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}")  # as useradd takes it
_PLAIN: Final = re.compile(r"/[A-Za-z0-9._/+@-]*")  # nothing that systemd would split, expand or unescape

_SENDER: Final = """\
# /etc/systemd/system/haishin-send.service
# 情報メールの配信(メールサーバーが自分で取りに行く形)。haishin service が作りました。
# 秘密は /etc/{user}/send.env に置きます(所有者 root、権限 0600。読むのは systemd だけです):
#   HAISHIN_LIVE=1
#   HAISHIN_FORGE=github:OWNER/NAME
#   HAISHIN_FORGE_TOKEN=...
#   HAISHIN_SMTP=smtps://USER:PASSWORD@HOST
#   GIT_SSH_COMMAND="ssh -i /etc/{user}/ledger_key -o UserKnownHostsFile=/etc/{user}/known_hosts -o IdentitiesOnly=yes"
# 台帳の鍵 ledger_key は {user} だけが読めるようにします(0400)。クローン {root} の所有者も {user} にします。
# プログラムは {program}/current です。haishin-update が作り、{user} は書き換えられません。
# 人が同じ設定で実行するには(一行で):
#   systemd-run --pty --wait --uid={user} -E HAISHIN_STATE=/var/lib/{user} -p EnvironmentFile=/etc/{user}/send.env
#   -p WorkingDirectory={root} {program}/current/.venv/bin/haishin status
# schema/ が main で変わっても、することはありません。プログラムが変わると、確かめた古いもので配信を続け、警報を
# 出します。haishin-update が新しいものに替えます(承認を確かめられない変更は haishin ledger accept が要ります)。
[Unit]
Description=haishin: send what is merged
Documentation=file:{root}/OPERATING.md
Wants=network-online.target
After=network-online.target
OnFailure=haishin-alarm.service

[Service]
Type=oneshot
User={user}
WorkingDirectory={root}
EnvironmentFile=/etc/{user}/send.env
Environment=HAISHIN_STATE=/var/lib/{user}
ExecStart={program}/current/.venv/bin/haishin send --live

# A fixed user, not DynamicUser: `haishin status` and `haishin ledger` are run by hand on the same folder.
StateDirectory={user}
StateDirectoryMode=0700
UMask=0077

# A mailing may take hours. When told to stop it begins nothing new and waits for the replies that are due.
TimeoutStartSec=infinity
TimeoutStopSec=120
KillMode=mixed
# What crashed goes on where the journal says; a refusal waits for the timer.
Restart=on-abnormal
RestartSec=10

NoNewPrivileges=yes
ReadWritePaths={root}/.git
{hardened}"""

_UPDATER: Final = """\
# /etc/systemd/system/haishin-update.service
# 確かめられた新しいプログラムを {program}/releases/ に作り、試してから、{program}/current をそれに向けます。
# 利用者 {user}-update は、中継サーバーのパスワードも、名簿も、台帳の鍵も持ちません。{program} と、その中のクローン
# {program}/clone(git clone したもの)の所有者です。リポジトリを読むだけの鍵を /etc/{user}/update.env に書きます:
#   GIT_SSH_COMMAND="ssh -i /etc/{user}/read_key -o UserKnownHostsFile=/etc/{user}/known_hosts -o IdentitiesOnly=yes"
# 初めの一回は、{user}-update が {program}/clone で実行します:
#   python3 scripts/bootstrap.py update --into {program}
[Unit]
Description=haishin: take the newest proven program
Documentation=file:{root}/OPERATING.md
Wants=network-online.target
After=network-online.target
OnFailure=haishin-alarm.service

[Service]
Type=oneshot
User={user}-update
WorkingDirectory={program}/clone
EnvironmentFile=-/etc/{user}/update.env
ExecStart={program}/current/.venv/bin/haishin update --into {program}
TimeoutStartSec=15min
UMask=0022

NoNewPrivileges=yes
ReadWritePaths={program}
InaccessiblePaths=-/var/lib/{user} -/etc/{user}/send.env -/etc/{user}/ledger_key
{hardened}"""

_ALARM: Final = """\
# /etc/systemd/system/haishin-alarm.service
# 配信や更新が失敗したか、警報を出したときに動きます。人に知らせる手段(監視、メール、電話)に替えてください。
[Unit]
Description=haishin: a run failed or raised an alarm

[Service]
Type=oneshot
DynamicUser=yes
ExecStart=/usr/bin/logger --priority daemon.alert "haishin: see journalctl -u haishin-send -u haishin-update"
"""

_TIMER: Final = """\
# /etc/systemd/system/{name}.timer
# 有効にする:systemctl daemon-reload && systemctl enable --now {name}.timer
# 止める(すぐに、動いていても):systemctl disable --now {name}.timer && systemctl stop {name}.service
[Unit]
Description=haishin: {what}

[Timer]
OnBootSec={boot}
OnUnitInactiveSec={every}
AccuracySec=5s

[Install]
WantedBy=timers.target
"""

_HARDENED: Final = """\
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome={home}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
"""


def units(root: Path, user: str, program: Path) -> Mapping[str, str]:
    """File name → text, for a sender's clone at ``root``, run as ``user``, and releases below ``program``.

    Raises Refusal for a name or a place that systemd would read as something else.
    """
    if _USER.fullmatch(user) is None or user == "root":
        raise Refusal(
            Text(f"利用者名「{user}」は使えません。", f"`{user}` cannot be the service's user."),
            Text(
                "送信だけに使う利用者を作り、その名前(小文字、数字、- と _)を書いてください。",
                "Make a user for this alone; its name has lower-case letters, digits, - and _.",
            ),
        )
    for place in (root, program):
        if _PLAIN.fullmatch(str(place)) is None:
            raise Refusal(
                Text(
                    f"フォルダー {place} の名前は、service に書けません。", f"The folder {place} cannot be named in it."
                ),
                Text(
                    "空白や記号のない場所にしてください(/srv/haishin など)。",
                    "Take a place without spaces and signs, as /srv/haishin.",
                ),
            )
    filled = {"user": user, "root": str(root), "program": str(program)}

    def written(text: str, place: Path) -> str:
        home = "read-only" if place.is_relative_to("/home") or place.is_relative_to("/root") else "yes"
        return text.format(**filled, hardened=_HARDENED.format(home=home))

    send = {"name": "haishin-send", "what": "look for what is merged, every minute", "boot": "30s", "every": "1min"}
    update = {"name": "haishin-update", "what": "look for a newer program", "boot": "2min", "every": "5min"}
    return {
        "haishin-send.service": written(_SENDER, root),
        "haishin-send.timer": _TIMER.format(**send),
        "haishin-update.service": written(_UPDATER, program),
        "haishin-update.timer": _TIMER.format(**update),
        "haishin-alarm.service": _ALARM,
    }
