"""Writes the colours of PHANGS-HST's clusters as quantiles, by class.

usage: python3 scripts/fit_phangs_colours.py COLOURS.csv src/populations/phangs-colours.ts

COLOURS.csv has the columns class,u_b,b_v,v_i of the clusters that people classified in the
catalogues of Maschmann+2024 (four bands detected). A quantile stands at each normal score -3, -2.5,
... 3, as in scripts/fit_populations.py; the outer two are those of the scores, not the extremes,
which are errors of measurement. Needs numpy.
"""

import math
import sys

import numpy as np

SCORES = np.arange(-3, 3.01, 0.5)
SHARES = [0.5 * math.erfc(-z / math.sqrt(2)) for z in SCORES]
HEAD = '''/**
 * scripts/fit_phangs_colours.py made this from the colours of 21,564 clusters of PHANGS-HST that
 * people classified (Maschmann+2024). For each class: quantiles of B-V, V-I and U-B in mag at the
 * normal scores -3, -2.5, ... 3. Change the script, not this file.
 */
export const PHANGS_COLOURS = {
'''

data = np.genfromtxt(sys.argv[1], delimiter=",", names=True)
text = HEAD
for value in (1, 2, 3):
    rows = data[data["class"] == value]
    text += f"  {value}: {{\n    nObjects: {len(rows)},\n"
    for key, column in (("bv", "b_v"), ("vi", "v_i"), ("ub", "u_b")):
        values = ", ".join(f"{q:.2f}" for q in np.quantile(rows[column], SHARES))
        text += f"    {key}: [{values}],\n"
    text += "  },\n"
text += "} as const\n"
with open(sys.argv[2], "w") as file:
    file.write(text)
