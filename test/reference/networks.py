"""The networks of PyTorch that ours are compared with: torchvision's for any number of bands, and
ours of starcnet.py and starsift_network.py. Tensors travel as safetensors, which ten lines read.

python3 networks.py weights ARCH BANDS CLASSES SEED OUT.pth
    torchvision's initial weights, with norms and running statistics that are not 1 and 0
python3 networks.py shapes ARCH BANDS CLASSES
    the state dict as JSON: {name: shape}
python3 networks.py logits ARCH WEIGHTS STAMPS.safetensors OUT.safetensors
    the tensor `logits` of the tensor `stamps`, in evaluation mode; WEIGHTS .pth or .safetensors,
    loaded with strict=True. In float64: PyTorch takes its float32 kernels by the processor, and
    their answers differ in the seventh digit.
"""
import json
import struct
import sys

import numpy as np
import torch
import torchvision
from torch import nn

from starcnet import StarcNet
from starsift_network import StarsiftNetwork


def network_of(architecture, n_bands, n_classes):
    if architecture == "starcnet":
        return StarcNet(n_bands, n_classes)
    if architecture == "starsift":
        return StarsiftNetwork(n_bands, n_classes)
    network = getattr(torchvision.models, architecture)(num_classes=n_classes)
    if architecture == "resnet18":
        network.conv1 = first_convolution(
            64, n_bands, kernel_size=7, stride=2, padding=3, bias=False
        )
    else:
        network.features[0] = first_convolution(64, n_bands, kernel_size=3, padding=1)
        nn.init.zeros_(network.features[0].bias)
    return network


def first_convolution(out, n_bands, **options):
    convolution = nn.Conv2d(n_bands, out, **options)
    nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
    return convolution


def network_for(architecture, state):
    """The network that a state dict fills, to the last tensor."""
    tensors = [tensor for tensor in state.values() if tensor.dim() > 1]
    network = network_of(architecture, tensors[0].shape[1], tensors[-1].shape[0])
    network.load_state_dict(state, strict=True)
    return network


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        numbers = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(numbers.copy())
    return tensors


def write_safetensors(path, tensors):
    header, parts, at = {}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
        offsets = [at, at + len(raw)]
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": offsets}
        parts.append(raw)
        at += len(raw)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def read_state(path):
    return read_safetensors(path) if path.endswith(".safetensors") else torch.load(path)


def write_weights(architecture, n_bands, n_classes, seed, out):
    torch.manual_seed(int(seed))
    network = network_of(architecture, int(n_bands), int(n_classes))
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.add_(torch.randn_like(module.weight), alpha=0.2)
                module.bias.add_(torch.randn_like(module.bias), alpha=0.2)
                module.running_mean.add_(torch.randn_like(module.running_mean), alpha=0.2)
                module.running_var.mul_(torch.rand_like(module.running_var) + 0.5)
                module.num_batches_tracked.add_(20)
    torch.save(network.state_dict(), out)


def print_shapes(architecture, n_bands, n_classes):
    state = network_of(architecture, int(n_bands), int(n_classes)).state_dict()
    print(json.dumps({name: list(tensor.shape) for name, tensor in state.items()}))


def write_logits(architecture, weights, stamps, out):
    torch.set_num_threads(2)
    network = network_for(architecture, read_state(weights)).eval().double()
    with torch.no_grad():
        write_safetensors(out, {"logits": network(read_safetensors(stamps)["stamps"].double())})


if __name__ == "__main__":
    commands = {"weights": write_weights, "shapes": print_shapes, "logits": write_logits}
    commands[sys.argv[1]](*sys.argv[2:])
