#!/usr/bin/env python3
"""Makes Tests/Fixtures/goldens/{lime,partition-shap,kernel-shap,shapley}.json: what lime, shap and captum compute from altered texts.

    make_perturbation_goldens.py              all four
    make_perturbation_goldens.py lime ...     some of them

Nothing here needs a neural network: every explanation is of the word classifier below, which is stored in each file. Its words are
re.findall(r"\\w+", text.lower()); a logit is the bias, plus a word's numbers for every occurrence, plus a pair's numbers when both of
its words occur at least once in any order; the probabilities are the softmax in double precision.

    lime            LimeTextExplainer: the rows it draws, distances, weights, the chosen columns and the fitted numbers, numpy's RandomState
    partition-shap  shap's Partition explainer and Text masker: trees, masked strings, Owen values, exact and cut off
    kernel-shap     shap's KernelExplainer and captum's KernelShap on rows of 0 and 1, with the rows that they drew
    shapley         values by brute force, captum's ShapleyValues, FeatureAblation and its published toy cases
"""

import argparse
import hashlib
import itertools
import json
import math
import os
import re
import warnings
from pathlib import Path

import model_pins

model_pins.check("numpy", "lime", "scikit-learn", "scipy")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
from lime.lime_text import IndexedCharacters, IndexedString, LimeTextExplainer  # noqa: E402
from sklearn.linear_model import Ridge  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"

CLASSIFIER = {
    "labels": ["A", "B", "C"],
    "bias": [0.1, -0.05, 0.2],
    "words": {
        "good": [1.3, -0.4, 0.1],
        "bad": [-0.9, 1.1, 0.15],
        "film": [0.2, 0.05, -0.1],
        "not": [-0.35, 0.3, 0.25],
        "but": [-0.15, -0.05, 0.45],
        "great": [1.6, -0.7, -0.2],
        "dull": [-1.2, 0.9, 0.4],
        "story": [0.12, -0.08, 0.3],
        "the": [0.03, 0.01, -0.02],
        "a": [-0.04, 0.02, 0.05],
        "was": [-0.06, 0.07, 0.015],
        "is": [0.045, -0.025, 0.02],
        "this": [0.08, 0.015, -0.06],
        "very": [0.25, 0.35, -0.3],
        "actors": [0.5, -0.15, 0.22],
        "music": [0.4, -0.3, 0.6],
        "ending": [-0.3, 0.55, 0.12],
        "long": [-0.45, 0.38, -0.11],
        "and": [0.018, -0.033, 0.027],
        "i": [0.07, -0.012, 0.09],
        "loved": [1.45, -0.85, -0.35],
        "hated": [-1.35, 1.25, -0.28],
        "it": [0.011, 0.029, -0.043],
        "so": [0.13, 0.17, -0.21],
        "again": [0.33, -0.27, 0.19],
        "director": [0.16, 0.21, 0.37],
        "plot": [-0.22, 0.26, 0.31],
        "weak": [-0.75, 0.65, 0.05],
        "go": [0.3, -0.2, 0.1],
        "god": [0.2, 0.4, -0.5],
        "bye": [-0.6, 0.2, 0.7],
        "by": [0.05, -0.1, 0.35],
        "goodbye": [-0.8, 0.6, 0.9],
        "好看的电影": [0.9, -0.6, -0.1],
    },
    "pairs": [
        {"first": "not", "second": "good", "logits": [-2.1, 1.7, 0.2]},
        {"first": "very", "second": "good", "logits": [0.6, -0.3, -0.1]},
        {"first": "but", "second": "dull", "logits": [-0.4, 0.7, 0.1]},
        {"first": "music", "second": "ending", "logits": [0.35, -0.45, 0.5]},
        {"first": "loved", "second": "again", "logits": [0.5, -0.2, 0.3]},
        {"first": "film", "second": "plot", "logits": [-0.17, 0.24, -0.31]},
    ],
}


def probabilities(texts):
    rows = []
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        logits = np.array(CLASSIFIER["bias"], dtype=np.float64)
        for word in words:
            logits = logits + np.array(CLASSIFIER["words"].get(word, [0.0, 0.0, 0.0]))
        for pair in CLASSIFIER["pairs"]:
            if pair["first"] in words and pair["second"] in words:
                logits = logits + np.array(pair["logits"])
        powers = np.exp(logits - logits.max())
        rows.append(powers / powers.sum())
    return np.array(rows)


