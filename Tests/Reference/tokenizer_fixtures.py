"""Writes Tests/Fixtures/Tokenizer: small vocabularies, odd texts, and what the reference makes of them.

    pip install tokenizers==0.23.3 sentencepiece==0.2.3 transformers==5.23.0 protobuf==6.33.1
    python3 Tests/Reference/tokenizer_fixtures.py [folder of shared data]

With the shared data's folder it also digests what every vocabulary there makes of 2,000 lines of every corpus.
What is compared is long; so of each text, or of each fifty lines, only an FNV-1a digest (64 bits folded to 32, in
hexadecimal) is kept: one of the ids, one of the offsets with the word indices.
"""

import json
import os
import random
import struct
import sys
import tempfile

import sentencepiece
import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

assert tokenizers.__version__ == "0.23.3" and sentencepiece.__version__ == "0.2.3"

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "../Fixtures/Tokenizer")
BLOCK = 50
LINES = 2000

SENTENCES = """the quick brown fox jumps over the lazy dog and feels happy about it
i am so sad that the film ended, and yet i loved every minute of the unbelievable ending
She didn't know what to do; they've said we'll never be there again, I'm sure you're right
what an astonishing, heartwarming, well-acted movie! 10/10 would watch again and again.
it was not good. it was terrible, boring, slow and the acting was worse than bad
das ist ein schöner Tag, aber über die Straße gehen wir nicht
le café était fermé, où êtes-vous allés hier soir? ça va très bien
今天天气很好 我很高兴 这个酒店不错 房间很大 服务态度很差
пример текста на русском языке, который нужно разобрать
numbers like 3.14, 1,000,000 and 2026-11-20 are not words; $5 is a price, 50% a share""".split("\n")

ODD = [
    "", " ", "   ", "\n", "\t \r\n", "a", "hello world", "Hello, World!", "  two  spaces  ", "don't they've I'll we'd you're I'm it's 'tis",
    "don’t “quoted” — dash – en … ellipsis", "HELLO WORLD", "ALLCAPS lower MiXeD", "tab\tnew\nline\r\nret\rend", "trailing   ", "   leading",
    "a\u0000b", "a\u0001b\u0008c\u007fd\u0085e\u009ff", "a\ufffdb", "\ufffd", "zero\u200bwidth\u200cjoin\u200dmark\ufeffbom\u2060wj", "soft\u00adhyphen",
    "nbsp\u00a0thin\u2009ideographic\u3000ogham\u1680line\u2028para\u2029end", "café cafe\u0301 e\u0301\u0323 \u0301lone \u0301\u0302\u0303", "İstanbul İİİ ıI",
    "ǅ ǆ Ǆ ß ẞ ſ K Å Ω ﬁ ﬂ ﬃ ﬅ", "ΑΣ ΟΔΟΣ ς σ", "ÀÉÎÕÜ àéîõü ñ ç ø å æ œ Ł ł Đ đ", "ｆｕｌｌｗｉｄｔｈ　ＡＢＣ１２３！？", "①②③ ½ ⅓ Ⅷ ² ³ ㎏ ㍿ ℃ № ™",
    "한국어 텍스트 각 \u1112\u1161\u11ab ㅎㅏㄴ", "हिन्दी पाठ क्षत्रिय की \u0939\u093f", "ไทยภาษา ที่นี่ กำ", "العربية نص مُشَكَّل لا", "עברית טֶקְסְט", "தமிழ் බහ",
    "日本語テキスト カタカナ ﾊﾝｶｸ がぎぐ か\u3099", "中文文本，没有空格。还有标点！", "中a文b字1", "繁體中文與简体中文", "\U00020000\U0002a6d6\U0002f800 \uf900\ufa0e", "龥\u9fff\u4db5",
    "😀😃 👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 ❤️ ☺ ⌚️ 1️⃣ #️⃣", "🤖text🤖", "a😀b", "\U0001f9d1\u200d\U0001f4bb", "\ue000\uf8ff\U000f0000 private", "\u0378\uffff\U0001fffe\U000e0001 unassigned",
    "𝕳𝖊𝖑𝖑𝖔 𝒲𝑜𝓇𝓁𝒹 𝟙𝟚𝟛", "Z̸̢̛a̵͝l̶͎̈g̴̛̥o̷͇͗", "x" * 99, "x" * 100, "x" * 101, "ab" * 300, "é" * 150, "中" * 120, "!" * 130, "a-" * 80,
    "https://www.example.com/path?q=1&r=%20x#frag", "user@example.com @handle #hashtag $TICKER", "C:\\Windows\\x.txt ~/a_b-c.tar.gz", "foo_bar __init__ a.b.c 3.14 1,000 1e-5 0x1F",
    "[CLS] text [SEP] [MASK] [PAD] [UNK] [cls] [ MASK ]", "<s> a </s> <mask> b<mask>c  <mask>  d <pad><unk>", "a[SEP]b", "<|endoftext|> x<|endoftext|>", "[CLS][CLS]", "new_tok NEW_TOK anew_tok new_toks (new_tok)", "Café Day caféday CAFE day", "strip  <right>   me  <left>   x",
    "''' \"\"\" ``` ~~~ ^^^", "'s 't 're 've 'm 'll 'd 'S 'RE ’s", "\n\n\n", "a\n\nb\n c \n", " a  b   c    d", "a \n b", "\u3000a\u3000\u3000b", "1 12 123 1a2b3 a1 ²³ ١٢٣ १२३ Ⅻ", "…!?。！？｡", "a.b!c?d", "(a) [b] {c} <d> «e» ‹f› „g“",
    "▁meta ▁▁ symbol a▁b", "Ġbyte Ċ level", "##piece ## #", "e\u0301\u0327 e\u0327\u0301 \u1e69 s\u0323\u0307 s\u0307\u0323", "\u0344\u0345 \u0958 \u2126 \u212b \u1f71 \u0f73\u0f71 \u0f71\u0f72", "\U0001d15e\U0001d1bb \u2adc \ufb1d \ufb2c",
    "q\u0307\u0323 d\u0307\u0323\u031b", "\u1100\u1161\u11a8 \uac00\u11a8 \uac01\u11a8 \u1100\uac00", "ﷺ ﷻ \u0675 ŉ ǰ ΐ ﬓ", "\u200d\u200d", "\r", "a\u2028b", "\x1c\x1d\x1e\x1f", "\u180e\u061c\u202e rtl override \u202c",
    "I ❤ NY", "naïve coöperate Zoë résumé", "Straße GROẞ", "μ µ Μ", "ªº", "～〜–", "“”‘’«»", "⁰¹²₃", "\u0660\u06f0", "ÿ Ÿ", "ĳ Ĳ", "Ǌ ǋ ǌ", "Ⓐⓐ", "𐐀𐐨", "\u1c89\u1c8a \ua7da \u10d0\u1c90", "\u1ac7\u1add \U0001e4ee",
]


