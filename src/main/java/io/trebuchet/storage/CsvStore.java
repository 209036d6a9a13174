package io.trebuchet.storage;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.EngineSample;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.metrics.TrialResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Appends to {@code step.csv}, {@code trial.csv} and {@code engine.csv}; their columns are those of
 * the databases.
 */
public final class CsvStore implements MetricStore {
  /** The first line of {@code step.csv}, without its end. */
  static final String STEP_HEADER = header(List.of("sweep", "trial"), Schema.step()).strip();

  private final List<CsvFile> files;

  private CsvStore(List<CsvFile> files) {
    this.files = List.copyOf(files);
  }

  /**
   * A store on a directory, which is created if need be; files that exist are continued.
   *
   * @throws StoreException if the files cannot be written
   */
  public static CsvStore open(Path directory) throws StoreException {
    List<CsvFile> files = new ArrayList<>();
    try {
      files.add(
          CsvFile.open(stepFile(directory), header(List.of("sweep", "trial"), Schema.step())));
      files.add(
          CsvFile.open(eventFile(directory), header(List.of("sweep", "trial"), Schema.trial())));
      files.add(CsvFile.open(sampleFile(directory), header(List.of("sweep"), Schema.engine())));
      return new CsvStore(files);
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

  static Path sampleFile(Path directory) {
    return directory.resolve("engine.csv");
  }

  private static String header(List<String> tags, List<Schema.Field> fields) {
    return Stream.of(Stream.of("timestamp"), tags.stream(), fields.stream().map(Schema.Field::name))
        .flatMap(names -> names)
        .collect(Collectors.joining(",", "", "\n"));
  }

  @Override
  public String kind() {
    return "csv";
  }

  /** The text starts with the lengths of the parts for {@code step.csv} and {@code trial.csv}. */
  @Override
  public Batch encode(List<Emission> emissions) {
    StringBuilder stepLines = new StringBuilder();
    StringBuilder eventLines = new StringBuilder();
    StringBuilder sampleLines = new StringBuilder();
    for (Emission emission : emissions) {
      switch (emission) {
        case MetricBlock block -> block(stepLines, block);
        case TrialEvent event -> event(eventLines, event);
        case EngineSample sample -> sample(sampleLines, sample);
      }
    }
    String lengths = String.format(Locale.ROOT, "%d %d\n", stepLines.length(), eventLines.length());
    return Batch.of(lengths + stepLines + eventLines + sampleLines, emissions);
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

  private static void sample(StringBuilder out, EngineSample sample) {
    out.append(sample.timestamp());
    text(out, sample.sweep());
    out.append(',').append(sample.activeTrials());
    Csv.appendNumber(out, sample.pointsPerSecond());
    out.append(',').append(sample.queueDepth());
    out.append(',').append(sample.spoolBytes());
    out.append(',').append(sample.credits());
    out.append(',').append(sample.heapBytes());
    out.append(',').append(sample.offHeapBytes()).append('\n');
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
    if (text.isEmpty()) {
      return;
    }
    int start = text.indexOf('\n') + 1;
    List<String> lengths = List.of(text.substring(0, start - 1).split(" "));
    int events = start + Integer.parseInt(lengths.getFirst());
    int samples = events + Integer.parseInt(lengths.getLast());
    List<String> parts =
        List.of(
            text.substring(start, events),
            text.substring(events, samples),
            text.substring(samples));
    try {
      List<Long> ends = new ArrayList<>();
      for (CsvFile file : files) {
        ends.add(file.size());
      }
      try {
        for (int i = 0; i < parts.size(); i++) {
          files.get(i).append(parts.get(i));
        }
      } catch (IOException e) {
        // A batch is written whole or not at all, so that it can be written again.
        for (int i = 0; i < parts.size(); i++) {
          files.get(i).truncate(ends.get(i));
        }
        throw e;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public boolean needsForcing() {
    return true;
  }

  @Override
  public void force() throws StoreException {
    try {
      for (CsvFile file : files) {
        file.force();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws StoreException {
    IOException failure = null;
    for (CsvFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failed(failure);
    }
  }

  private static StoreException failed(IOException e) {
    if (e instanceof StoreException told) {
      return told;
    }
    return new StoreException(
        StoreException.saysDiskFull(e.getMessage())
            ? StoreException.Fault.DISK_FULL
            : StoreException.Fault.REFUSED,
        String.format(
            Locale.ROOT, "cannot write the CSV files: make room or choose another --out (%s)", e),
        e);
  }
}
