"""scipy's two-sample tests for test/statistics/two-samples.reference.test.ts.

usage: science_two_samples.py CASES.json

CASES: [[first sample, second sample]]. Prints for each ks_2samp's statistic and exact p, and
anderson_ksamp's statistic and p.
"""

import json
import sys
import warnings

from scipy import stats

warnings.simplefilter("ignore")


def answer(first, second):
    ks = stats.ks_2samp(first, second, method="exact")
    ad = stats.anderson_ksamp([first, second])
    said = (ks.statistic, ks.pvalue, ad.statistic, ad.significance_level)
    return [float(value) for value in said]


with open(sys.argv[1]) as file:
    print(json.dumps([answer(*case) for case in json.load(file)]))
