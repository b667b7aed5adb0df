"""Writes Sources/TUI/Terminal/EastAsianWidth.swift from the Unicode Character Database.

    pip install unicodedata2==18.0.0
    python3 Tests/Reference/east_asian_width.py > Sources/TUI/Terminal/EastAsianWidth.swift
"""

import unicodedata2

LAST = 0x10FFFF
COLUMNS = 100


def ranges(classes):
    """The scalars whose East_Asian_Width is in `classes`, as closed ranges in order."""
    found = []
    for scalar in range(LAST + 1):
        character = chr(scalar)
        if unicodedata2.east_asian_width(character) not in classes:
            continue
        # Private use is ambiguous by the database, yet nobody draws it two columns wide.
        if unicodedata2.category(character) in ("Co", "Cs", "Mn", "Me"):
            continue
        if found and found[-1][1] == scalar - 1:
            found[-1][1] = scalar
        else:
            found.append([scalar, scalar])
    return found


def table(name, comment, classes):
    print(f"  /// {comment}")
    print(f"  static let {name}: [ClosedRange<UInt32>] = [")
    line = "   "
    for low, high in ranges(classes):
        item = f" 0x{low:X}...0x{high:X},"
        if len(line) + len(item) > COLUMNS:
            print(line)
            line = "   "
        line += item
    print(line)
    print("  ]")


print("// Made by Tests/Reference/east_asian_width.py; do not edit.")
print()
print(f"/// East_Asian_Width of Unicode {unicodedata2.unidata_version}, as sorted closed ranges.")
print("///")
print("/// Combining marks and private use are left out: their width does not come from here.")
print("enum EastAsianWidth {")
table("wide", "Scalars two columns wide: classes W and F.", ("W", "F"))
print()
table("ambiguous", "Scalars of class A: one column, or two in an East Asian setting.", ("A",))
print("}")
