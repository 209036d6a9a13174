package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads back what a {@link CsvStore} wrote, by an index of where each trial's rows lie. */
public final class CsvSteps implements StoredSteps {
  private static final int BLOCK_ROWS = 1000;
  private static final int TRIAL = 2;
  private static final int BUFFER = 1 << 16;

  /** Consecutive rows of one trial. */
  private record Stretch(long offset, long rows) {}

  private final FileChannel file;
  private final long events;
  private final long samples;
  private final Map<String, List<Stretch>> stretches;

  /** Where each metric's field is; a file of an earlier version lacks some. */
  private final Map<Metric, Integer> places;

  private CsvSteps(
      FileChannel file,
      long events,
      long samples,
      Map<String, List<Stretch>> stretches,
      Map<Metric, Integer> places) {
    this.places = places;
    this.file = file;
    this.events = events;
    this.samples = samples;
    this.stretches = stretches;
  }

  /**
   * Opens the files of a {@link CsvStore}'s directory.
   *
   * @throws StoreException if they cannot be read
   */
  public static CsvSteps open(Path directory) throws StoreException {
    try {
      FileChannel file = FileChannel.open(CsvStore.stepFile(directory));
      return new CsvSteps(
          file,
          rows(CsvStore.eventFile(directory)),
          rows(CsvStore.sampleFile(directory)),
          index(file),
          places(file));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A run of an earlier version has no file of samples. */
  private static long rows(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var lines = Files.lines(file)) {
      return Math.max(0, lines.count() - 1);
    }
  }

  private static Map<Metric, Integer> places(FileChannel file) throws IOException {
    String header = new LineReader(file, 0).next();
    List<String> names = header == null ? List.of() : Csv.split(header);
    Map<Metric, Integer> places = new TreeMap<>();
    for (Metric metric : Metric.all()) {
      int place = names.indexOf(metric.column());
      if (place >= 0) {
        places.put(metric, place);
      }
    }
    return places;
  }

  private static Map<String, List<Stretch>> index(FileChannel file) throws IOException {
    Map<String, List<Stretch>> index = new TreeMap<>();
    LineReader lines = new LineReader(file, 0);
    lines.next();
    String current = "";
    long offset = 0;
    long rows = 0;
    while (true) {
      long start = lines.offset();
      String line = lines.next();
      String trial = line == null ? "" : Csv.split(line, TRIAL + 1).get(TRIAL);
      if (!trial.equals(current)) {
        if (rows > 0) {
          index.computeIfAbsent(current, t -> new ArrayList<>()).add(new Stretch(offset, rows));
        }
        current = trial;
        offset = start;
        rows = 0;
      }
      if (line == null) {
        return index;
      }
      rows++;
    }
  }

  @Override
  public Map<String, LastStored> last() throws StoreException {
    Map<String, LastStored> last = new TreeMap<>();
    for (String trial : stretches.keySet()) {
      LastStored[] end = {LastStored.NONE};
      read(
          trial,
          block -> {
            int row = block.rows() - 1;
            end[0] =
                new LastStored(
                    Math.max(end[0].step(), block.step(row)),
                    Math.max(end[0].timestamp(), block.timestamp(row)),
                    end[0].rows() + block.rows());
          });
      last.put(trial, end[0]);
    }
    return last;
  }

  @Override
  public long events() {
    return events;
  }

  @Override
  public long samples() {
    return samples;
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    try {
      for (Stretch stretch : stretches.getOrDefault(trial, List.of())) {
        LineReader lines = new LineReader(file, stretch.offset());
        for (long left = stretch.rows(); left > 0; left -= BLOCK_ROWS) {
          reader.accept(block(lines, (int) Math.min(left, BLOCK_ROWS)));
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private MetricBlock block(LineReader lines, int rows) throws IOException {
    MetricBlock.Builder builder = null;
    for (int row = 0; row < rows; row++) {
      String line = lines.next();
      if (line == null) {
        throw new IOException("step.csv has become shorter");
      }
      List<String> fields = Csv.split(line);
      if (builder == null) {
        builder =
            MetricBlock.Builder.create(
                new Series(
                    fields.get(1),
                    fields.get(3),
                    fields.get(TRIAL),
                    Long.parseLong(fields.get(4)),
                    Csv.number(fields.get(5))),
                rows,
                List.copyOf(places.keySet()));
      }
      builder.row(Long.parseLong(fields.get(6)), Long.parseLong(fields.get(0)));
      for (Map.Entry<Metric, Integer> place : places.entrySet()) {
        builder.set(place.getKey(), Csv.number(fields.get(place.getValue())));
      }
    }
    if (builder == null) {
      throw new IllegalArgumentException("a block of no rows");
    }
    return builder.build();
  }

  @Override
  public void close() throws StoreException {
    try {
      file.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static StoreException failed(IOException e) {
    return new StoreException("cannot read the CSV files (%s)".formatted(e), e);
  }

  /** Lines with their offsets; a last line without its end does not count. */
  private static final class LineReader {
    private final InputStream bytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long offset;

    LineReader(FileChannel file, long offset) throws IOException {
      // Each reader moves the channel's position: only the newest may be used.
      bytes = new BufferedInputStream(Channels.newInputStream(file.position(offset)), BUFFER);
      this.offset = offset;
    }

    long offset() {
      return offset;
    }

    @Nullable String next() throws IOException {
      line.reset();
      for (int b = bytes.read(); b >= 0; b = bytes.read()) {
        if (b == '\n') {
          offset += line.size() + 1L;
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(b);
      }
      return null;
    }
  }
}
