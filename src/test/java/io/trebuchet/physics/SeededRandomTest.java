package io.trebuchet.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SeededRandomTest {
  @Test
  void splittingDoesNotDependOnWhatWasDrawn() {
    SeededRandom fresh = SeededRandom.of(7);
    SeededRandom used = SeededRandom.of(7);
    double[] ignored = used.gaussians(11);
    assertThat(used.split("weights").gaussians(5)).isEqualTo(fresh.split("weights").gaussians(5));
    assertThat(ignored).hasSize(11);
  }

  @Test
  void purposesAndSeedsHaveStreamsOfTheirOwn() {
    SeededRandom root = SeededRandom.of(7);
    double[] weights = root.split("weights").gaussians(5);
    assertThat(root.split("eigenvalues").gaussians(5)).isNotEqualTo(weights);
    assertThat(SeededRandom.of(8).split("weights").gaussians(5)).isNotEqualTo(weights);
    assertThat(root.split("weights").split("layer").gaussians(5)).isNotEqualTo(weights);
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormal() {
    int n = 200_000;
    double[] g = SeededRandom.of(1).gaussians(n);
    double[] moments = new double[5];
    for (double x : g) {
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(x, k) / n;
      }
    }
    // Five standard errors: √(Var x^k / n) with Var = 1, 2, 15, 96.
    assertThat(moments[1]).isCloseTo(0, within(5 * Math.sqrt(1.0 / n)));
    assertThat(moments[2]).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    assertThat(moments[3]).isCloseTo(0, within(5 * Math.sqrt(15.0 / n)));
    assertThat(moments[4]).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
  }
}
