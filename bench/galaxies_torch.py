"""The PyTorch side of bench/galaxies.mjs: the same network from scratch, the same recipe and split.

usage: python3 galaxies_torch.py FOLDER RECIPE.json
FOLDER is shared/data/images. RECIPE.json holds training and test (rows of the images), epochs,
batch, rate, nClasses, seed, side and network. Prints {accuracy, seconds} as JSON.
"""
import json
import math
import pathlib
import sys
import time

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test" / "reference"))
from networks import network_of  # noqa: E402

folder = pathlib.Path(sys.argv[1])
with open(sys.argv[2]) as file:
    recipe = json.load(file)
pixels = np.load(folder / "gz1small_rgb_u8_N3x64x64.npy").astype(np.float32)
n, bands, side, _ = pixels.shape
block = side // recipe["side"]
pixels = pixels.reshape(n, bands, side // block, block, side // block, block).mean((3, 5))
labels = torch.from_numpy(np.load(folder / "gz1small_labels_u8.npy").astype(np.int64))
training, test = recipe["training"], recipe["test"]
seen = pixels[training]
means, deviations = (f(seen, axis=(0, 2, 3), dtype=np.float64) for f in (np.mean, np.std))
stamps = (pixels - means[:, None, None]) / deviations[:, None, None]
stamps = torch.from_numpy(stamps.astype(np.float32))

torch.set_num_threads(2)
torch.manual_seed(recipe["seed"])
began = time.perf_counter()
network = network_of(recipe["network"], pixels.shape[1], recipe["nClasses"])
optimiser = torch.optim.Adam(network.parameters(), lr=recipe["rate"])
batch = recipe["batch"]
n_batches = len(training) // batch
n_steps = recipe["epochs"] * n_batches
for epoch in range(recipe["epochs"]):
    network.train()
    order = torch.tensor(training)[torch.randperm(len(training))]
    for i in range(n_batches):
        step = epoch * n_batches + i
        factor = (1 + math.cos(math.pi * step / n_steps)) / 2
        optimiser.param_groups[0]["lr"] = recipe["rate"] * factor
        rows = order[i * batch:(i + 1) * batch]
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(network(stamps[rows]), labels[rows]).backward()
        optimiser.step()
network.eval()
with torch.no_grad():
    logits = torch.cat([network(stamps[rows]) for rows in torch.tensor(test).split(64)])
accuracy = (logits.argmax(1) == labels[test]).float().mean().item()
print(json.dumps({"accuracy": accuracy, "seconds": time.perf_counter() - began}))
