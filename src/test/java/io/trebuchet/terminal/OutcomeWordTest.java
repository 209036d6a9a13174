package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Phase;
import io.trebuchet.metrics.TrialResult;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OutcomeWordTest {
  /** Also one without a phase, as of a rule whose edge is not one of c. */
  @ParameterizedTest
  @EnumSource
  void everyTrialIsCounted(Outcome outcome) {
    for (double edge : List.of(2.0, 3.8, Double.NaN)) {
      TrialResult result =
          TrialResult.of("s1-c3", 1)
              .at("", 3, 0.1)
              .ended(outcome, "", 5)
              .lambdaMax(1, 1)
              .phase(Phase.of(outcome, 3, 1, edge))
              .build();
      String word = OutcomeWord.of(result);
      assertThat(OutcomeWord.count(List.of(result))).hasSize(1).containsEntry(word, 1);
      if (outcome == Outcome.CONVERGED) {
        assertThat(word)
            .isEqualTo(Double.isNaN(edge) ? "converged" : edge == 2 ? "catapult" : "lazy");
      }
    }
  }
}
