package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.data.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figure 3 on real images, at rates from the lazy phase far into the catapult phase. */
final class Fig03EndToEndTest {
  @TempDir private Path folder;

  @Test
  void catapultsGeneraliseAndAreTheSparserTheLargerTheRate() throws IOException {
    Path data =
        ImageFiles.folders("mnist-01").roots().stream()
            .filter(root -> Files.isDirectory(root.resolve("mnist-01")))
            .findFirst()
            .orElseThrow();
    Path run = folder.resolve("r3");
    Cli.Said said =
        Cli.run(
            "run",
            "configs/fig03.conf",
            "--data-dir",
            data.toString(),
            "--out",
            run.toString(),
            "--quiet",
            "--set",
            "learning-rates.c=[1.5, 4, 8]");
    assertThat(said).isEqualTo(new Cli.Said(0, ""));
    List<Map<String, String>> trials = Cli.trials(run);
    assertThat(trials)
        .extracting(trial -> trial.get("phase"))
        .containsExactly("lazy", "catapult", "catapult");
    double sparsity = 0;
    for (Map<String, String> trial : trials) {
      assertThat(Cli.number(trial, "test_accuracy_final")).isGreaterThan(0.99);
      // The loss of an untrained net is about 0.7 on either set.
      assertThat(Cli.number(trial, "test_loss_final"))
          .isLessThan(0.1 * Cli.number(trial, "loss_initial"));
      assertThat(Cli.number(trial, "eta_lambda_final")).isLessThan(2.1);
      assertThat(Cli.number(trial, "sparsity_1_final")).isGreaterThan(sparsity);
      sparsity = Cli.number(trial, "sparsity_1_final");
    }
    assertThat(Cli.number(trials.get(2), "loss_max"))
        .isGreaterThan(10 * Cli.number(trials.get(2), "loss_initial"));
    assertThat(Cli.run("verify", run.toString()).code()).isZero();
    assertThat(Files.readString(run.resolve("manifest.json")))
        .contains("8d53ed37a630725a7e19d78688aa77e6c37164e3fac0880cff111aee90cd30be");
  }
}
