#!/usr/bin/env python3
"""What a careful NumPy user could write: the shorter exact forms, all learning rates together.

One-point quadratic models in the eigenbasis of their matrix; several points through the few operators that make up
every psi (the W^i, or the odd powers of tanh's series), read once for all rates; nets on one-dimensional data by the
sign of each unit; nets on images in data space, with a warm-started Krylov method for the top eigenvalue.

Per step and rate, like the engine: loss, top eigenvalue of the NTK, squared weight norm, and sparsity for ReLU nets.
Prints one JSON line per experiment: seconds per trial-step (median of --repeats timed runs after a warm-up), float64.
--check compares every experiment with plain gradient descent instead, on random points where it needs images.

    fair_numpy.py fig01 fig03 ... [--rates 16] [--steps N] [--repeats R] [--data DIR] [--check]
"""
import argparse, gzip, json, pathlib, sys, time
import numpy as np

WIDTH = 1024


class Eigenbasis:
    """a_i <- a_i (1 - eta zeta s lambda_i) and f = u.theta_phi, for one point at x = 1, y = 0."""

    def __init__(self, lam, zeta, a, u, f, eta):
        self.lam, self.zeta, self.uu, self.f, self.eta = lam, zeta, u @ u, np.full(len(eta), f), eta
        self.a = np.repeat(a[None], len(eta), 0)
        self.moments = np.stack([np.ones_like(lam), lam, lam * lam], 1)

    def step(self):
        norm, first, second = (self.a * self.a @ self.moments).T
        z = self.zeta / 2 * first + self.f
        out = z * z / 2, self.zeta ** 2 * second + self.uu, norm + (self.f ** 2 / self.uu if self.uu else 0)
        self.a *= 1 - (self.eta * z * self.zeta)[:, None] * self.lam
        self.f -= self.eta * z * self.uu
        return out


class Operators:
    """psi_alpha = sum_k c_alpha,k V_k and phi_alpha = c_alpha,0 u: H = C (zeta^2 P P^T + u.u e_0 e_0^T) C^T / D, P_k = V_k theta."""

    def __init__(self, v, c, u, zeta, y, theta, eta):
        self.count, n = len(v), v.shape[1]
        self.cat = np.concatenate(list(v), 1)
        self.c, self.u, self.zeta, self.y, self.eta = c, u, zeta, y, eta
        self.r = np.linalg.qr(c)[1]
        self.t, self.b = (np.repeat(part[None], len(eta), 0) for part in (theta[:n], theta[n:]))

    def step(self):
        p = (self.t @ self.cat).reshape(len(self.t), self.count, -1)
        s = self.zeta / 2 * np.einsum("rkn,rn->rk", p, self.t)
        gram = self.zeta ** 2 * (p @ p.transpose(0, 2, 1))
        if len(self.u):
            s[:, 0] += self.b @ self.u
            gram[:, 0, 0] += self.u @ self.u
        e = s @ self.c.T - self.y
        d = len(self.y)
        lam = np.linalg.eigvalsh(self.r @ gram @ self.r.T / d)[:, -1]
        norm = np.einsum("rn,rn->r", self.t, self.t) + np.einsum("rn,rn->r", self.b, self.b)
        pull = self.eta[:, None] / d * (e @ self.c)
        self.t -= self.zeta * np.einsum("rk,rkn->rn", pull, p)
        self.b -= pull[:, :1] * self.u
        return np.einsum("rd,rd->r", e, e) / (2 * d), lam, norm


class Line:
    """A net on one-dimensional data: units with u > 0 and u < 0 turn by one angle each, and H has rank two."""

    def __init__(self, x, y, minus, u, v, eta):
        self.x, self.y, self.minus, self.eta = x, y, minus, eta
        self.u, self.v = (np.repeat(w[None], len(eta), 0) for w in (u, v))
        self.plus_sq, self.minus_sq = (x[x > 0] ** 2).sum(), (x[x < 0] ** 2).sum()

    def step(self):
        n, d, m = self.u.shape[1], len(self.x), self.minus
        up = (self.u > 0).astype(float)
        q, w = self.u * self.u + self.v * self.v, self.u * self.v
        norm, total = q.sum(1), w.sum(1)
        qp, wp = np.einsum("rn,rn->r", q, up), np.einsum("rn,rn->r", w, up)
        qn, wn = norm - qp, total - wp
        right, left = (wp + m * wn) / n ** .5, (m * wp + wn) / n ** .5
        e = np.where(self.x > 0, self.x * right[:, None], self.x * left[:, None]) - self.y
        a = self.plus_sq * (qp + m * m * qn) / (n * d)
        b = self.minus_sq * (m * m * qp + qn) / (n * d)
        off = (self.plus_sq * self.minus_sq) ** .5 * m * norm / (n * d)
        lam = (a + b) / 2 + np.sqrt(((a - b) / 2) ** 2 + off ** 2)
        pulls = (self.eta / (n ** .5 * d))[:, None] * e * self.x
        rp, rn = pulls[:, self.x > 0].sum(1), pulls[:, self.x < 0].sum(1)
        down = (m * rp + rn)[:, None]
        kappa = down + up * ((rp + m * rn)[:, None] - down)
        self.u, self.v = self.u - kappa * self.v, self.v - kappa * self.u
        out = np.einsum("rd,rd->r", e, e) / (2 * d), lam, norm
        if m:
            return out
        on = up.mean(1)
        return *out, 1 - (on * (self.x > 0).sum() + (1 - on) * (self.x < 0).sum()) / d


