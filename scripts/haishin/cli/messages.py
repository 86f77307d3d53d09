"""The errors of the verbs in words: what, where, why, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Final

from haishin.core.errors import Refusal, ToolError
from haishin.core.model import Finding, FollowKind, Text

# --- the ledger -----------------------------------------------------------------------------------------------------


def which_ledger() -> Refusal:
    """Refuse to begin a ledger of which nobody says whether residents get mail by it."""
    return Refusal(
        Text(
            "予行演習の台帳か、本番の台帳かが分かりません。本番の台帳を作ると、今 main にある情報メールは、もう配信"
            "されません。",
            "Is the ledger for rehearsals or live? Once a live one is made, what is on main now is never mailed.",
        ),
        Text(
            "試すときは haishin demo か haishin ledger init --rehearsal です。本番は、OPERATING.md の手順を終えてから "
            "haishin ledger init --live --by 本人 です。",
            "To try it out run haishin demo, or haishin ledger init --rehearsal. To begin in earnest follow "
            "OPERATING.md, then run haishin ledger init --live --by LOGIN.",
        ),
    )


def not_ready(titles: Sequence[Text]) -> Refusal:
    """Refuse a live ledger on a machine that is not ready for it."""
    ja, en = "、".join(f"「{title.ja}」" for title in titles), "; ".join(title.en for title in titles)
    return Refusal(
        Text(
            f"本番を始める用意ができていません。次のことが満たされていません:{ja}",
            f"This machine is not ready to send live. Not in order: {en}.",
        ),
        Text(
            "haishin doctor が対処を示します。試すだけなら haishin ledger init --rehearsal です。",
            "haishin doctor says what to do. To try it out run haishin ledger init --rehearsal.",
        ),
    )


# --- files ----------------------------------------------------------------------------------------------------------


def unusable_file(path: Path, fault: OSError | UnicodeDecodeError) -> ToolError:
    """Report a file that cannot be read or made."""
    why = fault.strerror if isinstance(fault, OSError) else "UTF-8"
    return ToolError(
        Text(f"{path} を使えません({why})。", f"{path} cannot be used ({why})."),
        Text("ファイルの場所と権限を確かめてください。", "Check where the file is and its permissions."),
    )


def unwritable_file(name: str | Path, fault: OSError) -> ToolError:
    """Report a file that cannot be replaced."""
    return ToolError(
        Text(f"{name} に書けません({fault.strerror})。", f"{name} cannot be written ({fault.strerror})."),
        Text("フォルダーのアクセス権を確かめてください。", "Check the permissions of its folder."),
    )


# --- alerts ---------------------------------------------------------------------------------------------------------


def unmasked_elsewhere() -> Refusal:
    """Refuse ``--show`` where a log may keep what it shows, or another program pass it on."""
    return Refusal(
        Text(
            "--show が使えるのは、画面に直接表示するときだけです(ファイルや別のプログラム、CI では使えません)。",
            "--show works on a terminal alone: not into a file or another program, and not in CI.",
        ),
        Text(
            "--show を外すと、個人情報を伏せた結果が出ます。",
            "Without --show the findings come with personal information masked.",
        ),
    )


def no_alert_file(name: str) -> Refusal:
    """Refuse a path or id of no file."""
    return Refusal(
        Text(f"アラート {name!r} が見つかりません。", f"There is no alert {name!r}."),
        Text("ファイルのパスか、id(20261125-1605-koekake など)で指定してください。", "Name it by path or by id."),
    )


def file_elsewhere(name: str, folder: str) -> Refusal:
    """Refuse a file outside the folder of the alerts."""
    return Refusal(
        Text(f"{name} は {folder}/ の中にありません。", f"{name} does not lie in {folder}/."),
        Text(
            f"{folder}/所属/年/番号.md の形の場所に置いてから、もう一度実行してください。",
            f"Put it where alerts lie ({folder}/UNIT/YEAR/ID.md), then run this again.",
        ),
    )


def unreadable_alert(name: str, fault: OSError) -> ToolError:
    """Report a file of an alert that the system does not let read."""
    return ToolError(
        Text(f"{name} を読めません({fault.strerror})。", f"{name} cannot be read ({fault.strerror})."),
        Text("ファイルのアクセス権を確かめてください。", "Check the file's permissions."),
    )


def faulty_alert(name: str, first: Finding) -> Refusal:
    """Refuse a file that is no alert, by the first of its errors."""
    place = f"{name}:{first.span.line}:{first.span.column}"
    return Refusal(Text(f"{place} {first.message.ja}", f"{place} {first.message.en}"), first.hint)


def private_places() -> Refusal:
    """Refuse a mail that would show what nobody may see yet."""
    return Refusal(
        Text(
            "個人情報などの疑いがある箇所が残っているため、メールの形では出しません。",
            "The mail is not shown while a place may hold private information.",
        ),
        Text("haishin validate で箇所を確かめ、直してください。", "See the places with haishin validate."),
    )


def unread_line(number: int) -> ToolError:
    """Refuse a line of ``scan`` of another form; its words may hold the text that was read, and are not shown."""
    return ToolError(
        Text(
            f"{number} 行目を読めません。検査は済んでいません。",
            f"Line {number} cannot be read; nothing after it is checked.",
        ),
        Text(
            '1行に1つ、{"id": "…", "title": "…", "body": "…"} の形で書いてください(任意で category, date)。',
            'Write one {"id": "…", "title": "…", "body": "…"} a line; `category` and `date` may be added.',
        ),
    )


# --- decide ---------------------------------------------------------------------------------------------------------


def nothing_to_judge() -> Refusal:
    """Refuse a call that names neither an alert nor a pull request that changes none."""
    return Refusal(
        Text("どの情報メールを判定するか、指定がありません。", "No alert is named."),
        Text(
            "パスか id で指定してください。情報メールのない変更は、--pull に files のあるファイルを指定します。",
            "Name it by path or id; a pull request without an alert by --pull with a file that lists its files.",
        ),
    )


def unreadable_history(path: Path, why: Text) -> ToolError:
    """Report a history file of another form."""
    return ToolError(
        Text(
            f"履歴ファイル {path.name} を読めません。{why.ja}",
            f"The history file {path.name} cannot be read. {why.en}",
        ),
        Text("JSON の形式と、state の語を確かめてください。", "Check its JSON and the words of state."),
    )


NO_SUCH_TIME: Final = Text("時刻がありません。", "There is no such time.")

# --- drafts ---------------------------------------------------------------------------------------------------------


def no_page_of_forge(remote: str) -> Refusal:
    """Refuse a remote that is none of a forge's."""
    return Refusal(
        Text(
            f"リモート「{remote}」のアドレスから、GitHub のページが分かりません。",
            f"The address of the remote `{remote}` does not tell the forge's page.",
        ),
        Text(
            f"git remote set-url {remote} https://github.com/所有者/名前 の後に、もう一度実行してください。",
            f"Run git remote set-url {remote} https://github.com/OWNER/NAME, then this again.",
        ),
    )