def plain(value):
    """JSON's own types, numbers in full."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(value)
    if isinstance(value, str):
        return str(value)
    return value


def bits(rows):
    return ["".join("1" if item else "0" for item in row) for row in rows]


def lines(golden):
    """One line for each member, and one for each case of a member that is a list of objects."""
    members = []
    for key, value in golden.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inside = ",\n".join(compact(item) for item in value)
            members.append(f"{json.dumps(key)}: [\n{inside}\n]")
        else:
            members.append(f"{json.dumps(key)}: {compact(value)}")
    return "{\n" + ",\n".join(members) + "\n}\n"


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def write(name, golden):
    path = FIXTURES / "goldens" / f"{name}.json"
    part = path.with_name(path.name + ".part")
    part.write_text(lines(plain(golden)), encoding="utf-8")
    os.replace(part, path)
    return f"{path.name}: {', '.join(golden)}; {path.stat().st_size} bytes"


# lime

SENTENCE = "The film was good, but the story was not very good: a dull, long film!"
LIME_CASES = [
    # name, text, seed, what differs from the default; rows, numbers, texts = how many rows of each are stored
    ("thousand", SENTENCE, 42, {"numSamples": 1000, "rows": 50, "numbers": 50, "texts": 20}),
    ("forward", SENTENCE, 7, {"numFeatures": 5, "rows": 200, "texts": 20}),
    ("highest", SENTENCE, 1, {"numFeatures": 8, "labels": [0, 1, 2]}),
    ("everything", SENTENCE, 3, {"numFeatures": 50}),
    ("lasso", SENTENCE, 5, {"numFeatures": 4, "featureSelection": "lasso_path", "labels": [0, 1, 2]}),
    ("lasso-wide", SENTENCE, 6, {"numFeatures": 9, "featureSelection": "lasso_path"}),
    ("none", SENTENCE, 8, {"numFeatures": 3, "featureSelection": "none"}),
    ("named-forward", SENTENCE, 9, {"numFeatures": 8, "featureSelection": "forward_selection"}),
    ("named-highest", SENTENCE, 10, {"numFeatures": 3, "featureSelection": "highest_weights"}),
    ("positions", SENTENCE, 42, {"bow": False, "rows": 60, "texts": 10, "numFeatures": 6, "labels": [0, 2]}),
    ("positions-mask", SENTENCE, 11, {"bow": False, "maskString": "[MASK]", "numFeatures": 10}),
    ("positions-word", SENTENCE, 12, {"bow": False, "maskString": "dull", "numFeatures": 10}),
    ("characters", "goodbye", 13, {"charLevel": True, "texts": 20}),
    ("characters-positions", "goodbye", 14, {"charLevel": True, "bow": False, "numFeatures": 6}),
    ("characters-mask", "a good bye", 15, {"charLevel": True, "bow": False, "maskString": "_"}),
    ("more-features", "not good film", 16, {"numFeatures": 5}),
    ("word", "good", 17, {}),
    ("word-forward", "Good!", 18, {"numFeatures": 3}),
    ("chinese", "好看的电影", 19, {}),
    ("blanks", "  \U0001f642 I  loved\tit\n \U0001f642\U0001f642 again, caf\u00e9_2 and naïve! ", 20, {"texts": 20}),
    ("split", "The film-plot was weak, (very) weak.", 21, {"splitExpression": r"\s+"}),
    ("top", SENTENCE, 22, {"numFeatures": 4, "topLabels": 2}),
    ("large-seed", "i hated the music and loved the ending", 2**32 - 1, {"numFeatures": 6, "labels": [0, 1, 2]}),
    ("wide", " ".join(CLASSIFIER["words"]), 23, {"numFeatures": 12}),
]  # fmt: skip


class Recorder:
    """LimeTextExplainer with what it hands to its parts kept."""

    def __init__(self, case):
        self.explainer = LimeTextExplainer(
            kernel_width=case["kernelWidth"],
            class_names=CLASSIFIER["labels"],
            feature_selection=case["featureSelection"],
            split_expression=case["splitExpression"],
            bow=case["bow"],
            mask_string=case["maskString"],
            random_state=case["seed"],
            char_level=case["charLevel"],
        )
        self.texts, self.labels = [], []
        self.data = self.distances = None
        base = self.explainer.base
        self.explain, self.choose = base.explain_instance_with_data, base.feature_selection
        base.explain_instance_with_data, base.feature_selection = self.explained, self.chosen
        self.method = None

    def predict(self, texts):
        self.texts = list(texts)
        return probabilities(texts)

    def chosen(self, data, labels, weights, count, method):
        outer = self.method is None
        self.method = self.method or method
        columns = self.choose(data, labels, weights, count, method)
        if outer:
            self.method = None
            self.columns, self.weights = [int(column) for column in columns], weights
        if method == "highest_weights":
            check_highest(data, labels, weights)
        if method == "forward_selection":
            check_forward(data, labels, weights, self.columns if outer else [int(column) for column in columns])
        return columns

    def explained(self, data, labels, distances, label, count, **options):
        found = self.explain(data, labels, distances, label, count, **options)
        self.data, self.distances = data, distances
        intercept, pairs, score, local = found
        sizes = [abs(value) for _, value in pairs]
        if any(first - second < 1e-10 for first, second in zip(sizes, sizes[1:])):
            raise ValueError(f"two coefficients are too near: {pairs}")
        self.labels.append(
            {
                "label": int(label),
                "selected": self.columns,
                "intercept": float(intercept),
                "score": float(score),
                "localPrediction": float(local[0]),
                "features": [[int(column), float(value)] for column, value in pairs],
            }
        )
        return found


def check_highest(data, labels, weights):
    sizes = sorted(np.abs(Ridge(alpha=0.01).fit(data, labels, sample_weight=weights).coef_))
    if any(second - first < 1e-10 for first, second in zip(sizes, sizes[1:])):
        raise ValueError("the largest weights hang on rounding")


def check_forward(data, labels, weights, columns):
    """The greedy choice again by least squares: no step may hang on rounding."""
    used, root = [], np.sqrt(weights)[:, None]
    for column in columns:
        left = []
        for candidate in range(data.shape[1]):
            if candidate not in used:
                matrix = np.hstack([np.ones((len(data), 1)), data[:, used + [candidate]]]) * root
                fit = np.linalg.lstsq(matrix, labels * root[:, 0], rcond=None)[0]
                left.append((float(((matrix @ fit - labels * root[:, 0]) ** 2).sum()), candidate))
        left.sort()
        scale = float((weights * (labels - np.average(labels, weights=weights)) ** 2).sum())
        if left[0][1] != column or (len(left) > 1 and left[1][0] - left[0][0] < 1e-8 * scale):
            raise ValueError(f"the choice of {column} hangs on rounding")
        used.append(column)


def lime_case(name, text, seed, changes):
    case = {
        "name": name,
        "text": text,
        "seed": seed,
        "bow": True,
        "charLevel": False,
        "maskString": None,
        "splitExpression": r"\W+",
        "numSamples": 200,
        "numFeatures": 10,
        "featureSelection": "auto",
        "distanceMetric": "cosine",
        "kernelWidth": 25,
        "labels": [1],
        "topLabels": None,
    }
    changes = dict(changes)
    rows, count, texts = changes.pop("rows", 16), changes.pop("numbers", 6), changes.pop("texts", 4)
    case.update(changes)
    recorder = Recorder(case)
    recorder.explainer.explain_instance(
        text,
        recorder.predict,
        labels=case["labels"],
        top_labels=case["topLabels"],
        num_features=case["numFeatures"],
        num_samples=case["numSamples"],
        distance_metric=case["distanceMetric"],
    )
    check_rows(case, recorder.data)
    indexed = indexed_string(case)
    masks = recorder.data.astype(np.uint8)
    case["vocabulary"] = [str(word) for word in indexed.inverse_vocab]
    case["positions"] = [list(places) if case["bow"] else int(places) for places in indexed.positions]
    case["masksDigest"] = hashlib.sha256(masks.tobytes()).hexdigest()
    case["masks"] = bits(masks[:rows])
    case["distances"] = recorder.distances[:count]
    case["weights"] = recorder.weights[:count]
    case["texts"] = recorder.texts[:texts]
    case["probabilities"] = probabilities(recorder.texts[:3])
    case["explanations"] = recorder.labels
    return case


def indexed_string(case):
    if case["charLevel"]:
        return IndexedCharacters(case["text"], bow=case["bow"], mask_string=case["maskString"])
    return IndexedString(case["text"], split_expression=case["splitExpression"], bow=case["bow"], mask_string=case["maskString"])


def check_rows(case, data):
    """The rows once more, from the private method that draws them."""
    explainer = LimeTextExplainer(random_state=case["seed"])
    draw = explainer._LimeTextExplainer__data_labels_distances
    again, _, _ = draw(indexed_string(case), probabilities, case["numSamples"], distance_metric=case["distanceMetric"])
    if not np.array_equal(again, data):
        raise ValueError("the rows differ")


def random_draws(seed):
    """One stream, in this order."""
    state = np.random.RandomState(seed)
    return {
        "seed": seed,
        "randint": state.randint(1, 13, 20),
        "choices": [state.choice(range(12), 5, replace=False) for _ in range(3)],
        "permutation": state.permutation(7),
        "shuffle": shuffled(state, 5),
        "randomSample": state.random_sample(3),
    }


def shuffled(state, count):
    values = np.arange(count)
    state.shuffle(values)
    return values


def indexed_cases():
    cases = []
    for kind, text, bow, mask in [
        ("words", "Please, take your time. Please", True, None),
        ("words", "Please, take your time. Please", False, None),
        ("words", "Please, take your time. Please", False, "[MASK]"),
        ("words", "Please, take your time. Please", True, "[MASK]"),
        ("words", " \U0001f642 na\u00efve caf\u00e9_2,\tnot\r\n n't", True, None),
        ("words", " \U0001f642 na\u00efve caf\u00e9_2,\tnot\r\n n't", False, None),
        ("characters", "Please, take", True, None),
        ("characters", "Please, take", False, None),
        ("characters", "Please, take", False, "_"),
    ]:
        made = IndexedString if kind == "words" else IndexedCharacters
        indexed = made(text, bow=bow, mask_string=mask)
        cases.append(
            {
                "kind": kind,
                "text": text,
                "bow": bow,
                "maskString": mask,
                "pieces": indexed.as_list,
                "vocabulary": [str(word) for word in indexed.inverse_vocab],
                "positions": [list(places) if bow else int(places) for places in indexed.positions],
                "stringStart": indexed.string_start,
                "removing": [{"words": words, "text": indexed.inverse_removing(words)} for words in ([], [0], [1, 2], [2, 0])],
            }
        )
    return cases


def lime_golden():
    return {
        "made": "lime 0.2.0.1, scikit-learn 1.8.0, numpy 2.4.6",
        "classifier": CLASSIFIER,
        "random": [random_draws(seed) for seed in (0, 1, 42, 123456789, 2**32 - 1)],
        "indexed": indexed_cases(),
        "cases": [lime_case(*case) for case in LIME_CASES],
    }


# Shapley values


def word_model(words):
    """Probabilities of the words whose feature is on."""
    known = {}

    def model(rows):
        found = []
        for row in np.atleast_2d(rows):
            key = tuple(bool(item) for item in row)
            if key not in known:
                known[key] = probabilities([" ".join(word for word, on in zip(words, key) if on)])[0]
            found.append(known[key])
        return np.array(found)

    return model


def brute_force(model, count):
    """Every subset, with the weight s! (M - s - 1)! / M! of its size."""
    rows = np.array(list(itertools.product([0, 1], repeat=count)))
    outputs = {tuple(row): output for row, output in zip(rows.tolist(), model(rows))}
    values = []
    for feature in range(count):
        terms = []
        for row in rows.tolist():
            if not row[feature]:
                size = sum(row)
                weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
                with_it = tuple(1 if place == feature else item for place, item in enumerate(row))
                terms.append(weight * (outputs[with_it] - outputs[tuple(row)]))
        values.append([math.fsum(term[label] for term in terms) for label in range(len(terms[0]))])
    return values


# Partition SHAP

FILM = "this film is not good"
LONG = "the film was very good but this story is not so great and i hated it again music director ending"
EXACT = [
    ("three", "not good film", {}),
    ("five", "This film is not good.", {"strings": True}),
    ("comma", "good film, but dull ending", {}),
    ("sentences", "(the actors) loved it; the music was weak! And again?", {}),
    ("twelve", "The film was very good, but i hated the dull story again.", {}),
    ("masked-word", "the plot was not very weak", {"maskToken": "dull", "collapse": False}),
    ("separate", "the plot was not very weak", {"collapse": False}),
    ("context-zero", "the music was good but the ending was dull", {"fixedContext": 0}),
    ("context-one", "the music was good but the ending was dull", {"fixedContext": 1}),
    ("bert-tiny", "this film was not good, but the music isn't dull", {"tokenizer": "bert-tiny"}),
    ("gpt2-tiny", "the film was not good", {"tokenizer": "gpt2-tiny"}),
    ("roberta-tiny", "the film was not good", {"tokenizer": "roberta-tiny"}),
    ("truncated", LONG, {"maxEvals": 100}),
    ("truncated-odd", LONG, {"maxEvals": 41}),
    ("truncated-context", LONG, {"maxEvals": 25, "fixedContext": 1}),
]
TREES = [
    ("film", ["", "I", "loved", "this", "movie", ",", "but", "the", "act", "##ing", "was", "n", "'", "t", "great", ".", ""], []),
    ("parentheses", ["The", "film", "(", "not", "the", "(", "old", ")", "book", ")", "was", "(", "very", "good"], []),
    ("closers", [")", "good", ")", "(", "bad", "(", "film", ")", ")", "story"], []),
    ("pieces", ["un", "##believ", "##able", "but", "re", "##al", ",", "and", "##roid", "or", "not"], []),
    ("commas", ["first", ",", "second", ",", "third", ",", "and", "last", "."], []),
    ("stops", ["Good", ".", "Bad", "!", "Why", "?", "!", "So", ".", ".", "."], []),
    ("apostrophes", ["it", "'", "s", "n", "'", "t", "the", "actors", "'", "story", "'", "that"], []),
    ("pair", ["[CLS]", "the", "film", ",", "but", "[SEP]", "it", "was", "good", ".", "[SEP]"], ["[SEP]"]),
    ("separators", ["<s>", "good", "</s>", "</s>", "bad", "film", "</s>"], ["</s>"]),
    ("equal", ["a", "b", "c", "d", "e", "f", "g", "h"], []),
]
MASKED_TEXTS = [
    "this film was not good, but the music isn't dull",
    "the film [SEP]was </s>good [SEP] bad",
    "  A (very) na\u00efve \u4e2d\u6587 act!\n",
    "I ate a Cannoli",
]
WORD_TEXTS = ["The film (very) good!", "  ...not good, but -- dull", "one", "a\tb\n c's caf\u00e9"]


def tokenizer_of(name):
    if name == r"\W+":
        return name
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(FIXTURES / "models" / name)


class Priorities:
    """Stands for the module `queue` inside shap's Partition explainer and keeps the priorities."""

    def __init__(self):
        import queue

        kept = self.kept = []

        class Kept(queue.PriorityQueue):
            def put(self, item, *arguments, **options):
                kept.append((float(item[0]), item[2][3]))
                super().put(item, *arguments, **options)

        self.PriorityQueue = Kept

    def check(self, count):
        """Nodes that are split must not tie, or the order would hang on shap's random numbers."""
        found = sorted(priority for priority, node in self.kept[1:] if node >= count)
        if any(second - first < 1e-12 for first, second in zip(found, found[1:])):
            raise ValueError("two priorities tie")


