package io.trebuchet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.physics.Measurement;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TrialHistoryTest {
  private static TrialHistory of(double... losses) {
    TrialHistory history = TrialHistory.create();
    for (int step = 0; step < losses.length; step++) {
      Measurement m = new Measurement();
      m.loss = losses[step];
      m.weightNormSq = 3;
      m.lambdaMax = 2;
      m.etaLambda = 1;
      history.observe(step, m);
    }
    return history;
  }

  @Test
  void countsRisesThatComeBack() {
    assertThat(of(1, 5, 1, 9, 0.1).catapults()).isZero();
    assertThat(of(1, 11, 200, 11, 9, 0.1).catapults()).isEqualTo(1);
    assertThat(of(1, 11, 1, 11, 1).catapults()).isEqualTo(2);
    assertThat(of(1, 11, 1e3, 1e9).catapults()).isZero();
  }

  @Test
  void finalValuesAreTheLastFiniteOnes() {
    TrialHistory history = of(1, 100, 1e5, Double.POSITIVE_INFINITY);
    assertThat(history.step()).isEqualTo(3);
    assertThat(history.last().loss).isEqualTo(1e5);
    assertThat(history.lossMax()).isEqualTo(1e5);
    assertThat(history.lossMaxStep()).isEqualTo(2);
    assertThat(history.initial().loss).isEqualTo(1);
  }

  @Test
  void beforeTheFirstStepNothingIsKnown() {
    assertThat(TrialHistory.create().lossMax()).isNaN();
    assertThat(TrialHistory.create().last().loss).isNaN();
    assertThat(TrialHistory.create().step()).isEqualTo(-1);
  }

  @Property
  void theMaximumIsTheFirstLargestOfAllSteps(
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0, max = 1e9) Double> losses) {
    TrialHistory history = of(losses.stream().mapToDouble(Double::doubleValue).toArray());
    double max = losses.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    assertThat(history.lossMax()).isEqualTo(max);
    assertThat(history.lossMaxStep()).isEqualTo(losses.indexOf(max));
  }
}