def unknown_follow(alert: str, kind: str) -> Refusal:
    """Refuse ``--follows`` with an id or a kind of another form."""
    return Refusal(
        Text(f"--follows {alert} {kind} を読めません。", f"--follows {alert} {kind} is not understood."),
        Text(
            f"番号(20261125-1605-koekake など)と、{'、'.join(FollowKind)} のどれかを書いてください。",
            f"Write an id, as 20261125-1605-koekake, and one of {', '.join(FollowKind)}.",
        ),
    )


def no_choice(what: str, given: str | None, names: Mapping[str, str]) -> Refusal:
    """Refuse a question of ``new`` that is not answered, or by none of the codes."""
    listed = "、".join(f"{code} {name}" for code, name in names.items())
    if given is None:
        message = Text(f"{what}が選ばれていません。", f"{what} is not given.")
    else:
        message = Text(f"{what}に「{given}」はありません。", f"There is no {what} `{given}`.")
    return Refusal(message, Text(f"次のどれかを書いてください:{listed}", f"Write one of: {', '.join(names)}."))


def taken_id(path: str) -> Refusal:
    """Refuse a draft of an id that another file has."""
    return Refusal(
        Text(f"{path} と同じ番号のファイルが、すでにあります。", f"There is a file of the id of {path} already."),
        Text("1分待って、もう一度実行してください。", "Wait a minute, then run this again."),
    )


def unwritten_draft(path: str, fault: OSError) -> ToolError:
    """Report a draft or page that cannot be written."""
    return ToolError(
        Text(f"{path} に書けません({fault.strerror})。", f"{path} cannot be written ({fault.strerror})."),
        Text("フォルダーとアクセス権を確かめてください。", "Check the folder and its permissions."),
    )


