"""Astropy's e-/s of 1 of a unit, for test/cutouts/units.reference.test.ts.

argv[1] is JSON: a list of {unit, keywords}. Pixels are 0.0396 arcsec wide. Prints a list of
numbers.
Tried with astropy 5.2.
"""
import json
import sys

from astropy import units as u

PIXEL = (0.0396 * u.arcsec) ** 2


def rate(case):
    unit, keywords = u.Unit(case["unit"]), case["keywords"]
    value = 1 * unit
    exposure = keywords.get("EXPTIME", 0) * u.s
    gains = [keywords[name] for name in ("GAIN", "CCDGAIN", "ATODGAIN") if name in keywords]
    gain = (gains[0] if gains else 0) * u.electron / u.ct
    target = u.electron / u.s
    if unit.is_equivalent(target):
        return value.to_value(target)
    if unit.is_equivalent(u.electron):
        return (value / exposure).to_value(target)
    if unit.is_equivalent(u.ct / u.s):
        return (value * gain).to_value(target)
    if unit.is_equivalent(u.ct):
        return (value * gain / exposure).to_value(target)
    flam = u.erg / u.s / u.cm**2 / u.AA
    for per_pixel in (1, PIXEL):
        flux = value * per_pixel
        try:
            found = flux.to(flam, u.spectral_density(keywords["PHOTPLAM"] * u.AA))
        except u.UnitConversionError:
            continue
        per_electron = keywords["PHOTFLAM"] * flam
        factor = gain.value if keywords.get("INSTRUME") == "WFPC2" else 1
        return (found / per_electron).to_value(u.dimensionless_unscaled) * factor
    raise ValueError(case)


print(json.dumps([rate(case) for case in json.loads(sys.argv[1])]))
