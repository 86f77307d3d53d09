"""What is not as it should be: one list, the same for ``send``, ``plan``, ``status`` and ``health``.

A row is a sentence and a remedy with holes, and a function from what a verb has seen to what fills them, once for each
time that it holds. To add one: its row here, what it needs in ``Seen``, its example in the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from haishin.consult.messages import MAIN_WENT_BACK, PUT_MAIN_BACK
from haishin.core.contract.policy import JST
from haishin.core.errors import Exit
from haishin.core.model import PREFECTURE, Language, Text
from haishin.residents.reach import shown
from haishin.send.ledger.beat import AT_REST, SILENCE
from haishin.send.sending.seen import Seen

_NAMED = 3  # of the branches of one alarm
Holes = Iterable[Mapping[str, str | Text]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that needs a person: a code that never changes, what is the matter, what to do."""

    code: str
    text: Text
    remedy: Text
    exit: Exit


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One kind of condition; ``exit`` is what a verb ends with while it holds."""

    code: str
    find: Callable[[Seen], Holes]
    text: Text
    remedy: Text
    exit: Exit = Exit.REFUSED

    def holds(self, seen: Seen) -> Iterable[Condition]:
        """Yield a condition for each time that the row holds."""
        return (
            Condition(self.code, _filled(self.text, holes), _filled(self.remedy, holes), self.exit)
            for holes in self.find(seen)
        )


def _filled(text: Text, holes: Mapping[str, str | Text]) -> Text:
    def of(language: Language) -> dict[str, str]:
        return {name: _line(value) if isinstance(value, str) else value[language] for name, value in holes.items()}

    return Text(text.ja.format(**of("ja")), text.en.format(**of("en")))


def _line(name: str) -> str:
    """Write a name that somebody may have chosen in one line, so that none makes an alarm of its own (T21)."""
    return "".join(f"<U+{ord(sign):04X}>" if category(sign) in ("Cc", "Zl", "Zp") else sign for sign in name)


def each(name: str) -> Callable[[Seen], Holes]:
    """Fill the hole ``name`` once for each value of that field of ``Seen``."""
    return lambda seen: [{"name": value} for value in getattr(seen, name)]


def pairs(name: str) -> Callable[[Seen], Holes]:
    """Fill the holes ``name`` and ``why`` once for each pair of that field of ``Seen``."""
    return lambda seen: [{"name": value, "why": why} for value, why in getattr(seen, name)]


def when(moment: datetime) -> str:
    """Format a moment in Japan time."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


def _endings(seen: Seen, *, alarm: bool) -> Holes:
    return [{"text": ending.text, "remedy": ending.remedy} for ending in seen.endings if ending.alarm is alarm]


_EVERYWHERE = Text("全県", "the whole prefecture")


def _fault(what: tuple[Text, Text] | None) -> Holes:
    return [] if what is None else [{"text": what[0], "remedy": what[1]}]


def _shrunk(seen: Seen) -> Holes:
    if seen.host.shrunk is not None:
        now, before = seen.host.shrunk
        yield {"now": shown(now), "before": shown(before)}


def _foreign(seen: Seen) -> Holes:
    lost = "" if all(known for _, known in seen.host.foreign) else " --lost"
    return [{"name": name, "lost": lost} for name, _ in seen.host.foreign]


# What is the matter and what to do, by whether it has ended.
_UNREACHED = {
    False: (
        Text(
            "まだだれにも届いていません(中継サーバーが受け付けていません)",
            "has reached nobody yet (the relay takes none of it)",
        ),
        Text(
            "直したら、配信ホストで haishin send を実行してください。続きから送ります。",
            "Then run haishin send on the mail host: it goes on from there.",
        ),
    ),
    True: (
        Text("だれにも届かないまま終わりました", "has ended and reached nobody"),
        Text(
            "もう送り直されません。必要なら、新しい情報として起案し直してください(だれも受け取っていないので、訂正や取消は"
            "送れません)。この警報は、終わってから3日で消えます。",
            "It is not tried again. If it is still needed draft it anew: nobody has got it, so nothing can follow it. "
            "This alarm ends three days after it.",
        ),
    ),
}


