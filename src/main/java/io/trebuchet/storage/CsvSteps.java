package io.trebuchet.storage;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.PlainText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads back what a {@link CsvStore} wrote, by an index of where each trial's rows lie. */
public record CsvSteps(
    FileChannel file, StepColumns columns, KeptEvents events, long samples, Index index)
    implements StoredSteps {
  private static final int BUFFER = 1 << 16;
  private static final int ONE_LINE = 1 << 9;

  /** Consecutive rows of one trial. */
  private record Stretch(long offset, long rows) {}

  /**
   * Where rows are.
   *
   * @param unordered trials of which rows that were lost stand behind later ones
   */
  private record Index(Map<String, List<Stretch>> stretches, Set<String> unordered) {}

  /**
   * Opens the files of a {@link CsvStore}'s directory.
   *
   * @throws StoreException if they cannot be read
   */
  public static CsvSteps open(Path directory) throws StoreException {
    try {
      FileChannel file = PrivateFiles.read(CsvStore.stepFile(directory));
      StepColumns columns = StepColumns.of(header(file));
      return new CsvSteps(
          file,
          columns,
          events(CsvStore.eventFile(directory)),
          rows(CsvStore.sampleFile(directory)),
          index(file, columns));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static KeptEvents events(Path file) throws IOException {
    KeptEvents.Builder events = new KeptEvents.Builder();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel channel = PrivateFiles.read(file)) {
        CsvLines lines = new CsvLines(channel, 0, BUFFER);
        String first = lines.next();
        List<String> names = first == null ? List.of() : Csv.split(first);
        int state = names.indexOf("state");
        int trial = names.indexOf("trial");
        for (String line = lines.next(); line != null; line = lines.next()) {
          List<String> row = Csv.split(line);
          boolean readable = Math.min(state, trial) >= 0 && row.size() > Math.max(state, trial);
          events.add(
              readable ? PlainText.unescaped(row.get(trial)) : "",
              readable ? row.get(state) : "",
              1);
        }
      }
    }
    return events.build();
  }

  /** A run of an earlier version has no file of samples. */
  private static long rows(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (FileChannel channel = PrivateFiles.read(file)) {
      CsvLines lines = new CsvLines(channel, 0, BUFFER);
      long rows = 0;
      while (lines.next() != null) {
        rows++;
      }
      return Math.max(0, rows - 1);
    }
  }

  private static String header(FileChannel file) throws IOException {
    String line = new CsvLines(file, 0, BUFFER).next();
    return line == null ? "" : line;
  }

  private static Index index(FileChannel file, StepColumns columns) throws IOException {
    Map<String, List<Stretch>> index = new TreeMap<>();
    Map<String, Long> latest = new HashMap<>();
    Set<String> unordered = new HashSet<>();
    CsvLines lines = new CsvLines(file, 0, BUFFER);
    lines.next();
    String current = "";
    long offset = 0;
    long rows = 0;
    while (true) {
      long start = lines.offset();
      String line = lines.next();
      String trial = line == null ? "" : columns.trial(line, current);
      if (!trial.equals(current)) {
        if (rows > 0) {
          index.computeIfAbsent(current, t -> new ArrayList<>()).add(new Stretch(offset, rows));
        }
        current = trial;
        offset = start;
        rows = 0;
      }
      if (line == null) {
        return new Index(index, unordered);
      }
      long time = columns.time(line);
      if (time < latest.merge(trial, time, Math::max)) {
        unordered.add(trial);
      }
      rows++;
    }
  }

  @Override
  public Map<String, LastStored> last() throws StoreException {
    Map<String, LastStored> last = new TreeMap<>();
    for (String trial : index.stretches().keySet()) {
      LastStored[] end = {LastStored.NONE};
      read(
          trial,
          block -> {
            int row = block.rows() - 1;
            end[0] =
                end[0].with(new LastStored(block.step(row), block.timestamp(row), block.rows()));
          });
      last.put(trial, end[0]);
    }
    return last;
  }

  @Override
  public KeptEvents events() {
    return events;
  }

  @Override
  public long samples() {
    return samples;
  }

  @Override
  public Map<String, Long> stepsByTrial() {
    Map<String, Long> rows = new TreeMap<>();
    index
        .stretches()
        .forEach((trial, lie) -> rows.put(trial, lie.stream().mapToLong(Stretch::rows).sum()));
    return rows;
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    read(trial, StepRows.create(columns.metrics(), reader));
  }

  @Override
  public void audit(String trial, Consumer<MetricBlock> reader, Consumer<String> flaws)
      throws StoreException {
    read(trial, StepRows.audited(columns.metrics(), reader, flaws));
  }

  private void read(String trial, StepRows rows) throws StoreException {
    columns.check();
    List<Stretch> lie = index.stretches().getOrDefault(trial, List.of());
    try {
      for (Stretch stretch : index.unordered().contains(trial) ? ordered(lie) : lie) {
        CsvLines lines =
            new CsvLines(file, stretch.offset(), stretch.rows() == 1 ? ONE_LINE : BUFFER);
        for (long left = stretch.rows(); left > 0; left--) {
          add(lines.next(), rows);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    rows.flush();
  }

  /** The same rows one by one, in the order of their times. */
  private List<Stretch> ordered(List<Stretch> lie) throws IOException {
    record Timed(long time, Stretch row) {}
    List<Timed> rows = new ArrayList<>();
    for (Stretch stretch : lie) {
      CsvLines lines = new CsvLines(file, stretch.offset(), BUFFER);
      for (long left = stretch.rows(); left > 0; left--) {
        long offset = lines.offset();
        String line = lines.next();
        rows.add(
            new Timed(line == null ? Long.MAX_VALUE : columns.time(line), new Stretch(offset, 1)));
      }
    }
    rows.sort(Comparator.comparingLong(Timed::time));
    return rows.stream().map(Timed::row).toList();
  }

  private void add(@Nullable String line, StepRows rows) throws IOException {
    if (line == null) {
      throw new IOException("step.csv has become shorter");
    }
    List<String> fields = Csv.fields(line);
    if (fields.size() != columns.count()) {
      throw new IOException(
          String.format(Locale.ROOT, "step.csv has a row of %d fields: %s", fields.size(), line));
    }
    try {
      rows.add(columns.row(fields));
    } catch (NumberFormatException e) {
      throw new IOException("step.csv has a row that is none: " + line, e);
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
    return new StoreException(String.format(Locale.ROOT, "cannot read the CSV files (%s)", e), e);
  }
}
