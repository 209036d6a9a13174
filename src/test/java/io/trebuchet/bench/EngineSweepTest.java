package io.trebuchet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.data.DataFolders;
import io.trebuchet.data.MissingDataException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineSweepTest {
  private static final DataFolders NO_DATA = new DataFolders(List.of());

  private static EngineSweep sweep(String name) {
    return EngineSweep.of(Experiment.named(name).orElseThrow(), Path.of("configs"), NO_DATA, 2);
  }

  @Test
  void theTimeOfTheStepsIsAPartOfTheWholeTime() throws Exception {
    long steps = 50;
    long began = System.nanoTime();
    double each = sweep("fig01").secondsPerTrialStep(steps);
    double whole = (System.nanoTime() - began) / 1e9;
    assertThat(each * steps * Experiment.TRIALS).isPositive().isLessThan(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fig01", "fig02", "fig04", "fig05", "fig06", "fig07", "fig08", "fig09", "fig10"})
  void everyRateOfAnExperimentStaysFinite(String name) throws Exception {
    assertThat(sweep(name).secondsPerTrialStep(300)).isPositive();
  }

  @Test
  void aDivergingTrialIsNoMeasurement() {
    EngineSweep diverging = sweep("fig01").with("learning-rates={ c = [1, 6] }");
    assertThatThrownBy(() -> diverging.secondsPerTrialStep(300))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("s1-c6");
  }

  @Test
  void missingImagesAreNamed() {
    assertThatThrownBy(() -> sweep("fig03").secondsPerTrialStep(1))
        .isInstanceOf(MissingDataException.class);
  }

  @Test
  void aSweepThatShallLastLongerMakesMoreSteps() throws Exception {
    Calibrated shorter = Calibrated.of(sweep("fig06"), 0.001);
    Calibrated longer = Calibrated.of(sweep("fig06"), 0.5);
    assertThat(longer.steps()).isGreaterThan(shorter.steps());
    assertThat(longer.secondsPerTrialStep()).isPositive();
  }
}
