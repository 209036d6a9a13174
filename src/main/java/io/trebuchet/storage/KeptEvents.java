package io.trebuchet.storage;

import io.trebuchet.metrics.TrialEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * What is kept of the trials' state changes.
 *
 * @param rows how many there are
 * @param started trials that are said to have begun, by id
 * @param ended trials that are said to have ended, by id
 */
public record KeptEvents(long rows, Set<String> started, Set<String> ended) {
  /** Copies the sets. */
  public KeptEvents {
    started = Set.copyOf(started);
    ended = Set.copyOf(ended);
  }

  /** Gathers them row by row. */
  static final class Builder {
    private final Set<String> started = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private long rows;

    /** Takes rows of a trial. */
    Builder add(String trial, String state, long count) {
      if (state.equals(TrialEvent.State.STARTED.word())) {
        started.add(trial);
      } else if (state.equals(TrialEvent.State.ENDED.word())) {
        ended.add(trial);
      }
      rows += count;
      return this;
    }

    /** Takes all of others. */
    Builder add(KeptEvents events) {
      started.addAll(events.started());
      ended.addAll(events.ended());
      rows += events.rows();
      return this;
    }

    KeptEvents build() {
      return new KeptEvents(rows, started, ended);
    }
  }
}
