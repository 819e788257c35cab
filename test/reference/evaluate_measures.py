"""scikit-learn's measures for test/evaluate/measures.reference.test.ts.

usage: evaluate_measures.py CASES.json

CASES: [{truth, predicted, probabilities: n x 4}], classes 1-4. Prints one object a case.
"""

import json
import sys

import numpy
from sklearn import metrics
from sklearn.calibration import calibration_curve


def overall(truth, predicted):
    return {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(truth, predicted),
        "kappa": metrics.cohen_kappa_score(truth, predicted),
    }


def measures(case):
    truth = numpy.array(case["truth"])
    predicted = numpy.array(case["predicted"])
    p = numpy.array(case["probabilities"])
    cluster = truth <= 2
    p_cluster = p[:, 0] + p[:, 1]
    labels = [1, 2, 3, 4]
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        truth, predicted, labels=labels
    )
    realised, expected = calibration_curve(cluster, p_cluster, n_bins=10)
    return {
        "matrix": metrics.confusion_matrix(truth, predicted, labels=labels).tolist(),
        "four": overall(truth, predicted),
        "two": overall(cluster, predicted <= 2),
        "recall": recall.tolist(),
        "precision": precision.tolist(),
        "f1": f1.tolist(),
        "brierCluster": metrics.brier_score_loss(cluster, p_cluster),
        "brier": sum(
            metrics.brier_score_loss(truth == k, p[:, k - 1]) for k in labels
        ),
        "reliability": [realised.tolist(), expected.tolist()],
    }


with open(sys.argv[1]) as file:
    print(json.dumps([measures(case) for case in json.load(file)]))
