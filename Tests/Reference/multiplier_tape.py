"""The four classifiers written out operation by operation, with what goes back through each operation as a multiplier.

Nothing here differentiates by itself: an explicit forward pass of one or two runs (the text, and a baseline of the same
length) keeps what it computed, and the way back turns the multiplier of an output into those of the inputs by one of
three rules, written down in make_relevance_goldens.py:

    deepLIFT   two runs, x and b; for every operation the sum of (x - b) m is the difference of its outputs. Where both
               runs are the same it is the plain gradient.
    attnLRP    one run
    cpLRP      one run
"""

import torch

RULES = ("deepLIFT", "attnLRP", "cpLRP")
NEAR = 1e-10


class Node:
    """A value in every run, [runs, ...], and the multiplier that has arrived so far, [...]."""

    def __init__(self, values):
        self.values = values
        self.multiplier = torch.zeros_like(values[0])


def slopes(f, values, rule):
    """The multiplier of an elementwise function."""
    text, base = values[0], values[-1]
    if rule != "deepLIFT":
        return f(text) / (text + torch.where(text < 0, -NEAR, NEAR))
    with torch.enable_grad():
        point = text.clone().requires_grad_()
        (derivative,) = torch.autograd.grad(f(point).sum(), point)
    difference = text - base
    far = difference.abs() >= NEAR
    return torch.where(far, (f(text) - f(base)) / torch.where(far, difference, 1.0), derivative)


def logarithmic_means(logarithms):
    """(p - p_b) / (ln p - ln p_b) of probabilities given by their logarithms; p where equal, 0 where masked."""
    text, base = logarithms[0], logarithms[-1]
    difference = text - base
    apart = difference.isfinite() & (difference != 0)
    safe = torch.where(apart, difference, 1.0)
    return torch.where(apart, base.exp() * torch.expm1(safe) / safe, text.exp())


def through_softmax(multiplier, logarithms):
    weights = logarithmic_means(logarithms)
    mean = (multiplier * weights).sum(-1, keepdim=True) / weights.sum(-1, keepdim=True)
    return weights * (multiplier - mean)


class Tape:
    """Operations in the order in which they ran."""

    def __init__(self, rule):
        assert rule in RULES
        self.rule = rule
        self.steps = []

    def back(self, node, multiplier):
        """Fills the multipliers of everything that `node` was computed from."""
        node.multiplier += multiplier
        for step in reversed(self.steps):
            step()

    def _operation(self, values, step):
        node = Node(values)
        self.steps.append(lambda: step(node.multiplier))
        return node

    def linear(self, x, weight, bias):
        """`weight` is [outputs, inputs]."""

        def step(multiplier):
            x.multiplier += multiplier @ weight

        return self._operation(x.values @ weight.T + (0 if bias is None else bias), step)

    def add(self, x, y):
        def step(multiplier):
            x.multiplier += multiplier
            y.multiplier += multiplier

        return self._operation(x.values + y.values, step)

    def shift(self, x, constant):
        """Adds what is the same in both runs."""

        def step(multiplier):
            x.multiplier += multiplier

        return self._operation(x.values + constant, step)

    def position(self, x, index):
        def step(multiplier):
            x.multiplier[index] += multiplier

        return self._operation(x.values[:, index], step)

    def activation(self, x, f):
        def step(multiplier):
            x.multiplier += multiplier * slopes(f, x.values, self.rule)

        return self._operation(f(x.values), step)

    def norm(self, x, module):
        """Layer norm: y = c r w + bias with c = x - mean and r = (mean of c squared + eps) to the power of -1/2."""
        centred = x.values - x.values.mean(-1, keepdim=True)
        scale = ((centred**2).mean(-1, keepdim=True) + module.eps) ** -0.5

        def step(multiplier):
            weighted = multiplier * module.weight
            found = weighted * scale.mean(0)
            if self.rule == "deepLIFT":
                middle, first, last = centred.mean(0), scale[0], scale[-1]
                bend = -((first * last) ** 2) / (first + last)
                found = found + (weighted * middle).sum(-1, keepdim=True) * bend * 2 * middle / middle.shape[-1]
            x.multiplier += found - found.mean(-1, keepdim=True)

        return self._operation(centred * scale * module.weight + module.bias, step)

    def attention(self, query, key, value, heads, scaling, causal):
        """Scores, softmax and the mixture of values; both products are bilinear."""

        def split(tensor):
            return tensor.unflatten(-1, (heads, -1)).transpose(-3, -2)

        def merge(tensor):
            return tensor.transpose(-3, -2).flatten(-2)

        q, k, v = (split(node.values) for node in (query, key, value))
        scores = q @ k.transpose(-1, -2) * scaling
        if causal:
            tokens = scores.shape[-1]
            scores = scores.masked_fill(~torch.ones(tokens, tokens, dtype=torch.bool).tril(), -torch.inf)
        logarithms = scores.log_softmax(-1)
        weights = logarithms.exp()
        value_share, weight_share, score_share = {
            "deepLIFT": (1.0, 1.0, 1.0),
            "attnLRP": (0.5, 0.5, 0.5),
            "cpLRP": (1.0, 0.0, 0.0),
        }[self.rule]

        def step(multiplier):
            context = split(multiplier)
            value.multiplier += merge(weights.mean(0).transpose(-1, -2) @ context) * value_share
            through = through_softmax(context @ v.mean(0).transpose(-1, -2) * weight_share, logarithms)
            through = through * scaling * score_share
            query.multiplier += merge(through @ k.mean(0))
            key.multiplier += merge(through.transpose(-1, -2) @ q.mean(0))

        return self._operation(merge(weights @ v), step)

    def softmax(self, x):
        logarithms = x.values.log_softmax(-1)

        def step(multiplier):
            x.multiplier += through_softmax(multiplier, logarithms)

        return self._operation(logarithms.exp(), step)


