"""The PyTorch side of bench/time-to-accuracy.mjs. ResNet18 starts from the same ImageNet weights to
layer3, on the same split, and trains until it has the same accuracy on the held-out galaxies.

usage: python3 time_to_accuracy_torch.py DATA RECIPE.json
DATA is shared/data. RECIPE.json holds:
  training, heldOut    rows of the images
  means, deviations    three numbers each, to normalise the bands
  batch, epochs, rate, seed
  mode      all: every layer is trained
            frozen: layer4 and fc are trained, on features of layer3 that are computed once
            linear: one linear layer is trained on these features, which are standardised first
  start     The file's convolutions have their batch norms folded in.
            bias: convolutions with a bias, and no norms
            norms: norms are put back. Their weights and biases are set so that over the training
            images the network answers as the folded convolutions do
  schedule  constant or cosine
  checks    validations per epoch
  target    the accuracy at which training stops; null trains through
Prints {accuracies, seconds, processor, validationSeconds, epochs} as JSON. The seconds, by the
clock and of the processor, begin when weights and pixels are in memory, and leave out the
validation.
"""
import json
import math
import pathlib
import sys
import time

import numpy as np
import torch
import torchvision
from torch import nn

N_CLASSES = 6
STAGES = ["conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3"]


def folded_weights(folder):
    files = (file for file in folder.glob("*.npy") if not file.name.startswith(("fc", "layer4")))
    return {file.stem: torch.from_numpy(np.load(file)) for file in files}


def norm_of(convolution):
    """Name of the norm behind a convolution: conv1 has bn1, downsample.0 has downsample.1."""
    if convolution.endswith("downsample.0"):
        return convolution[:-1] + "1"
    return convolution.replace("conv", "bn")


def network_from(given, start, stamps):
    """A ResNet18 whose layers to layer3 answer as the layers of the file do."""
    network = torchvision.models.resnet18(num_classes=N_CLASSES)
    convolutions = [name[: -len(".weight")] for name in given if name.endswith(".weight")]
    modules = dict(network.named_modules())
    with torch.no_grad():
        for name in convolutions:
            modules[name].weight.copy_(given[name + ".weight"])
            modules[name].bias = nn.Parameter(given[name + ".bias"].clone())
            parent, _, last = norm_of(name).rpartition(".")
            setattr(modules[parent], last, nn.Identity())
    if start == "norms":
        add_norms(network, convolutions, stamps)
    return network


def add_norms(network, convolutions, stamps):
    """Puts a norm behind each convolution, which changes no answer over these stamps.

    Its running mean and variance are the moments of what the convolution answers. Its weight and
    bias are the same moments, so that it gives back what it takes.
    """
    modules = dict(network.named_modules())
    moments = {}

    def keep(name):
        def hook(module, inputs, output):
            total, squares, n = moments.get(name, (0, 0, 0))
            y = (output - module.bias[:, None, None]).double()
            n += y.numel() // y.shape[1]
            moments[name] = (total + y.sum((0, 2, 3)), squares + (y * y).sum((0, 2, 3)), n)

        return hook

    hooks = [modules[name].register_forward_hook(keep(name)) for name in convolutions]
    with torch.no_grad():
        features_of(network, stamps)
    for hook in hooks:
        hook.remove()
    for name in convolutions:
        total, squares, n = moments[name]
        mean, variance = total / n, squares / n - (total / n) ** 2
        norm = nn.BatchNorm2d(len(mean))
        with torch.no_grad():
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.copy_((variance + norm.eps).sqrt())
            norm.bias.copy_(modules[name].bias + mean)
        modules[name].bias = None
        parent, _, last = norm_of(name).rpartition(".")
        setattr(modules[parent], last, norm)


def trunk_of(network):
    return nn.Sequential(*(getattr(network, name) for name in STAGES))


def features_of(network, stamps):
    trunk = trunk_of(network).eval()
    with torch.no_grad():
        return torch.cat([trunk(part) for part in stamps.split(64)])


def head_of(network, mode, features):
    if mode == "linear":
        norm = nn.BatchNorm2d(features.shape[1])
        return nn.Sequential(norm, nn.Flatten(), nn.Linear(features[0].numel(), N_CLASSES))
    return nn.Sequential(network.layer4, network.avgpool, nn.Flatten(), network.fc)


class Clock:
    """Counts seconds, by the clock and of the processor, and leaves out pauses."""

    def __init__(self):
        self.began = self.now()
        self.paused = np.zeros(2)

    @staticmethod
    def now():
        return np.array([time.perf_counter(), time.process_time()])

    def pause(self, work):
        began = self.now()
        value = work()
        self.paused += self.now() - began
        return value

    def seconds(self):
        return (self.now() - self.began - self.paused).tolist()


def accuracy_of(network, stamps, labels):
    network.eval()
    with torch.no_grad():
        logits = torch.cat([network(part) for part in stamps.split(64)])
    network.train()
    return (logits.argmax(1) == labels).float().mean().item()


def rate_at(recipe, step, n_steps):
    if recipe["schedule"] == "constant":
        return recipe["rate"]
    return recipe["rate"] * (1 + math.cos(math.pi * step / n_steps)) / 2


def train(recipe, given, stamps, labels):
    batch, training, held_out = recipe["batch"], recipe["training"], recipe["heldOut"]
    clock = Clock()
    network = network_from(given, recipe["start"], stamps[training])
    trained, shown, tested = network, stamps[training], stamps[held_out]
    if recipe["mode"] != "all":
        shown = features_of(network, shown)
        tested = clock.pause(lambda: features_of(network, tested))
        trained = head_of(network, recipe["mode"], shown)
    classes, expected = labels[training], labels[held_out]
    trained.train()
    optimiser = torch.optim.Adam(trained.parameters(), lr=recipe["rate"])
    n_batches = len(training) // batch
    n_steps = recipe["epochs"] * n_batches
    checked = {round(n_batches * (i + 1) / recipe["checks"]) for i in range(recipe["checks"])}
    accuracies = []
    for step in range(n_steps):
        i = step % n_batches
        if i == 0:
            order = torch.randperm(len(training))
        optimiser.param_groups[0]["lr"] = rate_at(recipe, step, n_steps)
        rows = order[i * batch:(i + 1) * batch]
        optimiser.zero_grad()
        nn.functional.cross_entropy(trained(shown[rows]), classes[rows]).backward()
        optimiser.step()
        if i + 1 in checked:
            accuracies.append(clock.pause(lambda: accuracy_of(trained, tested, expected)))
            if recipe["target"] is not None and accuracies[-1] >= recipe["target"]:
                break
    seconds, processor = clock.seconds()
    return {
        "accuracies": accuracies,
        "seconds": seconds,
        "processor": processor,
        "validationSeconds": clock.paused[0],
        "epochs": (step + 1) / n_batches,
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    with open(sys.argv[2]) as file:
        recipe = json.load(file)
    torch.set_num_threads(2)
    torch.manual_seed(recipe["seed"])
    pixels = np.load(folder / "images/gz1small_rgb_u8_N3x64x64.npy").astype(np.float32) / 255
    means, deviations = (np.float32(recipe[key])[:, None, None] for key in ("means", "deviations"))
    stamps = torch.from_numpy((pixels - means) / deviations)
    labels = torch.from_numpy(np.load(folder / "images/gz1small_labels_u8.npy").astype(np.int64))
    print(json.dumps(train(recipe, folded_weights(folder / "weights"), stamps, labels)))


main()
