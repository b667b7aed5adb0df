#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/*-training.json: 50 steps of PyTorch's AdamW on small random models, and on a pretrained one.

bert-tiny-adam has a few steps of its Adam, whose decay is part of the gradient.

All in double precision, so that what is compared is the rounding of one side only.

    make_training_goldens.py                     the small models
    make_training_goldens.py --minilm FOLDER     all-MiniLM-L6-v2 with a classifier of six classes

Each file holds the batches (ids and labels), every step's loss, and for every parameter at the end its length, how far it moved, and
32 sums of its elements with random signs: where two tensors differ by d, the mean square of the sums' differences is |d|^2.
"""

import argparse
import json
from pathlib import Path

import model_pins

model_pins.check("torch", "transformers")

import numpy  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"
STEPS, WARMUP, RATE, DECAY, CLIP, BATCH, SUMS = 50, 5, 5e-4, 0.01, 1.0, 6, 32
MASK = (1 << 64) - 1


def signs(count, seed):
    """±1 from splitmix64, as the tests make them: bit j % 64 of the j / 64th number."""
    numbers = numpy.arange(1, count // 64 + 2, dtype=numpy.uint64)
    x = numpy.uint64(seed) + numbers * numpy.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    x = x ^ (x >> numpy.uint64(31))
    bits = (x[:, None] >> numpy.arange(64, dtype=numpy.uint64)) & numpy.uint64(1)
    return bits.reshape(-1)[:count].astype(numpy.float64) * 2 - 1


def decays(name):
    """As transformers' Trainer: all but biases and norms."""
    return not name.endswith(".bias") and "norm" not in name.lower() and ".ln_" not in name


def without_dropout(model):
    """The model in training, with nothing left to chance."""
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        for attribute in ("dropout_prob", "attn_dropout_p"):
            if hasattr(module, attribute):
                setattr(module, attribute, 0.0)
    return model.train()


def adamw(named, rate, kind=torch.optim.AdamW, decay=DECAY):
    """AdamW, or another, with the weight decay of transformers' Trainer."""
    return kind(
        [
            {"params": [p for n, p in named if decays(n)], "weight_decay": decay},
            {"params": [p for n, p in named if not decays(n)], "weight_decay": 0.0},
        ],
        lr=rate,
    )


def run(model, rate, vocabulary, labels, name, steps=STEPS, sums=SUMS, batch=BATCH, decay=DECAY, **kind):
    without_dropout(model)
    random = numpy.random.default_rng(7)
    named = list(model.named_parameters())
    before = {key: value.detach().double().numpy().copy() for key, value in named}
    optimizer = adamw(named, rate, decay=decay, **kind)
    batches, losses, norms = [], [], []
    for step in range(steps):
        texts = [random.integers(*vocabulary, random.integers(3, 20)).tolist() for _ in range(batch)]
        targets = [int(sum(text) % labels) for text in texts]
        factor = step / WARMUP if step < WARMUP else (steps - step) / (steps - WARMUP)
        for group in optimizer.param_groups:
            group["lr"] = rate * factor
        # One text after the other: no padding, so that causal models read their last token.
        loss = sum(
            torch.nn.functional.cross_entropy(model(input_ids=torch.tensor([text])).logits, torch.tensor([target]))
            for text, target in zip(texts, targets)
        ) / len(texts)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        batches.append({"texts": texts, "labels": targets})
        losses.append(float(loss.detach()))
        norms.append(float(norm))
    prefix = model.base_model_prefix + "."
    parameters = {}
    for key, value in named:
        # GPT-2's query, key and value biases are one tensor, of which the middle one's gradient is zero by definition.
        parts = 3 if key.endswith("c_attn.bias") else 1
        ends = numpy.split(value.detach().double().numpy().reshape(-1), parts)
        starts = numpy.split(before[key].reshape(-1), parts)
        for part, (start, end) in enumerate(zip(starts, ends)):
            parameters[key.removeprefix(prefix) + (f".{part}" if parts > 1 else "")] = {
                "length": float(numpy.linalg.norm(end)),
                "moved": float(numpy.linalg.norm(end - start)),
                "sums": [float(f"{signs(end.size, seed) @ end:.10g}") for seed in range(sums)],
            }
    golden = {
        "rate": rate, "warmup": WARMUP, "decay": decay, "clip": CLIP, "batches": batches, "losses": losses,
        "gradientNorms": norms, "parameters": parameters,
    }
    (FIXTURES / "goldens" / f"{name}-training.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")
    print(name, losses[0], losses[-1], len(parameters), norms[:3])


def small(name):
    return transformers.AutoModelForSequenceClassification.from_pretrained(
        FIXTURES / "models" / name, dtype=torch.float64, attn_implementation="eager"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minilm")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.minilm:
        model = transformers.AutoModelForSequenceClassification.from_pretrained(
            arguments.minilm, num_labels=6, dtype=torch.float64, attn_implementation="eager"
        )
        with torch.no_grad():
            weight = model.classifier.weight
            weight.copy_(torch.sin(torch.arange(weight.numel(), dtype=torch.float64)).float().reshape(weight.shape) * 0.02)
            model.classifier.bias.zero_()
        run(model, 1e-4, (1000, 30000), 6, "minilm")
        return
    for name in ["bert-tiny", "distilbert-tiny", "roberta-tiny", "gpt2-tiny"]:
        model = small(name)
        run(model, RATE, (6, model.config.vocab_size), model.config.num_labels, name)
    model = small("bert-tiny")
    few = {"steps": 10, "sums": 4, "batch": 3, "decay": 0.1, "kind": torch.optim.Adam}
    run(model, RATE, (6, model.config.vocab_size), model.config.num_labels, "bert-tiny-adam", **few)


if __name__ == "__main__":
    main()