def partition_run(model, text, case):
    import shap
    import shap.explainers._partition as module

    rows = []

    def recorded(texts):
        rows.extend(str(item) for item in texts)
        return model(texts)

    masker = shap.maskers.Text(tokenizer_of(case["tokenizer"]), mask_token=case["maskToken"], collapse_mask_token=case["collapse"])
    explainer = shap.PartitionExplainer(recorded, masker)
    priorities, plain_queue = Priorities(), module.queue
    module.queue = priorities
    np.random.seed(0)
    try:
        found = explainer([text], max_evals=case["maxEvals"], fixed_context=case["fixedContext"], silent=True)
    finally:
        module.queue = plain_queue
    return masker, explainer, found, rows, priorities


def partition_case(name, text, changes):
    case = {"name": name, "text": text, "tokenizer": r"\W+", "maskToken": None, "collapse": "auto"}
    case.update(maxEvals=1000000, fixedContext=None)
    changes = dict(changes)
    strings = changes.pop("strings", False)
    case.update(changes)
    masker, explainer, found, rows, priorities = partition_run(probabilities, text, case)
    segments = [str(part) for part in masker.token_segments(text)[0]]
    if strings or case["maxEvals"] < 1000000:
        priorities.check(len(segments))
    values, base = found.values[0], found.base_values[0]
    case["exact"] = explainer.last_eval_count < case["maxEvals"] - 2
    whole = probabilities([str(masker(np.ones(len(segments), dtype=bool), text)[0][0])])[0]
    if np.abs(values.sum(0) + base - whole).max() > 1e-12:
        raise ValueError(f"{name}: the values do not add up")
    case.update(maskToken=masker.mask_token, collapse=masker.collapse_mask_token, segments=segments)
    case.update(clustering=found.clustering[0], base=base, values=values, hierarchical=found.hierarchical_values[0])
    case.update(evaluations=explainer.last_eval_count, modelRows=len(rows))
    if strings:
        case["strings"] = rows
    return case


