"""The words of this room: why a line, an address or the whole file cannot be taken, and what to do.

No sentence holds what a resident wrote; a place in the file or a masked address stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from haishin.core.errors import ToolError
from haishin.core.model import Text

# Why one line of the CSV is refused, by the reason's name.
REASONS = {
    "csv": Text(
        '引用符(")の閉じ忘れなど、CSVとして読めません。',
        "This is no readable CSV, for example a quotation mark is not closed.",
    ),
    "fields": Text(
        "項目が{found}個あります。見出しと同じ{expected}個にしてください。",
        "The line has {found} fields; the heading has {expected}.",
    ),
    "id": Text(
        "idは英小文字と数字2~7の26文字です。新しい登録者なら空欄にしてください。",
        "An id is 26 characters of a-z and 2-7; leave it empty for a new subscriber.",
    ),
    "stations": Text(
        "{place}番目の警察署は organization.yaml にありません。",
        "Station no. {place} of the list is not in organization.yaml.",
    ),
    "municipalities": Text(
        "{place}番目の市町村は organization.yaml にありません。",
        "Municipality no. {place} of the list is not in organization.yaml.",
    ),
    "categories": Text(
        "{place}番目の配信区分は policy.yaml にありません。",
        "Category no. {place} of the list is not in policy.yaml.",
    ),
    "no-place": Text(
        "警察署か市町村を一つ以上書いてください。全部なら * です。",
        "Name a station or a municipality; * means all.",
    ),
    "no-category": Text(
        "配信区分を一つ以上書いてください。全部なら * です。",
        "Name a category; * means all.",
    ),
    "control": Text("この所属は organization.yaml にありません。", "This unit is not in organization.yaml."),
    "form": Text("formは text か html です。", "The form is text or html."),
    "language": Text("languageは {known} のどれかです。", "The language is one of {known}."),
    "spoken": Text("yes か no を書いてください。", "Write yes or no."),
    "no-origin": Text("同意をどこで得たかがありません。", "It is not said where the consent was given."),
    "origin": Text(
        "200文字以内の1行で、制御文字を入れずに書いてください。",
        "Write one line of at most 200 characters without control characters.",
    ),
    "no-consent": Text("同意の日がありません。", "The day of the consent is missing."),
    "consent": Text(
        "2026-01-31 のような日付か、2026-01-31T09:00+09:00 のような時差つきの日時を書いてください。",
        "Write a date as 2026-01-31, or a time with offset as 2026-01-31T09:00+09:00.",
    ),
    "future": Text("同意の日がまだ来ていません。", "The consent lies in the future."),
    "taken": Text(
        "このアドレスは別のidで登録されています。",
        "This address is registered under another id.",
    ),
    "twice": Text("{line}行目と同じ登録者です。", "This is the subscriber of line {line} again."),
    "left": Text(
        "この登録者は配信を停止しました。その後の同意がないので登録できません。",
        "This subscriber has left and has not consented since.",
    ),
}

# Why a text is no address that can be mailed, by the reason's name.
ADDRESS = {
    "empty": Text("メールアドレスがありません。", "The address is missing."),
    "long": Text(
        "メールアドレスが長すぎます(254バイトまで、@より前は64バイトまで)。",
        "The address is too long (at most 254 octets, 64 of them before the @).",
    ),
    "characters": Text(
        "メールアドレスに空白、制御文字、<、> のいずれかが入っています。",
        "The address contains a space, a control character, < or >.",
    ),
    "shape": Text(
        "メールアドレスには半角の @ がちょうど一つ必要です。",
        "The address needs exactly one @.",
    ),
    "local": Text(
        "メールアドレスの @ より前に、使えない文字があります。",
        "The part before the @ contains a character that is not allowed there.",
    ),
    "dots": Text(
        "メールアドレスの @ より前で、点が続くか、先頭か末尾にあります。携帯電話会社のドメインのほかでは使えません。",
        "The part before the @ has two dots in a row, or one at its start or end; only phone carriers gave out such.",
    ),
    "domain": Text(
        "メールアドレスの @ より後ろが、正しいドメイン名ではありません。",
        "The part after the @ is no correct domain name.",
    ),
}
COMPARE_ADDRESS = Text(
    "アドレスを本人の登録内容と照らし合わせてください。", "Compare the address with what the resident wrote."
)


# --- the CSV as a whole: message and hint -------------------------------------------------------


def not_utf8(line: int) -> tuple[Text, Text]:
    """Report the first line that cannot be decoded."""
    return (
        Text(
            f"CSVファイルの{line}行目がUTF-8ではありません。何も取り込んでいません。",
            f"Line {line} of the CSV file is not UTF-8. Nothing was imported.",
        ),
        Text("「CSV UTF-8」の形式で保存し直してください。", "Save the file as CSV UTF-8."),
    )


def wrong_heading(missing: Sequence[str], columns: Sequence[str]) -> tuple[Text, Text]:
    """Report a first line that is no heading; names that nobody knows may be a resident's data and are not shown."""
    lacks = ", ".join(missing) or "-"
    return (
        Text(
            f"CSVファイルの1行目の見出しが違います(足りない列:{lacks})。何も取り込んでいません。",
            f"The heading in line 1 of the CSV file is wrong (missing columns: {lacks}). Nothing was imported.",
        ),
        Text(
            f"1行目を次のとおりにしてください(idはなくても構いません):{','.join(columns)}",
            f"Make line 1 read as follows (id may be left out): {','.join(columns)}",
        ),
    )


