package io.trebuchet.physics.net;

import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Turns;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.linalg.TopEigenvalue;
import io.trebuchet.physics.linalg.Triangles;
import io.trebuchet.physics.linalg.VectorLoops;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One trial of a {@link Net} in data space. The state is A (n×D), with U = U_0 + A Xᵀ, the W_j, and
 * v. Counting layers l = 0 … k from the input, with P_0 = P_0(0) + A K, P_l = W S_{l−1}, S_l =
 * σ(P_l) and the unit-gradient back-propagation M_k = v∘σ'(P_k), M_{l−1} = (WᵀM_l)∘σ'(P_{l−1}),
 * which the kernel and the gradient share,
 *
 * <pre>
 *   z = f S_kᵀv     H = (f²/D) [S_kᵀS_k + Σ_{l>0} S_{l−1}ᵀS_{l−1}∘M_lᵀM_l + K∘M_0ᵀM_0],  f = n^{−(k+1)/2}
 *   v ← v − (ηf/D) S_k ε     W ← W − (ηf/D) M_l diag(ε) S_{l−1}ᵀ     A ← A − (ηf/D) M_0 diag(ε)
 *   |U|² = |U_0|² + ⟨A, P_0(0)⟩ + ⟨A, P_0⟩
 * </pre>
 *
 * which is (54), (55) and (56) without its typo for k = 0.
 *
 * <p>Memory outside the heap, all taken at the start: 8(kn² + (3k + 4)nD + 2(k + 1)D²) bytes, that
 * is 4.5 MB for n = 1024, D = 128, k = 0 and 16 MB for k = 1; the first test evaluation takes up to
 * 4 MB more, the first {@link Observed#hessianTimes}, which a verdict may ask for, 8n((2k + 3)D + d
 * + kn) bytes. In {@link Precision#FLOAT} half of all that. On the heap 40D² bytes, 0.7 MB. The
 * data, K and U_0 X are the problem's, and no trial copies them.
 */
final class NetDescent extends Descent {
  private final NetOperators shared;
  private final NetMargins margins;
  private final int width;
  private final int size;
  private final int depth;
  private final double factor;

  private final NetWeights weights;
  private final Matrix a;
  private final Matrix[] hidden;
  private final Matrix v;
  private final HiddenLayer[] layers;
  private final HiddenLayer last;
  private final Matrix errors;
  private final Matrix[] columnsOfA;
  private @Nullable TestEvaluation evaluation;
  private @Nullable NetHessian hessian;

  private final double[] kernel;
  private final double[] gramM;
  private final double[] gramS;
  private final double[] error;
  private final double[] weight;
  private final TopEigenvalue topEigenvalue;
  private double alongInitialP;
  private final Turns turns = new Turns();

  NetDescent(NetOperators shared, NetMargins margins, double learningRate) {
    super(learningRate);
    this.shared = shared;
    this.margins = margins;
    width = shared.width;
    size = shared.train.size();
    depth = shared.net.extraLayers() + 1;
    factor = Math.pow(width, -depth / 2.0);

    Precision precision = shared.net.precision();
    weights = NetWeights.initial(shared);
    a = weights.a();
    columnsOfA = a.eachColumn();
    hidden = weights.hidden();
    v = weights.v();
    layers = new HiddenLayer[depth];
    for (int l = 0; l < depth; l++) {
      layers[l] = new HiddenLayer(width, size, shared.net);
    }
    layers[0].p.set(shared.initialP);
    last = layers[depth - 1];
    errors = Matrix.zeros(size, 1, precision);

    kernel = new double[size * size];
    gramM = new double[size * size];
    gramS = new double[depth > 1 ? size * size : 0];
    error = new double[size];
    weight = new double[width];
    topEigenvalue = new TopEigenvalue(size);
  }

  @Override
  public void measure(Measurement into) {
    turns.requireOpen();
    forward();
    double[] labels = shared.train.labels();
    double squares = 0;
    for (int i = 0; i < size; i++) {
      error[i] -= labels[i];
      squares += error[i] * error[i];
    }
    errors.write(error);
    backward();
    assembleKernel();

    into.loss = squares / (2.0 * size);
    into.weightNormSq = weightNormSq();
    into.lambdaMax = topEigenvalue.of(kernel);
    into.etaLambda = learningRate * into.lambdaMax;
    into.gradientNormSq = VectorLoops.form(kernel, error, size) / size;
    into.sparsity1 = layers[0].sparsity();
    into.sparsity2 = depth > 1 ? layers[1].sparsity() : Double.NaN;
    double movable = movableNormSq();
    into.safeMargin = margins.safe(learningRate, into.weightNormSq, movable);
    into.doomedMargin = margins.doomed(learningRate, movable);
    into.returnsLevel = margins.returnsLevel(learningRate, into.weightNormSq, movable);
    into.curvature = margins.constant();
    into.clearTest();
    turns.measured();
  }

  private void forward() {
    for (int l = 1; l < depth; l++) {
      layers[l - 1].activate();
      layers[l].p.productTransposed(1, hidden[l - 1], layers[l - 1].s, 0);
    }
    v.read(weight);
    last.activate(v, weight, error);
    for (int j = 0; j < size; j++) {
      error[j] *= factor;
    }
  }

  private void backward() {
    for (int l = depth - 1; l > 0; l--) {
      HiddenLayer below = layers[l - 1];
      below.m.product(1, hidden[l - 1], layers[l].m, 0);
      below.pullBack(below.m);
    }
  }

  private void assembleKernel() {
    double share = factor * factor / size;
    last.gramS.gram(share, last.s);
    last.gramS.read(kernel);
    for (int l = depth - 1; l >= 0; l--) {
      double[] below = shared.gramValues;
      if (l > 0) {
        layers[l - 1].gramS.gram(1, layers[l - 1].s);
        layers[l - 1].gramS.read(gramS);
        below = gramS;
      }
      layers[l].gramM.gram(share, layers[l].m);
      layers[l].gramM.read(gramM);
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] += below[i] * gramM[i];
      }
    }
    Triangles.mirror(kernel, size);
  }

  private double weightNormSq() {
    double sum = shared.initialUNormSq + alongInitialP + a.dot(layers[0].p) + v.dot(v);
    for (Matrix matrix : hidden) {
      sum += matrix.dot(matrix);
    }
    return sum;
  }

  /**
   * r² of {@link NetMargins} on one point, as of the last {@link #measure}; on more points it has
   * no meaning. P is |x|Ux̂ there.
   */
  double movableNormSq() {
    if (size > 1) {
      return Double.NaN;
    }
    if (shared.net.slopes().equals(Slopes.RELU)) {
      // (97) is an equality on the active units.
      return kernel[0] / margins.constant();
    }
    double gram = shared.gramValues[0];
    return (gram == 0 ? 0 : layers[0].p.dot(layers[0].p) / gram) + v.dot(v);
  }

  /** H of the last {@link #measure}, D×D, both triangles; shared, read-only. */
  double[] kernel() {
    return kernel;
  }

  /** ε of the last {@link #measure}; shared, read-only. */
  double[] errors() {
    return error;
  }

  @Override
  public void evaluateTest(Measurement into) {
    turns.requireOpen();
    TestOperators test = shared.test;
    if (test == null) {
      return;
    }
    if (evaluation == null) {
      evaluation = new TestEvaluation(test, shared.net);
    }
    evaluation.evaluate(a, hidden, weight, into);
  }

  @Override
  public void advance() {
    turns.advance();
    double scale = -learningRate * factor / size;
    alongInitialP = 0;
    for (int j = 0; j < size; j++) {
      columnsOfA[j].add(scale * error[j], layers[0].columnsOfM[j]);
      alongInitialP += columnsOfA[j].dot(shared.columnsOfInitialP[j]);
    }
    for (int l = 1; l < depth; l++) {
      for (int j = 0; j < size; j++) {
        layers[l].columnsOfM[j].scale(scale * error[j]);
      }
      hidden[l - 1].productWithTransposed(1, layers[l - 1].s, layers[l].m, 1);
    }
    v.product(scale, last.s, errors, 1);
    updateFirstLayer();
  }

  private void updateFirstLayer() {
    layers[0].p.set(shared.initialP);
    layers[0].p.product(1, a, shared.gram, 1);
  }

  @Override
  public DescentState state() {
    turns.requireOpen();
    Map<String, double[]> arrays = new HashMap<>();
    weights.save(arrays);
    topEigenvalue.save(turns.areMeasured(), arrays);
    return DescentState.of(arrays);
  }

  /**
   * Goes on from a state, on a new trial.
   *
   * @throws IllegalArgumentException if it is not of this problem
   */
  void restore(DescentState state) {
    weights.restore(state);
    topEigenvalue.restore(state);
    alongInitialP = 0;
    for (int j = 0; j < size; j++) {
      alongInitialP += columnsOfA[j].dot(shared.columnsOfInitialP[j]);
    }
    updateFirstLayer();
  }

  @Override
  public double[] weights() {
    turns.requireOpen();
    return weights.flat();
  }

  @Override
  public Observed observed() {
    requireMeasured();
    return new NetState(this, shared);
  }

  /** (∇²L) direction at the last {@link #measure}. */
  double[] hessianTimes(double[] direction) {
    requireMeasured();
    if (hessian == null) {
      hessian = new NetHessian(shared, layers, hidden, v, errors);
    }
    return hessian.times(direction, error);
  }

  /** Which units of a layer have P > 0, D rows of n. */
  boolean[][] active(int layer) {
    requireMeasured();
    return layers[layer].active();
  }

  /** Throws unless the state is the one last measured. */
  void requireMeasured() {
    turns.requireMeasured();
  }

  @Override
  public void close() {
    if (!turns.end()) {
      return;
    }
    weights.close();
    errors.close();
    for (HiddenLayer layer : layers) {
      layer.close();
    }
    if (evaluation != null) {
      evaluation.close();
    }
    if (hessian != null) {
      hessian.close();
    }
  }
}