class DataSpace:
    """A ReLU net of one rate with P = U X instead of U, and |U|^2 carried along."""

    def __init__(self, x, y, u, hidden, v, eta):
        self.y, self.eta, self.k = y, eta, x.T @ x
        self.p, self.unorm, self.v = u @ x, (u * u).sum(), v.copy()
        self.w = None if hidden is None else hidden.copy()
        self.update = None if hidden is None else np.empty_like(hidden)
        self.top = np.ones(len(y))
        self.rng = np.random.default_rng(2)

    def step(self):
        n, d = self.p.shape
        f = n ** (-1. if self.w is not None else -.5)
        on = self.p > 0
        s = np.maximum(self.p, 0)
        sparsity = [1 - np.count_nonzero(on) / on.size]
        norm = self.unorm + self.v @ self.v
        if self.w is None:
            last = s
            m = on * self.v[:, None]
            h = s.T @ s + self.k * (m.T @ m)
        else:
            norm += np.vdot(self.w, self.w)
            q = self.w @ s
            on_q = q > 0
            last = np.maximum(q, 0, out=q)
            sparsity.append(1 - np.count_nonzero(on_q) / on_q.size)
            m_q = on_q * self.v[:, None]
            m = self.w.T @ m_q
            m *= on
            h = last.T @ last + (s.T @ s) * (m_q.T @ m_q) + self.k * (m.T @ m)
        e = f * (self.v @ last) - self.y
        lam = self.top_eigenvalue(h) * f * f / d
        rate = self.eta * f / d * e
        if self.w is not None:
            m_q *= rate
            self.w -= np.matmul(m_q, s.T, out=self.update)
        self.v -= last @ rate
        m *= rate
        gk = m @ self.k
        self.unorm += np.vdot(m, gk) - 2 * np.vdot(m, self.p)
        self.p -= gk
        return e @ e / (2 * d), lam, norm, *sparsity

    def top_eigenvalue(self, h):
        """To 1e-10: Rayleigh-Ritz in Krylov spaces that begin with the last top eigenvector and a little noise."""
        q = self.top + 1e-6 * self.rng.standard_normal(len(h))
        while True:
            basis = [q / np.linalg.norm(q)]
            for _ in range(5):
                q = h @ basis[-1]
                basis.append(q / np.linalg.norm(q))
            b = np.linalg.qr(np.array(basis).T)[0]
            hb = h @ b
            values, y = np.linalg.eigh(b.T @ hb)
            q, hq = b @ y[:, -1], hb @ y[:, -1]
            r = hq - values[-1] * q
            if r @ r <= 1e-10 * values[-1] * (values[-1] - values[-2]) or not np.isfinite(r @ r):
                self.top = q
                return values[-1]


class Each:
    """One object for each rate, stepped in turn: what a rate needs stays in the cache."""

    def __init__(self, parts):
        self.parts = parts

    def step(self):
        return tuple(np.array(out) for out in zip(*(part.step() for part in self.parts)))


class PlainQuadratic:
    """The obvious program for any quadratic model, one rate: psi (D,n,n), phi (D,n)."""

    def __init__(self, psi, phi, zeta, y, theta, eta):
        self.psi, self.phi, self.zeta, self.y, self.theta, self.eta = psi, phi, zeta, y, theta, eta

    def step(self):
        pt = self.psi @ self.theta
        g, d = self.zeta * pt + self.phi, len(self.y)
        e = self.zeta / 2 * pt @ self.theta + self.phi @ self.theta - self.y
        out = e @ e / (2 * d), np.linalg.eigvalsh(g @ g.T / d)[-1], self.theta @ self.theta
        self.theta = self.theta - self.eta / d * (e @ g)
        return out


