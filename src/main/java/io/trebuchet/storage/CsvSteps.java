package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.PlainText;
import io.trebuchet.metrics.Series;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads back what a {@link CsvStore} wrote, by an index of where each trial's rows lie. */
public final class CsvSteps implements StoredSteps {
  private static final int TRIAL = 2;
  private static final int METRICS = 7;
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 1 << 20;

  /** Consecutive rows of one trial. */
  private record Stretch(long offset, long rows) {}

  private final FileChannel file;
  private final String header;

  /** The metrics of the file, in its order; one of an earlier version lacks some. */
  private final List<Metric> metrics;

  private final long events;
  private final long samples;
  private final Map<String, List<Stretch>> stretches;

  private CsvSteps(
      FileChannel file,
      String header,
      long events,
      long samples,
      Map<String, List<Stretch>> stretches) {
    this.file = file;
    this.header = header;
    this.metrics = metrics(header);
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
      FileChannel file = PrivateFiles.read(CsvStore.stepFile(directory));
      return new CsvSteps(
          file,
          header(file),
          rows(CsvStore.eventFile(directory)),
          rows(CsvStore.sampleFile(directory)),
          index(file));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A run of an earlier version has no file of samples. */
  private static long rows(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (FileChannel channel = PrivateFiles.read(file)) {
      LineReader lines = new LineReader(channel, 0);
      long rows = 0;
      while (lines.next() != null) {
        rows++;
      }
      return Math.max(0, rows - 1);
    }
  }

  private static String header(FileChannel file) throws IOException {
    String line = new LineReader(file, 0).next();
    return line == null ? "" : line;
  }

  private static List<Metric> metrics(String header) {
    List<String> names = Csv.split(header);
    return Metric.all().stream().filter(metric -> names.contains(metric.column())).toList();
  }

  /** The first line of a file that has these metrics. */
  private static String header(List<Metric> metrics) {
    List<String> columns = new ArrayList<>(Csv.split(CsvStore.STEP_HEADER));
    columns.subList(METRICS, columns.size() - 2).clear();
    columns.addAll(METRICS, metrics.stream().map(Metric::column).toList());
    return String.join(",", columns);
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
      String trial = line == null ? "" : trial(line, current);
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

  /** A line that is no row lies among those of the trial before, where reading it fails. */
  private static String trial(String line, String before) {
    List<String> ids = Csv.split(line, TRIAL + 1);
    return ids.size() > TRIAL ? PlainText.unescaped(ids.get(TRIAL)) : before;
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
  public Map<String, Long> stepsByTrial() {
    Map<String, Long> rows = new TreeMap<>();
    stretches.forEach((trial, lie) -> rows.put(trial, lie.stream().mapToLong(Stretch::rows).sum()));
    return rows;
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    read(trial, StepRows.create(metrics, reader));
  }

  @Override
  public void audit(String trial, Consumer<MetricBlock> reader, Consumer<String> flaws)
      throws StoreException {
    read(trial, StepRows.audited(metrics, reader, flaws));
  }

  private void read(String trial, StepRows rows) throws StoreException {
    if (!header.equals(header(metrics))) {
      throw new StoreException(
          "step.csv has other columns than those that are written: its first line has to be "
              + CsvStore.STEP_HEADER
              + ", where an earlier version lacks some of the metrics",
          null);
    }
    try {
      for (Stretch stretch : stretches.getOrDefault(trial, List.of())) {
        LineReader lines = new LineReader(file, stretch.offset());
        for (long left = stretch.rows(); left > 0; left--) {
          add(lines.next(), rows);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    rows.flush();
  }

  private void add(@Nullable String line, StepRows rows) throws IOException {
    if (line == null) {
      throw new IOException("step.csv has become shorter");
    }
    List<String> fields = Csv.fields(line);
    if (fields.size() != METRICS + metrics.size() + 2) {
      throw new IOException("step.csv has a row of %d fields: %s".formatted(fields.size(), line));
    }
    try {
      rows.add(new Fields(fields));
    } catch (NumberFormatException e) {
      throw new IOException("step.csv has a row that is none: " + line, e);
    }
  }

  /** A row of the file. */
  private record Fields(List<String> fields) implements StepRows.Row {
    @Override
    public long timestamp() {
      return Long.parseLong(fields.getFirst());
    }

    @Override
    public long step() {
      return Long.parseLong(fields.get(METRICS - 1));
    }

    @Override
    public Series series() {
      return new Series(
          fields.get(1),
          fields.get(3),
          fields.get(TRIAL),
          Long.parseLong(fields.get(4)),
          Csv.number(fields.get(5)));
    }

    @Override
    public double value(int metric) {
      return Csv.number(fields.get(METRICS + metric));
    }

    @Override
    public double log10Loss() {
      return Csv.number(fields.get(fields.size() - 2));
    }

    @Override
    public boolean finite() {
      return Boolean.parseBoolean(fields.getLast());
    }
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
        if (line.size() > LONGEST_LINE) {
          throw new IOException("a line longer than %d bytes".formatted(LONGEST_LINE));
        }
      }
      return null;
    }
  }
}
