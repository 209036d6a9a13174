package io.trebuchet.web;

import java.util.List;
import java.util.Optional;

/** The sweeps that a server shows. Thread-safe; may read files. */
public interface SweepCatalog {
  /** Whether there is anything to ask yet; a run can be reached before its sweep begins. */
  default boolean begun() {
    return true;
  }

  /** All of them, newest last. */
  List<ServedSweep> sweeps();

  /** The sweep of a run id. */
  default Optional<ServedSweep> sweep(String id) {
    return sweeps().stream().filter(sweep -> sweep.about().id().equals(id)).findFirst();
  }
}
