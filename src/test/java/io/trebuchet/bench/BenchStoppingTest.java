package io.trebuchet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.bench.stopping.Contender;
import io.trebuchet.bench.stopping.ResultsFile;
import io.trebuchet.bench.stopping.StoppingTable;
import io.trebuchet.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchStoppingTest {
  private static Cli.Said bench(Path out, String seeds) {
    return Cli.run(
        "bench",
        "stopping",
        "--experiments",
        "fig01,fig06",
        "--seeds",
        seeds,
        "--markdown",
        "--out",
        out.toString());
  }

  @Test
  void certifiedKillsNoneAndEndsEveryDivergence(@TempDir Path dir) throws Exception {
    Path out = dir.resolve("results.csv");
    assertThat(bench(out, "1").code()).isZero();
    List<ResultsFile.Row> rows = ResultsFile.read(out);
    assertThat(rows).hasSize(2 * Contender.all().size());
    for (ResultsFile.Row row : rows) {
      assertThat(row.tally().falseConvergences()).isZero();
      if (row.rule().startsWith("certified")) {
        assertThat(row.tally().falseKills()).isZero();
        assertThat(row.tally().divergent()).isPositive();
        assertThat(row.tally().divergentStopped()).isEqualTo(row.tally().divergent());
        assertThat(row.tally().steps()).isLessThan(row.tally().stepsNonFinite());
      }
      if (row.rule().equals("threshold ×10") || row.rule().equals("median")) {
        assertThat(row.tally().falseKills()).isPositive();
      }
    }

    // Sweeps that are done are not done again; others are added.
    String before = Files.readString(out);
    assertThat(bench(out, "1").code()).isZero();
    assertThat(Files.readString(out)).isEqualTo(before);
    assertThat(bench(out, "2").code()).isZero();
    assertThat(Files.readString(out)).startsWith(before);
    assertThat(ResultsFile.read(out)).hasSize(4 * Contender.all().size());

    List<String> markdown = new StoppingTable(rows).lines(true);
    assertThat(markdown).anyMatch(line -> line.startsWith("| certified | 0 |"));
    assertThat(markdown).anyMatch(line -> line.startsWith("| fig06 | 2000 |"));
    assertThat(new StoppingTable(rows).lines(false))
        .anyMatch(line -> line.startsWith("certified "));
  }

  @Test
  void asksForExperimentsThatExist(@TempDir Path dir) {
    Cli.Said said =
        Cli.run(
            "bench", "stopping", "--experiments", "fig99", "--out", dir.resolve("r").toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("no such experiments");
  }
}
