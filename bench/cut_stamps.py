"""The peers' side of bench/stamps.mjs: cuts all stamps, and prints the SHA-256 of their numbers.

usage: cut_stamps.py astropy|fitsio DIR CANDIDATES SIZE
"""

import hashlib
import sys
from pathlib import Path

import numpy as np

how, folder, candidates, size = sys.argv[1:5]
size = int(size)
_, x, y = np.loadtxt(candidates, delimiter=",", skiprows=1, unpack=True)
paths = sorted(path for path in Path(folder).iterdir() if ".fits" in path.name)
stamps = np.empty((len(x), len(paths), size, size), np.float32)

if how == "astropy":
    from astropy.io import fits
    from astropy.nddata import Cutout2D

    for band, path in enumerate(paths):
        with fits.open(path, memmap=True) as hdus:
            image = next(hdu for hdu in hdus if hdu.header["NAXIS"] == 2).data
            for row in range(len(x)):
                # The centre of the first pixel is 1 in the catalogue, 0 in Cutout2D.
                cutout = Cutout2D(image, (x[row] - 1, y[row] - 1), size, mode="strict")
                stamps[row, band] = cutout.data
else:
    import fitsio
    from astropy.nddata.utils import overlap_slices

    for band, path in enumerate(paths):
        with fitsio.FITS(path) as hdus:
            image = next(hdu for hdu in hdus if hdu.get_info()["ndims"] == 2)
            shape = tuple(image.get_dims())
            for row in range(len(x)):
                (rows, columns), _ = overlap_slices(shape, (size, size), (y[row] - 1, x[row] - 1))
                stamps[row, band] = image[rows, columns]

print(hashlib.sha256(stamps.tobytes()).hexdigest())
