"""Names as people type them in Latin letters: 王小明 as `wangxiaoming` or `wxm`.

Characters with several readings give several keys: surnames have readings of their own (单 is shan), and
place and company names use others (重庆, 长沙). Ordinary readings come from `pinyin_readings`.
"""

from __future__ import annotations

# `typing` costs more than a whole quick answer may; checkers take this name for theirs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    _Ways = tuple[tuple[str, ...], tuple[str, ...]]  # of a character: in full, and the first letters of these

MOST_KEYS = 8

_LONGEST_NAME = 200
_LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
_FULL_WIDTH_OFFSET = 0xFEE0

# The reading as a surname first, then the ordinary ones.
_SURNAMES = """
单 shan dan;單 shan dan;曾 zeng ceng;仇 qiu chou;解 xie jie;区 ou qu;區 ou qu;乐 yue le;樂 yue le
查 zha cha;翟 zhai di;盖 ge gai;蓋 ge gai;缪 miao mou;朴 piao pu;员 yun yuan;員 yun yuan;尉 wei yu
洗 xian xi;繁 po fan;种 chong zhong;秘 bi mi;折 she zhe;黑 he hei;盛 sheng cheng;车 che ju;車 che ju
都 du dou;覃 qin tan;谌 chen shen;卜 bu bo;隗 wei kui;郗 xi chi;祭 zhai ji;召 shao zhao;句 gou ju
牟 mou mu;柏 bai bo;薄 bo bao;佴 nai er;钭 tou dou;乜 nie mie;阚 kan han;宓 mi fu;宿 su xiu;藏 zang cang
行 xing hang;拓 tuo ta;能 nai neng;郄 qie xi;莘 shen xin;贲 ben bi;费 fei bi;角 jue jiao;隽 juan jun
逄 pang;逢 pang feng;谷 gu yu;长 zhang chang;石 shi;贾 jia;沈 shen;晟 cheng sheng;降 jiang xiang;系 xi ji
万 wan mo;适 kuo shi;於 yu;呙 guo;哈 ha
"""
_COMPOUND_SURNAMES = """
单于 chan yu;單于 chan yu;尉迟 yu chi;尉遲 yu chi;万俟 mo qi;萬俟 mo qi;长孙 zhang sun;長孫 zhang sun
澹台 tan tai;澹臺 tan tai;令狐 ling hu;亓官 qi guan;鲜于 xian yu;乐正 yue zheng;宰父 zai fu
"""

# Read in more than one way in the names of people, places, trades and firms; the commoner reading first.
_POLYPHONES = """
重 zhong chong;长 chang zhang;長 chang zhang;行 hang xing;乐 le yue;樂 le yue;朝 chao zhao;传 chuan zhuan
傳 chuan zhuan;都 du dou;单 dan shan;單 dan shan;调 diao tiao;調 diao tiao;参 can shen;參 can shen
藏 cang zang;乘 cheng sheng;盛 sheng cheng;晟 cheng sheng;弹 dan tan;彈 dan tan;厦 xia sha;廈 xia sha
莘 xin shen;栖 qi xi;茜 qian xi;娜 na nuo;隽 jun juan;颉 jie xie;会 hui kuai;會 hui kuai;校 xiao jiao
佛 fo fu;蚌 beng bang;埔 pu bu;六 liu lu;泊 bo po;堡 bao pu;秘 mi bi;番 fan pan;铅 qian yan;阿 a e
浚 jun xun;涡 wo guo;蔚 wei yu;尉 wei yu;荥 xing ying;柏 bai bo;薄 bo bao;牟 mou mu;解 jie xie;率 shuai lv
模 mo mu;系 xi ji;降 jiang xiang;还 huan hai;仔 zai zi;觉 jue jiao;角 jiao jue;员 yuan yun;卡 ka qia
咖 ka ga;绿 lv lu;茄 qie jia;区 qu ou;塞 sai se;杉 shan sha;拓 tuo ta;什 shi shen;粘 zhan nian;琢 zhuo zuo
扎 zha za;炮 pao bao;畜 chu xu;朴 pu piao;覃 tan qin;洗 xi xian;钥 yao yue;筠 yun jun;伽 jia qie
珲 hun hui;镐 hao gao;便 bian pian;囤 tun dun;壳 ke qiao;屏 ping bing;辟 pi bi;纤 xian qian;厂 chang an
曾 ceng zeng;仇 chou qiu;查 cha zha;翟 zhai di;盖 gai ge;缪 miao mou;术 shu zhu;属 shu zhu;宿 su xiu
费 fei bi;贾 jia gu;谷 gu yu;嚼 jiao jue;圈 quan juan;乾 qian gan;莞 guan wan;浒 hu xu;陂 bei pi
侗 dong tong;漯 luo ta;枞 zong cong;柞 zuo zha;犍 jian qian;歙 she xi;渑 mian sheng;龟 gui qiu;石 shi dan
"""


