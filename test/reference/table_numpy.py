"""Tables as .npy and .npz by NumPy, and what they hold as JSON.

usage: table_numpy.py FOLDER

Integers and NaN are strings; a complex number is a pair.
"""
import json
import os
import sys

import numpy as np

folder = sys.argv[1]


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(one) for one in value]
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return str(int(value))
    if isinstance(value, np.complexfloating):
        return [float(value.real), float(value.imag)]
    if isinstance(value, np.floating):
        return float(value) if np.isfinite(value) else str(value)
    return value.decode() if isinstance(value, bytes) else str(value)


def records(order, align=False):
    fields = [
        ('id', order + 'i8'), ('u8', order + 'u8'), ('u4', order + 'u4'), ('u2', order + 'u2'),
        ('i2', order + 'i2'), ('i1', 'i1'), ('u1', 'u1'), ('ok', '?'),
        ('x', order + 'f8'), ('f', order + 'f4'), ('h', order + 'f2'),
        ('t', order + 'U5'), ('s', 'S4'), ('c', order + 'c16'),
        ('v', order + 'f4', (3,)), ('m', order + 'i2', (2, 2)),
    ]
    array = np.zeros(3, np.dtype(fields, align=align))
    array['id'] = [2**62 + 1, -(2**63), 7]
    array['u8'] = [2**63 - 1, 0, 1]
    array['u4'] = [2**32 - 1, 0, 1]
    array['u2'] = [65535, 0, 1]
    array['i2'] = [-32768, 32767, 1]
    array['i1'] = [-128, 127, 0]
    array['u1'] = [0, 255, 1]
    array['ok'] = [True, False, True]
    array['x'] = [0.1, np.nan, -np.inf]
    array['f'] = [0.5, np.nan, 1e30]
    array['h'] = [1.5, -2, np.inf]
    array['t'] = ['a b', 'é☆', '']
    array['s'] = ['ab', 'a  d', '']
    array['c'] = [1 + 2j, 0, -1j]
    array['v'] = np.arange(9).reshape(3, 3)
    array['m'] = np.arange(12).reshape(3, 2, 2)
    return array


grid = np.arange(6.0).reshape(3, 2)
arrays = {
    'little.npy': records('<'),
    'big.npy': records('>'),
    'aligned.npy': records('<', align=True),
    'grid.npy': grid,
    'fortran.npy': np.asfortranarray(grid),
    'big-integers.npy': np.array([[1, 2**40], [-1, 3]], '>i8'),
    'one-axis.npy': np.array(['a', 'bc', '']),
    'beyond.npy': np.array([2**63, 1], 'u8'),
}
refused = {
    'objects.npy': np.array([{}, None], dtype=object),
    'dates.npy': np.array(['2026-11-29'], 'M8[D]'),
    'long.npy': np.array([1.5], np.longdouble),
    'cube.npy': np.zeros((2, 2, 2)),
    'scalar.npy': np.array(1.5),
    'nested.npy': np.zeros(2, [('a', [('b', 'f4')])]),
}
expected = {}
for name, array in arrays.items():
    np.save(os.path.join(folder, name), array)
    if array.dtype.names:
        expected[name] = {field: plain(array[field]) for field in array.dtype.names}
    else:
        columns = array.T if array.ndim == 2 else [array]
        expected[name] = {f'col{c + 1}': plain(column) for c, column in enumerate(columns)}
for name, array in refused.items():
    np.save(os.path.join(folder, 'refused-' + name), array, allow_pickle=True)

columns = {'id': np.array([2**60 + 1, 2]), 'x': np.array([1.5, np.nan]), 't': np.array(['a', 'b'])}
both = {**columns, 'v': np.array([[1.0, 2], [3, 4]])}
np.savez(os.path.join(folder, 'columns.npz'), **both)
np.savez_compressed(os.path.join(folder, 'packed.npz'), **both, version=np.array(3))
np.savez(os.path.join(folder, 'records.npz'), table=records('<'), other=grid)
np.savez(os.path.join(folder, 'several.npz'), a=grid, b=np.zeros((4, 2)))
held = {name: plain(array) for name, array in both.items()}
expected['columns.npz'] = held
expected['packed.npz'] = held
expected['records.npz'] = expected['little.npy']
with open(os.path.join(folder, 'expected.json'), 'w') as file:
    json.dump(expected, file)