class PlainNet:
    """The obvious program for a net, one rate: x (d,D), weights U, (W), v."""

    def __init__(self, x, y, minus, weights, eta):
        self.x, self.y, self.minus, self.w, self.eta = x, y, minus, list(weights), eta

    def step(self):
        n, d, depth = len(self.w[-1]), len(self.y), len(self.w) - 1
        acts, slopes = [self.x], []
        for w in self.w[:-1]:
            p = w @ acts[-1]
            slopes.append(np.where(p > 0, 1., self.minus))
            acts.append(slopes[-1] * p)
        f = n ** (-depth / 2)
        e = f * (self.w[-1] @ acts[-1]) - self.y
        h = f * f * acts[-1].T @ acts[-1]
        back = f * self.w[-1][:, None] * slopes[-1]
        grads = [f * (acts[-1] @ e)]
        for i in range(depth - 1, -1, -1):
            h += (acts[i].T @ acts[i]) * (back.T @ back)
            grads.insert(0, (back * e) @ acts[i].T)
            if i:
                back = (self.w[i].T @ back) * slopes[i - 1]
        out = [e @ e / (2 * d), np.linalg.eigvalsh(h / d)[-1], sum((w * w).sum() for w in self.w)]
        if not self.minus:
            out += [(a == 0).mean() for a in acts[1:]]
        self.w = [w - self.eta / d * g for w, g in zip(self.w, grads)]
        return tuple(out)


