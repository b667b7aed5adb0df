#!/usr/bin/env python3
"""Makes Tests/Fixtures/checkpoints: small checkpoints in every container, and what is in them.

    pip install torch==2.13.0 safetensors==0.8.0
    python3 Tests/Reference/make_checkpoint_fixtures.py [folder of the models that real.json describes]

Deterministic: the numbers are exact fractions, written out by formula. The sums of real.json are only renewed when
the folder is given.
"""
import collections
import io
import json
import os
import pickle
import shutil
import sys
import zipfile

import safetensors
import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "Fixtures", "checkpoints")
REPOSITORY = os.path.join(HERE, "..", "..")


def numbers(*shape, start=0):
    """start/8, (start+1)/8 … : exact in every float type used here."""
    count = 1
    for size in shape:
        count *= size
    return (torch.arange(start, start + count, dtype=torch.float32) / 8).reshape(shape)


def bert(hidden=4, layers=2, vocabulary=10, positions=8, labels=3, head="classifier"):
    """A state dict of BertForSequenceClassification, all names and shapes."""
    state = collections.OrderedDict()
    def add(name, *shape):
        state[name] = numbers(*shape, start=len(state))
    add("bert.embeddings.word_embeddings.weight", vocabulary, hidden)
    add("bert.embeddings.position_embeddings.weight", positions, hidden)
    add("bert.embeddings.token_type_embeddings.weight", 2, hidden)
    add("bert.embeddings.LayerNorm.weight", hidden)
    add("bert.embeddings.LayerNorm.bias", hidden)
    for layer in range(layers):
        p = f"bert.encoder.layer.{layer}."
        for part in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"]:
            add(p + part + ".weight", hidden, hidden)
            add(p + part + ".bias", hidden)
        add(p + "attention.output.LayerNorm.weight", hidden)
        add(p + "attention.output.LayerNorm.bias", hidden)
        add(p + "intermediate.dense.weight", 2 * hidden, hidden)
        add(p + "intermediate.dense.bias", 2 * hidden)
        add(p + "output.dense.weight", hidden, 2 * hidden)
        add(p + "output.dense.bias", hidden)
        add(p + "output.LayerNorm.weight", hidden)
        add(p + "output.LayerNorm.bias", hidden)
    add("bert.pooler.dense.weight", hidden, hidden)
    add("bert.pooler.dense.bias", hidden)
    add(head + ".weight", labels, hidden)
    add(head + ".bias", labels)
    return state


