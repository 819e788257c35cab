"""A truncated power law by maximum likelihood, the slow way, for
test/science/power-law.reference.test.ts.

usage: science_power_law.py CASES.json

CASES: [{x, low, high or null}]. The density x^-a is normalised by quadrature over x itself, its
likelihood maximised by scipy, and the ends of the 95 % interval found where it falls by chi2/2.
Prints [slope, low, high] for each.
"""

import json
import sys

import numpy as np
from scipy import integrate, optimize, stats


def answer(case):
    low = case["low"]
    x = np.asarray(case["x"]) / low
    high = np.inf if case["high"] is None else case["high"] / low

    def minus_log_likelihood(a):
        area = integrate.quad(lambda t: t**-a, 1, high)[0]
        return a * np.log(x).sum() + len(x) * np.log(area)

    # Without an upper end the area is finite only above 1.
    least, most = (1.02, 8) if high == np.inf else (-6, 8)
    best = optimize.minimize_scalar(
        minus_log_likelihood, bounds=(least, most), method="bounded", options={"xatol": 1e-10}
    )
    drop = stats.chi2.ppf(0.95, 1) / 2

    def excess(a):
        return minus_log_likelihood(a) - best.fun - drop

    return [best.x, optimize.brentq(excess, least, best.x), optimize.brentq(excess, best.x, most)]


with open(sys.argv[1]) as file:
    print(json.dumps([answer(case) for case in json.load(file)]))
