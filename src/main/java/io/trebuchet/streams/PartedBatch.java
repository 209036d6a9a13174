package io.trebuchet.streams;

import io.trebuchet.metrics.RowCounts;
import io.trebuchet.storage.Batch;
import io.trebuchet.storage.MetricStore;
import io.trebuchet.storage.RefusedRow;
import io.trebuchet.storage.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A batch that a store does not take as a whole: it is sent by halves, down to single rows, and
 * what is refused alone is set aside. A part that met an outage is sent again when asked again. Not
 * thread-safe.
 */
final class PartedBatch {
  /** So many rows are not a row that went wrong, but a store that will not do. */
  private static final int MOST_REFUSED = 100;

  private final Batch whole;
  private final Deque<Batch> parts = new ArrayDeque<>();
  private final List<RefusedRow> refused = new ArrayList<>();
  private int largest = Integer.MAX_VALUE;

  private PartedBatch(Batch whole) {
    this.whole = whole;
  }

  /**
   * A batch that is about to be sent.
   *
   * @param mostChars of a request, as far as is known
   */
  static PartedBatch of(Batch whole, int mostChars) {
    PartedBatch parted = new PartedBatch(whole);
    parted.largest = mostChars;
    parted.parts.push(whole);
    return parted;
  }

  /** What it is a part of. */
  Batch whole() {
    return whole;
  }

  /** Characters that a request may have, as learned from the server's answers. */
  int mostChars() {
    return largest;
  }

  /** Rows that the store refused one by one. */
  List<RefusedRow> refused() {
    return refused;
  }

  /** Their numbers. */
  RowCounts refusedRows() {
    return refused.stream().map(RefusedRow::counts).reduce(RowCounts.NONE, RowCounts::plus);
  }

  /**
   * Sends what has not been settled yet.
   *
   * @throws StoreException if the store does not answer, or refuses more than it may
   */
  void send(MetricStore store) throws StoreException {
    while (!parts.isEmpty()) {
      Batch part = parts.peek();
      if (part.text().length() > largest && part.rows().total() > 1) {
        halve();
        continue;
      }
      try {
        store.write(part);
        parts.pop();
      } catch (StoreException e) {
        switch (e.fault()) {
          case TOO_LARGE -> {
            largest = Math.min(largest, Math.max(1, part.text().length() / 2));
            divide(part, e);
          }
          case ROWS_REFUSED -> divide(part, e);
          case UNREACHABLE, DISK_FULL, REFUSED, CONTRADICTED, FOREIGN, TAKEN -> throw e;
        }
      }
    }
  }

  private void divide(Batch part, StoreException why) throws StoreException {
    if (part.rows().total() > 1) {
      halve();
      return;
    }
    if (refused.size() == MOST_REFUSED) {
      throw new StoreException(
          StoreException.Fault.REFUSED,
          "the store refused more than "
              + MOST_REFUSED
              + " rows of a batch, the last with: "
              + why.getMessage(),
          why);
    }
    refused.add(RefusedRow.of(part, String.valueOf(why.getMessage())));
    parts.pop();
  }

  private void halve() {
    List<Batch> halves = parts.pop().halves();
    parts.push(halves.getLast());
    parts.push(halves.getFirst());
  }
}
