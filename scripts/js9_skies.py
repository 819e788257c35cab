"""Writes images with the sky coordinates of docs/reference/formats.md, for js9.mjs.

usage: js9_skies.py FOLDER

FOLDER gets the files, and skies.json: a list of {file, places, sky} with pixels, from 1, and the
sky of them, degrees: astropy's, or that of xy2sky (WCSTools) for TNX and ZPX. On Debian's Python 3
with astropy 5.2.
"""

import json
import subprocess
import sys
import warnings

import numpy as np
from astropy import log
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
log.setLevel("ERROR")
folder = sys.argv[1]
cases = []
BASE = {"CRPIX1": 30.0, "CRPIX2": 20.0, "CRVAL1": 64.9, "CRVAL2": -54.94}
PLACES = [[x, y] for x in (18.5, 30.0, 43.0) for y in (12.0, 20.0, 27.5)]
CODES = {
    **{code: {} for code in "TAN SIN STG ARC ZEA AIR CAR MER SFL PAR MOL AIT PCO".split()},
    **{code: {} for code in "TSC CSC QSC HPX XPH".split()},
    "SIN-slanted": {"PV2_1": 0.3, "PV2_2": -0.2}, "NCP": {"CRVAL2": 54.94},
    "AZP": {"PV2_1": 2, "PV2_2": 30}, "SZP": {"PV2_1": 2, "PV2_2": 180, "PV2_3": 60},
    "ZPN": {"PV2_1": 1, "PV2_3": -0.1, "PV2_5": 0.01}, "CYP": {"PV2_1": 1, "PV2_2": 0.70710678},
    "CEA": {"PV2_1": 0.6}, "BON": {"PV2_1": 45}, "COP": {"PV2_1": 45, "PV2_2": 25},
    **{code: {"PV2_1": 45, "PV2_2": 25} for code in ("COE", "COD", "COO")},
    "TAN-LONPOLE": {"LONPOLE": 77, "LATPOLE": 10},
    "CAR-PV1": {"CRVAL2": 3, "PV1_3": 5, "PV1_4": 10},
}
SIP = {"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "A_ORDER": 2, "B_ORDER": 2,
       "A_2_0": 1e-3, "A_1_1": -5e-4, "B_0_2": 8e-4}
TPV = {"CTYPE1": "RA---TPV", "CTYPE2": "DEC--TPV", "PV1_1": 1.0, "PV1_4": 0.3, "PV2_1": 1.0,
       "PV2_5": -0.2}
SYSTEMS = {
    "FK5": {"RADESYS": "FK5", "EQUINOX": 1975.0}, "FK4": {"RADESYS": "FK4", "EQUINOX": 1950.0},
    "GLON": {"CTYPE1": "GLON-TAN", "CTYPE2": "GLAT-TAN"},
    "ELON": {"CTYPE1": "ELON-TAN", "CTYPE2": "ELAT-TAN"},
    "SIP": SIP, "TPV": TPV, "SCAMP": {**TPV, "CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN"},
}
SURFACE = "3. 2. 2. 2. -0.5 0.5 -0.5 0.5 0.0 0.004 0.003 "


def iraf(code):
    words = {"CTYPE1": f"RA---{code}", "CTYPE2": f"DEC--{code}", "WAT0_001": "system=image"}
    for axis, (kind, term) in enumerate({"ra": "lngcor", "dec": "latcor"}.items(), 1):
        own = "projp1=1. projp3=1. " if code == "ZPX" else ""
        words[f"WAT{axis}_001"] = f"wtype={code.lower()} axtype={kind} {own}{term} = "
        words[f"WAT{axis}_002"] = f'"{SURFACE}"'
    return words


def sky_of(name, path, header):
    if name in ("TNX", "ZPX"):
        pairs = [str(part) for place in PLACES for part in place]
        lines = subprocess.check_output(["xy2sky", "-d", "-n", "8", path, *pairs], text=True)
        return [[float(word) for word in line.split()[:2]] for line in lines.splitlines()]
    try:
        found = WCS(header).all_pix2world(np.array(PLACES), 1)
    except Exception as error:
        print(f"astropy: {name}: {error}", file=sys.stderr)
        return None
    return [place if np.isfinite(place).all() else None for place in found.tolist()]


SYSTEMS.update({code: iraf(code) for code in ("TNX", "ZPX")})
for name, own in {**CODES, **SYSTEMS}.items():
    code = name[:3] if name in CODES else "TAN"
    step = 0.01 if name in SYSTEMS else 0.5
    types = {"CTYPE1": f"RA---{code}", "CTYPE2": f"DEC--{code}"}
    hdu = fits.PrimaryHDU(np.arange(2400, dtype="i2").reshape(40, 60))
    # wcslib counts the terms of TPV in steps of CDELT, so that they stand in CD.
    scale = "CD{0}_{0}" if "PV1_4" in own and name in SYSTEMS else "CDELT{0}"
    scales = {scale.format(1): -step, scale.format(2): step}
    hdu.header.update({**BASE, **types, **scales, **own})
    path = f"{folder}/sky_{name}.fits"
    hdu.writeto(path, overwrite=True)
    sky = sky_of(name, path, hdu.header)
    cases.append({"file": f"sky_{name}.fits", "places": PLACES, "sky": sky})
skies = {one["file"]: one for one in cases}
skies["sky_SCAMP.fits"]["sky"] = skies["sky_TPV.fits"]["sky"]
with open(f"{folder}/skies.json", "w") as file:
    json.dump(cases, file)
