"""Writes Sources/Model/Tokenizer/Unicode/UnicodeTables.swift.

The reference library carries Unicode tables of several versions (one crate each for categories, for normal
forms, for regular expressions). This script asks the library itself, scalar by scalar, what it holds each to
be, so that the tables are its own whatever Swift's standard library knows.

    pip install tokenizers==0.23.3
    python3 Tests/Reference/unicode_tables.py
"""

import os

import tokenizers
from tokenizers import Regex, normalizers as n, pre_tokenizers as p

assert tokenizers.__version__ == "0.23.3", tokenizers.__version__

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xAC00 + 11172)


def matching(pre, scalars):
    """The scalars that the pre-tokenizer cuts out of a row of them (each between two letters a)."""
    found = set()
    for start in range(0, len(scalars), 4096):
        part = scalars[start : start + 4096]
        text = "a" + "a".join(map(chr, part)) + "a"
        for piece, (begin, end) in pre.pre_tokenize_str(text):
            if end - begin == 1 and begin % 2 == 1:
                found.add(part[begin // 2])
    return found


def regex(pattern):
    return p.Split(Regex(pattern), "isolated")


bert = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
clean, strip = n.BertNormalizer(**bert | {"clean_text": True}), n.BertNormalizer(**bert | {"strip_accents": True})
lower, marks = n.Lowercase(), n.StripAccents()
nfd, nfkd, nfc = n.NFD(), n.NFKD(), n.NFC()

others = [c for c in SCALARS if c != 0x61]
word = p.Whitespace()

classes = {c: 0 for c in SCALARS}


def mark(bit, members):
    for c in members:
        classes[c] |= 1 << bit


# The order of the bits is that of UnicodeClass.
not_letters = matching(regex(r"[^\p{L}]"), others)
mark(0, [c for c in SCALARS if clean.normalize_str(chr(c)) == ""])
mark(1, [c for c in SCALARS if chr(c) in "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" or 0x2000 <= c <= 0x200A])
mark(2, matching(p.BertPreTokenizer(), others))
mark(3, [c for c in SCALARS if strip.normalize_str("a" + chr(c)) == "a"])
mark(4, [c for c in SCALARS if marks.normalize_str("a" + chr(c)) == "a"])
mark(5, [c for c in SCALARS if c == 0x61 or c not in not_letters])
mark(6, matching(regex(r"\p{N}"), others))
mark(7, [c for c in SCALARS if len(word.pre_tokenize_str("a" + chr(c))) == 1 and word.pre_tokenize_str("a" + chr(c))[0][1] == (0, 2)])
lowered = {c: lower.normalize_str(chr(c)) for c in SCALARS}
lowered = {c: s for c, s in lowered.items() if s != chr(c)}
mark(8, lowered)
canonical = {c: nfd.normalize_str(chr(c)) for c in SCALARS if c not in HANGUL}
canonical = {c: s for c, s in canonical.items() if s != chr(c)}
mark(9, canonical)
compatible = {c: nfkd.normalize_str(chr(c)) for c in SCALARS if c not in HANGUL}
compatible = {c: s for c, s in compatible.items() if s != canonical.get(c, chr(c))}
mark(10, compatible)

not_words = matching(regex(r"[^\w]"), others)
mark(12, [c for c in SCALARS if c not in not_words])
mark(11, matching(p.Digits(individual_digits=True), others))

# White space is a fixed property; the regular expressions must agree with it.
white = {c for c in SCALARS if classes[c] & 2}
assert matching(regex(r"\s"), others) == white

runs = []
for c in range(0x110000):
    value = classes.get(c, 0)
    if not runs or runs[-1][1] != value:
        runs.append((c, value))

# Lower case in runs of (first, count, step, difference); what becomes several scalars is apart.
several = {c: s for c, s in lowered.items() if len(s) != 1}
single = sorted((c, ord(s) - c) for c, s in lowered.items() if len(s) == 1)
lower_runs = []
for c, difference in single:
    if lower_runs:
        first, count, step, other = lower_runs[-1]
        if other == difference:
            if count == 1 and c - first <= 2:
                lower_runs[-1] = (first, 2, c - first, other)
                continue
            if count > 1 and c == first + count * step:
                lower_runs[-1] = (first, count + 1, step, other)
                continue
    lower_runs.append((c, 1, 1, difference))


def decompositions(mapping, composing):
    """Each as its scalar | length << 24 | composing << 31, then what it becomes."""
    numbers = []
    for c, s in sorted(mapping.items()):
        composes = composing and nfc.normalize_str(s) == chr(c)
        numbers += [c | len(s) << 24 | composes << 31, *map(ord, s)]
    return numbers


def array(name, kind, values, form):
    lines, line = [], "   "
    for value in values:
        item = " " + form(value) + ","
        if len(line) + len(item) > 100:
            lines.append(line)
            line = "   "
        line += item
    lines.append(line)
    return f"  static let {name}: [{kind}] = [\n" + "\n".join(lines) + "\n  ]\n"


hexadecimal = lambda value: f"0x{value:X}"
here = os.path.dirname(os.path.abspath(__file__))
path = os.path.join(here, "../../Sources/Model/Tokenizer/Unicode/UnicodeTables.swift")
with open(path, "w") as f:
    f.write(
        "// Written by Tests/Reference/unicode_tables.py from tokenizers 0.23.3. Do not edit.\n"
        "// swift-format-ignore-file\n\n"
        "/// What the reference library's Unicode tables say; `UnicodeScalars` reads them.\n"
        "enum UnicodeTables {\n"
    )
    f.write("  /// The first scalar of each run of one class.\n")
    f.write(array("classStarts", "UInt32", [r[0] for r in runs], hexadecimal))
    f.write("\n  /// The class of each run: the bits of `UnicodeClass`.\n")
    f.write(array("classValues", "UInt16", [r[1] for r in runs], hexadecimal))
    f.write("\n  /// Lower case, four numbers a run: first scalar, count, step, difference.\n")
    f.write(array("lowercaseRuns", "Int32", [x for r in lower_runs for x in r], str))
    f.write("\n  /// Lower case of several scalars: scalar | length << 24, then what it becomes.\n")
    f.write(array("lowercaseSeveral", "UInt32", decompositions(several, False), hexadecimal))
    f.write("\n  /// Full canonical decompositions: scalar | length << 24 | composes << 31, then the scalars.\n")
    f.write(array("canonical", "UInt32", decompositions(canonical, True), hexadecimal))
    f.write("\n  /// Full compatibility decompositions that differ from the canonical ones.\n")
    f.write(array("compatible", "UInt32", decompositions(compatible, False), hexadecimal))
    f.write("}\n")
