package io.trebuchet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The NumPy program that the engine is compared with computes what it should. */
final class FairNumPyTest {
  @BeforeEach
  void pythonIsNoRequirement() {
    assumeThat(PythonScript.hasNumPy("python3")).as("python3 with NumPy").isTrue();
  }

  private static String run(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 2];
    command[0] = "python3";
    command[1] = "bench/fair_numpy.py";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void itAgreesWithPlainGradientDescent() throws Exception {
    String[] all = {
      "fig01", "fig02", "fig04", "fig06", "fig07", "fig08", "fig09", "fig10", "fig03", "--check"
    };
    assertThat(run(all).lines()).hasSize(all.length - 1);
  }

  @Test
  void itPrintsAFigureThatCanBeRead() throws Exception {
    PythonScript script =
        new PythonScript("python3", java.nio.file.Path.of("bench/fair_numpy.py"), null);
    assertThat(script.secondsPerTrialStep(Experiment.named("fig06").orElseThrow()))
        .isPositive()
        .isLessThan(1);
  }
}
