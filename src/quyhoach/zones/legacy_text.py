"""Vietnamese text written for old fonts (.VnTime, VNI-Times) or read in the wrong code page: recognised, named, converted when asked.

A reading of the text wins by its words: how many of the words with a letter beyond ASCII are Vietnamese syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

_UNICODE = "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ"
_TCVN3 = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ¡¢§£¤¥¦"
_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_CIRCUMFLEX = dict(zip("âáàåãä", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True))
_BREVE = dict(zip("êéèúüë", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True))
_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_ONSETS = tuple(re.findall(r"\w+", "ngh ng gh gi kh nh ph qu th tr ch b c d đ g h k l m n p r s t v x"))
_RHYMES = frozenset(re.findall(
    r"\w+",
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay "
    "oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uân uâng uât uây uê "
    "uêch uênh uơ uy uya uych uyên uyêt uynh uyt uyu uôc uôi uôm uôn uông uôt ư ưc ưi ưm ưn ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu "
    "y yêm yên yêng yêt yêu êng",
))
_TONE_MARKS = "\u0301\u0300\u0309\u0303\u0323"
_PARTS = re.compile("[\x00-@\\[-`{-\x7f\u2013\u2014]+")
_LOST = re.compile("\ufffd|[A-Za-z]\\?[A-Za-z]|\\?\\?")
MOST_VALUES = 2000
"""Distinct values of a column that are looked at."""


@dataclass(frozen=True, slots=True)
class LegacyText:
    """What a column seems written in: ``encoding`` as ``convert`` takes it, a ``sample`` as read and the same ``meant``."""

    encoding: str
    sample: str
    meant: str


def recognise(values: Iterable[str]) -> LegacyText | None:
    """The old encoding of a column's texts, None when they read best as they stand or as nothing known."""
    texts = [text for text in dict.fromkeys(values) if text and not text.isascii()][:MOST_VALUES]
    words = {word for text in texts for word in _PARTS.split(text) if len(word) > 1 and not word.isascii() and _is_bytes(word)}
    if not words:
        return None
    plain = sum(map(is_syllable, words))
    scores = {name: sum(is_syllable(_tried(read, word)) for word in words) for name, read in READINGS.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] <= plain or scores[best] * 3 < len(words) * 2:
        return None
    texts = [text for text in texts if any(word in words and not is_syllable(word) for word in _PARTS.split(text))]
    sample = max(texts, key=lambda text: sum(not letter.isascii() for letter in text[:60]))[:60]
    return LegacyText(best, sample, convert(sample, best))


def lost(values: Iterable[str]) -> str:
    """The first text that has lost letters ("?" or the replacement mark inside words), "" when none."""
    return next((text for text in values if ("?" in text or "\ufffd" in text) and _LOST.search(text)), "")


def convert(text: str, encoding: str) -> str:
    """``text`` read as one of ``READINGS``; a text that cannot be so stays as it is. Raises KeyError for an unknown encoding."""
    read = READINGS[encoding]
    try:
        return text if text.isascii() else read(text)
    except UnicodeError:
        return text


def _is_bytes(word: str) -> bool:
    """False for a word with letters no single-byte page of the West has: such a word is Unicode already."""
    try:
        return bool(_bytes(word))
    except UnicodeError:
        return False


def _tried(read: Callable[[str], str], word: str) -> str:
    try:
        return read(word)
    except UnicodeError:
        return "?"


def _bytes(text: str) -> bytes:
    """The bytes a text was read from, whether as Latin-1 or Windows-1252. Raises UnicodeError when it has other letters."""
    return b"".join(bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252") for letter in text)


def _utf8(text: str) -> str:
    return _bytes(text).decode("utf-8")


def _cp1258(text: str) -> str:
    return unicodedata.normalize("NFC", _bytes(text).decode("cp1258"))


_FROM_TCVN3 = str.maketrans(_TCVN3, _UNICODE)


def _tcvn3(text: str) -> str:
    return _bytes(text).decode("latin-1").translate(_FROM_TCVN3)


@cache
def _vni_pairs() -> tuple[re.Pattern[str], dict[str, str]]:
    pairs = dict(_ALONE)
    for vowel in "aeouy":
        pairs |= {vowel + mark: vowel + tone for mark, tone in _TONES.items()}
    for vowel in "aeo":
        pairs |= {vowel + mark: vowel + "\u0302" + tone for mark, tone in _CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    pairs |= {vowel + mark: _ALONE[vowel] + tone for vowel in "ôö" for mark, tone in _TONES.items()}
    pairs = {old: unicodedata.normalize("NFC", new) for old, new in pairs.items()}
    capitals = {old.upper(): new.upper() for old, new in pairs.items()}
    pairs |= capitals | {old[0].upper() + old[1:]: new.upper() for old, new in pairs.items()}
    longest_first = sorted(pairs, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), pairs


def _vni(text: str) -> str:
    pattern, pairs = _vni_pairs()
    return pattern.sub(lambda found: pairs[found[0]], _bytes(text).decode("latin-1"))


READINGS: dict[str, Callable[[str], str]] = {"utf-8": _utf8, "tcvn3": _tcvn3, "vni": _vni, "cp1258": _cp1258}
"""Ways to read a text, by the name a person gives; the first of equals is taken."""


def is_syllable(word: str) -> bool:
    """True for one written Vietnamese syllable: onset, rhyme, and a tone its coda allows."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in letters if mark in _TONE_MARKS]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONE_MARKS))
    if len(tones) > 1:
        return False
    for onset in ("", *(o for o in _ONSETS if bare.startswith(o))):
        rhyme = bare[len(onset):] or ("i" if onset == "gi" else "")
        if rhyme in _RHYMES:
            stopped = rhyme.endswith(("c", "ch", "p", "t"))
            glided = len(rhyme) > 1 and rhyme[-1] in "iouy" and rhyme != "uy"
            return not (stopped and "".join(tones) not in ("\u0301", "\u0323")) and not (glided and letters.endswith(tuple(_TONE_MARKS)))
    return False
