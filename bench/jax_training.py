#!/usr/bin/env python3
"""What a careful JAX user could write for nets under a loss of their choice: 16 rates by vmap, jit, lax.scan, double precision.

Per step and rate, like the engine: loss, squared weight norm, |grad L|^2, and the top eigenvalues of the NTK and, for
cross-entropy, of the Gauss-Newton matrix, by the exact forms: the kernel from products of activations and of what goes
back, the gradient from the same. Prints one JSON line: seconds per trial-step, best of three after a warm-up.

  bench/jax_training.py mlp-squared|mlp-cross-entropy [--repeats R] [--data DIR] [--steps N]
"""
import argparse
import gzip
import json
import os
import pathlib
import time

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=true intra_op_parallelism_threads=2")
import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

WIDTH, POINTS, RATES = 512, 128, np.arange(0.5, 2.76, 0.15)


def images(data):
    folder = next(f for f in (data / "mnist", data / "mnist-01") if f.is_dir())

    def raw(*words):
        file = next(f for f in folder.iterdir() if all(word in f.name.lower() for word in words))
        return (gzip.open(file) if file.suffix == ".gz" else open(file, "rb")).read()

    labels = np.frombuffer(raw("train", "labels")[8:], np.uint8)
    pixels = np.frombuffer(raw("train", "images")[16:], np.uint8).reshape(len(labels), -1)
    wanted = labels <= 1
    return pixels[wanted][:POINTS] / 255.0, labels[wanted][:POINTS]


def problem(cross_entropy, x, labels):
    rng = np.random.default_rng(3)
    x = jnp.array(x)
    points, d = x.shape
    k = 2 if cross_entropy else 1
    y = jnp.array(np.eye(2)[labels] if cross_entropy else np.where(labels == 0, -1.0, 1.0)[:, None])
    f1, f2, f3 = d**-0.5, WIDTH**-0.5, WIDTH**-0.5
    theta0 = tuple(jnp.array(rng.standard_normal(s)) for s in ((WIDTH, d), (WIDTH, WIDTH), (k, WIDTH)))
    gram0 = f1 * f1 * (x @ x.T)

    def look(theta):
        w1, w2, w3 = theta
        a1 = jnp.tanh(f1 * x @ w1.T)
        a2 = jnp.tanh(f2 * a1 @ w2.T)
        z = f3 * a2 @ w3.T
        # What each output gives back, point by point: points x k x width.
        m2 = (1 - a2 * a2)[:, None, :] * (f3 * w3)[None]
        m1 = (1 - a1 * a1)[:, None, :] * (f2 * m2 @ w2)
        flat2, flat1 = m2.reshape(points * k, -1), m1.reshape(points * k, -1)
        spread = lambda g: jnp.repeat(jnp.repeat(g, k, 0), k, 1)
        same = jnp.tile(jnp.eye(k), (points, points))
        kernel = spread(f3 * f3 * (a2 @ a2.T)) * same
        kernel = kernel + spread(f2 * f2 * (a1 @ a1.T)) * (flat2 @ flat2.T) + spread(gram0) * (flat1 @ flat1.T)
        kernel = kernel / points
        if cross_entropy:
            p = jax.nn.softmax(z)
            loss, slope = -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), 1)), p - y
            b = jnp.sqrt(p)[:, None, :] * (jnp.eye(k)[None] - p[:, :, None])
            blocks = kernel.reshape(points, k, points, k)
            curved = jnp.einsum("aki,akbl,blj->aibj", b, blocks, b).reshape(points * k, points * k)
            top = jnp.linalg.eigvalsh(curved)[-1]
        else:
            loss, slope = 0.5 * jnp.mean((z - y) ** 2), z - y
            top = 0.0
        g2 = jnp.einsum("akw,ak->aw", m2, slope)
        g1 = jnp.einsum("akw,ak->aw", m1, slope)
        gradient = (f1 / points * g1.T @ x, f2 / points * g2.T @ a1, f3 / points * slope.T @ a2)
        norm = sum(jnp.sum(w * w) for w in theta)
        length = sum(jnp.sum(g * g) for g in gradient)
        return gradient, (loss, norm, length, jnp.linalg.eigvalsh(kernel)[-1], top)

    def step(theta, eta):
        gradient, said = look(theta)
        return tuple(w - eta * g for w, g in zip(theta, gradient)), said

    first = look(theta0)[1]
    return theta0, step, first[4] if cross_entropy else first[3]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["mlp-squared", "mlp-cross-entropy"])
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    options = parser.parse_args()
    x, labels = images(options.data)
    theta0, step, top = problem(options.name == "mlp-cross-entropy", x, labels)
    etas = jnp.array(RATES) / top
    run = jax.jit(jax.vmap(lambda eta: jax.lax.scan(lambda t, _: step(t, eta), theta0, None, length=options.steps)[1]))
    jax.block_until_ready(run(etas))
    best = float("inf")
    for _ in range(max(3, options.repeats)):
        began = time.time()
        jax.block_until_ready(run(etas))
        best = min(best, time.time() - began)
    print(json.dumps({"seconds_per_trial_step": best / options.steps / len(RATES), "jax": jax.__version__}))


if __name__ == "__main__":
    main()