def film_case():
    def model(texts):
        outputs = []
        for text in texts:
            words = re.findall(r"\w+", text.lower())
            pair = "not" in words and "good" in words
            outputs.append(words.count("good") - 0.5 * words.count("bad") + 2.0 * pair)
        return np.array(outputs)

    case = {"text": FILM, "tokenizer": r"\W+", "maskToken": None, "collapse": "auto", "maxEvals": 1000000, "fixedContext": None}
    masker, explainer, found, rows, _ = partition_run(model, FILM, case)
    values, base = found.values[0], float(found.base_values[0])
    if values.tolist() != [0, 0, 0, 1, 2] or base != 0 or len(rows) != 20:
        raise ValueError(f"not the published numbers: {values} {base} {len(rows)}")
    case.update(maskToken=masker.mask_token, collapse=masker.collapse_mask_token, segments=masker.token_segments(FILM)[0])
    case.update(clustering=found.clustering[0], base=base, values=values, hierarchical=found.hierarchical_values[0])
    case.update(evaluations=explainer.last_eval_count, modelRows=len(rows))
    return case


def merges(tree):
    return [[int(left), int(right), int(size)] for left, right, _, size in tree]


def tree_case(name, tokens, separators):
    from shap.maskers._text import partition_tree

    return {"name": name, "tokens": tokens, "separators": separators, "merges": merges(partition_tree(tokens, separators))}


