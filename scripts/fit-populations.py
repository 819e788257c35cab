"""Fits what the sources of simulated fields are like, and writes src/simulate/population-coefficients.ts.

usage: fit-populations.py CATALOGUES [OUT.ts]

CATALOGUES is a folder with the six LEGUS catalogues of FIELDS (hlsp_legus_hst_*_<field>_multiband_*.tab,
from MAST). Without OUT.ts only the report goes to stdout: for each population and class the number of
objects, the shares without a detection, percentiles, components, and the Kolmogorov-Smirnov distances
between 20,000 draws and the catalogue. docs/decisions/0007-populations.md explains the method.

Needs numpy, scipy and scikit-learn. Seeds are fixed: the same versions write the same numbers.
"""

import datetime
import glob
import sys

import numpy as np
import sklearn
from scipy.stats import ks_2samp, norm
from sklearn.mixture import GaussianMixture

# Column (from 0) of the human class, columns inserted before the photometry, and the distance in Mpc
# (Calzetti et al. 2015, AJ 149, 51, table 1).
FIELDS = {
    "ngc628-c": (33, 0, 9.9),
    "ngc1566": (35, 0, 13.2),
    "ngc3344": (33, 0, 7.0),
    "ngc3351": (34, 0, 10.0),
    "ngc1313-e": (35, 2, 4.39),
    "ngc4449": (33, 0, 4.31),
}
PRESETS = {"ngc628c": ["ngc628-c"], "ngc1566": ["ngc1566"], "mean": list(FIELDS)}
MEAN_DISTANCE_MPC = 10.0
CLASSES = (1, 2, 3, 4)
UNDETECTED, OUTSIDE = 99.999, 66.666
QUANTITIES = ("V", "CI", "B-V", "V-I", "U-B", "NUV-B")
SCORES = np.arange(-3, 3.01, 0.5)
MAX_COMPONENTS = 6
# No component is narrower than 0.03 mag: a group of five look-alikes is no population.
REG_COVAR = 1e-3
# Weight, in objects, of the class's own covariance in that of the few undetected sources.
PRIOR_OBJECTS = 10
SEED = 1


def read_field(folder, field):
    """Class, V .. NUV-B of the objects that humans classified, V for a distance of 10 Mpc."""
    class_column, shift, distance = FIELDS[field]
    (path,) = glob.glob(f"{folder}/*_{field}_multiband_*.tab")
    data = np.loadtxt(path)
    label = data[:, class_column].astype(int)
    data, label = data[np.isin(label, CLASSES)], label[np.isin(label, CLASSES)]
    mags = data[:, 5 + shift : 15 + shift : 2]
    outside = (mags == OUTSIDE).any(axis=1)
    nuv, u, b, v, i = np.where(mags == UNDETECTED, np.nan, mags).T
    ci = data[:, 15 + shift]
    rows = np.column_stack([v, ci, b - v, v - i, u - b, nuv - b])
    rows[np.isnan(rows[:, 4]), 5] = np.nan
    if np.isnan(rows[:, :4]).any():
        sys.exit(f"{path}: an object without B, V or I, which the method does not expect")
    # Outside the frame says nothing about the source: such objects are left out of the fit.
    return label, rows - [modulus(distance) - modulus(10), 0, 0, 0, 0, 0], ~outside


def modulus(distance_mpc):
    return 5 * np.log10(distance_mpc) + 25


def quantiles(values):
    """Values at SCORES; the outer two are the extremes. Strictly ascending, to 3 decimals."""
    q = np.quantile(values, norm.cdf(SCORES))
    q[0], q[-1] = values.min(), values.max()
    q = np.round(q, 3)
    for k in range(1, len(q)):
        q[k] = max(q[k], np.round(q[k - 1] + 0.001, 3))
    return q


def scored(rows, q_v, q_ci):
    z = rows.copy()
    z[:, 0] = np.interp(rows[:, 0], q_v, SCORES)
    z[:, 1] = np.interp(rows[:, 1], q_ci, SCORES)
    return z


def fit_class(rows):
    """Quantiles and components [(weight, mean, covariance)] of one class of one population."""
    q_v, q_ci = quantiles(rows[:, 0]), quantiles(rows[:, 1])
    z = scored(rows, q_v, q_ci)
    n_values = np.isfinite(z).sum(axis=1)
    detected = z[n_values == 6]
    fits = [
        GaussianMixture(k, reg_covar=REG_COVAR, n_init=5, random_state=SEED).fit(detected)
        for k in range(1, MAX_COMPONENTS + 1)
    ]
    best = min(fits, key=lambda fit: fit.bic(detected))
    share = len(detected) / len(z)
    parts = [(share * w, m, c) for w, m, c in zip(best.weights_, best.means_, best.covariances_)]
    parts += [undetected(z, detected, d) for d in (5, 4) if (n_values == d).any()]
    return q_v, q_ci, parts


