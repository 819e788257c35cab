"""Stamps that astropy and numpy cut, for test/cutouts/stamps.reference.test.ts.

    cutouts_stamps.py OUTDIR

Writes the mosaics float32.fits, int16.fits (BSCALE, BZERO, BLANK) and float64.fits of one size;
positions.json, [[x, y], ...] 0-based; for each mosaic and size n <mosaic>-<n>.f32, little-endian
float32 (position, n, n): Cutout2D with mode='partial', NaN where nothing overlaps; and for the
interior, starcnet.json, [[x1, y1], ...] 1-based, with <mosaic>-starcnet.f32 of
data[int(y1)-16:int(y1)+16, int(x1)-16:int(x1)+16]. Tried with astropy 5.2.
"""
import json
import os
import sys

import numpy as np
from astropy.io import fits
from astropy.nddata import Cutout2D, NoOverlapError

WIDTH, HEIGHT = 71, 53
SIZES = 1, 2, 7, 32, 33
FRACTIONS = 0, 0.25, 0.5, 0.75, 0.4999999, 0.5000001

out = sys.argv[1]
random = np.random.default_rng(7)


def mosaics():
    real = random.normal(0.2, 1, (HEIGHT, WIDTH))
    real[random.uniform(size=real.shape) < 0.02] = np.nan
    real[5, 6], real[7, 8] = np.inf, -np.inf
    stored = random.integers(-32768, 32767, real.shape).astype(">i2")
    stored[random.uniform(size=real.shape) < 0.05] = -32768
    scaled = fits.PrimaryHDU(stored)
    scaled.header.update({"BSCALE": 0.125, "BZERO": 32.5, "BLANK": -32768})
    return {
        "float32": fits.PrimaryHDU(real.astype("f4")),
        "int16": scaled,
        "float64": fits.PrimaryHDU(real * np.pi),
    }


def positions():
    places = [(x + u, y + v) for x, y in ((35, 26), (20, 33)) for u in FRACTIONS for v in FRACTIONS]
    near = [-40, -16, -3.5, -1, -0.5, 0, 0.5]
    edges_x = near + [WIDTH + more for more in (-1, -0.5, 2.25, 15, 40)]
    edges_y = near + [HEIGHT + more for more in (-1, -0.5, 2.25, 15, 40)]
    return places + [(x, y) for x in edges_x + [30] for y in edges_y + [20.75]]


def stamp(data, position, n):
    try:
        return Cutout2D(data, position, n, mode="partial", fill_value=np.nan).data
    except NoOverlapError:
        return np.full((n, n), np.nan)


def save(name, stamps):
    np.array(stamps).astype("<f4").tofile(os.path.join(out, name))


places = positions()
indices = random.uniform((18, 18), (WIDTH - 17, HEIGHT - 17), (60, 2)).tolist()
indices += [[20, 30], [20.5, 30.5], [20.9999999, 30.0000001]]
json.dump(places, open(os.path.join(out, "positions.json"), "w"))
json.dump(indices, open(os.path.join(out, "starcnet.json"), "w"))
for name, hdu in mosaics().items():
    hdu.header["FILTER"] = "F555W"
    path = os.path.join(out, name + ".fits")
    hdu.writeto(path)
    data = fits.getdata(path)
    if data.dtype.kind != "f":
        raise SystemExit(name + " was not scaled")
    for n in SIZES:
        save(f"{name}-{n}.f32", [stamp(data, place, n) for place in places])
    windows = [(int(x) - 16, int(y) - 16) for x, y in indices]
    save(f"{name}-starcnet.f32", [data[y:y + 32, x:x + 32] for x, y in windows])
