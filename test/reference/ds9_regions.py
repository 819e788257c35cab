"""Centres of DS9 regions by astropy's regions, for test/tables/regions.reference.test.ts.

argv[1] is a file of JSON: a list of texts of region files. Prints for each a list of
[x, y, text]: 1-based pixels or degrees of ICRS; x and y are null where it has none.
Tried with regions 0.7 and astropy 5.2.
"""
import json
import sys
import warnings

from regions import Regions

warnings.simplefilter("ignore")


def centre(region):
    at = region.vertices if hasattr(region, "vertices") else region.center
    if hasattr(at, "icrs"):
        sky = at.icrs
        return [float(sky.ra.deg.mean()), float(sky.dec.deg.mean())]
    # regions counts from 0.
    return [float(at.x) + 1, float(at.y) + 1]


def answer(text):
    return [
        [*centre(region), region.meta.get("text", "")]
        for region in Regions.parse(text, format="ds9")
        if region.meta.get("include", 1)
    ]


with open(sys.argv[1]) as file:
    print(json.dumps([answer(text) for text in json.load(file)]))