class ExplicitNetwork:
    """A ReferenceNetwork's weights, and the order in which they are used."""

    def __init__(self, network):
        self.network = network
        self.heads = network.configuration.num_attention_heads
        self.scaling = (network.configuration.hidden_size // self.heads) ** -0.5

    @staticmethod
    def _dense(tape, x, module, part=None):
        """A Linear, or GPT-2's Conv1D, whose matrix lies the other way; `part` is one third of its outputs."""
        weight, bias = module.weight.detach(), None if module.bias is None else module.bias.detach()
        if type(module).__name__ == "Conv1D":
            weight = weight.T
        if part is not None:
            weight, bias = weight.chunk(3)[part], bias.chunk(3)[part]
        return tape.linear(x, weight, bias)

    def _attention(self, tape, x, layer):
        modules = self.network.vector_modules(layer)
        query, key, value = (self._dense(tape, x, *modules[role]) for role in ("query", "key", "value"))
        context = tape.attention(query, key, value, self.heads, self.scaling, self.network.kind == "gpt2")
        return self._dense(tape, context, self.network.attention_outputs[layer])

    def _feed_forward(self, tape, x, layer):
        block, kind = self.network.blocks[layer], self.network.kind
        if kind == "gpt2":
            first, f = block.mlp.c_fc, block.mlp.act
        elif kind == "distilbert":
            first, f = block.ffn.lin1, block.ffn.activation
        else:
            first, f = block.intermediate.dense, block.intermediate.intermediate_act_fn
        inner = tape.activation(self._dense(tape, x, first), f)
        return self._dense(tape, inner, self.network.feed_forward_outputs[layer])

    def _norms(self, layer):
        block, kind = self.network.blocks[layer], self.network.kind
        if kind == "gpt2":
            return block.ln_1, block.ln_2
        if kind == "distilbert":
            return block.sa_layer_norm, block.output_layer_norm
        return block.attention.output.LayerNorm, block.output.LayerNorm

    def _embed(self, tape, x, types):
        """From the output of the word embeddings to the first block's input, or to GPT-2's."""
        base, tokens = self.network.base, x.values.shape[1]
        if self.network.kind == "gpt2":
            return tape.shift(x, base.wpe.weight.detach()[:tokens])
        first = base.config.pad_token_id + 1 if "roberta" in self.network.kind else 0
        x = tape.shift(x, base.embeddings.position_embeddings.weight.detach()[first : first + tokens])
        if self.network.kind != "distilbert":
            x = tape.shift(x, base.embeddings.token_type_embeddings.weight.detach()[types])
        return tape.norm(x, base.embeddings.LayerNorm)

    def logits(self, tape, x, layer, types):
        """From a node at "embeddings", "wordEmbeddings" (GPT-2: both are `wte`) or "block", what enters the first."""
        kind, model = self.network.kind, self.network.model
        if layer == "wordEmbeddings" or (layer == "embeddings" and kind == "gpt2"):
            x = self._embed(tape, x, types)
        for index in range(len(self.network.blocks)):
            first, second = self._norms(index)
            if kind == "gpt2":
                x = tape.add(self._attention(tape, tape.norm(x, first), index), x)
                x = tape.add(self._feed_forward(tape, tape.norm(x, second), index), x)
            else:
                x = tape.norm(tape.add(self._attention(tape, x, index), x), first)
                x = tape.norm(tape.add(self._feed_forward(tape, x, index), x), second)
        if kind == "gpt2":
            return self._dense(tape, tape.position(tape.norm(x, self.network.base.ln_f), -1), model.score)
        x = tape.position(x, 0)
        first, f, last = {
            "bert": lambda: (model.bert.pooler.dense, torch.tanh, model.classifier),
            "distilbert": lambda: (model.pre_classifier, torch.relu, model.classifier),
            "roberta": lambda: (model.classifier.dense, torch.tanh, model.classifier.out_proj),
        }[kind]()
        return self._dense(tape, tape.activation(self._dense(tape, x, first), f), last)

    def multipliers(self, runs, layer, types, target, rule, output="logit"):
        """The values of `output` in every run, and the multiplier of everything that the layer puts out."""
        with torch.no_grad():
            tape, x = Tape(rule), Node(torch.cat(runs))
            found = self.logits(tape, x, layer, types)
            if output == "probability":
                found = tape.softmax(found)
            start = torch.zeros_like(found.multiplier)
            start[target] = 1
            tape.back(found, start)
        return found.values[:, target], x.multiplier
