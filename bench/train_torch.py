"""The PyTorch side of bench/train.mjs.

usage: python3 train_torch.py ARCHITECTURE NxBANDSxSIDExSIDE CLASSES RATE
It takes a step of Adam for each line of standard input, and answers with a line of JSON:
{seconds, processor, loss, megabytes}. The seconds are those of the step, by the clock and of the
processor, the megabytes the peak until now.
"""
import json
import pathlib
import resource
import sys
import time

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test" / "reference"))
from networks import network_of  # noqa: E402

architecture, shape, n_classes, rate = sys.argv[1:]
shape = [int(length) for length in shape.split("x")]
torch.set_num_threads(2)
torch.manual_seed(1)
network = network_of(architecture, shape[1], int(n_classes)).train()
optimiser = torch.optim.Adam(network.parameters(), lr=float(rate))
stamps = torch.randn(shape)
labels = torch.arange(shape[0]) % int(n_classes)
for _ in sys.stdin:
    began, busy = time.perf_counter(), time.process_time()
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(network(stamps), labels)
    loss.backward()
    optimiser.step()
    value = loss.item()
    seconds, processor = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    answer = {"seconds": seconds, "processor": processor, "loss": value, "megabytes": peak}
    print(json.dumps(answer), flush=True)
