package io.trebuchet.physics.observe;

import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.linalg.Eigenvalues;
import io.trebuchet.physics.linalg.TopEigenvalue;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the observables of one trial, whatever its model. The first observation is that of step
 * 0, which the later ones are compared with.
 */
public final class Observer {
  private final Set<Observable> chosen;
  private @Nullable TopEigenvalue top;
  private @Nullable TopHessian hessian;
  private double[] initialKernel = {};
  private double[] initialWeights = {};
  private double[] initialVector = {};
  private boolean[][][] lastActive = {};
  private double amplified;
  private boolean begun;

  private Observer(Set<Observable> chosen) {
    this.chosen = chosen;
  }

  /** An observer before step 0. */
  public static Observer create(List<Observable> chosen) {
    Set<Observable> set = EnumSet.noneOf(Observable.class);
    set.addAll(chosen);
    return new Observer(set);
  }

  /**
   * An observer that goes on as if it had made the observations of a captured one.
   *
   * @throws IllegalArgumentException if the state is of another choice
   */
  public static Observer resume(List<Observable> chosen, DescentState state) {
    Observer observer = create(chosen);
    if (!state.arrays().isEmpty()) {
      observer.restore(state);
    }
    return observer;
  }

  /** What later observations depend on, for {@link #resume}; without arrays before the first. */
  public DescentState state() {
    Map<String, double[]> arrays = new HashMap<>();
    if (begun) {
      arrays.put("initial-kernel", initialKernel.clone());
      arrays.put("initial-weights", initialWeights.clone());
      arrays.put("initial-vector", initialVector.clone());
      arrays.put("layers", new double[] {lastActive.length});
      for (int layer = 0; layer < lastActive.length; layer++) {
        int points = lastActive[layer].length;
        int units = lastActive[layer][0].length;
        arrays.put("shape-" + layer, new double[] {points, units});
        double[] active = new double[points * units];
        for (int i = 0; i < active.length; i++) {
          active[i] = lastActive[layer][i / units][i % units] ? 1 : 0;
        }
        arrays.put("active-" + layer, active);
      }
      arrays.put("amplified", new double[] {amplified});
      if (top != null) {
        top.save(false, arrays);
      }
    }
    return DescentState.of(arrays);
  }

  private void restore(DescentState state) {
    begun = true;
    // States from before the sensitivity was observed have none.
    amplified = state.arrays().getOrDefault("amplified", new double[1])[0];
    initialKernel = any(state, "initial-kernel").clone();
    initialWeights = any(state, "initial-weights").clone();
    initialVector = any(state, "initial-vector").clone();
    lastActive = new boolean[(int) state.number("layers")][][];
    for (int layer = 0; layer < lastActive.length; layer++) {
      double[] shape = state.array("shape-" + layer, 2);
      int units = (int) shape[1];
      lastActive[layer] = new boolean[(int) shape[0]][units];
      double[] active = state.array("active-" + layer, lastActive[layer].length * units);
      for (int i = 0; i < active.length; i++) {
        lastActive[layer][i / units][i % units] = active[i] != 0;
      }
    }
    double[] vector = state.arrays().get("top-vector");
    if (vector != null) {
      top = new TopEigenvalue(vector.length);
      top.restore(state);
    }
  }

  private static double[] any(DescentState state, String name) {
    double[] array = state.arrays().get(name);
    if (array == null) {
      throw new IllegalArgumentException("the state is not of observables: no '" + name + "'");
    }
    return array;
  }

  /** Computes what was chosen; the rest is NaN. */
  public void observe(Observed state, Measurement m, Observation into) {
    into.clear();
    if (chosen.contains(Observable.SENSITIVITY)) {
      into.sensitivity = amplified;
      // A step forgets no more than its own rounding leaves.
      amplified += StrictMath.log(Math.max(Math.abs(1 - m.etaLambda), Math.ulp(1.0)));
    }
    if (needsKernel()) {
      ofKernel(state, into);
    }
    if (chosen.contains(Observable.LAYER_NORMS) || chosen.contains(Observable.WEIGHT_DISTANCE)) {
      ofWeights(state, into);
    }
    if (chosen.contains(Observable.HESSIAN)) {
      if (hessian == null) {
        hessian = new TopHessian();
      }
      into.hessianMax = hessian.of(state);
    }
    if (chosen.contains(Observable.UNITS) && state.hiddenLayers() > 0) {
      ofUnits(state, into);
    }
    begun = true;
  }