def masker_case(name):
    import shap
    import shap.maskers._text as module

    made = {collapse: shap.maskers.Text(tokenizer_of(name), collapse_mask_token=collapse) for collapse in ("auto", False, True)}
    masker = made["auto"]
    case = {
        "tokenizer": name,
        "maskToken": masker.mask_token,
        "autoCollapse": masker.collapse_mask_token,
        "keepPrefix": masker.keep_prefix,
        "keepSuffix": masker.keep_suffix,
        "separator": module.getattr_silent(masker.tokenizer, "sep_token"),
        "texts": [],
    }
    for text in WORD_TEXTS if name == r"\W+" else MASKED_TEXTS:
        segments = [str(part) for part in masker.token_segments(text)[0]]
        count = len(segments)
        seen = []
        whole = module.partition_tree

        def recorded(tokens, separators):
            seen.extend(tokens)
            return whole(tokens, separators)

        module.partition_tree = recorded
        try:
            tree = merges(masker.clustering(text)) if count > 1 else []
        finally:
            module.partition_tree = whole
        rows = [[True] * count, [False] * count, [place % 2 == 0 for place in range(count)], [place * 2 >= count for place in range(count)]]
        rows.append([place % 5 not in (1, 2) for place in range(count)])
        masked = []
        for row in rows:
            separate, together = (str(made[collapse](np.array(row), text)[0][0]) for collapse in (False, True))
            masked.append({"mask": bits([row])[0], "separate": separate, "collapsed": together})
        case["texts"].append(
            {
                "text": text,
                "segments": segments,
                "names": [str(item) for item in masker.feature_names(text)[0]],
                "invariants": bits(masker.invariants(text))[0],
                "tokens": seen,
                "merges": tree,
                "masked": masked,
            }
        )
    return case


