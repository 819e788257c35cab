"""Prints what astropy reads from a table, as JSON: type, unit, description, values, mask by column.

    table_read.py FILE FORMAT        (astropy 5.2; FORMAT as Table.read names it)

Integers are strings, since JSON's readers may round them; so are NaN and infinity.
"""

import json
import sys

import numpy as np
from astropy.table import Table

path, form = sys.argv[1:]
table = Table.read(path, format=form)


def plain(value):
    if isinstance(value, (bytes, np.bytes_)):
        return value.decode()
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (np.integer, int)):
        return str(int(value))
    if isinstance(value, (np.floating, float)):
        return float(value) if np.isfinite(value) else str(value)
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    return str(value)


def type_of(dtype):
    """A letter, and the bytes of a number: f8, i4, but U and S without a length."""
    return dtype.kind + ("" if dtype.kind in "US" else str(dtype.itemsize))


columns = []
for name in table.colnames:
    column = table[name]
    mask = np.broadcast_to(getattr(column, "mask", False), column.shape)
    data = np.asarray(column.filled() if hasattr(column, "filled") else column)
    columns.append(
        {
            "name": name,
            "type": type_of(column.dtype),
            "unit": None if column.unit is None else column.unit.to_string("fits"),
            "description": column.description,
            "values": [plain(value) for value in data],
            "mask": [bool(np.all(row)) for row in mask],
        }
    )
print(json.dumps({"columns": columns, "comments": list(table.meta.get("comments", []))}))