def generated(count):
    """Texts drawn from all corners of Unicode, the same every time."""
    draw = random.Random(20261120)
    pools = [
        lambda: chr(draw.randrange(0x20, 0x7F)), lambda: " ", lambda: chr(draw.randrange(0, 0x20)), lambda: chr(draw.randrange(0xA0, 0x250)),
        lambda: chr(draw.randrange(0x300, 0x370)), lambda: chr(draw.randrange(0x370, 0x600)), lambda: chr(draw.randrange(0x600, 0x1200)),
        lambda: chr(draw.randrange(0x1E00, 0x2C00)), lambda: chr(draw.randrange(0x2E80, 0xA000)), lambda: chr(draw.randrange(0xAC00, 0xD7A4)),
        lambda: chr(draw.randrange(0xF900, 0x10000)), lambda: chr(draw.randrange(0x10000, 0x20000)), lambda: chr(draw.choice([0x200D, 0xFE0F, 0x1F3FD, 0x1F468, 0x1F469, 0x1F1E9, 0x20E3])),
        lambda: draw.choice(["the", "ing", "'s", "don't", "[MASK]", "<mask>", "<s>", "  ", "1999", "über", "\u1100\u1161"]),
    ]
    texts = []
    for _ in range(count):
        some = draw.sample(pools, draw.randrange(1, 6)) + [pools[0]] * 2
        texts.append("".join(draw.choice(some)() for _ in range(draw.randrange(1, 60))))
    return texts


def digest(numbers):
    value = 0xCBF29CE484222325
    for byte in b"".join(struct.pack("<i", n) for n in numbers):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value >> 32 ^ value & 0xFFFFFFFF:08x}"


