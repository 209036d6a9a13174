package io.trebuchet.storage;

import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.RowCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All that is kept of a sweep, its store and its quarantine together, for whoever reads it: a
 * trial's step is one row, also where the store holds it twice.
 */
public final class KeptSteps implements StoredSteps {
  private final StoredSteps store;
  private final Map<String, List<MetricBlock>> refused = new HashMap<>();
  private final RowCounts refusedRows;
  private final KeptEvents refusedEvents;

  private KeptSteps(StoredSteps store, List<RefusedRow> rows) {
    this.store = store;
    RowCounts counts = RowCounts.NONE;
    KeptEvents.Builder events = new KeptEvents.Builder();
    for (RefusedRow row : rows) {
      counts = counts.plus(row.counts());
      if (row.counts().steps() > 0) {
        MetricBlock block = StepLine.read(row.line());
        refused.computeIfAbsent(block.series().trial(), trial -> new ArrayList<>()).add(block);
      } else if (row.counts().events() > 0) {
        StepLine.addEvent(row.line(), events);
      }
    }
    this.refusedRows = counts;
    this.refusedEvents = events.build();
    for (List<MetricBlock> blocks : refused.values()) {
      blocks.sort(Comparator.comparingLong(block -> block.timestamp(0)));
    }
  }

  /**
   * A store with the rows that it refused.
   *
   * @throws IOException if the quarantine cannot be read or is damaged
   */
  public static KeptSteps of(StoredSteps store, Quarantine quarantine) throws IOException {
    List<RefusedRow> rows = quarantine.rows();
    try {
      return new KeptSteps(store, rows);
    } catch (IllegalArgumentException e) {
      throw new UnusableFileException(
          String.format(
              Locale.ROOT,
              "%s is damaged (%s): move it away; its rows are computed again by trebuchet resume",
              quarantine.file(),
              e.getMessage()),
          e);
    }
  }

  /** A store as it is being written, without what it refuses. */
  public static KeptSteps growing(StoredSteps store) {
    return new KeptSteps(store, List.of());
  }

  /** What of it lies in the quarantine. */
  public RowCounts refused() {
    return refusedRows;
  }

  @Override
  public Map<String, LastStored> last() throws StoreException {
    Map<String, LastStored> last = new TreeMap<>(store.last());
    refused.forEach(
        (trial, blocks) ->
            blocks.forEach(
                block ->
                    last.merge(
                        trial,
                        new LastStored(block.step(0), block.timestamp(0), 1),
                        LastStored::with)));
    return last;
  }

  @Override
  public Map<String, Long> stepsByTrial() throws StoreException {
    Map<String, Long> rows = new TreeMap<>(store.stepsByTrial());
    refused.forEach((trial, blocks) -> rows.merge(trial, (long) blocks.size(), Long::sum));
    return rows;
  }

  @Override
  public KeptEvents events() throws StoreException {
    return new KeptEvents.Builder().add(store.events()).add(refusedEvents).build();
  }

  @Override
  public long samples() throws StoreException {
    return store.samples() + refusedRows.samples();
  }

  @Override
  public void read(String trial, Consumer<MetricBlock> reader) throws StoreException {
    Inserted rows = new Inserted(trial, once(trial, reader));
    reading(
        () -> {
          store.read(trial, rows::take);
          rows.end();
        });
  }

  @Override
  public void read(
      String trial, List<Metric> metrics, long from, long to, Consumer<MetricBlock> reader)
      throws StoreException {
    Inserted rows = new Inserted(trial, once(trial, reader));
    reading(
        () -> {
          store.read(trial, metrics, from, to, rows::take);
          rows.end();
        });
  }

  /** Here a step may come twice: whoever audits wants to know. */
  @Override
  public void audit(String trial, Consumer<MetricBlock> reader, Consumer<String> flaws)
      throws StoreException {
    Inserted rows = new Inserted(trial, reader);
    store.audit(trial, rows::take, flaws);
    rows.end();
  }

  private static Consumer<MetricBlock> once(String trial, Consumer<MetricBlock> reader) {
    return SingleSteps.of(reader, new Refusing(trial))::take;
  }

  /** A reader that takes one row a step cannot choose between two. */
  private record Refusing(String trial) implements SingleSteps.Oddities {
    @Override
    public void twice(long step, long timestamp) {}

    @Override
    public void otherwise(long step) {
      throw fault(String.format(Locale.ROOT, "step %d stands twice, with other values", step));
    }

    @Override
    public void late(long step, long after) {
      throw fault(String.format(Locale.ROOT, "step %d comes after step %d", step, after));
    }

    private UncheckedIOException fault(String what) {
      return new UncheckedIOException(
          new StoreException(
              StoreException.Fault.CONTRADICTED,
              String.format(
                  Locale.ROOT,
                  "the store contradicts itself: %s: %s (trebuchet verify tells all of it)",
                  trial,
                  what),
              null));
    }
  }

  /** A reading that may meet a fault within. */
  private interface Reading {
    void read() throws StoreException;
  }

  private static void reading(Reading reading) throws StoreException {
    try {
      reading.read();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof StoreException fault) {
        throw fault;
      }
      throw e;
    }
  }

  /** Puts the refused rows of a trial where the store would have them. */
  private final class Inserted {
    private final Consumer<MetricBlock> next;
    private final Deque<MetricBlock> waiting;

    Inserted(String trial, Consumer<MetricBlock> next) {
      this.next = next;
      this.waiting = new ArrayDeque<>(refused.getOrDefault(trial, List.of()));
    }

    void take(MetricBlock block) {
      int from = 0;
      for (int row = 0; row < block.rows() && !waiting.isEmpty(); row++) {
        while (!waiting.isEmpty() && waiting.getFirst().timestamp(0) <= block.timestamp(row)) {
          MetricBlock refusedRow = waiting.removeFirst();
          // Somebody may have had the server take it since.
          if (refusedRow.timestamp(0) != block.timestamp(row)) {
            hand(block, from, row);
            from = row;
            next.accept(refusedRow);
          }
        }
      }
      hand(block, from, block.rows());
    }

    private void hand(MetricBlock block, int from, int to) {
      if (from < to) {
        next.accept(block.part(from, to));
      }
    }

    void end() {
      waiting.forEach(next);
      waiting.clear();
    }
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }
}
