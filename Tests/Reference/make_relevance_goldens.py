#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/relevance.json and paths.json: attributions by relevance rules and along other paths.

    make_relevance_goldens.py               both
    make_relevance_goldens.py relevance     one of them

All in double precision. Texts, ids and baselines are those of make_goldens.py: PAD at every token that the template
did not add; at `embeddings` the output of the whole block for those ids, so that RoBERTa's positions are the
baseline's own; at `wordEmbeddings`, and for GPT-2 (where both are `wte`), rows of the table, positions and segments
staying the text's. GPT-2 is read at the last position throughout. The target is the predicted class, F its logit
unless "output" says probability (softmax). "sum" is one number a token, summed over the hidden dimension. x is a
text, b its baseline.


relevance.json

AttnLRP (Achtibat et al. 2024, as LXT computes it) and CP-LRP (Ali et al. 2022): x times a modified gradient of the
logit.

    elementwise f (GELU, tanh, ReLU)    f(x) / x, where x is moved away from 0 by 1e-10
    layer norm                          the standard deviation is a constant, the mean is not
    attention, AttnLRP                  the true gradient, times 1/4 into q, 1/4 into k and 1/2 into v
    attention, CP-LRP                   the weights after the softmax are constants; into v times 1
    linear layers, residual sums        the true gradient (epsilon 0)

Computed twice: with the library's modules patched, and by multiplier_tape.py. With every bias of a linear layer or a
layer norm at 0 CP-LRP must sum to the logit at the first block's input (for GPT-2 that is `wte` and `wpe` together);
this is checked and not stored.

DeepLIFT (Shrikumar et al. 2017) with rules for every operation, so that the sum is F(x) - F(b). Multipliers m go back
through both runs; bars are means of the two:

    linear          the transposed matrix
    elementwise f   (f(x) - f(b)) / (x - b); f'(x) where |x - b| < 1e-10
    z = u v         m_u = m_z v-bar, m_v = m_z u-bar (the scores, and the mixture of values)
    layer norm      y = c r w + bias with c = x - mean(x) and r = (mean(c^2) + eps)^(-1/2):
                    m_c = m w r-bar + (sum_j m_j w_j c-bar_j) s 2 c-bar / n with s = -(r_x r_b)^2 / (r_x + r_b)
                    m_x = m_c - mean(m_c)
    softmax p       k = (p_x - p_b) / (ln p_x - ln p_b), p where they are equal, 0 where masked
                    m_s,j = k_j (m_j - sum_i(m_i k_i) / sum_i(k_i))

captum's DeepLift is no reference here: it leaves everything but BERT's pooler to the gradient. The rules are checked
instead: the sum, and that with b = x every multiplier is autograd's gradient.


paths.json

"sequential": sequential integrated gradients (Enguehard 2023). For every position i captum's IntegratedGradients of F
from x with x_i replaced by b_i to x, Gauss-Legendre, 50 steps; "replaced" is F at the start of each. A token that is
its own baseline gets 0. RoBERTa's last </s> is not: among PAD tokens its position is another one.

"discretized": discretized integrated gradients (Sanyal and Ren 2021) by the rules of the authors' code. E is the
table of word embeddings, w a token, r its baseline (PAD), m = 30 steps:

    neighbours  of every row of the table the 50 nearest others by Euclidean distance, nearest first. No row is left
                out, those of special pieces neither.
    anchors     w_0 = w. From w_k the next one is chosen among the neighbours of w_k, except r and all anchors so far:
                the one with the least cost, the nearest of equals; r when none is left, and from r only r. m times,
                so m + 1 ids. A token of the template ([CLS], [SEP]) is its own anchor m times.
                lifted(base, from, to) is `to`, but every coordinate that is not between base and from (ends included;
                where base equals from: not equal to both) is from - (from - base) / m.
                greedy: the distance from E[j] to lifted(E[r], E[w_k], E[j])
                maxcount: how many coordinates of E[j] that replaces (so equals are frequent)
                "from" is E[w_k], the anchor's own row, not the point of the path.
    path        p_0 = E[w], p_(k+1) = lifted(E[r], p_k, E[w_(k+1)]), and after p_m E[r]; reversed that is m + 2 = 32
                points q_0 = E[r] ... q_31 = E[w].
    score       all tokens move together: sum over k = 0 ... 30 of the gradient of F at q_k times (q_(k+1) - q_k), the
                gradient being that of the end nearer to b.

