"""The errors of this room in words: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Text

# --- headers --------------------------------------------------------------------------------------------------------

_RETYPE: Final = Text(
    "その文字を消すか、別の文字に変えてください。見えない文字は、入力し直すと消えます。",
    "Delete or replace it. An invisible character goes away when the text is typed anew.",
)


def unsafe_in_header(field: Text, code: int) -> Refusal:
    """Refuse a character that an authored line may not hold; ``field``: what the line is."""
    return Refusal(
        Text(
            f"{field.ja}に、メールの見出しに使えない文字（U+{code:04X}）があります。",
            f"The {field.en} has a character (U+{code:04X}) that may not stand in a mail header.",
        ),
        _RETYPE,
    )


def encoded_word_in_header(field: Text) -> Refusal:
    """Refuse ``=?`` in an authored line."""
    return Refusal(
        Text(
            f"{field.ja}に「=?」という並びがあります。メールの見出しでは別の意味になるため使えません。",
            f'The {field.en} has the sequence "=?", which has a meaning of its own in a mail header.',
        ),
        _RETYPE,
    )


def unwritable_header(name: str) -> ToolError:
    """Report a header whose value is not ASCII, breaks its line, or is too long."""
    return ToolError(
        Text(
            f"メールの見出し {name} に、ASCII でない文字・改行・長すぎる値が入ろうとしました。",
            f"The mail header {name} was about to get a character that is not ASCII, a line break, or too long "
            "a value.",
        ),
        Text(
            "schema/organization.yaml の mail の設定を確かめてください。",
            "Check the block `mail` of schema/organization.yaml.",
        ),
    )


def no_address() -> Refusal:
    """Refuse an address of another form. It is never quoted: the text may reach a log."""
    return Refusal(
        Text("メールアドレスの形になっていない宛先があります。", "A recipient's address is not an address."),
        Text(
            "登録者の一覧でその登録のメールアドレスを直すか、登録を削除してください。",
            "Correct the address of that registration, or remove it.",
        ),
    )


# --- keys -----------------------------------------------------------------------------------------------------------


def keys_missing(path: Path) -> ToolError:
    """Report that there is no key file where one must be."""
    return ToolError(
        Text(
            f"鍵ファイル {path} がありません。"
            "前回の鍵がないと、続報のつながりと、届かなかった知らせの確かめが壊れます。",
            f"The key file {path} is missing. Without the keys used before, threads and the proof of bounces would "
            "break.",
        ),
        Text(
            "状態フォルダー（HAISHIN_STATE）が正しいか確かめ、バックアップから戻してください。",
            "Check that the state folder (HAISHIN_STATE) is the right one and restore the file from the backup.",
        ),
    )


def keys_open(path: Path, mode: int) -> ToolError:
    """Report a key file that others can read."""
    return ToolError(
        Text(
            f"鍵ファイル {path} を他の利用者も読めます（モード {mode:03o}）。",
            f"Others can read the key file {path} (mode {mode:03o}).",
        ),
        Text("chmod 600 で所有者だけが読めるようにしてください。", "Make it readable by its owner only: chmod 600."),
    )


def keys_broken(path: Path, reason: str | None) -> ToolError:
    """Report a key file that cannot be read; ``reason`` quotes nothing of it."""
    return ToolError(
        Text(f"鍵ファイル {path} を読めません：{reason}。", f"The key file {path} cannot be read: {reason}."),
        Text("手で直さず、バックアップから戻してください。", "Do not repair it by hand; restore it from the backup."),
    )


def bad_subscriber_id() -> ToolError:
    """Report a subscriber's id that would not fit an address."""
    return ToolError(
        Text(
            "登録者の番号が決まりの形（英小文字・数字・「-」「_」で33文字まで）ではありません。",
            "A subscriber's id is not of the fixed form (up to 33 of a–z, 0–9, - and _).",
        ),
        Text(
            "登録者の一覧（データベース）が壊れていないか確かめてください。",
            "Check whether the subscribers' database is damaged.",
        ),
    )


# --- the text -------------------------------------------------------------------------------------------------------


def unmailable_markup(line: int, kind: str) -> Refusal:
    """Refuse markup that no mail has; ``kind``: the parser's word for it."""
    return Refusal(
        Text(
            f"本文の{line}行目に、メールにできない書式（{kind}）があります。",
            f"Line {line} of the text has markup that cannot be mailed ({kind}).",
        ),
        Text(
            "段落、強調、見出し、箇条書き、リンクだけで書き直してください。",
            "Write it with paragraphs, emphasis, headings, lists and links only.",
        ),
    )


def nested_too_deeply(line: int) -> Refusal:
    """Refuse a list in too many lists."""
    return Refusal(
        Text(f"本文の{line}行目の箇条書きが深すぎます。", f"The list on line {line} of the text is nested too deeply."),
        Text("箇条書きの段を減らしてください。", "Use fewer levels."),
    )


def unsafe_in_text(code: int) -> Refusal:
    """Refuse a character of the text that nobody sees."""
    return Refusal(
        Text(
            f"本文に、メールに使えない文字（U+{code:04X}）があります。",
            f"The text has a character (U+{code:04X}) that may not be mailed.",
        ),
        Text(
            "その文字を消してください。「&#…;」の形で書かれている場合もあります。",
            "Delete it. It may be written in the form &#…;.",
        ),
    )


