"""PyTorch's optimisers, schedules and clipping for test/nn/optimiser.reference.test.ts, in float64.

usage: optimiser_steps.py CASES.json

CASES: [{optimiser, options, rate, maxNorm?, weights: {name: {shape, values}}, x, targets}] with a
problem of two linear layers and a softmax cross-entropy of 20 steps; x and targets hold every
step's. Prints [{losses, norms, weights: {name: values}}].
"""

import json
import sys

import torch

OPTIMISERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


def tensor(t):
    return torch.tensor(t["values"], dtype=torch.float64).reshape(t["shape"])


def answer(case):
    weights = {name: tensor(t).requires_grad_() for name, t in case["weights"].items()}
    trained = [w for name, w in weights.items() if name not in case.get("frozen", [])]
    optimiser = OPTIMISERS[case["optimiser"]](trained, lr=case["rates"][0], **case["options"])
    losses, norms = [], []
    for x, targets, rate in zip(tensor(case["x"]), tensor(case["targets"]), case["rates"]):
        optimiser.param_groups[0]["lr"] = rate
        optimiser.zero_grad()
        hidden = x @ weights["a.weight"].T + weights["a.bias"]
        hidden = torch.nn.functional.leaky_relu(hidden, 0.01)
        logits = hidden @ weights["b.weight"].T + weights["b.bias"]
        loss = -(targets * torch.log_softmax(logits, 1)).sum()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained, case.get("maxNorm", float("inf")))
        optimiser.step()
        losses.append(loss.item())
        norms.append(norm.item())
    values = {name: w.detach().flatten().tolist() for name, w in weights.items()}
    return {"losses": losses, "norms": norms, "weights": values}


with open(sys.argv[1]) as file:
    print(json.dumps([answer(case) for case in json.load(file)]))
