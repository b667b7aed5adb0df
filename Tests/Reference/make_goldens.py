#!/usr/bin/env python3
"""Makes the goldens under Tests/Fixtures/goldens: what transformers and captum compute, in double precision.

    make_goldens.py                      the models of Tests/Fixtures/models
    make_goldens.py NAME=FOLDER ...      reduced goldens of real classifiers (minilm-emotion=..., emotion-mini=...)

A golden is a pair of files: <name>.json with ids, outputs, per-token attributions and what they were computed with, and
<name>.safetensors (F32) with what is larger. Attributions follow captum: the integral is captum's IntegratedGradients over the
output of a layer, checked here against its LayerIntegratedGradients wherever the two mean the same. They do not for RoBERTa's
`word_embeddings` (captum's F(b) takes positions from the baseline's ids, the path takes them from the text's) nor for GPT-2 as the
library runs it (its pooled position moves with PAD ids): there the text's positions are kept.
"""

import argparse
import json
import os
import warnings
from pathlib import Path

import model_pins

model_pins.check("torch", "transformers", "captum")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")

import torch  # noqa: E402
from captum.attr import InputXGradient, IntegratedGradients, LayerIntegratedGradients, Saliency  # noqa: E402
from captum.attr._utils.approximation_methods import approximation_parameters  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

from reference_network import ReferenceNetwork  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"

CROWD = "i felt so anxious standing in front of the crowd that my heart was racing"
TINY_TEXTS = [
    ("crowd", CROWD, None),
    ("word", "film", None),
    ("pair", "the film was great", "but i felt anxious, not good!"),
    ("odd", "A n\u00e4ive, (very) \u4e2d\u6587 act?", None),
    ("limit", " ".join([CROWD] * 4), None),
]
REAL_TEXTS = [
    ("crowd", CROWD, None),
    ("long", "i just feel extremely comfortable with the group of people that i dont even need to hide myself , even if the "
     "film is noisy and viciously cumbersome", None),
    ("pair", "the holiday was wonderful", "but i feel lonely now that everyone has gone"),
    ("word", "furious", None),
    ("limit", " ".join(["i was surprised how gentle the old dog was with the children , and a little ashamed of my fear"] * 9), None),
    ("joy", "i woke up feeling grateful for the morning light and the smell of bread", None),
    ("anger", "i am so irritated by people who talk during a film that i could scream", None),
    ("love", "i feel tender towards my grandmother whenever she hums that tune", None),
    ("surprise", "i was amazed and a bit curious that the letter had arrived after forty years", None),
    ("odd", "NOT sad!!! Just \u2014 caf\u00e9-tired \U0001f642 & broke (again)...", None),
]  # fmt: skip

QUADRATURES = {
    "gausslegendre": "gausslegendre",
    "riemann-left": "riemann_left",
    "riemann-right": "riemann_right",
    "riemann-middle": "riemann_middle",
}


def number(value):
    return float(f"{float(value):.9g}")


def numbers(values):
    return [number(value) for value in values]