Three things are our reading. F is the logit of one class, the predicted one (the authors take the largest logit of
each point, and divide the scores by their norm at the end). The table is searched in double precision. 50 neighbours
are inseq's default, the authors' is 500. inseq makes another path of it: n steps mean n points in all, n - 2 choices
and 1/n. "words" holds neighbours and anchors of two tokens, and how far every point q_0 ... q_31 lies from E[r].

"atman": AtMan (Deiseroth et al. 2023), which needs no gradient. With factors f_j on the columns j of the scores
q k^T / sqrt(d) of every layer and head, before mask and softmax: score_i = loss with factors - loss without, where
loss is -ln softmax(logits)[target]. Positive means that the token is needed (the authors' code for language models
has the other sign). f = 0.1.

    plain       f_i = f, all others 1
    similar     f_j = 1 - (1 - f) c_ij where c_ij >= threshold, else 1; c is the cosine of the outputs of `embeddings`
                clamped to 0 ... 1, so f_i = f. It is the authors' (1 - f)(1 - c) + f. "pairs" is how many (i, j), i
                not j, reach the threshold.
    shifted     as plain, but first every row of the scores has its least score taken off, over all columns, those
                that a causal mask hides too. A factor below 1 then always weakens; in "plain" it raises a negative
                score. The authors' code for language models shifts, their code for BLIP does not.

"layers", for every block's output y (GPT-2's before the last layer norm), on the path from b to x at `embeddings`:

    conductance   Dhamdhere et al. 2018 as captum's LayerConductance has it: a_0 ... a_50 are the Gauss-Legendre nodes
                  of one step more, weights are not used: the sum over k = 0 ... 49 of the gradient of F for y at a_k
                  times (y(a_(k+1)) - y(a_k)). What lies before a_0 and after a_50 is missing.
    exact         the integral itself: sum over 50 nodes of weight, gradient of F for y, and dy/da. By formula, captum
                  has none; dy/da comes from a second backward pass. It sums to F(x) - F(b).
    integral      captum's LayerIntegratedGradients: the straight line from y(b) to y(x), 50 nodes

"neurons", for one number y[position][index] of a block's output at the position that the classifier reads, all for x
at `embeddings`:

    gradient      captum's NeuronGradient, of the number itself: its L2 norm, and x times it summed
    integral      captum's NeuronIntegratedGradients, 50 Gauss-Legendre nodes: sums to the number's own change
    conductance   captum's NeuronConductance with method="gausslegendre", 50 nodes: (x - b) sum_k w_k dF/dy dy/dx

