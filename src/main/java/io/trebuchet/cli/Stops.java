package io.trebuchet.cli;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialEvent;
import io.trebuchet.storage.StopsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Keeps the grounds of every stop that goes by. */
final class Stops {
  private Stops() {}

  /** Writes stops to a file, then hands everything on. */
  static Consumer<Emission> into(Path file, Consumer<Emission> next) {
    return emission -> {
      if (emission instanceof TrialEvent event) {
        StopsFile.Stop.of(event).ifPresent(stop -> append(file, stop));
      }
      next.accept(emission);
    };
  }

  private static void append(Path file, StopsFile.Stop stop) {
    try {
      StopsFile.append(file, stop);
    } catch (IOException e) {
      // Not worth a sweep: the store has the same.
      LoggerFactory.getLogger(Stops.class).error("cannot write {}", file, e);
    }
  }
}
