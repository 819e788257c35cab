"""Learning rates of torch.optim.lr_scheduler for test/nn/optimiser-schedule.reference.test.ts.

usage: optimiser_schedules.py CASES.json

CASES: [{scheduler, options, nSteps}]. Prints a list of rates, base rate 1, for each.
"""

import json
import sys

import torch


def rates(case):
    weight = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=1.0)
    scheduler = getattr(torch.optim.lr_scheduler, case["scheduler"])(optimiser, **case["options"])
    found = []
    for step in range(case["nSteps"]):
        found.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        if step < case["nSteps"] - 1:
            scheduler.step()
    return found


with open(sys.argv[1]) as file:
    print(json.dumps([rates(case) for case in json.load(file)]))
