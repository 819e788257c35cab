"""A file with Hubble's tables of distortions, and astropy's sky, for test/wcs/tables.test.ts.

Prints {file: base64 of gzip, pixels, sky}. Tried with astropy 5.2 (wcslib 7.12).
"""
import base64
import gzip
import io
import json
import sys
import warnings

import numpy as np
from astropy import log
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
log.setLevel("ERROR")


def image(name, version, shape, start, step):
    y, x = np.mgrid[: shape[0], : shape[1]]
    values = 0.3 * np.sin(0.9 * x + version) + 0.2 * np.cos(0.7 * y - version)
    hdu = fits.ImageHDU(values.astype("f4"), name=name, ver=version)
    for axis in (1, 2):
        hdu.header[f"CRPIX{axis}"] = 1.0
        hdu.header[f"CRVAL{axis}"] = start[axis - 1]
        hdu.header[f"CDELT{axis}"] = step[axis - 1]
    return hdu


science = fits.ImageHDU(np.zeros((40, 50), "f4"), name="SCI")
words = {
    "CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "CRPIX1": 25.0, "CRPIX2": 20.0,
    "CRVAL1": 64.9, "CRVAL2": -54.94, "CD1_1": -1.1e-5, "CD1_2": 3e-6, "CD2_1": 2e-6,
    "CD2_2": 1.1e-5, "A_ORDER": 2, "B_ORDER": 2, "A_2_0": 1e-4, "A_1_1": -5e-5, "B_0_2": 8e-5,
    "FILTER": "F555W", "INSTRUME": "WFC3", "DETECTOR": "UVIS", "BUNIT": "ELECTRONS/S",
    "CPDIS1": "LOOKUP", "CPDIS2": "LOOKUP", "D2IMDIS1": "LOOKUP", "D2IMDIS2": "LOOKUP",
}
for key, value in words.items():
    science.header[key] = value
for name in ("DP", "D2IM"):
    for axis in (1, 2):
        for field in (f"EXTVER: {axis}.0", "NAXES: 2.0", "AXIS.1: 1.0", "AXIS.2: 2.0"):
            science.header.append((f"{name}{axis}", field))
hdus = fits.HDUList([
    fits.PrimaryHDU(), science,
    image("WCSDVARR", 1, (6, 8), (1.0, 1.0), (7.0, 8.0)),
    image("WCSDVARR", 2, (6, 8), (3.5, 2.0), (6.0, 7.0)),
    image("D2IMARR", 1, (5, 10), (0.0, 1.0), (5.0, 9.0)),
    image("D2IMARR", 2, (5, 10), (1.0, 1.0), (5.0, 9.0)),
])
stream = io.BytesIO()
hdus.writeto(stream)
data = stream.getvalue()
hdus = fits.open(io.BytesIO(data))
pixels = [[x, y] for x in (-3.0, 0.0, 7.3, 24.0, 38.8, 49.0, 56.0) for y in (-2.0, 0.5, 19.0, 39.0)]
wcs = WCS(hdus["SCI"].header, hdus)
for name in ("cpdis1", "cpdis2", "det2im1", "det2im2"):
    table = getattr(wcs, name)
    if table.get_offset(*table.crval) != table.data[0, 0]:
        # astropy 5 takes off 1 / CDELT where the standard, and astropy since, take off 1.
        table.crpix = np.array(table.crpix) - 1 + 1 / np.array(table.cdelt)
sky = wcs.all_pix2world(np.array(pixels), 0)
packed = base64.b64encode(gzip.compress(data, mtime=0)).decode()
print(json.dumps({"file": packed, "pixels": pixels, "sky": sky.tolist()}))
