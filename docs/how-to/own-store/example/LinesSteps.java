package example;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import io.trebuchet.storage.KeptEvents;
import io.trebuchet.storage.LastStored;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads the lines back; of one trial at a time, whose rows are held in memory. */
final class LinesSteps implements StoredSteps {
  private static final int BLOCK_ROWS = 1000;

  private final Path file;

  LinesSteps(Path file) {
    this.file = file;
  }

  @Override
  public Map<String, LastStored> last() throws StoreException {
    Map<String, LastStored> last = new TreeMap<>();
    each(
        "step",
        row -> {
          LastStored before = last.getOrDefault(row[1], LastStored.NONE);
          last.put(
              row[1],
              new LastStored(
                  Math.max(before.step(), Long.parseLong(row[7])),
                  Math.max(before.timestamp(), Long.parseLong(row[2])),
                  before.rows() + 1));
        });
    return last;
  }

  @Override
  public KeptEvents events() throws StoreException {
    long[] rows = {0};
    Set<String> started = new HashSet<>();
    Set<String> ended = new HashSet<>();
    each(
        "trial",
        row -> {
          rows[0]++;
          switch (row[2]) {
            case "started" -> started.add(row[1]);
            case "ended" -> ended.add(row[1]);
            default -> {}
          }
        });
    return new KeptEvents(rows[0], started, ended);
  }

  @Override
  public long samples() throws StoreException {
    long[] rows = {0};
    each("engine", row -> rows[0]++);
    return rows[0];
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    List<String[]> rows = new ArrayList<>();
    each(
        "step",
        row -> {
          if (row[1].equals(trial)) {
            rows.add(row);
          }
        });
    // Rows that were lost and computed again stand behind later ones.
    rows.sort(Comparator.comparingLong(row -> Long.parseLong(row[2])));
    MetricBlock.Builder block = null;
    Series current = null;
    for (String[] row : rows) {
      Series series =
          new Series(row[3], row[4], trial, Long.parseLong(row[5]), Double.parseDouble(row[6]));
      if (block != null && (block.full() || !series.equals(current))) {
        reader.accept(block.build());
      }
      if (block == null || !series.equals(current)) {
        block = MetricBlock.Builder.create(series, BLOCK_ROWS, Metric.all());
        current = series;
      }
      block.row(Long.parseLong(row[7]), Long.parseLong(row[2]));
      for (int i = 8; i < row.length - 1; i++) {
        int equals = row[i].indexOf('=');
        String column = row[i].substring(0, equals);
        Metric metric =
            Metric.named(column)
                .orElseThrow(() -> new StoreException("nothing here measures " + column, null));
        block.set(metric, Double.parseDouble(row[i].substring(equals + 1)));
      }
    }
    if (block != null) {
      reader.accept(block.build());
    }
  }

  /** A line has nothing that could contradict the rest of it. */
  @Override
  public void audit(String trial, Consumer<MetricBlock> reader, Consumer<String> flaws)
      throws StoreException {
    read(trial, reader);
  }

  private void each(String measurement, Consumer<String[]> reader) throws StoreException {
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .filter(line -> line.startsWith(measurement + "\t") && line.endsWith(LinesStore.END))
          .map(line -> line.split("\t", -1))
          .forEach(reader);
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException("cannot read the lines: " + e, e);
    }
  }

  @Override
  public void close() {}
}