def path(*parts):
    full = os.path.join(OUT, *parts)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def write_json(value, *parts):
    with open(path(*parts), "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


CONFIG = {"model_type": "bert", "hidden_size": 4, "num_hidden_layers": 2, "num_attention_heads": 2,
          "intermediate_size": 8, "vocab_size": 10, "max_position_embeddings": 8, "type_vocab_size": 2,
          "id2label": {"0": "a", "1": "b", "2": "c"}}


def containers():
    kinds = {
        "f32": numbers(3, 4),
        "f16": numbers(3, 4, start=12).half(),
        "bf16": numbers(3, 4, start=24).bfloat16(),
        "f64": numbers(3, 4, start=36).double(),
        "ids": torch.arange(5).reshape(1, 5),
        "mask": torch.tensor([True, False]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
    }
    save_file(kinds, path("kinds.safetensors"), metadata={"format": "pt"})

    base = numbers(4, 6)
    views = collections.OrderedDict(kinds)
    views["base"] = base
    views["transposed"] = base.t()
    views["column"] = base[:, 2]
    views["window"] = base[1:3, 1:4]
    views["repeated"] = numbers(1, 3).expand(4, 3)
    views["permuted"] = numbers(2, 3, 4).permute(2, 0, 1)
    views["parameter"] = torch.nn.Parameter(numbers(2, 2, start=7))
    views["half_transposed"] = numbers(4, 6).half().t()
    views["wide"] = torch.arange(4).to(torch.uint16)
    torch.save(views, path("views.pt"))

    state = bert()
    layers = torch.nn.Linear(2, 2).state_dict()  # carries `_metadata`, which BUILD restores
    layers["weight"], layers["bias"] = numbers(2, 2), numbers(2)
    torch.save(layers, path("metadata.bin"))
    for name, wrapped in {"state_dict": {"epoch": 3, "state_dict": state},
                          "model": {"model": state, "optimizer": {"lr": 1e-4, "betas": (0.9, 0.999)}},
                          "model_state_dict": {"model_state_dict": state, "loss": 0.5}}.items():
        torch.save(wrapped, path(f"wrapped_{name}.pt"))
    torch.save(state, path("protocol4.pt"), pickle_protocol=4)
    torch.save(state, path("legacy.pt"), _use_new_zipfile_serialization=False)

    save_file(state, path("bert", "model.safetensors"))
    write_json(CONFIG, "bert", "config.json")
    torch.save(state, path("bert_bin", "pytorch_model.bin"))
    write_json(CONFIG, "bert_bin", "config.json")

    names = list(state)
    parts = {"first": names[:20], "second": names[20:]}
    for kind in ["safetensors", "bin"]:
        stem = "model" if kind == "safetensors" else "pytorch_model"
        weight_map = {}
        for part, members in parts.items():
            shard = f"{stem}-{part}.{kind}"
            tensors = {name: state[name].contiguous() for name in members}
            if kind == "safetensors":
                save_file(tensors, path("shards_" + kind, shard))
            else:
                torch.save(tensors, path("shards_" + kind, shard))
            weight_map.update({name: shard for name in members})
        write_json({"metadata": {"total_size": 1}, "weight_map": weight_map},
                   "shards_" + kind, f"{stem}.{kind}.index.json")
        write_json(CONFIG, "shards_" + kind, "config.json")

    torch.save(bert(hidden=8, layers=1, labels=2, head="linear"), path("system_d", "model.pt"))
    write_json({"architecture": "bert", "vocabulary": "vocab.txt", "lowercase": False,
                "labels": ["negative", "positive"], "outputActivation": "relu", "headCount": 2},
               "system_d", "headscope.json")
    with open(path("system_d", "vocab.txt"), "w") as file:
        file.write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "d", "e"]) + "\n")


class Callable:
    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def zipped(pickled, name, records=(), byteorder=b"little", compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path(name), "w", compression) as archive:
        def add(entry, data):
            info = zipfile.ZipInfo("archive/" + entry, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, data, compression)
        add("data.pkl", pickled)
        if byteorder:
            add("byteorder", byteorder)
        for entry, data in records:
            add(entry, data)
        add("version", b"3\n")


