"""Logits of PyTorch in float64 for weights and stamps that both languages compute by one formula.

usage: starcnet_golden.py > test/golden/starcnet-logits.json

The formula (test/models/starcnet-formula.ts has it too): u(name, i) in [0, 1) is a 32-bit hash of
FNV-1a(name) and i. Weights and biases are (2 u - 1) / sqrt(fan in), norms' weights 0.5 + u and
biases u - 0.5, all rounded to float32. Stamp k is
BACKGROUND[k] + SCALE[k] (2 u("stamps", i) - 1), where i counts through all stamps.
"""

import json
import sys

import numpy as np
import torch
from starcnet import StarcNet, logits_of

SCALE = [1, 0.1, 10, 1, 0.01, 0, 1000, 0.3]
BACKGROUND = [0, 0, 0, 100, -5, 0.3, 0, -0.3]


def uniform(name, n):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 % 2**32
    h = np.arange(n, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h = (h ^ (h >> np.uint32(shift))) * np.uint32(factor)
    return (h ^ (h >> np.uint32(16))) / 2.0**32


def parameter(name, shapes):
    shape = shapes[name]
    u = uniform(name, int(np.prod(shape)))
    layer, kind = name.split(".")
    weight_shape = shapes[f"{layer}.weight"]
    if len(weight_shape) == 1:
        values = u + 0.5 if kind == "weight" else u - 0.5
    else:
        values = (2 * u - 1) / np.sqrt(np.prod(weight_shape[1:]))
    return torch.from_numpy(values.astype(np.float32)).reshape(shape)


def stamps(n_bands):
    shape = (len(SCALE), n_bands, 32, 32)
    u = uniform("stamps", int(np.prod(shape))).reshape(shape)
    scale, background = (np.array(v).reshape(-1, 1, 1, 1) for v in (SCALE, BACKGROUND))
    return (background + scale * (2 * u - 1)).astype(np.float32)


def case(n_bands, n_classes):
    network = StarcNet(n_bands, n_classes)
    shapes = {name: tuple(p.shape) for name, p in network.named_parameters()}
    network.load_state_dict({name: parameter(name, shapes) for name in shapes})
    logits = logits_of(network, stamps(n_bands), torch.float64)
    return {"nBands": n_bands, "nClasses": n_classes, "logits": logits.tolist()}


json.dump(
    {
        "recipe": "test/reference/starcnet_golden.py",
        "torch": torch.__version__,
        "scale": SCALE,
        "background": BACKGROUND,
        "cases": [case(5, 4), case(3, 2)],
    },
    sys.stdout,
    indent=1,
)
print()