def _unreached(seen: Seen) -> Holes:
    for name, ended in seen.host.unreached:
        state, act = _UNREACHED[ended]
        yield {"name": name, "state": state, "act": act}


# What is the matter and what to do, by whether the first still waits.
_UNHEARD = {
    True: (
        Text("どちらも配信していません", "neither is sent"),
        Text(
            "{first} を配信するなら {name} を、しないなら {first} と {name} を main から削除してください。"
            "文を直して配信するなら、{first} を直し、{name} を削除します。",
            "To send {first} delete {name} from main; if it is not to be sent delete both. To send another text amend "
            "{first} and delete {name}.",
        ),
    ),
    False: (
        Text("配信していません", "it is not sent"),
        Text(
            "{name} を main から削除し、必要なら、新しい情報として(follows なしで)起案し直してください。",
            "Delete {name} from main, and draft it anew as a new alert (without follows) if it is needed.",
        ),
    ),
}


def _unheard(seen: Seen) -> Holes:
    for name, first, waits in seen.unheard:
        state, act = _UNHEARD[waits]
        yield {"name": name, "first": first, "state": state, "act": act.format(name=name, first=first)}


def _failed(seen: Seen, code: Exit) -> Holes:
    last = seen.host.last
    if last is not None and last.failed is not None and last.failed.exit is code:
        yield {"since": when(last.at), "text": last.failed.text, "remedy": last.failed.remedy}


def _refused(seen: Seen) -> Holes:
    return [{"name": name, "number": shown(number), "code": code} for name, number, code in seen.host.refused]


def _near(seen: Seen) -> Holes:
    for place, ceiling in seen.host.near:
        yield {"place": _EVERYWHERE if place == PREFECTURE else place, "ceiling": f"{ceiling:,}"}


def _halted(seen: Seen) -> Holes:
    if seen.halted:
        since = seen.halted_since
        ja, en = ("", "") if since is None else (f"{when(since)} から、", f" since {when(since)}")
        yield {"since": Text(ja, en)}


def _silent(seen: Seen) -> Holes:
    beat = seen.heard.beat
    if seen.patience is not None and beat is not None and seen.now - beat.at > seen.patience + AT_REST:
        yield {"since": when(beat.at)}


def _gone(seen: Seen) -> Holes:
    if seen.gone is not None:
        beat = seen.heard.beat
        since = Text("前回取得したとき", "at the last fetch")
        if beat is not None:
            since = Text(f"{when(beat.at)} の配信の処理の後", f"after the sending of {when(beat.at)}")
        yield {"why": seen.gone.text, "remedy": seen.gone.remedy, "since": since}


# Why a beat is not believed.
_ODD = {
    "unreadable": Text("読めません", "it cannot be read"),
    "future": Text("時刻が先です", "its time lies ahead"),
    "unknown": Text("台帳にない日誌のものです", "the ledger does not know its journal"),
}


def _odd(seen: Seen) -> Holes:
    if seen.heard.odd is not None:
        yield {"why": _ODD[seen.heard.odd], "commit": seen.heard.commit or "?"}


def _never_ran(seen: Seen) -> bool:
    """Tell whether the ledger stands longer than a sender may be silent, and none has ever run."""
    if seen.patience is None or seen.begun is None:
        return False
    return seen.heard == SILENCE and seen.now - seen.begun > seen.patience


def _strange(seen: Seen) -> Holes:
    if seen.strange:
        more = len(seen.strange) - _NAMED
        others = Text(f" ほか{more}件", f" and {more} more") if more > 0 else Text("", "")
        yield {"names": ", ".join(seen.strange[:_NAMED]), "others": others}


# How main's program is taken, by whether this one is a release or lies in a checkout.
_RENEW = {
    True: Text(
        "プログラムの所有者として haishin update {tip} を実行してください(変更と、承認した人を示します)。",
        "Run haishin update {tip} as the owner of the program: it names the changes and who approved them.",
    ),
    False: Text("main を取り込み、手元の変更をなくしてください。", "Check out main, without local changes."),
}


def _renew(seen: Seen) -> Text:
    return _RENEW[seen.released].format(tip=seen.tip)


