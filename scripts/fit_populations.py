"""Fits what the sources of simulated fields are like, and writes the coefficients.

usage: python3 scripts/fit_populations.py CATALOGUES [src/populations/fitted-populations.ts]

CATALOGUES is a folder with the LEGUS catalogues of FIELDS, from MAST
(hlsp_legus_hst_*_<field>_multiband_*.tab). The report goes to standard output: numbers of objects,
shares without a detection, percentiles, Kolmogorov-Smirnov distances between 20,000 draws and the
catalogue, and how well trees tell the classes apart in reality and in draws. Without the second
argument nothing else is written. docs/decisions/0007-populations.md explains the method. The seeds
are fixed: the same versions write the same numbers. Needs numpy, scipy and scikit-learn.
"""

import datetime
import glob
import sys

import numpy as np
import sklearn
from scipy.stats import ks_2samp, norm
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.mixture import GaussianMixture

# For each field: the column (from 0) of the human class, the number of columns that are inserted
# before the photometry, and the distance in Mpc. The distances come from Ryon et al. 2017 (NGC 628,
# NGC 1313), from the notes of the catalogue (NGC 1566: M_V = -8 is V = 23.28), from Sabbi et al.
# 2018 (NGC 3344, NGC 4449) and from Anand et al. 2021 (NGC 3351).
FIELDS = {
    "ngc628-c": (33, 0, 9.9),
    "ngc1566": (35, 0, 18.0),
    "ngc3344": (33, 0, 8.3),
    "ngc3351": (34, 0, 9.96),
    "ngc1313-e": (35, 2, 4.39),
    "ngc4449": (33, 0, 4.01),
}
PRESETS = {"ngc628c": ["ngc628-c"], "ngc1566": ["ngc1566"], "mean": list(FIELDS)}
MEAN_DISTANCE_MPC = 10.0
CLASSES = (1, 2, 3, 4)
UNDETECTED, OUTSIDE = 99.999, 66.666
QUANTITIES = ("V", "CI", "B-V", "V-I", "U-B", "NUV-B")
SCORES = np.arange(-3, 3.01, 0.5)
MAX_COMPONENTS = 6
# No component is narrower than 0.1 standard deviations. Five objects that happen to look alike are
# no population.
REG_COVAR = 1e-2
# The undetected sources are few. Their covariance is mixed with the covariance of the class, which
# counts as much as this number of objects.
PRIOR_OBJECTS = 10
SEED = 1


def read_field(folder, field):
    """The objects that humans classified: class, QUANTITIES, and whether they are in all frames."""
    class_column, shift, _ = FIELDS[field]
    (path,) = glob.glob(f"{folder}/*_{field}_multiband_*.tab")
    data = np.loadtxt(path)
    data = data[np.isin(data[:, class_column], CLASSES)]
    label = data[:, class_column].astype(int)
    mags = data[:, 5 + shift : 15 + shift : 2]
    outside = (mags == OUTSIDE).any(axis=1)
    nuv, u, b, v, i = np.where(mags == UNDETECTED, np.nan, mags).T
    rows = np.column_stack([v, data[:, 15 + shift], b - v, v - i, u - b, nuv - b])
    rows[np.isnan(rows[:, 4]), 5] = np.nan
    if np.isnan(rows[:, :4]).any() or (rows[:, 1] > 40).any():
        sys.exit(f"{path}: an object without B, V, I or CI, which the method does not expect")
    # An object outside a frame is left out of the fit: the magnitude says nothing about the source.
    return label, rows, ~outside


def quantiles(values):
    """The values at SCORES, strictly ascending, to 3 decimals. The outer two are the extremes."""
    q = np.quantile(values, norm.cdf(SCORES))
    q[0], q[-1] = values.min(), values.max()
    q = np.round(q, 3)
    for k in range(1, len(q)):
        q[k] = max(q[k], np.round(q[k - 1] + 0.001, 3))
    return q


def fit_class(rows):
    """The quantiles of a class's six quantities, and [(weight, mean, covariance)] of its parts."""
    knots = [quantiles(column[np.isfinite(column)]) for column in rows.T]
    z = np.column_stack([np.interp(column, q, SCORES) for column, q in zip(rows.T, knots)])
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
    return knots, parts


def undetected(z, detected, n_values):
    """One Gaussian for the sources that are measured in the first n_values quantities only."""
    few = z[np.isfinite(z).sum(axis=1) == n_values][:, :n_values]
    prior = np.cov(detected[:, :n_values].T)
    mean = few.mean(axis=0)
    scatter = (few - mean).T @ (few - mean)
    covariance = (scatter + PRIOR_OBJECTS * prior) / (len(few) + PRIOR_OBJECTS)
    return len(few) / len(z), mean, covariance


def draws(knots, parts, n, rng):
    """The same draws as src/populations/population.ts makes, for the report."""
    chosen = rng.choice(len(parts), n, p=[w for w, _, _ in parts])
    out = np.full((n, 6), np.nan)
    for k, (_, mean, covariance) in enumerate(parts):
        here = np.flatnonzero(chosen == k)
        out[here, : len(mean)] = rng.multivariate_normal(mean, covariance, len(here))
    return np.column_stack([np.interp(column, SCORES, q) for column, q in zip(out.T, knots)])


