"""Writes Tests/Fixtures/metrics.json: predictions, and what scikit-learn, SciPy and NumPy compute from them.

    pip install scikit-learn==1.8.0 scipy==1.17.1 numpy==2.4.6
    python3 Tests/Reference/make_metric_fixtures.py

Bootstrap draws are made with SplitMix64, as the program makes them, so that intervals agree as well.
"""

import json
import os
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest, chi2
from sklearn import metrics

assert (sklearn.__version__, scipy.__version__, np.__version__) == ("1.8.0", "1.17.1", "2.4.6")
warnings.simplefilter("ignore")
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Fixtures/metrics.json")
DRAWS = 200
EPS = np.finfo(float).eps


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def predictions(rng, classes, rows, weights, skill, decimals):
    """Truth and probabilities; `skill` raises the true class, `decimals` makes ties."""
    truth = rng.choice(classes, rows, p=np.array(weights) / sum(weights))
    scores = rng.normal(size=(rows, classes))
    scores[np.arange(rows), truth] += skill
    probabilities = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    return truth, np.round(probabilities, decimals)


def finite(value):
    return None if np.isnan(value) else float(value)


def calibration_error(right, confidence, bins=15):
    # Intervals without their lower and with their upper end; nothing is 0 but what belongs to the first.
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    error, table = 0.0, []
    for b in range(bins):
        inside = place == b
        if not inside.any():
            table.append([0, 0.0, 0.0])
            continue
        accuracy, mean = right[inside].mean(), confidence[inside].mean()
        error += inside.mean() * abs(accuracy - mean)
        table.append([int(inside.sum()), float(mean), float(accuracy)])
    return float(error), table


def one_versus_rest(truth, probabilities):
    classes = probabilities.shape[1]
    areas = [
        metrics.roc_auc_score(truth == c, probabilities[:, c]) if 0 < (truth == c).sum() < len(truth) else np.nan
        for c in range(classes)
    ]
    if len(set(truth)) == classes and np.allclose(probabilities.sum(1), 1, atol=1e-12):
        expected = metrics.roc_auc_score(
            truth, probabilities if classes > 2 else probabilities[:, 1], multi_class="ovr", labels=range(classes))
        assert abs(expected - (np.mean(areas) if classes > 2 else areas[1])) < 1e-12
    return areas


def one_versus_one(truth, probabilities):
    # roc_auc_score insists on rows that add up to one, which rounded ones do not.
    from sklearn.metrics._base import _average_multiclass_ovo_score
    from sklearn.metrics._ranking import _binary_roc_auc_score

    if probabilities.shape[1] == 2:
        return np.nan if len(set(truth)) < 2 else metrics.roc_auc_score(truth, probabilities[:, 1])
    if len(set(truth)) < 2:
        return np.nan
    return _average_multiclass_ovo_score(_binary_roc_auc_score, truth, probabilities, average="macro")


def scores(truth, probabilities):
    predicted = probabilities.argmax(1)
    both = sorted(set(truth) | set(predicted))
    areas = one_versus_rest(truth, probabilities)
    result = {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "matthews": metrics.matthews_corrcoef(truth, predicted),
        "loss": float(-np.log(np.clip(probabilities[np.arange(len(truth)), truth], np.finfo(float).eps, 1)).mean()),
        "roc-auc": finite(areas[1] if len(areas) == 2 else np.nanmean(areas) if not np.isnan(areas).all() else np.nan),
        "roc-auc-ovo": finite(one_versus_one(truth, probabilities)),
        "calibration-error": calibration_error(predicted == truth, probabilities.max(1))[0],
    }
    sums = probabilities / probabilities.sum(1, keepdims=True)
    if np.allclose(probabilities.sum(1), 1, atol=1e-12):
        assert abs(result["loss"] - metrics.log_loss(truth, sums, labels=range(probabilities.shape[1]))) < 1e-12
    for average in ["macro", "weighted"]:
        p, r, f, _ = metrics.precision_recall_fscore_support(truth, predicted, average=average, zero_division=0)
        result |= {f"{average}-precision": p, f"{average}-recall": r, f"{average}-f1": f}
    return {k: None if v is None else float(v) for k, v in result.items()}, both


def case(truth, probabilities):
    classes = probabilities.shape[1]
    predicted = probabilities.argmax(1)
    values, _ = scores(truth, probabilities)
    p, r, f, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(classes), zero_division=0)
    label = int(np.bincount(truth).argmax())
    positive, score = truth == label, probabilities[:, label]
    curves = {}
    if 0 < positive.sum() < len(truth):
        fpr, tpr, thresholds = metrics.roc_curve(positive, score, drop_intermediate=False)
        precision, recall, _ = metrics.precision_recall_curve(positive, score)
        curves = {
            "roc": [[float(a), float(b)] for a, b in zip(fpr, tpr)],
            "precisionRecall": [[float(a), float(b)] for a, b in zip(precision[::-1], recall[::-1])],
            "thresholds": [float(t) for t in thresholds[1:]],
            "averagePrecision": float(metrics.average_precision_score(positive, score)),
        }
    order = np.argsort(-probabilities.max(1), kind="stable")
    right = (predicted == truth)[order]
    confidence = probabilities.max(1)[order]
    last = [i for i in range(len(order)) if i + 1 == len(order) or confidence[i + 1] != confidence[i]]
    return {
        "classes": classes,
        "truth": truth.tolist(),
        "probabilities": [float(x) for x in probabilities.ravel()],
        "metrics": values,
        "labels": [[float(p[c]), float(r[c]), float(f[c]), int(support[c])] for c in range(classes)],
        "confusion": metrics.confusion_matrix(truth, predicted, labels=range(classes)).tolist(),
        "areas": [finite(a) for a in one_versus_rest(truth, probabilities)],
        "label": label,
        "curves": curves,
        "bins": calibration_error(predicted == truth, probabilities.max(1))[1],
        "coverage": [[float(confidence[i]), (i + 1) / len(order), float(right[: i + 1].mean())] for i in last],
    }


