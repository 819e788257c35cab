"""Tables with mixin columns, masks and cells of several axes (astropy).

table_mixed.py write FOLDER: makes them. table_mixed.py compare FOLDER: reads what starsift made of
them (ours-NAME) and prints for each file and column whether type, unit, mask and values are alike.
"""

import json
import os
import sys
import warnings

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.table import Column, MaskedColumn, QTable, Table
from astropy.time import Time

warnings.simplefilter('ignore')

MIXED = ['mixed.ecsv', 'masked.ecsv']
SHAPES = ['shapes.ecsv', 'shapes.fits']


def write(folder):
    mixed = QTable()
    mixed['id'] = [1, 2, 3]
    mixed['flux'] = [1.5, 2.5, 3.5] * u.Jy
    mixed['at'] = SkyCoord([10.5, 11, 12] * u.deg, [-5, 0, 5.25] * u.deg)
    mixed['when'] = Time(['2026-01-01', '2026-01-02', '2026-01-03'])
    mixed.meta['shape'] = (3, 4)
    mixed.meta['text'] = 'two: "three" # four'
    mixed.meta['array'] = np.array([1.5, 2.5])
    mixed.write(os.path.join(folder, 'mixed.ecsv'), overwrite=True)

    masked = Table()
    masked['id'] = MaskedColumn([1, 2, 3], mask=[False, True, False])
    masked['x'] = MaskedColumn([1.5, 2.5, 3.5], mask=[False, False, True])
    masked.write(
        os.path.join(folder, 'masked.ecsv'), overwrite=True, serialize_method='data_mask'
    )

    shapes = Table()
    shapes['id'] = [1, 2]
    shapes['m'] = np.arange(12, dtype='i8').reshape(2, 2, 3)
    shapes['c'] = np.arange(24, dtype='f4').reshape(2, 2, 3, 2)
    shapes['s'] = Column([['a', 'bc'], ['g', 'def']])
    shapes.write(os.path.join(folder, 'shapes.fits'), overwrite=True)
    shapes['v'] = MaskedColumn(
        np.arange(6, dtype='f8').reshape(2, 3), mask=[[0, 1, 0], [0, 0, 1]]
    )
    shapes.write(os.path.join(folder, 'shapes.ecsv'), overwrite=True)


def same(a, b):
    if isinstance(a, SkyCoord):
        return bool(np.all(a.ra == b.ra) and np.all(a.dec == b.dec))
    if isinstance(a, Time):
        return bool(np.all(a.isot == b.isot))
    masks = [np.ma.getmaskarray(np.ma.asarray(c)) for c in (a, b)]
    a, b = (np.asarray(c) for c in (a, b))
    if a.dtype.kind in 'SU':
        a, b = a.astype(str), b.astype(str)
    alike = a.shape == b.shape and np.array_equal(*masks)
    return alike and bool(np.all((a == b) | masks[0]))


def compare(folder):
    answers = {}
    for name in MIXED + SHAPES:
        read = QTable if name in MIXED else Table
        theirs = read.read(os.path.join(folder, name))
        for ours_name in [f for f in sorted(os.listdir(folder)) if f.startswith('ours-' + name)]:
            ours = read.read(os.path.join(folder, ours_name))
            answers[ours_name] = {
                column: type(theirs[column]).__name__ == type(ours[column]).__name__
                and getattr(theirs[column], 'unit', None) == getattr(ours[column], 'unit', None)
                and same(theirs[column], ours[column])
                for column in theirs.colnames
            }
            for key, value in theirs.meta.items():
                answers[ours_name]['meta ' + key] = bool(np.all(value == ours.meta.get(key)))
    json.dump(answers, sys.stdout)


{'write': write, 'compare': compare}[sys.argv[1]](sys.argv[2])
