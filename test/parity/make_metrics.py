"""Makes fixtures/metrics.json: classification metrics and ROC curves as scikit-learn gives them.

Specificity, which scikit-learn lacks, is its recall of "not this class".
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import (
    accuracy_score,
    classification_report,
    confusion_matrix,
    f1_score,
    multilabel_confusion_matrix,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

warnings.simplefilter("ignore")
rng = np.random.default_rng(20240601)
ZERO_DIVISIONS = {"0": 0.0, "1": 1.0, "NaN": np.nan}


def plain(value):
    """Numbers as JSON can hold them: NaN and the infinities as words."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each) for each in value]
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return float(value)
    return value


def specificity(actual, predicted, labels, average, zero):
    not_actual = np.array([[a != label for a in actual] for label in labels])
    not_predicted = np.array([[p != label for p in predicted] for label in labels])
    if average == "micro":
        return recall_score(not_actual.ravel(), not_predicted.ravel(), zero_division=zero)
    each = np.array(
        [recall_score(a, p, zero_division=zero) for a, p in zip(not_actual, not_predicted)]
    )
    if average is None:
        return each
    support = (~not_actual).sum(axis=1).astype(float)
    weights = support if average == "weighted" else np.ones(len(labels))
    defined = ~np.isnan(each)
    if not defined.any():
        return np.nan
    if weights[defined].sum() == 0:
        return each[defined].mean()
    return np.average(each[defined], weights=weights[defined])


def scores(actual, predicted, average, zero, **options):
    both = dict(average=average, zero_division=zero, **options)
    return {
        "precision": precision_score(actual, predicted, **both),
        "recall": recall_score(actual, predicted, **both),
        "f1": f1_score(actual, predicted, **both),
    }


def labelled(name, actual, predicted, labels=None, positive=None):
    """One case of classes against classes; positive makes it a binary one as well."""
    actual, predicted = list(actual), list(predicted)
    used = sorted(set(actual) | set(predicted)) if labels is None else labels
    case = {"name": name, "actual": actual, "predicted": predicted, "labels": labels}
    case["accuracy"] = accuracy_score(actual, predicted)
    case["confusionMatrix"] = confusion_matrix(actual, predicted, labels=labels)
    case["classCounts"] = multilabel_confusion_matrix(actual, predicted, labels=labels)
    case["averages"] = {}
    for zero_name, zero in ZERO_DIVISIONS.items():
        rows = {}
        for average in ["macro", "micro", "weighted"]:
            rows[average] = scores(actual, predicted, average, zero, labels=labels)
            rows[average]["specificity"] = specificity(actual, predicted, used, average, zero)
        case["averages"][zero_name] = rows
    if positive is not None:
        case["positive"] = positive
        case["binary"] = {}
        for zero_name, zero in ZERO_DIVISIONS.items():
            row = scores(actual, predicted, "binary", zero, pos_label=positive)
            row["specificity"] = specificity(actual, predicted, [positive], None, zero)[0]
            case["binary"][zero_name] = row
    report = classification_report(
        actual, predicted, labels=labels, output_dict=True, zero_division=0
    )
    case["report"] = [
        dict(report[str(label)], specificity=special)
        for label, special in zip(used, specificity(actual, predicted, used, None, 0.0))
    ]
    return case


def curve(name, actual, scores, positive=1):
    case = {"name": name, "actual": actual, "scores": scores, "positive": positive}
    for key, drop in [("curve", True), ("allPoints", False)]:
        fpr, tpr, thresholds = roc_curve(
            actual, scores, pos_label=positive, drop_intermediate=drop
        )
        case[key] = {"fpr": fpr, "tpr": tpr, "thresholds": thresholds}
    case["auc"] = roc_auc_score(np.array(actual) == positive, scores)
    return case


def metric_cases():
    zeros, ones = [0] * 12, [1] * 12
    mixed = rng.integers(0, 2, 12)
    yield labelled("two classes", rng.integers(0, 2, 60), rng.integers(0, 2, 60), positive=1)
    yield labelled("class 0 positive", rng.integers(0, 2, 40), rng.integers(0, 2, 40), positive=0)
    yield labelled("no actual positive", zeros, mixed, positive=1)
    yield labelled("no actual negative", ones, mixed, positive=1)
    yield labelled("never predicted positive", mixed, zeros, positive=1)
    yield labelled("always predicted positive", mixed, ones, positive=1)
    yield labelled("all negative and right", zeros, zeros, positive=1)
    yield labelled("all positive and right", ones, ones, positive=1)
    yield labelled("all wrong", zeros, ones, positive=1)
    yield labelled("minus one and one", mixed * 2 - 1, rng.permutation(mixed) * 2 - 1, positive=1)
    four = rng.choice(4, 90, p=[0.6, 0.25, 0.1, 0.05])
    guess = np.where(rng.random(90) < 0.6, four, rng.integers(0, 4, 90))
    yield labelled("four classes, uneven", four, guess)
    yield labelled("a class only actual, one only predicted", [0, 0, 1, 1, 3], [0, 2, 1, 0, 2])
    yield labelled("classes 2 and 10 sort by size", [10, 2, 10, 2, 2], [2, 2, 10, 10, 2])
    yield labelled("some labels, another order", four, guess, labels=[2, 0])
    yield labelled("a label that never occurs", four, guess, labels=[3, 7, 1])
    words = ["b", "A", "나", "가", "a", "\U0001f600", "ﾊ"]
    spoken = rng.choice(words, 40)
    heard = np.where(rng.random(40) < 0.5, spoken, rng.choice(words, 40))
    yield labelled("words in several scripts", spoken.tolist(), heard.tolist())
    yield labelled("words, two", ["no", "yes", "yes"], ["no", "no", "yes"], positive="yes")


def curve_cases():
    actual = rng.integers(0, 2, 50).tolist()
    noise = rng.normal(size=50)
    yield curve("overlapping", actual, (np.array(actual) + noise).tolist())
    tied = np.round(np.array(actual) * 0.5 + noise, 0)
    yield curve("many ties", actual, tied.tolist())
    yield curve("all tied", [0, 1, 1, 0], [0.5] * 4)
    yield curve("perfect", [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    yield curve("upside down", [0, 0, 1, 1], [0.9, 0.8, 0.2, 0.1])
    yield curve("no negatives", [1, 1, 1], [0.1, 0.2, 0.2])
    yield curve("no positives", [0, 0, 0], [0.1, 0.2, 0.2])
    yield curve("one example", [1], [0.5])
    yield curve("negative scores and large ones", [0, 1, 0, 1], [-1e30, 1e30, 0.0, -0.0])
    yield curve("minus one positive", [-1, 1, 1, -1], [0.3, 0.2, 0.3, 0.9], positive=-1)
    yield curve("words", ["spam", "ham", "spam", "ham"], [0.9, 0.9, 0.4, 0.1], positive="spam")
    yield curve("one of three classes", [0, 1, 2, 1, 0, 2], [3, 2, 1, 1, 0, 2], positive=2)


fixture = {
    "madeBy": f"make_metrics.py, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "metrics": plain(list(metric_cases())),
    "curves": plain(list(curve_cases())),
}
target = Path(__file__).parent / "fixtures" / "metrics.json"
# A case a line: short, and a change shows where it is.
lines = [f'{{"madeBy": {json.dumps(fixture["madeBy"])},']
for key, end in [("metrics", "],"), ("curves", "]}")]:
    lines.append(f'"{key}": [')
    lines.append(",\n".join(json.dumps(case, ensure_ascii=False) for case in fixture[key]))
    lines.append(end)
target.write_text("\n".join(lines) + "\n", encoding="utf-8")
