"""Training in PyTorch from given weights on given batches, for
test/models/training.reference.test.ts.

usage: training.py SPEC.json IN.safetensors OUT.safetensors

SPEC: {architecture, nSteps, isDouble, recipes: [{kind, options, frozen}]}, the options of
torch.optim, lr among them, and names of weights that stay as they are.
IN: weights/NAME; for step i: stamps/i, targets/i (coefficients of the loss), masks/i/k (the k-th
dropout).
OUT: losses (recipes, steps). Stored ones are made in float64 (isDouble): PyTorch takes its float32
kernels by the processor, and after twenty steps their losses differ in the fourth digit.
"""
import json
import sys

import torch
from torch.nn import functional as F

from lesson import dropout_by, under
from networks import network_for, read_safetensors, write_safetensors

OPTIMISERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


def train(recipe, spec, tensors):
    network = network_for(spec["architecture"], under(tensors, "weights")).train().to(DTYPE)
    for name, weight in network.named_parameters():
        weight.requires_grad_(name not in recipe["frozen"])
    optimiser = OPTIMISERS[recipe["kind"]](network.parameters(), **recipe["options"])
    losses = []
    for i in range(spec["nSteps"]):
        masks = under(tensors, f"masks/{i}")
        F.dropout = dropout_by(masks[str(k)] for k in range(len(masks)))
        logits = network(tensors[f"stamps/{i}"])
        loss = -(tensors[f"targets/{i}"] * F.log_softmax(logits, 1)).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


torch.set_num_threads(2)
with open(sys.argv[1]) as file:
    spec = json.load(file)
DTYPE = torch.float64 if spec["isDouble"] else torch.float32
tensors = {name: tensor.to(DTYPE) for name, tensor in read_safetensors(sys.argv[2]).items()}
losses = torch.tensor([train(recipe, spec, tensors) for recipe in spec["recipes"]])
write_safetensors(sys.argv[3], {"losses": losses})