def partition_golden():
    model_pins.check("shap", "transformers")
    return {
        "made": "shap 0.51.0, transformers 5.23.0, numpy 2.4.6",
        "classifier": CLASSIFIER,
        "film": film_case(),
        "tree": [tree_case(*tree) for tree in TREES],
        "maskers": [masker_case(name) for name in (r"\W+", "bert-tiny", "gpt2-tiny", "roberta-tiny")],
        "cases": [partition_case(*case) for case in EXACT],
    }


# Kernel SHAP

WIDE = (
    "the film was very good but i hated the dull story again and so the music is great it was long "
    "this plot not weak actors loved a director ending bad by god go bye"
)
KERNEL_CASES = [
    # name, words, features that are on ("1" each when None), samples ("auto": shap's default), seed, selections, are rows stored
    ("one", "good", None, 100, 0, [False], True),
    ("two", "not good", None, 100, 0, [False], True),
    ("three", "film not good", None, 100, 0, [False], True),
    ("five", "the film was not good", None, 100, 0, [False, "num_features(3)", "aic"], True),
    ("constant", "the film was not good", "10111", 100, 0, [False], True),
    ("eight", "i loved the music but the ending was", None, 1000, 0, [False, "num_features(4)", "aic", "bic"], False),
    ("eleven", "the film was very good but this story is not so", None, 5000, 0, [False, "num_features(10)"], False),
    ("six-sampled", "very good but dull plot again", None, 40, 3, [False], True),
    ("nine-sampled", "so good music and ending but dull weak story", None, 150, 42, [False, "num_features(5)", "aic", "bic"], True),
    ("twelve-sampled", "the film was very good but i hated the dull story again", None, 200, 7, [False, "num_features(10)", "auto"], True),
    ("twelve-default", "the film was very good but i hated the dull story again", None, "auto", 2**32 - 1, [False, "auto"], False),
    ("wide-sampled", WIDE, None, 150, 28, [False, "num_features(10)", "num_features(35)", "bic"], False),
]


def kernel_case(name, text, on, samples, seed, selections, stored):
    import shap
    import shap.explainers._kernel as module

    words = text.split()
    count = len(words)
    model = word_model(words)
    row = np.array([int(item) for item in on or "1" * count], dtype=np.float64)
    case = {"name": name, "words": words, "on": bits([row])[0], "requestedSamples": None if samples == "auto" else samples, "seed": seed}
    fits, rows = [], None
    for selection in selections:
        explainer = shap.KernelExplainer(model, np.zeros((1, count)))
        chosen, whole = [], module.lars_path

        def recorded(*arguments, **options):
            found = whole(*arguments, **options)
            chosen.append([int(column) for column in found[1]])
            return found

        module.lars_path = recorded
        np.random.seed(seed)
        try:
            values = explainer.shap_values(row, nsamples=samples, l1_reg=selection, silent=True)
        finally:
            module.lars_path = whole
        fits.append({"selection": selection or None, "chosen": chosen or None, "values": values})
        if np.abs(values.sum(0) + explainer.fnull - explainer.fx).max() > 1e-9:
            raise ValueError("the values do not add up")
        if explainer.M > 1:
            again = (explainer.maskMatrix.tobytes(), explainer.kernelWeights.tobytes())
            if rows not in (None, again):
                raise ValueError("the rows differ")
            rows = again
    case.update(base=explainer.fnull, output=explainer.fx, varying=explainer.varyingInds)
    if explainer.M > 1:
        added = explainer.nsamplesAdded
        case.update(samples=explainer.nsamples, added=added)
        case["rowsDigest"] = hashlib.sha256(explainer.maskMatrix[:added].astype(np.uint8).tobytes()).hexdigest()
        kept = added if stored else min(added, 24)
        case.update(rows=bits(explainer.maskMatrix[:kept]), weights=explainer.kernelWeights[:kept])
    case["fits"] = fits
    varying = [word for word, place in zip(words, row) if place]
    exact = brute_force(word_model(varying), len(varying)) if len(varying) < 14 else None
    case["shapley"] = exact
    if exact and case["on"] == "1" * count and explainer.M > 1 and explainer.nsamplesAdded == explainer.max_samples:
        if np.abs(np.array(fits[0]["values"]) - exact).max() > 1e-9:
            raise ValueError("a full enumeration must give Shapley's values")
    return case


