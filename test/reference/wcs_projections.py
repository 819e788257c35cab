"""Astropy's sky and pixels for every projection, for test/wcs/projections.reference.test.ts.

argv[1] is a file of JSON: a list of {header, pixels: [[x, y], ...], sky: [[lng, lat], ...]},
0-based pixels and degrees. Prints a list of {sky, pixels}: the sky of the pixels and the pixels of
the sky, null where wcslib has none; or {refused}. Tried with astropy 5.2 (wcslib 7.12).
"""
import json
import sys
import warnings

import numpy as np
from astropy import log
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
log.setLevel("ERROR")


def plain(array):
    return [[v if np.isfinite(v) else None for v in row] for row in array.tolist()]


def answer(case):
    try:
        wcs = WCS(fits.Header(case["header"]))
        wcs.wcs.set()
    except Exception as error:
        return {"refused": type(error).__name__}
    order = [wcs.wcs.lng, wcs.wcs.lat]
    sky = np.array([wcs.wcs_pix2world([p], 0)[0] for p in case["pixels"]])[:, order]
    world = np.array(case["sky"], float)[:, order]
    pixels = np.array([wcs.wcs_world2pix([w], 0)[0] for w in world])
    return {"sky": plain(sky), "pixels": plain(pixels)}


with open(sys.argv[1]) as file:
    print(json.dumps([answer(case) for case in json.load(file)]))
