package io.trebuchet.physics.quadratic;

/**
 * The one pass over the weights that a step in the eigenbasis needs: a_i ← a_i (1 − rate λ_i),
 * docs/physics.md, "Faster, exactly", 3. Every implementation gives the same bits: each sum has
 * four lanes in each {@link #quarter} of the entries, and {@link #total} adds the lanes.
 */
interface EigenbasisLoop {
  int LANES = 16;

  /**
   * Moves the weights and sums over what they have become.
   *
   * @param a the weights, length n, changed
   * @param lambda the eigenvalues of W, length n
   * @param rate (ηζ/D) Σ_α ε_α x_α
   * @param squared room for n numbers
   * @param sums into the first {@value #LANES} entries the lanes of Σ a_i², into the next those of
   *     Σ λ_i a_i², then those of Σ λ_i² a_i²
   */
  void scaleAndSum(double[] a, double[] lambda, double rate, double[] squared, double[] sums);

  /** Whether this machine is made for it. */
  boolean pays();

  /** A quarter of n entries, as many fours as it has; {@link #add} takes those left over. */
  static int quarter(int n) {
    return n / LANES * 4;
  }

  /** Adds one entry, a_i² and λ_i, to a lane of each sum. */
  static void add(double squared, double lambda, double[] sums, int lane) {
    double m = lambda * squared;
    sums[lane] += squared;
    sums[LANES + lane] += m;
    sums[2 * LANES + lane] = Math.fma(lambda, m, sums[2 * LANES + lane]);
  }

  /** The sum of the lanes that begin at {@code from}. */
  static double total(double[] sums, int from) {
    double total = 0;
    for (int at = from; at < from + LANES; at += 4) {
      total += (sums[at] + sums[at + 1]) + (sums[at + 2] + sums[at + 3]);
    }
    return total;
  }

  /** The fastest loop there is: with vectors, where the JVM was started with their module. */
  static EigenbasisLoop fastest() {
    return Chosen.LOOP;
  }

  /** Looked for once. */
  final class Chosen {
    private static final String WITH_VECTORS =
        "io.trebuchet.physics.quadratic.VectorEigenbasisLoop";
    private static final EigenbasisLoop LOOP = choose();

    private Chosen() {}

    private static EigenbasisLoop choose() {
      if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
        return new PlainEigenbasisLoop();
      }
      try {
        // By name, for it is compiled after all others, with the module.
        EigenbasisLoop loop =
            Class.forName(WITH_VECTORS)
                .asSubclass(EigenbasisLoop.class)
                .getDeclaredConstructor()
                .newInstance();
        return loop.pays() ? loop : new PlainEigenbasisLoop();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this build lacks " + WITH_VECTORS, e);
      }
    }
  }
}
