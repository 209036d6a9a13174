package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.cairo.CairoConfiguration;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.std.str.StringSink;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two formats of the steps export side by side. */
final class QuestDbParquetTest {
  private static final List<String> TRIALS = List.of("s1-c10", "s1-c2.1", "s1-c9");

  @TempDir Path directory;

  @Test
  void holdsWhatTheCsvExportHoldsInTheSameOrder() throws Exception {
    PortChoice any = PortChoice.preferred(0);
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(directory, any, any)) {
      try (InfluxStore store = InfluxStore.embedded(database)) {
        // Neither all of a trial nor all of a time at once, and not in the order of the export.
        for (int k = 0; k < 3; k++) {
          for (String trial : List.of("s1-c9", "s1-c10", "s2-c9", "s1-c2.1")) {
            store.write(store.encode(List.of(block(trial, 40L * k))));
          }
        }
        // And once more, as a proxy sends it that held a write.
        store.write(store.encode(List.of(later(block("s1-c9", 40)))));
      }
      // An observable with a column, and one that never had a value.
      List<Metric> observables = List.of(Emissions.HESSIAN_MAX, Emissions.NTK_DRIFT);
      Path exported = Files.createDirectories(directory.resolve("import"));
      Path file = exported.resolve("steps.parquet");
      AtomicLong rows = new AtomicLong();
      try (OutputStream out = Files.newOutputStream(file)) {
        QuestDbParquet.write(
            database.settings(), Emissions.SWEEP, TRIALS, observables, out, rows::addAndGet);
      }
      assertThat(rows).hasValue(400);
      StringBuilder csv = new StringBuilder();
      StepsCsv.write(
          KeptSteps.growing(QuestDbSteps.of(database, Emissions.SWEEP)),
          TRIALS.stream().map(trial -> new StepsCsv.Trial(trial, 2.1)).toList(),
          observables,
          csv);
      List<List<String>> expected = table(csv.toString());
      assertThat(expected).hasSize(361);
      assertThat(table(readBack(exported))).isEqualTo(expected);
      // Nothing is left behind.
      database.query(
          "SELECT count() FROM tables() WHERE table_name LIKE 'export_%'",
          row -> assertThat(row.getLong(0)).isZero());
    }
  }

  private static MetricBlock later(MetricBlock block) {
    long[] times = new long[block.rows()];
    Arrays.setAll(times, row -> block.timestamp(row) + 7_000_000_000L);
    return block.at(times);
  }

  private static MetricBlock block(String trial, long firstStep) {
    MetricBlock.Builder rows =
        MetricBlock.Builder.create(Emissions.series(trial), 40, Metric.all());
    DoubleSupplier values = Emissions.anyFinite(trial.hashCode() + firstStep);
    for (long step = firstStep; step < firstStep + 40; step++) {
      rows.row(step, Emissions.NOON + step * 1_000_000);
      for (Metric metric : Metric.all()) {
        if (metric != Emissions.NTK_DRIFT && metric != Metric.TEST_LOSS) {
          rows.set(metric, values.getAsDouble());
        }
      }
      if (step % 7 == 0) {
        rows.set(Metric.LOSS, Double.POSITIVE_INFINITY);
        rows.set(Metric.TEST_LOSS, 0.5);
      }
    }
    return rows.build();
  }

  /** By an engine with all of QuestDB's functions, of which ours read no files. */
  private String readBack(Path folder) throws Exception {
    CairoConfiguration configuration =
        new DefaultCairoConfiguration(
            Files.createDirectories(directory.resolve("plain")).toString()) {
          @Override
          public CharSequence getSqlCopyInputRoot() {
            return folder.toString();
          }
        };
    StringSink text = new StringSink();
    try (CairoEngine engine = new CairoEngine(configuration);
        SqlExecutionContextImpl context =
            new SqlExecutionContextImpl(engine, 0).with(AllowAllSecurityContext.INSTANCE)) {
      engine.print("SELECT * FROM read_parquet('steps.parquet')", text, context);
    }
    // As /exp has it: commas, and nothing where nothing is.
    return text.toString().replace('\t', ',').replace("null", "");
  }

  /** Header and rows, numbers in Java's own words, since both writers have theirs. */
  private static List<List<String>> table(String csv) {
    List<String> lines = csv.lines().filter(line -> !line.isEmpty()).toList();
    return lines.stream()
        .map(line -> Csv.split(line).stream().map(QuestDbParquetTest::normal).toList())
        .toList();
  }

  private static String normal(String field) {
    try {
      return String.valueOf(Double.parseDouble(field));
    } catch (NumberFormatException e) {
      return field;
    }
  }
}