def numbers(encoding):
    ids, places = [len(encoding.ids)], [len(encoding.ids)]
    ids += encoding.ids
    for (start, end), word, special in zip(encoding.offsets, encoding.word_ids, encoding.special_tokens_mask):
        # Offsets of template tokens are 0, 0. A word is -1 for them.
        places += [start, end, -1 if word is None else word]
    return ids, places


def digests(tokenizer, texts, block):
    ids, places = [], []
    for start in range(0, len(texts), block):
        i, p = [], []
        for text in texts[start : start + block]:
            a, b = numbers(tokenizer.encode(text))
            i += a
            p += b
        ids.append(digest(i))
        places.append(digest(p))
    return {"ids": "".join(ids), "offsets": "".join(places)}


def write(name, value):
    with open(os.path.join(OUT, name), "w") as f:
        json.dump(value, f, ensure_ascii=True, indent=None if name == "odd-texts.json" else 0)
        f.write("\n")


def bert_from(vocab, lowercase, strip_accents=None):
    t = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=lowercase, strip_accents=strip_accents)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.add_special_tokens(["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"])
    t.post_processor = processors.BertProcessing(("[SEP]", vocab["[SEP]"]), ("[CLS]", vocab["[CLS]"]))
    return t


def vocab_txt(path):
    with open(path, encoding="utf-8", newline="\n") as f:
        return {line.rstrip("\n"): i for i, line in enumerate(f)}


def byte_pairs_from(folder):
    vocab = json.load(open(folder + "/vocab.json"))
    merges = [tuple(line.split(" ")) for line in open(folder + "/merges.txt").read().split("\n") if line and not line.startswith("#version")]
    return Tokenizer(models.BPE(vocab, merges, continuing_subword_prefix="", end_of_word_suffix="")), vocab


def gpt2_from(folder):
    t, _ = byte_pairs_from(folder)
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.add_special_tokens(["<|endoftext|>"])
    return t


def roberta_from(folder):
    t, vocab = byte_pairs_from(folder)
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.add_special_tokens(["<s>", "</s>", "<unk>", "<pad>", AddedToken("<mask>", lstrip=True, special=True, normalized=False)])
    t.post_processor = processors.RobertaProcessing(("</s>", vocab["</s>"]), ("<s>", vocab["<s>"]), True, False)
    return t


def sentence_piece_from(path, fairseq):
    os.environ["PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION"] = "python"
    from transformers.convert_slow_tokenizer import import_protobuf
    from transformers.tokenization_utils_base import generate_merges

    proto = import_protobuf().ModelProto()
    proto.ParseFromString(open(path, "rb").read())
    pieces = [(p.piece, p.score) for p in proto.pieces]
    unknown = next(i for i, p in enumerate(proto.pieces) if p.type == 2)
    if fairseq and pieces[1][0] != "<pad>":
        pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + pieces[3:] + [("<mask>", 0.0)]
        unknown = 3
    if proto.trainer_spec.model_type == 1:
        t = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=proto.trainer_spec.byte_fallback))
    else:
        vocab = {piece: i for i, (piece, _) in enumerate(pieces)}
        t = Tokenizer(models.BPE(vocab, generate_merges(vocab), unk_token="<unk>", fuse_unk=True))
    if proto.normalizer_spec.precompiled_charsmap:
        t.normalizer = normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap)
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", "always")])
    t.add_special_tokens(["<s>", "</s>", "<unk>", "<pad>", "<mask>"])
    t.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B:0 </s>", special_tokens=[("<s>", t.token_to_id("<s>")), ("</s>", t.token_to_id("</s>"))]
    )
    return t