# --- hook -----------------------------------------------------------------------------------------------------------


def other_hook(hook: Path, line: str) -> Refusal:
    """Refuse a hook that somebody else made, where ours would be."""
    return Refusal(
        Text(f"別の pre-commit フックが {hook} にあります。", f"There is another pre-commit hook at {hook}."),
        Text(
            f"上書きはしません。そのフックの終わりの前に、次の1行を加えてください:{line}",
            f"It is not overwritten. Add this line to it, before its end: {line}",
        ),
    )


def not_our_hook(hook: Path, line: str) -> Refusal:
    """Refuse a hook that somebody else made, which is not ours to take away."""
    return Refusal(
        Text(f"{hook} は、このコマンドが作ったフックではありません。", f"{hook} was not made by this command."),
        Text(f"消しません。その中の「{line}」の行を消してください。", f"Take the line `{line}` out of it yourself."),
    )


def hooks_off() -> Refusal:
    """Refuse an empty ``core.hooksPath``."""
    return Refusal(
        Text(
            "git の設定 core.hooksPath が空なので、git はフックを実行しません。",
            "core.hooksPath is empty: git runs no hook.",
        ),
        Text(
            "git config --unset core.hooksPath で消してから、もう一度実行してください。",
            "Take it away (git config --unset core.hooksPath) and run this again.",
        ),
    )


# --- mails ----------------------------------------------------------------------------------------------------------


def no_frame(code: str, known: Sequence[str]) -> Refusal:
    """Refuse a language in which no mail can be had."""
    return Refusal(
        Text(f"言語 {code!r} の見出しはありません。", f"There is no frame in the language {code!r}."),
        Text(f"使える言語は {', '.join(known)} です。", f"Languages are {', '.join(known)}."),
    )


def not_one_reader() -> Refusal:
    """Refuse a sample for no reader, or for several."""
    return Refusal(
        Text("アドレスは一つだけ書いてください。", "Write one address."),
        Text("標準入力に、宛先を一行で入れてください。", "Give the reader's address in one line on standard input."),
    )


def no_browser() -> ToolError:
    """Report a page that no browser opens."""
    return ToolError(
        Text("ブラウザーを開けませんでした。", "No browser could be opened."),
        Text("上に示したファイルを自分で開いてください。", "Open the file named above yourself."),
    )


def tampered_mail() -> Refusal:
    """Refuse a mail that its own digest does not fit."""
    return Refusal(
        Text(
            "件名か本文が、メール自身のダイジェストと合いません。途中で変えられています。",
            "Subject or text are not those of the mail's own digest: they were changed on the way.",
        ),
        Text("このメールの内容を信用しないでください。", "Do not trust what this mail says."),
    )


def sample_mail() -> Refusal:
    """Refuse a mail that names no commit."""
    return Refusal(
        Text(
            "コミットが書かれていません。haishin render で作った見本で、配信されたメールではありません。",
            "It names no commit: a sample made by haishin render, not a mail that was sent.",
        ),
        Text("受信したメールを指定してください。", "Name a mail that was received."),
    )


def absent_commit(commit: str) -> ToolError:
    """Report a mail of a commit that this repository does not have."""
    return ToolError(
        Text(
            f"コミット {commit} がこのリポジトリにないため、確かめられません。",
            f"The commit {commit} is not in this repository: nothing can be said.",
        ),
        Text("git fetch を実行してから、もう一度試してください。", "Run git fetch and try again."),
    )


def unmerged_commit(commit: str, branch: str) -> Refusal:
    """Refuse a mail of a commit that main does not hold."""
    return Refusal(
        Text(
            f"コミット {commit} は {branch} に含まれていません。マージされていない内容です。",
            f"The commit {commit} is not on {branch}: its content was never merged.",
        ),
        Text(
            "手元が古いときは git fetch の後でもう一度試してください。それでも同じなら信用しないでください。",
            "If this copy is old, run git fetch and try again. If it stays so, do not trust the mail.",
        ),
    )


