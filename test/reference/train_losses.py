"""torch.nn.CrossEntropyLoss in float64 for test/loop/targets.reference.test.ts.

usage: train_losses.py CASES.json

CASES: [{logits, labels or soft, classWeights?, labelSmoothing?}]. Prints the losses.
"""

import json
import sys

import torch


def loss(case):
    weights = case.get("classWeights")
    criterion = torch.nn.CrossEntropyLoss(
        weight=None if weights is None else torch.tensor(weights, dtype=torch.float64),
        label_smoothing=case.get("labelSmoothing", 0.0),
    )
    logits = torch.tensor(case["logits"], dtype=torch.float64)
    if "soft" in case:
        return criterion(logits, torch.tensor(case["soft"], dtype=torch.float64)).item()
    return criterion(logits, torch.tensor(case["labels"])).item()


with open(sys.argv[1]) as file:
    print(json.dumps([loss(case) for case in json.load(file)]))