"delta" is the sum less F(x) - F(b), kept where it is more than rounding. captum rounds quadrature weights to float32.
DistilBERT's ReLU bends F, hence deltas of up to 2e-2 even for what is complete.
"""

import argparse
import json
from contextlib import ExitStack, contextmanager

import model_pins

model_pins.check("torch", "transformers", "captum", "numpy", "scikit-learn")

from make_goldens import FIXTURES, TINY_TEXTS, Golden, number, numbers  # noqa: E402

import numpy  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from captum.attr import (  # noqa: E402
    IntegratedGradients,
    LayerConductance,
    LayerIntegratedGradients,
    NeuronConductance,
    NeuronGradient,
    NeuronIntegratedGradients,
)
from captum.attr._utils.approximation_methods import approximation_parameters  # noqa: E402
from sklearn.neighbors import kneighbors_graph  # noqa: E402
from transformers.models.bert import modeling_bert  # noqa: E402
from transformers.models.distilbert import modeling_distilbert  # noqa: E402
from transformers.models.gpt2 import modeling_gpt2  # noqa: E402
from transformers.models.roberta import modeling_roberta  # noqa: E402

from multiplier_tape import NEAR, ExplicitNetwork  # noqa: E402
from reference_network import ReferenceNetwork  # noqa: E402

MODELS = ("bert-tiny", "distilbert-tiny", "roberta-tiny", "gpt2-tiny")
LIBRARY = {
    "bert": modeling_bert,
    "distilbert": modeling_distilbert,
    "gpt2": modeling_gpt2,
    "roberta": modeling_roberta,
}
STEPS, NEIGHBOURS, DISCRETE_STEPS, FACTOR = 50, 50, 30, 0.1
THRESHOLDS = (0.7, 0.2)
NEURONS = ((0, 5), (1, 3))
RULE_NAMES = {"attnLRP": "AttnLRP", "cpLRP": "CP-LRP"}


def say(*parts):
    print(*parts, flush=True)


def apart(found, expected):
    """The largest difference over the largest number."""
    scale = max(float(expected.abs().max()), 1e-300)
    return float((found - expected).abs().max()) / scale


class Subject:
    """A model, one text, its baseline, and F as a function of what one of its layers puts out."""

    def __init__(self, name, text, network=None):
        self.name, self.text = name, text
        self.network = network or ReferenceNetwork(FIXTURES / "models" / name)
        self.golden = Golden(name, self.network)
        self.words, self.pair = next((words, pair) for key, words, pair in TINY_TEXTS if key == text)
        self.golden.add_text(text, self.words, self.pair, self.network.limit)
        self.ids, self.types = self.golden.encodings[text]
        self.target = self.golden.target(text)
        self.position = len(self.ids) - 1 if self.network.kind == "gpt2" else 0
        # DistilBERT's ReLU bends F: the worst delta here is 0.017 with 50 nodes, 0.0003 with 1000.
        self.tolerance = 2e-2 if self.network.kind == "distilbert" else 1e-6

    def __str__(self):
        return f"{self.name} {self.text}"

    def layers(self):
        return ["embeddings"] if self.network.kind == "gpt2" else ["embeddings", "wordEmbeddings"]

    def ends(self, layer="embeddings"):
        """x and b at a layer, and the baseline's ids."""
        changed, start = self.golden.baseline("padding", layer, self.ids, self.types)
        return self.network.layer_output(self.golden.layer(layer), self.ids, self.types), start, changed

    def function(self, layer="embeddings", output="logit"):
        return self.network.function_of(self.golden.layer(layer), self.ids, self.types, output)

    def entry(self):
        described = {"model": self.name, **self.golden.meta["texts"][0]}
        del described["outputs"]
        described["target"] = self.target
        described["baselineIDs"] = self.ends()[2]
        return described


# Relevance


class Identity(torch.autograd.Function):
    """An elementwise function whose gradient is f(x) / x."""

    @staticmethod
    def forward(context, x, f):
        y = f(x)
        context.save_for_backward(y / (x + torch.where(x < 0, -NEAR, NEAR)))
        return y

    @staticmethod
    def backward(context, gradient):
        (slope,) = context.saved_tensors
        return gradient * slope, None


@contextmanager
def replaced(stack):
    """Attributes that are put back: stack(owner, name, value)."""
    with ExitStack() as kept:

        def put(owner, name, value):
            own = name in vars(owner)
            old = vars(owner).get(name)
            setattr(owner, name, value)
            kept.callback(setattr, owner, name, old) if own else kept.callback(delattr, owner, name)

        stack(put)
        yield


def shrunk(tensor, share):
    return tensor * share + (tensor * (1 - share)).detach()


