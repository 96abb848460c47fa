"""Write wenju/fold_table.py: the one-to-one character table that `wenju.fold` translates with.

In: OpenCC's t2s conversion asked one character at a time, Unicode's NFKC and lower case where they keep the length, and
the small lists below. Out: a Python file with two strings of equal length. Run again only when one of these changes:

    python training/make_fold_table.py
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

# Unicode's EquivalentUnifiedIdeograph for U+2E80..2EF3. NFKC mends only two of these 115, and PDF text layers use them.
RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)

# Variants that mean the same in running text. Keys are the character kept, values those folded into it.
UNIFIED = {
    '"': "“”„‟″〝〞〟「」『』﹁﹂﹃﹄«»",
    "'": "‘’‚‛′`´",
    "-": "‐‑‒–—―−─",
    "~": "～〜∼",
    "·": "•‧∙⋅・･",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "〇": "○◯",  # 二○一七年, a zero typed as a circle
}

# OpenCC leaves these to their context; one choice for all of them keeps both sides of a match equal. 著 is not merged
# with 着: 著名 and 看着 are both everyday words. 於 and 瞭 are: 於 is 于 in all but one surname, 瞭解 is 了解.
CHOICES = {"於": "于", "麼": "么", "瞭": "了", "裡": "里", "裏": "里", "乾": "干", "藉": "借"}

# Compatibility blocks whose NFKC form is the ordinary character: Kangxi radicals, ideographs, full and half width.
NFKC_BLOCKS = ((0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0xFE50, 0xFE6B), (0xFF01, 0xFFEE), (0x2F800, 0x2FA1D))
# CJK extension A, the main block, and the extensions of plane 2 and 3.
IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF))


def char_steps() -> list[dict[str, str]]:
    """The single mappings, in the order in which they are applied to a character."""
    import opencc

    t2s = opencc.OpenCC("t2s")
    nfkc = {chr(c): unicodedata.normalize("NFKC", chr(c)) for a, b in NFKC_BLOCKS for c in range(a, b + 1)}
    radicals = dict(zip(*RADICALS, strict=True))
    unified = {variant: kept for kept, variants in UNIFIED.items() for variant in variants}
    simplified = {chr(c): t2s.convert(chr(c)) for a, b in IDEOGRAPHS for c in range(a, b + 1)}
    lower = {chr(c): chr(c).lower() for c in range(sys.maxunicode + 1) if chr(c).lower() != chr(c)}
    steps = [nfkc, radicals, unified, simplified | CHOICES, lower]
    return [{k: v for k, v in step.items() if len(v) == 1 and k != v} for step in steps]


def fold_table() -> dict[str, str]:
    """Each character that changes, with its last form: applying the table twice is applying it once."""
    steps = char_steps()

    def once(char: str) -> str:
        for step in steps:
            char = step.get(char, char)
        return char

    table = {}
    for char in sorted({key for step in steps for key in step}):
        form, after = once(char), once(once(char))
        while form != after:
            form, after = after, once(after)
        if form != char:
            table[char] = form
    return table


def literal(text: str) -> str:
    """`text` as an ASCII-escaped Python string, broken over lines of the house's length."""
    lines, line = [], ""
    for char in text:
        piece = char if char.isprintable() and char not in '"\\' else char.encode("unicode_escape").decode()
        piece = {'"': '\\"', "\\": "\\\\"}.get(char, piece)
        if len(line) + len(piece) > 110:
            lines.append(line)
            line = ""
        line += piece
    return "".join(f'    "{part}"\n' for part in [*lines, line])


def main() -> None:
    """Write the module beside `wenju.fold`."""
    table = fold_table()
    target = Path(__file__).resolve().parent.parent / "wenju" / "fold_table.py"
    target.write_text(
        '"""Written by training/make_fold_table.py; do not edit. FROM[i] folds to TO[i]."""\n\n'
        "# ruff: noqa: E501\n# fmt: off\n"
        f"FROM = (\n{literal(''.join(table))})\n\nTO = (\n{literal(''.join(table.values()))})\n",
        encoding="utf-8",
    )
    print(f"{target}: {len(table)} characters")


if __name__ == "__main__":
    main()
