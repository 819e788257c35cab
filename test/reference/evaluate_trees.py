"""scikit-learn's boosted trees for test/evaluate/baseline.reference.test.ts.

usage: evaluate_trees.py ROWS.json

ROWS: {features: [one list a feature, null where there is no value], classes, fields}. Each field
is left out in turn. Prints the accuracies {four, two}.
"""

import json
import os
import sys

os.environ["OMP_NUM_THREADS"] = "1"

import numpy
from sklearn.ensemble import HistGradientBoostingClassifier

with open(sys.argv[1]) as file:
    rows = json.load(file)
features = numpy.array(rows["features"], dtype=float).T
classes = numpy.array(rows["classes"])
fields = numpy.array(rows["fields"])
predicted = numpy.zeros_like(classes)
for field in numpy.unique(fields):
    out = fields == field
    trees = HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.1, max_depth=4, random_state=1
    )
    predicted[out] = trees.fit(features[~out], classes[~out]).predict(features[out])
print(
    json.dumps(
        {
            "four": (predicted == classes).mean(),
            "two": ((predicted <= 2) == (classes <= 2)).mean(),
        }
    )
)
