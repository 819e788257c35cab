"""The limits of astropy's ZScaleInterval for test/page/zscale.reference.test.ts.

usage: zscale.py CASES.json

CASES: [[value, ...], ...] of float32, null for NaN. Prints one [low, high] a case.
"""

import json
import sys

import numpy
from astropy.visualization import ZScaleInterval


def limits(values):
    array = numpy.array([numpy.nan if v is None else v for v in values], dtype=numpy.float32)
    return [float(limit) for limit in ZScaleInterval().get_limits(array)]


with open(sys.argv[1]) as file:
    print(json.dumps([limits(case) for case in json.load(file)]))
