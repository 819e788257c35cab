"""What astropy and photutils find in simulated mosaics, for test/simulate/fields.reference.test.ts.

usage: simulated_field.py FOLDER

FOLDER holds the mosaics and catalogues of one field of `starsift simulate`. JSON: for each mosaic
its header as astropy reads it, and the LEGUS photometry of all sources of the truth catalogue by
photutils: 4 px, sky from the median of the pixels at 7 to 8 px clipped at 3 sigma, exact
overlaps; CI from 1 and 3 px with the same sky; ra, dec from astropy.wcs.
"""

import glob
import json
import sys

import numpy as np
from astropy.io import fits
from astropy.stats import SigmaClip
from astropy.table import Table
from astropy.wcs import WCS
from photutils.aperture import CircularAnnulus, CircularAperture

folder = sys.argv[1]
truth = Table.read(glob.glob(f"{folder}/*_truth.ecsv")[0], format="ascii.ecsv")
positions = np.column_stack([truth["x"] - 1, truth["y"] - 1])
KEYS = ("EXPTIME", "BUNIT", "INSTRUME", "DETECTOR", "PHOTFLAM")
clip = SigmaClip(sigma=3, maxiters=10)


def magnitudes(image, zero_point, x, y):
    """In 4 px without an aperture correction, and CI; None where photometry has none."""
    ring = CircularAnnulus((x, y), 7, 8).to_mask(method="center").get_values(image)
    ring = ring[np.isfinite(ring)]
    if len(ring) < 20:
        return None, None
    sky = np.median(clip(ring, masked=False))
    one, three, four = (
        CircularAperture((x, y), r).do_photometry(image, method="exact")[0][0]
        - np.pi * r * r * sky
        for r in (1, 3, 4)
    )
    mag = zero_point - 2.5 * np.log10(four) if four > 0 else None
    ci = 2.5 * np.log10(three / one) if one > 0 and three > 0 else None
    return mag, ci


answer = {}
for path in sorted(glob.glob(f"{folder}/*.fits")):
    with fits.open(path) as hdus:
        hdus.verify("exception")
        header, image = hdus[0].header, hdus[0].data.astype(float)
    image[image == 0] = np.nan
    rows = [magnitudes(image, header["VEGAZPT"], x, y) for x, y in positions]
    sky = WCS(header).all_pix2world(positions, 0)
    answer[header.get("FILTER", header.get("FILTER2"))] = {
        "header": {key: header[key] for key in KEYS},
        "shape": image.shape,
        "mag": [mag if mag is not None and np.isfinite(mag) else None for mag, _ in rows],
        "ci": [ci if ci is not None and np.isfinite(ci) else None for _, ci in rows],
        "ra": sky[:, 0].tolist(),
        "dec": sky[:, 1].tolist(),
    }
json.dump(answer, sys.stdout)
