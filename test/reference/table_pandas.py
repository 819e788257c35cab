"""What pandas sees in a table, and the table as pandas and astropy write it again.

usage: table_pandas.py FILE FOLDER     FILE ends in .ecsv or .fits
       writes FOLDER/again.csv by pandas, FOLDER/again.ecsv and again.fits by astropy from pandas,
       and prints the types and cells of the frame, as JSON; integers as strings
"""
import json
import sys

import numpy as np
import pandas as pd
from astropy.table import Table

path, folder = sys.argv[1:]
is_text = path.endswith('.ecsv')
table = Table.read(path, format='ascii.ecsv' if is_text else 'fits')
if not is_text:
    table.convert_bytestring_to_unicode()
frame = table.to_pandas()


def cell(value):
    if value is None or value is pd.NA:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return 'nan' if np.isnan(value) else repr(float(value))
    return str(value)


frame.to_csv(f'{folder}/again.csv', index=False)
again = Table.from_pandas(frame)
for name in table.colnames:
    again[name].unit = table[name].unit
    again[name].description = table[name].description
again.write(f'{folder}/again.ecsv', overwrite=True)
again.write(f'{folder}/again.fits', overwrite=True)
said = {'types': {}, 'cells': {}}
for name in frame.columns:
    said['types'][name] = str(frame[name].dtype)
    said['cells'][name] = [cell(value) for value in frame[name]]
if is_text:
    # What a user of pandas alone does.
    plain = pd.read_csv(path, comment='#')
    said['plain'] = {name: [cell(value) for value in plain[name]] for name in plain.columns}
print(json.dumps(said))
