package io.trebuchet.web;

import java.util.List;
import java.util.Optional;

/** The sweeps that a server shows. Thread-safe; may read files. */
public interface SweepCatalog {
  /** All of them, newest last. */
  List<ServedSweep> sweeps();

  /** The sweep of a run id. */
  default Optional<ServedSweep> sweep(String id) {
    return sweeps().stream().filter(sweep -> sweep.about().id().equals(id)).findFirst();
  }
}
