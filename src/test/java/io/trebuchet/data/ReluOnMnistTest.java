package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.net.ReluKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The two parts of this project that the paper's Figure 3 needs, together. */
class ReluOnMnistTest {
  @Test
  void twoHundredStepsBelowTheEdgeLearnToTellZerosFromOnes() throws IOException {
    MapParameters data =
        new MapParameters(
            Map.of(
                "labels",
                "auto",
                "classes",
                List.of(0, 1),
                "train",
                128,
                "test",
                0,
                "scale",
                "sqrt-d"));
    MapParameters model = new MapParameters(Map.of("width", 1024, "hidden-layers", 1));
    SeededRandom random = SeededRandom.of(1);
    Sample sample =
        new MnistKind().read(data).load(ImageFiles.folders("mnist-01"), random.split("data"));
    try (Problem problem = new ReluKind().read(model).on(sample, random.split("model"));
        GradientDescent trial = problem.start(1.5 / problem.initialLambdaMax())) {
      Measurement state = new Measurement();
      trial.measure(state);
      assertThat(state.sparsity1).isBetween(0.4, 0.6);
      double initial = state.loss;
      for (int step = 0; step < 200; step++) {
        trial.advance();
        trial.measure(state);
        assertThat(state.finite()).isTrue();
      }
      trial.evaluateTest(state);
      assertThat(state.loss).isLessThan(0.05 * initial);
      assertThat(state.testAccuracy).isGreaterThan(0.98);
    }
  }
}
