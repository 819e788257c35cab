"""The galaxy behind the stand-in's objects: a spiral with dust, clouds and its stars."""
import numpy as np
from scipy import ndimage

# Magnitudes in NUV, U, B, V, I less V: disc, arms, bulge, gas.
COLOURS = {
    'disc': (3.0, 1.2, 0.8, 0, -1.1), 'arms': (-1.2, -0.9, 0.05, 0, -0.3),
    'bulge': (4.2, 1.6, 1.0, 0, -1.2), 'gas': (0.5, 0.3, 1.0, 0, 1.2),
}
DUST = (6.2, 5.0, 4.1, 3.1, 1.8)


def draw_scene(rng, size):
    """V surface brightness of each component relative to the disc's centre, and E(B-V)."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    off = rng.uniform(0, 0.6) * size
    turn = rng.uniform(0, 2 * np.pi)
    cx, cy = size / 2 + off * np.cos(turn), size / 2 + off * np.sin(turn)
    angle, q = rng.uniform(0, np.pi), rng.uniform(0.5, 1)
    u = np.cos(angle) * (x - cx) + np.sin(angle) * (y - cy)
    v = (np.cos(angle) * (y - cy) - np.sin(angle) * (x - cx)) / q
    length = rng.uniform(0.3, 0.8) * size
    r = np.hypot(u, v)
    disc = np.exp(-r / length)
    n_arms, pitch = rng.integers(2, 5), rng.uniform(0.25, 0.5)
    wobble = texture(rng, size, 200) * 0.5
    phase = n_arms * (np.arctan2(v, u) - np.log(np.maximum(r, 5) / length) / np.tan(pitch)) + wobble
    ridge = np.exp(3 * (np.cos(phase) - 1))
    clumpy = np.exp(0.9 * texture(rng, size, 60) - 0.4)
    inside = 1 - np.exp(-(r / (0.25 * length)) ** 2)
    arms = rng.uniform(0.3, 1.2) * disc * ridge * clumpy * inside
    gas = 0.12 * arms * np.maximum(0, texture(rng, size, 14)) ** 2
    core = np.sqrt(np.maximum(r, 1) / (0.08 * length))
    bulge = rng.uniform(2, 10) * np.exp(-3.67 * (core - 1)) / 20
    lane = np.exp(5 * (np.cos(phase + 1.3) - 1)) * np.exp(0.8 * texture(rng, size, 25))
    ebv = rng.uniform(0.1, 0.4) * lane * inside
    return {'disc': disc, 'arms': arms, 'bulge': bulge, 'gas': gas, 'ebv': np.minimum(ebv, 1.2),
            'central': rng.uniform(20.3, 21.6)}


def texture(rng, size, cell):
    """Smooth noise of standard deviation 1 with structure down to a fifth of a cell."""
    total = np.zeros((size, size), np.float32)
    for scale, weight in ((cell, 1), (cell / 2.2, 0.6), (cell / 5, 0.35)):
        coarse = rng.normal(size=(int(size / scale) + 5,) * 2)
        rough = ndimage.zoom(coarse, scale, order=3)[:size, :size]
        total += weight * rough / rough.std()
    return total / total.std()


def smooth_light(scene, band, zero, stellar):
    """e-/s in each pixel; a part of disc and arms is left for the stars."""
    rate = 10 ** (-0.4 * (scene['central'] - 2.5 * np.log10(0.03962 ** 2) - zero))
    total = np.zeros_like(scene['disc'])
    for name, colours in COLOURS.items():
        left = 1 - stellar.get(name, 0)
        total += left * rate * 10 ** (-0.4 * colours[band]) * scene[name]
    return total * (0.35 + 0.65 * 10 ** (-0.4 * DUST[band] * scene['ebv']))


def draw_stars(rng, scene, modulus, zero_v, stellar):
    """Places (n x 2) and magnitudes (n x 5) of single stars, by the light of disc and arms."""
    places, magnitudes = [], []
    rate = 10 ** (-0.4 * (scene['central'] - 2.5 * np.log10(0.03962 ** 2) - zero_v))
    for name, (bright, faint), colours in (
        ('disc', (-4.0, -1.0), ((3.2, 1.0, 1.2), 0.3, 1.3)),
        ('arms', (-8.5, -3.0), ((-1.2, -0.8, 0.0), 0.25, 0.05)),
    ):
        faint = min(faint, 29 - modulus)
        if faint <= bright:
            continue
        # dN/dM ~ 10^(0.3 M), so the light of all of them is known.
        grid = np.linspace(bright, faint, 400)
        number = 10 ** (0.3 * grid)
        mean = np.sum(number * 10 ** (-0.4 * (grid + modulus - zero_v))) / number.sum()
        light = stellar[name] * rate * scene[name]
        n = rng.poisson(light.sum() / mean)
        odds = np.cumsum(light.ravel(), dtype=float)
        cells = np.searchsorted(odds, rng.random(n) * odds[-1])
        absolute = rng.choice(grid, n, p=number / number.sum()) + rng.uniform(0, 0.02, n)
        v = absolute + modulus
        (nuv, ub, bv), scatter, vi = colours
        b = v + bv + scatter * rng.normal(size=n)
        u = b + ub + scatter * rng.normal(size=n)
        rows = np.stack([b + nuv + 0.5 * rng.normal(size=n), u, b, v,
                         v - vi - scatter * rng.normal(size=n)], 1)
        behind = (rng.random(n) < 0.5) * scene['ebv'].ravel()[cells]
        magnitudes.append(rows + behind[:, None] * np.array(DUST))
        y, x = np.divmod(cells, light.shape[1])
        places.append(np.stack([x, y], 1) + rng.random((n, 2)) - 0.5)
    return np.concatenate(places), np.concatenate(magnitudes)