class PinyinKeys:
    """Every way to type a name, at most `MOST_KEYS` in full and as many by initials; the likeliest first."""

    __slots__ = ("full", "initials")

    def __init__(self, full: tuple[str, ...], initials: tuple[str, ...]) -> None:
        self.full = full
        self.initials = initials

    def __repr__(self) -> str:
        return f"PinyinKeys(full={self.full}, initials={self.initials})"


class _Readings:
    """The tables, built at the first question: each character's readings, at the front and elsewhere."""

    def __init__(self) -> None:
        from crmcli.kit.pinyin_readings import READINGS

        self.anywhere: dict[str, _Ways] = {}
        for line in READINGS.splitlines():
            syllable, _, characters = line.partition(":")
            self.anywhere.update(dict.fromkeys(characters, _typed_ways((syllable,))))
        self.anywhere.update(_parsed(_POLYPHONES))
        for character in _LETTERS_AND_DIGITS:
            itself = _typed_ways((character,))
            self.anywhere[character] = self.anywhere[chr(ord(character) + _FULL_WIDTH_OFFSET)] = itself
        self.in_front = _parsed(_SURNAMES)
        self.compounds = {
            name: [((syllable,), (syllable[0],)) for syllable in syllables]
            for name, *syllables in _entries(_COMPOUND_SURNAMES)
        }


def _entries(table: str) -> list[list[str]]:
    return [entry.split() for entry in table.replace("\n", ";").split(";") if entry]


def _typed_ways(syllables: Iterable[str]) -> _Ways:
    """The syllables as they are typed, lü as `lv` and as `lu`; and their first letters."""
    full = dict.fromkeys(way for syllable in syllables for way in (syllable, syllable.replace("v", "u")))
    return tuple(full), tuple(dict.fromkeys(way[0] for way in full))


def _parsed(table: str) -> dict[str, _Ways]:
    return {character: _typed_ways(syllables) for character, *syllables in _entries(table)}


_readings: _Readings | None = None


def _loaded() -> _Readings:
    global _readings
    if _readings is None:
        _readings = _Readings()
    return _readings


def pinyin_keys(name: str) -> PinyinKeys:
    """The keys of a name; Latin letters and digits stay, lower-case, and whatever else is left out.

    A name without any of these has no keys. Only the first 200 characters count.
    """
    readings = _loaded()
    anywhere = readings.anywhere
    characters = [c for c in name[:_LONGEST_NAME].lower() if c in anywhere]
    if not characters:
        return PinyinKeys((), ())
    choices = [anywhere[character] for character in characters]
    choices[0] = readings.in_front.get(characters[0], choices[0])
    compound = readings.compounds.get("".join(characters[:2]))
    if compound:
        return _joined(_keys([*compound, *choices[2:]]), _keys(choices))
    return _keys(choices)


def _keys(choices: list[_Ways]) -> PinyinKeys:
    return PinyinKeys(
        _combined([full for full, _initials in choices]), _combined([initials for _full, initials in choices])
    )


def _joined(likely: PinyinKeys, other: PinyinKeys) -> PinyinKeys:
    return PinyinKeys(_bounded(likely.full + other.full), _bounded(likely.initials + other.initials))


def _bounded(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))[:MOST_KEYS]


def _combined(choices: list[tuple[str, ...]]) -> tuple[str, ...]:
    """One way from each place, joined: those with the fewest second choices, at most `MOST_KEYS`."""
    keys = [(0, "")]
    run = ""  # the places since the last with a choice
    for ways in choices:
        if len(ways) == 1:
            run += ways[0]
            continue
        longer = [(unusual, key + run + ways[0]) for unusual, key in keys]
        longer += [(unusual + 1, key + run + way) for unusual, key in keys for way in ways[1:]]
        keys, run = sorted(longer, key=_unusual_count)[:MOST_KEYS], ""
    return _bounded(tuple([key + run for _unusual, key in keys]))


def _unusual_count(key: tuple[int, str]) -> int:
    return key[0]
