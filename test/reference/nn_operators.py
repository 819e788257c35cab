"""Answers of PyTorch in float64 to the cases of test/nn/operators.reference.test.ts.

usage: nn_operators.py CASES.json

CASES: [{operator, options, tensors: [{shape, values}]}], inputs before parameters.
Prints [{shape, values}].
"""

import json
import sys

import torch
from torch.nn import functional as F


def crop(x, start, end):
    return x[:, :, start:end, start:end]


def resize_nearest(x, side):
    rows, columns = (torch.arange(side) * n // side for n in x.shape[2:])
    return x[:, :, rows][:, :, :, columns]


def interpolate(x, side):
    return F.interpolate(x, size=(side, side), mode="nearest")


OPERATORS = {
    "conv2d": F.conv2d,
    "linear": F.linear,
    "maxPool2d": F.max_pool2d,
    "leakyRelu": F.leaky_relu,
    "groupNorm": lambda x, gamma, beta, nGroups, eps: F.group_norm(x, nGroups, gamma, beta, eps),
    "crop": crop,
    "resizeNearest": resize_nearest,
    "interpolate": interpolate,
    "concat": lambda *values: torch.cat(values, dim=1),
    "reshape": lambda x, shape: x.reshape(shape),
    "flatten": lambda x: x.flatten(1),
    "transpose": lambda x, axes: x.permute(axes),
    "gather": lambda x, axis, indices: x.index_select(axis, torch.tensor(indices)),
    "add": torch.add,
    "multiply": torch.mul,
    "subtract": torch.sub,
    "matmul": torch.matmul,
    "ReduceMean": lambda x, axis: x.mean(axis, keepdim=True),
    "ReduceMax": lambda x, axis: x.amax(axis, keepdim=True),
    "inverseSqrt": torch.rsqrt,
}


def answer(case):
    tensors = [
        torch.tensor(t["values"], dtype=torch.float64).reshape(t["shape"]) for t in case["tensors"]
    ]
    y = OPERATORS[case["operator"]](*tensors, **case["options"])
    return {"shape": list(y.shape), "values": y.flatten().tolist()}


with open(sys.argv[1]) as file:
    print(json.dumps([answer(case) for case in json.load(file)]))