def make_small():
    """The vocabularies of a few kilobytes."""
    os.makedirs(OUT, exist_ok=True)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer, t.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(SENTENCES, trainers.WordPieceTrainer(vocab_size=400, special_tokens=special, show_progress=False))
    pieces = sorted(t.get_vocab().items(), key=lambda item: item[1])
    os.makedirs(OUT + "/wordpiece", exist_ok=True)
    with open(OUT + "/wordpiece/vocab.txt", "w", newline="\n") as f:
        f.write("".join(piece + "\n" for piece, _ in pieces))
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    # Every flag of an added token once.
    t.add_tokens([
        AddedToken("new_tok", single_word=True, normalized=False), AddedToken("Café", normalized=True), AddedToken("day", normalized=True, single_word=True),
        AddedToken("<left>", lstrip=True, normalized=False), AddedToken("<right>", rstrip=True, normalized=False),
    ])
    os.makedirs(OUT + "/wordpiece-added", exist_ok=True)
    t.save(OUT + "/wordpiece-added/tokenizer.json", pretty=False)

    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=420, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>"], show_progress=False)
    t.train_from_iterator(SENTENCES, trainer)
    os.makedirs(OUT + "/byte-pairs", exist_ok=True)
    t.model.save(OUT + "/byte-pairs")
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    t.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=True, add_prefix_space=True),
        processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]),
    ])
    os.makedirs(OUT + "/byte-pairs-sequence", exist_ok=True)
    t.save(OUT + "/byte-pairs-sequence/tokenizer.json", pretty=False)

    os.makedirs(OUT + "/unigram", exist_ok=True)
    rules = [
        ("\ufb01", "fi"), ("\ufb02", "fl"), ("e\u0301", "\u00e9"), ("\u3000", " "), ("\u200b", ""), ("\u00ad", ""), ("\u2460", "1"), ("\u338f", "kg"), ("\uff01", "!"),
        ("\uff1f", "?"), ("\u2026", "..."), ("\t", " "), ("\n", " "), ("\ufdfa", "صلى الله عليه وسلم"), ("\u304b\u3099", "\u304c"), ("\u1100\u1161", "\uac00"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/rules.tsv", "w") as f:
            for source, target in rules:
                f.write(" ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target) + "\n")
        with open(folder + "/sentences.txt", "w") as f:
            f.write("\n".join(SENTENCES * 3))
        sentencepiece.SentencePieceTrainer.train(
            input=folder + "/sentences.txt", model_prefix=folder + "/unigram", vocab_size=330, model_type="unigram", normalization_rule_tsv=folder + "/rules.tsv",
            character_coverage=0.98, hard_vocab_limit=False, minloglevel=2, num_threads=1,
        )
        with open(folder + "/unigram.model", "rb") as source, open(OUT + "/unigram/sentencepiece.bpe.model", "wb") as target:
            target.write(source.read())

    # Unigram with byte fallback, and the other normalizers and pre-tokenizers in one file.
    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip(), normalizers.Prepend("x")])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(r"\p{N}{1,3}|(?i:'s)|\s+(?!\S)"), "isolated"), pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.Metaspace("▁", "first")])
    alphabet = [f"<0x{b:02X}>" for b in range(256)]
    t.train_from_iterator(SENTENCES, trainers.UnigramTrainer(vocab_size=200, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False))
    state = json.loads(t.to_str())
    known = {piece for piece, _ in state["model"]["vocab"]}
    state["model"]["vocab"] += [[piece, -20.0] for piece in alphabet if piece not in known]
    state["model"]["byte_fallback"] = True
    os.makedirs(OUT + "/unigram-bytes", exist_ok=True)
    Tokenizer.from_str(json.dumps(state)).save(OUT + "/unigram-bytes/tokenizer.json", pretty=False)


