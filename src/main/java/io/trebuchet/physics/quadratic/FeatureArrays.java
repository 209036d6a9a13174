package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.NumberArray;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arrays from which a user may have the features of a quadratic model instead of having them
 * drawn; used as they are, their scales inside. Each is null where it is not given.
 *
 * @param w W^i, d×n_ψ×n_ψ
 * @param psi ψ_α of the training points themselves, D×n_ψ×n_ψ, in the place of W
 * @param u U, n_φ×d
 * @param phi φ_α of the training points themselves, D×n_φ, in the place of U
 */
record FeatureArrays(
    @Nullable NumberArray w,
    @Nullable NumberArray psi,
    @Nullable NumberArray u,
    @Nullable NumberArray phi) {
  /** All is drawn. */
  static final FeatureArrays NONE = new FeatureArrays(null, null, null, null);

  /** How far from symmetric a matrix may be, in units of its largest entry. */
  private static final double ASYMMETRY = 1e-6;

  /**
   * Reads {@code w} and {@code psi}, of a biased model also {@code u} and {@code phi}: their sizes.
   */
  static FeatureArrays read(Parameters parameters, FeatureSizes sizes) {
    NumberArray w = squares(parameters, "w", "d", sizes);
    NumberArray psi = squares(parameters, "psi", "D", sizes);
    if (w != null && psi != null) {
      parameters.fault("psi", "w is given too: leave one of them out");
    }
    if (!sizes.biased()) {
      return new FeatureArrays(w, psi, null, null);
    }
    String size = " with n-phi = " + sizes.phi();
    NumberArray u = array(parameters, "u", "n_φ×d" + size, sizes.phi(), NumberArray.ANY);
    NumberArray phi = array(parameters, "phi", "D×n_φ" + size, NumberArray.ANY, sizes.phi());
    if (u != null && phi != null) {
      parameters.fault("phi", "u is given too: leave one of them out");
    }
    return new FeatureArrays(w, psi, u, phi);
  }

  private static @Nullable NumberArray squares(
      Parameters parameters, String key, String first, FeatureSizes sizes) {
    int n = sizes.psi();
    String expected = first + "×n×n with " + sizes.psiKey() + " = " + n;
    return array(parameters, key, expected, NumberArray.ANY, n, n);
  }

  private static @Nullable NumberArray array(
      Parameters parameters, String key, String expected, int... sides) {
    NumberArray found = parameters.array(key).orElse(null);
    if (found == null) {
      return null;
    }
    NumberArray fitting = found.as(sides).orElse(null);
    if (fitting == null) {
      wrong(parameters, key, expected, found);
    }
    return fitting;
  }

  private static void wrong(Parameters parameters, String key, String expected, NumberArray array) {
    parameters.fault(key, "must be " + expected + ", is " + array.sides());
  }

  /** Whether the quadratic part is given. */
  boolean quadratic() {
    return w != null || psi != null;
  }

  /** Whether the linear part is given. */
  boolean linear() {
    return u != null || phi != null;
  }

  /** Whether anything is. */
  boolean any() {
    return quadratic() || linear();
  }

  /** The key of what says nothing of other points than those of training, if there is one. */
  Optional<String> trainingOnly() {
    return psi != null ? Optional.of("psi") : phi != null ? Optional.of("phi") : Optional.empty();
  }

  List<Numbers> all() {
    return Stream.<Numbers>of(w, psi, u, phi).filter(Objects::nonNull).toList();
  }

  /**
   * Complains about arrays that are not of the data's size.
   *
   * @throws IllegalArgumentException naming both sizes
   */
  void requireFit(Dataset train) {
    requireFit("w", w, 0, "dimensions", train.dimension());
    requireFit("u", u, 1, "dimensions", train.dimension());
    requireFit("psi", psi, 0, "training points", train.size());
    requireFit("phi", phi, 0, "training points", train.size());
  }

  private static void requireFit(
      String key, @Nullable NumberArray array, int axis, String what, int size) {
    if (array != null && array.shape().get(axis) != size) {
      throw new IllegalArgumentException(
          "model." + key + " is " + array.sides() + ", but the data have " + size + " " + what);
    }
  }

  /**
   * W^i or, where they are not given, others.
   *
   * @param remarks told how far from symmetric they were
   */
  double[][] wOr(double[][] others, Consumer<String> remarks) {
    return w == null ? others : symmetric("w", w, remarks);
  }

  double[] uOr(double[] others) {
    return u == null ? others : u.read();
  }

  /** ψ_α of each training point, from these features or as given. */
  double[][] psiOr(QuadraticFeatures features, Dataset train, Consumer<String> remarks) {
    if (psi != null) {
      return symmetric("psi", psi, remarks);
    }
    int n = features.psiSize();
    double[][] all = new double[train.size()][n * n];
    for (int alpha = 0; alpha < all.length; alpha++) {
      features.psi(train.inputs(), alpha * train.dimension(), all[alpha]);
    }
    return all;
  }

  /** φ_α of each training point, D×n_φ. */
  double[] phiOr(QuadraticFeatures features, Dataset train) {
    return phi == null ? features.phi(train) : phi.read();
  }

  private static double[][] symmetric(String key, NumberArray array, Consumer<String> remarks) {
    double[][] matrices = array.slices();
    double worst = 0;
    for (int k = 0; k < matrices.length; k++) {
      double found = symmetrise(matrices[k], array.shape().getLast());
      if (!(found <= ASYMMETRY)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "model.%s: matrix %d is not symmetric: an entry and its mirror image differ by %.2g"
                    + " of the largest entry, and 1e-6 is allowed",
                key,
                k + 1,
                found));
      }
      worst = Math.max(worst, found);
    }
    if (worst > 0) {
      remarks.accept(
          String.format(
              Locale.ROOT,
              "model.%s: symmetric to %.1e of the largest entry; its symmetric part is taken",
              key,
              worst));
    }
    return matrices;
  }

  /** Puts (A + Aᵀ)/2 in the place of A; the answer is max|A − Aᵀ|/max|A|. */
  private static double symmetrise(double[] a, int n) {
    double difference = 0;
    double largest = 0;
    for (int j = 0; j < n; j++) {
      for (int i = 0; i <= j; i++) {
        double x = a[j * n + i];
        double y = a[i * n + j];
        difference = Math.max(difference, Math.abs(x - y));
        largest = Math.max(largest, Math.max(Math.abs(x), Math.abs(y)));
        double mean = x + 0.5 * (y - x);
        a[j * n + i] = mean;
        a[i * n + j] = mean;
      }
    }
    return largest == 0 ? 0 : difference / largest;
  }
}