class Golden:
    """What one model's two files will hold."""

    def __init__(self, name, network):
        self.name = name
        self.network = network
        self.tensors = {}
        self.meta = {"model": name, "pins": model_pins.PINS, "texts": []}
        self.encodings = {}

    def add_text(self, name, text, pair, limit):
        ids, types = self.network.encode(text, pair, limit)
        logits = self.network.logits(ids, types).detach()
        self.encodings[name] = (ids, types)
        entry = {"name": name, "text": text, "ids": ids, "typeIDs": types, "logits": numbers(logits)}
        if pair is not None:
            entry["pair"] = pair
        entry["outputs"] = numbers(self.network.probabilities(logits))
        self.meta["texts"].append(entry)

    def keep(self, name, tensor):
        self.tensors[name] = tensor.detach().to(torch.float32).contiguous()

    def add_captures(self, text, tokens=None):
        """All activations of a text, or those of some tokens (attention is kept whole)."""
        for name, tensor in self.network.captures(*self.encodings[text]).items():
            whole = tokens is None or name.startswith("attention")
            self.keep(f"{text}.{name}", tensor if whole else tensor[tokens])
        self.meta.setdefault("captures", []).append({"text": text, "tokens": tokens})

    # Attribution

    def layer(self, name):
        return self.network.embeddings if name == "embeddings" else self.network.words

    def baseline(self, kind, layer, ids, types):
        """The baseline's ids (None for a vector) and what the layer puts out for it."""
        tokenizer, network = self.network.tokenizer, self.network
        special = network.special_mask(ids)
        if kind == "zero":
            return None, torch.zeros_like(network.layer_output(self.layer(layer), ids, types))
        fillers = {
            "padding": network.configuration.pad_token_id,
            "mask": tokenizer.mask_token_id,
            "unknown": tokenizer.unk_token_id,
        }
        if kind in fillers:
            changed = [token if fixed else fillers[kind] for token, fixed in zip(ids, special)]
        else:
            # A text takes the places of the text's own tokens, cut or padded to fit between those of the template.
            inner = iter(tokenizer(kind, add_special_tokens=False)["input_ids"])
            changed = [token if fixed else next(inner, fillers["padding"]) for token, fixed in zip(ids, special)]
        if layer == "wordEmbeddings" or network.kind == "gpt2":
            with torch.no_grad():
                return changed, network.words(torch.tensor([changed]))
        return changed, network.layer_output(self.layer(layer), changed, types)

    def target(self, text):
        return int(self.network.logits(*self.encodings[text]).argmax())

    def integral(
        self, text, layer="embeddings", baseline="padding", quadrature="gausslegendre", steps=50, output="logit",
        target=None, path=False,
    ):  # fmt: skip
        ids, types = self.encodings[text]
        target = self.target(text) if target is None else target
        changed, start = self.baseline(baseline, layer, ids, types)
        states = self.network.layer_output(self.layer(layer), ids, types)
        f = self.network.function_of(self.layer(layer), ids, types, output)
        attribution, delta = IntegratedGradients(f).attribute(
            states, start, target=target, n_steps=steps, method=QUADRATURES[quadrature], return_convergence_delta=True,
            internal_batch_size=max(1, 1600 // len(ids)),
        )  # fmt: skip
        if changed is not None and not (layer == "wordEmbeddings" and "roberta" in self.network.kind):
            self.check_layer_integral(text, layer, changed, quadrature, steps, output, target, attribution)
        with torch.no_grad():
            at_text, at_baseline = f(states)[0, target], f(start)[0, target]
        entry = {
            "text": text, "layer": layer, "baseline": baseline, "quadrature": quadrature, "steps": steps,
            "output": output, "target": target, "baseOutput": number(at_baseline), "outputValue": number(at_text),
            "delta": number(delta[0]), "sum": numbers(attribution[0].sum(-1)), "l2": numbers(attribution[0].norm(dim=-1)),
        }  # fmt: skip
        if path:
            entry["path"] = self.path(f, states, start, target, quadrature, steps)
        self.meta.setdefault("integrals", []).append(entry)
        return entry

    def check_layer_integral(self, text, layer, changed, quadrature, steps, output, target, attribution):
        """The same by LayerIntegratedGradients, which is what users call."""
        if len(self.encodings[text][0]) > 40:
            return
        types = torch.tensor([self.encodings[text][1]])

        def forward(ids, types):
            logits, _ = self.network.run(ids, types)
            return logits if output == "logit" else self.network.probabilities(logits)

        found = LayerIntegratedGradients(forward, self.layer(layer)).attribute(
            torch.tensor([self.encodings[text][0]]), torch.tensor([changed]), additional_forward_args=(types,),
            target=target, n_steps=steps, method=QUADRATURES[quadrature],
        )  # fmt: skip
        assert torch.allclose(found, attribution, rtol=1e-6, atol=1e-8), f"{self.name}: captum's two ways disagree"

    @staticmethod
    def path(f, states, start, target, quadrature, steps):
        """F, dF/d alpha and (x-b) . grad F per token at every node."""
        weights, alphas = approximation_parameters(QUADRATURES[quadrature])
        points = []
        for weight, alpha in zip(weights(steps), alphas(steps)):
            here = (start + alpha * (states - start)).requires_grad_()
            value = f(here)[0, target]
            (gradient,) = torch.autograd.grad(value, here)
            shares = ((states - start) * gradient)[0].sum(-1)
            points.append({
                "alpha": number(alpha), "weight": number(weight), "output": number(value), "slope": number(shares.sum()),
                "attributions": numbers(shares),
            })  # fmt: skip
        return points

    def pointwise(self, text, layer="embeddings", output="logit", target=None, keep_gradient=False):
        """captum's Saliency and InputXGradient; the L2 norm of a saliency row is LIT's gradient norm."""
        ids, types = self.encodings[text]
        target = self.target(text) if target is None else target
        states = self.network.layer_output(self.layer(layer), ids, types).requires_grad_()
        f = self.network.function_of(self.layer(layer), ids, types, output)
        saliency = Saliency(f).attribute(states, target=target)[0]
        product = InputXGradient(f).attribute(states, target=target)[0]
        entry = {
            "text": text, "layer": layer, "output": output, "target": target,
            "saliency": {"sum": numbers(saliency.sum(-1)), "l2": numbers(saliency.norm(dim=-1))},
            "inputTimesGradient": {"sum": numbers(product.sum(-1)), "l2": numbers(product.norm(dim=-1))},
        }  # fmt: skip
        if keep_gradient:
            entry["gradient"] = f"{text}.gradient.{layer}"
            (gradient,) = torch.autograd.grad(f(states)[0, target], states)
            self.keep(entry["gradient"], gradient[0])
        self.meta.setdefault("pointwise", []).append(entry)

    # Training and interventions

    def add_parameter_gradients(self, text, label):
        """d cross-entropy(text, label) / d every parameter; of embedding tables the rows that are not zero.

        Names are those of the bare encoder (`encoder.layer.0…`), without the prefix that classifiers put before it.
        """
        prefix = self.network.model.base_model_prefix + "."
        ids, types = self.encodings[text]
        self.network.model.zero_grad()
        logits, _ = self.network.run(torch.tensor([ids]), torch.tensor([types]))
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor([label]))
        loss.backward()
        rows = {}
        for name, parameter in self.network.model.named_parameters():
            gradient, name = parameter.grad, name.removeprefix(prefix)
            if name.endswith(("word_embeddings.weight", "position_embeddings.weight", "wte.weight", "wpe.weight")):
                rows[name] = gradient.abs().sum(-1).nonzero().flatten().tolist()
                gradient = gradient[rows[name]]
            self.keep(f"parameter.{name}", gradient)
        self.network.model.zero_grad()
        self.meta["loss"] = {"text": text, "label": label, "value": number(loss), "rows": rows}

    def add_interventions(self, text):
        ids, types = self.encodings[text]
        configuration = self.network.configuration
        hidden, layers = configuration.hidden_size, len(self.network.blocks)
        head_size = hidden // configuration.num_attention_heads
        ramp = torch.linspace(-1, 1, hidden, dtype=torch.float64)
        short = torch.linspace(-1, 1, head_size, dtype=torch.float64)
        factors = [1.0] * len(ids)
        factors[2], factors[3] = 0.05, 0.5
        cases = [
            ("gates", {"gates": [(0, 1, 0.0), (layers - 1, 0, 0.5)]}),
            ("residual", {"replacements": [("residual", layers - 1, None, 2, ramp)]}),
            ("attention", {"replacements": [("attention", 0, None, 3, ramp)]}),
            ("feedForward", {"replacements": [("feedForward", layers - 1, None, 0, ramp), ("feedForward", 0, None, len(ids) - 1, ramp)]}),
            ("head", {"replacements": [("head", 0, 1, 2, short)]}),
            ("keyFactors", {"key_factors": factors}),
        ]  # fmt: skip
        found = []
        for name, change in cases:
            with self.network.changed(**change), torch.no_grad():
                logits = self.network.logits(ids, types)
            entry = {"name": name, "text": text, "logits": numbers(logits)}
            if "gates" in change:
                entry["gates"] = [{"layer": l, "head": h, "factor": f} for l, h, f in change["gates"]]
            if "replacements" in change:
                entry["replacements"] = [
                    {"site": site, "layer": layer, "head": head or 0, "position": position, "values": numbers(vector)}
                    for site, layer, head, position, vector in change["replacements"]
                ]
            if "key_factors" in change:
                entry["keyFactors"] = factors
            found.append(entry)
        self.meta["interventions"] = found

    def add_variant(self, patch, text="crowd"):
        """The same weights under another config.json: outputs, and a short integral that runs the backward pass."""
        other = Golden(self.name, ReferenceNetwork(self.network.folder, patch))
        other.encodings = self.encodings
        ids, types = self.encodings[text]
        logits = other.network.logits(ids, types).detach()
        entry = {"patch": patch, "text": text, "logits": numbers(logits), "outputs": numbers(other.network.probabilities(logits))}
        integral = other.integral(text, steps=5, output="probability" if "problem_type" in patch else "logit")
        entry["integral"] = integral
        self.meta.setdefault("variants", []).append(entry)

    def write(self):
        folder = FIXTURES / "goldens"
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.meta, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")
        if self.tensors:
            path = folder / f"{self.name}.safetensors"
            save_file(self.tensors, path)
            path.chmod(0o644)


