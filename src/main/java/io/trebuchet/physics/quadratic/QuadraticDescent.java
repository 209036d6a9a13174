package io.trebuchet.physics.quadratic;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Turns;
import io.trebuchet.physics.linalg.KernelForm;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.OperatorStack;
import io.trebuchet.physics.linalg.TopEigenvalue;
import io.trebuchet.physics.linalg.VectorLoops;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One trial of a quadratic model (182). With w_k = V_kθ_ψ all points are served by K products:
 *
 * <pre>
 *   z = ½ζ C (θᵀw) + φθ        H = (ζ²/D) C (wᵀw) Cᵀ + φφᵀ/D                       (23)
 *   θ_ψ ← θ_ψ − (ηζ/D) Σ_k (Cᵀε)_k w_k        θ_φ ← θ_φ − (η/D) Σ_α ε_α φ_α
 * </pre>
 *
 * H has the rank of C and x at the most, so λ_max is that of the small matrix {@link
 * KernelForm#reduced}.
 */
final class QuadraticDescent extends Descent implements Observed, OperatorStack.Multiplied {
  private final QuadraticProblem problem;
  private final PsiOperators operators;
  private final QuadraticFeatures features;
  private final Dataset train;
  private final int size;
  private final int psiSize;
  private final List<QuadraticDescent> alone = List.of(this);

  private final double[] theta;
  private final double[][] images;
  private final double[][] panel;
  private final double[] forms;
  private final double[] gram;
  private final double[] perOperator;
  private final double[] error;
  private final double[] smallKernel;
  private final double[] pulledBack;
  private final double[] meanInput;
  private final TopEigenvalue topEigenvalue;
  private final Matrix[] testBuffers;
  private boolean multiplied;
  private final Turns turns = new Turns();

  private QuadraticDescent(QuadraticProblem problem, double learningRate, double[] weights) {
    super(learningRate);
    this.problem = problem;
    this.operators = problem.operators();
    this.features = problem.features();
    this.train = problem.train();
    size = train.size();
    psiSize = features.psiSize();
    int count = operators.count();
    theta = weights.clone();
    images = new double[count][psiSize];
    panel = operators.stack().panel();
    forms = new double[count];
    gram = new double[count * count];
    perOperator = new double[count];
    error = new double[size];
    pulledBack = new double[train.dimension()];
    meanInput = new double[train.dimension()];
    int rank = problem.spectrumForm().size();
    smallKernel = new double[rank * rank];
    topEigenvalue = new TopEigenvalue(rank);
    testBuffers =
        operators.holdsTestPsi()
            ? new Matrix[] {Matrix.zeros(psiSize, 1), Matrix.zeros(psiSize, 1)}
            : new Matrix[0];
  }

  /** A trial at the initial weights. */
  static QuadraticDescent start(QuadraticProblem problem, double learningRate) {
    return new QuadraticDescent(problem, learningRate, problem.initialWeights());
  }

  /** A trial that goes on from a state. */
  static QuadraticDescent resume(
      QuadraticProblem problem, double learningRate, DescentState state) {
    double[] weights = state.array("weights", problem.initialWeights().length);
    QuadraticDescent resumed = new QuadraticDescent(problem, learningRate, weights);
    resumed.topEigenvalue.restore(state);
    return resumed;
  }

  @Override
  public DescentState state() {
    Map<String, double[]> arrays = new HashMap<>();
    arrays.put("weights", theta.clone());
    topEigenvalue.save(turns.areMeasured(), arrays);
    return DescentState.of(arrays);
  }

  @Override
  public double[] vector() {
    return theta;
  }

  @Override
  public double[][] images() {
    return images;
  }

  /** Whether w belongs to the current weights already. */
  boolean multiplied() {
    return multiplied;
  }

  /** Makes w of all these trials of one problem, each of which still needs it. */
  void multiply(List<QuadraticDescent> all) {
    operators.stack().multiply(all, panel);
    for (int t = 0; t < all.size(); t++) {
      all.get(t).multiplied = true;
    }
  }

  @Override
  public void measure(Measurement into) {
    turns.requireOpen();
    if (!multiplied) {
      multiply(alone);
    }
    int count = operators.count();
    VectorLoops.dots(theta, images, count, psiSize, forms, 0);
    for (int l = 0; l < count; l++) {
      VectorLoops.dots(images[l], images, l + 1, psiSize, gram, l * count);
    }
    double zeta = problem.zeta();
    problem.spectrumForm().assemble(zeta * zeta / size, gram, perOperator, smallKernel);
    operators.toPoints(forms, error);
    features.pullBack(theta, pulledBack);
    double squares = 0;
    for (int alpha = 0; alpha < size; alpha++) {
      error[alpha] = 0.5 * zeta * error[alpha] + linearPart(train, alpha) - train.labels()[alpha];
      squares += error[alpha] * error[alpha];
    }
    double psiNormSq = VectorLoops.dot(theta, theta, psiSize);
    into.loss = squares / (2.0 * size);
    into.weightNormSq = psiNormSq + phiNormSq();
    into.lambdaMax = topEigenvalue.of(smallKernel);
    into.etaLambda = learningRate * into.lambdaMax;
    into.gradientNormSq = gradientNormSq();
    into.sparsity1 = Double.NaN;
    into.sparsity2 = Double.NaN;
    into.clearTest();
    into.safeMargin =
        problem.margins().safe(learningRate, into.weightNormSq, psiNormSq, linearPart(train, 0));
    into.doomedMargin =
        problem.margins().doomed(learningRate, into.weightNormSq, psiNormSq, linearPart(train, 0));
    into.returnsLevel = problem.margins().returnsLevel(learningRate, into.weightNormSq);
    into.excessLoss = size == 1 ? into.loss : Double.NaN;
    into.curvature = problem.margins().top();
    turns.measured();
  }

  /** |∇L|² = (ζ²/D²) bᵀ(wᵀw)b + |Σ_α ε_α φ_α|²/D² with b = Cᵀε. */
  private double gradientNormSq() {
    int count = operators.count();
    operators.toOperators(problem.zeta() / size, error, perOperator);
    inputsTimes(error, meanInput);
    double linear = features.normSq(1.0 / size, meanInput);
    return VectorLoops.form(gram, perOperator, count) + linear;
  }

  /** φ(x)ᵀθ. */
  private double linearPart(Dataset points, int alpha) {
    double sum = 0;
    for (int i = 0; i < pulledBack.length; i++) {
      sum += points.input(alpha, i) * pulledBack[i];
    }
    return sum;
  }

  private double phiNormSq() {
    double sum = 0;
    for (int i = psiSize; i < theta.length; i++) {
      sum += theta[i] * theta[i];
    }
    return sum;
  }

  @Override
  public void evaluateTest(Measurement into) {
    turns.requireOpen();
    Dataset test = problem.test();
    if (test == null) {
      return;
    }
    if (testBuffers.length > 0) {
      testBuffers[0].write(theta);
    }
    into.beginTest();
    for (int point = 0; point < test.size(); point++) {
      double z =
          0.5 * problem.zeta() * operators.testForm(point, forms, theta, testBuffers)
              + linearPart(test, point);
      into.addTest(z, test.labels()[point]);
    }
    into.endTest(test.size());
  }

  @Override
  public void advance() {
    turns.advance();
    multiplied = false;
    double rate = learningRate / size;
    operators.toOperators(-rate * problem.zeta(), error, perOperator);
    addImages(perOperator, images, theta);
    inputsTimes(error, meanInput);
    features.pushForward(-rate, meanInput, theta);
  }

  /** into ← into + Σ_k a_k w_k, over the first n_ψ entries. */
  void addImages(double[] a, double[][] w, double[] into) {
    int k = 0;
    for (; k + 3 < w.length; k += 4) {
      VectorLoops.add(
          into, psiSize, w[k], a[k], w[k + 1], a[k + 1], w[k + 2], a[k + 2], w[k + 3], a[k + 3]);
    }
    for (; k < w.length; k++) {
      VectorLoops.add(into, psiSize, w[k], a[k]);
    }
  }

  /** Σ_α e_α x_α. */
  void inputsTimes(double[] e, double[] into) {
    for (int i = 0; i < into.length; i++) {
      double sum = 0;
      for (int alpha = 0; alpha < size; alpha++) {
        sum += e[alpha] * train.input(alpha, i);
      }
      into[i] = sum;
    }
  }

  /** The last measured state, with a more exact λ_max. */
  QuadraticMargins.State marginState(double lambdaMax) {
    double squares = 0;
    for (double e : error) {
      squares += e * e;
    }
    double psiNormSq = VectorLoops.dot(theta, theta, psiSize);
    return new QuadraticMargins.State(
        squares / (2.0 * size),
        lambdaMax,
        psiNormSq + phiNormSq(),
        psiNormSq,
        linearPart(train, 0));
  }

  @Override
  public double[] weights() {
    return theta.clone();
  }

  @Override
  public Observed observed() {
    return this;
  }

  @Override
  public double[] kernel() {
    double zeta = problem.zeta();
    double[] kernel = new double[size * size];
    problem.kernelForm().assemble(zeta * zeta / size, gram, perOperator, kernel);
    return kernel;
  }

  @Override
  public double[] residuals() {
    return error.clone();
  }

  @Override
  public List<Layer> layers() {
    Layer psi = new Layer("psi", 0, psiSize);
    return psiSize == theta.length
        ? List.of(psi)
        : List.of(psi, new Layer("phi", psiSize, theta.length));
  }

  @Override
  public double[] hessianTimes(double[] direction) {
    turns.requireOpen();
    return QuadraticHessian.of(this, problem, error, panel).times(direction);
  }

  @Override
  public void close() {
    if (!turns.end()) {
      return;
    }
    for (Matrix buffer : testBuffers) {
      buffer.close();
    }
  }
}
