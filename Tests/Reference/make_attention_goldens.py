#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/attention.json: rollout, flow and detector scores of attention, computed with numpy and networkx.

Every measure is written out from its source: attention rollout and attention flow from Abnar and Zuidema 2020 (the authors' graph:
mean over heads plus the identity, rows normalised; flow by networkx's maximum flow), the detector from TransformerLens'
`head_detector.py`. The attention is drawn here from a seed and kept in the file, or is what a model's golden already holds.
"""

import json
from pathlib import Path

import model_pins

model_pins.check("numpy", "networkx", "safetensors")

import networkx  # noqa: E402
import numpy  # noqa: E402
from safetensors.numpy import load_file  # noqa: E402

GOLDENS = Path(__file__).resolve().parent.parent / "Fixtures" / "goldens"


def numbers(values):
    return [float(f"{float(value):.12g}") for value in numpy.asarray(values).ravel()]


def graph(attention):
    """[layers, heads, tokens, tokens] to [layers, tokens, tokens]."""
    mixed = attention.astype(numpy.float64).mean(axis=1) + numpy.eye(attention.shape[-1])
    return mixed / mixed.sum(axis=-1, keepdims=True)


def rollout(mixed):
    """One product a layer, from the first."""
    joint = [mixed[0]]
    for layer in mixed[1:]:
        joint.append(layer @ joint[-1])
    return joint


def flow(mixed, position, layer):
    """From the position after `layer` to every input token."""
    network = networkx.DiGraph()
    tokens = mixed.shape[-1]
    for depth in range(layer + 1):
        for query in range(tokens):
            for key in range(tokens):
                if mixed[depth, query, key] > 0:
                    network.add_edge((depth + 1, query), (depth, key), capacity=mixed[depth, query, key])
    values = []
    for token in range(tokens):
        reachable = (0, token) in network and networkx.has_path(network, (layer + 1, position), (0, token))
        values.append(
            networkx.maximum_flow_value(network, (layer + 1, position), (0, token)) if reachable else 0.0
        )
    return values


def detect(attention, ids):
    """detect_head(…, error_measure="mul" and "abs"), every head."""
    count = len(ids)
    previous = numpy.eye(count, k=-1)
    equal = numpy.equal.outer(ids, ids)
    duplicate = numpy.tril(equal, -1).astype(float)
    induction = numpy.tril(numpy.hstack([numpy.zeros((count, 1)), duplicate[:, :-1]]))
    scores = []
    for head in attention.astype(numpy.float64).reshape(-1, count, count):
        row = {}
        for name, pattern in [("previous", previous), ("duplicate", duplicate), ("induction", induction)]:
            row[name] = {
                "product": float((head * pattern).sum() / head.sum()),
                "difference": float(1 - round(numpy.abs(head - pattern).mean() * count, 3)),
            }
        scores.append(row)
    return scores


def drawn(seed, layers, heads, tokens, sharpness, causal=False):
    """Attention that is peaked the way softmax makes it, in float32 as models give it."""
    scores = numpy.random.default_rng(seed).normal(scale=sharpness, size=(layers, heads, tokens, tokens))
    if causal:
        scores = numpy.where(numpy.tri(tokens, dtype=bool), scores, -numpy.inf)
    weights = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(numpy.float32)


def captured(name):
    tensors = load_file(GOLDENS / f"{name}.safetensors")
    layers = sum(key.startswith("crowd.attention.") for key in tensors)
    return numpy.stack([tensors[f"crowd.attention.{layer}"] for layer in range(layers)])


def case(name, attention, positions, causal=False, source=None, ids=None):
    mixed = graph(attention)
    result = {
        "name": name,
        "shape": list(attention.shape),
        "causal": causal,
        "rollout": [{"position": p, "rows": [numbers(joint[p]) for joint in rollout(mixed)]} for p in positions],
        "flow": [
            {"position": p, "layer": layer, "values": numbers(flow(mixed, p, layer))}
            for p in positions
            for layer in sorted({0, attention.shape[0] // 2, attention.shape[0] - 1})
        ],
    }
    if source:
        result["golden"] = source
    else:
        result["attention"] = [float(f"{float(value):.9g}") for value in attention.ravel()]
    if ids:
        result["ids"] = ids
        result["detection"] = detect(attention, ids)
    return result


cases = [
    case("even", numpy.full((2, 2, 4, 4), 0.25, dtype=numpy.float32), [0, 3], ids=[5, 6, 5, 6]),
    case("sharp", drawn(1, 4, 2, 6, 3.0), [0, 5], ids=[1, 7, 8, 7, 8, 2]),
    case("sharper", drawn(2, 3, 1, 8, 9.0), [0, 4]),
    case("soft", drawn(3, 6, 2, 5, 1.0), [0, 2]),
    case("causal", drawn(4, 3, 2, 7, 2.0, causal=True), [6, 3], causal=True, ids=[3, 4, 5, 3, 4, 5, 3]),
    case("one token", numpy.ones((3, 2, 1, 1), dtype=numpy.float32), [0]),
    case("bert-tiny", captured("bert-tiny"), [0, 7], source="bert-tiny"),
    case("gpt2-tiny", captured("gpt2-tiny"), [16], causal=True, source="gpt2-tiny"),
    case("emotion-mini", captured("emotion-mini"), [0, 4], source="emotion-mini"),
    case("minilm-emotion", captured("minilm-emotion"), [0], source="minilm-emotion"),
]
versions = {name: model_pins.PINS[name] for name in ["numpy", "networkx"]}
(GOLDENS / "attention.json").write_text(json.dumps({"madeWith": versions, "cases": cases}) + "\n")
