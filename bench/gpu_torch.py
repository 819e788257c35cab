"""The PyTorch side of bench/gpu.mjs.

usage: python3 gpu_torch.py inference|training ARCHITECTURE NxBANDSxSIDExSIDE RATE DEVICE
It says {"ready": true} once the network is on the device. Then it classifies the stamps, or takes a
step of Adam, for each line of standard input, and answers with a line of JSON: {seconds, answer}.
The stamps lie in the computer's memory, and go to the device each time.
"""
import json
import pathlib
import sys
import time

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test" / "reference"))
from networks import network_of  # noqa: E402

N_CLASSES = 4
kind, architecture, shape, rate, device = sys.argv[1:]
shape = [int(length) for length in shape.split("x")]
torch.manual_seed(1)
network = network_of(architecture, shape[1], N_CLASSES).to(device)
optimiser = torch.optim.Adam(network.parameters(), lr=float(rate))
stamps = torch.randn(shape)
labels = torch.arange(shape[0]) % N_CLASSES


def classified():
    network.eval()
    with torch.no_grad():
        return network(stamps.to(device)).cpu().flatten().tolist()


def stepped():
    network.train()
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(network(stamps.to(device)), labels.to(device))
    loss.backward()
    optimiser.step()
    return [loss.item()]


once = classified if kind == "inference" else stepped
print(json.dumps({"ready": True}), flush=True)
for _ in sys.stdin:
    began = time.perf_counter()
    answer = once()
    print(json.dumps({"seconds": time.perf_counter() - began, "answer": answer}), flush=True)
