"""Astropy's sky for pixels, for test/wcs/astropy.reference.test.ts.

argv[1] is JSON: a list of {header: {keyword: value}} or {file, extension}, each with
pixels: [[x, y], ...], 0-based. Prints a list of {sky: [[ra, dec], ...], scaleArcsec, frame}, the
sky with all distortions. Tried with astropy 5.2 (wcslib 7.12).
"""
import json
import sys
import warnings

import numpy as np
from astropy import log
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import proj_plane_pixel_area

warnings.simplefilter("ignore")
log.setLevel("ERROR")


def header_of(case):
    if "file" in case:
        return fits.getheader(case["file"], case["extension"])
    return fits.Header(case["header"])


def answer(case):
    wcs = WCS(header_of(case))
    pixels = np.array(case["pixels"], float)
    sky = wcs.all_pix2world(pixels, 0)
    return {
        "sky": sky[:, [wcs.wcs.lng, wcs.wcs.lat]].tolist(),
        "scaleArcsec": np.sqrt(proj_plane_pixel_area(wcs)) * 3600,
        "frame": wcs.wcs.radesys,
    }


print(json.dumps([answer(case) for case in json.loads(sys.argv[1])]))