def patched(network, rule):
    """The library's own modules with the modified gradients; what they compute stays the same."""
    model, library = network.model, LIBRARY[network.kind]
    plain = library.eager_attention_forward

    def attention(module, query, key, value, attention_mask, **options):
        if rule == "attnLRP":
            return plain(module, shrunk(query, 0.25), shrunk(key, 0.25), shrunk(value, 0.5), attention_mask, **options)
        return plain(module, query.detach(), key.detach(), value, attention_mask, **options)

    def norm(module):
        def forward(x):
            variance = x.var(-1, keepdim=True, unbiased=False) + module.eps
            return (x - x.mean(-1, keepdim=True)) / variance.sqrt().detach() * module.weight + module.bias

        return forward

    def elementwise(f):
        return lambda x: Identity.apply(x, f)

    def roberta_head(features, **options):
        head = model.classifier
        return head.out_proj(Identity.apply(head.dense(features[:, 0]), torch.tanh))

    def put_all(put):
        put(library, "eager_attention_forward", attention)
        count = 0
        for module in model.modules():
            leaf = not list(module.children()) and not list(module.parameters(recurse=False))
            if isinstance(module, torch.nn.LayerNorm):
                put(module, "forward", norm(module))
            elif leaf and not isinstance(module, torch.nn.Dropout):
                put(module, "forward", elementwise(module.forward))
                count += 1
        # The two that are not modules of the model.
        if network.kind == "roberta":
            put(model.classifier, "forward", roberta_head)
        if network.kind == "distilbert":
            put(torch.nn.ReLU, "forward", lambda module, x: Identity.apply(x, torch.relu))
        # One a feed-forward, and BERT's pooler.
        assert count == len(network.blocks) + (network.kind == "bert"), count

    return replaced(put_all)


def relevance(subject, layer, rule):
    """x times the modified gradient, [tokens, hidden], by the patched library."""
    states, _, _ = subject.ends(layer)
    f = subject.function(layer)
    with torch.no_grad():
        expected = f(states)
    with patched(subject.network, rule):
        point = states.clone().requires_grad_()
        logits = f(point)
        (gradient,) = torch.autograd.grad(logits[0, subject.target], point)
    assert (logits.detach() - expected).abs().max() < 1e-10, f"{subject}: the patched network computes something else"
    assert torch.equal(f(states).detach(), expected), f"{subject}: the patches stayed"
    return (states * gradient)[0].detach()


def check_conservation(name):
    """Without biases CP-LRP only hands on what it gets."""
    network = ReferenceNetwork(FIXTURES / "models" / name)
    with torch.no_grad():
        for module in network.model.modules():
            if getattr(module, "bias", None) is not None and not isinstance(module, torch.nn.Embedding):
                module.bias.zero_()
    subject = Subject(name, "crowd", network)
    logit = float(network.logits(subject.ids, subject.types)[subject.target])
    states, _, _ = subject.ends()
    entering = states
    if network.kind == "gpt2":
        entering = states + network.base.wpe.weight.detach()[: len(subject.ids)]
    sums = {}
    for rule in RULE_NAMES:
        _, multiplier = ExplicitNetwork(network).multipliers([entering], "block", subject.types, subject.target, rule)
        assert apart(relevance(subject, "embeddings", rule), states[0] * multiplier) < 1e-9
        sums[rule] = float((entering[0] * multiplier).sum())
    say(
        f"{name}: without biases the logit is {logit:.12f}, CP-LRP sums to {sums['cpLRP']:.12f} "
        f"({sums['cpLRP'] - logit:.1e}), AttnLRP to {sums['attnLRP']:.6f}"
    )
    assert abs(sums["cpLRP"] - logit) < 1e-9, f"{name}: CP-LRP does not conserve"


def deep_lift(subject, layer, output):
    states, start, _ = subject.ends(layer)
    f = subject.function(layer, output)
    explicit = ExplicitNetwork(subject.network)
    values, multiplier = explicit.multipliers([states, start], layer, subject.types, subject.target, "deepLIFT", output)
    with torch.no_grad():
        expected = torch.cat([f(states), f(start)])[:, subject.target]
    assert apart(values, expected) < 1e-10, f"{subject}: the explicit network computes something else"
    # With the baseline at the text the multipliers are the gradient.
    _, limit = explicit.multipliers([states, states], layer, subject.types, subject.target, "deepLIFT", output)
    point = states.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(f(point)[0, subject.target], point)
    assert apart(limit, gradient[0]) < 1e-9, f"{subject}: not the gradient at b = x"
    scores = ((states - start)[0] * multiplier).sum(-1)
    change = float(expected[0] - expected[1])
    delta = float(scores.sum()) - change
    say(f"{subject}: DeepLIFT {layer} {output}: F(x)-F(b) = {change:.9f}, delta {delta:.1e}")
    assert abs(delta) < 1e-9 * abs(change), f"{subject}: DeepLIFT does not sum up"
    return {
        "layer": layer, "baseline": "padding", "output": output, "baseOutput": number(expected[1]),
        "outputValue": number(expected[0]), "sum": numbers(scores),
    }  # fmt: skip


