#!/usr/bin/env python3
"""Makes the small random models under Tests/Fixtures/models, and the BERT-base-sized one for the benchmarks.

    make_models.py                       all fixtures
    make_models.py --bert-base FOLDER    12 x 768 random weights (438 MB), only for `make bench`; never committed

The weights mean nothing, but nothing in them is degenerate: every parameter is random (biases, layer-norm gains, the
padding rows too), attention is neither uniform nor one-hot, and the class logits differ by whole numbers. All sizes are
multiples of neither 8 nor 16 somewhere, so that the tails of vector loops run.
"""

import argparse
import json
import shutil
from pathlib import Path

import model_pins

model_pins.check("torch", "transformers")

import numpy  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from tokenizers.pre_tokenizers import ByteLevel  # noqa: E402

MODELS = Path(__file__).resolve().parent.parent / "Fixtures" / "models"

WORDS = (
    "i felt so anxious stand in front of the crowd that my heart was rac film is not good bad very but and a an it "
    "this act were great love hate feel just people group noisy day"
).split()
SUFFIXES = "ing ed s ly ous er n t est".split()
LABELS = ["sadness", "joy", "anger", "fear"]


# Tokenizers


def wordpiece_vocabulary(lowercase=True):
    letters = "abcdefghijklmnopqrstuvwxyz" + ("" if lowercase else "ITA")
    pieces = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += list("!'(),-.?") + list("0123") + list(letters) + ["##" + letter for letter in letters.lower()]
    pieces += ["##" + suffix for suffix in SUFFIXES if len(suffix) > 1] + [word for word in WORDS if len(word) > 1]
    return pieces


def write_wordpiece(folder, lowercase=True):
    """vocab.txt and tokenizer_config.json, as the checkpoints of 2018 have them."""
    pieces = wordpiece_vocabulary(lowercase)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    settings = {"do_lower_case": lowercase, "model_max_length": 40, "tokenizer_class": "BertTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings) + "\n", encoding="utf-8")
    return len(pieces)


def byte_level_vocabulary(specials_first, specials_last):
    """All 256 bytes, then one merge a line, learnt by joining the letters of WORDS from the left."""
    pieces = specials_first + sorted(ByteLevel.alphabet(), key=ord)
    merges = []
    for word in WORDS[:18] + ["ing", "ed", "ly"]:
        spelled = word if word in ("ing", "ed", "ly") else "Ġ" + word
        for end in range(2, len(spelled) + 1):
            joined = spelled[:end]
            if joined not in pieces:
                pieces.append(joined)
                merges.append(f"{spelled[:end - 1]} {spelled[end - 1]}")
    pieces += specials_last
    return {piece: index for index, piece in enumerate(pieces)}, merges


def write_byte_level(folder, vocabulary, merges, settings):
    """vocab.json and merges.txt, with the version line that the first files of this kind have."""
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(settings) + "\n", encoding="utf-8")


