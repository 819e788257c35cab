"""scipy's and numpy's answers for test/statistics/scipy.reference.test.ts.

usage: evaluate_statistics.py CASES.json

CASES: {quantiles: [[values, p]], erfc: [x], normal: [p], wilson: [[k, n, level]],
mcnemar: [[b, c]], bootstrap: {values, seed}}. Prints one list each.
"""

import json
import sys

import numpy
import scipy.special
import scipy.stats


def mcnemar(b, c):
    chi2 = max(0, abs(b - c) - 1) ** 2 / (b + c)
    return [
        scipy.stats.binomtest(b, b + c, 0.5).pvalue,
        chi2,
        scipy.stats.chi2.sf(chi2, 1),
    ]


def wilson(k, n, level):
    interval = scipy.stats.binomtest(k, n).proportion_ci(level, method="wilson")
    return [interval.low, interval.high]


def bootstrap(values):
    interval = scipy.stats.bootstrap(
        (numpy.array(values),),
        numpy.mean,
        n_resamples=20000,
        method="percentile",
        random_state=1,
    ).confidence_interval
    return [interval.low, interval.high]


with open(sys.argv[1]) as file:
    cases = json.load(file)
print(
    json.dumps(
        {
            "quantiles": [numpy.quantile(values, p) for values, p in cases["quantiles"]],
            "erfc": [scipy.special.erfc(x) for x in cases["erfc"]],
            "normal": [scipy.special.ndtri(p) for p in cases["normal"]],
            "wilson": [wilson(*case) for case in cases["wilson"]],
            "mcnemar": [mcnemar(*case) for case in cases["mcnemar"]],
            "bootstrap": bootstrap(cases["bootstrap"]),
        }
    )
)
