"""Aperture magnitudes of a mosaic by photutils, for src/verbs/measure.ts.

usage: measured.py CASES

CASES is a JSON file: {"image": path, "hdu": n, "x": [...], "y": [...], "radii": [...]} with
0-based places. Prints JSON: for each radius the fluxes (exact circles, less the median from 7 to
8 px that is clipped at 3 sigma), null where there is none.
"""

import json
import sys

import numpy as np
from circles import Circles

circles = Circles(sys.argv[1])
fluxes = []
for radius in circles.cases["radii"]:
    found = circles.fluxes(radius)
    fluxes.append([value if np.isfinite(value) else None for value in found])
json.dump(fluxes, sys.stdout)