def small():
    """The small vocabularies by the name that the tests know them by."""
    vocab = vocab_txt(OUT + "/wordpiece/vocab.txt")
    load = lambda name: Tokenizer.from_file(f"{OUT}/{name}/tokenizer.json")
    pipelines = {
        "wordpiece": bert_from(vocab, True), "wordpiece-cased": bert_from(vocab, False), "wordpiece-added": load("wordpiece-added"), "byte-pairs-gpt2": gpt2_from(OUT + "/byte-pairs"),
        "byte-pairs-roberta": roberta_from(OUT + "/byte-pairs"), "byte-pairs-sequence": load("byte-pairs-sequence"),
        "unigram": sentence_piece_from(OUT + "/unigram/sentencepiece.bpe.model", True), "unigram-bytes": load("unigram-bytes"),
    }
    # One normalizer and one pre-tokenizer each, over the pieces of `wordpiece`.
    for name, normalizer in {
        "nfc": normalizers.NFC(), "nfd": normalizers.NFD(), "nfkc": normalizers.NFKC(), "nfkd": normalizers.NFKD(),
        "strip-accents": normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]), "byte-level": normalizers.ByteLevel(),
        "replace": normalizers.Sequence([normalizers.Replace("a", "bb"), normalizers.Replace(Regex(r"[aeiou]+\b"), ""), normalizers.Strip(left=False)]), "nmt": normalizers.Nmt(),
    }.items():
        t = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
        t.normalizer, t.pre_tokenizer = normalizer, pre_tokenizers.WhitespaceSplit()
        pipelines["normalizer-" + name] = t
    for name, pre in {
        "whitespace": pre_tokenizers.Whitespace(), "punctuation-removed": pre_tokenizers.Punctuation("removed"), "punctuation-previous": pre_tokenizers.Punctuation("merged_with_previous"),
        "punctuation-next": pre_tokenizers.Punctuation("merged_with_next"), "digits": pre_tokenizers.Digits(), "delimiter": pre_tokenizers.CharDelimiterSplit("a"),
        "fixed": pre_tokenizers.FixedLength(3),
        "cl100k": pre_tokenizers.Split(Regex(r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"), "isolated"),
        "inverted": pre_tokenizers.Split(Regex(r"[\w']+"), "removed", invert=True), "split-text": pre_tokenizers.Split("an", "merged_with_next"),
        "expression": pre_tokenizers.Split(Regex(r"(?:[a-c]|x{2,3}?|(?>ab|a)c|\bth\B|^.|[^\W\d_]++(?=!)|\S*?o)"), "isolated"),
        "metaspace": pre_tokenizers.Metaspace("▁", "never", split=False),
    }.items():
        t = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
        t.pre_tokenizer = pre
        pipelines["words-" + name] = t
    return pipelines


def corpora(shared):
    def lines(path, encoding="utf-8"):
        with open(os.path.join(shared, path), "rb") as f:
            return [line.decode(encoding, "replace") for line in f.read().split(b"\n")[:LINES]]

    return {
        "emotion/val.txt": lines("emotion/val.txt"), "sst2/train.tsv": lines("sst2/train.tsv"), "movie-reviews/rt-polarity.pos": lines("movie-reviews/rt-polarity.pos", "cp1252"),
        "chnsenticorp/train.tsv": lines("chnsenticorp/train.tsv"), "goemotions/train.tsv": lines("goemotions/train.tsv"),
        "sentiment140/testdata.manual.2009.06.14.csv": lines("sentiment140/testdata.manual.2009.06.14.csv"), "odd/emotion_val_leading_blank_line.txt": lines("odd/emotion_val_leading_blank_line.txt"),
        "odd/sentiment140_cr_only.csv": lines("odd/sentiment140_cr_only.csv"), "odd-texts": ODD + generated(1000),
    }


def full(shared):
    vocab = os.path.join(shared, "vocab")
    pipelines = {
        "bert-base-uncased": Tokenizer.from_file(vocab + "/bert-base-uncased/tokenizer.json"), "bert-base-uncased/vocab.txt": bert_from(vocab_txt(vocab + "/bert-base-uncased/vocab.txt"), True),
        "bert-base-cased": bert_from(vocab_txt(vocab + "/bert-base-cased/vocab.txt"), False), "bert-base-chinese": bert_from(vocab_txt(vocab + "/bert-base-chinese/vocab.txt"), False),
        "gpt2": gpt2_from(vocab + "/gpt2"), "roberta": Tokenizer.from_file(vocab + "/roberta/tokenizer.json"), "roberta/vocab.json": roberta_from(vocab + "/roberta"),
        "spm-barthez": Tokenizer.from_file(vocab + "/spm-barthez/tokenizer.json"), "spm-barthez/sentencepiece.bpe.model": sentence_piece_from(vocab + "/spm-barthez/sentencepiece.bpe.model", True),
        "minilm-emotion": Tokenizer.from_file(os.path.join(shared, "../models/minilm-emotion/tokenizer.json")),
    }
    for t in pipelines.values():
        t.no_truncation()
        t.no_padding()
    return pipelines


def state(tokenizer):
    """What a tokenizer.json of it holds besides the vocabulary."""
    whole = json.loads(tokenizer.to_str())
    return {key: whole[key] for key in ("normalizer", "pre_tokenizer")}


if __name__ == "__main__":
    if "--keep" not in sys.argv:
        make_small()
    texts = ODD + generated(100)
    pipelines = small()
    write("odd-texts.json", ODD + generated(1000))
    write("expected.json", {name: digests(t, texts, 1) for name, t in pipelines.items()})
    write("components.json", {name: state(t) for name, t in pipelines.items() if name.startswith(("normalizer-", "words-"))})
    folders = [a for a in sys.argv[1:] if not a.startswith("--")]
    if folders:
        corpus = corpora(folders[0])
        write("shared-digests.json", {name: {c: digests(t, lines, BLOCK) for c, lines in corpus.items()} for name, t in full(folders[0]).items()})
