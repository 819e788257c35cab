"""The science of NGC 1566 by numpy and scipy for test/science/ngc1566.reference.test.ts.

usage: science_ngc1566.py CATALOGUE.tab PREDICTIONS.csv LIMITS.json

Clusters are classes 1 and 2 of the catalogue's column 36 and of StarcNet, among the candidates
that people have classified. LIMITS: {nuv, u, b, v, i: faint limits in mag; mass: [low, null],
age: [low, high]}. Prints the counts, every slope by maximum likelihood, and ks_2samp and
anderson_ksamp of every quantity.
"""

import csv
import json
import sys
import warnings

import numpy as np
from scipy import optimize, stats

warnings.simplefilter("ignore")
table = np.loadtxt(sys.argv[1])
with open(sys.argv[2]) as file:
    predicted = {int(row["Id"]): int(row["Prediction"]) for row in csv.DictReader(file)}
with open(sys.argv[3]) as file:
    limits = json.load(file)

human = table[:, 35].astype(int)
starcnet = np.array([predicted.get(int(i), 0) for i in table[:, 0]])
seen = (human > 0) & (starcnet > 0)
samples = [seen & (human <= 2), seen & (starcnet <= 2)]

BANDS = ["nuv", "u", "b", "v", "i"]
NO_VALUE = [99.999, 66.666, 44.444]


def column(number):
    values = table[:, number - 1].copy()
    values[np.isclose(values[:, None], NO_VALUE).any(axis=1)] = np.nan
    return values


mag = {band: column(6 + 2 * k) for k, band in enumerate(BANDS)}
fitted = (table[:, 32] >= 1) & (table[:, 32] <= 5)
age = np.where(fitted & (table[:, 16] > 0), table[:, 16], np.nan)
mass = np.where(fitted & (table[:, 19] > 0), table[:, 19], np.nan)


def slope(x, low, high):
    """The root of the likelihood's derivative; x is kept between low and high."""
    x = x[(x >= low) & (x <= high)]
    mean = np.log(x / low).mean()
    if high == np.inf:
        return [len(x), 1 + 1 / mean]
    span = np.log(high / low)
    # k = 0 is a root of the form of the equation and not of the equation.
    ends = (1e-6, 20) if mean < span / 2 else (-20, -1e-6)
    root = optimize.brentq(lambda k: 1 / k - span / np.expm1(k * span) - mean, *ends)
    return [len(x), 1 + root]


def slopes(sample):
    found = {}
    for band in BANDS:
        flux = 10 ** (-0.4 * (mag[band][sample] - limits[band]))
        found[f"luminosity_{band}"] = slope(flux, 1, np.inf)
    youngest, oldest = limits["age"]
    lightest = limits["mass"][0]
    found["mass"] = slope(mass[sample & (age <= oldest)], lightest, np.inf)
    found["age"] = slope(age[sample & (mass >= lightest)], youngest, oldest)
    return found


quantities = {f"mag_{band}": mag[band] for band in BANDS}
quantities |= {
    "nuv_b": mag["nuv"] - mag["b"],
    "u_b": mag["u"] - mag["b"],
    "v_i": mag["v"] - mag["i"],
}
quantities |= {"ci": column(16), "log_age": np.log10(age), "log_mass": np.log10(mass)}


def tests(values):
    first, second = [values[sample & ~np.isnan(values)] for sample in samples]
    ks = stats.ks_2samp(first, second, method="exact")
    ad = stats.anderson_ksamp([first, second])
    return [len(first), len(second), ks.statistic, ks.pvalue, ad.statistic, ad.significance_level]


print(
    json.dumps(
        {
            "common": int(seen.sum()),
            "clusters": [int(sample.sum()) for sample in samples],
            "both": int((samples[0] & samples[1]).sum()),
            "slopes": [slopes(sample) for sample in samples],
            "tests": {name: list(map(float, tests(values))) for name, values in quantities.items()},
        }
    )
)