def undetected(z, detected, n_values):
    """The sources that end after n_values entries, as one Gaussian."""
    few = z[np.isfinite(z).sum(axis=1) == n_values][:, :n_values]
    prior = np.cov(detected[:, :n_values].T)
    mean = few.mean(axis=0)
    scatter = (few - mean).T @ (few - mean)
    covariance = (scatter + PRIOR_OBJECTS * prior) / (len(few) + PRIOR_OBJECTS)
    return len(few) / len(z), mean, covariance


def draws(q_v, q_ci, parts, n, rng):
    """The same draws as src/simulate/population.ts makes, for the report."""
    weights = np.array([w for w, _, _ in parts])
    chosen = rng.choice(len(parts), n, p=weights / weights.sum())
    out = np.full((n, 6), np.nan)
    for k, (_, mean, covariance) in enumerate(parts):
        here = np.flatnonzero(chosen == k)
        out[here, : len(mean)] = rng.multivariate_normal(mean, covariance, len(here))
    out[:, 0] = np.interp(out[:, 0], SCORES, q_v)
    out[:, 1] = np.interp(out[:, 1], SCORES, q_ci)
    return out


def report(name, label, rows, n_outside, fit):
    def percentiles(values):
        return " ".join(f"{v:.2f}" for v in np.percentile(values, [5, 25, 50, 75, 95]))

    sample = draws(*fit, 20000, np.random.default_rng(SEED))
    finite = [(a[np.isfinite(a)], b[np.isfinite(b)]) for a, b in zip(rows.T, sample.T)]
    print(f"{name} class {label}: n {len(rows)} (outside the frame {n_outside}), "
          f"components {[len(m) for _, m, _ in fit[2]]}")
    print(f"  undetected NUV {np.isnan(rows[:, 5]).mean():.3f} U {np.isnan(rows[:, 4]).mean():.3f}")
    print(f"  V 5-95 %: {percentiles(rows[:, 0])}   CI 5-95 %: {percentiles(rows[:, 1])}")
    print("  KS", " ".join(f"{q} {ks_2samp(a, b).statistic:.3f}" for q, (a, b) in zip(QUANTITIES, finite)))


def numbers(values):
    return "[" + ", ".join(f"{v:.3f}".rstrip("0").rstrip(".") for v in values) + "]"


def class_source(label, n, fit):
    q_v, q_ci, parts = fit
    lines = [f"      {label}: {{", f"        nObjects: {n},"]
    lines += [f"        vQuantiles: {numbers(q_v)},", f"        ciQuantiles: {numbers(q_ci)},", "        mixture: ["]
    for weight, mean, covariance in parts:
        factor = np.linalg.cholesky(covariance)
        lower = factor[np.tril_indices(len(mean))]
        lines += ["          {", f"            weight: {weight:.4f},", f"            mean: {numbers(mean)},"]
        lines += [f"            cholesky: {numbers(lower)},", "          },"]
    return lines + ["        ],", "      },"]


def population(name, fields):
    """The source text of one preset; the report goes to stdout."""
    one = len(fields) == 1
    distance = FIELDS[fields[0]][2] if one else MEAN_DISTANCE_MPC
    label, rows, inside = (np.concatenate(parts) for parts in zip(*(fields_of[f] for f in fields)))
    rows = rows + [modulus(distance) - modulus(10), 0, 0, 0, 0, 0]
    shares = np.mean([[np.mean(fields_of[f][0] == k) for k in CLASSES] for f in fields], axis=0)
    lines = [f"  {name}: {{", f"    name: '{name}',", f"    distanceMpc: {distance:g},"]
    lines += [f"    classShares: {numbers(shares)},", "    classes: {"]
    for k in CLASSES:
        mine = rows[(label == k) & inside]
        fit = fit_class(mine)
        report(name, k, mine, np.sum((label == k) & ~inside), fit)
        lines += class_source(k, len(mine), fit)
    return lines + ["    },", "  },"]


HEADER = """// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a fitted 1.443 is no Math.LOG2E
/**
 * Made by scripts/fit-populations.py on {date} with scikit-learn {version} from the human-classified
 * objects of six public LEGUS catalogues (MAST; Calzetti+2015, Adamo+2017). Do not edit.
 * population.ts says what the numbers are.
 */
import type {{ Population, PopulationName }} from './population.js'

export const POPULATIONS: Readonly<Record<PopulationName, Population>> = {{"""

fields_of = {field: read_field(sys.argv[1], field) for field in FIELDS}
lines = [line for name, fields in PRESETS.items() for line in population(name, fields)]
if len(sys.argv) > 2:
    header = HEADER.format(date=datetime.date.today(), version=sklearn.__version__)
    with open(sys.argv[2], "w") as out:
        out.write("\n".join([header, *lines, "}", ""]))