def _differs(seen: Seen) -> Holes:
    if seen.differs:
        yield {"names": ", ".join(seen.differs), "renew": _renew(seen)}


def _unread(seen: Seen) -> Holes:
    if seen.unread is not None:
        yield {"form": seen.unread, "renew": _renew(seen)}


# Main's own JSON Schemas may read what this program's do not.
_CORRECT = Text(
    "示された行を直すプルリクエストを出し、いつものように承認を受けてマージしてください。",
    "Open a pull request that corrects the lines named, and have it approved and merged as usual.",
)


def _broken(seen: Seen) -> Holes:
    if seen.broken is not None:
        older = any(name.endswith(".schema.json") for name in seen.differs)
        yield {"why": seen.broken, "act": _renew(seen) if older else _CORRECT}


ROWS: tuple[ConditionRow, ...] = (
    ConditionRow(
        "remote-gone",
        _gone,
        Text(
            "リポジトリに問い合わせできません({why})。ここに出すのは{since}に分かっていたことです。停止用のブランチは"
            "確かめられません。",
            "The repository does not answer ({why}). What is said here was known {since}; whether a stop branch stands "
            "is not known.",
        ),
        Text(
            "{remedy}答えない間は、新しい配信は始まらず、配信中のものも10分で止まります。",
            "{remedy} While it does not answer nothing new is begun, and what is being sent stops after 10 minutes.",
        ),
        Exit.TOOL,
    ),
    ConditionRow(
        "main-back",
        lambda seen: [] if seen.lost is None else [{"judged": seen.lost, "tip": seen.tip}],
        MAIN_WENT_BACK,
        PUT_MAIN_BACK,
    ),
    ConditionRow(
        "differs",
        _differs,
        Text(
            "動いているプログラムは main のものと違います({names})。動いているもので配信を続けています。",
            "The program that runs is not main's ({names}). What runs goes on sending.",
        ),
        Text("{renew}", "{renew}"),
    ),
    ConditionRow(
        "old-packages",
        lambda seen: [] if seen.locked is None else [{"since": when(seen.locked)}],
        Text(
            "動いているプログラムの部品(requirements.lock)は {since} のままで、policy.yaml の program.lock_days を"
            "過ぎています。",
            "The packages of the program that runs (requirements.lock) are those of {since}: longer than "
            "program.lock_days of policy.yaml allows.",
        ),
        Text(
            "requirements.lock を新しくする(新しい版を取り込む)プルリクエストを出し、マージの後に haishin update "
            "コミット を実行してください。",
            "Open a pull request that renews requirements.lock or the release; after the merge run haishin update "
            "COMMIT.",
        ),
    ),
    ConditionRow(
        "unread",
        _unread,
        Text(
            "main の schema/ の書式(form: {form})を、このプログラムは読めません。"
            "始めた配信だけを続け、新しい配信は始めていません。",
            "This program does not read the form of main's schema/ (form: {form}). What was begun goes on, nothing new "
            "is begun.",
        ),
        Text(
            "その書式を読むプログラムに替えてください。{renew}",
            "Take the program that reads this form. {renew}",
        ),
    ),
    ConditionRow(
        "broken-schema",
        _broken,
        Text(
            "main の schema/ を読めないため、読める最後の版で判定と配信を続けています。{why}",
            "main's schema/ cannot be read; judging and sending go on by the last one that can. {why}",
        ),
        Text("{act}", "{act}"),
    ),
    ConditionRow(
        "unproven",
        lambda seen: [{"text": why.text, "remedy": why.remedy} for _, why in seen.unproven],
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
    ),
    ConditionRow(
        "ending", lambda seen: _endings(seen, alarm=True), Text("{text}", "{text}"), Text("{remedy}", "{remedy}")
    ),
    ConditionRow(
        "ending-soon",
        lambda seen: _endings(seen, alarm=False),
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
        Exit.FINE,
    ),
    ConditionRow(
        "halted",
        _halted,
        Text("{since}すべての配信を止めています。", "All sending is halted{since}."),
        Text(
            "再開するには haishin go --by 本人 を実行してください。停止用のブランチも消えます。",
            "To go on run haishin go --by LOGIN; it deletes the stop branch as well.",
        ),
    ),
    ConditionRow(
        "barred",
        lambda seen: [{}] * seen.barred,
        Text(
            "リポジトリの公開の設定を確かめられないため、新しい配信は始めていません。",
            "Who can read the repository could not be asked: nothing new was begun.",
        ),
        Text(
            "次の回にもう一度確かめます。続くときは、HAISHIN_FORGE_TOKEN と接続を確かめてください。",
            "The next run asks again. If this stays, check HAISHIN_FORGE_TOKEN and the connection.",
        ),
        Exit.TOOL,
    ),
    ConditionRow(
        "strange-stop",
        _strange,
        Text(
            "停止用とみられるブランチ {names}{others} が、どの情報メールを止めるものか分かりません。そのため、すべての"
            "配信を止めています。",
            "Which alert is to be stopped by the branch {names}{others} is not known, so all sending is stopped.",
        ),
        Text(
            "止めたいものを haishin stop 情報メールの番号 で止め、ほかは haishin go --by 本人 で続けて"
            "ください(このブランチも消えます)。",
            "Stop what is meant by haishin stop ID, and let the rest go on by haishin go --by LOGIN, which "
            "deletes this branch as well.",
        ),
    ),
    ConditionRow(
        "edited",
        each("edited"),
        Text(
            "{name} は、配信を始めた後に main で変えられています。届いた文は変わりません。",
            "{name} was changed on main after its sending had begun. What people were sent stays as it was.",
        ),
        Text(
            "元に戻し、直すことがあれば訂正の情報メールを出してください。",
            "Put the file back, and send a correction if there is something to correct.",
        ),
    ),
    ConditionRow(
        "id-used",
        pairs("used"),
        Text("main の {name} は配信されません。{why}", "{name} on main is never sent. {why}"),
        Text(
            "プルリクエストでこのファイルを main から削除し、配信するものなら、新しい id で起案し直してください。",
            "Delete it from main by a pull request; if it is to be sent, draft it anew with a new id.",
        ),
    ),
    ConditionRow(
        "odd-file",
        each("odd"),
        Text(
            "main の {name} は、情報メールのファイル名(alerts/所属/年/番号.md、半角の英小文字)ではないか、"
            "ふつうのファイルではないため、配信されません。",
            "{name} on main is not named as an alert (alerts/UNIT/YEAR/ID.md, small letters) or is no regular file: it "
            "is never sent.",
        ),
        Text(
            "プルリクエストでこのファイルを main から削除し、配信するものなら、新しい id で起案し直してください。",
            "Delete it from main by a pull request; if it is to be sent, draft it anew with a new id.",
        ),
    ),
    ConditionRow(
        "faulty",
        pairs("faulty"),
        Text(
            "{name} には今の規則でエラーがあり、配信していません。{why}",
            "{name} has errors by the present rules and is not sent. {why}",
        ),
        Text(
            "haishin validate で確かめ、プルリクエストで直してください(承認は取り直します)。配信しないときは、"
            "main から削除してください。",
            "See haishin validate, and mend it by a pull request (all approvals anew). If it is not to be sent, delete "
            "it from main.",
        ),
    ),
    ConditionRow(
        "crashed",
        pairs("crashed"),
        Text(
            "{name} の処理に失敗したため、この一件だけを止めています。{why}",
            "The program fails on {name}: this one alert is held. {why}",
        ),
        Text(
            "ファイルを添えて、システムの担当者に連絡してください。急ぐときは、このファイルを main から削除し、書き方を"
            "変えて、新しい id で起案し直してください。",
            "Tell whoever looks after this system, with the file at hand. In a hurry delete it from main and draft it "
            "anew, in other words and with a new id.",
        ),
    ),
    ConditionRow(
        "unasked",
        lambda seen: [{"name": name, "why": why.text, "do": why.remedy} for name, why in seen.unasked],
        Text(
            "{name} のプルリクエストを読めず、承認を確かめられないため、配信していません。{why}",
            "The pull request of {name} cannot be read, so no approval is known: it is not sent. {why}",
        ),
        Text(
            "{do}次の回にもう一度確かめます。情報メールはそのままでかまいません。",
            "{do} The next run asks again; leave the alert as it is.",
        ),
        Exit.TOOL,
    ),
    ConditionRow(
        "follows-nobody",
        _unheard,
        Text(
            "{name} は {first} に続くものですが、{first} は、まだだれにも届いていません。{state}。",
            "{name} follows {first}, which nobody has got: {state}.",
        ),
        Text("{act}", "{act}"),
    ),
    ConditionRow(
        "held",
        each("held"),
        Text(
            "{name} はマージされましたが、条件がそろわないため配信していません。",
            "{name} is merged, but something is missing: it is not sent.",
        ),
        Text(
            "haishin plan で理由を確かめ、足りない確認(「広報済」や確認欄の印など)をそろえてください。"
            "そろわないときと、承認がそろう前にマージしていたとき(後から承認しても配信しません)は、main から削除し、"
            "新しい id で起案し直してください。",
            "Ask haishin plan why, and get the word or the tick that is missing. If it cannot be had, or if it was "
            "merged before it was approved (approving afterwards does not mend that), delete it from main and draft it "
            "anew with a new id.",
        ),
    ),
    ConditionRow(
        "limited",
        each("limited"),
        Text(
            "{name} は、待った時間か対象の人数が限度を超えている(又は承認のときと違い過ぎるか、一人もいない)ため、"
            "配信していません。",
            "{name} is over a limit of age or audience (or would reach too many others, or nobody): it is not sent.",
        ),
        Text(
            "haishin plan で理由を確かめてください。このまま進めるなら haishin go {name} --by 本人、"
            "配信しないなら haishin refuse {name} --reason 理由 --by 本人 です。",
            "Ask haishin plan why. To go on run haishin go {name} --by LOGIN; to end it unsent run "
            "haishin refuse {name} --reason WHY --by LOGIN.",
        ),
    ),
    ConditionRow(
        "broken-journal",
        lambda seen: _fault(seen.host.broken),
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
        Exit.TOOL,
    ),
    ConditionRow(
        "unfit-journal",
        lambda seen: _fault(seen.host.unfit),
        Text("{text}", "{text}"),
        Text("{remedy}", "{remedy}"),
    ),
    ConditionRow(
        "in-doubt",
        lambda seen: [{"name": name} for name in seen.host.in_doubt],
        Text(
            "{name}:届いたか分からない宛先があります。",
            "{name}: of some recipients nobody knows whether they got it.",
        ),
        Text(
            "中継サーバー(Postfix)の記録で確かめてください:haishin settle {name} --log 記録のファイル --by 本人 。"
            "記録がないときや、なお残るときは、届いたものとするなら haishin settle {name} --delivered --by 本人、"
            "もう一度送るなら(二重に届くことがあります) haishin settle {name} --resend --by 本人 です。",
            "Settle them by the log of the relay (Postfix): haishin settle {name} --log FILE --by LOGIN. Without a "
            "log, or where somebody is left: haishin settle {name} --delivered --by LOGIN if they count as having got "
            "it, haishin settle {name} --resend --by LOGIN to mail them again (some may get it twice).",
        ),
        Exit.IN_DOUBT,
    ),
    ConditionRow(
        "unfinished",
        lambda seen: [{"name": name} for name in seen.host.unfinished],
        Text(
            "{name} は配信の途中で終わっていて、まだ送っていない宛先があります。",
            "{name}: its sending ended early, and some recipients have not been tried.",
        ),
        Text(
            "配信ホストで haishin send をもう一度実行してください。続きから送ります。",
            "Run haishin send again on the mail host: it goes on from there.",
        ),
    ),
    ConditionRow(
        "foreign",
        _foreign,
        Text(
            "{name} は、別の機械が配信を始めたまま終わっていません。この機械は続きを送りません。",
            "{name} was begun by another machine and has not ended. This one does not go on with it.",
        ),
        Text(
            "その機械で続けてください。この機械で引き継ぐなら haishin adopt{lost} --by 本人 です。",
            "Go on there. To take it over here run haishin adopt{lost} --by LOGIN.",
        ),
    ),
    ConditionRow(
        "run-failed",
        lambda seen: _failed(seen, Exit.TOOL),
        Text("{since} から、配信の処理が終わりまで進みません。{text}", "Since {since} no sending ends well. {text}"),
        Text("{remedy}", "{remedy}"),
        Exit.TOOL,
    ),
    ConditionRow(
        "run-refused",
        lambda seen: _failed(seen, Exit.REFUSED),
        Text("{since} から、配信の処理が終わりまで進みません。{text}", "Since {since} no sending ends well. {text}"),
        Text("{remedy}", "{remedy}"),
    ),
    ConditionRow(
        "idle-relay",
        lambda seen: [{"since": when(one.since), "why": one.why} for one in seen.idle],
        Text(
            "中継サーバーの一つが {since} から一通も受け付けていません({why})。ほかの中継サーバーで送っていますが、"
            "その分の備えがありません。",
            "One of the relays takes nothing since {since} ({why}). The others carry the mail, with so much less in "
            "reserve.",
        ),
        Text(
            "haishin doctor で確かめて直すか、使わないのなら HAISHIN_SMTP から除いてください。次にメールを送るときに"
            "確かめ直します。",
            "Ask haishin doctor and mend it, or take it out of HAISHIN_SMTP. The next sending tries it again.",
        ),
    ),
    ConditionRow(
        "refused",
        _refused,
        Text(
            "{name} は、{number}が中継サーバーに拒否されています(最も多い応答は {code})。宛先がないためではなく、設定か"
            "受信側のためかもしれないので、間をおいて送り直します。",
            "{name}: the relay has refused {number} (most often by {code}). The set-up or a receiver may be the cause, "
            "so they are tried again, ever less often.",
        ),
        Text(
            "中継サーバーの設定(宛先の一覧など)と記録を確かめてください。直せば、残りは二重にならずに届きます。"
            "本当に宛先がない人は haishin status {name} --failed で調べ、haishin subscribers remove --file ファイル "
            "--by 本人 で除いてください。"
            "送らないことにするなら haishin stop {name} です。",
            "Check the relay's set-up (its table of recipients) and its log; once mended the rest goes, nobody twice. "
            "Who is really gone is listed by haishin status {name} --failed: take them out by haishin subscribers "
            "remove --file FILE --by LOGIN. If they are not to get it run haishin stop {name}.",
        ),
    ),
    ConditionRow(
        "reached-nobody",
        _unreached,
        Text("{name} は、{state}。", "{name} {state}."),
        Text(
            "メールサーバーの設定と記録を確かめてください(拒否の番号は haishin status {name} --failed)。{act}",
            "Check the relay's set-up and its log (the codes that it gave: haishin status {name} --failed). {act}",
        ),
    ),
    ConditionRow(
        "no-registry",
        lambda seen: [{"why": seen.host.unreadable}] if seen.host.unreadable is not None else [],
        Text("登録者名簿を読めません。{why}", "The registry cannot be read. {why}"),
        Text(
            "HAISHIN_STATE の指すフォルダーを確かめ、控えから名簿を戻してください。",
            "Check the folder that HAISHIN_STATE names, and put a backup of the registry back.",
        ),
    ),
    ConditionRow(
        "registry-shrunk",
        _shrunk,
        Text(
            "登録者名簿が減っています。前は{before}、今は{now}です。古い控えや別の名簿かもしれません。",
            "The registry has shrunk: {before} before, {now} now. It may be an old backup or another one.",
        ),
        Text(
            "正しい名簿を戻してください。今の人数で正しいときは haishin subscribers recount --by 本人 です。",
            "Put the right one back. If it is right as it is run haishin subscribers recount --by LOGIN.",
        ),
    ),
    ConditionRow(
        "ceiling-near",
        _near,
        Text(
            "{place}で一つの区分を受け取る人が、一度に送れる上限({ceiling}人)の9割に達しています。",
            "In {place} those who take one category have come within a tenth of the ceiling ({ceiling}).",
        ),
        Text(
            "超えると、一件ごとに人の許可が要ります。schema/policy.yaml の audience(limits)を上げてください。",
            "Above it each alert waits for a person. Raise limits.audience in schema/policy.yaml.",
        ),
    ),
    ConditionRow(
        "disk-full",
        lambda seen: [{}] * seen.host.full,
        Text(
            "状態フォルダーのディスクに、次の配信の記録を書くだけの空きがありません。",
            "The disk of the state folder has no room for the record of another sending.",
        ),
        Text("空きを作ってください。記録できない配信は行いません。", "Make room. What cannot be recorded is not sent."),
        Exit.TOOL,
    ),
    ConditionRow(
        "uncorrected",
        lambda seen: [{"name": name} for name in seen.uncorrected],
        Text(
            "{name} は、配信を始めた後に人が止めましたが、訂正か取消がまだ配信されていません。",
            "{name} was stopped after its sending had begun, and neither its correction nor its cancellation has gone.",
        ),
        Text(
            "訂正か取消を起案してください。手で消すものは haishin status {name} が示します。どちらも要らないときは "
            "haishin go {name} --by 本人 です(残りが配信されます)。",
            "Draft the correction or the cancellation; haishin status {name} shows what is to be removed by hand. If "
            "neither is due run haishin go {name} --by LOGIN: the rest goes.",
        ),
    ),
    ConditionRow(
        "stopped-long",
        lambda seen: [{"name": one.alert, "since": when(one.since)} for one in seen.stopped_long],
        Text("{name} は {since} から、人が止めたままです。", "{name} is stopped by a person since {since}."),
        Text(
            "続けてよければ haishin go {name} --by 本人 を実行してください。配信しないなら、送り始める前は "
            "main から削除し、送り始めた後は訂正か取消を出してください。",
            "To go on run haishin go {name} --by LOGIN. If it is not to go: not yet begun, delete it from "
            "main; begun, send a correction or a cancellation.",
        ),
    ),
    ConditionRow(
        "false-beat",
        _odd,
        Text(
            "台帳のブランチの印(beat.json)を信じられません({why})。入れたのはコミット {commit} です。何も止めません。",
            "The beat on the ledger's branch (beat.json) is not believed: {why}. The commit {commit} brought it. "
            "It stops nothing.",
        ),
        Text(
            "だれが書いたかと、配信ホストの時計を確かめ、ルールセット ledger-write を取り込んでください(haishin "
            "doctor)。配信ホストの次の haishin send が上書きします。",
            "Find out who wrote it, look at the mail host's clock, and import the ruleset ledger-write (haishin "
            "doctor). The next haishin send on the mail host overwrites it.",
        ),
    ),
    ConditionRow(
        "no-beat",
        lambda seen: [{}] * _never_ran(seen),
        Text("配信の処理が動いた記録がありません。", "There is no beat of a sender."),
        Text(
            "配信ホストで haishin send が定期に動いているか確かめてください。",
            "Check that haishin send runs regularly on the mail host.",
        ),
    ),
    ConditionRow(
        "silent",
        _silent,
        Text(
            "配信の処理が {since} から動いていません。",
            "No sending has ended well since {since}.",
        ),
        Text(
            "配信ホストの haishin send の記録を見て、動かしてください。",
            "Look at what haishin send says on the mail host, and get it going.",
        ),
    ),
    ConditionRow(
        "unsent",
        lambda seen: [{"name": one.alert, "since": when(one.since)} for one in seen.late],
        Text(
            "{name} は {since} から main にあり、時刻の上では配信できますが、配信されていません。",
            "{name} is on main since {since} and inside the hours, but not sent.",
        ),
        Text(
            "理由(承認など)を haishin plan で確かめてください。",
            "Ask haishin plan why (approvals and so on).",
        ),
    ),
)


_RUN = ("run-failed", "run-refused")


def conditions(seen: Seen) -> tuple[Condition, ...]:
    """List all conditions that hold, in the order of the rows; what ended the last run once, if it still holds."""
    found = tuple(condition for row in ROWS for condition in row.holds(seen))
    failed = seen.host.last.failed if seen.host.last is not None else None
    if failed is None or all(condition.text != failed.text for condition in found):
        return found
    return tuple(condition for condition in found if condition.code not in _RUN)


def exit_of(standing: Iterable[Condition]) -> Exit:
    """Return the highest exit code of the conditions: 3 while somebody is in doubt, 2 for a fault of the set-up."""
    return max((condition.exit for condition in standing), default=Exit.FINE)
