"""Rules that are their rows of words and nothing else: hearsay, verdicts, origin, gore … (5(3), 5(4), 5(5)).

Each has its own name, because a person confirms one and not all.
"""

from __future__ import annotations

from haishin.check.document.sample import SAMPLE
from haishin.check.reading import Writing
from haishin.check.rules.worded import Worded
from haishin.core.contract import Contract
from haishin.core.model import Severity, Text


def _bad(text: str, key: str = "found") -> tuple[str, str]:
    return key, f"{SAMPLE}\n{text}\n"


def _good(*texts: str) -> tuple[str, ...]:
    return (SAMPLE, *(f"{SAMPLE}\n{text}\n" for text in texts))


def _consented(writing: Writing, contract: Contract, key: str) -> bool:
    """Whether the family agreed to say what helps to find a missing person."""
    return key == "illness" and writing.case == contract.policy.consent.case


RULES: tuple[Worded, ...] = (
    Worded(
        "intake-note",
        Text("内部の書き込み", "A note of the office"),
        "内部の書き込みや情報提供者をさす語が残っているときは、前後とともに消してください。",
        {
            "found": Text(
                "「{word}」という内部の書き込みが残っています。", "`{word}` is a note of the office that was left in."
            ),
            "office": Text(
                "「{word}」は、内部の書き込みかもしれません。", "`{word}` may be a note of the office that was left in."
            ),
            "source": Text(
                "「{word}」は、情報をくれた人をさす語です。内部の記録の消し忘れかもしれません。",
                "`{word}` points at who gave the information; a record of the office may have been left in.",
            ),
        },
        {
            "found": Text(
                "この書き込みを、前後の内部の記録とともに消してください。", "Delete it, and the record around it."
            ),
            "office": Text(
                "住民に伝える内容でなければ、前後とともに消してください。", "If no resident needs it, delete it."
            ),
            "source": Text(
                "だれからの情報かは書かず、分かったことだけを書いてください。",
                "Say what is known, not who told it.",
            ),
        },
        _good("男は、内部資料を見せると言って近づきます。", "通報者の秘密は守ります。"),
        (
            _bad("（取扱注意）被害者の意向を確認のこと"),
            _bad("下書きです。"),
            _bad("男は自転車で逃走。※後で差し替える", "office"),
            _bad("係長確認済み", "office"),
            _bad("当直へ引き継いだ事案です。", "office"),
            _bad("届出人は被害者の母です。", "source"),
        ),
        SEVERITY=Severity.ERROR,
        warned=("office", "source"),
    ),
    Worded(
        "hearsay",
        Text("確かめていない言い方", "Hearsay"),
        "うわさや推測の言い方は、確かめてから書くか、消してください。",
        {"found": Text("「{word}」は、確かめていない言い方です。", "`{word}` is hearsay.")},
        {
            "found": Text(
                "確かめてから書くか、この部分を消してください。確かめたことだけを「〜との通報がありました」のように書きます。",
                "Verify it, or take it out; say what is established.",
            )
        },
        _good("男は「人違いらしい」と言って立ち去りました。", "刃物らしいものを持っていました。"),
        (_bad("男は隣町でも声をかけたらしいです。"), _bad("SNSで拡散されている男と似ています。")),
    ),
    Worded(
        "broken-joint",
        Text("言葉の重なりや続き方", "Words that do not join"),
        "言葉が二重になっているときや、続き方がおかしいときは、文を読み直して直してください。",
        {"found": Text("「{word}」は、重なっているか、続いていません。", "`{word}` is doubled, or does not join.")},
        {"found": Text("前後を読み直し、余分な言葉を消してください。", "Read it again, and delete what is too much.")},
        _good("物の取り合いで、事件ではないことが分かりました。", "住所の書かれた物の一覧です。"),
        (_bad("駐車場付近でで、男が目撃されました。"), _bad("男が切りつけた事件事件が発生しました。")),
        quotes_pass=False,
    ),
    Worded(
        "verdict-on-person",
        Text("決めつけになる呼び方", "A verdict on somebody"),
        "「犯人」「変質者」など決めつけになる呼び方は、「男」「女」「行為者」などに直してください。",
        {"found": Text("「{word}」は、決めつけになる呼び方です。", "`{word}` passes a verdict on somebody.")},
        {
            "found": Text(
                "「男」「女」「行為者」などと書いてください。逮捕の後は「被疑者」とします。",
                "Write 男, 女 or 行為者; 被疑者 after an arrest.",
            )
        },
        _good("犯人は人目を嫌います。", "犯人グループからの電話に注意してください。"),
        (_bad("犯人は黒色の自転車で逃走しました。"), _bad("付近に変質者が出没しています。")),
    ),
    Worded(
        "origin",
        Text("国籍や出身の印象", "An impression of origin"),
        "国籍や出身についての印象は、服装や身長など見て確かめられる特徴に直してください。",
        {
            "found": Text(
                "「{word}」は、国籍や出身についての印象です。", "`{word}` is an impression of somebody's origin."
            )
        },
        {
            "found": Text(
                "服装、身長など、見て確かめられる特徴で書いてください。"
                "手配に要るときは、聞いた言葉（「片言の日本語」など）を事実として書き、confirmed に理由を書きます。",
                "Describe clothes, height and what can be seen. If a lookout needs it, give what was heard as a fact, "
                "and the reason under `confirmed`.",
            )
        },
        _good("外国人の方も、110番に電話してください。", "男は片言の日本語で話しました。"),
        (_bad("男は外国人風でした。"), _bad("アジア系の男です。"), _bad("ベトナム人の男が声をかけました。")),
    ),
    Worded(
        "demeaning",
        Text("おとしめる呼び方や障害の記載", "A demeaning word"),
        "人をおとしめる呼び方や、事案に関係のない障害や病気は、消すか、ほかの言い方に直してください。",
        {
            "illness": Text(
                "「{word}」は、障害、病気、家庭や暮らしの事情についての記載です。",
                "`{word}` speaks of somebody's disability, illness or circumstances.",
            ),
            "found": Text("「{word}」は、人をおとしめる呼び方です。", "`{word}` is a demeaning word."),
        },
        {
            "illness": Text(
                "事案に関係がなければ消し、見て確かめられる行動を書いてください。",
                "Take it out unless the matter needs it; describe what was done.",
            ),
            "found": Text("「男」「女」など、ほかの言い方にしてください。", "Use a neutral word."),
        },
        _good("市の障害者支援センターの前の路上です。", "車椅子の男性が声をかけられました。"),
        (_bad("男は精神異常のようでした。", "illness"), _bad("浮浪者が公園にいました。")),
        excuse=_consented,
    ),
    Worded(
        "rude",
        Text("失礼な言い方", "A rude word"),
        "失礼な言い方は、「〜してください」などの丁寧な言い方に直してください。",
        {"found": Text("「{word}」は、失礼な言い方です。", "`{word}` is rude.")},
        {"found": Text("「〜してください」などの丁寧な言い方にしてください。", "Word it politely.")},
        _good("男は「お前、待て」と言いました。", "見かけても、下手に近づかないでください。"),
        (_bad("何度言えば分かるのですか。"), _bad("自分の子は自分で守れ。")),
    ),
    Worded(
        "victim-blaming",
        Text("被害者を責める言い方", "Blame on the victim"),
        "被害に遭った方を責めているように読まれる文は、起きたことと、これからの注意だけにしてください。",
        {
            "found": Text(
                "「{word}」は、被害に遭った方を責めているように読まれます。",
                "`{word}` may read as blame on the victim.",
            )
        },
        {
            "found": Text(
                "起きたことだけを書き、注意は「〜しましょう」とこれからのこととして書いてください。",
                "State what happened; put advice as something to do from now on.",
            )
        },
        _good("不用意に近づかないでください。", "被害者に落ち度はありません。"),
        (_bad("油断していた女性が被害に遭いました。"), _bad("派手な服装の女性が狙われました。")),
        advice=True,
    ),
    Worded(
        "subjective-appearance",
        Text("見る人による印象", "An impression of looks"),
        "見る人によって変わる印象は、年代、身長、服の色など見て確かめられる特徴に直してください。",
        {"found": Text("「{word}」は、見る人によって変わる印象です。", "`{word}` is an impression, not a trait.")},
        {
            "found": Text(
                "年代、身長、体格、髪型、服の色など、見て確かめられる特徴を書いてください。",
                "Give age band, height, build, hair, colour of clothes.",
            )
        },
        _good("男は「かわいいね」と声をかけました。", "怪しい人を見かけたときは110番してください。"),
        (_bad("男は気味の悪い笑い方をしていました。"), _bad("被害者は美人の女性です。")),
    ),
    Worded(
        "gore",
        Text("むごい描写", "Gore"),
        "けがや遺体の様子の詳しい描写は、消すか、「けがをした」「亡くなった」などに直してください。",
        {"found": Text("「{word}」は、むごい描写です。", "`{word}` is a gory detail.")},
        {
            "found": Text(
                "「重いけがをしました」「亡くなりました」など、何があったかだけを書いてください。",
                "Say what happened alone: that somebody was badly hurt, or died.",
            )
        },
        _good("女性は頭に重いけがをしました。", "銅線が切断されて盗まれました。"),
        (_bad("男性は血まみれで倒れていました。"), _bad("現場は血の海でした。")),
    ),
    Worded(
        "needless-fear",
        Text("不安をあおる言い方", "Needless fear"),
        "不安をあおる大げさな言い方は消し、起きたことと、してほしいことだけにしてください。",
        {
            "found": Text(
                "「{word}」は、不安をあおる大げさな言い方です。", "`{word}` is an exaggeration that frightens."
            )
        },
        {
            "found": Text(
                "この部分を消し、起きたことと、してほしいことだけを書いてください。",
                "Take it out: state what happened and what readers should do.",
            )
        },
        _good("大雨で川の水が増えています。川に近づかないでください。", "女性は恐怖のあまり動けませんでした。"),
        (_bad("この道はいつ死んでもおかしくない地獄です。"), _bad("次はあなたの娘さんが餌食になります。")),
    ),
    Worded(
        "self-praise",
        Text("警察の自慢", "Self-praise"),
        "警察の手柄や苦労の話は消し、起きたことと、してほしいことだけにしてください。",
        {
            "found": Text(
                "「{word}」は、警察の働きを自慢しているように読まれます。", "`{word}` may read as self-praise."
            )
        },
        {
            "found": Text(
                "この部分を消し、起きたことと、してほしいことだけを書いてください。",
                "Take it out: state what happened and what readers should do.",
            )
        },
        _good("御協力ありがとうございました。", "地域のボランティアの方が活躍しています。"),
        (_bad("捜査員の粘り強い捜査が実を結びました。"), _bad("見事な連携で男を見つけました。")),
    ),
    Worded(
        "advertising",
        Text("商品や店の宣伝", "Advertising"),
        "商品や店、会員登録などの宣伝と読まれる語は、消すか、「補助錠」などの一般の名前に直してください。",
        {"found": Text("「{word}」は、宣伝と読まれる語です。", "`{word}` may read as advertising.")},
        {
            "found": Text(
                "この部分を消してください。備えを勧めるときは、「補助錠」「留守番電話」などの一般の名前で書きます。",
                "Take it out; recommend what helps by its general name alone.",
            )
        },
        _good("窓には補助錠を取り付けましょう。", "極端な割引をうたう偽の通販サイトに注意してください。"),
        (_bad("補助錠が半額です。"), _bad("お求めは当店まで。")),
    ),
    Worded(
        "copied-article",
        Text("記事の引き写し", "A copied article"),
        "記事などの引き写しと読めるときは、自署で確かめたことを自分の言葉で書いてください。",
        {
            "found": Text(
                "「{word}」があります。記事などの引き写しかもしれません。",
                "`{word}`: this may be copied from an article.",
            )
        },
        {
            "found": Text(
                "記事の文は使わず、自署で確かめたことを自分の言葉で書いてください。",
                "Do not use an article's text; say in your own words what your unit knows.",
            )
        },
        _good("新聞受けに新聞をためないようにしましょう。", "報道発表の内容です。"),
        (
            _bad("前橋市で事件があった。【共同】"),
            _bad("上毛新聞によると、男は自転車で逃げました。"),
        ),
        quotes_pass=False,
    ),
)