def relevance_case(name, text):
    subject = Subject(name, text)
    entry = subject.entry()
    entry["relevance"], entry["deepLIFT"] = [], []
    for layer in subject.layers():
        states, _, _ = subject.ends(layer)
        for rule in RULE_NAMES:
            found = relevance(subject, layer, rule)
            value, multiplier = ExplicitNetwork(subject.network).multipliers(
                [states], layer, subject.types, subject.target, rule
            )
            assert apart(found, states[0] * multiplier) < 1e-9, f"{subject}: {rule} of the tape differs"
            entry["relevance"].append({"rule": rule, "layer": layer, "sum": numbers(found.sum(-1))})
            sums = f"sums to {float(found.sum()):.6f}, the logit is {float(value[0]):.6f}"
            say(f"{subject}: {RULE_NAMES[rule]} {layer} {sums}")
        for output in ("logit", "probability"):
            entry["deepLIFT"].append(deep_lift(subject, layer, output))
    return entry


# Paths


def sequential(subject):
    states, start, _ = subject.ends()
    f = subject.function()
    scores, replaced_outputs, worst = [], [], 0.0
    with torch.no_grad():
        whole = float(f(states)[0, subject.target])
    for index in range(len(subject.ids)):
        base = states.clone()
        base[0, index] = start[0, index]
        found = IntegratedGradients(f).attribute(states, base, target=subject.target, n_steps=STEPS)[0].sum(-1)
        assert not found.abs()[torch.arange(len(found)) != index].any()
        with torch.no_grad():
            output = float(f(base)[0, subject.target])
        worst = max(worst, abs(float(found[index]) - (whole - output)))
        scores.append(found[index])
        replaced_outputs.append(output)
        if torch.equal(base, states):
            assert found[index] == 0
    say(f"{subject}: sequential, worst delta of a token {worst:.1e}")
    assert worst < subject.tolerance
    return {
        "layer": "embeddings", "baseline": "padding", "quadrature": "gausslegendre", "steps": STEPS,
        "replaced": numbers(replaced_outputs), "sum": numbers(scores),
    }  # fmt: skip


def nearest(table):
    """The nearest other rows of every row, nearest first; as scikit-learn's graph has them."""
    found = []
    graph = kneighbors_graph(table, NEIGHBOURS, mode="distance")
    for row in range(len(table)):
        distances = numpy.sqrt(((table - table[row]) ** 2).sum(-1))
        order = [int(j) for j in numpy.argsort(distances, kind="stable") if j != row][:NEIGHBOURS]
        assert order == graph[row].tocoo().col.tolist(), f"the neighbours of {row} hang on rounding"
        found.append(order)
    return found


def between(base, start, end):
    """Where `end` lies between the two others."""
    least, most = numpy.minimum(base, start), numpy.maximum(base, start)
    return (least <= end) & (end <= most)


def lifted(base, start, end):
    return numpy.where(between(base, start, end), end, start - (start - base) / DISCRETE_STEPS)


def cost(base, start, end, strategy):
    if strategy == "maxcount":
        return int((~between(base, start, end)).sum())
    return float(numpy.sqrt(((end - lifted(base, start, end)) ** 2).sum()))


def check_choice(table, last, left, costs, strategy):
    """Neither the least cost nor, among equals, the least distance may hang on rounding, in single precision either."""
    if strategy == "greedy":
        first, second = sorted(costs)[:2]
    else:
        equals = [j for j, found in zip(left, costs) if found == min(costs)]
        distances = [float(numpy.sqrt(((table[j] - table[last]) ** 2).sum())) for j in equals]
        first, second = (distances + [numpy.inf])[:2]
    assert second - first > 1e-5, f"a {strategy} choice hangs on rounding"


def anchors(table, neighbours, token, baseline, strategy):
    """The word, then one id a step."""
    chosen = [token]
    for _ in range(DISCRETE_STEPS):
        last = chosen[-1]
        left = [] if last == baseline else [j for j in neighbours[last] if j != baseline and j not in chosen]
        costs = [cost(table[baseline], table[last], table[j], strategy) for j in left]
        if len(costs) > 1:
            check_choice(table, last, left, costs, strategy)
        chosen.append(left[costs.index(min(costs))] if left else baseline)
    return chosen


