"""StarcNet in PyTorch, written from the description in Perez et al. 2021 (ApJ 907, 100), with the
parameter names of its published state dict; 15,265,156 parameters.

python3 starcnet.py weights OUTDIR SEED
    random weights as starcnet-zip.pth, starcnet-legacy.pth, starcnet.npz: the same tensors three
    times
python3 starcnet.py logits WEIGHTS.pth STAMPS.npy OUT.npy [--float64] [--subtract-means]
    STAMPS (n, 5, 32, 32) as the network sees them, or raw (e-/s) with --subtract-means, which takes
    the published means off first, in float32; OUT (n, 4) has the dtype of the computation
"""
import os
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

MEANS = [0.02376737, 0.13796899, 0.14457473, 0.25429260, 0.39018805]
LAYERS = ["1", "3", "4", "7", "8", "11", "12"]
BRANCHES = {"": (0, 32), "a": (6, 26), "aa": (11, 22)}
BATCH = 64


class StarcNet(nn.Module):
    def __init__(self, n_bands=5, n_classes=4):
        super().__init__()
        for prefix in BRANCHES:
            channels = n_bands
            for layer in LAYERS:
                setattr(self, f"{prefix}conv{layer}", nn.Conv2d(channels, 128, 3, padding=1))
                setattr(self, f"{prefix}bn{layer}", nn.GroupNorm(8, 128))
                channels = 128
            setattr(self, f"{prefix}fc1", nn.Linear(128 * 16 * 16, 128))
            setattr(self, f"{prefix}bn13", nn.GroupNorm(8, 128))
        self.fc2 = nn.Linear(3 * 128, n_classes)

    def forward(self, stamps):
        features = [self.branch(stamps, prefix) for prefix in BRANCHES]
        return self.fc2(torch.cat(features, dim=1))

    def branch(self, stamps, prefix):
        start, end = BRANCHES[prefix]
        x = stamps[:, :, start:end, start:end]
        x = F.interpolate(x, size=(32, 32), mode="nearest")
        for layer in LAYERS:
            x = getattr(self, f"{prefix}conv{layer}")(x)
            x = F.leaky_relu(getattr(self, f"{prefix}bn{layer}")(x), 0.01)
            if layer == "7":
                x = F.max_pool2d(x, 2)
        x = getattr(self, f"{prefix}fc1")(x.flatten(1))
        x = F.leaky_relu(getattr(self, f"{prefix}bn13")(x), 0.01)
        return F.dropout(x, 0.5, self.training)


def random_network(seed, n_bands=5, n_classes=4):
    """PyTorch's own initial weights, and norms that are not 1 and 0.

    So a swap of norms shows.
    """
    torch.manual_seed(seed)
    network = StarcNet(n_bands, n_classes).eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if "bn" in name:
                parameter.add_(torch.randn_like(parameter), alpha=0.2)
    return network


def logits_of(network, stamps, dtype=torch.float32):
    torch.set_num_threads(2)
    network = network.to(dtype).eval()
    with torch.no_grad():
        batches = torch.split(torch.from_numpy(stamps).to(dtype), BATCH)
        return torch.cat([network(batch) for batch in batches]).numpy()


def write_weights(folder, seed):
    state = random_network(int(seed)).state_dict()
    torch.save(state, os.path.join(folder, "starcnet-zip.pth"))
    legacy = os.path.join(folder, "starcnet-legacy.pth")
    torch.save(state, legacy, _use_new_zipfile_serialization=False)
    arrays = {name: tensor.numpy() for name, tensor in state.items()}
    np.savez(os.path.join(folder, "starcnet.npz"), **arrays)


def write_logits(weights, stamps, out, *options):
    pixels = np.load(stamps).astype(np.float32)
    if "--subtract-means" in options:
        pixels = pixels - np.array(MEANS, np.float32)[:, None, None]
    state = torch.load(weights, map_location="cpu")
    network = StarcNet(state["conv1.weight"].shape[1], state["fc2.weight"].shape[0])
    network.load_state_dict(state)
    dtype = torch.float64 if "--float64" in options else torch.float32
    np.save(out, logits_of(network, pixels, dtype))


if __name__ == "__main__":
    {"weights": write_weights, "logits": write_logits}[sys.argv[1]](*sys.argv[2:])
