package io.trebuchet.physics.training;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Descent;
import io.trebuchet.physics.DescentState;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Observed;
import io.trebuchet.physics.Turns;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One trial of a {@link Trainable} under any {@link Training}, in weight space: per step one pass
 * forward, the kernel's products, and one pass back.
 */
final class TrainedDescent extends Descent {
  private static final String WEIGHTS = "weights";

  private final TrainedProblem problem;
  private final Training training;
  private final Outputs outputs;
  private final SampleSpace space;
  private final Updates updates;
  private final double[] labels;
  private final double[] weights;
  private final double[] slopes;
  private final double[] gradient;
  private final double[] complete;
  private final Turns turns = new Turns();
  private @Nullable Outputs tested;

  TrainedDescent(TrainedProblem problem, double learningRate) {
    super(learningRate);
    this.problem = problem;
    training = problem.training();
    labels = problem.train().labels();
    weights = problem.initialWeights().clone();
    outputs = problem.outputs(problem.train());
    space = new SampleSpace(outputs, training.loss());
    updates = new Updates(training, learningRate, weights.length, outputs.layers());
    slopes = new double[labels.length];
    gradient = new double[weights.length];
    complete = training.completes() ? new double[weights.length] : gradient;
  }

  @Override
  public void measure(Measurement into) {
    turns.requireOpen();
    double[] z = outputs.at(weights);
    int k = outputs.outputs();
    int points = outputs.points();
    double sum = 0;
    for (int at = 0; at < z.length; at += k) {
      sum += training.loss().value(z, labels, at, k);
      training.loss().slope(z, labels, at, k, slopes);
    }
    into.loss = sum / points;
    into.weightNormSq = Updates.squared(weights);
    space.look(z, labels);
    into.lambdaMax = space.lambdaMax();
    into.gaussNewtonMax = space.gaussNewtonMax(into.lambdaMax);
    into.etaLambda = updates.rate() * into.gaussNewtonMax;
    outputs.pullBack(slopes, gradient);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= points;
    }
    into.gradientNormSq = Updates.squared(gradient);
    if (training.completes()) {
      System.arraycopy(gradient, 0, complete, 0, gradient.length);
      updates.complete(complete, weights);
    }
    into.stationaryNormSq = training.weightDecay() > 0 ? decayed() : into.gradientNormSq;
    UpdateRule rule = training.rule();
    into.edge = rule.holdsByCurvature() ? rule.edge() : Double.POSITIVE_INFINITY;
    into.plain = training.descends();
    double[] sparsity = outputs.sparsity();
    into.sparsity1 = sparsity.length > 0 ? sparsity[0] : Double.NaN;
    into.sparsity2 = sparsity.length > 1 ? sparsity[1] : Double.NaN;
    into.clearTest();
    turns.measured();
  }

  /** |∇L + decay·θ|², whatever is clipped. */
  private double decayed() {
    double sum = 0;
    for (int i = 0; i < gradient.length; i++) {
      double x = gradient[i] + training.weightDecay() * weights[i];
      sum += x * x;
    }
    return sum;
  }

  /** λ_max(G) at the weights last measured, by a full decomposition where that is possible. */
  double exactGaussNewtonMax() {
    return space.exactGaussNewtonMax();
  }

  @Override
  public void evaluateTest(Measurement into) {
    turns.requireOpen();
    Dataset test = problem.test();
    if (test == null) {
      return;
    }
    if (tested == null) {
      tested = problem.outputs(test);
    }
    double[] z = tested.at(weights);
    double[] y = test.labels();
    int k = tested.outputs();
    double loss = 0;
    double right = 0;
    for (int at = 0; at < z.length; at += k) {
      loss += training.loss().value(z, y, at, k);
      boolean agrees =
          k == 1
              ? Math.signum(z[at]) == Math.signum(y[at])
              : largest(z, at, k) == largest(y, at, k);
      right += agrees ? 1 : 0;
    }
    into.testLoss = loss / test.size();
    into.testAccuracy = right / test.size();
  }

  private static int largest(double[] values, int at, int count) {
    int best = at;
    for (int i = at + 1; i < at + count; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best - at;
  }

  @Override
  public void advance() {
    turns.advance();
    updates.update(weights, complete);
  }

  @Override
  public double[] weights() {
    turns.requireOpen();
    return weights.clone();
  }

  @Override
  public DescentState state() {
    turns.requireOpen();
    Map<String, double[]> arrays = new HashMap<>();
    arrays.put(WEIGHTS, weights.clone());
    updates.save(arrays);
    space.save(turns.areMeasured(), arrays);
    return DescentState.of(arrays);
  }

  /**
   * Goes on from a state, on a new trial.
   *
   * @throws IllegalArgumentException if it is not of this problem
   */
  void restore(DescentState state) {
    System.arraycopy(state.array(WEIGHTS, weights.length), 0, weights, 0, weights.length);
    updates.restore(state);
    space.restore(state);
  }

  @Override
  public Observed observed() {
    turns.requireMeasured();
    return new TrainedState(this);
  }

  /** Throws unless the state is the one last measured. */
  void requireMeasured() {
    turns.requireMeasured();
  }

  double[] kernel() {
    return space.kernel().clone();
  }

  /** D times the slope of L by each output: ε where the loss is squared. */
  double[] slopes() {
    return slopes.clone();
  }

  Outputs outputs() {
    return outputs;
  }

  double weightDecay() {
    return training.weightDecay();
  }

  double[] preconditioner() {
    return updates.preconditioner(complete);
  }

  /** (∇²L) direction. */
  double[] hessianTimes(double[] direction) {
    double[] change = new double[slopes.length];
    double[] curved = new double[slopes.length];
    double[] product = new double[direction.length];
    outputs.pushForward(direction, change);
    space.curvatureTimes(change, curved);
    outputs.pullBackAlong(slopes, curved, product);
    for (int i = 0; i < product.length; i++) {
      product[i] /= outputs.points();
    }
    return product;
  }

  @Override
  public void close() {
    if (turns.end()) {
      outputs.close();
      if (tested != null) {
        tested.close();
      }
    }
  }
}