def unknown_unit(known: Iterable[str]) -> Refusal:
    """Refuse an alert in the folder of no unit."""
    units = ", ".join(known)
    return Refusal(
        Text(
            "フォルダーの名前が、知られている所属ではないため、配信元が分かりません。",
            "The folder is not named after a unit that is known, so nobody knows who sends it.",
        ),
        Text(f"使える所属は {units} です。", f"Units are {units}."),
    )


def no_known_station() -> Refusal:
    """Refuse a scope without a station that is known."""
    return Refusal(
        Text("地域（scope）に、知られている警察署がありません。", "The scope names no station that is known."),
        Text("scope に、警察署か全県（prefecture）を書いてください。", "Write stations, or prefecture, under `scope`."),
    )


def id_without_time(alert_id: str) -> Refusal:
    """Refuse an id that does not begin with a time."""
    return Refusal(
        Text(f"「{alert_id}」は、日時で始まる ID ではありません。", f"`{alert_id}` is no id that begins with a time."),
        Text(
            "ファイル名を YYYYMMDD-HHMM-… の形にしてください（例 20261125-1605-koekake.md）。",
            "Name the file YYYYMMDD-HHMM-… (as in 20261125-1605-koekake.md).",
        ),
    )


# --- what schema/ says ----------------------------------------------------------------------------------------------

_STANDING_TEXTS: Final = Text(
    "texts に書いてください。使える印は {force}、{sender}、{contact}、{phone}、{list_name}、{leave} です。",
    "Write it under `texts`. It may use {force}, {sender}, {contact}, {phone}, {list_name}, {leave}.",
)


def standing_text_missing(name: str) -> ToolError:
    """Report a standing text that is not there."""
    return ToolError(
        Text(
            f"schema/wording.yaml の texts に定型文「{name}」がありません。",
            f"schema/wording.yaml has no standing text `{name}` under `texts`.",
        ),
        _STANDING_TEXTS,
    )


def standing_text_unfillable(name: str) -> ToolError:
    """Report a standing text with a hole that nothing fills."""
    return ToolError(
        Text(
            f"schema/wording.yaml の定型文「{name}」に、埋められない {{…}} があります。",
            f"The standing text `{name}` of schema/wording.yaml has a {{…}} that cannot be filled.",
        ),
        _STANDING_TEXTS,
    )


def example_host(field: str, host: str) -> Refusal:
    """Refuse a host that is reserved for examples; ``field``: where in the block ``mail``."""
    return Refusal(
        Text(
            f"schema/organization.yaml の mail.{field} が見本のままです（{host}）。本番の配信はできません。",
            f"mail.{field} of schema/organization.yaml is still an example ({host}). Nothing can be sent live.",
        ),
        Text(
            "実際に使うドメインに書き換え、SPF・DKIM・DMARC を設定してから始めてください。",
            "Write your own domain there, and set up SPF, DKIM and DMARC before you start.",
        ),
    )


# --- a mail that was received ---------------------------------------------------------------------------------------

_SAVE_IT_WHOLE: Final = Text(
    "受信したメールを、転送や編集をせずに、そのまま（.eml で）保存したものを指定してください。それでも読めなければ、"
    "この仕組みから配信されたメールではないか、途中で変えられています。",
    "Name the mail as it was received and saved (.eml), not forwarded or edited. If it still cannot be read, it was "
    "not sent from here, or was changed on its way.",
)


def header_not_once(name: str, count: int) -> Refusal:
    """Refuse a header that is missing or doubled."""
    return Refusal(
        Text(
            f"見出し {name} が{count}個あります。ちょうど1個のはずです。",
            f"The header {name} stands {count} times in the mail; it must stand once.",
        ),
        _SAVE_IT_WHOLE,
    )


def header_unreadable(name: str) -> Refusal:
    """Refuse a header of another form."""
    return Refusal(
        Text(f"見出し {name} の値を読めません。", f"The value of the header {name} cannot be read."), _SAVE_IT_WHOLE
    )


def other_renderer(renderer: str) -> Refusal:
    """Refuse a mail that another version made."""
    return Refusal(
        Text(
            f"このメールは、ほかの版のプログラムで作られています（X-Alert-Renderer: {renderer}）。",
            f"This mail was made by another version of the program (X-Alert-Renderer: {renderer}).",
        ),
        Text("新しい版のプログラムで、もう一度試してください。", "Try again with the newest version of the program."),
    )


def other_parts() -> Refusal:
    """Refuse a mail of other parts than a text, or a text and a page."""
    return Refusal(
        Text(
            "メールの中身が、テキストの1部分、またはテキストとHTMLの2部分になっていません。",
            "The mail does not consist of one text, or of one text and one page.",
        ),
        _SAVE_IT_WHOLE,
    )


def content_unreadable() -> Refusal:
    """Refuse a part that is no text."""
    return Refusal(
        Text("メールの中身を文字として読めません。", "The content of the mail cannot be read as text."), _SAVE_IT_WHOLE
    )
