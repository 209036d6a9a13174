package io.trebuchet.physics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.physics.linalg.Precision;
import io.trebuchet.physics.net.Net;
import io.trebuchet.physics.net.Slopes;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryNeedTest {
  private static Sample sample(int dimension, int train, int test) {
    SeededRandom random = SeededRandom.of(1);
    Dataset points =
        Dataset.of(
            dimension, random.split("x").gaussians(train * dimension), random.gaussians(train));
    @Nullable Dataset others =
        test == 0
            ? null
            : Dataset.of(
                dimension, random.split("t").gaussians(test * dimension), new double[test]);
    return new Sample(points, others, Map.of());
  }

  /** What is counted is what the matrices are, but for those that a first test takes. */
  @ParameterizedTest
  @CsvSource({
    "0, 30, 7, 5, 0, DOUBLE",
    "0, 30, 7, 5, 9, FLOAT",
    "1, 24, 7, 5, 9, DOUBLE",
    "1, 24, 7, 5, 0, FLOAT"
  })
  void aNetTakesOutsideOfTheHeapWhatIsCounted(
      int layers, int width, int dimension, int train, int test, Precision precision) {
    Net net = new Net(width, layers, Slopes.RELU, precision);
    Sample sample = sample(dimension, train, test);
    MemoryNeed need = net.memory(sample);
    long before = Matrix.bytesInUse();
    try (Problem problem = net.on(sample, SeededRandom.of(1));
        GradientDescent one = problem.start(0.1)) {
      long held = Matrix.bytesInUse() - before;
      assertThat(need.outside(1)).isLessThanOrEqualTo(held).isGreaterThan(held * 8 / 10);
      try (GradientDescent two = problem.start(0.1)) {
        long more = Matrix.bytesInUse() - before - held;
        assertThat(need.trialOutside()).isLessThanOrEqualTo(more).isGreaterThan(more * 8 / 10);
      }
    }
  }
}