CAPTUM_KERNEL_CASES = [
    ("three", "film not good", 12, 1),
    ("six", "very good but dull plot again", 40, 2),
    ("nine", "so good music and ending but dull weak story", 120, 3),
]


def captum_kernel_case(name, text, samples, seed):
    """captum's fit in its single precision, and scikit-learn's on the same rows in double, which tells rounding from method."""
    import torch
    from captum.attr import KernelShap
    from sklearn.linear_model import LinearRegression

    words = text.split()
    count = len(words)
    model = word_model(words)
    rows, values = None, []
    for label in range(len(CLASSIFIER["labels"])):
        seen = []

        def forward(inputs):
            seen.append(inputs[0].int().tolist())
            return torch.tensor(model(inputs.numpy()), dtype=torch.float64)[:, label]

        torch.manual_seed(seed)
        found = KernelShap(forward).attribute(torch.ones(1, count, dtype=torch.float64), n_samples=samples)
        values.append(found[0].tolist())
        if rows not in (None, seen):
            raise ValueError("the rows differ")
        rows = seen
    if len(rows) != samples or rows[0] != [1] * count or rows[1] != [0] * count:
        raise ValueError("rows are not one a sample, the ends first")
    weights = np.array([1e6 if sum(row) in (0, count) else 1.0 for row in rows])
    outputs = model(np.array(rows))
    double = LinearRegression().fit(np.array(rows, dtype=np.float64), outputs, sample_weight=weights).coef_
    if np.abs(double - values).max() > 1e-5:
        raise ValueError(f"{name}: captum differs from its own method by {np.abs(double - values).max()}")
    return {"name": name, "words": words, "samples": samples, "rows": bits(rows), "captum": np.array(values).T, "values": double.T}


def kernel_golden():
    model_pins.check("shap", "captum", "torch")
    return {
        "made": "shap 0.51.0, captum 0.9.0, torch 2.13.0, scikit-learn 1.8.0, numpy 2.4.6",
        "classifier": CLASSIFIER,
        "cases": [kernel_case(*case) for case in KERNEL_CASES],
        "captum": [captum_kernel_case(*case) for case in CAPTUM_KERNEL_CASES],
    }


# captum

SHAPLEY_TEXTS = [
    ("three", "not good film"),
    ("four", "but dull long film"),
    ("five", "this film is not good"),
    ("six", "the music was loved again and"),
    ("seven", "very good music but the ending dull"),
]
MULTILAYER = {
    "weight0": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "bias0": [0, 0, 0],
    "weight1": [[1, 1, 1]] * 4,
    "bias1": [-10, 1, 1, 1],
    "weight2": [[1, 1, 1, 1]] * 2,
    "bias2": [-1, 1],
}
ONE, TWO = [[20, 50, 30]], [[2, 10, 3], [20, 50, 30]]
TOYS = [
    # method, inputs, feature mask, baselines, options, published numbers
    ("ShapleyValues", ONE, None, None, {}, [[76.66666, 196.66666, 116.66666]]),
    ("ShapleyValues", ONE, [[0, 0, 1]], None, {}, [[275, 275, 115]]),
    ("ShapleyValues", ONE, [[0, 0, 1]], 4, {}, [[248, 248, 104]]),
    ("ShapleyValues", TWO, None, None, {}, [[7, 32.5, 10.5], [76.66666, 196.66666, 116.66666]]),
    ("ShapleyValues", TWO, [[0, 0, 1], [1, 1, 0]], None, {}, [[39.5, 39.5, 10.5], [275, 275, 115]]),
    ("FeatureAblation", ONE, None, None, {}, [[80, 200, 120]]),
    ("FeatureAblation", ONE, [[0, 0, 1]], None, {}, [[280, 280, 120]]),
    ("FeatureAblation", ONE, [[0, 0, 1]], 4, {}, [[248, 248, 104]]),
    ("FeatureAblation", TWO, None, None, {}, [[8, 35, 12], [80, 200, 120]]),
    ("FeatureAblation", TWO, [[0, 0, 1], [1, 1, 0]], None, {}, [[41, 41, 12], [280, 280, 120]]),
    ("Occlusion", ONE, None, None, {"window": 1, "stride": 1}, [[80, 200, 120]]),
    ("Occlusion", ONE, None, [10, 10, 10], {"window": 2, "stride": 1}, [[200, 220, 240]]),
    ("Occlusion", ONE, None, None, {"window": 2, "stride": 2}, [[280, 280, 120]]),
    ("Occlusion", TWO, None, None, {"window": 1, "stride": 1}, [[8, 35, 12], [80, 200, 120]]),
    ("KernelShap", ONE, None, [10, 20, 10], {"samples": 500, "tolerance": 1}, [[40, 120, 80]]),
    ("KernelShap", ONE, None, None, {"samples": 500, "tolerance": 1}, [[76.66666, 196.66666, 116.66666]]),
    ("KernelShap", ONE, [[0, 0, 1]], None, {"samples": 100, "tolerance": 1}, [[275, 275, 115]]),
    ("KernelShap", ONE, [[0, 0, 1]], 4, {"samples": 100, "tolerance": 1}, [[248, 248, 104]]),
    ("Lime", ONE, None, None, {"samples": 500, "alpha": 1, "kernelWidth": 10, "tolerance": 1}, [[73.3716, 193.3349, 113.3349]]),
    ("Lime", ONE, [[0, 0, 1]], None, {"samples": 500, "alpha": 1, "kernelWidth": 10, "tolerance": 1}, [[271, 271, 111]]),
    ("Lime", ONE, [[0, 0, 1]], 4, {"samples": 100, "alpha": 1, "kernelWidth": 10, "tolerance": 1}, [[244, 244, 100]]),
]