def points(table, chosen, baseline):
    """From the baseline to the word."""
    base = table[baseline]
    path = [table[chosen[0]]]
    for anchor in chosen[1:]:
        path.append(lifted(base, path[-1], table[anchor]))
    path.append(base)
    path.reverse()
    for first, second in zip(path, path[1:]):
        assert between(base, second, first).all(), "not monotonic"
    return numpy.stack(path)


def discretized(subject):
    network = subject.network
    table = network.words.weight.detach().numpy()
    neighbours = nearest(table)
    states, start, changed = subject.ends("wordEmbeddings")
    fixed = network.special_mask(subject.ids)
    f = subject.function("wordEmbeddings")
    entries, words = [], {}
    for strategy in ("greedy", "maxcount"):
        tokens = []
        for index, (token, base, stays) in enumerate(zip(subject.ids, changed, fixed)):
            chosen = [token] * (DISCRETE_STEPS + 1) if stays else anchors(table, neighbours, token, base, strategy)
            tokens.append(points(table, chosen, base))
            if index in (2, 5):
                described = {"token": index, "id": token, "neighbours": neighbours[token], "anchors": []}
                word = words.setdefault(index, described)
                distances = numpy.sqrt(((tokens[-1] - table[base]) ** 2).sum(-1))
                word["anchors"].append({"strategy": strategy, "ids": chosen, "distances": numbers(distances)})
        path = torch.from_numpy(numpy.stack(tokens, axis=1)).requires_grad_()
        assert torch.equal(path[0], start[0]) and torch.equal(path[-1], states[0])
        values = f(path)[:, subject.target]
        (gradient,) = torch.autograd.grad(values.sum(), path)
        path = path.detach()
        scores = (gradient[:-1] * (path[1:] - path[:-1])).sum((0, 2))
        delta = float(scores.sum() - (values[-1] - values[0]).detach())
        say(f"{subject}: discretized {strategy}: F(x)-F(b) = {float(values[-1] - values[0]):.6f}, delta {delta:.1e}")
        entries.append({
            "strategy": strategy, "layer": "wordEmbeddings", "baseline": "padding", "steps": DISCRETE_STEPS,
            "neighbours": NEIGHBOURS, "baseOutput": number(values[0]), "outputValue": number(values[-1]),
            "delta": number(delta), "sum": numbers(scores),
        })  # fmt: skip
    return {"attributions": entries, "words": list(words.values())}


def suppressed(network, factors, shifts):
    """The library's attention with factors on the columns of the scores."""
    library = LIBRARY[network.kind]

    def attention(module, query, key, value, attention_mask, scaling=None, **options):
        scores = query @ key.transpose(-1, -2) * scaling
        if shifts:
            scores = scores - scores.min(-1, keepdim=True).values
        scores = scores * factors
        if attention_mask is not None:
            scores = scores + attention_mask
        weights = scores.softmax(-1)
        return (weights @ value).transpose(1, 2).contiguous(), weights

    return replaced(lambda put: put(library, "eager_attention_forward", attention))


def atman(subject):
    network = subject.network
    states, _, _ = subject.ends()
    units = states[0] / states[0].norm(dim=-1, keepdim=True)
    similarity = (units @ units.T).clamp(0, 1)
    count = len(subject.ids)

    def loss():
        with torch.no_grad():
            return -network.logits(subject.ids, subject.types).log_softmax(-1)[subject.target]

    usual = loss()

    def scores(rows, shifts=False):
        found = []
        for row in rows:
            with suppressed(network, row, shifts):
                found.append(loss() - usual)
        return found

    with suppressed(network, torch.ones(count, dtype=torch.float64), True):
        assert abs(loss() - usual) < 1e-10
    alone = 1 - (1 - FACTOR) * torch.eye(count, dtype=torch.float64)
    plain = scores(alone)
    # Once more with the factor on the key itself.
    for row, score in zip(alone, plain):
        with network.changed(key_factors=row.tolist()):
            assert abs(loss() - usual - score) < 1e-10
    entry = {"factor": FACTOR, "loss": number(usual), "plain": numbers(plain), "shifted": numbers(scores(alone, True))}
    entry["similar"] = []
    for threshold in THRESHOLDS:
        near = similarity >= threshold
        margin = (similarity - threshold).abs().min()
        assert margin > 1e-6, "a similarity is too near the threshold"
        rows = torch.where(near, 1 - (1 - FACTOR) * similarity, 1.0)
        others = int(near.sum()) - count
        say(f"{subject}: AtMan, {others} similar pairs at {threshold}")
        entry["similar"].append({"threshold": threshold, "pairs": others, "sum": numbers(scores(rows))})
    return entry


