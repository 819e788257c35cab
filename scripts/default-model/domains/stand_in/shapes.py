"""What the stand-in's objects look like, class by class.

A source is a list of parts: a profile, its place, its share of the light at 555 nm, and how that
share changes with wavelength. Lengths are pixels. The profiles are King (1962), Moffat, Sersic and
single stars; a clumpy cluster has some of its light in single knots.
"""
import numpy as np

from optics import OVER

HALF_PX = 24
SIDE = 2 * HALF_PX * OVER + 1


def part(kind, share, dx=0.0, dy=0.0, colour=0.0, **shape):
    return {'kind': kind, 'share': share, 'dx': dx, 'dy': dy, 'colour': colour, **shape}


def rendered(parts, nm, scale=1.0):
    """The source of flux 1 on the samples of a stamp, before the telescope; lengths times scale."""
    image = np.zeros((SIDE, SIDE))
    weights = np.array([p['share'] * (nm / 555) ** p['colour'] for p in parts])
    weights /= weights.sum()
    for p, weight in zip(parts, weights):
        image += weight * profile(p, scale)
    return image


def profile(p, scale):
    x0, y0 = scale * p['dx'], scale * p['dy']
    if p['kind'] == 'point':
        return point(x0, y0)
    grid = np.arange(-HALF_PX * OVER, HALF_PX * OVER + 1) / OVER
    x, y = np.meshgrid(grid - x0, grid - y0)
    c, s = np.cos(p['angle']), np.sin(p['angle'])
    u, v = c * x + s * y, (c * y - s * x) / p['q']
    r = np.sqrt(u ** 2 + v ** 2 + 0.12 ** 2) / (scale * p['size'])
    light = PROFILES[p['kind']](r, p)
    if p['kind'] == 'spiral':
        phase = p['arms'] * (np.arctan2(v, u) - np.log(r + 0.1) / np.tan(p['pitch']))
        light = light * (1 + p['contrast'] * np.cos(phase))
    total = light.sum()
    return light / total if total > 0 else point(x0, y0)


def king(r, p):
    """Core radius 1; nothing beyond the tidal radius (King 1962, equation 14)."""
    edge = 1 / np.sqrt(1 + p['tidal'] ** 2)
    return np.where(r < p['tidal'], (1 / np.sqrt(1 + r ** 2) - edge) ** 2, 0)


PROFILES = {
    'king': king,
    'moffat': lambda r, p: np.where(r < 25, (1 + r ** 2) ** -p['beta'], 0),
    'sersic': lambda r, p: np.exp(-(2 * p['n'] - 0.33) * (r ** (1 / p['n']) - 1)),
    'spiral': lambda r, p: np.exp(-1.68 * r),
}


def point(x0, y0):
    """A star, shared among the four nearest samples."""
    image = np.zeros((SIDE, SIDE))
    u = np.clip((np.array([y0, x0]) + HALF_PX) * OVER, 0, SIDE - 2)
    i, f = u.astype(int), u - u.astype(int)
    for dy, wy in ((0, 1 - f[0]), (1, f[0])):
        for dx, wx in ((0, 1 - f[1]), (1, f[1])):
            image[i[0] + dy, i[1] + dx] += wy * wx
    return image


def cluster(rng, q):
    """A King or a Moffat profile about as large as a cluster at 10 Mpc."""
    shape = {'q': q, 'angle': rng.uniform(0, np.pi), 'size': rng.lognormal(np.log(0.9), 0.35)}
    if rng.random() < 0.5:
        return part('king', 1.0, tidal=10 ** rng.uniform(0.6, 1.6), **shape)
    return part('moffat', 1.0, beta=rng.uniform(1.25, 2.6), **shape)


def clumps(rng, n, spread, shares, colour=0.8):
    light = rng.pareto(1.2, n) + 1
    return [part('point', shares * w, *(spread * rng.normal(size=2)), colour * rng.normal())
            for w in light / light.sum()]


def symmetric(rng):
    main = cluster(rng, rng.uniform(0.8, 1))
    if rng.random() < 0.4:
        return [{**main, 'share': 0.8}, *clumps(rng, rng.integers(3, 9), 1.6 * main['size'], 0.2)]
    return [main]


