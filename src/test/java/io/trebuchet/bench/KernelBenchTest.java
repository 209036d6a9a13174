package io.trebuchet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelBenchTest {
  @TempDir private Path folder;
  private final List<String> progress = new ArrayList<>();

  /** A program that a NumPy script's caller cannot tell from Python. */
  private Path program(String text) throws IOException {
    Path file = folder.resolve("program");
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private KernelSetup setup(@Nullable Path baseline, String python) {
    return new KernelSetup(
        Path.of("configs"),
        new DataFolders(List.of(folder)),
        baseline,
        null,
        null,
        python,
        2,
        0.02,
        2,
        false);
  }

  private KernelBench bench(@Nullable Path baseline, String python) {
    return KernelBench.create(setup(baseline, python), progress::add);
  }

  private static List<Experiment> experiments(String... names) {
    return List.of(names).stream().map(name -> Experiment.named(name).orElseThrow()).toList();
  }

  private static JsonNode json(BenchTable table) throws IOException {
    return new JsonMapper().readTree(String.join("\n", table.lines(BenchTable.Format.JSON)));
  }

  @Test
  void withoutPythonTheEngineIsMeasuredAlone() throws Exception {
    JsonNode json = json(bench(null, "none").compare(experiments("fig01", "fig06")));
    assertThat(json.get("dgemm_gflops").asDouble()).isPositive();
    assertThat(json.get("memory_gb_per_s").asDouble()).isPositive();
    assertThat(json.get("rows")).hasSize(2);
    JsonNode row = json.get("rows").get(0);
    assertThat(row.get("experiment").asText()).isEqualTo("fig01");
    assertThat(row.get("engine_us").asDouble()).isPositive();
    // Nine operations for each of a thousand weights.
    assertThat(row.get("gflops").asDouble())
        .isCloseTo(9 / row.get("engine_us").asDouble(), within(1e-9));
    assertThat(row.has("numpy_us")).isFalse();
    assertThat(progress).anyMatch(line -> line.contains("fig06: round 2 of 2"));
  }

  @Test
  void theRatioIsThatOfTheProgramsTimeToTheEngines() throws Exception {
    // It fails if the engine's limit of one BLAS thread reached it.
    Path python =
        program(
            """
            [ -z "$OPENBLAS_NUM_THREADS$OMP_NUM_THREADS" ] || exit 3
            [ "$2 $3 $4" = 'fig06 --repeats 1' ] || exit 4
            echo something
            echo '{"seconds_per_trial_step": 0.25}'
            """);
    JsonNode row =
        json(bench(Path.of("script.py"), python.toString()).compare(experiments("fig06")))
            .get("rows")
            .get(0);
    assertThat(row.get("numpy_us").asDouble()).isCloseTo(250_000, within(1e-6));
    assertThat(row.get("numpy_ratio").asDouble())
        .isCloseTo(250_000 / row.get("engine_us").asDouble(), within(1e-6));
  }

  @Test
  void aFailingProgramIsQuoted() throws Exception {
    Path python = program("echo 'no module named numpy' >&2; exit 1");
    assertThatThrownBy(
            () -> bench(Path.of("script.py"), python.toString()).compare(experiments("fig06")))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("no module named numpy");
  }

  @Test
  void aProgramThatPrintsNoFigureIsToldSo() throws Exception {
    Path python = program("echo '{\"seconds\": 1}'");
    assertThatThrownBy(
            () -> bench(Path.of("script.py"), python.toString()).compare(experiments("fig06")))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("seconds_per_trial_step");
  }

  @Test
  void scalingComparesOneTrialAtATimeWithSeveral() throws Exception {
    JsonNode row =
        json(ScalingBench.create(setup(null, "none"), progress::add).measure(experiments("fig06")))
            .get("rows")
            .get(0);
    assertThat(row.get("alone_us").asDouble()).isPositive();
    assertThat(row.get("together_us").asDouble()).isPositive();
    assertThat(row.get("gain").asDouble()).isPositive();
  }

  @Test
  void everySizeCaseIsAConfigThatRuns() throws Exception {
    for (SizeCase size : SizeCase.all()) {
      if (size.width() <= 1024 && size.points() <= 64) {
        EngineSweep sweep =
            new EngineSweep(
                Path.of("configs/fig03.conf"), size.settings(), new DataFolders(List.of()), 2);
        assertThat(sweep.secondsPerTrialStep(2)).isPositive();
      }
    }
    assertThat(SizeCase.all()).extracting(SizeCase::varied).contains("d", "D", "width");
  }

  @Test
  void floatIsMeasuredBesideOrSaidToBeUnknown() throws Exception {
    KernelSetup setup =
        new KernelSetup(
            Path.of("configs"),
            ImageFiles.folders("mnist-01"),
            null,
            null,
            null,
            "none",
            1,
            0.01,
            2,
            true);
    JsonNode json = json(KernelBench.create(setup, progress::add).compare(experiments("fig03")));
    if (json.get("rows").get(0).get("float_us").isNull()) {
      assertThat(json.get("notes").toString()).contains("model.precision");
    } else {
      assertThat(json.get("rows").get(0).get("float_us").asDouble()).isPositive();
    }
  }
}