def other_mail(parts: Sequence[Text]) -> Refusal:
    """Refuse a mail that differs in those parts from what the merged alert makes."""
    return Refusal(
        Text(
            f"マージされたアラートと合いません({'、'.join(part.ja for part in parts)})。",
            f"It is not what the merged alert makes ({', '.join(part.en for part in parts)}).",
        ),
        Text(
            "メールを作るプログラムがその後に変わったときも合いません。そのコミットのプログラムで試してください。"
            "それでも合わなければ信用しないでください。",
            "It also differs where the program that makes mails has changed since: try with the program of that "
            "commit. If it still differs, do not trust the mail.",
        ),
    )


# --- ids and addresses ----------------------------------------------------------------------------------------------


def unknown_id(target: str, known: Set[str], *, stopping: bool) -> Refusal:
    """Refuse an unknown id, and name the near ones; who would stop an alert is told how to stop all."""
    near = "、".join(difflib.get_close_matches(target, known)) or "-"
    return Refusal(
        Text(f"main に {target} という情報メールはありません。", f"There is no alert {target} on main."),
        Text(
            f"何も止めていません。id を確かめるか、haishin stop all で全部を止めてください。近い id:{near}",
            f"Nothing was stopped. Check the id, or stop all with haishin stop all. Near: {near}",
        )
        if stopping
        else Text(
            f"何もしていません。id を確かめてください。近い id:{near}",
            f"Nothing was done. Check the id. Near: {near}",
        ),
    )


def addresses_elsewhere() -> Refusal:
    """Refuse addresses that would go into another program, an old file or a log."""
    return Refusal(
        Text(
            "アドレスを出せるのは、画面に直接表示するときと、新しいファイル(権限 0600)に書くときだけです。"
            "CI では出せません。",
            "Addresses go to a terminal or to a new file (mode 0600) alone, and never in CI.",
        ),
        Text(
            "配信ホストの端末で実行するか、ファイルを指定してください。",
            "Run it on a terminal of the mail host, or name a file.",
        ),
    )


def failed_of_which() -> Refusal:
    """Refuse ``status --failed`` without an id."""
    return Refusal(
        Text(
            "届かなかった人を見るには、id と --failed の両方を書いてください。",
            "To see who was refused give the id and --failed, both.",
        ),
        Text("haishin status ID --failed", "haishin status ID --failed"),
    )


def no_journal_here() -> Refusal:
    """Refuse to tell of one person where no journal is: a runner, or another machine."""
    return Refusal(
        Text(
            "この機械に配信の記録(日誌)はありません。だれに送ったかは、配信ホストだけが知っています。",
            "There is no journal on this machine: who was sent what is known on the mail host alone.",
        ),
        Text(
            "配信ホストの端末で、HAISHIN_STATE を確かめて実行してください。",
            "Run it on a terminal of the mail host; check HAISHIN_STATE.",
        ),
    )


# --- report ---------------------------------------------------------------------------------------------------------


def report_in_log() -> Refusal:
    """Refuse subjects and reasons as they were written, in CI."""
    return Refusal(
        Text(
            "件名と理由を書いたとおりに出すため、CI では使えません。",
            "It prints subjects and reasons as they were written: not in CI.",
        ),
        Text("配信ホストの端末で実行してください。", "Run it on a terminal of the mail host."),
    )


def not_for_story(alert: str) -> Refusal:
    """Refuse a choice that the register alone has, with an alert."""
    return Refusal(
        Text(
            "--month、--unit、--into は、配信簿(--form register)に付けてください。",
            "--month, --unit and --into go with the register (--form register).",
        ),
        Text(f"haishin report {alert}", f"haishin report {alert}"),
    )


def not_begun(alert: str) -> Refusal:
    """Refuse the story of an alert that was never claimed."""
    return Refusal(
        Text(f"{alert} は、まだ配信を始めていません。", f"The sending of {alert} has not begun."),
        Text("状況は haishin status で見てください。", "See haishin status."),
    )


def unknown_unit(unit: str, units: Iterable[str]) -> Refusal:
    """Refuse an unknown unit, and name the near ones."""
    near = "、".join(difflib.get_close_matches(unit, units)) or "-"
    return Refusal(
        Text(f"所属 {unit} はありません。", f"There is no unit {unit}."),
        Text(f"所属の id を確かめてください。近い id:{near}", f"Check the unit's id. Near: {near}"),
    )


# --- settle ---------------------------------------------------------------------------------------------------------


def no_log() -> Refusal:
    """Refuse ``--resend-absent`` without a log that shows who is absent."""
    return Refusal(
        Text("中継サーバーの記録(--log)がありません。", "The relay's log (--log) is not given."),
        Text(
            "--resend-absent は、記録に載っていない人にもう一度送ります。--log FILE を添えてください。",
            "--resend-absent mails those whom the log does not show. Add --log FILE.",
        ),
    )


