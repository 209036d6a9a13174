package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.Series;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvStoreTest {
  @TempDir Path directory;

  @Test
  void interleavedTrialsComeBackExactlyAndApart() throws Exception {
    Series one = Emissions.series("s1-c2.1");
    Series two = new Series(Emissions.SWEEP, "a \"name\", quoted", "s1-c3", -4, 3);
    DoubleSupplier values = Emissions.anyFinite(3);
    List<MetricBlock> ones = new ArrayList<>();
    List<MetricBlock> twos = new ArrayList<>();
    try (CsvStore store = CsvStore.open(directory)) {
      for (int k = 0; k < 5; k++) {
        ones.add(Emissions.block(one, 1500L * k, 1500, values));
        twos.add(Emissions.block(two, 10L * k, 10, () -> Double.NaN));
        store.write(store.encode(List.of(ones.getLast(), twos.getLast())));
      }
      store.write(store.encode(List.of(Emissions.started(one), Emissions.ended(one, "a, b\nc"))));
    }
    try (CsvSteps steps = CsvSteps.open(directory)) {
      assertThat(steps.stepsByTrial()).isEqualTo(Map.of("s1-c2.1", 7500L, "s1-c3", 50L));
      assertThat(steps.events().rows()).isEqualTo(2);
      assertThat(Rows.of(steps, "s1-c2.1")).isEqualTo(Rows.of(ones));
      assertThat(Rows.of(steps, "s1-c3")).isEqualTo(Rows.of(twos));
      List<Series> series = new ArrayList<>();
      steps.read("s1-c3", block -> series.add(block.series()));
      assertThat(series).containsOnly(two);
      assertThat(Rows.of(steps, "s1-c9")).isEmpty();
    }
  }

  @Test
  void continuesAfterALineCutShort() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(List.of(Emissions.block(series, 0, 3, () -> 1.5))));
    }
    Files.writeString(
        CsvStore.stepFile(directory), "1767268800000000003,fig0", StandardOpenOption.APPEND);
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(store.encode(List.of(Emissions.block(series, 3, 2, () -> 2.5))));
    }
    List<String> lines = Files.readAllLines(CsvStore.stepFile(directory));
    assertThat(lines).hasSize(6);
    assertThat(lines.getFirst())
        .isEqualTo(
            "timestamp,sweep,trial,name,seed,c,step,loss,weight_norm_sq,lambda_max,eta_lambda,"
                + "sparsity_1,sparsity_2,test_loss,test_accuracy,safe_margin,doomed_margin,"
                + "lambda_2,lambda_3,residual_alignment,eigenvector_overlap,hessian_max,"
                + "layer_norm_sq_1,layer_norm_sq_2,layer_norm_sq_3,ntk_drift,weight_distance,"
                + "units_dead,units_flipped,gradient_norm_sq,sensitivity,gauss_newton_max,"
                + "preconditioned_max,log10_loss,finite");
    try (CsvSteps steps = CsvSteps.open(directory)) {
      assertThat(steps.stepsByTrial()).isEqualTo(Map.of("s1-c2.1", 5L));
    }
  }

  @Test
  void bothFilesHaveAFieldForEveryColumn() throws Exception {
    Series series = Emissions.series("s1-c2.1");
    try (CsvStore store = CsvStore.open(directory)) {
      store.write(
          store.encode(
              List.of(
                  Emissions.block(series, 0, 2, () -> -1),
                  Emissions.started(series),
                  Emissions.ended(series, "a, \"b\""))));
    }
    for (Path file : List.of(CsvStore.stepFile(directory), CsvStore.eventFile(directory))) {
      List<String> lines = Files.readAllLines(file);
      int columns = Csv.split(lines.getFirst()).size();
      assertThat(lines).hasSize(3).allSatisfy(l -> assertThat(Csv.split(l)).hasSize(columns));
    }
  }

  @Test
  void saysWhatToDoWhereItCannotWrite() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> CsvStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("--out");
  }

  @Test
  void aStoreThatKeepsNothingStillCounts() {
    Series series = Emissions.series("s1-c2.1");
    List<Emission> emissions =
        List.of(Emissions.block(series, 0, 7, () -> 1), Emissions.started(series));
    assertThat(NoStore.create().encode(emissions)).isEqualTo(new Batch("", new RowCounts(7, 1, 0)));
  }
}
