"""The service of a mail host that pulls: a systemd unit and its timer, to be read before they are installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from haishin.errors import Refusal
from haishin.model import Text

NAME: Final = "haishin-send"
_USER: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}")  # as useradd takes it
_PLAIN: Final = re.compile(r"/[A-Za-z0-9._/+@-]*")  # nothing that systemd would split, expand or unescape

_SERVICE: Final = """\
# /etc/systemd/system/{name}.service
# 情報メールの配信(メールサーバーが自分で取りに行く形)。haishin service が作りました。
# 秘密は /etc/{user}/send.env に置きます(所有者 root、権限 0600。読むのは systemd だけです):
#   HAISHIN_LIVE=1
#   HAISHIN_FORGE=github:OWNER/NAME
#   HAISHIN_FORGE_TOKEN=...
#   HAISHIN_SMTP=smtps://USER:PASSWORD@HOST
#   GIT_SSH_COMMAND="ssh -i /etc/{user}/ledger_key -o UserKnownHostsFile=/etc/{user}/known_hosts -o IdentitiesOnly=yes"
# 台帳の鍵 ledger_key は {user} だけが読めるようにします(0400)。クローン {root} の所有者も {user} にします。
# 人が同じ設定で実行するには(一行で):
#   systemd-run --pty --wait --uid={user} -E HAISHIN_STATE=/var/lib/{user} -p EnvironmentFile=/etc/{user}/send.env
#   -p WorkingDirectory={root} {root}/.venv/bin/python -I -m haishin status
# schema/ や scripts/ が main で変わると、送信は止まって待ちます。人が確かめて git pull で取り込むと再開します
# (承認を確かめられない変更は haishin ledger accept も要ります)。この service は自分のプログラムを書き換えられません。
[Unit]
Description=haishin: send what is merged
Documentation=file:{root}/README.md
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={root}
EnvironmentFile=/etc/{user}/send.env
Environment=HAISHIN_STATE=/var/lib/{user}
ExecStart={root}/.venv/bin/python -I -m haishin send --live

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
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths={root}/.git
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

_TIMER: Final = """\
# /etc/systemd/system/{name}.timer
# 有効にする:systemctl daemon-reload && systemctl enable --now {name}.timer
# 止める(すぐに、送信中でも):systemctl disable --now {name}.timer && systemctl stop {name}.service
[Unit]
Description=haishin: look for what is merged, every minute

[Timer]
OnBootSec=30s
OnUnitInactiveSec=1min
AccuracySec=5s

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Units:
    """The text of both files."""

    service: str
    timer: str


def units(root: Path, user: str) -> Units:
    """The unit and the timer for a clone at ``root``, run as ``user``.

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
    if _PLAIN.fullmatch(str(root)) is None:
        raise Refusal(
            Text(f"フォルダー {root} の名前は、service に書けません。", f"The folder {root} cannot be named in it."),
            Text(
                "空白や記号のない場所にクローンしてください(/srv/haishin など)。",
                "Clone it to a place without spaces and signs, as /srv/haishin.",
            ),
        )
    home = "read-only" if root.is_relative_to("/home") or root.is_relative_to("/root") else "yes"
    filled = {"name": NAME, "user": user, "root": str(root), "home": home}
    return Units(_SERVICE.format(**filled), _TIMER.format(**filled))
