"""Training in PyTorch from given weights on given batches, for test/models/training.test.ts.

usage: training.py SPEC.json IN.safetensors OUT.safetensors

SPEC: {architecture, optimiser, options (of torch.optim, lr among them), nSteps, double?}.
IN: weights/NAME; for step i: stamps/i, targets/i (coefficients of the loss), masks/i/k (the k-th dropout).
OUT: losses; gradients/NAME of the first step.
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


def train(spec, tensors):
    dtype = torch.float64 if spec.get("double") else torch.float32
    network = network_for(spec["architecture"], under(tensors, "weights")).to(dtype).train()
    optimiser = OPTIMISERS[spec["optimiser"]](network.parameters(), **spec["options"])
    losses, gradients = [], {}
    for i in range(spec["nSteps"]):
        masks = under(tensors, f"masks/{i}")
        left = iter(masks[str(k)].to(dtype) for k in range(len(masks)))
        F.dropout = lambda x, p, training, inplace=False: x * next(left)
        logits = network(tensors[f"stamps/{i}"].to(dtype))
        targets = tensors[f"targets/{i}"].to(dtype)
        loss = -(targets * F.log_softmax(logits, 1)).sum()
        optimiser.zero_grad()
        loss.backward()
        if i == 0:
            gradients = {name: p.grad.clone() for name, p in network.named_parameters()}
        optimiser.step()
        losses.append(loss.item())
    return losses, gradients


torch.set_num_threads(2)
with open(sys.argv[1]) as file:
    spec = json.load(file)
losses, gradients = train(spec, read_safetensors(sys.argv[2]))
out = {"losses": torch.tensor(losses)}
out.update({f"gradients/{name}": gradient for name, gradient in gradients.items()})
write_safetensors(sys.argv[3], out)
