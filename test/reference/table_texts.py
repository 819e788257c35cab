"""What astropy reads from text tables, as JSON: type, unit, values and mask by column.

    table_texts.py CASES        a file of {"name": {"form": FORMAT, "text": TEXT, "readMe": TEXT}},
                                readMe only where the columns are described in a ReadMe
    table_texts.py own FORMAT   the same of the files that astropy tests this format with

FORMAT is a name of astropy.io.ascii. Integers are strings, and so are NaN and infinity.
"""
import glob
import json
import os
import sys
import tempfile
import warnings

import numpy as np
from astropy.io import ascii

warnings.simplefilter('ignore')


def plain(value):
    if isinstance(value, (np.integer, int)):
        return str(int(value))
    if isinstance(value, (np.floating, float)):
        return float(value) if np.isfinite(value) else str(value)
    return str(value)


def seen(table):
    columns = []
    for name in table.colnames:
        column = table[name]
        mask = np.broadcast_to(getattr(column, 'mask', False), column.shape)
        columns.append({
            'name': name,
            'type': column.dtype.kind,
            'unit': None if column.unit is None else str(column.unit),
            'cells': [None if gone else plain(v) for v, gone in zip(np.asarray(column), mask)],
        })
    return columns


def read(text, form, read_me=None):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'table.dat')
        with open(path, 'w') as file:
            file.write(text)
        options = {}
        if read_me:
            options['readme'] = os.path.join(folder, 'ReadMe')
            with open(options['readme'], 'w') as file:
                file.write(read_me)
        return seen(ascii.read(path, format=form, guess=False, **options))


FILES = {
    'ipac': ['ipac.dat'],
    'cds': [
        *['cds.dat', 'cds2.dat', 'cdsFunctional.dat', 'cdsFunctional2.dat'],
        *['vizier/table1.dat', 'vizier/table5.dat', 'cds/multi/lhs2065.dat'],
        *['cds/glob/lmxbrefs.dat', 'cds/null/table.dat', 'cds/description/table.dat'],
    ],
    'daophot': ['daophot.dat', 'daophot2.dat', 'daophot3.dat', 'daophot4.dat'],
    'fixed_width_two_line': ['fixed_width_2_line.txt'],
}


def own(name, form):
    path = os.path.join(os.path.dirname(ascii.__file__), 'tests', 'data', name)
    with open(path) as file:
        answer = {'text': file.read()}
    options = {}
    if '/' in name:
        options['readme'] = os.path.join(os.path.dirname(path), 'ReadMe')
        with open(options['readme']) as file:
            answer['readMe'] = file.read()
    return {**answer, 'columns': seen(ascii.read(path, format=form, guess=False, **options))}


if sys.argv[1] == 'own':
    print(json.dumps({name: own(name, sys.argv[2]) for name in FILES[sys.argv[2]]}))
else:
    with open(sys.argv[1]) as file:
        cases = json.load(file)
    answers = {
        name: read(case['text'], case['form'], case.get('readMe')) for name, case in cases.items()
    }
    print(json.dumps(answers))
