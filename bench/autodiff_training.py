#!/usr/bin/env python3
"""Trains small random nets by automatic differentiation (JAX, double precision), as an independent program has them.

Writes what src/test/java/io/trebuchet/physics/training/AutodiffTest.java holds ours against: for each combination of
loss, rule, activation, depth, parametrisation, outputs and bias its config, and at some steps the loss, |grad L|^2, and the
top eigenvalues of the NTK, of the Gauss-Newton matrix and of the Hessian of the loss.

  bench/autodiff_training.py [--seed S] [--count N] > src/test/resources/training/autodiff.json
"""
import argparse
import json
import sys

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp  # noqa: E402

ACTIVATIONS = {
    "relu": lambda x: jnp.where(x > 0, x, 0.0),
    "leaky-relu": lambda x: jnp.where(x > 0, x, 0.1 * x),
    "tanh": jnp.tanh,
    "erf": jax.scipy.special.erf,
    "gelu": lambda x: x * jax.scipy.stats.norm.cdf(x),
    "softplus": jax.nn.softplus,
    "identity": lambda x: x,
    "square": lambda x: x * x,
}
LOSSES = ["squared", "logistic", "cross-entropy"]
RULES = ["gd", "momentum", "nesterov", "adam"]
STEPS = list(range(10)) + list(range(10, 51, 5))


def outputs(case, theta, x):
    """The outputs of all points, D x K."""
    sizes, a, at = case["sizes"], x, 0
    for l in range(1, len(sizes)):
        fan_in, units, last = sizes[l - 1], sizes[l], l == len(sizes) - 1
        f = {"ntk": fan_in**-0.5, "standard": 1.0, "mean-field": 1.0 / fan_in if last else fan_in**-0.5}
        f = f[case["parametrisation"]] * (case["output_scale"] if last else 1.0)
        w = theta[at : at + units * fan_in].reshape(units, fan_in)
        at += units * fan_in
        z = f * a @ w.T
        if case["bias_scale"] > 0:
            z = z + case["bias_scale"] * theta[at : at + units]
            at += units
        a = z if last else ACTIVATIONS[case["activation"]](z)
    return a


def point_loss(name, z, y):
    if name == "squared":
        return 0.5 * jnp.sum((z - y) ** 2)
    if name == "logistic":
        return jnp.sum(jnp.logaddexp(0.0, -y * z))
    return -jnp.sum(y * jax.nn.log_softmax(z))


def share(case, t):
    kind, steps = case["schedule"], case["schedule_steps"]
    if kind == "warmup":
        return min(1.0, (t + 1) / steps)
    if kind == "cosine":
        return 0.5 * (1 + np.cos(np.pi * t / steps)) if t < steps else 0.0
    return 1.0


def growth(case, eta_lambda):
    """By what a step multiplies a small change along the Hessian's top eigenvector, at the most."""
    beta, s = case["beta"], 1 - eta_lambda
    if case["rule"] == "momentum":
        return max(abs(np.roots([1, -(beta + s), beta])))
    if case["rule"] == "nesterov":
        return max(abs(np.roots([1, -(1 + beta) * s, beta * s])))
    return abs(s)


def factors(case):
    """The factor of the rate of each weight."""
    all_of_them = []
    sizes = case["sizes"]
    for l in range(1, len(sizes)):
        count = sizes[l] * sizes[l - 1] + (sizes[l] if case["bias_scale"] > 0 else 0)
        factor = case["layer_factors"][l - 1] if case["layer_factors"] else 1.0
        all_of_them.append(np.full(count, factor))
    return np.concatenate(all_of_them)