def add_tokenizer_json(folder):
    """What today's libraries save beside, or instead of, the older files."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def unigram_pieces():
    """Single letters are dear, whole words cheap, so that the best segmentation is not the greedy one everywhere."""
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0)]
    pieces += [("▁" + word, round(-4.0 - 0.05 * index, 2)) for index, word in enumerate(WORDS)]
    pieces += [(suffix, round(-4.5 - 0.1 * index, 2)) for index, suffix in enumerate(SUFFIXES) if len(suffix) > 1]
    pieces += [(letter, round(-7.0 - 0.03 * index, 2)) for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz.,!?'")]
    return pieces + [("<mask>", 0.0)]


# Weights


def randomize(model, seed, table=0.5):
    """Fills every parameter from one seeded stream, scaled so that activations neither vanish nor saturate."""
    stream = numpy.random.default_rng(seed)
    for name, parameter in model.named_parameters():
        values = stream.standard_normal(tuple(parameter.shape))
        if parameter.dim() == 1:
            is_gain = name.endswith("weight")
            values = 1 + 0.2 * values if is_gain else 0.1 * values
        elif "embeddings" in name or ".wte." in name or ".wpe." in name:
            values = table * values
        else:
            inputs = parameter.shape[0] if ".c_" in name else parameter.shape[1]
            is_head = name.startswith(("classifier.out_proj", "score")) or name == "classifier.weight"
            values = (2.0 if is_head else 1.2) / numpy.sqrt(inputs) * values
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(values))
    return model.eval()


def build(kind, seed, labels=None, **settings):
    labels = LABELS if labels is None else labels
    settings["id2label"] = dict(enumerate(labels))
    settings["label2id"] = {label: index for index, label in enumerate(labels)}
    configuration = getattr(transformers, kind + "Config")(**settings)
    return randomize(getattr(transformers, kind + "ForSequenceClassification")(configuration), seed)


def fresh(name):
    folder = MODELS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def make_bert():
    folder = fresh("bert-tiny")
    size = write_wordpiece(folder)
    build(
        "Bert", 1, vocab_size=size, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=52,
        max_position_embeddings=40, layer_norm_eps=1e-12, pad_token_id=0,
    ).save_pretrained(folder)  # fmt: skip
    add_tokenizer_json(folder)


def make_distilbert():
    folder = fresh("distilbert-tiny")
    size = write_wordpiece(folder)
    build(
        "DistilBert", 2, vocab_size=size, dim=24, n_layers=2, n_heads=3, hidden_dim=44, max_position_embeddings=40,
        pad_token_id=0,
    ).save_pretrained(folder)  # fmt: skip


def make_roberta():
    folder = fresh("roberta-tiny")
    vocabulary, merges = byte_level_vocabulary(["<s>", "<pad>", "</s>", "<unk>"], ["<mask>"])
    write_byte_level(folder, vocabulary, merges, {"model_max_length": 40, "tokenizer_class": "RobertaTokenizer"})
    build(
        "Roberta", 3, vocab_size=len(vocabulary), hidden_size=20, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=36, max_position_embeddings=42, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1,
        bos_token_id=0, eos_token_id=2,
    ).save_pretrained(folder)  # fmt: skip
    add_tokenizer_json(folder)


def gpt2_vocabulary(folder):
    vocabulary, merges = byte_level_vocabulary([], ["<|endoftext|>"])
    write_byte_level(folder, vocabulary, merges, {"model_max_length": 40, "tokenizer_class": "GPT2Tokenizer"})
    end = vocabulary["<|endoftext|>"]
    return dict(vocab_size=len(vocabulary), pad_token_id=end, bos_token_id=end, eos_token_id=end)


def make_gpt2():
    folder = fresh("gpt2-tiny")
    build("GPT2", 4, n_embd=20, n_layer=2, n_head=4, n_positions=40, **gpt2_vocabulary(folder)).save_pretrained(folder)


def make_gpt2_wide():
    """n_inner, scores divided by the layer's number, relu, two labels; three layers, so that the number tells."""
    folder = fresh("gpt2-inner")
    build(
        "GPT2", 5, labels=["no", "yes"], n_embd=12, n_layer=3, n_head=3, n_positions=24, n_inner=30,
        scale_attn_by_inverse_layer_idx=True, activation_function="relu", layer_norm_epsilon=1e-6,
        **gpt2_vocabulary(folder),
    ).save_pretrained(folder)  # fmt: skip


def make_xlm_roberta():
    folder = fresh("xlm-roberta-tiny")
    pieces = unigram_pieces()
    transformers.XLMRobertaTokenizer(vocab=pieces, model_max_length=30).save_pretrained(folder)
    build(
        "XLMRoberta", 6, vocab_size=len(pieces), hidden_size=12, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=28, max_position_embeddings=32, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1,
        bos_token_id=0, eos_token_id=2,
    ).save_pretrained(folder)  # fmt: skip


MICRO = dict(hidden_size=12, num_hidden_layers=1, num_attention_heads=2, intermediate_size=20, max_position_embeddings=24)


def make_regression():
    folder = fresh("bert-regression")
    size = write_wordpiece(folder)
    build("Bert", 7, labels=["intensity"], vocab_size=size, **MICRO).save_pretrained(folder)


def language_model(kind, seed, folder, **settings):
    """A language model of the same random numbers, saved as the library saves it: without the tied matrix."""
    configuration = getattr(transformers, kind.replace("ForMaskedLM", "").replace("LMHeadModel", "") + "Config")(**settings)
    model = randomize(getattr(transformers, kind)(configuration), seed)
    model.tie_weights()
    model.save_pretrained(folder)


def make_language_models():
    """The four heads: BERT's and DistilBERT's tied, RoBERTa's with a matrix of its own, GPT-2's the table itself."""
    folder = fresh("bert-masked")
    size = write_wordpiece(folder)
    language_model(
        "BertForMaskedLM", 11, folder, vocab_size=size, hidden_size=12, num_hidden_layers=2, num_attention_heads=3,
        intermediate_size=20, max_position_embeddings=24, hidden_act="relu",
    )  # fmt: skip
    folder = fresh("distilbert-masked")
    size = write_wordpiece(folder)
    language_model(
        "DistilBertForMaskedLM", 12, folder, vocab_size=size, dim=12, n_layers=2, n_heads=2, hidden_dim=20,
        max_position_embeddings=24, pad_token_id=0,
    )  # fmt: skip
    folder = fresh("roberta-masked")
    vocabulary, merges = byte_level_vocabulary(["<s>", "<pad>", "</s>", "<unk>"], ["<mask>"])
    write_byte_level(folder, vocabulary, merges, {"model_max_length": 22, "tokenizer_class": "RobertaTokenizer"})
    language_model(
        "RobertaForMaskedLM", 13, folder, vocab_size=len(vocabulary), hidden_size=12, num_hidden_layers=1,
        num_attention_heads=2, intermediate_size=20, max_position_embeddings=24, type_vocab_size=1, layer_norm_eps=1e-5,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, hidden_act="silu", tie_word_embeddings=False,
    )  # fmt: skip
    folder = fresh("gpt2-language")
    language_model(
        "GPT2LMHeadModel", 14, folder, n_embd=12, n_layer=2, n_head=3, n_positions=24, **gpt2_vocabulary(folder)
    )


