"""The named workplace of a person: 株式会社青葉精工に勤める女性, 「ヘアサロンこもれび」の従業員, 勤め先は(株)トミセイ.

Passes: a workplace that only a noun tells (地方銀行), or as a place; a public body, unless it is named and harm was
done; whom a swindler claims to be or a fraud was prevented by; events. Confidence: warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from haishin.check.privacy.detector import Candidate, Detector, Passage
from haishin.check.privacy.detectors.school_victim import harmless
from haishin.check.privacy.names.lists import noun, words
from haishin.core.model import Severity
from haishin.core.text.lazy import lazy

_W = "[一-龥々ヶァ-ヺーA-Za-z0-9&]"
_LEGAL = r"(?:(?:株式|有限|合[同資名])会社|\([株有同]\)|(?:医療|社会福祉)法人)"
_ROLE = (
    f"(?:{_W}{{0,8}}(?:(?<![定満全会人])員|師|士|(?<![延成身特])長|係|(?<![選相歌左右両])手|店主|職人|記者|代表|仲居|教諭|監督|ナース|(?:経営|責任|担当)者)"
    "|(?:[男女]性)?(?:パート|バイト|アルバイト|スタッフ|オーナー|チーフ))(?!用|寮|室|通用|専用|宿舎|駐|を?募集|採用|食堂|証|の皆|等|など)"
)
# What stands before a named workplace or behind it: one of these does, and each begins with a letter of its own.
_LABEL = (
    r"勤(?:[務め]先)?(?:は、?|が|[:)])\s?|勤[務め]先の|職場(?:は、?|が|[:)])\s?|勤(?:め(?:てい)?|務(?:す|してい))る"
    "|働(?:く|いている)"
)
_AT = "に(?:勤め|勤務し?)|として[勤働]|で(?:の?勤[務め]|働[いくき]|(?:アル)?バイト|パート)"
_TASK = (
    rf"勤務[の)]|の窓口に[いお立座]|を経営|を[^。、]{{0,5}}退職|の(?:[0-9]{{2}}[歳代]の?)?{_ROLE}|さん勤め"
    "|[での](?:受付|レジ|調理|接客|事務|看護|介護|警備)を?(?:する|して|担当)|社員|従業員|職員"
)
# Of the public: only if somebody is said to work there, or, of a named one, has come to harm or done it.
_OFFICE = "市役所|役場|郵便局|消防署|[県市]立病院|市民病院"
_CONCERNED = lazy("逮捕|検挙|[らわか]れ(?:まし)?た|けが|重傷")
_UNCONCERNED = lazy(
    "防[いぎが止]|阻止|未然|見抜|\n[^。、]{0,12}[をと](?:名乗|電話|かた[るりっ]|騙|装[いうっ]|称[しす])"
)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Make the patterns of what a workplace's name has, by the rows of ``words.tsv``, and of one with label or task."""
    firm, shop, another = ("|".join(words(kind)) for kind in ("firm", "shop", "another"))
    named = re.compile(
        rf"会社|法人|\([株有同]\)|店|「(?<=[店屋社所院室場館塾ェンクルムー].)|{firm}|{shop}|{_OFFICE}|[小中]学校|高校|[小中高]の[教講]|[ァ-ヺー](?:に勤|の?社員|勤務)"
    )
    kana = rf"(?<![^のは、。(\s])(?:{_W}{{1,6}}(?![のはがをに]))?[ぁ-ん]{{3,6}}"
    own = rf"(?:{kana}|(?<!{_W})(?!大手|搬送先)(?P<own>{_W}{{2,12}}?))"
    return named, re.compile(
        rf"(?P<label>(?:{_LABEL})(?:市内の|{_W}{{1,6}}[市町村]の)?{_W}{{0,5}}?)?"
        rf"(?:{_LEGAL}\s?(?![のにでをがはと])[ぁ-んー\w]{{1,20}}|{_W}{{2,12}}{_LEGAL}{_W}{{0,8}}"
        rf"|(?:(?<=[店屋社所院室場館塾ェンクルムー])「[^」\n。]{{2,20}}|「[^」\n。]{{0,12}}(?:{shop}|{firm})[^」\n。]{{0,12}})」"
        rf"|{_W}{{0,8}}(?:{_OFFICE})(?:の?{_W}{{1,8}}[課係局])?(?=に勤|で働|で勤)"
        rf"|(?P<office>(?!市内|[町村県]内|[市県公私]?立[小中高])"
        rf"(?:{_W}{{2,8}}(?:{_OFFICE})|{_W}{{1,8}}(?:(?:[小中]学|高)校|[小中高](?=の(?:教|講師))))(?:の?{_W}{{1,8}}[課係局])?|市民病院)"
        rf"|(?P<whole>{own}(?:{shop}|{firm}))(?!{another})(?P<branch>{_W}{{0,8}}[店社所場])?{_W}{{0,10}}|[ァ-ヺー]{{3,10}}の?[一-龥][一-龥ァ-ヺー]{{1,9}}店"
        rf"|(?<![ァ-ヺー])(?P<bare>[ァ-ヺー]{{3,10}})(?=に勤|の?社員|勤務)"
        rf"|[ァ-ヺー]{{0,8}}(?:{shop})(?!{another}|から|まで|に[いは]|[のでをが])(?:[ぁ-ん]{{3,8}}|{_W}{{2,8}}))"
        rf"(?(label)|(?:さん)?(?:(?:の{_W}{{1,8}})?(?:{_AT})|{_TASK}))"
    )


def _find(text: str, _: Passage) -> Iterator[Candidate]:
    named, pattern = _patterns()
    for match in pattern.finditer(text) if named.search(text) else ():
        if match["branch"] or "noun" not in map(noun, filter(None, match.group("own", "whole", "bare"))):
            yield Candidate(text, *match.span(), Severity.WARNING, form=match["office"] or "")


def unconcerned(candidate: Candidate, _: Passage) -> bool:
    """Whether a fraud was prevented there, a swindler calls himself so, or an official does his work."""
    beside = "\n".join(candidate.around())
    at_work = candidate.form and "の" in candidate.written and not _CONCERNED.search(beside)
    return bool(at_work or _UNCONCERNED.search(beside))


DETECTOR = Detector(
    kind="workplace",
    reads=lambda passage: passage.prose,
    cue=lazy(f"{_LABEL}|{_AT}|{_TASK}"),
    find=_find,
    filters=(unconcerned, harmless),
)
