"""Languages as databases write them: `eng`, `English`, `en`, `Engl.`, `fre; eng`, `French (abstract in
English)`. Two texts name one language where their codes are the same.

The codes are those of ISO 639-1, with both codes of ISO 639-2 and the English name.
"""

from __future__ import annotations

import re

_TABLE = """
af afr afrikaans; ar ara arabic; be bel belarusian; bg bul bulgarian; bn ben bengali; bs bos bosnian;
ca cat catalan; cs cze ces czech; cy wel cym welsh; da dan danish; de ger deu german; el gre ell greek;
en eng english; es spa spanish castilian; et est estonian; eu baq eus basque; fa per fas persian farsi;
fi fin finnish; fr fre fra french; ga gle irish; gl glg galician; he heb hebrew; hi hin hindi;
hr hrv scr croatian; hu hun hungarian; hy arm hye armenian; id ind indonesian; is ice isl icelandic;
it ita italian; ja jpn japanese; ka geo kat georgian; kk kaz kazakh; ko kor korean; la lat latin;
lt lit lithuanian; lv lav latvian; mk mac mkd macedonian; ms may msa malay; nl dut nld dutch flemish;
no nor nob nno norwegian bokmal nynorsk; pl pol polish; pt por portuguese; ro rum ron romanian moldavian;
ru rus russian; sk slo slk slovak; sl slv slovenian slovene; sq alb sqi albanian; sr srp scc serbian;
sv swe swedish; th tha thai; tr tur turkish; uk ukr ukrainian; ur urd urdu; uz uzb uzbek;
vi vie vietnamese; zh chi zho chinese mandarin
"""
_CODES = {
    word: words[0] for words in (line.split() for line in _TABLE.split(";")) for word in words
}
_REMARK = re.compile(r"\([^)]*\)|\[[^]]*\]")
_BETWEEN = re.compile(r"[;,/|]|\band\b", re.IGNORECASE)


def languages(text: str) -> list[str]:
    """The languages that a text names, each by its code; one that is not known, as it is written."""
    found = []
    for part in _BETWEEN.split(_REMARK.sub(" ", text)):
        word = part.strip(" .").casefold()
        tag = re.split(r"[-_\s]", word)[0]  # en-GB, zh_CN, English language
        if word:
            found.append(_CODES.get(word) or _CODES.get(tag) or word)
    return list(dict.fromkeys(found))