def kept_output(block):
    """What a block put out in the last pass, in its graph."""
    kept = []
    handle = block.register_forward_hook(lambda module, inputs, output: kept.append(output))
    return kept, handle


def along(subject, block, nodes):
    """y, gradient of F for y, and dy/da at every node of the straight path at `embeddings`."""
    states, start, _ = subject.ends()
    f = subject.function()
    way = states - start
    path = (start + torch.tensor(nodes, dtype=torch.float64)[:, None, None] * way).requires_grad_()
    kept, handle = kept_output(block)
    values = f(path)[:, subject.target]
    handle.remove()
    (y,) = kept
    (gradient,) = torch.autograd.grad(values.sum(), y, retain_graph=True)
    # The derivative along the path by two backward passes: (J^T u) is linear in u, and its transpose is J.
    probe = torch.zeros_like(y, requires_grad=True)
    (pulled,) = torch.autograd.grad(y, path, probe, create_graph=True)
    (speed,) = torch.autograd.grad(pulled, probe, way.expand_as(path))
    return y.detach(), gradient, speed.detach()


def layer_entries(subject):
    states, start, changed = subject.ends()
    f = subject.function()
    weights, nodes = approximation_parameters("gausslegendre")
    with torch.no_grad():
        outputs = torch.cat([f(states), f(start)])[:, subject.target]
    change = float(outputs[0] - outputs[1])
    entries = []
    for index, block in enumerate(subject.network.blocks):
        conductance = LayerConductance(f, block).attribute(
            states, baselines=start, target=subject.target, n_steps=STEPS, method="gausslegendre"
        )[0]
        y, gradient, _ = along(subject, block, nodes(STEPS + 1))
        again = (gradient[:-1] * (y[1:] - y[:-1])).sum(0)
        assert apart(conductance, again) < 1e-9, f"{subject}: captum's conductance is computed in another way"

        _, gradient, speed = along(subject, block, nodes(STEPS))
        share = torch.tensor(weights(STEPS), dtype=torch.float64)[:, None, None]
        exact = (share * gradient * speed).sum(0)
        exact_delta = float(exact.sum()) - change
        assert abs(exact_delta) < subject.tolerance, f"{subject}: conductance does not sum up"

        def forward(ids, types):
            return subject.network.run(ids, types)[0]

        integral = LayerIntegratedGradients(forward, block).attribute(
            torch.tensor([subject.ids]), torch.tensor([changed]), target=subject.target, n_steps=STEPS,
            additional_forward_args=(torch.tensor([subject.types]),), method="gausslegendre",
        )[0]  # fmt: skip
        inside = subject.network.function_of(block, subject.ids, subject.types, "logit")
        at_text = subject.network.layer_output(block, subject.ids, subject.types)
        kept, handle = kept_output(block)
        with torch.no_grad():
            f(start)
        handle.remove()
        again, delta = IntegratedGradients(inside).attribute(
            at_text, kept[0], target=subject.target, n_steps=STEPS, return_convergence_delta=True
        )
        assert apart(again[0], integral) < 1e-6, f"{subject}: captum's two ways disagree"
        for miss in (float(delta[0]), float(integral.sum()) - change):
            assert abs(miss) < subject.tolerance, f"{subject}: not complete"
        short = float(conductance.sum()) - change
        say(
            f"{subject}: layer {index}, F(x)-F(b) = {change:.6f}: conductance misses by {short:.1e}, exact by "
            f"{exact_delta:.1e}, integral by {float(delta[0]):.1e}"
        )
        entries.append({
            "layer": index,
            "conductance": {"delta": number(short), "sum": numbers(conductance.sum(-1))},
            "exact": {"sum": numbers(exact.sum(-1))},
            "integral": {"sum": numbers(integral.sum(-1))},
        })  # fmt: skip
    return {"baseOutput": number(outputs[1]), "outputValue": number(outputs[0]), "steps": STEPS, "blocks": entries}