def add_integrals(golden, text="crowd"):
    """One text under everything that changes the numbers."""
    tokenizer = golden.network.tokenizer
    golden.integral(text)
    for steps in (20, 200):
        golden.integral(text, steps=steps)
    golden.integral(text, steps=5, path=True)
    for quadrature in ("riemann-left", "riemann-right", "riemann-middle"):
        golden.integral(text, quadrature=quadrature, steps=20)
    golden.integral(text, layer="wordEmbeddings")
    if tokenizer.mask_token_id is not None:
        golden.integral(text, baseline="mask")
    golden.integral(text, baseline="unknown")
    golden.integral(text, baseline="zero")
    golden.integral(text, baseline="the act was not good")
    golden.integral(text, layer="wordEmbeddings", baseline="zero", steps=20)
    golden.integral(text, output="probability")
    count = len(golden.meta["texts"][0]["logits"])
    golden.integral(text, target=(golden.target(text) + 1) % count)


VARIANTS = {
    "bert-tiny": [
        {"hidden_act": name}
        for name in (
            "relu gelu_new gelu_pytorch_tanh gelu_fast quick_gelu silu swish tanh sigmoid mish relu6 leaky_relu relu2 linear"
        ).split()
    ]
    + [{"layer_norm_eps": 0.05}, {"problem_type": "multi_label_classification"}],
    "distilbert-tiny": [{"activation": "relu"}],
    "roberta-tiny": [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 0.05}],
    "gpt2-tiny": [
        {"activation_function": "gelu"},
        {"layer_norm_epsilon": 0.05},
        {"scale_attn_weights": False},
        {"scale_attn_by_inverse_layer_idx": True},
    ],
}


