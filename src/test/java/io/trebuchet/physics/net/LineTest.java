package io.trebuchet.physics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.trebuchet.physics.Bounds;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Two-layer nets on a line: the fused form against plain loops, identities and bounds. */
class LineTest {
  private static Measurement measured(GradientDescent trial) {
    Measurement state = new Measurement();
    trial.measure(state);
    trial.evaluateTest(state);
    return state;
  }

  private static Problem toy(Net net, double x, double y, double[] weights) {
    Sample sample = Sample.of(Dataset.of(1, new double[] {x}, new double[] {y}));
    Problem problem = net.with(sample, weights);
    assertThat(problem).isInstanceOf(LineProblem.class);
    return problem;
  }

  /** Points of both signs in one dimension with a test set. */
  @Property(tries = 60)
  void everyStepIsAPlainStep(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @DoubleRange(min = 0.1, max = 5) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, 1, 9, random);
    follow(NetReferenceTest.net(width, 0, activation), sample, c, random);
  }

  @Property(tries = 40)
  void onOnePointOfManyDimensionsToo(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 2, max = 9) int dimension,
      @ForAll @DoubleRange(min = 0.1, max = 5) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = Sample.of(NetReferenceTest.sample(1, dimension, 1, random).train());
    follow(NetReferenceTest.net(width, 0, activation), sample, c, random);
  }

  /** Wide enough for units that move in bulk, and long enough for some of them to leave it. */
  @Property(tries = 30)
  void everyStepOfWideNetsIsAPlainStep(
      @ForAll @IntRange(min = 100, max = 400) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll @DoubleRange(min = 0.1, max = 5) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Sample sample = NetReferenceTest.sample(size, 1, 9, random);
    follow(NetReferenceTest.net(width, 0, activation), sample, c, random);
  }

  @Test
  void overflowFlowsThroughAsNonFiniteNumbers() {
    for (int size : new int[] {1, 12}) {
      SeededRandom random = SeededRandom.of(size);
      Sample sample = NetReferenceTest.sample(size, 1, 9, random);
      Problem problem = NetReferenceTest.net(300, 0, 1).on(sample, random);
      GradientDescent trial = problem.start(20 / problem.initialLambdaMax());
      int step = 0;
      while (measured(trial).finite() && step < 200) {
        trial.advance();
        step++;
      }
      assertThat(step).isBetween(3, 199);
      for (int after = 0; after < 5; after++) {
        trial.advance();
        Measurement state = measured(trial);
        assertThat(state.loss).isNotFinite();
        assertThat(state.testLoss).isNotFinite();
        assertThat(state.weightNormSq).isNotFinite();
        assertThat(state.lambdaMax).isNotFinite();
        trial.weights();
      }
    }
  }

  /** In the catapult, where units are sorted anew, and after it. */
  @Test
  void stepsAllocateNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SeededRandom random = SeededRandom.of(1);
    Sample sample = NetReferenceTest.sample(32, 1, 300, random);
    Problem problem = NetReferenceTest.net(256, 0, 1).on(sample, random);
    double eta = 3 / problem.initialLambdaMax();
    Measurement state = new Measurement();
    steps(problem.start(eta), state);
    GradientDescent trial = problem.start(eta);
    long before = threads.getCurrentThreadAllocatedBytes();
    steps(trial, state);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000);
  }

  private static void steps(GradientDescent trial, Measurement state) {
    for (int step = 0; step < 1_000; step++) {
      trial.measure(state);
      trial.evaluateTest(state);
      trial.advance();
    }
  }

  /** As documented: 20 bytes a unit and 8 a point, whatever the dimension and the test set. */
  @Test
  void aTrialTakesLittleMemory() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SeededRandom random = SeededRandom.of(1);
    int width = 10_000;
    Sample sample = NetReferenceTest.sample(100, 1, 20_000, random);
    Problem problem = NetReferenceTest.net(width, 0, 1).on(sample, random);
    problem.start(0.1);
    long before = threads.getCurrentThreadAllocatedBytes();
    problem.start(0.1);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(bytes).isBetween(20L * width, 20L * width + 8 * 100 + 4_000);
  }

  private static void follow(Net net, Sample sample, double c, SeededRandom random) {
    Problem problem = net.on(sample, random);
    assertThat(problem).isInstanceOf(LineProblem.class);
    if (problem.initialLambdaMax() == 0) {
      return;
    }
    GradientDescent trial = problem.start(c / problem.initialLambdaMax());
    double[] weights = trial.weights();
    assertThat(weights).isEqualTo(random.split("weights").gaussians(weights.length));
    for (int step = 0; step < 20; step++) {
      PlainNet plain = new PlainNet(net, sample.train(), weights);
      if (plain.weightNormSq() > 1e50) {
        return;
      }
      double scale = Math.max(1, plain.weightNormSq());
      Measurement state = measured(trial);
      assertThat(state.loss).isCloseTo(plain.loss(), within(1e-12 * Math.max(1, state.loss)));
      assertThat(state.weightNormSq).isCloseTo(plain.weightNormSq(), within(1e-12 * scale));
      double lambdaMax = Jacobi.largest(plain.kernel(), sample.train().size());
      assertThat(state.lambdaMax).isCloseTo(lambdaMax, within(1e-12 * lambdaMax));
      assertThat(state.etaLambda).isEqualTo(trial.learningRate() * state.lambdaMax);
      boolean sparse = net.slopes().minus() == 0;
      NetReferenceTest.same(state.sparsity1, sparse ? plain.sparsity(0) : Double.NaN);
      assertThat(state.sparsity2).isNaN();
      if (sample.test() != null) {
        Dataset test = Objects.requireNonNull(sample.test());
        double loss = plain.loss(test);
        assertThat(state.testLoss).isCloseTo(loss, within(1e-12 * Math.max(1, loss)));
        assertThat(state.testAccuracy).isEqualTo(plain.accuracy(test));
      }
      trial.advance();
      plain.advance(trial.learningRate());
      weights = trial.weights();
      double largest = 0;
      for (double w : plain.theta) {
        largest = Math.max(largest, Math.abs(w));
      }
      for (int i = 0; i < weights.length; i++) {
        assertThat(weights[i]).isCloseTo(plain.theta[i], within(1e-12 * largest));
      }
    }
  }

  /** (12): θ²' = θ² + ηz²(ηH − 4), and (103): H ≥ a₋²x²θ²/n. */
  @Property(tries = 50)
  void theNormFollowsItsIdentity(
      @ForAll @IntRange(min = 2, max = 200) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @DoubleRange(min = 0.2, max = 6) double c,
      @ForAll @LongRange(min = 0) long seed) {
    Net net = NetReferenceTest.net(width, 0, activation);
    Problem problem = toy(net, 1, 0, SeededRandom.of(seed).gaussians(2 * width));
    GradientDescent trial = problem.start(c / Math.max(problem.initialLambdaMax(), 1e-3));
    double eta = trial.learningRate();
    for (int step = 0; step < 50; step++) {
      Measurement now = measured(trial);
      double zSq = 2 * now.loss;
      double change = eta * zSq * (now.etaLambda - 4);
      double low = net.slopes().minus() * net.slopes().minus() / width * now.weightNormSq;
      assertThat(now.lambdaMax).isGreaterThanOrEqualTo(low * (1 - 1e-12));
      trial.advance();
      double next = measured(trial).weightNormSq;
      if (!(next < 1e100)) {
        return;
      }
      double scale = now.weightNormSq + eta * zSq * (now.etaLambda + 4);
      assertThat(next).isCloseTo(now.weightNormSq + change, within(1e-12 * scale));
    }
  }

  /** a₋ = a₊ = a: z' = z(1 − ηH + η²(a²/n)z²), H' = H + η(a²/n)z²(ηH − 4). */
  @Property(tries = 50)
  void equalSlopesFollowTheClosedMap(
      @ForAll @DoubleRange(min = 0.5, max = 2) double a,
      @ForAll @DoubleRange(min = 0.2, max = 4.2) double c,
      @ForAll @LongRange(min = 0) long seed) {
    int n = 100;
    Net net = new Net(n, 0, Slopes.of(a, a));
    Problem problem = toy(net, 1, 0, SeededRandom.of(seed).gaussians(2 * n));
    assertThat(problem.bounds().onePointC()).isEqualTo(4);
    assertThat(problem.bounds().doomedC()).isCloseTo(4, within(1e-12));
    GradientDescent trial = problem.start(c / problem.initialLambdaMax());
    double eta = trial.learningRate();
    double share = a * a / n;
    for (int step = 0; step < 30; step++) {
      Measurement now = measured(trial);
      double zSq = 2 * now.loss;
      double factor = 1 - now.etaLambda + eta * eta * share * zSq;
      double root = Math.sqrt(now.loss) * Math.abs(factor);
      double lambda = now.lambdaMax + eta * share * zSq * (now.etaLambda - 4);
      trial.advance();
      Measurement next = measured(trial);
      if (!(next.weightNormSq < 1e100)) {
        return;
      }
      double norm = Math.max(now.weightNormSq, next.weightNormSq);
      assertThat(Math.sqrt(next.loss)).isCloseTo(root, within(1e-13 * norm + 1e-10 * root));
      assertThat(next.lambdaMax)
          .isCloseTo(lambda, within(1e-10 * (now.lambdaMax + next.lambdaMax)));
    }
  }

  /** At fixed c the path of θ² depends on the sign of x alone, and the loss scales as x². */
  @Property(tries = 30)
  void thePathDoesNotDependOnTheLengthOfThePoint(
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @DoubleRange(min = 0.1, max = 10) double x,
      @ForAll @DoubleRange(min = 0.2, max = 3.9) double c,
      @ForAll @LongRange(min = 0) long seed) {
    int n = 100;
    Net net = NetReferenceTest.net(n, 0, activation);
    double[] weights = SeededRandom.of(seed).gaussians(2 * n);
    Problem unit = toy(net, -1, 0, weights);
    Problem scaled = toy(net, -x, 0, weights);
    GradientDescent one = unit.start(c / unit.initialLambdaMax());
    GradientDescent other = scaled.start(c / scaled.initialLambdaMax());
    for (int step = 0; step < 8; step++) {
      Measurement a = measured(one);
      Measurement b = measured(other);
      // Catapults multiply rounding errors as they multiply the loss.
      assertThat(b.weightNormSq).isCloseTo(a.weightNormSq, within(1e-7 * a.weightNormSq));
      assertThat(b.loss / (x * x)).isCloseTo(a.loss, within(1e-7 * (1 + a.loss)));
      one.advance();
      other.advance();
    }
  }

  /** Below (95), or (124) where a₋ = 0, r² falls at every step and the loss vanishes. */
  @Property(tries = 60)
  void belowTheOnePointBoundEveryRunConverges(
      @ForAll @IntRange(min = 1, max = 80) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 3) int dimension,
      @ForAll @DoubleRange(min = 0.2, max = 0.98) double share,
      @ForAll @LongRange(min = 0) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Dataset drawn = NetReferenceTest.sample(1, dimension, 1, random).train();
    Sample sample = Sample.of(Dataset.of(dimension, drawn.inputs(), new double[1]));
    Problem problem = NetReferenceTest.net(width, 0, activation).on(sample, random);
    if (problem.initialLambdaMax() == 0) {
      return;
    }
    double bound = problem.bounds().onePointC();
    GradientDescent trial = problem.start(share * bound / problem.initialLambdaMax());
    Measurement now = measured(trial);
    assertThat(now.safeMargin).isCloseTo(share, within(1e-12));
    double first = Math.max(now.loss, 1);
    for (int step = 0; step < 50_000 && now.loss > 1e-10 * first; step++) {
      assertThat(now.safeMargin).isLessThan(1);
      assertThat(now.etaLambda).isLessThan(4 * now.safeMargin + 1e-12);
      trial.advance();
      Measurement next = measured(trial);
      assertThat(next.weightNormSq).isLessThanOrEqualTo(now.weightNormSq * (1 + 1e-14));
      now = next;
    }
    // A net that dies has z = 0 = y and has converged too.
    assertThat(now.loss).isLessThanOrEqualTo(1e-10 * first);
  }

  /** Above (102) the norm only grows, and the run overflows. */
  @Property(tries = 60)
  void aboveTheDoomedBoundNothingConverges(
      @ForAll @IntRange(min = 1, max = 80) int width,
      @ForAll @IntRange(min = 1, max = 3) int dimension,
      @ForAll @DoubleRange(min = 0.3, max = 1) double minus,
      @ForAll @DoubleRange(min = 1.01, max = 2) double share,
      @ForAll @LongRange(min = 0) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Dataset drawn = NetReferenceTest.sample(1, dimension, 1, random).train();
    Sample sample = Sample.of(Dataset.of(dimension, drawn.inputs(), new double[1]));
    Problem problem = new Net(width, 0, Slopes.of(minus, 1)).on(sample, random);
    double bound = problem.bounds().doomedC();
    GradientDescent trial = problem.start(share * bound / problem.initialLambdaMax());
    Measurement now = measured(trial);
    for (int step = 0; step < 5_000 && now.finite(); step++) {
      assertThat(now.doomedMargin).isGreaterThan(1);
      trial.advance();
      Measurement next = measured(trial);
      if (next.finite()) {
        assertThat(next.weightNormSq).isGreaterThanOrEqualTo(now.weightNormSq);
      }
      now = next;
    }
    assertThat(now.finite()).isFalse();
  }

  /** Below (180) with y = 0 the norm falls on points of both signs. */
  @Property(tries = 30)
  void belowMethod1TheNormFalls(
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 2, max = 20) int size,
      @ForAll @DoubleRange(min = 0.2, max = 0.98) double share,
      @ForAll @LongRange(min = 0) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Dataset drawn = NetReferenceTest.sample(size, 1, 1, random).train();
    Sample sample = Sample.of(Dataset.of(1, drawn.inputs(), new double[size]));
    Problem problem = NetReferenceTest.net(width, 0, activation).on(sample, random);
    if (problem.initialLambdaMax() == 0) {
      return;
    }
    assertThat(problem.bounds().onePointC()).isNaN();
    assertThat(problem.bounds().doomedC()).isNaN();
    double bound = problem.bounds().method1C();
    GradientDescent trial = problem.start(share * bound / problem.initialLambdaMax());
    Measurement now = measured(trial);
    for (int step = 0; step < 200; step++) {
      assertThat(now.safeMargin).isLessThan(1);
      trial.advance();
      Measurement next = measured(trial);
      assertThat(next.weightNormSq).isLessThanOrEqualTo(now.weightNormSq * (1 + 1e-14));
      now = next;
    }
  }

  /** Both forms, from the same weights, while rounding does not grow. */
  @Property(tries = 15)
  void agreesWithTheDataSpaceForm(
      @ForAll @IntRange(min = 32, max = 128) int width,
      @ForAll @IntRange(min = 0, max = 2) int activation,
      @ForAll @IntRange(min = 1, max = 3) int dimension,
      @ForAll @DoubleRange(min = 0.2, max = 1.9) double c,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    int size = dimension == 1 ? 12 : 1;
    Sample sample = Sample.of(NetReferenceTest.sample(size, dimension, 1, random).train());
    Net net = NetReferenceTest.net(width, 0, activation);
    Problem line = net.on(sample, random);
    try (Problem general = NetReferenceTest.problem(net, sample, random);
        GradientDescent other = general.start(c / general.initialLambdaMax())) {
      assertThat(line.initialLambdaMax())
          .isCloseTo(general.initialLambdaMax(), within(1e-12 * line.initialLambdaMax()));
      GradientDescent trial = line.start(other.learningRate());
      for (int step = 0; step < 30; step++) {
        Measurement a = measured(trial);
        Measurement b = measured(other);
        assertThat(a.loss).isCloseTo(b.loss, within(1e-11 * (1 + b.loss)));
        assertThat(a.weightNormSq).isCloseTo(b.weightNormSq, within(1e-11 * b.weightNormSq));
        assertThat(a.lambdaMax).isCloseTo(b.lambdaMax, within(1e-10 * b.lambdaMax));
        trial.advance();
        other.advance();
      }
    }
  }

  /** Bounds and margins of one point do not depend on the form either. */
  @Property(tries = 30)
  void boundsAgreeWithTheDataSpaceForm(
      @ForAll @IntRange(min = 8, max = 40) int width,
      @ForAll @IntRange(min = 0, max = 1) int activation,
      @ForAll @IntRange(min = 2, max = 5) int dimension,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    SeededRandom random = SeededRandom.of(seed);
    Dataset drawn = NetReferenceTest.sample(1, dimension, 1, random).train();
    Sample sample = Sample.of(Dataset.of(dimension, drawn.inputs(), new double[1]));
    Net net = NetReferenceTest.net(width, 0, activation);
    Bounds line = net.on(sample, random).bounds();
    try (Problem general = NetReferenceTest.problem(net, sample, random)) {
      Bounds other = general.bounds();
      assertThat(line.onePointC()).isCloseTo(other.onePointC(), within(1e-11));
      assertThat(line.method1C()).isCloseTo(other.method1C(), within(1e-11));
      assertThat(Double.isNaN(line.doomedC())).isEqualTo(activation == 0);
      if (activation != 0) {
        assertThat(line.doomedC()).isCloseTo(other.doomedC(), within(1e-9));
      }
    }
  }

  @Test
  void labelsLeaveNoCertificateOnOnePoint() {
    double[] weights = SeededRandom.of(1).gaussians(2048);
    for (int activation = 0; activation < 3; activation++) {
      Problem problem = toy(NetReferenceTest.net(1024, 0, activation), 4, 2, weights);
      assertThat(problem.bounds().onePointC()).isNaN();
      assertThat(problem.bounds().doomedC()).isNaN();
      Measurement state = measured(problem.start(0.01));
      assertThat(state.safeMargin).isNaN();
      assertThat(state.doomedMargin).isNaN();
    }
  }

  /** z_0 = 0: the loss is at its minimum, and nothing is doomed. */
  @Test
  void withoutOutputNothingIsDoomed() {
    Net net = NetReferenceTest.net(2, 0, 1);
    assertThat(toy(net, 1, 0, new double[] {1, 1, 1, -1}).bounds().doomedC()).isNaN();
    assertThat(toy(net, 1, 0, new double[] {1, 1, 1, -2}).bounds().doomedC()).isPositive();
  }

  @Test
  void deadNetStaysDeadWithExactZeros() {
    Dataset positive = Dataset.of(1, new double[] {1, 2}, new double[] {1, -1});
    double[] weights = {-1, -0.5, 0, 2, 3, 4};
    Sample sample = new Sample(positive, positive, Map.of());
    Problem problem = NetReferenceTest.relu(3).with(sample, weights);
    assertThat(problem).isInstanceOf(LineProblem.class);
    GradientDescent trial = problem.start(0.5);
    for (int step = 0; step < 3; step++) {
      Measurement state = measured(trial);
      assertThat(state.lambdaMax).isZero();
      assertThat(state.loss).isEqualTo(0.5);
      assertThat(state.sparsity1).isEqualTo(1);
      assertThat(state.testLoss).isEqualTo(0.5);
      assertThat(state.dead()).isTrue();
      trial.advance();
      assertThat(trial.weights()).isEqualTo(weights);
    }
  }

  /** (9): a unit at exactly 0 has the mean slope. */
  @Test
  void aUnitAtZeroMovesWithTheMeanSlope() {
    Net net = new Net(2, 0, Slopes.of(0.5, 1));
    double[] weights = {0, 1, 2, 3};
    Problem problem = toy(net, 1, 0, weights);
    PlainNet plain = new PlainNet(net, Dataset.of(1, new double[] {1}, new double[1]), weights);
    assertThat(problem.initialLambdaMax()).isCloseTo(plain.kernel()[0], within(1e-14));
    GradientDescent trial = problem.start(0.1);
    measured(trial);
    trial.advance();
    plain.advance(0.1);
    assertThat(plain.theta[0]).isLessThan(0);
    assertThat(trial.weights()).containsExactly(plain.theta, within(1e-14));
  }

  @Test
  void wrongNumbersOfWeightsAreNamed() {
    Net net = NetReferenceTest.relu(3);
    assertThatThrownBy(() -> toy(net, 1, 0, new double[5]))
        .hasMessageContainingAll("5 initial weights", "has 6");
  }
}
