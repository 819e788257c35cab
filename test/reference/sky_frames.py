"""Astropy's ICRS of places in other frames and back, for test/wcs/frames.reference.test.ts.

argv[1] is a file of JSON: {frames: [{system, equinox}], places: [[longitude, latitude], ...]}.
Prints {frames: [{icrs, own}]}: the ICRS of the places taken in the frame, and the places in the
frame of the places taken in ICRS. Tried with astropy 5.2.
"""
import json
import sys

from astropy import units as u
from astropy.coordinates import FK4, FK5, ICRS, FK4NoETerms, Galactic, SkyCoord
from astropy.time import Time


def frame_of(system, equinox):
    if system == "GALACTIC":
        return Galactic()
    if system == "FK5":
        return FK5(equinox=Time(equinox, format="jyear"))
    kind = FK4 if system == "FK4" else FK4NoETerms
    return kind(equinox=Time(equinox, format="byear"))


def plain(coords):
    data = coords.spherical
    return [[float(a), float(b)] for a, b in zip(data.lon.deg, data.lat.deg)]


with open(sys.argv[1]) as file:
    asked = json.load(file)
lon, lat = zip(*asked["places"])
lon, lat = list(lon) * u.deg, list(lat) * u.deg
answers = []
for one in asked["frames"]:
    frame = frame_of(one["system"], one.get("equinox"))
    icrs = SkyCoord(lon, lat, frame=frame).transform_to(ICRS())
    own = SkyCoord(lon, lat, frame="icrs").transform_to(frame)
    answers.append({"icrs": plain(icrs), "own": plain(own)})
print(json.dumps({"frames": answers}))
