"""Tables with lists of variable length, complex numbers and bits, and what astropy reads of them.

    table_lists.py write FILE        writes one with every type of element       (astropy 5.2)
    table_lists.py read FILE         prints its columns as JSON: format and values
"""

import json
import sys

import numpy as np
from astropy.io import fits

task, path = sys.argv[1:]

LISTS = {"B": "u1", "I": "i2", "J": "i4", "K": "i8", "E": "f4", "D": "f8", "C": "c8", "M": "c16"}


def lists_of(dtype):
    rows = np.empty(3, dtype=object)
    rows[:] = [np.array(row, dtype=dtype) for row in ([1, 2, 3], [], [100, 7])]
    return rows


def plain(value):
    if isinstance(value, (np.ndarray, list)):
        return [plain(item) for item in value]
    if isinstance(value, (complex, np.complexfloating)):
        return [float(value.real), float(value.imag)]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return str(value) if isinstance(value, (str, np.integer)) else float(value)


if task == "write":
    columns = [
        fits.Column(f"list_{code}", f"P{code}()", array=lists_of(dtype))
        for code, dtype in LISTS.items()
    ]
    columns += [
        fits.Column("wide", "QD()", array=lists_of("f8"), unit="mag"),
        fits.Column("words", "PA()", array=np.array(["a", "", "bcd"], dtype=object)),
        fits.Column("single", "C", array=np.array([1 + 2j, -0.5j, 3], dtype="c8")),
        fits.Column("double", "2M", array=np.arange(6).reshape(3, 2) * (1 + 1j)),
        fits.Column("bits", "11X", array=np.arange(33).reshape(3, 11) % 3 == 0),
    ]
    fits.BinTableHDU.from_columns(columns).writeto(path)
else:
    with fits.open(path) as hdus:
        table = hdus[1]
        answer = {
            column.name: {"format": column.format, "values": plain(table.data[column.name])}
            for column in table.columns
        }
    print(json.dumps(answer))
