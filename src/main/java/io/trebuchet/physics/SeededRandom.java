package io.trebuchet.physics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A seeded generator that splits by name: each purpose ("weights", "eigenvalues") has a stream of
 * its own, so that drawing more of one never changes another. The same on every machine and JDK.
 */
public final class SeededRandom {
  private final String path;
  private final RandomGenerator generator;
  private double spare;
  private boolean hasSpare;

  private SeededRandom(String path) {
    this.path = path;
    this.generator = RandomGeneratorFactory.of("L64X128MixRandom").create(sha256(path));
  }

  /** The root stream of a seed. */
  public static SeededRandom of(long seed) {
    return new SeededRandom(Long.toString(seed));
  }

  /** The stream named {@code purpose} under this one; it does not depend on what was drawn. */
  public SeededRandom split(String purpose) {
    return new SeededRandom(path + "/" + purpose);
  }

  /** Uniform on [lo, hi). */
  public double uniform(double lo, double hi) {
    return lo + (hi - lo) * generator.nextDouble();
  }

  /** Standard normal, by the polar method: the JDK may change its own, this one stays. */
  public double gaussian() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double u;
    double v;
    double s;
    do {
      u = 2 * generator.nextDouble() - 1;
      v = 2 * generator.nextDouble() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
    spare = v * scale;
    hasSpare = true;
    return u * scale;
  }

  /** {@code count} standard normals. */
  public double[] gaussians(int count) {
    double[] out = new double[count];
    for (int i = 0; i < count; i++) {
      out[i] = gaussian();
    }
    return out;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