def nasty():
    zipped(pickle.dumps({"weight": Callable(os.system, "touch /tmp/headscope-was-here")}, protocol=2),
           "nasty/system.pt")
    zipped(pickle.dumps({"weight": Callable(eval, "1")}, protocol=4), "nasty/eval.pt")
    buffer = io.BytesIO()
    torch.save(torch.nn.Linear(2, 2), buffer)
    with open(path("nasty", "module.pt"), "wb") as file:
        file.write(buffer.getvalue())

    def archive(count=6, offset=0, shape=(2, 3), strides=(3, 1), key="0"):
        """A pickle of one tensor that says what is asked."""
        def integer(value):
            data = value.to_bytes(8, "little", signed=True)
            return b"\x8a\x08" + data
        def tuple_of(values):
            return b"(" + b"".join(integer(value) for value in values) + b"t"
        def text(value):
            return b"X" + len(value).to_bytes(4, "little") + value.encode()
        return (b"\x80\x02}" + text("weight") + b"ctorch._utils\n_rebuild_tensor_v2\n(("
                + text("storage") + b"ctorch\nFloatStorage\n" + text(key) + text("cpu") + integer(count)
                + b"tQ" + integer(offset) + tuple_of(shape) + tuple_of(strides)
                + b"\x89ccollections\nOrderedDict\n)RtRs.")
    six = [("data/0", numbers(6).numpy().tobytes())]
    zipped(archive(), "crafted.pt", six)
    for name, lie in {
        "storage_too_long": dict(count=7), "storage_overflow": dict(count=1 << 62),
        "storage_negative": dict(count=-1), "storage_missing": dict(key="1"),
        "offset_negative": dict(offset=-1), "offset_beyond": dict(offset=1),
        "stride_beyond": dict(strides=(4, 1)), "stride_negative": dict(strides=(-3, 1)),
        "stride_overflow": dict(strides=(1 << 62, 1 << 62)), "shape_negative": dict(shape=(-2, 3)),
        "shape_overflow": dict(shape=(1 << 40, 1 << 40), strides=(0, 0)),
        "shape_repeated": dict(shape=(1 << 30, 1 << 10), strides=(0, 0)),
        "rank": dict(shape=(2, 3), strides=(1,)),
    }.items():
        zipped(archive(**lie), f"nasty/{name}.pt", six)
    zipped(archive(), "nasty/big_endian.pt", six, byteorder=b"big")
    zipped(archive(), "nasty/deflated.pt", six, compression=zipfile.ZIP_DEFLATED)
    zipped(b"\x80\x02" + b"]q\x00" + b"h\x00a" * 10 + b".", "nasty/cycle.pt")
    zipped(b"\x80\x02" + b"(" * 10000 + b".", "nasty/marks.pt")
    with open(path("nasty", "plain_pickle.pt"), "wb") as file:
        pickle.dump({"weight": [1.0, 2.0]}, file, protocol=2)


def expected():
    """What the views hold, as PyTorch reads them."""
    views = torch.load(path("views.pt"), weights_only=True)
    write_json({
        "made_with": {"torch": torch.__version__.split("+")[0], "safetensors": safetensors.__version__},
        "tensors": {name: {"shape": list(tensor.shape), "values": tensor.double().flatten().tolist()}
                    for name, tensor in views.items()},
    }, "views.json")


def real(models):
    """Sums of a few tensors of the embedded model and of models that are too large for the repository."""
    from safetensors.torch import load_file
    chosen = {
        "models/minilm-emotion": ["embeddings.word_embeddings.weight", "encoder.layer.5.output.dense.weight",
                                  "encoder.layer.0.attention.self.query.bias", "classifier.weight"],
        "Models/emotion-mini": ["embeddings.word_embeddings.weight", "encoder.layer.3.intermediate.dense.weight",
                                "classifier.bias"],
        "data/models-tiny/tiny-gpt2": ["wte.weight", "h.1.attn.c_attn.weight", "ln_f.bias"],
    }
    result = {"made_with": {"torch": torch.__version__.split("+")[0]}, "models": {}}
    for folder, names in chosen.items():
        root = REPOSITORY if folder.startswith("Models/") else models
        tensors = load_file(os.path.join(root, folder, "model.safetensors"))
        described = {}
        for name in names:
            tensor = next(tensors[prefix + name] for prefix in ["bert.", "transformer.", ""] if prefix + name in tensors)
            flat = tensor.double().flatten()
            described[name] = {"shape": list(tensor.shape), "sum": flat.sum().item(),
                               "absolute_sum": flat.abs().sum().item(), "first": flat[:4].tolist(),
                               "last": flat[-1].item()}
        result["models"][folder] = {
            "parameters": sum(t.numel() for t in tensors.values() if t.is_floating_point()), "tensors": described}
    write_json(result, "real.json")


if __name__ == "__main__":
    keep = None
    if os.path.exists(path("real.json")):
        with open(path("real.json")) as file:
            keep = file.read()
    shutil.rmtree(OUT)
    containers()
    nasty()
    expected()
    if len(sys.argv) > 1:
        real(sys.argv[1])
    elif keep:
        with open(path("real.json"), "w") as file:
            file.write(keep)
