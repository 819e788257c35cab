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
from astropy.io import fits
from astropy.stats import SigmaClip
from photutils.aperture import CircularAnnulus, CircularAperture

RADII = [1, 1.5, 2, 2.5, 3, 4, 5]

with open(sys.argv[1]) as file:
    cases = json.load(file)
image = fits.getdata(cases["image"], cases["hdu"]).astype(float)
image[image == 0] = np.nan
clip = SigmaClip(sigma=3, maxiters=10)
positions = np.column_stack([cases["x"], cases["y"]])
skies = []
for position in positions:
    values = CircularAnnulus(position, 7, 8).to_mask(method="center").get_values(image)
    kept = np.asarray(clip(values[np.isfinite(values)], masked=False))
    skies.append(np.median(kept) if len(kept) else np.nan)
magnitudes = []
for radius in RADII:
    sums, _ = CircularAperture(positions, radius).do_photometry(image, method="exact")
    flux = sums - np.pi * radius**2 * np.array(skies)
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