def train(case, theta, x, y):
    loss_of = lambda t: jnp.mean(jax.vmap(lambda z, l: point_loss(case["loss"], z, l))(outputs(case, t, x), y))
    flat = lambda t: outputs(case, t, x).reshape(-1)
    d, k = y.shape

    @jax.jit
    def look(t):
        jacobian = jax.jacrev(flat)(t)
        curvature = jax.vmap(lambda z, l: jax.hessian(lambda u: point_loss(case["loss"], u, l))(z))(outputs(case, t, x), y)
        blocks = jacobian.reshape(d, k, -1)
        gauss_newton = jnp.einsum("akn,akj,ajm->nm", blocks, curvature, blocks) / d
        gradient = jax.grad(loss_of)(t)
        return (
            loss_of(t),
            gradient,
            jnp.linalg.eigvalsh(jacobian @ jacobian.T / d)[-1],
            jnp.linalg.eigvalsh(gauss_newton)[-1],
            jnp.linalg.eigvalsh(jax.hessian(loss_of)(t))[-1],
        )

    theta = np.array(theta)
    _, _, _, top, _ = look(theta)
    eta = case["eta"] if case["rule"] == "adam" else float(case["c"] / top)
    case["eta"] = eta
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    layer = factors(case)
    rows, amplified, current = [], 0.0, 0.0
    for t in range(STEPS[-1] + 1):
        loss, gradient, ntk, top, hessian = look(theta)
        gradient = np.array(gradient)
        norm = float(gradient @ gradient)
        if t in STEPS:
            rows.append([t, float(loss), norm, float(ntk), float(top), float(hessian)])
        g = gradient
        if case["clip"] > 0 and np.sqrt(norm) > case["clip"]:
            g = g * (case["clip"] / np.sqrt(norm))
        g = g + case["weight_decay"] * theta
        rate = eta * share(case, t) * layer
        # Rounding of any step grows with the later ones.
        current = max(0.0, current + np.log(max(1e-300, growth(case, float(np.max(rate)) * float(hessian)))))
        amplified = max(amplified, current)
        beta, beta2, epsilon = case["beta"], case["beta2"], 1e-8
        if case["rule"] == "gd":
            theta = theta - rate * g
        elif case["rule"] == "adam":
            m = beta * m + (1 - beta) * g
            v = beta2 * v + (1 - beta2) * g * g
            theta = theta - rate * (m / (1 - beta ** (t + 1))) / (np.sqrt(v / (1 - beta2 ** (t + 1))) + epsilon)
        else:
            m = beta * m + g
            theta = theta - rate * (m if case["rule"] == "momentum" else g + beta * m)
    return rows, amplified


def draw(rng, index):
    """A combination; the first of them take each loss and rule in turn."""
    loss = LOSSES[index % 3]
    rule = RULES[index // 3 % 4]
    k = int(rng.integers(2, 4)) if loss == "cross-entropy" else int(rng.integers(1, 3))
    d = int(rng.integers(1, 4))
    points = int(rng.integers(2, 6))
    widths = [int(w) for w in rng.integers(3, 9, size=rng.integers(0, 4))]
    case = {
        "loss": loss,
        "rule": rule,
        "activation": list(ACTIVATIONS)[int(rng.integers(len(ACTIVATIONS)))],
        "sizes": [d] + widths + [k],
        "parametrisation": ["ntk", "standard", "mean-field"][int(rng.integers(3))],
        "output_scale": float(np.round(rng.uniform(0.5, 2), 2)),
        "bias_scale": float(np.round(rng.uniform(0.1, 1), 2)) if rng.random() < 0.5 else 0.0,
        "beta": float(np.round(rng.uniform(0.3, 0.9), 2)),
        "beta2": 0.99,
        "weight_decay": float(np.round(rng.uniform(0, 0.02), 3)) if rng.random() < 0.3 else 0.0,
        "clip": float(np.round(rng.uniform(0.1, 1), 2)) if rng.random() < 0.25 else 0.0,
        "schedule": ["constant", "constant", "warmup", "cosine"][int(rng.integers(4))],
        "schedule_steps": int(rng.integers(5, 40)),
        "layer_factors": [float(f) for f in np.round(rng.uniform(0.5, 1.5, len(widths) + 1), 2)] if rng.random() < 0.25 else [],
        "c": float(np.round(rng.uniform(0.3, 2.4), 2)),
        "eta": float(np.round(rng.uniform(0.005, 0.05), 3)),
    }
    theta = []
    for l in range(1, len(case["sizes"])):
        fan_in, units = case["sizes"][l - 1], case["sizes"][l]
        deviation = fan_in**-0.5 if case["parametrisation"] == "standard" else 1.0
        theta.append(deviation * rng.standard_normal(units * fan_in))
        if case["bias_scale"] > 0:
            theta.append(rng.standard_normal(units))
    x = rng.standard_normal((points, d))
    if loss == "squared":
        y = rng.standard_normal((points, k))
    elif loss == "logistic":
        y = rng.choice([-1.0, 1.0], size=(points, k))
    else:
        y = np.eye(k)[rng.integers(k, size=points)]
    return case, np.concatenate(theta), x, y


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    cases = []
    index = 0
    while len(cases) < options.count:
        case, theta, x, y = draw(rng, index)
        index += 1
        rows, amplified = train(case, theta, x, y)
        # What overflows, grows without end or makes numbers of rounding has no digits to compare.
        chaotic = case["rule"] != "adam" and amplified > np.log(1e4)
        if not np.all(np.isfinite(rows)) or max(row[1] for row in rows) > 1e4 or chaotic:
            continue
        case.update(weights=list(theta), x=x.tolist(), y=y.tolist(), steps=rows)
        cases.append(case)
        print(f"{len(cases)} of {options.count}", file=sys.stderr)
    print('{"cases": [')
    print(",\n".join(json.dumps(case) for case in cases))
    print("]}")


if __name__ == "__main__":
    main()