def asymmetric(rng):
    """Elongated, clumpy on one side, or with a companion that touches it."""
    kind = rng.random()
    main = cluster(rng, rng.uniform(0.45, 0.75) if kind < 0.45 else rng.uniform(0.7, 1))
    main['size'] *= 1.8
    if kind < 0.3:
        return [main]
    angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(2.0, 4.0)
    dx, dy = far * np.cos(angle), far * np.sin(angle)
    share = rng.uniform(0.2, 0.45)
    if kind < 0.65:
        side = [{**p, 'dx': p['dx'] + dx, 'dy': p['dy'] + dy}
                for p in clumps(rng, rng.integers(2, 6), 1.0, share)]
        return [{**main, 'share': 1 - share}, *side]
    other = {**cluster(rng, rng.uniform(0.7, 1)), 'share': share, 'dx': dx, 'dy': dy}
    other['colour'] = 0.8 * rng.normal()
    return [{**main, 'share': 1 - share}, other]


def association(rng):
    """Two to nine peaks, each a star or a small cluster, in a ragged cloud."""
    extent = rng.uniform(2.0, 6.0)
    peaks = clumps(rng, rng.integers(2, 10), extent, rng.uniform(0.5, 0.85), 1.0)
    for p in peaks:
        if rng.random() < 0.35:
            kept = {key: p[key] for key in ('share', 'dx', 'dy')}
            p.update({**cluster(rng, rng.uniform(0.7, 1)), **kept})
            p['size'] *= 0.5
    rest = 1 - sum(p['share'] for p in peaks)
    n = rng.integers(1, 4)
    cloud = [part('sersic', rest / n, *(0.5 * extent * rng.normal(size=2)), n=rng.uniform(0.5, 1.2),
                  size=extent * rng.uniform(0.7, 1.4), q=rng.uniform(0.4, 1),
                  angle=rng.uniform(0, np.pi)) for _ in range(n)]
    return centred([*peaks, *cloud])


def centred(parts):
    """Moves the brightest part to the middle."""
    first = max(parts, key=lambda p: p['share'] / (1 if p['kind'] == 'point' else 3))
    dx, dy = first['dx'], first['dy']
    return [{**p, 'dx': p['dx'] - dx, 'dy': p['dy'] - dy} for p in parts]


def stars(rng, n):
    others = []
    for _ in range(n - 1):
        angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(1.4, 4.0)
        others.append(part('point', rng.uniform(0.15, 0.9), far * np.cos(angle),
                           far * np.sin(angle), rng.normal()))
    return [part('point', 1.0), *others]


def background_galaxy(rng):
    shape = {'q': rng.uniform(0.25, 1), 'angle': rng.uniform(0, np.pi)}
    if rng.random() < 0.35:
        return [part('sersic', 1.0, n=rng.uniform(2, 4.5), size=rng.uniform(1.5, 6), **shape)]
    disc = part('spiral', 0.85, size=rng.uniform(3, 9), arms=2, pitch=rng.uniform(0.2, 0.6),
                contrast=rng.uniform(0, 0.9), **shape)
    bulge = part('sersic', 0.15, n=2, size=rng.uniform(0.6, 1.5), colour=1.0,
                 q=rng.uniform(0.7, 1), angle=0.0)
    return [disc, bulge]


def cloud(rng):
    n = rng.integers(2, 6)
    return [part('sersic', 1 / n, *(3 * rng.normal(size=2)), colour=0.5 * rng.normal(), n=0.6,
                 size=rng.uniform(2.5, 6), q=rng.uniform(0.4, 1), angle=rng.uniform(0, np.pi))
            for _ in range(n)]


def of_class(value, ci_excess, rng):
    """Parts of a random object of a class, the name of its kind, and whether its CI is reached by
    its size (or else by the share of its brightest point)."""
    if value == 1:
        return symmetric(rng), 'symmetric', True
    if value == 2:
        parts = asymmetric(rng)
        return parts, 'asymmetric', len(parts) == 1
    if value == 3:
        return association(rng), 'association', False
    names = ['star', 'pair', 'group', 'galaxy', 'cloud', 'flaw']
    shares = [0.02, 0.12, 0.3, 0.3, 0.24, 0.02]
    if ci_excess < 0.65:
        shares = [0.12, 0.25, 0.25, 0.2, 0.13, 0.05]
    if ci_excess < 0.3:
        shares = [0.42, 0.25, 0.1, 0.1, 0.03, 0.1]
    name = rng.choice(names, p=shares)
    if name in ('star', 'flaw'):
        return [part('point', 1.0), *clumps(rng, 2, 2.5, 0.25)], name, False
    if name == 'pair':
        return stars(rng, 2), name, False
    if name == 'group':
        return stars(rng, rng.integers(3, 7)), name, False
    return (background_galaxy(rng) if name == 'galaxy' else cloud(rng)), name, True
