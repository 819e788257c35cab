"""Gradients of PyTorch in float64 for the cases of test/nn/gradients.reference.test.ts.

usage: nn_gradients.py CASES.json

CASES: [{operator, options, tensors: [{shape, values}], dOutput: [value]}], inputs, parameters, then
data that no gradient is wanted of; running statistics come back updated.
The loss is sum(y * dOutput). Prints [{shape, values, gradients: [[values]], data: [[values]]}].
"""

import json
import sys

import torch
from torch.nn import functional as F


def resize_nearest(x, side):
    rows, columns = (torch.arange(side) * n // side for n in x.shape[2:])
    return x[:, :, rows][:, :, :, columns]


def cross_entropy(logits, targets):
    return -(targets * F.log_softmax(logits, dim=1)).sum()


def coral(x, n_first):
    apart = torch.cov(x[:n_first].T) - torch.cov(x[n_first:].T)
    return (apart**2).sum() / (4 * x.shape[1] ** 2)


def batch_norm(x, weight, bias, mean, var, training, momentum, eps):
    return F.batch_norm(x, mean, var, weight, bias, training, momentum, eps)


OPERATORS = {
    "add": torch.add,
    "subtract": torch.sub,
    "multiply": torch.mul,
    "scale": lambda x, factor: x * factor,
    "inverseSqrt": torch.rsqrt,
    "linear": F.linear,
    "gemm": F.linear,
    "matmul": torch.matmul,
    "mean": lambda x, axis: x.mean(axis, keepdim=True),
    "sum": lambda x, axes: x.sum(axes, keepdim=True),
    "reshape": lambda x, shape: x.reshape(shape),
    "flatten": lambda x: x.flatten(1),
    "transpose": lambda x, axes: x.permute(axes),
    "gather": lambda x, axis, indices: x.index_select(axis, torch.tensor(indices)),
    "resizeNearest": resize_nearest,
    "crop": lambda x, start, end: x[:, :, start:end, start:end],
    "slice": lambda x, axis, start, end: x.narrow(axis, start, end - start),
    "concat": lambda *values: torch.cat(values, dim=1),
    "relu": F.relu,
    "leakyRelu": F.leaky_relu,
    "conv2d": F.conv2d,
    "maxPool2d": F.max_pool2d,
    "avgPool2d": F.avg_pool2d,
    "adaptiveAveragePool": F.adaptive_avg_pool2d,
    "groupNorm": lambda x, gamma, beta, nGroups, eps: F.group_norm(x, nGroups, gamma, beta, eps),
    "batchNorm": batch_norm,
    "dropout": lambda x, mask: x * mask,
    "softmaxCrossEntropy": cross_entropy,
    "coral": coral,
    "square": lambda x: x * x,
    "residual": lambda x, w: F.relu(x + F.conv2d(x, w, padding=1)),
}
N_DATA = {"batchNorm": 2, "dropout": 1, "softmaxCrossEntropy": 1}


def answer(case):
    name = case["operator"]
    tensors = [
        torch.tensor(t["values"], dtype=torch.float64).reshape(t["shape"]) for t in case["tensors"]
    ]
    n = len(tensors) - N_DATA.get(name, 0)
    wanted = [t.requires_grad_() for t in tensors[:n]]
    y = OPERATORS[name](*tensors, **case["options"])
    loss = (y.flatten() * torch.tensor(case["dOutput"], dtype=torch.float64)).sum()
    gradients = torch.autograd.grad(loss, wanted)
    return {
        "shape": list(y.shape),
        "values": y.flatten().tolist(),
        "gradients": [g.flatten().tolist() for g in gradients],
        "data": [t.flatten().tolist() for t in tensors[n:]],
    }


with open(sys.argv[1]) as file:
    print(json.dumps([answer(case) for case in json.load(file)]))