def eigenvalues(rng, n, low, high):
    half = rng.uniform(low, high, n // 2)
    return np.concatenate([half, -half])


def symmetric(rng, n, low, high):
    q = np.linalg.qr(rng.standard_normal((n, n)))[0]
    return (q.T * eigenvalues(rng, n, low, high)) @ q


def odd_powers(w, x):
    """Matrices and coefficients with tanh(x w) = sum_k c_k(x) v_k to rounding: v_k = (w/r)^(2k+1)."""
    r = np.abs(w).max()
    taylor, top = [1.], r * np.abs(x).max()
    while abs(taylor[-1]) * top ** (2 * len(taylor) - 2) > 2. ** -56:
        k = len(taylor)
        taylor.append(-sum(taylor[i] * taylor[k - 1 - i] for i in range(k)) / (2 * k + 1))
    powers = 2 * np.arange(len(taylor)) + 1
    return [(w / r) ** p for p in powers], np.array(taylor) * (x[:, None] * r) ** powers


def images(root, name, train=128):
    if name == "cifar-10":
        raw = np.frombuffer(gzip.open(root / "cifar-10-01/data_batch_1.bin.gz").read(), np.uint8).reshape(-1, 3073)
        pixels, labels = raw[:, 1:], raw[:, 0]
    else:
        folder = root / (name + "-01")
        pixels = np.frombuffer(gzip.open(folder / "train-images-idx3-ubyte.gz").read()[16:], np.uint8).reshape(-1, 784)
        labels = np.frombuffer(gzip.open(folder / "train-labels-idx1-ubyte.gz").read()[8:], np.uint8)
    keep = np.flatnonzero(labels < 2)[:train]
    x = pixels[keep].T / 255.
    return x / len(x) ** .5, 2. * labels[keep] - 1


IMAGES = {"fig03": ("mnist", 1), "fig12": ("fashion-mnist", 1), "fig13": ("cifar-10", 1),
          "fig14": ("mnist", 2), "fig15": ("fashion-mnist", 2), "fig16": ("cifar-10", 2)}


def experiment(name, root, rng):
    """Two functions: learning rates to the fair program for all of them, and a learning rate to the plain one."""
    normal = rng.standard_normal
    if name in ("fig01", "fig06"):
        n, m, zeta, low, high = (1000, 0, (2 / 1000) ** .5, 1, 2) if name == "fig01" else (100, 10, (2 / 100) ** .5, 1, 1)
        lam, a, u, b = eigenvalues(rng, n, low, high), normal(n), normal(m) / max(m, 1) ** .5, normal(m)
        if m:
            b = u * (u @ b) / (u @ u)  # the rest of b never moves
        psi = np.zeros((1, n + m, n + m))
        psi[0, :n, :n] = np.diag(lam)
        phi = np.concatenate([np.zeros(n), u])[None]
        return (lambda eta: Eigenbasis(lam, zeta, a, u, u @ b, eta),
                lambda eta: PlainQuadratic(psi, phi, zeta, np.zeros(1), np.concatenate([a, b]), eta))
    if name in ("fig04", "fig05", "fig07"):
        u, n_phi = np.zeros(0), 0
        if name == "fig04":
            n, zeta, x = 500, (2 / 500) ** .5, rng.uniform(-.5, .5, (32, 2))
            v, c, y = np.stack([symmetric(rng, n, .9, 1.1) / 2 ** .5 for _ in range(2)]), x, rng.uniform(-.5, .5, 32)
            psi = np.tensordot(x, v, 1)
        else:
            n_t, n, n_phi = (500, 400, 0) if name == "fig05" else (200, 150, 10)
            zeta, x, w, t = (2 / n) ** .5, rng.uniform(-.5, .5, 32), symmetric(rng, n_t, 1, 1), normal(n_t)
            y = (2 / n_t) ** .5 / 2 * np.einsum("i,aij,j->a", t, np.tanh(x[:, None, None] * w), t)
            if n_phi:
                teacher_u = normal(2 * n_phi) / (2 * n_phi) ** .5
                u = teacher_u[:n_phi]
                y = y + x * (teacher_u @ normal(2 * n_phi))
            powers, c = odd_powers(w[:n, :n], x)
            v, psi = np.stack(powers), np.tanh(x[:, None, None] * w[:n, :n])
            # The linear part shares the coefficient of the first operator, which is x up to a factor.
            u = u * (x[0] / c[0, 0])
        padded, phi = np.zeros((32, n + n_phi, n + n_phi)), np.zeros((32, n + n_phi))
        padded[:, :n, :n], phi[:, n:] = psi, c[:, :1] * u
        theta = normal(n + n_phi)
        return (lambda eta: Operators(v, c, u, zeta, y, theta, eta),
                lambda eta: PlainQuadratic(padded, phi, zeta, y, theta, eta))
    if name in ("fig02", "fig08", "fig09", "fig10"):
        minus = {"fig02": .5, "fig08": .75, "fig09": .5, "fig10": 0.}[name]
        x, y = {"fig09": (rng.uniform(-.5, .5, 32), rng.uniform(-.5, .5, 32)),
                "fig10": (np.full(1, 4.), np.full(1, 2.))}.get(name, (np.ones(1), np.zeros(1)))
        u, v = normal(WIDTH), normal(WIDTH)
        return (lambda eta: Line(x, y, minus, u, v, eta),
                lambda eta: PlainNet(x[None], y, minus, [u[:, None], v], eta))
    kind, hidden = IMAGES[name]
    x, y = images(root, kind) if root else (rng.uniform(0, .1, (784, 128)), rng.choice([-1., 1.], 128))
    u, w, v = normal((WIDTH, len(x))), normal((WIDTH, WIDTH)) if hidden == 2 else None, normal(WIDTH)
    return (lambda eta: Each([DataSpace(x, y, u, w, v, each) for each in eta]),
            lambda eta: PlainNet(x, y, 0., [u, v] if w is None else [u, w, v], eta))


def rates(name, count):
    return np.linspace(.3, 1.8, count) if name in ("fig06", "fig07") else np.linspace(.5, 2.75, count)


def check(name, steps=12):
    """The largest relative difference from the plain program over some steps at three rates."""
    fair, plain = experiment(name, None, np.random.default_rng(1))
    eta = rates(name, 3) / plain(0.).step()[1]
    together, apart = fair(eta), [plain(each) for each in eta]
    worst = 0.
    for _ in range(steps):
        ours = np.stack(together.step())
        theirs = np.array([one.step() for one in apart]).T
        scale = np.maximum(np.abs(theirs), 1e-12)
        worst = max(worst, (np.abs(ours - theirs) / scale).max())
    return worst


def measure(name, root, count, steps, repeats):
    fair, plain = experiment(name, root, np.random.default_rng(1))
    eta = rates(name, count) / plain(0.).step()[1]
    times = []
    for _ in range(repeats + 1):
        program = fair(eta)
        kept = []
        began = time.perf_counter()
        for _ in range(steps):
            kept.append(program.step())
        times.append((time.perf_counter() - began) / (steps * count))
        if not np.isfinite(kept[-1][0]).all():
            sys.exit(name + ": a loss is not finite")
    return sorted(times[1:])[repeats // 2]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("experiments", nargs="+")
    p.add_argument("--rates", type=int, default=16)
    p.add_argument("--steps", type=int)
    p.add_argument("--repeats", type=int, default=3)
    p.add_argument("--data", type=pathlib.Path, default=pathlib.Path.home() / ".cache/trebuchet/data")
    p.add_argument("--check", action="store_true")
    a = p.parse_args()
    for name in a.experiments:
        if a.check:
            worst = check(name)
            print(f"{name}: {worst:.1e}", flush=True)
            if not worst < 1e-9:
                sys.exit(name + " differs from the plain program")
            continue
        usual = {"fig04": 300, "fig05": 100, "fig07": 300}.get(name, 20 if name in IMAGES else 1500)
        steps = a.steps or (5 if name in ("fig14", "fig15", "fig16") else usual)
        each = measure(name, a.data, a.rates, steps, a.repeats)
        print(json.dumps({"experiment": name, "steps": steps, "trials": a.rates, "seconds_per_trial_step": each}), flush=True)


if __name__ == "__main__":
    main()