  private boolean needsKernel() {
    return chosen.contains(Observable.NTK_TOP_3)
        || chosen.contains(Observable.RESIDUAL_ALIGNMENT)
        || chosen.contains(Observable.EIGENVECTOR_OVERLAP)
        || chosen.contains(Observable.NTK_DRIFT);
  }

  private void ofKernel(Observed state, Observation into) {
    double[] kernel = state.kernel();
    double[] residuals = state.residuals();
    int size = residuals.length;
    if (top == null) {
      top = new TopEigenvalue(size);
    }
    if (!begun) {
      initialKernel = kernel.clone();
    }
    if (chosen.contains(Observable.NTK_TOP_3)) {
      double[] ascending = Eigenvalues.all(kernel, size);
      into.lambda2 = size > 1 ? ascending[size - 2] : Double.NaN;
      into.lambda3 = size > 2 ? ascending[size - 3] : Double.NaN;
    }
    if (chosen.contains(Observable.NTK_DRIFT)) {
      into.ntkDrift = Math.sqrt(distanceSq(kernel, initialKernel) / normSq(initialKernel));
    }
    if (chosen.contains(Observable.RESIDUAL_ALIGNMENT)
        || chosen.contains(Observable.EIGENVECTOR_OVERLAP)) {
      double[] vector = topVector(kernel, size);
      if (!begun) {
        initialVector = vector.clone();
      }
      if (chosen.contains(Observable.RESIDUAL_ALIGNMENT)) {
        double along = dot(residuals, vector);
        into.residualAlignment = along * along / normSq(residuals);
      }
      if (chosen.contains(Observable.EIGENVECTOR_OVERLAP)) {
        into.eigenvectorOverlap = Math.abs(dot(vector, initialVector));
      }
    }
  }

  private double[] topVector(double[] kernel, int size) {
    TopEigenvalue lanczos = top;
    if (size == 1 || lanczos == null) {
      return new double[] {1};
    }
    lanczos.of(kernel);
    return lanczos.vector();
  }

  private void ofWeights(Observed state, Observation into) {
    double[] weights = state.weights();
    if (!begun) {
      initialWeights = weights.clone();
    }
    if (chosen.contains(Observable.WEIGHT_DISTANCE)) {
      into.weightDistance = Math.sqrt(distanceSq(weights, initialWeights));
    }
    if (chosen.contains(Observable.LAYER_NORMS)) {
      List<Observed.Layer> layers = state.layers();
      for (int l = 0; l < Math.min(layers.size(), Observation.LAYERS); l++) {
        double sum = 0;
        for (int i = layers.get(l).from(); i < layers.get(l).to(); i++) {
          sum += weights[i] * weights[i];
        }
        into.layerNormSq[l] = sum;
      }
    }
  }

  private void ofUnits(Observed state, Observation into) {
    boolean[][][] active = new boolean[state.hiddenLayers()][][];
    long dead = 0;
    long flipped = 0;
    for (int layer = 0; layer < active.length; layer++) {
      active[layer] = state.active(layer);
      int units = active[layer][0].length;
      for (int unit = 0; unit < units; unit++) {
        boolean anywhere = false;
        for (int point = 0; point < active[layer].length; point++) {
          boolean now = active[layer][point][unit];
          anywhere |= now;
          if (begun && now != lastActive[layer][point][unit]) {
            flipped++;
          }
        }
        if (!anywhere) {
          dead++;
        }
      }
    }
    lastActive = active;
    into.deadUnits = (double) dead;
    into.flippedUnits = (double) flipped;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double normSq(double[] a) {
    return dot(a, a);
  }

  private static double distanceSq(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
