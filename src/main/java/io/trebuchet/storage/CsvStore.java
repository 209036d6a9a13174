package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Appends to {@code step.csv} and {@code trial.csv}; their columns are those of the databases. */
public final class CsvStore implements MetricStore {
  private final CsvFile steps;
  private final CsvFile events;

  private CsvStore(CsvFile steps, CsvFile events) {
    this.steps = steps;
    this.events = events;
  }

  /**
   * A store on a directory, which is created if need be; files that exist are continued.
   *
   * @throws StoreException if the files cannot be written
   */
  public static CsvStore open(Path directory) throws StoreException {
    try {
      CsvFile steps = CsvFile.open(stepFile(directory), header(Schema.step()));
      return new CsvStore(steps, CsvFile.open(eventFile(directory), header(Schema.trial())));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  static Path stepFile(Path directory) {
    return directory.resolve("step.csv");
  }

  static Path eventFile(Path directory) {
    return directory.resolve("trial.csv");
  }

  private static String header(List<Schema.Field> fields) {
    return Stream.concat(
            Stream.of("timestamp", "sweep", "trial"), fields.stream().map(Schema.Field::name))
        .collect(Collectors.joining(",", "", "\n"));
  }

  @Override
  public String kind() {
    return "csv";
  }

  /** The text starts with the length of the part that goes to {@code step.csv}. */
  @Override
  public Batch encode(List<Emission> emissions) {
    StringBuilder stepLines = new StringBuilder();
    StringBuilder eventLines = new StringBuilder();
    for (Emission emission : emissions) {
      switch (emission) {
        case MetricBlock block -> block(stepLines, block);
        case TrialEvent event -> event(eventLines, event);
      }
    }
    return Batch.of(stepLines.length() + "\n" + stepLines + eventLines, emissions);
  }

  private static void block(StringBuilder out, MetricBlock block) {
    String ids = ids(block.series());
    for (int row = 0; row < block.rows(); row++) {
      out.append(block.timestamp(row)).append(ids).append(',').append(block.step(row));
      for (Metric metric : Metric.all()) {
        Csv.appendNumber(out, block.value(metric, row));
      }
      Csv.appendNumber(out, StrictMath.log10(block.value(Metric.LOSS, row)));
      out.append(',').append(block.finite(row)).append('\n');
    }
  }

  private static void event(StringBuilder out, TrialEvent event) {
    TrialResult result = event.result();
    out.append(event.timestamp()).append(ids(event.series()));
    text(out, event.state().word());
    text(out, result == null ? "" : result.outcome().word());
    text(out, event.reason());
    out.append(',').append(event.step());
    for (TrialColumn column : TrialColumn.all()) {
      if (Schema.isResultField(column)) {
        text(out, result == null ? "" : column.text().apply(result));
      }
    }
    StopRecord stop = event.stop();
    text(out, stop == null ? "" : stop.rule());
    text(out, stop == null ? "" : stop.certificate());
    text(out, stop == null ? "" : stop.evidence());
    text(out, stop == null ? "" : Boolean.toString(stop.censored()));
    out.append('\n');
  }

  /** The columns from sweep to c, which all rows of a series share. */
  private static String ids(Series series) {
    StringBuilder out = new StringBuilder();
    text(out, series.sweep());
    text(out, series.trial());
    text(out, series.name());
    out.append(',').append(series.seed());
    Csv.appendNumber(out, series.c());
    return out.toString();
  }

  private static void text(StringBuilder out, String value) {
    out.append(',');
    Csv.append(out, value);
  }

  @Override
  public void write(Batch batch) throws StoreException {
    String text = batch.text();
    int start = text.indexOf('\n') + 1;
    int middle = start + Integer.parseInt(text.substring(0, start - 1));
    try {
      long stepsEnd = steps.size();
      long eventsEnd = events.size();
      try {
        steps.append(text.substring(start, middle));
        events.append(text.substring(middle));
      } catch (IOException e) {
        // A batch is written whole or not at all, so that it can be written again.
        steps.truncate(stepsEnd);
        events.truncate(eventsEnd);
        throw e;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws StoreException {
    try (steps;
        events) {
      // Closing forces both to the disk.
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static StoreException failed(IOException e) {
    return new StoreException(
        "cannot write the CSV files: make room or choose another --out (%s)".formatted(e), e);
  }
}
