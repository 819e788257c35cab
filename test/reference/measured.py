"""Aperture magnitudes of a mosaic by photutils, for src/verbs/measure.ts.

usage: measured.py CASES

CASES is a JSON file: {"image": path, "hdu": n, "x": [...], "y": [...], "radii": [...]} with
0-based places. Prints JSON: for each radius the fluxes (exact circles, less the median from 7 to
8 px that is clipped at 3 sigma), null where there is none.
"""

import json
import sys

import numpy as np
from astropy.io import fits
from astropy.stats import SigmaClip
from photutils.aperture import CircularAnnulus, CircularAperture

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
fluxes = []
for radius in cases["radii"]:
    sums, _ = CircularAperture(positions, radius).do_photometry(image, method="exact")
    found = sums - np.pi * radius**2 * np.array(skies)
    fluxes.append([value if np.isfinite(value) else None for value in found])
json.dump(fluxes, sys.stdout)
