"""Writes Tests/Fixtures/datasets/shared.json: what Python's csv module and codecs read in the shared development data.

    python3 Tests/Reference/make_dataset_fixtures.py ../shared/data

Of each file: the number of rows, how many rows have each label, and a digest of every 1,000 rows (FNV-1a over label, tab, text and line
feed in UTF-8), so that a difference can be found. Blanks at the ends of cells are taken off, as the program does.
"""

import collections
import csv
import json
import os
import re
import sys

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Fixtures/datasets/shared.json")
BLOCK = 1000
csv.field_size_limit(1 << 30)


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def strip(text):
    return text.strip(" \t\r\n")


def lines(path, encoding="utf-8", newline="\n"):
    with open(path, encoding=encoding, newline=newline) as file:
        for line in file:
            line = line.rstrip(newline or "\n")
            if strip(line):
                yield line


def table(path, separator, quoting=csv.QUOTE_NONE, newline="\n"):
    # `csv` joins what it is given, so lines end as the file says and nowhere else.
    yield from csv.reader(
        (line + "\n" for line in lines(path, newline=newline)), delimiter=separator, quoting=quoting)


def semicolon(path):
    for text, label in table(path, ";"):
        yield label, text


def sst2(path):
    for row in list(table(path, "\t"))[1:]:
        yield row[1], row[0]


def chnsenticorp(path):
    for label, text in list(table(path, "\t"))[1:]:
        yield label, text


def ocemotion(path):
    # Most cells with quotation marks are quoted, some only begin with one.
    for line in lines(path):
        cells = []
        for cell in line.split("\t"):
            quoted = re.fullmatch(r'[ \r]*"((?:[^"]|"")*)"[ \r]*', cell)
            cells.append(quoted[1].replace('""', '"') if quoted else cell)
        yield cells[2], cells[1]


def goemotions(path):
    with open(os.path.join(os.path.dirname(path), "labels.txt"), encoding="utf-8") as file:
        names = file.read().split()
    for text, ids, _ in table(path, "\t", csv.QUOTE_MINIMAL):
        yield ",".join(names[int(i)] for i in ids.split(",")), text


def sentiment140(path, newline="\n"):
    for row in table(path, ",", csv.QUOTE_MINIMAL, newline):
        yield {"0": "Negative", "2": "Neutral", "4": "Positive"}[row[0]], row[5]


def reviews(path):
    for line in lines(path, "cp1252"):
        yield path.rsplit(".", 1)[1], line


FILES = {
    "emotion/train.txt": semicolon,
    "emotion/val.txt": semicolon,
    "odd/emotion_val_leading_blank_line.txt": semicolon,
    "sst2/train.tsv": sst2,
    "sst2/dev.tsv": sst2,
    "chnsenticorp/train.tsv": chnsenticorp,
    "chnsenticorp/dev.tsv": chnsenticorp,
    "ocemotion/train.csv": ocemotion,
    "ocemotion/dev.csv": ocemotion,
    "goemotions/train.tsv": goemotions,
    "goemotions/dev.tsv": goemotions,
    "sentiment140/testdata.manual.2009.06.14.csv": sentiment140,
    "odd/sentiment140_cr_only.csv": lambda path: sentiment140(path, "\r"),
    "movie-reviews/rt-polarity.pos": reviews,
    "movie-reviews/rt-polarity.neg": reviews,
}


def main():
    if len(sys.argv) < 2:
        print("no development data: nothing written")
        return
    result = {}
    for name, read in FILES.items():
        rows = [(strip(label), strip(text)) for label, text in read(os.path.join(sys.argv[1], name))]
        rows = [row for row in rows if row[0] and row[1]]
        counts = collections.Counter(part for label, _ in rows for part in label.split(","))
        blocks = [
            fnv("".join(f"{label}\t{text}\n" for label, text in rows[start : start + BLOCK]).encode())
            for start in range(0, len(rows), BLOCK)
        ]
        result[name] = {"rows": len(rows), "labels": dict(sorted(counts.items())), "digests": "".join(blocks)}
    os.makedirs(os.path.dirname(OUT), exist_ok=True)
    with open(OUT, "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False, indent=1)
        file.write("\n")


main()