def lines_in_the_way(lines: int) -> tuple[Text, Text]:
    """Report that a sync would take out whoever stands in lines that cannot be taken."""
    return (
        Text(
            f"取り込めない行が {lines} 行あるため、名簿は何も変えていません。",
            f"{lines} lines cannot be taken, so nothing was changed.",
        ),
        Text(
            "その行を直してから、もう一度実行してください。そのまま進むと、その行の人が名簿から外れます。",
            "Correct those lines and run again: going on would take the people of those lines out.",
        ),
    )


def too_many_missing(people: Text) -> tuple[Text, Text]:
    """Report that a sync would take out more people than is allowed; ``people``: how many, rounded."""
    return (
        Text(
            f"このファイルにない登録者が{people.ja}います。多すぎるため、名簿は何も変えていません。",
            f"The file does not name {people.en} who are registered: too many, so nothing was changed.",
        ),
        Text(
            "ファイルが切れていないか確かめ、正しければ、外してよい人数を --removals で指定してください。",
            "Check that the file is whole. If it is, say with --removals how many may be taken out at most.",
        ),
    )


CONSENT_AGAIN = Text("本人の新しい同意を得てください。", "Ask the resident for a new consent.")

# --- the registry's file ------------------------------------------------------------------------

LOCKED = (
    Text("登録者名簿 {name} は、ほかの処理が使っています。", "The registry {name} is in use by another process."),
    Text("その処理が終わってから、もう一度実行してください。", "Run again when that process has ended."),
)
DISK_FULL = (
    Text("ディスクがいっぱいで、登録者名簿 {name} に書けません。", "The disk is full; {name} cannot be written."),
    Text(
        "空きを作ってから、もう一度実行してください。途中までの変更は残っていません。",
        "Make room, then run again. Nothing was changed half-way.",
    ),
)
DAMAGED = (
    Text("{name} は登録者名簿として読めません。", "{name} cannot be read as a registry."),
    Text(
        "HAISHIN_STATE の指すフォルダーを確かめ、必要ならバックアップから戻してください。",
        "Check the folder that HAISHIN_STATE names; if need be restore the backup.",
    ),
)
CLOSED = (
    Text("登録者名簿 {name} を開けないか、書き込めません。", "The registry {name} cannot be opened or written."),
    Text(
        "ファイルとフォルダーの所有者と権限を確かめてください。",
        "Check the owner and the permissions of the file and its folder.",
    ),
)
OTHER = (
    Text("登録者名簿 {name} で SQLite のエラー {error} が起きました。", "SQLite error {error} in the registry {name}."),
    Text(
        "ディスクの状態を確かめて、もう一度実行してください。",
        "Check the health of the disk, then run again.",
    ),
)


def registry_error(words: tuple[Text, Text], path: Path, error: str = "") -> ToolError:
    """Report one of the faults above; ``error``: SQLite's name of it."""
    message, hint = words
    return ToolError(message.format(name=path.name, error=error), hint)


def registry_missing(path: Path) -> ToolError:
    """Report that there is no registry yet."""
    return ToolError(
        Text(f"登録者名簿 {path.name} がまだありません。", f"There is no registry {path.name} yet."),
        Text(
            "HAISHIN_STATE の指すフォルダーを確かめてください。初めてなら haishin subscribers import で取り込みます。",
            "Check the folder that HAISHIN_STATE names. The first time, run haishin subscribers import.",
        ),
    )


def registry_open_to_others(path: Path, mode: int) -> ToolError:
    """Report permissions under which other users can read residents' data."""
    return ToolError(
        Text(
            f"登録者名簿 {path.name} を、ほかの利用者も開けます(権限 {mode:04o})。",
            f"The registry {path.name} is open to other users (mode {mode:04o}).",
        ),
        Text(
            f"chmod 600 {path.name} を実行し、誰かが読んだおそれがないか確かめてください。",
            f"Run chmod 600 {path.name}, and find out whether anybody has read it.",
        ),
    )


def registry_of_other_form(path: Path, form: int, known: int) -> ToolError:
    """Report a registry of a form that this program does not know."""
    return ToolError(
        Text(
            f"登録者名簿 {path.name} の形式は第{form}版で、このプログラムの知る第{known}版までにありません。",
            f"The registry {path.name} has form {form}; this program knows those up to {known}.",
        ),
        Text("その名簿を作った版のプログラムを使ってください。", "Use the version of the program that wrote it."),
    )