def make_containers():
    """One model in every container: the same numbers as safetensors, shards, halves, and the old pickles."""
    folder = fresh("micro")
    size = write_wordpiece(folder)
    model = build("Bert", 8, vocab_size=size, **MICRO)
    # Numbers that bfloat16 holds exactly are held by the other types too: one golden serves all containers.
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.to(torch.bfloat16).to(torch.float16).float())
    model.save_pretrained(folder)
    configuration = (folder / "config.json").read_text(encoding="utf-8")
    state = {name: value.contiguous() for name, value in model.state_dict().items()}

    def sibling(name):
        other = fresh(name)
        write_wordpiece(other)
        (other / "config.json").write_text(configuration, encoding="utf-8")
        return other

    model.save_pretrained(sibling("micro-sharded"), max_shard_size="8KB")
    for name, kind in (("micro-fp16", torch.float16), ("micro-bf16", torch.bfloat16)):
        halves = {key: value.to(kind) for key, value in state.items()}
        save_file(halves, sibling(name) / "model.safetensors", metadata={"format": "pt"})
    # Old files: position_ids is a saved buffer, layer norms say gamma and beta.
    old = {"bert.embeddings.position_ids": torch.arange(MICRO["max_position_embeddings"]).unsqueeze(0)}
    for key, value in state.items():
        old[key.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")] = value
    torch.save(old, sibling("micro-bin") / "pytorch_model.bin")


class FilmReader(torch.nn.Module):
    """A classifier around a bare BERT as people write it by hand: pooled output, one linear layer, ReLU."""

    def __init__(self, configuration):
        super().__init__()
        self.bert = transformers.BertModel(configuration)
        self.linear = torch.nn.Linear(configuration.hidden_size, 5)

    def forward(self, ids, mask=None, types=None):
        pooled = self.bert(ids, attention_mask=mask, token_type_ids=types).pooler_output
        return torch.nn.functional.relu(self.linear(pooled))


FILM_LABELS = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]


def film_configuration(size):
    return transformers.BertConfig(vocab_size=size, **MICRO)


def make_film_reader():
    """A state dictionary in a .pt, with no config.json: headscope.json beside it says what it is."""
    folder = fresh("film-reader")
    size = write_wordpiece(folder, lowercase=False)
    (folder / "tokenizer_config.json").unlink()
    model = randomize(FilmReader(film_configuration(size)), 9)
    torch.save(model.state_dict(), folder / "film-reader.pt")
    description = {
        "architecture": "bert", "weights": "film-reader.pt", "vocabulary": "vocab.txt", "lowercase": False,
        "headCount": MICRO["num_attention_heads"], "labels": FILM_LABELS, "outputActivation": "relu",
    }  # fmt: skip
    (folder / "headscope.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def tidy():
    """Drops what says nothing of the model."""
    for path in MODELS.glob("*/config.json"):
        settings = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def make_bert_base(folder):
    """bert-base-uncased's sizes with a vocabulary of the right length, whose first words are a benchmark text's."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        "i just feel extremely comfortable with the group of people that i dont even need to hide myself , even if "
        "the film is noisy and vicious ##ly cum ##bers ##ome"
    )
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + list(dict.fromkeys(text.split()))
    pieces += [piece for letter in "abcdefghijklmnopqrstuvwxyz" for piece in (letter, "##" + letter) if piece not in pieces]
    pieces += [f"[unused{index}]" for index in range(30522 - len(pieces))]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    settings = {"do_lower_case": True, "model_max_length": 512, "tokenizer_class": "BertTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings) + "\n", encoding="utf-8")
    torch.manual_seed(0)
    labels = ["sadness", "joy", "love", "anger", "fear", "surprise"]
    configuration = transformers.BertConfig(
        id2label=dict(enumerate(labels)), label2id={label: index for index, label in enumerate(labels)}
    )
    transformers.BertForSequenceClassification(configuration).eval().save_pretrained(folder)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bert-base", type=Path, metavar="FOLDER")
    options = arguments.parse_args()
    if options.bert_base:
        make_bert_base(options.bert_base)
        return
    make_bert()
    make_distilbert()
    make_roberta()
    make_gpt2()
    make_gpt2_wide()
    make_xlm_roberta()
    make_regression()
    make_language_models()
    make_containers()
    make_film_reader()
    tidy()


if __name__ == "__main__":
    main()
