package io.trebuchet.physics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.data.ImageFiles;
import io.trebuchet.data.MnistKind;
import io.trebuchet.physics.GradientDescent;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.Measurement;
import io.trebuchet.physics.Problem;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Jacobi;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The kernel against {@link PlainNet} on real images: fewer and narrower than the paper's. */
class NetImagesTest {
  @Test
  void sixtyStepsOnMnistAgreeWithPlainGradientDescent() throws IOException {
    MapParameters data =
        new MapParameters(
            Map.of("classes", List.of(0, 1), "train", 20, "test", 20, "scale", "sqrt-d"));
    SeededRandom random = SeededRandom.of(1);
    Sample sample = new MnistKind().read(data).load(ImageFiles.folders("mnist-01"), random);
    int width = 96;
    for (double c : new double[] {0.8, 1.5, 2}) {
      try (Problem problem = NetReferenceTest.relu(width).on(sample, random);
          GradientDescent trial = problem.start(c / problem.initialLambdaMax())) {
        PlainNet plain =
            new PlainNet(NetReferenceTest.relu(width), sample.train(), trial.weights());
        Measurement state = new Measurement();
        for (int step = 0; step < 60; step++) {
          trial.measure(state);
          assertThat(state.loss).isCloseTo(plain.loss(sample.train()), within(1e-10));
          assertThat(state.weightNormSq)
              .isCloseTo(plain.weightNormSq(), within(1e-12 * state.weightNormSq));
          if (step % 10 == 0) {
            double lambdaMax = Jacobi.largest(plain.kernel(), 20);
            assertThat(state.lambdaMax).isCloseTo(lambdaMax, within(1e-10 * lambdaMax));
          }
          trial.advance();
          plain.advance(trial.learningRate());
        }
        double[] weights = trial.weights();
        for (int i = 0; i < weights.length; i++) {
          assertThat(weights[i]).isCloseTo(plain.theta[i], within(1e-10));
        }
      }
    }
  }
}