def nobody_settles() -> Refusal:
    """Refuse a log or a word without the person who answers for it."""
    return Refusal(
        Text("だれが確かめたかの指定(--by)がありません。", "Who settles this is not said (--by)."),
        Text(
            "--by に、主管課の人のアカウント名を書いてください。",
            "Give the login of a person of the section with --by.",
        ),
    )


def unreadable_log(path: Path, fault: OSError) -> ToolError:
    """Report a log that cannot be read."""
    return ToolError(
        Text(f"{path} を読めません:{fault.strerror}", f"{path} cannot be read: {fault.strerror}"),
        Text("ファイルの場所と権限を確かめてください。", "Check where it is and its permissions."),
    )


# --- residents ------------------------------------------------------------------------------------------------------


def nobody_syncs() -> Refusal:
    """Refuse ``import --sync``, which takes people out, without the person who does it."""
    return Refusal(
        Text("--sync は人を名簿から外すため、--by が要ります。", "--sync takes people out: it needs --by."),
        Text("--by に、できる人のアカウント名を書いてください。", "Give the login of a person who may with --by."),
    )


def not_one_resident() -> Refusal:
    """Refuse ``find`` with no address, or with several."""
    return Refusal(
        Text("アドレスは一つだけ書いてください。", "Write one address."),
        Text("複数の人は、一人ずつ調べます。", "Look for one person at a time."),
    )


# --- around the service ---------------------------------------------------------------------------------------------


def unreadable_day(text: str) -> Refusal:
    """Refuse a day of another form."""
    return Refusal(
        Text(f"日付 {text!r} を読めません。", f"The date {text!r} cannot be read."),
        Text("2027-04-01 のように書いてください。", "Write it as 2027-04-01."),
    )


def no_program_folder() -> Refusal:
    """Refuse an update from a checkout that does not say of which program."""
    return Refusal(
        Text(
            "このプログラムはチェックアウトから動いているため、どこのものを替えるのか分かりません。",
            "This program runs from a checkout: which one is to be replaced is not known.",
        ),
        Text(
            "--into に、releases/ と current を置くフォルダー(haishin service の --program)を書いてください。",
            "Name the folder of releases/ and current with --into (the --program of haishin service).",
        ),
    )


def unwritable_program(folder: Path, fault: OSError) -> ToolError:
    """Report a folder of releases that cannot be written."""
    return ToolError(
        Text(f"{folder} に書けません({fault.strerror})。", f"{folder} cannot be written ({fault.strerror})."),
        Text(
            "フォルダーの所有者(haishin-update の利用者)で実行しているか、空き容量があるかを確かめてください。",
            "Run it as the folder's owner (the user of haishin-update), and check the disk space.",
        ),
    )


def failed_build() -> ToolError:
    """Report a release whose environment cannot be made, or that does not run."""
    return ToolError(
        Text(
            "新しいプログラムを作れないか、動きません。いまのプログラムのまま続けます。",
            "The new program cannot be built, or does not run. The present one goes on.",
        ),
        Text(
            "上の表示を見て、ネットワークと空き容量を確かめ、もう一度実行してください。",
            "Look at what is said above, check network and disk space, and run again.",
        ),
    )


# --- demo -----------------------------------------------------------------------------------------------------------


def no_stage(fault: OSError) -> ToolError:
    """Report a scratch folder that cannot be made."""
    return ToolError(
        Text(f"作業用のフォルダーを作れません({fault}).", f"The scratch folder cannot be made ({fault})."),
        Text("空き容量と、--keep のフォルダーを確かめてください。", "Check the disk, and the folder of --keep."),
    )


def no_row() -> ToolError:
    """Report a table whose rows cannot be demonstrated."""
    return ToolError(
        Text("別表に、デモに使える行がありません。", "No row of the table can be demonstrated."),
        Text("haishin table で別表を確かめてください。", "See haishin table."),
    )


def untrue_demo(what: str) -> ToolError:
    """Report a step of the demo that went another way."""
    return ToolError(
        Text(f"デモが予定どおりに進みませんでした:{what}", f"The demo did not come true: {what}"),
        Text("この出力を添えて知らせてください。", "Report it with this output."),
    )
