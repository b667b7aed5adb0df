#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/language-attribution.json: what captum's tests explain of a language model, `tests/attr/test_llm_attr.py`.

The model is captum's `DummyLLM` with deterministic weights; its few lines are written out below, because captum's package has no tests.
Kept are the log probabilities of the answer and of each of its tokens for every subset of the four words that are taken out, the numbers
that the tests publish, and captum's own.
"""

import itertools

import make_perturbation_goldens as words
import model_pins

model_pins.check("captum", "torch")

import torch  # noqa: E402
from captum.attr import FeatureAblation, ShapleyValues  # noqa: E402
from captum.testing.helpers.basic import rand_like  # noqa: E402

PIECES = ["a", "c", "d", "f"]
ANSWER = "m n o p q"
UNKNOWN = 1
ABLATION = {
    "sequence": [-0.0007, -0.0031, -0.0126, 0.0102],
    "tokens": [
        [0.0075, 0.0007, -0.0006, 0.0010],
        [-0.0062, -0.0073, -0.0079, -0.0003],
        [-0.0020, -0.0050, -0.0056, -0.0011],
        [0.0113, 0.0034, 0.0006, 0.0047],
        [-0.0112, 0.0050, 0.0009, 0.0058],
    ],
}
SHAPLEY = {
    "sequence": [0.0021, -0.0047, -0.0193, 0.0302],
    "tokens": [
        [0.0037, -0.0006, -0.0011, -0.0029],
        [0.0005, 0.0002, -0.0134, 0.0081],
        [0.0017, 0.0010, -0.0098, 0.0028],
        [0.0100, -0.0021, 0.0025, 0.0087],
        [-0.0138, -0.0031, 0.0025, 0.0134],
    ],
}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = torch.nn.Embedding(256, 10)
        self.linear = torch.nn.Linear(10, 256)
        self.trans = torch.nn.TransformerEncoderLayer(d_model=10, nhead=2, batch_first=True)
        weights = [self.emb.weight, self.trans.self_attn.in_proj_weight, self.trans.self_attn.out_proj.weight]
        weights += [self.trans.linear1.weight, self.trans.linear2.weight, self.linear.weight]
        for weight in weights:
            weight.data = rand_like(weight)
        for bias in (self.trans.self_attn.in_proj_bias, self.trans.self_attn.out_proj.bias, self.trans.linear1.bias, self.trans.linear2.bias):
            bias.data.fill_(0.0)
        self.linear.bias.data.fill_(0.5)
        self.eval()

    def forward(self, ids):
        return self.linear(self.trans(self.emb(ids)))


def ids(text):
    return [ord(piece) if len(piece) == 1 else UNKNOWN for piece in text.split(" ")]


def log_probabilities(model, kept):
    """Of the whole answer, then of its tokens; a word that is taken out is an empty one, which the tokenizer does not know."""
    filled = [piece if keeps else "" for piece, keeps in zip(PIECES, kept)]
    prompt = [0, *ids("{} b {} {} e {}".format(*filled))]
    answer = ids(ANSWER)
    # Attention goes both ways: each token of the answer is asked for behind what is before it, as captum does.
    found = []
    for place, token in enumerate(answer):
        logits = model(torch.tensor([prompt + answer[:place]]))[0, -1]
        found.append(float(torch.log_softmax(logits, dim=-1)[token]))
    return [sum(found), *found]


def main():
    with torch.no_grad():
        # In double precision, so that the golden is the same on every machine.
        model = Model().double()
        answers = {row: log_probabilities(model, row) for row in itertools.product((0, 1), repeat=len(PIECES))}

        def forward(rows):
            return torch.tensor([answers[tuple(int(value) for value in row)] for row in rows], dtype=torch.float64)

        whole = torch.ones(1, len(PIECES), dtype=torch.float64)
        cases = []
        for name, published, method in (("ablation", ABLATION, FeatureAblation), ("shapley", SHAPLEY, ShapleyValues)):
            values = method(forward).attribute(whole).reshape(-1, len(PIECES)).tolist()
            expected = [published["sequence"], *published["tokens"]]
            for found, wanted in zip(values, expected):
                if max(abs(first - second) for first, second in zip(found, wanted)) > 1e-3:
                    raise ValueError(f"{name}: not the published numbers but {values}")
            cases.append({"name": name, "published": expected, "values": values})
    golden = {
        "made": "captum 0.9.0, torch 2.13.0",
        "pieces": PIECES,
        "answers": [{"mask": "".join(map(str, row)), "outputs": outputs} for row, outputs in answers.items()],
        "cases": cases,
    }
    print(words.write("language-attribution", golden))


if __name__ == "__main__":
    main()
