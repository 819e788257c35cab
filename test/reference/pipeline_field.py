"""The published StarcNet pipeline up to the network, in numpy, for
test/classify/original-pipeline.reference.test.ts.

    pipeline_field.py OUTDIR N

Writes mosaics/*.fits, five 2048 x 2048 float32 images with a disc, N sources, noise and the
headers of drizzled mosaics; candidates.tab, N interior candidates in the 35 columns of LEGUS;
stamps.npy (N, 5, 32, 32) float32, the windows data[int(y)-16:int(y)+16, int(x)-16:int(x)+16] of
the catalogue's own x, y, minus the published means (shared/science.md, section 1). Tried with
numpy 1.24, astropy 5.2.
"""
import os
import sys

import numpy as np
from astropy.io import fits

SIDE = 2048
BANDS = {"F814W": 1.3, "F275W": 0.4, "F555W": 1.0, "F336W": 0.6, "F438W": 0.8}
BLUE_TO_RED = sorted(BANDS)
MEANS = [0.02376737, 0.13796899, 0.14457473, 0.25429260, 0.39018805]
SCALE = 0.0396 / 3600

out, n = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1566)


def field(brightness, sources):
    y, x = np.mgrid[:SIDE, :SIDE].astype("f4")
    picture = 0.3 * brightness * np.exp(-np.hypot(x - SIDE / 2, y - SIDE / 2) / 500)
    picture += random.normal(0, 0.02, picture.shape)
    for x0, y0, sigma, flux in sources:
        rows = slice(max(0, int(y0) - 12), int(y0) + 13)
        columns = slice(max(0, int(x0) - 12), int(x0) + 13)
        square = (x[rows, columns] - x0) ** 2 + (y[rows, columns] - y0) ** 2
        peak = brightness * flux / (2 * np.pi * sigma**2)
        picture[rows, columns] += peak * np.exp(-square / 2 / sigma**2)
    return picture.astype("f4")


def header(band):
    return fits.Header({
        "INSTRUME": "WFC3", "DETECTOR": "UVIS", "FILTER": band, "BUNIT": "ELECTRONS/S",
        "CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRPIX1": SIDE / 2, "CRPIX2": SIDE / 2,
        "CRVAL1": 65.0017, "CRVAL2": -54.938,
        "CD1_1": -SCALE, "CD1_2": 0.0, "CD2_1": 0.0, "CD2_2": SCALE,
    })


def catalogue():
    positions = random.uniform(17.001, SIDE - 17.001, (n, 2))
    rows = np.zeros((n, 35))
    rows[:, 0] = np.arange(1, n + 1)
    rows[:, 1:3] = positions
    rows[:, 3] = 65.0017 - (positions[:, 0] - SIDE / 2) * SCALE / np.cos(np.radians(-54.938))
    rows[:, 4] = -54.938 + (positions[:, 1] - SIDE / 2) * SCALE
    rows[:, 5:15:2] = random.uniform(20, 25, (n, 5))
    rows[:, 6:15:2] = 0.05
    rows[:, 15] = 1.5
    rows[:, 33] = random.integers(0, 5, n)
    rows[:, 34] = rows[:, 33]
    widths = ["%10d", "%12.3f", "%12.3f", "%12.5f", "%12.5f"] + ["%11.5f"] * 11 + ["%12.3e"] * 6
    widths += ["%12.5f"] * 10 + ["%6d", "%6d", "%6.1f"]
    np.savetxt(os.path.join(out, "candidates.tab"), rows, fmt=widths)
    return np.loadtxt(os.path.join(out, "candidates.tab"), usecols=(1, 2))


def stamps(path, positions, mean):
    data = fits.getdata(path)
    windows = [(int(x), int(y)) for x, y in positions]
    cut = np.array([data[y - 16:y + 16, x - 16:x + 16] for x, y in windows])
    return (cut.astype("f8") - mean).astype("f4")


os.makedirs(os.path.join(out, "mosaics"), exist_ok=True)
places = catalogue()
sigmas, fluxes = random.uniform(0.9, 3, n), 10 ** random.uniform(-0.3, 1.5, n)
shapes = np.column_stack([places - 1, sigmas, fluxes])
for i, (band, brightness) in enumerate(BANDS.items()):
    path = os.path.join(out, "mosaics", f"{i}.fits")
    fits.PrimaryHDU(field(brightness, shapes), header(band)).writeto(path)
files = [os.path.join(out, "mosaics", f"{list(BANDS).index(band)}.fits") for band in BLUE_TO_RED]
planes = [stamps(path, places, mean) for path, mean in zip(files, MEANS)]
np.save(os.path.join(out, "stamps.npy"), np.stack(planes, axis=1))
