#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/trust.json: measures of how far an explanation can be trusted.

    correlations    scipy's kendalltau and spearmanr; overlap of the highest scores, counted here
    faithfulness    ERASER's and ferret's comprehensiveness and sufficiency, curves and leave-one-out, of the word classifier
    infidelity      captum's infidelity on its own toy models, with the perturbations that were drawn
    sensitivity     captum's sensitivity_max on its own toy models, with the attributions at the inputs that were drawn
    agreement       the matrices over methods, and over runs with several seeds

ERASER and ferret are no packages that can be pinned: their few lines are written out below, from
    jayded/eraserbenchmark                      rationale_benchmark/metrics.py (_instances_aopc)
    successar/Eraser-Benchmark-Baseline-Models  Rationale_model/models/classifiers/soft_encoder_model.py (regenerate_tokens, remove_tokens)
    g8a9/ferret                                 ferret/evaluators/{faithfulness_measures,utils_from_soft_to_discrete}.py
with one difference: numpy's argsort leaves the order of equal scores open, here the earlier word is the higher.
"""

import itertools
import math
import statistics

import make_perturbation_goldens as words
import model_pins
import numpy as np
import scipy.stats

model_pins.check("numpy", "scipy", "captum", "torch")

import torch  # noqa: E402
from captum.attr import FeatureAblation, InputXGradient, IntegratedGradients, Saliency  # noqa: E402
from captum.metrics import infidelity, sensitivity_max  # noqa: E402
from captum.testing.helpers.basic_models import BasicModel2, BasicModel_MultiLayer  # noqa: E402

torch.set_default_dtype(torch.float64)


def number(value):
    """None for NaN."""
    return None if math.isnan(value) else float(value)


def falling(scores):
    return sorted(range(len(scores)), key=lambda place: (-scores[place], place))


# Correlations


def overlap(first, second, count):
    if not len(first):
        return None
    count = min(count, len(first))
    return len(set(falling(first)[:count]) & set(falling(second)[:count])) / count


def tau(first, second):
    return number(scipy.stats.kendalltau(first, second).statistic) if len(first) else None


def rho(first, second):
    # scipy refuses a single pair, and warns of constants.
    if len(first) < 2 or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    return number(scipy.stats.spearmanr(first, second).statistic)


def correlation_cases():
    draw = np.random.RandomState(1)
    lists = [
        ("empty", [], []),
        ("one", [1.0], [2.0]),
        ("same", [0.1, 0.2, 0.3], [1.0, 5.0, 6.0]),
        ("reversed", [3.0, 2.0, 1.0], [1.0, 5.0, 6.0]),
        ("constant", [1.0, 1.0, 1.0], [1.0, 2.0, 3.0]),
        ("both-constant", [1.0, 1.0], [2.0, 2.0]),
        ("zeros", [0.0, -0.0, 1.0], [0.5, 0.5, -1.0]),
        ("documented", [12.0, 2.0, 1.0, 12.0, 2.0], [1.0, 4.0, 7.0, 1.0, 0.0]),
        ("infinite", [math.inf, 0.0, -math.inf, 3.0], [2.0, 1.0, 3.0, 3.0]),
        ("joint-ties", [1.0, 1.0, 1.0, 2.0, 2.0, 3.0], [4.0, 4.0, 5.0, 5.0, 5.0, 5.0]),
    ]
    for count, values in ((2, 3), (3, 2), (7, 3), (8, 100), (16, 4), (33, 5), (65, 9), (65, 1000), (130, 3)):
        first, second = draw.randint(0, values, (2, count)).astype(float)
        lists.append((f"drawn-{count}-{values}", first.tolist(), (second + first * (count % 2)).tolist()))
    normal = draw.randn(2, 40).round(3)
    lists.append(("normal", normal[0].tolist(), (normal[1] - normal[0]).round(3).tolist()))
    cases = []
    for name, first, second in lists:
        case = {"name": name, "kendall": tau(first, second), "spearman": rho(first, second)}
        case["overlaps"] = [[count, overlap(first, second, count)] for count in (1, 3, 10) if first]
        # JSON has no infinity; the tests read these.
        case["first"], case["second"] = ([str(value) for value in side] for side in (first, second))
        cases.append(case)
    return cases


# Faithfulness

# No word twice: whether two equal words tie would hang on rounding. What the classifier does not know ties at 0.
SENTENCE = "the film seen today was good but this story is not very exciting a dull long ending"
LONG = SENTENCE + " and i hated it so weak plot director music again great actors loved go god bye"
STEPS = [("sentence", 32), ("sentence", 4), ("long", 7), ("one", 32), ("three", 2)]
TEXTS = {"sentence": SENTENCE, "long": LONG, "one": "good", "three": "very good film"}


class Text:
    """The words of a text, what the classifier says of some of them, and which were asked for."""

    def __init__(self, text, target):
        self.words, self.target, self.asked = text.split(), target, set()

    def output(self, kept):
        kept = frozenset(kept)
        self.asked.add(kept)
        return float(words.probabilities([" ".join(self.words[place] for place in sorted(kept))])[0][self.target])

    @property
    def everything(self):
        return range(len(self.words))

    def without(self, places):
        return self.output(set(self.everything) - set(places))


def eraser(text, scores):
    whole, rows = text.output(text.everything), []
    for threshold in (0.01, 0.05, 0.1, 0.2, 0.5):
        count = math.ceil(len(scores) * threshold)
        top = falling(scores)[:count]
        if len(set(scores)) == len(scores) and set(top) != set(np.argsort(scores)[-count:]):
            raise ValueError("not ERASER's rationale")
        rows.append([threshold, count, whole - text.without(top), whole - text.output(top)])
    return {"thresholds": rows, "comprehensiveness": np.average([row[2] for row in rows]), "sufficiency": np.average([row[3] for row in rows])}


def ferret(text, scores):
    whole, last, rows = text.output(text.everything), None, []
    for threshold in np.arange(0.1, 1.1, 0.1):
        count = int(threshold * len(scores))
        if count == 0:
            continue
        top = [place for place in falling(scores)[:count] if scores[place] > 0]
        if len(set(scores)) == len(scores) and top != [place for place in np.array(scores).argsort()[-count:][::-1] if scores[place] > 0]:
            raise ValueError("not ferret's rationale")
        if not top or set(top) == last:
            continue
        last = set(top)
        rows.append([threshold, len(top), whole - text.without(top), whole - text.output(top)])
    return {
        "thresholds": rows,
        "comprehensiveness": statistics.mean(row[2] for row in rows) if rows else 0,
        "sufficiency": statistics.mean(row[3] for row in rows) if rows else 1,
    }


def curve(text, scores, steps, insert):
    order, count = falling(scores), len(scores)
    steps = min(steps, count)
    moved = [math.floor(step * count / steps + 0.5) for step in range(steps + 1)]
    outputs = [text.output(order[:places]) if insert else text.without(order[:places]) for places in moved]
    return {"moved": moved, "outputs": outputs, "area": np.trapezoid(outputs, [places / count for places in moved])}


def faithfulness_case(name, steps, target):
    text = Text(TEXTS[name], target)
    count = len(text.words)
    draw = np.random.RandomState(count)
    weights = [words.CLASSIFIER["words"].get(word, [0.0] * 3)[target] for word in text.words]
    scores = {
        "weights": weights,
        "noisy": (np.array(weights) + 0.3 * draw.randn(count)).round(6).tolist(),
        "lengths": [float(len(word)) for word in text.words],
        "constant": [0.5] * count,
        "negative": (-draw.rand(count)).round(6).tolist(),
    }
    if name == "long":
        scores = {key: scores[key] for key in ("weights", "noisy")}
    whole = text.output(text.everything)
    text.output([])
    left_out = [whole - text.without([place]) for place in text.everything]
    if any(first != 0 and abs(first - second) < 1e-9 for first, second in itertools.combinations(left_out, 2)):
        raise ValueError(f"{name}: a tie hangs on rounding")
    case = {"name": name, "words": text.words, "target": target, "curveSteps": steps, "leaveOneOut": left_out, "methods": []}
    for key, values in scores.items():
        deletion, insertion = (curve(text, values, steps, insert) for insert in (False, True))
        found = {"name": key, "scores": values, "eraser": eraser(text, values), "deletion": deletion, "insertion": insertion}
        found["leaveOneOutTau"] = tau(values, left_out)
        case["methods"].append(found)
    case["variants"] = len(text.asked)
    # ferret's other lengths are not among ERASER's variants.
    for found in case["methods"]:
        found["ferret"] = ferret(text, found["scores"])
    return case


# captum


def multilayer():
    return BasicModel_MultiLayer().double()


def ratio(inputs):
    """The change of captum's own test of sensitivity_max."""
    size = inputs[0].numel()
    return inputs + torch.arange(-size // 2, size // 2).view(inputs[0].shape).double() / 100


def infidelity_case(name, model, inputs, attributions, perturbations, target=None, altered=None, published=None):
    """Perturbations of each input are handed to captum as if drawn; `altered` is what the input becomes, the difference when None."""
    inputs, attributions, perturbations = (torch.tensor(item, dtype=torch.float64) for item in (inputs, attributions, perturbations))
    samples = len(perturbations)
    changed = inputs - perturbations if altered is None else torch.tensor(altered, dtype=torch.float64)

    def perturb(repeated):
        if len(repeated) != samples:
            raise ValueError("all perturbations are used once")
        return perturbations, changed

    plain, scaled = (
        float(infidelity(model, perturb, inputs[None], attributions[None], target=target, n_perturb_samples=samples, normalize=normalize)[0])
        for normalize in (False, True)
    )
    if published is not None and abs(plain - published) > 1e-4:
        raise ValueError(f"{name}: not the published number but {plain}")

    def outputs(rows):
        found = model(rows)
        return found if target is None else found[:, target]

    changes = outputs(inputs[None]) - outputs(changed)
    case = {"name": name, "scores": attributions.tolist(), "perturbations": perturbations.tolist(), "changes": changes.tolist()}
    case.update(infidelity=plain, normalized=scaled)
    return case


def infidelity_cases():
    model, draw = multilayer(), np.random.RandomState(3)
    point = [1.0, 2.5, 3.3]
    given = torch.tensor([point])
    gradients = IntegratedGradients(model).attribute(given, target=0, n_steps=200)[0].tolist()
    ablation = FeatureAblation(model).attribute(given, target=0)[0].tolist()
    cases = []
    # "Sensitivity-n": 1 for what is set to zero. captum expects 0.
    for size in (1, 2, 3):
        rows = [list(row) for row in itertools.product([0.0, 1.0], repeat=3) if sum(row) == size]
        altered = [[(1 - part) * value for part, value in zip(row, point)] for row in rows]
        for name, attributions in (("gradients", gradients), ("ablation", ablation)):
            cases.append(infidelity_case(f"{name}-{size}", model, point, attributions, rows, 0, altered, published=0.0))
    # captum's first test: IG over the input, of relu(relu(a) - 1 - relu(b)), a change of 0.0009 and 0.0121.
    toy = BasicModel2()
    parts = IntegratedGradients(toy).attribute((torch.tensor([3.0]), torch.tensor([1.0])))
    slopes = [float(parts[0]) / 3, float(parts[1])]
    cases.append(
        infidelity_case("published", lambda rows: toy(rows[:, 0], rows[:, 1]), [3.0, 1.0], slopes, [[0.0009, 0.0121]] * 10, published=0.0000316)
    )
    far = [20.0, 50.0, 30.0]
    noise = draw.randn(12, 3).round(3).tolist()
    cases.append(infidelity_case("noise", model, far, draw.randn(3).round(3).tolist(), noise, 0))
    cases.append(infidelity_case("nothing", model, far, [0.0, 0.0, 0.0], noise, 1))
    cases.append(infidelity_case("one", model, far, [4.0, 4.0, 4.0], noise[:1], 0))
    cases.append(infidelity_case("kink", model, [3.0, 4.0, 3.5], [3.0, 3.0, 4.0], noise, 0))
    return cases


def sensitivity_case(name, explain, point, perturbed, published=None):
    """explain: attributions of rows."""
    given, rows = torch.tensor([point]), torch.tensor(perturbed)
    seen = []

    def explained(inputs):
        # captum hands the input over in a tuple, and what was drawn as it is.
        rows = inputs[0] if isinstance(inputs, tuple) else inputs
        seen.append(explain(rows.detach().clone().requires_grad_()).detach())
        return (seen[-1],) if isinstance(inputs, tuple) else seen[-1]

    found = float(sensitivity_max(explained, given, perturb_func=lambda repeated: rows, n_perturb_samples=len(rows))[0])
    if published is not None and abs(found - published) > 0.05:
        raise ValueError(f"{name}: not the published number but {found}")
    case = {"name": name, "scores": seen[0][0].tolist(), "perturbed": seen[1].tolist(), "maximum": found}
    return case


def sensitivity_cases():
    model, draw = multilayer(), np.random.RandomState(4)
    cases = []
    inputs = torch.arange(1.0, 13.0).view(4, 3)
    targets, published = [(0, 1, 1), (0, 1, 1), (1, 1, 1), (0, 1, 1)], [0.006, 0.01, 0.001, 0.008]
    for place, (row, target, expected) in enumerate(zip(inputs, targets, published)):

        def explain(rows, target=target):
            return IntegratedGradients(model).attribute(rows, target=target, additional_forward_args=(None, True))

        cases.append(sensitivity_case(f"published-{place}", explain, row.tolist(), ratio(row[None]).tolist(), expected))

    def drawn(point):
        return (np.array(point) + draw.uniform(-0.02, 0.02, (6, len(point)))).tolist()

    def times(rows):
        return InputXGradient(model).attribute(rows, target=0)

    def slope(rows):
        return Saliency(model).attribute(rows, target=0)

    for name, explain, point in (("input-x-gradient", times, [20.0, 50.0, 30.0]), ("kink", times, [3.0, 4.0, 3.0]), ("slope", slope, [3.0, 4.0, 2.99])):
        cases.append(sensitivity_case(name, explain, point, drawn(point)))
    # Nothing at the input: the change itself is the ratio.
    cases.append(sensitivity_case("nothing", times, [0.0, 0.0, 0.0], drawn([0.0, 0.0, 0.0])))
    return cases


# Agreement


def agreement():
    draw = np.random.RandomState(5)
    base = draw.randn(14)
    rows = [base, base + 0.5 * draw.randn(14), -base, np.abs(base), np.round(base), np.zeros(14)]
    rows = [row.round(3).tolist() for row in rows]
    result = {"scores": rows, "unsigned": [3], "topCount": 5}
    for comparison in ("magnitude", "signed"):

        def compared(first, second):
            strength = comparison == "magnitude" or 3 in (first, second)
            return (np.abs(rows[place]).tolist() if strength else rows[place] for place in (first, second))

        for name, measure in (("kendall", tau), ("topOverlap", lambda first, second: overlap(first, second, 5))):
            matrix = [[measure(*compared(first, second)) for second in range(len(rows))] for first in range(len(rows))]
            result.setdefault(comparison, {})[name] = matrix
    return result


def stability():
    draw = np.random.RandomState(6)
    base, cases = draw.randn(11), []
    for runs, noise in ((1, 0.3), (2, 0.3), (6, 0.05), (6, 1.0), (3, 0.0)):
        rows = [(base + noise * draw.randn(11)).round(4).tolist() for _ in range(runs)]
        pairs = list(itertools.combinations(rows, 2))
        case = {"runs": rows, "topCount": 3, "means": np.mean(rows, axis=0)}
        case["meanKendall"] = np.mean([tau(*pair) for pair in pairs]) if pairs else None
        case["meanTopOverlap"] = np.mean([overlap(*pair, 3) for pair in pairs]) if pairs else None
        case["standardDeviations"] = np.std(rows, axis=0, ddof=1) if runs > 1 else None
        cases.append(case)
    return cases


def main():
    golden = {
        "made": "scipy 1.17.1, captum 0.9.0, torch 2.13.0, numpy 2.4.6",
        "classifier": words.CLASSIFIER,
        "correlations": correlation_cases(),
        "faithfulness": [faithfulness_case(name, steps, place % 3) for place, (name, steps) in enumerate(STEPS)],
        "infidelity": infidelity_cases(),
        "sensitivity": sensitivity_cases(),
        "agreement": agreement(),
        "stability": stability(),
    }
    print(words.write("trust", golden))


if __name__ == "__main__":
    main()