def several_labels(rng, classes, rows):
    """Rows of any number of labels; the last class is never true, the first one always."""
    truth = rng.random((rows, classes)) < 0.3
    truth[:, 0], truth[:, -1] = True, False
    probabilities = np.round(np.clip(rng.normal(0.35 + 0.3 * truth, 0.2), 0, 1), 2)
    predicted = probabilities >= 0.5
    values = {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "loss": float(np.mean([
            metrics.log_loss(truth[:, c], np.clip(probabilities[:, c], EPS, 1 - EPS), labels=[False, True])
            for c in range(classes)])),
        "roc-auc": float(np.mean([
            metrics.roc_auc_score(truth[:, c], probabilities[:, c]) for c in range(1, classes - 1)])),
        # Each label of each row: its probability against whether it is there.
        "calibration-error": calibration_error(truth.ravel(), probabilities.ravel())[0],
    }
    for average in ["macro", "weighted"]:
        p, r, f, _ = metrics.precision_recall_fscore_support(truth, predicted, average=average, zero_division=0)
        values |= {f"{average}-precision": p, f"{average}-recall": r, f"{average}-f1": f}
    return {
        "classes": classes,
        "truth": truth.astype(int).ravel().tolist(),
        "probabilities": [float(x) for x in probabilities.ravel()],
        "metrics": {k: float(v) for k, v in values.items()},
    }


def bootstrap(truth, first, second):
    rng, n = SplitMix64(7), len(truth)
    names = ["accuracy", "macro-f1", "roc-auc", "loss"]
    one, difference = {k: [] for k in names}, {k: [] for k in names}
    for _ in range(DRAWS):
        rows = np.array([int(rng.uniform() * n) for _ in range(n)])
        a, b = scores(truth[rows], first[rows])[0], scores(truth[rows], second[rows])[0]
        for k in names:
            one[k].append(a[k])
            difference[k].append(b[k] - a[k])
    return {
        k: {
            "interval": np.percentile(one[k], [2.5, 97.5]).tolist(),
            "difference": np.percentile(difference[k], [2.5, 97.5]).tolist(),
            "pValue": min(1.0, 2 * min((np.array(difference[k]) <= 0).mean(), (np.array(difference[k]) >= 0).mean())),
        }
        for k in names
    }


def mcnemar(b, c):
    statistic = max(0, abs(b - c) - 1) ** 2 / (b + c) if b + c else 0.0
    return [b, c, float(binomtest(min(b, c), b + c).pvalue) if b + c else 1.0, statistic, float(chi2.sf(statistic, 1))]


def main():
    rng = np.random.default_rng(5)
    cases = {
        "six classes": predictions(rng, 6, 80, [5, 5, 3, 2, 1, 1], 1.5, 4),
        "ties": predictions(rng, 4, 60, [1, 1, 1, 1], 1.0, 1),
        "two classes": predictions(rng, 2, 50, [1, 3], 1.0, 2),
        "a class missing from the truth": predictions(rng, 5, 40, [3, 3, 0, 2, 1], 1.0, 3),
        "one class alone": predictions(rng, 3, 12, [0, 1, 0], 1.0, 3),
        "one row": predictions(rng, 3, 1, [1, 1, 1], 1.0, 3),
    }
    truth, probabilities = predictions(rng, 3, 30, [1, 1, 1], 1.0, 3)
    probabilities[:, 2] = 0
    cases["a class that is never predicted"] = truth, probabilities
    sure = np.eye(3)[rng.integers(0, 3, 20)]
    cases["certain of all, right or wrong"] = rng.integers(0, 3, 20), sure
    truth, first = predictions(rng, 4, 60, [2, 1, 1, 1], 1.0, 3)
    second = np.round(0.5 * first + 0.5 * predictions(rng, 4, 60, [1, 1, 1, 1], 0, 3)[1], 3)
    result = {
        "severalLabels": several_labels(np.random.default_rng(6), 5, 40),
        "cases": {name: case(*data) for name, data in cases.items()},
        "bootstrap": {
            "draws": DRAWS,
            "seed": 7,
            "truth": truth.tolist(),
            "first": [float(x) for x in first.ravel()],
            "second": [float(x) for x in second.ravel()],
            "expected": bootstrap(truth, first, second),
        },
        "mcnemar": [mcnemar(b, c) for b, c in [(0, 0), (1, 0), (5, 12), (30, 30), (3, 40), (400, 470)]],
    }
    with open(OUT, "w", encoding="utf-8") as file:
        json.dump(result, file, separators=(",", ":"))
        file.write("\n")


main()