def multilayer():
    import torch

    weights = {name: torch.tensor(value, dtype=torch.float64) for name, value in MULTILAYER.items()}

    def forward(inputs):
        hidden = inputs @ weights["weight0"].T + weights["bias0"]
        hidden = torch.relu(hidden @ weights["weight1"].T + weights["bias1"])
        return hidden @ weights["weight2"].T + weights["bias2"]

    return forward


def toy_case(method, inputs, mask, baselines, options, published):
    import captum.attr
    import torch

    case = {"method": method, "inputs": inputs, "featureMask": mask, "baselines": baselines, "target": 0, **options, "published": published}
    if method in ("KernelShap", "Lime"):
        return case
    arguments = {"target": 0}
    if method == "Occlusion":
        arguments.update(sliding_window_shapes=(options["window"],), strides=options["stride"])
    if mask:
        arguments["feature_mask"] = torch.tensor(mask)
    if baselines is not None:
        arguments["baselines"] = torch.tensor([baselines], dtype=torch.float64) if isinstance(baselines, list) else baselines
    explainer = getattr(captum.attr, method)(multilayer())
    found = explainer.attribute(torch.tensor(inputs, dtype=torch.float64), **arguments)
    case["captum"] = found.tolist()
    if np.abs(np.array(case["captum"]) - published).max() > 1e-3:
        raise ValueError(f"not the published numbers: {case}")
    return case


def shapley_case(name, text):
    import torch
    from captum.attr import FeatureAblation, ShapleyValues

    words = text.split()
    count = len(words)
    model = word_model(words)
    ones = torch.ones(1, count, dtype=torch.float64)

    def forward(rows):
        return torch.tensor(model(rows.numpy()), dtype=torch.float64)

    exact = brute_force(model, count)
    shapley = [ShapleyValues(forward).attribute(ones, target=label)[0].tolist() for label in range(3)]
    ablation = [FeatureAblation(forward).attribute(ones, target=label)[0].tolist() for label in range(3)]
    left_out = model(np.ones((1, count))) - model(1 - np.eye(count))
    for found, wanted, tolerance in ((shapley, exact, 2e-5), (ablation, left_out, 1e-6)):
        if np.abs(np.array(found).T - np.array(wanted)).max() > tolerance:
            raise ValueError(f"{name}: captum differs by {np.abs(np.array(found).T - np.array(wanted)).max()}")
    return {
        "name": name,
        "words": words,
        "base": model(np.zeros((1, count)))[0],
        "output": model(np.ones((1, count)))[0],
        "shapley": exact,
        "captumShapley": np.array(shapley).T,
        "ablation": left_out,
        "captumAblation": np.array(ablation).T,
    }


def linear_case():
    """captum's test of an empty second input, with the weights that its seed gives; -8, 0, 0, -2, 0, 0, -8 within 1 are published."""
    import torch

    torch.manual_seed(1234)
    layer = torch.nn.Linear(7, 1)
    inputs, published = [23, 0, 0, 23, 0, 0, 23], [-8, 0, 0, -2, 0, 0, -8]
    weights = layer.weight.detach()[0].double().numpy()
    values = weights * np.array(inputs)
    if np.abs(values - published).max() > 1:
        raise ValueError("not the published numbers")
    bias = float(layer.bias.detach()[0])
    return {"weight": weights, "bias": bias, "input": inputs, "samples": 2000, "tolerance": 1, "published": published, "shapley": values}


def shapley_golden():
    model_pins.check("captum", "torch")
    return {
        "made": "captum 0.9.0, torch 2.13.0, numpy 2.4.6",
        "classifier": CLASSIFIER,
        "cases": [shapley_case(*case) for case in SHAPLEY_TEXTS],
        "multilayer": MULTILAYER,
        "toys": [toy_case(*toy) for toy in TOYS],
        "linear": linear_case(),
    }


GOLDENS = {"lime": lime_golden, "partition-shap": partition_golden, "kernel-shap": kernel_golden, "shapley": shapley_golden}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*GOLDENS, []], metavar="NAME", help=", ".join(GOLDENS))
    for name in parser.parse_args().names or GOLDENS:
        print(write(name, GOLDENS[name]()))


if __name__ == "__main__":
    main()
