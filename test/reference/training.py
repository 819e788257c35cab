"""Training in PyTorch from given weights on given batches, for test/models/training.test.ts.

usage: training.py SPEC.json IN.safetensors OUT.safetensors

SPEC: {architecture, nSteps, recipes: [{kind, options, frozen}]}, the options of torch.optim, lr among them, and names
of weights that stay as they are.
IN: weights/NAME; for step i: stamps/i, targets/i (coefficients of the loss), masks/i/k (the k-th dropout).
OUT: losses (recipes, steps); gradients/NAME of the first step.
"""
import json
import sys

import torch
from torch.nn import functional as F

from networks import network_for, read_safetensors, write_safetensors

OPTIMISERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


def under(tensors, prefix):
    start = len(prefix) + 1
    return {name[start:]: t for name, t in tensors.items() if name.startswith(prefix + "/")}


def dropout_by(masks):
    """Dropout by given masks. One may be for several layers side by side, as StarcNet's branches."""
    left = torch.empty(0, 0)

    def dropout(x, p, training, inplace=False):
        nonlocal left
        if left.shape[1] == 0:
            left = next(masks)
        mask, left = left[:, : x.shape[1]], left[:, x.shape[1] :]
        return x * mask

    return dropout


def train(recipe, spec, tensors):
    network = network_for(spec["architecture"], under(tensors, "weights")).train()
    for name, weight in network.named_parameters():
        weight.requires_grad_(name not in recipe["frozen"])
    optimiser = OPTIMISERS[recipe["kind"]](network.parameters(), **recipe["options"])
    losses, gradients = [], {}
    for i in range(spec["nSteps"]):
        masks = under(tensors, f"masks/{i}")
        F.dropout = dropout_by(masks[str(k)] for k in range(len(masks)))
        logits = network(tensors[f"stamps/{i}"])
        loss = -(tensors[f"targets/{i}"] * F.log_softmax(logits, 1)).sum()
        optimiser.zero_grad()
        loss.backward()
        if i == 0:
            gradients = {f"gradients/{k}": p.grad.clone() for k, p in network.named_parameters() if p.grad is not None}
        optimiser.step()
        losses.append(loss.item())
    return losses, gradients


torch.set_num_threads(2)
with open(sys.argv[1]) as file:
    spec = json.load(file)
tensors = read_safetensors(sys.argv[2])
courses = [train(recipe, spec, tensors) for recipe in spec["recipes"]]
losses = torch.tensor([losses for losses, _ in courses])
write_safetensors(sys.argv[3], {"losses": losses, **courses[0][1]})