def neuron_entries(subject):
    states, start, _ = subject.ends()
    f = subject.function()
    entries = []
    for index, unit in NEURONS:
        block = subject.network.blocks[index]
        chosen = (subject.position, unit)
        kept, handle = kept_output(block)
        with torch.no_grad():
            f(torch.cat([states, start]))
        handle.remove()
        at_text, at_baseline = kept[0][:, subject.position, unit]
        gradient = NeuronGradient(f, block).attribute(states, chosen)[0]
        integral = NeuronIntegratedGradients(f, block).attribute(
            states, chosen, baselines=start, n_steps=STEPS, method="gausslegendre"
        )[0]
        conductance = neuron_conductance(subject, f, block, chosen, states, start)
        delta = float(integral.sum() - (at_text - at_baseline))
        moved = float(at_text - at_baseline)
        say(f"{subject}: neuron {index}.{unit}: y(x)-y(b) = {moved:.6f}, delta {delta:.1e}")
        assert abs(delta) < 1e-6
        entries.append({
            "layer": index, "position": subject.position, "index": unit, "baseOutput": number(at_baseline),
            "outputValue": number(at_text),
            "gradient": {
                "l2": numbers(gradient.norm(dim=-1)),
                "inputTimesGradient": numbers((states[0] * gradient).sum(-1)),
            },
            "integral": {"sum": numbers(integral.sum(-1))},
            "conductance": {"sum": numbers(conductance.sum(-1))},
        })  # fmt: skip
    # All of F goes through the last block's output at the classifier's position: its neurons share the integral.
    block = subject.network.blocks[-1]
    width = subject.network.configuration.hidden_size
    everything = sum(
        neuron_conductance(subject, f, block, (subject.position, unit), states, start) for unit in range(width)
    )
    whole = IntegratedGradients(f).attribute(states, start, target=subject.target, n_steps=STEPS)[0]
    assert apart(everything, whole) < 1e-9, f"{subject}: the neurons' conductances are not the integrated gradients"
    return entries


def neuron_conductance(subject, f, block, chosen, states, start):
    return NeuronConductance(f, block).attribute(
        states, chosen, baselines=start, target=subject.target, n_steps=STEPS, method="gausslegendre"
    )[0]


def path_case(name, text):
    subject = Subject(name, text)
    entry = subject.entry()
    entry["sequential"] = sequential(subject)
    if subject.network.kind in ("bert", "gpt2"):
        entry["discretized"] = discretized(subject)
    entry["atman"] = atman(subject)
    entry["layers"] = layer_entries(subject)
    entry["neurons"] = neuron_entries(subject)
    return entry


def write(name, cases):
    """One line a case."""
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for case in cases)
    pins = {package: model_pins.PINS[package] for package in ("torch", "transformers", "captum", "numpy")}
    path = FIXTURES / "goldens" / f"{name}.json"
    path.write_text(f'{{"pins":{json.dumps(pins)},"cases":[\n{lines}\n]}}\n', encoding="utf-8")
    say(f"{path.name}: {path.stat().st_size} bytes")


def make_relevance():
    for name in MODELS:
        check_conservation(name)
    texts = [(name, text) for name in MODELS for text in ("crowd", "word")] + [("bert-tiny", "pair")]
    write("relevance", [relevance_case(*case) for case in texts])


def make_paths():
    texts = [(name, "crowd") for name in MODELS] + [("bert-tiny", "pair")]
    write("paths", [path_case(*case) for case in texts])


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    transformers.utils.logging.disable_progress_bar()
    makers = {"relevance": make_relevance, "paths": make_paths}
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*", choices=[*makers, []], metavar="NAME", help=", ".join(makers))
    for name in arguments.parse_args().names or makers:
        makers[name]()


if __name__ == "__main__":
    main()