def make_tiny(name):
    network = ReferenceNetwork(FIXTURES / "models" / name)
    golden = Golden(name, network)
    for text_name, text, pair in TINY_TEXTS:
        if pair is None or network.kind != "gpt2":
            golden.add_text(text_name, text, pair, network.limit)
    golden.add_captures("crowd")
    add_integrals(golden)
    golden.pointwise("crowd", keep_gradient=True)
    golden.pointwise("crowd", layer="wordEmbeddings", keep_gradient=True)
    golden.pointwise("crowd", output="probability")
    if network.kind != "gpt2":
        golden.integral("pair")
    golden.integral("word")
    golden.add_parameter_gradients("odd" if network.kind == "gpt2" else "pair", 1)
    golden.add_interventions("crowd")
    for patch in VARIANTS[name]:
        golden.add_variant(patch)
    golden.write()


def make_small(name):
    """Models that differ from the four in a head or a size: outputs, and the backward pass through them."""
    network = ReferenceNetwork(FIXTURES / "models" / name)
    golden = Golden(name, network)
    for text_name, text, pair in TINY_TEXTS:
        if pair is None or network.kind != "gpt2":
            golden.add_text(text_name, text, pair, network.limit)
    golden.integral("crowd")
    golden.integral("crowd", layer="wordEmbeddings", steps=20)
    if name == "film-reader":
        for target in range(4):
            golden.integral("crowd", target=target)
    golden.write()


def make_real(name, folder):
    """A trained classifier: only numbers that tests need, so that the file stays small."""
    network = ReferenceNetwork(folder)
    golden = Golden(name, network)
    for text_name, text, pair in REAL_TEXTS:
        golden.add_text(text_name, text, pair, 128)
    golden.add_text("full", " ".join([CROWD] * 40), None, network.limit)
    golden.add_captures("crowd", tokens=[0, 4, 14])
    add_integrals(golden)
    golden.pointwise("crowd")
    golden.pointwise("crowd", layer="wordEmbeddings")
    reached = 0
    for text_name, _, _ in REAL_TEXTS:
        entry = golden.meta["integrals"][0] if text_name == "crowd" else golden.integral(text_name)
        share = abs(entry["delta"]) / abs(entry["outputValue"] - entry["baseOutput"])
        reached += share < 1e-3
        print(f"{name} {text_name}: |delta| is {share:.2e} of F(x)-F(b)")
    golden.meta["completeness"] = {"steps": 50, "share": 1e-3, "reached": reached, "texts": len(REAL_TEXTS)}
    golden.write()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("real", nargs="*", metavar="NAME=FOLDER")
    options = arguments.parse_args()
    torch.manual_seed(0)
    for item in options.real:
        name, _, folder = item.partition("=")
        make_real(name, Path(folder))
    if not options.real:
        for name in VARIANTS:
            make_tiny(name)
        for name in ("gpt2-inner", "xlm-roberta-tiny", "bert-regression", "micro", "film-reader"):
            make_small(name)


if __name__ == "__main__":
    main()
