#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/<name>-masked-training.json: masked language modelling as PyTorch does it, in double precision.

A few steps of AdamW on the small random language models: BERT and DistilBERT, whose last matrix is the table of word embeddings, RoBERTa,
whose last matrix is its own, and RoBERTa with both made one. Each file holds the batches (ids, chosen positions, the pieces that stood
there), every step's loss, hits and gradient norm, of the first step every parameter's gradient, and every parameter at the end, as lengths
and sums with random signs (see make_training_goldens.py).
"""

import json

import model_pins

model_pins.check("torch", "transformers")

import numpy  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402

from make_training_goldens import CLIP, DECAY, FIXTURES, adamw, signs, without_dropout  # noqa: E402

STEPS, WARMUP, RATE, BATCH, SUMS = 12, 2, 2e-3, 4, 16


def load(name, ties):
    model = transformers.AutoModelForMaskedLM.from_pretrained(
        FIXTURES / "models" / name, dtype=torch.float64, attn_implementation="eager"
    )
    table = model.base_model.embeddings.word_embeddings.weight
    if ties and model.config.model_type == "roberta":
        model.lm_head.decoder.weight = table
        model.lm_head.decoder.bias = model.lm_head.bias
    assert (model.get_output_embeddings().weight is table) == ties
    return without_dropout(model)


def text(random, vocabulary, mask):
    """Ids as the model sees them, the chosen positions, and what stood there."""
    ids = random.integers(6, vocabulary - 1, random.integers(3, 20)).tolist()
    chosen = sorted(random.choice(len(ids), max(1, round(len(ids) * 0.25)), replace=False).tolist())
    pieces = [ids[position] for position in chosen]
    for position in chosen:
        draw = random.random()
        if draw < 0.9:
            ids[position] = mask if draw < 0.8 else int(random.integers(6, vocabulary - 1))
    return ids, chosen, pieces


def summary(values):
    values = values.reshape(-1)
    return {
        "length": float(numpy.linalg.norm(values)),
        "sums": [float(f"{signs(values.size, seed) @ values:.10g}") for seed in range(SUMS)],
    }


def run(name, file, ties):
    model = load(name, ties)
    mask = transformers.AutoTokenizer.from_pretrained(FIXTURES / "models" / name).mask_token_id
    random = numpy.random.default_rng(11)
    prefix = model.base_model_prefix + "."
    named = [(key.removeprefix(prefix), value) for key, value in model.named_parameters()]
    before = {key: value.detach().numpy().copy() for key, value in named}
    optimizer = adamw(named, RATE)
    golden = {
        "rate": RATE, "warmup": WARMUP, "decay": DECAY, "clip": CLIP, "batches": [], "losses": [], "hits": [],
        "gradientNorms": [], "gradients": {}, "parameters": {},
    }  # fmt: skip
    for step in range(STEPS):
        texts = [text(random, model.config.vocab_size, mask) for _ in range(BATCH)]
        factor = step / WARMUP if step < WARMUP else (STEPS - step) / (STEPS - WARMUP)
        for group in optimizer.param_groups:
            group["lr"] = RATE * factor
        # One text after the other: no padding.
        logits = torch.cat([model(input_ids=torch.tensor([ids])).logits[0, chosen] for ids, chosen, _ in texts])
        pieces = torch.tensor([piece for _, _, found in texts for piece in found])
        loss = torch.nn.functional.cross_entropy(logits, pieces)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            # A bias that is not added has no gradient: of RoBERTa's two the one beside its own last matrix is.
            trained = {key for key, value in named if value.grad is not None}
            golden["gradients"] = {key: summary(value.grad.numpy()) for key, value in named if key in trained}
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        golden["batches"].append([{"ids": ids, "chosen": chosen, "pieces": found} for ids, chosen, found in texts])
        golden["losses"].append(float(loss.detach()))
        golden["hits"].append(int((logits.argmax(-1) == pieces).sum()))
        golden["gradientNorms"].append(float(norm))
    for key, value in named:
        if key in trained:
            end = value.detach().numpy()
            golden["parameters"][key] = summary(end) | {"moved": float(numpy.linalg.norm(end - before[key]))}
    path = FIXTURES / "goldens" / f"{file}-masked-training.json"
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")
    print(file, golden["losses"][0], golden["losses"][-1], len(golden["parameters"]), golden["gradientNorms"][:3])


def main():
    torch.set_num_threads(1)
    run("bert-masked", "bert", ties=True)
    run("distilbert-masked", "distilbert", ties=True)
    run("roberta-masked", "roberta", ties=False)
    run("roberta-masked", "roberta-tied", ties=True)


if __name__ == "__main__":
    main()
