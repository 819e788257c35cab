"""Half-light radii by quadrature, for test/golden/half-light.json:

    /usr/bin/python3 test/reference/half_light.py > test/golden/half-light.json   (scipy 1.10.1)

sersic: r_eff in units of the scale h of exp(-(r/h)^(1/n)), from the inverse incomplete gamma
function.
eff: a of (1 + r^2/a^2)^(-gamma/2) exp(-r^2 / (2 t^2)) whose half-light radius is 1, for a
truncation t.
"""
import json

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import gammaincinv


def light(a, gamma, t, radius):
    inner = lambda r: r * (1 + r * r / a**2) ** (-gamma / 2) * np.exp(-r * r / (2 * t * t))
    return quad(inner, 0, min(radius, 1), limit=400)[0] + (
        quad(inner, 1, radius, limit=400)[0] if radius > 1 else 0)


def flat(gamma, t):
    def half(log_a):
        a = np.exp(log_a)
        return light(a, gamma, t, 1) / light(a, gamma, t, 12 * t) - 0.5

    return float(np.exp(brentq(half, np.log(1e-4), np.log(20), xtol=1e-10)))


print(json.dumps({
    'sersic': [{'n': n, 'effectiveOverScale': round(float(gammaincinv(2 * n, 0.5) ** n), 8)}
               for n in (0.5, 1, 1.5, 2.5, 4, 6)],
    'eff': [{'gamma': g, 'truncation': t, 'flat': round(flat(g, t), 8)}
            for g in (2.2, 2.6, 3, 4) for t in (5, 15)],
}, indent=2))
