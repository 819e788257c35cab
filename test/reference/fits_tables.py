"""What astropy reads from the tables of FITS files, as JSON: the reference of
test/fits/table.reference.test.ts.

    fits_tables.py dump FILE...   values of every table, after `verify`
    fits_tables.py make FILE      writes a table with every column type that astropy can write
"""
import json
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")


def plain(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        value = int(value)
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, (complex, np.complexfloating)):
        return [plain(value.real), plain(value.imag)]
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return value if np.isfinite(value) else str(value)
    return str(value).rstrip()  # trailing blanks mean nothing, astropy keeps those of some columns


def flat(values):
    result = []
    for value in np.asarray(values).ravel():
        value = plain(value)
        result.extend(value if isinstance(value, list) else [value])
    return result


def column_of(hdu, i):
    column = hdu.columns[i]
    said = {"name": column.name, "format": str(column.format), "unit": column.unit}
    values = hdu.data.field(i) if hdu.data is not None else []
    if str(column.format).lstrip("01")[:1] in ("P", "Q"):
        said["lists"] = [flat(row) for row in values]
    else:
        said["values"] = flat(values)
    return said


def dump(path):
    with fits.open(path) as hdus:
        hdus.verify("exception" if "written" in path else "silentfix")
        return {
            str(i): {
                "nRows": len(hdu.data) if hdu.data is not None else 0,
                "columns": [column_of(hdu, k) for k in range(len(hdu.columns))],
            }
            for i, hdu in enumerate(hdus)
            if type(hdu) in (fits.BinTableHDU, fits.TableHDU)
        }


def lists(kind, *rows):
    return np.array([np.array(row, dtype=kind) for row in rows] + [None], dtype=object)[:-1]


def make(path):
    column = fits.Column
    big = np.array([2**63 - 1, -(2**63), 2**53 + 1])
    columns = [
        column("l", "L", array=[True, False, True]),
        column("x", "11X", array=np.arange(33).reshape(3, 11) % 3 == 0),
        column("b", "B", array=np.array([0, 127, 255], "u1")),
        column("i", "I", null=-99, array=np.array([-99, 0, 32767], "i2")),
        column("u2", "I", bzero=2**15, array=np.array([0, 32768, 65535], "u2")),
        column("j", "J", array=np.array([-(2**31), 0, 2**31 - 1], "i4")),
        column("u4", "J", bzero=2**31, array=np.array([0, 2**31, 2**32 - 1], "u4")),
        column("k", "K", null=2**53 + 1, array=big),
        column("u8", "K", bzero=2**63, array=np.array([0, 2**53 + 1, 2**63 - 1], "u8")),
        column("u8big", "K", bzero=2**63, array=np.array([0, 2**63, 2**64 - 1], "u8")),
        column("a", "7A", array=np.array(["", "it's", "NGC1566"])),
        column("aa", "6A", dim="(3,2)", array=np.array([["a", "bcd"], ["", "x"], ["y", "zz"]])),
        column("e", "E", unit="mag", array=np.array([np.nan, -0.0, 1.1], "f4")),
        column("d", "3D", array=np.array([[1.1, np.inf, 2], [3, 4, 5], [6, 7, -np.inf]])),
        column("dd", "6D", dim="(3,2)", array=np.arange(18.0).reshape(3, 2, 3)),
        column("c", "C", array=np.array([1 + 2j, 3.5, -1j], "c8")),
        column("m", "2M", array=np.array([[1 + 2j, 0], [3.5, 1], [-1j, 9]], "c16")),
        column("pj", "PJ()", array=lists("i4", [1, 2, 3], [], [4])),
        column("qd", "QD()", array=lists("f8", [1.5], [2.5, np.nan], [])),
    ]
    fits.BinTableHDU.from_columns(columns, name="ALL").writeto(path, overwrite=True)


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    json.dump({path: dump(path) for path in sys.argv[2:]}, sys.stdout)
