"""Writes tables with astropy for the readers of src/tables to read.

    table_write.py FOLDER            (astropy 5.2)

types.ecsv, types-comma.ecsv, types.fits: every type with a masked, a not finite and an extreme
value.
meta.ecsv: long and nested metadata, which PyYAML folds over several lines.
"""

import os
import sys

import numpy as np
from astropy.table import MaskedColumn, Table

folder = sys.argv[1]

types = Table()
ids = [2**62 + 1, 0, -(2**63)]
types["id"] = MaskedColumn(ids, mask=[0, 1, 0], dtype="i8", description="an id")
types["i4"] = MaskedColumn([2**31 - 1, -(2**31), 0], mask=[0, 0, 1], dtype="i4")
types["i2"] = np.array([-32768, 0, 32767], dtype="i2")
types["u1"] = np.array([0, 128, 255], dtype="u1")
types["mag"] = MaskedColumn([22.76, np.nan, -np.inf], dtype="f8", unit="mag")
types["flux"] = np.array([0.1, 1e30, -0.0], dtype="f4")
types["flux"].unit = "Jy"
types["name"] = MaskedColumn(["NGC 1566", 'says "x", twice', ""], mask=[0, 0, 1])
types["ok"] = [True, False, True]
types["pair"] = np.array([[1.5, np.nan], [0, 2], [3, 4]])
types.write(os.path.join(folder, "types.ecsv"), format="ascii.ecsv")
types.write(os.path.join(folder, "types-comma.ecsv"), format="ascii.ecsv", delimiter=",")
types.write(os.path.join(folder, "types.fits"), format="fits")

meta = Table({"x": np.array([1.0])})
meta["x"].description = "lorem ipsum " * 20
meta["x"].format = "%.3f"
meta["x"].meta = {"ucd": "pos.cartesian.x", "more": {"a": "\x07é"}}
meta.meta = {
    "comments": ["a " * 100, "# b: c", "- d"],
    "nested": {"quote": "it's \"x\" " * 20, "long": "w" * 150, "list": [1, 2.5, {"a": None}]},
    "big": 2**70,
    "tiny": 1e-30,
    "words": ["yes", "1", "", "null", "line 1\nline 2", "~"],
    "flag": True,
}
meta.write(os.path.join(folder, "meta.ecsv"), format="ascii.ecsv")

shapes = Table()
shapes["id"] = np.array([12, 2**32 - 1], dtype="u4")
shapes["covariance"] = np.arange(12.0).reshape(2, 3, 2)
shapes["words"] = np.array([[["a", "bc"]], [["e", "d"]]])
shapes.write(os.path.join(folder, "shapes.fits"), format="fits")
Table({"phase": np.array([1 + 2j])}).write(os.path.join(folder, "complex.fits"), format="fits")
