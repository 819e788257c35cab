"""The multi-scale concentration index by photutils and numpy, for src/photometry.

usage: mci.py CASES

CASES is a JSON file: {"image": path, "hdu": n, "x": [...], "y": [...], "stars": rows,
"fiducial": [six numbers, mag]} with 0-based places. Prints JSON: the inner and the outer index of
each place, null where an aperture has no flux above 0. Apertures are exact circles, less the
median from 7 to 8 px that is clipped at 3 sigma.
"""

import json
import sys

import numpy as np
from circles import Circles

RADII = [1, 1.5, 2, 2.5, 3, 4, 5]

circles = Circles(sys.argv[1])
cases, image, positions = circles.cases, circles.image, circles.positions
magnitudes = []
for radius in RADII:
    flux = circles.fluxes(radius)
    with np.errstate(invalid="ignore", divide="ignore"):
        magnitudes.append(np.where(flux > 0, -2.5 * np.log10(flux), np.nan))
# Fluxes that leave the image have a part of their light only.
size = np.array(image.shape[::-1])
for k, radius in enumerate(RADII):
    whole = np.all((positions - radius >= -0.5) & (positions + radius <= size - 0.5), axis=1)
    magnitudes[k] = np.where(whole, magnitudes[k], np.nan)
index = -np.diff(np.array(magnitudes), axis=0)
star = np.median(index[:, cases["stars"]], axis=1)
scaled = (index - star[:, None]) / np.array(cases["fiducial"])[:, None]
answer = {}
for name, rows in [("inner", slice(0, 3)), ("outer", slice(3, 6))]:
    mean = scaled[rows].mean(axis=0)
    answer[name] = [value if np.isfinite(value) else None for value in mean]
json.dump(answer, sys.stdout)
