"""What astropy reads from the images of FITS files, as JSON: the reference of
test/fits/written.reference.test.ts.

    fits_images.py FILE...

Each file is verified. Prints its header values, and the sha256 of its pixels as little-endian
float64.
"""
import hashlib
import json
import sys

import numpy as np
from astropy.io import fits


def image(hdu):
    said = {"name": hdu.name, "header": {}}
    for card in hdu.header.cards:
        if isinstance(card.value, (str, bool, int, float)):
            value = str(card.value) if abs_int(card.value) > 2**53 else card.value
            said["header"].setdefault(card.keyword, [value, card.comment])
    if hdu.data is not None and hdu.is_image:
        said["shape"] = hdu.data.shape
        said["sha256"] = hashlib.sha256(hdu.data.astype("<f8").tobytes()).hexdigest()
    return said


def abs_int(value):
    return abs(value) if isinstance(value, int) else 0


result = {}
for path in sys.argv[1:]:
    with fits.open(path) as hdus:
        hdus.verify("exception" if "written" in path else "fix")
        result[path] = [image(hdu) for hdu in hdus]
json.dump(result, sys.stdout)
