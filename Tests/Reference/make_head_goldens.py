#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/<name>-heads.json: what heads do to an output, computed with PyTorch in double precision.

    make_head_goldens.py                      the models of Tests/Fixtures/models
    make_head_goldens.py NAME=FOLDER ...      real classifiers (minilm-emotion=...)

Every measure is written out from its paper's equations on the modules of the reference library: gates as factors on heads'
contexts (Michel et al. 2019), the gradient of the attention that the library itself returns (Chefer et al. 2021, ICCV, eq. 5
and 6), value vectors set to zero by a hook (Mohebbi et al. 2023), value vectors through their part of the output projection
(Kobayashi et al. 2020, eq. 3 to 6), hidden states through the library's own head (the class lens).
"""

import argparse
import json
from pathlib import Path

import model_pins

model_pins.check("torch", "transformers")

import torch  # noqa: E402

from make_goldens import CROWD, FIXTURES, number, numbers  # noqa: E402
from reference_network import ReferenceNetwork  # noqa: E402


def rows(matrix):
    return [numbers(row) for row in matrix]


class HeadMeasures:
    """One text on one model."""

    def __init__(self, network, text):
        self.network = network
        self.ids, self.types = network.encode(text, None, network.limit)
        self.heads = network.configuration.num_attention_heads
        self.size = network.configuration.hidden_size // self.heads
        self.logits = network.logits(self.ids, self.types).detach()
        self.target = int(self.logits.argmax())
        self.captures = network.captures(self.ids, self.types)
        self.layers = len(network.blocks)
        self.pooled = len(self.ids) - 1 if network.kind == "gpt2" else 0

    def run(self, **options):
        return self.network.run(torch.tensor([self.ids]), torch.tensor([self.types]), **options)

    def gate_gradients(self):
        """dF/dgate with every head's context multiplied by its gate of 1."""
        gates = torch.ones(self.layers, self.heads, dtype=torch.float64, requires_grad=True)
        handles = []
        for layer, module in enumerate(self.network.attention_outputs):

            def gate(module, inputs, layer=layer):
                return (inputs[0] * gates[layer].repeat_interleave(self.size),) + inputs[1:]

            handles.append(module.register_forward_pre_hook(gate))
        logits, _ = self.run()
        (gradient,) = torch.autograd.grad(logits[0, self.target], gates)
        for handle in handles:
            handle.remove()
        return gradient

    def gradient_attention(self):
        """R of every query after the last layer."""
        logits, found = self.run(output_attentions=True)
        gradients = torch.autograd.grad(logits[0, self.target], found.attentions)
        relevance = torch.eye(len(self.ids), dtype=torch.float64)
        for attention, gradient in zip(found.attentions, gradients):
            mean = (gradient[0] * attention[0]).clamp(min=0).mean(0)
            relevance = relevance + mean @ relevance
        return relevance.detach()

    def layer_output(self, layer, zeroed=None):
        """A layer's output for the text, with one token's value vector of that layer at zero."""
        kept = []
        module, part = self.network.vector_modules(layer)["value"]

        def zero(module, inputs, output):
            output = output.clone()
            width = self.network.configuration.hidden_size
            output[:, zeroed, 0 if part is None else part * width :][..., :width] = 0
            return output

        def keep(module, inputs, output):
            kept.append((output[0] if isinstance(output, tuple) else output).detach().reshape(len(self.ids), -1))

        handles = [self.network.blocks[layer].register_forward_hook(keep)]
        if zeroed is not None:
            handles.append(module.register_forward_hook(zero))
        with torch.no_grad():
            self.run()
        for handle in handles:
            handle.remove()
        return kept[0]

    def value_zeroing(self, layer):
        whole = self.layer_output(layer)
        columns = [
            1 - torch.nn.functional.cosine_similarity(self.layer_output(layer, key), whole, dim=-1)
            for key in range(len(self.ids))
        ]
        distances = torch.stack(columns, dim=-1)
        return distances / distances.sum(-1, keepdim=True)

    def weighted_norms(self, layer):
        """‖αf(x)‖ of every head and of all heads together."""
        module = self.network.attention_outputs[layer]
        weight = module.weight.detach()
        weight = weight if self.network.kind == "gpt2" else weight.T
        value = self.captures[f"value.{layer}"].reshape(-1, self.heads, self.size)
        transformed = torch.einsum("thd,hdo->hto", value, weight.reshape(self.heads, self.size, -1))
        weighted = self.captures[f"attention.{layer}"].unsqueeze(-1) * transformed.unsqueeze(1)
        return weighted.norm(dim=-1), weighted.sum(0).norm(dim=-1)

    def class_lens(self):
        """The classifier's logits of every hidden state; the last are the model's own."""
        model, kind = self.network.model, self.network.kind
        found = []
        for layer in range(self.layers + 1):
            state = self.captures[f"hidden.{layer}"]
            with torch.no_grad():
                if kind == "gpt2":
                    normed = state if layer == self.layers else self.network.base.ln_f(state)
                    logits = model.score(normed)[self.pooled]
                elif kind == "distilbert":
                    logits = model.classifier(torch.relu(model.pre_classifier(state[0])))
                elif "roberta" in kind:
                    logits = model.classifier(state[None])[0]
                else:
                    logits = model.classifier(self.network.base.pooler(state[None]))[0]
            found.append(logits)
        assert torch.allclose(found[-1], self.logits), "the last layer's lens is the model's own output"
        return torch.stack(found)

    def closed(self, groups):
        """Logits with the heads of each group closed."""
        found = []
        for group in groups:
            with self.network.changed(gates=[(layer, head, 0.0) for layer, head in group]), torch.no_grad():
                found.append(self.network.logits(self.ids, self.types))
        return found

    def json(self, is_small):
        everything = [(layer, head) for layer in range(self.layers) for head in range(self.heads)]
        groups = [[pair] for pair in everything] if is_small else [[everything[0]], [everything[-1]]]
        groups += [[pair for pair in everything if pair[0] == layer] for layer in range(self.layers)]
        groups += [[pair for pair in everything if pair != (0, 1)], everything]
        entry = {
            "ids": self.ids, "typeIDs": self.types, "target": self.target, "pooled": self.pooled,
            "gateGradients": rows(self.gate_gradients()),
            "gradientAttention": rows(self.gradient_attention() if is_small else self.gradient_attention()[[self.pooled]]),
            "classLens": rows(self.class_lens()),
            "closed": [
                {"heads": [{"layer": layer, "head": head} for layer, head in group], "logits": numbers(logits)}
                for group, logits in zip(groups, self.closed(groups))
            ],
            "valueZeroing": [], "weightedNorms": [], "weightedNormsTogether": [],
        }  # fmt: skip
        for layer in range(self.layers) if is_small else (0, self.layers - 1):
            apart, together = self.weighted_norms(layer)
            zeroing = self.value_zeroing(layer)
            chosen = slice(None) if is_small else [0, 4]
            entry["valueZeroing"].append({"layer": layer, "rows": rows(zeroing[chosen])})
            entry["weightedNorms"].append(
                {"layer": layer, "heads": [rows(head[chosen]) for head in (apart if is_small else apart[:2])]}
            )
            entry["weightedNormsTogether"].append({"layer": layer, "rows": rows(together[chosen])})
        if not is_small:
            entry["queries"] = [0, 4]
        return entry


def make(name, folder, is_small):
    measures = HeadMeasures(ReferenceNetwork(folder), CROWD)
    text = json.dumps({"model": name, "pins": model_pins.PINS} | measures.json(is_small), separators=(",", ":"))
    (FIXTURES / "goldens" / f"{name}-heads.json").write_text(text + "\n", encoding="utf-8")
    print(f"{name}: target {measures.target}, F {number(measures.logits[measures.target])}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("real", nargs="*", metavar="NAME=FOLDER")
    options = arguments.parse_args()
    for item in options.real:
        name, _, folder = item.partition("=")
        make(name, Path(folder), is_small=False)
    if not options.real:
        for name in ("bert-tiny", "distilbert-tiny", "roberta-tiny", "gpt2-tiny"):
            make(name, FIXTURES / "models" / name, is_small=True)


if __name__ == "__main__":
    main()
