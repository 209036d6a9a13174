package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps export: every recorded step of the given trials, in full precision. */
public final class StepsCsv {
  private StepsCsv() {}

  /** A trial to export. */
  public record Trial(String id, double c) {}

  /**
   * The header, without its line end: the fixed metrics, finite, the observables, what is newer.
   */
  public static String header(List<Metric> observables) {
    return Stream.of(
            Stream.of("trial", "c", "step"),
            Metric.fixed().stream().map(Metric::column),
            Stream.of(Schema.FINITE),
            Metric.further(observables).stream().map(Metric::column))
        .flatMap(s -> s)
        .collect(Collectors.joining(","));
  }

  /**
   * Writes the header and the steps of all trials, one trial after the other.
   *
   * @throws IOException if the store cannot be read or the export not be written
   */
  public static void write(
      StoredSteps steps, List<Trial> trials, List<Metric> observables, Appendable out)
      throws IOException {
    write(steps, trials, observables, out, rows -> {});
  }

  /** The same; {@code progress} is told of rows as they are written. */
  public static void write(
      StoredSteps steps,
      List<Trial> trials,
      List<Metric> observables,
      Appendable out,
      LongConsumer progress)
      throws IOException {
    out.append(header(observables)).append('\n');
    StringBuilder lines = new StringBuilder();
    for (Trial trial : trials) {
      StringBuilder head = new StringBuilder();
      Csv.append(head, trial.id());
      Csv.appendNumber(head, trial.c());
      try {
        steps.read(
            trial.id(),
            block -> {
              lines.setLength(0);
              append(lines, head, block, observables);
              try {
                out.append(lines);
                progress.accept(block.rows());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private static void append(
      StringBuilder out, CharSequence head, MetricBlock block, List<Metric> observables) {
    List<Metric> last = Metric.further(observables);
    for (int row = 0; row < block.rows(); row++) {
      out.append(head).append(',').append(block.step(row));
      for (Metric metric : Metric.fixed()) {
        Csv.appendNumber(out, block.value(metric, row));
      }
      out.append(',').append(block.finite(row));
      for (Metric metric : last) {
        Csv.appendNumber(out, block.value(metric, row));
      }
      out.append('\n');
    }
  }
}