def spell(values):
    return " ".join(f"{v:.2f}" for v in np.percentile(values, [5, 25, 50, 75, 95]))


def report(name, label, rows, n_outside, fit):
    sample = draws(*fit, 20000, np.random.default_rng(SEED))
    pairs = [[c[np.isfinite(c)] for c in pair] for pair in zip(rows.T, sample.T)]
    print(f"{name} class {label}: n {len(rows)} (outside the frame {n_outside}), "
          f"components {[len(m) for _, m, _ in fit[1]]}")
    print(f"  undetected NUV {np.isnan(rows[:, 5]).mean():.3f} U {np.isnan(rows[:, 4]).mean():.3f}")
    print(f"  V 5-95 %: {spell(rows[:, 0])}   CI 5-95 %: {spell(rows[:, 1])}")
    distances = [ks_2samp(a, b).statistic for a, b in pairs]
    print("  KS", " ".join(f"{q} {distance:.3f}" for q, distance in zip(QUANTITIES, distances)))


def numbers(values, decimals=3):
    return "[" + ", ".join(f"{v:.{decimals}f}".rstrip("0").rstrip(".") for v in values) + "]"


def class_source(label, n, fit):
    knots, parts = fit
    lines = [f"      {label}: {{", f"        nObjects: {n},", "        quantiles: ["]
    lines += [f"          {numbers(q)}," for q in knots] + ["        ],", "        mixture: ["]
    for weight, mean, covariance in parts:
        lower = np.linalg.cholesky(covariance)[np.tril_indices(len(mean))]
        lines += ["          {", f"            weight: {weight:.4f},"]
        lines += [f"            mean: {numbers(mean, 2)},"]
        lines += [f"            cholesky: {numbers(lower, 2)},", "          },"]
    return lines + ["        ],", "      },"]


def population(name, fields):
    """The source text of one preset. The report about it goes to standard output."""
    distance = FIELDS[fields[0]][2] if len(fields) == 1 else MEAN_DISTANCE_MPC
    label, rows, inside = (np.concatenate(parts) for parts in zip(*(fields_of[f] for f in fields)))
    own = np.concatenate([np.full(len(fields_of[f][0]), FIELDS[f][2]) for f in fields])
    rows[:, 0] += 5 * np.log10(distance / own)
    shares = np.mean([[np.mean(fields_of[f][0] == k) for k in CLASSES] for f in fields], axis=0)
    lines = [f"  {name}: {{", f"    name: '{name}',", f"    distanceMpc: {distance:g},"]
    lines += [f"    classShares: {numbers(shares)},", "    classes: {"]
    for k in CLASSES:
        mine = rows[(label == k) & inside]
        fit = fit_class(mine)
        report(name, k, mine, np.sum((label == k) & ~inside), fit)
        lines += class_source(k, len(mine), fit)
    return lines + ["    },", "  },"]


def trees(train, test):
    """The accuracy of boosted trees on the six quantities, for four classes and for two."""
    model = HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.08, max_leaf_nodes=8, random_state=SEED
    ).fit(*train)
    answer = model.predict(test[0])
    return f"{np.mean(answer == test[1]):.3f}/{np.mean((answer < 3) == (test[1] < 3)):.3f}"


def compare_trees(a, b):
    """Trees that learn from field a are tested on field b.

    First both fields are real. Then both are draws. At last trees learn from draws and are tested
    on the real field. Draws are made with three seeds.
    """
    real = {field: fields_of[field][1::-1] for field in (a, b)}
    fits = {f: [fit_class(rows[label == k]) for k in CLASSES] for f, (rows, label) in real.items()}

    def drawn(field, seed):
        rng, counts = np.random.default_rng(seed), [np.sum(real[field][1] == k) for k in CLASSES]
        sample = [draws(*fit, n, rng) for fit, n in zip(fits[field], counts)]
        return np.concatenate(sample), np.repeat(CLASSES, counts)

    pairs = [(drawn(a, seed), drawn(b, seed)) for seed in (1, 2, 3)]
    print(f"trees, {a} to {b}: real {trees(real[a], real[b])}; "
          f"draws {', '.join(trees(*pair) for pair in pairs)}; "
          f"draws to real {', '.join(trees(first, real[b]) for first, _ in pairs)}")


RULE = "lint/suspicious/noApproximativeNumericConstant"
HEADER = """// biome-ignore-all {rule}: a fitted 1.443 is no Math.LOG2E
/**
 * scripts/fit_populations.py made this on {date} with scikit-learn {version} from the objects
 * that humans classified in six public LEGUS catalogues (MAST; Calzetti+2015, Adamo+2017).
 * population.ts says what the numbers are. Change the script, not this file.
 */
export const FITTED_POPULATIONS = {{"""

fields_of = {field: read_field(sys.argv[1], field) for field in FIELDS}
lines = [line for name, fields in PRESETS.items() for line in population(name, fields)]
compare_trees("ngc628-c", "ngc1566")
compare_trees("ngc1566", "ngc628-c")
if len(sys.argv) > 2:
    header = HEADER.format(rule=RULE, date=datetime.date.today(), version=sklearn.__version__)
    with open(sys.argv[2], "w") as out:
        out.write("\n".join([header, *lines, "} as const", ""]))
