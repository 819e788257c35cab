"""The gradients of a first step of training in float64, for
test/models/gradients.reference.test.ts.

usage: gradients.py ARCHITECTURE IN.safetensors OUT.safetensors

A derivative jumps where a rectifier turns or another pixel becomes the largest; which side a
value near the edge lies on is rounding. So rectifiers and maxima decide here as they did in the
network that is compared.

IN: as for training.py, one step; rectified/k: what the k-th rectifier gave.
OUT: NAME, as float32, of each gradient; turned: the share of rectifiers that float64 would have
decided otherwise.
"""
import sys

import torch
from torch.nn import functional as F

from lesson import dropout_by, under
from networks import network_for, read_safetensors, write_safetensors


def decide_as(rectified):
    """Rectifiers and maxima by given answers of the rectifiers, in the order of layers.

    Returns [turned, all].
    """
    counts = [0, 0]
    last = None

    def rectify(x, slope):
        nonlocal last
        last = next(rectified)
        assert last.shape == x.shape, f"expected {tuple(x.shape)}, got {tuple(last.shape)}"
        counts[0] += ((last > 0) != (x > 0)).sum().item()
        counts[1] += x.numel()
        return torch.where(last > 0, x, slope * x)

    def max_pool2d(x, kernel_size, stride=None, padding=0, *_, **__):
        _, at = F.max_pool2d_with_indices(last, kernel_size, stride, padding)
        return x.flatten(2).gather(2, at.flatten(2)).view_as(at)

    F.relu = lambda x, inplace=False: rectify(x, 0.0)
    F.leaky_relu = lambda x, slope=0.01, inplace=False: rectify(x, slope)
    F.max_pool2d = max_pool2d
    return counts


def in_order(tensors):
    return (tensors[str(k)].double() for k in range(len(tensors)))


torch.set_num_threads(2)
tensors = read_safetensors(sys.argv[2])
network = network_for(sys.argv[1], under(tensors, "weights")).train().double()
counts = decide_as(in_order(under(tensors, "rectified")))
F.dropout = dropout_by(in_order(under(tensors, "masks/0")))
logits = network(tensors["stamps/0"].double())
loss = -(tensors["targets/0"].double() * F.log_softmax(logits, 1)).sum()
loss.backward()
gradients = {f"gradients/{name}": weight.grad for name, weight in network.named_parameters()}
turned = torch.tensor([counts[0] / counts[1]])
write_safetensors(sys.argv[3], {"turned": turned, **gradients})
